//! The way through all that an operation and its tool take, down to what can be wrong.

use super::site::Site;
use super::wrong::{Wrong, unlisted};
use super::{Breach, Given, Rule};
use crate::model::fit::{self, Fit};
use crate::model::{
    Bounds, Draw, Field, Model, ObjectDef, Operation, Projection, Segment, Shape, Side, Tag, Type,
    TypeRef, TypeUse, UnionDef, Variant,
};

const NO_SUCH_ARGUMENT: &str = "no_such_argument";
const NO_SUCH_FIELD: &str = "no_such_field";
const BYTES: &str = "the bytes of the file in base64";

pub(super) struct Walk<'m> {
    model: &'m Model,
    operation: &'m Operation,
    /// The types that are being gone through: some hold themselves.
    around: Vec<TypeRef>,
    found: Vec<Breach>,
}

/// Fields that stand together, and how a caller calls each.
#[derive(Clone, Copy)]
struct Group<'g> {
    fields: &'g [&'g Field],
    key: fn(&Field) -> &str,
}

impl<'m> Walk<'m> {
    pub(super) fn new(model: &'m Model, operation: &'m Operation) -> Self {
        Self { model, operation, around: Vec::new(), found: Vec::new() }
    }

    pub(super) fn all(mut self) -> Vec<Breach> {
        let operation = self.operation;
        let root = Site::root(operation);
        let fields: Vec<&Field> = operation.args.iter().map(|arg| &arg.field).collect();
        let group = Group { fields: &fields, key: |field| &field.key };
        for arg in &operation.args {
            self.field(&root, &arg.field, &arg.sent_type(), group);
        }
        let unknown = root.astray(NO_SUCH_ARGUMENT);
        self.add(&unknown, "no-such-argument", Given::Json(true.into()), Rule::Known, true);
        self.filters(&root);
        let chooses = matches!(operation.tool.shows, Projection::Paths(_));
        if chooses && fields.iter().all(|field| field.key != "fields") {
            let gives = Given::Json(NO_SUCH_FIELD.into());
            self.push(&root.under("fields"), "no-such-field", gives, Rule::Known, false);
        }
        self.found
    }

    fn field(&mut self, object: &Site<'m>, field: &Field, sent: &TypeUse, group: Group<'_>) {
        let site = object.under((group.key)(field));
        if !field.optional {
            let is_argument = object.at.is_empty();
            self.add(&site, "missing", Given::Nothing, Rule::Required, is_argument);
        }
        self.values(&site, &sent.ty, &field.bounds);
        match self.model.union_beside(&sent.ty) {
            Some((union, by)) => self.told(object, field, union, by, group),
            None => self.inside(&site, &sent.ty),
        }
    }

    /// What a value at a place can be instead of right. Another kind deep inside is refused as it is on top, and not tried.
    fn values(&mut self, site: &Site<'m>, ty: &Type, bounds: &Bounds) {
        let is_argument = site.at.len() == 1;
        for Wrong { name, gives, rule, is_limit } in self.model.wrong(ty, bounds) {
            if is_limit || is_argument {
                self.add(site, name, gives, rule, is_limit);
            }
        }
    }

    /// What can be wrong in what a value holds.
    fn inside(&mut self, site: &Site<'m>, ty: &Type) {
        match ty {
            Type::List(item) => {
                let is_list = |site: &Site<'_>| site.item().value().is_some();
                let Some(list) = self.site(site, is_list, ty) else { return };
                self.values(&list.item(), &item.ty, &Bounds::default());
                self.inside(&list.item(), &item.ty);
            }
            Type::Map(value) => {
                let Some(map) = self.site(site, |site| first_key(site).is_some(), ty) else {
                    return;
                };
                let Some(entry) = first_key(&map).map(|key| map.entry(key)) else { return };
                self.values(&entry, &value.ty, &Bounds::default());
                self.inside(&entry, &value.ty);
            }
            Type::Upload => self.file(site),
            Type::Named(at) => match &self.model.ty(*at).shape {
                Shape::Object(object) => {
                    if let Some(site) = self.site(site, is_object, ty) {
                        self.within(*at, |walk| walk.object(&site, object));
                    }
                }
                Shape::Union(UnionDef { tag: Tag::Inside(key), variants, .. }) => {
                    self.within(*at, |walk| walk.variants(site, key, variants));
                }
                Shape::Union(_) | Shape::Id(_) | Shape::Enum(_) => {}
            },
            _ => {}
        }
    }

    fn object(&mut self, site: &Site<'m>, object: &ObjectDef) {
        let fields: Vec<&Field> =
            object.fields.iter().filter(|field| Side::Body.of(field).is_some()).collect();
        let group = Group { fields: &fields, key: |field| &field.wire };
        for field in &fields {
            self.field(site, field, field.body_type(), group);
        }
        if !object.open {
            let unknown = site.astray(NO_SUCH_FIELD);
            self.add(&unknown, "no-such-field", Given::Json(true.into()), Rule::Known, false);
        }
        for draw in &object.draws {
            self.draw(site, object, draw);
        }
    }

    /// Objects that the text under a key inside them tells apart.
    fn variants(&mut self, site: &Site<'m>, key: &str, variants: &[Variant]) {
        for (at, variant) in variants.iter().enumerate() {
            let is_it = |site: &Site<'_>| tells(site, key, variant);
            let found = site.found(is_it).or_else(|| {
                let sample = self.model.sample_told(key, variant)?;
                Some(site.clone().made(sample))
            });
            let Some(site) = found else { continue };
            if at == 0 {
                self.add(&site.under(key), "missing", Given::Nothing, Rule::Required, false);
            }
            self.variant(&site, variant);
        }
    }

