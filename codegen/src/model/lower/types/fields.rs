//! Fields, from words to the model: what silence means for them, and which words say nothing of them.

use crate::diagnostic::Diagnostic;
use crate::load::language::{AccessWords, FieldEntry, FieldWords, IsWords, Pick};
use crate::load::words::{At, List, Table};
use crate::load::yaml::Key;
use crate::model::behaviour::{Derived, Kept, Picks};
use crate::model::lower::{Lower, plain_field};
use crate::model::names::{is_portable_key, portable_key, snake};
use crate::model::{Access, Bounds, Field, Places, Type, TypeUse};
use crate::rules::Rule;

impl<'s> Lower<'s> {
    /// Fields, parameters or arguments; none where there is no table of them.
    pub(in crate::model::lower) fn fields(
        &mut self,
        table: Option<&'s Table<FieldEntry>>,
        meaning: Meaning,
    ) -> Vec<Field> {
        let entries = table.into_iter().flat_map(|table| &table.0);
        entries.map(|(name, entry)| self.field(name, &entry.0, meaning)).collect()
    }

    pub(in crate::model::lower) fn field(
        &mut self,
        name: &Key,
        words: &'s FieldWords,
        meaning: Meaning,
    ) -> Field {
        self.check_key(name);
        self.check_idle_words(name, words, meaning);
        let span_of =
            |node: Option<&crate::load::yaml::Node>| node.map_or(name.span, |node| node.span);
        Field {
            wire: name.text.clone(),
            rust: snake(&name.text),
            key: portable_key(&name.text),
            ty: self.resolve(&words.ty),
            writes: words.writes.as_ref().map(|expr| self.resolve(expr)),
            optional: match meaning {
                Meaning::Answer => words.optional.as_ref().is_some_and(|optional| optional.value),
                Meaning::Draft => true,
                Meaning::Query => !words.required.as_ref().is_some_and(|required| required.value),
                Meaning::Path => false,
            },
            boxed: false,
            access: words.access.as_ref().map_or(Places::ALL, |access| places(access)),
            about: words.about.clone().unwrap_or_default(),
            // Of a type that is not known, it is not known whether it has bounds.
            bounds: if self.is_known(&words.ty) { bounds(words) } else { Bounds::default() },
            default: words.default.as_ref().map(crate::load::yaml::Node::to_json),
            example: words.example.as_ref().map(crate::load::yaml::Node::to_json),
            secret: words.secret.unwrap_or_default(),
            person: words.person,
            kept: kept(words),
            untrusted: words.untrusted.as_ref().is_some_and(|word| word.value),
            html: words.html.as_ref().is_some_and(|word| word.value),
            deprecated: words.deprecated.clone(),
            notes: List::of(words.notes.as_ref()),
            span: name.span,
            value_spans: [span_of(words.default.as_ref()), span_of(words.example.as_ref())],
        }
    }

    /// A field that is nothing but a name and a type.
    pub(in crate::model::lower) fn checked_field(&mut self, name: &Key, ty: TypeUse) -> Field {
        self.check_key(name);
        plain_field(name, ty)
    }

    fn check_key(&mut self, name: &Key) {
        if !is_portable_key(&portable_key(&name.text)) {
            let message = format!("`{}` cannot become a key that clients accept", name.text);
            self.report(Diagnostic::new(Rule::KeyForm, name.span, message));
        }
    }

