//! What outputs tell of facts that few operations have: each place where such a fact must stand, from the base spec.

#![expect(clippy::unwrap_used, reason = "a test that panics says where")]

mod sources;

use std::path::Path;

use gorgias_codegen::{Output, Source, compile};
use serde_json::{Value, json};
use sources::tree;

fn base() -> Vec<Source> {
    tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base"))
}

fn outputs() -> Vec<Output> {
    compile(&base()).unwrap()
}

fn text<'o>(outputs: &'o [Output], path: &str) -> &'o str {
    let output = outputs.iter().find(|output| output.path == path);
    &output.unwrap_or_else(|| unreachable!("there is no {path}")).text
}

/// A file of code holds these lines, however deep they stand.
fn holds(path: &str, expected: &str) {
    let outputs = outputs();
    let flat = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let found = flat(text(&outputs, path));
    assert!(found.contains(&flat(expected.trim())), "{path} lacks\n{expected}\nin\n{found}");
}

/// A JSON file has this value at a pointer.
fn has(path: &str, pointer: &str, expected: Value) {
    let outputs = outputs();
    let json: Value = serde_json::from_str(text(&outputs, path)).unwrap();
    assert_eq!(json.pointer(pointer), Some(&expected), "{path}: {pointer}");
}

/// The place of a tool in `tools.json`.
fn tool(name: &str) -> String {
    let tools: Value = serde_json::from_str(text(&outputs(), "generated/tools.json")).unwrap();
    let at = tools.as_array().unwrap().iter().position(|tool| tool["name"] == name);
    format!("/{}", at.unwrap())
}

#[test]
fn refusals_of_one_operation() {
    const HINT: &str = "One of them is on its way. Wait until it is back.";
    holds(
        "generated/client/src/operations.rs",
        r#"
        refusals: &[Refusal::new(409, "One of them is on its way. Wait until it is back.")],
        statuses: STATUSES,
        "#,
    );
    holds(
        "generated/client/src/parcels.rs",
        "
        /// # Errors
        ///
        /// - 409: One of them is on its way. Wait until it is back.
        ",
    );
    let tool = tool("throw_parcels_away");
    has("generated/tools.json", &format!("{tool}/refusals"), json!({ "409": HINT }));
    let refusal = "/paths/~1api~1parcels/delete/responses/409";
    has("generated/openapi.json", &format!("{refusal}/description"), json!(HINT));
    has(
        "generated/openapi.json",
        &format!("{refusal}/content/application~1json/examples/on-its-way/value/error/msg"),
        json!("It is on its way."),
    );
}

