//! An installation and its model: does each step to both and compares.

use crate::{
    bytes::{Beside, Compared},
    doing::broken,
    orders::Answer,
    picking::waits,
    state::{Model, Operation, Stamp},
    steps::{Case, Next, Step, Who},
    support::TestEngine,
    surfaces::{self, Look},
};
use domain::{
    object::Object,
    operation::{Choices, OperationKind, OperationQuery, Outcome, Surface, TrashSet, Whose},
    policy::BuiltInRole,
    time::Timestamp,
};
use engine::{
    Database,
    clock::Clock,
    operations::{Limits, Runner},
};
use std::collections::BTreeMap;

pub struct World {
    pub test: TestEngine,
    pub object: Object,
    pub model: Model,
    runner: Runner,
    beside: Beside,
    steps: usize,
    /// What was answered, and how often.
    answers: BTreeMap<String, usize>,
}

/// What is wrong, in words.
pub type Wrong = String;

impl World {
    pub async fn new(test: TestEngine, case: &Case) -> Self {
        let ada = test.admin().await;
        let ben = test.user("Ben Member", BuiltInRole::Member).await;
        let olga = test.user("Olga Owner", BuiltInRole::Member).await;
        let names = [(ada.user, "Ada Admin"), (ben.user, "Ben Member"), (olga.user, "Olga Owner")];
        let limits = Limits {
            at_once: case.at_once,
            frozen: 2,
            first_chunk: case.chunk,
            least_chunk: case.chunk,
            most_chunk: case.chunk,
            listed: 2,
            traced: case.at_once,
            ..Limits::default()
        };
        let test = test.with_limits(limits);
        let model = Model {
            ada,
            ben,
            names: names.into_iter().map(|(id, name)| (id, name.to_owned())).collect(),
            contacts: BTreeMap::new(),
            operations: BTreeMap::new(),
            retention: 90,
            at_once: case.at_once,
            chunk: usize::try_from(case.chunk).unwrap(),
            listed: 2,
            runner: 0,
            expiry: Timestamp(0),
        };
        let (object, beside) = (test.contacts().await, Beside::open(&test).await);
        let runner = Runner::new(test.engine.clone());
        Self { test, object, model, runner, beside, steps: 0, answers: BTreeMap::new() }
    }

    /// Goes through a whole case.
    pub async fn go(&mut self, case: &Case) -> Result<(), Wrong> {
        for fields in &case.contacts {
            self.create(Who::Ada, fields).await?;
        }
        for (index, step) in case.steps.iter().enumerate() {
            let wrong = |wrong| format!("step {index}: {wrong}");
            self.step(step).await.map_err(wrong)?;
            self.compare(Look::Some(self.steps)).await.map_err(wrong)?;
        }
        self.compare(Look::Everything).await.map_err(|wrong| format!("in the end: {wrong}"))
    }

    /// What came to pass, and how often.
    pub fn met(&self) -> BTreeMap<String, usize> {
        let mut met: BTreeMap<String, usize> = BTreeMap::new();
        for operation in self.model.operations.values() {
            let kind = operation.kind;
            let undo = if operation.reverts.is_some() { " as an undo" } else { "" };
            let size = if operation.chunked { "in chunks" } else { "at once" };
            *met.entry(format!("{kind:?}{undo} {size} {:?}", operation.state)).or_default() += 1;
            for record in operation.items.keys() {
                let outcome = match operation.outcome(*record) {
                    Outcome::Without { .. } => "without".to_owned(),
                    Outcome::TookBack { .. } => "took back".to_owned(),
                    outcome => format!("{outcome:?}"),
                };
                *met.entry(format!("{kind:?}{undo} {size}: {outcome}")).or_default() += 1;
            }
        }
        for (answer, times) in &self.answers {
            *met.entry(answer.clone()).or_default() += times;
        }
        met
    }

    pub async fn compare(&mut self, look: Look) -> Result<(), Wrong> {
        self.steps += 1;
        if let Some(broken) = self.model.broken() {
            return Err(format!("the model itself: {broken}"));
        }
        let differences = surfaces::differences(&self.test, &self.object, &self.model, look).await;
        differences.into_iter().next().map_or(Ok(()), Err)
    }

