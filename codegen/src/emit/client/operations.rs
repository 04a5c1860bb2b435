//! `operations.rs`: the table of operations.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::FOLDER;
use super::limits::Limits;
use crate::Output;
use crate::emit::rust::names::{Imports, Names, ident};
use crate::emit::rust::prose;
use crate::emit::rust::source::{docs, inner_docs, rust_file};
use crate::model::long_running::{LongRunning, Standing};
use crate::model::{Answer, Body, Field, Model, Operation, Place, Refusal, TypeUse, Verb};

pub(super) fn emit(model: &Model) -> Output {
    let imports = Imports::default();
    let table = Table { model, imports: &imports, limits: Limits::new(model, &imports) };
    let constants = model.operations.iter().map(|operation| table.constant(operation));
    let constants: TokenStream = constants.collect();
    let all = model.operations.iter().map(|operation| ident(&operation.constant()));
    let statuses = model.api.errors.statuses.iter();
    let statuses: Vec<_> = statuses.map(|status| table.refusal(&status.refusal)).collect();
    let addresses: Vec<_> = table.addresses().collect();
    let [operation, refusal, address] =
        ["Operation", "Refusal", "Address"].map(|name| table.name(name));
    let uses = imports.uses();
    let about = inner_docs(
        "The table of operations: what each of them is on the wire.\n\n\
         The typed client stands on it, and so can whatever sends JSON of its own, with\n\
         [`Call::from_arguments`](gorgias_runtime::Call::from_arguments).",
    );
    let tokens = quote! {
        #about

        #uses

        /// All operations, by resource.
        pub static ALL: &[&#operation] = &[#(&#all),*];

        /// The addresses by which answers name files, and the operations that give these.
        pub static FILES: &[#address] = &[#(#addresses),*];

        /// What a refusal means where an operation says nothing of its own.
        const STATUSES: &[#refusal] = &[#(#statuses),*];

        #constants
    };
    rust_file(format!("{FOLDER}/src/operations.rs"), tokens)
}

struct Table<'m> {
    model: &'m Model,
    imports: &'m Imports,
    limits: Limits<'m>,
}

impl Table<'_> {
    fn name(&self, name: &str) -> TokenStream {
        self.imports.path(&format!("gorgias_runtime::operation::{name}"))
    }

    fn addresses(&self) -> impl Iterator<Item = TokenStream> {
        self.model.operations.iter().flat_map(|operation| {
            let (address, constant) = (self.name("Address"), ident(&operation.constant()));
            let paths = operation.addresses.iter().map(|address| &address.path);
            paths.map(move |path| quote!(#address { path: #path, operation: &#constant }))
        })
    }

    fn constant(&self, operation: &Operation) -> TokenStream {
        let [descriptor, method_type] = ["Operation", "Method"].map(|name| self.name(name));
        let about = docs(&prose::line(&format!("`{}`: {}.", operation.id, operation.title)));
        let constant = ident(&operation.constant());
        let Operation { id, path, success, .. } = operation;
        let method = ident(verb(operation.verb));
        let params = self.params(operation);
        let (body, answer) = (self.body(operation), self.answer(operation));
        let (work, long_running) = match &operation.long_running {
            Some(work) => {
                let name = ident(&operation.work_constant());
                (Some(self.work(&name, operation, work)), quote!(Some(&#name)))
            }
            None => (None, quote!(None)),
        };
        let refusals = operation.refusals.iter().map(|refusal| self.refusal(refusal));
        let reads_only = operation.effect.only_reads();
        let success = Literal::u16_unsuffixed(*success);
        let scope = match &operation.scope {
            Some(scope) => quote!(Some(#scope)),
            None => quote!(None),
        };
        quote! {
            #about
            pub static #constant: #descriptor = #descriptor {
                id: #id,
                method: #method_type::#method,
                path: #path,
                params: &[#(#params),*],
                body: #body,
                answer: #answer,
                reads_only: #reads_only,
                scope: #scope,
                success: #success,
                long_running: #long_running,
                refusals: &[#(#refusals),*],
                statuses: STATUSES,
            };

            #work
        }
    }

    /// How to follow what an operation begins.
    fn work(&self, name: &Ident, operation: &Operation, work: &LongRunning) -> TokenStream {
        let about = docs(&format!("How to follow the work that `{}` begins.", operation.id));
        let descriptor = self.imports.path("gorgias_runtime::LongRunning");
        let constant = |at: usize| ident(&self.model.operations[at].constant());
        let poll = constant(work.poll);
        let with = work.with.iter().map(|(key, path)| {
            let path = path.to_string();
            quote!((#key, #path))
        });
        let (ended, good) = (standing(&work.ended), standing(&work.good));
        let progress = match work.progress.as_ref().map(ToString::to_string) {
            Some(path) => quote!(Some(#path)),
            None => quote!(None),
        };
        let cancel = match work.cancel.map(constant) {
            Some(cancel) => quote!(Some(&#cancel)),
            None => quote!(None),
        };
        quote! {
            #about
            pub static #name: #descriptor = #descriptor {
                poll: &#poll,
                with: &[#(#with),*],
                ended: #ended,
                good: #good,
                progress: #progress,
                cancel: #cancel,
            };
        }
    }

    fn refusal(&self, refusal: &Refusal) -> TokenStream {
        let (descriptor, hint) = (self.name("Refusal"), &refusal.hint);
        let status = Literal::u16_unsuffixed(refusal.status);
        quote!(#descriptor::new(#status, #hint))
    }

    fn params(&self, operation: &Operation) -> Vec<TokenStream> {
        let placed = |place, constructor: &'static str| {
            operation.in_place(place).map(move |field| (field, constructor))
        };
        let params = placed(Place::Path, "path").chain(placed(Place::Query, "query"));
        let param = |(field, constructor): (&Field, &str)| {
            let (param, constructor, key) =
                (self.name("Param"), ident(constructor), field.key.as_str());
            let wire = on_wire(field);
            let required = (!field.optional && constructor == "query").then(|| quote!(.required()));
            let limits = self.limits(field, &field.ty);
            quote!(#param::#constructor(#key) #wire #required #limits)
        };
        params.map(param).collect()
    }

    fn body(&self, operation: &Operation) -> TokenStream {
        let body = self.name("Body");
        match operation.body {
            Body::None => quote!(#body::None),
            Body::Fields(_) => {
                let fields = operation.in_place(Place::Body).map(|field| {
                    let (body_field, key) = (self.name("BodyField"), field.key.as_str());
                    let wire = on_wire(field);
                    let required = (!field.optional).then(|| quote!(.required()));
                    let limits = self.limits(field, field.body_type());
                    quote!(#body_field::new(#key) #wire #required #limits)
                });
                quote!(#body::Fields(&[#(#fields),*]))
            }
            Body::Whole => {
                let whole = operation.in_place(Place::Whole).map(|field| {
                    let (key, required) = (field.key.as_str(), !field.optional);
                    let limits = self.limits.of_field(field, field.body_type());
                    quote!(#body::Whole { arg: #key, required: #required, limits: &[#(#limits),*] })
                });
                whole.collect()
            }
            Body::Form => {
                let form = operation.in_place(Place::Form).map(|field| {
                    let key = field.key.as_str();
                    quote!(#body::Form { arg: #key })
                });
                form.collect()
            }
        }
    }

    fn limits(&self, field: &Field, sent: &TypeUse) -> Option<TokenStream> {
        let limits = self.limits.of_field(field, sent);
        (!limits.is_empty()).then(|| quote!(.limits(&[#(#limits),*])))
    }

    fn answer(&self, operation: &Operation) -> TokenStream {
        let answer = self.name("Answer");
        match &operation.answer {
            Answer::Nothing => quote!(#answer::Nothing),
            Answer::Value(_) => quote!(#answer::Value),
            Answer::List { under, .. } => quote!(#answer::List { under: #under }),
            Answer::Pages { dialect, .. } => {
                let paging = self.name("Paging");
                let dialect = ident(self.model.api.dialects[*dialect].paging());
                quote!(#answer::Pages(#paging::#dialect))
            }
            Answer::File => quote!(#answer::File),
            Answer::Csv => quote!(#answer::Csv),
        }
    }
}

fn standing(standing: &Standing) -> TokenStream {
    let tests = standing.iter().map(|(path, values)| {
        let path = path.to_string();
        quote!((#path, &[#(#values),*]))
    });
    quote!(&[#(#tests),*])
}

fn on_wire(field: &Field) -> Option<TokenStream> {
    let wire = &field.wire;
    (field.key != field.wire).then(|| quote!(.wire(#wire)))
}

fn verb(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "Get",
        Verb::Post => "Post",
        Verb::Put => "Put",
        Verb::Delete => "Delete",
    }
}
