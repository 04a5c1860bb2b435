//! Forms on the wire: `multipart/form-data`, as RFC 7578 and browsers write it.

use std::{collections::BTreeSet, fmt};

use bytes::Bytes;

use super::Size;
use crate::Upload;

/// A form that is written out.
#[derive(Clone, PartialEq, Eq)]
pub struct Multipart {
    /// What the header `content-type` has to be: it names the boundary.
    pub content_type: String,
    /// The parts, each behind the boundary.
    pub body: Bytes,
}

impl Multipart {
    /// A form with a part for each file. The same files make the same bytes.
    #[must_use]
    pub fn of(files: &[Upload]) -> Self {
        let boundary = boundary(files);
        let mut body = Vec::new();
        for file in files {
            let name = quoted(file.name());
            let head = format!(
                "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\n\
                 content-type: {}\r\n\r\n",
                file.content_type()
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(file.bytes());
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Self {
            content_type: format!("multipart/form-data; boundary={boundary}"),
            body: body.into(),
        }
    }
}

/// How a boundary begins; behind it stand so many digits.
const PREFIX: &str = "gorgias-form-";
const DIGITS: usize = 8;

/// A boundary that occurs in no file: the first number that none of them has behind the prefix.
fn boundary(files: &[Upload]) -> String {
    let taken: BTreeSet<u32> = files.iter().flat_map(|file| numbers(file.bytes())).collect();
    let free = (0..).find(|number| !taken.contains(number)).unwrap_or_default();
    format!("{PREFIX}{free:0DIGITS$}")
}

/// The numbers that stand behind the prefix, as a boundary would have them.
fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.windows(PREFIX.len() + DIGITS).filter_map(|window| {
        let digits = window.strip_prefix(PREFIX.as_bytes())?;
        std::str::from_utf8(digits).ok()?.parse().ok()
    })
}

/// A name between quotes, where browsers escape these three and nothing else.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

impl fmt::Debug for Multipart {
    /// Shows how large it is and not what is in the files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Multipart")
            .field("content_type", &self.content_type)
            .field("body", &Size(self.body.len()))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of a form, with the boundary's number in place of the whole of it.
    fn check(files: &[Upload], number: &str, expected: &str) {
        let form = Multipart::of(files);
        let boundary = format!("gorgias-form-{number}");
        assert_eq!(form.content_type, format!("multipart/form-data; boundary={boundary}"));
        let text = String::from_utf8(form.body.to_vec()).unwrap();
        assert_eq!(text.replace(&format!("--{boundary}"), "--#"), expected);
    }

    #[test]
    fn each_file_is_a_part() {
        check(
            &[Upload::new("a.txt", "text/plain", "one\r\n"), Upload::new("é", "x/y", "")],
            "00000000",
            "--#\r\ncontent-disposition: form-data; name=\"a.txt\"; filename=\"a.txt\"\r\n\
             content-type: text/plain\r\n\r\none\r\n\r\n\
             --#\r\ncontent-disposition: form-data; name=\"é\"; filename=\"é\"\r\n\
             content-type: x/y\r\n\r\n\r\n--#--\r\n",
        );
    }

    #[test]
    fn a_name_cannot_end_its_header() {
        check(
            &[Upload::new("a\"\r\nx: y", "a/b", "")],
            "00000000",
            "--#\r\ncontent-disposition: form-data; name=\"a%22%0D%0Ax: y\"; filename=\"a%22%0D%0Ax: y\"\r\n\
             content-type: a/b\r\n\r\n\r\n--#--\r\n",
        );
    }

    #[test]
    fn the_boundary_is_in_no_file() {
        let tricky =
            "gorgias-form-00000000 gorgias-form-00000002gorgias-form-gorgias-form-+0000009";
        let files =
            [Upload::new("a", "a/b", tricky), Upload::new("b", "a/b", "gorgias-form-00000001")];
        let head = |name: &str| {
            format!(
                "--#\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\n\
                 content-type: a/b\r\n\r\n"
            )
        };
        let expected =
            format!("{}{tricky}\r\n{}gorgias-form-00000001\r\n--#--\r\n", head("a"), head("b"));
        check(&files, "00000003", &expected);
    }
}
