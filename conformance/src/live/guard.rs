//! Lets nothing through that is not known to read only.

use std::sync::Arc;

use gorgias_client::operations;
use gorgias_runtime::operation::Operation;
use gorgias_runtime::transport::{Exchange, Failure, Http, Request, Transport};

/// HTTP for what only reads. Whatever else is wrong with the suite, an account is not changed by it.
#[derive(Clone)]
pub(super) struct ReadsOnly {
    pub(super) http: Arc<Http>,
    /// Where the account is.
    pub(super) base: String,
}

/// Where an app gets its tokens: nothing is kept in the account then, and without a token nothing can be read.
const TOKENS: &str = "/oauth/token";

impl Transport for ReadsOnly {
    fn send(&self, request: Request) -> Exchange<'_> {
        let path = path(&self.base, &request.url);
        if path == Some(TOKENS) || path.is_some_and(|path| reads_only(&request, path)) {
            return self.http.send(request);
        }
        let method = request.method.as_str();
        let cause = format!("{method} {} is not known to read only", path.unwrap_or("elsewhere"));
        Box::pin(std::future::ready(Err(Failure::NotSent { cause: cause.into() })))
    }
}

/// The path of an address behind that of the account.
fn path<'u>(base: &str, url: &'u str) -> Option<&'u str> {
    let target = url.strip_prefix(base)?;
    let path = target.split(['?', '#']).next().unwrap_or_default();
    path.starts_with('/').then_some(path)
}

fn reads_only(request: &Request, path: &str) -> bool {
    let fits = |known: &&&Operation| known.method == request.method && is_at(known.path, path);
    let mut fitting = operations::ALL.iter().filter(fits).peekable();
    // A path with a word in it may be that of another operation, too, and it is not known here which of them is meant.
    fitting.peek().is_some() && fitting.all(|known| known.reads_only)
}

/// Whether a path is one of a template: `/api/tags/{id}`.
fn is_at(template: &str, path: &str) -> bool {
    let (mut known, mut parts) = (template.split('/'), path.split('/'));
    loop {
        match (known.next(), parts.next()) {
            (None, None) => return true,
            (Some(known), Some(part)) if known == part => {}
            (Some(known), Some(part)) if known.starts_with('{') && !part.is_empty() => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use gorgias_runtime::operation::Method;
    use gorgias_runtime::transport::Limits;
    use gorgias_runtime::{Account, Call, Retry, Runtime};
    use serde_json::json;

    use super::*;

    const BASE: &str = "http://127.0.0.1:9";

    /// Nothing listens there, so what is let through fails in another way.
    fn said(send: impl AsyncFnOnce(Runtime) -> String) -> String {
        let account = Account::new("acme", "ana@example.com", "key").unwrap();
        let account = account.with_base_url(BASE).unwrap();
        let guard = ReadsOnly {
            http: Arc::new(Http::new(Limits::default()).direct()),
            base: BASE.to_owned(),
        };
        let builder = Runtime::builder(account).transport(guard);
        let runtime = builder.retry(Retry::never()).build();
        let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        tokio.block_on(send(runtime))
    }

    #[test]
    fn what_may_change_something_is_not_sent() {
        for operation in operations::ALL.iter().copied() {
            let suite = gorgias_suite::operations().find(|it| it.id == operation.id).unwrap();
            let args = serde_json::from_str(suite.cases[0].args).unwrap();
            let Ok(call) = Call::from_arguments(operation, args) else { continue };
            let said = said(async |runtime| runtime.execute(call).await.unwrap_err().to_string());
            let refused = said.contains("is not known to read only");
            assert_eq!(refused, !operation.reads_only, "{}: {said}", operation.id);
        }
    }

    #[test]
    fn what_nobody_describes_is_not_sent() {
        let check = |method: Method, target: &str, refused: bool| {
            let said = said(async |runtime| {
                let request = runtime.request(method, target).body(json!({}));
                request.send_raw().await.unwrap_err().to_string()
            });
            assert_eq!(said.contains("is not known to read only"), refused, "{target}: {said}");
        };
        check(Method::Post, "/api/stats/total", false);
        check(Method::Post, "/api/tags", true);
        check(Method::Post, "/api/later", true);
        check(Method::Put, "/api/tags/1", true);
        check(Method::Delete, "/api/tags/1/", true);
    }
}
