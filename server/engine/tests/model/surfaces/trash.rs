//! Comparison of the trash of an object with the model.

use super::{Look, Viewer};
use crate::{
    state::{Life, Record, Slug, count},
    steps::SEARCHES,
};
use domain::{
    operation::TrashSet,
    trash::{TrashQuery, TrashRow},
};
use engine::clock::Clock;

impl Viewer<'_> {
    pub async fn trash(&mut self, slug: Slug, look: Look) -> engine::Result<()> {
        let searches = SEARCHES.into_iter().enumerate().filter(|(place, _)| look.at(*place, SEARCHES.len()));
        let searched = |search: &str| TrashQuery { search: search.to_owned(), size: 2, ..TrashQuery::default() };
        let mut queries: Vec<TrashQuery> = searches.map(|(_, search)| searched(search)).collect();
        queries.push(searched(""));
        queries.push(TrashQuery { by: Some(self.model.ben.user), ..searched("") });
        for query in queries {
            self.trash_view(slug, query).await?;
        }
        Ok(())
    }

    async fn trash_view(&mut self, slug: Slug, mut query: TrashQuery) -> engine::Result<()> {
        let waiting = self.model.set(slug, &TrashSet::Trash(query.clone()));
        let mut expected: Vec<TrashRow> = waiting.into_iter().filter_map(|record| self.trash_row(record)).collect();
        expected.sort_by_key(|row| std::cmp::Reverse((row.operation, row.id)));
        let object = &self.objects[&slug];
        let (see, restore) = (self.actor.see_trash(object.id)?, self.actor.restore(object.id)?);
        let (mut shown, mut totals) = (Vec::new(), Vec::new());
        let deleters = loop {
            let page = self.test.trash().list_trash(&see, Some(&restore), object, &query).await?;
            totals.push((page.total, page.position - count(shown.len())));
            shown.extend(page.rows);
            query.after = page.next.filter(|_| shown.len() <= expected.len());
            if query.after.is_none() {
                break page.deleters;
            }
        };
        self.same(format!("trash of {slug:?} {query:?}"), &expected, &shown);
        self.same(format!("totals of trash {query:?}"), &vec![(count(expected.len()), 0); totals.len()], &totals);
        let people = [self.model.ada.user, self.model.ben.user].into_iter();
        let people = people.filter(|user| self.model.in_trash(slug).any(|(_, deletion)| deletion.by == Some(*user)));
        let expected: Vec<_> = people.filter_map(|user| self.model.person(Some(user))).collect();
        self.same("who deleted what is in the trash", &expected, &deleters);
        Ok(())
    }

    fn trash_row(&self, record: &Record) -> Option<TrashRow> {
        let Life::Trash(id) = record.life else { return None };
        let deletion = &self.model.operations[&id];
        Some(TrashRow {
            id: record.id,
            name: record.name.clone(),
            key: record.ties.keys.first.clone(),
            operation: id,
            operation_records: deletion.done,
            by: self.model.person(deletion.by),
            at: deletion.at,
            surface: deletion.surface,
            days_left: self.test.clock.now().days_left(deletion.until),
            held: false,
            key_taken: record.ties.keys.all().any(|key| self.model.holder(key).is_some()),
            may_restore: self.model.may_restore(self.actor.user, id),
        })
    }
}
