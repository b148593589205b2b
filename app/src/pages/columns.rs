//! The editor of a table's columns: selection, order, width. A plain form whose address is that of the view plus
//! the unsaved choice.

use super::{address, slug};
use crate::{
    api::columns::{ColumnsScreen, GetColumns},
    i18n::{Messages, messages},
    load::{load, show},
    query::use_query,
};
use domain::{
    columns::{Column, Columns as Chosen, WIDTH_MAX, WIDTH_MIN},
    filter::Field,
    object::Object,
    view::IndexQuery,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/contacts/columns`, with the query of a view and the unsaved choice.
#[component]
pub fn Columns() -> impl IntoView {
    let slug = slug();
    let map = use_query();
    let pairs = move || {
        let map = map.get();
        let names = ["q", "f", "sort", "dir", "cols", "size", "order", "on", "up", "down", "show"].map(str::to_owned);
        let words = map.all("order");
        let widths = words.iter().map(|word| format!("width.{word}"));
        let values = names.into_iter().chain(widths).flat_map(|name| {
            let values = map.all(&name);
            values.into_iter().map(move |value| (name.clone(), value))
        });
        values.collect::<Vec<_>>()
    };
    show(load(move || Some(GetColumns { slug: slug.get(), pairs: pairs() }), None), page)
}

fn page(screen: ColumnsScreen) -> AnyView {
    let t = messages();
    let ColumnsScreen { object, query, choices, moved } = screen;
    let title = t.columns_title(object.names.plural(t.0));
    let base = format!("/{}", object.slug);
    let usual = IndexQuery { columns: Chosen::default(), ..query.clone() };
    let last = choices.len().saturating_sub(1);
    let hidden = query.to_address(&object).into_iter();
    let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    let rows = choices
        .into_iter()
        .enumerate()
        .map(|(place, (column, ticked))| {
            let may = (place > 1, place > 0 && place < last);
            choice(t, &object, &column, ticked, may, moved.as_ref())
        })
        .collect_view();
    view! {
        <Title text=title.clone() />
        <section class="card form wide">
            <h1>{title}</h1>
            <p class="muted">{t.columns_hint()}</p>
            <form method="get" action=format!("{base}/columns") class="stack">
                {hidden}
                // Enter in a field activates the first submit button of the form.
                <button
                    class="hidden"
                    name="show"
                    value="1"
                    tabindex="-1"
                    aria-hidden="true"
                ></button>
                <ul class="choose">{rows}</ul>
                <p class="hint">{t.columns_export()}</p>
                <div class="row">
                    <button class="btn primary" name="show" value="1">
                        {t.columns_show()}
                    </button>
                    <a class="btn" href=address(&base, &usual.to_address(&object)) rel="external">
                        {t.columns_usual()}
                    </a>
                </div>
            </form>
            <footer>
                <a class="btn" href=address(&base, &query.to_address(&object)) rel="external">
                    {t.filter_back()}
                </a>
            </footer>
        </section>
    }
    .into_any()
}

/// One column: check box, width, and buttons that move it.
fn choice(
    t: Messages,
    object: &Object,
    Column { field, width }: &Column,
    ticked: bool,
    may: (bool, bool),
    moved: Option<&(Field, bool)>,
) -> impl IntoView + use<> {
    let label = t.field(object, field);
    let word = field.word().to_owned();
    // Focus stays on the button, or goes to the other one where the column has reached the end.
    let moved = moved.filter(|(moved, _)| moved == field).map(|(_, up)| match (*up, may) {
        (true, (true, _)) | (false, (true, false)) => true,
        (true, (false, _)) | (false, _) => false,
    });
    let button = |name: &'static str, may: bool, text: String, focus: bool, arrow: &'static str| {
        view! {
            <button
                class="btn small"
                name=name
                value=word.clone()
                disabled=!may
                aria-label=text
                autofocus=focus
            >
                <span aria-hidden="true">{arrow}</span>
            </button>
        }
    };
    let is_name = *field == Field::Name;
    let up = button("up", may.0, t.column_up(&label), moved == Some(true), "↑");
    let down = button("down", may.1, t.column_down(&label), moved == Some(false), "↓");
    let (named, sent) = (t.column_width(&label), word.clone());
    view! {
        <li>
            <input type="hidden" name="order" value=word.clone() />
            <label class="radio">
                <input type="checkbox" name="on" value=sent checked=ticked disabled=is_name />
                {label}
            </label>
            <input
                type="number"
                name=format!("width.{word}")
                value=width.map(|width| width.to_string())
                min=WIDTH_MIN.to_string()
                max=WIDTH_MAX.to_string()
                aria-label=named
                placeholder=t.column_pixels()
            />
            {up}
            {down}
        </li>
    }
}
