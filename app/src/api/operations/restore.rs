//! Server functions that restore records.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::TrashForm;
#[cfg(feature = "ssr")]
use crate::context::{fail, object, send_form_to};
use crate::error::AppError;
use domain::{
    object::Object,
    operation::{Receipt, RestorePlan, RestoreRefused},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The form that restores records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreForm {
    /// The slug of the object.
    pub object: String,
    /// The records in the trash.
    #[serde(flatten)]
    pub set: TrashForm,
    /// Whether the form is on the page of an operation or in a toast, not in the trash.
    #[serde(default)]
    pub undo: bool,
    /// The resolution of all conflicts; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub all: String,
    /// The resolutions of single records, by id.
    #[serde(default)]
    pub choices: std::collections::BTreeMap<String, String>,
}

/// The query of the page of the dry run of a restore.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreQuery {
    /// The slug of the object; empty for contacts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub object: String,
    /// The records in the trash.
    #[serde(flatten)]
    pub set: TrashForm,
    /// The reason why a restore was refused: `conflicts` or `nothing`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub problem: String,
}

/// The data of the dry run of a restore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreScreen {
    /// The definition of the object.
    pub object: Object,
    /// The result of the dry run.
    pub plan: RestorePlan,
}

/// Returns the dry run of restoring a set.
#[server(prefix = "/api", endpoint = "operations/plan-restore", input = Json, output = Postcard)]
pub async fn plan_restore(slug: String, set: TrashForm) -> Result<RestoreScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let plan = engine.operations().plan_restore(&actor, &object, &set.set()?).await.map_err(fail)?;
    Ok(RestoreScreen { object, plan })
}

/// Restores a set. The inner error lists the conflicts to resolve first; nothing was changed.
#[server(prefix = "/api", endpoint = "operations/restore", output = Postcard)]
pub async fn restore_records(form: RestoreForm) -> Result<Result<Receipt, RestoreRefused>, AppError> {
    use domain::{
        operation::{Choices, RestoreOrder},
        surface::Surface,
    };

    let (engine, actor, object) = object(&form.object).await?;
    let by_record = form.choices.iter().filter_map(|(id, choice)| Some((id.parse().ok()?, choice.parse().ok()?)));
    let order = RestoreOrder {
        set: form.set.set()?,
        choices: Choices { all: form.all.parse().ok(), by_record: by_record.collect() },
        surface: if form.undo { Surface::Operation } else { Surface::Trash },
    };
    let answer = engine.operations().restore(&actor, &object, &order).await.map_err(fail)?;
    match &answer {
        Ok(receipt) => send_form_to(&format!("/operations/{}?done=1", receipt.operation)),
        Err(RestoreRefused::Conflicts(_)) => send_form_to(&form.address("conflicts")),
        Err(RestoreRefused::Nothing) => send_form_to(&form.address("nothing")),
    }
    Ok(answer)
}

impl RestoreForm {
    /// The address of the dry run of this restore. `problem` is the reason why a form was refused; it may be empty.
    pub fn address(&self, problem: &str) -> String {
        let query = RestoreQuery { object: self.object.clone(), set: self.set.clone(), problem: problem.to_owned() };
        crate::url::address("/trash/restore", &crate::form::fields(&query))
    }
}
