//! Points in time, in every form that answers have them.

use std::{cmp::Ordering, fmt, hash::Hash, str::FromStr};

use jiff::{Timestamp, civil::DateTime, tz::Offset};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A point in time that remembers how it was written, and is written so again.
///
/// A form without an offset means UTC. Two are equal when they are the same moment.
///
/// ```
/// use gorgias_runtime::Time;
///
/// let time: Time = "2026-01-05T09:00:00.123456".parse()?;
/// assert_eq!(time.timestamp().as_microsecond(), 1_767_603_600_123_456);
/// assert_eq!(time.to_string(), "2026-01-05T09:00:00.123456");
/// # Ok::<(), gorgias_runtime::jiff::Error>(())
/// ```
#[derive(Clone)]
pub struct Time {
    timestamp: Timestamp,
    text: Box<str>,
}

impl Time {
    /// The moment.
    #[must_use]
    pub fn timestamp(&self) -> Timestamp {
        self.timestamp
    }
}

impl From<Timestamp> for Time {
    fn from(timestamp: Timestamp) -> Self {
        Self { timestamp, text: timestamp.to_string().into() }
    }
}

impl From<Time> for Timestamp {
    fn from(time: Time) -> Self {
        time.timestamp
    }
}

impl FromStr for Time {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        let timestamp = text.parse().or_else(|error| match text.parse::<DateTime>() {
            Ok(civil) => Offset::UTC.to_timestamp(civil),
            Err(_) => Err(error),
        })?;
        Ok(Self { timestamp, text: text.into() })
    }
}

impl PartialEq for Time {
    fn eq(&self, other: &Self) -> bool {
        self.timestamp == other.timestamp
    }
}

impl Eq for Time {}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Self) -> Ordering {
        self.timestamp.cmp(&other.timestamp)
    }
}

impl Hash for Time {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.timestamp.hash(state);
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TimeVisitor;
        impl de::Visitor<'_> for TimeVisitor {
            type Value = Time;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time such as 2026-01-05T09:00:00+00:00")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Time, E> {
                text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(TimeVisitor)
    }
}
