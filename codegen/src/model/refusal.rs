//! How the API refuses, and what that means to the caller of an operation.

use std::collections::BTreeMap;

use super::{Meets, Model, Operation, Place, TypeUse};

/// How the API refuses, whatever is called.
#[derive(Debug)]
pub(crate) struct Errors {
    /// The type of a refusal's body.
    pub(crate) body: TypeUse,
    /// What statuses mean, in their order.
    pub(crate) statuses: Vec<Status>,
    pub(crate) source: Vec<String>,
    pub(crate) notes: Vec<String>,
}

/// What a status means wherever an operation says nothing else of it.
#[derive(Debug)]
pub(crate) struct Status {
    pub(crate) refusal: Refusal,
    /// The operations that can answer so, unless only those do that name it.
    pub(crate) meets: Option<Meets>,
}

/// A status of a refusal, and what it means to who gets it.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) hint: String,
}

/// Where it is said what a status means to the caller of an operation.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Meaning<'m> {
    /// Once for all operations.
    Common(&'m str),
    /// With the operation.
    Own(&'m str),
}

impl<'m> Meaning<'m> {
    pub(crate) fn hint(self) -> &'m str {
        match self {
            Self::Common(hint) | Self::Own(hint) => hint,
        }
    }
}

impl Meets {
    fn holds(self, operation: &Operation) -> bool {
        match self {
            Self::All => true,
            Self::Arguments => operation.args.iter().any(|arg| arg.place != Place::Path),
            Self::Path => operation.args.iter().any(|arg| arg.place == Place::Path),
            Self::Scope => operation.scope.is_some(),
        }
    }
}

impl Model {
    /// The statuses with which an operation can refuse, and what they mean to its caller.
    pub(crate) fn refusals<'m>(&'m self, operation: &'m Operation) -> BTreeMap<u16, Meaning<'m>> {
        let common = self.api.errors.statuses.iter();
        let common = common.filter(|status| status.meets.is_some_and(|it| it.holds(operation)));
        let common = common
            .map(|status| (status.refusal.status, Meaning::Common(status.refusal.hint.as_str())));
        let own = operation.refusals.iter().map(|refusal| refusal.status);
        let seen = operation.cases.iter().filter_map(|case| Some(case.refused.as_ref()?.status));
        let told =
            own.chain(seen).filter_map(|status| Some((status, self.meaning(operation, status)?)));
        common.chain(told).collect()
    }

    /// What a status means to the caller of an operation, if it is said.
    pub(crate) fn meaning<'m>(
        &'m self,
        operation: &'m Operation,
        status: u16,
    ) -> Option<Meaning<'m>> {
        let common = self.api.errors.statuses.iter().map(|status| &status.refusal);
        let said = |refusal: &&Refusal| refusal.status == status;
        let own = operation.refusals.iter().find(said);
        own.map(|refusal| Meaning::Own(refusal.hint.as_str())).or_else(|| {
            common.clone().find(said).map(|refusal| Meaning::Common(refusal.hint.as_str()))
        })
    }
}
