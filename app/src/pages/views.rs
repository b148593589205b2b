//! The views of an object: saving the present one and removing saved ones. Plain forms.

use super::{address, problem_note, slug};
use crate::{
    api::views::{ListViews, ViewsScreen},
    i18n::{Messages, messages},
    load::{load, show},
    query::{Query, use_query},
};
use domain::saved_view::{Audience, SavedView, Share, VIEW_NAME_MAX, ViewProblem};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/contacts/views`, with the query of the view to save.
#[component]
pub fn Views() -> impl IntoView {
    let slug = slug();
    let map = use_query();
    let pairs = move || {
        let map = map.get();
        let names = ["q", "f", "sort", "dir", "cols", "size"];
        names.iter().filter_map(|name| Some(((*name).to_owned(), map.get(name)?))).collect::<Vec<_>>()
    };
    let ask = move || Some(ListViews { slug: slug.get(), pairs: pairs() });
    show(load(ask, None), move |screen| page(screen, &map.get_untracked()))
}

fn page(screen: ViewsScreen, map: &Query) -> AnyView {
    let t = messages();
    let ViewsScreen { object, query, filter, views, teams } = screen;
    let title = t.views_title(object.names.plural(t.0));
    let base = format!("/{}", object.slug);
    let here = query.to_address(&object);
    let kept = address("", &here).trim_start_matches('?').to_owned();
    let back = address(&base, &here);
    let problem = map.get("problem").and_then(|tag| ViewProblem::ALL.into_iter().find(|problem| problem.tag() == tag));
    let shown = if filter.is_empty() { t.views_everything().to_owned() } else { filter };
    let shared = map.get("share").unwrap_or_default();
    let everyone = shared == Share::EVERYONE;
    let teams = teams
        .into_iter()
        .map(|(team, name)| {
            let team = team.to_string();
            let here = shared == team;
            view! {
                <option value=team selected=here>
                    {t.view_share_team(&name)}
                </option>
            }
        })
        .collect_view();
    let list = views.into_iter().map(|view| row(t, &object.slug, view)).collect_view();
    view! {
        <Title text=title.clone() />
        <section class="card form wide">
            <h1>{title}</h1>
            {problem_note(problem.map(|problem| t.view_problem(problem)))}
            <form method="post" action="/api/views/save" class="stack">
                <p class="muted">{shown}</p>
                <label class="field">
                    <span>{t.view_name()}</span>
                    <input
                        name="form[name]"
                        value=map.get("name")
                        maxlength=VIEW_NAME_MAX
                        autocomplete="off"
                        aria-invalid=problem.map(|_| "true")
                    />
                </label>
                <label class="field">
                    <span>{t.view_share()}</span>
                    <select name="form[share]">
                        <option value="">{t.view_share_nobody()}</option>
                        {teams}
                        <option value=Share::EVERYONE selected=everyone>
                            {t.view_share_everyone()}
                        </option>
                    </select>
                </label>
                <input type="hidden" name="form[object]" value=object.slug.clone() />
                <input type="hidden" name="form[query]" value=kept />
                <div>
                    <button class="btn primary">{t.view_save()}</button>
                </div>
            </form>
            <ul class="views">{list}</ul>
            <footer>
                <a class="btn" href=back rel="external">
                    {t.filter_back()}
                </a>
            </footer>
        </section>
    }
    .into_any()
}

fn row(t: Messages, slug: &str, view: SavedView) -> impl IntoView + use<> {
    let href = format!("/{slug}?{}", view.query);
    let whose = match &view.audience {
        Audience::Everyone => t.view_shared_by(&view.by.name),
        Audience::Team(_, team) => t.view_shared_with(team, &view.by.name),
        Audience::Maker => t.view_private().to_owned(),
    };
    let slug = slug.to_owned();
    view! {
        <li>
            <a class="link" href=href rel="external">
                {view.name.clone()}
            </a>
            <span class="muted">{whose}</span>
            {view
                .may_remove
                .then(|| {
                    view! {
                        <form method="post" action="/api/views/remove">
                            <input type="hidden" name="object" value=slug />
                            <input type="hidden" name="id" value=view.id.to_string() />
                            <button class="btn small" aria-label=t.view_remove_named(&view.name)>
                                {t.view_remove()}
                            </button>
                        </form>
                    }
                })}
        </li>
    }
}
