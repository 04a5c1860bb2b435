//! What all trials of a run share.

use std::sync::OnceLock;

use crate::options::Options;
use crate::replay::Replay;
use crate::summary::Tally;

/// What all trials of a run share.
pub(crate) struct Stage {
    pub(crate) options: Options,
    pub(crate) tally: Tally,
    replay: OnceLock<Result<Replay, String>>,
}

impl Stage {
    pub(crate) fn new(options: Options) -> Self {
        Self { options, tally: Tally::default(), replay: OnceLock::new() }
    }

    /// The server, which is started when it is first needed: listing needs none.
    pub(crate) fn replay(&self) -> Result<&Replay, &str> {
        let replay = self.replay.get_or_init(|| Replay::open(&self.options.recordings));
        replay.as_ref().map_err(String::as_str)
    }
}
