//! The timeline of a record page: activities and changes.

use crate::{
    api::timeline::Line,
    i18n::messages,
    pages::address,
    ui::{Icon, Moment, Picture},
};
use domain::association::TimelineFilter;
use leptos::prelude::*;

/// The entries, latest first.
#[component]
pub(super) fn Timeline(lines: Vec<Line>, older: bool, shown: TimelineFilter, base: String) -> impl IntoView {
    let t = messages();
    let at = |show: TimelineFilter, all: bool| {
        let show = (show != TimelineFilter::All).then(|| ("show", show.tag().to_owned()));
        let pairs: Vec<_> = show.into_iter().chain(all.then(|| ("timeline", "500".to_owned()))).collect();
        address(&base, &pairs)
    };
    let tabs = TimelineFilter::ALL.map(|show| {
        let text = match show {
            TimelineFilter::All => t.show_all(),
            TimelineFilter::Activities => t.show_activities(),
            TimelineFilter::Changes => t.show_changes(),
        };
        view! {
            <a
                class="btn small"
                href=at(show, false)
                aria-current=(show == shown).then_some("true")
            >
                {text}
            </a>
        }
    });
    let none = lines.is_empty().then(|| view! { <p class="inset muted">{t.timeline_empty()}</p> });
    let lines = lines.into_iter().map(line).collect_view();
    view! {
        <section class="card">
            <header>
                <h2>{t.timeline()}</h2>
                <span class="grow"></span>
                <nav class="row picks" aria-label=t.show_what()>
                    {tabs}
                </nav>
            </header>
            {none}
            <ol class="timeline">{lines}</ol>
            {older
                .then(|| {
                    view! {
                        <p class="inset">
                            <a class="link" href=at(shown, true)>
                                {t.timeline_older()}
                            </a>
                        </p>
                    }
                })}
        </section>
    }
}

fn line(line: Line) -> AnyView {
    let (picture, tone) = match line.icon.as_str() {
        "plus" => (Picture::Plus, ""),
        "pen" => (Picture::Pen, ""),
        "trash" => (Picture::Trash, "danger"),
        "undo" => (Picture::Undo, "ok"),
        "link" => (Picture::Link, ""),
        icon => (Picture::of_object(icon), ""),
    };
    let title = match line.href {
        Some(href) => view! { <a href=href>{line.title}</a> }.into_any(),
        None => line.title.into_any(),
    };
    let text = line.text.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    view! {
        <li class="line">
            <span class=format!("ic {tone}")>
                <Icon picture=picture />
            </span>
            <div>
                <b>{title}</b>
                <ul class="muted">
                    {text}
                    {line
                        .link
                        .map(|(text, href)| {
                            view! {
                                <li>
                                    <a class="link" href=href rel="external">
                                        {text}
                                    </a>
                                </li>
                            }
                        })}
                </ul>
            </div>
            <Moment at=line.at />
        </li>
    }
    .into_any()
}
