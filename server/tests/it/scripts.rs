//! Conversations: each script says what a client says and what it hears, and is played over pipes and over HTTP.
//!
//! A line of a script begins with `#` and is for its reader, or with a word: `arguments` of the command line, `config` for a line of
//! the configuration file, in which `URL` is the test server, `recordings` that the test server has, `over` the ways it is
//! played, `sends` what the account has got in the end, `>` what is said, `<` what is heard. `UPDATE_EXPECTED=1` writes what is
//! heard.

use std::{env, fs, path::Path};

use serde_json::Value;
use tempfile::NamedTempFile;

use crate::stage::{KEY, Listening, Stage, binary, scripts};

#[derive(Default)]
struct Script {
    arguments: Vec<String>,
    config: String,
    recordings: Vec<String>,
    over: Vec<String>,
    sends: Vec<String>,
    exchanges: Vec<Exchange>,
}

/// What is said, and what is heard of it; a notification is heard nothing of.
struct Exchange {
    said: String,
    heard: Option<Value>,
}

impl Script {
    fn read(text: &str) -> Self {
        let mut script = Self { over: words("pipes http"), ..Self::default() };
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (word, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{line}"));
            match word {
                "arguments" => script.arguments = words(rest),
                "config" => script.config.push_str(&format!("{rest}\n")),
                "recordings" => script.recordings = words(rest),
                "over" => script.over = words(rest),
                "sends" => script.sends.push(rest.to_owned()),
                ">" => script.exchanges.push(Exchange { said: rest.to_owned(), heard: None }),
                "<" => {
                    let heard = serde_json::from_str(rest)
                        .unwrap_or_else(|error| panic!("{rest}: {error}"));
                    script.exchanges.last_mut().unwrap().heard = Some(heard);
                }
                _ => panic!("{line}"),
            }
        }
        script
    }

    async fn stage(&self) -> Stage {
        let recordings: Vec<_> = self.recordings.iter().map(String::as_str).collect();
        Stage::of(&recordings).await
    }

    /// The command line, and the configuration file if there is one.
    fn arguments(&self, stage: &Stage) -> (Vec<String>, NamedTempFile) {
        let file = NamedTempFile::new().unwrap();
        fs::write(file.path(), self.config.replace("URL", &stage.fixture.url())).unwrap();
        let mut arguments = self.arguments.clone();
        if !self.config.is_empty() {
            arguments.extend(["--config".to_owned(), file.path().to_str().unwrap().to_owned()]);
        }
        (arguments, file)
    }

    /// What is heard over pipes.
    async fn piped(&self, stage: &Stage) -> Vec<Option<Value>> {
        let (arguments, _file) = self.arguments(stage);
        let mut client = stage.piped(&strs(&arguments));
        let mut heard = Vec::new();
        for exchange in &self.exchanges {
            client.say(&exchange.said).await;
            heard.push(if is_answered(&exchange.said) { client.hear().await } else { None });
        }
        let (code, said) = client.leave().await;
        assert_eq!(code, 0, "{said}");
        assert!(!said.contains(KEY), "{said}");
        heard
    }

    /// What is heard over HTTP.
    async fn served(&self, stage: &Stage) -> Vec<Option<Value>> {
        let (mut arguments, _file) = self.arguments(stage);
        arguments.extend(words("--http 127.0.0.1:0"));
        let server = Listening::start(binary(&strs(&arguments), &stage.variables())).await;
        let mut heard = Vec::new();
        let mut version = None;
        for exchange in &self.exchanges {
            let header = version.as_deref().map(|version| ("mcp-protocol-version", version));
            let answer = server.say(&exchange.said, header.as_slice()).await;
            let answer = (!answer.body.is_empty()).then(|| answer.json());
            // What a handshake agreed on is said with each request after it.
            let agreed =
                answer.as_ref().and_then(|answer| answer["result"]["protocolVersion"].as_str());
            version = agreed.map(str::to_owned).or(version);
            heard.push(answer);
        }
        heard
    }
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

fn strs(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn is_answered(said: &str) -> bool {
    let message = serde_json::from_str::<Value>(said);
    message.is_ok_and(|message| message.get("id").is_some() || message.get("method").is_none())
}

/// What is left of a limit goes by the time of the machine.
fn without_time(mut heard: Value) -> Value {
    if let Some(meta) = heard.pointer_mut("/result/_meta").and_then(Value::as_object_mut) {
        let rates = meta.iter_mut().filter(|(key, _)| key.starts_with("ratelimit-"));
        rates.for_each(|(_, value)| *value = "…".into());
    }
    heard
}

async fn check(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    let script = Script::read(&text);
    for way in &script.over {
        let stage = script.stage().await;
        let heard = match way.as_str() {
            "pipes" => script.piped(&stage).await,
            "http" => script.served(&stage).await,
            _ => panic!("{way}"),
        };
        let heard: Vec<_> = heard.into_iter().map(|heard| heard.map(without_time)).collect();
        let sent = stage.fixture.received();
        let sent: Vec<_> =
            sent.iter().map(|sent| format!("{} {}", sent.method, sent.target)).collect();
        if env::var_os("UPDATE_EXPECTED").is_some() {
            write(path, &text, &heard);
        } else {
            for (exchange, heard) in script.exchanges.iter().zip(&heard) {
                let shown = heard.as_ref().map(Value::to_string).unwrap_or_default();
                let said = &exchange.said;
                assert_eq!(
                    heard,
                    &exchange.heard,
                    "{} over {way}\n> {said}\n< {shown}",
                    path.display()
                );
            }
        }
        assert_eq!(sent, script.sends, "{} over {way}", path.display());
    }
}

/// Puts what was heard in place of what was expected.
fn write(path: &Path, text: &str, heard: &[Option<Value>]) {
    let mut heard = heard.iter();
    let mut written = String::new();
    for line in text.lines().filter(|line| !line.starts_with("< ")) {
        written.push_str(&format!("{line}\n"));
        if line.starts_with("> ")
            && let Some(heard) = heard.next().unwrap()
        {
            written.push_str(&format!("< {heard}\n"));
        }
    }
    fs::write(path, written).unwrap();
}

#[tokio::test]
async fn conversations_go_as_they_are_written() {
    let scripts = scripts();
    assert!(!scripts.is_empty());
    for path in scripts {
        check(&path).await;
    }
}
