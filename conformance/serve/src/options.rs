//! The command line.

use std::path::PathBuf;

use clap::{ArgGroup, Parser, ValueEnum};
use gorgias_fixture::RateLimit;

/// A local Gorgias: an account that keeps what it is told, or recorded answers.
#[derive(Debug, Parser)]
#[command(
    name = "gorgias-serve",
    override_usage = "cargo xtask serve [OPTIONS]",
    help_template = "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}",
    after_help = EXAMPLES,
    group = ArgGroup::new("secured").multiple(true)
)]
pub(crate) struct Options {
    /// An account that keeps what it is told; this is so unless recordings are asked for
    #[arg(long, conflicts_with = "recordings")]
    pub(crate) stand_in: bool,

    /// The recorded answers
    #[arg(long)]
    pub(crate) recordings: bool,

    /// The folder of the recordings
    #[arg(long, value_name = "FOLDER", default_value = RECORDINGS, hide_default_value = true)]
    pub(crate) folder: PathBuf,

    /// The port to listen on, on this machine alone; 0 is any that is free
    #[arg(long, value_name = "N", default_value_t = 8080)]
    pub(crate) port: u16,

    /// A JSON file with what is in the account at first
    #[arg(long, value_name = "FILE", conflicts_with = "recordings")]
    pub(crate) seed: Option<PathBuf>,

    /// A JSON file with what goes wrong
    #[arg(long, value_name = "FILE")]
    pub(crate) faults: Option<PathBuf>,

    /// Speaks TLS on that port, by a certificate that is made at the start and holds for this machine
    #[arg(long, group = "secured")]
    pub(crate) tls: bool,

    /// Takes calls of `https://….gorgias.com`, too, from programs that have that port for their proxy
    #[arg(long, group = "secured")]
    pub(crate) proxy: bool,

    /// Writes the certificate that programs must trust for that, as PEM
    #[arg(long, value_name = "FILE", requires = "secured")]
    pub(crate) ca_out: Option<PathBuf>,

    /// How much the account may be asked
    #[arg(long, value_name = "KIND", default_value = "api-key")]
    pub(crate) limit: Limit,
}

/// The kinds of limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Limit {
    /// 40 requests in 20 seconds
    ApiKey,
    /// 80 requests in 20 seconds
    Oauth2,
    /// 40 requests in 10 seconds
    ApiKeyEnterprise,
    /// 80 requests in 10 seconds
    Oauth2Enterprise,
    /// As much as it can
    None,
}

const EXAMPLES: &str = r#"
A seed holds things as answers show them, by their types, and tokens with their scopes:
  {"things": {"Tag": [{"id": 501, "name": "vip"}]}, "tokens": {"for-reading": ["tags:read"]}}
With "at": "2026-03-06T09:00:00Z" beside these, that is the moment at which all is as it is written: a server that starts later
  shows its times so much later.

Faults are a list; the first that takes a request decides:
  [{"on": "GET /api/tags/{id}", "first": 1, "fault": {"status": 503}}, {"every": 10, "fault": "reset"}]
They are: reset, reset_in_body, truncated, empty, gzip, {"status": 503}, {"html": 502}, {"latency": 0.3},
  {"content_type": "text/plain"}, {"rate_limited": {"retry_after": "3"}}, {"slow": {"bytes": 10, "pause": 0.1}},
  {"oversize": {"bytes": 1000000, "declared": true}}, {"redirect": {"status": 301, "location": "/api/tags/2"}}

The account differs from a real one where nobody has said what that does:
  - lists are not narrowed by `rule_id`, and customers not by `view_id`, nor ranked for a ticket (`message_id`, `ticket_id` of
    macros) or by who is available
  - `include` of metric cards and `relationships` of a customer or a ticket add nothing
  - what is in use can be deleted, and customers with data of the same integration can be merged
  - rules do not run, messages reach nobody, integrations call nobody, and no job fails
  - reports and statistics count what was made, and have no other numbers

Examples:
  cargo xtask serve --port 8080 --seed shop.json
  cargo xtask serve --recordings --limit none
  curl -u me@example.com:key http://127.0.0.1:8080/api/tickets

  cargo xtask serve --tls --port 8443 --ca-out ca.pem
  curl --cacert ca.pem -u me@example.com:key https://localhost:8443/api/tickets

A program that cannot be told another address is told the proxy and whom to trust (Node.js from 24 on). Any account does; other
hosts are refused:
  cargo xtask serve --proxy --ca-out ca.pem
  curl -x http://127.0.0.1:8080 --cacert ca.pem -u me@example.com:key https://acme.gorgias.com/api/tickets
  export HTTPS_PROXY=http://127.0.0.1:8080
  export SSL_CERT_FILE=$PWD/ca.pem REQUESTS_CA_BUNDLE=$PWD/ca.pem NODE_EXTRA_CA_CERTS=$PWD/ca.pem NODE_USE_ENV_PROXY=1
"#;

const RECORDINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../recordings");

impl Limit {
    pub(crate) fn rate(self) -> Option<RateLimit> {
        match self {
            Self::ApiKey => Some(RateLimit::API_KEY),
            Self::Oauth2 => Some(RateLimit::OAUTH2),
            Self::ApiKeyEnterprise => Some(RateLimit::API_KEY.enterprise()),
            Self::Oauth2Enterprise => Some(RateLimit::OAUTH2.enterprise()),
            Self::None => None,
        }
    }
}
