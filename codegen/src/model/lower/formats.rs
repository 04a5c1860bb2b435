//! Formats, from words to the model.

use super::Lower;
use super::types::built_in;
use crate::load::language::ApiFile;
use crate::load::words::{List, Texts};
use crate::model::Format;

impl<'s> Lower<'s> {
    pub(super) fn lower_formats(&mut self, api: &'s ApiFile) {
        for (name, words) in api.formats.iter().flat_map(|formats| &formats.0) {
            self.check_kebab("format", &name.text, name.span);
            self.model.api.formats.push(Format {
                name: name.text.clone(),
                about: words.about.clone(),
                ty: built_in(&name.text).cloned(),
                seen: words.seen.0.iter().map(|node| (node.to_json(), node.span)).collect(),
                source: Texts::of(words.source.as_ref()),
                notes: List::of(words.notes.as_ref()),
            });
        }
    }
}
