//! What the client makes of recorded answers, over a socket, beyond what the suite holds each of them to.

use std::path::Path;

use gorgias_client::{Account, Gorgias, Runtime, serde_json::Value};
use gorgias_fixture::{Exchange, Fixture};
use gorgias_runtime::clock::Clock;

fn recordings() -> Vec<Exchange> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
    gorgias_conformance::load(&folder).unwrap()
}

async fn fixture() -> (Fixture, Gorgias) {
    let fixture = Fixture::start(recordings()).await.unwrap();
    let gorgias = Gorgias::new(account_of(&fixture));
    (fixture, gorgias)
}

/// These recordings, one after the other.
pub(crate) fn in_turn(names: &[&str]) -> Vec<Exchange> {
    let all = recordings();
    let exchange = |name: &&str| all.iter().find(|exchange| exchange.name == **name).cloned();
    names.iter().map(|name| exchange(name).unwrap()).collect()
}

/// A client of a server that plays exchanges, by a clock of the test's own.
pub(crate) async fn serve(exchanges: Vec<Exchange>, clock: impl Clock) -> (Fixture, Gorgias) {
    let fixture = Fixture::start(exchanges).await.unwrap();
    let gorgias = client_of(&fixture, clock);
    (fixture, gorgias)
}

pub(crate) fn client_of(fixture: &Fixture, clock: impl Clock) -> Gorgias {
    Gorgias::with_runtime(Runtime::builder(account_of(fixture)).clock(clock).build())
}

fn account_of(fixture: &Fixture) -> Account {
    let account = Account::new("acme", "ana@example.com", "key").unwrap();
    account.with_base_url(&fixture.url()).unwrap()
}

pub(crate) fn recorded(name: &str) -> Value {
    recordings().into_iter().find(|exchange| exchange.name == name).unwrap().answer.unwrap()
}

#[tokio::test]
async fn a_list_is_read_to_its_end() {
    let (_fixture, gorgias) = fixture().await;
    let messages = gorgias.messages().list().ticket_id(4101).limit(30);
    let page = messages.clone().await.unwrap();
    let mut messages = messages.stream();
    for expected in page.data {
        assert_eq!(messages.try_next().await.unwrap(), Some(expected));
    }
    assert_eq!(page.next_cursor, None);
    assert_eq!(messages.try_next().await.unwrap(), None);
}

#[tokio::test]
async fn what_answers_nothing_is_awaited_too() {
    let (fixture, gorgias) = fixture().await;
    gorgias.tags().delete(502).await.unwrap();
    gorgias.ticket_tags().add(4101).ids([501, 502]).await.unwrap();
    assert_eq!(fixture.used(), ["tags.delete/plain", "ticket-tags.add/by-ids"]);
}

#[tokio::test]
async fn an_account_is_called_no_faster_than_it_may_be() {
    let (_fixture, gorgias) = fixture().await;
    let rate = gorgias.runtime().rate().unwrap();
    assert_eq!((rate.limit, rate.remaining), (40, 40));
}
