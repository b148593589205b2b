//! Server functions of permanent deletions of contacts, their index and their certificates.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::{
    context::{actor, fail, object, reauthenticated, refuse, services},
    error::AppError,
    page_form::{FormFields, FormOutcome, PageForm, RouteParams, posted},
};
use domain::{
    ids::{ErasureId, ObjectId, RecordId},
    object::{CONTACT, Object},
    privacy::{
        CertificateView, DecidedMention, Decision, EraseOrder, EraseRefused, ErasurePage, ErasurePreview, ErasureQuery,
        ErasureState, LegalBasisKind, Mention, MentionSource,
    },
    surface::Surface,
    time::Date,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};
use std::collections::BTreeMap;

/// The names of the fields of the forms.
pub mod field {
    use domain::privacy::MentionSource;

    /// The text that confirms the deletion.
    pub const TYPED: &str = "typed";
    /// The kind of the legal basis.
    pub const BASIS: &str = "basis";
    /// The words of another legal basis.
    pub const BASIS_TEXT: &str = "basis-text";
    /// The number of records of the preview.
    pub const RECORDS: &str = "records";
    /// The token of the preview.
    pub const TOKEN: &str = "token";
    /// The search of the index.
    pub const SEARCH: &str = "search";

    const DECISION: &str = "decision.";

    /// The decision about a mention.
    pub fn decision(source: MentionSource) -> String {
        format!("{DECISION}{source}")
    }

    /// The mention that a field decides about.
    pub fn decided(name: &str) -> Option<MentionSource> {
        name.strip_prefix(DECISION)?.parse().ok()
    }

    /// The reason why a mention stays.
    pub fn reason(source: MentionSource) -> String {
        format!("reason.{source}")
    }

    /// The day until which a mention stays.
    pub fn until(source: MentionSource) -> String {
        format!("until.{source}")
    }
}

/// A decision as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedDecision {
    /// The tag of the decision.
    pub decision: String,
    /// The reason.
    pub reason: String,
    /// The day, as `2026-11-30`.
    pub until: String,
}

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EraseTyped {
    /// The text that confirms the deletion.
    pub confirmation: String,
    /// The tag of the legal basis.
    pub basis: String,
    /// The words of another legal basis.
    pub basis_text: String,
    /// The decisions, by the text of their [`MentionSource`].
    pub mentions: BTreeMap<String, TypedDecision>,
}

/// Why the form was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EraseProblem {
    /// No legal basis was chosen.
    NoBasis,
    /// The day until which this mention stays is no day of the calendar.
    Until(MentionSource),
    /// The engine refused it.
    Refused(EraseRefused),
}

/// The page of a record, view, operation or import, and the icon of its object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentionLink {
    /// The address; `None` if the object is archived, whose records have no pages.
    pub href: Option<String>,
    /// The icon of the object.
    pub icon: String,
}

/// The data of the page that confirms a permanent deletion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EraseScreen {
    /// The address of the contact.
    pub address: String,
    /// Whether the user may export everything about the person.
    pub may_export: bool,
    /// The effect of the deletion.
    pub preview: ErasurePreview,
    /// The link of each mention, in order.
    pub links: Vec<MentionLink>,
    /// The link of each record on hold, in order.
    pub held: Vec<MentionLink>,
    /// The typed values.
    pub typed: EraseTyped,
    /// Why the form was refused.
    pub problem: Option<EraseProblem>,
}

/// The form of a permanent deletion that was posted and refused.
#[derive(Clone)]
pub struct EraseForm {
    typed: EraseTyped,
    problem: EraseProblem,
}

impl PageForm for EraseForm {
    async fn save(route: RouteParams, fields: FormFields) -> Result<FormOutcome<Self>, AppError> {
        let slug: String = route.parse("object")?;
        let (engine, actor, object) = object(&slug).await?;
        let permit = reauthenticated(actor.erase(object.id).map_err(refuse)?)?;
        let typed = typed(&fields);
        let order = match order(route.parse("id")?, &fields, &typed) {
            Ok(order) => order,
            Err(problem) => return Ok(FormOutcome::Show(Self { typed, problem })),
        };
        match engine.privacy().erase(&actor, &permit, &order).await.map_err(fail)? {
            Ok(receipt) => Ok(FormOutcome::Redirect(format!("/erasures/{}", receipt.erasure))),
            Err(refused) => Ok(FormOutcome::Show(Self { typed, problem: EraseProblem::Refused(refused) })),
        }
    }
}

