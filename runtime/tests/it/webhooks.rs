//! Who sent something, and whether it came before.

use std::time::{Duration, Instant};

use gorgias_runtime::webhooks::{Encoding, Repeats, Verifier};
use http::{HeaderMap, HeaderName, HeaderValue};

const SECRET: &str = "canary-5f0c41";
const BODY: &[u8] = br#"{"ticket":{"id":4101}}"#;
const HEX: &str = "f8e367dca94bc9fbf32798c2e1d47bc6416661153998a9e3a8f6dcf40446f790";
const BASE64: &str = "+ONn3KlLyfvzJ5jC4dR7xkFmYRU5mKnjqPbc9ARG95A=";
/// Of the same body with the secret `older`.
const OLDER: &str = "3c0649245c30acac137b5ef81fbfa4ebd058fee904512ea10453c8ea111cbe30";
/// Of an empty body.
const EMPTY: &str = "5639f7c9e70d4133772623c7281ecef46350b3d32d429bec3c7308a924e1018f";

/// Compares what is said of a body with these headers; nothing if it is verified.
fn check(verifier: &Verifier, headers: &[(&str, &str)], body: &[u8], said: &str) {
    let headers = headers.iter().map(|(name, value)| {
        (name.parse::<HeaderName>().unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap())
    });
    let headers: HeaderMap = headers.collect();
    let outcome = verifier.verify(&headers, body).map_err(|error| error.to_string());
    assert_eq!(outcome.err().unwrap_or_default(), said, "of {headers:?}");
}

fn missing(header: &str) -> String {
    format!(
        "nothing shows who sent this, because the header `{header}` is missing: \
         check its name, and that the sender has the secret"
    )
}

fn malformed(header: &str) -> String {
    format!(
        "nothing shows who sent this, because the header `{header}` holds no signature: \
         check how it is written"
    )
}

fn mismatch(header: &str) -> String {
    format!(
        "this is not from who knows the secret, by what the header `{header}` holds: \
         check the secret, and that the body is as it came"
    )
}

