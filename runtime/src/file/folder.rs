//! The one folder that tools may read files from and save files to, with no way out of it.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{ErrorKind, Read, Write},
    path::{Component, Path, PathBuf},
};

use crate::Error;

/// A folder that tools may read files from and save files to, and nothing else of the disk.
///
/// What is named in it is named by a path below it. No `..`, no link and no absolute path leads out, and nothing but plain files is
/// read: no device, and no pipe.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// The largest file that is read, in bytes.
const LARGEST: u64 = 20 << 20;

/// So many names are tried for a file of which the name is taken.
const TRIES: u32 = 1_000;

/// Why a file cannot be had, or cannot be saved, and what would be right.
pub(super) type Hindrance = (&'static str, String);

impl Folder {
    /// Opens a folder for tools.
    ///
    /// # Errors
    ///
    /// There is no such folder.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let refused = |why: &str| {
            Error::refused(path.display().to_string(), why, "name a folder that is there")
        };
        let whole = fs::canonicalize(path).map_err(|_| refused("cannot be opened"))?;
        if whole.is_dir() { Ok(Self(whole)) } else { Err(refused("is no folder")) }
    }

    /// What is in a file below it.
    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, Hindrance> {
        let path = self.place(path)?;
        let seen = fs::symlink_metadata(&path).map_err(|_| missing())?;
        if !seen.is_file() {
            return Err(("is no file", "name a plain file".to_owned()));
        }
        let file = File::open(&path).map_err(|_| missing())?;
        // Between the look and the opening somebody may have put something else there.
        let opened = file.metadata().map_err(|_| missing())?;
        if !is_same(&seen, &opened) {
            return Err(missing());
        }
        let mut bytes = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|_| missing())?;
        if bytes.len() as u64 > LARGEST {
            return Err(("is too large", format!("name one of at most {} MiB", LARGEST >> 20)));
        }
        Ok(bytes)
    }

    /// Saves a file under a name, or one like it if that is taken; gives the name.
    pub(super) fn save(&self, name: &str, bytes: &[u8]) -> Result<String, Hindrance> {
        let name = harmless(name);
        let (stem, ending) = match name.rsplit_once('.') {
            Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
            _ => (name.as_str(), String::new()),
        };
        for at in 1..=TRIES {
            let name = if at == 1 { name.clone() } else { format!("{stem}-{at}{ending}") };
            match OpenOptions::new().write(true).create_new(true).open(self.0.join(&name)) {
                Ok(mut file) => {
                    return match file.write_all(bytes) {
                        Ok(()) => Ok(name),
                        Err(_) => {
                            // Half a file is worse than none. If that fails too, nothing more can be done.
                            let _ = fs::remove_file(self.0.join(&name));
                            Err(full())
                        }
                    };
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(_) => return Err(full()),
            }
        }
        Err(full())
    }

    /// Where a path below the folder leads, if each step of it stays below.
    fn place(&self, path: &str) -> Result<PathBuf, Hindrance> {
        let out =
            || ("leads out of the folder", "name a file below it, such as `box.png`".to_owned());
        // A backslash separates on some systems, and a zero byte ends a name on others.
        if path.is_empty() || path.contains(['\\', '\0']) || (cfg!(windows) && path.contains(':')) {
            return Err(out());
        }
        let mut place = self.0.clone();
        for step in Path::new(path).components() {
            match step {
                Component::Normal(name) => place.push(name),
                Component::CurDir => continue,
                Component::Prefix(_) | Component::RootDir | Component::ParentDir => {
                    return Err(out());
                }
            }
            let here = fs::symlink_metadata(&place).map_err(|_| missing())?;
            if here.is_symlink() {
                return Err(("is a link", "name the file itself".to_owned()));
            }
        }
        // What links and `..` cannot do, mounts and odd systems might.
        let whole = fs::canonicalize(&place).map_err(|_| missing())?;
        if whole.starts_with(&self.0) { Ok(whole) } else { Err(out()) }
    }
}

fn missing() -> Hindrance {
    ("is not in the folder, or cannot be read", "name a file that is there".to_owned())
}

fn full() -> Hindrance {
    ("cannot be saved", "see to the folder for files".to_owned())
}

#[cfg(unix)]
fn is_same(seen: &Metadata, opened: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    opened.is_file() && (seen.dev(), seen.ino()) == (opened.dev(), opened.ino())
}

#[cfg(not(unix))]
fn is_same(seen: &Metadata, opened: &Metadata) -> bool {
    opened.is_file() && seen.len() == opened.len()
}

/// A name of a file that means nothing to any system: no path, not hidden, no device.
fn harmless(name: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || "-_ .".contains(c) { c } else { '_' };
    let name: String = name.chars().map(kept).take(100).collect();
    let name = name.trim_matches(['.', ' ']);
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let device = ["con", "prn", "aux", "nul"].contains(&stem.as_str())
        || (stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")));
    match name {
        "" => "file".to_owned(),
        name if device => format!("_{name}"),
        name => name.to_owned(),
    }
}
