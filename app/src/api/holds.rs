//! Server functions for holds, which prevent a record from being purged.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::{
    context::{fail, object, refuse},
    error::AppError,
    page_form::{FormFields, FormOutcome, PageForm, RouteParams, posted},
};
use domain::{
    hold::{HoldProblem, HoldReason, HoldView},
    ids::RecordId,
    record::RecordState,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The name of the form field that releases a hold.
pub const RELEASE: &str = "release";

/// The data of the page of a hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldScreen {
    /// The address of the record.
    pub address: String,
    /// The name of the record.
    pub name: String,
    /// The present hold of the record.
    pub hold: Option<HoldView>,
    /// The reason that was typed.
    pub typed: String,
    /// The reason why the form was refused.
    pub problem: Option<HoldProblem>,
}

/// The form of a hold that was posted and not saved.
#[derive(Clone)]
pub struct HoldForm {
    typed: String,
    problem: HoldProblem,
}

impl PageForm for HoldForm {
    async fn save(route: RouteParams, fields: FormFields) -> Result<FormOutcome<Self>, AppError> {
        let slug: String = route.parse("object")?;
        let id: RecordId = route.parse("id")?;
        let (engine, actor, object) = object(&slug).await?;
        let permit = actor.hold(object.id).map_err(refuse)?;
        engine.records().record(&actor, &object, id).await.map_err(fail)?;
        if fields.get(RELEASE).is_some() {
            engine.trash().release_hold(&permit, id).await.map_err(fail)?;
        } else {
            let typed = fields.text("reason");
            match HoldReason::parse(&typed) {
                Ok(reason) => engine.trash().put_on_hold(&permit, id, &reason).await.map_err(fail)?,
                Err(problem) => return Ok(FormOutcome::Show(Self { typed, problem })),
            }
        }
        Ok(FormOutcome::Redirect(format!("/{slug}/{id}")))
    }
}

/// Returns the hold of a record, for users who may place or release one.
#[server(prefix = "/api", endpoint = "holds/get", input = Json, output = Postcard)]
pub async fn get_hold(slug: String, id: RecordId) -> Result<HoldScreen, AppError> {
    let posted: Option<HoldForm> = posted()?;
    let (engine, actor, object) = object(&slug).await?;
    actor.hold(object.id).map_err(refuse)?;
    let name = match engine.records().record(&actor, &object, id).await.map_err(fail)? {
        RecordState::Living(view) => view.name,
        RecordState::Deleted(tombstone) => tombstone.record.name,
    };
    let hold = engine.trash().hold_on(&actor, object.id, id).await.map_err(fail)?;
    let (typed, problem) = posted.map_or_else(Default::default, |form| (form.typed, Some(form.problem)));
    Ok(HoldScreen { address: format!("/{slug}/{id}"), name, hold, typed, problem })
}
