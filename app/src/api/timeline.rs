//! The timeline of a record, as localized text.

#[cfg(feature = "ssr")]
use crate::i18n::{Messages, messages};
use domain::time::Timestamp;
#[cfg(feature = "ssr")]
use domain::{
    association::{AssociationLabel, LinkChange, LinkRole, join_roles, offered},
    ids::{OperationId, RecordId},
    object::Object,
    record::{Change, TimelineEntry, What},
};
use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
use std::collections::{BTreeMap, BTreeSet};

/// The maximum length of a text in a timeline, in characters.
#[cfg(feature = "ssr")]
const EXCERPT: usize = 200;

/// An entry of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The moment of the event.
    pub at: Timestamp,
    /// The name of the icon.
    pub icon: String,
    /// The localized description of the event.
    pub title: String,
    /// The address of the entry, if it has a page of its own.
    pub href: Option<String>,
    /// The details, one line each.
    pub text: Vec<String>,
    /// The text and address of a link to a plain page.
    pub link: Option<(String, String)>,
}

/// The context that formats the entries of a timeline.
#[cfg(feature = "ssr")]
pub(super) struct Told<'a> {
    /// The object of the record.
    pub object: &'a Object,
    /// The id of the record.
    pub id: RecordId,
    /// Whether the user may change its associations.
    pub may_edit: bool,
    /// Every object, to name associated records.
    pub objects: &'a [Object],
    /// Every association label.
    pub labels: &'a [AssociationLabel],
}

#[cfg(feature = "ssr")]
impl Told<'_> {
    /// Formats an entry.
    pub fn line(&self, entry: TimelineEntry) -> Line {
        let t = messages();
        let by = t.actor_name(entry.by.as_ref());
        let surface = t.surface(entry.surface);
        let at = entry.at;
        let line = |icon: &str, title: String, text: Vec<String>| Line {
            at,
            icon: icon.to_owned(),
            title,
            href: None,
            text,
            link: None,
        };
        match entry.what {
            What::Created => line("plus", t.created_by(&by), vec![t.capital(surface)]),
            What::Edited(mut changes) => {
                t.changes(self.object, &mut changes);
                let text = changes.iter().map(|change| describe(t, self.object, change)).collect();
                line("pen", t.edited_by(&by), text)
            }
            What::Deleted { operation, others } => {
                let text = match others {
                    0 => t.capital(&t.alone(surface)),
                    others => t.with_others(others, surface),
                };
                let link = Some(to_operation(t.deletion_number(operation.0), operation));
                Line { link, ..line("trash", t.deleted_by(&by), vec![text]) }
            }
            What::Restored { operation, without } => {
                let lost = (!without.is_empty()).then(|| t.without_keys(&without.join(", ")));
                let link = Some(to_operation(t.restore_number(operation.0), operation));
                Line { link, ..line("undo", t.restored_by(&by), lost.into_iter().collect()) }
            }
            What::Linked { change, other, roles, operation } => {
                let Some(there) = self.objects.iter().find(|object| object.id == other.object) else {
                    return line("link", other.name, Vec::new());
                };
                let (one, name) = (there.names.singular(t.0), other.name.as_str());
                let shown = self.roles(t, there, &roles);
                let href = Some(format!("/{}/{}", there.slug, other.id));
                let by = t.logged_by(&by);
                let line = |title: String, text: Vec<String>| Line { href, ..line("link", title, text) };
                match change {
                    LinkChange::Added => {
                        let labels = (!roles.is_empty()).then_some(shown);
                        line(t.link_added(one, name), labels.into_iter().chain([by]).collect())
                    }
                    LinkChange::Labelled => line(t.link_labelled(one, name), vec![shown, by]),
                    LinkChange::Removed => {
                        let labels = (!roles.is_empty()).then(|| t.link_was(&shown));
                        line(t.link_removed(one, name), labels.into_iter().chain([by]).collect())
                    }
                    LinkChange::LabelRemoved => {
                        let offered = |role: &LinkRole| {
                            offered(self.labels, self.object.id, there.id).any(|(offered, _)| offered == *role)
                        };
                        let again = (self.may_edit && roles.iter().all(offered)).then(|| {
                            let labels = join_roles(&roles);
                            let base = format!("/{}/{}/associate", self.object.slug, self.id);
                            let href = format!("{base}?to={}&pick={}&label={labels}", there.slug, other.id);
                            (t.link_make_again(name, &shown), href)
                        });
                        let link = again.or_else(|| operation.map(|id| to_operation(t.restore_number(id.0), id)));
                        let text = vec![t.link_label_removed_text(name, &shown)];
                        Line { link, ..line(t.link_label_removed(one, name), text) }
                    }
                }
            }
            What::Activity(activity) => {
                let Some(there) = self.objects.iter().find(|object| object.id == activity.record.object) else {
                    return line("square", activity.record.name, Vec::new());
                };
                let values = t.values(there, &activity.values, None, &BTreeMap::new());
                let facts = ["direction", "outcome", "minutes", "recipient", "place", "due", "done"];
                let facts = facts.into_iter().filter_map(|key| {
                    let label = there.property(key)?.label(t.0);
                    values.get(key).map(|value| format!("{label}: {value}"))
                });
                let facts = facts.collect::<Vec<_>>().join(" · ");
                // The name of a note is made of its text, so the text is not repeated.
                let body = values.get("body").filter(|_| there.name_properties.iter().all(|key| key != "body"));
                let text = [Some(facts).filter(|facts| !facts.is_empty()), body.map(|body| excerpt(body))];
                let title = format!("{}: {}", t.capital(there.names.singular(t.0)), activity.record.name);
                let href = Some(format!("/{}/{}", there.slug, activity.record.id));
                Line { href, ..line(&there.icon, title, text.into_iter().flatten().collect()) }
            }
        }
    }

    fn roles(&self, t: Messages, there: &Object, roles: &BTreeSet<LinkRole>) -> String {
        if roles.is_empty() {
            return t.link_plain().to_owned();
        }
        let names = roles.iter().map(|role| t.link_label(self.labels, self.object, there, role));
        names.collect::<Vec<_>>().join(", ")
    }
}

#[cfg(feature = "ssr")]
fn to_operation(text: String, id: OperationId) -> (String, String) {
    (text, format!("/operations/{id}"))
}

/// The beginning of a text, with an ellipsis if it was cut.
#[cfg(feature = "ssr")]
fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(EXCERPT).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(feature = "ssr")]
fn describe(t: Messages, object: &Object, change: &Change) -> String {
    let label = t.field_label(object, &change.field);
    // A list of additional e-mail addresses is stored with one per line.
    let flat = |text: &Option<String>| text.as_ref().map(|text| text.replace('\n', ", "));
    match (flat(&change.old), flat(&change.new)) {
        (None, Some(new)) => t.change_set(&label, &new),
        (Some(old), Some(new)) => t.change_from(&label, &old, &new),
        (Some(old), None) => t.change_cleared(&label, &old),
        (None, None) => label,
    }
}
