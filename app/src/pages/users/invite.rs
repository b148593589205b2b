//! Inviting a user, and accepting an invitation.

use super::{back, told};
use crate::{
    api::users::{GetInvitation, InviteForm, InviteScreen},
    i18n::{Messages, messages},
    layout::Brand,
    load::{load, show},
    pages::{field::Asked, problem_note},
    query::{Query, use_query},
};
use domain::{
    email::EMAIL_MAX,
    ids::RoleId,
    password::{PASSWORD_MIN, PasswordError},
    people::Lang,
    policy::BuiltInRole,
    users::INVITATION_DAYS,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/users/invite`.
#[component]
pub fn Invite() -> impl IntoView {
    let map = use_query();
    show(load(|| Some(InviteForm {}), None), move |screen| invite(messages(), screen, &map.get_untracked()))
}

fn invite(t: Messages, screen: InviteScreen, map: &Query) -> AnyView {
    let chosen: Option<RoleId> = map.get("role").and_then(|role| role.parse().ok());
    let roles = screen
        .roles
        .into_iter()
        .map(|role| {
            let usual = role.built_in() == Some(BuiltInRole::Member);
            let selected = chosen.map_or(usual, |chosen| chosen == role.id);
            view! {
                <option value=role.id.to_string() selected=selected>
                    {t.role_called(&role)}
                </option>
            }
        })
        .collect_view();
    let langs = Lang::ALL
        .map(|lang| {
            let text = match lang {
                Lang::En => t.english(),
                Lang::It => t.italian(),
            };
            view! {
                <option value=lang.tag() selected=lang == t.0>
                    {text}
                </option>
            }
        })
        .collect_view();
    view! {
        <Title text=t.user_invite() />
        {back("/settings/users", t.user_back())}
        <form class="card form" method="post" action="/api/users/invite">
            <h1>{t.user_invite()}</h1>
            {told(t, map)}
            <p class="muted">{t.invite_text(INVITATION_DAYS)}</p>
            <label class="field">
                <span>{t.email()}</span>
                <input
                    type="email"
                    name="email"
                    required
                    maxlength=EMAIL_MAX
                    value=map.get("email")
                    autocomplete="off"
                />
            </label>
            <label class="field">
                <span>{t.role_column()}</span>
                <select name="role">{roles}</select>
            </label>
            <label class="field">
                <span>{t.invite_lang()}</span>
                <select name="lang">{langs}</select>
            </label>
            <p class="hint">{t.invite_way(&screen.way)}</p>
            <footer>
                <a class="btn" href="/settings/users">
                    {t.cancel()}
                </a>
                <button class="btn primary">{t.invite_send()}</button>
            </footer>
        </form>
    }
    .into_any()
}

/// `/invitation?token=…`: anyone with the link can accept the invitation.
#[component]
pub fn Accept() -> impl IntoView {
    let map = use_query();
    let ask = move || Some(GetInvitation { token: map.get().get("token").unwrap_or_default() });
    view! {
        <main class="alone" id="main">
            <Brand />
            {show(
                load(ask, None),
                move |screen| {
                    let t = messages();
                    match screen.email {
                        Some(email) => accept(t, &email, &map.get_untracked()),
                        None => over(t),
                    }
                },
            )}
        </main>
    }
}

fn over(t: Messages) -> AnyView {
    view! {
        <Title text=t.invitation_title() />
        <section class="card form">
            <h1>{t.invitation_title()}</h1>
            <p class="note danger" role="alert">
                {t.invitation_over()}
            </p>
            <a class="btn" href="/sign-in">
                {t.sign_in()}
            </a>
        </section>
    }
    .into_any()
}

fn accept(t: Messages, email: &str, map: &Query) -> AnyView {
    let problem = map.get("problem");
    let at = |name: &str| problem.as_deref().filter(|problem| *problem == name);
    let name = at("name").map(|_| t.problem_name(100));
    let password = problem.as_deref().and_then(|problem| problem.parse::<PasswordError>().ok());
    let again = at("differ").map(|_| t.passwords_differ().to_owned());
    let asked = Asked { label: t.your_name(), kind: "text", name: "form[name]", complete: "name" };
    view! {
        <Title text=t.invitation_title() />
        <form class="card form" method="post" action="/api/invitation/accept">
            <h1>{t.invitation_title()}</h1>
            <p class="muted">{t.invitation_text(email)}</p>
            {problem_note(at("taken").map(|_| t.problem_user_taken().to_owned()))}
            {asked.show(map.get("name"), name)}
            {Asked::password(t.password(), "form[password]", "new-password")
                .show(None, password.map(|error| t.password_problem(error)))}
            <p class="hint">{t.password_hint(PASSWORD_MIN)}</p>
            {Asked::password(t.password_again(), "form[again]", "new-password").show(None, again)}
            // Tells password managers which e-mail address belongs to the new password.
            <input type="hidden" name="username" autocomplete="username" value=email.to_owned() />
            <input type="hidden" name="form[token]" value=map.get("token").unwrap_or_default() />
            <button class="btn primary">{t.invitation_accept()}</button>
        </form>
    }
    .into_any()
}
