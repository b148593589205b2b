//! The form of a pipeline.

use super::{
    ADDRESS, param,
    parts::{Fields, saves_on_enter, wrong_note},
};
use crate::{
    api::settings::{GetPipelineForm, PipelineForm},
    i18n::{Messages, messages},
    load::{load, show},
};
use domain::object::{StageInput, StageKind};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/objects/deals/pipelines/new`.
#[component]
pub fn NewPipeline() -> impl IntoView {
    let slug = param("slug");
    show(load(move || Some(GetPipelineForm { slug: slug.get(), id: None }), None), form)
}

/// `/settings/objects/deals/pipelines/1`.
#[component]
pub fn EditPipeline() -> impl IntoView {
    let (slug, id) = (param("slug"), param("id"));
    show(load(move || Some(GetPipelineForm { slug: slug.get(), id: Some(id.get()) }), None), form)
}

fn form(screen: PipelineForm) -> AnyView {
    let t = messages();
    let PipelineForm { object, id, input, errors } = screen;
    let fields = Fields { t, errors: &errors };
    let back = format!("{ADDRESS}/{}", object.slug);
    let action = format!("{back}/pipelines/{}", id.map_or_else(|| "new".to_owned(), |id| id.to_string()));
    let known = object.pipelines.iter().find(|pipeline| Some(pipeline.id) == id);
    let title = known.map_or_else(|| t.pipeline_new().to_owned(), |pipeline| t.change(pipeline.name(t.0)));
    let name = fields.both(
        t.pipeline_name(),
        Some(t.in_italian_hint()),
        ("name_en", &input.name_en),
        ("name_it", &input.name_it),
    );
    let rows =
        input.stages.into_iter().enumerate().map(|(place, stage)| row(t, &fields, &back, place, stage)).collect_view();
    view! {
        <Title text=title.clone() />
        <form class="card form wide" method="post" action=action novalidate>
            {saves_on_enter()}
            <p class="crumbs">{t.capital(object.names.plural(t.0))}</p>
            <h1>{title}</h1>
            {wrong_note(t, &errors)}
            {name}
            <fieldset class="rows" id="stages">
                <legend>{t.pipeline_stages()}</legend>
                <p class="columns" aria-hidden="true">
                    <span>{t.in_english()}</span>
                    <span>{t.in_italian()}</span>
                    <span>{t.stage_kind()}</span>
                </p>
                <ol>{rows}</ol>
                {fields.error("stages")}
                <p class="hint">{t.pipeline_stages_hint()}</p>
                <button class="btn small" name="act" value="more">
                    {t.rows_more()}
                </button>
            </fieldset>
            <footer>
                <a class="btn" href=back.clone()>
                    {t.cancel()}
                </a>
                <button class="btn primary" name="act" value="save">
                    {if id.is_some() { t.save() } else { t.create() }}
                </button>
            </footer>
        </form>
    }
    .into_any()
}

fn row(t: Messages, fields: &Fields<'_>, base: &str, place: usize, stage: StageInput) -> AnyView {
    let number = t.row_stage(&t.number(i64::try_from(place + 1).unwrap_or_default()));
    let name = if stage.name_en.is_empty() { number } else { stage.name_en.clone() };
    let kinds = StageKind::ALL
        .map(|kind| {
            view! {
                <option value=kind.tag() selected=kind.tag() == stage.kind>
                    {t.stage_kind_name(kind)}
                </option>
            }
        })
        .collect_view();
    let archive = stage.id.map(|id| {
        view! {
            <a
                class="btn ghost small"
                href=format!("{base}/archive?part=stage.{id}")
                aria-label=t.archive_named(&name)
            >
                {t.archive()}
            </a>
        }
    });
    let kind = format!("stage.{place}.kind");
    view! {
        <li>
            <input
                type="hidden"
                name=format!("stage.{place}.id")
                value=stage.id.map(|id| id.to_string())
            />
            {fields
                .text(
                    &format!("stage.{place}.en"),
                    format!("{name}: {}", t.in_english()),
                    &stage.name_en,
                    true,
                )}
            {fields
                .text(
                    &format!("stage.{place}.it"),
                    format!("{name}: {}", t.in_italian()),
                    &stage.name_it,
                    true,
                )}
            <div class="field">
                <select
                    name=kind.clone()
                    aria-label=format!("{name}: {}", t.stage_kind())
                    aria-invalid=fields.invalid(&kind)
                >
                    {kinds}
                </select>
                {fields.error(&kind)}
            </div>
            <span class="acts">{archive} {fields.movers(place, &name)}</span>
        </li>
    }
    .into_any()
}
