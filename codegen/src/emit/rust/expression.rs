//! Calls of the client as a program would write them, from the arguments of a case.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value};

use super::members::{Member, members};
use super::names::ident;
use super::types::Rust;
use crate::model::upload::content;
use crate::model::{EnumDef, ObjectDef, Operation, Shape, Type, TypeRef, TypeUse, UnionDef};

/// The call that a case makes, before it is sent: `gorgias.tags().list().search("refund").limit(2)`.
///
/// It stands anywhere that has a `gorgias` and returns an error of any kind, since a time is parsed on the way.
pub(crate) fn typed_call(
    rust: Rust<'_>,
    operation: &Operation,
    args: &Map<String, Value>,
) -> TokenStream {
    let rust = rust.sent();
    let resource = ident(&rust.model.resources[operation.resource].module);
    let method = ident(&operation.rust);
    let given = operation.args.iter().filter_map(|arg| {
        let ty = arg.sent_type();
        let teller = rust.model.teller(&ty.ty, operation.args.iter().map(|arg| &arg.field));
        let text = teller.and_then(|by| args.get(&by.key)?.as_str());
        Some((&arg.field, rust.told(&ty, text, args.get(&arg.field.key)?)))
    });
    let (required, optional): (Vec<_>, Vec<_>) = given.partition(|(field, _)| !field.optional);
    let required = required.iter().map(|(_, value)| value);
    let setters = optional.iter().map(|(field, value)| {
        let setter = ident(&field.setter());
        quote!(.#setter(#value))
    });
    quote!(gorgias.#resource().#method(#(#required),*) #(#setters)*)
}

impl Rust<'_> {
    /// What a program gives for something, so that the client makes it of its type.
    fn expression(&self, ty: &TypeUse, value: &Value) -> TokenStream {
        match (&ty.ty, value) {
            (_, Value::Null) if ty.nullable => quote!(None),
            (Type::Named(at), Value::String(text)) => match &self.model.ty(*at).shape {
                Shape::Enum(def) => self.listed(*at, def, text).unwrap_or_else(|| quote!(#text)),
                _ => quote!(#text),
            },
            (Type::Named(_), Value::Number(number)) => self::number(number),
            (Type::List(item), Value::Array(items)) if !items.is_empty() => {
                let items = items.iter().map(|value| self.item(ty.nullable, item, value, items));
                quote!([#(#items),*])
            }
            (Type::Map(_), Value::Object(entries)) if entries.is_empty() || ty.nullable => {
                self.exact_whole(&ty.ty, value)
            }
            (Type::Map(inner), Value::Object(entries)) => {
                let entries = entries.iter().map(|(key, value)| {
                    let value = self.exact(inner, value);
                    quote!((#key, #value))
                });
                quote!([#(#entries),*])
            }
            (Type::Value, Value::String(text)) => quote!(#text),
            (Type::Value, Value::Bool(truth)) => quote!(#truth),
            (Type::Value, Value::Number(number)) => self::number(number),
            (Type::Text | Type::Email | Type::Url | Type::Uuid, Value::String(text)) => {
                quote!(#text)
            }
            _ => self.exact_whole(&ty.ty, value),
        }
    }

    /// The same beside the text that tells a union apart.
    fn told(&self, ty: &TypeUse, text: Option<&str>, value: &Value) -> TokenStream {
        match (&ty.ty, self.model.told(&ty.ty, text)) {
            (Type::Named(at), Some(variant)) if !value.is_null() => {
                let (name, rust) = (self.type_name(*at), ident(&variant.rust));
                let content = self.exact_whole(&variant.ty, value);
                quote!(#name::#rust(#content))
            }
            _ => self.expression(ty, value),
        }
    }

    /// An item of a list that is given. Texts stay texts in a list of free JSON where all items are.
    fn item(&self, nullable: bool, ty: &TypeUse, value: &Value, all: &[Value]) -> TokenStream {
        match &ty.ty {
            Type::Json if all.iter().all(Value::is_string) => json(value),
            Type::List(item) if !ty.nullable && !nullable => match value.as_array() {
                Some(items) if !items.is_empty() => {
                    let items = items.iter().map(|value| self.item(false, item, value, items));
                    quote!(vec![#(#items),*])
                }
                _ => self.exact(ty, value),
            },
            // The items of a Rust array are of one type, and a value that is not listed is a text.
            Type::List(_) | Type::Map(_) | Type::Value => self.exact(ty, value),
            Type::Named(at) if matches!(self.model.ty(*at).shape, Shape::Enum(_)) => {
                self.exact(ty, value)
            }
            _ if ty.nullable => self.exact(ty, value),
            _ => self.expression(ty, value),
        }
    }

    /// A value that has its type by itself.
    fn exact(&self, ty: &TypeUse, value: &Value) -> TokenStream {
        match (ty.nullable, value) {
            (true, Value::Null) => quote!(None),
            (true, value) => {
                let value = self.exact_whole(&ty.ty, value);
                quote!(Some(#value))
            }
            (false, value) => self.exact_whole(&ty.ty, value),
        }
    }

    fn exact_whole(&self, ty: &Type, value: &Value) -> TokenStream {
        let held = || self.held_whole(ty);
        match (ty, value) {
            (Type::Upload, file) => self.file(file),
            (Type::Named(at), value) => self.named(*at, value),
            (Type::Time | Type::Date, Value::String(text)) => {
                let held = held();
                quote!(#text.parse::<#held>()?)
            }
            (Type::Json, value) => {
                let (json, tokens) = (self.runtime("serde_json::json"), json(value));
                quote!(#json!(#tokens))
            }
            (Type::List(item), Value::Array(items)) if items.is_empty() => {
                let item = self.held(item);
                quote!(Vec::<#item>::new())
            }
            (Type::List(item), Value::Array(items)) => {
                let items = items.iter().map(|value| self.exact(item, value));
                quote!(vec![#(#items),*])
            }
            (Type::Map(inner), Value::Object(entries)) if entries.is_empty() => {
                let map = self.names.path("std::collections::BTreeMap");
                let inner = self.held(inner);
                quote!(#map::<String, #inner>::new())
            }
            (Type::Map(inner), Value::Object(entries)) => {
                let map = self.names.path("std::collections::BTreeMap");
                let entries = entries.iter().map(|(key, value)| {
                    let value = self.exact(inner, value);
                    quote!((#key.to_owned(), #value))
                });
                quote!(#map::from([#(#entries),*]))
            }
            (Type::Number, Value::Number(number)) => {
                let number = Literal::f64_unsuffixed(number.as_f64().unwrap_or_default());
                quote!(#number)
            }
            (Type::Value, value) => {
                let (held, value) = (held(), json(value));
                quote!(#held::from(#value))
            }
            (_, Value::String(text)) => quote!(#text.to_owned()),
            (_, value) => json(value),
        }
    }

    /// A file, of whose bytes a program holds a text where they are one.
    fn file(&self, file: &Value) -> TokenStream {
        let held = self.held_whole(&Type::Upload);
        let [name, content_type] = ["name", "content_type"]
            .map(|key| file.get(key).and_then(Value::as_str).unwrap_or_default());
        let bytes = content(file);
        let bytes = match std::str::from_utf8(&bytes) {
            Ok(text) => quote!(#text),
            Err(_) => {
                let bytes = Literal::byte_string(&bytes);
                quote!(#bytes.as_slice())
            }
        };
        quote!(#held::new(#name, #content_type, #bytes))
    }

    fn named(&self, at: TypeRef, value: &Value) -> TokenStream {
        let name = self.type_name(at);
        match (&self.model.ty(at).shape, value) {
            (Shape::Enum(values), Value::String(text)) => {
                self.listed(at, values, text).unwrap_or_else(|| quote!(#name::from(#text)))
            }
            (Shape::Object(object), Value::Object(entries)) => self.object(at, object, entries),
            (Shape::Union(union), value) => self.union(at, union, value),
            (_, value) => {
                let value = json(value);
                quote!(#name::from(#value))
            }
        }
    }

    /// The variant of a value that the enum lists.
    fn listed(&self, at: TypeRef, values: &EnumDef, text: &str) -> Option<TokenStream> {
        let value = values.values.iter().find(|value| value.wire == text)?;
        let (name, variant) = (self.type_name(at), ident(&value.rust));
        Some(quote!(#name::#variant))
    }

    fn object(&self, at: TypeRef, object: &ObjectDef, entries: &Map<String, Value>) -> TokenStream {
        let name = self.type_name(at);
        let members = members(self.model, self.ways(at), object);
        let written = || members.iter().filter(|member| member.written).map(|member| member.field);
        let given = |member: &Member<'_>, value: &Value| {
            let teller = self.model.teller(&member.ty.ty, written());
            let text = teller.and_then(|by| entries.get(&by.wire)?.as_str());
            self.told(member.ty, text, value)
        };
        let required = members
            .iter()
            .filter(|member| member.required())
            .filter_map(|member| Some(given(member, entries.get(&member.field.wire)?)));
        let setters = entries.iter().filter_map(|(key, value)| {
            match members.iter().find(|member| member.field.wire == *key) {
                Some(member) if member.required() => None,
                Some(member) => {
                    let setter = ident(&member.field.setter());
                    let value = given(member, value);
                    Some(quote!(.#setter(#value)))
                }
                None => {
                    let setter = ident(object.free_keys()?);
                    let value = self.exact_whole(&Type::Json, value);
                    Some(quote!(.#setter(#key, #value)))
                }
            }
        });
        quote!(#name::new(#(#required),*) #(#setters)*)
    }

    fn union(&self, at: TypeRef, union: &UnionDef, value: &Value) -> TokenStream {
        let name = self.type_name(at);
        let inside = union.inside().and_then(|key| Some((key, value.get(key)?.as_str()?)));
        let variant = inside.and_then(|(key, text)| Some((key, union.variant(text)?)));
        match (variant, value) {
            (Some((key, variant)), Value::Object(entries)) => {
                let mut entries = entries.clone();
                entries.shift_remove(key);
                let (rust, object) =
                    (ident(&variant.rust), self.exact_whole(&variant.ty, &entries.into()));
                quote!(#name::#rust(#object))
            }
            _ => {
                let json = self.exact_whole(&Type::Json, value);
                let hidden = union.secret.map(|_| quote!(.into()));
                quote!(#name::Unknown(#json #hidden))
            }
        }
    }
}

/// A number as it stands in Rust, with its type where none would be guessed that holds it.
fn number(number: &serde_json::Number) -> TokenStream {
    let literal = match number.as_i64() {
        Some(whole) if i32::try_from(whole).is_ok() => Literal::i64_unsuffixed(whole),
        Some(whole) => Literal::i64_suffixed(whole),
        None => Literal::f64_unsuffixed(number.as_f64().unwrap_or_default()),
    };
    quote!(#literal)
}

/// JSON as it stands in Rust.
fn json(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(null),
        Value::Bool(truth) => quote!(#truth),
        Value::Number(number) => self::number(number),
        Value::String(text) => quote!(#text),
        Value::Array(items) => {
            let items = items.iter().map(json);
            quote!([#(#items),*])
        }
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let value = json(value);
                quote!(#key: #value)
            });
            quote!({ #(#entries),* })
        }
    }
}
