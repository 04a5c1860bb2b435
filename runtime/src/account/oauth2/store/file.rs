//! Tokens in a file.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    future::ready,
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

use super::{Stored, TokenStore};
use crate::{
    account::oauth2::{Tokens, random},
    transport::Cause,
};

/// Keeps the tokens of one account as JSON in a file, which on Unix only its owner can read. The file is replaced as a
/// whole: whoever reads it, even after a crash, finds the tokens from before or those from after.
///
/// ```
/// use gorgias_runtime::oauth2::FileStore;
///
/// let store = FileStore::new("/var/lib/app/acme.tokens.json");
/// ```
#[derive(Debug, Clone)]
pub struct FileStore {
    path: PathBuf,
}

impl FileStore {
    /// A store in a file, which is made when there is something to keep. Its folder must exist.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    fn read(&self) -> Result<Option<Tokens>, Cause> {
        let text = match fs::read(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|error| self.at(&error))?,
        };
        // The parser's own sentence would show what stands there.
        let tokens = serde_json::from_slice(&text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            self.at(&format_args!("line {line}, column {column} is not what was kept there"))
        })?;
        Ok(Some(tokens))
    }

    fn replace(&self, tokens: &Tokens) -> Result<(), Cause> {
        let text = serde_json::to_vec_pretty(tokens)?;
        let partial = self.partial()?;
        let replaced = write(&partial, &text).and_then(|()| fs::rename(&partial, &self.path));
        replaced.map_err(|error| {
            // What was written of it is of no use, and it holds tokens.
            drop(fs::remove_file(&partial));
            self.at(&error)
        })
    }

    /// Where the file stands while it is being written: beside its place, under a name that no other writer has.
    fn partial(&self) -> Result<PathBuf, Cause> {
        let name = self.path.file_name().ok_or_else(|| self.at(&"the path names no file"))?;
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.partial", random::text()?));
        Ok(self.path.with_file_name(hidden))
    }

    fn at(&self, said: &dyn std::fmt::Display) -> Cause {
        format!("{}: {said}", self.path.display()).into()
    }
}

/// The file is small and on this machine: waiting for it takes less than sending it to a thread that may block.
impl TokenStore for FileStore {
    fn load(&self) -> Stored<'_, Option<Tokens>> {
        Box::pin(ready(self.read()))
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> Stored<'a, ()> {
        Box::pin(ready(self.replace(tokens)))
    }
}

/// Writes a file that only its owner may read, and waits until it is on the disk.
fn write(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file: File = options.open(path)?;
    file.write_all(text)?;
    file.sync_all()
}
