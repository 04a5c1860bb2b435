//! Accounts and scopes, from words to the model.

use super::{Listed, Lower};
use crate::diagnostic::Diagnostic;
use crate::load::language::{AccountWords, ApiFile};
use crate::load::words::{List, Texts};
use crate::load::yaml::Key;
use crate::model::{Account, Scope};
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::Span;

impl<'s> Lower<'s> {
    pub(super) fn lower_access(&mut self, api: &'s ApiFile) {
        let scopes = api.scopes.0.iter().map(|(name, entry)| Scope {
            name: name.text.clone(),
            about: entry.0.about.clone(),
            deprecated: entry.0.deprecated.clone(),
        });
        self.model.api.scopes = scopes.collect();
        for (name, words) in &api.accounts.0 {
            self.check_limit(words, api);
            let account = self.account(name, words);
            self.model.api.accounts.push(account);
        }
    }

    fn account(&mut self, name: &Key, words: &AccountWords) -> Account {
        self.check_oauth2(name, words);
        if let Some(refresh) = &words.refresh {
            self.listed(Listed::Scope, refresh);
        }
        let asks = words.asks.iter().flat_map(|asks| &asks.0);
        Account {
            name: name.text.clone(),
            about: words.about.clone(),
            limit: words.limit.as_ref().map(|limit| limit.value.clone()),
            authorize: words.authorize.clone(),
            token: words.token.clone(),
            asks: asks.map(|(name, about)| (name.text.clone(), about.clone())).collect(),
            client: words.client.as_ref().map(|client| client.value),
            refresh: words.refresh.as_ref().map(|refresh| refresh.value.clone()),
            source: Texts::of(words.source.as_ref()),
            notes: List::of(words.notes.as_ref()),
        }
    }

    fn check_limit(&mut self, words: &AccountWords, api: &ApiFile) {
        let Some(limit) = &words.limit else { return };
        let known = || api.limits.0.iter().map(|(name, _)| name.text.as_str());
        if known().any(|known| known == limit.value) {
            return;
        }
        let message = format!("there is no limit `{}`", limit.value);
        let help = did_you_mean(&limit.value, known())
            .unwrap_or_else(|| "describe it under `limits`".to_owned());
        self.report(Diagnostic::new(Rule::UnknownLimit, limit.span, message).help(help));
    }

    /// What is said of tokens means nothing where there are none.
    fn check_oauth2(&mut self, name: &Key, words: &AccountWords) {
        if words.authorize.is_some() && words.token.is_some() {
            return;
        }
        let asks = words.asks.as_ref().and_then(|asks| asks.0.first());
        let said: [(&str, Option<Span>); 3] = [
            ("asks", asks.map(|(name, _)| name.span)),
            ("client", words.client.as_ref().map(|client| client.span)),
            ("refresh", words.refresh.as_ref().map(|refresh| refresh.span)),
        ];
        for (word, span) in said.into_iter().filter_map(|(word, span)| Some((word, span?))) {
            let message = format!("`{word}` says nothing of `{}`", name.text);
            let help = "it is for OAuth2, which has the addresses `authorize` and `token`";
            self.report(Diagnostic::new(Rule::IdleWord, span, message).help(help));
        }
    }
}
