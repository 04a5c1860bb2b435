//! How far a list was read, in a form that can be kept.

use std::{collections::BTreeSet, fmt, str::FromStr, time::Duration};

use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Moment;
use crate::time::Time;

/// How far a list was read that goes on growing: a time, and which things of that time or later were read.
///
/// A time alone is where to begin: with everything of that time or later. The default is the beginning of all times. As a text,
/// and so in JSON, it is that time with the ids behind it, and then each later time with its own; it can be kept from one run of a
/// program to the next.
///
/// ```
/// use gorgias_runtime::Checkpoint;
///
/// let begin: Checkpoint = "2026-03-06T09:00:00Z".parse()?;
/// let later: Checkpoint = "2026-03-06T09:00:01.5Z/88001/88002".parse()?;
/// assert!(begin.since() < later.since());
/// assert_eq!(later.to_string(), "2026-03-06T09:00:01.5Z/88001/88002");
/// # Ok::<(), gorgias_runtime::CheckpointError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    since: Timestamp,
    /// What was read of that time or later. Only what is to be read again can come twice, so older things are forgotten.
    read: BTreeSet<Moment>,
}

impl Checkpoint {
    /// The time from which the list is read again. What is older was read, or is not wanted.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// Takes note of a thing, and says whether it is wanted and was not read before.
    pub(super) fn pass(&mut self, moment: Moment, lag: Duration) -> bool {
        if moment.time < self.since || self.read.contains(&moment) {
            return false;
        }
        self.read.insert(moment);
        let newest = self.read.last().map_or(self.since, |moment| moment.time);
        let since = newest.saturating_sub(lag).unwrap_or(Timestamp::MIN).max(self.since);
        if since > self.since {
            self.since = since;
            self.read = self.read.split_off(&Moment { time: since, key: String::new() });
        }
        true
    }
}

impl Default for Checkpoint {
    fn default() -> Self {
        Timestamp::UNIX_EPOCH.into()
    }
}

impl From<Timestamp> for Checkpoint {
    fn from(since: Timestamp) -> Self {
        Self { since, read: BTreeSet::new() }
    }
}

impl From<Time> for Checkpoint {
    fn from(since: Time) -> Self {
        since.timestamp().into()
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut at = self.since;
        at.fmt(f)?;
        for Moment { time, key } in &self.read {
            if *time != at {
                at = *time;
                write!(f, " {at}")?;
            }
            write!(f, "/{}", utf8_percent_encode(key, NON_ALPHANUMERIC))?;
        }
        Ok(())
    }
}

/// A text is no checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointError {
    part: String,
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let (mut since, mut read) = (None, BTreeSet::new());
        for part in text.split_whitespace() {
            let mut ids = part.split('/');
            let time = time(ids.next().unwrap_or_default())?;
            for id in ids {
                let id = percent_decode_str(id).decode_utf8();
                let id = id.map_err(|_| CheckpointError::at(part))?;
                read.insert(Moment { time, key: id.into_owned() });
            }
            since.get_or_insert(time);
        }
        let since = since.ok_or_else(|| CheckpointError::at(text))?;
        Ok(Self { since, read })
    }
}

fn time(text: &str) -> Result<Timestamp, CheckpointError> {
    text.parse::<Time>().map(|time| time.timestamp()).map_err(|_| CheckpointError::at(text))
}

impl CheckpointError {
    fn at(part: &str) -> Self {
        Self { part: part.to_owned() }
    }
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no part of a checkpoint: give a time such as 2026-03-06T09:00:00Z, or a checkpoint as it was written",
            self.part
        )
    }
}

impl std::error::Error for CheckpointError {}

impl Serialize for Checkpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Checkpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
