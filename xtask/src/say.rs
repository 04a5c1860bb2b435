//! What is said to whoever listens. A listener that has gone away, as `head` goes, stops no work.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use crate::error::Error;

/// A line on standard output.
pub(crate) fn line(text: impl Display) -> Result<(), Error> {
    whole(format_args!("{text}\n"))
}

/// A text on standard output that brings its own line ends.
pub(crate) fn whole(text: impl Display) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::io("write", Path::new("standard output"))(error))
        }
        _ => Ok(()),
    }
}

/// A line on standard error.
pub(crate) fn aside(text: impl Display) {
    aside_whole(format_args!("{text}\n"));
}

/// A text on standard error that brings its own line ends.
pub(crate) fn aside_whole(text: impl Display) {
    // Where complaints cannot be written, there is nowhere to complain of that.
    let _ = write!(io::stderr().lock(), "{text}");
}
