//! Schemas: named types as components, and fields as their properties.

use std::collections::HashMap;

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, ArrayType, BooleanType, Discriminator, NumberType, ObjectType,
    ReferenceOr, Schema, SchemaData, SchemaKind, StringType, Type as Kind,
};
use serde_json::{Map, Value, json};

use super::kinds::{
    anything, boxed, component_reference, id_kind, integer, nullable_reference, plain, scalar,
    size, tag, text, with,
};
use super::prose::{listed, paragraphs, sentence, sources, told};
use crate::model::{
    Bounds, EnumDef, EnumValue, Field, Model, ObjectDef, Shape, Tag, Type, TypeDef, TypeRef,
    TypeUse, UnionDef, Variant,
};

/// Which way values of a schema go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Answered,
    Sent,
    Both,
}

/// What every schema is made from.
pub(super) struct Schemas<'m> {
    pub(super) model: &'m Model,
    /// By object, the keys that tell it apart in unions, and what may stand there.
    tags: HashMap<TypeRef, IndexMap<&'m str, Vec<&'m str>>>,
}

impl<'m> Schemas<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        let mut tags: HashMap<TypeRef, IndexMap<&str, Vec<&str>>> = HashMap::new();
        for def in &model.types {
            let Shape::Union(UnionDef { tag: Tag::Inside(key), variants, .. }) = &def.shape else {
                continue;
            };
            for variant in variants {
                let Type::Named(at) = variant.ty else { continue };
                let values = tags.entry(at).or_default().entry(key).or_default();
                if !values.contains(&variant.wire.as_str()) {
                    values.push(&variant.wire);
                }
            }
        }
        Self { model, tags }
    }

    /// Every type that an answer, a query or a body can hold.
    pub(super) fn components(&self) -> IndexMap<String, ReferenceOr<Schema>> {
        let mut components = IndexMap::new();
        for (at, def) in self.model.types.iter().enumerate() {
            let ways: &[Way] = match (def.in_answers, self.model.is_sent(TypeRef(at))) {
                (true, true) if def.two_sided => &[Way::Answered, Way::Sent],
                (true, true) => &[Way::Both],
                (true, false) => &[Way::Answered],
                (false, true) => &[Way::Sent],
                (false, false) => &[],
            };
            for way in ways {
                let schema = self.component(TypeRef(at), def, *way);
                components.insert(self.name(TypeRef(at), *way), ReferenceOr::Item(schema));
            }
        }
        components
    }

    fn name(&self, at: TypeRef, way: Way) -> String {
        let def = self.model.ty(at);
        if way == Way::Sent && def.two_sided {
            format!("{}-body", def.name)
        } else {
            def.name.clone()
        }
    }

    pub(super) fn reference(&self, at: TypeRef, way: Way) -> ReferenceOr<Schema> {
        component_reference(&self.name(at, way))
    }

    fn component(&self, at: TypeRef, def: &TypeDef, way: Way) -> Schema {
        let mut schema = match &def.shape {
            Shape::Id(kind) => plain(id_kind(*kind, &Bounds::default())),
            Shape::Enum(values) => enumeration(values),
            Shape::Object(object) => self.object(at, object, way),
            Shape::Union(UnionDef { tag: Tag::Inside(key), variants, .. }) => {
                self.told_inside(key, variants, way)
            }
            Shape::Union(UnionDef { tag: Tag::Beside(_), variants, .. }) => {
                self.told_beside(variants, way)
            }
        };
        let known = match &def.shape {
            Shape::Enum(values) if !values.closed => Some(known_values(values)),
            Shape::Union(UnionDef { tag: Tag::Beside(field), variants, .. }) => {
                Some(self.known_variants(field, variants, way))
            }
            _ => None,
        };
        schema.schema_data.description =
            paragraphs([sentence(&def.about), known, listed(&def.notes)]);
        schema.schema_data.example = def.example.clone();
        if matches!(&def.shape, Shape::Union(union) if union.secret.is_some()) {
            schema.schema_data.extensions.insert("x-secret-others".to_owned(), json!(true));
        }
        schema.schema_data.extensions.extend(sources(&def.source));
        schema
    }

    fn object(&self, at: TypeRef, object: &ObjectDef, way: Way) -> Schema {
        let fields = object.fields.iter().filter(|field| match way {
            Way::Answered => field.access.read,
            Way::Sent => field.access.writable(),
            Way::Both => true,
        });
        let fields = self.fields(fields, way);
        let mut kind = self.tagged(at);
        kind.properties.extend(fields.properties);
        kind.required.extend(fields.required);
        if object.open {
            kind.additional_properties = Some(AdditionalProperties::Any(true));
        }
        let mut schema = plain(Kind::Object(kind));
        if !object.draws.is_empty() {
            let draws = object.draws.iter();
            let draws = draws
                .map(|draw| (draw.path.to_string(), json!(format!("{}.{}", draw.by, draw.set))));
            schema.schema_data.extensions.insert("x-draws".to_owned(), draws.collect());
        }
        schema
    }

    /// The keys that tell the object apart in unions; of several, a union has one.
    fn tagged(&self, at: TypeRef) -> ObjectType {
        let mut object = ObjectType::default();
        for (key, values) in self.tags.get(&at).into_iter().flatten() {
            object.properties.insert((*key).to_owned(), boxed(ReferenceOr::Item(tag(values))));
            object.required.push((*key).to_owned());
        }
        if object.required.len() > 1 {
            object.required.clear();
        }
        object
    }

    /// An object of these fields.
    pub(super) fn fields<'f>(
        &self,
        fields: impl Iterator<Item = &'f Field>,
        way: Way,
    ) -> ObjectType {
        let mut object = ObjectType::default();
        for field in fields {
            object.properties.insert(field.wire.clone(), boxed(self.field(field, way)));
            if !field.optional {
                object.required.push(field.wire.clone());
            }
        }
        object
    }

    pub(super) fn field(&self, field: &Field, way: Way) -> ReferenceOr<Schema> {
        let read_only = way == Way::Both && !field.access.writable();
        let write_only = way == Way::Both && !field.access.read;
        let way = match way {
            _ if read_only => Way::Answered,
            _ if write_only => Way::Sent,
            way => way,
        };
        let ty = if way == Way::Sent { field.body_type() } else { &field.ty };
        // What is sent has limits and defaults. Answers are not held to them.
        let (bounds, default) = match way {
            Way::Answered => (Bounds::default(), None),
            Way::Sent | Way::Both => (field.bounds.clone(), field.default.clone()),
        };
        let mut extensions = IndexMap::new();
        if let Some(person) = field.person {
            extensions.insert("x-person".to_owned(), json!(person.as_str()));
        }
        for (word, holds) in [("x-untrusted", field.untrusted), ("x-html", field.html)] {
            extensions.extend(holds.then(|| (word.to_owned(), json!(true))));
        }
        if field.secret {
            extensions.insert("x-secret".to_owned(), json!(true));
        }
        let beside = SchemaData {
            read_only,
            write_only,
            deprecated: field.deprecated.is_some(),
            description: told(&field.about, field.deprecated.as_deref(), &field.notes),
            default: default.filter(|value| !value.is_null()),
            example: field.example.clone().filter(|value| !value.is_null()),
            extensions,
            ..SchemaData::default()
        };
        with(self.of(ty, &bounds, way), beside)
    }

    pub(super) fn of(&self, ty: &TypeUse, bounds: &Bounds, way: Way) -> ReferenceOr<Schema> {
        let mut schema = match &ty.ty {
            Type::Named(at) => match &self.model.ty(*at).shape {
                Shape::Id(kind) if *bounds != Bounds::default() => plain(id_kind(*kind, bounds)),
                shape if ty.nullable => nullable_reference(shape, self.reference(*at, way)),
                _ => return self.reference(*at, way),
            },
            // Without a type it takes null as it is.
            Type::Json => return ReferenceOr::Item(anything()),
            Type::Value => return ReferenceOr::Item(scalar(ty.nullable)),
            Type::List(item) => plain(Kind::Array(ArrayType {
                items: Some(boxed(self.of(item, &Bounds::default(), way))),
                min_items: size(bounds.min),
                max_items: size(bounds.max),
                unique_items: false,
            })),
            Type::Map(value) => plain(Kind::Object(ObjectType {
                additional_properties: Some(AdditionalProperties::Schema(Box::new(self.of(
                    value,
                    &Bounds::default(),
                    way,
                )))),
                ..ObjectType::default()
            })),
            Type::Int => plain(integer(bounds)),
            Type::Number => plain(Kind::Number(NumberType {
                minimum: bounds.min.map(|min| min as f64),
                maximum: bounds.max.map(|max| max as f64),
                ..NumberType::default()
            })),
            Type::Bool => plain(Kind::Boolean(BooleanType::default())),
            Type::Text => plain(text(None, bounds)),
            Type::Time if way == Way::Sent => plain(text(Some("date-time"), bounds)),
            Type::Time => plain(text(Some("iso-8601"), bounds)),
            Type::Date => plain(text(Some("date"), bounds)),
            Type::Email => plain(text(Some("email"), bounds)),
            Type::Url => plain(text(Some("uri"), bounds)),
            Type::Uuid => plain(text(Some("uuid"), bounds)),
            Type::Upload => plain(text(Some("binary"), bounds)),
        };
        schema.schema_data.nullable = ty.nullable;
        ReferenceOr::Item(schema)
    }

    fn told_inside(&self, key: &str, variants: &[Variant], way: Way) -> Schema {
        let mut one_of = Vec::new();
        let mut mapping = IndexMap::new();
        for variant in variants {
            let reference = self.variant(variant, way);
            if let ReferenceOr::Reference { reference } = &reference {
                mapping.insert(variant.wire.clone(), reference.clone());
            }
            if !one_of.contains(&reference) {
                one_of.push(reference);
            }
        }
        let discriminator =
            Discriminator { property_name: key.to_owned(), mapping, ..Discriminator::default() };
        Schema {
            schema_data: SchemaData { discriminator: Some(discriminator), ..SchemaData::default() },
            schema_kind: SchemaKind::OneOf { one_of },
        }
    }

    /// A schema cannot look beside itself, so that nothing tells the variants apart for those who read it; and what other
    /// texts tell must go through.
    fn told_beside(&self, variants: &[Variant], way: Way) -> Schema {
        let mut any_of = Vec::new();
        for variant in variants {
            let schema = self.variant(variant, way);
            if !any_of.contains(&schema) {
                any_of.push(schema);
            }
        }
        any_of.push(ReferenceOr::Item(plain(Kind::Object(ObjectType {
            additional_properties: Some(AdditionalProperties::Any(true)),
            ..ObjectType::default()
        }))));
        Schema { schema_data: SchemaData::default(), schema_kind: SchemaKind::AnyOf { any_of } }
    }

    fn variant(&self, variant: &Variant, way: Way) -> ReferenceOr<Schema> {
        let ty = TypeUse { ty: variant.ty.clone(), nullable: false };
        self.of(&ty, &Bounds::default(), way)
    }

    /// Which text goes with which variant, where nothing else in a schema says it.
    fn known_variants(&self, field: &str, variants: &[Variant], way: Way) -> String {
        let known = variants.iter().map(|variant| match &variant.ty {
            Type::Named(at) => format!("`{}` goes with {}", variant.wire, self.name(*at, way)),
            ty => format!("`{}` goes with {}", variant.wire, self.model.describe(ty)),
        });
        let known: Vec<String> = known.collect();
        format!("It goes by `{field}` beside it: {}. Others may come.", known.join(", "))
    }
}

