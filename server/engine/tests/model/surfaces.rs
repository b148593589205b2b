//! What every surface shows, against what the model says it should.

use crate::{
    state::{Contact, Life, Model, Operation, count},
    steps::SEARCHES,
    support::TestEngine,
};
use domain::{
    ids::RecordId,
    object::Object,
    operation::{OperationItem, OperationKind, OperationQuery, OperationRow, OperationView, Outcome, TrashSet, Whose},
    policy::Actor,
    record::{RecordRow, RecordState, RecordView, Tombstone, Values},
    text::fold,
    time::Timestamp,
    trash::{TrashQuery, TrashRow},
    view::{IndexQuery, Sort, SortBy, Total},
};
use engine::{Error, clock::Clock};
use std::fmt::{Debug, Display};

/// How much of it is looked at.
#[derive(Clone, Copy, Debug)]
pub enum Look {
    /// What is always looked at by both, and a part, which is another one, by the other person, at each step.
    Some(usize),
    Everything,
}

impl Look {
    /// Whether the part `index` of `parts` is looked at.
    fn at(self, index: usize, parts: usize) -> bool {
        match self {
            Self::Some(step) => step % parts == index % parts,
            Self::Everything => true,
        }
    }
}

/// One person looks at an installation.
struct Viewer<'a> {
    test: &'a TestEngine,
    object: &'a Object,
    model: &'a Model,
    actor: &'a Actor,
    differences: Vec<String>,
}

/// Where the surfaces differ from the model.
pub async fn differences(test: &TestEngine, object: &Object, model: &Model, look: Look) -> Vec<String> {
    let mut differences = Vec::new();
    for (index, actor) in [&model.ada, &model.ben].into_iter().enumerate() {
        let mut viewer = Viewer { test, object, model, actor, differences: Vec::new() };
        if let Err(error) = viewer.look(look, index).await {
            viewer.differences.push(format!("a surface failed: {error:?}"));
        }
        let whose = |difference| format!("user {}: {difference}", actor.user);
        differences.extend(viewer.differences.into_iter().map(whose));
    }
    differences
}

/// When a contact was created.
pub async fn created(test: &TestEngine, object: &Object, model: &Model, id: RecordId) -> engine::Result<Timestamp> {
    match test.record(&model.ada, object, id).await? {
        RecordState::Living(view) => Ok(view.created),
        RecordState::Deleted(_) => Err(Error::NotFound),
    }
}

