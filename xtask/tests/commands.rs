//! The commands as a person types them: arguments in, exit status and text out.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in the functions that it shares too"
)]

use std::fs;
use std::io::{self, BufRead as _, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

fn xtask(arguments: &[&str]) -> Output {
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    xtask.args(arguments).output().unwrap_or_else(|error| panic!("xtask did not start: {error}"))
}

/// An exit status and all of standard error.
fn check(arguments: &[&str], code: i32, stderr: &str) {
    let ran = xtask(arguments);
    assert_eq!(String::from_utf8_lossy(&ran.stderr), stderr, "{arguments:?}");
    assert_eq!(ran.status.code(), Some(code), "{arguments:?}");
}

/// A repository of its own for one test.
fn repository(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if root.exists() {
        fs::remove_dir_all(&root).expect("the folder of an earlier run can be removed");
    }
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("a folder can be created");
        fs::write(path, text).expect("a file can be written");
    }
    fs::create_dir_all(&root).expect("a folder can be created");
    root
}

fn root_of(repository: &Path) -> &str {
    repository.to_str().expect("the path is Unicode")
}

#[test]
fn every_command_has_help_with_an_example() {
    let overview = xtask(&["--help"]);
    assert!(overview.status.success());
    let overview = String::from_utf8_lossy(&overview.stdout).into_owned();
    let commands: Vec<&str> = overview
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(commands, ["generate", "check", "ci", "conformance", "protocol", "serve", "bench"]);
    for command in commands {
        let help = xtask(&[command, "--help"]);
        let text = String::from_utf8_lossy(&help.stdout);
        assert!(help.status.success(), "{command}");
        assert!(text.contains(&format!("\nExample: cargo xtask {command}")), "{text}");
    }
}

#[test]
fn words_that_are_not_known_are_refused() {
    let cases: &[(&[&str], &str)] = &[
        (&["genrate"], "there is no command `genrate`; did you mean `generate`?"),
        (
            &["dance"],
            "there is no command `dance`; there are generate, check, ci, conformance, protocol, serve, bench",
        ),
        (&["generate", "--chek"], "there is no option `--chek` here; did you mean `--check`?"),
        (&["generate", "-x"], "there is no option `-x` here; see `cargo xtask generate --help`"),
        (
            &["generate", "all"],
            "there is no argument `all` here; see `cargo xtask generate --help`",
        ),
        (
            &["generate", "--check=1"],
            "unexpected argument for option '--check': \"1\"; see `cargo xtask --help`",
        ),
        (
            &["generate", "--check", "--watch"],
            "--check writes nothing and --watch writes; give one of them",
        ),
        (&["check", "--format", "jsn"], "there is no format `jsn`; did you mean `json`?"),
        (
            &["check", "--format", "yaml"],
            "there is no format `yaml`; there are human, json, github",
        ),
        (
            &["check", "--format"],
            "missing argument for option '--format'; see `cargo xtask --help`",
        ),
        (&["ci", "--only", "tset"], "there is no step `tset`; did you mean `test`?"),
        (&["--rot", "x"], "there is no option `--rot` here; did you mean `--root`?"),
    ];
    for (arguments, message) in cases {
        check(arguments, 2, &format!("error: {message}\n"));
    }
}

#[test]
fn a_repository_without_a_spec_is_left_alone() {
    let repository = repository(
        "no-spec",
        &[("generated/kept.json", "[]"), ("spec/.hidden.yaml", ""), ("spec/a.txt", "")],
    );
    let root = root_of(&repository);
    let message = format!(
        "error: there is no spec: {}/spec holds no .yaml file; restore it, or name another repository with --root\n",
        repository.canonicalize().expect("the folder exists").display()
    );
    for arguments in [
        &["generate", "--root", root][..],
        &["--root", root, "generate", "--check"],
        &["check", "--root", root],
    ] {
        check(arguments, 1, &message);
    }
    assert!(repository.join("generated/kept.json").exists());
}

