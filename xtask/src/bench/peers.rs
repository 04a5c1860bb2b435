//! The peers of the server: a bare axum and httpmock, built where Cargo builds, and no dependency of ours.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::tree::Tree;
use crate::{process, say};

pub(crate) const AXUM: &str = "0.8.9";
pub(crate) const HTTPMOCK: &str = "0.8.3";

/// What they are written in, by the paths below their project.
const SOURCES: [(&str, &str); 2] = [
    ("src/bin/axum.rs", include_str!("peers/axum.rs")),
    ("src/bin/httpmock.rs", include_str!("peers/httpmock.rs")),
];

/// The programs of the peers. Each takes a path and a file with the answer to it, and says where it listens.
pub(crate) struct Peers {
    pub(crate) axum: PathBuf,
    pub(crate) httpmock: PathBuf,
}

impl Peers {
    /// Builds them, unless they are as they must be.
    pub(crate) fn prepare(tree: &Tree) -> Result<Self, Error> {
        say::aside(format_args!("building axum {AXUM} and httpmock {HTTPMOCK}"));
        let root = tree.root().join("target/bench/servers");
        write(&root.join("Cargo.toml"), &manifest())?;
        for (path, text) in SOURCES {
            write(&root.join(path), text)?;
        }
        let mut build = process::cargo();
        build.current_dir(&root).args(["build", "--quiet", "--release", "--target-dir", "target"]);
        process::succeed(&mut build)?;
        let programs = root.join("target/release");
        Ok(Self { axum: programs.join("axum"), httpmock: programs.join("httpmock") })
    }
}

/// A workspace of its own: it stands below ours.
fn manifest() -> String {
    format!(
        "[workspace]\n\n\
         [package]\nname = \"servers\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n\
         axum = {{ version = \"={AXUM}\", default-features = false, features = [\"http1\", \"tokio\"] }}\n\
         httpmock = {{ version = \"={HTTPMOCK}\", default-features = false }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"net\", \"rt\"] }}\n"
    )
}

/// What stands there already is left alone, or Cargo would build it anew.
fn write(path: &Path, text: &str) -> Result<(), Error> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("create the folder", folder))?;
    }
    fs::write(path, text).map_err(Error::io("write", path))
}
