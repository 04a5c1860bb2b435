//! A file that is sent.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use http::HeaderValue;
use serde_json::Value;

#[cfg(feature = "tools")]
use super::Folder;
use super::{bytes_of, media_type::media_type, reading::Reading};
use crate::{error::Error, kind::kind, nearest::nearest, transport::Size};

/// The keys of a file in JSON, and what stands under each.
const PARTS: [(&str, &str); 3] =
    [("name", "a text"), ("content_type", "a text"), ("content", BYTES)];

const BYTES: &str = "the bytes of the file in base64";

const WANTED: &str = "an object with `name`, `content_type` and `content`";

/// A file to be sent.
///
/// ```
/// use gorgias_runtime::Upload;
///
/// let file = Upload::new("box.png", "image/png", vec![0x89, 0x50, 0x4e, 0x47]);
/// assert_eq!((file.name(), file.content_type()), ("box.png", "image/png"));
///
/// let scan = Upload::from_path("scans/0001.pdf").with_name("invoice.pdf");
/// assert_eq!((scan.name(), scan.content_type()), ("invoice.pdf", "application/pdf"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    name: String,
    content_type: String,
    content: Content,
}

/// What is in a file that is sent.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Content {
    Bytes(Bytes),
    /// What is on the disk when the file is sent.
    Disk(Place),
}

/// Where a file on the disk is.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// Where this path leads.
    At(PathBuf),
    /// Below a folder and nowhere else, whatever somebody puts there until the file is sent.
    #[cfg(feature = "tools")]
    Below {
        folder: Folder,
        /// From the folder on.
        path: String,
        whole: PathBuf,
    },
}

impl Place {
    fn path(&self) -> &Path {
        match self {
            Self::At(path) => path,
            #[cfg(feature = "tools")]
            Self::Below { whole, .. } => whole,
        }
    }
}

impl Upload {
    /// A file of these bytes.
    pub fn new(
        name: impl Into<String>,
        content_type: impl Into<String>,
        bytes: impl Into<Bytes>,
    ) -> Self {
        let content = Content::Bytes(bytes.into());
        Self { name: name.into(), content_type: content_type.into(), content }
    }

    /// A file on the disk. It is called as it is there, and its type is told by the end of its name.
    ///
    /// It is read while it is sent, piece by piece, and anew whenever it is sent again. One that cannot be read is refused before
    /// anything is sent.
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        Self::of_place(Place::At(path.into()))
    }

    /// A file below a folder, and the same otherwise.
    #[cfg(feature = "tools")]
    pub(crate) fn below(folder: &Folder, path: &str) -> Self {
        let whole = folder.path_of(path);
        Self::of_place(Place::Below { folder: folder.clone(), path: path.to_owned(), whole })
    }

    fn of_place(place: Place) -> Self {
        let path = place.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let content_type = media_type(path).to_owned();
        Self { name: name.unwrap_or_default(), content_type, content: Content::Disk(place) }
    }

    /// The same file under another name.
    #[must_use]
    pub fn with_name(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// The same file with another type, such as `image/png`.
    #[must_use]
    pub fn with_content_type(self, content_type: impl Into<String>) -> Self {
        Self { content_type: content_type.into(), ..self }
    }

    /// The name, by which people find it again.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its bytes are: `image/png`.
    #[must_use]
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// What is in it, unless it is on the disk.
    #[must_use]
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            Content::Disk(_) => None,
        }
    }

    /// Where it is on the disk, if it is there.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.content {
            Content::Bytes(_) => None,
            Content::Disk(place) => Some(place.path()),
        }
    }

    pub(crate) fn content(&self) -> &Content {
        &self.content
    }

    /// Files as JSON holds them, given for an argument; or else the field, what is wrong with it, and what would be right.
    pub(crate) fn read(arg: &str, files: Value) -> Result<Vec<Self>, [String; 3]> {
        let Value::Array(files) = files else {
            let why = format!("is {}", kind(&files));
            return Err([arg.to_owned(), why, format!("give a list, each item {WANTED}")]);
        };
        let files = files.into_iter().enumerate().map(|(at, file)| {
            let within =
                |[step, why, right]: [String; 3]| [format!("{arg}[{at}]{step}"), why, right];
            Self::read_one(file).map_err(within)
        });
        files.collect()
    }

    fn read_one(file: Value) -> Result<Self, [String; 3]> {
        let mut parts = match file {
            Value::Object(parts) => parts,
            other => {
                return Err([
                    String::new(),
                    format!("is {}", kind(&other)),
                    format!("give {WANTED}"),
                ]);
            }
        };
        if let Some(key) = parts.keys().find(|key| PARTS.iter().all(|(part, _)| key != part)) {
            let right = nearest(key, PARTS.iter().map(|(part, _)| *part), "it has");
            return Err([format!(".{key}"), "is no field of a file".to_owned(), right]);
        }
        let [name, content_type, content] = PARTS.map(|(key, wanted)| match parts.remove(key) {
            Some(Value::String(text)) => Ok(text),
            other => {
                let why = other.map_or("is missing".to_owned(), |it| format!("is {}", kind(&it)));
                Err([format!(".{key}"), why, format!("give {wanted}")])
            }
        });
        let (name, content_type, content) = (name?, content_type?, content?);
        let bytes = bytes_of(&content).ok_or_else(|| {
            [".content".to_owned(), "is no base64".to_owned(), format!("give {BYTES}")]
        })?;
        Ok(Self::new(name, content_type, bytes))
    }

    /// What hinders it from being the part of a form, told in the same way.
    pub(crate) fn fault(&self) -> Option<[&'static str; 3]> {
        let is_type = self.content_type.split_once('/').is_some_and(|(kind, rest)| {
            !kind.is_empty()
                && !rest.is_empty()
                && HeaderValue::from_str(&self.content_type).is_ok()
        });
        if self.name.is_empty() {
            Some(["name", "is empty", "name the file"])
        } else if !is_type {
            Some(["content_type", "is no media type", "give one such as `image/png`"])
        } else {
            None
        }
    }
}

/// Refuses files on the disk that cannot be read; `arg` is the argument that they were given for.
pub(crate) async fn check_readable(arg: &str, files: &[Upload]) -> Result<(), Error> {
    for (at, file) in files.iter().enumerate() {
        let Content::Disk(place) = &file.content else { continue };
        if let Err(fault) = Reading::open(place).await {
            let (path, why) = (fault.path().display(), fault.why());
            let why = format!("names `{path}`, which cannot be sent: {why}");
            return Err(Error::refused(
                format!("{arg}[{at}]"),
                why,
                "give a file that can be read",
            ));
        }
    }
    Ok(())
}

impl fmt::Debug for Upload {
    /// Shows how large the file is and not what is in it, which is somebody's affair.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Upload");
        shown.field("name", &self.name).field("content_type", &self.content_type);
        match &self.content {
            Content::Bytes(bytes) => shown.field("bytes", &Size(bytes.len())),
            Content::Disk(place) => shown.field("path", &place.path()),
        };
        shown.finish()
    }
}
