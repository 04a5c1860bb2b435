//! The words of the spec language: what may stand where, and what it means.
//!
//! The comments on the words are what an editor shows; `spec/README.md` has an example of each.

use serde_json::{Value as Json, json};

use super::expr::TypeExpr;
use super::words::{self, At, Book, List, Reader, Slot, Table, Texts, Word, closed_words, records};
use super::yaml::{Node, Value};
use crate::diagnostic::Diagnostic;
use crate::rules::Rule;
use crate::source::Span;

closed_words! {
    /// Where a field is.
    Access "access" {
        /// In answers.
        Read "read",
        /// In bodies that create.
        Create "create",
        /// In bodies that update.
        Update "update",
        /// In both kinds of bodies.
        Write "write",
    }
    /// What a draft is for.
    Purpose "purpose" {
        /// A body that creates.
        Create "create",
        /// A body that updates.
        Update "update",
    }
    /// How sure an operation's facts are.
    Confidence "confidence" {
        /// The vendor's documents say so.
        Documented "documented",
        /// A live account did so.
        SeenLive "seen-live",
        /// Concluded from other facts.
        Inferred "inferred",
    }
    /// What a call does to the world.
    EffectWord "effect" {
        /// It looks.
        Reads "reads",
        /// It changes something.
        Writes "writes",
        /// What it does cannot be undone.
        Destroys "destroys",
        /// A customer may get a message.
        ReachesCustomer "reaches-customer",
    }
    /// What a tool is, for those who cut access by method.
    ToolMethod "method" {
        /// Answers many.
        List "list",
        /// Answers one.
        Get "get",
        /// Makes one.
        Create "create",
        /// Changes one.
        Update "update",
        /// Takes away.
        Delete "delete",
        /// Anything else.
        Custom "custom",
    }
    /// How a scan's filter compares.
    Compare "comparison" {
        /// The value at the path is the argument.
        Equals "equals",
        /// The time at the path is later.
        After "after",
        /// The time at the path is earlier.
        Before "before",
        /// The text at the path holds the argument, in any case.
        Contains "contains",
        /// There is something at the path, or there is nothing.
        Presence "presence",
    }
    /// Which fact about a person a field holds.
    Person "kind of person's fact" {
        /// A name.
        Name "name",
        /// An e-mail address.
        Email "email",
        /// A phone number.
        Phone "phone",
        /// Another address.
        Address "address",
        /// A text by or about somebody.
        Text "text",
    }
}

