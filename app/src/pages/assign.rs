//! The page that gives a selection another owner: a plain form.

use super::{nothing_selected, problem, problem_note, skipped_note, slug, some_names, source_page};
use crate::{
    api::operations::{AssignForm, AssignQuery, AssignRecords, AssignScreen, PreviewAssign, PreviewRef},
    form::{field_name, hidden},
    i18n::messages,
    load::{load, show},
    query::use_query,
};
use domain::{object::ObjectNames, operation::Preview, people::Person};
use leptos::prelude::*;
use leptos_meta::Title;

/// Page `/contacts/assign?ids=1,2`; with `all=1`, for all records of a view except those.
#[component]
pub fn Assign() -> impl IntoView {
    let slug = slug();
    let query = use_query();
    let asked = move || query.get().read::<AssignQuery>().unwrap_or_default();
    let ask = move || Some(PreviewAssign { slug: slug.get(), selection: asked().selection.selection() });
    show(load(ask, None), move |AssignScreen { names, owners, preview }| {
        let slug = slug.get_untracked();
        let asked = untrack(asked);
        match preview {
            Some(preview) => form(slug, &names, owners, &preview, asked),
            None => nothing_selected(&source_page(&slug, &asked.selection), messages().assign()),
        }
    })
}

fn form(object: String, names: &ObjectNames, owners: Vec<Person>, preview: &Preview, asked: AssignQuery) -> AnyView {
    let t = messages();
    let what = t.counted(preview.count, names);
    let title = t.assign_title(&what);
    let AssignQuery { selection, refused } = asked;
    let back = source_page(&object, &selection);
    let form = AssignForm { object, selection, to: String::new(), preview: PreviewRef::of(preview) };
    let ask = AssignRecords { form };
    view! {
        <Title text=title.clone() />
        <form class="card narrow" method="post" action="/api/operations/assign">
            <div class="body">
                <h1>{title}</h1>
                {problem_note(problem(t, &refused, preview.count))}
                <p class="names">{some_names(t, &preview.names, preview.count)}</p>
                <p class="muted">{t.assign_text()}</p>
                {skipped_note(t, &preview.skipped, false)}
                <label class="field">
                    <span>{t.assign_to()}</span>
                    <select name=field_name!(
                        AssignRecords.form.to
                    )>
                        {owners
                            .into_iter()
                            .map(|owner| {
                                view! { <option value=owner.id.to_string()>{owner.name}</option> }
                            })
                            .collect_view()} <option value="">{t.unassigned()}</option>
                    </select>
                </label>
                {hidden(&ask)}
            </div>
            <footer>
                <a class="btn" href=back>
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
