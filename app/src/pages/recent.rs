//! The records a user viewed last.

use crate::{
    i18n::Messages,
    ui::{Face, Moment},
};
use domain::home::RecentRecord;
use leptos::prelude::*;

/// One row for each record, with its object and the time of the view.
pub(super) fn recent_list(t: Messages, records: Vec<RecentRecord>) -> impl IntoView {
    let rows = records
        .into_iter()
        .map(|record| {
            view! {
                <li>
                    <a class="hit" href=format!("/{}/{}", record.slug, record.id)>
                        <Face icon=record.icon name=record.name.clone() />
                        <span>
                            {record.name} <small>{t.capital(record.names.singular(t.0))}</small>
                        </span>
                        <Moment at=record.at day=true />
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="hits">{rows}</ul> }
}