    /// What can be missing is said by one word in answers, and by another one in queries.
    fn check_idle_words(&mut self, name: &Key, words: &FieldWords, meaning: Meaning) {
        let optional = words.optional.as_ref().map(|word| word.span);
        let required = words.required.as_ref().map(|word| word.span);
        let said = [
            ("optional", optional, Meaning::Answer, "fields of an object"),
            ("required", required, Meaning::Query, "parameters of a query"),
        ];
        for (word, span, means, of) in said {
            if let Some(span) = span
                && meaning != means
            {
                let message = format!("`{word}` says nothing of `{}`", name.text);
                let help = match meaning {
                    Meaning::Path => "a parameter in a path is always required".to_owned(),
                    Meaning::Draft => {
                        "a body names what is required beside its `fields`: `required: [name]`"
                            .to_owned()
                    }
                    Meaning::Answer | Meaning::Query => format!("it is for {of}"),
                };
                self.report(Diagnostic::new(Rule::IdleWord, span, message).help(help));
            }
        }
        self.check_behaving(name, words, meaning);
        let sides = "it tells answers from bodies, and this is only sent";
        let answers = "it is about answers, and this is only sent";
        let sided = [
            ("access", words.access.as_ref().map(|access| access.span), sides),
            ("writes", words.writes.as_ref().map(|writes| writes.span), sides),
            ("untrusted", words.untrusted.as_ref().map(|word| word.span), answers),
            ("html", words.html.as_ref().map(|word| word.span), answers),
        ];
        for (word, span, help) in sided {
            if let Some(span) = span
                && meaning != Meaning::Answer
            {
                let message = format!("`{word}` says nothing of `{}`", name.text);
                self.report(Diagnostic::new(Rule::IdleWord, span, message).help(help));
            }
        }
        if meaning == Meaning::Answer {
            self.check_html(name, words);
        }
    }

    /// Only a text can be HTML.
    fn check_html(&mut self, name: &Key, words: &FieldWords) {
        let Some(html) = &words.html else { return };
        if self.is_known(&words.ty) && self.resolve(&words.ty).ty != Type::Text {
            let message = format!("`html` says nothing of `{}`", name.text);
            let help = "it is for a text";
            self.report(Diagnostic::new(Rule::IdleWord, html.span, message).help(help));
        }
    }
}

impl Lower<'_> {
    /// Things keep the fields of objects, and parameters of a query pick from lists.
    fn check_behaving(&mut self, name: &Key, words: &FieldWords, meaning: Meaning) {
        let of_things = (meaning != Meaning::Answer).then(|| words.kept()).into_iter().flatten();
        let of_lists = (meaning != Meaning::Query).then(|| words.picking()).into_iter().flatten();
        let of_things = of_things.map(|(word, span)| (word, span, "fields of an object"));
        let of_lists = of_lists.map(|(word, span)| (word, span, "parameters of a query"));
        for (word, span, of) in of_things.chain(of_lists) {
            if let Some(span) = span {
                let message = format!("`{word}` says nothing of `{}`", name.text);
                let help = format!("it is for {of}");
                self.report(Diagnostic::new(Rule::IdleWord, span, message).help(help));
            }
        }
        if let (None, Some(by)) = (&words.keeps, &words.by) {
            let message = "`by` without `keeps` looks at nothing";
            self.report(Diagnostic::new(Rule::IdleWord, by.span, message));
        }
    }
}

/// What silence means for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::model::lower) enum Meaning {
    /// It is there.
    Answer,
    /// It can be left out.
    Draft,
    /// It can be left out, unless it is said to be required.
    Query,
    /// It is there, always.
    Path,
}

fn kept(words: &FieldWords) -> Kept {
    let path = |text: &At<String>| Derived::Path(text.clone());
    Kept {
        unique: words.unique.as_ref().is_some_and(|unique| unique.value),
        is: words.is.as_ref().and_then(|is| match is {
            IsWords::Path(text) => Some(path(text)),
            IsWords::Derived(words) => Derived::of(words),
        }),
        starts: words.starts.as_ref().map(|starts| starts.value),
        picks: words.keeps.as_ref().map(|paths| Picks {
            paths: paths.0.clone(),
            by: words.by.as_ref().map_or(Pick::Equals, |by| by.value),
        }),
    }
}

fn bounds(words: &FieldWords) -> Bounds {
    Bounds {
        min: words.min.as_ref().map(|min| min.value),
        max: words.max.as_ref().map(|max| max.value),
        pattern: words.pattern.as_ref().map(|pattern| pattern.value.clone()),
    }
}

fn places(words: &AccessWords) -> Places {
    let has = |access: Access| words.0.contains(&access);
    Places {
        read: has(Access::Read),
        create: has(Access::Create) || has(Access::Write),
        update: has(Access::Update) || has(Access::Write),
    }
}
