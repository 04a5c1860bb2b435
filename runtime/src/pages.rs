//! A list from its first page to its last.

use std::{collections::HashSet, fmt, marker::PhantomData, vec};

use serde::de::DeserializeOwned;

use crate::{
    call::Call,
    error::{Error, Kind},
    excerpt::shortened,
    page::Page,
    runtime::Runtime,
    transport::unsigned,
};

/// The pages of a list, one after the other. Nothing is read ahead.
pub struct Pages<T> {
    runtime: Runtime,
    call: Call,
    /// The targets so far, so that a list that leads back does not go on for ever.
    asked: HashSet<String>,
    ended: bool,
    items: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Pages<T> {
    /// The pages from the one that the call asks for.
    #[must_use]
    pub fn new(runtime: Runtime, call: Call) -> Self {
        Self { runtime, call, asked: HashSet::new(), ended: false, items: PhantomData }
    }

    /// The next page; none after the last. After an error there is no more.
    ///
    /// # Errors
    ///
    /// A page could not be had, or the one before it led back to a page that was read already.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>, Error> {
        if self.ended {
            return Ok(None);
        }
        self.ended = true;
        let prepared = self.call.prepare()?;
        if let Some(again) = self.asked.replace(prepared.target.clone()) {
            return Err(self.endless(&again));
        }
        let reply = self.runtime.send_prepared(self.call.operation(), prepared).await;
        let page = reply.and_then(|reply| reply.decode::<Page<T>>());
        let page = page.map_err(|error| error.named_by(&self.call))?;
        if let Some(next) = &page.next_cursor {
            self.call.follow(next);
            self.ended = false;
        }
        Ok(Some(page))
    }

    fn endless(&self, target: &str) -> Error {
        let kind = Kind::Decode {
            path: "meta".to_owned(),
            expected: "a cursor that leads on".to_owned(),
            found: "one that leads back".to_owned(),
            snippet: shortened(unsigned(target), 120).into_owned(),
        };
        Error::of(self.call.operation(), None, kind).named_by(&self.call)
    }
}

/// The things of a list, one after the other. No more than one page of them is held.
pub struct Items<T> {
    pages: Pages<T>,
    page: vec::IntoIter<T>,
}

impl<T: DeserializeOwned> Items<T> {
    /// The things from the page on that the call asks for.
    #[must_use]
    pub fn new(runtime: Runtime, call: Call) -> Self {
        Self { pages: Pages::new(runtime, call), page: Vec::new().into_iter() }
    }

    /// The next thing; none after the last. After an error there is no more.
    ///
    /// # Errors
    ///
    /// The page that it is on could not be had.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        loop {
            if let Some(item) = self.page.next() {
                return Ok(Some(item));
            }
            match self.pages.try_next().await? {
                Some(page) => self.page = page.data.into_iter(),
                None => return Ok(None),
            }
        }
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("call", &self.call)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
