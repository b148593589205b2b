//! The card of the OpenID Connect provider: the linked identities, and a button that unlinks each.

use crate::i18n::Messages;
use domain::{account::AccountView, provider::IdentityRow};
use leptos::prelude::*;

/// The card; nothing where no provider is configured and no identity is linked.
pub(super) fn provider(t: Messages, view: &AccountView, name: Option<&str>) -> Option<AnyView> {
    if view.identities.is_empty() && name.is_none() {
        return None;
    }
    let rows = view.identities.iter().map(|row| identity(t, row, view.password)).collect_view();
    let text = match name.filter(|_| view.identities.is_empty()) {
        Some(name) => t.provider_none_text(name),
        None if view.password => t.provider_unlink_text().to_owned(),
        None => t.provider_only_text().to_owned(),
    };
    let role_managed_by_idp = view.identities.iter().any(|row| row.role_managed_by_idp);
    let follows = role_managed_by_idp.then(|| view! { <p class="muted">{t.provider_follows_text()}</p> });
    let card = view! {
        <section class="card form" id="provider">
            <h2>{t.provider_card()}</h2>
            <ul class="views">{rows}</ul>
            <p class="muted">{text}</p>
            {follows}
        </section>
    };
    Some(card.into_any())
}

fn identity(t: Messages, row: &IdentityRow, password: bool) -> impl IntoView + use<> {
    let unlink = password.then(|| {
        view! {
            <form method="post" action="/api/account/unlink">
                <input type="hidden" name="issuer" value=row.issuer.clone() />
                <button class="btn small">{t.provider_unlink()}</button>
            </form>
        }
    });
    view! {
        <li>
            <span>{t.provider_linked(&row.issuer, &t.date(row.since.date()))}</span>
            {unlink}
        </li>
    }
}
