//! Holds: what keeps a record from being purged.

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

/// The field of the form that releases.
pub const RELEASE: &str = "release";

/// What the page of a hold shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldScreen {
    /// Where the record is.
    pub address: String,
    /// Its name.
    pub name: String,
    /// The hold it has.
    pub hold: Option<HoldView>,
    /// The reason that was typed.
    pub typed: String,
    /// What is wrong with it.
    pub problem: Option<HoldProblem>,
}

/// The hold of a record, for those who may put or release one. The page is the answer to its own form: what was sent is
/// done, and leads back to the record; or the screen says what is wrong with it.
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
