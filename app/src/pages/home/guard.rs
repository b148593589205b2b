//! The cards of deletions that wait for approval, and of unusual deletions.

use super::card;
use crate::{
    pages::{address, who},
    ui::{Icon, Moment, Picture},
    words::Say,
};
use domain::operation::{Unusual, WaitingDeletion};
use leptos::prelude::*;

pub(super) fn waiting_for(say: Say, rows: Vec<WaitingDeletion>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let what = say.count(row.records, row.names.one(say.0), row.names.many(say.0));
            view! {
                <li class="line">
                    <span class="ic">
                        <Icon picture=Picture::Trash />
                    </span>
                    <div>
                        <a class="link" href=format!("/operations/{}", row.operation)>
                            {say.waiting_line(&what)}
                        </a>
                        <div class="muted">{who(row.by.as_ref())} ", " <Moment at=row.asked /></div>
                    </div>
                </li>
            }
        })
        .collect_view();
    let body = view! { <ul class="timeline">{rows}</ul> }.into_any();
    card("waiting", Picture::Warning, say.waiting_title(), None, body)
}

pub(super) fn unusual_days(say: Say, rows: Vec<Unusual>) -> AnyView {
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
                    <span class="ic">
                        <Icon picture=Picture::Warning />
                    </span>
                    <div>
                        <a class="link" href=address("/operations", &pairs)>
                            {say.unusual_line(&row.by.name, &say.number(row.records))}
                        </a>
                        <div class="muted">{say.date(row.day)}</div>
                    </div>
                </li>
            }
        })
        .collect_view();
    let body = view! { <ul class="timeline">{rows}</ul> }.into_any();
    card("unusual", Picture::Warning, say.unusual_title(), None, body)
}
