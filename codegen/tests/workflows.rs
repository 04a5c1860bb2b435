//! Workflows that are right, beside the whole spec of `tests/base/`, and what is made of them.

#![expect(clippy::unwrap_used, reason = "a test that panics says where")]

mod sources;

use std::fs;
use std::path::Path;

use gorgias_codegen::{Format, Source, check, compile};
use sources::tree;

/// The base with a workflow.
fn with(workflow: &str) -> Vec<Source> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut sources = tree(&here.join("base"));
    let bytes = fs::read(here.join("workflows").join(workflow)).unwrap();
    sources.push(Source { path: format!("spec/workflows/{workflow}"), bytes });
    sources
}

#[test]
fn a_workflow_may_use_every_word() {
    let sources = with("replace.yaml");
    assert_eq!(check(&sources).render(Format::Human { color: false }), "");
    let outputs = compile(&sources).unwrap();
    let suite = outputs.iter().find(|output| output.path == "generated/suite/src/workflows.rs");
    let suite = &suite.unwrap().text;
    for line in [
        r#"id: "replace/none-left","#,
        r#"args: r#"{"label": "Heavy", "spare": 8}"#,
        r#"ends: Ending::Stopped(r#"{"contains": "none left"}"#,
        r#"refused: Some(Refused {"#,
        r#"each: Some("lost.result"),"#,
        r#"pages: Some(3),"#,
        r#"does: Does::Either(&["found.id", "kept_back.id"]),"#,
        r#"does: Does::Split("label"),"#,
        r#"does: Does::Stop("There is none left: ${refusal.message}"),"#,
        r#"optional: true,"#,
    ] {
        assert!(suite.contains(line), "{line} is not in\n{suite}");
    }
}
