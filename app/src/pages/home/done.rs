//! The cards of recent operations with their undo, and of deletions that expire soon.

use super::{card, further, nothing, up_to};
use crate::{
    i18n::Messages,
    pages::{address, operation::undo_fields, who},
    ui::{Icon, Moment, Picture},
};
use domain::{
    home::Expiring,
    operation::{OperationKind, OperationRow, OperationState},
};
use leptos::prelude::*;

pub(super) fn operations(t: Messages, rows: Vec<OperationRow>, everyone: bool) -> AnyView {
    let body = if rows.is_empty() {
        nothing(t.home_no_operations())
    } else {
        let rows = rows.into_iter().map(|row| operation(t, row)).collect_view();
        view! { <ul class="timeline">{rows}</ul> }.into_any()
    };
    let href = if everyone { "/operations?whose=everyone" } else { "/operations" };
    let all = further(href.to_owned(), t.operations().to_owned());
    card("operations", Picture::Undo, t.home_operations(), Some(all), body)
}

fn operation(t: Messages, row: OperationRow) -> impl IntoView {
    let name = t.operation(row.kind, row.id);
    // An operation that waits for approval has no outcome yet, so the number of selected records is shown.
    let records = if row.state.has_ended() { row.done } else { row.total - row.skipped };
    let mut what = t.counted(records, &row.names);
    if row.state != OperationState::Done {
        what = format!("{what} · {}", t.operation_state(row.state));
    }
    let picture = match row.kind {
        OperationKind::Delete | OperationKind::Purge => Picture::Trash,
        OperationKind::Restore => Picture::Undo,
        OperationKind::Assign => Picture::Person,
    };
    view! {
        <li class="line">
            <span class="event-icon">
                <Icon picture=picture />
            </span>
            <div>
                <a class="link" href=format!("/operations/{}", row.id)>
                    {format!("{name} · {what}")}
                </a>
                <div class="muted">
                    {who(row.by.as_ref())} ", " <Moment at=row.at />
                    {row.reason.clone().map(|reason| format!(" · “{reason}”"))}
                </div>
            </div>
            {row.may_undo.then(|| undo(t, &row, &name))}
        </li>
    }
}

/// The undo button of an operation; where there are conflicts, it leads to the page that resolves them.
fn undo(t: Messages, row: &OperationRow, name: &str) -> impl IntoView + use<> {
    let (action, fields) = undo_fields(row.kind, row.id, row.slug.clone());
    view! {
        <form method="post" action=action>
            {fields}
            <button class="btn small" aria-label=t.home_undo_of(name)>
                <Icon picture=Picture::Undo />
                {t.home_undo()}
            </button>
        </form>
    }
}

pub(super) fn expiring(t: Messages, rows: Vec<Expiring>) -> AnyView {
    let body = if rows.is_empty() {
        nothing(t.expiring_none())
    } else {
        let rows = rows.into_iter().map(|row| deletion(t, row)).collect_view();
        view! { <ul class="timeline">{rows}</ul> }.into_any()
    };
    let trash = further("/trash".to_owned(), t.trash().to_owned());
    card("expiring", Picture::Trash, t.expiring_title(), Some(trash), body)
}

fn deletion(t: Messages, row: Expiring) -> impl IntoView {
    // The trash is filtered by day: this view contains the whole deletion.
    let day = row.at.date().iso();
    let pairs = [("object", row.slug.clone()), ("from", day.clone()), ("to", day)];
    let what = format!("{} {}", up_to(t, row.records), row.names.for_count(row.records.count, t.0));
    view! {
        <li class="line">
            <span class="event-icon">
                <Icon picture=Picture::Clock />
            </span>
            <div>
                <a class="link" href=address("/trash", &pairs)>
                    {what}
                </a>
                <div class="muted">
                    {who(row.by.as_ref())} ", " <Moment at=row.at day=true /> " · "
                    <a class="link" href=format!("/operations/{}", row.operation)>
                        {t.operation(OperationKind::Delete, row.operation)}
                    </a>
                </div>
            </div>
            <span class="badge warn">{t.days_left(row.days_left)}</span>
        </li>
    }
}
