//! The count of a view that has more records than its page counted: it comes a moment after the page, once for all pages
//! of the view.

use crate::{
    api::index::{CountRecords, Counted},
    load,
};
use domain::{filter::Filter, view::Total};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// How long a person stays with a view before it is counted: who goes through several waits for none of them.
const PAUSE: Duration = Duration::from_millis(200);

/// What is counted: the records of an object that are like this, after so many changes of the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Narrowing {
    /// The word of the object in addresses.
    pub slug: String,
    pub search: String,
    pub filter: Filter,
    pub changes: u64,
}

/// What was counted last.
#[derive(Clone, Copy)]
pub(super) struct Counts {
    asked: StoredValue<Option<Narrowing>>,
    answer: RwSignal<Option<(Narrowing, Counted)>>,
}

impl Counts {
    pub(super) fn new() -> Self {
        Self { asked: StoredValue::new(None), answer: RwSignal::new(None) }
    }

    /// How many records the view has and what selects all of them. What the page says of it holds until they are counted,
    /// and where they cannot be. The `last` row of the page is one of them: a smaller count is of a moment before.
    pub(super) fn of(self, narrowing: Narrowing, page: Counted, last: i64) -> (Signal<Total>, Signal<String>) {
        let more = page.total.more;
        let ask = narrowing.clone();
        Effect::new(move |_| {
            if more {
                self.ask(&ask);
            }
        });
        let page = StoredValue::new((narrowing, page));
        let counted = move || {
            let answer = self.answer.read();
            let page = page.read_value();
            match &*answer {
                Some((of, counted)) if more && *of == page.0 && counted.total.count >= last => counted.clone(),
                _ => page.1.clone(),
            }
        };
        (Signal::derive(move || counted().total), Signal::derive(move || counted().select_all))
    }

    /// Asks for a count, unless that was done already, and once somebody stays with the view for a moment.
    fn ask(self, narrowing: &Narrowing) {
        if self.is_asked(narrowing) {
            return;
        }
        self.asked.set_value(Some(narrowing.clone()));
        let narrowing = narrowing.clone();
        let later = move || {
            if self.is_asked(&narrowing) {
                spawn_local(self.count(narrowing));
            }
        };
        set_timeout(later, PAUSE);
    }

    async fn count(self, narrowing: Narrowing) {
        let pairs = vec![("q".to_owned(), narrowing.search.clone()), ("f".to_owned(), narrowing.filter.to_text())];
        let counted = load::ask(&CountRecords { slug: narrowing.slug.clone(), pairs }).await;
        if !self.is_asked(&narrowing) {
            return;
        }
        match counted {
            Ok(counted) => self.answer.set(Some((narrowing, counted))),
            // The next page tries again.
            Err(_) => self.asked.set_value(None),
        }
    }

    /// Whether this was asked for last, by a person who has not left.
    fn is_asked(self, narrowing: &Narrowing) -> bool {
        self.asked.try_with_value(|asked| asked.as_ref() == Some(narrowing)) == Some(true)
    }
}
