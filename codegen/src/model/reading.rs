//! How an operation that only reads can be called of an account of which nothing is known: with what means something to every
//! account, and with what the account's own lists show.

use serde_json::{Map, Value};

use super::{Answer, Arg, Field, Model, Operation, Owner, Place, Shape, Type, TypeRef};

/// A call of an operation that only reads.
#[derive(Debug)]
pub(crate) struct Reading<'m> {
    /// Arguments that mean something to every account, as a case has them.
    pub(crate) args: Map<String, Value>,
    pub(crate) wants: Wants<'m>,
}

/// What else must be given, which only the account knows.
#[derive(Debug)]
pub(crate) enum Wants<'m> {
    Nothing,
    /// Arguments, and the fields that have their values in the things of a list, which itself wants nothing.
    Listed {
        by: &'m Operation,
        takes: Vec<(&'m Field, &'m Field)>,
    },
    /// Arguments whose values no list has.
    Unlisted(Vec<&'m Field>),
}

impl Model {
    /// How an operation is called of an account of which nothing is known; none if it does not only read.
    pub(crate) fn reading<'m>(&'m self, operation: &'m Operation) -> Option<Reading<'m>> {
        if !operation.effect.only_reads() {
            return None;
        }
        let needed = || operation.args.iter().filter(|arg| !arg.field.optional);
        let case = operation.accepted().next();
        let known = |arg: &&Arg| !self.is_of_account(arg);
        let args = needed().filter(known).filter_map(|arg| {
            let key = &arg.field.key;
            Some((key.clone(), case?.args.get(key)?.clone()))
        });
        let wanted: Vec<_> = needed().filter(|arg| self.is_of_account(arg)).collect();
        Some(Reading { args: args.collect(), wants: self.wants(&wanted) })
    }

    fn wants<'m>(&'m self, wanted: &[&'m Arg]) -> Wants<'m> {
        if wanted.is_empty() {
            return Wants::Nothing;
        }
        // The list of the things themselves shows them better than one that only mentions them.
        let owner = wanted.last().and_then(|arg| self.id_of(arg)).map(|id| self.ty(id).owner);
        let is_own = |list: &&Operation| owner == Some(Owner::Resource(list.resource));
        let lists = || self.operations.iter().filter(|operation| self.is_list(operation));
        let lists = lists().filter(is_own).chain(lists());
        let found = lists.into_iter().find_map(|by| {
            let takes = wanted.iter().map(|arg| Some((&arg.field, self.field_for(arg, by)?)));
            Some(Wants::Listed { by, takes: takes.collect::<Option<_>>()? })
        });
        found.unwrap_or_else(|| Wants::Unlisted(wanted.iter().map(|arg| &arg.field).collect()))
    }

    /// Whether only an account knows values of an argument: an id, or another part of a path, unless that is one of some words
    /// and no list says which of them the account has.
    fn is_of_account(&self, arg: &Arg) -> bool {
        match (self.id_of(arg), arg.place) {
            (Some(at), Place::Path) if matches!(self.ty(at).shape, Shape::Enum(_)) => {
                let mut lists = self.operations.iter().filter(|operation| self.is_list(operation));
                lists.any(|list| self.field_for(arg, list).is_some())
            }
            (id, place) => id.is_some() || place == Place::Path,
        }
    }

    /// The type of an argument, if it names something: an id, or a word in a path.
    fn id_of(&self, arg: &Arg) -> Option<TypeRef> {
        let Type::Named(at) = arg.field.ty.ty else { return None };
        let names = match self.ty(at).shape {
            Shape::Id(_) => true,
            Shape::Enum(_) => arg.place == Place::Path,
            Shape::Object(_) | Shape::Union(_) => false,
        };
        names.then_some(at)
    }

    /// Whether an operation lists something for whoever asks.
    fn is_list(&self, operation: &Operation) -> bool {
        let needs = |arg: &&Arg| arg.place == Place::Path || self.id_of(arg).is_some();
        let asks = operation.args.iter().filter(|arg| !arg.field.optional).any(|arg| needs(&arg));
        let lists = matches!(operation.answer, Answer::List { .. } | Answer::Pages { .. });
        lists && !asks && operation.effect.only_reads()
    }

    /// The field of a list's things that has such names; one that is always there comes first.
    fn field_for<'m>(&'m self, arg: &Arg, list: &'m Operation) -> Option<&'m Field> {
        let id = self.id_of(arg)?;
        let item = self.object(&list.answer.shown()?.ty)?;
        let fits = |field: &&Field| field.access.read && field.ty.ty == Type::Named(id);
        let mut fields: Vec<_> = item.fields.iter().filter(fits).collect();
        fields.sort_by_key(|field| field.ty.nullable || field.optional);
        fields.first().copied()
    }
}
