//! The columns of the table and its rows.

use super::selected::Selected;
use crate::{
    ui::{Face, Moment},
    words::{Say, say},
};
use domain::{
    object::{Object, STAGE},
    record::RecordRow,
    view::SortBy,
};
use leptos::prelude::*;

/// A column between the name and the owner.
#[derive(Clone)]
pub(super) struct Column {
    /// Its head.
    pub label: String,
    /// What a click on its head sorts by, where an index serves that.
    pub sort: Option<SortBy>,
    /// Where its values are; nothing for the unique key.
    key: Option<String>,
    /// Whether its values are numbers, which stand at the right.
    number: bool,
}

impl Column {
    /// What hides it on a phone and where its values stand.
    pub(super) fn class(&self) -> &'static str {
        if self.number { "hide-s num r" } else { "hide-s" }
    }
}

/// The listed properties of an object, and its stage.
pub(super) fn columns(say: Say, object: &Object) -> Vec<Column> {
    let listed = object.properties.iter().filter(|property| property.listed).map(|property| {
        let is_key = object.is_key(&property.key);
        Column {
            label: property.label(say.0).to_owned(),
            sort: if is_key {
                Some(SortBy::Key)
            } else {
                property.indexed.then(|| SortBy::Property(property.key.clone()))
            },
            key: (!is_key).then(|| property.key.clone()),
            number: property.kind.is_number(),
        }
    });
    let stage = (!object.pipelines.is_empty()).then(|| Column {
        label: say.column_stage().to_owned(),
        sort: None,
        key: Some(STAGE.to_owned()),
        number: false,
    });
    listed.chain(stage).collect()
}

/// One record. On a phone what says most about it stands under its name: its key, or else its first value.
#[component]
pub(super) fn Row(
    row: RecordRow,
    /// What is said beside its name.
    mark: Option<String>,
    base: String,
    icon: String,
    columns: Vec<Column>,
    may_select: bool,
    selected: Selected,
) -> impl IntoView {
    let say = say();
    let id = row.id;
    let on = move || selected.has(id);
    let value = |column: &Column| match &column.key {
        Some(key) => row.values.get(key).cloned(),
        None => row.key.clone(),
    };
    let most = row.key.clone().or_else(|| columns.iter().find_map(value));
    let cells = columns
        .iter()
        .map(|column| {
            let text = value(column).unwrap_or_else(|| say.none().to_owned());
            view! { <td class=column.class()>{text}</td> }
        })
        .collect_view();
    view! {
        <tr class:on=on>
            {may_select
                .then(|| {
                    view! {
                        <td class="c">
                            <input
                                type="checkbox"
                                name="ids"
                                value=id.to_string()
                                aria-label=say.select_row(&row.name)
                                prop:checked=on
                                on:change=move |event| {
                                    selected.tick(id, event_target_checked(&event));
                                }
                            />
                        </td>
                    }
                })} <td>
                <a class="who" href=format!("{base}/{id}")>
                    <Face icon=icon name=row.name.clone() />
                    <span>{row.name.clone()} <small>{most}</small></span>
                </a>
                {mark.map(|mark| view! { <span class="badge warn">{mark}</span> })}
            </td> {cells}
            <td class="hide-s">
                {row.owner.map_or_else(|| say.none().to_owned(), |owner| owner.name)}
            </td> <td class="hide-s num">
                <Moment at=row.created day=true />
            </td>
        </tr>
    }
}
