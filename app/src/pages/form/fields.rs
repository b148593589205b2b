//! The fields of a record form: one input for each property, by the property's type.

use crate::i18n::{Messages, messages};
use domain::{
    object::{OWNER, Object, Property, PropertyKind, SECONDARY_KEYS, STAGE},
    people::Person,
    record::{FieldError, RecordInput},
    value::{BETWEEN, LINK_MAX, LONG_TEXT_MAX, Money, NO, Problem, TEXT_MAX, YES},
};
use leptos::prelude::*;

/// The state of the form that the fields are rendered with.
struct Form<'a> {
    t: Messages,
    object: &'a Object,
    errors: &'a [FieldError],
    people: &'a [Person],
}

/// An option: the value that is sent and the text that is shown.
type Choices = Vec<(String, String)>;

/// The fields of all properties of an object.
#[component]
pub fn Fields(object: Object, input: RecordInput, owners: Vec<Person>, errors: Vec<FieldError>) -> impl IntoView {
    let t = messages();
    let form = Form { t, object: &object, errors: &errors, people: &owners };
    let properties = object
        .properties
        .iter()
        .map(|property| {
            let value = input.values.get(&property.key).cloned().unwrap_or_default();
            form.property(property, &value)
        })
        .collect_view();
    let further = object.has_secondary_keys().then(|| {
        let hint = view! {
            <small id="hint-further" class="hint">
                {t.further_emails_hint()}
            </small>
        };
        let field = form.text_area(SECONDARY_KEYS, &input.secondary_keys, 2);
        form.labelled(
            SECONDARY_KEYS,
            t.further_emails(),
            view! {
                {field}
                {hint}
            }
            .into_any(),
        )
    });
    let stage = (!object.pipelines.is_empty()).then(|| form.stage(&input.stage));
    let people = owners.iter().map(|owner| (owner.id.to_string(), owner.name.clone())).collect();
    let owner = form.labelled(OWNER, t.column_owner(), form.select(OWNER, t.unassigned(), people, &input.owner));
    view! { <div class="grid">{properties} {further} {stage} {owner}</div> }
}

