//! What all trials of a run share.

use std::sync::OnceLock;

use crate::exceptions::Exceptions;
use crate::failure::Failure;
use crate::live::Live;
use crate::options::{Options, Target};
use crate::product::Product;
use crate::record::Record;
use crate::replay::Replay;
use crate::stand_in::Seeded;

/// What all trials of a run share.
pub(crate) struct Stage {
    pub(crate) options: Options,
    pub(crate) exceptions: Exceptions,
    pub(crate) record: Record,
    replay: OnceLock<Result<Replay, String>>,
    seeded: OnceLock<Result<Seeded, String>>,
    live: OnceLock<Result<Live, String>>,
}

impl Stage {
    pub(crate) fn new(options: Options, exceptions: Exceptions) -> Self {
        let (replay, seeded, live) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { options, exceptions, record: Record::default(), replay, seeded, live }
    }

    /// The server, which is started when it is first needed: listing needs none.
    pub(crate) fn replay(&self) -> Result<&Replay, &str> {
        let replay = self.replay.get_or_init(|| {
            let mut replay = match &self.options.target {
                Target::StandIn => self.account()?.replay()?,
                Target::Recordings | Target::Sandbox | Target::Url(_) => {
                    Replay::open(&self.options.recordings)?
                }
            };
            if let Some(flaw) = self.options.flaw {
                replay.put_in_place(Product::with(flaw));
            }
            Ok(replay)
        });
        replay.as_ref().map_err(String::as_str)
    }

    /// The account that stands in for a real one, which is seeded when it is first needed.
    pub(crate) fn seeded(&self) -> Result<&Seeded, Failure> {
        self.account().map_err(|error| Failure::of_suite(error, "an account", "none"))
    }

    fn account(&self) -> Result<&Seeded, &str> {
        let seeded =
            self.seeded.get_or_init(|| Seeded::open(&self.options.recordings, self.options.today));
        seeded.as_ref().map_err(String::as_str)
    }

    /// The same for a trial.
    pub(crate) fn ready(&self) -> Result<&Replay, Failure> {
        self.replay().map_err(|error| Failure::of_suite(error, "recordings", "none"))
    }

    /// The account that is called, if the target is one.
    pub(crate) fn live(&self) -> Result<&Live, Failure> {
        let live = self.live.get_or_init(|| {
            let Options { target, pace, .. } = &self.options;
            Live::open(target, *pace, self.replay()?.product())
        });
        live.as_ref().map_err(|error| Failure::of_suite(error, "an account", "none"))
    }
}