fn typed(fields: &FormFields) -> EraseTyped {
    let mentions = fields.0.iter().filter_map(|(name, decision)| {
        let source = field::decided(name)?;
        let typed = TypedDecision {
            decision: decision.clone(),
            reason: fields.text(&field::reason(source)),
            until: fields.text(&field::until(source)),
        };
        Some((source.to_string(), typed))
    });
    EraseTyped {
        mentions: mentions.collect(),
        confirmation: fields.text(field::TYPED),
        basis: fields.text(field::BASIS),
        basis_text: fields.text(field::BASIS_TEXT),
    }
}

/// The order of a form, or what keeps it from being one.
fn order(record: RecordId, fields: &FormFields, typed: &EraseTyped) -> Result<EraseOrder, EraseProblem> {
    let basis: LegalBasisKind = typed.basis.parse().map_err(|()| EraseProblem::NoBasis)?;
    Ok(EraseOrder {
        record,
        typed: typed.confirmation.clone(),
        basis,
        basis_text: typed.basis_text.clone(),
        mentions: decided(typed)?,
        // A page that was tampered with confirms no set.
        records: fields.text(field::RECORDS).parse().unwrap_or_default(),
        token: fields.text(field::TOKEN),
        surface: Surface::RecordPage,
    })
}

/// The decisions of a form. A mention without one is left out, and the engine names it.
fn decided(typed: &EraseTyped) -> Result<Vec<DecidedMention>, EraseProblem> {
    let mut mentions = Vec::new();
    for (source, typed) in &typed.mentions {
        // The names were made from sources.
        let (Ok(source), Ok(decision)) = (source.parse(), typed.decision.parse::<Decision>()) else { continue };
        let until = match typed.until.as_str() {
            "" => None,
            day => Some(Date::parse_iso(day).ok_or(EraseProblem::Until(source))?),
        };
        mentions.push(DecidedMention { source, decision, reason: typed.reason.clone(), until });
    }
    Ok(mentions)
}

/// Returns what the permanent deletion of a contact would do.
#[server(prefix = "/api", endpoint = "erasures/preview", input = Json, output = Postcard)]
pub async fn get_erase_page(slug: String, id: RecordId) -> Result<EraseScreen, AppError> {
    let posted: Option<EraseForm> = posted()?;
    let (engine, actor, object) = object(&slug).await?;
    let permit = actor.erase(object.id).map_err(refuse)?;
    let preview = engine.privacy().preview_erase(&actor, &permit, id).await.map_err(fail)?;
    let objects = engine.objects().active().await.map_err(fail)?;
    let links = preview.mentions.iter().map(|mention| mention_link(&objects, mention)).collect();
    let held = preview.held.iter().map(|held| record_link(&objects, held.object, held.record)).collect();
    let (typed, problem) = posted.map_or_else(Default::default, |form| (form.typed, Some(form.problem)));
    let may_export = actor.manage_privacy().is_ok();
    Ok(EraseScreen { address: format!("/{slug}/{id}"), may_export, preview, links, held, typed, problem })
}

fn record_link(objects: &[Object], object: ObjectId, record: RecordId) -> MentionLink {
    let object = objects.iter().find(|known| known.id == object);
    object.map_or_else(MentionLink::default, |object| MentionLink {
        href: Some(format!("/{}/{record}", object.slug)),
        icon: object.icon.clone(),
    })
}

fn mention_link(objects: &[Object], mention: &Mention) -> MentionLink {
    let object = objects.iter().find(|known| known.id == mention.object);
    let href = match mention.source {
        MentionSource::Record(id) | MentionSource::Hold(id) => return record_link(objects, mention.object, id),
        MentionSource::View(id) => object.map(|object| format!("/{}?view={id}", object.slug)),
        MentionSource::Operation(id) | MentionSource::Approval(id) => Some(format!("/operations/{id}")),
        MentionSource::Import(id) => Some(format!("/imports/{id}")),
    };
    MentionLink { href, icon: object.map(|object| object.icon.clone()).unwrap_or_default() }
}

/// A value as JSON text inside Postcard, which cannot decode the enums of certificates: their tag is a field.
mod as_json {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de, de::DeserializeOwned, ser};

    pub fn serialize<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::to_string(value).map_err(ser::Error::custom)?.serialize(serializer)
    }

    pub fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        serde_json::from_str(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// The data of the page of a permanent deletion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureScreen {
    /// Its number.
    pub id: ErasureId,
    /// How far it is.
    pub state: ErasureState,
    /// The certificate and its supplements.
    #[serde(with = "as_json")]
    pub parts: Vec<CertificateView>,
    /// The form that runs an incomplete one again, for users who may.
    pub again: Option<AgainScreen>,
}

/// The form that runs an incomplete permanent deletion again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgainScreen {
    /// The mentions to decide about.
    pub mentions: Vec<Mention>,
    /// The link of each, in order.
    pub links: Vec<MentionLink>,
    /// The typed values.
    pub typed: EraseTyped,
    /// Why the form was refused.
    pub problem: Option<EraseProblem>,
}

