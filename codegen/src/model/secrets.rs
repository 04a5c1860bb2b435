//! Where an answer has what is not shown as it is: secrets, and HTML.

use super::{Field, Model, Path, Segment, Shape, Side, Type, TypeDef, TypeRef, TypeUse, named_in};

impl Model {
    /// The paths of all secrets in what an answer shows. A thing within itself is looked into once.
    pub(crate) fn secrets(&self, shown: &TypeUse) -> Vec<Path> {
        self.paths_of(shown, |field| field.secret)
    }

    /// The paths of all HTML in what an answer shows, in the same way.
    pub(crate) fn html(&self, shown: &TypeUse) -> Vec<Path> {
        self.paths_of(shown, |field| field.html && !field.secret)
    }

    fn paths_of(&self, shown: &TypeUse, wanted: fn(&Field) -> bool) -> Vec<Path> {
        let (path, within, found) = (Vec::new(), Vec::new(), Vec::new());
        let mut search = Search { model: self, wanted, path, within, found };
        search.look_into(&shown.ty);
        search.found
    }
}

impl Model {
    /// The first union in what an answer shows of which only the variants may be shown.
    pub(crate) fn secretive(&self, shown: &TypeUse) -> Option<&TypeDef> {
        let mut seen = Vec::new();
        let mut left: Vec<TypeRef> = named_in(&shown.ty).into_iter().collect();
        while let Some(at) = left.pop() {
            if seen.contains(&at) {
                continue;
            }
            seen.push(at);
            match &self.ty(at).shape {
                Shape::Object(object) => {
                    let fields = object.fields.iter().filter(|field| !field.secret);
                    let held = fields.filter_map(|field| named_in(&Side::Answer.of(field)?.ty));
                    left.extend(held);
                }
                Shape::Union(union) if union.secret.is_some() => return Some(self.ty(at)),
                Shape::Union(union) => {
                    left.extend(union.variants.iter().filter_map(|it| named_in(&it.ty)));
                }
                Shape::Id(_) | Shape::Enum(_) => {}
            }
        }
        None
    }
}

struct Search<'m> {
    model: &'m Model,
    wanted: fn(&Field) -> bool,
    path: Vec<Segment>,
    within: Vec<TypeRef>,
    found: Vec<Path>,
}

impl Search<'_> {
    fn look_into(&mut self, ty: &Type) {
        match ty {
            Type::List(item) => self.step(Segment::Each, |search| search.look_into(&item.ty)),
            Type::Map(value) => self.step(Segment::Any, |search| search.look_into(&value.ty)),
            Type::Named(at) if !self.within.contains(at) => {
                self.within.push(*at);
                self.look_into_named(*at);
                self.within.pop();
            }
            _ => {}
        }
    }

    fn look_into_named(&mut self, at: TypeRef) {
        match &self.model.ty(at).shape {
            Shape::Object(object) => {
                for field in object.fields.iter().filter(|field| field.access.read) {
                    self.step(Segment::Key(field.wire.clone()), |search| {
                        if (search.wanted)(field) {
                            search.find();
                        } else {
                            search.look_into(&field.ty.ty);
                        }
                    });
                }
            }
            Shape::Union(union) => union.variants.iter().for_each(|it| self.look_into(&it.ty)),
            Shape::Id(_) | Shape::Enum(_) => {}
        }
    }

    fn step(&mut self, segment: Segment, go: impl FnOnce(&mut Self)) {
        self.path.push(segment);
        go(self);
        self.path.pop();
    }

    /// Variants of a union may have the same secret.
    fn find(&mut self) {
        let path = Path(self.path.clone());
        if !self.found.contains(&path) {
            self.found.push(path);
        }
    }
}
