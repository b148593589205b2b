//! Server functions for holds, which prevent a record from being purged.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

#[cfg(feature = "ssr")]
use crate::context::{fail, object, refuse, sent_form};
use crate::error::AppError;
use domain::{
    hold::{HoldProblem, HoldView},
    ids::RecordId,
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

/// Returns the hold of a record, for users who may place or release one. It also handles the form of its page: on
/// success it redirects to the record, otherwise the data has the error.
#[server(prefix = "/api", endpoint = "holds/get", input = Json, output = Postcard)]
pub async fn get_hold(slug: String, id: RecordId) -> Result<HoldScreen, AppError> {
    use domain::{hold::HoldReason, record::RecordState};

    let (engine, actor, object) = object(&slug).await?;
    let permit = actor.hold(object.id).map_err(refuse)?;
    let name = match engine.record(&actor, &object, id).await.map_err(fail)? {
        RecordState::Living(view) => view.name,
        RecordState::Deleted(tombstone) => tombstone.record.name,
    };
    let hold = engine.hold_on(&actor, object.id, id).await.map_err(fail)?;
    let address = format!("/{slug}/{id}");
    let mut screen = HoldScreen { address, name, hold, typed: String::new(), problem: None };
    let Some(sent) = sent_form() else { return Ok(screen) };
    let field = |name: &str| sent.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    if field(RELEASE).is_some() {
        engine.release_hold(&permit, id).await.map_err(fail)?;
    } else {
        let typed = field("reason").unwrap_or_default();
        match HoldReason::parse(typed) {
            Ok(reason) => engine.put_on_hold(&permit, id, &reason).await.map_err(fail)?,
            Err(problem) => {
                typed.clone_into(&mut screen.typed);
                screen.problem = Some(problem);
                return Ok(screen);
            }
        }
    }
    leptos_axum::redirect(&screen.address);
    Ok(screen)
}
