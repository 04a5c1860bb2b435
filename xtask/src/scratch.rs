//! A folder for what must not happen in the repository itself.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use crate::error::Error;
use crate::say;

/// An empty folder outside the repository, gone when this is dropped.
pub(crate) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    pub(crate) fn new(purpose: &str) -> Result<Self, Error> {
        let mut number = 0;
        loop {
            // An interrupted run of another process of our number may have left its folder.
            let path =
                env::temp_dir().join(format!("gorgias-{purpose}-{}-{number}", process::id()));
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self { path }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(Error::io("create the folder", &path)(error)),
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            say::aside(format_args!("warning: {} is left behind: {error}", self.path.display()));
        }
    }
}