#[test]
fn ci_counts_its_steps_in_the_last_line_and_in_its_exit_status() {
    let manifest = "[package]\nname = \"one\"\nedition = \"2024\"\n\n[workspace]\n";
    let cases = [
        ("ci-formatted", "//! Formatted.\n", 0, "1 passed, 0 failed"),
        ("ci-unformatted", "fn  main( ) { }\n", 1, "0 passed, 1 failed"),
    ];
    for (name, source, code, last) in cases {
        let repository = repository(name, &[("Cargo.toml", manifest), ("src/lib.rs", source)]);
        let ran = xtask(&["--root", root_of(&repository), "ci", "--only", "format"]);
        assert_eq!(String::from_utf8_lossy(&ran.stdout).lines().last(), Some(last));
        assert_eq!(ran.status.code(), Some(code), "{name}");
    }
}

#[test]
fn without_node_it_is_said_what_the_protocol_is_tried_with() {
    let repository = repository("no-node", &[]);
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    xtask.args(["protocol", "--root", root_of(&repository)]).env("PATH", "");
    let ran = xtask.output().unwrap_or_else(|error| panic!("xtask did not start: {error}"));
    let stderr = String::from_utf8_lossy(&ran.stderr);
    assert!(
        stderr.starts_with("error: the protocol could not be tried: npm could not"),
        "{stderr}"
    );
    assert!(stderr.contains("install Node.js with npm"), "{stderr}");
    assert_eq!(ran.status.code(), Some(1), "{stderr}");
}

/// All files of a repository with their text.
fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            files.extend(snapshot(&path));
        } else {
            files.push((path.clone(), fs::read(&path).expect("the file can be read")));
        }
    }
    files.sort();
    files
}

#[test]
fn a_wrong_spec_changes_nothing() {
    let repository = repository(
        "wrong-spec",
        &[
            ("spec/gorgias.yaml", "unheard_of: true\n"),
            ("generated/tools.json", "[]"),
            ("generated/old.json", "[]"),
        ],
    );
    let before = snapshot(&repository);
    for arguments in [&["generate"][..], &["generate", "--check"], &["check"]] {
        let ran = xtask(&[arguments, &["--root", root_of(&repository)]].concat());
        let stderr = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains("spec/gorgias.yaml:1:1"), "{stderr}");
        assert_eq!(snapshot(&repository), before, "{arguments:?} changed the repository");
    }
}

