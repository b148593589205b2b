//! Boards: the records of a pipeline, in a column per stage.

use crate::{
    filter::Filter,
    ids::{PipelineId, RecordId, StageId},
    object::{Object, Pipeline, Property, PropertyKind, Stage},
    operation::{Selection, SelectionForm, Source},
    people::Person,
    text,
    time::Timestamp,
    value::{Money, Values},
};
use serde::{Deserialize, Serialize};

/// The cards of a column that are loaded at once.
pub const COLUMN_PAGE: i64 = 25;
/// The maximum of records that are moved to a stage at once: a move is one transaction, which blocks other writers.
pub const MOVE_MAX: i64 = 1_000;
/// The key of the property that a board sums up for each stage, if it is an amount. Triggers of the database keep the sums
/// under this name.
pub const AMOUNT: &str = "amount";

/// The query of a board, all of it in its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardQuery {
    /// The pipeline; `None` for the first one of the object.
    pub pipeline: Option<PipelineId>,
    /// The text of the search box.
    pub search: String,
    /// The filter.
    pub filter: Filter,
    /// One column only, from after this card on.
    pub column: Option<(StageId, CardCursor)>,
}

/// The last card of a page of a column. Cards are ordered by latest change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardCursor {
    /// The moment of its latest change.
    pub updated: Timestamp,
    /// The id of its record.
    pub id: RecordId,
}

/// The records of one pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// The pipeline.
    pub pipeline: Pipeline,
    /// Its columns in the order of the stages, or the one that the query asks for.
    pub columns: Vec<Column>,
    /// The number of records in all stages.
    pub total: i64,
}

/// The records of one stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The stage.
    pub stage: Stage,
    /// The number of records.
    pub count: i64,
    /// The sum of their amounts, by currency.
    pub sums: Vec<Money>,
    /// The cards of this page, the latest change first.
    pub cards: Vec<Card>,
    /// The start of the next page, if there is one.
    pub next: Option<CardCursor>,
}

/// One record on a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The id of the record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: Values,
    /// Its owner.
    pub owner: Option<Person>,
    /// Whether the user may move it.
    pub may_move: bool,
}

/// A request to move records to a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveOrder {
    /// The records.
    pub selection: Selection,
    /// If given, only records that are still in this stage are moved.
    pub from: Option<StageId>,
    /// The new stage.
    pub to: StageId,
}

/// The outcome of a move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The number of records that are in the stage now, including those that were there before.
    pub there: i64,
    /// The records that the actor may not move.
    pub not_yours: Vec<RecordId>,
}

/// The reason why nothing was moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MoveRefused {
    /// The object has no such stage.
    NoSuchStage,
    /// Another user moved it; this is its stage now.
    Elsewhere(Option<StageId>),
    /// There are more records than can be moved at once.
    TooMany {
        /// The number of records.
        count: i64,
        /// The maximum.
        most: i64,
    },
}

impl Object {
    /// The property whose amounts a board sums up, if the object has it.
    pub fn amount(&self) -> Option<&Property> {
        self.property(AMOUNT).filter(|property| property.kind == PropertyKind::Money)
    }

    /// The pipeline with this id, or the first one for `None`.
    pub fn pipeline(&self, id: Option<PipelineId>) -> Option<&Pipeline> {
        match id {
            None => self.pipelines.first(),
            Some(id) => self.pipelines.iter().find(|pipeline| pipeline.id == id),
        }
    }
}

impl CardCursor {
    /// The form in addresses: `updated~id`.
    pub fn to_text(self) -> String {
        format!("{}~{}", self.updated.0, self.id)
    }

    /// Parses what [`Self::to_text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (updated, id) = text.split_once('~')?;
        Some(Self { updated: Timestamp(updated.parse().ok()?), id: id.parse().ok()? })
    }
}

impl BoardQuery {
    /// Parses the query of an address; `get` looks up a parameter. A pipeline that is not a number becomes an id that does not
    /// exist. The filter is not checked against an object.
    pub fn from_address<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        let stage = get("stage").and_then(|stage| stage.parse().ok());
        let after = get("after").and_then(CardCursor::parse);
        Self {
            pipeline: get("pipeline")
                .filter(|pipeline| !pipeline.is_empty())
                .map(|pipeline| pipeline.parse().unwrap_or(PipelineId(0))),
            search: get("q").map_or_else(String::new, |q| q.trim().chars().take(text::SEARCH_MAX).collect()),
            filter: Filter::from_text(get("f").unwrap_or_default()),
            column: stage.zip(after),
        }
    }

    /// The board on which a selection was made.
    pub fn of_form(form: &SelectionForm) -> Self {
        let pipeline = match form.source {
            Source::Pipeline(id) => Some(id),
            Source::Index => None,
        };
        Self { pipeline, search: form.q.clone(), filter: form.f.clone(), column: None }
    }

    /// The selection of no record of it, for a form in which records will be ticked.
    pub fn form(&self, pipeline: PipelineId) -> SelectionForm {
        let source = Source::Pipeline(pipeline);
        SelectionForm { q: self.search.clone(), f: self.filter.clone(), source, ..SelectionForm::default() }
    }

    /// The parameters of the address.
    pub fn to_address(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if let Some(pipeline) = self.pipeline {
            pairs.push(("pipeline", pipeline.to_string()));
        }
        if !self.search.is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        if !self.filter.is_empty() {
            pairs.push(("f", self.filter.to_text()));
        }
        if let Some((stage, after)) = self.column {
            pairs.push(("stage", stage.to_string()));
            pairs.push(("after", after.to_text()));
        }
        pairs
    }

    /// Whether a search or a filter is active.
    pub fn is_narrowed(&self) -> bool {
        !self.search.is_empty() || !self.filter.is_empty()
    }

    /// The query without search and filter.
    #[must_use]
    pub fn widened(&self) -> Self {
        Self { pipeline: self.pipeline, ..Self::default() }
    }

    /// The query for all columns.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self { column: None, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(pairs: &[(&'static str, String)]) -> BoardQuery {
        BoardQuery::from_address(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str()))
    }

    #[test]
    fn invalid_address_is_a_default_or_missing_board() {
        let strange = |name, value: &str| read(&[(name, value.to_owned())]);
        assert_eq!(strange("stage", "x"), BoardQuery::default());
        assert_eq!(strange("after", "1~2"), BoardQuery::default());
        assert_eq!(strange("pipeline", ""), BoardQuery::default());
        assert_eq!(strange("pipeline", "x").pipeline, Some(PipelineId(0)));
        assert_eq!(CardCursor::parse("1~x"), None);
    }

    proptest! {
        #[test]
        fn query_round_trips_through_address(
            pipeline in proptest::option::of(1_i64..9),
            search in "[a-z~@ ]{0,12}",
            filter in proptest::sample::select(vec!["", "amount.gt.5", "+owner.is.me|name.has.a"]),
            column in proptest::option::of((any::<i64>(), any::<i64>(), any::<i64>())),
        ) {
            let column = column.map(|(stage, updated, id)| {
                (StageId(stage), CardCursor { updated: Timestamp(updated), id: RecordId(id) })
            });
            let filter = Filter::from_text(filter);
            let pipeline = pipeline.map(PipelineId);
            let query = BoardQuery { pipeline, search: search.trim().to_owned(), filter, column };
            prop_assert_eq!(read(&query.to_address()), query);
        }
    }
}