impl Viewer<'_> {
    fn same<T: Debug + PartialEq>(&mut self, what: impl Display, model: &T, engine: &T) {
        if model != engine {
            self.differences.push(format!("{what}\n  model:  {model:?}\n  engine: {engine:?}"));
        }
    }

    async fn look(&mut self, look: Look, index: usize) -> engine::Result<()> {
        let counts = self.test.object_counts(self.actor).await?;
        let counted = counts.first().map(|count| (count.living, count.deleted));
        self.same("counts", &Some(self.model.counts()), &counted);
        for contact in self.model.contacts.values() {
            self.record(contact).await?;
        }
        if !look.at(index, 2) {
            return Ok(());
        }
        self.index(look).await?;
        self.trash(look).await?;
        self.operations().await?;
        for (place, operation) in self.model.operations.values().rev().enumerate() {
            // The latest are those that move.
            if place < 2 || look.at(index + place, 4) {
                self.operation(operation).await?;
            }
        }
        Ok(())
    }

    async fn record(&mut self, contact: &Contact) -> engine::Result<()> {
        let shown = match self.test.record(self.actor, self.object, contact.id).await {
            Ok(shown) => Some(shown),
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        };
        let may = contact.life == Life::Living && self.model.may_change(self.actor.user, contact.owner);
        let updated = match &shown {
            Some(RecordState::Living(view) | RecordState::Deleted(Tombstone { record: view, .. })) => view.updated,
            None => contact.created,
        };
        let view = RecordView {
            id: contact.id,
            name: contact.name.clone(),
            key: contact.keys.first.clone(),
            further_keys: contact.keys.further.clone(),
            values: values(contact),
            owner: self.model.person(contact.owner),
            stage: None,
            created: contact.created,
            updated,
            version: contact.version(),
            may_edit: may,
            may_delete: may,
        };
        let expected = match contact.life {
            Life::Living => Some(RecordState::Living(view)),
            Life::Trash(id) => {
                let deletion = &self.model.operations[&id];
                Some(RecordState::Deleted(Tombstone {
                    record: view,
                    operation: id,
                    by: self.model.person(deletion.by),
                    at: deletion.at,
                    surface: deletion.surface,
                    until: deletion.until,
                    days_left: self.test.clock.now().days_left(deletion.until),
                    may_restore: self.model.may_restore(self.actor.user, id),
                }))
            }
            Life::Purged => None,
        };
        self.same(format!("the page of {}", contact.id), &expected, &shown);
        Ok(())
    }

    async fn index(&mut self, look: Look) -> engine::Result<()> {
        let company = || SortBy::Property("company".to_owned());
        let sorts = [SortBy::Name, SortBy::Created, SortBy::Owner, SortBy::Key, company()];
        let searches = SEARCHES.into_iter().enumerate().filter(|(place, _)| look.at(*place, SEARCHES.len()));
        let mut views: Vec<(usize, &str)> = searches.collect();
        let step = if let Look::Some(step) = look { step } else { 0 };
        views.push((step, ""));
        for (place, search) in views {
            let sort = Sort { by: sorts[place % sorts.len()].clone(), descending: (place + step) % 2 == 1 };
            let query = IndexQuery { search: search.to_owned(), sort, size: 3, ..IndexQuery::default() };
            self.view(&query).await?;
        }
        Ok(())
    }

    /// All pages of a view, there and back.
    async fn view(&mut self, query: &IndexQuery) -> engine::Result<()> {
        let expected: Vec<RecordRow> = self.model.rows(query).into_iter().map(|contact| self.row(contact)).collect();
        let (view, delete) = (self.actor.view(self.object.id)?, self.actor.delete(self.object.id)?);
        let (mut query, mut shown, mut totals) = (query.clone(), Vec::new(), Vec::new());
        let mut last = None;
        loop {
            let page = self.test.list_records(&view, Some(&delete), self.object, &query).await?;
            totals.push((page.total, page.position - count(shown.len())));
            shown.extend(page.rows.into_iter().map(unchanged));
            last = page.previous.or(last);
            let Some(next) = page.next.filter(|_| shown.len() <= expected.len()) else { break };
            query.cursor = Some(next);
        }
        self.same(format!("{query:?}"), &expected, &shown);
        self.same(
            format!("totals of {query:?}"),
            &vec![(Total::exact(count(expected.len())), 0); totals.len()],
            &totals,
        );
        let mut back = Vec::new();
        while let Some(cursor) = last.take().filter(|_| back.len() <= expected.len()) {
            query.cursor = Some(cursor);
            let page = self.test.list_records(&view, Some(&delete), self.object, &query).await?;
            back.splice(0..0, page.rows.into_iter().map(unchanged));
            last = page.previous;
        }
        // Back from the last page, which has one to three rows.
        let before = expected.len().saturating_sub(1) / 3 * 3;
        self.same(format!("{query:?}, backwards"), &expected[..before].to_vec(), &back);
        Ok(())
    }

    fn row(&self, contact: &Contact) -> RecordRow {
        RecordRow {
            id: contact.id,
            name: contact.name.clone(),
            key: contact.keys.first.clone(),
            values: values(contact),
            owner: self.model.person(contact.owner),
            stage: None,
            created: contact.created,
            updated: contact.created,
            may_delete: self.model.may_change(self.actor.user, contact.owner),
        }
    }

    async fn trash(&mut self, look: Look) -> engine::Result<()> {
        let searches = SEARCHES.into_iter().enumerate().filter(|(place, _)| look.at(*place, SEARCHES.len()));
        let searched = |search: &str| TrashQuery { search: search.to_owned(), size: 2, ..TrashQuery::default() };
        let mut queries: Vec<TrashQuery> = searches.map(|(_, search)| searched(search)).collect();
        queries.push(searched(""));
        queries.push(TrashQuery { by: Some(self.model.ben.user), ..searched("") });
        for query in queries {
            self.trash_view(query).await?;
        }
        Ok(())
    }

    async fn trash_view(&mut self, mut query: TrashQuery) -> engine::Result<()> {
        let waiting = self.model.set(&TrashSet::Trash(query.clone()));
        let mut expected: Vec<TrashRow> = waiting.into_iter().filter_map(|contact| self.trash_row(contact)).collect();
        expected.sort_by_key(|row| std::cmp::Reverse((row.operation, row.id)));
        let (see, restore) = (self.actor.see_trash(self.object.id)?, self.actor.restore(self.object.id)?);
        let (mut shown, mut totals) = (Vec::new(), Vec::new());
        let deleters = loop {
            let page = self.test.list_trash(&see, Some(&restore), self.object, &query).await?;
            totals.push((page.total, page.position - count(shown.len())));
            shown.extend(page.rows);
            query.after = page.next.filter(|_| shown.len() <= expected.len());
            if query.after.is_none() {
                break page.deleters;
            }
        };
        self.same(format!("trash {query:?}"), &expected, &shown);
        self.same(format!("totals of trash {query:?}"), &vec![(count(expected.len()), 0); totals.len()], &totals);
        let people = [self.model.ada.user, self.model.ben.user].into_iter();
        let people = people.filter(|user| self.model.in_trash().any(|(_, deletion)| deletion.by == Some(*user)));
        let expected: Vec<_> = people.filter_map(|user| self.model.person(Some(user))).collect();
        self.same("who deleted what is in the trash", &expected, &deleters);
        Ok(())
    }

    fn trash_row(&self, contact: &Contact) -> Option<TrashRow> {
        let Life::Trash(id) = contact.life else { return None };
        let deletion = &self.model.operations[&id];
        Some(TrashRow {
            id: contact.id,
            name: contact.name.clone(),
            key: contact.keys.first.clone(),
            operation: id,
            operation_records: deletion.done,
            by: self.model.person(deletion.by),
            at: deletion.at,
            surface: deletion.surface,
            days_left: self.test.clock.now().days_left(deletion.until),
            held: false,
            key_taken: contact.keys.all().any(|key| self.model.holder(key).is_some()),
            may_restore: self.model.may_restore(self.actor.user, id),
        })
    }

    async fn operations(&mut self) -> engine::Result<()> {
        let now = self.test.clock.now();
        for whose in [Whose::Mine, Whose::Everyone] {
            let query = OperationQuery { whose, ..OperationQuery::default() };
            let page = self.test.operations(self.actor, &query).await?;
            let theirs = |operation: &&Operation| whose == Whose::Everyone || operation.by == Some(self.actor.user);
            let row = |operation: &Operation| OperationRow {
                id: operation.id,
                kind: operation.kind,
                slug: self.object.slug.clone(),
                names: self.object.names.clone(),
                by: self.model.person(operation.by),
                at: operation.at,
                surface: operation.surface,
                reason: operation.reason.clone(),
                state: operation.state,
                total: operation.total,
                done: operation.done,
                skipped: operation.skipped,
                undoes: operation.undoes,
                may_undo: operation.done > 0
                    && !operation.is_open()
                    && (operation.kind != OperationKind::Delete || operation.until > now)
                    && self.model.operations.values().all(|undo| undo.undoes != Some(operation.id))
                    && self.model.may_undo(self.actor.user, operation),
            };
            let rows: Vec<OperationRow> =
                self.model.operations.values().rev().filter(theirs).take(50).map(row).collect();
            self.same(format!("operations of {whose:?}"), &rows, &page.rows);
        }
        let mine = |operation: &&Operation| operation.is_open() && operation.by == Some(self.actor.user);
        let open: Vec<_> =
            self.model.operations.values().rev().filter(mine).take(20).map(|operation| operation.id).collect();
        self.same("open operations", &open, &self.test.open_operations_of(self.actor).await?);
        Ok(())
    }

    async fn operation(&mut self, operation: &Operation) -> engine::Result<()> {
        let (id, model, me) = (operation.id, self.model, self.actor.user);
        let shown = self.test.operation(self.actor, id).await?;
        let still = |id: &RecordId| model.undoable(operation, &model.contacts[id]);
        let undoable = match operation.kind {
            _ if !operation.is_open() => count(operation.items.keys().filter(|id| still(id)).count()),
            OperationKind::Purge => 0,
            _ => operation.done,
        };
        let expected = OperationView {
            id,
            kind: operation.kind,
            slug: self.object.slug.clone(),
            names: self.object.names.clone(),
            by: model.person(operation.by),
            at: operation.at,
            surface: operation.surface,
            reason: operation.reason.clone(),
            state: operation.state,
            total: operation.total,
            done: operation.done,
            skipped: operation.skipped,
            seen: shown.seen,
            controls: model.controls(me, operation),
            chosen: Some(operation.chosen.clone()),
            assigned: model.person(operation.to),
            approval: None,
            undoable,
            until: operation.until,
            days_left: self.test.clock.now().days_left(operation.until),
            part_of: None,
            parts: Vec::new(),
            undoes: operation.undoes,
            later: if operation.is_open() { Vec::new() } else { model.later(operation) },
            may_undo: undoable > 0 && !operation.is_open() && model.may_undo(me, operation),
        };
        self.same(format!("the page of operation {id}"), &expected, &shown);
        for (search, skipped) in [("", false), ("", true), ("an", false)] {
            let items = self.test.operation_items(self.actor, id, search, skipped, None, 1_000).await?.items;
            let item = |record: &RecordId| self.item(operation, &model.contacts[record]);
            let wanted = |item: &OperationItem| {
                let contact = &model.contacts[&item.record];
                let found = search.is_empty() || (contact.life != Life::Purged && contact.matches(search));
                found && (!skipped || matches!(item.outcome, Outcome::Skipped { .. }))
            };
            let expected: Vec<OperationItem> = operation.items.keys().map(item).filter(wanted).collect();
            self.same(format!("the records of operation {id}, {search:?}, {skipped}"), &expected, &items);
        }
        Ok(())
    }

    fn item(&self, operation: &Operation, contact: &Contact) -> OperationItem {
        let there = contact.life != Life::Purged;
        OperationItem {
            record: contact.id,
            name: there.then(|| contact.name.clone()),
            owner: if there { self.model.person(contact.owner) } else { None },
            outcome: operation.outcome(contact.id),
            living: contact.life == Life::Living,
            undoable: !operation.is_open() && self.model.undoable(operation, contact),
        }
    }
}

