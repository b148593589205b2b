//! Purging: what is chosen in the trash goes for good. A plain form with a typed number.

use super::{nothing_selected, problem, problem_note, shown_fields, skipped_note, some_names, trash_of};
use crate::{
    api::operations::{PreviewPurge, PurgeScreen, PurgeSet},
    i18n::messages,
    load::{load, show},
    query::{Query, use_query},
    ui::{Icon, Picture},
};
use domain::operation::{Preview, REASON_MAX};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/trash/purge?ids=1,2`, or `?view=…` for all that a view of the trash shows.
#[component]
pub fn Purge() -> impl IntoView {
    let map = use_query();
    let ask = move || Some(PreviewPurge { set: set(&map.get()) });
    show(load(ask, None), move |PurgeScreen { names, preview }| match preview {
        Some(preview) => {
            let t = messages();
            form(&t.counted(preview.count, &names), &preview, &map.get_untracked())
        }
        None => nothing_selected("/trash", messages().delete_now()),
    })
}

fn set(map: &Query) -> PurgeSet {
    PurgeSet {
        object: map.get("object").unwrap_or_else(|| "contacts".to_owned()),
        ids: map.all("ids").join(","),
        view: map.get("view").unwrap_or_default(),
    }
}

fn form(what: &str, preview: &Preview, map: &Query) -> AnyView {
    let t = messages();
    let title = t.purge_title(what);
    let set = set(map);
    let back = trash_of(&set.object, &set.view);
    view! {
        <Title text=title.clone() />
        <form class="card narrow" method="post" action="/api/operations/purge">
            <div class="body">
                <h1>{title}</h1>
                {problem_note(problem(t, map, preview.count))}
                <p class="names">{some_names(t, &preview.names, preview.count)}</p>
                <p class="note danger">
                    <Icon picture=Picture::Warning />
                    {t.purge_text()}
                </p>
                {skipped_note(t, &preview.skipped, true)}
                <label class="field">
                    <span>{t.reason()}</span>
                    <input
                        name="form[reason]"
                        maxlength=REASON_MAX
                        autocomplete="off"
                        value=map.get("reason")
                    />
                </label>
                <label class="field">
                    <span>{t.type_number(&preview.count.to_string())}</span>
                    <input name="form[typed]" inputmode="numeric" autocomplete="off" required />
                </label>
                <input type="hidden" name="form[set][object]" value=set.object />
                <input type="hidden" name="form[set][ids]" value=set.ids />
                <input type="hidden" name="form[set][view]" value=set.view />
                {shown_fields(preview, "form")}
            </div>
            <footer>
                <a class="btn" href=back>
                    {t.cancel()}
                </a>
                <button class="btn danger" disabled=preview.count == 0>
                    <Icon picture=Picture::Trash />
                    {t.purge_button(what)}
                </button>
            </footer>
        </form>
    }
    .into_any()
}
