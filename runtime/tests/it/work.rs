//! Work that goes on after the answer, from its beginning to each of its ends.

use std::{
    future::IntoFuture,
    sync::{Arc, Mutex},
    time::Duration,
};

use gorgias_runtime::{
    Call, Error, LongRunning, Operation, Retry, Runtime, Started, Work,
    error::Kind,
    operation::{Answer, Method, Param},
    transport::Failure,
};
use serde_json::{Value, json};

use crate::{
    hand::Hand,
    operations::{READ, TOLD},
    stage::{Stage, answer},
};

const JOB: Operation =
    Operation { id: "jobs.get", path: "/api/jobs/{id}", params: &[Param::path("id")], ..READ };

static GET: Operation = JOB;

static CANCEL: Operation = Operation {
    id: "jobs.delete",
    method: Method::Delete,
    answer: Answer::Nothing,
    reads_only: false,
    ..JOB
};

static CREATE: Operation = Operation {
    id: "jobs.create",
    method: Method::Post,
    path: "/api/jobs",
    params: &[],
    reads_only: false,
    ..JOB
};

static WORK: LongRunning = LongRunning {
    poll: &GET,
    with: &[("id", "job.id")],
    ended: &[("status", &["done", "errored", "canceled"])],
    good: &[("status", &["done"])],
    progress: Some("info.count"),
    cancel: Some(&CANCEL),
};

gorgias_runtime::startable! {
    #[answers(Value)]
    #[begins(WORK, Value)]
    /// Begins work, as a generated builder would.
    struct Create;
}

gorgias_runtime::finishable! {
    #[answers(Value)]
    #[asks_about(WORK)]
    /// Asks about work.
    struct Get;
}

type Answers = Vec<Result<gorgias_runtime::transport::Response, Failure>>;

fn states(states: &[&str]) -> Answers {
    let answers = states.iter().enumerate().map(|(count, status)| {
        let body = json!({"id": 7, "status": status, "info": {"count": count}});
        Ok(answer(200, &body.to_string(), &[]))
    });
    answers.collect()
}

struct Scene {
    stage: Stage,
    clock: Hand,
    runtime: Runtime,
}

impl Scene {
    fn new(answers: Answers) -> Self {
        let (stage, clock) = (Stage::with(answers), Hand::new());
        let builder = stage.builder().clock(clock.clone());
        let runtime = builder.retry(Retry::attempts(3).seeded(1)).build();
        Self { stage, clock, runtime }
    }

    /// What follows work from the answer that began it.
    fn begun(answers: Answers) -> Self {
        let begun = Ok(answer(201, &json!({"job": {"id": 7}}).to_string(), &[]));
        Self::new([begun].into_iter().chain(answers).collect())
    }

    fn create(&self) -> Started<Value, Value> {
        let create = Create::new(&self.runtime, &CREATE);
        self.clock.run(async move { create.await.unwrap() })
    }

    fn work(&self) -> Work<Value> {
        Get::new(&self.runtime, &GET).with("id", 7).finished()
    }

    fn lines(&self) -> Vec<String> {
        let sent = self.stage.sent().into_iter();
        let base = "https://acme.gorgias.com/api/";
        sent.map(|it| format!("{} {}", it.method.as_str(), it.url.strip_prefix(base).unwrap()))
            .collect()
    }
}

#[test]
fn work_is_followed_from_the_answer_that_began_it() {
    let scene = Scene::begun(states(&["pending", "running", "somehow", "done"]));
    let started = scene.create();
    assert_eq!(started["job"]["id"], 7);
    let done = scene.clock.run(async move { started.finished().await.unwrap() });
    assert_eq!((done["status"].as_str(), &done["info"]["count"]), (Some("done"), &json!(3)));
    assert_eq!(
        scene.lines(),
        ["POST jobs", "GET jobs/7", "GET jobs/7", "GET jobs/7", "GET jobs/7"]
    );
    // 1 + 1.5 + 2.25 + 3.375
    assert_eq!(scene.clock.passed(), Duration::from_millis(8125));
}

#[test]
fn work_is_followed_on_any_thread() {
    fn is_send<T: Send>(_: T) {}
    let scene = Scene::begun(Vec::new());
    let (started, mut work) = (scene.create(), scene.work().progress(|_| ()));
    is_send(work.cancel());
    is_send(work.try_next());
    is_send(work.into_future());
    is_send(started.cancel());
    is_send(started);
}

#[test]
fn pauses_grow_to_half_a_minute() {
    let scene = Scene::new(states(&["running"; 14]));
    let (mut work, clock) = (scene.work(), scene.clock.clone());
    let times = scene.clock.run(async move {
        let mut times = Vec::new();
        for _ in 0..14 {
            work.try_next().await.unwrap().unwrap();
            times.push(clock.passed().as_secs_f64());
        }
        times
    });
    let pauses: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!((times[0], pauses[0], pauses[1]), (0.0, 1.0, 1.5));
    assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1] + 1e-6), "{pauses:?}");
    assert_eq!(pauses[9..].iter().map(|it| it.round()).collect::<Vec<_>>(), [30.0; 4]);
}

