//! An installation and its model: runs each step on both and compares them.

use crate::{
    actions::broken,
    bytes::{Beside, Compared},
    operations::{Operation, Stamp},
    orders::Answer,
    picking::{lives, waits},
    stages::Stages,
    state::{Life, Model, Slug},
    steps::{Case, Next, Step, Who},
    support::{TestEngine, fresh},
    surfaces::{self, Look},
};
use domain::{
    object::Object,
    operation::{Choices, OperationKind, OperationQuery, Outcome, RestoreOrder, TrashSet, Whose},
    policy::{BuiltInRole, Reauthenticated, UserAdministrator},
    surface::Surface,
    time::Timestamp,
};
use engine::{
    Database,
    clock::Clock,
    operations::{Limits, Runner},
};
use std::collections::{BTreeMap, BTreeSet};

pub struct World {
    pub test: TestEngine,
    pub objects: BTreeMap<Slug, Object>,
    pub model: Model,
    runner: Runner,
    beside: Beside,
    steps: usize,
    /// The answers, and how often each was given.
    answers: BTreeMap<String, usize>,
}

/// A description of a difference.
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
            first_batch: case.chunk,
            min_batch: case.chunk,
            max_batch: case.chunk,
            listed: 2,
            traced: case.at_once,
        };
        let test = test.with_limits(limits);
        let mut model = Model {
            ada,
            ben,
            names: names.into_iter().map(|(id, name)| (id, name.to_owned())).collect(),
            gone: BTreeSet::new(),
            records: BTreeMap::new(),
            links: BTreeMap::new(),
            events: Vec::new(),
            stages: Stages::default(),
            views: BTreeMap::new(),
            operations: BTreeMap::new(),
            retention: Slug::ALL.into_iter().map(|object| (object, 90)).collect(),
            at_once: case.at_once,
            chunk: usize::try_from(case.chunk).unwrap(),
            listed: 2,
            runner: 0,
            expiry: Timestamp(0),
            clock: 0,
            met: BTreeMap::new(),
        };
        let mut objects = BTreeMap::new();
        for object in Slug::ALL {
            objects.insert(object, test.objects().object(object.word()).await.unwrap());
        }
        let stages = objects[&Slug::Deals].stages();
        model.stages.known = stages.map(|stage| (stage.id, stage.clone())).collect();
        let beside = Beside::open(&test).await;
        let runner = test.engine.runner();
        Self { test, objects, model, runner, beside, steps: 0, answers: BTreeMap::new() }
    }

    /// Runs a whole case.
    pub async fn go(&mut self, case: &Case) -> Result<(), Wrong> {
        for (object, fields) in &case.records {
            self.create(Who::Ada, *object, fields).await?;
        }
        for (index, step) in case.steps.iter().enumerate() {
            let wrong = |wrong| format!("step {index}: {wrong}");
            self.step(step).await.map_err(wrong)?;
            self.compare(Look::Some(self.steps)).await.map_err(wrong)?;
        }
        self.compare(Look::Everything).await.map_err(|wrong| format!("in the end: {wrong}"))
    }

    /// The situations that were met, and how often.
    pub fn met(&self) -> BTreeMap<String, usize> {
        let mut met: BTreeMap<String, usize> = BTreeMap::new();
        for operation in self.model.operations.values() {
            let kind = operation.kind;
            let undo = if operation.reverts.is_some() { " as an undo" } else { "" };
            let size = if operation.chunked { "in chunks" } else { "at once" };
            *met.entry(format!("{kind:?}{undo} {size} {:?}", operation.state)).or_default() += 1;
            for id in operation.items.keys() {
                let outcome = match operation.outcome(*id) {
                    Outcome::Without { restaged: true, .. } => "restaged".to_owned(),
                    Outcome::Without { unassigned: true, .. } => "unassigned".to_owned(),
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
        met.extend(self.model.met.iter().map(|(what, times)| ((*what).to_owned(), *times)));
        met
    }

    pub async fn compare(&mut self, look: Look) -> Result<(), Wrong> {
        self.steps += 1;
        if let Some(broken) = self.model.broken() {
            return Err(format!("the model itself: {broken}"));
        }
        let differences = surfaces::differences(&self.test, &self.objects, &self.model, look).await;
        differences.into_iter().next().map_or(Ok(()), Err)
    }

    async fn step(&mut self, step: &Step) -> Result<(), Wrong> {
        // A deactivated user has no session to act in.
        if step.who().is_some_and(|who| self.model.gone.contains(&self.actor(who).user)) {
            return Ok(());
        }
        match step {
            Step::Create(who, object, fields) => self.create(*who, *object, fields).await,
            Step::Edit { who, object, record, stale, fields } => {
                let Some(id) = self.record(*object, *record, lives) else { return Ok(()) };
                self.edit(*who, id, *stale, fields).await
            }
            Step::Delete(who, object, pick) => self.delete(*who, *object, pick).await.map(|_| ()),
            Step::Assign(who, object, pick, to) => self.assign(*who, *object, pick, *to).await.map(|_| ()),
            Step::Link { who, here, there, labels } => self.link(*who, *here, there, *labels).await,
            Step::Unlink { who, here, there, other } => self.unlink(*who, *here, *there, *other).await,
            Step::Restore(who, object, set, decide) => {
                let object = self.with_trash(*object);
                let choices = Choices {
                    all: decide.all,
                    by_record: decide
                        .each
                        .iter()
                        .filter_map(|(index, choice)| Some((self.record(object, *index, waits)?, *choice)))
                        .collect(),
                };
                let Some(set) = self.set(object, set) else { return Ok(()) };
                self.restore(*who, object, RestoreOrder { set, choices, surface: Surface::Trash }).await.map(|_| ())
            }
            Step::Undo { who, operation, only } => {
                let fits = |operation: &Operation| {
                    operation.kind != OperationKind::Delete
                        && operation.items.keys().any(|id| self.model.undoable(operation, &self.model.records[id]))
                };
                let Some(id) = self.operation(*operation, fits) else { return Ok(()) };
                let operation = &self.model.operations[&id];
                let only = self.records(operation.object, only, |record| self.model.undoable(operation, record));
                self.undo(*who, id, &only).await.map(|_| ())
            }
            Step::Move { who, pick, from, to } => self.move_to_stage(*who, pick, *from, *to).await,
            Step::SaveView(who, object, kept) => self.save_view(*who, *object, kept).await,
            Step::RemoveView(who, view) => self.remove_view(*who, *view).await,
            Step::Archive(stage) => self.archive(self.stage(*stage)).await,
            Step::Unarchive(stage) => self.unarchive(self.stage(*stage)).await,
            Step::Purge(object, set) => {
                let object = self.with_trash(*object);
                let Some(set) = self.set(object, set) else { return Ok(()) };
                self.purge(object, set).await
            }
            Step::Erase { contact, trashed } => {
                let id = self.record(Slug::Contacts, *contact, if *trashed { waits } else { lives });
                let Some(id) = id.filter(|id| self.model.records[id].life != Life::Purged) else { return Ok(()) };
                self.erase(id).await
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
                    Next::Begins => self.test.operations().take_over_operations().await.map_err(broken)?,
                }
                self.runner = self.test.engine.runner();
                let alone = matches!(self.test.database, Database::Sqlite(_));
                self.model.new_runner(alone && *next == Next::Begins);
                Ok(())
            }
            Step::Days(days) => {
                self.test.clock.forward_days(i64::from(*days));
                Ok(())
            }
            Step::Retention(object, days) => {
                let admin = self.model.ada.administer().unwrap();
                let change = self.test.trash().set_retention(admin, object.word(), *days).await.map_err(broken)?;
                same!("retention", self.model.set_retention(*object, *days), Answer::Changed(change));
                Ok(())
            }
            Step::Deactivate(leaver) => {
                let (permit, leaver) = (self.users(), self.owner(*leaver).unwrap());
                self.test.people().deactivate_user(&permit, leaver).await.map_err(broken)?.unwrap();
                self.model.gone.insert(leaver);
                Ok(())
            }
            Step::Reactivate(leaver) => {
                let (permit, leaver) = (self.users(), self.owner(*leaver).unwrap());
                self.test.people().reactivate_user(&permit, leaver).await.map_err(broken)?.unwrap();
                self.model.gone.remove(&leaver);
                Ok(())
            }
            Step::ThereAndBack(step) => self.there_and_back(step).await,
        }
    }

    fn users(&self) -> Reauthenticated<UserAdministrator> {
        fresh(self.model.ada.administer_users().unwrap())
    }

    /// Runs a step to its end and undoes it; afterwards the database must hold what it held before.
    async fn there_and_back(&mut self, step: &Step) -> Result<(), Wrong> {
        let (who, compared) = match step {
            Step::Delete(who, ..) => (*who, Compared::Bytes),
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
            let (set, choices) = (TrashSet::Deletion(id), Choices::default());
            let object = self.model.operations[&id].object;
            self.restore(who, object, RestoreOrder { set, choices, surface: Surface::Operation }).await?
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
        // Operations that the engine started by itself.
        let query = OperationQuery { whose: Whose::Everyone, ..OperationQuery::default() };
        let rows = self.test.operations().list_operations(&self.model.ada, &query).await.map_err(broken)?.rows;
        let begun = |object: &Slug| {
            let row = rows.iter().find(|row| row.id > latest && row.slug == object.word())?;
            Some((*object, Stamp { id: row.id, at: row.at, until: row.at }))
        };
        let purges: BTreeMap<Slug, Stamp> = Slug::ALL.iter().filter_map(begun).collect();
        let due: Vec<Slug> = Slug::ALL.into_iter().filter(|object| !self.model.due(*object, now).is_empty()).collect();
        same!("purges of what has expired", due, purges.keys().copied().collect::<Vec<_>>());
        same!("came further", self.model.round(&purges, now), further);
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
