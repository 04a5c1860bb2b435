//! `refuses/`: the calls that must be refused, a row for each.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Map, Value};

use crate::Output;
use crate::emit::rust::json_literal::{json_literal, literal};
use crate::emit::rust::names::ident;
use crate::emit::rust::source::{rust_file, rust_rows};
use crate::model::breach::{Breach, Given, Rule};
use crate::model::{Model, Operation};

const FOLDER: &str = "generated/suite/src/refuses";

pub(super) fn root(model: &Model) -> Output {
    let modules: Vec<_> =
        model.resources.iter().map(|resource| format_ident!("{}", resource.module)).collect();
    let root = quote! {
        //! What must not be sent, a module for each resource.

        #(pub(crate) mod #modules;)*
    };
    rust_file(format!("{FOLDER}.rs"), root)
}

/// What leads to the rows of an operation.
pub(super) fn path(model: &Model, operation: &Operation) -> TokenStream {
    let module = format_ident!("{}", model.resources[operation.resource].module);
    let constant = ident(&operation.tool_constant());
    quote!(crate::refuses::#module::#constant)
}

pub(super) fn of_resource(model: &Model, at: usize) -> Output {
    let resource = &model.resources[at];
    let mut text = format!(
        "//! What must not be sent of `{}`.\n\nuse crate::{{Breach, Given::*, Rule::*}};\n",
        resource.name
    );
    for operation in model.operations.iter().filter(|operation| operation.resource == at) {
        let constant = operation.tool_constant();
        text.push_str(&format!("\npub(crate) const {constant}: &[Breach] = &[\n"));
        for breach in model.breaches(operation) {
            text.push_str(&row(operation, &breach));
        }
        text.push_str("];\n");
    }
    rust_rows(format!("{FOLDER}/{}.rs", resource.module), &text)
}

/// Where further words about a row begin.
const COLUMN: usize = 8;

fn row(operation: &Operation, breach: &Breach) -> String {
    let Breach { name, case, args, gives, rule, by_client, .. } = breach;
    let id = text(&format!("{}/refuses/{name}", operation.id));
    let (at, gives, rule) = (text(&breach.path()), given(gives), broken(rule));
    let mut row = format!("    Breach::new({id}, {case}, {at}, {gives}, {rule})");
    if !by_client {
        row.push_str(".by_tools_alone()");
    }
    if !args.is_empty() {
        let args = json_literal(&Value::Object(Map::clone(args)), COLUMN);
        row.push_str(&format!("\n{:COLUMN$}.instead({args})", ""));
    }
    row + ",\n"
}

fn given(given: &Given) -> String {
    match given {
        Given::Nothing => "Nothing".to_owned(),
        Given::Json(value) => format!("Json({})", literal(&value.to_string())),
        Given::Text(length, end) => format!("Text({length}, {})", text(end)),
        Given::Items(count, item) => format!("Items({count}, {})", literal(&item.to_string())),
    }
}

fn broken(rule: &Rule) -> String {
    match rule {
        Rule::Required => "Required".to_owned(),
        Rule::Known => "Known".to_owned(),
        Rule::Is(words) => format!("Is({})", text(words)),
        Rule::AtLeast(least) => format!("AtLeast({least})"),
        Rule::AtMost(most) => format!("AtMost({most})"),
        Rule::Matches(pattern) => format!("Matches({})", literal(pattern)),
        Rule::OneOf(first) => format!("OneOf({})", text(first)),
    }
}

fn text(text: &str) -> String {
    Literal::string(text).to_string()
}
