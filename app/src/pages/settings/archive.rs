//! The confirmation before a definition is archived: where it is used, what changes, and what prevents it.

use super::{ADDRESS, param};
use crate::{
    api::settings::{GetUses, UsesScreen},
    i18n::{Messages, messages},
    load::{load, show},
    pages::address,
    query::use_query,
    ui::{Icon, Picture},
};
use domain::object::{ArchiveBarrier, Object, Part, PartUsage};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/objects/deals/archive?part=stage.1`.
#[component]
pub fn ArchivePart() -> impl IntoView {
    let slug = param("slug");
    let map = use_query();
    let ask = move || Some(GetUses { slug: slug.get(), part: map.get().get("part").unwrap_or_default() });
    show(load(ask, None), page)
}

fn page(screen: UsesScreen) -> AnyView {
    let t = messages();
    let UsesScreen { object, part, name, uses, barrier } = screen;
    let title = t.archive_ask(&name);
    let back = format!("{ADDRESS}/{}", object.slug);
    let stands = barrier.map(|barrier| {
        let see = matches!(barrier, ArchiveBarrier::Holds(_)).then(|| {
            view! {
                " "
                <a class="link" href=held(&object, &part)>
                    {t.barrier_see()}
                </a>
            }
        });
        view! {
            <div class="note warn" role="alert">
                <Icon picture=Picture::Warning />
                <p>
                    <b>{t.archive_cannot()}</b>
                    ". "
                    {t.barrier(&object, &part, barrier)}
                    {see}
                </p>
            </div>
        }
    });
    let archive = barrier.is_none().then(|| view! { <button class="btn danger">{t.archive()}</button> });
    view! {
        <Title text=title.clone() />
        <form class="card form wide" method="post" action="/api/settings/archive">
            <p class="crumbs">{t.capital(object.names.plural(t.0))}</p>
            <h1>{title}</h1>
            {stands}
            <p class="measure">{t.archive_text(&part)}</p>
            {used_by(t, &part, uses)}
            <input type="hidden" name="slug" value=object.slug.clone() />
            <input type="hidden" name="part" value=part.to_string() />
            <footer>
                <a class="btn" href=back>
                    {t.cancel()}
                </a>
                {archive}
            </footer>
        </form>
    }
    .into_any()
}

fn used_by(t: Messages, part: &Part, uses: PartUsage) -> AnyView {
    let PartUsage { living, deleted, views, private_views } = uses;
    if living + deleted + private_views == 0 && views.is_empty() {
        return view! { <p class="muted">{t.uses_none()}</p> }.into_any();
    }
    let named = !views.is_empty() || private_views > 0;
    let names: Vec<String> = views.into_iter().map(|(name, by)| format!("{name} ({by})")).collect();
    let others = (private_views > 0).then(|| t.uses_views_private(private_views));
    let views = named.then(|| {
        let gone = matches!(part, Part::Property(_)).then(|| view! { <p class="hint">{t.uses_views_text()}</p> });
        view! {
            <dt>{t.uses_views()}</dt>
            <dd>{names.join(", ")} " " {others} {gone}</dd>
        }
    });
    let (of_living, of_deleted) = match part {
        Part::Label(_) => (t.uses_links(), t.uses_links_deleted()),
        _ => (t.uses_living(), t.uses_deleted()),
    };
    view! {
        <section>
            <h2>{t.uses_title()}</h2>
            <dl class="uses">
                <dt>{of_living}</dt>
                <dd>{t.number(living)}</dd>
                <dt>{of_deleted}</dt>
                <dd>{t.number(deleted)}</dd>
                {views}
            </dl>
        </section>
    }
    .into_any()
}

/// The address of a view of the records that prevent it.
fn held(object: &Object, part: &Part) -> String {
    let base = format!("/{}", object.slug);
    let stages: Vec<String> = match part {
        Part::Stage(id) => vec![id.to_string()],
        Part::Pipeline(id) => {
            let pipeline = object.pipelines.iter().find(|pipeline| pipeline.id == *id);
            pipeline.iter().flat_map(|pipeline| &pipeline.stages).map(|stage| stage.id.to_string()).collect()
        }
        _ => return base,
    };
    address(&base, &[("f", format!("+stage.is.{}", stages.join(",")))])
}