impl Form<'_> {
    fn property(&self, property: &Property, value: &str) -> AnyView {
        let (key, t) = (property.key.as_str(), self.t);
        let field = match property.kind {
            // Not `email` or `url`: the browser would show its own message first, in its own language.
            PropertyKind::Text | PropertyKind::Domain => self.input(key, value, "text", None, TEXT_MAX),
            PropertyKind::Email => self.input(key, value, "text", Some("email"), TEXT_MAX),
            PropertyKind::Link => self.input(key, value, "text", Some("url"), LINK_MAX),
            PropertyKind::Phone => self.input(key, value, "tel", None, TEXT_MAX),
            PropertyKind::Number => self.input(key, value, "text", Some("decimal"), TEXT_MAX),
            PropertyKind::Money => self.money(key, value),
            PropertyKind::LongText => self.text_area(key, value, 4),
            PropertyKind::Date => self.input(key, value, "date", None, TEXT_MAX),
            // The stored value has seconds and a time zone, which a `datetime-local` input does not accept.
            PropertyKind::DateTime => {
                let typed =
                    value.strip_suffix('Z').map_or(value, |stored| stored.strip_suffix(":00").unwrap_or(stored));
                self.input(key, typed, "datetime-local", None, TEXT_MAX)
            }
            PropertyKind::YesNo => {
                let choices = vec![(YES.to_owned(), t.yes().to_owned()), (NO.to_owned(), t.no().to_owned())];
                self.select(key, t.no_value(), choices, value)
            }
            PropertyKind::OneOf => self.select(key, t.no_value(), self.options(property, value), value),
            PropertyKind::ManyOf => return self.ticks(property, value),
            PropertyKind::User => {
                let people = self.people.iter().map(|person| (person.id.to_string(), person.name.clone())).collect();
                self.select(key, t.unassigned(), people, value)
            }
        };
        match property.kind {
            // Date-times are shown in UTC, so they are typed in UTC.
            PropertyKind::DateTime => self.labelled(key, &format!("{} (UTC)", property.label(t.0)), field),
            _ => self.labelled(key, property.label(t.0), field),
        }
    }

    /// The active options, and the chosen ones even if they were archived meanwhile.
    fn options(&self, property: &Property, value: &str) -> Choices {
        let chosen = |tag: &str| value.split(BETWEEN).any(|word| word == tag);
        let offered = property.options.iter().filter(|option| option.archived.is_none() || chosen(&option.tag));
        offered.map(|option| (option.tag.clone(), option.label(self.t.0).to_owned())).collect()
    }

    fn input(&self, key: &str, value: &str, kind: &'static str, mode: Option<&'static str>, most: usize) -> AnyView {
        view! {
            <input
                id=format!("field-{key}")
                name=key.to_owned()
                type=kind
                inputmode=mode
                maxlength=most
                autocomplete="off"
                autofocus=self.is_first_wrong(key)
                aria-describedby=format!("error-{key}")
                aria-invalid=self.invalid(key)
                value=value.to_owned()
            />
        }
        .into_any()
    }

    fn text_area(&self, key: &str, value: &str, rows: u8) -> AnyView {
        let hint = if key == SECONDARY_KEYS { " hint-further" } else { "" };
        view! {
            <textarea
                id=format!("field-{key}")
                name=key.to_owned()
                rows=rows
                maxlength=LONG_TEXT_MAX
                autofocus=self.is_first_wrong(key)
                aria-describedby=format!("error-{key}{hint}")
                aria-invalid=self.invalid(key)
            >
                {value.to_owned()}
            </textarea>
        }
        .into_any()
    }

    /// An amount and its currency. An amount that cannot be read is shown as it was sent.
    fn money(&self, key: &str, value: &str) -> AnyView {
        let (amount, currency) = Money::split(value);
        let choices = Money::CURRENCIES.map(|code| {
            view! {
                <option value=code selected=code == currency>
                    {code}
                </option>
            }
        });
        view! {
            <span class="joined">
                {self.input(key, amount, "text", Some("decimal"), TEXT_MAX)}
                <select name=format!("{key}.currency") aria-label=self.t.currency()>
                    {choices.collect_view()}
                </select>
            </span>
        }
        .into_any()
    }

    fn select(&self, key: &str, nothing: &'static str, choices: Choices, value: &str) -> AnyView {
        // An option that is no longer offered stays selected until another one is chosen.
        let gone = (!value.is_empty() && choices.iter().all(|(word, _)| word != value))
            .then(|| (value.to_owned(), value.to_owned()));
        let options = choices
            .into_iter()
            .chain(gone)
            .map(|(word, text)| {
                let here = word == value;
                view! {
                    <option value=word selected=here>
                        {text}
                    </option>
                }
            })
            .collect_view();
        view! {
            <select
                id=format!("field-{key}")
                name=key.to_owned()
                autofocus=self.is_first_wrong(key)
                aria-describedby=format!("error-{key}")
                aria-invalid=self.invalid(key)
            >
                <option value="" selected=value.is_empty()>
                    {nothing}
                </option>
                {options}
            </select>
        }
        .into_any()
    }

    fn ticks(&self, property: &Property, value: &str) -> AnyView {
        let key = &property.key;
        let chosen: Vec<&str> = value.split(BETWEEN).collect();
        let boxes = self
            .options(property, value)
            .into_iter()
            .map(|(tag, text)| {
                let checked = chosen.contains(&tag.as_str());
                view! {
                    <label class="radio">
                        <input type="checkbox" name=key.clone() value=tag checked=checked />
                        {text}
                    </label>
                }
            })
            .collect_view();
        view! {
            <fieldset class="field" id=format!("field-{key}")>
                <legend>{property.label(self.t.0).to_owned()}</legend>
                {boxes}
                {self.error(key)}
            </fieldset>
        }
        .into_any()
    }

    /// The stages, grouped by pipeline where there is more than one.
    fn stage(&self, value: &str) -> AnyView {
        let t = self.t;
        let option = |stage: &domain::object::Stage| {
            let here = stage.id.to_string() == value;
            view! {
                <option value=stage.id.to_string() selected=here>
                    {stage.name(t.0).to_owned()}
                </option>
            }
        };
        let many = self.object.pipelines.len() > 1;
        let stages = self
            .object
            .pipelines
            .iter()
            .map(|pipeline| {
                let stages = pipeline.stages.iter().map(option).collect_view();
                if many {
                    view! { <optgroup label=pipeline.name(t.0).to_owned()>{stages}</optgroup> }.into_any()
                } else {
                    stages.into_any()
                }
            })
            .collect_view();
        let field = view! {
            <select
                id=format!("field-{STAGE}")
                name=STAGE
                aria-describedby=format!("error-{STAGE}")
                aria-invalid=self.invalid(STAGE)
            >
                {stages}
            </select>
        };
        self.labelled(STAGE, t.column_stage(), field.into_any())
    }

    fn labelled(&self, key: &str, label: &str, field: AnyView) -> AnyView {
        view! {
            <div class="field">
                <label for=format!("field-{key}")>{label.to_owned()}</label>
                {field}
                {self.error(key)}
            </div>
        }
        .into_any()
    }

    /// The error message of a field, with a link to the record that already has the value.
    fn error(&self, key: &str) -> AnyView {
        let mine = self.errors.iter().filter(|error| error.field == key);
        let texts = mine
            .map(|error| {
                let link = match &error.problem {
                    Problem::KeyTaken { holder: Some((id, name)), .. } => Some(view! {
                        " "
                        <a href=format!("/{}/{id}", self.object.slug) rel="external">
                            {self.t.open_other(name)}
                        </a>
                    }),
                    _ => None,
                };
                view! { <span>{self.t.problem(&error.problem)} {link}</span> }
            })
            .collect_view();
        view! {
            <span class="error" id=format!("error-{key}")>
                {texts}
            </span>
        }
        .into_any()
    }

    fn invalid(&self, key: &str) -> Option<&'static str> {
        self.errors.iter().any(|error| error.field == key).then_some("true")
    }

    /// The first invalid field gets the focus.
    fn is_first_wrong(&self, key: &str) -> bool {
        self.errors.first().is_some_and(|error| error.field == key)
    }
}
