//! Giving records another owner: a plain form.

use super::{
    nothing_selected, problem, problem_note, selection_fields, selection_of, shown_fields, skipped_note, slug,
    some_names,
};
use crate::{
    api::operations::{AssignScreen, PreviewAssign},
    i18n::messages,
    load::{load, show},
    query::{Query, use_query},
};
use domain::{object::ObjectNames, operation::Preview, people::Person};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/contacts/assign?ids=1,2`, or `?all=1&q=…&ids=…` for all that a view shows but for some.
#[component]
pub fn Assign() -> impl IntoView {
    let slug = slug();
    let map = use_query();
    let ask = move || Some(PreviewAssign { slug: slug.get(), selection: selection_of(&map.get()) });
    show(load(ask, None), move |AssignScreen { names, owners, preview }| {
        let slug = slug.get_untracked();
        match preview {
            Some(preview) => form(&slug, &names, owners, &preview, &map.get_untracked()),
            None => nothing_selected(&format!("/{slug}"), messages().assign()),
        }
    })
}

fn form(slug: &str, names: &ObjectNames, owners: Vec<Person>, preview: &Preview, map: &Query) -> AnyView {
    let t = messages();
    let what = t.counted(preview.count, names);
    let title = t.assign_title(&what);
    let (ids, all, search, filter) = selection_fields(&selection_of(map));
    view! {
        <Title text=title.clone() />
        <form class="card narrow" method="post" action="/api/operations/assign">
            <div class="body">
                <h1>{title}</h1>
                {problem_note(problem(t, map, preview.count))}
                <p class="names">{some_names(t, &preview.names, preview.count)}</p>
                <p class="muted">{t.assign_text()}</p>
                {skipped_note(t, &preview.skipped, false)}
                <label class="field">
                    <span>{t.assign_to()}</span>
                    <select name="form[to]">
                        {owners
                            .into_iter()
                            .map(|owner| {
                                view! { <option value=owner.id.to_string()>{owner.name}</option> }
                            })
                            .collect_view()} <option value="">{t.nobody()}</option>
                    </select>
                </label>
                <input type="hidden" name="form[object]" value=slug.to_owned() />
                <input type="hidden" name="form[ids]" value=ids />
                <input type="hidden" name="form[all]" value=all.to_string() />
                <input type="hidden" name="form[search]" value=search />
                <input type="hidden" name="form[filter]" value=filter />
                <input
                    type="hidden"
                    name="form[pipeline]"
                    value=map.get("pipeline").unwrap_or_default()
                />
                {shown_fields(preview, "form")}
            </div>
            <footer>
                <a class="btn" href=super::board::back(slug, map)>
                    {t.cancel()}
                </a>
                <button class="btn primary" disabled=preview.count == 0>
                    {t.assign_button(&what)}
                </button>
            </footer>
        </form>
    }
    .into_any()
}
