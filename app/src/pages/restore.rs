//! The page of the dry run of a restore, with the resolutions of its conflicts.

use super::{skipped_note, some_names, trash_of};
use crate::{
    api::operations::{PlanRestore, RestoreForm, RestoreQuery, RestoreRecords, RestoreScreen},
    form::{field_name, hidden},
    i18n::{Messages, messages},
    load::{load, show_while},
    query::use_query,
    ui::{ErrorPanel, Icon, Picture},
};
use domain::{
    operation::{Choice, Conflict},
    people::Lang,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// Page `/trash/restore?object=contacts&ids=1,2`, `&operation=7` for a whole deletion, or `&view=…` for all records of
/// a view of the trash. A plain form, because it leads to another page.
#[component]
pub fn Restore() -> impl IntoView {
    let query = use_query();
    let asked = move || {
        let mut asked = query.get().read::<RestoreQuery>().unwrap_or_default();
        if asked.object.is_empty() {
            "contacts".clone_into(&mut asked.object);
        }
        asked
    };
    let ask = move || {
        let RestoreQuery { object, set, .. } = asked();
        Some(PlanRestore { slug: object, set })
    };
    let loaded = load(ask, None);
    let answered = move |answer| {
        let asked = untrack(asked);
        if asked.set.is_empty() {
            return super::nothing_selected("/trash", messages().restore());
        }
        match answer {
            Ok(screen) => view! { <Plan asked=asked screen=screen /> }.into_any(),
            Err(error) => view! { <ErrorPanel error=error /> }.into_any(),
        }
    };
    show_while(loaded, answered, || ().into_any())
}

#[component]
fn Plan(asked: RestoreQuery, screen: RestoreScreen) -> impl IntoView {
    let t = messages();
    let RestoreScreen { object, plan } = screen;
    let what = t.counted(plan.count, &object.names);
    let title = t.restore_title(&what);
    let nothing = plan.count == 0 || asked.problem == "nothing";
    let back = trash_of(&asked.object, &asked.set.view);
    // Restoring a whole deletion is its undo.
    let undo = asked.set.operation.is_some();
    let form = RestoreForm { object: object.slug.clone(), set: asked.set, undo, ..RestoreForm::default() };
    let ask = RestoreRecords { form };
    let conflicts = plan.conflict_count;
    let listed = i64::try_from(plan.conflicts.len()).unwrap_or_default();
    // If not all conflicts are listed, every resolution may apply to one that is not.
    let open = |choice: &Choice| plan.conflicts.iter().any(|conflict| conflict.ways_out().any(|way| way == *choice));
    let ways: Vec<Choice> = Choice::ALL.into_iter().filter(|choice| listed < conflicts || open(choice)).collect();
    let cards = plan.conflicts.iter().map(|conflict| card(t, &object.slug, conflict)).collect_view();
    view! {
        <Title text=title.clone() />
        <form class="card narrow" method="post" action="/api/operations/restore">
            <div class="body">
                <h1>{title}</h1>
                {nothing
                    .then(|| {
                        view! {
                            <p class="note warn" role="alert">
                                {t.nothing_to_restore()}
                            </p>
                        }
                    })}
                <p class="names">{some_names(t, &plan.names, plan.count)}</p>
                {(conflicts == 0).then(|| view! { <p class="muted">{t.restore_text()}</p> })}
                {skipped_note(t, &plan.skipped, true)}
                {(conflicts > 0)
                    .then(|| {
                        view! {
                            <section class="conflicts">
                                <h2>
                                    <Icon picture=Picture::Warning />
                                    {t.conflicts_title(&t.counted(conflicts, &object.names))}
                                </h2>
                                <p class="muted">{t.conflicts_text()}</p>
                                {(listed < conflicts)
                                    .then(|| {
                                        view! {
                                            <p class="note warn">
                                                {t.conflicts_listed(&t.number(listed))}
                                            </p>
                                        }
                                    })}
                                {cards}
                                {(conflicts > 1)
                                    .then(|| {
                                        view! {
                                            <label class="field">
                                                <span>{t.for_all()}</span>
                                                <select name=field_name!(RestoreRecords.form.all)>
                                                    <option value="">{t.for_each()}</option>
                                                    {ways
                                                        .into_iter()
                                                        .map(|choice| {
                                                            view! {
                                                                <option value=choice
                                                                    .tag()>{t.choice_for_all(choice)}</option>
                                                            }
                                                        })
                                                        .collect_view()}
                                                </select>
                                            </label>
                                        }
                                    })}
                            </section>
                        }
                    })}
                {hidden(&ask)}
            </div>
            <footer>
                <a class="btn" href=back>
                    {t.cancel()}
                </a>
                <button class="btn primary" disabled=plan.count == 0>
                    <Icon picture=Picture::Undo />
                    {t.restore()}
                </button>
            </footer>
        </form>
    }
}

fn card(t: Messages, slug: &str, conflict: &Conflict) -> impl IntoView + use<> {
    let keys = conflict
        .keys
        .iter()
        .map(|key| match &key.holder {
            Some((id, name)) => view! {
                <p>
                    {t.conflict_key(&key.key, name)} " "
                    <a class="link" href=format!("/{slug}/{id}")>
                        {t.open_other(name)}
                    </a>
                </p>
            }
            .into_any(),
            // No holder to name: it is not visible to the user, or it is another record of the same restore.
            None => view! { <p>{t.conflict_same_set(&key.key)}</p> }.into_any(),
        })
        .collect_view();
    let stage = conflict.stage.as_ref().map(|stage| {
        let name = match t.0 {
            Lang::En => &stage.name_en,
            Lang::It => &stage.name_it,
        };
        view! { <p>{t.conflict_stage(name)}</p> }
    });
    let owner = conflict.owner.as_ref().map(|owner| view! { <p>{t.conflict_owner(&owner.name)}</p> });
    let name = format!("{}[{}]", field_name!(RestoreRecords.form.choices), conflict.record);
    // The preselected resolution keeps the deactivated owner where that is possible, because it changes least.
    let first = conflict.ways_out().find(|choice| *choice == Choice::Keep).or_else(|| conflict.ways_out().next());
    let ways = conflict
        .ways_out()
        .map(|choice| {
            view! {
                <label class="radio">
                    <input
                        type="radio"
                        name=name.clone()
                        value=choice.tag()
                        checked=Some(choice) == first
                    />
                    {t.way_out(conflict, choice)}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="conflict">
            <legend>{conflict.name.clone()}</legend>
            {keys}
            {stage}
            {owner}
            {ways}
        </fieldset>
    }
}