/// `head` goes away as soon as it has seen enough.
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let repository = repository("gone-reader", &[("spec/gorgias.yaml", "unheard_of: true\n")]);
    let cases: &[(&[&str], i32)] =
        &[(&["--help"], 0), (&["check", "--format", "json"], 1), (&["check"], 1), (&["dance"], 2)];
    for (arguments, code) in cases {
        let (reader, writer) = io::pipe().expect("there is a pipe");
        drop(reader);
        let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
        xtask.args(["--root", root_of(&repository)]).args(*arguments);
        xtask.stderr(writer.try_clone().expect("a pipe has two ends")).stdout(writer);
        let status = xtask.status().expect("xtask starts");
        assert_eq!(status.code(), Some(*code), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_second_run_waits_for_the_first() {
    let repository = repository("at-once", &[("spec/gorgias.yaml", "unheard_of: true\n")]);
    let first = fs::File::open(&repository).expect("the folder can be opened");
    first.lock().expect("the folder can be locked");
    let mut second = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["generate", "--root", root_of(&repository)])
        .stderr(Stdio::piped())
        .spawn()
        .expect("xtask starts");
    let mut said = io::BufReader::new(second.stderr.take().expect("it is piped"));
    let mut line = String::new();
    said.read_line(&mut line).expect("the line is text");
    assert_eq!(line, "waiting for another run that writes this repository\n");

    drop(first);
    said.read_to_string(&mut line).expect("the rest is text");
    assert!(line.contains("spec/gorgias.yaml:1:1"), "{line}");
    assert_eq!(second.wait().expect("xtask ends").code(), Some(1));
}

#[test]
fn what_looks_like_a_spec_file_is_read_and_what_an_editor_leaves_is_not() {
    let cases = [
        ("spec/resources/a.yml", "a.yml:1:1"),
        ("spec/resources/a.YAML", "a.YAML:1:1"),
        ("spec/resources/.a.yaml.swp", ""),
        ("spec/resources/a.yaml~", ""),
        ("spec/resources/#a.yaml#", ""),
        ("spec/resources/.#a.yaml", ""),
    ];
    for (path, said) in cases {
        let repository =
            repository("endings", &[("spec/gorgias.yaml", "x: 1\n"), (path, "resource: a\n")]);
        let ran = xtask(&["check", "--root", root_of(&repository)]);
        let stderr = String::from_utf8_lossy(&ran.stderr);
        let heard: Vec<&str> = stderr
            .lines()
            .filter_map(|line| line.split_once("--> spec/resources/"))
            .map(|(_, place)| place)
            .collect();
        assert_eq!(heard.concat(), said, "{path}: {stderr}");
    }
}

/// A repository of its own with the sources of another one.
fn copy_of(real: &Path, name: &str) -> PathBuf {
    let repository = repository(name, &[]);
    for folder in ["spec", "conformance/recordings"] {
        for (path, bytes) in snapshot(&real.join(folder)) {
            let copy = repository.join(path.strip_prefix(real).expect("the file is below it"));
            fs::create_dir_all(copy.parent().expect("a file has a folder"))
                .expect("a folder can be created");
            fs::write(copy, bytes).expect("a file can be written");
        }
    }
    repository
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask has a parent")
}

/// Ends a process when a test does, however it ends.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn watching_answers_each_save_and_keeps_what_was_good() {
    let repository = copy_of(&project().join("codegen/tests/base"), "watched");
    let (reader, writer) = io::pipe().expect("there is a pipe");
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    xtask.args(["generate", "--watch", "--root", root_of(&repository)]);
    xtask.stderr(writer.try_clone().expect("a pipe has two ends")).stdout(writer);
    let watching = Ended(xtask.spawn().expect("xtask starts"));
    drop(xtask);
    let mut lines = io::BufReader::new(reader).lines().map(|line| line.expect("it is text"));
    let mut round = || {
        let said: Vec<_> =
            lines.by_ref().take_while(|line| !line.starts_with("watching")).collect();
        said.join("\n")
    };
    let first = round();
    assert!(first.contains("created generated/tools.json\n"), "{first}");
    let good = snapshot(&repository.join("generated"));

    let path = repository.join("spec/gorgias.yaml");
    let spec = fs::read_to_string(&path).expect("the file can be read");
    fs::write(&path, format!("{spec}unheard_of: true\n")).expect("a file can be written");
    let wrong = round();
    assert!(wrong.contains("unheard_of"), "{wrong}");
    assert!(wrong.ends_with("error: 1 thing is wrong in the spec; nothing was written"), "{wrong}");
    assert_eq!(snapshot(&repository.join("generated")), good);

    let renamed = spec.replacen("api: ", "api: Renamed ", 1);
    fs::write(&path, renamed).expect("a file can be written");
    let mended = round();
    assert!(mended.contains("updated generated/openapi.json\n"), "{mended}");
    assert!(!mended.contains("error"), "{mended}");
    drop(watching);
}

#[test]
fn the_real_spec_generates_compares_and_restores() {
    let repository = copy_of(project(), "real-spec");
    let root = root_of(&repository);
    assert!(xtask(&["generate", "--root", root]).status.success());
    let generated = snapshot(&repository);

    let again = xtask(&["generate", "--root", root]);
    let stdout = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(stdout.starts_with("generate: nothing to change"), "{stdout}");

    let tools = repository.join("generated/tools.json");
    fs::write(&tools, "[]\n").expect("a file can be written");
    fs::write(repository.join("generated/old.json"), "[]\n").expect("a file can be written");
    let stale = snapshot(&repository);
    let compared = xtask(&["generate", "--check", "--root", root]);
    let stdout = String::from_utf8_lossy(&compared.stdout).into_owned();
    let stderr = String::from_utf8_lossy(&compared.stderr).into_owned();
    assert_eq!(compared.status.code(), Some(1), "{stderr}");
    assert!(
        stdout.contains("would be deleted generated/old.json\n--- a/generated/old.json\n"),
        "{stdout}"
    );
    assert!(
        stdout.contains("would be updated generated/tools.json\n--- a/generated/tools.json\n"),
        "{stdout}"
    );
    assert!(stderr.contains("run `cargo xtask generate`"), "{stderr}");
    assert_eq!(snapshot(&repository), stale, "comparing changed the repository");

    let mended = xtask(&["generate", "--root", root]);
    let stdout = String::from_utf8_lossy(&mended.stdout).into_owned();
    assert!(
        stdout.starts_with("deleted generated/old.json\nupdated generated/tools.json\n"),
        "{stdout}"
    );
    assert_eq!(snapshot(&repository), generated);
}
