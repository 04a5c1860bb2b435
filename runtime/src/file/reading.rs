//! Files on the disk, read while they are sent.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use tokio::{
    fs,
    io::{AsyncRead, ReadBuf},
};

#[cfg(feature = "tools")]
use super::Folder;
use super::Place;

/// So many bytes are held at a time.
const PIECE: usize = 64 << 10;

/// A file on the disk that is being read.
pub(crate) struct Reading {
    path: PathBuf,
    file: fs::File,
    length: u64,
    left: u64,
    space: Vec<u8>,
    /// What was read and not given yet; the last piece is kept until it is known that nothing is behind it.
    last: Option<Bytes>,
}

/// A file on the disk that cannot be sent as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    path: PathBuf,
    why: String,
}

impl Unreadable {
    fn new(path: &Path, why: impl fmt::Display) -> Self {
        Self { path: path.to_owned(), why: why.to_string() }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What hinders it.
    #[must_use]
    pub fn why(&self) -> &str {
        &self.why
    }
}

impl Reading {
    /// Looks what the file is and how long, and begins.
    pub(crate) async fn open(place: &Place) -> Result<Self, Unreadable> {
        match place {
            Place::At(path) => {
                let file = open(path).await.map_err(|why| Unreadable::new(path, why))?;
                Self::of(path, file).await
            }
            #[cfg(feature = "tools")]
            Place::Below { folder, path, .. } => {
                let file = open_below(folder, path).await;
                let file = file.map_err(|why| Unreadable::new(path.as_ref(), why))?;
                Self::of(path.as_ref(), file).await
            }
        }
    }

    async fn of(path: &Path, file: fs::File) -> Result<Self, Unreadable> {
        let facts = file.metadata().await.map_err(|error| Unreadable::new(path, error))?;
        let (path, length) = (path.to_owned(), facts.len());
        Ok(Self { path, file, length, left: length, space: Vec::new(), last: None })
    }

    /// How long the file was when it was opened.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// The next piece, or nothing at the end. A file that has not the length which it had at the beginning is told before its last
    /// piece is given.
    pub(crate) fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, Unreadable>> {
        loop {
            let piece = ready!(self.poll_read(context))?;
            let size = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            match self.left.checked_sub(size) {
                Some(left) if size > 0 => self.left = left,
                Some(0) => return Poll::Ready(Ok(self.last.take())),
                _ => return Poll::Ready(Err(self.changed())),
            }
            if self.left > 0 {
                return Poll::Ready(Ok(Some(piece)));
            }
            self.last = Some(piece);
        }
    }

    fn changed(&self) -> Unreadable {
        let why = format!("it had {} bytes and changed while it was sent", self.length);
        Unreadable::new(&self.path, why)
    }

    /// What comes next on the disk; it is empty at the end.
    fn poll_read(&mut self, context: &mut Context<'_>) -> Poll<Result<Bytes, Unreadable>> {
        self.space.resize(PIECE, 0);
        let mut space = ReadBuf::new(&mut self.space);
        let read = ready!(Pin::new(&mut self.file).poll_read(context, &mut space));
        read.map_err(|error| Unreadable::new(&self.path, error))?;
        Poll::Ready(Ok(Bytes::copy_from_slice(space.filled())))
    }
}

async fn open(path: &Path) -> Result<fs::File, String> {
    let why = |error: io::Error| error.to_string();
    // Before it is opened: to open a pipe would wait for whoever writes to it.
    let facts = fs::metadata(path).await.map_err(why)?;
    if !facts.is_file() {
        let what = if facts.is_dir() { "it is a folder" } else { "it is no file" };
        return Err(what.to_owned());
    }
    fs::File::open(path).await.map_err(why)
}

#[cfg(feature = "tools")]
async fn open_below(folder: &Folder, path: &str) -> Result<fs::File, String> {
    let (folder, path) = (folder.clone(), path.to_owned());
    match tokio::task::spawn_blocking(move || folder.file(&path)).await {
        Ok(Ok(file)) => Ok(fs::File::from_std(file)),
        Ok(Err((why, _))) => Err(format!("it {why}")),
        Err(error) => Err(error.to_string()),
    }
}

impl std::error::Error for Unreadable {}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the file `{}` cannot be sent: {}", self.path.display(), self.why)
    }
}
