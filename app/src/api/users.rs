//! Server functions for users and invitations, for user administrators, and for the page that accepts an invitation.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::{
    context::{actor, came_from, fail, reauthenticated, refuse, send_form_to, services},
    cookie::Cookie,
    error::{AppError, bad_input},
};
use domain::{
    ids::{InvitationId, RecordId, SessionId, UserId},
    mail::MailWay,
    people::Lang,
    policy::{Actor, Reauthenticated, UserAdministrator},
    roles::RoleName,
    users::{EffectivePermissionsView, Invite, PeopleProblem, PermissionQuery, UserQuery, UserView, UsersPage},
};
use engine::Engine;
use leptos::prelude::*;
use leptos_router::location::Url;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};
use std::str::FromStr;

/// The data of the list of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersScreen {
    /// The query, as parsed from the address.
    pub query: UserQuery,
    /// The page of users that it finds.
    pub page: UsersPage,
}

/// The data of the invitation form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteScreen {
    /// The roles that can be assigned.
    pub roles: Vec<RoleName>,
    /// The configured mail transport.
    pub way: MailWay,
}

/// The data of the page that accepts an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationScreen {
    /// The e-mail address of the invited user; `None` if the link is not valid.
    pub email: Option<String>,
}

/// The form that accepts an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// The token of the invitation link.
    pub token: String,
    /// The name of the new user.
    pub name: String,
    /// The password of the new user.
    pub password: String,
    /// The password, repeated.
    pub again: String,
}

/// The engine, the signed-in user, and their permit to administer users.
pub(super) fn administrator() -> Result<(Engine, Actor, UserAdministrator), AppError> {
    let actor = actor()?;
    let by = actor.administer_users().map_err(refuse)?;
    Ok((services()?.engine, actor, by))
}

/// The engine, and a permit to change users, roles or teams, which requires a recent authentication.
pub(super) fn changer() -> Result<(Engine, Reauthenticated<UserAdministrator>), AppError> {
    let (engine, _, by) = administrator()?;
    Ok((engine, reauthenticated(by)?))
}

/// Parses a number in a form; otherwise the error is a bad request.
pub(super) fn number<T: FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| bad_input())
}

/// Redirects a form to a page that shows its result: the action that was done, or the reason why it was refused.
pub(super) fn tell(page: &str, done: &str, answer: Result<(), PeopleProblem>) {
    let (name, word) = match answer {
        Ok(()) => ("done", done),
        Err(problem) => ("problem", problem.tag()),
    };
    let sign = if page.contains('?') { '&' } else { '?' };
    send_form_to(&format!("{page}{sign}{name}={word}"));
}

/// Returns a page of users; `pairs` are the query parameters of the address.
#[server(prefix = "/api", endpoint = "users/list", input = Json, output = Postcard)]
pub async fn list_users(pairs: Vec<(String, String)>) -> Result<UsersScreen, AppError> {
    let (engine, _, by) = administrator()?;
    let query =
        UserQuery::from_address(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()));
    let page = engine.people().list_users(&by, &query).await.map_err(fail)?;
    Ok(UsersScreen { query, page })
}

/// Returns a user by their id.
#[server(prefix = "/api", endpoint = "users/get", input = Json, output = Postcard)]
pub async fn get_user(id: UserId) -> Result<UserView, AppError> {
    let (engine, actor, by) = administrator()?;
    engine.people().user_view(&by, &actor, id).await.map_err(fail)
}

/// Returns the effective permissions of a user on a record, given by its address or id, or on the records of an object.
#[server(prefix = "/api", endpoint = "users/permissions", input = Json, output = Postcard)]
pub async fn get_user_permissions(
    id: UserId,
    record: String,
    object: String,
) -> Result<EffectivePermissionsView, AppError> {
    let (engine, actor, by) = administrator()?;
    let ask = if let Some(record) = record_meant(&record) {
        Some(PermissionQuery::Record(record))
    } else if record.trim().is_empty() {
        (!object.is_empty()).then_some(PermissionQuery::Object(object))
    } else {
        return Err(fail(engine::Error::NotFound));
    };
    engine.people().effective_permissions(&by, &actor, id, ask.as_ref()).await.map_err(fail)
}

/// Parses the id of a record, or the last number of its address.
fn record_meant(text: &str) -> Option<RecordId> {
    let path = text.trim().split(['?', '#']).next()?;
    path.rsplit('/').find_map(|step| step.parse().ok())
}

/// Returns the data of the invitation form.
#[server(prefix = "/api", endpoint = "users/invite-form", input = Json, output = Postcard)]
pub async fn invite_form() -> Result<InviteScreen, AppError> {
    let (engine, _, by) = administrator()?;
    let roles = engine.people().roles(&by).await.map_err(fail)?;
    let roles = roles.into_iter().filter(|view| by.may_grant(&view.grants)).map(|view| view.role).collect();
    Ok(InviteScreen { roles, way: (*services()?.mail).clone() })
}

/// Invites a user by e-mail. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "users/invite", output = Postcard)]
pub async fn invite_user(
    email: String,
    role: String,
    lang: String,
) -> Result<Result<InvitationId, PeopleProblem>, AppError> {
    let (engine, by) = changer()?;
    let lang: Lang = lang.parse().unwrap_or_default();
    let invite = Invite { email: email.clone(), role: role.parse().ok(), lang };
    let answer = engine.people().invite(&by, &invite).await.map_err(fail)?;
    match answer {
        Ok(_) => tell("/settings/users", "invited", Ok(())),
        Err(problem) => {
            let page = format!("/settings/users/invite?email={}&role={}", Url::escape(&email), Url::escape(&role));
            tell(&page, "", Err(problem));
        }
    }
    Ok(answer)
}

