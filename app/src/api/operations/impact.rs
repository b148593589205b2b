//! Server functions for the impact of a deletion, as localized text.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::{
    context::{cancel_with_request, fail, object, refuse},
    i18n::{Messages, messages},
};
use domain::operation::Selection;
#[cfg(feature = "ssr")]
use domain::{
    ids::ObjectId,
    object::Object,
    operation::{DeletionImpact, Open},
    value::Money,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The impact of a deletion; without rows there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImpactScreen {
    /// One row for each kind of affected record.
    pub rows: Vec<ImpactRow>,
    /// A note that not the whole selection was examined.
    pub note: Option<String>,
}

/// A number of affected records, and the effect on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImpactRow {
    /// The formatted number.
    pub count: String,
    /// The kind of record.
    pub text: String,
    /// The effect on them.
    pub note: String,
    /// The objects whose records among them can be deleted too.
    pub along: Vec<MayGoAlong>,
}

/// Records of an object that can be deleted together with the selection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MayGoAlong {
    /// The slug of the object.
    pub slug: String,
    /// Their number and the name of the object, as text.
    pub what: String,
    /// Whether they are only a part of the records that the row counts.
    pub part: bool,
}

/// Returns the impact of deleting a selection. It is separate from the preview, so that a confirmation does not wait
/// for it.
#[server(prefix = "/api", endpoint = "operations/preview-impact", input = Json, output = Postcard)]
pub async fn preview_impact(slug: String, selection: Selection) -> Result<ImpactScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let permit = actor.delete(object.id).map_err(refuse)?;
    let selection = super::checked(&object, selection)?;
    let impact =
        cancel_with_request(engine.operations().preview_impact(&actor, &permit, &selection)).await.map_err(fail)?;
    let along = |object, count| actor.delete(object).is_ok_and(|permit| permit.require_bulk_right(count).is_ok());
    impact_screen(&engine, &impact, along).await
}

/// The localized impact. `along` returns whether this number of records of an object may be deleted too.
#[cfg(feature = "ssr")]
pub(super) async fn impact_screen(
    engine: &engine::Engine,
    impact: &DeletionImpact,
    along: impl Fn(ObjectId, i64) -> bool,
) -> Result<ImpactScreen, AppError> {
    if impact.is_nothing() {
        return Ok(ImpactScreen::default());
    }
    let objects = engine.objects().active().await.map_err(fail)?;
    Ok(messages().impact_screen(&objects, impact, along))
}

#[cfg(feature = "ssr")]
impl Messages {
    fn impact_screen(
        self,
        objects: &[Object],
        impact: &DeletionImpact,
        along: impl Fn(ObjectId, i64) -> bool,
    ) -> ImpactScreen {
        let row = |count: i64, text: String, note: &str| ImpactRow {
            count: self.number(count),
            text,
            note: note.to_owned(),
            along: Vec::new(),
        };
        let along = |object: &Object, count: i64, of: i64| {
            let what = || self.counted(count, &object.names);
            along(object.id, count).then(|| MayGoAlong { slug: object.slug.clone(), what: what(), part: count < of })
        };
        let mut rows = Vec::new();
        if impact.activities > 0 {
            let text = self.impact_activities(impact.activities);
            let still = (impact.still_shown > 0).then(|| self.impact_still(impact.still_shown));
            let leaving = |object: &Object| along(object, *impact.leaving.get(&object.id)?, impact.activities);
            let leaving = objects.iter().filter_map(leaving).collect();
            let row = row(impact.activities, text, still.as_deref().unwrap_or(self.impact_return()));
            rows.push(ImpactRow { along: leaving, ..row });
        }
        if impact.to_do > 0 {
            rows.push(row(impact.to_do, self.impact_tasks(impact.to_do), self.impact_tasks_note()));
        }
        for object in objects {
            let Some(losing) = impact.losing.get(&object.id) else { continue };
            let noun = object.names.for_count(losing.count, self.0);
            let text = self.impact_lose(losing.count, noun);
            let text = if losing.open.count > 0 {
                let open = self.worth(&self.number(losing.open.count), &losing.open);
                self.impact_losing_open(&text, &open)
            } else {
                text
            };
            let along = along(object, losing.count, losing.count).into_iter().collect();
            rows.push(ImpactRow { along, ..row(losing.count, text, self.impact_stay()) });
        }
        if impact.open.count > 0 {
            let text = self.worth(&self.impact_open(impact.open.count), &impact.open);
            rows.push(row(impact.open.count, text, self.impact_open_note()));
        }
        if impact.of_others > 0 {
            rows.push(row(impact.of_others, self.impact_theirs(impact.of_others), self.impact_theirs_note()));
        }
        let note = (!impact.whole).then(|| self.impact_part(impact.looked_at));
        ImpactScreen { rows, note }
    }

    /// The text for open records and their total amount.
    fn worth(self, what: &str, open: &Open) -> String {
        if open.sums.is_empty() {
            return what.to_owned();
        }
        let sum = |(currency, cents): (&String, &i64)| self.money(&Money { cents: *cents, currency: currency.clone() });
        self.impact_worth(what, &open.sums.iter().map(sum).collect::<Vec<_>>().join(" + "))
    }
}