#[test]
fn a_signature_is_of_the_secret_and_of_the_body() {
    let header = "x-gorgias-signature";
    let verifier = Verifier::signed(SECRET).unwrap();
    let prefixed = format!("sha256={HEX}");
    for good in [HEX, &HEX.to_uppercase(), &prefixed, &format!(" {prefixed} ")] {
        check(&verifier, &[(header, good)], BODY, "");
    }
    check(&verifier, &[(header, EMPTY)], b"", "");
    check(&verifier, &[(header, OLDER), (header, HEX)], BODY, "");

    check(&verifier, &[], BODY, &missing(header));
    check(&verifier, &[("x-signature", HEX)], BODY, &missing(header));
    for wrong in [OLDER, EMPTY, "", "f8", &HEX[..62], &format!("{HEX}00")] {
        check(&verifier, &[(header, wrong)], BODY, &mismatch(header));
    }
    check(&verifier, &[(header, HEX)], br#"{"ticket":{"id":4102}}"#, &mismatch(header));
    for wrong in [BASE64, SECRET, &HEX[1..], "sha1=00", "é"] {
        check(&verifier, &[(header, wrong)], BODY, &malformed(header));
    }
}

#[test]
fn its_form_can_be_another_one() {
    let verifier = Verifier::signed(SECRET).unwrap().header("X-Hub").unwrap();
    let verifier = verifier.encoding(Encoding::Base64).prefix("v1=");
    check(&verifier, &[("x-hub", BASE64)], BODY, "");
    check(&verifier, &[("X-Hub", &format!("v1={}", BASE64.trim_end_matches('=')))], BODY, "");
    check(&verifier, &[("x-hub", &format!("sha256={BASE64}"))], BODY, &malformed("x-hub"));
    check(&verifier, &[("x-gorgias-signature", BASE64)], BODY, &missing("x-hub"));
}

#[test]
fn a_secret_in_a_header_does_as_well() {
    let header = "x-our-secret";
    let verifier = Verifier::shared("X-Our-Secret", SECRET).unwrap();
    check(&verifier, &[(header, SECRET)], BODY, "");
    check(&verifier, &[], BODY, &missing(header));
    for wrong in ["", "canary-5f0c4", "canary-5f0c411", "Canary-5f0c41", HEX] {
        check(&verifier, &[(header, wrong)], BODY, &mismatch(header));
    }
    assert!(verifier.verify_value("canary-5f0c41\0", BODY).is_err());
    let long = "long".repeat(64);
    let verifier = Verifier::shared(header, &long).unwrap();
    check(&verifier, &[(header, &long)], BODY, "");
    check(&verifier, &[(header, &long[1..])], BODY, &mismatch(header));
}

#[test]
fn a_secret_can_be_changed_for_another() {
    let header = "x-gorgias-signature";
    let verifier = Verifier::signed(SECRET).unwrap();
    check(&verifier, &[(header, OLDER)], BODY, &mismatch(header));
    let verifier = verifier.or_secret("older").unwrap();
    check(&verifier, &[(header, OLDER)], BODY, "");
    check(&verifier, &[(header, HEX)], BODY, "");
}

#[test]
fn what_makes_no_verifier_is_refused() {
    let said = |verifier: Result<Verifier, gorgias_runtime::Error>| {
        verifier.unwrap_err().to_string().replace("nothing was sent, because ", "")
    };
    let empty = "`secret` is empty: give the secret that was agreed on";
    assert_eq!(said(Verifier::signed("")), empty);
    assert_eq!(said(Verifier::shared("x", "")), empty);
    assert_eq!(said(Verifier::signed(SECRET).unwrap().or_secret("")), empty);
    let name = "`header` is no name of a header: give one such as `X-Our-Secret`";
    assert_eq!(said(Verifier::shared("a b", SECRET)), name);
    assert_eq!(said(Verifier::signed(SECRET).unwrap().header("")), name);
}

#[test]
fn secrets_are_not_shown() {
    let signed = Verifier::signed(SECRET).unwrap().or_secret("older").unwrap();
    assert_eq!(
        format!("{signed:?}"),
        r#"Verifier { header: "x-gorgias-signature", proof: Signature { encoding: Hex, prefix: "sha256=" }, secrets: 2 }"#
    );
    let shared = Verifier::shared("x-our-secret", SECRET).unwrap();
    let refused = shared.verify_value("canary-5f0c4", BODY).unwrap_err();
    let shown = format!("{shared:#?} {refused:?} {refused}");
    assert!(!shown.contains("canary"), "{shown}");
}

#[test]
fn what_came_is_known_for_a_while() {
    let start = Instant::now();
    let at = |seconds| start + Duration::from_secs(seconds);
    let repeats = Repeats::within(Duration::from_secs(60)).at_most(3);
    let steps = [
        (0, "a", true),
        (1, "a", false),
        (1, "b", true),
        // A repeat does not begin the window anew.
        (60, "a", true),
        (60, "b", false),
        (61, "b", true),
        (61, "c", true),
        // Of four, the oldest is forgotten.
        (61, "d", true),
        (61, "a", true),
        (61, "c", false),
        (61, "b", true),
        // A clock that goes back makes nothing new.
        (0, "b", false),
    ];
    for (at_step, (second, body, first)) in steps.into_iter().enumerate() {
        assert_eq!(repeats.is_first(body.as_bytes(), at(second)), first, "step {at_step}");
    }
    repeats.forget(b"b");
    repeats.forget(b"never came");
    assert!(repeats.is_first(b"b", at(62)));
    assert!(!repeats.is_first(b"d", at(62)));
    let shown = format!("{repeats:?}");
    assert_eq!(shown, "Repeats { window: 60s, at_most: 3, .. }");
    let none = Repeats::within(Duration::MAX).at_most(0);
    assert!(none.is_first(b"a", start) && none.is_first(b"a", start));
}
