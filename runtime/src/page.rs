//! One page of a list, in every dialect that has been seen.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
        value::SeqAccessDeserializer,
    },
};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// What is on the page.
    pub data: Vec<T>,
    /// What asks for the next page, by [`Call::follow`](crate::Call::follow); none on the last page.
    pub next_cursor: Option<String>,
    /// What asks for the page before this one; none on the first.
    pub prev_cursor: Option<String>,
    /// How many things the whole list has, where the answer says so.
    pub total: Option<u64>,
}

impl<T> From<Vec<T>> for Page<T> {
    /// The only page of a list.
    fn from(data: Vec<T>) -> Self {
        Self { data, next_cursor: None, prev_cursor: None, total: None }
    }
}

/// What stands beside the data; each dialect has some of these.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Meta {
    next_cursor: Option<String>,
    prev_cursor: Option<String>,
    next_items: Option<String>,
    prev_items: Option<String>,
    page: Option<u64>,
    nb_pages: Option<u64>,
    total_resources: Option<u64>,
    total: Option<u64>,
    item_count: Option<u64>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Paged(PhantomData::<Vec<T>>).deserialize(deserializer)
    }
}

/// Reads a page whose list is read in a way of its own.
pub(crate) struct Paged<S>(pub(crate) S);

impl<'de, T, S> DeserializeSeed<'de> for Paged<S>
where
    S: DeserializeSeed<'de, Value = Vec<T>> + Copy,
{
    type Value = Page<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Page<T>, D::Error> {
        // A struct may come as a list, too.
        deserializer.deserialize_struct("Page", &["data", "meta"], self)
    }
}

impl<'de, T, S> Visitor<'de> for Paged<S>
where
    S: DeserializeSeed<'de, Value = Vec<T>> + Copy,
{
    type Value = Page<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page of a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Page<T>, A::Error> {
        self.0.deserialize(SeqAccessDeserializer::new(items)).map(Page::from)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Page<T>, A::Error> {
        let (mut data, mut meta) = (None, Meta::default());
        while let Some(key) = fields.next_key::<String>()? {
            match key.as_str() {
                "data" => data = Some(fields.next_value_seed(OrNone(self.0))?.unwrap_or_default()),
                "meta" => meta = fields.next_value::<Option<Meta>>()?.unwrap_or_default(),
                _ => drop(fields.next_value::<IgnoredAny>()?),
            }
        }
        let data = data.ok_or_else(|| A::Error::missing_field("data"))?;
        Ok(meta.onto(data))
    }
}

/// Reads what may be null in a way of its own.
pub(crate) struct OrNone<S>(pub(crate) S);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for OrNone<S> {
    type Value = Option<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for OrNone<S> {
    type Value = Option<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("option")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, there: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(there).map(Some)
    }
}

impl Meta {
    fn onto<T>(self, data: Vec<T>) -> Page<T> {
        let given = |cursor: &String| !cursor.is_empty();
        let page = self.page.unwrap_or(1);
        let after = (page < self.nb_pages.unwrap_or(1)).then(|| page.saturating_add(1).to_string());
        let before = (page > 1).then(|| (page - 1).to_string());
        Page {
            data,
            next_cursor: self.next_cursor.filter(given).or(self.next_items.filter(given)).or(after),
            prev_cursor: self
                .prev_cursor
                .filter(given)
                .or(self.prev_items.filter(given))
                .or(before),
            total: self.total_resources.or(self.total).or(self.item_count),
        }
    }
}
