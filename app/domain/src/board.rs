//! Boards: the records of a pipeline, a column for each stage.

use crate::{
    filter::Filter,
    ids::{PipelineId, RecordId, StageId},
    object::{Object, Pipeline, Property, PropertyKind, Stage},
    operation::Selection,
    people::Person,
    text,
    time::Timestamp,
    value::{Money, Values},
};
use serde::{Deserialize, Serialize};

/// Cards of a column that come at once.
pub const COLUMN_PAGE: i64 = 25;
/// Most records that are moved to a stage at once: a move is one transaction, and others wait for it.
pub const MOVE_MAX: i64 = 1_000;
/// The key of the property that a board adds up for each stage, where it is an amount. The databases keep the sums by
/// this name.
pub const AMOUNT: &str = "amount";

/// Which part of a board, as its address says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardQuery {
    /// The pipeline; the object's first where nothing is given.
    pub pipeline: Option<PipelineId>,
    /// What was typed into the search box.
    pub search: String,
    /// What the records must be like.
    pub filter: Filter,
    /// One column alone, after a card of it.
    pub column: Option<(StageId, CardCursor)>,
}

/// The last card that was shown of a column, whose order is by latest change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardCursor {
    /// When it last changed.
    pub updated: Timestamp,
    /// Which.
    pub id: RecordId,
}

/// The records of one pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// The pipeline.
    pub pipeline: Pipeline,
    /// Its columns, in the order of the stages; one alone where the address asks for one.
    pub columns: Vec<Column>,
    /// Records in all its stages.
    pub total: i64,
}

/// The records of one stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The stage.
    pub stage: Stage,
    /// How many there are.
    pub count: i64,
    /// What their amounts come to, in each currency.
    pub sums: Vec<Money>,
    /// Some of them, latest change first.
    pub cards: Vec<Card>,
    /// Where the next ones begin; nothing where there are none.
    pub next: Option<CardCursor>,
}

/// One record on a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Which record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: Values,
    /// Who owns it.
    pub owner: Option<Person>,
    /// Whether the viewer may move it.
    pub may_move: bool,
}

/// Records that somebody wants in a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveOrder {
    /// Which.
    pub selection: Selection,
    /// Where they were seen, if that matters: one that is elsewhere by now stays where it is.
    pub from: Option<StageId>,
    /// Where to.
    pub to: StageId,
}

/// What a move came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Records that stand in the stage now, whether or not they stood there before.
    pub there: i64,
    /// Records that belong to somebody whose records the actor may not move.
    pub not_yours: Vec<RecordId>,
}

/// Why nothing was moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MoveRefused {
    /// The object has no such stage.
    NoSuchStage,
    /// Somebody moved it meanwhile; it stands here now.
    Elsewhere(Option<StageId>),
    /// There are more than can be moved at once.
    TooMany {
        /// How many there are.
        count: i64,
        /// How many can.
        most: i64,
    },
}

impl Object {
    /// The property whose amounts a board adds up.
    pub fn amount(&self) -> Option<&Property> {
        self.property(AMOUNT).filter(|property| property.kind == PropertyKind::Money)
    }

    /// The pipeline of this id, or the first.
    pub fn pipeline(&self, id: Option<PipelineId>) -> Option<&Pipeline> {
        match id {
            None => self.pipelines.first(),
            Some(id) => self.pipelines.iter().find(|pipeline| pipeline.id == id),
        }
    }
}

impl CardCursor {
    /// `updated~id`, as it stands in the address.
    pub fn to_text(self) -> String {
        format!("{}~{}", self.updated.0, self.id)
    }

    /// Reads what [`Self::to_text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (updated, id) = text.split_once('~')?;
        Some(Self { updated: Timestamp(updated.parse().ok()?), id: id.parse().ok()? })
    }
}

impl BoardQuery {
    /// Reads the query part of an address, given a way to look a name up in it. What is no number names no pipeline that
    /// there is. Whether the object has what is filtered is not known here.
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

    /// The names and values of the address that reproduces it.
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

    /// Whether it shows less than its pipeline has.
    pub fn is_narrowed(&self) -> bool {
        !self.search.is_empty() || !self.filter.is_empty()
    }

    /// The same board with all there is.
    #[must_use]
    pub fn widened(&self) -> Self {
        Self { pipeline: self.pipeline, ..Self::default() }
    }

    /// All columns of the same board.
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
    fn a_strange_address_still_means_a_board_or_one_that_is_not_there() {
        let strange = |name, value: &str| read(&[(name, value.to_owned())]);
        assert_eq!(strange("stage", "x"), BoardQuery::default());
        assert_eq!(strange("after", "1~2"), BoardQuery::default());
        assert_eq!(strange("pipeline", ""), BoardQuery::default());
        assert_eq!(strange("pipeline", "x").pipeline, Some(PipelineId(0)));
        assert_eq!(CardCursor::parse("1~x"), None);
    }

    proptest! {
        #[test]
        fn the_address_holds_the_whole_query(
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
