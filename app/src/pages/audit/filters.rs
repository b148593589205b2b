//! The filters of the audit log: a plain form that submits to the address of the filtered page.

use super::ADDRESS;
use crate::i18n::Messages;
use domain::{
    audit::{AuditBy, AuditNames, AuditQuery, EventGroup, EventKind},
    time::Date,
};
use leptos::prelude::*;

pub fn filters(t: Messages, query: &AuditQuery, names: &AuditNames) -> impl IntoView + use<> {
    let option = |value: String, text: String, selected: bool| {
        view! {
            <option value=value selected=selected>
                {text}
            </option>
        }
    };
    let people = names
        .users
        .iter()
        .map(|user| option(user.id.to_string(), user.name.clone(), query.by == Some(AuditBy::User(user.id))))
        .collect_view();
    let system = AuditBy::System;
    let system = option(system.to_string(), t.audit_system().to_owned(), query.by == Some(system));
    let kinds = EventGroup::ALL
        .map(|group| {
            let kinds = EventKind::ALL
                .iter()
                .filter(|kind| kind.group() == group)
                .map(|kind| option(kind.tag().to_owned(), t.event_kind(*kind).to_owned(), query.kind == Some(*kind)))
                .collect_view();
            view! { <optgroup label=t.event_group(group)>{kinds}</optgroup> }
        })
        .into_iter()
        .collect_view();
    let objects = names
        .objects
        .iter()
        .filter(|object| object.open)
        .map(|object| {
            let name = t.capital(object.names.plural(t.0));
            option(object.slug.clone(), name, query.object.as_ref() == Some(&object.slug))
        })
        .collect_view();
    view! {
        <form class="filters" method="get" action=ADDRESS>
            <label>
                {t.column_who()} <select name="by">
                    <option value="">{t.audit_anyone()}</option>
                    {system}
                    {people}
                </select>
            </label>
            <label>
                {t.audit_what()} <select name="kind">
                    <option value="">{t.filter_any()}</option>
                    {kinds}
                </select>
            </label>
            <label>
                {t.filter_object()} <select name="object">
                    <option value="">{t.filter_any()}</option>
                    {objects}
                </select>
            </label>
            <label>
                {t.filter_from()} <input type="date" name="from" value=query.from.map(Date::iso) />
            </label>
            <label>
                {t.filter_to()} <input type="date" name="to" value=query.to.map(Date::iso) />
            </label>
            <label>
                {t.audit_address()}
                <input
                    name="address"
                    value=query.address.clone()
                    title=t.audit_address_hint()
                    maxlength="64"
                    size="15"
                    autocomplete="off"
                    spellcheck="false"
                />
            </label>
            <button class="btn small">{t.filter_apply()}</button>
            {query
                .is_filtered()
                .then(|| {
                    view! {
                        <a class="link" href=ADDRESS>
                            {t.filter_clear()}
                        </a>
                    }
                })}
        </form>
    }
}