#[test]
fn refusals_of_all_operations() {
    holds(
        "generated/client/src/operations.rs",
        r#"
        const STATUSES: &[Refusal] = &[
            Refusal::new(301, "It was sent on to another address."),
            Refusal::new(400, "Something in the query or the body is wrong."),
            Refusal::new(401, "Nobody is signed in."),
        "#,
    );
    // By what the operation has: arguments, a scope, a path that names a thing.
    let refused = |path: &str, expected: &[&str]| {
        let document: Value =
            serde_json::from_str(text(&outputs(), "generated/openapi.json")).unwrap();
        let responses = document.pointer(path).unwrap().as_object().unwrap();
        let refused: Vec<&str> = responses
            .keys()
            .map(String::as_str)
            .filter(|status| !status.starts_with('2'))
            .collect();
        assert_eq!(refused, expected, "{path}");
        for (status, response) in responses.iter().filter(|(status, _)| status.starts_with("40")) {
            let reference = format!("#/components/responses/status-{status}");
            assert_eq!(response["$ref"], reference, "{path}");
        }
    };
    refused("/paths/~1api~1parcels/get/responses", &["400", "401", "403", "4XX", "5XX"]);
    refused("/paths/~1api~1parcels~1{id}/get/responses", &["401", "403", "404", "4XX", "5XX"]);
    refused("/paths/~1api~1parcels~1report/post/responses", &["400", "401", "4XX", "5XX"]);
    refused("/paths/~1api~1sweeps/post/responses", &["401", "4XX", "5XX"]);
    has(
        "generated/openapi.json",
        "/components/responses/status-404/content/application~1json/schema",
        json!({ "$ref": "#/components/schemas/Refused" }),
    );
}

#[test]
fn work_that_goes_on() {
    holds(
        "generated/client/src/operations.rs",
        r#"
        long_running: Some(&SWEEPS_BEGIN_WORK),
        refusals: &[],
        statuses: STATUSES,
        };

        /// How to follow the work that `sweeps.begin` begins.
        pub static SWEEPS_BEGIN_WORK: LongRunning = LongRunning {
        poll: &SWEEPS_GET,
        with: &[("id", "id")],
        ended: &[("standing", &["done", "failed"])],
        good: &[("standing", &["done"])],
        progress: Some("found"),
        cancel: Some(&SWEEPS_STOP),
        };
        "#,
    );
    holds(
        "generated/client/src/sweeps.rs",
        "
        /// The work goes on after the answer, which has `.finished()` to wait for its end. That asks
        /// `sweeps().get` with the answer's `id` until `standing` is `done` or `failed`; it went well if
        /// `standing` is `done`. `found` says how much is done. `sweeps().stop` stops it.
        ",
    );
    holds(
        "generated/client/src/sweeps.rs",
        "
        startable! {
        #[answers(Sweep)]
        #[begins(operations::SWEEPS_BEGIN_WORK, Sweep)]
        ",
    );
    let work = |poll: &str, cancel: &str| {
        json!({
            "poll": poll,
            "with": { "id": "id" },
            "ended": { "standing": ["done", "failed"] },
            "good": { "standing": ["done"] },
            "progress": "found",
            "cancel": cancel,
        })
    };
    let tool = format!("{}/longRunning", tool("begin_sweep"));
    has("generated/tools.json", &tool, work("get_sweep", "stop_sweep"));
    let begin = "/paths/~1api~1sweeps/post/x-long-running";
    has("generated/openapi.json", begin, work("sweeps_get", "sweeps_stop"));
}

#[test]
fn a_list_that_grows() {
    holds(
        "generated/client/src/sightings.rs",
        r#"
        pub fn follow(&self, from: impl Into<Checkpoint>) -> Follow<Sighting> {
        self.list().follow(from)
        }
        "#,
    );
    holds(
        "generated/client/src/sightings.rs",
        r#"
        pub fn follow(self, from: impl Into<Checkpoint>) -> Follow<Sighting> {
        let Self { runtime, call } = self.with("order_by", "seen:asc");
        Follow::new(
        runtime,
        call,
        "seen_gte",
        from,
        |it| Moment::new(&it.seen, &it.number),
        )
        }
        "#,
    );
    has(
        "generated/openapi.json",
        "/paths/~1api~1sightings/get/x-follow",
        json!({
            "by": "seen",
            "key": "number",
            "since": "seen_gte",
            "oldest_first": { "order_by": "seen:asc" },
        }),
    );
}

/// Another operation that begins sweeps, in front of one that the base has, with its recording.
const RESUME: &str = "
  resume:
    call: POST /api/sweeps/{id}
    title: Resume a sweep
    about: Go on with a sweep that somebody has called off.
    source: made up
    confidence: documented
    success: 202
    effect: [writes]
    path: { id: SweepId }
    returns: Sweep
    long_running:
      poll: sweeps.get
      with: { id: id }
      ended: { standing: [done, failed] }
      good: { standing: [done] }
      progress: found
      cancel: sweeps.stop
    tool: { name: resume_sweep, method: custom, shows: all }
    cases:
      - { name: plain, args: { id: 3 }, sends: POST /api/sweeps/3 }

  stop:";
const RESUMED: &str = r#"{
  "origin": "documented",
  "request": { "method": "POST", "target": "/api/sweeps/3" },
  "response": { "status": 202, "body": { "id": 3, "standing": "waiting" } }
}"#;

#[test]
fn who_asks_about_work_waits_for_its_end_if_all_who_begin_it_agree_on_that() {
    for (ended, waits) in [("[done, failed]", true), ("[done]", false)] {
        let mut spec = base();
        let sweeps = spec.iter_mut().find(|source| source.path == "spec/resources/sweeps.yaml");
        let sweeps = sweeps.unwrap();
        let known = String::from_utf8(sweeps.bytes.clone()).unwrap();
        let resume = RESUME.replace("[done, failed]", ended);
        sweeps.bytes = known.replacen("\n  stop:", &resume, 1).into_bytes();
        let path = "conformance/recordings/sweeps.resume/plain.json".to_owned();
        spec.push(Source { path, bytes: RESUMED.as_bytes().to_vec() });
        let outputs = compile(&spec).unwrap();
        let client = text(&outputs, "generated/client/src/sweeps.rs");
        assert_eq!(client.matches("startable! {").count(), 2);
        assert_eq!(client.contains("finishable! {"), waits, "{ended}");
    }
}

