//! Comparison of the index of operations and of the page of an operation with the model.

use super::Viewer;
use crate::{
    operations::Operation,
    state::{Life, Record, count},
};
use domain::{
    ids::RecordId,
    operation::{OperationItem, OperationKind, OperationQuery, OperationRow, OperationView, Outcome, Whose},
};
use engine::clock::Clock;

impl Viewer<'_> {
    pub async fn operations(&mut self) -> engine::Result<()> {
        let now = self.test.clock.now();
        for whose in [Whose::Mine, Whose::Everyone] {
            let query = OperationQuery { whose, ..OperationQuery::default() };
            let page = self.test.operations().list_operations(self.actor, &query).await?;
            let theirs = |operation: &&Operation| whose == Whose::Everyone || operation.by == Some(self.actor.user);
            let row = |operation: &Operation| OperationRow {
                id: operation.id,
                kind: operation.kind,
                slug: operation.object.word().to_owned(),
                names: self.objects[&operation.object].names.clone(),
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
        self.same("open operations", &open, &self.test.operations().open_operations_of(self.actor).await?);
        Ok(())
    }

    pub async fn operation(&mut self, operation: &Operation) -> engine::Result<()> {
        let (id, model, me) = (operation.id, self.model, self.actor.user);
        let shown = self.test.operations().operation(self.actor, id).await?;
        let still = |id: &RecordId| model.undoable(operation, &model.records[id]);
        let undoable = match operation.kind {
            _ if !operation.is_open() => count(operation.items.keys().filter(|id| still(id)).count()),
            OperationKind::Purge => 0,
            _ => operation.done,
        };
        let expected = OperationView {
            id,
            kind: operation.kind,
            slug: operation.object.word().to_owned(),
            names: self.objects[&operation.object].names.clone(),
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
            selection: Some(operation.chosen.clone()),
            assigned: model.person(operation.to),
            approval: None,
            undoable,
            until: operation.until,
            days_left: self.test.clock.now().days_left(operation.until),
            parent: None,
            children: Vec::new(),
            undoes: operation.undoes,
            later: if operation.is_open() { Vec::new() } else { model.later(operation) },
            may_undo: undoable > 0 && !operation.is_open() && model.may_undo(me, operation),
        };
        self.same(format!("the page of operation {id}"), &expected, &shown);
        if operation.kind == OperationKind::Restore {
            self.same(
                format!("what gave way to {id}"),
                &model.label_conflicts(id),
                &self.test.operations().label_conflicts(self.actor, id).await?,
            );
        }
        for (search, skipped) in [("", false), ("", true), ("an", false)] {
            let items =
                self.test.operations().operation_items(self.actor, id, search, skipped, None, 1_000).await?.items;
            let item = |id: &RecordId| self.item(operation, &model.records[id]);
            let wanted = |item: &OperationItem| {
                let record = &model.records[&item.record];
                let found = search.is_empty() || (record.life != Life::Purged && record.matches(search));
                found && (!skipped || matches!(item.outcome, Outcome::Skipped { .. }))
            };
            let expected: Vec<OperationItem> = operation.items.keys().map(item).filter(wanted).collect();
            self.same(format!("the records of operation {id}, {search:?}, {skipped}"), &expected, &items);
        }
        Ok(())
    }

    fn item(&self, operation: &Operation, record: &Record) -> OperationItem {
        let there = record.life != Life::Purged;
        OperationItem {
            record: record.id,
            name: there.then(|| record.name.clone()),
            owner: if there { self.model.person(record.ties.owner) } else { None },
            outcome: operation.outcome(record.id),
            living: record.life == Life::Living,
            undoable: !operation.is_open() && self.model.undoable(operation, record),
        }
    }
}