    fn variant(&mut self, site: &Site<'m>, variant: &Variant) {
        let site = site.named(&variant.wire);
        match &variant.ty {
            Type::Named(at) => {
                if let Some(object) = self.model.object(&variant.ty) {
                    self.within(*at, |walk| walk.object(&site, object));
                }
            }
            other => self.inside(&site, other),
        }
    }

    /// What a text beside it tells.
    fn told(
        &mut self,
        object: &Site<'m>,
        field: &Field,
        union: &UnionDef,
        by: &str,
        group: Group<'_>,
    ) {
        let Some(teller) = group.fields.iter().find(|field| field.wire == by) else { return };
        let [key, by] = [field, teller].map(group.key);
        for variant in &union.variants {
            let serves =
                |object: &Site<'_>| tells(object, by, variant) && is_object(&object.under(key));
            let site = match (object.found(serves), self.model.sample(&variant.ty)) {
                (Some(object), _) => object.under(key),
                (None, Some(sample)) => {
                    let told = object.under(by).made(variant.wire.clone().into());
                    object.under(key).among(&told).made(sample)
                }
                (None, None) => continue,
            };
            self.variant(&site, variant);
        }
    }

    fn file(&mut self, site: &Site<'m>) {
        let parts = [("name", "a text"), ("content_type", "a text"), ("content", BYTES)];
        for (key, is) in parts {
            let part = site.under(key);
            self.add(&part, "missing", Given::Nothing, Rule::Required, true);
            self.add(&part, "no-text", Given::Json(true.into()), Rule::Is(is), true);
        }
        let content = site.under("content");
        self.add(&content, "no-bytes", Given::Json("?".into()), Rule::Is(BYTES), true);
        let unknown = site.astray(NO_SUCH_FIELD);
        self.add(&unknown, "no-such-field", Given::Json(true.into()), Rule::Known, true);
    }

    /// A text that does not go with the value of another field.
    fn draw(&mut self, object: &Site<'m>, def: &ObjectDef, draw: &Draw) {
        let steps = |object: &Site<'m>| {
            draw.path.0.iter().fold(object.clone(), |site, segment| match segment {
                Segment::Key(key) => site.under(key),
                Segment::Each | Segment::Any | Segment::Index(_) => site.item(),
            })
        };
        let sets = self.model.sets(def, draw);
        let set = |object: &Site<'m>| {
            let by = object.under(&draw.by);
            let chosen = by.value()?.as_str()?.to_owned();
            sets.iter().find(|(value, _)| *value == chosen).map(|(_, set)| *set)
        };
        let serves = |object: &Site<'m>| set(object).is_some() && steps(object).value().is_some();
        let Some(object) = object.found(serves) else { return };
        let set = set(&object).unwrap_or_default();
        let Some(first) = set.first() else { return };
        let (other, rule) = (unlisted(set.iter().map(String::as_str)), Rule::OneOf(first.clone()));
        self.add(&steps(&object), "undrawn", Given::Json(other.into()), rule, false);
    }

    /// Tools alone have filters.
    fn filters(&mut self, root: &Site<'m>) {
        for filter in self.operation.tool.scan.iter().flat_map(|scan| &scan.filters) {
            let field = &filter.field;
            for wrong in self.model.wrong(&field.body_type().ty, &field.bounds) {
                let value = wrong.gives.value().unwrap_or_default();
                if Fit::field(self.model, Side::Body, field, &value).len() == 1 {
                    self.push(&root.under(&field.key), wrong.name, wrong.gives, wrong.rule, false);
                }
            }
        }
    }

    fn within(&mut self, at: TypeRef, go: impl FnOnce(&mut Self)) {
        if !self.around.contains(&at) {
            self.around.push(at);
            go(self);
            self.around.pop();
        }
    }

    /// Where a place serves: in a case, or in what is made for it.
    fn site(
        &self,
        site: &Site<'m>,
        serves: impl Fn(&Site<'m>) -> bool,
        ty: &Type,
    ) -> Option<Site<'m>> {
        site.found(serves).or_else(|| Some(site.clone().made(self.model.sample(ty)?)))
    }

    /// Keeps what breaks one rule: what breaks none is right, and of what breaks two nobody could say which was kept.
    fn add(&mut self, site: &Site<'m>, what: &str, gives: Given, rule: Rule, by_client: bool) {
        let breach = breach(site, what, gives, rule, by_client);
        let arguments = breach.arguments(self.operation);
        if fit::arguments(self.model, self.operation, &arguments).len() == 1 {
            self.found.push(breach);
        }
    }

    fn push(&mut self, site: &Site<'m>, what: &str, gives: Given, rule: Rule, by_client: bool) {
        self.found.push(breach(site, what, gives, rule, by_client));
    }
}

fn breach(site: &Site<'_>, what: &str, gives: Given, rule: Rule, by_client: bool) -> Breach {
    let Site { case, args, at, .. } = site.clone();
    Breach { name: site.name(what), case, args, at, gives, rule, by_client }
}

fn is_object(site: &Site<'_>) -> bool {
    site.value().is_some_and(serde_json::Value::is_object)
}

/// Whether the text under a key of an object tells that it is, or holds, a variant.
fn tells(object: &Site<'_>, key: &str, variant: &Variant) -> bool {
    object.under(key).value().is_some_and(|text| *text == variant.wire)
}

fn first_key<'s>(site: &'s Site<'_>) -> Option<&'s str> {
    site.value()?.as_object()?.keys().next().map(String::as_str)
}
