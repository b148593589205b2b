//! The columns of the table and its rows.

use super::selected::Selected;
use crate::{
    api::index::{ColumnKind, Head, Row},
    form::field_name,
    i18n::Messages,
    ui::Face,
};
use domain::{
    columns::{WIDTH_MAX, WIDTH_MIN},
    operation::SelectionForm,
};
use leptos::prelude::*;

/// The width of a resized column in pixels, as an attribute, because the content security policy forbids inline styles.
pub(super) fn col(head: &Head) -> impl IntoView + use<> {
    leptos::html::col().attr("width", head.width.map(|width| width.to_string()))
}

/// The class of the cells of a column: only the name is shown on a phone, numbers are aligned at their end.
fn column_class(head: &Head) -> String {
    let kind = match head.kind {
        ColumnKind::Name => "",
        ColumnKind::Text => "hide-s",
        ColumnKind::Number => "hide-s num align-end",
        ColumnKind::Moment => "hide-s num",
    };
    let sized = if head.width.is_some() { " sized" } else { "" };
    format!("{kind}{sized}")
}

/// The head of a column: the link that sorts by it, and the handle that `frontend/columns.js` drags.
pub(super) fn head(head: Head) -> impl IntoView {
    let arrow = head.descending.map(|descending| if descending { " ↓" } else { " ↑" });
    let class = column_class(&head);
    let sorted = head.descending.map(|descending| if descending { "descending" } else { "ascending" });
    view! {
        <th scope="col" class=class aria-sort=sorted>
            <a href=head.sort>{head.label} <span aria-hidden="true">{arrow}</span></a>
            <span
                class="edge"
                role="separator"
                tabindex="0"
                aria-orientation="vertical"
                aria-label=head.edge
                aria-valuemin=WIDTH_MIN.to_string()
                aria-valuemax=WIDTH_MAX.to_string()
                aria-valuenow=head.width.unwrap_or(WIDTH_MIN).to_string()
                data-column=head.word
                data-width=head.width.map(|width| width.to_string())
            ></span>
        </th>
    }
}

/// The row of a record. On a phone its subtitle is shown under the name.
pub(super) fn row(
    t: Messages,
    row: Row,
    base: &str,
    icon: &str,
    heads: &[Head],
    may_select: bool,
    selected: Selected,
) -> impl IntoView + use<> {
    let id = row.id;
    let on = move || selected.has(id);
    let mut classes = heads.iter().map(column_class);
    let first = classes.next();
    let cells = row
        .cells
        .into_iter()
        .zip(classes)
        .map(|((text, more), class)| {
            view! {
                <td class=class title=more>
                    {text}
                </td>
            }
        })
        .collect_view();
    view! {
        <tr class:on=on>
            {may_select
                .then(|| {
                    view! {
                        <td class="tick">
                            <input
                                type="checkbox"
                                name=field_name!(SelectionForm.ids)
                                value=id.to_string()
                                aria-label=t.select_row(&row.name)
                                prop:checked=on
                                on:change=move |event| {
                                    selected.tick(id, event_target_checked(&event));
                                }
                            />
                        </td>
                    }
                })} <td class=first>
                <a class="who" href=format!("{base}/{id}")>
                    <Face icon=icon.to_owned() name=row.name.clone() />
                    <span>{row.name.clone()} <small>{row.most}</small></span>
                </a>
                {row.mark.map(|mark| view! { <span class="badge warn">{mark}</span> })}
            </td> {cells}
        </tr>
    }
}
