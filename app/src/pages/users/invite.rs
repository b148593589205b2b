//! Inviting a user, and accepting an invitation.

use super::{back, told};
use crate::{
    api::users::{GetInvitation, InviteForm, InviteScreen},
    layout::Brand,
    load::{load, show},
    pages::{field::Asked, problem_note},
    query::{Query, use_query},
    words::{Say, say},
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
    show(load(|| Some(InviteForm {}), None), move |screen| invite(say(), screen, &map.get_untracked()))
}

fn invite(say: Say, screen: InviteScreen, map: &Query) -> AnyView {
    let chosen: Option<RoleId> = map.get("role").and_then(|role| role.parse().ok());
    let roles = screen
        .roles
        .into_iter()
        .map(|role| {
            let usual = role.built_in() == Some(BuiltInRole::Member);
            let selected = chosen.map_or(usual, |chosen| chosen == role.id);
            view! {
                <option value=role.id.to_string() selected=selected>
                    {say.role_called(&role)}
                </option>
            }
        })
        .collect_view();
    let langs = Lang::ALL
        .map(|lang| {
            let text = match lang {
                Lang::En => say.english(),
                Lang::It => say.italian(),
            };
            view! {
                <option value=lang.tag() selected=lang == say.0>
                    {text}
                </option>
            }
        })
        .collect_view();
    view! {
        <Title text=say.user_invite() />
        {back("/settings/users", say.user_back())}
        <form class="card form" method="post" action="/api/users/invite">
            <h1>{say.user_invite()}</h1>
            {told(say, map)}
            <p class="muted">{say.invite_text(INVITATION_DAYS)}</p>
            <label class="field">
                <span>{say.email()}</span>
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
                <span>{say.role_column()}</span>
                <select name="role">{roles}</select>
            </label>
            <label class="field">
                <span>{say.invite_lang()}</span>
                <select name="lang">{langs}</select>
            </label>
            <p class="hint">{say.invite_way(&screen.way)}</p>
            <footer>
                <a class="btn" href="/settings/users">
                    {say.cancel()}
                </a>
                <button class="btn primary">{say.invite_send()}</button>
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
                    let say = say();
                    match screen.email {
                        Some(email) => accept(say, &email, &map.get_untracked()),
                        None => over(say),
                    }
                },
            )}
        </main>
    }
}

fn over(say: Say) -> AnyView {
    view! {
        <Title text=say.invitation_title() />
        <section class="card form">
            <h1>{say.invitation_title()}</h1>
            <p class="note danger" role="alert">
                {say.invitation_over()}
            </p>
            <a class="btn" href="/sign-in">
                {say.sign_in()}
            </a>
        </section>
    }
    .into_any()
}

fn accept(say: Say, email: &str, map: &Query) -> AnyView {
    let problem = map.get("problem");
    let at = |name: &str| problem.as_deref().filter(|problem| *problem == name);
    let name = at("name").map(|_| say.problem_name(100));
    let password = problem.as_deref().and_then(|problem| problem.parse::<PasswordError>().ok());
    let again = at("differ").map(|_| say.passwords_differ().to_owned());
    let asked = Asked { label: say.your_name(), kind: "text", name: "form[name]", complete: "name" };
    view! {
        <Title text=say.invitation_title() />
        <form class="card form" method="post" action="/api/invitation/accept">
            <h1>{say.invitation_title()}</h1>
            <p class="muted">{say.invitation_text(email)}</p>
            {problem_note(at("taken").map(|_| say.problem_user_taken().to_owned()))}
            {asked.show(map.get("name"), name)}
            {Asked::password(say.password(), "form[password]", "new-password")
                .show(None, password.map(|error| say.password_problem(error)))}
            <p class="hint">{say.password_hint(PASSWORD_MIN)}</p>
            {Asked::password(say.password_again(), "form[again]", "new-password").show(None, again)}
            // Tells password managers which e-mail address belongs to the new password.
            <input type="hidden" name="username" autocomplete="username" value=email.to_owned() />
            <input type="hidden" name="form[token]" value=map.get("token").unwrap_or_default() />
            <button class="btn primary">{say.invitation_accept()}</button>
        </form>
    }
    .into_any()
}
