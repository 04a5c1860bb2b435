//! The way of a person to the account and back.

use std::fs;

use axum::{Router, body::to_bytes, extract::Request, routing::post};
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::stage::binary;

const SECRET: &str = "canary-client-secret";
const TOKEN: &str = "canary-access-token";

/// The account, which gives tokens to whoever asks for them with a code.
async fn issuer() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let give = async |request: Request| {
        let asked = to_bytes(request.into_body(), 1 << 16).await.unwrap();
        let asked = String::from_utf8(asked.to_vec()).unwrap();
        assert!(asked.contains("code=canary-code"), "{asked}");
        let tokens = json!({
            "access_token": TOKEN, "refresh_token": "canary-refresh", "expires_in": 3600, "token_type": "Bearer",
        });
        ([("content-type", "application/json")], tokens.to_string())
    };
    let router = Router::new().route("/oauth/token", post(give));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn visit(port: &str, target: &str) -> String {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).await.unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// What came of one way: how the process ended, what it said, and what it kept.
struct Ended {
    code: i32,
    said: String,
    kept: Option<String>,
}

/// Sends a person on the way, who comes back with this in place of `STATE`.
async fn go(back: &[(&str, &str)]) -> Ended {
    let issuer = issuer().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gorgias.toml");
    let text = format!(
        "[accounts.acme]\ntokens = \"acme.tokens.json\"\nclient_id = \"app\"\nclient_secret_env = \"APP_SECRET\"\nbase_url = \"{issuer}\"\n"
    );
    fs::write(&path, text).unwrap();
    let arguments = ["login", "--config", path.to_str().unwrap(), "--port", "0", "--no-browser"];
    let mut child = binary(&arguments, &[("APP_SECRET", SECRET)]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next_line().await.unwrap();
    let url = lines.next_line().await.unwrap().unwrap();
    assert!(
        url.starts_with(&format!("{}/oauth/authorize?response_type=code&client_id=app&", issuer)),
        "{url}"
    );
    let find =
        |key: &str| url.split(&['?', '&'][..]).find_map(|pair| pair.strip_prefix(key)).unwrap();
    let port = find("redirect_uri=http%3A%2F%2F127.0.0.1%3A").strip_suffix("%2Fcallback").unwrap();
    for (target, status) in back {
        let answer = visit(port, &target.replace("STATE", find("state="))).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{target}: {answer}");
    }
    let mut said = String::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        said.push_str(&line);
    }
    child.stderr.take().unwrap().read_to_string(&mut said).await.unwrap();
    let kept = fs::read_to_string(folder.path().join("acme.tokens.json")).ok();
    let said = said.replace(folder.path().to_str().unwrap(), "FOLDER");
    assert!(!said.contains("canary"), "{said}");
    Ended { code: child.wait().await.unwrap().code().unwrap(), said, kept }
}

#[tokio::test]
async fn who_comes_back_with_a_code_gets_tokens() {
    let ended = go(&[
        ("/", "404"),
        ("/callback?code=of-a-stranger&state=guessed", "400"),
        ("/callback?code=canary-code&state=STATE", "200"),
    ])
    .await;
    assert_eq!(
        (ended.code, ended.said.as_str()),
        (0, "The tokens of acme are kept in FOLDER/acme.tokens.json.")
    );
    assert!(ended.kept.unwrap().contains(TOKEN));
}

#[tokio::test]
async fn who_does_not_want_it_is_believed() {
    let ended = go(&[("/callback?error=access_denied&state=STATE", "400")]).await;
    assert_eq!(
        (ended.code, ended.said.as_str()),
        (
            1,
            "gorgias-mcp: nothing was sent, because `code` was not given (access_denied): send the person to \
             the account again\n"
        )
    );
    assert_eq!(ended.kept, None);
}
