//! Words of closed lists.

use super::{Reader, Word};
use crate::diagnostic::Diagnostic;
use crate::load::yaml::Node;
use crate::nearest::did_you_mean;
use crate::rules::Rule;

/// Declares closed lists of words.
macro_rules! closed_words {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident $what:literal { $($(#[doc = $word_doc:literal])* $variant:ident $word:literal,)* }
    )*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum $name {
            $($(#[doc = $word_doc])* $variant,)*
        }

        impl $name {
            /// Every word, in the order of the language.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word as the spec writes it.
            #[must_use]
            pub(crate) const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl Word for $name {
            fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
                words::closed_word(node, $what, Self::ALL, Self::as_str, reader)
            }

            fn schema(_: &mut Book) -> Json {
                serde_json::json!({ "enum": [$($word),*] })
            }
        }
    )*};
}

/// Reads one word of a closed list.
pub(crate) fn closed_word<T: Copy>(
    node: &Node,
    what: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
    reader: &mut Reader,
) -> Option<T> {
    let text = String::read(node, reader)?;
    let found = all.iter().copied().find(|word| name(*word) == text);
    if found.is_none() {
        let names: Vec<&str> = all.iter().map(|word| name(*word)).collect();
        let help = did_you_mean(&text, names.iter().copied())
            .unwrap_or_else(|| format!("it is one of {}", names.join(", ")));
        let message = format!("`{text}` is no {what}");
        reader.report(Diagnostic::new(Rule::UnknownWord, node.span, message).help(help));
    }
    found
}

pub(crate) use closed_words;
