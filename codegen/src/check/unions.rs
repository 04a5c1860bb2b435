//! Unions that a text beside them tells apart: the text is there, and can be what the variants need.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::model::{Field, Model, Operation, Place, Places, Shape, Type, UnionDef, named_in};
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::Span;

pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    let mut uses = Uses { model, told: HashSet::new(), untold: HashMap::new(), wrong: Vec::new() };
    for def in &model.types {
        match &def.shape {
            Shape::Object(object) => {
                object.fields.iter().for_each(|field| uses.field(field, object.fields.iter()));
            }
            Shape::Union(union) => {
                union.variants.iter().for_each(|variant| uses.alone(&variant.ty, variant.span));
                uses.secret(union);
            }
            Shape::Id(_) | Shape::Enum(_) => {}
        }
    }
    for dialect in &model.api.dialects {
        dialect.meta.iter().for_each(|field| uses.field(field, dialect.meta.iter()));
    }
    model.operations.iter().for_each(|operation| uses.operation(operation));
    uses.finished()
}

/// Where such unions are used.
struct Uses<'m> {
    model: &'m Model,
    /// Where the fields are declared that stand beside their text somewhere: a draft may pick one of them without its
    /// text, and leaves it to be anything.
    told: HashSet<Span>,
    /// What is said of those that do not, by where they are declared.
    untold: HashMap<Span, Diagnostic>,
    wrong: Vec<Diagnostic>,
}

impl Uses<'_> {
    fn operation(&mut self, operation: &Operation) {
        for arg in &operation.args {
            match arg.place {
                Place::Body => {
                    self.field(&arg.field, operation.args.iter().map(|arg| &arg.field));
                }
                Place::Path | Place::Query | Place::Form | Place::Whole => {
                    self.alone(&arg.field.ty.ty, arg.field.span);
                }
            }
        }
        if let Some(shown) = operation.answer.shown() {
            self.alone(&shown.ty, operation.span);
        }
        for filter in operation.tool.scan.iter().flat_map(|scan| &scan.filters) {
            self.alone(&filter.field.ty.ty, filter.field.span);
        }
    }

    /// A field among those that it stands with.
    fn field<'f>(&mut self, field: &Field, among: impl Iterator<Item = &'f Field> + Clone) {
        for ty in std::iter::once(&field.ty).chain(&field.writes) {
            match self.model.union_beside(&ty.ty) {
                None => self.alone(&ty.ty, field.span),
                Some((union, name)) => {
                    let teller = among.clone().find(|other| other.wire == name);
                    match teller.filter(|teller| meet(field.access, teller.access)) {
                        Some(teller) => {
                            self.told.insert(field.span);
                            self.teller(field, union, teller);
                        }
                        None => self.untold(field, name, among.clone()),
                    }
                }
            }
        }
    }

    fn untold<'f>(&mut self, field: &Field, name: &str, among: impl Iterator<Item = &'f Field>) {
        let message = format!("`{}` goes by `{name}`, which does not stand beside it", field.wire);
        let others = among.filter(|other| other.wire != field.wire && other.wire != name);
        let help = did_you_mean(name, others.map(|other| other.wire.as_str()));
        let help = help.unwrap_or_else(|| format!("let a field `{name}` stand wherever it does"));
        let diagnostic = Diagnostic::new(Rule::UntoldUnion, field.span, message).help(help);
        self.untold.entry(field.span).or_insert(diagnostic);
    }

    /// What tells a union is a text; of an enum, each variant has a text that is listed.
    fn teller(&mut self, field: &Field, union: &UnionDef, teller: &Field) {
        for ty in std::iter::once(&teller.ty).chain(&teller.writes).map(|ty| &ty.ty) {
            if !self.is_text(ty) {
                let what = self.model.describe(ty);
                let message =
                    format!("`{}` goes by `{}`, which is {what}", field.wire, teller.wire);
                let help = "only a text or an enum can tell a union";
                self.wrong
                    .push(Diagnostic::new(Rule::UntoldUnion, teller.span, message).help(help));
            }
            for variant in &union.variants {
                let text = Value::String(variant.wire.clone());
                if let Some(misfit) = self.model.unlisted(ty, &text) {
                    let message = format!("`{}` never says this: {}", teller.wire, misfit.message);
                    let diagnostic = Diagnostic::new(Rule::UntoldUnion, variant.span, message);
                    self.wrong.push(diagnostic.maybe_help(misfit.help));
                }
            }
        }
    }

    fn is_text(&self, ty: &Type) -> bool {
        match ty {
            Type::Text => true,
            Type::Named(at) => matches!(self.model.ty(*at).shape, Shape::Enum(_)),
            _ => false,
        }
    }

    /// A type where nothing stands beside it, or beside what it is a list or a map of.
    fn alone(&mut self, ty: &Type, span: Span) {
        let Some(at) = named_in(ty) else { return };
        if let Some((_, name)) = self.model.union_beside(&Type::Named(at)) {
            let union = &self.model.ty(at).name;
            let message =
                format!("`{union}` goes by `{name}` beside it, and nothing stands beside it here");
            let help = format!("put it into an object that has the field `{name}` too");
            self.wrong.push(Diagnostic::new(Rule::UntoldUnion, span, message).help(help));
        }
    }

    /// Beside a variant with free keys nothing is left that no variant knows.
    fn secret(&mut self, union: &UnionDef) {
        let knows_all = |ty: &Type| self.model.object(ty).is_none_or(|object| object.open);
        let free = union.variants.iter().find(|variant| knows_all(&variant.ty));
        if let (Some(span), Some(free)) = (union.secret, free) {
            let message =
                format!("`secret` says nothing here, since `{}` has free keys", free.wire);
            let help = "give that variant no more than its fields, or take the word away";
            self.wrong.push(Diagnostic::new(Rule::IdleWord, span, message).help(help));
        }
    }

    fn finished(mut self) -> Vec<Diagnostic> {
        self.untold.retain(|span, _| !self.told.contains(span));
        self.wrong.extend(self.untold.into_values());
        self.wrong
    }
}

/// Whether two fields are in the same answers, or in the same bodies.
fn meet(one: Places, other: Places) -> bool {
    (one.read && other.read) || (one.create && other.create) || (one.update && other.update)
}
