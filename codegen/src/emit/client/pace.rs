//! `pace.rs`: how fast each kind of account may be called.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::FOLDER;
use crate::Output;
use crate::emit::rust::names::ident;
use crate::emit::rust::prose;
use crate::emit::rust::source::{docs, inner_docs, rust_file};
use crate::model::{Limit, Model};

/// Nothing, where no limit is known.
pub(super) fn emit(model: &Model) -> Option<Output> {
    let about = inner_docs(&story(model.api.limits.last()?));
    let usual = |by_token| match model.api.usual_limit(by_token) {
        Some(limit) => ident(&limit.constant()).into_token_stream(),
        None => quote!(Pace::unlimited()),
    };
    let (by_key, by_token) = (usual(false), usual(true));
    let constants = model.api.limits.iter().map(|limit| {
        let name = ident(&limit.constant());
        let Limit { requests, seconds, .. } = limit;
        let calls = Literal::u32_unsuffixed(*requests);
        let time = Literal::u64_unsuffixed(*seconds);
        let said = format!("`{}`: {requests} calls in {seconds} seconds.", limit.name);
        let about = docs(&prose::line(&said));
        let header = model.api.used_header().map(|name| quote!(.told_in(#name)));
        quote! {
            #about
            pub const #name: Pace = Pace::new(#calls, Duration::from_secs(#time)) #header;
        }
    });
    let constants: TokenStream = constants.collect();
    let tokens = quote! {
        #about

        use std::time::Duration;

        use gorgias_runtime::{Account, Credentials, Pace};

        /// How fast an account may usually be called by who signs in as this one does.
        #[must_use]
        pub fn usual(account: &Account) -> Pace {
            match account.credentials() {
                Credentials::Key => #by_key,
                Credentials::Token => #by_token,
            }
        }

        #constants
    };
    Some(rust_file(format!("{FOLDER}/src/pace.rs"), tokens))
}

fn story(other: &Limit) -> String {
    let constant = other.constant();
    format!(
        "How fast an account may be called, by its kind.\n\n\
         A client keeps to what is [`usual`] unless it is given another pace:\n\n\
         ```no_run\n\
         use gorgias_client::{{Account, Gorgias, Runtime, pace}};\n\n\
         # fn example() -> Result<(), gorgias_client::Error> {{\n\
         let runtime = Runtime::builder(Account::from_env()?).pace(pace::{constant}).build();\n\
         let gorgias = Gorgias::with_runtime(runtime);\n\
         # Ok(())\n\
         # }}\n\
         ```"
    )
}
