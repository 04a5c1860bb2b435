//! Looking at what goes out and what comes back, and changing it.

use crate::{
    operation::Operation,
    transport::{Request, Response},
};

/// Sees each request just before it is sent, and each answer before anything is made of it. Several see them in the order in
/// which the runtime was given them.
///
/// A call that is sent again is seen again. When a file is fetched, the requests to the hosts that have it are seen like those to the
/// account; they hold no credentials, and what a hook puts into them goes to these hosts. The requests by which an app gets its tokens are not seen. What `Debug` shows of
/// either holds no credentials, no body, and no query; whoever looks closer sees to it that these go nowhere else. A request
/// takes its credentials along wherever a hook sends it.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use gorgias_runtime::{
///     Account, Hook, Operation, Runtime,
///     http::HeaderValue,
///     transport::{Request, Response},
/// };
///
/// /// Names who calls, and counts what is refused.
/// #[derive(Default)]
/// struct Desk {
///     refused: AtomicU64,
/// }
///
/// impl Hook for Desk {
///     fn before(&self, _: &Operation, request: &mut Request) {
///         request.headers.insert("x-caller", HeaderValue::from_static("desk"));
///     }
///
///     fn after(&self, operation: &Operation, response: &mut Response) {
///         if response.status >= 400 {
///             self.refused.fetch_add(1, Ordering::Relaxed);
///             println!("{}: {response:?}", operation.id);
///         }
///     }
/// }
///
/// # let account = Account::new("acme", "ana@example.com", "the key")?;
/// let runtime = Runtime::builder(account).hook(Desk::default()).build();
/// # Ok::<(), gorgias_runtime::Error>(())
/// ```
pub trait Hook: Send + Sync + 'static {
    /// A request that is about to be sent, with everything that goes along.
    fn before(&self, operation: &Operation, request: &mut Request) {
        let _ = (operation, request);
    }

    /// An answer that has come, whatever its status. Of a file that is fetched it is the head: the body is empty here, and what is
    /// put into it is not used.
    fn after(&self, operation: &Operation, response: &mut Response) {
        let _ = (operation, response);
    }
}
