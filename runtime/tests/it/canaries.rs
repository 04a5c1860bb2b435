//! Canaries in everything that a call holds: nothing that people read shows one.

use std::{
    fmt::Debug,
    sync::{Arc, Mutex},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use gorgias_runtime::{
    Account, Call, Cancellation, Error, FileAnswer, Hook, Operation, Pace, Pages, Retry, Runtime,
    Secret, Upload,
    oauth2::{
        App, Authorization, ClientAuthentication, MemoryStore, OAuth2, Stored, TokenStore, Tokens,
    },
    operation::Method,
    transport::{Failure, Multipart, Request, Response},
};
use http::HeaderValue;
use serde_json::{Value, json};

use crate::{
    hand::Hand,
    operations::{DOWNLOAD, EVENTS, EXPORT, SETTINGS, UPDATE, UPLOAD},
    stage::{Stage, answer},
    traces::Ear,
};

const KEY: &str = "canary-key";
const TOKEN: &str = "canary-token";
const REFRESH: &str = "canary-refresh";
const SECRET: &str = "canary-secret";
const ARGUMENT: &str = "canary-argument";
const BODY: &str = "canary-body";
const SIGNED: &str = "https://files.example.com/a.png?signature=canary-signature";

/// All that must not be seen, also as it goes on the wire.
fn canaries() -> Vec<String> {
    let pairs = [format!("ana@example.com:{KEY}"), format!("app:{SECRET}")];
    let plain = [KEY, TOKEN, REFRESH, SECRET, ARGUMENT, BODY, "canary"].map(str::to_owned);
    plain.into_iter().chain(pairs.map(|pair| STANDARD.encode(pair))).collect()
}

fn check(what: &str, shown: &str) {
    for canary in canaries() {
        assert!(!shown.contains(&canary), "{what} shows {canary}: {shown}");
    }
}

fn debug(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

fn app(proof: ClientAuthentication) -> App {
    App::new("app", SECRET).unwrap().with_authentication(proof)
}

fn tokens() -> Tokens {
    serde_json::from_value(json!({"access_token": TOKEN, "refresh_token": REFRESH})).unwrap()
}

/// An account of each kind, with what a server could repeat of it.
fn accounts() -> Vec<(Account, Vec<String>)> {
    let pair = |pair: &str| STANDARD.encode(pair);
    let basic = vec![KEY.to_owned(), pair(&format!("ana@example.com:{KEY}"))];
    let own = vec![
        TOKEN.to_owned(),
        REFRESH.to_owned(),
        SECRET.to_owned(),
        pair(&format!("app:{SECRET}")),
    ];
    let mut accounts = vec![
        (Account::new("acme", "ana@example.com", KEY).unwrap(), basic),
        (Account::bearer("acme", TOKEN).unwrap(), own[..1].to_vec()),
    ];
    for proof in [ClientAuthentication::Basic, ClientAuthentication::Form] {
        let oauth2 = OAuth2::new(app(proof), MemoryStore::default()).starting_with(tokens());
        accounts.push((Account::oauth2("acme", oauth2).unwrap(), own.clone()));
    }
    accounts
}

/// Calls that hold canaries wherever a call can hold something.
fn calls() -> Vec<Call> {
    let mut update = Call::new(&UPDATE).arg("id", 1).arg("name", BODY).arg("decoration", [BODY]);
    update.set_extra_query("color", ARGUMENT);
    update.set_extra_field("note", BODY);
    let mut upload = Call::new(&UPLOAD).arg("type", ARGUMENT);
    upload.set_files([Upload::new("a.png", "image/png", BODY)]);
    vec![
        update,
        upload,
        Call::new(&EVENTS).arg("cursor", ARGUMENT).arg("types", [ARGUMENT, ARGUMENT]),
        Call::new(&SETTINGS).arg("type", ARGUMENT),
        Call::new(&DOWNLOAD).arg("id", 1),
        Call::new(&EXPORT).arg("name", "tickets"),
    ]
}

#[tokio::test]
async fn what_holds_a_canary_does_not_show_it() {
    let store = MemoryStore::default();
    store.save(&tokens()).await.unwrap();
    let pending = serde_json::from_value(json!({"state": TOKEN, "nonce": SECRET})).unwrap();
    let authorization =
        |proof| Authorization::new("acme", app(proof), "https://a.b/", ["x"]).unwrap();
    let authorization = authorization(ClientAuthentication::Form).resume(pending);
    let code = authorization.code(&format!("code={REFRESH}&state={TOKEN}")).unwrap();
    let oauth2 =
        OAuth2::new(app(ClientAuthentication::Basic), store.clone()).starting_with(tokens());
    let upload = Upload::new("a.png", "image/png", BODY);
    let file: FileAnswer = serde_json::from_value(json!({"url": SIGNED})).unwrap();
    let mut shown = vec![
        ("App", debug(&app(ClientAuthentication::Form))),
        ("Tokens", debug(&tokens())),
        ("MemoryStore", debug(&store)),
        ("Authorization", debug(&authorization)),
        ("Pending", debug(&authorization.pending())),
        ("Code", debug(&code)),
        ("OAuth2", debug(&oauth2)),
        ("Secret", debug(&Secret::from(BODY))),
        ("Multipart", debug(&Multipart::open(std::slice::from_ref(&upload)).await.unwrap())),
        ("Upload", debug(&upload)),
        ("FileAnswer", debug(&file)),
        ("Cancellation", debug(&Cancellation::new())),
    ];
    for (account, _) in accounts() {
        shown.push(("Account", debug(&account)));
        let builder = Runtime::builder(account).hook(Log::default());
        shown.push(("RuntimeBuilder", debug(&builder)));
        let runtime = builder.build();
        let request = runtime.request(Method::Post, "/api/new").query("q", ARGUMENT).body(BODY);
        shown.push(("Unlisted", debug(&request)));
        shown.push(("Pages", debug(&request.clone().pages::<Value>())));
        shown.push(("Items", debug(&request.stream::<Value>())));
        shown.push(("Runtime", debug(&runtime)));
    }
    for call in calls() {
        shown.push(("Call", debug(&call)));
        shown.push(("Prepared", debug(&call.prepare().unwrap())));
        shown.push(("Body", debug(&call.prepare().unwrap().body)));
    }
    for (what, shown) in shown {
        check(what, &shown);
    }
}

#[test]
fn what_is_refused_does_not_show_what_was_given() {
    let object = json!({ARGUMENT: ARGUMENT});
    let long = format!("{ARGUMENT}\n");
    let files = |file: Value| Call::new(&UPLOAD).arg("files", file);
    let calls = [
        Call::new(&EVENTS).arg("types", &object),
        Call::new(&EVENTS).arg("types", [&object]),
        Call::new(&EVENTS).arg("limt", ARGUMENT),
        Call::new(&UPDATE).arg("id", &object).arg("name", BODY),
        files(json!(ARGUMENT)),
        files(json!([ARGUMENT])),
        files(json!([{"name": "a", "content_type": "b/c", "content": ARGUMENT}])),
        files(json!([{"name": "a", "content_type": ARGUMENT, "content": ""}])),
        files(json!([{"name": {"a": ARGUMENT}, "content_type": "b/c", "content": ""}])),
    ];
    for call in calls {
        let error = call.prepare().unwrap_err();
        check("Refused", &all_of(&error));
        let whole = Call::from_arguments(
            &UPDATE,
            [(String::from("nam"), json!(BODY))].into_iter().collect(),
        );
        check("Refused", &all_of(&whole.unwrap_err()));
    }
    check("Refused", &debug(&App::new(&*long, "").map_err(|error| error.kind().name())));
    check("Refused", &all_of(&Account::bearer("acme", format!("{TOKEN} {TOKEN}")).unwrap_err()));
    check("Refused", &all_of(&Account::new("acme", "a:b", KEY).unwrap_err()));
}

/// Everything that an error can be asked for.
fn all_of(error: &Error) -> String {
    let source = std::error::Error::source(error);
    let asked = (error.kind(), error.complaint(), error.request_id(), error.tried(), error.hint());
    format!("{error} {} {} {source:?}", debug(error), debug(&asked))
}

/// Keeps what a log of requests and answers would show.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Hook for Log {
    fn before(&self, _: &Operation, request: &mut Request) {
        self.0.lock().unwrap().push_str(&debug(request));
    }

    fn after(&self, _: &Operation, response: &mut Response) {
        self.0.lock().unwrap().push_str(&debug(response));
    }
}

/// What a server may answer, with its faults, all of it with what it repeats.
fn outcomes(own: &[String]) -> Vec<Result<Response, Failure>> {
    let said = own.join(" ");
    let complaint = json!({"error": {"msg": said, "data": {said.as_str(): [said]}}}).to_string();
    let statuses = [301, 400, 401, 403, 404, 409, 418, 422, 429, 500, 503];
    let mut answers: Vec<_> = statuses.map(|status| answer(status, &complaint, &[])).into();
    let unreadable =
        [format!("<html>{said}"), json!(said).to_string(), json!({"data": said}).to_string()];
    answers
        .extend(unreadable.iter().map(|body| answer(200, body, &[("content-type", "text/html")])));
    answers.push(answer(307, "", &[]));
    for answer in &mut answers {
        let headers = [("location", SIGNED), ("x-request-id", &said), ("set-cookie", TOKEN)];
        for (name, value) in headers {
            answer.headers.insert(name, HeaderValue::from_str(value).unwrap());
        }
    }
    let faults = [
        Failure::NotSent { cause: "no route".into() },
        Failure::Interrupted { cause: "reset".into() },
        Failure::TooLarge { limit: 9 },
    ];
    answers.into_iter().map(Ok).chain(faults.map(Err)).collect()
}

/// Calls, and gives everything that is shown on the way and at its end.
fn call(stage: &Stage, account: Account, call: Call) -> (String, Option<&'static str>) {
    let (clock, log) = (Hand::new(), Log::default());
    let builder = Runtime::builder(account).transport(stage.clone()).clock(clock.clone());
    let builder = builder.hook(log.clone()).pace(Pace::new(1, std::time::Duration::from_secs(9)));
    let runtime = builder.retry(Retry::attempts(2).seeded(1)).build();
    let (mut shown, mut kind) = (String::new(), None);
    let told = Ear::default().hear(|| {
        let outcome = clock.run(async move {
            let reply = runtime.execute(call.clone()).await;
            let shown = debug(&reply);
            (shown, reply.and_then(|reply| reply.decode::<Vec<i64>>()))
        });
        shown = outcome.0;
        if let Err(error) = outcome.1 {
            kind = Some(error.kind().name());
            shown.push_str(&all_of(&error));
        }
    });
    shown.push_str(&told.concat());
    shown.push_str(&log.0.lock().unwrap());
    (shown, kind)
}

#[test]
fn no_call_shows_a_canary_however_it_ends() {
    let mut kinds = std::collections::BTreeSet::new();
    for (account, own) in accounts() {
        for at in 0..outcomes(&own).len() {
            for sent in calls() {
                // Twice, since some are sent again.
                let stage = Stage::with([at, at].map(|at| outcomes(&own).swap_remove(at)));
                let (shown, kind) = call(&stage, account.clone(), sent);
                kinds.extend(kind);
                check("a call", &shown);
                // The canary is alive: it does go to the server.
                let header = stage.sent()[0].headers["authorization"].to_str().unwrap().to_owned();
                assert!(own.iter().any(|own| header.contains(own)), "{header}");
            }
        }
    }
    let expected = [
        "conflict",
        "decode",
        "forbidden",
        "interrupted",
        "no token",
        "not found",
        "not sent",
        "rate limited",
        "redirected",
        "server",
        "too large",
        "unauthorised",
        "unexpected",
        "unprocessable",
    ];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected);
}

