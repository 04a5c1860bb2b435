//! A module per resource: a static per tool.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::FOLDER;
use super::types::Types;
use crate::emit::Output;
use crate::emit::rust::json_literal::literal;
use crate::emit::rust::names::{Imports, Names, ident};
use crate::emit::rust::prose;
use crate::emit::rust::source::{docs, inner_docs, rust_file};
use crate::model::{
    Alias, Compare, Condition, EffectWord, Model, Operation, Path, Place, Projection, Scan,
    ScanFilter, Test, ToolMethod,
};

pub(super) fn emit(model: &Model, at: usize) -> Output {
    let resource = &model.resources[at];
    let table = Table { types: Types::new(model, Imports::default()) };
    let tools = model.operations.iter().filter(|operation| operation.resource == at);
    let tools: TokenStream = tools.map(|operation| table.tool(operation)).collect();
    let about =
        inner_docs(&prose::line(&format!("Tools for `{}`: {}", resource.name, resource.about)));
    let uses = table.types.imports.uses();
    let tokens = quote! {
        #about

        #uses

        #tools
    };
    let file = resource.module.trim_start_matches("r#");
    rust_file(format!("{FOLDER}/src/{file}.rs"), tokens)
}

struct Table<'m> {
    types: Types<'m>,
}

impl Table<'_> {
    fn name(&self, name: &str) -> TokenStream {
        self.types.imports.path(&format!("gorgias_runtime::tool::{name}"))
    }

    fn tool(&self, operation: &Operation) -> TokenStream {
        let tool = &operation.tool;
        let descriptor = self.name("Tool");
        let about = docs(&prose::line(&format!("`{}`: {}.", tool.name, operation.title)));
        let constant = ident(&operation.tool_constant());
        let (name, title, description) = (&tool.name, &operation.title, &operation.about);
        let aliases = tool.aliases.iter().map(|alias| self.alias(alias));
        let (method_type, method) = (self.name("Method"), ident(method(tool.method)));
        let topics = tool.topics(self.types.model);
        let presets = tool.presets(self.types.model);
        let (effect, hints) = (self.effect(operation), self.hints(operation));
        let operations = self.types.imports.path("gorgias_client::operations");
        let operation_constant = ident(&operation.constant());
        let arguments = operation.args.iter().map(|arg| match arg.place {
            Place::Form => self.types.bounded(&arg.field),
            _ => self.types.argument(&arg.field),
        });
        let scan = match &tool.scan {
            Some(scan) => {
                let scan = self.scan(operation, scan);
                quote!(Some(#scan))
            }
            None => quote!(None),
        };
        let answer = match operation.answer.shown() {
            Some(shown) => {
                let shown = self.types.of(shown);
                quote!(Some(#shown))
            }
            None => quote!(None),
        };
        let shows = self.shows(&tool.shows);
        let [input, output] =
            [&tool.input_schema, &tool.output_schema].map(|schema| literal(&schema.to_string()));
        let tokens = Literal::usize_unsuffixed(tool.tokens);
        quote! {
            #about
            pub(crate) static #constant: #descriptor = #descriptor {
                name: #name,
                aliases: &[#(#aliases),*],
                title: #title,
                description: #description,
                method: #method_type::#method,
                topics: &[#(#topics),*],
                presets: &[#(#presets),*],
                effect: #effect,
                hints: #hints,
                operation: &#operations::#operation_constant,
                arguments: &[#(#arguments),*],
                scan: #scan,
                answer: #answer,
                shows: #shows,
                input_schema: #input,
                output_schema: #output,
                tokens: #tokens,
            };
        }
    }

    fn alias(&self, alias: &Alias) -> TokenStream {
        let (descriptor, name) = (self.name("Alias"), &alias.name);
        let shows = match &alias.shows {
            Some(shows) => {
                let shows = self.shows(shows);
                quote!(Some(#shows))
            }
            None => quote!(None),
        };
        quote!(#descriptor { name: #name, shows: #shows })
    }

    fn shows(&self, shows: &Projection) -> TokenStream {
        let descriptor = self.name("Shows");
        match shows {
            Projection::All => quote!(#descriptor::All),
            Projection::Paths(paths) => {
                let paths = paths.iter().map(Path::to_string);
                quote!(#descriptor::Paths(&[#(#paths),*]))
            }
        }
    }

    fn effect(&self, operation: &Operation) -> TokenStream {
        let descriptor = self.name("Effect");
        let always = operation.effect.always.iter().map(|word| self.deed(*word));
        let sometimes = operation.effect.sometimes.iter().map(|(word, when)| {
            let (deed, condition) = (self.deed(*word), self.condition(when));
            quote!((#deed, #condition))
        });
        let sometimes: Vec<_> = sometimes.collect();
        let sometimes = (!sometimes.is_empty()).then(|| quote!(.sometimes(&[#(#sometimes),*])));
        quote!(#descriptor::always(&[#(#always),*]) #sometimes)
    }

    fn deed(&self, word: EffectWord) -> TokenStream {
        let (descriptor, variant) = (
            self.name("Deed"),
            match word {
                EffectWord::Reads => "Reads",
                EffectWord::Writes => "Writes",
                EffectWord::Destroys => "Destroys",
                EffectWord::ReachesCustomer => "ReachesCustomer",
            },
        );
        let variant = ident(variant);
        quote!(#descriptor::#variant)
    }

    fn condition(&self, condition: &Condition) -> TokenStream {
        let descriptor = self.name("Condition");
        let tests = condition.0.iter().map(|(key, test)| {
            let test = self.test(test);
            quote!((#key, #test))
        });
        quote!(#descriptor(&[#(#tests),*]))
    }

    fn test(&self, test: &Test) -> TokenStream {
        let descriptor = self.name("Test");
        let literals = |values: &[Value]| {
            let values = values.iter().map(|value| self.literal(value));
            quote!(&[#(#values),*])
        };
        match test {
            Test::Absent => quote!(#descriptor::Absent),
            Test::Present => quote!(#descriptor::Present),
            Test::Given => quote!(#descriptor::Given),
            Test::Is(values) => {
                let values = literals(values);
                quote!(#descriptor::Is(#values))
            }
            Test::Not(values) => {
                let values = literals(values);
                quote!(#descriptor::Not(#values))
            }
            Test::Any(condition) => {
                let condition = self.condition(condition);
                quote!(#descriptor::Any(#condition))
            }
        }
    }

    /// A value that an argument is compared with; what has parts is compared as the text of its JSON, and so never equal.
    fn literal(&self, value: &Value) -> TokenStream {
        let descriptor = self.name("Literal");
        match value {
            Value::Bool(truth) => quote!(#descriptor::Bool(#truth)),
            Value::Number(number) => match number.as_i64() {
                Some(number) => {
                    let number = Literal::i64_unsuffixed(number);
                    quote!(#descriptor::Int(#number))
                }
                None => {
                    let number = Literal::f64_unsuffixed(number.as_f64().unwrap_or_default());
                    quote!(#descriptor::Number(#number))
                }
            },
            Value::String(text) => quote!(#descriptor::Text(#text)),
            other => {
                let text = other.to_string();
                quote!(#descriptor::Text(#text))
            }
        }
    }

    fn hints(&self, operation: &Operation) -> TokenStream {
        let descriptor = self.name("Hints");
        let hints = operation.hints();
        let (read_only, destructive) = (hints.read_only, hints.destructive);
        let (idempotent, open_world) = (hints.idempotent, hints.open_world);
        quote! {
            #descriptor {
                read_only: #read_only,
                destructive: #destructive,
                idempotent: #idempotent,
                open_world: #open_world,
            }
        }
    }

    fn scan(&self, operation: &Operation, scan: &Scan) -> TokenStream {
        let descriptor = self.name("Scan");
        let filters = scan.filters.iter().map(|filter| self.filter(filter));
        let size = self.types.model.page_size(operation);
        let pages = Literal::u32_unsuffixed(scan.pages);
        let page = Literal::i64_unsuffixed(size.largest);
        let limit = Literal::i64_unsuffixed(size.usual);
        quote! {
            #descriptor { pages: #pages, page: #page, limit: #limit, filters: &[#(#filters),*] }
        }
    }

    fn filter(&self, filter: &ScanFilter) -> TokenStream {
        let (descriptor, compare) = (self.name("Filter"), self.name("Compare"));
        let (field, keeps) = (self.types.bounded(&filter.field), filter.keeps.to_string());
        let by = ident(match filter.by {
            Compare::Equals => "Equals",
            Compare::After => "After",
            Compare::Before => "Before",
            Compare::Contains => "Contains",
            Compare::Presence => "Presence",
        });
        quote!(#descriptor { field: #field, keeps: #keeps, by: #compare::#by })
    }
}

fn method(method: ToolMethod) -> &'static str {
    match method {
        ToolMethod::List => "List",
        ToolMethod::Get => "Get",
        ToolMethod::Create => "Create",
        ToolMethod::Update => "Update",
        ToolMethod::Delete => "Delete",
        ToolMethod::Custom => "Custom",
    }
}
