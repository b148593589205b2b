//! Moves the selected records to a stage: a plain form.

use super::back;
use crate::{
    api::board::{MoveScreen, PreviewMove},
    i18n::messages,
    load::{load, show},
    pages::{nothing_selected, selection_of, skipped_note, slug, some_names},
    query::{Query, use_query},
};
use domain::{
    ids::join_record_ids,
    object::Object,
    operation::{Preview, Selection},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/deals/move?ids=1,2&pipeline=1`, or `?all=1&pipeline=1&q=…&ids=…` for a whole pipeline except the given ids.
#[component]
pub fn Move() -> impl IntoView {
    let slug = slug();
    let map = use_query();
    let ask = move || Some(PreviewMove { slug: slug.get(), selection: selection_of(&map.get()) });
    show(load(ask, None), move |MoveScreen { object, preview }| {
        let map = map.get_untracked();
        match preview {
            Some(preview) => form(&object, &preview, &map),
            None => nothing_selected(&back(&object.slug, &map), messages().move_to_stage()),
        }
    })
}

fn form(object: &Object, preview: &Preview, map: &Query) -> AnyView {
    let t = messages();
    let what = t.counted(preview.count, &object.names);
    let title = t.move_title(&what);
    let (ids, all) = match selection_of(map) {
        Selection::Records(ids) => (ids, false),
        Selection::View { except, .. } | Selection::Pipeline { except, .. } => (except, true),
    };
    let pipeline = map.get("pipeline").unwrap_or_default();
    let stages = object
        .pipelines
        .iter()
        .filter(|shown| pipeline.is_empty() || shown.id.to_string() == pipeline)
        .flat_map(|shown| &shown.stages)
        .map(|stage| {
            view! { <option value=stage.id.to_string()>{stage.name(t.0).to_owned()}</option> }
        })
        .collect_view();
    let nothing = (preview.count == 0).then(|| view! { <p>{t.nothing_to_move()}</p> });
    view! {
        <Title text=title.clone() />
        <form class="card narrow" method="post" action="/api/board/move">
            <div class="body">
                <h1>{title}</h1>
                {nothing}
                <p class="names">{some_names(t, &preview.names, preview.count)}</p>
                <p class="muted">{t.move_text()}</p>
                {skipped_note(t, &preview.skipped, false)}
                <label class="field">
                    <span>{t.column_stage()}</span>
                    <select name="order[to]">{stages}</select>
                </label>
                <input type="hidden" name="order[object]" value=object.slug.clone() />
                <input type="hidden" name="order[ids]" value=join_record_ids(&ids) />
                <input type="hidden" name="order[all]" value=all.to_string() />
                <input type="hidden" name="order[search]" value=map.get("q").unwrap_or_default() />
                <input type="hidden" name="order[filter]" value=map.get("f").unwrap_or_default() />
                <input type="hidden" name="order[pipeline]" value=pipeline />
            </div>
            <footer>
                <a class="btn" href=back(&object.slug, map)>
                    {t.cancel()}
                </a>
                <button class="btn primary" disabled=preview.count == 0>
                    {t.move_button(&what)}
                </button>
            </footer>
        </form>
    }
    .into_any()
}
