//! `types/`: what may be given and what is secret, a static for each type that a tool leads to.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::FOLDER;
use crate::emit::Output;
use crate::emit::rust::limits::bounds;
use crate::emit::rust::names::{Imports, Names, ident};
use crate::emit::rust::prose;
use crate::emit::rust::source::{docs, inner_docs, rust_file};
use crate::model::{
    Draw, EnumDef, Field, IdKind, Model, ObjectDef, Owner, Shape, Tag, Type, TypeDef, TypeRef,
    TypeUse, UnionDef,
};

/// The module of the types that belong to no one resource.
const SHARED: &str = "shared";

pub(super) fn emit(model: &Model) -> Vec<Output> {
    let reached = reached(model);
    let resources = (0..model.resources.len()).map(Owner::Resource);
    let owners = [Owner::Shared, Owner::Webhooks].into_iter().chain(resources);
    let files = owners.filter_map(|owner| {
        let owned = reached.iter().filter(|at| model.ty(**at).owner == owner);
        let owned: Vec<TypeRef> = owned.copied().collect();
        let (module, of) = match owner {
            Owner::Shared => (SHARED, "no one resource".to_owned()),
            Owner::Webhooks => ("webhooks", "what the API sends".to_owned()),
            Owner::Resource(at) => {
                let resource = &model.resources[at];
                (resource.module.as_str(), format!("the resource `{}`", resource.name))
            }
        };
        (!owned.is_empty()).then(|| (module, file(model, &of, &owned)))
    });
    let files: Vec<(&str, TokenStream)> = files.collect();
    let modules: Vec<_> = files.iter().map(|(module, _)| ident(module)).collect();
    let root = quote! {
        //! The types of arguments and of answers.

        #(mod #modules;)*

        #(pub(crate) use #modules::*;)*
    };
    let path = |module: &str| format!("{FOLDER}/src/types/{}.rs", module.trim_start_matches("r#"));
    let mut outputs = vec![rust_file(path("mod"), root)];
    outputs.extend(files.into_iter().map(|(module, tokens)| rust_file(path(module), tokens)));
    outputs
}

/// The types with a static of their own that tools lead to, in the order of the model.
fn reached(model: &Model) -> BTreeSet<TypeRef> {
    let types = Types::new(model, Imports::default());
    for operation in &model.operations {
        operation.args.iter().for_each(|arg| drop(types.argument(&arg.field)));
        operation.answer.shown().into_iter().for_each(|shown| drop(types.of(shown)));
        let filters = operation.tool.scan.iter().flat_map(|scan| &scan.filters);
        filters.for_each(|filter| drop(types.bounded(&filter.field)));
    }
    let mut done = BTreeSet::new();
    loop {
        let next = types.led.borrow().difference(&done).next().copied();
        let Some(next) = next else { return done };
        done.insert(next);
        drop(types.item(next));
    }
}

fn file(model: &Model, of: &str, owned: &[TypeRef]) -> TokenStream {
    let types = Types::new(model, Imports::default());
    let own = owned.iter().map(|at| model.ty(*at).name.as_str()).collect();
    let types = Types { own, ..types };
    let items: TokenStream = owned.iter().map(|at| types.item(*at)).collect();
    let (about, uses) = (inner_docs(&format!("The types of {of}.")), types.imports.uses());
    quote! {
        #about

        #uses

        #items
    }
}

/// Types as the runtime's data.
pub(super) struct Types<'m> {
    pub(super) model: &'m Model,
    pub(super) imports: Imports,
    /// The types that the file declares.
    own: BTreeSet<&'m str>,
    /// The types with a static of their own that were met.
    led: RefCell<BTreeSet<TypeRef>>,
}

impl<'m> Types<'m> {
    pub(super) fn new(model: &'m Model, imports: Imports) -> Self {
        Self { model, imports, own: BTreeSet::new(), led: RefCell::default() }
    }

