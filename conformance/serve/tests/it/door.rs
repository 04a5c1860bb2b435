//! What is said at the door to those who do not come by TLS.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};

use crate::served::{KEY, asked, said, served};

#[test]
fn a_proxy_leads_to_accounts_alone() {
    let served = served(&["--proxy"]);
    let check = |line: &str, status: &str, part: &str| {
        let answer = said(&served, &format!("{line} HTTP/1.1\r\nhost: a\r\n\r\n"));
        let first = answer.lines().next().unwrap();
        assert_eq!(first, format!("HTTP/1.1 {status}"), "{line}");
        assert!(answer.contains(part), "{line}: {answer}");
    };
    let only = "403 Only *.gorgias.com:443 is served here";
    check("CONNECT example.com:443", only, "and to nothing else: not to example.com:443.");
    check("CONNECT gorgias.com:443", only, "not to gorgias.com:443");
    check("CONNECT acme.gorgias.com:80", only, "not to acme.gorgias.com:80");
    check("CONNECT acme.gorgias.com.example.com:443", only, "such as acme.gorgias.com:443");
    check("CONNECT nowhere", "400 Not a request", "no request that a proxy knows");
    let https = "403 Only https is served here";
    check("GET http://acme.gorgias.com/api/tags", https, "which begins with CONNECT");
    check("GET http://example.com/", https, "http://example.com/ is not asked for");
    check("GET", "400 Not a request", "no request that a proxy knows");
}

#[test]
fn a_proxy_answers_what_it_is_asked_itself() {
    let served = served(&["--proxy"]);
    let (head, body) = asked(&served, "POST /api/tags", r#"{"name": "late"}"#);
    assert_eq!(head, "HTTP/1.1 201 Created", "{body}");
    let (head, body) = asked(&served, "GET /api/tags", "");
    assert!(head == "HTTP/1.1 200 OK" && body.contains("late"), "{head} {body}");
}

#[test]
fn who_does_not_speak_tls_is_told_to() {
    let tls = served(&["--tls"]);
    let (head, body) = asked(&tls, "GET /api/tags", "");
    assert_eq!(head, "HTTP/1.1 400 TLS is spoken here", "{body}");
    // What is said is read to its end, so that the answer is not lost.
    let (head, body) = asked(&tls, "POST /api/tags", &"x".repeat(1 << 20));
    assert_eq!(head, "HTTP/1.1 400 TLS is spoken here", "{body}");

    let proxy = served(&["--proxy"]);
    let connect = "CONNECT acme.gorgias.com:443 HTTP/1.1\r\n\r\n";
    let answer = said(&proxy, &format!("{connect}GET /api/tags HTTP/1.1\r\n{KEY}\r\n"));
    let told = "HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 400 TLS is spoken here\r\n";
    assert!(answer.starts_with(told), "{answer}");
}

#[test]
fn a_request_may_come_in_pieces_and_end_early() {
    let served = served(&["--proxy"]);
    let mut stream = TcpStream::connect(&served.address).unwrap();
    let request = format!("GET /api/tags HTTP/1.1\r\n{KEY}\r\n");
    for byte in request.as_bytes() {
        stream.write_all(&[*byte]).unwrap();
    }
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[test]
fn a_head_without_end_is_not_kept() {
    let served = served(&["--proxy"]);
    let mut stream = TcpStream::connect(&served.address).unwrap();
    // The server goes away in the midst of it.
    let long = stream.write_all(&vec![b'x'; 16 << 20]);
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    assert!(long.is_err() || read.is_err() || answer.is_empty(), "{answer:?}");
}

#[cfg(unix)]
#[test]
fn whoever_stops_it_is_told_so() {
    use std::process::Command;
    for arguments in [&["--stand-in"][..], &["--proxy"]] {
        for signal in ["-INT", "-TERM"] {
            let mut served = served(arguments);
            // One that goes on holding its connection does not keep it.
            let _idle = TcpStream::connect(&served.address).unwrap();
            let id = served.process.id().to_string();
            assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
            let mut said = String::new();
            served.says.read_to_string(&mut said).unwrap();
            assert!(said.ends_with("stopped\n"), "{arguments:?} {signal}: {said}");
            assert!(served.process.wait().unwrap().success(), "{arguments:?} {signal}");
        }
    }
}
