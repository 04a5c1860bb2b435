//! Pages: which things are on one, and the envelope that they come in.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use crate::api::{Api, Kind, meta_fields};
use crate::call::{Asked, Call};
use crate::key::{Key, Sort};
use crate::picture::Picture;
use crate::refusal::{Fault, Refusal};
use crate::shelf::sort_of;
use crate::table::Follows;

/// What a list is sorted by: paths, and whether the greatest comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order(pub(crate) Vec<(String, bool)>);

/// A place in a list: what its order says of a thing, and the thing's key.
pub(crate) type Place = (Vec<Sort>, Key);

/// The things of a page, and where the next one begins.
pub(crate) struct Page {
    pub(crate) keys: Vec<Key>,
    pub(crate) next: Option<Place>,
    /// Where this page begins.
    pub(crate) current: Option<Place>,
}

impl Order {
    /// Reads `name:asc` or `usage:desc,name:desc`.
    pub(crate) fn parse(text: &str) -> Self {
        let parts = text.split(',').map(|part| match part.split_once(':') {
            Some((path, direction)) => (path.to_owned(), direction == "desc"),
            None => (part.to_owned(), true),
        });
        Self(parts.collect())
    }
}

impl Call<'_> {
    /// The page of a list that is asked for. Whatever `keeps` refuses is not in the list.
    pub(crate) fn page(
        &self,
        asked: &Asked<'_>,
        kind: Kind,
        among: Option<Vec<Key>>,
        order: &Order,
        keeps: impl Fn(&Key) -> bool,
    ) -> Result<Page, Refusal> {
        let size = asked.query.get("limit").and_then(Value::as_u64);
        let size = size.and_then(|size| usize::try_from(size).ok()).unwrap_or(usize::MAX);
        let current = asked.query.get("cursor").map(read_cursor).transpose()?;
        let found = match among {
            Some(keys) => self.sorted(kind, keys, order, current.as_ref(), size, keeps),
            None => self.in_order(kind, order, current.as_ref(), size, keeps),
        };
        let (mut keys, mut next) = (found, None);
        if keys.len() > size {
            keys.truncate(size);
            next = keys.last().map(|key| (self.place_of(kind, key, order), key.clone()));
        }
        Ok(Page { keys, next, current })
    }

    fn place_of(&self, kind: Kind, key: &Key, Order(order): &Order) -> Vec<Sort> {
        let shown = self.shown();
        let sort = |path: &String| match self.state.thing(kind, key).and_then(|kept| kept.get(path))
        {
            Some(value) => Sort::of(value),
            None => sort_of(shown.all_at(kind, key, path).first().map(|it| &**it)),
        };
        order.iter().map(|(path, _)| sort(path)).collect()
    }

    /// Some things in an order that is found out.
    fn sorted(
        &self,
        kind: Kind,
        keys: Vec<Key>,
        order: &Order,
        after: Option<&Place>,
        size: usize,
        keeps: impl Fn(&Key) -> bool,
    ) -> Vec<Key> {
        let keys = keys.into_iter().filter(|key| keeps(key));
        let places = keys.map(|key| (self.place_of(kind, &key, order), key));
        let mut places: Vec<Place> = places.collect();
        places.sort_by(|one, other| compare(one, other, order));
        let later = |place: &Place| after.is_none_or(|after| compare(place, after, order).is_gt());
        places.into_iter().filter(later).map(|(_, key)| key).take(size.saturating_add(1)).collect()
    }

    /// All things of a kind, in an order that is kept if there is one.
    fn in_order(
        &self,
        kind: Kind,
        order: &Order,
        after: Option<&Place>,
        size: usize,
        keeps: impl Fn(&Key) -> bool,
    ) -> Vec<Key> {
        let shelf = &self.state.shelves[kind];
        let (Some(kept), [(_, down)]) =
            (order.0.first().and_then(|(path, _)| shelf.order(path)), order.0.as_slice())
        else {
            let keys = shelf.keys().cloned().collect();
            return self.sorted(kind, keys, order, after, size, keeps);
        };
        let from = after.and_then(|(sorts, key)| Some((sorts.first()?.clone(), key.clone())));
        let wanted = size.saturating_add(1);
        let take = |keys: &mut dyn Iterator<Item = &Key>| -> Vec<Key> {
            keys.filter(|key| keeps(key)).take(wanted).cloned().collect()
        };
        use std::ops::Bound::{Excluded, Unbounded};
        if *down {
            let to = from.as_ref().map_or(Unbounded, Excluded);
            take(&mut kept.range((Unbounded, to)).rev().map(|(_, key)| key))
        } else {
            let from = from.as_ref().map_or(Unbounded, Excluded);
            take(&mut kept.range((from, Unbounded)).map(|(_, key)| key))
        }
    }

    /// A page as a dialect writes it.
    pub(crate) fn envelope<'p>(
        &'p self,
        asked: &Asked<'_>,
        by: &str,
        items: impl IntoIterator<Item: Into<Picture<'p>>>,
        page: &Page,
        extra: Map<String, Value>,
    ) -> Picture<'p> {
        let items: Vec<_> = items.into_iter().map(Into::into).collect();
        let Some(dialect) = self.api.dialects.get(by) else { return Picture::List(items) };
        let size = items.len();
        let mut meta = Map::new();
        for (name, ty, optional) in meta_fields(&self.api.types, dialect) {
            let value = extra.get(&name).cloned().or_else(|| match name.as_str() {
                "next_cursor" => Some(json!(page.next.as_ref().map(write_cursor))),
                "prev_cursor" => Some(Value::Null),
                "current_cursor" => Some(json!(page.current.as_ref().map(write_cursor))),
                "next_items" => {
                    Some(json!(page.next.as_ref().map(|next| link(asked.target, next))))
                }
                "prev_items" => Some(Value::Null),
                "page" | "nb_pages" => Some(json!(1)),
                "per_page" => Some(json!(30)),
                "current_page" => Some(json!(format!("{}?page=1", path_of(asked.target)))),
                "item_count" => Some(json!(size)),
                _ => (!optional).then(|| ty.map(|ty| self.shown().blank(&ty)).unwrap_or_default()),
            });
            // Numbered pages have no cursors, though the documents speak of them.
            let cursors = dialect.follows != Follows::Number || !name.ends_with("_cursor");
            if let Some(value) = value.filter(|_| cursors) {
                meta.insert(name, value);
            }
        }
        let mut envelope = Vec::new();
        if dialect.follows != Follows::Link {
            envelope.push(("object", json!("list").into()));
            envelope.push(("uri", json!(asked.target).into()));
        }
        envelope.push((dialect.items.as_str(), Picture::List(items)));
        envelope.push(("meta", Value::from(meta).into()));
        Picture::Object(envelope)
    }
}