    async fn step(&mut self, step: &Step) -> Result<(), Wrong> {
        match step {
            Step::Create(who, fields) => self.create(*who, fields).await,
            Step::Edit { who, contact, stale, fields } => self.edit(*who, *contact, *stale, fields).await,
            Step::Delete(who, pick) => self.delete(*who, pick).await.map(|_| ()),
            Step::Assign(who, pick, to) => self.assign(*who, pick, *to).await.map(|_| ()),
            Step::Restore(who, set, decide) => {
                let choices = Choices {
                    all: decide.all,
                    by_record: decide
                        .each
                        .iter()
                        .filter_map(|(index, choice)| Some((self.contact(*index, waits)?, *choice)))
                        .collect(),
                };
                let Some(set) = self.set(set) else { return Ok(()) };
                self.restore(*who, set, choices, Surface::Trash).await.map(|_| ())
            }
            Step::Undo { who, operation, only } => {
                let fits = |operation: &Operation| {
                    operation.kind != OperationKind::Delete
                        && operation.items.keys().any(|id| self.model.undoable(operation, &self.model.contacts[id]))
                };
                let Some(id) = self.operation(*operation, fits) else { return Ok(()) };
                let operation = &self.model.operations[&id];
                let only = self.contacts(only, |contact| self.model.undoable(operation, contact));
                self.undo(*who, id, &only).await.map(|_| ())
            }
            Step::Purge(set) => {
                let Some(set) = self.set(set) else { return Ok(()) };
                self.purge(set).await
            }
            Step::Control { who, operation, control } => {
                let Some(id) = self.operation(*operation, |operation| control.applied_to(operation.state).is_some())
                else {
                    return Ok(());
                };
                self.control(*who, id, *control).await
            }
            Step::Round => self.round().await.map(|_| ()),
            Step::Settle => self.settle().await,
            Step::Kill(next) => {
                match next {
                    Next::Beside => {}
                    Next::Later => self.test.clock.forward_seconds(6),
                    Next::Begins => self.test.take_over_operations().await.map_err(broken)?,
                }
                self.runner = Runner::new(self.test.engine.clone());
                let alone = matches!(self.test.database, Database::Sqlite(_));
                self.model.new_runner(alone && *next == Next::Begins);
                Ok(())
            }
            Step::Days(days) => {
                self.test.clock.forward_days(i64::from(*days));
                Ok(())
            }
            Step::Retention(days) => {
                let admin = self.model.ada.administer().unwrap();
                let change = self.test.set_retention(admin, "contacts", *days).await.map_err(broken)?;
                same!("retention", self.model.set_retention(*days), Answer::Changed(change));
                Ok(())
            }
            Step::ThereAndBack(step) => self.there_and_back(step).await,
        }
    }

    /// Does something, lets it end, undoes it, lets that end: what is there is what was there.
    async fn there_and_back(&mut self, step: &Step) -> Result<(), Wrong> {
        let (who, compared) = match step {
            Step::Delete(who, _) => (*who, Compared::Bytes),
            Step::Assign(who, ..) | Step::Restore(who, ..) => (*who, Compared::Values),
            _ => return Ok(()),
        };
        self.settle().await?;
        let (before, latest) = (self.beside.dump(compared).await, self.latest());
        Box::pin(self.step(step)).await?;
        let id = self.latest();
        if id == latest {
            return Ok(());
        }
        self.settle().await?;
        self.compare(Look::Some(self.steps)).await?;
        let undone = if compared == Compared::Bytes {
            self.restore(who, TrashSet::Deletion(id), Choices::default(), Surface::Operation).await?
        } else {
            self.undo(who, id, &[]).await?
        };
        if undone == Answer::Nothing && self.model.operations[&id].done == 0 {
            return Ok(());
        }
        if !matches!(undone, Answer::Begun(_)) {
            return Err(format!("operation {id} cannot be undone at once: {undone:?}"));
        }
        self.settle().await?;
        let after = self.beside.dump(compared).await;
        let gone: Vec<&String> = before.iter().filter(|row| !after.contains(row)).collect();
        let came: Vec<&String> = after.iter().filter(|row| !before.contains(row)).collect();
        if before != after {
            return Err(format!("operation {id} and its undo left something\n  before: {gone:#?}\n  after: {came:#?}"));
        }
        if !self.beside.search_is_whole().await {
            return Err("the index of the search is not what the texts say".to_owned());
        }
        Ok(())
    }

    pub fn answered(&mut self, what: &str, answer: &Answer) {
        let text = format!("{answer:?}");
        let word = text.split(['(', '{', ' ']).next().unwrap_or_default();
        *self.answers.entry(format!("{what}: {word}")).or_default() += 1;
    }

    async fn round(&mut self) -> Result<bool, Wrong> {
        let (now, latest) = (self.test.clock.now(), self.latest());
        let further = self.runner.round().await.map_err(broken)?;
        // What it began by itself.
        let query = OperationQuery { whose: Whose::Everyone, ..OperationQuery::default() };
        let rows = self.test.operations(&self.model.ada, &query).await.map_err(broken)?.rows;
        let new: Vec<Stamp> = rows
            .iter()
            .filter(|row| row.id > latest)
            .map(|row| Stamp { id: row.id, at: row.at, until: row.at })
            .collect();
        same!("a purge of what has expired", !self.model.due(now).is_empty(), !new.is_empty());
        same!("came further", self.model.round(new.first().copied(), now), further);
        Ok(further)
    }

    async fn settle(&mut self) -> Result<(), Wrong> {
        for _ in 0..500 {
            if !self.round().await? {
                return Ok(());
            }
        }
        Err("it does not end".to_owned())
    }
}