#[test]
fn forms_and_ways_to_sign_in() {
    has(
        "generated/openapi.json",
        "/x-formats/weight",
        json!({
            "about": "Whole grams.",
            "seen": [250, 1200],
            "notes": ["Rounded up."],
            "x-source": ["made up"],
        }),
    );
    holds(
        "generated/suite/src/formats.rs",
        r#"
        name: "weight",
        about: "Whole grams.",
        seen: "[250, 1200]",
        "#,
    );
    let oauth2 = |rest: &str, expected: Value| {
        let pointer = format!("/components/securitySchemes/oauth2/{rest}");
        has("generated/openapi.json", &pointer, expected);
    };
    oauth2("x-authorize-parameters", json!({ "state": "Comes back as it was." }));
    oauth2("x-client-authentication", json!("basic"));
    oauth2("x-refresh-scope", json!("offline"));
    oauth2("flows/authorizationCode/scopes/all", json!("Everything. Deprecated: Ask for less."));
    oauth2("flows/authorizationCode/refreshUrl", json!("https://account.example.com/oauth/token"));
    oauth2("description", json!("An app with a token.\n\n- How long a token lasts is not known."));
}

#[test]
fn what_is_sent_by_itself() {
    holds(
        "generated/client/src/webhooks.rs",
        r#"
        /// What makes the API send something.
        pub enum Trigger {
            /// A parcel has left. It sends a [`LampSignal`].
            ///
            /// - Not at night.
            ParcelSent = "parcel-sent",
            /// A sweep has come to its end. It sends a [`LampSignal`].
            SweepDone = "sweep-done",
        }
        "#,
    );
    holds(
        "generated/client/src/webhooks.rs",
        r#"
        pub struct LampParcel {
            /// Identifies a parcel.
            pub id: ParcelId,
        "#,
    );
    holds(
        "generated/client/src/webhooks.rs",
        "
        //! # Signature
        //!
        //! How to know whom it comes from:
        //!
        //! - `colour` (seen-live): Blue, if it is ours.
        ",
    );
    holds("generated/client/src/lib.rs", "pub mod webhooks;");
    let sent = "/x-webhooks/parcel-sent/post";
    has(
        "generated/openapi.json",
        &format!("{sent}/requestBody/content/application~1json/schema"),
        json!({ "$ref": "#/components/schemas/LampSignal" }),
    );
    has("generated/openapi.json", &format!("{sent}/summary"), json!("A parcel has left."));
    has(
        "generated/openapi.json",
        "/components/schemas/LampParcel/required",
        json!(["id", "flashes"]),
    );
    has(
        "generated/openapi.json",
        "/x-webhooks-facts",
        json!({
            "sender": "Lamps",
            "about": "What a lamp sends when something happens in the depot.",
            "delivery": {
                "tries": { "about": "Three.", "x-confidence": "inferred", "x-source": ["made up"] },
            },
            "signature": { "colour": { "about": "Blue, if it is ours.", "x-confidence": "seen-live" } },
            "notes": ["Lamps go out."],
            "templates": {
                "syntax": "Paths between braces.",
                "places": { "url": "The address." },
                "roots": { "parcel": { "about": "What it is about.", "x-confidence": "documented" } },
                "notes": ["What is missing is left empty."],
            },
            "x-source": ["made up"],
        }),
    );
}

#[test]
fn how_fast_an_account_may_be_called() {
    holds(
        "generated/client/src/pace.rs",
        "
        /// `api-key`: 40 calls in 20 seconds.
        pub const API_KEY: Pace = Pace::new(40, Duration::from_secs(20));
        ",
    );
    holds(
        "generated/client/src/lib.rs",
        "
        let pace = pace::usual(&account);
        Self::with_runtime(Runtime::builder(account).pace(pace).build())
        ",
    );
    // No limit is known for who signs in with a token.
    holds(
        "generated/client/src/pace.rs",
        "
        match account.credentials() {
            Credentials::Key => API_KEY,
            Credentials::Token => Pace::unlimited(),
        }
        ",
    );
    has("generated/openapi.json", "/components/securitySchemes/basic/x-limit", json!("api-key"));
}