/// Fetches a file, and gives everything that is shown on the way and at its end.
fn fetch(stage: &Stage, account: Account) -> (String, Option<&'static str>) {
    let (clock, log) = (Hand::new(), Log::default());
    let builder = Runtime::builder(account).transport(stage.clone()).clock(clock.clone());
    let runtime = builder.hook(log.clone()).retry(Retry::never()).build();
    let (mut shown, mut kind) = (String::new(), None);
    let told = Ear::default().hear(|| {
        let opened =
            clock.run(async move { runtime.open(Call::new(&DOWNLOAD).arg("id", 1)).await });
        shown = debug(&opened);
        if let Err(error) = opened {
            kind = Some(error.kind().name());
            shown.push_str(&all_of(&error));
        }
    });
    shown.push_str(&told.concat());
    shown.push_str(&log.0.lock().unwrap());
    (shown, kind)
}

fn header(answer: Response, name: &'static str, value: &str) -> Response {
    let mut answer = answer;
    answer.headers.insert(name, HeaderValue::from_str(value).unwrap());
    answer
}

#[test]
fn no_file_shows_a_canary_wherever_it_is() {
    let mut kinds = std::collections::BTreeSet::new();
    for (account, own) in accounts() {
        let elsewhere = || header(answer(307, "", &[]), "location", SIGNED);
        let packed = || header(answer(200, BODY, &[]), "content-encoding", &own[0]);
        let there = outcomes(&own).into_iter().chain([Ok(packed())]);
        let stages = there.map(|outcome| Stage::with([Ok(elsewhere()), outcome]));
        let here = outcomes(&own).into_iter().chain([Ok(packed())]);
        for stage in stages.chain(here.map(|outcome| Stage::with([outcome]))) {
            let (shown, kind) = fetch(&stage, account.clone());
            kinds.extend(kind);
            check("a file", &shown);
        }
    }
    for kind in ["astray", "decode", "forbidden", "interrupted", "not given"] {
        assert!(kinds.contains(kind), "{kind}: {kinds:?}");
    }
}