records! {
    /// A field, a parameter or an argument.
    FieldWords "a field" {
        /// The type expression.
        ty "type": TypeExpr,
        /// One short text for people and models.
        about "about": Option<At<String>>,
        /// An answer may lack the key; a body may leave it out.
        optional "optional": Option<bool>,
        /// Of a query parameter: the API refuses the call without it.
        required "required": Option<bool>,
        /// Where the field is; unsaid, everywhere.
        access "access": Option<AccessWords>,
        /// The type in bodies, where it is not the one of answers.
        writes "writes": Option<TypeExpr>,
        /// The least value, characters or items.
        min "min": Option<At<i64>>,
        /// The most value, characters or items.
        max "max": Option<At<i64>>,
        /// A regular expression that the whole text matches.
        pattern "pattern": Option<At<String>>,
        /// What the API takes when it is left out.
        default "default": Option<Node>,
        /// A value for documentation.
        example "example": Option<Node>,
        /// Never shown, logged or recorded.
        secret "secret": Option<bool>,
        /// A fact about a person, which a recording replaces.
        person "person": Option<Person>,
        /// Why it should not be used, and what to use instead.
        deprecated "deprecated": Option<String>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// An id: a type of its own.
    IdWords "an id" {
        /// What it stands for: `int` or `text`.
        id "id": TypeExpr,
        /// What it identifies.
        about "about": Option<At<String>>,
        /// A value for documentation.
        example "example": Option<Node>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// An enum: a text that is one of these, or of those that the vendor adds.
    EnumWords "an enum" {
        /// Its values.
        values "enum": EnumValues,
        /// Whether other values are refused.
        closed "closed": Option<bool>,
        /// Lists that the sets of values may name as `+name`.
        lists "lists": Option<Table<List<At<String>>>>,
        /// What it tells.
        about "about": Option<At<String>>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// A value of an enum.
    EnumValueWords "a value" {
        /// What it means.
        about "about": Option<String>,
        /// Why it should not be used, and what to use instead.
        deprecated "deprecated": Option<String>,
        /// Named lists that belong to it, which `draws` of an object refer to.
        sets "sets": Option<Table<List<At<String>>>>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// An object.
    ObjectWords "an object" {
        /// Its fields.
        fields "fields": Table<FieldEntry>,
        /// Whether it holds free keys beside them.
        open "open": Option<bool>,
        /// Which field takes its values from which set, as `measures[]: scope.measures`.
        draws "draws": Option<Table<At<String>>>,
        /// What it is.
        about "about": Option<At<String>>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// A draft: the fields of an object that a body may set.
    DraftWords "a draft" {
        /// The object whose fields it picks from.
        of "of": Option<At<String>>,
        /// What it is for.
        purpose "for": Option<At<Purpose>>,
        /// The only fields that are picked.
        only "only": Option<List<At<String>>>,
        /// Fields that are not picked.
        without "without": Option<List<At<String>>>,
        /// Fields that it adds or replaces.
        fields "fields": Option<Table<FieldEntry>>,
        /// What may not be left out.
        required "required": Option<List<At<String>>>,
        /// Whether it holds free keys beside them.
        open "open": Option<bool>,
        /// What it is.
        about "about": Option<At<String>>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// A union of objects, told apart by the text under one key.
    UnionWords "a union" {
        /// The key.
        tag "union": At<String>,
        /// The key's value to the object.
        variants "variants": Table<TypeExpr>,
        /// What it is.
        about "about": Option<At<String>>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// A body that is a bare value.
    WholeWords "a bare body" {
        /// Its type.
        value "value": TypeExpr,
        /// The argument's name.
        name "as": At<String>,
        /// One short text for people and models.
        about "about": Option<At<String>>,
        /// The least value, characters or items.
        min "min": Option<At<i64>>,
        /// The most value, characters or items.
        max "max": Option<At<i64>>,
        /// A value for documentation.
        example "example": Option<Node>,
    }
    /// A list in one piece.
    ListWords "a list" {
        /// The type of an item.
        item "list": TypeExpr,
        /// The key that it stands under, unless it is bare.
        under "under": At<String>,
    }
    /// Pages of a list.
    PagesWords "pages" {
        /// The type of an item.
        item "of": TypeExpr,
        /// The dialect of paging.
        by "by": Option<At<String>>,
        /// Other bounds of the page's size.
        limit "limit": Option<LimitWords>,
    }
    /// The bounds of a page's size.
    LimitWords "a limit" {
        /// The fewest items.
        min "min": Option<At<i64>>,
        /// The most items.
        max "max": Option<At<i64>>,
        /// The items where nothing is said.
        default "default": Option<Node>,
    }
    /// A filter that is applied here, over pages that were read.
    ScanWords "a scan" {
        /// How many pages are read at most.
        pages "pages": At<i64>,
        /// The filters.
        filters "filters": Table<ScanFilterWords>,
    }
    /// One filter of a scan.
    ScanFilterWords "a filter" {
        /// The type of the argument.
        ty "type": TypeExpr,
        /// The path in an item.
        keeps "keeps": At<String>,
        /// How it compares; unsaid, `equals`.
        by "by": Option<At<Compare>>,
        /// One short text for people and models.
        about "about": Option<At<String>>,
    }
    /// An alias with a projection of its own.
    AliasWords "an alias" {
        /// The name that answers too.
        name "name": At<String>,
        /// What an answer shows under this name.
        shows "shows": Option<ShowsWords>,
    }
    /// An operation's tool.
    ToolWords "a tool" {
        /// The public name.
        name "name": At<String>,
        /// Names that answer too but are not listed.
        aliases "aliases": Option<List<AliasEntry>>,
        /// What it is, for those who cut access by method.
        method "method": Option<At<ToolMethod>>,
        /// Its topics; unsaid, the resource's.
        topics "topics": Option<List<At<String>>>,
        /// The presets that it belongs to.
        presets "presets": Option<List<At<String>>>,
        /// The arguments that its schema spells out; unsaid, all.
        usual "usual": Option<List<At<String>>>,
        /// What an answer shows unless it is asked otherwise.
        shows "shows": ShowsWords,
        /// Filters that the API does not have.
        scans "scans": Option<ScanWords>,
    }
    /// A call, the line it must make, and what must come back.
    CaseWords "a case" {
        /// Its name, in kebab-case.
        name "name": At<String>,
        /// What it shows.
        about "about": Option<String>,
        /// Path, query and body in one map.
        args "args": Option<Node>,
        /// The line that must go over the wire, written by hand.
        sends "sends": At<String>,
        /// Paths in the answer, and the values there.
        expects "expects": Option<Table<Node>>,
    }
    /// An operation of the API.
    OperationWords "an operation" {
        /// The verb and the path.
        call "call": At<String>,
        /// A few words, as on a button.
        title "title": Option<At<String>>,
        /// What it does, when to use it, and the trap that bites.
        about "about": Option<At<String>>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// How sure the facts are.
        confidence "confidence": Option<Confidence>,
        /// The OAuth2 scope.
        scope "scope": Option<At<String>>,
        /// The documented status.
        success "success": At<i64>,
        /// What a call does to the world; unsaid, a GET reads.
        effect "effect": Option<List<EffectEntry>>,
        /// The parameters in the path.
        path "path": Option<Table<FieldEntry>>,
        /// The parameters in the query.
        query "query": Option<Table<FieldEntry>>,
        /// The body.
        body "body": Option<BodyWords>,
        /// The answer, unless it comes in pages.
        returns "returns": Option<ReturnsWords>,
        /// The answer, if it comes in pages.
        pages "pages": Option<PagesEntry>,
        /// Why it should not be used, and what to use instead.
        deprecated "deprecated": Option<String>,
        /// What a programmer or the next keeper must know.
        notes "notes": Option<List<String>>,
        /// Its tool.
        tool "tool": ToolWords,
        /// Its cases.
        cases "cases": Option<List<CaseWords>>,
    }
    /// A resource: its types and its operations.
    ResourceFile "a resource" {
        /// Its name, in kebab-case.
        name "resource": At<String>,
        /// What the thing is.
        about "about": At<String>,
        /// The topics of its tools.
        topics "topics": List<At<String>>,
        /// Where the facts come from.
        source "source": Texts,
        /// Its types.
        types "types": Option<Table<TypeWords>>,
        /// Its operations.
        operations "operations": Table<OperationWords>,
    }
    /// An input of a workflow.
    InputWords "an input" {
        /// The type expression.
        ty "type": TypeExpr,
        /// One short text for people and models.
        about "about": Option<String>,
        /// The value that the trial uses.
        example "example": Node,
    }
    /// A step of a workflow.
    StepWords "a step" {
        /// A tool.
        call "call": Option<At<String>>,
        /// The tool's arguments.
        with "with": Option<Node>,
        /// A list to look in.
        find "find": Option<At<String>>,
        /// What the item looked for holds.
        filter "where": Option<Table<Node>>,
        /// The name that keeps the answer or the item.
        name "as": Option<At<String>>,
        /// The step runs only if this holds.
        when "when": Option<Table<Node>>,
        /// The call is repeated until its answer holds this.
        until "until": Option<Table<Node>>,
        /// So many times at most.
        at_most "at_most": Option<At<i64>>,
        /// What the answer must hold.
        expects "expects": Option<Table<Node>>,
    }
    /// A piece of work done with several tools.
    WorkflowFile "a workflow" {
        /// Its name, in kebab-case.
        name "workflow": At<String>,
        /// A few words, as on a button.
        title "title": At<String>,
        /// What is done.
        about "about": At<String>,
        /// What the person gives.
        inputs "inputs": Option<Table<InputWords>>,
        /// The steps, in order.
        steps "steps": List<StepWords>,
    }
    /// A way to sign in.
    AccountWords "a way to sign in" {
        /// What it is.
        about "about": String,
        /// Of OAuth2: where a person grants access.
        authorize "authorize": Option<String>,
        /// Of OAuth2: where tokens come from.
        token "token": Option<String>,
        /// Where the facts come from.
        source "source": Option<Texts>,
    }
    /// How many requests an account may make.
    RateWords "a limit" {
        /// So many requests.
        requests "requests": i64,
        /// In so many seconds.
        seconds "seconds": i64,
    }
    /// A named set of tools.
    PresetWords "a preset" {
        /// Whom it is for.
        about "about": String,
        /// Its budget of tokens.
        tokens "tokens": Option<i64>,
        /// Whether it holds every tool.
        all "all": Option<bool>,
    }
    /// A dialect of paging.
    PagingWords "a dialect of paging" {
        /// What its answers look like.
        about "about": String,
        /// Its parameters.
        query "query": Option<Table<FieldEntry>>,
        /// The key of the items.
        items "items": String,
        /// The path of the next cursor.
        next "next": Option<String>,
        /// What answers can say under `meta`; some say more.
        meta "meta": Option<Table<FieldEntry>>,
        /// Where the facts come from.
        source "source": Option<Texts>,
    }
    /// What a model may have to read.
    BudgetWords "budgets" {
        /// Tokens of an operation's text.
        text_tokens "text_tokens": i64,
        /// Tokens of one tool: name, description and input schema.
        tool_tokens "tool_tokens": i64,
        /// Tokens of all tools.
        all_tokens "all_tokens": i64,
        /// Bytes of one input schema.
        schema_bytes "schema_bytes": i64,
    }
    /// What is true everywhere.
    ApiFile "the API" {
        /// Its name.
        name "api": At<String>,
        /// What it is.
        about "about": String,
        /// The month its facts are of.
        revision "revision": String,
        /// Its address, with `{account}`.
        base "base": String,
        /// Where the facts come from.
        source "source": Texts,
        /// The ways to sign in.
        accounts "accounts": Table<AccountWords>,
        /// Kinds of accounts and how much they may ask.
        limits "limits": Table<RateWords>,
        /// What a header is for, to its name.
        headers "headers": Table<String>,
        /// OAuth2 scopes, and what they cover.
        scopes "scopes": Table<String>,
        /// Topics, and what they cover.
        topics "topics": Table<String>,
        /// Named sets of tools.
        presets "presets": Table<PresetWords>,
        /// Dialects of paging.
        paging "paging": Table<PagingWords>,
        /// What a model may have to read.
        budgets "budgets": BudgetWords,
        /// Types that belong to no one resource.
        types "types": Option<Table<TypeWords>>,
    }
}

/// A field: the type alone, or a record.
#[derive(Debug, Clone)]
pub(crate) struct FieldEntry(pub(crate) FieldWords);

impl Word for FieldEntry {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if !matches!(node.value, Value::Text(_)) {
            return FieldWords::read(node, reader).map(Self);
        }
        Some(Self(FieldWords {
            span: node.span,
            ty: TypeExpr::read(node, reader)?,
            about: None,
            optional: None,
            required: None,
            access: None,
            writes: None,
            min: None,
            max: None,
            pattern: None,
            default: None,
            example: None,
            secret: None,
            person: None,
            deprecated: None,
            notes: None,
        }))
    }

    fn schema(book: &mut Book) -> Json {
        either(TypeExpr::schema(book), FieldWords::schema(book))
    }
}

/// Where a field is: a word, or several.
#[derive(Debug, Clone)]
pub(crate) struct AccessWords(pub(crate) Vec<Access>);

impl Word for AccessWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::List(_) => List::read(node, reader).map(|list| Self(list.0)),
            _ => Access::read(node, reader).map(|word| Self(vec![word])),
        }
    }

    fn schema(book: &mut Book) -> Json {
        either(Access::schema(book), List::<Access>::schema(book))
    }
}

/// The values of an enum: a list, or a map to what they mean.
#[derive(Debug, Clone)]
pub(crate) struct EnumValues(pub(crate) Vec<(At<String>, Option<EnumValueWords>)>);

impl Word for EnumValues {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if let Value::List(_) = node.value {
            let list = List::<At<String>>::read(node, reader)?;
            return Some(Self(list.0.into_iter().map(|value| (value, None)).collect()));
        }
        let entries = reader.map(node, "a list of values, or a map")?;
        let values = entries.iter().filter_map(|(key, node)| {
            let words = match &node.value {
                Value::Text(about) => EnumValueWords {
                    span: node.span,
                    about: Some(about.clone()),
                    deprecated: None,
                    sets: None,
                    notes: None,
                },
                _ => EnumValueWords::read(node, reader)?,
            };
            Some((At { value: key.text.clone(), span: key.span }, Some(words)))
        });
        Some(Self(values.collect()))
    }

    fn schema(book: &mut Book) -> Json {
        let value = either(String::schema(book), EnumValueWords::schema(book));
        either(
            json!({ "type": "array", "items": { "type": "string" } }),
            json!({ "type": "object", "additionalProperties": value }),
        )
    }
}

/// A type; its kind is told by the word that only this kind has.
#[derive(Debug, Clone)]
pub(crate) enum TypeWords {
    Id(IdWords),
    Enum(EnumWords),
    Object(ObjectWords),
    Draft(DraftWords),
    Union(UnionWords),
}

impl Word for TypeWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let entries = reader.map(node, "a type")?;
        let has = |word: &str| entries.iter().any(|(key, _)| key.text == word);
        if has("id") {
            IdWords::read(node, reader).map(Self::Id)
        } else if has("enum") {
            EnumWords::read(node, reader).map(Self::Enum)
        } else if has("union") {
            UnionWords::read(node, reader).map(Self::Union)
        } else if has("of") {
            DraftWords::read(node, reader).map(Self::Draft)
        } else if has("fields") {
            ObjectWords::read(node, reader).map(Self::Object)
        } else {
            let message = "the kind of the type is not said";
            reader.report(
                Diagnostic::new(Rule::MissingKey, words::owner(node), message)
                    .help("give it one of the words `id`, `enum`, `fields`, `of` or `union`"),
            );
            None
        }
    }

    fn schema(book: &mut Book) -> Json {
        book.refer("Type", |book| {
            json!({ "anyOf": [
                IdWords::schema(book),
                EnumWords::schema(book),
                ObjectWords::schema(book),
                DraftWords::schema(book),
                UnionWords::schema(book),
            ] })
        })
    }
}

