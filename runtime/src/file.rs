//! Files: those that are sent, those that are asked for, and how JSON holds their bytes.

mod answer;
mod download;
#[cfg(feature = "tools")]
mod folder;
pub(crate) mod location;
mod media_type;
mod reading;
mod saving;
mod upload;

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

#[cfg(feature = "tools")]
pub use self::folder::Folder;
#[cfg(feature = "tools")]
pub(crate) use self::folder::Hindrance;
pub use self::{answer::FileAnswer, download::Download, reading::Unreadable, upload::Upload};
pub(crate) use self::{
    reading::Reading,
    upload::{Content, Place, check_readable},
};

/// Base64. Models forget its padding, and nothing is lost with that.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes that a text stands for; none if it is no base64.
pub(crate) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

/// The text that stands for some bytes.
fn text_of(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}
