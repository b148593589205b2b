//! The page of an import: mapping of columns, progress, outcome.

use crate::{
    api::imports::{GetImport, ImportScreen},
    load::{load, show},
    query::use_query,
    ui::{Icon, Picture},
    words::{Say, say},
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
        let say = say();
        let title = say.import_title(object.names.many(say.0));
        let running_now = view.state == ImportState::Running;
        let body = match view.state {
            ImportState::Uploaded => {
                let problem = map.get_untracked().get("problem").is_some();
                mapping(say, &object, view.clone(), &links, problem)
            }
            ImportState::Running => running(say, &view),
            ImportState::Done | ImportState::Failed => done(say, &object, view.clone()),
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

fn mapping(say: Say, object: &Object, view: ImportView, links: &[(String, String)], nothing_chosen: bool) -> AnyView {
    let id = view.id;
    let again = format!("/imports/new?object={}", object.slug);
    let Sample { headers, proposal, rows } = match view.sample {
        Some(Ok(sample)) => sample,
        unreadable => {
            let why = unreadable.and_then(Result::err).map(|why| say.unreadable(why));
            return view! {
                <p class="note danger" role="alert">
                    <Icon picture=Picture::Warning />
                    {why}
                </p>
                <a class="btn" href=again rel="external">
                    {say.import_another()}
                </a>
            }
            .into_any();
        }
    };
    let mut targets = vec![Target::Ignore];
    targets.extend(object.properties.iter().map(|property| Target::Property(property.key.clone())));
    targets.extend(object.has_further_keys().then_some(Target::FurtherKeys));
    targets.extend((!object.pipelines.is_empty()).then_some(Target::Stage));
    targets.push(Target::Owner);
    targets.extend(links.iter().map(|(word, _)| Target::Link(word.clone())));
    let label = |target: &Target| match target {
        Target::Ignore => say.import_ignore().to_owned(),
        Target::Property(key) => super::field_label(say, object, key),
        Target::FurtherKeys => say.further_emails().to_owned(),
        Target::Owner => say.column_owner().to_owned(),
        Target::Stage => say.column_stage().to_owned(),
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
                            aria-label=format!("{}: {header}", say.import_target())
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
        <h2>{say.import_first_rows()}</h2>
        <div class="sheet wide" tabindex="0" role="region" aria-label=say.import_first_rows()>
            <table>
                <caption class="hidden">{say.import_first_rows()}</caption>
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
                        {say.import_no_column()}
                    </p>
                }
            })}
        <form class="sheet mapping" method="post" action="/api/imports/start">
            <input type="hidden" name="form[id]" value=id.to_string() />
            <table>
                <caption class="hidden">{say.import_mapping()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{say.import_column()}</th>
                        <th scope="col" class="hide-s">
                            {say.import_values()}
                        </th>
                        <th scope="col">{say.import_target()}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
            <footer>
                <a class="btn" href=again rel="external">
                    {say.cancel()}
                </a>
                <button class="btn primary">{say.import_start()}</button>
            </footer>
        </form>
        <p class="hint">{say.import_mapping_text()}</p>
        {preview}
    }
    .into_any()
}

fn running(say: Say, view: &ImportView) -> AnyView {
    let percent = view.read.saturating_mul(100) / view.size.max(1);
    let rows = view.counts.rows();
    let seconds = view.started.map_or(0, |started| view.until.seconds_since(started)).max(1);
    view! {
        <section class="card import" aria-live="polite">
            <h2>{say.import_running()}</h2>
            <progress max="100" value=percent aria-label=say.import_running()></progress>
            <p class="muted num">
                {say.import_progress(&say.number(rows), percent)} " · "
                {say.import_rate(&say.number(rows / seconds))}
            </p>
            <a class="link" href="">
                {say.import_reload()}
            </a>
        </section>
    }
    .into_any()
}

fn done(say: Say, object: &Object, view: ImportView) -> AnyView {
    let stat = |label: &'static str, count: i64| {
        view! {
            <div class="card stat">
                <dt>{label}</dt>
                <dd>{say.number(count)}</dd>
            </div>
        }
    };
    let (note, class, picture) = if view.state == ImportState::Done {
        (say.import_done(), "note", Picture::Tick)
    } else {
        (say.import_failed(), "note danger", Picture::Warning)
    };
    let rows = view
        .refused
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <td class="num">{say.number(row.line)}</td>
                    <td class="wrap">{say.refused(object, &row.reason)}</td>
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
            {stat(say.import_created(), view.counts.created)}
            {stat(say.import_updated(), view.counts.updated)}
            {stat(say.import_unchanged(), view.counts.unchanged)}
            {stat(say.import_refused(), view.counts.refused)}
        </dl>
        <p class="row">
            <a class="btn primary" href=format!("/{}?sort=created&dir=desc", object.slug)>
                {say.import_open(object.names.many(say.0))}
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
                            {say.import_download()}
                        </a>
                    }
                })}
            <a class="btn" href=format!("/imports/new?object={}", object.slug) rel="external">
                {say.import_another()}
            </a>
        </p>
        {(view.counts.refused > 0)
            .then(|| {
                view! {
                    <h2>{say.import_refused_first()}</h2>
                    <div class="sheet">
                        <table>
                            <caption class="hidden">{say.import_refused_first()}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{say.import_line()}</th>
                                    <th scope="col">{say.import_reason()}</th>
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
