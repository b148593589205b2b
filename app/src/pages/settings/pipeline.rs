//! The form of a pipeline.

use super::{
    ADDRESS, param,
    parts::{Fields, saves_on_enter, wrong_note},
};
use crate::{
    api::settings::{GetPipelineForm, PipelineForm},
    load::{load, show},
    words::{Say, say},
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
    let say = say();
    let PipelineForm { object, id, input, errors } = screen;
    let fields = Fields { say, errors: &errors };
    let back = format!("{ADDRESS}/{}", object.slug);
    let action = format!("{back}/pipelines/{}", id.map_or_else(|| "new".to_owned(), |id| id.to_string()));
    let known = object.pipelines.iter().find(|pipeline| Some(pipeline.id) == id);
    let title = known.map_or_else(|| say.pipeline_new().to_owned(), |pipeline| say.change(pipeline.name(say.0)));
    let name = fields.both(
        say.pipeline_name(),
        Some(say.in_italian_hint()),
        ("name_en", &input.name_en),
        ("name_it", &input.name_it),
    );
    let rows = input
        .stages
        .into_iter()
        .enumerate()
        .map(|(place, stage)| row(say, &fields, &back, place, stage))
        .collect_view();
    view! {
        <Title text=title.clone() />
        <form class="card form wide" method="post" action=action novalidate>
            {saves_on_enter()}
            <p class="crumbs">{say.capital(object.names.many(say.0))}</p>
            <h1>{title}</h1>
            {wrong_note(say, &errors)}
            {name}
            <fieldset class="rows" id="stages">
                <legend>{say.pipeline_stages()}</legend>
                <p class="columns" aria-hidden="true">
                    <span>{say.in_english()}</span>
                    <span>{say.in_italian()}</span>
                    <span>{say.stage_kind()}</span>
                </p>
                <ol>{rows}</ol>
                {fields.error("stages")}
                <p class="hint">{say.pipeline_stages_hint()}</p>
                <button class="btn s" name="act" value="more">
                    {say.rows_more()}
                </button>
            </fieldset>
            <footer>
                <a class="btn" href=back.clone()>
                    {say.cancel()}
                </a>
                <button class="btn primary" name="act" value="save">
                    {if id.is_some() { say.save() } else { say.create() }}
                </button>
            </footer>
        </form>
    }
    .into_any()
}

fn row(say: Say, fields: &Fields<'_>, base: &str, place: usize, stage: StageInput) -> AnyView {
    let number = say.row_stage(&say.number(i64::try_from(place + 1).unwrap_or_default()));
    let name = if stage.name_en.is_empty() { number } else { stage.name_en.clone() };
    let kinds = StageKind::ALL
        .map(|kind| {
            view! {
                <option value=kind.tag() selected=kind.tag() == stage.kind>
                    {say.stage_kind_name(kind)}
                </option>
            }
        })
        .collect_view();
    let archive = stage.id.map(|id| {
        view! {
            <a
                class="btn ghost s"
                href=format!("{base}/archive?part=stage.{id}")
                aria-label=say.archive_named(&name)
            >
                {say.archive()}
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
                    format!("{name}: {}", say.in_english()),
                    &stage.name_en,
                    true,
                )}
            {fields
                .text(
                    &format!("stage.{place}.it"),
                    format!("{name}: {}", say.in_italian()),
                    &stage.name_it,
                    true,
                )}
            <div class="field">
                <select
                    name=kind.clone()
                    aria-label=format!("{name}: {}", say.stage_kind())
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