/// A body: a named type, a bare value, or a draft.
#[derive(Debug, Clone)]
pub(crate) enum BodyWords {
    Named(TypeExpr),
    Whole(WholeWords),
    Draft(DraftWords),
}

impl Word for BodyWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(_) => TypeExpr::read(node, reader).map(Self::Named),
            Value::Map(entries) if entries.iter().any(|(key, _)| key.text == "value") => {
                WholeWords::read(node, reader).map(Self::Whole)
            }
            _ => DraftWords::read(node, reader).map(Self::Draft),
        }
    }

    fn schema(book: &mut Book) -> Json {
        json!({ "anyOf": [TypeExpr::schema(book), WholeWords::schema(book), DraftWords::schema(book)] })
    }
}

/// An answer that does not come in pages.
#[derive(Debug, Clone)]
pub(crate) enum ReturnsWords {
    Nothing,
    Value(TypeExpr),
    List(ListWords),
}

impl Word for ReturnsWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(text) if text == "nothing" => Some(Self::Nothing),
            Value::Text(_) => TypeExpr::read(node, reader).map(Self::Value),
            _ => ListWords::read(node, reader).map(Self::List),
        }
    }

    fn schema(book: &mut Book) -> Json {
        either(TypeExpr::schema(book), ListWords::schema(book))
    }
}

