//! The files of the repository: the only place that reads and writes them.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use gorgias_codegen::{MAX_SOURCE_BYTES, Source};

use crate::error::Error;
use crate::say;

/// What is generated and nothing else stands below this folder.
const GENERATED: &str = "generated";

/// Where sources stand, and how their names end. The compiler refuses an ending that is only similar; a file that it never
/// saw would be lost without a word.
const SPEC: (&str, &[&str]) = ("spec", &["yaml", "yml"]);
const RECORDINGS: (&str, &[&str]) = ("conformance/recordings", &["json"]);

/// A source as it stands on disk, without its text: its path, its length and when it was last changed.
pub(crate) type Stamp = (PathBuf, u64, SystemTime);

/// A repository, or a copy of the part of it that the compiler reads and writes.
#[derive(Debug)]
pub(crate) struct Tree {
    root: PathBuf,
}

impl Tree {
    pub(crate) fn open(root: &Path) -> Result<Self, Error> {
        let root = root.canonicalize().map_err(Error::io("open the folder", root))?;
        Ok(Self { root })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Everything that the compiler reads, sorted by path.
    pub(crate) fn sources(&self) -> Result<Vec<Source>, Error> {
        let mut paths = self.named(SPEC)?;
        if paths.is_empty() {
            return Err(Error::NoSpec { path: self.root.join(SPEC.0) });
        }
        paths.extend(self.named(RECORDINGS)?);
        paths.sort();
        paths.into_iter().map(|path| self.source(path)).collect()
    }

    /// How everything that the compiler reads stands on disk, without reading it.
    pub(crate) fn stamps(&self) -> Result<Vec<Stamp>, Error> {
        let paths = [self.named(SPEC)?, self.named(RECORDINGS)?].concat();
        let stamp = |path: String| {
            let place = self.root.join(path);
            let stamped = place.metadata().and_then(|data| Ok((data.len(), data.modified()?)));
            let (length, modified) = stamped.map_err(Error::io("look at", &place))?;
            Ok((place, length, modified))
        };
        paths.into_iter().map(stamp).collect()
    }

    /// Every file that stands where only the compiler writes, sorted by path.
    pub(crate) fn generated(&self) -> Result<Vec<String>, Error> {
        self.below(GENERATED)
    }

    /// Every file below a folder but what Cargo built, sorted by path; none if there is no such folder.
    pub(crate) fn below(&self, folder: &str) -> Result<Vec<String>, Error> {
        let mut paths = Vec::new();
        if self.root.join(folder).is_dir() {
            collect(&self.root, folder, &mut paths)?;
        }
        paths.sort();
        Ok(paths)
    }

    /// What stands in a file, if there is one.
    pub(crate) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let place = self.place(path)?;
        match fs::read(&place) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(_) if !place.is_file() => Ok(None),
            Err(source) => Err(Error::Io { doing: "read", path: place, source }),
        }
    }

    /// Writes a file whole: who is interrupted leaves the old one or the new one.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let place = self.place(path)?;
        let partial = self.place(&partial(path))?;
        let folder = place.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(Error::io("create the folder", folder))?;
        fs::write(&partial, bytes).map_err(Error::io("write", &partial))?;
        fs::rename(&partial, &place).map_err(|error| {
            // What stands in the way is what must be heard of; the next run deletes a partial file too.
            let _ = fs::remove_file(&partial);
            Error::io("write", &place)(error)
        })
    }

    /// Waits until nobody else writes this tree, and keeps others from it until the lock is dropped.
    ///
    /// What is locked is the root folder itself, so that nothing is left behind. Where a system has no locks on folders,
    /// two runs at once can disturb each other: one of them fails, and a further one makes it good.
    pub(crate) fn lock(&self) -> Option<File> {
        let root = File::open(&self.root).ok()?;
        if let Err(TryLockError::WouldBlock) = root.try_lock() {
            say::aside("waiting for another run that writes this repository");
            root.lock().ok()?;
        }
        Some(root)
    }

    pub(crate) fn delete(&self, path: &str) -> Result<(), Error> {
        let place = self.place(path)?;
        fs::remove_file(&place).map_err(Error::io("delete", &place))
    }

    /// Removes the folders below `generated/` that hold nothing.
    pub(crate) fn prune(&self) -> Result<(), Error> {
        let generated = self.root.join(GENERATED);
        if generated.is_dir() { prune(&generated).map(drop) } else { Ok(()) }
    }

    fn named(&self, (folder, endings): (&str, &[&str])) -> Result<Vec<String>, Error> {
        let mut paths = self.below(folder)?;
        paths.retain(|path| {
            let path = Path::new(path);
            let hidden =
                path.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
            !hidden
                && path.extension().is_some_and(|found| {
                    endings.iter().any(|ending| found.eq_ignore_ascii_case(ending))
                })
                && self.root.join(path).is_file()
        });
        Ok(paths)
    }

    fn source(&self, path: String) -> Result<Source, Error> {
        let place = self.root.join(&path);
        let read = || {
            let file = File::open(&place)?;
            let length = usize::try_from(file.metadata()?.len()).unwrap_or(MAX_SOURCE_BYTES);
            // With room for one more byte, what is read at once ends the file.
            let mut bytes = Vec::with_capacity(length.min(MAX_SOURCE_BYTES) + 1);
            file.take(MAX_SOURCE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let bytes = read().map_err(Error::io("read", &place))?;
        Ok(Source { path, bytes })
    }

    /// The compiler names where its outputs go; none of them may be outside the tree.
    fn place(&self, path: &str) -> Result<PathBuf, Error> {
        let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if inside && !path.is_empty() {
            Ok(self.root.join(path))
        } else {
            Err(Error::Path {
                path: path.to_owned(),
                reason: "it is not below the root of the repository",
            })
        }
    }
}

/// Where a file stands until it is whole: in the same folder, since a rename is atomic only within a file system.
pub(crate) fn partial(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}.{name}.partial")
}

/// Links are not followed: they end up as files, so that nothing outside the tree is ever deleted.
fn collect(root: &Path, folder: &str, paths: &mut Vec<String>) -> Result<(), Error> {
    let place = root.join(folder);
    for entry in entries(&place)? {
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            return Err(Error::Path {
                path: format!("{folder}/{}", name.to_string_lossy()),
                reason: "its name is not Unicode",
            });
        };
        let path = format!("{folder}/{name}");
        if !is_folder(&entry)? {
            paths.push(path);
        } else if !is_build_folder(name) {
            collect(root, &path, paths)?;
        }
    }
    Ok(())
}

/// Whether the folder is gone afterwards.
fn prune(folder: &Path) -> Result<bool, Error> {
    let mut empty = true;
    for entry in entries(folder)? {
        let gone = is_folder(&entry)?
            && !entry.file_name().to_str().is_some_and(is_build_folder)
            && prune(&entry.path())?;
        empty &= gone;
    }
    if empty {
        fs::remove_dir(folder).map_err(Error::io("remove the empty folder", folder))?;
    }
    Ok(empty)
}

fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>, Error> {
    fs::read_dir(folder)
        .and_then(Iterator::collect::<io::Result<_>>)
        .map_err(Error::io("read the folder", folder))
}

fn is_folder(entry: &fs::DirEntry) -> Result<bool, Error> {
    entry.file_type().map(|kind| kind.is_dir()).map_err(Error::io("read", &entry.path()))
}

/// What Cargo builds is Cargo's, wherever somebody let it build.
fn is_build_folder(name: &str) -> bool {
    name == "target"
}
