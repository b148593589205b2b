//! Server functions for roles, for user administrators.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::users::{administrator, changer, number, tell};
use crate::{
    context::{fail, reauthenticated, send_form_to},
    error::{AppError, bad_input},
    page_form::{FormFields, FormOutcome, PageForm, RouteParams, posted},
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

/// An object as a row of the permission matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleObject {
    /// The id of the object.
    pub id: ObjectId,
    /// The slug of the object.
    pub slug: String,
    /// The names of the object.
    pub names: ObjectNames,
}

/// The data of the list of roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolesScreen {
    /// Every role.
    pub roles: Vec<RoleView>,
    /// Every object, for the rows of the matrix.
    pub objects: Vec<RoleObject>,
}

/// The data of the page of a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleScreen {
    /// The role, with the grants of the form.
    pub view: RoleView,
    /// Every object, for the rows of the matrix.
    pub objects: Vec<RoleObject>,
    /// The text fields of the form.
    pub typed: RoleTyped,
    /// The reason why the form was refused.
    pub problem: Option<PeopleProblem>,
}

/// The text fields of a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleTyped {
    /// The name of the role.
    pub name: String,
    /// The maximum number of records of a deletion without approval; empty for no limit.
    pub approval_count: String,
    /// The maximum amount of the open deals in a deletion without approval; empty for no limit.
    pub approval_amount: String,
}

/// The name of the form fields of rights.
pub(crate) const RIGHT: &str = "right";

/// The name of the form field for the reach of an action on an object.
pub(crate) fn reach_field(object: ObjectId, action: Action) -> String {
    format!("{object}.{}", action.tag())
}

/// The name of the check box that extends an action to unassigned records.
pub(crate) fn nobodys_field(object: ObjectId, action: Action) -> String {
    format!("{object}.{}.unassigned", action.tag())
}

/// Returns every role.
#[server(prefix = "/api", endpoint = "roles/list", input = Json, output = Postcard)]
pub async fn list_roles() -> Result<RolesScreen, AppError> {
    let (engine, _, by) = administrator()?;
    let objects = engine.objects().active().await.map_err(fail)?;
    Ok(RolesScreen { roles: engine.people().roles(&by).await.map_err(fail)?, objects: rows(objects) })
}

/// The form of a role that was posted and not saved.
#[derive(Clone)]
pub struct RoleForm {
    typed: RoleTyped,
    grants: Grants,
    problem: PeopleProblem,
}

impl PageForm for RoleForm {
    async fn save(route: RouteParams, fields: FormFields) -> Result<FormOutcome<Self>, AppError> {
        let id: RoleId = route.parse("id")?;
        let (engine, _, by) = administrator()?;
        engine.people().role(&by, id).await.map_err(fail)?;
        let objects = engine.objects().active().await.map_err(fail)?;
        let (typed, mut grants) = read(&fields, &objects).ok_or_else(bad_input)?;
        let saved = match approval_policy(&typed) {
            Some(approval_policy) => {
                grants.approval_policy = approval_policy;
                let draft = RoleDraft { name: typed.name.clone(), grants: grants.clone() };
                engine.people().save_role(&reauthenticated(by)?, id, &draft).await.map_err(fail)?
            }
            None => Err(PeopleProblem::ApprovalPolicy),
        };
        Ok(match saved {
            Ok(()) => FormOutcome::Redirect(format!("/settings/roles/{id}?done=saved")),
            Err(problem) => FormOutcome::Show(Self { typed, grants, problem }),
        })
    }
}

