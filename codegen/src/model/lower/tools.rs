//! Tools, from words to the model.

use serde_json::Value;

use super::usage::secret_on_the_way;
use super::{Listed, Lower};
use crate::diagnostic::Diagnostic;
use crate::load::language::{Compare, OperationWords, ScanWords, ShowsWords, ToolWords};
use crate::load::words::{At, Names};
use crate::load::yaml::Key;
use crate::model::{
    Alias, Answer, Arg, Field, Path, Projection, Scan, ScanFilter, Side, Tool, ToolMethod, TypeUse,
};
use crate::rules::Rule;
use crate::source::Span;

impl<'s> Lower<'s> {
    pub(super) fn tool(
        &mut self,
        words: &'s OperationWords,
        operation: &Key,
        topics: &'s Names,
        args: &[Arg],
        answer: &Answer,
    ) -> Tool {
        let tool = &words.tool;
        let usual = tool.usual.as_ref().map(|usual| self.usual(usual, args));
        let aliases = tool.aliases.as_ref().map(|aliases| aliases.0.as_slice()).unwrap_or_default();
        let aliases = aliases.iter().map(|alias| Alias {
            name: alias.0.name.value.clone(),
            shows: alias.0.shows.as_ref().map(|shows| self.projection(shows, answer)),
            span: alias.0.name.span,
        });
        Tool {
            name: tool.name.value.clone(),
            aliases: aliases.collect(),
            method: self.method(tool, operation),
            topics: self.topics(tool.topics.as_ref().unwrap_or(topics)),
            presets: self.presets(tool),
            usual,
            shows: self.projection(&tool.shows, answer),
            scan: tool.scans.as_ref().map(|scan| self.scan(scan, answer, args)),
            input_schema: Value::Null,
            output_schema: Value::Null,
            tokens: 0,
            span: tool.name.span,
        }
    }

    fn method(&mut self, tool: &ToolWords, operation: &Key) -> ToolMethod {
        let said = tool.method.as_ref().map(|method| method.value);
        let own = ToolMethod::ALL
            .iter()
            .copied()
            .find(|method| *method != ToolMethod::Custom && method.as_str() == operation.text);
        said.or(own).unwrap_or_else(|| {
            let message =
                format!("the method of `{}` cannot be told from its name", operation.text);
            let help = "write `method: …`: list, get, create, update, delete or custom";
            self.report(Diagnostic::new(Rule::ToolMethod, tool.name.span, message).help(help));
            ToolMethod::Custom
        })
    }

    fn topics(&mut self, topics: &Names) -> Vec<usize> {
        topics.0.iter().filter_map(|topic| self.listed(Listed::Topic, topic)).collect()
    }

