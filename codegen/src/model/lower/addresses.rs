//! Addresses by which answers name files, as an operation that gives these knows them.

use super::Lower;
use super::operations::{is_path, parameters};
use crate::diagnostic::Diagnostic;
use crate::load::language::{OperationWords, ReturnsWords};
use crate::load::words::At;
use crate::model::operation::Address;
use crate::model::{Arg, Place};
use crate::nearest::did_you_mean;
use crate::rules::Rule;

impl Lower<'_> {
    /// The addresses of an operation's files. Each tells all that the operation must be given.
    pub(super) fn addresses(&mut self, words: &OperationWords, args: &[Arg]) -> Vec<Address> {
        let addresses = words.addresses.iter().flat_map(|addresses| &addresses.0);
        let addresses = addresses.inspect(|address| {
            if matches!(words.returns, Some(ReturnsWords::File)) {
                self.check_address(address, args);
            } else {
                let message = "only a file has an address";
                let help = "take `addresses` away, or write `returns: file`";
                self.report(Diagnostic::new(Rule::IdleWord, address.span, message).help(help));
            }
        });
        addresses.map(|it| Address { path: it.value.clone(), span: it.span }).collect()
    }

    fn check_address(&mut self, address: &At<String>, args: &[Arg]) {
        let path = &address.value;
        if !is_path(path) || path.split('/').any(|part| parameters(part).count() > 1) {
            let message = format!("`{path}` is no path of an address");
            let help =
                "write one such as `/files/{id}`, with at most one parameter between two slashes";
            self.report(Diagnostic::new(Rule::WrongKind, address.span, message).help(help));
            return;
        }
        let required: Vec<&Arg> = args.iter().filter(|arg| !arg.field.optional).collect();
        let in_path = |arg: &&&Arg| arg.place == Place::Path;
        let known = || required.iter().filter(in_path).map(|arg| arg.field.wire.as_str());
        for name in parameters(path).filter(|name| !known().any(|known| known == *name)) {
            let message = format!("`{{{name}}}` is not declared under `path`");
            let help = did_you_mean(name, known());
            self.report(
                Diagnostic::new(Rule::PathParameter, address.span, message).maybe_help(help),
            );
        }
        for arg in &required {
            let wire = arg.field.wire.as_str();
            let times = parameters(path).filter(|name| *name == wire).count();
            if times != 1 || arg.place != Place::Path {
                let message = format!("the address does not tell `{wire}` once");
                self.report(
                    Diagnostic::new(Rule::PathParameter, address.span, message)
                        .help("without it the operation cannot be called"),
                );
            }
        }
    }
}