impl Api {
    /// How a list is sorted of which nothing is said: by when its things were made, the first one first.
    pub(crate) fn by_age(&self) -> Order {
        Order(vec![(self.keeping.made.clone(), false)])
    }
}

fn compare(one: &Place, other: &Place, Order(order): &Order) -> std::cmp::Ordering {
    for ((one, other), (_, down)) in one.0.iter().zip(&other.0).zip(order) {
        let found = if *down { other.cmp(one) } else { one.cmp(other) };
        if found.is_ne() {
            return found;
        }
    }
    let last = order.last().is_some_and(|(_, down)| *down);
    if last { other.1.cmp(&one.1) } else { one.1.cmp(&other.1) }
}

fn write_cursor((sorts, key): &Place) -> String {
    let sorts: Vec<Value> = sorts.iter().map(Sort::value).collect();
    URL_SAFE_NO_PAD.encode(json!([sorts, key.value()]).to_string())
}

fn read_cursor(cursor: &Value) -> Result<Place, Refusal> {
    let read = || {
        let bytes = URL_SAFE_NO_PAD.decode(cursor.as_str()?).ok()?;
        let value: Value = serde_json::from_slice(&bytes).ok()?;
        let sorts = value.get(0)?.as_array()?.iter().map(Sort::of).collect();
        Some((sorts, Key::of(value.get(1)?)?))
    };
    read().ok_or_else(|| {
        let fault = Fault::new("Not a valid cursor.").under("cursor");
        Refusal::invalid("Failed to read the list", fault)
    })
}

fn path_of(target: &str) -> &str {
    target.split('?').next().unwrap_or(target)
}

/// The address of the next page: the same, from another place on.
fn link(target: &str, next: &Place) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let cursor = format!("cursor={}", write_cursor(next));
    let query: Vec<&str> = kept.chain([cursor.as_str(), "direction=next"]).collect();
    format!("{path}?{}", query.join("&"))
}