    fn name(&self, name: &str) -> TokenStream {
        self.imports.path(&format!("gorgias_runtime::tool::types::{name}"))
    }

    /// A type where it is used.
    pub(super) fn of(&self, ty: &TypeUse) -> TokenStream {
        let (descriptor, inner) = (self.name("Type"), self.of_type(&ty.ty));
        if ty.nullable { quote!(#descriptor::Nullable(&#inner)) } else { inner }
    }

    fn of_type(&self, ty: &Type) -> TokenStream {
        let descriptor = self.name("Type");
        let variant = match ty {
            Type::Text => "Text",
            Type::Int => "Int",
            Type::Number => "Number",
            Type::Bool => "Bool",
            Type::Time => "Time",
            Type::Date => "Date",
            Type::Email => "Email",
            Type::Url => "Url",
            Type::Uuid => "Uuid",
            Type::Json => "Json",
            Type::Value => "Scalar",
            Type::Upload => "Upload",
            Type::List(item) => {
                let item = self.of(item);
                return quote!(#descriptor::List(&#item));
            }
            Type::Map(value) => {
                let value = self.of(value);
                return quote!(#descriptor::Map(&#value));
            }
            Type::Named(at) => match &self.model.ty(*at).shape {
                Shape::Id(IdKind::Int) => "Int",
                Shape::Id(IdKind::Text) => "Text",
                Shape::Enum(def) if !def.closed => "Text",
                Shape::Enum(_) => return self.declared(*at, "Enum"),
                Shape::Object(_) => return self.declared(*at, "Object"),
                Shape::Union(_) => return self.declared(*at, "Union"),
            },
        };
        let variant = ident(variant);
        quote!(#descriptor::#variant)
    }

    fn declared(&self, at: TypeRef, variant: &str) -> TokenStream {
        let (descriptor, variant) = (self.name("Type"), ident(variant));
        let declared = self.reference(at);
        quote!(#descriptor::#variant(&#declared))
    }

    fn reference(&self, at: TypeRef) -> TokenStream {
        self.led.borrow_mut().insert(at);
        let def = self.model.ty(at);
        let constant = ident(&def.constant());
        if self.own.contains(def.name.as_str()) {
            return quote!(#constant);
        }
        let types = self.imports.path("crate::types");
        quote!(#types::#constant)
    }

    /// An argument of a tool, of which the operation says what its limits are.
    pub(super) fn argument(&self, field: &Field) -> TokenStream {
        let (descriptor, key) = (self.name("Field"), &field.key);
        let (ty, wire, required) = (self.of(field.body_type()), on_wire(field), required(field));
        quote!(#descriptor::new(#key, #ty) #wire #required)
    }

    /// An argument with its bounds: the operation does not know a filter, nor files as a list.
    pub(super) fn bounded(&self, field: &Field) -> TokenStream {
        let argument = self.argument(field);
        let limits = bounds(&self.imports, &field.bounds, &field.body_type().ty);
        let limits = (!limits.is_empty()).then(|| quote!(.limits(&[#(#limits),*])));
        quote!(#argument #limits)
    }

    /// The static of a type.
    fn item(&self, at: TypeRef) -> TokenStream {
        let def = self.model.ty(at);
        let about = docs(&prose::line(&prose::about_type(def)));
        let constant = ident(&def.constant());
        let (descriptor, value) = match &def.shape {
            Shape::Id(_) => return TokenStream::new(),
            Shape::Enum(_) if def.in_bodies => ("Enum", self.limited(&constant)),
            Shape::Enum(def) => ("Enum", self.enumeration(def)),
            Shape::Object(object) => ("Object", self.object(def, object)),
            Shape::Union(union) => ("Union", self.union(def, union)),
        };
        let descriptor = self.name(descriptor);
        quote! {
            #about
            pub(crate) static #constant: #descriptor = #value;
        }
    }

    /// An enum whose values the client lists among its limits.
    fn limited(&self, constant: &Ident) -> TokenStream {
        let (descriptor, limits) = (self.name("Enum"), self.imports.path("gorgias_client::limits"));
        quote!(#descriptor { values: #limits::#constant })
    }

    fn enumeration(&self, def: &EnumDef) -> TokenStream {
        let (descriptor, values) = (self.name("Enum"), def.values.iter().map(|value| &value.wire));
        quote!(#descriptor { values: &[#(#values),*] })
    }

    fn object(&self, def: &TypeDef, object: &ObjectDef) -> TokenStream {
        let (descriptor, name) = (self.name("Object"), &def.name);
        // A secret that bodies alone should have is kept, in case an answer tells it all the same.
        let fields = object.fields.iter().filter(|field| {
            (def.in_answers && (field.access.read || field.secret))
                || (def.in_bodies && field.access.writable())
        });
        let fields = fields.map(|field| self.field(def, field));
        let open = object.open.then(|| quote!(.open()));
        let draws = (def.in_bodies && !object.draws.is_empty()).then(|| {
            let draws = object.draws.iter().map(|draw| self.draw(object, draw));
            quote!(.draws(&[#(#draws),*]))
        });
        quote!(#descriptor::new(#name, &[#(#fields),*]) #open #draws)
    }

    fn field(&self, def: &TypeDef, field: &Field) -> TokenStream {
        let (descriptor, key) = (self.name("Field"), &field.key);
        let read = def.in_answers && field.access.read;
        let written = def.in_bodies && field.access.writable();
        let ty = match (read, written) {
            (true, _) => self.of(&field.ty),
            (false, true) => self.of(field.body_type()),
            // It is hidden, whatever it is.
            (false, false) => self.of_type(&Type::Json),
        };
        let writes = field.writes.as_ref().filter(|_| read && written).map(|ty| {
            let ty = self.of(ty);
            quote!(.writes(#ty))
        });
        let wire = on_wire(field);
        let access = match (read, written) {
            (true, false) if def.in_bodies => Some(quote!(.read_only())),
            (false, _) if def.in_answers => Some(quote!(.write_only())),
            _ => None,
        };
        let required = required(field).filter(|_| written);
        let secret = field.secret.then(|| quote!(.secret()));
        // What is sent is the caller's own.
        let html = (field.html && read).then(|| quote!(.html()));
        let untrusted = (field.untrusted && read).then(|| quote!(.untrusted()));
        quote! {
            #descriptor::new(#key, #ty) #wire #writes #access #required #secret #html #untrusted
        }
    }

    fn draw(&self, object: &ObjectDef, draw: &Draw) -> TokenStream {
        let (descriptor, path, by) = (self.name("Draw"), draw.path.to_string(), &draw.by);
        let sets = self
            .model
            .sets(object, draw)
            .into_iter()
            .map(|(value, set)| quote!((#value, &[#(#set),*])));
        quote!(#descriptor { path: #path, by: #by, sets: &[#(#sets),*] })
    }

    fn union(&self, def: &TypeDef, union: &UnionDef) -> TokenStream {
        let (descriptor, tag, name) = (self.name("Union"), self.name("Tag"), &def.name);
        let tag = match &union.tag {
            Tag::Inside(key) => quote!(#tag::Inside(#key)),
            Tag::Beside(field) => quote!(#tag::Beside(#field)),
        };
        let variants = union.variants.iter().map(|variant| {
            let (wire, ty) = (&variant.wire, self.of_type(&variant.ty));
            quote!((#wire, #ty))
        });
        let secret = union.secret.is_some();
        quote! {
            #descriptor { name: #name, tag: #tag, variants: &[#(#variants),*], secret: #secret }
        }
    }
}

fn on_wire(field: &Field) -> Option<TokenStream> {
    let wire = &field.wire;
    (field.key != field.wire).then(|| quote!(.wire(#wire)))
}

/// Whether it must be given.
fn required(field: &Field) -> Option<TokenStream> {
    (!field.optional).then(|| quote!(.required()))
}
