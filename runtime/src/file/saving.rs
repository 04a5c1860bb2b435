//! A file that is being written to the disk, and is there when it is whole.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use tokio::{fs::File, io::AsyncWriteExt};

use crate::error::Kind;

/// A file under a name of its own until it is whole. Dropped before that, it is removed.
pub(crate) struct Saving {
    path: PathBuf,
    replaces: bool,
    part: Part,
    file: File,
    size: u64,
}

/// What was written so far. It does not outlive this value, unless it was renamed.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // Nothing is to be done about what cannot be removed, and mostly it has been renamed.
        drop(fs::remove_file(&self.0));
    }
}

impl Saving {
    /// A file that is not there yet.
    pub(crate) async fn begin(path: &Path) -> Result<Self, Kind> {
        match tokio::fs::symlink_metadata(path).await {
            Ok(_) => Err(fault(path, io::ErrorKind::AlreadyExists.into())),
            Err(_) => Self::open(path, false),
        }
    }

    /// A file that may be there.
    pub(crate) fn replace(path: &Path) -> Result<Self, Kind> {
        Self::open(path, true)
    }

    /// Creates what it is written to at once, so that whoever is dropped meanwhile leaves nothing.
    fn open(path: &Path, replaces: bool) -> Result<Self, Kind> {
        let begun = beside(path).and_then(|partial| {
            let file = fs::File::create_new(&partial)?;
            Ok((Part(partial), File::from_std(file)))
        });
        let (part, file) = begun.map_err(|cause| fault(path, cause))?;
        Ok(Self { path: path.to_owned(), replaces, part, file, size: 0 })
    }

    pub(crate) async fn write(&mut self, chunk: &[u8]) -> Result<(), Kind> {
        self.size += chunk.len() as u64;
        self.file.write_all(chunk).await.map_err(|cause| fault(&self.path, cause))
    }

    /// Gives the file its name, and says how large it is.
    pub(crate) async fn finish(self) -> Result<u64, Kind> {
        let Self { path, replaces, part, mut file, size } = self;
        let written = async {
            file.flush().await?;
            file.sync_all().await?;
            // Some systems do not rename what is open.
            drop(file.into_std().await);
            part.rename(&path, replaces)
        };
        written.await.map(|()| size).map_err(|cause| fault(&path, cause))
    }
}

impl Part {
    /// Gives what was written its name. Whoever has created a file of this name meanwhile keeps it, unless it is to be replaced.
    fn rename(&self, path: &Path, replaces: bool) -> io::Result<()> {
        if !replaces {
            fs::File::create_new(path)?;
        }
        fs::rename(&self.0, path).inspect_err(|_| {
            if !replaces {
                drop(fs::remove_file(path));
            }
        })
    }
}

/// A name that nothing has, in the same folder: only there a rename is one step.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let mut partial = OsString::from(".");
    // A name may not be much longer than a long one is already.
    partial.push(name.to_string_lossy().chars().take(40).collect::<String>());
    partial.push(format!(".{:016x}.part", u64::from_ne_bytes(random)));
    Ok(path.with_file_name(partial))
}

fn fault(path: &Path, cause: io::Error) -> Kind {
    Kind::Disk { path: path.to_owned(), cause }
}