/// Returns a role by its id.
#[server(prefix = "/api", endpoint = "roles/get", input = Json, output = Postcard)]
pub async fn get_role(id: RoleId) -> Result<RoleScreen, AppError> {
    let posted: Option<RoleForm> = posted()?;
    let (engine, _, by) = administrator()?;
    let mut view = engine.people().role(&by, id).await.map_err(fail)?;
    let objects = rows(engine.objects().active().await.map_err(fail)?);
    if let Some(RoleForm { typed, grants, problem }) = posted {
        // Fields that cannot be changed, and objects that the form does not contain, keep their values.
        if view.may_change {
            view.grants.objects.extend(grants.objects);
            view.grants.rights = grants.rights;
        }
        return Ok(RoleScreen { view, objects, typed, problem: Some(problem) });
    }
    let ApprovalPolicy { count, amount } = view.grants.approval_policy;
    let text = |most: Option<i64>| most.map(|most| most.to_string()).unwrap_or_default();
    let typed = RoleTyped { name: view.role.name.clone(), approval_count: text(count), approval_amount: text(amount) };
    Ok(RoleScreen { view, objects, typed, problem: None })
}

/// Copies a role with its grants and returns the id of the copy. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "roles/copy", output = Postcard)]
pub async fn copy_role(id: String) -> Result<Result<RoleId, PeopleProblem>, AppError> {
    let (engine, by) = changer()?;
    let id: RoleId = number(&id)?;
    let answer = engine.people().copy_role(&by, id).await.map_err(fail)?;
    let page = format!("/settings/roles/{}", answer.unwrap_or(id));
    tell(&page, "copied", answer.map(|_| ()));
    Ok(answer)
}

/// Deletes a role that no user has. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "roles/remove", output = Postcard)]
pub async fn remove_role(id: String) -> Result<Result<(), PeopleProblem>, AppError> {
    let (engine, by) = changer()?;
    let id: RoleId = number(&id)?;
    let answer = engine.people().remove_role(&by, id).await.map_err(fail)?;
    match answer {
        Ok(()) => send_form_to("/settings/roles?done=removed"),
        Err(problem) => tell(&format!("/settings/roles/{id}"), "", Err(problem)),
    }
    Ok(answer)
}

fn rows(objects: Vec<Object>) -> Vec<RoleObject> {
    objects.into_iter().map(|Object { id, slug, names, .. }| RoleObject { id, slug, names }).collect()
}

/// Parses the limits above which a deletion requires approval; `None` if a field is not a positive number.
fn approval_policy(typed: &RoleTyped) -> Option<ApprovalPolicy> {
    let most = |typed: &str| match typed.trim() {
        "" => Some(None),
        typed => typed.parse().ok().filter(|most| *most > 0).map(Some),
    };
    Some(ApprovalPolicy { count: most(&typed.approval_count)?, amount: most(&typed.approval_amount)? })
}

/// Parses the form; `None` if it is not one that the page could have sent. Objects that it does not contain are not
/// among the grants.
fn read(sent: &FormFields, objects: &[Object]) -> Option<(RoleTyped, Grants)> {
    let fields: BTreeMap<&str, &str> = sent.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let text = |name: &str| fields.get(name).copied().unwrap_or_default().to_owned();
    let mut grants = Grants::default();
    // The form of an object that was archived in the meantime is rejected, not ignored.
    let known: BTreeSet<String> =
        objects.iter().flat_map(|object| Action::ALL.map(|action| reach_field(object.id, action))).collect();
    let strange = |name: &str| name.contains('.') && !known.contains(name.strip_suffix(".unassigned").unwrap_or(name));
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
            // The reach of everyone's records includes unassigned records, whether the box is checked or not.
            let ticked = fields.contains_key(nobodys_field(object.id, action).as_str());
            granted.set(action, ScopedGrant { reach, unassigned: reach == Reach::Everything || ticked });
        }
        grants.objects.insert(object.id, granted);
    }
    for tag in sent.all(RIGHT) {
        grants.rights.insert(tag.parse::<Right>().ok()?);
    }
    let typed = RoleTyped {
        name: text("name"),
        approval_count: text("approval_count"),
        approval_amount: text("approval_amount"),
    };
    Some((typed, grants))
}
