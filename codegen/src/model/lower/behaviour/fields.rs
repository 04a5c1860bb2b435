//! What fields follow from, what parameters pick, and what ids identify: every name leads somewhere.

use crate::diagnostic::Diagnostic;
use crate::load::language::{IsWords, TypeWords};
use crate::load::words::At;
use crate::model::behaviour::{Deed, Derived};
use crate::model::lower::Lower;
use crate::model::{Path, Side, Type, TypeUse};
use crate::rules::Rule;

impl Lower<'_> {
    pub(super) fn check_fields_behave(&mut self) {
        self.check_derived();
        for name in self.model.types.iter().flat_map(|def| def.among.clone()).collect::<Vec<_>>() {
            if !self.names.contains_key(&name.value) {
                self.no_type(&name);
            }
        }
    }

    /// Parameters pick from lists of things, by what these have, and not only by what an item of the list shows of them.
    pub(super) fn check_picks(&mut self) {
        let mut wrong = Vec::new();
        for operation in &self.model.operations {
            let picks = operation.args.iter().filter_map(|arg| arg.field.kept.picks.as_ref());
            for path in picks.flat_map(|picks| &picks.paths) {
                let Some(Deed::List { of, .. }) = &operation.deed else {
                    let message = format!("`{}` lists nothing that could be picked", operation.id);
                    wrong.push(Diagnostic::new(Rule::Deed, path.span, message));
                    continue;
                };
                let thing = TypeUse { ty: Type::Named(*of), nullable: false };
                wrong.extend(self.lost_in(&thing, path));
            }
        }
        self.diagnostics.extend(wrong);
    }

    /// What follows from something stands on objects; drafts of these may do without what it follows from.
    fn check_derived(&mut self) {
        let types = self.spec.resources.iter().filter_map(|resource| resource.types.as_ref());
        for (name, words) in types.flat_map(|types| &types.0) {
            let TypeWords::Object(object) = words else { continue };
            let Some(at) = self.names.get(&name.text).copied() else { continue };
            let here = TypeUse { ty: Type::Named(at), nullable: false };
            for is in object.fields.0.iter().filter_map(|(_, entry)| entry.0.is.as_ref()) {
                let derived = match is {
                    IsWords::Path(path) => Some(Derived::Path(path.clone())),
                    IsWords::Derived(words) => Derived::of(words).or_else(|| {
                        let message = "a field follows from one thing";
                        let help = "keep one of `first_word`, `last_word`, `since` and `from`";
                        let found = Diagnostic::new(Rule::WrongKind, words.span, message);
                        self.report(found.help(help));
                        None
                    }),
                };
                let lost = derived.and_then(|derived| self.lost(&here, &derived));
                self.diagnostics.extend(lost);
            }
        }
    }

    /// Why what a field follows from is not there.
    fn lost(&mut self, here: &TypeUse, derived: &Derived) -> Option<Diagnostic> {
        match derived {
            Derived::Path(path)
            | Derived::FirstWord(path)
            | Derived::LastWord(path)
            | Derived::Since(path, _) => self.lost_in(here, path),
            Derived::From(text) => {
                let (name, field) = text.value.split_once('.').unwrap_or((&text.value, ""));
                let Some(at) = self.names.get(name).copied() else {
                    self.no_type(&At { value: name.to_owned(), span: text.span });
                    return None;
                };
                if field.is_empty() {
                    return None;
                }
                let there = TypeUse { ty: Type::Named(at), nullable: false };
                self.lost_in(&there, &At { value: field.to_owned(), span: text.span })
            }
        }
    }

    fn lost_in(&self, ty: &TypeUse, text: &At<String>) -> Option<Diagnostic> {
        let Some(path) = Path::parse(&text.value) else {
            let message = format!("`{}` is no path", text.value);
            return Some(Diagnostic::new(Rule::UnknownField, text.span, message));
        };
        let lost = self.model.follow(Side::Answer, ty, &path).err();
        lost.map(|lost| lost.at(text.span))
    }

    fn no_type(&mut self, name: &At<String>) {
        let message = format!("there is no type `{}`", name.value);
        self.report(Diagnostic::new(Rule::UnknownType, name.span, message));
    }
}
