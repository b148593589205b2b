//! The home page: open work, recent operations, recently viewed records. A plain page of cards.

mod activities;
mod deals;
mod deletions;
mod done;
mod tasks;

use super::{operations::chart, recent::recent_list};
use crate::{
    api::home::{GetHome, HomeScreen},
    i18n::{Messages, messages},
    load::{load, show},
    ui::{Empty, Icon, Picture},
};
use activities::activities;
use deals::deals;
use deletions::{anomaly_days, waiting_for};
use domain::{
    home::{CONTACTS, RecentRecord, UpTo},
    object::ObjectNames,
    policy::Offer,
};
use done::{expiring, operations};
use leptos::prelude::*;
use leptos_meta::Title;
use tasks::tasks;

/// `/`.
#[component]
pub fn Home() -> impl IntoView {
    show(load(move || Some(GetHome {}), None), |screen| page(messages(), screen))
}

fn page(t: Messages, screen: HomeScreen) -> AnyView {
    let HomeScreen { home, recent, operations: rows, everyone, chart: days, waiting, anomalies, start } = screen;
    let buttons = start.as_ref().map(|(offer, names)| buttons(t, offer, names));
    let head = view! {
        <Title text=t.home() />
        <div class="head">
            <h1>{t.home()}</h1>
            <span class="muted">{t.date(home.today)}</span>
            {(!home.new).then(|| view! { <div class="end">{buttons}</div> })}
        </div>
    };
    if home.new {
        return view! {
            {head}
            {invite(t, start)}
        }
        .into_any();
    }
    let deleted = days.iter().any(|day| day.records > 0);
    let today = home.today;
    view! {
        {head}
        <div class="home">
            {waiting.filter(|rows| !rows.is_empty()).map(|rows| waiting_for(t, rows))}
            {(!anomalies.is_empty()).then(|| anomaly_days(t, anomalies))}
            {home.tasks.map(|card| tasks(t, card, today))} {home.deals.map(|card| deals(t, card))}
            {looked_at(t, recent)} {rows.map(|rows| operations(t, rows, everyone))}
            {home.expiring.map(|card| expiring(t, card))}
            {home.activities.map(|card| activities(t, card))}
        </div>
        {deleted.then(|| chart(t, &days, today))}
    }
    .into_any()
}

/// A card with title, link and content.
fn card(id: &'static str, picture: Picture, title: &'static str, further: Option<AnyView>, body: AnyView) -> AnyView {
    view! {
        <section class="card" aria-labelledby=id>
            <header>
                <Icon picture=picture />
                <h2 id=id>{title}</h2>
                {further}
            </header>
            {body}
        </section>
    }
    .into_any()
}

/// The link in the head of a card.
fn further(href: String, text: String) -> AnyView {
    view! {
        <a class="link" href=href>
            {text}
        </a>
    }
    .into_any()
}

/// The text of an empty card.
fn nothing(text: &'static str) -> AnyView {
    view! { <p class="inset muted">{text}</p> }.into_any()
}

/// A count that was capped: shown as "more than".
fn up_to(t: Messages, count: UpTo) -> String {
    format!("{}{}", t.number(count.count), if count.more { "+" } else { "" })
}

fn looked_at(t: Messages, recent: Vec<RecentRecord>) -> AnyView {
    let body = if recent.is_empty() { nothing(t.recent_none()) } else { recent_list(t, recent).into_any() };
    let all = further("/search".to_owned(), t.recent_all().to_owned());
    card("recent", Picture::Clock, t.recent(), Some(all), body)
}

fn buttons(t: Messages, offer: &Offer, names: &ObjectNames) -> impl IntoView + use<> {
    let import = offer.import.then(|| {
        view! {
            <a class="btn" href=format!("/imports/new?object={CONTACTS}")>
                <Icon picture=Picture::Import />
                {t.import()}
            </a>
        }
    });
    let create = offer.create.then(|| {
        view! {
            <a class="btn primary" href=format!("/{CONTACTS}/new")>
                <Icon picture=Picture::Plus />
                {t.new_record(names.singular(t.0))}
            </a>
        }
    });
    view! {
        {import}
        {create}
    }
}

/// The home page of a new installation.
fn invite(t: Messages, start: Option<(Offer, ObjectNames)>) -> impl IntoView {
    let offered = start.filter(|(offer, _)| offer.create || offer.import);
    let text = if offered.is_some() { t.home_new() } else { t.home_new_read_only() };
    view! {
        <Empty picture=Picture::Person title=t.home_welcome().to_owned() text=text.to_owned()>
            {offered.map(|(offer, names)| buttons(t, &offer, &names))}
        </Empty>
    }
}
