//! How much an account may ask, from words to the model.

use super::Lower;
use crate::diagnostic::Diagnostic;
use crate::load::language::ApiFile;
use crate::model::Limit;
use crate::rules::Rule;

impl<'s> Lower<'s> {
    pub(super) fn lower_limits(&mut self, api: &'s ApiFile) {
        for (name, words) in &api.limits.0 {
            self.check_kebab("limit", &name.text, name.span);
            let numbers = (u32::try_from(words.requests), u64::try_from(words.seconds));
            let (Ok(requests @ 1..), Ok(seconds @ 1..)) = numbers else {
                let message = format!(
                    "{} requests in {} seconds are no limit to keep to",
                    words.requests, words.seconds
                );
                let help = "write whole numbers from 1";
                self.report(Diagnostic::new(Rule::Bounds, name.span, message).help(help));
                continue;
            };
            self.model.api.limits.push(Limit { name: name.text.clone(), requests, seconds });
        }
        let headers = api.headers.0.iter().filter(|(_, name)| !is_header(name));
        for (purpose, name) in headers {
            let message = format!("`{name}` is no name of a header");
            let help = "use letters, digits and `-`";
            self.report(Diagnostic::new(Rule::BadName, purpose.span, message).help(help));
        }
    }
}

fn is_header(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}