    fn presets(&mut self, tool: &ToolWords) -> Vec<usize> {
        let said = tool.presets.iter().flat_map(|presets| &presets.0);
        let mut found: Vec<usize> =
            said.filter_map(|preset| self.listed(Listed::Preset, preset)).collect();
        let all = self
            .model
            .api
            .presets
            .iter()
            .enumerate()
            .filter(|(_, preset)| preset.all)
            .map(|(at, _)| at);
        found.extend(all);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The paths of arguments that people use; each begins with an argument.
    fn usual(&mut self, usual: &'s Names, args: &[Arg]) -> Vec<Path> {
        let fields: Vec<&Field> = args.iter().map(|arg| &arg.field).collect();
        let mut paths = Vec::new();
        for text in &usual.0 {
            let Some(path) = Path::parse(&text.value) else {
                self.bad_path(text);
                continue;
            };
            let Some(field) = self.argument(&fields, path.head(), text.span) else { continue };
            let rest = Path(path.0.iter().skip(1).cloned().collect());
            match self.model.follow(Side::Body, field.body_type(), &rest) {
                Ok(_) => paths.push(path),
                Err(lost) => {
                    self.report(lost.at(text.span));
                }
            }
        }
        paths
    }

    fn bad_path(&mut self, text: &At<String>) {
        let message = format!("`{}` is no path", text.value);
        let help = "write it like `customer.email`, `tags[].name` or `custom_fields.*.value`";
        self.report(Diagnostic::new(Rule::UnknownField, text.span, message).help(help));
    }

    fn projection(&mut self, shows: &'s ShowsWords, answer: &Answer) -> Projection {
        let (shown, texts) = match (answer.shown(), shows) {
            (Some(shown), ShowsWords::Paths(texts)) => (shown, texts),
            (shown, ShowsWords::All(span)) => {
                if let Some(shown) = shown {
                    self.check_secretive(std::slice::from_ref(shown), *span);
                }
                return Projection::All;
            }
            (None, ShowsWords::Paths(texts)) => {
                if let Some(first) = texts.first() {
                    let message = match answer {
                        Answer::File | Answer::Csv => "the answer has no parts to choose from",
                        Answer::Nothing
                        | Answer::Value(_)
                        | Answer::List { .. }
                        | Answer::Pages { .. } => {
                            "the operation answers nothing, so it can show nothing"
                        }
                    };
                    self.report(
                        Diagnostic::new(Rule::UnknownField, first.span, message)
                            .help("write `shows: all`"),
                    );
                }
                return Projection::All;
            }
        };
        let mut paths: Vec<Path> = Vec::new();
        for text in texts {
            match Path::parse(&text.value)
                .map(|path| (self.model.follow(Side::Answer, shown, &path), path))
            {
                None => self.bad_path(text),
                Some((Err(lost), _)) => {
                    self.report(lost.at(text.span));
                }
                Some((Ok(_), path)) if paths.contains(&path) => {
                    let message = format!("`{path}` is shown twice");
                    self.report(
                        Diagnostic::new(Rule::RepeatedValue, text.span, message)
                            .help("keep one of them"),
                    );
                }
                Some((Ok(types), path)) => {
                    self.check_secretive(&types, text.span);
                    if let Some(secret) = secret_on_the_way(&self.model, shown, &path) {
                        let message = format!("`{path}` shows the secret `{secret}`");
                        let help = "leave it out; what holds a secret is shown without it";
                        self.report(
                            Diagnostic::new(Rule::SecretShown, text.span, message).help(help),
                        );
                    }
                    paths.push(path);
                }
            }
        }
        Projection::Paths(paths)
    }

    /// What no variant of a union knows may be a secret, so that nothing shows the union whole.
    fn check_secretive(&mut self, shown: &[TypeUse], span: Span) {
        if let Some(union) = shown.iter().find_map(|shown| self.model.secretive(shown)) {
            let message = format!("this shows what no variant of `{}` knows", union.name);
            let help = "name the parts to show, down into its variants";
            self.report(Diagnostic::new(Rule::SecretShown, span, message).help(help));
        }
    }

    fn scan(&mut self, scan: &'s ScanWords, answer: &Answer, args: &[Arg]) -> Scan {
        let mut filters = Vec::new();
        for (name, words) in &scan.filters.0 {
            let ty = self.resolve(&words.ty);
            let mut field = self.checked_field(name, ty);
            field.optional = true;
            field.about = words.about.clone().unwrap_or_default();
            let args = args.iter().map(|arg| &arg.field);
            let earlier = filters.iter().map(|filter: &ScanFilter| &filter.field);
            if args.chain(earlier).any(|other| other.key == field.key) {
                let message = format!("two arguments are called `{}`", field.key);
                self.report(Diagnostic::new(Rule::ArgumentClash, name.span, message));
            }
            let by = words.by.as_ref().map_or(Compare::Equals, |by| by.value);
            let Some(keeps) = Path::parse(&words.keeps) else {
                self.bad_path(&words.keeps);
                continue;
            };
            let lost =
                answer.shown().and_then(|item| self.model.follow(Side::Answer, item, &keeps).err());
            if let Some(lost) = lost {
                self.report(lost.at(words.keeps.span));
                continue;
            }
            filters.push(ScanFilter { field, keeps, by });
        }
        if !matches!(answer, Answer::Pages { .. }) {
            let message = "only pages can be scanned";
            self.report(Diagnostic::new(Rule::AnswerKind, scan.span, message));
        }
        Scan { pages: scan.pages.0, filters }
    }
}
