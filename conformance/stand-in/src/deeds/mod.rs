//! What calls do. Each kind of deed of the table has its function; none knows what an operation is called.

mod files;
mod list;
mod many;
mod measure;
mod part;
mod search;
mod sift;
mod work;

use serde_json::{Map, Value};

use crate::api::{Answer, Body, Kind};
use crate::call::{Asked, Call};
use crate::key::Key;
use crate::picture::Picture;
use crate::refusal::Refusal;
use crate::table::Deed;
use crate::types::{Object, Type, Use};

/// What a call answers.
pub(crate) enum Done {
    /// Nothing.
    Nothing,
    /// The text of JSON.
    Json(String),
    /// A table with commas.
    Csv(String),
    /// A place where something is.
    Redirect(String),
    /// The bytes of a file, and of what kind they are.
    File(String, Vec<u8>),
}

impl Done {
    /// JSON that shows something.
    fn json<'p>(shown: impl Into<Picture<'p>>) -> Self {
        Self::Json(shown.into().written())
    }
}

impl Call<'_> {
    /// Does what is asked.
    pub(crate) fn run(&mut self, asked: &Asked<'_>) -> Result<Done, Refusal> {
        match &asked.operation.does {
            Deed::Single { of } => Ok(self.single(asked, of)),
            Deed::Read { of } => self.read(asked, self.kind(of)?),
            Deed::List { of, order, picks } => {
                self.list(asked, self.kind(of)?, order.as_deref(), picks)
            }
            Deed::Create { of, works } => self.make_one(asked, self.kind(of)?, works.as_ref()),
            Deed::Update { of } => self.change_one(asked, self.kind(of)?),
            Deed::UpdateMany { of, each, all } => {
                self.update_many(asked, self.kind(of)?, each, *all)
            }
            Deed::Delete { of } => self.delete_one(asked, self.kind(of)?),
            Deed::DeleteMany { of, each } => self.delete_many(asked, self.kind(of)?, each),
            Deed::Cancel { of } => self.cancel(asked, self.kind(of)?),
            Deed::Part(part) => self.part_of(asked, self.kind(&part.of)?, part),
            Deed::Upload => self.upload(asked),
            Deed::Download => self.download(asked),
            Deed::Merge { of, into, from } => self.merge(asked, self.kind(of)?, into, from),
            Deed::Mark(mark) => self.mark(asked, self.kind(&mark.of)?, mark),
            Deed::Sift { of, by } => self.sift(asked, self.kind(of)?, by),
            Deed::Search(search) => self.search(asked, search),
            Deed::Measure(measure) => self.measure(asked, *measure),
        }
    }

    fn kind(&self, of: &str) -> Result<Kind, Refusal> {
        let message = || Refusal::new(500, format!("The table knows no things `{of}`."));
        self.api.kind(of).ok_or_else(message)
    }

    /// The one thing of its type.
    fn single(&self, asked: &Asked<'_>, of: &str) -> Done {
        let Answer::Value(ty) = &asked.operation.answer else { return Done::Nothing };
        let kept = self.state.singles.get(of).cloned().unwrap_or_default();
        let Some((_, object)) = self.api.types.object(&ty.ty) else { return Done::Nothing };
        Done::json(self.shown().alone(object, (&kept).into()))
    }

    fn read(&mut self, asked: &Asked<'_>, kind: Kind) -> Result<Done, Refusal> {
        let key = self.found(asked, kind)?;
        self.go_on(asked, kind, &key);
        Ok(self.answer(asked, kind, &key))
    }

    fn make_one(
        &mut self,
        asked: &Asked<'_>,
        kind: Kind,
        works: Option<&crate::table::Work>,
    ) -> Result<Done, Refusal> {
        let place = self.place(asked, kind)?;
        let key = self.create(kind, fields(asked), sent(asked)?, &place)?;
        if let Some(work) = works {
            self.begin_work(asked, kind, &key, work);
        }
        Ok(self.answer(asked, kind, &key))
    }

    fn change_one(&mut self, asked: &Asked<'_>, kind: Kind) -> Result<Done, Refusal> {
        let key = self.found(asked, kind)?;
        self.update(kind, &key, fields(asked), sent(asked)?)?;
        Ok(self.answer(asked, kind, &key))
    }

    fn delete_one(&mut self, asked: &Asked<'_>, kind: Kind) -> Result<Done, Refusal> {
        let key = self.found(asked, kind)?;
        self.delete(kind, &key);
        Ok(Done::Nothing)
    }

    /// A thing, as the operation answers it.
    pub(crate) fn answer(&self, asked: &Asked<'_>, kind: Kind, key: &Key) -> Done {
        match &asked.operation.answer {
            Answer::Value(Use { ty, .. }) => Done::json(self.shown().thing(ty, kind, key)),
            _ => Done::Nothing,
        }
    }

    /// Things, as the operation lists them.
    pub(crate) fn items(&self, asked: &Asked<'_>, kind: Kind, keys: &[Key]) -> Vec<Picture<'_>> {
        let ty = match &asked.operation.answer {
            Answer::List { of, .. } | Answer::Pages { of, .. } | Answer::Value(of) => &of.ty,
            _ => &Type::Json,
        };
        keys.iter().map(|key| self.shown().thing(ty, kind, key)).collect()
    }

    /// A list in one piece.
    pub(crate) fn piece<'p>(
        &self,
        asked: &Asked<'_>,
        items: impl IntoIterator<Item: Into<Picture<'p>>>,
    ) -> Done {
        let items = Picture::List(items.into_iter().map(Into::into).collect());
        match &asked.operation.answer {
            Answer::List { under, .. } if !under.is_empty() && under != "bare" => {
                Done::json(Picture::Object(vec![(under, items)]))
            }
            _ => Done::json(items),
        }
    }
}

/// The fields that the body of a call can have.
pub(crate) fn fields<'a>(asked: &Asked<'a>) -> &'a Object {
    static NONE: Object = Object { fields: Vec::new(), open: false };
    match &asked.operation.body {
        Body::Fields(object) => object,
        _ => &NONE,
    }
}

/// The body of a call that takes an object.
pub(crate) fn sent<'s>(asked: &'s Asked<'_>) -> Result<&'s Map<String, Value>, Refusal> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    match (&asked.body, &asked.operation.body) {
        (Value::Object(sent), _) => Ok(sent),
        (Value::Null, Body::None) => Ok(&NONE),
        _ => Err(Refusal::new(400, "The body is not a JSON object.")),
    }
}
