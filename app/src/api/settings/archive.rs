//! Server functions that archive and restore parts of an object's settings.

use super::{administrator, page_of};
use crate::context::{fail, send_form_to};
use crate::error::AppError;
use crate::i18n::messages;
use domain::object::{ArchiveBarrier, Object, Part, PartUsage};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The data of the page that confirms an archiving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsesScreen {
    /// The definition of the object.
    pub object: Object,
    /// The part to archive.
    pub part: Part,
    /// Its localized name.
    pub name: String,
    /// The records and definitions that use it.
    pub uses: PartUsage,
    /// The reason why it cannot be archived, if there is one.
    pub barrier: Option<ArchiveBarrier>,
}

/// Returns the uses of a part of an object, and the reason why it cannot be archived, if there is one.
#[server(prefix = "/api", endpoint = "settings/uses", input = Json, output = Postcard)]
pub async fn get_uses(slug: String, part: String) -> Result<UsesScreen, AppError> {
    let (engine, administrator) = administrator()?;
    let part: Part = part.parse().map_err(|()| fail(engine::Error::NotFound))?;
    let object = engine.objects().object(&slug).await.map_err(fail)?;
    let (uses, barrier) = engine.objects().part_usage(administrator, &object, &part).await.map_err(fail)?;
    let t = messages();
    let name = match part {
        Part::Label(id) => {
            let labels = engine.records().association_labels().await.map_err(fail)?;
            let label = labels.iter().find(|label| label.id == id);
            let seen = label.and_then(|label| Some((label, label.from_here(object.id)?.0)));
            seen.map(|(label, end)| label.name(end, t.0).to_owned())
        }
        _ => t.part(&object, &part),
    };
    Ok(UsesScreen { object, part, name: name.unwrap_or_default(), uses, barrier })
}

/// Archives a part. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "settings/archive", output = Postcard)]
pub async fn archive_part(slug: String, part: String) -> Result<Result<(), ArchiveBarrier>, AppError> {
    let (engine, administrator) = administrator()?;
    let part: Part = part.parse().map_err(|()| crate::error::bad_input())?;
    let archived = match engine.objects().archive(administrator, &slug, &part).await {
        Ok(()) => Ok(()),
        Err(engine::ArchiveFailure::Blocked(barrier)) => Err(barrier),
        Err(engine::ArchiveFailure::Engine(error)) => return Err(fail(error)),
    };
    match (&archived, &part) {
        (Err(_), _) => send_form_to(&format!("{}/archive?part={part}", page_of(&slug))),
        (Ok(()), Part::Object) => send_form_to("/settings/objects?done=archived"),
        (Ok(()), _) => send_form_to(&format!("{}?done=archived", page_of(&slug))),
    }
    Ok(archived)
}

/// Restores an archived part unchanged.
#[server(prefix = "/api", endpoint = "settings/unarchive", output = Postcard)]
pub async fn unarchive_part(slug: String, part: String) -> Result<(), AppError> {
    let (engine, administrator) = administrator()?;
    let part: Part = part.parse().map_err(|()| crate::error::bad_input())?;
    engine.objects().unarchive(administrator, &slug, &part).await.map_err(fail)?;
    send_form_to(&format!("{}?done=back", page_of(&slug)));
    Ok(())
}
