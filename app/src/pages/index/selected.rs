//! The selection over all pages of a view.

use super::address;
use crate::i18n::Messages;
use domain::{
    filter::Filter,
    ids::{RecordId, join_record_ids},
    operation::Selection,
    view::Total,
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The selected records.
#[derive(Clone, Copy)]
pub(super) struct Selected {
    /// `true`: all records except `ids` are selected; `false`: only `ids` are.
    pub(super) all: RwSignal<bool>,
    ids: RwSignal<BTreeSet<RecordId>>,
}

impl Selected {
    pub(super) fn new() -> Self {
        Self { all: RwSignal::new(false), ids: RwSignal::new(BTreeSet::new()) }
    }

    pub(super) fn has(self, id: RecordId) -> bool {
        self.ids.read().contains(&id) != self.all.get()
    }

    /// The number of selected records out of `total`.
    pub(super) fn count(self, total: i64) -> i64 {
        let ids = i64::try_from(self.ids.read().len()).unwrap_or(total);
        if self.all.get() { total - ids } else { ids }
    }

    /// The number as text. Where the total is unknown, "all" is said without a number.
    pub(super) fn told(self, t: Messages, total: Total) -> String {
        let more = total.more && self.all.get();
        t.ticked(Total { count: self.count(total.count), more })
    }

    pub(super) fn tick(self, id: RecordId, on: bool) {
        let listed = on != self.all.get_untracked();
        self.ids.update(|ids| {
            if listed {
                ids.insert(id);
            } else {
                ids.remove(&id);
            }
        });
    }

    pub(super) fn select_all(self) {
        self.ids.update(BTreeSet::clear);
        self.all.set(true);
    }

    pub(super) fn clear(self) {
        self.ids.update(BTreeSet::clear);
        self.all.set(false);
    }

    /// The query of a confirmation page for the selection.
    pub(super) fn query(self, search: &str, filter: &Filter) -> String {
        let ids: Vec<RecordId> = self.ids.get().into_iter().collect();
        let ids = ("ids", join_record_ids(&ids));
        if self.all.get() {
            address("", &[ids, ("all", "1".to_owned()), ("q", search.to_owned()), ("f", filter.to_text())])
        } else {
            address("", &[ids])
        }
    }

    pub(super) fn selection(self, search: &str, filter: &Filter) -> Selection {
        let ids = self.ids.get().into_iter().collect();
        if self.all.get() {
            Selection::View { search: search.to_owned(), filter: filter.clone(), except: ids }
        } else {
            Selection::Records(ids)
        }
    }
}
