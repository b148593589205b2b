//! The page that deletes records of the trash permanently: a plain form with a number to type.

use super::{nothing_selected, problem, problem_note, skipped_note, some_names, trash_of};
use crate::{
    api::operations::{PreviewPurge, PreviewRef, PurgeForm, PurgeQuery, PurgeRecords, PurgeScreen},
    form::{field_name, hidden},
    i18n::messages,
    load::{load, show},
    query::use_query,
    ui::{Icon, Picture},
};
use domain::operation::{Preview, REASON_MAX};
use leptos::prelude::*;
use leptos_meta::Title;

/// Page `/trash/purge?object=contacts&ids=1,2`, or `&view=…` for all records of a view of the trash.
#[component]
pub fn Purge() -> impl IntoView {
    let query = use_query();
    let asked = move || {
        let mut asked = query.get().read::<PurgeQuery>().unwrap_or_default();
        if asked.object.is_empty() {
            "contacts".clone_into(&mut asked.object);
        }
        asked
    };
    let ask = move || {
        let PurgeQuery { object, set, .. } = asked();
        Some(PreviewPurge { slug: object, set })
    };
    show(load(ask, None), move |PurgeScreen { names, preview }| match preview {
        Some(preview) => {
            let t = messages();
            form(&t.counted(preview.count, &names), &preview, untrack(asked))
        }
        None => nothing_selected("/trash", messages().delete_now()),
    })
}

fn form(what: &str, preview: &Preview, asked: PurgeQuery) -> AnyView {
    let t = messages();
    let some = preview.count > 0;
    let title = if some { t.purge_title(what) } else { t.nothing_to_purge().to_owned() };
    let PurgeQuery { object, set, refused } = asked;
    let back = trash_of(&object, &set.view);
    let problem = problem(t, &refused, preview.count);
    let asked = some.then(|| {
        let form = PurgeForm { object, set, preview: PreviewRef::of(preview), ..PurgeForm::default() };
        view! {
            <p class="names">{some_names(t, &preview.names, preview.count)}</p>
            <p class="note danger">
                <Icon picture=Picture::Warning />
                {t.purge_text()}
            </p>
            <label class="field">
                <span>{t.reason()}</span>
                <input
                    name=field_name!(PurgeRecords.form.reason)
                    maxlength=REASON_MAX
                    autocomplete="off"
                    value=refused.reason
                />
            </label>
            <label class="field">
                <span>{t.type_number(&preview.count.to_string())}</span>
                <input
                    name=field_name!(PurgeRecords.form.typed)
                    inputmode="numeric"
                    autocomplete="off"
                    required
                />
            </label>
            {hidden(&PurgeRecords { form })}
        }
    });
    let button = some.then(|| {
        view! {
            <button class="btn danger">
                <Icon picture=Picture::Trash />
                {t.purge_button(what)}
            </button>
        }
    });
    view! {
        <Title text=title.clone() />
        <form class="card narrow" method="post" action="/api/operations/purge">
            <div class="body">
                <h1>{title}</h1>
                {problem_note(problem)}
                {skipped_note(t, &preview.skipped, true)}
                {asked}
            </div>
            <footer>
                <a class="btn" href=back>
                    {t.cancel()}
                </a>
                {button}
            </footer>
        </form>
    }
    .into_any()
}
