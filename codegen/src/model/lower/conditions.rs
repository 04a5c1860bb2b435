//! What conditions are about.

use super::{Lower, plain_field};
use crate::diagnostic::Diagnostic;
use crate::load::words::At;
use crate::load::yaml::Key;
use crate::model::{Field, Path, Segment, Type, TypeUse};
use crate::rules::Rule;

impl Lower<'_> {
    /// What a condition is about: an argument, or by a path of keys what is inside one.
    pub(super) fn tested(&mut self, fields: &[&Field], name: &At<String>) -> Option<Field> {
        let is_argument = fields.iter().any(|it| it.key == name.value || it.wire == name.value);
        let path = Path::parse(&name.value).filter(|path| !is_argument && path.0.len() > 1);
        let Some(path) = path else {
            return self.argument(fields, &name.value, name.span).cloned();
        };
        let field = self.argument(fields, path.head(), name.span)?;
        let inside = Path(path.0.iter().skip(1).cloned().collect());
        let keys = path.0.iter().take_while(|segment| matches!(segment, Segment::Key(_)));
        let list = Path(keys.cloned().collect());
        if list != path {
            let message = format!("`{path}` leads to several values, and a test is of one");
            let help = format!("of an item in a list, write `{list}: {{ any: … }}`");
            let diagnostic = Diagnostic::new(Rule::UnknownField, name.span, message).help(help);
            self.report(diagnostic);
            return None;
        }
        match self.model.follow(field.body_type(), &inside) {
            Ok(found) => {
                let name = Key { text: name.value.clone(), span: name.span };
                let key = format!("{}.{inside}", field.key);
                Some(Field { key, ..plain_field(&name, one_of(found)) })
            }
            Err(lost) => {
                self.report(lost.at(name.span));
                None
            }
        }
    }
}

/// The one type of all that a path leads to; where they differ, anything can stand there.
fn one_of(types: Vec<TypeUse>) -> TypeUse {
    match <[TypeUse; 1]>::try_from(types) {
        Ok([one]) => one,
        Err(_) => TypeUse { ty: Type::Json, nullable: true },
    }
}
