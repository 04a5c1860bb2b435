//! A list that goes on growing, followed from a checkpoint.

mod checkpoint;

use std::{
    fmt,
    time::{Duration, Instant},
    vec,
};

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use self::checkpoint::{Checkpoint, CheckpointError};
use crate::{
    call::Call,
    error::{Error, Kind},
    pages::Pages,
    pauses::Pauses,
    runtime::Runtime,
    time::Time,
};

/// The things of a list that goes on growing: those since a checkpoint, the oldest first, and then each one that comes.
///
/// None is given twice, and none is passed over that has the same time as another. What is there is read page after page; where
/// there is no more, the list is read again after a pause that grows from a second to half a minute. A thing that turns up with a
/// time that is already past is found as far back as [`lag`](Self::lag) says.
#[must_use = "nothing is read until `try_next` is awaited"]
pub struct Follow<T> {
    runtime: Runtime,
    call: Call,
    since: &'static str,
    moment: fn(&T) -> Moment,
    checkpoint: Checkpoint,
    lag: Duration,
    ends: bool,
    /// What is left of the page that was read last, and how to read on; nothing between two readings of the list.
    page: vec::IntoIter<T>,
    pages: Option<Pages<T>>,
    /// When the list may be read again.
    due: Option<Instant>,
    pauses: Pauses,
}

/// When a thing of a list came to be, and what tells it from others of the same time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// When.
    pub time: Timestamp,
    /// Its id.
    pub key: String,
}

impl Moment {
    /// The moment of a thing with an id.
    pub fn new(time: &Time, key: &impl fmt::Display) -> Self {
        Self { time: time.timestamp(), key: key.to_string() }
    }
}

impl<T: DeserializeOwned> Follow<T> {
    /// Follows the list that a call asks for with the oldest first. The argument `since` bounds it by time, that time included.
    pub fn new(
        runtime: Runtime,
        mut call: Call,
        since: &'static str,
        from: impl Into<Checkpoint>,
        moment: fn(&T) -> Moment,
    ) -> Self {
        // A cursor would lead past what is to be read.
        if call.get("cursor").is_some() {
            call.set("cursor", Value::Null);
        }
        Self {
            runtime,
            call,
            since,
            moment,
            checkpoint: from.into(),
            lag: Duration::ZERO,
            ends: false,
            page: Vec::new().into_iter(),
            pages: None,
            due: None,
            pauses: Pauses::new(),
        }
    }

    /// Looks back so far behind the newest thing for others that turn up late. They are given when they are found, behind younger
    /// ones. The checkpoint grows by all that lies so far back.
    pub fn lag(self, lag: Duration) -> Self {
        Self { lag, ..self }
    }

    /// Ends where there is no more at present, as a sync does that runs now and then. Asked again, it looks again.
    pub fn until_now(self) -> Self {
        Self { ends: true, ..self }
    }

    /// Where to go on after the last thing that was given, be it in another process.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The next thing, as soon as there is one. There is none only [until now](Self::until_now).
    ///
    /// After an error the next call goes on from the same place, after a pause. Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// The list could not be read, or is not in order.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        loop {
            for thing in self.page.by_ref() {
                if self.checkpoint.pass((self.moment)(&thing), self.lag) {
                    self.pauses = Pauses::new();
                    return Ok(Some(thing));
                }
            }
            if !self.read_on().await? && self.ends {
                return Ok(None);
            }
        }
    }

    /// Reads the next page, or the first one when it is time for that; false where there is no more.
    async fn read_on(&mut self) -> Result<bool, Error> {
        // While a page is read there is no way on: who gives up in between, or meets an error, begins again at the checkpoint.
        let mut pages = match self.pages.take() {
            Some(pages) => pages,
            None => self.begin().await,
        };
        let read = pages.try_next().await.and_then(|page| match page {
            Some(page) => self.in_order(page.data).map(Some),
            None => Ok(None),
        });
        match read {
            Ok(Some(things)) => {
                self.page = things.into_iter();
                self.pages = Some(pages);
                Ok(true)
            }
            Ok(None) => {
                self.put_off();
                Ok(false)
            }
            Err(error) => {
                self.put_off();
                Err(error)
            }
        }
    }

    /// The list from the checkpoint on, when it is time to read it again.
    async fn begin(&mut self) -> Pages<T> {
        if let Some(due) = self.due {
            let clock = self.runtime.clock();
            clock.sleep(due.saturating_duration_since(clock.now())).await;
        }
        let since = self.checkpoint.since().to_string();
        Pages::new(self.runtime.clone(), self.call.clone().arg(self.since, since))
    }

    fn put_off(&mut self) {
        self.due = self.runtime.clock().now().checked_add(self.pauses.grow());
    }

    /// A page, if the oldest stands first. To go on from one that is not in order would pass over things.
    fn in_order(&self, things: Vec<T>) -> Result<Vec<T>, Error> {
        let times: Vec<_> = things.iter().map(|thing| (self.moment)(thing).time).collect();
        let Some(at) = times.windows(2).position(|pair| pair[0] > pair[1]) else {
            return Ok(things);
        };
        let kind = Kind::Decode {
            path: format!("data[{}]", at + 1),
            expected: "what is no older than the one before it".to_owned(),
            found: format!("what is of {}", times[at + 1]),
            snippet: format!("after {}", times[at]),
        };
        Err(Error::of(self.call.operation(), None, kind))
    }
}

impl<T> fmt::Debug for Follow<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Follow")
            .field("call", &self.call)
            .field("checkpoint", &self.checkpoint)
            .finish_non_exhaustive()
    }
}
