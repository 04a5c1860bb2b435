//! `formats.rs`: the forms in which values were seen.

use quote::quote;

use crate::Output;
use crate::emit::rust::json_literal::json_literal;
use crate::emit::rust::source::rust_file;
use crate::model::Model;

/// Where the fields of a format stand in their file.
const FORMAT_COLUMN: usize = 8;

pub(super) fn emit(model: &Model) -> Output {
    let formats = model.api.formats.iter().map(|format| {
        let (name, about) = (&format.name, &format.about);
        let seen = json_literal(&format.values(), FORMAT_COLUMN);
        quote!(Format { name: #name, about: #about, seen: #seen })
    });
    let tokens = quote! {
        //! The forms in which values were seen.

        use crate::Format;

        /// All formats, in the order of the spec.
        pub const FORMATS: &[Format] = &[#(#formats),*];
    };
    rust_file("generated/suite/src/formats.rs", tokens)
}
