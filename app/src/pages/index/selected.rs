//! The selection over all pages of a view.

use crate::i18n::Messages;
use domain::{
    filter::Filter,
    ids::RecordId,
    operation::{All, SelectionForm, Source},
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

    /// The selection, of a view with this search and filter.
    pub(super) fn form(self, search: &str, filter: &Filter) -> SelectionForm {
        let ids = self.ids.get().into_iter().collect();
        if self.all.get() {
            SelectionForm { ids, all: All::Except, q: search.to_owned(), f: filter.clone(), source: Source::Index }
        } else {
            SelectionForm::records(ids)
        }
    }
}
