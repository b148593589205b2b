//! Roles, for those who administer users.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::users::{administrator, changer, number, tell};
use crate::{
    context::{fail, send_form_to},
    error::{AppError, bad_input},
};
use domain::{
    ids::{ObjectId, RoleId},
    object::{Object, ObjectNames},
    policy::{Action, Grants, Guard, ObjectGrants, Reach, Right, ScopedGrant},
    roles::{RoleDraft, RoleView},
    users::PeopleProblem,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};
use std::collections::BTreeMap;

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
    /// The role.
    pub view: RoleView,
    /// Every object.
    pub objects: Vec<RoleObject>,
}

/// A role as a form sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleForm {
    /// Which.
    pub id: String,
    /// Its name.
    pub name: String,
    /// By the object's word in addresses: how far each action reaches, and whether to records of nobody.
    #[serde(default)]
    pub objects: BTreeMap<String, BTreeMap<String, String>>,
    /// The rights that are on.
    #[serde(default)]
    pub rights: Vec<String>,
    /// Most records that may be deleted without a second person; empty for any number.
    #[serde(default)]
    pub guard_count: String,
    /// Most that the open deals among them may come to; empty for any sum.
    #[serde(default)]
    pub guard_amount: String,
}

/// The name of the field of a tick that reaches records of nobody too.
pub(crate) fn nobodys(action: Action) -> String {
    format!("{}_nobody", action.tag())
}

/// Every role.
#[server(prefix = "/api", endpoint = "roles/list", input = Json, output = Postcard)]
pub async fn list_roles() -> Result<RolesScreen, AppError> {
    let (engine, _, by) = administrator()?;
    let objects = engine.objects().await.map_err(fail)?;
    Ok(RolesScreen { roles: engine.roles(&by).await.map_err(fail)?, objects: rows(objects) })
}

/// A role by its address.
#[server(prefix = "/api", endpoint = "roles/get", input = Json, output = Postcard)]
pub async fn get_role(id: RoleId) -> Result<RoleScreen, AppError> {
    let (engine, _, by) = administrator()?;
    let view = engine.role(&by, id).await.map_err(fail)?;
    Ok(RoleScreen { view, objects: rows(engine.objects().await.map_err(fail)?) })
}

/// Lets a role grant what the form says.
#[server(prefix = "/api", endpoint = "roles/save", output = Postcard)]
pub async fn save_role(form: RoleForm) -> Result<Result<(), PeopleProblem>, AppError> {
    let (engine, by) = changer()?;
    let id: RoleId = number(&form.id)?;
    let objects = engine.objects().await.map_err(fail)?;
    let mut draft = draft(&form, &objects).ok_or_else(bad_input)?;
    let answer = match guard(&form) {
        Some(guard) => {
            draft.grants.guard = guard;
            engine.save_role(&by, id, &draft).await.map_err(fail)?
        }
        None => Err(PeopleProblem::Guard),
    };
    tell(&format!("/settings/roles/{id}"), "saved", answer);
    Ok(answer)
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
fn guard(form: &RoleForm) -> Option<Guard> {
    let most = |typed: &str| match typed.trim() {
        "" => Some(None),
        typed => typed.parse().ok().filter(|most| *most > 0).map(Some),
    };
    Some(Guard { count: most(&form.guard_count)?, amount: most(&form.guard_amount)? })
}

/// What a form means; nothing where it means nothing. An object that it does not name is left as it is.
fn draft(form: &RoleForm, objects: &[Object]) -> Option<RoleDraft> {
    let mut grants = Grants::default();
    for (slug, fields) in &form.objects {
        let object = objects.iter().find(|object| object.slug == *slug)?;
        let mut granted = ObjectGrants::default();
        for action in Action::ALL {
            let reach: Reach = fields.get(action.tag())?.parse().ok()?;
            // Everything holds what is nobody's, ticked or not.
            let unassigned = reach == Reach::Everything || fields.contains_key(&nobodys(action));
            granted.set(action, ScopedGrant { reach, unassigned });
        }
        grants.objects.insert(object.id, granted);
    }
    for tag in &form.rights {
        grants.rights.insert(tag.parse::<Right>().ok()?);
    }
    Some(RoleDraft { name: form.name.clone(), grants })
}