/// Sends an invitation again. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "users/invite-again", output = Postcard)]
pub async fn invite_again(id: String) -> Result<Result<(), PeopleProblem>, AppError> {
    let (engine, by) = changer()?;
    let answer = engine.people().invite_again(&by, number(&id)?).await.map_err(fail)?;
    tell("/settings/users", "again", answer);
    Ok(answer)
}

/// Withdraws an invitation. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "users/withdraw", output = Postcard)]
pub async fn withdraw_invitation(id: String) -> Result<Result<(), PeopleProblem>, AppError> {
    let (engine, by) = changer()?;
    let answer = engine.people().withdraw_invitation(&by, number(&id)?).await.map_err(fail)?;
    tell("/settings/users", "withdrawn", answer);
    Ok(answer)
}

/// Deactivates a user, who can then no longer sign in. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "users/deactivate", output = Postcard)]
pub async fn deactivate_user(id: String) -> Result<Result<(), PeopleProblem>, AppError> {
    let (engine, by) = changer()?;
    let id: UserId = number(&id)?;
    let answer = engine.people().deactivate_user(&by, id).await.map_err(fail)?;
    tell(&format!("/settings/users/{id}"), "deactivated", answer);
    Ok(answer)
}

/// Reactivates a deactivated user. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "users/reactivate", output = Postcard)]
pub async fn reactivate_user(id: String) -> Result<Result<(), PeopleProblem>, AppError> {
    let (engine, by) = changer()?;
    let id: UserId = number(&id)?;
    let answer = engine.people().reactivate_user(&by, id).await.map_err(fail)?;
    tell(&format!("/settings/users/{id}"), "reactivated", answer);
    Ok(answer)
}

/// Assigns another role to a user. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "users/role", output = Postcard)]
pub async fn assign_role(id: String, role: String) -> Result<Result<(), PeopleProblem>, AppError> {
    let (engine, by) = changer()?;
    let id: UserId = number(&id)?;
    let answer = engine.people().assign_role(&by, id, number(&role)?).await.map_err(fail)?;
    tell(&format!("/settings/users/{id}"), "saved", answer);
    Ok(answer)
}

/// Ends a session of another user. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "users/end-session", output = Postcard)]
pub async fn end_session(id: String, session: String) -> Result<Result<(), PeopleProblem>, AppError> {
    let (engine, by) = changer()?;
    let (id, session): (UserId, SessionId) = (number(&id)?, number(&session)?);
    let answer = engine.people().end_session(&by, id, session).await.map_err(fail)?;
    tell(&format!("/settings/users/{id}"), "ended", answer);
    Ok(answer)
}

/// Removes the second factor of another user. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "users/reset-two-step", output = Postcard)]
pub async fn reset_two_step(id: String) -> Result<Result<(), PeopleProblem>, AppError> {
    let (engine, by) = changer()?;
    let id: UserId = number(&id)?;
    let answer = engine.people().reset_two_step(&by, id).await.map_err(fail)?;
    tell(&format!("/settings/users/{id}"), "reset", answer);
    Ok(answer)
}

/// Returns the invitation with this token. All invalid tokens give the same answer, which is not an error.
#[server(prefix = "/api", endpoint = "invitation/get", input = Json, output = Postcard)]
pub async fn get_invitation(token: String) -> Result<InvitationScreen, AppError> {
    let invitation = services()?.engine.people().invitation(&token).await.map_err(fail)?;
    Ok(InvitationScreen { email: invitation.map(|invitation| invitation.email) })
}

/// Creates a user from an invitation and signs them in.
#[server(prefix = "/api", endpoint = "invitation/accept")]
pub async fn accept_invitation(form: Acceptance) -> Result<(), AppError> {
    use engine::people::{SetUpRefused, UserField, UserProblem};

    let services = services()?;
    let back = |problem: &str| {
        let (token, name) = (Url::escape(&form.token), Url::escape(&form.name));
        leptos_axum::redirect(&format!("/invitation?token={token}&name={name}&problem={problem}"));
    };
    if form.password != form.again {
        back("differ");
        return Ok(());
    }
    let from = came_from();
    let accepted = services
        .engine
        .people()
        .accept_invitation(&form.token, &form.name, &form.password, from.client())
        .await
        .map_err(fail)?;
    match accepted {
        Ok(sign_in) => {
            Cookie::Session.keep(services.secure, &sign_in.token, sign_in.seconds);
            leptos_axum::redirect("/");
        }
        Err(SetUpRefused::BadLink) => back("link"),
        Err(SetUpRefused::Invalid(problems)) => back(match problems.first() {
            Some((UserField::Name, _)) => "name",
            Some((UserField::Email, _)) => "taken",
            Some((_, UserProblem::Password(error))) => error.tag(),
            _ => "short",
        }),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_meant_by_its_address_or_number() {
        for text in ["12", " 12 ", "/contacts/12", "https://crm.example/contacts/12?x=9#y", "/contacts/12/edit"] {
            assert_eq!(record_meant(text), Some(RecordId(12)), "{text}");
        }
        for text in ["", "x", "/contacts", "?12"] {
            assert_eq!(record_meant(text), None, "{text}");
        }
    }
}
