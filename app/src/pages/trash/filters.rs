//! The filters of the trash.

use crate::{i18n::messages, pages::trash_of};
use domain::{people::Person, time::Date, trash::TrashQuery};
use leptos::prelude::*;

/// A plain form, so that the address has the state of the page.
#[component]
pub(super) fn Filters(query: TrashQuery, deleters: Vec<Person>, slug: String) -> impl IntoView {
    let t = messages();
    let by = query.by;
    let cleared = trash_of(&slug, "");
    view! {
        <form class="filters" method="get" action="/trash">
            <input type="hidden" name="object" value=slug />
            <label>
                <span class="hidden">{t.filter_search()}</span>
                <input
                    type="search"
                    name="q"
                    maxlength="100"
                    placeholder=t.filter_search()
                    value=query.search.clone()
                />
            </label>
            <label>
                {t.filter_deleted_by()} <select name="by">
                    <option value="">{t.filter_anyone()}</option>
                    {deleters
                        .into_iter()
                        .map(|person| {
                            view! {
                                <option value=person.id.to_string() selected=Some(person.id) == by>
                                    {person.name}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <label>
                {t.filter_from()} <input type="date" name="from" value=query.from.map(Date::iso) />
            </label>
            <label>
                {t.filter_to()} <input type="date" name="to" value=query.to.map(Date::iso) />
            </label>
            <button class="btn small">{t.filter_apply()}</button>
            {query
                .is_filtered()
                .then(|| {
                    view! {
                        <a class="link" href=cleared>
                            {t.filter_clear()}
                        </a>
                    }
                })}
        </form>
    }
}
