//! The two sides: the client, and what a person would write with reqwest and serde.

use std::{hint::black_box, net::SocketAddr, time::Duration};

use gorgias_client::{
    Account, Channel, Gorgias, Message, Pace, Runtime, Tag, TicketListItem, TicketOrder,
    transport::Limits,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;

use crate::{Outcome, case::Case, server::LIMIT_HEADER};

const USER: &str = "ana@example.com";
const KEY: &str = "key";
const TEXT: &str = "Your parcel has left our house today, and it should be with you on Friday.";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Hand,
    Client,
}

impl Side {
    pub(crate) const BOTH: [Self; 2] = [Self::Hand, Self::Client];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Client => "client",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::BOTH.into_iter().find(|side| side.name() == name)
    }

    pub(crate) fn caller(self, address: SocketAddr) -> Outcome<Caller> {
        match self {
            Self::Hand => {
                let limits = Limits::default();
                let client = reqwest::Client::builder()
                    .no_proxy()
                    .connect_timeout(limits.connect)
                    .timeout(limits.whole)
                    .build()?;
                Ok(Caller::Hand { client, base: format!("http://{address}") })
            }
            Self::Client => Ok(Caller::Client(client(address)?)),
        }
    }
}

/// A client that keeps to a limit, as each does, but to one that no benchmark reaches.
pub(crate) fn client(address: SocketAddr) -> Outcome<Gorgias> {
    let account = Account::new("acme", USER, KEY)?.with_base_url(&format!("http://{address}"))?;
    let pace = Pace::new(u32::MAX, Duration::from_secs(1)).told_in(LIMIT_HEADER);
    Ok(Gorgias::with_runtime(Runtime::builder(account).pace(pace).build()))
}

/// A page as it is read by hand.
#[derive(Deserialize)]
pub(crate) struct Page<T> {
    pub(crate) data: Vec<T>,
    pub(crate) meta: Meta,
}

#[derive(Deserialize)]
pub(crate) struct Meta {
    pub(crate) next_cursor: Option<String>,
}

/// Who makes the calls.
pub(crate) enum Caller {
    Hand { client: reqwest::Client, base: String },
    Client(Gorgias),
}

impl Caller {
    pub(crate) async fn call(&self, case: Case) -> Outcome<()> {
        match self {
            Self::Hand { client, base } => by_hand(client, base, case).await,
            Self::Client(gorgias) => by_client(gorgias, case).await,
        }
    }
}

async fn by_hand(client: &reqwest::Client, base: &str, case: Case) -> Outcome<()> {
    match case {
        Case::Tag => {
            let request = client.get(format!("{base}/api/tags/{}", 501));
            let tag: Tag = read(request).await?;
            black_box(tag);
        }
        Case::Tickets => {
            let request = client.get(format!("{base}/api/tickets")).query(&[
                ("customer_id", "77"),
                ("order_by", "updated_datetime:desc"),
                ("limit", "100"),
            ]);
            let page: Page<TicketListItem> = read(request).await?;
            black_box((page.data, page.meta.next_cursor));
        }
        Case::Message => {
            let body = json!({
                "channel": "email",
                "from_agent": true,
                "body_text": TEXT,
                "body_html": TEXT,
            });
            let request = client.post(format!("{base}/api/tickets/{}/messages", 4101)).json(&body);
            let message: Message = read(request).await?;
            black_box(message);
        }
    }
    Ok(())
}

async fn read<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Outcome<T> {
    let answer = request.basic_auth(USER, Some(KEY)).send().await?.error_for_status()?;
    Ok(serde_json::from_slice(&answer.bytes().await?)?)
}

async fn by_client(gorgias: &Gorgias, case: Case) -> Outcome<()> {
    match case {
        Case::Tag => {
            black_box(gorgias.tags().get(501).await?);
        }
        Case::Tickets => {
            let list = gorgias.tickets().list().customer_id(77);
            black_box(list.order_by(TicketOrder::UpdatedDatetimeDesc).limit(100).await?);
        }
        Case::Message => {
            let create = gorgias.messages().create(4101, Channel::Email, true);
            black_box(create.body_text(TEXT).body_html(TEXT).await?);
        }
    }
    Ok(())
}
