//! Bodies, from words to the model: what they are made of, and the arguments that make them.

use super::Lower;
use crate::diagnostic::Diagnostic;
use crate::load::language::{BodyWords, DraftWords, OperationWords, UploadWords, WholeWords};
use crate::load::yaml::Key;
use crate::model::{Arg, Body, Field, Place, Purpose, Type, TypeUse, Verb};
use crate::rules::Rule;

impl<'s> Lower<'s> {
    /// The body and its arguments; `None` if they follow from a name that leads nowhere.
    pub(super) fn body(
        &mut self,
        words: &'s OperationWords,
        verb: Verb,
    ) -> Option<(Body, Vec<Arg>)> {
        let Some(body) = &words.body else { return Some((Body::None, Vec::new())) };
        if verb == Verb::Get {
            self.report(Diagnostic::new(Rule::BodyOnGet, words.call.span, "a GET has a body"));
        }
        let of_fields = |fields: Vec<Field>| -> Vec<Arg> {
            fields.into_iter().map(|field| Arg { place: Place::Body, field }).collect()
        };
        match body {
            BodyWords::Draft(words) => {
                if let Some(purpose) = words.purpose.as_ref().filter(|it| it.value == Purpose::Read)
                {
                    let message = "`for: read` says nothing of a body";
                    let help = "a body is for `create` or `update`";
                    self.report(Diagnostic::new(Rule::IdleWord, purpose.span, message).help(help));
                }
                self.check_nameless(words);
                let draft = self.draft(words);
                let known = !draft.open || words.open.unwrap_or_default();
                known.then(|| (Body::Fields(None), of_fields(draft.fields)))
            }
            BodyWords::Named(expr) => {
                let named = self.resolve(expr);
                if !self.is_known(expr) {
                    return None;
                }
                let (Type::Named(at), Some(object)) = (&named.ty, self.model.object(&named.ty))
                else {
                    let message = "a body that is named is an object or a draft";
                    let help = "for a bare value write `body: { value: …, as: … }`";
                    self.report(
                        Diagnostic::new(Rule::TypeExpression, expr.span, message).help(help),
                    );
                    return None;
                };
                let fields =
                    object.fields.iter().filter(|field| field.access.writable()).cloned().collect();
                let at = *at;
                self.used.insert(at);
                (!self.lost.contains(&at)).then(|| (Body::Fields(Some(at)), of_fields(fields)))
            }
            BodyWords::Whole(whole) => {
                let name = Key { text: whole.name.value.clone(), span: whole.name.span };
                let field = self.whole_field(&name, whole);
                Some((Body::Whole, vec![Arg { place: Place::Whole, field }]))
            }
            BodyWords::Upload(upload) => {
                let field = self.files_field(upload);
                Some((Body::Form, vec![Arg { place: Place::Form, field }]))
            }
        }
    }

    /// A draft that is a body has no name, and its fields are arguments: what is said of it as a whole is heard by nobody.
    fn check_nameless(&mut self, words: &DraftWords) {
        let said = [
            ("open", words.open.is_some()),
            ("about", words.about.is_some()),
            ("source", words.source.is_some()),
            ("notes", words.notes.is_some()),
        ];
        for (word, _) in said.into_iter().filter(|(_, said)| *said) {
            let message = format!("`{word}` says nothing of a body without a name");
            let help = "say it of the operation, or of a type that the body names";
            self.report(Diagnostic::new(Rule::IdleWord, words.span, message).help(help));
        }
    }

    fn whole_field(&mut self, name: &Key, whole: &'s WholeWords) -> Field {
        let ty = self.resolve(&whole.value);
        let mut field = self.checked_field(name, ty);
        field.about = whole.about.clone().unwrap_or_default();
        field.bounds.min = whole.min.as_ref().map(|min| min.value);
        field.bounds.max = whole.max.as_ref().map(|max| max.value);
        if let Some(example) = &whole.example {
            field.example = Some(example.to_json());
            field.value_spans[1] = example.span;
        }
        field
    }

    fn files_field(&mut self, upload: &UploadWords) -> Field {
        let name = Key { text: upload.name.value.clone(), span: upload.name.span };
        let file = TypeUse { ty: Type::Upload, nullable: false };
        let files = TypeUse { ty: Type::List(Box::new(file)), nullable: false };
        let mut field = self.checked_field(&name, files);
        field.about = upload.about.clone().unwrap_or_default();
        field.bounds.min = Some(1);
        field
    }
}
