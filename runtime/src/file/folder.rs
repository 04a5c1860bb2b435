//! The one folder that tools may read files from and save files to, with no way out of it.

use std::{
    fs::{self, File, Metadata},
    io::ErrorKind,
    path::{Component, Path, PathBuf},
};

use crate::Error;

/// A folder that tools may read files from and save files to, and nothing else of the disk.
///
/// What is named in it is named by a path below it. No `..`, no link and no absolute path leads out, and nothing but plain files is
/// read: no device, and no pipe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder(PathBuf);

/// The largest file that is read, in bytes.
const LARGEST: u64 = 20 << 20;

/// So many names are tried for a file of which the name is taken.
const TRIES: u32 = 1_000;

/// Why a file cannot be had, or cannot be saved, and what would be right.
pub(crate) type Hindrance = (&'static str, String);

/// A name in the folder that nothing else can take. Unless it is kept, what stands under it is removed.
pub(crate) struct Reserved {
    path: PathBuf,
    name: String,
    is_kept: bool,
}

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

    /// A file below it, open to be read.
    pub(crate) fn file(&self, path: &str) -> Result<File, Hindrance> {
        self.file_at(&self.place(path)?)
    }

    /// The file at a place that was seen to be below it. Since then somebody may have put a link on the way there, so that it is what
    /// was opened that counts, and where that is.
    fn file_at(&self, place: &Path) -> Result<File, Hindrance> {
        let seen = fs::symlink_metadata(place).map_err(|_| missing())?;
        // Before it is opened: to open a pipe would wait for whoever writes to it.
        if !seen.is_file() {
            return Err(("is no file", "name a plain file".to_owned()));
        }
        let file = File::open(place).map_err(|_| missing())?;
        let opened = file.metadata().map_err(|_| missing())?;
        let is_here = fs::canonicalize(place).is_ok_and(|whole| whole == place)
            && opened_at(&file).is_none_or(|path| path.starts_with(&self.0));
        if !is_here || !is_same(&seen, &opened) {
            return Err(missing());
        }
        if opened.len() > LARGEST {
            return Err(("is too large", format!("name one of at most {} MiB", LARGEST >> 20)));
        }
        Ok(file)
    }

    /// Takes a name for a file that is to be saved, or one like it if that is taken.
    pub(crate) fn reserve(&self, name: &str) -> Result<Reserved, Hindrance> {
        let name = harmless(name);
        let (stem, ending) = match name.rsplit_once('.') {
            Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
            _ => (name.as_str(), String::new()),
        };
        for at in 1..=TRIES {
            let name = if at == 1 { name.clone() } else { format!("{stem}-{at}{ending}") };
            let path = self.0.join(&name);
            match File::create_new(&path) {
                Ok(_) => return Ok(Reserved { path, name, is_kept: false }),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(_) => return Err(full()),
            }
        }
        Err(full())
    }

    /// The path of a file below it, as the whole disk has it.
    pub(crate) fn path_of(&self, path: &str) -> PathBuf {
        self.0.join(path)
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

impl Reserved {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Leaves what stands under the name, and gives the name.
    pub(crate) fn keep(mut self) -> String {
        self.is_kept = true;
        std::mem::take(&mut self.name)
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        if !self.is_kept {
            // Nothing is to be done about what cannot be removed.
            drop(fs::remove_file(&self.path));
        }
    }
}

fn missing() -> Hindrance {
    ("is not in the folder, or cannot be read", "name a file that is there".to_owned())
}

fn full() -> Hindrance {
    ("cannot be saved", "see to the folder for files".to_owned())
}

/// Where an open file is, if the system tells: a path can lead elsewhere a moment later, and back.
#[cfg(target_os = "linux")]
fn opened_at(file: &File) -> Option<PathBuf> {
    use std::os::fd::AsRawFd;

    fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd())).ok()
}

#[cfg(not(target_os = "linux"))]
fn opened_at(_: &File) -> Option<PathBuf> {
    None
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

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// Opens a file when somebody has put a link in place of a step of its path since it was looked at.
    fn check(step: &str) {
        let root = tempfile::tempdir().unwrap();
        let at = |path: &str| root.path().join(path);
        for folder in ["open/photos", "beside/photos"] {
            fs::create_dir_all(at(folder)).unwrap();
            fs::write(at(folder).join("box.png"), folder).unwrap();
        }
        let folder = Folder::open(at("open")).unwrap();
        let place = folder.place("photos/box.png").unwrap();
        assert!(folder.file_at(&place).is_ok(), "{step}");
        fs::rename(at("open").join(step), at("open/aside")).unwrap();
        symlink(at("beside").join(step), at("open").join(step)).unwrap();
        assert!(folder.file_at(&place).is_err(), "{step}");
    }

    #[test]
    fn a_link_that_comes_in_between_leads_nowhere() {
        check("photos");
        check("photos/box.png");
    }
}
