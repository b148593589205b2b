//! The records a user viewed last.

use crate::{
    ui::{Face, Moment},
    words::Say,
};
use domain::home::RecentRecord;
use leptos::prelude::*;

/// One row for each record, with its object and the time of the view.
pub(super) fn recent_list(say: Say, records: Vec<RecentRecord>) -> impl IntoView {
    let rows = records
        .into_iter()
        .map(|record| {
            view! {
                <li>
                    <a class="hit" href=format!("/{}/{}", record.slug, record.id)>
                        <Face icon=record.icon name=record.name.clone() />
                        <span>
                            {record.name} <small>{say.capital(record.names.one(say.0))}</small>
                        </span>
                        <Moment at=record.at day=true />
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="hits">{rows}</ul> }
}