/// An answer in pages: the item alone, or a record.
#[derive(Debug, Clone)]
pub(crate) struct PagesEntry(pub(crate) PagesWords);

impl Word for PagesEntry {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::Text(_) => {
                let item = TypeExpr::read(node, reader)?;
                Some(Self(PagesWords { span: node.span, item, by: None, limit: None }))
            }
            _ => PagesWords::read(node, reader).map(Self),
        }
    }

    fn schema(book: &mut Book) -> Json {
        either(TypeExpr::schema(book), PagesWords::schema(book))
    }
}

/// A projection: paths, or all.
#[derive(Debug, Clone)]
pub(crate) enum ShowsWords {
    All(Span),
    Paths(Vec<At<String>>),
}

impl Word for ShowsWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(text) if text == "all" => Some(Self::All(node.span)),
            _ => List::read(node, reader).map(|list| Self::Paths(list.0)),
        }
    }

    fn schema(_: &mut Book) -> Json {
        either(
            json!({ "enum": ["all"] }),
            json!({ "type": "array", "items": { "type": "string" } }),
        )
    }
}

/// An alias: the name alone, or a record.
#[derive(Debug, Clone)]
pub(crate) struct AliasEntry(pub(crate) AliasWords);

impl Word for AliasEntry {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::Text(_) => {
                let name = At::read(node, reader)?;
                Some(Self(AliasWords { span: node.span, name, shows: None }))
            }
            _ => AliasWords::read(node, reader).map(Self),
        }
    }

    fn schema(book: &mut Book) -> Json {
        either(String::schema(book), AliasWords::schema(book))
    }
}

