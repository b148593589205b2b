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
pub struct TouchedScreen {
    /// One row for each kind of affected record.
    pub rows: Vec<TouchedRow>,
    /// A note that not the whole selection was examined.
    pub note: Option<String>,
}

/// A number of affected records, and the effect on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchedRow {
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
#[server(prefix = "/api", endpoint = "operations/preview-touched", input = Json, output = Postcard)]
pub async fn preview_touched(slug: String, selection: Selection) -> Result<TouchedScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let permit = actor.delete(object.id).map_err(refuse)?;
    let selection = super::checked(&object, selection)?;
    let touched = cancel_with_request(engine.preview_impact(&actor, &permit, &selection)).await.map_err(fail)?;
    let along = |object, count| actor.delete(object).is_ok_and(|permit| permit.require_bulk_right(count).is_ok());
    touched_screen(&engine, &touched, along).await
}

/// The localized impact. `along` returns whether this number of records of an object may be deleted too.
#[cfg(feature = "ssr")]
pub(super) async fn touched_screen(
    engine: &engine::Engine,
    touched: &DeletionImpact,
    along: impl Fn(ObjectId, i64) -> bool,
) -> Result<TouchedScreen, AppError> {
    if touched.is_nothing() {
        return Ok(TouchedScreen::default());
    }
    let objects = engine.objects().await.map_err(fail)?;
    Ok(messages().touched_screen(&objects, touched, along))
}

#[cfg(feature = "ssr")]
impl Messages {
    fn touched_screen(
        self,
        objects: &[Object],
        touched: &DeletionImpact,
        along: impl Fn(ObjectId, i64) -> bool,
    ) -> TouchedScreen {
        let row = |count: i64, text: String, note: &str| TouchedRow {
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
        if touched.activities > 0 {
            let text = self.touched_activities(touched.activities);
            let still = (touched.still_shown > 0).then(|| self.touched_still(touched.still_shown));
            let leaving = |object: &Object| along(object, *touched.leaving.get(&object.id)?, touched.activities);
            let leaving = objects.iter().filter_map(leaving).collect();
            let row = row(touched.activities, text, still.as_deref().unwrap_or(self.touched_return()));
            rows.push(TouchedRow { along: leaving, ..row });
        }
        if touched.to_do > 0 {
            rows.push(row(touched.to_do, self.touched_tasks(touched.to_do), self.touched_tasks_note()));
        }
        for object in objects {
            let Some(losing) = touched.losing.get(&object.id) else { continue };
            let noun = object.names.for_count(losing.count, self.0);
            let text = self.touched_lose(losing.count, noun);
            let text = if losing.open.count > 0 {
                let open = self.worth(&self.number(losing.open.count), &losing.open);
                self.touched_losing_open(&text, &open)
            } else {
                text
            };
            let along = along(object, losing.count, losing.count).into_iter().collect();
            rows.push(TouchedRow { along, ..row(losing.count, text, self.touched_stay()) });
        }
        if touched.open.count > 0 {
            let text = self.worth(&self.touched_open(touched.open.count), &touched.open);
            rows.push(row(touched.open.count, text, self.touched_open_note()));
        }
        if touched.of_others > 0 {
            rows.push(row(touched.of_others, self.touched_theirs(touched.of_others), self.touched_theirs_note()));
        }
        let note = (!touched.whole).then(|| self.touched_part(touched.looked_at));
        TouchedScreen { rows, note }
    }

    /// The text for open records and their total amount.
    fn worth(self, what: &str, open: &Open) -> String {
        if open.sums.is_empty() {
            return what.to_owned();
        }
        let sum = |(currency, cents): (&String, &i64)| self.money(&Money { cents: *cents, currency: currency.clone() });
        self.touched_worth(what, &open.sums.iter().map(sum).collect::<Vec<_>>().join(" + "))
    }
}
