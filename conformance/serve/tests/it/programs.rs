//! Programs that know nothing of this server but their proxy and whom to trust.

use std::process::Command;

use gorgias_client::{Account, Gorgias};
use reqwest::{Certificate, Client, Proxy, Version};
use tempfile::TempDir;

use crate::served::{Served, served};

/// A server, and the file with the certificate to trust.
fn secured(arguments: &[&str]) -> (Served, TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem").to_str().unwrap().to_owned();
    let served = served(&[arguments, &["--ca-out", &file]].concat());
    (served, folder, file)
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// What trusts the certificate in a file.
fn trusting(file: &str) -> reqwest::ClientBuilder {
    let pem = std::fs::read(file).unwrap();
    Client::builder().tls_certs_only([Certificate::from_pem(&pem).unwrap()])
}

#[test]
fn this_machine_is_called_by_tls() {
    let (served, _folder, file) = secured(&["--tls", "--recordings", "--limit", "none"]);
    wait(async {
        let client = trusting(&file).no_proxy().build().unwrap();
        let port = served.address.rsplit(':').next().unwrap();
        for host in ["127.0.0.1", "localhost"] {
            // Each form of a request goes over the same connection.
            for (method, path, body, status, length) in [
                ("GET", "/api/tags/501", "", 200, Some(1)),
                ("HEAD", "/api/tags/501", "", 200, Some(0)),
                ("GET", "/api/none", "", 404, Some(1)),
                ("DELETE", "/api/customers/78", "", 204, Some(0)),
                ("PUT", "/api/tags/501", r#"{"name": "x"}"#, 404, None),
            ] {
                let url = format!("https://{host}:{port}{path}");
                let method = method.parse().unwrap();
                let request = client.request(method, &url).basic_auth("bo@example.com", Some("k"));
                let answer = request.body(body).send().await.unwrap();
                assert_eq!(answer.status(), status, "{url}");
                assert_eq!(answer.version(), Version::HTTP_11);
                let body = answer.bytes().await.unwrap();
                let least = length.map(|length| body.len().min(1) == length);
                assert!(least.unwrap_or(true), "{url}: {body:?}");
            }
        }
        let strange = Client::builder().no_proxy().build().unwrap();
        let refused = strange.get(format!("https://localhost:{port}/api/tags")).send().await;
        assert!(refused.unwrap_err().is_connect(), "nobody else trusts it");
    });
}

#[test]
fn each_account_has_a_certificate_of_its_own() {
    let (served, _folder, file) = secured(&["--proxy", "--stand-in"]);
    wait(async {
        let proxy = Proxy::https(format!("http://{}", served.address)).unwrap();
        let client = trusting(&file).proxy(proxy).build().unwrap();
        // The client takes no certificate for another host.
        for host in ["acme.gorgias.com", "Outlet-2.gorgias.com"] {
            let url = format!("https://{host}/api/tags");
            let answer = client.get(&url).bearer_auth("token").send().await.unwrap();
            assert_eq!(answer.status(), 200, "{url}");
        }
        let elsewhere = client.get("https://example.com/").send().await.unwrap_err();
        assert!(format!("{elsewhere:?}").contains("TunnelUnsuccessful"), "{elsewhere:?}");
    });
}

#[test]
fn a_connection_that_is_reset_behind_the_door_is_reset_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let faults = folder.path().join("faults.json");
    let rules = r#"[{"on": "GET /api/tags", "fault": "reset"}, {"on": "GET /api/teams", "fault": "truncated"}]"#;
    std::fs::write(&faults, rules).unwrap();
    let (served, _folder, file) = secured(&["--proxy", "--faults", faults.to_str().unwrap()]);
    wait(async {
        let proxy = Proxy::https(format!("http://{}", served.address)).unwrap();
        let client = trusting(&file).proxy(proxy).build().unwrap();
        let get = |path: &str| client.get(format!("https://acme.gorgias.com{path}"));
        let reset = get("/api/tags").bearer_auth("token").send().await;
        let reset = format!("{:?}", reset.unwrap_err());
        assert!(reset.contains("reset"), "{reset}");
        // The answer is whole, and its JSON is not.
        let cut = get("/api/teams").bearer_auth("token").send().await.unwrap();
        assert_eq!(cut.status(), 200);
        let well = get("/api/users").bearer_auth("token").send().await.unwrap();
        assert_eq!(well.status(), 200);
    });
}

/// It is run as a process of its own, with what tells it of the proxy in its environment.
#[test]
#[ignore = "it needs an environment of its own, which the next test gives it"]
fn the_client_as_it_is() {
    let gorgias = Gorgias::new(Account::from_env().unwrap());
    wait(async {
        gorgias.tags().create("late").await.unwrap();
        let tags = gorgias.tags().list().await.unwrap();
        assert_eq!(tags.data.first().unwrap().name, "late");
    });
}

#[test]
fn the_client_needs_no_change() {
    let (served, _folder, file) = secured(&["--proxy"]);
    let mut client = Command::new(std::env::current_exe().unwrap());
    client.args(["--exact", "programs::the_client_as_it_is", "--ignored"]);
    client.envs([
        ("GORGIAS_ACCOUNT_DOMAIN", "acme"),
        ("GORGIAS_USERNAME", "ana@example.com"),
        ("GORGIAS_API_KEY", "any"),
        ("HTTPS_PROXY", &format!("http://{}", served.address)),
        ("SSL_CERT_FILE", &file),
    ]);
    client.env_remove("GORGIAS_BASE_URL").env_remove("NO_PROXY").env_remove("SSL_CERT_DIR");
    let output = client.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// What other people's programs do that ours do not: a body in pieces of unknown length, and one that waits to be asked for.
#[test]
fn curl_needs_no_change() {
    if Command::new("curl").arg("--version").output().is_err() {
        return eprintln!("there is no curl on this machine");
    }
    let (served, _folder, file) = secured(&["--proxy"]);
    let proxy = format!("http://{}", served.address);
    let check = |arguments: &[&str], status: &str, part: &str| {
        let mut curl = Command::new("curl");
        curl.args([
            "-q",
            "-sS",
            "-m",
            "10",
            "-x",
            &proxy,
            "--cacert",
            &file,
            "-u",
            "bo@example.com:k",
        ]);
        curl.args(["-w", "\n%{http_code}"]).args(arguments).env_remove("NO_PROXY");
        let output = curl.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.ends_with(status), "{arguments:?}: {said} {error}");
        assert!(said.contains(part) || error.contains(part), "{arguments:?}: {said} {error}");
    };
    let tags = "https://acme.gorgias.com/api/tags";
    let (json, late) = ("content-type: application/json", r#"{"name": "late"}"#);
    check(&["-H", json, "-d", late, tags], "201", r#""name":"late""#);
    let chunked =
        ["-H", json, "-H", "transfer-encoding: chunked", "-d", r#"{"name": "vip"}"#, tags];
    check(&chunked, "201", r#""name":"vip""#);
    let waiting = ["-H", json, "-H", "expect: 100-continue", "-d", r#"{"name": "new"}"#, tags];
    check(&waiting, "201", r#""name":"new""#);
    check(&["-I", tags], "200", "content-type: application/json");
    check(&[tags, tags], "200", "late");
    check(&["--tls-max", "1.2", tags], "200", "vip");
    check(&["--http2", tags], "200", "new");
    check(&["http://acme.gorgias.com/api/tags"], "403", "which begins with CONNECT");
    check(&["https://example.com/"], "000", "403");
}
