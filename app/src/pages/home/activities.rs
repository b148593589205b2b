//! The card of activities logged in the last days, as one bar per user.

use super::{card, nothing};
use crate::{i18n::Messages, ui::Picture};
use domain::home::{ACTIVITY_DAYS, ActivityCount};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The most users with a bar of their own; the others share one.
const PEOPLE: usize = 8;
/// Width and height of one bar, in SVG units.
const WIDTH: i64 = 1_000;
const HEIGHT: i64 = 10;

/// A user, and the number of activities for each object of the legend.
struct Bar {
    name: String,
    parts: Vec<(usize, i64)>,
    total: i64,
}

pub(super) fn activities(t: Messages, counts: Vec<ActivityCount>) -> AnyView {
    if counts.is_empty() {
        return card("activities", Picture::Phone, t.activities_title(), None, nothing(t.activities_none()));
    }
    let mut objects: Vec<(String, String, i64)> = Vec::new();
    let mut people: BTreeMap<Option<i64>, Bar> = BTreeMap::new();
    for count in counts {
        let place = objects.iter().position(|(slug, ..)| *slug == count.slug).unwrap_or_else(|| {
            objects.push((count.slug.clone(), t.capital(count.names.plural(t.0)), 0));
            objects.len() - 1
        });
        if let Some((.., total)) = objects.get_mut(place) {
            *total += count.count;
        }
        let name = count.owner.as_ref().map_or_else(|| t.unassigned().to_owned(), |owner| owner.name.clone());
        let bar =
            people.entry(count.owner.map(|owner| owner.id.0)).or_insert(Bar { name, parts: Vec::new(), total: 0 });
        bar.parts.push((place, count.count));
        bar.total += count.count;
    }
    let mut bars: Vec<Bar> = people.into_values().collect();
    bars.sort_by(|one, two| (two.total, &one.name).cmp(&(one.total, &two.name)));
    let others: i64 = bars.iter().skip(PEOPLE).map(|bar| bar.total).sum();
    let most = bars.first().map_or(1, |bar| bar.total.max(1));
    let rows = bars.iter().take(PEOPLE).map(|bar| row(t, bar, &objects, most)).collect_view();
    let others = (others > 0).then(|| {
        view! {
            <li>
                <span class="muted">{t.activities_others()}</span>
                <b class="num">{t.number(others)}</b>
            </li>
        }
    });
    let legend = objects
        .iter()
        .enumerate()
        .map(|(index, (_, name, total))| {
            view! {
                <li>
                    <svg class="key" viewBox="0 0 10 10" aria-hidden="true">
                        <rect class=format!("part p{index}") width="10" height="10" rx="2"></rect>
                    </svg>
                    {name.clone()}
                    <b class="num">{t.number(*total)}</b>
                </li>
            }
        })
        .collect_view();
    let body = view! {
        <div class="inset chart by-person">
            <ol>{rows} {others}</ol>
            <ul class="legend">{legend}</ul>
            <small class="muted">{t.activities_text(ACTIVITY_DAYS)}</small>
        </div>
    }
    .into_any();
    card("activities", Picture::Phone, t.activities_title(), None, body)
}

fn row(t: Messages, bar: &Bar, objects: &[(String, String, i64)], most: i64) -> impl IntoView + use<> {
    let mut left = 0;
    let mut shown = 0;
    let parts = bar
        .parts
        .iter()
        .map(|(place, count)| {
            let begin = left;
            shown += count;
            left = shown * WIDTH / most;
            let name = objects.get(*place).map(|(_, name, _)| name.clone()).unwrap_or_default();
            view! {
                <rect
                    class=format!("part p{place}")
                    x=begin
                    width=(left - begin).max(1)
                    height=HEIGHT
                >
                    <title>{format!("{name}: {}", t.number(*count))}</title>
                </rect>
            }
        })
        .collect_view();
    view! {
        <li>
            <span>{bar.name.clone()}</span>
            <b class="num">{t.number(bar.total)}</b>
            <svg
                aria-hidden="true"
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                preserveAspectRatio="none"
            >
                {parts}
            </svg>
        </li>
    }
}
