//! What becomes of a call when something goes wrong, written by hand: the product is held to this, operation by operation.

use std::fmt::Write as _;

use super::play::{Answer, Fault, Wire};

/// Something that goes wrong, and how calls end then.
pub(super) struct Row {
    /// The trial of it is `tags.list/faults/<name>`.
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) fault: Fault,
    pub(super) ends: Ends,
}

/// What decides how a call ends.
pub(super) enum Ends {
    /// What it does to the world.
    Effect { read: End, write: End },
    /// What it asks for. A fault that comes with a success says nothing to who asks for nothing.
    Answer { json: End, nothing: End, file: End, csv: End },
    /// Whether a type, or a choice of fields, is laid on what came. Else it is handed on as it is.
    Type,
}

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With the error of this name, after so many attempts.
    Fails { error: &'static str, attempts: usize, repeatable: bool },
    /// The answer is read as if nothing were wrong.
    Reads,
}

/// Sent once, and the same call would fail again, or do its work twice.
const fn at_once(error: &'static str) -> End {
    End::Fails { error, attempts: 1, repeatable: false }
}

/// Sent as often as calls are sent at all; whoever called may go on trying.
const fn tried_again(error: &'static str) -> End {
    End::Fails { error, attempts: 4, repeatable: true }
}

/// Sent once, since there is no time for more; whoever called may go on trying.
const fn in_vain(error: &'static str) -> End {
    End::Fails { error, attempts: 1, repeatable: true }
}

const fn whatever_it_does(end: End) -> Ends {
    Ends::Effect { read: end, write: end }
}

/// What only reads is sent again; what writes may have done its work.
const fn reads_again(error: &'static str) -> Ends {
    Ends::Effect { read: tried_again(error), write: at_once(error) }
}

/// What is not of its type.
pub(super) const UNTYPED: End = at_once("decode");

/// What cannot be read is an error, and it is not asked for again: a success that makes no sense makes none the next time.
const fn undecodable(nothing: End, file: End, csv: End) -> Ends {
    Ends::Answer { json: at_once("decode"), nothing, file, csv }
}

const fn row(name: &'static str, about: &'static str, fault: Fault, ends: Ends) -> Row {
    Row { name, about, fault, ends }
}

const fn status(status: u16) -> Fault {
    Fault::Answer(Answer::Error { status, retry_after: None })
}

const fn asking_to_wait(status: u16, seconds: u64) -> Fault {
    Fault::Answer(Answer::Error { status, retry_after: Some(seconds) })
}

