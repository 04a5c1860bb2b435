//! What generated clients of the Gorgias API stand on. It knows HTTP and JSON as this API speaks them, and none of
//! its resources.
//!
//! The story, in the order of a call: an [`Operation`] describes the wire; a [`Call`] fills it with arguments; a
//! [`Runtime`] sends the call to an [`Account`] through a [`Transport`](transport::Transport), at a [`Pace`], with [`Retry`],
//! and by a [`Clock`](clock::Clock), while a [`Hook`] looks on; a [`Reply`] becomes a value, a [`Page`], a [`FileAnswer`], or
//! the one [`Error`]. [`Pages`] and [`Items`] read a list to its end, and [`Follow`] goes on with one that grows; a
//! [`Download`] reads a file; [`Work`] goes on after the answer and is followed to its end; an [`Unlisted`] request asks for what
//! no operation describes; a [`Cancellation`] ends calls, and [`Waits`] add up how long they wait. With [`oauth2`] an app
//! calls the accounts of others. The macros hold what all generated types share: [`id!`], [`open_enum!`], [`union!`],
//! [`deserialize!`], [`draft!`], [`awaitable!`], [`fetchable!`], [`pageable!`], [`startable!`], [`finishable!`].
//!
//! For subscribers of `tracing` each call is a span `call` of the target `gorgias`, with the operation, its verb and its path,
//! and at its end `status`, `attempts`, `request_id` and `outcome`. Events tell of waits, retries and tokens. The call of a file
//! that is fetched ends when the first bytes of that are there. No argument, no body and no credential is ever told, nor any
//! address.
//!
//! With the feature `tools`, `tool` holds what is between an assistant and a call.
//!
//! ```no_run
//! use gorgias_runtime::{Account, Call, Runtime, operation::*};
//! use gorgias_runtime::serde_json::Value;
//!
//! const GET_TAG: Operation = Operation {
//!     id: "tags.get",
//!     method: Method::Get,
//!     path: "/api/tags/{id}",
//!     params: &[Param::path("id")],
//!     body: Body::None,
//!     answer: Answer::Value,
//!     reads_only: true,
//!     scope: Some("tags:read"),
//!     success: 200,
//!     long_running: None,
//!     refusals: &[],
//!     statuses: &[],
//! };
//!
//! # async fn example() -> Result<(), gorgias_runtime::Error> {
//! let runtime = Runtime::new(Account::from_env()?);
//! let tag: Value = runtime.execute(Call::new(&GET_TAG).arg("id", 501)).await?.decode()?;
//! println!("{}", tag["name"]);
//! # Ok(())
//! # }
//! ```

mod account;
mod blot;
mod builder;
mod call;
mod cancellation;
pub mod clock;
mod draft;
pub mod error;
mod excerpt;
mod file;
mod follow;
pub mod given;
mod hook;
mod id;
mod key;
mod kind;
pub mod limit;
mod nearest;
pub mod object;
pub mod open_enum;
pub mod operation;
mod pace;
mod page;
mod pages;
mod patch;
mod path;
mod pauses;
mod place;
mod reply;
mod retry;
mod runtime;
mod scalar;
mod secret;
mod time;
pub mod told;
#[cfg(feature = "tools")]
pub mod tool;
mod trace;
mod transparent;
pub mod transport;
pub mod union;
mod unlisted;
mod waits;
pub mod webhooks;
mod work;

pub use bytes;
pub use http;
pub use jiff;
/// A day of the calendar.
pub use jiff::civil::Date;
pub use serde;
pub use serde_json;

pub use crate::{
    account::{Account, Credentials, oauth2},
    builder::Sending,
    call::{Call, Prepared},
    cancellation::Cancellation,
    draft::Draft,
    error::Error,
    file::{Download, FileAnswer, Upload},
    follow::{Checkpoint, CheckpointError, Follow, Moment},
    hook::Hook,
    open_enum::Opaque,
    operation::{LongRunning, Operation},
    pace::{Pace, Rate},
    page::Page,
    pages::{Items, Pages},
    patch::Patch,
    reply::Reply,
    retry::{Attempt, Retry},
    runtime::{Runtime, RuntimeBuilder},
    scalar::Scalar,
    secret::Secret,
    time::Time,
    unlisted::Unlisted,
    waits::{Wait, Waits},
    work::{Progress, Started, Work},
};
