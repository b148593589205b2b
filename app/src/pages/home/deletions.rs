//! The cards of deletions that wait for approval, and of unusual deletions.

use super::card;
use crate::{
    i18n::Messages,
    pages::{address, who},
    ui::{Icon, Moment, Picture},
};
use domain::operation::{DeletionAnomaly, WaitingDeletion};
use leptos::prelude::*;

pub(super) fn waiting_for(t: Messages, rows: Vec<WaitingDeletion>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let what = t.counted(row.records, &row.names);
            view! {
                <li class="line">
                    <span class="event-icon">
                        <Icon picture=Picture::Trash />
                    </span>
                    <div>
                        <a class="link" href=format!("/operations/{}", row.operation)>
                            {t.waiting_line(&what)}
                        </a>
                        <div class="muted">{who(row.by.as_ref())} ", " <Moment at=row.asked /></div>
                    </div>
                </li>
            }
        })
        .collect_view();
    let body = view! { <ul class="timeline">{rows}</ul> }.into_any();
    card("waiting", Picture::Warning, t.waiting_title(), None, body)
}

pub(super) fn anomaly_days(t: Messages, rows: Vec<DeletionAnomaly>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let day = row.day.iso();
            let pairs = [
                ("whose", "everyone".to_owned()),
                ("kind", "delete".to_owned()),
                ("by", row.by.id.to_string()),
                ("from", day.clone()),
                ("to", day),
            ];
            view! {
                <li class="line">
                    <span class="event-icon">
                        <Icon picture=Picture::Warning />
                    </span>
                    <div>
                        <a class="link" href=address("/operations", &pairs)>
                            {t.unusual_line(&row.by.name, &t.number(row.records))}
                        </a>
                        <div class="muted">{t.date(row.day)}</div>
                    </div>
                </li>
            }
        })
        .collect_view();
    let body = view! { <ul class="timeline">{rows}</ul> }.into_any();
    card("unusual", Picture::Warning, t.unusual_title(), None, body)
}
