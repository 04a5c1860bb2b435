//! The command as a process, called through a socket.

use crate::served::{asked, command, served};

#[test]
fn an_account_keeps_what_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let seed = file("seed.json", r#"{"things": {"Tag": [{"id": 501, "name": "vip"}]}}"#);
    let faults = file("faults.json", r#"[{"on": "GET /api/teams", "fault": {"status": 503}}]"#);
    let served = served(&["--stand-in", "--seed", &seed, "--faults", &faults]);
    let check = |line: &str, body: &str, status: &str, part: &str| {
        let (head, came) = asked(&served, line, body);
        assert_eq!(head, format!("HTTP/1.1 {status}"), "{line}: {came}");
        assert!(came.contains(part), "{line}: {came}");
    };
    check("GET /api/tags/501", "", "200 OK", r#""name":"vip""#);
    check("POST /api/tags", r#"{"name": "late"}"#, "201 Created", r#""id":502"#);
    check("GET /api/tags", "", "200 OK", r#""name":"late""#);
    check("GET /api/teams", "", "503 Service Unavailable", "It failed.");
    check("DELETE /api/tags", r#"{"ids": [502]}"#, "204 No Content", "");
    check("GET /api/tags/502", "", "404 Not Found", "Resource not found.");
    check("OPTIONS /api/tags/501", "", "204 No Content", "");
    check("POST /api/tags", "{", "400 Bad Request", "The body is not valid JSON.");
}

#[test]
fn recordings_are_played() {
    let served = served(&["--recordings", "--limit", "none"]);
    let (head, body) = asked(&served, "GET /api/tags/501?nothing=known", "");
    assert_eq!(head, "HTTP/1.1 200 OK", "{body}");
}

#[test]
fn what_cannot_be_served_is_said() {
    let check = |arguments: &[&str], said: &str| {
        let output = command(arguments).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(said), "{arguments:?}: {error}");
    };
    check(&["--seed", "nowhere.json"], "nowhere.json cannot be read");
    check(&["--recordings", "--seed", "a.json"], "cannot be used with");
    check(&["--ca-out", "ca.pem"], "required arguments were not provided");
    check(&["--tls", "--ca-out", "no/such/folder/ca.pem"], "ca.pem cannot be written");
    check(&["--recordings", "--folder", "nowhere"], "the recordings cannot be played");
}
