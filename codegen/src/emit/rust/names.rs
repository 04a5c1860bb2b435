//! Names in emitted Rust: identifiers of the model, and what a file uses from elsewhere.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// An identifier as the model writes it, with `r#` where it is a keyword.
pub(crate) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(keyword) => Ident::new_raw(keyword, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// How emitted code calls what stands elsewhere.
pub(crate) trait Names {
    /// What stands for a path such as `gorgias_runtime::Call`.
    fn path(&self, path: &str) -> TokenStream;
}

/// Names by their last part, each noted for the `use` at the head of the file.
#[derive(Default)]
pub(crate) struct Imports {
    used: RefCell<BTreeSet<String>>,
    /// What the file declares itself.
    declared: BTreeSet<String>,
}

impl Names for Imports {
    fn path(&self, path: &str) -> TokenStream {
        if !self.declared.contains(path) {
            self.used.borrow_mut().insert(path.to_owned());
        }
        let last = ident(path.rsplit_once("::").map_or(path, |(_, last)| last));
        quote!(#last)
    }
}

impl Imports {
    /// For a file that declares these itself.
    pub(crate) fn beside(declared: impl IntoIterator<Item = String>) -> Self {
        Self { declared: declared.into_iter().collect(), ..Self::default() }
    }

    /// What has been used so far, an item for each crate.
    pub(crate) fn uses(&self) -> TokenStream {
        let mut crates: BTreeMap<Place, Tree> = BTreeMap::new();
        for path in self.used.borrow().iter() {
            if let Some((root, rest)) = path.split_once("::") {
                crates.entry(Place::of(root)).or_default().add(rest);
            }
        }
        let uses = crates.iter().map(|(place, tree)| {
            let (root, paths) = (ident(place.root()), tree.tokens());
            quote!(use #root::#paths;)
        });
        quote!(#(#uses)*)
    }
}

/// Names below a module.
#[derive(Default)]
struct Tree(BTreeMap<String, Tree>);

impl Tree {
    fn add(&mut self, path: &str) {
        match path.split_once("::") {
            Some((module, rest)) => self.0.entry(module.to_owned()).or_default().add(rest),
            None => drop(self.0.entry(path.to_owned()).or_default()),
        }
    }

    fn tokens(&self) -> TokenStream {
        let names = self.0.iter().map(|(name, below)| {
            let name = ident(name);
            if below.0.is_empty() {
                return quote!(#name);
            }
            let below = below.tokens();
            quote!(#name::#below)
        });
        let names: Vec<_> = names.collect();
        match names.as_slice() {
            [name] => quote!(#name),
            names => quote!({#(#names),*}),
        }
    }
}

/// The standard library first, the own crate last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Std,
    Other(String),
    Own,
}

impl Place {
    fn of(root: &str) -> Self {
        match root {
            "std" => Self::Std,
            "crate" => Self::Own,
            other => Self::Other(other.to_owned()),
        }
    }

    fn root(&self) -> &str {
        match self {
            Self::Std => "std",
            Self::Other(root) => root,
            Self::Own => "crate",
        }
    }
}