/// An effect, and under which condition.
#[derive(Debug, Clone)]
pub(crate) struct EffectEntry {
    pub(crate) span: Span,
    pub(crate) effect: EffectWord,
    pub(crate) when: Option<ConditionWords>,
}

impl Word for EffectEntry {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            return EffectWord::read(node, reader).map(|effect| Self {
                span: node.span,
                effect,
                when: None,
            });
        };
        let [(key, condition)] = entries.as_slice() else {
            reader.wrong_kind(node, "one effect with its condition");
            return None;
        };
        let word = Node { span: key.span, value: Value::Text(key.text.clone()) };
        Some(Self {
            span: key.span,
            effect: EffectWord::read(&word, reader)?,
            when: Some(ConditionWords::read(condition, reader)?),
        })
    }

    fn schema(book: &mut Book) -> Json {
        let condition = ConditionWords::schema(book);
        let mut conditional = serde_json::Map::new();
        for word in EffectWord::ALL {
            conditional.insert(word.as_str().to_owned(), condition.clone());
        }
        either(
            EffectWord::schema(book),
            json!({
                "type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
                "properties": conditional,
            }),
        )
    }
}

/// What must all hold of arguments.
#[derive(Debug, Clone)]
pub(crate) struct ConditionWords(pub(crate) Vec<(At<String>, TestWords)>);

