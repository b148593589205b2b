//! The page of an import: mapping of columns, progress, outcome.

use crate::{
    api::imports::{GetImport, ImportScreen},
    i18n::{Messages, messages},
    load::{load, show},
    query::use_query,
    ui::{Icon, Picture},
};
use domain::{
    import::{ImportState, ImportView, Sample, Target},
    object::Object,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/imports/1`.
#[component]
pub fn Import() -> impl IntoView {
    let params = use_params_map();
    let map = use_query();
    let ask = move || Some(GetImport { id: params.get().get("id")?.parse().ok()? });
    show(load(ask, None), move |ImportScreen { object, view, links }| {
        let t = messages();
        let title = t.import_title(object.names.plural(t.0));
        let running_now = view.state == ImportState::Running;
        let body = match view.state {
            ImportState::Uploaded => {
                let problem = map.get_untracked().get("problem").is_some();
                mapping(t, &object, view.clone(), &links, problem)
            }
            ImportState::Running => running(t, &view),
            ImportState::Done | ImportState::Failed => done(t, &object, view.clone()),
        };
        view! {
            <Title text=title.clone() />
            <div class="head">
                <h1>{title}</h1>
                <span class="muted">{view.file}</span>
            </div>
            <div id="import" class="stack" data-live="" data-running=running_now.then_some("")>
                {body}
            </div>
        }
        .into_any()
    })
}

fn mapping(
    t: Messages,
    object: &Object,
    view: ImportView,
    links: &[(String, String)],
    nothing_chosen: bool,
) -> AnyView {
    let id = view.id;
    let again = format!("/imports/new?object={}", object.slug);
    let Sample { headers, proposal, rows } = match view.sample {
        Some(Ok(sample)) => sample,
        unreadable => {
            let why = unreadable.and_then(Result::err).map(|why| t.unreadable(why));
            return view! {
                <p class="note danger" role="alert">
                    <Icon picture=Picture::Warning />
                    {why}
                </p>
                <a class="btn" href=again rel="external">
                    {t.import_another()}
                </a>
            }
            .into_any();
        }
    };
    let mut targets = vec![Target::Ignore];
    targets.extend(object.properties.iter().map(|property| Target::Property(property.key.clone())));
    targets.extend(object.has_secondary_keys().then_some(Target::SecondaryKeys));
    targets.extend((!object.pipelines.is_empty()).then_some(Target::Stage));
    targets.push(Target::Owner);
    targets.extend(links.iter().map(|(word, _)| Target::Link(word.clone())));
    let label = |target: &Target| match target {
        Target::Ignore => t.import_ignore().to_owned(),
        Target::Property(key) => t.field_label(object, key),
        Target::SecondaryKeys => t.further_emails().to_owned(),
        Target::Owner => t.column_owner().to_owned(),
        Target::Stage => t.column_stage().to_owned(),
        Target::Link(word) => {
            links.iter().find(|(link, _)| link == word).map(|(_, text)| text.clone()).unwrap_or_default()
        }
    };
    let lines = headers
        .iter()
        .zip(proposal)
        .enumerate()
        .map(|(index, (header, proposed))| {
            let values: Vec<String> = rows
                .iter()
                .filter_map(|row| row.get(index).cloned())
                .filter(|value| !value.trim().is_empty())
                .take(3)
                .collect();
            let options = targets
                .iter()
                .map(|target| {
                    view! {
                        <option value=target.word().to_owned() selected=*target == proposed>
                            {label(target)}
                        </option>
                    }
                })
                .collect_view();
            view! {
                <tr>
                    <td>
                        <b>{header.clone()}</b>
                    </td>
                    <td class="hide-s">{values.join(", ")}</td>
                    <td>
                        <select
                            name=format!("form[columns][{index}]")
                            aria-label=format!("{}: {header}", t.import_target())
                        >
                            {options}
                        </select>
                    </td>
                </tr>
            }
        })
        .collect_view();
    let cells = |cells: Vec<String>| cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
    let preview = view! {
        <h2>{t.import_first_rows()}</h2>
        <div class="table-card wide" tabindex="0" role="region" aria-label=t.import_first_rows()>
            <table>
                <caption class="hidden">{t.import_first_rows()}</caption>
                <thead>
                    <tr>
                        {headers
                            .iter()
                            .map(|header| view! { <th scope="col">{header.clone()}</th> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(|row| view! { <tr>{cells(row)}</tr> }).collect_view()}
                </tbody>
            </table>
        </div>
    };
    view! {
        {nothing_chosen
            .then(|| {
                view! {
                    <p class="note danger" role="alert">
                        <Icon picture=Picture::Warning />
                        {t.import_no_column()}
                    </p>
                }
            })}
        <form class="table-card mapping" method="post" action="/api/imports/start">
            <input type="hidden" name="form[id]" value=id.to_string() />
            <table>
                <caption class="hidden">{t.import_mapping()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.import_column()}</th>
                        <th scope="col" class="hide-s">
                            {t.import_values()}
                        </th>
                        <th scope="col">{t.import_target()}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
            <footer>
                <a class="btn" href=again rel="external">
                    {t.cancel()}
                </a>
                <button class="btn primary">{t.import_start()}</button>
            </footer>
        </form>
        <p class="hint">{t.import_mapping_text()}</p>
        {preview}
    }
    .into_any()
}

fn running(t: Messages, view: &ImportView) -> AnyView {
    let percent = view.read.saturating_mul(100) / view.size.max(1);
    let rows = view.counts.rows();
    let seconds = view.started.map_or(0, |started| view.until.seconds_since(started)).max(1);
    view! {
        <section class="card import" aria-live="polite">
            <h2>{t.import_running()}</h2>
            <progress max="100" value=percent aria-label=t.import_running()></progress>
            <p class="muted num">
                {t.import_progress(&t.number(rows), percent)} " · "
                {t.import_rate(&t.number(rows / seconds))}
            </p>
            <a class="link" href="">
                {t.import_reload()}
            </a>
        </section>
    }
    .into_any()
}

fn done(t: Messages, object: &Object, view: ImportView) -> AnyView {
    let stat = |label: &'static str, count: i64| {
        view! {
            <div class="card stat">
                <dt>{label}</dt>
                <dd>{t.number(count)}</dd>
            </div>
        }
    };
    let (note, class, picture) = if view.state == ImportState::Done {
        (t.import_done(), "note", Picture::Tick)
    } else {
        (t.import_failed(), "note danger", Picture::Warning)
    };
    let rows = view
        .refused
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <td class="num">{t.number(row.line)}</td>
                    <td class="wrap">{t.refused(object, &row.reason)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <p class=class role="status">
            <Icon picture=picture />
            {note}
        </p>
        <dl class="stats">
            {stat(t.import_created(), view.counts.created)}
            {stat(t.import_updated(), view.counts.updated)}
            {stat(t.import_unchanged(), view.counts.unchanged)}
            {stat(t.import_refused(), view.counts.refused)}
        </dl>
        <p class="row">
            <a class="btn primary" href=format!("/{}?sort=created&dir=desc", object.slug)>
                {t.import_open(object.names.plural(t.0))}
            </a>
            {(view.counts.refused > 0)
                .then(|| {
                    view! {
                        <a
                            class="btn"
                            href=format!("/imports/{}/refused.csv", view.id)
                            rel="external"
                            download
                        >
                            {t.import_download()}
                        </a>
                    }
                })}
            <a class="btn" href=format!("/imports/new?object={}", object.slug) rel="external">
                {t.import_another()}
            </a>
        </p>
        {(view.counts.refused > 0)
            .then(|| {
                view! {
                    <h2>{t.import_refused_first()}</h2>
                    <div class="table-card">
                        <table>
                            <caption class="hidden">{t.import_refused_first()}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{t.import_line()}</th>
                                    <th scope="col">{t.import_reason()}</th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }
            })}
    }
    .into_any()
}
