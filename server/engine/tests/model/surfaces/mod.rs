//! Comparison of every surface with the model.

mod board;
mod links;
mod operations;
mod records;
mod trash;

use crate::{
    state::{Model, Slug},
    support::TestEngine,
};
use domain::{ids::RecordId, object::Object, policy::Actor, record::RecordState, time::Timestamp};
use engine::Error;
use std::{
    collections::BTreeMap,
    fmt::{Debug, Display},
};

/// How many of the surfaces a comparison reads.
#[derive(Clone, Copy, Debug)]
pub enum Look {
    /// At each step: the surfaces that both users always read, and a part of the others, which changes with the step
    /// and the user.
    Some(usize),
    Everything,
}

impl Look {
    /// Whether the part `index` of `parts` is read.
    fn at(self, index: usize, parts: usize) -> bool {
        match self {
            Self::Some(step) => step % parts == index % parts,
            Self::Everything => true,
        }
    }

    /// Whether an object is read: contacts, which most conflicts are about, as often as all others together. Over time
    /// both users read every object.
    fn of(self, object: Slug) -> bool {
        let Self::Some(step) = self else { return true };
        let others = [Slug::Companies, Slug::Deals, Slug::Calls];
        let turn = step / 2;
        object == if turn % 2 == 0 { Slug::Contacts } else { others[turn / 2 % others.len()] }
    }

    fn step(self) -> usize {
        if let Self::Some(step) = self { step } else { 0 }
    }
}

/// One user's view of an installation.
struct Viewer<'a> {
    test: &'a TestEngine,
    objects: &'a BTreeMap<Slug, Object>,
    model: &'a Model,
    actor: &'a Actor,
    differences: Vec<String>,
}

/// The differences between the surfaces and the model.
pub async fn differences(
    test: &TestEngine,
    objects: &BTreeMap<Slug, Object>,
    model: &Model,
    look: Look,
) -> Vec<String> {
    let mut differences = Vec::new();
    for (index, actor) in [&model.ada, &model.ben].into_iter().enumerate() {
        let mut viewer = Viewer { test, objects, model, actor, differences: Vec::new() };
        if let Err(error) = viewer.look(look, index).await {
            viewer.differences.push(format!("a surface failed: {error:?}"));
        }
        let whose = |difference| format!("user {}: {difference}", actor.user);
        differences.extend(viewer.differences.into_iter().map(whose));
    }
    differences
}

/// The time when a record was created.
pub async fn created(test: &TestEngine, object: &Object, model: &Model, id: RecordId) -> engine::Result<Timestamp> {
    match test.records().record(&model.ada, object, id).await? {
        RecordState::Living(view) => Ok(view.created),
        RecordState::Deleted(_) => Err(Error::NotFound),
    }
}

/// The value, or `None` if it is not found.
fn there<T>(shown: engine::Result<T>) -> engine::Result<Option<T>> {
    match shown {
        Ok(shown) => Ok(Some(shown)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Viewer<'_> {
    fn same<T: Debug + PartialEq>(&mut self, what: impl Display, model: &T, engine: &T) {
        if model != engine {
            self.differences.push(format!("{what}\n  model:  {model:?}\n  engine: {engine:?}"));
        }
    }

    async fn look(&mut self, look: Look, index: usize) -> engine::Result<()> {
        let counts = self.test.objects().object_counts(self.actor).await?;
        for object in Slug::ALL {
            let counted = counts.iter().find(|count| count.slug == object.word());
            let counted = counted.map(|count| (count.living, count.deleted));
            self.same(format!("counts of {object:?}"), &Some(self.model.counts(object)), &counted);
        }
        for (place, record) in self.model.records.values().enumerate() {
            if look.at(index + place, 2) {
                self.page(record).await?;
            }
        }
        if !look.at(index, 2) {
            return Ok(());
        }
        for (place, record) in self.model.records.values().enumerate() {
            if look.at(place, 4) {
                self.links(record).await?;
            }
        }
        for object in Slug::ALL.into_iter().filter(|object| look.of(*object)) {
            self.index(object, look).await?;
            self.trash(object, look).await?;
            match object {
                Slug::Contacts | Slug::Companies => {}
                Slug::Deals => self.board(look).await?,
                Slug::Calls => self.orphans().await?,
            }
        }
        self.operations().await?;
        for (place, operation) in self.model.operations.values().rev().enumerate() {
            // The latest operations are the ones that change.
            if place < 2 || look.at(index + place, 6) {
                self.operation(operation).await?;
            }
        }
        Ok(())
    }
}
