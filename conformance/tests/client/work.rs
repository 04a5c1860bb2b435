//! Work that goes on after the answer, over a socket.

use std::sync::{Arc, Mutex};

use gorgias_client::{Job, JobParams, JobStatus, JobType, UpdateTicketParams};
use serde_json::json;

use crate::{
    clock::Patience,
    recorded::{in_turn, serve},
};

/// The status, and how much is done.
fn standing(job: &Job) -> (&str, Option<i64>) {
    (job.status.as_str(), job.info.as_ref().and_then(|info| info.progress_count))
}

fn closing(tickets: &[i64]) -> JobParams {
    let params = UpdateTicketParams::new().ticket_ids(tickets.to_vec());
    JobParams::UpdateTicket(params.updates([("status", json!("closed"))]))
}

#[tokio::test]
async fn a_job_is_followed_from_its_beginning_to_its_end() {
    let clock = Patience::new();
    let recordings = ["jobs.create/update-tickets", "jobs.get/running", "jobs.get/done"];
    let (fixture, gorgias) = serve(in_turn(&recordings), clock.clone()).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&told);

    let job = gorgias.jobs().create(JobType::UpdateTicket, closing(&[4101, 4103, 4104])).await;
    let job = job.unwrap();
    assert_eq!((job.id.get(), &job.status), (1203, &JobStatus::Pending));
    let work = job.finished().progress(move |progress| notes.lock().unwrap().push(progress.done));
    let done: Job = work.await.unwrap();

    assert_eq!(standing(&done), ("done", Some(3)));
    assert_eq!(*told.lock().unwrap(), [Some(1), Some(3)]);
    assert_eq!(clock.pauses(), [1.0, 1.5]);
    assert_eq!(fixture.unused(), [""; 0]);
    let plain: Job = job.into_inner();
    assert_eq!(plain.status, JobStatus::Pending);
}

#[tokio::test]
async fn a_job_that_runs_already_is_cancelled_and_followed_on() {
    let clock = Patience::new();
    let recordings =
        ["jobs.get/half-way", "jobs.delete/plain", "jobs.get/asked-to-stop", "jobs.get/canceled"];
    let (fixture, gorgias) = serve(in_turn(&recordings), clock.clone()).await;
    let mut work = gorgias.jobs().get(1204).finished();
    let half_way = work.try_next().await.unwrap().unwrap();
    assert_eq!(standing(&half_way), ("running", Some(2)));

    work.cancel().await.unwrap();
    // That it was asked to stop is no end.
    let asked = work.try_next().await.unwrap().unwrap();
    assert_eq!(asked.status, JobStatus::CancelRequested);
    let error = work.try_next().await.unwrap_err();
    let end: Job = error.answer().unwrap().decode().unwrap();
    assert_eq!(standing(&end), ("canceled", Some(3)));
    assert_eq!(work.try_next().await.unwrap(), None);
    assert_eq!(fixture.unused(), [""; 0]);
    assert_eq!(clock.pauses(), [1.0, 1.5]);
}

#[tokio::test]
async fn a_job_that_fails_says_so() {
    let recordings = ["jobs.create/update-one", "jobs.get/errored", "jobs.delete/too-late"];
    let (_fixture, gorgias) = serve(in_turn(&recordings), Patience::new()).await;
    let job = gorgias.jobs().create(JobType::UpdateTicket, closing(&[4102])).await.unwrap();
    let error = job.finished().await.unwrap_err();
    assert!(error.to_string().contains("`status` is \"errored\""), "{error}");
    let refused = gorgias.jobs().get(1203).finished().cancel().await.unwrap_err();
    assert_eq!(refused.status(), Some(400));
}
