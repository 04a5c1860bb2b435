//! Builders of calls that begin work, and of calls that ask about it.

/// Declares a builder of a call that begins work. It is awaited for what was [`Started`](crate::Started).
///
/// The descriptor of the work comes with the type of what is said of it.
///
/// ```
/// use gorgias_runtime::{Error, LongRunning, Runtime, operation::*, serde_json::Value};
/// # const JOB: Operation = Operation {
/// #     id: "jobs.get", method: Method::Get, path: "/api/jobs/{id}", params: &[Param::path("id")],
/// #     body: Body::None, answer: Answer::Value, reads_only: true, scope: None, success: 200,
/// #     long_running: None, refusals: &[], statuses: &[],
/// # };
/// # static GET: Operation = JOB;
/// # static CREATE: Operation = Operation {
/// #     method: Method::Post, path: "/api/jobs", params: &[], reads_only: false, ..JOB
/// # };
///
/// static WORK: LongRunning = LongRunning {
///     poll: &GET,
///     with: &[("id", "id")],
///     ended: &[("status", &["done", "errored"])],
///     good: &[("status", &["done"])],
///     progress: Some("info.progress_count"),
///     cancel: None,
/// };
///
/// gorgias_runtime::startable! {
///     #[answers(Value)]
///     #[begins(WORK, Value)]
///     /// Creates a job.
///     pub struct CreateJob;
/// }
///
/// async fn export(runtime: &Runtime) -> Result<Value, Error> {
///     let job = CreateJob::new(runtime, &CREATE).await?;
///     println!("job {} has begun", job["id"]);
///     job.finished().progress(|progress| println!("{:?}", progress.done)).await
/// }
/// ```
#[macro_export]
macro_rules! startable {
    (
        #[answers($answer:ty)]
        #[begins($work:path, $standing:ty)]
        $(#[$attribute:meta])*
        $visibility:vis struct $builder:ident;
    ) => {
        $crate::awaitable! {
            @call
            $(#[$attribute])*
            $visibility struct $builder;
        }

        $crate::awaitable!(
            @awaited $builder, $crate::Started<$answer, $standing>, begin(&$work)
        );
    };
}

/// Declares a builder of a call that asks about work. It is awaited for how the work stands, or followed to its end.
///
/// ```
/// use gorgias_runtime::{Error, serde_json::Value};
/// # use gorgias_runtime::{LongRunning, operation::*};
/// # static GET: Operation = Operation {
/// #     id: "jobs.get", method: Method::Get, path: "/api/jobs/{id}", params: &[Param::path("id")],
/// #     body: Body::None, answer: Answer::Value, reads_only: true, scope: None, success: 200,
/// #     long_running: None, refusals: &[], statuses: &[],
/// # };
/// # static WORK: LongRunning = LongRunning {
/// #     poll: &GET, with: &[("id", "id")], ended: &[("status", &["done"])],
/// #     good: &[("status", &["done"])], progress: None, cancel: None,
/// # };
///
/// gorgias_runtime::finishable! {
///     #[answers(Value)]
///     #[asks_about(WORK)]
///     /// Gets a job.
///     pub struct GetJob;
/// }
///
/// async fn wait(job: GetJob) -> Result<Value, Error> {
///     job.finished().await
/// }
/// ```
#[macro_export]
macro_rules! finishable {
    (
        #[answers($answer:ty)]
        #[asks_about($work:path)]
        $(#[$attribute:meta])*
        $visibility:vis struct $builder:ident;
    ) => {
        $crate::awaitable! {
            #[answers($answer)]
            $(#[$attribute])*
            $visibility struct $builder;
        }

        impl $builder {
            /// The work that this asks about, to be followed to its end.
            pub fn finished(self) -> $crate::Work<$answer> {
                $crate::Work::new(self.runtime, &$work, self.call)
            }
        }
    };
}