/// What must hold of one argument.
#[derive(Debug, Clone)]
pub(crate) enum TestWords {
    Absent,
    Present,
    Is(Vec<Node>),
    Not(Vec<Node>),
    Any(ConditionWords),
}

impl Word for ConditionWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let entries = reader.map(node, "a condition: arguments and what they must be")?;
        let tests = entries.iter().filter_map(|(key, node)| {
            Some((At { value: key.text.clone(), span: key.span }, TestWords::read(node, reader)?))
        });
        Some(Self(tests.collect()))
    }

    fn schema(book: &mut Book) -> Json {
        book.refer(
            "Condition",
            |book| json!({ "type": "object", "additionalProperties": TestWords::schema(book) }),
        )
    }
}

impl Word for TestWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(text) if text == "absent" => Some(Self::Absent),
            Value::Text(text) if text == "present" => Some(Self::Present),
            Value::Map(_) => {
                let entries = words::record(node, "a test", &["not", "any"], reader)?;
                match entries {
                    [(key, value)] if key.text == "not" => Some(Self::Not(one_or_many(value))),
                    [(key, value)] if key.text == "any" => {
                        ConditionWords::read(value, reader).map(Self::Any)
                    }
                    _ => {
                        reader.wrong_kind(node, "either `not` or `any`");
                        None
                    }
                }
            }
            _ => Some(Self::Is(one_or_many(node))),
        }
    }

    fn schema(book: &mut Book) -> Json {
        let any = ConditionWords::schema(book);
        json!({ "anyOf": [
            { "type": ["string", "number", "boolean", "array"] },
            { "type": "object", "additionalProperties": false, "properties": { "not": {}, "any": any } },
        ] })
    }
}

fn one_or_many(node: &Node) -> Vec<Node> {
    match &node.value {
        Value::List(items) => items.clone(),
        _ => vec![node.clone()],
    }
}

fn either(one: Json, other: Json) -> Json {
    json!({ "anyOf": [one, other] })
}
