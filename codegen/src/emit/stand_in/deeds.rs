//! What calls do.

use serde_json::{Map, Value, json};

use crate::model::behaviour::{Deed, Filter, Mark, Part, Place, Work, WorkDeed};
use crate::model::{Model, TypeRef};

pub(super) fn deed(model: &Model, deed: &Deed) -> Value {
    let name = |of: TypeRef| model.ty(of).name.as_str();
    match deed {
        Deed::Single(of) => json!({ "single": { "of": name(*of) } }),
        Deed::Read(of) => json!({ "read": { "of": name(*of) } }),
        Deed::List { of, order, picks } => json!({ "list": {
            "of": name(*of), "order": order, "picks": picks.iter().map(filter).collect::<Vec<_>>(),
        } }),
        Deed::Create { of, works } => json!({ "create": {
            "of": name(*of), "works": works.as_ref().map(|it| work(model, it)),
        } }),
        Deed::Update(of) => json!({ "update": { "of": name(*of) } }),
        Deed::UpdateMany { of, each, all } => {
            json!({ "update_many": { "of": name(*of), "each": each, "all": all } })
        }
        Deed::Delete(of) => json!({ "delete": { "of": name(*of) } }),
        Deed::DeleteMany { of, each } => {
            json!({ "delete_many": { "of": name(*of), "each": each } })
        }
        Deed::Cancel(of) => json!({ "cancel": { "of": name(*of) } }),
        Deed::Part(it) => json!({ "part": part(name(it.of), it) }),
        Deed::Upload => json!("upload"),
        Deed::Download => json!("download"),
        Deed::Merge { of, into, from } => {
            json!({ "merge": { "of": name(*of), "into": into, "from": from } })
        }
        Deed::Mark(it) => json!({ "mark": mark(name(it.of), it) }),
        Deed::Sift { of, by } => json!({ "sift": { "of": name(*of), "by": by } }),
        Deed::Search { by, word, size, places } => {
            let places = places.iter().map(|it| (it.value.clone(), place(name(it.of), it)));
            let places: Map<String, Value> = places.collect();
            json!({ "search": { "by": by, "word": word, "size": size, "places": places } })
        }
        Deed::Measure(measure) => json!({ "measure": measure.as_str() }),
    }
}

fn filter(Filter { param, paths, by }: &Filter) -> Value {
    json!({ "param": param, "paths": paths, "by": by })
}

fn part(of: &str, Part { by, field, entry, version, .. }: &Part) -> Value {
    json!({ "of": of, "by": by, "field": field, "entry": entry, "version": version })
}

fn mark(of: &str, Mark { at, by, off, each, says, .. }: &Mark) -> Value {
    json!({ "of": of, "at": at, "by": by, "off": off, "each": each, "says": says })
}

fn place(of: &str, place: &Place) -> Value {
    json!({ "of": of, "paths": place.paths })
}

fn work(model: &Model, Work { of, each, by, stands, deeds }: &Work) -> Value {
    let deeds = deeds.iter().map(|(value, deed)| {
        let deed = match deed {
            WorkDeed::Sets(path) => json!({ "sets": path }),
            WorkDeed::Applies(path) => json!({ "applies": path }),
            WorkDeed::Deletes => json!("deletes"),
        };
        (value.clone(), deed)
    });
    let deeds: Map<String, Value> = deeds.collect();
    let mut standing = Map::from_iter([("at".to_owned(), json!(stands.at))]);
    standing.extend(stands.values.iter().map(|(way, value)| ((*way).to_owned(), json!(value))));
    let times = stands.times.iter().map(|(value, field)| (value.clone(), json!(field)));
    standing.insert("times".to_owned(), times.collect());
    json!({ "of": model.ty(*of).name, "each": each, "by": by, "stands": standing, "deeds": deeds })
}
