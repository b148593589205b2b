//! Associations: the cards of a record page, and the page that associates.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::{
    context::{fail, object, send_form_to},
    i18n::{Messages, messages},
};
use domain::{
    association::NotAssociated,
    ids::{OperationId, RecordId},
    object::ObjectNames,
};
#[cfg(feature = "ssr")]
use domain::{
    association::{AssociationLabel, LinkGroups, LinkRole, LinkedRecord, offered, parse_roles},
    object::{Object, STAGE},
    policy::{Action, Actor, Denied},
    surface::Surface,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};
#[cfg(feature = "ssr")]
use std::collections::BTreeMap;

/// The records of one object that a record is associated with, in the words of whoever reads them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCard {
    /// The object's word in addresses.
    pub slug: String,
    /// Its name, of many.
    pub many: String,
    /// The text for a record without any: "No deals".
    pub none: String,
    /// How many there are.
    pub count: i64,
    /// The first of them.
    pub links: Vec<LinkRow>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    /// Which.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// What says most about it.
    pub detail: String,
    /// What it is to the record.
    pub labels: Vec<String>,
}

/// What the page that associates shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssociateScreen {
    /// The name of the record.
    pub name: String,
    /// The word in addresses of the object that is offered.
    pub slug: String,
    /// Its names.
    pub names: ObjectNames,
    /// Whether the person may create one.
    pub may_create: bool,
    /// What can be chosen.
    pub offers: Vec<Offered>,
    /// Whether there are others, that a search finds.
    pub more: bool,
    /// What a link can mean.
    pub labels: Vec<LabelChoice>,
}

/// A record that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// It, as a card shows it.
    pub row: LinkRow,
    /// Whether it is associated already.
    pub linked: bool,
}

/// A label that can be ticked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelChoice {
    /// The word that is sent.
    pub value: String,
    /// What is shown.
    pub name: String,
    /// Whether there can be one only.
    pub one: bool,
    /// Whether the record that was picked has it.
    pub ticked: bool,
}

/// A link that lost a label when one of its ends was restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelConflictRow {
    /// What it was.
    pub text: String,
    /// The way back, and where that is; nothing while the label is archived.
    pub again: Option<(String, String)>,
}

/// What is to be associated, as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssociateForm {
    /// The object's word in addresses.
    pub object: String,
    /// The record on whose page the person is.
    #[serde(default)]
    pub record: String,
    /// The word in addresses of the other records' object.
    #[serde(default)]
    pub to: String,
    /// The others.
    #[serde(default)]
    pub others: Vec<String>,
    /// What they are to the record.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// The page that associates a record with those of the object `to`.
#[server(prefix = "/api", endpoint = "associations/candidates", input = Json, output = Postcard)]
pub async fn association_candidates(
    slug: String,
    id: RecordId,
    to: String,
    search: String,
    pick: Option<RecordId>,
    label: Option<String>,
) -> Result<AssociateScreen, AppError> {
    use domain::record::RecordState;

    let (engine, actor, here) = object(&slug).await?;
    let RecordState::Living(record) = engine.record(&actor, &here, id).await.map_err(fail)? else {
        return Err(fail(engine::Error::NotFound));
    };
    if !record.may_edit {
        return Err(fail(engine::Error::Forbidden(Denied::action(Action::Edit, here.id).of(id))));
    }
    let there = engine.object(&to).await.map_err(fail)?;
    let found = engine.association_candidates(&actor, &here, id, &there, &search, pick).await.map_err(fail)?;
    let labels = engine.association_labels().await.map_err(fail)?;
    let t = messages();
    let wanted = label.map(|label| parse_roles(&label)).unwrap_or_default();
    let picked = found.records.iter().find(|found| Some(found.record.id) == pick).map(|found| &found.record.roles);
    let choices = offered(&labels, here.id, there.id).map(|(role, label)| LabelChoice {
        name: label.name(role.end, t.0).to_owned(),
        one: label.one_per_from && role.end == domain::association::End::From,
        ticked: [Some(&wanted), picked]
            .into_iter()
            .flatten()
            .any(|roles| roles.contains(&role) || (label.is_mutual() && roles.contains(&role.flipped()))),
        value: role.to_string(),
    });
    Ok(AssociateScreen {
        name: record.name,
        slug: there.slug.clone(),
        names: there.names.clone(),
        may_create: actor.create(there.id).is_ok(),
        more: found.more,
        labels: choices.collect(),
        offers: found
            .records
            .into_iter()
            .map(|found| Offered { row: t.link(&here, &there, &labels, found.record), linked: found.linked })
            .collect(),
    })
}

/// Associates records, or says why not, with nothing changed.
#[server(prefix = "/api", endpoint = "associations/save", output = Postcard)]
pub async fn associate(form: AssociateForm) -> Result<Result<(), NotAssociated>, AppError> {
    let (engine, actor, here) = object(&form.object).await?;
    let record: RecordId = form.record.parse().map_err(|_| crate::error::bad_input())?;
    let others: Result<Vec<RecordId>, _> = form.others.iter().map(|id| id.parse()).collect();
    let others = others.map_err(|_| crate::error::bad_input())?;
    let roles = parse_roles(&form.roles.join(";"));
    let order =
        engine::Associate { object: &here, record, others: &others, roles: &roles, surface: Surface::RecordPage };
    let answer = match engine.associate(&actor, order).await {
        Ok(()) => Ok(()),
        Err(engine::AssociateFailure::Refused(why)) => Err(why),
        Err(engine::AssociateFailure::Engine(error)) => return Err(fail(error)),
    };
    let page = format!("/{}/{record}", here.slug);
    match answer {
        Ok(()) => send_form_to(&page),
        Err(why) => {
            let problem = match why {
                NotAssociated::Nothing => "nothing",
                NotAssociated::TooMany => "many",
                NotAssociated::OnlyOne => "one",
            };
            let to = leptos_router::location::Url::escape(&form.to);
            send_form_to(&format!("{page}/associate?to={to}&problem={problem}"));
        }
    }
    Ok(answer)
}

