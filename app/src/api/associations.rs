//! Server functions for associations: the cards of a record page, and the page that associates records.

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

/// The records of one object that a record is associated with, as localized text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCard {
    /// The slug of the object.
    pub slug: String,
    /// The plural name of the object.
    pub many: String,
    /// The text for a record without any: "No deals".
    pub none: String,
    /// The total number of associated records.
    pub count: i64,
    /// The first of them.
    pub links: Vec<LinkRow>,
}

/// An associated record in a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    /// The id of the record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its most important value besides the name.
    pub detail: String,
    /// The labels of the association, as read from the record of the page.
    pub labels: Vec<String>,
}

/// The data of the page that associates records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssociateScreen {
    /// The name of the record.
    pub name: String,
    /// The slug of the object whose records are offered.
    pub slug: String,
    /// The names of that object.
    pub names: ObjectNames,
    /// Whether the user may create a record of it.
    pub may_create: bool,
    /// The records that can be associated.
    pub offers: Vec<Offered>,
    /// Whether there are more, which a search finds.
    pub more: bool,
    /// The labels that the association can have.
    pub labels: Vec<LabelChoice>,
}

/// A record that can be associated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The record, as a card shows it.
    pub row: LinkRow,
    /// Whether it is already associated.
    pub linked: bool,
}

/// A label that can be selected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelChoice {
    /// The value in the form.
    pub value: String,
    /// The localized name.
    pub name: String,
    /// Whether the label allows only one record.
    pub one: bool,
    /// Whether the selected record has the label.
    pub ticked: bool,
}

/// An association that lost a label because one of its records was restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelConflictRow {
    /// The localized description of the association.
    pub text: String,
    /// The text and address of the link that restores the label; `None` while the label is archived.
    pub again: Option<(String, String)>,
}

/// The form that associates records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssociateForm {
    /// The slug of the object.
    pub object: String,
    /// The id of the record whose page shows the form.
    #[serde(default)]
    pub record: String,
    /// The slug of the object of the other records.
    #[serde(default)]
    pub to: String,
    /// The ids of the other records.
    #[serde(default)]
    pub others: Vec<String>,
    /// The labels that they get.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// Returns the data of the page that associates a record with records of the object `to`.
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
    let RecordState::Living(record) = engine.records().record(&actor, &here, id).await.map_err(fail)? else {
        return Err(fail(engine::Error::NotFound));
    };
    if !record.may_edit {
        return Err(fail(engine::Error::Forbidden(Denied::action(Action::Edit, here.id).of(id))));
    }
    let there = engine.objects().object(&to).await.map_err(fail)?;
    let found =
        engine.records().association_candidates(&actor, &here, id, &there, &search, pick).await.map_err(fail)?;
    let labels = engine.records().association_labels().await.map_err(fail)?;
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

/// Associates records. The inner error says why nothing was changed.
#[server(prefix = "/api", endpoint = "associations/save", output = Postcard)]
pub async fn associate(form: AssociateForm) -> Result<Result<(), NotAssociated>, AppError> {
    let (engine, actor, here) = object(&form.object).await?;
    let record: RecordId = form.record.parse().map_err(|_| crate::error::bad_input())?;
    let others: Result<Vec<RecordId>, _> = form.others.iter().map(|id| id.parse()).collect();
    let others = others.map_err(|_| crate::error::bad_input())?;
    let roles = parse_roles(&form.roles.join(";"));
    let order =
        engine::Associate { object: &here, record, others: &others, roles: &roles, surface: Surface::RecordPage };
    let answer = match engine.records().associate(&actor, order).await {
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

/// Removes the association between two records.
#[server(prefix = "/api", endpoint = "associations/remove", output = Postcard)]
pub async fn dissociate(slug: String, record: RecordId, other: RecordId) -> Result<(), AppError> {
    let (engine, actor, here) = object(&slug).await?;
    engine.records().dissociate(&actor, &here, record, other, Surface::RecordPage).await.map_err(fail)?;
    send_form_to(&format!("/{slug}/{record}"));
    Ok(())
}

/// Returns the associations that lost a label in a restore.
#[server(prefix = "/api", endpoint = "associations/label-conflicts", input = Json, output = Postcard)]
pub async fn label_conflicts(id: OperationId) -> Result<Vec<LabelConflictRow>, AppError> {
    let actor = crate::context::actor()?;
    let engine = crate::context::services()?.engine;
    let found = engine.operations().label_conflicts(&actor, id).await.map_err(fail)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let objects = engine.objects().active().await.map_err(fail)?;
    let labels = engine.records().association_labels().await.map_err(fail)?;
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

/// The cards of a record page: one for each object whose records are, or may be, associated with the record.
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
    /// The row of an associated record, with the labels of the association.
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
        // A label without a direction reads the same from both ends.
        labels.dedup();
        LinkRow { id: linked.id, name: linked.name, detail, labels }
    }

    /// The label of a record of `there` as seen from one of `here`; the raw text if the label no longer exists.
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

/// The badges of activities all of whose associated records are deleted, by the id of the activity.
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
    let found = engine.records().linked_to_deleted(actor, records).await.map_err(fail)?;
    if found.is_empty() {
        return Ok(BTreeMap::new());
    }
    let objects = engine.objects().active().await.map_err(fail)?;
    let t = messages();
    let mark = |(id, of)| {
        let of = objects.iter().find(|object| object.id == of)?;
        Some((id, t.linked_to_deleted(of.names.singular(t.0))))
    };
    Ok(found.into_iter().filter_map(mark).collect())
}
