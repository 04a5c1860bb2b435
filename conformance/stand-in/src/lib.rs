//! An account that stands in for a real one: it keeps what it is told, and behaves as the API does.
//!
//! How the API behaves is data: the table that is generated from the spec says what each operation does to the things that
//! an account keeps, and what their fields follow from. This crate knows no resource and no operation. The story of a call:
//! `ask` finds the operation and reads the arguments; a deed of `deeds` does what the table says; `keep` and `change` write
//! into the `state`, where other things stand by their keys; `shown` shows what is kept, as the type that is answered.
//!
//! An [`Account`] is a [`Responder`](gorgias_fixture::Responder): the server, its faults and its rate limit are those of the
//! fixture. All that it does follows from its [`Seed`], its clock and the calls, so that a run can be repeated.
//!
//! With the feature `transport` it is one of the runtime's transports, too, for a client in the same process.
//!
//! # What the spec does not say
//!
//! - *Whoever is named by an e-mail address or by another unique value alone and is not known* is made (`keep::refer`).
//! - *A dropdown* takes its choices only (`deeds::part`).
//! - *Work* goes on whenever somebody asks about it (`deeds::work`); macros add tags and set the status.
//! - *Views* pick by the functions that live views had, and look for words in subjects, messages and customers
//!   (`deeds::sift`, `expression`).
//! - *Reports* count things by when they were made, and know no other numbers (`deeds::measure`).
//! - *Parameters of lists* that go by rules or relevance pick nothing; nor do customers go by a view.
//! - *Files* lie on the same server, under an address with a signature (`deeds::files`).
//! - *What calls do on a thing of the id 0*, where callers are such things, they do on the caller (`call`).

mod account;
mod api;
mod ask;
mod call;
mod change;
mod check;
mod deeds;
mod expect;
mod expression;
mod keep;
mod key;
mod learn;
mod moment;
mod page;
mod picture;
mod refusal;
mod row;
mod seed;
mod shelf;
mod shown;
mod state;
mod table;
#[cfg(feature = "transport")]
pub mod transport;
mod types;

pub use account::Account;
pub use api::Api;
pub use seed::{Seed, SeedError};

/// The table of the Gorgias API.
pub const GORGIAS: &str = include_str!("../../../generated/stand-in.json");
