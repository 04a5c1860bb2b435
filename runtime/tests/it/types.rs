//! What generated types share: ids, open enums, times.

use std::{collections::BTreeMap, fmt::Debug};

use gorgias_runtime::{Patch, Time, jiff::Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

gorgias_runtime::id! {
    /// The id of an event.
    struct EventId(i64);
}

gorgias_runtime::id! {
    /// The id of an app.
    struct AppId(String);
}

gorgias_runtime::open_enum! {
    /// Where a ticket stands.
    enum Status {
        /// Somebody has to act.
        Open = "open",
        /// Nobody has.
        Closed = "closed",
    }
}

/// Reads and writes a value: the same text must come back. None means that it cannot be read.
fn round<T: DeserializeOwned + Serialize + Debug>(json: &str) -> Option<String> {
    let value: T = serde_json::from_str(json).ok()?;
    Some(serde_json::to_string(&value).unwrap())
}

#[test]
fn ids_are_bare_and_strict() {
    for json in ["1", "4294967296501", "-1"] {
        assert_eq!(round::<EventId>(json).as_deref(), Some(json));
    }
    for json in [r#""1""#, "null", "1.5", "{}", "true"] {
        assert_eq!(round::<EventId>(json), None, "{json}");
    }
    assert_eq!(round::<AppId>(r#""5f1a""#).as_deref(), Some(r#""5f1a""#));
    assert_eq!(round::<AppId>("5"), None);
    assert_eq!(EventId::from(5).to_string(), "5");
    assert_eq!("5".parse(), Ok(EventId::from(5)));
    assert!("x".parse::<EventId>().is_err());
    assert_eq!(AppId::from("a").to_string(), "a");
    assert!(EventId::from(1) < EventId::from(2));
    assert_eq!(EventId::from(7).get(), 7);
}

#[test]
fn an_open_enum_keeps_what_it_does_not_list() {
    for (text, debug) in [("open", "Open"), ("closed", "Closed"), ("Open", r#"Unknown("Open")"#)] {
        let status = Status::from(text);
        assert_eq!(format!("{status:?}"), debug);
        assert_eq!((status.as_str(), status.to_string()), (text, text.to_owned()));
        assert_eq!(round::<Status>(&format!("{text:?}")), Some(format!("{text:?}")));
    }
    assert_eq!(serde_json::from_str::<Status>(r#""op\u0065n""#).unwrap(), Status::Open);
    assert_eq!(serde_json::from_value::<Status>("closed".into()).unwrap(), Status::Closed);
    assert_eq!(Status::LISTED, ["open", "closed"]);
    for json in ["5", "null", "{}"] {
        assert_eq!(round::<Status>(json), None, "{json}");
    }
}

#[test]
fn a_time_is_understood_in_every_form_and_given_back_as_it_came() {
    let cases = [
        ("2026-01-05T09:00:00.123456", "2026-01-05T09:00:00.123456Z"),
        ("2026-01-05T09:00:00.123456+00:00", "2026-01-05T09:00:00.123456Z"),
        ("2026-01-05T09:00:00", "2026-01-05T09:00:00Z"),
        ("2026-01-05 09:00:00+00:00", "2026-01-05T09:00:00Z"),
        ("2026-01-05 09:00:00", "2026-01-05T09:00:00Z"),
        ("2026-01-05T11:00:00+02:00", "2026-01-05T09:00:00Z"),
        ("2026-01-05T09:00:00Z", "2026-01-05T09:00:00Z"),
        ("2026-01-05", "2026-01-05T00:00:00Z"),
    ];
    for (text, moment) in cases {
        let moment: Timestamp = moment.parse().unwrap();
        let time: Time = text.parse().unwrap();
        assert_eq!(time.timestamp(), moment, "{text}");
        assert_eq!(time.to_string(), text);
        assert_eq!(time, Time::from(moment));
        assert_eq!(round::<Time>(&format!("{text:?}")), Some(format!("{text:?}")));
    }
    for json in [r#""""#, r#""yesterday""#, "0", r#""2026-13-01T00:00:00""#, "null"] {
        assert_eq!(round::<Time>(json), None, "{json}");
    }
    let first: Time = "2026-01-05T10:00:00+02:00".parse().unwrap();
    let second: Time = "2026-01-05T09:00:00".parse().unwrap();
    assert!(first < second);
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Mail {
    to: String,
}
gorgias_runtime::deserialize!(Mail { to! });

gorgias_runtime::union! {
    #[tag("kind", secret)]
    /// Something that is done.
    enum Deed {
        /// Somebody is written to.
        Mail(Mail) = "mail",
    }
}

gorgias_runtime::union! {
    #[beside("kind", secret)]
    /// What something is done with.
    enum Means {
        /// Somebody is written to.
        Mail(Mail) = "mail",
    }
}

/// Something that is done with something.
#[derive(Debug, PartialEq, Serialize)]
struct Step {
    kind: String,
    means: Option<Means>,
}
gorgias_runtime::deserialize!(Step { kind!, means? } told { means = "means" by kind });

#[test]
fn a_secret_of_a_kind_that_is_not_listed_is_kept_and_not_shown() {
    let hook = r#"{"kind":"hook","key":"canary"}"#;
    assert_eq!(round::<Deed>(hook).as_deref(), Some(hook));
    let step = format!(r#"{{"kind":"hook","means":{hook}}}"#);
    assert_eq!(round::<Step>(&step).as_deref(), Some(&*step));
    let shown = format!(
        "{:?} {:#?}",
        serde_json::from_str::<Deed>(hook).unwrap(),
        serde_json::from_str::<Step>(&step).unwrap()
    );
    assert!(shown.contains("Unknown") && !shown.contains("canary"), "{shown}");
    let Deed::Unknown(json) = serde_json::from_str(hook).unwrap() else { unreachable!() };
    assert_eq!(json.reveal()["key"], "canary");

    let mail = r#"{"kind":"mail","to":"ana"}"#;
    assert_eq!(serde_json::from_str::<Deed>(mail).unwrap(), Deed::Mail(Mail { to: "ana".into() }));
    let step = r#"{"kind":"mail","means":{"to":"ana"}}"#;
    let step = serde_json::from_str::<Step>(step).unwrap();
    assert_eq!(step.means, Some(Means::Mail(Mail { to: "ana".into() })));
}

/// What has every form of a field.
#[derive(Debug, PartialEq)]
struct Parcel {
    id: i64,
    kind: Option<String>,
    mail: Option<Box<Mail>>,
    note: Patch<String>,
    reply: Patch<Mail>,
    stamps: Vec<i64>,
    rest: BTreeMap<String, Value>,
}
gorgias_runtime::deserialize!(Parcel {
    id!, kind? as "type", mail(object), note?, reply(patch), stamps(plenty); ..rest
});

#[test]
fn an_object_is_read_as_answers_have_it() {
    let read = |json: Value| serde_json::from_str::<Parcel>(&json.to_string());
    let least = || Parcel {
        id: 1,
        kind: None,
        mail: None,
        note: Patch::Absent,
        reply: Patch::Absent,
        stamps: Vec::new(),
        rest: BTreeMap::new(),
    };
    let null = || Parcel { note: Patch::Null, reply: Patch::Null, ..least() };
    let mail = || Mail { to: "ana".to_owned() };
    let cases = [
        (json!({"id": 1}), least()),
        (
            json!({"id": 1, "type": null, "mail": null, "note": null, "reply": null, "stamps": null}),
            null(),
        ),
        (json!({"id": 1, "mail": {}, "note": null, "reply": {}}), null()),
        (json!({"id": 1, "mail": "", "note": null, "reply": ""}), null()),
        (
            json!({"stamps": [5], "reply": {"to": "ana"}, "new": [2], "mail": {"to": "ana"}, "type": "a", "id": 1}),
            Parcel {
                kind: Some("a".to_owned()),
                mail: Some(Box::new(mail())),
                reply: Patch::Value(mail()),
                stamps: vec![5],
                rest: BTreeMap::from([("new".to_owned(), json!([2]))]),
                ..least()
            },
        ),
    ];
    for (json, expected) in cases {
        assert_eq!(serde_json::from_value::<Parcel>(json.clone()).unwrap(), expected, "{json}");
        assert_eq!(read(json.clone()).unwrap(), expected, "{json}");
    }
    let twice = serde_json::from_str::<Parcel>(r#"{"id": 2, "id": 1}"#);
    assert_eq!(twice.unwrap(), least());
    for (json, why) in [
        (json!({}), "missing field `id`"),
        (json!({"id": null}), "invalid type: null, expected i64"),
        (json!({"id": 1, "mail": []}), "invalid type: sequence, expected an object"),
        (json!({"id": 1, "mail": {"from": 1}}), "missing field `to`"),
        (json!([1]), "invalid type: sequence, expected an object"),
    ] {
        let error = read(json.clone()).unwrap_err().to_string();
        assert!(error.starts_with(why), "{json}: {error}");
    }
}