/// A row without the moment of its last change, of which the model knows nothing.
fn unchanged(row: RecordRow) -> RecordRow {
    RecordRow { updated: row.created, ..row }
}

fn values(contact: &Contact) -> Values {
    let values = [("first_name", &contact.first_name), ("company", &contact.company)];
    values.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.clone()?))).collect()
}

impl Model {
    /// The contacts of a view, in its order.
    fn rows(&self, query: &IndexQuery) -> Vec<&Contact> {
        let mut rows: Vec<&Contact> = self.living().filter(|contact| contact.matches(&query.search)).collect();
        // What has no value comes last in both directions.
        let value = |contact: &Contact| match &query.sort.by {
            SortBy::Name => Some(fold(&contact.name)),
            SortBy::Created => Some(format!("{:020}", contact.created.0)),
            SortBy::Owner => contact.owner.map(|owner| fold(&self.names[&owner])),
            SortBy::Key => contact.keys.first.clone(),
            // Neither is among the sorts above.
            SortBy::Updated | SortBy::Stage => None,
            SortBy::Property(_) => contact.company.as_ref().map(|company| company.to_lowercase()),
        };
        rows.sort_by(|one, two| {
            let ((left, right), ids) = ((value(one), value(two)), one.id.cmp(&two.id));
            let missing = left.is_none().cmp(&right.is_none());
            let order = left.cmp(&right).then(ids);
            missing.then(if query.sort.descending { order.reverse() } else { order })
        });
        rows
    }
}
