//! The exact count of a large view: requested after the page is shown, once for all pages
//! of the view.

use crate::{
    api::index::{CountRecords, Counted},
    load,
};
use domain::{filter::Filter, view::Total};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// The time a view is open before it is counted, so that paging quickly through views counts none of them.
const PAUSE: Duration = Duration::from_millis(200);

/// The key of a count: object, search, filter, and the version of the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Narrowing {
    /// The slug of the object.
    pub slug: String,
    pub search: String,
    pub filter: Filter,
    pub changes: u64,
}

/// The last count.
#[derive(Clone, Copy)]
pub(super) struct Counts {
    asked: StoredValue<Option<Narrowing>>,
    answer: RwSignal<Option<(Narrowing, Counted)>>,
}

impl Counts {
    pub(super) fn new() -> Self {
        Self { asked: StoredValue::new(None), answer: RwSignal::new(None) }
    }

    /// The number of records in the view and the text that selects all of them. The page's own estimate is used until they are counted,
    /// and where counting fails. A count smaller than the `last` row of the page is outdated and ignored.
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

    /// Requests the count after a moment, unless it was requested already.
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
            // The next page requests it again.
            Err(_) => self.asked.set_value(None),
        }
    }

    /// Whether this is the latest request and its page is still open.
    fn is_asked(self, narrowing: &Narrowing) -> bool {
        self.asked.try_with_value(|asked| asked.as_ref() == Some(narrowing)) == Some(true)
    }
}
