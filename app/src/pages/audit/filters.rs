//! The filters of the audit log: a plain form that submits to the address of the filtered page.

use super::ADDRESS;
use crate::words::Say;
use domain::{
    audit::{AuditBy, AuditNames, AuditQuery, EventGroup, EventKind},
    time::Date,
};
use leptos::prelude::*;

pub fn filters(say: Say, query: &AuditQuery, names: &AuditNames) -> impl IntoView + use<> {
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
    let nobody = AuditBy::Nobody;
    let nobody = option(nobody.to_string(), say.audit_system().to_owned(), query.by == Some(nobody));
    let kinds = EventGroup::ALL
        .map(|group| {
            let kinds = EventKind::ALL
                .iter()
                .filter(|kind| kind.group() == group)
                .map(|kind| option(kind.tag().to_owned(), say.event_kind(*kind).to_owned(), query.kind == Some(*kind)))
                .collect_view();
            view! { <optgroup label=say.event_group(group)>{kinds}</optgroup> }
        })
        .into_iter()
        .collect_view();
    let objects = names
        .objects
        .iter()
        .filter(|object| object.open)
        .map(|object| {
            let name = say.capital(object.names.many(say.0));
            option(object.slug.clone(), name, query.object.as_ref() == Some(&object.slug))
        })
        .collect_view();
    view! {
        <form class="filters" method="get" action=ADDRESS>
            <label>
                {say.column_who()} <select name="by">
                    <option value="">{say.audit_anyone()}</option>
                    {nobody}
                    {people}
                </select>
            </label>
            <label>
                {say.audit_what()} <select name="kind">
                    <option value="">{say.filter_any()}</option>
                    {kinds}
                </select>
            </label>
            <label>
                {say.filter_object()} <select name="object">
                    <option value="">{say.filter_any()}</option>
                    {objects}
                </select>
            </label>
            <label>
                {say.filter_from()}
                <input type="date" name="from" value=query.from.map(Date::iso) />
            </label>
            <label>
                {say.filter_to()} <input type="date" name="to" value=query.to.map(Date::iso) />
            </label>
            <label>
                {say.audit_address()}
                <input
                    name="address"
                    value=query.address.clone()
                    title=say.audit_address_hint()
                    maxlength="64"
                    size="15"
                    autocomplete="off"
                    spellcheck="false"
                />
            </label>
            <button class="btn s">{say.filter_apply()}</button>
            {query
                .is_filtered()
                .then(|| {
                    view! {
                        <a class="link" href=ADDRESS>
                            {say.filter_clear()}
                        </a>
                    }
                })}
        </form>
    }
}