/// The values of an open enum, for readers whose tools do not show extensions.
fn known_values(def: &EnumDef) -> String {
    let values: Vec<String> = def.values.iter().map(|value| format!("`{}`", value.wire)).collect();
    format!("Known values: {}. Others may come.", values.join(", "))
}

fn enumeration(def: &EnumDef) -> Schema {
    let values = def.values.iter().map(|value| value.wire.as_str());
    let mut data = SchemaData::default();
    let mut kind = StringType::default();
    if def.closed {
        kind.enumeration = values.map(|value| Some(value.to_owned())).collect();
    } else {
        data.extensions.insert("x-extensible-enum".to_owned(), values.collect());
    }
    let told: Map<String, Value> = def.values.iter().filter_map(value_facts).collect();
    if !told.is_empty() {
        data.extensions.insert("x-values".to_owned(), told.into());
    }
    Schema { schema_data: data, schema_kind: SchemaKind::Type(Kind::String(kind)) }
}

/// What is said of a value, if anything is.
fn value_facts(value: &EnumValue) -> Option<(String, Value)> {
    let mut facts = Map::new();
    if !value.about.is_empty() {
        facts.insert("about".to_owned(), json!(value.about));
    }
    if let Some(deprecated) = &value.deprecated {
        facts.insert("deprecated".to_owned(), json!(deprecated));
    }
    if !value.notes.is_empty() {
        facts.insert("notes".to_owned(), json!(value.notes));
    }
    if !value.sets.is_empty() {
        let sets = value.sets.iter().map(|(name, members)| (name.clone(), json!(members)));
        facts.insert("sets".to_owned(), sets.collect());
    }
    (!facts.is_empty()).then(|| (value.wire.clone(), facts.into()))
}
