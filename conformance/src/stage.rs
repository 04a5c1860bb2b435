//! What all trials of a run share.

use std::sync::OnceLock;

use crate::exceptions::Exceptions;
use crate::options::Options;
use crate::record::Record;
use crate::replay::Replay;

/// What all trials of a run share.
pub(crate) struct Stage {
    pub(crate) options: Options,
    pub(crate) exceptions: Exceptions,
    pub(crate) record: Record,
    replay: OnceLock<Result<Replay, String>>,
}

impl Stage {
    pub(crate) fn new(options: Options, exceptions: Exceptions) -> Self {
        Self { options, exceptions, record: Record::default(), replay: OnceLock::new() }
    }

    /// The server, which is started when it is first needed: listing needs none.
    pub(crate) fn replay(&self) -> Result<&Replay, &str> {
        let replay = self.replay.get_or_init(|| Replay::open(&self.options.recordings));
        replay.as_ref().map_err(String::as_str)
    }
}
