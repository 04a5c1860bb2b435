//! What must hold of the values that a workflow sees, held against their types.

use super::known::{Kind, Known, Scope, refers, whole_reference};
use crate::diagnostic::Diagnostic;
use crate::load::language::{Claim, ClaimTable, Claims};
use crate::load::yaml::{self, Node};
use crate::model::fit::Fit;
use crate::model::lower::Lower;
use crate::model::{Claimed, Side, Type, TypeUse};
use crate::rules::Rule;

impl Lower<'_> {
    /// Claims on references, as `when` has them.
    pub(super) fn claims_on_references(
        &mut self,
        table: Option<&ClaimTable>,
        scope: &Scope,
    ) -> Claimed {
        let mut claimed = Claimed::new();
        for (key, claims) in table.into_iter().flat_map(|table| &table.0) {
            let Some(reference) = self.dollar(&key.text, key.span) else { continue };
            let known = self.reference(&reference, key.span, scope).unwrap_or(Known::Unknown);
            self.check_claims(claims, &key.text, &known, scope);
            claimed.insert(reference, claims.node.to_json());
        }
        claimed
    }

    /// Claims on paths of a value.
    pub(super) fn claims_on(
        &mut self,
        table: Option<&ClaimTable>,
        known: &Known,
        scope: &Scope,
    ) -> Claimed {
        let mut claimed = Claimed::new();
        for (key, claims) in table.into_iter().flat_map(|table| &table.0) {
            let found = match self.model.follow_known(known, &key.text, key.span) {
                Ok(found) => found,
                Err(lost) => {
                    self.report(lost);
                    Known::Unknown
                }
            };
            self.check_claims(claims, &key.text, &found, scope);
            claimed.insert(key.text.clone(), claims.node.to_json());
        }
        claimed
    }

    /// Reports what can never hold of a value that is called so.
    pub(super) fn check_claims(
        &mut self,
        claims: &Claims,
        what: &str,
        known: &Known,
        scope: &Scope,
    ) {
        self.check_references(&claims.node, scope);
        for claim in &claims.all {
            match claim {
                Claim::Absent | Claim::Present => {}
                Claim::Is(nodes) | Claim::Not(nodes) => {
                    let never = format!("`{what}` is never this");
                    nodes.iter().for_each(|node| self.check_operand(node, &never, known, scope));
                }
                Claim::AtLeast(node) | Claim::AtMost(node) => {
                    if has_order(known) {
                        let never = format!("`{what}` is never more or less than this");
                        self.check_operand(node, &never, known, scope);
                    } else {
                        self.never(node, what, known, "has no order");
                    }
                }
                Claim::Contains(node) => match self.part_of(known) {
                    Some(part) => {
                        let never = format!("`{what}` never contains this");
                        self.check_operand(node, &never, &part, scope);
                    }
                    None => self.never(node, what, known, "contains nothing"),
                },
            }
        }
    }

    fn never(&mut self, node: &Node, what: &str, known: &Known, why: &str) {
        let described = self.model.describe_known(known);
        let message = format!("`{what}` is {described}, which {why}");
        self.report(Diagnostic::new(Rule::ConditionValue, node.span, message));
    }

    /// What a value can contain: a text a text, a list an item.
    fn part_of(&self, known: &Known) -> Option<Known> {
        match known {
            Known::Unknown => Some(Known::Unknown),
            Known::List(item) => Some((**item).clone()),
            Known::Type(TypeUse { ty: Type::List(item), .. }) => {
                Some(Known::Type((**item).clone()))
            }
            known => match self.model.kind_of(known) {
                None => Some(Known::Unknown),
                Some(Kind::Text) => Some(Known::of(Type::Text)),
                Some(_) => None,
            },
        }
    }

    /// Reports a value with which a comparison never holds.
    fn check_operand(&mut self, node: &Node, never: &str, known: &Known, scope: &Scope) {
        let why = if refers(node) {
            self.unlike(node, known, scope).map(|why| (why, None))
        } else {
            self.misfit(node, known)
        };
        if let Some((why, help)) = why {
            let message = format!("{never}: {why}");
            let diagnostic = Diagnostic::new(Rule::ConditionValue, node.span, message);
            self.report(diagnostic.maybe_help(help));
        }
    }

    /// Why a value that is written out never is one of these.
    fn misfit(&self, node: &Node, known: &Known) -> Option<(String, Option<String>)> {
        let json = node.to_json();
        match known {
            Known::Type(ty) => {
                let mut fit = Fit::new(&self.model, Side::Answer);
                fit.check(ty, &json);
                let unlisted = self.model.unlisted(&ty.ty, &json);
                let misfit = fit.misfits.into_iter().chain(unlisted).next()?;
                Some((misfit.text(), misfit.help))
            }
            Known::Unknown => None,
            Known::Record(_) | Known::List(_) => {
                let is_kind = match &node.value {
                    yaml::Value::List(_) => matches!(known, Known::List(_)),
                    // What may find nothing keeps null.
                    yaml::Value::Null => true,
                    _ => false,
                };
                let wanted = self.model.describe_known(known);
                (!is_kind).then(|| (format!("expected {wanted}, found {}", node.kind()), None))
            }
        }
    }

    /// Why a value that refers to others is of another kind than what is wanted.
    pub(super) fn unlike(&self, node: &Node, wanted: &Known, scope: &Scope) -> Option<String> {
        let found = match &node.value {
            yaml::Value::Text(text) => match whole_reference(text) {
                // A reference that leads nowhere has been reported.
                Some(reference) => self.look_up(reference, node.span, scope).ok()?,
                None => Known::of(Type::Text),
            },
            yaml::Value::List(_) => Known::List(Box::new(Known::Unknown)),
            _ => Known::Record(Vec::new()),
        };
        let kinds = (self.model.kind_of(wanted)?, self.model.kind_of(&found)?);
        (kinds.0 != kinds.1).then(|| {
            let wanted = self.model.describe_known(wanted);
            format!("expected {wanted}, found {}", self.model.describe_known(&found))
        })
    }
}

/// Whether of two such values one can be more than the other.
fn has_order(known: &Known) -> bool {
    match known {
        Known::Unknown => true,
        Known::Type(ty) => matches!(
            ty.ty,
            Type::Int | Type::Number | Type::Time | Type::Date | Type::Json | Type::Value
        ),
        Known::Record(_) | Known::List(_) => false,
    }
}
