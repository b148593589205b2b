//! Roles, for those who administer users.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::users::{administrator, changer, number, tell};
use crate::{
    context::{fail, reauthenticated, send_form_to, sent_form},
    error::{AppError, bad_input},
};
use domain::{
    ids::{ObjectId, RoleId},
    object::{Object, ObjectNames},
    policy::{Action, ApprovalPolicy, Grants, ObjectGrants, Reach, Right, ScopedGrant},
    roles::{RoleDraft, RoleView},
    users::PeopleProblem,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};
use std::collections::{BTreeMap, BTreeSet};

/// An object as a row of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleObject {
    /// Which.
    pub id: ObjectId,
    /// Its word in addresses.
    pub slug: String,
    /// Its names.
    pub names: ObjectNames,
}

/// What the list of roles shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolesScreen {
    /// The roles.
    pub roles: Vec<RoleView>,
    /// Every object.
    pub objects: Vec<RoleObject>,
}

/// What the page of a role shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleScreen {
    /// The role, with the grants that the form has.
    pub view: RoleView,
    /// Every object.
    pub objects: Vec<RoleObject>,
    /// What the form has as text.
    pub typed: RoleTyped,
    /// Why it was not saved.
    pub problem: Option<PeopleProblem>,
}

/// The fields of a role that are typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleTyped {
    /// Its name.
    pub name: String,
    /// Most records that may be deleted without a second person; empty for any number.
    pub guard_count: String,
    /// Most that the open deals among them may come to; empty for any sum.
    pub guard_amount: String,
}

/// The name of the field of a right that is on.
pub(crate) const RIGHT: &str = "right";

/// The name of the field that says how far an action on an object reaches.
pub(crate) fn reach_field(object: ObjectId, action: Action) -> String {
    format!("{object}.{}", action.tag())
}

/// The name of the field of a tick that reaches records of nobody too.
pub(crate) fn nobodys_field(object: ObjectId, action: Action) -> String {
    format!("{object}.{}.nobody", action.tag())
}

/// Every role.
#[server(prefix = "/api", endpoint = "roles/list", input = Json, output = Postcard)]
pub async fn list_roles() -> Result<RolesScreen, AppError> {
    let (engine, _, by) = administrator()?;
    let objects = engine.objects().await.map_err(fail)?;
    Ok(RolesScreen { roles: engine.roles(&by).await.map_err(fail)?, objects: rows(objects) })
}

/// A role by its address. The page is the answer to its own form: what was sent is saved, and leads back to the role; or the
/// screen has what was sent, and says what is wrong with it.
#[server(prefix = "/api", endpoint = "roles/get", input = Json, output = Postcard)]
pub async fn get_role(id: RoleId) -> Result<RoleScreen, AppError> {
    let (engine, _, by) = administrator()?;
    let view = engine.role(&by, id).await.map_err(fail)?;
    let all = engine.objects().await.map_err(fail)?;
    let ApprovalPolicy { count, amount } = view.grants.guard;
    let text = |most: Option<i64>| most.map(|most| most.to_string()).unwrap_or_default();
    let typed = RoleTyped { name: view.role.name.clone(), guard_count: text(count), guard_amount: text(amount) };
    let Some(sent) = sent_form() else { return Ok(RoleScreen { view, objects: rows(all), typed, problem: None }) };
    let (typed, mut grants) = read(&sent, &all).ok_or_else(bad_input)?;
    let saved = match guard(&typed) {
        Some(guard) => {
            grants.guard = guard;
            let draft = RoleDraft { name: typed.name.clone(), grants: grants.clone() };
            engine.save_role(&reauthenticated(by)?, id, &draft).await.map_err(fail)?
        }
        None => Err(PeopleProblem::ApprovalPolicy),
    };
    let problem = saved.err();
    if problem.is_none() {
        leptos_axum::redirect(&format!("/settings/roles/{id}?done=saved"));
    }
    let mut view = view;
    // What stays as it is, is shown as it is; and so are objects that the form does not name.
    if view.may_change {
        view.grants.objects.extend(grants.objects);
        view.grants.rights = grants.rights;
    }
    Ok(RoleScreen { view, objects: rows(all), typed, problem })
}

/// Makes a role that grants what another does.
#[server(prefix = "/api", endpoint = "roles/copy", output = Postcard)]
pub async fn copy_role(id: String) -> Result<Result<RoleId, PeopleProblem>, AppError> {
    let (engine, by) = changer()?;
    let id: RoleId = number(&id)?;
    let answer = engine.copy_role(&by, id).await.map_err(fail)?;
    let page = format!("/settings/roles/{}", answer.unwrap_or(id));
    tell(&page, "copied", answer.map(|_| ()));
    Ok(answer)
}

/// Removes a role that nobody has.
#[server(prefix = "/api", endpoint = "roles/remove", output = Postcard)]
pub async fn remove_role(id: String) -> Result<Result<(), PeopleProblem>, AppError> {
    let (engine, by) = changer()?;
    let id: RoleId = number(&id)?;
    let answer = engine.remove_role(&by, id).await.map_err(fail)?;
    match answer {
        Ok(()) => send_form_to("/settings/roles?done=removed"),
        Err(problem) => tell(&format!("/settings/roles/{id}"), "", Err(problem)),
    }
    Ok(answer)
}

fn rows(objects: Vec<Object>) -> Vec<RoleObject> {
    objects.into_iter().map(|Object { id, slug, names, .. }| RoleObject { id, slug, names }).collect()
}

/// What may be deleted alone; nothing where a number is none.
fn guard(typed: &RoleTyped) -> Option<ApprovalPolicy> {
    let most = |typed: &str| match typed.trim() {
        "" => Some(None),
        typed => typed.parse().ok().filter(|most| *most > 0).map(Some),
    };
    Some(ApprovalPolicy { count: most(&typed.guard_count)?, amount: most(&typed.guard_amount)? })
}

/// What a form says; nothing where it says what no form of ours does. An object that it does not name is not among the grants.
fn read(sent: &[(String, String)], objects: &[Object]) -> Option<(RoleTyped, Grants)> {
    let fields: BTreeMap<&str, &str> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let text = |name: &str| fields.get(name).copied().unwrap_or_default().to_owned();
    let mut grants = Grants::default();
    // An object that went while the form was open is not passed over in silence.
    let known: BTreeSet<String> =
        objects.iter().flat_map(|object| Action::ALL.map(|action| reach_field(object.id, action))).collect();
    let strange = |name: &str| name.contains('.') && !known.contains(name.strip_suffix(".nobody").unwrap_or(name));
    if fields.keys().any(|name| strange(name)) {
        return None;
    }
    for object in objects {
        let reaches = Action::ALL.map(|action| fields.get(reach_field(object.id, action).as_str()));
        if reaches.iter().all(Option::is_none) {
            continue;
        }
        let mut granted = ObjectGrants::default();
        for (action, reach) in Action::ALL.into_iter().zip(reaches) {
            let reach: Reach = reach?.parse().ok()?;
            // Everything holds what is nobody's, ticked or not.
            let ticked = fields.contains_key(nobodys_field(object.id, action).as_str());
            granted.set(action, ScopedGrant { reach, unassigned: reach == Reach::Everything || ticked });
        }
        grants.objects.insert(object.id, granted);
    }
    for (_, tag) in sent.iter().filter(|(name, _)| name == RIGHT) {
        grants.rights.insert(tag.parse::<Right>().ok()?);
    }
    let typed = RoleTyped { name: text("name"), guard_count: text("guard_count"), guard_amount: text("guard_amount") };
    Some((typed, grants))
}
