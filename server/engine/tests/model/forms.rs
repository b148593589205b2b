//! The model's answers to the forms of records.

use crate::{
    orders::Answer,
    state::{Life, Model, Record, Slug, Ties},
};
use domain::{
    ids::{RecordId, UserId},
    object::{OWNER, STAGE},
    time::Timestamp,
    value::Values,
};
use std::collections::BTreeSet;

/// The values of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    pub values: Values,
    pub ties: Ties,
}

impl Form {
    /// Whether the form contains a value that names the record.
    fn names(&self, object: Slug) -> bool {
        self.values.contains_key(object.naming()) || self.ties.keys.first.is_some()
    }
}

/// What only the engine knows of a new record, and the record it was linked with.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    pub id: RecordId,
    pub object: Slug,
    pub created: Timestamp,
    pub with: Option<RecordId>,
}

impl Model {
    fn refused(&self, object: Slug, form: &Form, itself: Option<RecordId>) -> Option<Answer> {
        if form.ties.stage.is_some_and(|stage| !self.stages.stands(stage)) {
            return Some(Answer::Invalid([STAGE.to_owned()].into()));
        }
        if !form.names(object) {
            return Some(Answer::Invalid(BTreeSet::new()));
        }
        let others = |key: &&String| self.holder(key).is_some_and(|holder| Some(holder.id) != itself);
        let taken = form.ties.keys.all().filter(others).cloned();
        // A deactivated user keeps the records they own.
        let keeps = itself.is_some_and(|id| self.records[&id].ties.owner == form.ties.owner);
        let gone = self.gone_owner(form.ties.owner).filter(|_| !keeps).map(|_| OWNER.to_owned());
        let wrong: BTreeSet<String> = taken.chain(gone).collect();
        (!wrong.is_empty()).then_some(Answer::Invalid(wrong))
    }

    /// Creates a record, and links it `with` another where it is created on that record's page.
    pub fn create(&mut self, by: UserId, form: Form, made: &Made) -> Answer {
        let Made { id, object, created, with } = *made;
        if let Some(refused) = self.refused(object, &form, None) {
            return refused;
        }
        if with.is_some_and(|with| !self.lives(with)) {
            return Answer::NotFound;
        }
        let author = self.author(by, None);
        let Form { values, ties } = form;
        let (name, life, versions) = (String::new(), Life::Living, Vec::new());
        let mut record = Record { id, object, values, name, ties, created, changed: author.at, life, versions };
        record.rename();
        self.records.insert(id, record);
        if let Some(with) = with {
            self.link(author, id, with, &BTreeSet::new());
        }
        Answer::Created(id)
    }

    pub fn edit(&mut self, by: UserId, id: RecordId, stale: bool, form: Form) -> Answer {
        let record = &self.records[&id];
        if let Some(refused) = self.must_edit(by, id) {
            return refused;
        }
        if (Form { values: record.values.clone(), ties: record.ties.clone() }) == form {
            return Answer::Saved(record.version());
        }
        if stale {
            return Answer::Stale;
        }
        if let Some(refused) = self.refused(record.object, &form, Some(id)) {
            return refused;
        }
        let author = self.author(by, None);
        let record = self.records.get_mut(&id).unwrap();
        record.values = form.values;
        record.put(author, form.ties);
        Answer::Saved(record.version())
    }

    /// Why a user cannot edit a record on its page; `None` if they can.
    pub fn must_edit(&self, by: UserId, id: RecordId) -> Option<Answer> {
        match &self.records[&id] {
            record if record.life != Life::Living => Some(Answer::NotFound),
            record if !self.may_change(by, record.ties.owner) => Some(Answer::Forbidden),
            _ => None,
        }
    }
}