/// Removes the link between two records.
#[server(prefix = "/api", endpoint = "associations/remove", output = Postcard)]
pub async fn dissociate(slug: String, record: RecordId, other: RecordId) -> Result<(), AppError> {
    let (engine, actor, here) = object(&slug).await?;
    engine.dissociate(&actor, &here, record, other, Surface::RecordPage).await.map_err(fail)?;
    send_form_to(&format!("/{slug}/{record}"));
    Ok(())
}

/// The links that a restore took a label from.
#[server(prefix = "/api", endpoint = "associations/label-conflicts", input = Json, output = Postcard)]
pub async fn label_conflicts(id: OperationId) -> Result<Vec<LabelConflictRow>, AppError> {
    let actor = crate::context::actor()?;
    let engine = crate::context::services()?.engine;
    let found = engine.label_conflicts(&actor, id).await.map_err(fail)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let objects = engine.objects().await.map_err(fail)?;
    let labels = engine.association_labels().await.map_err(fail)?;
    let t = messages();
    let row = |gave: domain::association::LabelConflict| {
        let object = |id| objects.iter().find(|object: &&Object| object.id == id);
        let (of, to) = (object(gave.record.object)?, object(gave.other.object)?);
        let role = LinkRole { tag: gave.tag, end: domain::association::End::From };
        let label = t.link_label(&labels, of, to, &role);
        let page = format!("/{}/{}/associate", of.slug, gave.record.id);
        let again = t.link_make_again(&gave.other.name, &label);
        let href = format!("{page}?to={}&pick={}&label={role}", to.slug, gave.other.id);
        Some(LabelConflictRow {
            text: t.link_kept(&gave.other.name, &gave.record.name, &label),
            again: offered(&labels, of.id, to.id).any(|(offered, _)| offered == role).then_some((again, href)),
        })
    };
    Ok(found.into_iter().filter_map(row).collect())
}

/// The cards of a record page: one for each object that the record is, or may be, associated with.
#[cfg(feature = "ssr")]
pub(super) fn cards(
    t: Messages,
    actor: &Actor,
    objects: &[Object],
    labels: &[AssociationLabel],
    here: &Object,
    mut groups: LinkGroups,
) -> Vec<LinkCard> {
    let things = objects.iter().filter(|object| !object.activity && actor.view(object.id).is_ok());
    things
        .filter_map(|there| {
            let group = groups.remove(&there.id);
            let may = there.id != here.id || offered(labels, here.id, there.id).next().is_some();
            let group = if may { group.unwrap_or_default() } else { group? };
            Some(LinkCard {
                slug: there.slug.clone(),
                many: there.names.plural(t.0).to_owned(),
                none: t.none_of(&there.names),
                count: group.count,
                links: group.first.into_iter().map(|linked| t.link(here, there, labels, linked)).collect(),
            })
        })
        .collect()
}

#[cfg(feature = "ssr")]
impl Messages {
    /// A record that another is linked to, and what it is to that one.
    pub(crate) fn link(
        self,
        here: &Object,
        there: &Object,
        labels: &[AssociationLabel],
        linked: LinkedRecord,
    ) -> LinkRow {
        let values = self.values(there, &linked.values, linked.stage, &BTreeMap::new());
        let parts = ["job_title", "amount", STAGE, "priority"].into_iter().filter_map(|key| values.get(key).cloned());
        let parts = parts.take(2).collect::<Vec<_>>();
        let detail = if parts.is_empty() { linked.key.unwrap_or_default() } else { parts.join(" · ") };
        let mut labels: Vec<_> = linked.roles.iter().map(|role| self.link_label(labels, here, there, role)).collect();
        // What two are to each other is the same from either end.
        labels.dedup();
        LinkRow { id: linked.id, name: linked.name, detail, labels }
    }

    /// What a record of `there` is to one of `here`; its word where nobody knows it any more.
    pub(crate) fn link_label(
        self,
        labels: &[AssociationLabel],
        here: &Object,
        there: &Object,
        role: &LinkRole,
    ) -> String {
        let label = labels.iter().find(|label| label.is(role, here.id, there.id));
        label.map_or(role.tag.as_str(), |label| label.name(role.end, self.0)).to_owned()
    }
}

/// The mark of an activity that hangs on deleted records alone.
#[cfg(feature = "ssr")]
pub(super) async fn marks(
    engine: &engine::Engine,
    actor: &Actor,
    object: &Object,
    records: &[RecordId],
) -> Result<BTreeMap<RecordId, String>, AppError> {
    if !object.activity {
        return Ok(BTreeMap::new());
    }
    let found = engine.linked_to_deleted(actor, records).await.map_err(fail)?;
    if found.is_empty() {
        return Ok(BTreeMap::new());
    }
    let objects = engine.objects().await.map_err(fail)?;
    let t = messages();
    let mark = |(id, of)| {
        let of = objects.iter().find(|object| object.id == of)?;
        Some((id, t.linked_to_deleted(of.names.singular(t.0))))
    };
    Ok(found.into_iter().filter_map(mark).collect())
}