/// The form of [`AgainScreen`] that was posted and refused.
#[derive(Clone)]
pub struct AgainForm {
    typed: EraseTyped,
    problem: EraseProblem,
}

impl PageForm for AgainForm {
    async fn save(route: RouteParams, fields: FormFields) -> Result<FormOutcome<Self>, AppError> {
        let id: ErasureId = route.parse("id")?;
        let actor = actor()?;
        actor.read_erasures().map_err(refuse)?;
        let permit = reauthenticated(actor.erase(CONTACT).map_err(refuse)?)?;
        let typed = typed(&fields);
        let mentions = match decided(&typed) {
            Ok(mentions) => mentions,
            Err(problem) => return Ok(FormOutcome::Show(Self { typed, problem })),
        };
        match services()?.engine.privacy().erase_again(&actor, &permit, id, &mentions).await.map_err(fail)? {
            Ok(_) => Ok(FormOutcome::Redirect(format!("/erasures/{id}"))),
            Err(refused) => Ok(FormOutcome::Show(Self { typed, problem: EraseProblem::Refused(refused) })),
        }
    }
}

/// Returns a permanent deletion with its certificate.
#[server(prefix = "/api", endpoint = "erasures/get", input = Json, output = Postcard)]
pub async fn get_erasure(id: ErasureId) -> Result<ErasureScreen, AppError> {
    let posted: Option<AgainForm> = posted()?;
    let actor = actor()?;
    let reader = actor.read_erasures().map_err(refuse)?;
    let engine = services()?.engine;
    let query = ErasureQuery { search: id.to_string(), before: None };
    let found = engine.privacy().list_erasures(reader, &query).await.map_err(fail)?;
    let row = found.rows.into_iter().find(|row| row.id == id).ok_or_else(|| fail(engine::Error::NotFound))?;
    let parts = engine.privacy().certificate(reader, id).await.map_err(fail)?;
    let again = match actor.erase(CONTACT) {
        Ok(permit) if row.state == ErasureState::Incomplete => {
            let mentions = engine.privacy().incomplete_mentions(&actor, &permit, id).await.map_err(fail)?;
            let objects = engine.objects().active().await.map_err(fail)?;
            let links = mentions.iter().map(|mention| mention_link(&objects, mention)).collect();
            let (typed, problem) = posted.map_or_else(Default::default, |form| (form.typed, Some(form.problem)));
            Some(AgainScreen { mentions, links, typed, problem })
        }
        _ => None,
    };
    Ok(ErasureScreen { id, state: row.state, parts, again })
}

/// The data of the index of permanent deletions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasuresScreen {
    /// The page.
    #[serde(with = "as_json")]
    pub page: ErasurePage,
    /// The number or address that was searched for.
    pub searched: Option<String>,
}

/// The search of the index. It is posted, so that no address of a person stands in the address of a page.
#[derive(Clone)]
pub struct ErasureSearch(String);

impl PageForm for ErasureSearch {
    async fn save(_: RouteParams, fields: FormFields) -> Result<FormOutcome<Self>, AppError> {
        actor()?.read_erasures().map_err(refuse)?;
        let searched = fields.text(field::SEARCH).trim().to_owned();
        if searched.is_empty() {
            return Ok(FormOutcome::Redirect("/erasures".to_owned()));
        }
        Ok(FormOutcome::Show(Self(searched)))
    }
}

/// Returns a page of the index, or what matches the posted search.
#[server(prefix = "/api", endpoint = "erasures/list", input = Json, output = Postcard)]
pub async fn list_erasures(before: Option<ErasureId>) -> Result<ErasuresScreen, AppError> {
    let searched = posted::<ErasureSearch>()?.map(|search| search.0);
    let reader = actor()?.read_erasures().map_err(refuse)?;
    let engine = services()?.engine;
    let query = ErasureQuery { search: searched.clone().unwrap_or_default(), before };
    let page = engine.privacy().list_erasures(reader, &query).await.map_err(fail)?;
    Ok(ErasuresScreen { page, searched })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        privacy::{ErasureRow, LegalBasis},
        time::Timestamp,
    };

    #[test]
    fn screens_are_decoded_as_they_were_sent() {
        let row = ErasureRow {
            id: ErasureId(7),
            at: Timestamp(1),
            by: None,
            basis: LegalBasis::Request,
            contacts: 1,
            state: ErasureState::Complete,
        };
        let page = ErasurePage { rows: vec![row], more: false, total: 1 };
        let screen = ErasuresScreen { page, searched: None };
        let sent = postcard::to_allocvec(&screen).unwrap();
        assert_eq!(postcard::from_bytes::<ErasuresScreen>(&sent).unwrap(), screen);
    }
}
