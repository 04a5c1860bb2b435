//! The account as what the suite sends its requests to.

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use gorgias_fixture::{Answer, Exchange, Line, Received, Responder};
use gorgias_runtime::transport::{self, Request, Transport};
use gorgias_stand_in::Account;
use gorgias_stand_in::transport::{received, response};
use serde_json::Value;

use super::open;
use super::rehearsal::recorded;
use crate::paging::LIMIT;

/// An account, and what it refuses for reasons that only a real one has. Clients in the same process call it as it is; others
/// take a server in front of it.
pub struct Prepared {
    pub(super) account: Mutex<Account>,
    /// What is refused, and with what words.
    pub(super) refusals: Arc<Vec<Exchange>>,
    /// A cursor of another account that a call has, and the one that is meant here.
    pub(super) cursor: Option<Cursor>,
}

/// A cursor of another account: it leads behind the first thing of a list.
pub(super) struct Cursor {
    there: String,
    here: String,
}

impl Cursor {
    /// That of a request, if it has one; the account says itself where the list goes on.
    pub(super) fn of(request: &Received, account: &Account) -> Option<Self> {
        let there = cursor_of(&request.target)?;
        let (path, query) = request.target.split_once('?')?;
        let is_kept = |pair: &&str| ![CURSOR, LIMIT].contains(&key_of(pair));
        let kept: Vec<&str> = query.split('&').filter(is_kept).chain(["limit=1"]).collect();
        let first = Received { target: format!("{path}?{}", kept.join("&")), ..request.clone() };
        let page: Value = serde_json::from_slice(&account.answer(&first).body).ok()?;
        let said = |name: &str| page.get("meta")?.get(name)?.as_str();
        let here = match (said("next_cursor"), said("next_items")) {
            (Some(cursor), _) => cursor.to_owned(),
            (None, link) => cursor_of(link?)?,
        };
        Some(Self { there, here })
    }

    /// A request with the cursor that is meant here in place of the other, if it has that.
    fn put_into(&self, request: &Received) -> Option<Received> {
        let (path, query) = request.target.split_once('?')?;
        if cursor_of(&request.target)? != self.there {
            return None;
        }
        let here = format!("{CURSOR}={}", self.here);
        let pairs = query.split('&').map(|pair| if key_of(pair) == CURSOR { &here } else { pair });
        let target = format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"));
        Some(Received { target, ..request.clone() })
    }
}

const CURSOR: &str = "cursor";

fn cursor_of(target: &str) -> Option<String> {
    Line::read(target).query.remove(CURSOR)?.pop()
}

fn key_of(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(key, _)| key)
}

impl Prepared {
    fn meant<'r>(&self, request: &'r Received) -> Cow<'r, Received> {
        let meant = self.cursor.as_ref().and_then(|cursor| cursor.put_into(request));
        meant.map_or(Cow::Borrowed(request), Cow::Owned)
    }
}

impl Transport for Prepared {
    fn send(&self, request: Request) -> transport::Exchange<'_> {
        Box::pin(async move { Ok(response(self.answer(&received(request).await?))) })
    }
}

impl Responder for Prepared {
    fn answer(&self, request: &Received) -> Answer {
        let refusal = self.refusals.iter().find(|it| it.differences(request).is_empty());
        refusal.map_or_else(|| open(&self.account).answer(&self.meant(request)), recorded)
    }
}
