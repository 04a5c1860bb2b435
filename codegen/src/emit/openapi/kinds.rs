//! Kinds of schemas, as JSON has them.

use openapiv3::{
    AnySchema, BooleanType, IntegerFormat, IntegerType, NumberType, ReferenceOr, Schema,
    SchemaData, SchemaKind, StringType, Type as Kind, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use crate::model::{Bounds, IdKind, Shape};

pub(super) fn component_reference(name: &str) -> ReferenceOr<Schema> {
    ReferenceOr::Reference { reference: format!("#/components/schemas/{name}") }
}

pub(super) fn plain(kind: Kind) -> Schema {
    Schema { schema_data: SchemaData::default(), schema_kind: SchemaKind::Type(kind) }
}

pub(super) fn anything() -> Schema {
    Schema {
        schema_data: SchemaData::default(),
        schema_kind: SchemaKind::Any(AnySchema::default()),
    }
}

pub(super) fn boxed(schema: ReferenceOr<Schema>) -> ReferenceOr<Box<Schema>> {
    match schema {
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
        ReferenceOr::Item(schema) => ReferenceOr::boxed_item(schema),
    }
}

fn all_of(reference: ReferenceOr<Schema>) -> Schema {
    Schema {
        schema_data: SchemaData::default(),
        schema_kind: SchemaKind::AllOf { all_of: vec![reference] },
    }
}

/// A reference that may be null: `nullable` says something beside a type alone. Generators read it as it is meant; by the
/// letter the schema that is referred to must allow null as well.
pub(super) fn nullable_reference(shape: &Shape, reference: ReferenceOr<Schema>) -> Schema {
    let kind = match shape {
        Shape::Id(IdKind::Int) => "integer",
        Shape::Id(IdKind::Text) | Shape::Enum(_) => "string",
        Shape::Object(_) | Shape::Union(_) => "object",
    };
    Schema {
        schema_data: SchemaData::default(),
        schema_kind: SchemaKind::Any(AnySchema {
            typ: Some(kind.to_owned()),
            all_of: vec![reference],
            ..AnySchema::default()
        }),
    }
}

/// The schema with more said beside it, which a bare reference has no place for.
pub(super) fn with(schema: ReferenceOr<Schema>, beside: SchemaData) -> ReferenceOr<Schema> {
    if beside == SchemaData::default() {
        return schema;
    }
    let mut schema = match schema {
        ReferenceOr::Item(schema) => schema,
        reference => all_of(reference),
    };
    schema.schema_data = SchemaData { nullable: schema.schema_data.nullable, ..beside };
    ReferenceOr::Item(schema)
}

/// A text, a number or a boolean. `nullable` says something beside a type alone, so null is one more of them.
pub(super) fn scalar(nullable: bool) -> Schema {
    let mut one_of = vec![
        plain(text(None, &Bounds::default())),
        plain(Kind::Number(NumberType::default())),
        plain(Kind::Boolean(BooleanType::default())),
    ];
    if nullable {
        let null = AnySchema { enumeration: vec![Value::Null], ..AnySchema::default() };
        one_of.push(Schema {
            schema_data: SchemaData::default(),
            schema_kind: SchemaKind::Any(null),
        });
    }
    Schema {
        schema_data: SchemaData::default(),
        schema_kind: SchemaKind::OneOf {
            one_of: one_of.into_iter().map(ReferenceOr::Item).collect(),
        },
    }
}

pub(super) fn id_kind(kind: IdKind, bounds: &Bounds) -> Kind {
    match kind {
        IdKind::Int => integer(bounds),
        IdKind::Text => text(None, bounds),
    }
}

pub(super) fn integer(bounds: &Bounds) -> Kind {
    Kind::Integer(IntegerType {
        format: VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64),
        minimum: bounds.min,
        maximum: bounds.max,
        ..IntegerType::default()
    })
}

pub(super) fn text(format: Option<&str>, bounds: &Bounds) -> Kind {
    Kind::String(StringType {
        format: format.map(str::to_owned).into(),
        // The pattern of the spec matches the whole text, that of a schema any part of it.
        pattern: bounds.pattern.as_ref().map(|pattern| format!("^(?:{pattern})$")),
        enumeration: Vec::new(),
        min_length: size(bounds.min),
        max_length: size(bounds.max),
    })
}

pub(super) fn size(bound: Option<i64>) -> Option<usize> {
    bound.and_then(|bound| usize::try_from(bound).ok())
}

/// The key that tells a variant apart.
pub(super) fn tag(values: &[&str]) -> Schema {
    plain(Kind::String(StringType {
        enumeration: values.iter().map(|value| Some((*value).to_owned())).collect(),
        ..StringType::default()
    }))
}
