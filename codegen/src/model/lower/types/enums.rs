//! Enums and the sets of their values, from words to the model.

use std::collections::HashSet;

use crate::diagnostic::Diagnostic;
use crate::load::language::EnumWords;
use crate::load::words::{At, List, Table};
use crate::load::yaml::Key;
use crate::model::lower::Lower;
use crate::model::names::variant;
use crate::model::{EnumDef, EnumValue};
use crate::nearest::did_you_mean;
use crate::rules::Rule;

impl<'s> Lower<'s> {
    pub(super) fn enumeration(&mut self, words: &'s EnumWords) -> EnumDef {
        let lists = words.lists.as_ref().map(|lists| lists.0.as_slice()).unwrap_or_default();
        let mut used = HashSet::new();
        let mut seen = HashSet::new();
        let mut values: Vec<EnumValue> = Vec::new();
        for (value, words) in &words.values.0 {
            if !seen.insert(value.value.as_str()) {
                let message = format!("`{}` is listed twice", value.value);
                self.report(
                    Diagnostic::new(Rule::RepeatedValue, value.span, message)
                        .help("keep one of them"),
                );
                continue;
            }
            let sets = words.as_ref().and_then(|words| words.sets.as_ref());
            let sets = sets.map(|sets| self.sets(sets, lists, &mut used)).unwrap_or_default();
            values.push(EnumValue {
                wire: value.value.clone(),
                rust: variant(&value.value),
                about: words.as_ref().and_then(|words| words.about.clone()).unwrap_or_default(),
                deprecated: words.as_ref().and_then(|words| words.deprecated.clone()),
                notes: List::of(words.as_ref().and_then(|words| words.notes.as_ref())),
                sets,
                span: value.span,
            });
        }
        for (name, _) in lists.iter().filter(|(name, _)| !used.contains(&name.text)) {
            let message = format!("no set uses the list `{}`", name.text);
            self.report(
                Diagnostic::new(Rule::UnknownSet, name.span, message)
                    .help(format!("name it in a set as `+{}`", name.text)),
            );
        }
        EnumDef { values, closed: words.closed.unwrap_or_default() }
    }

    fn sets(
        &mut self,
        sets: &'s Table<List<At<String>>>,
        lists: &'s [(Key, List<At<String>>)],
        used: &mut HashSet<String>,
    ) -> Vec<(String, Vec<String>)> {
        let mut lowered = Vec::new();
        for (name, entries) in &sets.0 {
            let mut seen = HashSet::new();
            let mut members: Vec<String> = Vec::new();
            for entry in &entries.0 {
                let expanded: Vec<&String> = match entry.value.strip_prefix('+') {
                    None => vec![&entry.value],
                    Some(list) => match lists.iter().find(|(name, _)| name.text == list) {
                        Some((_, list_entries)) => {
                            used.insert(list.to_owned());
                            list_entries.0.iter().map(|entry| &entry.value).collect()
                        }
                        None => {
                            let message = format!("there is no list `{list}`");
                            let help = did_you_mean(
                                list,
                                lists.iter().map(|(name, _)| name.text.as_str()),
                            );
                            self.report(
                                Diagnostic::new(Rule::UnknownSet, entry.span, message)
                                    .maybe_help(help),
                            );
                            Vec::new()
                        }
                    },
                };
                for member in expanded {
                    if !seen.insert(member) {
                        let message = format!("`{member}` is in the set `{}` twice", name.text);
                        self.report(
                            Diagnostic::new(Rule::RepeatedValue, entry.span, message)
                                .help("keep one of them"),
                        );
                    } else {
                        members.push(member.clone());
                    }
                }
            }
            lowered.push((name.text.clone(), members));
        }
        lowered
    }
}
