//! The count of a view that has more records than its page counted: it comes a moment after the page, once for all pages
//! of the view.

use crate::{
    api::index::{CountRecords, Counted},
    load,
};
use domain::{filter::Filter, view::Total};
use leptos::{prelude::*, task::spawn_local};

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
    /// and where they cannot be.
    pub(super) fn of(self, narrowing: Narrowing, page: Counted) -> (Signal<Total>, Signal<String>) {
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
                Some((of, counted)) if more && *of == page.0 => counted.clone(),
                _ => page.1.clone(),
            }
        };
        (Signal::derive(move || counted().total), Signal::derive(move || counted().select_all))
    }

    /// Asks for a count, unless that was done already.
    fn ask(self, narrowing: &Narrowing) {
        if self.asked.with_value(|asked| asked.as_ref() == Some(narrowing)) {
            return;
        }
        self.asked.set_value(Some(narrowing.clone()));
        let narrowing = narrowing.clone();
        spawn_local(async move {
            let pairs = vec![("q".to_owned(), narrowing.search.clone()), ("f".to_owned(), narrowing.filter.to_text())];
            let counted = load::ask(&CountRecords { slug: narrowing.slug.clone(), pairs }).await;
            // The person may look at something else by now, or have left.
            if self.asked.try_with_value(|asked| asked.as_ref() == Some(&narrowing)) != Some(true) {
                return;
            }
            match counted {
                Ok(counted) => self.answer.set(Some((narrowing, counted))),
                // The next page tries again.
                Err(_) => self.asked.set_value(None),
            }
        });
    }
}
