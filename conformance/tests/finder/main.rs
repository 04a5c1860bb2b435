//! Whether people find the right tool by saying what they want.
#![expect(clippy::unwrap_used, reason = "a test says by panicking what it cannot do")]

use std::fmt::Write;

use gorgias_tools::{
    SYNONYMS, TOOLS,
    tool::{Entrance, Finder},
};

/// The tool is found if it is among so many.
const FIRST: usize = 5;

/// So many requests of a hundred must be met.
const MET: usize = 95;

/// A request, and the tools that are right for it: one of each list.
struct Request {
    words: &'static str,
    right: Vec<Vec<&'static str>>,
}

fn requests() -> Vec<Request> {
    let lines = include_str!("requests.txt").lines();
    let lines: Vec<_> = lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let requests = lines.chunks(2).map(|pair| {
        let [words, right] = pair else { unreachable!("{pair:?}") };
        let right = right.strip_prefix("    ").unwrap();
        let right = right.split(" and ").map(|either| either.split(" or ").collect());
        Request { words, right: right.collect() }
    });
    requests.collect()
}

#[test]
fn people_find_the_right_tool() {
    let finder = Finder::new(TOOLS, SYNONYMS);
    let (mut missed, requests) = (String::new(), requests());
    let mut met = 0;
    for Request { words, right } in &requests {
        let found: Vec<_> = finder.find(words, FIRST).iter().map(|tool| tool.name).collect();
        if right.iter().all(|either| either.iter().any(|name| found.contains(name))) {
            met += 1;
        } else {
            writeln!(missed, "{words}\n    wanted {right:?}\n    found  {found:?}").unwrap();
        }
    }
    println!("{met} of {} requests are met\n{missed}", requests.len());
    assert!(requests.len() >= 74, "there are only {} requests", requests.len());
    assert!(met * 100 >= requests.len() * MET, "{met} of {}\n{missed}", requests.len());
}

#[test]
fn each_right_tool_is_one() {
    for Request { words, right } in requests() {
        for name in right.into_iter().flatten() {
            assert!(TOOLS.iter().any(|tool| tool.name == name), "{words}: {name}");
        }
    }
}

#[test]
fn slips_of_the_pen_are_forgiven() {
    let finder = Finder::new(TOOLS, SYNONYMS);
    for (words, right) in [
        ("merge custmers", "gorgias_customers_merge"),
        ("satisfacton survy", "list_all_gorgias_satisfaction_survey"),
        ("archvie a marco", "gorgias_macros_archive"),
        ("GET ONE TICKETS", "get_single_gorgias_ticket_by_id"),
        ("deleting tags", "delete_several_gorgias_tags"),
    ] {
        let found: Vec<_> = finder.find(words, FIRST).iter().map(|tool| tool.name).collect();
        assert!(found.contains(&right), "{words}: {found:?}");
    }
    assert!(finder.find("", FIRST).is_empty());
    assert!(finder.find("zzzz qqqq", FIRST).is_empty());
    assert!(finder.find(&"zzzzzzzz ".repeat(100_000), FIRST).is_empty());
}

#[test]
fn a_tool_that_is_cut_is_not_found() {
    let reading: Vec<_> = TOOLS.iter().copied().filter(|tool| tool.hints.read_only).collect();
    let finder = Finder::new(&reading, SYNONYMS);
    for Request { words, .. } in requests() {
        assert!(finder.find(words, 200).iter().all(|tool| tool.hints.read_only), "{words}");
    }
    let error = finder.describe("delete_a_gorgias_ticket_by_id").unwrap_err();
    assert_eq!(error.to_json()["error"]["code"], "unknown_tool");
    assert!(!error.to_string().contains("delete_a_gorgias_tag"), "{error}");
}

#[test]
fn reading_and_writing_have_doors_of_their_own() {
    let finder = Finder::new(TOOLS, SYNONYMS);
    for tool in TOOLS {
        let described = finder.describe(tool.name).unwrap();
        let entrance = if tool.hints.read_only { Entrance::Read } else { Entrance::Write };
        assert_eq!(described["entrance"], entrance.name());
        assert!(described["inputSchema"]["properties"].is_object());
        for other in [Entrance::Find, Entrance::Describe, Entrance::Read, Entrance::Write] {
            assert_eq!(finder.through(other, tool.name).is_ok(), other == entrance);
        }
    }
    let said = finder.through(Entrance::Read, "delete_a_gorgias_ticket_by_id").unwrap_err();
    let expected =
        "nothing was sent, because `tool` changes something: call it through `write_gorgias`";
    assert_eq!(said.to_string(), expected);
}