#[tokio::test]
async fn a_host_that_is_named_by_a_secret_is_not_shown() {
    for (account, own) in accounts() {
        for (end, shown) in [("internal", "https://….internal"), ("example.com", "….example.com")]
        {
            let to = format!("https://{}.{end}/a?signature=canary", own[0]);
            let stage = Stage::with([
                Ok(header(answer(307, "", &[]), "location", &to)),
                Ok(answer(403, BODY, &[])),
            ]);
            let runtime = Runtime::with_transport(account.clone(), stage);
            let error = runtime.open(Call::new(&DOWNLOAD).arg("id", 1)).await.unwrap_err();
            assert!(error.to_string().contains(shown), "{error}");
            check("a file", &all_of(&error));
        }
    }
}

/// Complains about the tokens that it has.
struct Gossip;

impl TokenStore for Gossip {
    fn load(&self) -> Stored<'_, Option<Tokens>> {
        Box::pin(async { Err(format!("cannot read {TOKEN} {REFRESH} {SECRET}").into()) })
    }

    fn save<'a>(&'a self, _: &'a Tokens) -> Stored<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn what_a_store_says_of_tokens_is_not_shown() {
    let oauth2 = OAuth2::new(app(ClientAuthentication::Form), Gossip).starting_with(tokens());
    let runtime = Runtime::new(Account::oauth2("acme", oauth2).unwrap());
    let error = runtime.execute(Call::new(&EVENTS)).await.unwrap_err();
    assert!(error.to_string().contains("cannot read … … …"), "{error}");
    check("NoToken", &all_of(&error));
}

#[tokio::test]
async fn a_list_that_leads_back_does_not_show_where() {
    let page = json!({"data": [], "meta": {"next_cursor": ARGUMENT}}).to_string();
    let stage = Stage::with((0..2).map(|_| Ok(answer(200, &page, &[]))));
    let call = Call::new(&EVENTS).arg("cursor", ARGUMENT);
    let mut pages = Pages::<Value>::new(stage.runtime(), call);
    check("Pages", &debug(&pages));
    pages.try_next().await.unwrap();
    check("Decode", &all_of(&pages.try_next().await.unwrap_err()));
}
