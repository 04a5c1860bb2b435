//! What is said of a call that its shape does not show.

use crate::diagnostic::Diagnostic;
use crate::load::language::{
    DoesWords, MarkWords, MergeWords, SearchWords, SiftWords, StandsWords, StoreWords, UpdateWords,
    WorkWords,
};
use crate::load::words::At;
use crate::load::yaml::Key;
use crate::model::behaviour::{Deed, Mark, Part, Place, Stands, Work, WorkDeed};
use crate::model::lower::Lower;
use crate::model::{Answer, Arg, Field, Path, Side, Type, TypeRef};
use crate::rules::Rule;
use crate::source::Span;

impl Lower<'_> {
    pub(super) fn said(&mut self, at: usize, words: &DoesWords) -> Option<Deed> {
        let DoesWords { merges, marks, updates, sifts, searches, measures, works, stores, .. } =
            words;
        let said = [
            merges.is_some(),
            marks.is_some(),
            updates.is_some(),
            sifts.is_some(),
            searches.is_some(),
            measures.is_some(),
            works.is_some(),
            stores.is_some(),
        ];
        if said.iter().filter(|said| **said).count() != 1 {
            self.no_deed(words.span, "a call does one thing", "keep one word under `does`");
            return None;
        }
        if let Some(words) = merges {
            return self.merge(at, words);
        }
        if let Some(words) = marks {
            return self.mark(at, words);
        }
        if let Some(words) = updates {
            return self.update_many(at, words);
        }
        if let Some(words) = sifts {
            return self.sift(at, words);
        }
        if let Some(words) = searches {
            return self.search(at, words);
        }
        if let Some(words) = works {
            return self.work(at, words);
        }
        if let Some(words) = stores {
            return self.store(at, words);
        }
        measures.map(Deed::Measure)
    }

    /// The things whose ids an argument holds.
    fn named_by(&mut self, at: usize, name: &At<String>) -> Option<(Field, TypeRef)> {
        let field = self.argument_named(at, name)?;
        let id = match &field.body_type().ty {
            Type::List(item) => item.ty.clone(),
            ty => ty.clone(),
        };
        let things: Vec<TypeRef> = self.model.things.iter().map(|thing| thing.ty).collect();
        let of = things.into_iter().find(|ty| self.model.key_type(*ty).as_ref() == Some(&id));
        if of.is_none() {
            let message = format!("`{}` holds no id of things that are kept", field.key);
            self.no_deed(name.span, message, "name an argument that does");
        }
        Some((field, of?))
    }

    fn argument_named(&mut self, at: usize, name: &At<String>) -> Option<Field> {
        let args: Vec<Arg> = self.model.operations[at].args.clone();
        let fields: Vec<&Field> = args.iter().map(|arg| &arg.field).collect();
        self.argument(&fields, &name.value, name.span).cloned()
    }

    /// A path through the arguments of an operation.
    fn argument_path(&mut self, at: usize, text: &At<String>) -> Option<String> {
        let Some(path) = Path::parse(&text.value) else {
            let message = format!("`{}` is no path", text.value);
            self.report(Diagnostic::new(Rule::UnknownField, text.span, message));
            return None;
        };
        let head = At { value: path.head().to_owned(), span: text.span };
        let field = self.argument_named(at, &head)?;
        let rest = Path(path.0.iter().skip(1).cloned().collect());
        if let Err(lost) = self.model.follow(Side::Body, field.body_type(), &rest) {
            self.report(lost.at(text.span));
        }
        Some(text.value.clone())
    }

    fn merge(&mut self, at: usize, words: &MergeWords) -> Option<Deed> {
        let into = self.named_by(at, &words.into);
        let from = self.named_by(at, &words.from);
        let ((into, of), (from, others)) = (into?, from?);
        if of != others {
            let message = "what goes is not of the kind of what stays";
            self.no_deed(words.from.span, message, "both name things of one type");
        }
        Some(Deed::Merge { of, into: into.wire, from: from.wire })
    }

    fn mark(&mut self, at: usize, words: &MarkWords) -> Option<Deed> {
        let of = self.thing_of(&words.of)?;
        self.field_named(of, &words.at);
        if let Some(by) = &words.by {
            self.field_named(of, by);
        }
        let each = words.each.as_ref().and_then(|each| self.named_by(at, each));
        if let (None, Answer::List { .. }) = (&words.says, &self.model.operations[at].answer) {
            let message = "the answer says something of each thing";
            self.no_deed(
                words.span,
                message,
                "write what: `says: { done: …, already: …, missing: … }`",
            );
        }
        let says = words
            .says
            .as_ref()
            .map(|says| [&says.done, &says.already, &says.missing].map(|text| text.value.clone()));
        Some(Deed::Mark(Mark {
            of,
            at: words.at.value.clone(),
            by: words.by.as_ref().map(|by| by.value.clone()),
            off: words.off.unwrap_or_default(),
            each: each.map(|(field, _)| field.wire),
            says,
        }))
    }

    fn update_many(&mut self, at: usize, words: &UpdateWords) -> Option<Deed> {
        let field = self.argument_named(at, &words.each)?;
        let of = self.listed_thing(at, words.each.span)?;
        Some(Deed::UpdateMany { of, each: field.wire, all: words.all.unwrap_or_default() })
    }

    /// The kind of thing that an answer lists.
    fn listed_thing(&mut self, at: usize, span: Span) -> Option<TypeRef> {
        let shown = self.model.operations[at].answer.shown();
        let of = shown.and_then(|shown| match shown.ty {
            Type::Named(ty) => self.model.thing(ty).map(|thing| thing.ty),
            _ => None,
        });
        if of.is_none() {
            self.no_deed(span, "the answer lists nothing that is kept", "it lists what is changed");
        }
        of
    }

    fn sift(&mut self, at: usize, words: &SiftWords) -> Option<Deed> {
        let of = self.thing_of(&words.of);
        let by = self.argument_named(at, &words.by);
        Some(Deed::Sift { of: of?, by: by?.wire })
    }

    fn search(&mut self, at: usize, words: &SearchWords) -> Option<Deed> {
        let by = self.argument_named(at, &words.by);
        let word = self.argument_named(at, &words.word);
        let size = self.argument_named(at, &words.size);
        let mut places = Vec::new();
        for (value, place) in &words.places.0 {
            let Some(of) = self.thing_of(&place.of) else { continue };
            for path in &place.paths.0 {
                let head = path.value.split(['.', '[']).next().unwrap_or_default();
                self.field_named(of, &At { value: head.to_owned(), span: path.span });
            }
            let paths = place.paths.0.iter().map(|path| path.value.clone()).collect();
            places.push(Place { value: value.text.clone(), of, paths });
        }
        Some(Deed::Search { by: by?.wire, word: word?.wire, size: size?.wire, places })
    }

    fn work(&mut self, at: usize, words: &WorkWords) -> Option<Deed> {
        let Some(Deed::Create { of: made, .. }) = self.shown(at, words.span) else { return None };
        if self.model.operations[at].long_running.is_none() {
            let message = "work that nobody can follow";
            self.no_deed(words.span, message, "say how: `long_running: …`");
        }
        let of = self.thing_of(&words.of);
        let each = self.argument_path(at, &words.each);
        let by = self.argument_path(at, &words.by);
        let mut deeds = Vec::new();
        for (value, deed) in &words.deeds.0 {
            let said = [
                deed.sets.as_ref().map(|path| (path, true)),
                deed.applies.as_ref().map(|path| (path, false)),
            ];
            let mut said = said.into_iter().flatten();
            let one = match (said.next(), said.next(), &deed.deletes) {
                (Some((path, sets)), None, None) => self
                    .argument_path(at, path)
                    .map(|path| if sets { WorkDeed::Sets(path) } else { WorkDeed::Applies(path) }),
                (None, None, Some(_)) => Some(WorkDeed::Deletes),
                _ => {
                    self.one_deed(value);
                    None
                }
            };
            deeds.extend(one.map(|one| (value.text.clone(), one)));
        }
        let stands = self.stands(made, &words.stands);
        let work = Work { of: of?, each: each?, by: by?, stands: stands?, deeds };
        Some(Deed::Create { of: made, works: Some(work) })
    }

    fn stands(&mut self, made: TypeRef, words: &StandsWords) -> Option<Stands> {
        let at = self.field_named(made, &words.at)?;
        let values = [
            ("waiting", &words.waiting),
            ("working", &words.working),
            ("done", &words.done),
            ("stopping", &words.stopping),
            ("stopped", &words.stopped),
        ];
        for (_, value) in values {
            let misfit = self.model.unlisted(&at.ty.ty, &value.value.as_str().into());
            if let Some(misfit) = misfit.into_iter().next() {
                let message = format!("it never stands so: {}", misfit.text());
                let found = Diagnostic::new(Rule::Deed, value.span, message);
                self.report(found.maybe_help(misfit.help));
            }
        }
        let mut times = Vec::new();
        for (value, field) in words.times.iter().flat_map(|times| &times.0) {
            self.field_named(made, field);
            times.push((value.text.clone(), field.value.clone()));
        }
        let values = values.map(|(way, value)| (way, value.value.clone()));
        Some(Stands { at: at.wire, values: values.into(), times })
    }

    fn one_deed(&mut self, value: &Key) {
        let message = format!("`{}` does one thing with each of many", value.text);
        self.no_deed(value.span, message, "keep one of `sets`, `applies` and `deletes`");
    }

    fn store(&mut self, at: usize, words: &StoreWords) -> Option<Deed> {
        let data = self.argument_named(at, &words.data)?;
        let version = self.argument_named(at, &words.version)?;
        let part = self.model.part_of(&self.model.operations[at]);
        let Some(part) = part.filter(|part| part.field == data.wire) else {
            let message = format!("the path leads to no part `{}` of a thing", data.wire);
            self.no_deed(words.data.span, message, "it ends in the name of what is stored");
            return None;
        };
        Some(Deed::Part(Part { version: Some(version.wire), ..part }))
    }
}
