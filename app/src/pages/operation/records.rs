//! The records of an operation, with a search and the undo of single records.

use super::address;
use crate::{
    api::operations::{RestoreQuery, TrashForm, UndoForm, UndoOperation},
    form::{field_name, hidden},
    i18n::{Messages, messages},
    ui::{Avatar, Icon, Pager, Picture},
};
use domain::{
    ids::RecordId,
    operation::{OperationItem, OperationItems, OperationKind, OperationView, Outcome},
};
use leptos::prelude::*;

/// The filter of the listed records.
pub(super) struct Narrowed {
    pub search: String,
    pub skipped: bool,
}

impl Narrowed {
    fn query(&self, after: Option<RecordId>) -> Vec<(&'static str, String)> {
        [
            ("q", (!self.search.is_empty()).then(|| self.search.clone())),
            ("skipped", self.skipped.then(|| "1".to_owned())),
            ("after", after.map(|after| after.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}

/// The list of records, with plain forms, because each of them leads to another page.
#[component]
pub(super) fn Records(view: OperationView, items: OperationItems, narrowed: Narrowed) -> impl IntoView {
    let t = messages();
    let path = format!("/operations/{}", view.id);
    let next = items.next.map(|next| address(&path, &narrowed.query(Some(next))));
    let deletion = view.kind == OperationKind::Delete;
    let some = view.may_undo && items.items.iter().any(|item| item.undoable);
    let (method, action, ids, fields) = if deletion {
        let query = RestoreQuery { object: view.slug.clone(), ..RestoreQuery::default() };
        ("get", "/trash/restore", field_name!(TrashForm.ids).to_owned(), hidden(&query).into_any())
    } else {
        let form = UndoForm { operation: view.id.to_string(), chosen: true, ids: Vec::new() };
        let ids = format!("{}[]", field_name!(UndoOperation.form.ids));
        ("post", "/api/operations/undo", ids, hidden(&UndoOperation { form }).into_any())
    };
    let ids = some.then_some(&*ids);
    let rows = items.items.into_iter().map(|item| row(t, &view, item, ids)).collect_view();
    view! {
        <form class="filters" method="get" action=path.clone()>
            <label>
                <span class="hidden">{t.search_outcomes()}</span>
                <input
                    type="search"
                    name="q"
                    maxlength="100"
                    placeholder=t.search_outcomes()
                    value=narrowed.search
                />
            </label>
            <label>
                <input type="checkbox" name="skipped" value="1" checked=narrowed.skipped />
                {t.only_skipped()}
            </label>
            <button class="btn small">{t.filter_apply()}</button>
            <a class="link" rel="external" href=format!("{path}/outcomes.csv")>
                {t.download_csv()}
            </a>
        </form>
        <form class="table-card" method=method action=action>
            {fields}
            <table>
                <caption class="hidden">{t.records()}</caption>
                <thead>
                    <tr>
                        {some
                            .then(|| {
                                view! {
                                    <th class="tick">
                                        <span class="hidden">{t.undo_chosen()}</span>
                                    </th>
                                }
                            })} <th scope="col">{t.column_record()}</th>
                        <th scope="col">{t.column_outcome()}</th> <th scope="col" class="hide-s">
                            {t.column_owner()}
                        </th> <th scope="col" class="hide-s">
                            {t.column_now()}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {some
                .then(|| {
                    view! {
                        <footer class="foot">
                            <button class="btn small">
                                <Icon picture=Picture::Undo />
                                {if deletion { t.restore_chosen() } else { t.undo_chosen() }}
                            </button>
                        </footer>
                    }
                })}
        </form>
        <Pager next=next />
    }
}

fn row(t: Messages, view: &OperationView, item: OperationItem, ids: Option<&str>) -> impl IntoView + use<> {
    let tone = match item.outcome {
        Outcome::Done | Outcome::Waiting => "badge",
        _ => "badge warn",
    };
    let now = match (&item.name, item.living) {
        (None, _) => t.now_gone(),
        (Some(_), true) => t.now_living(),
        (Some(_), false) => t.now_trash(),
    };
    let label = item.name.clone().unwrap_or_else(|| t.record_number(item.record.0));
    let name = match item.name {
        Some(name) => view! {
            <a class="who" href=format!("/{}/{}", view.slug, item.record)>
                <Avatar name=name.clone() />
                <span>{name}</span>
            </a>
        }
        .into_any(),
        None => view! { <span class="muted">{label.clone()}</span> }.into_any(),
    };
    view! {
        <tr>
            {ids
                .map(|ids| {
                    view! {
                        <td class="tick">
                            <input
                                type="checkbox"
                                name=ids.to_owned()
                                value=item.record.to_string()
                                disabled=!item.undoable
                                aria-label=t.select_row(&label)
                            />
                        </td>
                    }
                })} <td>{name}</td> <td class="fit">
                <span class=tone>{t.outcome(&item.outcome, view.kind)}</span>
            </td>
            <td class="hide-s">
                {item.owner.map_or_else(|| t.none().to_owned(), |owner| owner.name)}
            </td> <td class="hide-s">{now}</td>
        </tr>
    }
}