/// All that is tried.
pub(super) static TABLE: &[Row] = &[
    // The API refuses.
    row("401", "the credentials are wrong", status(401), whatever_it_does(at_once("unauthorised"))),
    row(
        "403",
        "the credentials are right and do not suffice",
        status(403),
        whatever_it_does(at_once("forbidden")),
    ),
    row("404", "there is no such thing", status(404), whatever_it_does(at_once("not found"))),
    row("409", "something stands against it", status(409), whatever_it_does(at_once("conflict"))),
    row(
        "422",
        "what was sent is not accepted",
        status(422),
        whatever_it_does(at_once("unprocessable")),
    ),
    row(
        "echoed-credentials",
        "the API refuses, and repeats the credentials, which nobody may be shown",
        Fault::Answer(Answer::Echo),
        whatever_it_does(at_once("unprocessable")),
    ),
    // The account has used up its limit: nothing was done, so that writes are sent again as well.
    row("429", "too many calls", status(429), whatever_it_does(tried_again("rate limited"))),
    row(
        "429-with-retry-after",
        "too many calls, and the server says how long to wait",
        asking_to_wait(429, 7),
        whatever_it_does(tried_again("rate limited")),
    ),
    row(
        "429-for-too-long",
        "the server asks to wait for longer than the call may take",
        asking_to_wait(429, 7200),
        whatever_it_does(in_vain("rate limited")),
    ),
    // The server fails.
    row("500", "the server fails", status(500), reads_again("server")),
    row("502", "a proxy gets no answer", status(502), reads_again("server")),
    row("503", "the server is not there", status(503), reads_again("server")),
    row(
        "503-with-retry-after",
        "the server is not there, and says for how long",
        asking_to_wait(503, 7),
        reads_again("server"),
    ),
    row("504", "a proxy gets no answer in time", status(504), reads_again("server")),
    // What answers is not the API.
    row(
        "html-404",
        "a page for people: there is no such account",
        Fault::Wire(Wire::Html(404)),
        whatever_it_does(at_once("not found")),
    ),
    row(
        "html-502",
        "a proxy's page for people",
        Fault::Wire(Wire::Html(502)),
        reads_again("server"),
    ),
    row(
        "html-200",
        "a page for people in place of an answer",
        Fault::Wire(Wire::Html(200)),
        undecodable(at_once("decode"), End::Reads, at_once("decode")),
    ),
    row(
        "redirect",
        "the answer is elsewhere, where the credentials must not go",
        Fault::Wire(Wire::Redirect),
        Ends::Answer {
            json: at_once("redirected"),
            nothing: at_once("redirected"),
            file: End::Reads,
            csv: at_once("redirected"),
        },
    ),
    // The answer is not whole.
    row(
        "empty-200",
        "a success without a body",
        Fault::Wire(Wire::Empty),
        undecodable(End::Reads, End::Reads, End::Reads),
    ),
    row(
        "truncated-json",
        "half of the body, as if it were whole",
        Fault::Answer(Answer::Half),
        undecodable(End::Reads, End::Reads, End::Reads),
    ),
    row(
        "other-json",
        "a number in place of what is promised",
        Fault::Answer(Answer::Number),
        Ends::Type,
    ),
    row(
        "other-content-type",
        "the body under another content type",
        Fault::Answer(Answer::As("text/plain")),
        Ends::Answer { json: End::Reads, nothing: End::Reads, file: End::Reads, csv: End::Reads },
    ),
    row(
        "unheard-of-field",
        "the body has a field that nobody knows",
        Fault::Answer(Answer::Later),
        Ends::Answer { json: End::Reads, nothing: End::Reads, file: End::Reads, csv: End::Reads },
    ),
    row(
        "oversize",
        "more than is accepted, as the server says beforehand",
        Fault::Wire(Wire::Oversize { declared: true }),
        whatever_it_does(at_once("too large")),
    ),
    row(
        "oversize-in-chunks",
        "more than is accepted, without a word beforehand",
        Fault::Wire(Wire::Oversize { declared: false }),
        whatever_it_does(at_once("too large")),
    ),
    // There is no answer.
    row(
        "no-connection",
        "nobody listens: no byte was sent, so that writes are sent again as well",
        Fault::Wire(Wire::NobodyListens),
        whatever_it_does(tried_again("not sent")),
    ),
    row(
        "reset",
        "the connection is reset before the answer",
        Fault::Wire(Wire::Reset),
        reads_again("interrupted"),
    ),
    row(
        "cut-body",
        "the connection is reset within the answer",
        Fault::Wire(Wire::ResetInBody),
        reads_again("interrupted"),
    ),
    row(
        "timeout",
        "no answer in all the time that the call may take",
        Fault::Never,
        Ends::Effect { read: in_vain("timed out"), write: at_once("timed out") },
    ),
];

/// The table as people read it.
pub(crate) fn markdown() -> String {
    let mut text = String::from(
        "| fault | what goes wrong | a call that only reads | a call that writes |\n|---|---|---|---|\n",
    );
    let mut line = |name: &str, about: &str, read: String, write: String| {
        let _ = writeln!(text, "| `{name}` | {about} | {read} | {write} |");
    };
    for Row { name, about, ends, .. } in TABLE {
        match ends {
            Ends::Effect { read, write } => line(name, about, read.told(), write.told()),
            Ends::Answer { json, nothing, file, csv } => {
                let told = if [json, nothing, file] == [csv; 3] {
                    csv.told()
                } else {
                    [("JSON", json), ("nothing", nothing), ("a file", file), ("CSV", csv)]
                        .map(|(asked, end)| format!("{asked}: {}", end.told()))
                        .join("; ")
                };
                line(name, about, told.clone(), told);
            }
            Ends::Type => {
                let told = format!("{}; a tool that shows all shows it", UNTYPED.told());
                line(name, about, told.clone(), told);
            }
        }
    }
    text
}

impl End {
    fn told(self) -> String {
        match self {
            Self::Reads => "is read".to_owned(),
            Self::Fails { error, attempts, repeatable } => {
                let attempts = if attempts == 1 {
                    "1 attempt".to_owned()
                } else {
                    format!("{attempts} attempts")
                };
                let again = if repeatable { "may be repeated" } else { "not to be repeated" };
                format!("{error}, {attempts}, {again}")
            }
        }
    }
}
