//! The editor of a view's filter: first a property is chosen, then an operator and a value. Plain forms whose address is that
//! of the view plus the condition being edited.

use super::slug;
use crate::{
    api::filters::{FilterScreen, GetFilter},
    i18n::{Messages, messages},
    load::{load, show},
    query::{Query, use_query},
    ui::{Conditions, Icon, Picture},
};
use domain::{
    filter::{Compared, Field, ME},
    object::{Object, PropertyKind},
    people::Person,
    value::{NO, YES},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/contacts/filter`, with the query of a view and the condition being edited.
#[component]
pub fn Filter() -> impl IntoView {
    let slug = slug();
    let map = use_query();
    let pairs = move || {
        let map = map.get();
        let names = [
            "q", "f", "sort", "dir", "cols", "size", "board", "pipeline", "field", "test", "value", "to", "days",
            "group",
        ];
        let values = names.iter().flat_map(|name| map.all(name).into_iter().map(|value| ((*name).to_owned(), value)));
        values.collect::<Vec<_>>()
    };
    let ask = move || Some(GetFilter { slug: slug.get(), pairs: pairs() });
    show(load(ask, None), move |screen| {
        let map = map.get_untracked();
        let field = map.get("field").and_then(|word| Field::from_word(&word));
        page(screen, field, &Typed::of(&map))
    })
}

/// The values as they were sent, so that a value that cannot be read is shown again.
struct Typed {
    test: String,
    values: Vec<String>,
    to: String,
    days: String,
    group: String,
}

impl Typed {
    fn of(map: &Query) -> Self {
        let one = |name: &str| map.get(name).unwrap_or_default();
        let values = map.all("value");
        Self { test: one("test"), values, to: one("to"), days: one("days"), group: one("group") }
    }

    fn value(&self) -> String {
        self.values.last().cloned().unwrap_or_default()
    }
}

fn page(screen: FilterScreen, field: Option<Field>, typed: &Typed) -> AnyView {
    let t = messages();
    let title = t.filter_title(screen.object.names.plural(t.0));
    let field = field.filter(|field| field.compared(&screen.object).is_some());
    let form = match field {
        Some(field) => condition(t, &screen, &field, screen.problem.then_some(typed)),
        None => fields(t, &screen),
    };
    let FilterScreen { chips, back, board, .. } = screen;
    view! {
        <Title text=title.clone() />
        <section class="card form wide">
            <h1>{title}</h1>
            {present(t, chips)}
            {form}
            <footer>
                <a class="btn" href=back rel="external">
                    {if board { t.board_back() } else { t.filter_back() }}
                </a>
            </footer>
        </section>
    }
    .into_any()
}

/// The conditions that the view has already.
fn present(t: Messages, chips: Vec<Vec<(String, String)>>) -> AnyView {
    if chips.is_empty() {
        return view! { <p class="muted">{t.filter_none()}</p> }.into_any();
    }
    view! {
        <div class="filters">
            <Conditions groups=chips rel="external" />
        </div>
    }
    .into_any()
}

/// Hidden fields with the query of the view, so that submitting the form keeps it.
fn hidden(screen: &FilterScreen) -> AnyView {
    let pairs = screen.view.clone().into_iter();
    pairs.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view().into_any()
}

fn fields(t: Messages, screen: &FilterScreen) -> AnyView {
    let object = &screen.object;
    let options = Field::all(object)
        .into_iter()
        .map(|field| view! { <option value=field.word().to_owned()>{t.field(object, &field)}</option> })
        .collect_view();
    view! {
        <form method="get" action=format!("/{}/filter", object.slug) class="stack">
            {hidden(screen)}
            <label class="field">
                <span>{t.filter_field()}</span>
                <select name="field">{options}</select>
            </label>
            <div>
                <button class="btn primary">{t.filter_next()}</button>
            </div>
        </form>
    }
    .into_any()
}

fn condition(t: Messages, screen: &FilterScreen, field: &Field, wrong: Option<&Typed>) -> AnyView {
    let FilterScreen { object, filter, owners, .. } = screen;
    let Some(compared) = field.compared(object) else { return ().into_any() };
    let tests = compared
        .tests()
        .iter()
        .map(|test| {
            let here = wrong.is_some_and(|typed| typed.test == test.tag());
            view! {
                <option value=test.tag() selected=here>
                    {t.test(*test)}
                </option>
            }
        })
        .collect_view();
    let groups = filter.any.len();
    // The last group is the default.
    let group = wrong.and_then(|typed| typed.group.parse().ok()).unwrap_or(groups.saturating_sub(1));
    let into = (groups > 0).then(|| {
        let numbers = (0..groups)
            .map(|index| {
                let number = i64::try_from(index + 1).unwrap_or_default();
                view! {
                    <option value=index.to_string() selected=index == group>
                        {t.filter_in_group(&t.number(number))}
                    </option>
                }
            })
            .collect_view();
        view! {
            <label class="field">
                <span>{t.filter_into()}</span>
                <select name="group">
                    {numbers} <option value=groups.to_string() selected=group == groups>
                        {t.filter_new_group()}
                    </option>
                </select>
            </label>
        }
    });
    view! {
        <form method="get" action=format!("/{}/filter", object.slug) class="stack">
            {hidden(screen)}
            <input type="hidden" name="field" value=field.word().to_owned() />
            {wrong
                .map(|_| {
                    view! {
                        <p class="note danger" role="alert">
                            <Icon picture=Picture::Warning />
                            {t.filter_problem()}
                        </p>
                    }
                })}
            <label class="field">
                <span>{t.field(object, field)}</span>
                <select name="test">{tests}</select>
            </label>
            {values(t, object, field, compared, owners.clone(), wrong)}
            {into}
            <div>
                <button class="btn primary">{t.filter_add()}</button>
            </div>
        </form>
    }
    .into_any()
}

fn values(
    t: Messages,
    object: &Object,
    field: &Field,
    compared: Compared,
    owners: Vec<Person>,
    wrong: Option<&Typed>,
) -> AnyView {
    let input = |name: &'static str, label: &'static str, kind: &'static str, mode: Option<&'static str>| {
        let typed = wrong.map(|typed| match name {
            "to" => typed.to.clone(),
            "days" => typed.days.clone(),
            _ => typed.value(),
        });
        view! {
            <label class="field">
                <span>{label}</span>
                <input
                    name=name
                    type=kind
                    inputmode=mode
                    value=typed
                    aria-invalid=wrong.map(|_| "true")
                    autocomplete="off"
                    maxlength="100"
                />
            </label>
        }
    };
    match compared {
        Compared::Text => input("value", t.filter_value(), "text", None).into_any(),
        Compared::Number => view! {
            {input("value", t.filter_value(), "text", Some("decimal"))}
            {input("to", t.filter_second(), "text", Some("decimal"))}
        }
        .into_any(),
        Compared::Time => view! {
            {input("value", t.filter_value(), "date", None)}
            {input("to", t.filter_second(), "date", None)}
            {input("days", t.filter_days(), "text", Some("numeric"))}
        }
        .into_any(),
        Compared::Choice | Compared::Choices => {
            let boxes = choices(t, object, field, owners)
                .into_iter()
                .map(|(value, text)| {
                    view! {
                        <label class="radio">
                            <input type="checkbox" name="value" value=value />
                            {text}
                        </label>
                    }
                })
                .collect_view();
            view! {
                <fieldset class="field">
                    <legend>{t.filter_value()}</legend>
                    {boxes}
                </fieldset>
            }
            .into_any()
        }
    }
}

/// The options: the value that is sent and the text that is shown.
fn choices(t: Messages, object: &Object, field: &Field, owners: Vec<Person>) -> Vec<(String, String)> {
    let people = || {
        let me = (ME.to_owned(), t.filter_me().to_owned());
        std::iter::once(me).chain(owners.into_iter().map(|owner| (owner.id.to_string(), owner.name))).collect()
    };
    match (field, field.property(object)) {
        (Field::Owner, _) => people(),
        (Field::Stage, _) => object.stages().map(|stage| (stage.id.to_string(), stage.name(t.0).to_owned())).collect(),
        (_, Some(property)) => match property.kind {
            PropertyKind::User => people(),
            PropertyKind::YesNo => {
                vec![(YES.to_owned(), t.yes().to_owned()), (NO.to_owned(), t.no().to_owned())]
            }
            _ => {
                let options = property.options.iter();
                options.map(|option| (option.tag.clone(), option.label(t.0).to_owned())).collect()
            }
        },
        _ => Vec::new(),
    }
}
