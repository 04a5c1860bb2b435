//! The rules that a spec keeps. `spec/README.md` lists them, and `tests/broken/` breaks each.

macro_rules! rules {
    ($($name:ident $id:literal $reason:literal,)*) => {
        /// A rule of the spec.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $reason] $name,)*
        }

        impl Rule {
            /// Every rule, in the order of `spec/README.md`.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The id that a diagnostic shows.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)*
                }
            }

            /// Why the rule is there, in one line.
            #[must_use]
            pub const fn reason(self) -> &'static str {
                match self {
                    $(Self::$name => $reason,)*
                }
            }
        }
    };
}

rules! {
    // What a file is.
    MissingFile "missing-file" "Without `spec/gorgias.yaml` and a resource there is nothing to generate from.",
    FileTooLarge "file-too-large" "A file of over 4 MiB is not written by hand; reading it would only cost time.",
    NotUtf8 "not-utf8" "Texts are UTF-8 everywhere.",
    EmptyFile "empty-file" "An empty file says nothing; a forgotten one looks like a lost resource.",
    Syntax "syntax" "What is not YAML, or not JSON in a recording, cannot be read.",
    NoAliases "no-aliases" "Anchors and aliases hide what a line says, and a few of them can stand for gigabytes.",
    TooDeep "too-deep" "Nothing in the language nests so deep; a reader would not follow either.",
    // What stands in a file.
    UnknownKey "unknown-key" "A word that the language does not have would be silently ignored.",
    DuplicateKey "duplicate-key" "Of two values for one key, one would be silently lost.",
    MissingKey "missing-key" "The rest of the entry means nothing without this word.",
    WrongKind "wrong-kind" "A list where a text belongs, and the like, cannot be understood.",
    UnknownWord "unknown-word" "A closed list of words keeps its meaning only if others are refused.",
    IdleWord "idle-word" "A word that means nothing where it stands would be silently ignored.",
    TypeExpression "type-expression" "A type must be readable before it can be generated.",
    BadName "bad-name" "Names become file names, identifiers and keys; each kind has its form.",
    // Names that lead somewhere.
    UnknownType "unknown-type" "A type that nobody declares cannot be generated.",
    UnknownField "unknown-field" "A path that names a field which is not there would show, set or test nothing.",
    UnknownOperation "unknown-operation" "Work that goes on can only be followed by an operation that there is.",
    UnknownTool "unknown-tool" "A workflow can only call what there is.",
    UnknownTopic "unknown-topic" "People narrow a server by topics; a mistyped one would hide the tool.",
    UnknownPreset "unknown-preset" "A mistyped preset would leave the tool out of it.",
    UnknownScope "unknown-scope" "A scope that the vendor does not have cannot be granted.",
    UnknownLimit "unknown-limit" "A limit that is not described cannot be kept to.",
    UnknownPaging "unknown-paging" "Pages can only be followed by a dialect that is described.",
    UnknownSet "unknown-set" "A draw from a set that no value has would allow everything or nothing.",
    UnknownReference "unknown-reference" "A step can only use what an input or an earlier step has named.",
    DuplicateName "duplicate-name" "Of two things under one name, one could not be reached.",
    UnusedType "unused-type" "A type that nothing uses is a leftover, or the use was forgotten.",
    // Operations.
    PathParameter "path-parameter" "Each `{parameter}` of a path is declared once, and each declared one is in the path.",
    AnswerKind "answer-kind" "An operation says what it answers: `returns` or `pages`, not both and not neither.",
    ListWithoutPaging "list-without-paging" "A list without paging facts would silently end after its first page.",
    WriteWithoutEffect "write-without-effect" "Access, retries and confirmations go by the effect; a guess could mail a customer.",
    ConditionValue "condition-value" "A condition on a value that can never be there would never hold.",
    NoProvenance "no-provenance" "Without a source and a confidence the next keeper cannot weigh the fact.",
    RefusalStatus "refusal-status" "A refusal has a status from 300 to 599, and a caller who gets it is told what it means.",
    LongRunning "long-running" "Work that goes on is asked about by an operation that only reads, until it stands as it can stand.",
    Follow "follow" "A list can be followed that gives the oldest first from a time on, and whose things have that time and an id.",
    Deed "deed" "What a call does to an account is one thing that its shape shows or its words say, of things that are kept.",
    BodyOnGet "body-on-get" "A GET has no body; servers and proxies drop it.",
    ArgumentClash "argument-clash" "Tools take path, query and body in one flat map, where a key has one meaning.",
    KeyForm "key-form" "Model vendors accept only keys of the form `^[a-zA-Z0-9_-]{1,64}$`.",
    RustCollision "rust-collision" "Two names that become one Rust identifier cannot both be generated.",
    Recursion "recursion" "A type that holds itself without a list, map or null between has no finite value.",
    UntoldUnion "untold-union" "A variant is only ever seen beside the text that tells it.",
    // Values.
    RepeatedValue "repeated-value" "A repeat in an enum, a set or a list of names is a slip of the pen.",
    Bounds "bounds" "A minimum above its maximum, or a bound on what has no size, allows nothing.",
    BadDefault "bad-default" "A default or example that its own type refuses misleads its reader.",
    // Tools.
    ToolName "tool-name" "Clients accept only tool names of the form `^[a-z0-9_]{1,45}$`.",
    ToolMethod "tool-method" "Access is cut by method; one that cannot be told from the name must be said.",
    TextMissing "text-missing" "A model chooses by title and text, and has nothing else to go by.",
    TextTooLong "text-too-long" "What a model reads of all tools must leave room for the conversation.",
    TextsAlike "texts-alike" "Two tools whose texts are too alike cannot be told apart by a model.",
    IdleSynonym "idle-synonym" "A synonym for a word that no tool has finds nothing.",
    SchemaTooLarge "schema-too-large" "Some clients refuse a tool whose schema is over 5,000 bytes.",
    TokenBudget "token-budget" "All tools, each tool and each preset have a budget of tokens.",
    SecretShown "secret-shown" "A projection must not show a secret.",
    // Cases, recordings and workflows.
    CaseArguments "case-arguments" "A case whose arguments the operation refuses would test the refusal.",
    CaseSends "case-sends" "The line that was written by hand and the line that the model makes must be the same.",
    CaseExpects "case-expects" "What a case expects must be what its recording holds.",
    NoCases "no-cases" "An operation without a case is generated untested.",
    RecordingMissing "recording-missing" "A case without its recording cannot be run.",
    RecordingUnused "recording-unused" "A recording that no case names verifies nothing.",
    RecordingRequest "recording-request" "A recording of another request is no evidence for this one.",
    RecordingShape "recording-shape" "A recording that does not fit the type means that one of them is wrong.",
    WorkflowStep "workflow-step" "A step does one thing, with the words that belong to it.",
}
