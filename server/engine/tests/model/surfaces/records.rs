//! Comparison of the page of a record and of the index of an object with the model.

use super::{Look, Viewer, there};
use crate::{
    state::{Life, Model, Record, Slug, count},
    steps::{FILTERS, SEARCHES, filter},
    views::View,
};
use domain::{
    board::AMOUNT,
    ids::UserId,
    record::{RecordRow, RecordState, RecordView, Tombstone},
    saved_view::{Audience, SavedView},
    text::{normalize, normalize_value},
    view::{IndexQuery, Sort, SortBy, Total},
};
use engine::clock::Clock;
use std::collections::BTreeMap;

impl Viewer<'_> {
    pub async fn page(&mut self, record: &Record) -> engine::Result<()> {
        let shown = there(self.test.records().record(self.actor, &self.objects[&record.object], record.id).await)?;
        let may = record.life == Life::Living && self.model.may_change(self.actor.user, record.ties.owner);
        let updated = match &shown {
            Some(RecordState::Living(view) | RecordState::Deleted(Tombstone { record: view, .. })) => view.updated,
            None => record.created,
        };
        let view = RecordView {
            id: record.id,
            name: record.name.clone(),
            key: record.ties.keys.first.clone(),
            secondary_keys: record.ties.keys.further.clone(),
            values: record.values.clone(),
            owner: self.model.person(record.ties.owner),
            stage: record.ties.stage,
            created: record.created,
            updated,
            version: record.version(),
            may_edit: may,
            may_delete: may,
        };
        let expected = match record.life {
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
        self.same(format!("the page of {}", record.id), &expected, &shown);
        Ok(())
    }

    pub async fn index(&mut self, slug: Slug, look: Look) -> engine::Result<()> {
        let other = SortBy::Property(slug.other().to_owned());
        let last = if slug == Slug::Deals { SortBy::Stage } else { SortBy::Key };
        let sorts = [SortBy::Name, SortBy::Created, SortBy::Updated, SortBy::Owner, other, last];
        let searches = SEARCHES.into_iter().enumerate().filter(|(place, _)| look.at(*place, SEARCHES.len()));
        let mut views: Vec<(usize, &str)> = searches.collect();
        let step = look.step();
        views.push((step, ""));
        for (place, search) in views {
            let sort = Sort { by: sorts[place % sorts.len()].clone(), descending: (place + step) % 2 == 1 };
            let filter = filter(slug, (place + step) % FILTERS);
            let query = IndexQuery { search: search.to_owned(), filter, sort, size: 3, ..IndexQuery::default() };
            self.view(slug, &query).await?;
        }
        self.saved_views(slug, step).await
    }

    /// Compares a user's saved views, and the records that one of them shows.
    async fn saved_views(&mut self, slug: Slug, step: usize) -> engine::Result<()> {
        let (object, me) = (&self.objects[&slug], self.actor.user);
        let views = self.model.views_of(me, slug);
        let view = |view: &&View| SavedView {
            id: view.id,
            name: view.name.clone(),
            query: view.query.clone(),
            audience: if view.shared { Audience::Everyone } else { Audience::Maker },
            by: self.model.person(Some(view.by)).unwrap(),
            may_remove: view.by == me || me == self.model.ada.user,
        };
        let expected: Vec<SavedView> = views.iter().map(view).collect();
        let kept = self.test.views().saved_views(self.actor, &self.actor.view(object.id)?).await?;
        self.same(format!("views of {slug:?}"), &expected, &kept);
        if let Some(view) = kept.get(step % kept.len().max(1)) {
            let pairs: BTreeMap<String, String> = form_urlencoded::parse(view.query.as_bytes()).into_owned().collect();
            let query = IndexQuery::from_address(object, |name| pairs.get(name).map(String::as_str));
            self.view(slug, &IndexQuery { size: 3, ..query }).await?;
        }
        Ok(())
    }

    /// Compares all pages of a view, forward and back.
    async fn view(&mut self, slug: Slug, query: &IndexQuery) -> engine::Result<()> {
        let expected: Vec<RecordRow> =
            self.model.rows(slug, query, self.actor.user).into_iter().map(|record| self.row(record)).collect();
        let object = &self.objects[&slug];
        let (view, delete) = (self.actor.view(object.id)?, self.actor.delete(object.id)?);
        let (mut query, mut shown, mut totals) = (query.clone(), Vec::new(), Vec::new());
        let mut last = None;
        loop {
            let page = self.test.records().list_records(&view, Some(&delete), object, &query).await?;
            totals.push((page.total, page.position - count(shown.len())));
            shown.extend(page.rows.into_iter().map(unchanged));
            last = page.previous.or(last);
            let Some(next) = page.next.filter(|_| shown.len() <= expected.len()) else { break };
            query.cursor = Some(next);
        }
        self.same(format!("{slug:?} {query:?}"), &expected, &shown);
        self.same(
            format!("totals of {query:?}"),
            &vec![(Total::exact(count(expected.len())), 0); totals.len()],
            &totals,
        );
        let mut back = Vec::new();
        while let Some(cursor) = last.take().filter(|_| back.len() <= expected.len()) {
            query.cursor = Some(cursor);
            let page = self.test.records().list_records(&view, Some(&delete), object, &query).await?;
            back.splice(0..0, page.rows.into_iter().map(unchanged));
            last = page.previous;
        }
        // Back from the last page, which has one to three rows.
        let before = expected.len().saturating_sub(1) / 3 * 3;
        self.same(format!("{query:?}, backwards"), &expected[..before].to_vec(), &back);
        Ok(())
    }

    fn row(&self, record: &Record) -> RecordRow {
        RecordRow {
            id: record.id,
            name: record.name.clone(),
            key: record.ties.keys.first.clone(),
            values: record.values.clone(),
            owner: self.model.person(record.ties.owner),
            stage: record.ties.stage,
            created: record.created,
            updated: record.created,
            may_delete: self.model.may_change(self.actor.user, record.ties.owner),
        }
    }
}

/// A row without the time of its last change, which the model does not know.
fn unchanged(row: RecordRow) -> RecordRow {
    RecordRow { updated: row.created, ..row }
}

impl Model {
    /// The records of a view, in its order.
    fn rows(&self, object: Slug, query: &IndexQuery, me: UserId) -> Vec<&Record> {
        let mut rows: Vec<&Record> = self
            .living(object)
            .filter(|record| record.matches(&query.search) && record.fits(&query.filter, me))
            .collect();
        // Records without a value come last in both directions.
        let value = |record: &Record| match &query.sort.by {
            SortBy::Name => Some(normalize(&record.name)),
            SortBy::Created => Some(format!("{:020}", record.created.0)),
            SortBy::Updated => Some(format!("{:020}", record.changed)),
            SortBy::Owner => record.ties.owner.map(|owner| normalize(&self.names[&owner])),
            SortBy::Key => record.ties.keys.first.clone(),
            SortBy::Stage => record.ties.stage.map(|stage| format!("{:020} {:020}", stage.0, record.changed)),
            SortBy::Property(key) if key == AMOUNT => record.amount().map(|money| format!("{:020}", money.cents)),
            SortBy::Property(key) => record.values.get(key).map(|value| normalize_value(value)),
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
