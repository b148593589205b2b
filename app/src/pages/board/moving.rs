//! The page that moves a selection to a stage: a plain form.

use crate::{
    api::board::{MoveCards, MoveForm, MoveScreen, PreviewMove},
    form::{field_name, hidden},
    i18n::messages,
    load::{load, show},
    pages::{nothing_selected, skipped_note, slug, some_names, source_page},
    query::use_query,
};
use domain::{
    object::Object,
    operation::{Preview, SelectionForm, Source},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/deals/move?source=pipeline.1&ids=1,2`, or with `all=1` for all that the board shows but for those.
#[component]
pub fn Move() -> impl IntoView {
    let slug = slug();
    let query = use_query();
    let selection = move || query.get().read::<SelectionForm>().unwrap_or_default();
    let ask = move || Some(PreviewMove { slug: slug.get(), selection: selection().selection() });
    show(load(ask, None), move |MoveScreen { object, preview }| {
        let selection = untrack(selection);
        match preview {
            Some(preview) => form(&object, &preview, selection),
            None => nothing_selected(&source_page(&object.slug, &selection), messages().move_to_stage()),
        }
    })
}

fn form(object: &Object, preview: &Preview, selection: SelectionForm) -> AnyView {
    let t = messages();
    let what = t.counted(preview.count, &object.names);
    let title = t.move_title(&what);
    let back = source_page(&object.slug, &selection);
    let offered = |id| match selection.source {
        Source::Pipeline(pipeline) => id == pipeline,
        Source::Index => true,
    };
    let stages = object
        .pipelines
        .iter()
        .filter(|shown| offered(shown.id))
        .flat_map(|shown| &shown.stages)
        .map(|stage| {
            view! { <option value=stage.id.to_string()>{stage.name(t.0).to_owned()}</option> }
        })
        .collect_view();
    let ask = MoveCards { form: MoveForm { object: object.slug.clone(), selection, ..MoveForm::default() } };
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
                    <select name=field_name!(MoveCards.form.to)>{stages}</select>
                </label>
                {hidden(&ask)}
            </div>
            <footer>
                <a class="btn" href=back>
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