#[test]
fn each_state_is_given_and_each_progress_told() {
    let scene = Scene::new(states(&["pending", "running", "done"]));
    let told = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&told);
    let mut work = scene.work().progress(move |progress| {
        let status = progress.state["status"].as_str().unwrap().to_owned();
        notes.lock().unwrap().push((status, progress.done));
    });
    let states = scene.clock.run(async move {
        let mut states = Vec::new();
        while let Some(state) = work.try_next().await.unwrap() {
            states.push(state["status"].as_str().unwrap().to_owned());
        }
        assert!(work.try_next().await.unwrap().is_none());
        states
    });
    assert_eq!(states, ["pending", "running", "done"]);
    let expected = [("pending", 0), ("running", 1), ("done", 2)];
    assert_eq!(*told.lock().unwrap(), expected.map(|(it, done)| (it.to_owned(), Some(done))));
}

#[test]
fn a_bad_end_is_an_error_that_has_the_answer() {
    for status in ["errored", "canceled"] {
        let scene = Scene::new(states(&["running", status]));
        let work = scene.work();
        let error: Error = scene.clock.run(async move { work.await.unwrap_err() });
        let said = format!(
            "jobs.get: 200, the work has ended, and not well: `status` is \"{status}\"; the error has the answer that says so"
        );
        assert_eq!(error.to_string(), said);
        assert!(!error.is_repeatable());
        let answer: Value = error.answer().unwrap().decode().unwrap();
        assert_eq!(
            (answer["status"].as_str(), &answer["info"]["count"]),
            (Some(status), &json!(1))
        );
    }
}

#[test]
fn it_is_followed_no_longer_than_it_may_be() {
    for (seconds, asked, last) in [(0, 1, 0), (2, 2, 1), (5, 4, 3)] {
        let scene = Scene::new(states(&["running"; 9]));
        let work = scene.work().within(Duration::from_secs(seconds));
        let error = scene.clock.run(async move { work.await.unwrap_err() });
        let Kind::Unfinished { after, .. } = error.kind() else { panic!("{error}") };
        assert_eq!(after.as_secs(), seconds);
        assert_eq!((scene.clock.passed().as_secs(), scene.lines().len()), (seconds, asked));
        let answer: Value = error.answer().unwrap().decode().unwrap();
        assert_eq!(answer["info"]["count"], last);
    }
}

#[test]
fn a_question_that_fails_is_asked_again() {
    let broken = || Err(Failure::Interrupted { cause: "gone".into() });
    // Once is put right within a call. What fails for good is told, and the work can be followed on.
    let answers = [vec![broken()], states(&["running"]), vec![broken(), broken(), broken()]];
    let answers = answers.into_iter().flatten().chain(states(&["done"])).collect();
    let scene = Scene::new(answers);
    let mut work = scene.work();
    let outcomes = scene.clock.run(async move {
        let mut outcomes = Vec::new();
        for _ in 0..4 {
            let next = work.try_next().await;
            outcomes.push(next.map(|state| state.map(|state| state["status"].clone())).ok());
        }
        outcomes
    });
    let expected = [Some(Some(json!("running"))), None, Some(Some(json!("done"))), Some(None)];
    assert_eq!(outcomes, expected);
}

#[test]
fn only_cancel_cancels() {
    let scene = Scene::begun(states(&["running"]));
    scene.stage.then([Ok(answer(204, "", &[]))]);
    let started = scene.create();
    let mut work = started.finished();
    scene.clock.run(async move { work.try_next().await.unwrap() });
    // The work was dropped here.
    assert_eq!(scene.lines(), ["POST jobs", "GET jobs/7"]);
    scene.clock.run(async move { started.cancel().await.unwrap() });
    assert_eq!(scene.lines()[2..], ["DELETE jobs/7"]);
}

#[test]
fn what_cannot_be_cancelled_or_asked_about_says_so() {
    static FORSAKEN: LongRunning = LongRunning { poll: &TOLD, cancel: None, ..WORK };
    let scene = Scene::new(Vec::new());
    let work = Work::<Value>::new(scene.runtime.clone(), &FORSAKEN, Call::new(&TOLD));
    let error = scene.clock.run(async move { work.cancel().await.unwrap_err() });
    assert!(matches!(error.kind(), Kind::Refused { field, .. } if field == "cancel"), "{error}");

    let scene = Scene::new(vec![Ok(answer(201, r#"{"job": {}}"#, &[]))]);
    let started = scene.create();
    let error = scene.clock.run(async move { started.finished().await.unwrap_err() });
    assert!(matches!(error.kind(), Kind::Refused { field, .. } if field == "id"), "{error}");
}
