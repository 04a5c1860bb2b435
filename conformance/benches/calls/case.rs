//! The calls that are compared.

/// A call that both sides can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// A small object is read.
    Tag,
    /// A page of a hundred full tickets is read.
    Tickets,
    /// A message is written.
    Message,
}

impl Case {
    pub(crate) const ALL: [Self; 3] = [Self::Tag, Self::Tickets, Self::Message];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tag => "get a tag",
            Self::Tickets => "list 100 tickets",
            Self::Message => "create a message",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|case| case.name() == name)
    }

    /// How many calls make a round: enough for the clock, few enough for many rounds.
    pub(crate) fn calls_in_a_round(self) -> u32 {
        match self {
            Self::Tag | Self::Message => 200,
            Self::Tickets => 20,
        }
    }
}
