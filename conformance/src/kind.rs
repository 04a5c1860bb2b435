//! The kinds of trials.

/// What a trial shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A case: the right request goes out, and its answer comes back whole.
    Call,
    /// A call with one thing wrong: it is refused before it is sent, and the place is named.
    Refuses,
    /// What goes wrong ends in the right error, after the right number of attempts.
    Faults,
    /// The pages of a list are followed to its end.
    Paging,
    /// A tool that is cut is neither listed nor called.
    Access,
    /// A workflow can be done with tools alone.
    Workflow,
    /// What an account answers is what is promised.
    Live,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Refuses => "refuses",
            Self::Faults => "faults",
            Self::Paging => "paging",
            Self::Access => "access",
            Self::Workflow => "workflow",
            Self::Live => "live",
        }
    }

    /// The same in a sentence, without a full stop.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Call => "a case sends the right request, and its answer comes back whole",
            Self::Refuses => {
                "a call with one thing wrong is refused before it is sent, and the place is named"
            }
            Self::Faults => {
                "what goes wrong ends in the right error, after the right number of attempts"
            }
            Self::Paging => "the pages of a list are followed to its end, and no further",
            Self::Access => "a tool that is cut is neither listed nor called",
            Self::Workflow => "a piece of work can be done with tools alone",
            Self::Live => "what an account answers to a call that only reads is what is promised",
        }
    }
}
