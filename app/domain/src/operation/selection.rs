//! Selections: the records that an operation is about, from the dialog to the SQL.
//!
//! A selection is either a list of ids or a query, so it never depends on the page that was shown (L10, L12). What arrives
//! from outside passes [`Selection::checked`]: a filter that is not understood is an error, never "all records".

use crate::{
    filter::Filter,
    ids::{OperationId, PipelineId, RecordId},
    object::Object,
    operation::TrashSet,
    surface::Surface,
    trash::TrashQuery,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The records that an operation is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Selection {
    /// These records, active or in the trash.
    Records(Vec<RecordId>),
    /// The active records that a query finds when the operation is confirmed.
    Query(RecordQuery),
}

/// A query over the active records of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordQuery {
    /// The set that is searched.
    pub source: Source,
    /// The text of the search box; empty for no search.
    pub search: String,
    /// The conditions that a record must meet.
    pub filter: Filter,
    /// Records that are left out.
    pub except: Vec<RecordId>,
}

/// The set of records that a query searches. As text: `index`, `pipeline.3`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Source {
    /// All records of the object.
    #[default]
    Index,
    /// The records in a stage of a pipeline (R2.17).
    Pipeline(PipelineId),
}

/// A text that names no [`Source`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownSource;

/// A selection whose filter is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSelection;

impl Selection {
    /// Every record of a source.
    pub fn all(source: Source) -> Self {
        Self::Query(RecordQuery::all(source))
    }

    /// Whether it names no record at all.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Records(records) if records.is_empty())
    }

    /// The selection with its filter checked against the object: a condition on a field that the object no longer has
    /// matches no record.
    ///
    /// # Errors
    /// [`InvalidSelection`] when the filter is not one that [`Filter::to_text`] could have written.
    pub fn checked(self, object: &Object) -> Result<Self, InvalidSelection> {
        Ok(match self {
            Self::Query(query) if !query.filter.is_well_formed() => return Err(InvalidSelection),
            Self::Query(query) => Self::Query(RecordQuery { filter: query.filter.checked(object), ..query }),
            records @ Self::Records(_) => records,
        })
    }
}

impl RecordQuery {
    /// Every record of a source.
    pub fn all(source: Source) -> Self {
        Self { source, search: String::new(), filter: Filter::default(), except: Vec::new() }
    }
}

impl Source {
    /// Whether it is all records of the object.
    pub fn is_index(&self) -> bool {
        *self == Self::Index
    }

    /// The page on which records of this source are ticked.
    pub fn surface(self) -> Surface {
        match self {
            Self::Index => Surface::Index,
            Self::Pipeline(_) => Surface::Board,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index => f.write_str("index"),
            Self::Pipeline(id) => write!(f, "pipeline.{id}"),
        }
    }
}

impl FromStr for Source {
    type Err = UnknownSource;

    fn from_str(text: &str) -> Result<Self, UnknownSource> {
        match text.split_once('.') {
            None if text == "index" => Ok(Self::Index),
            Some(("pipeline", id)) => id.parse().map(Self::Pipeline).map_err(|_| UnknownSource),
            _ => Err(UnknownSource),
        }
    }
}

impl fmt::Display for UnknownSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown source of records")
    }
}

impl From<Source> for String {
    fn from(source: Source) -> Self {
        source.to_string()
    }
}

impl TryFrom<String> for Source {
    type Error = UnknownSource;

    fn try_from(text: String) -> Result<Self, UnknownSource> {
        text.parse()
    }
}

/// A selection as the receipt of its operation keeps it. It holds no record id, because its readers may not see every
/// record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SelectionSummary {
    /// Single records.
    Records,
    /// The records that a [`RecordQuery`] found.
    Query {
        /// The set that was searched.
        source: Source,
        /// The text of the search box.
        search: String,
        /// The conditions that the records met.
        filter: Filter,
        /// Number of records that were left out.
        except: i64,
    },
    /// The records that a view of the trash showed.
    Trash(TrashQuery),
    /// All records of an operation.
    Operation(OperationId),
    /// Records whose retention had ended.
    Expired,
    /// Records associated with those of the parent deletion.
    Cascade,
}

impl From<&Selection> for SelectionSummary {
    fn from(selection: &Selection) -> Self {
        match selection {
            Selection::Records(_) => Self::Records,
            Selection::Query(RecordQuery { source, search, filter, except }) => Self::Query {
                source: *source,
                search: search.clone(),
                filter: filter.clone(),
                except: i64::try_from(except.len()).unwrap_or(i64::MAX),
            },
        }
    }
}

impl From<&TrashSet> for SelectionSummary {
    fn from(set: &TrashSet) -> Self {
        match set {
            TrashSet::Records(_) => Self::Records,
            TrashSet::Deletion(deletion) => Self::Operation(*deletion),
            TrashSet::Trash(query) => Self::Trash(TrashQuery { after: None, ..query.clone() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        filter::{Condition, Field, Test},
        object::tests::contact,
    };

    fn query(json: &str) -> Result<Selection, serde_json::Error> {
        serde_json::from_str(&format!(r#"{{"Query":{json}}}"#))
    }

    #[test]
    fn json_query_with_missing_or_unknown_parts_is_an_error() {
        let whole = r#"{"source":"pipeline.3","search":"","filter":{"any":[]},"except":[1]}"#;
        let except = vec![RecordId(1)];
        let expected = RecordQuery { except, ..RecordQuery::all(Source::Pipeline(PipelineId(3))) };
        assert_eq!(query(whole).unwrap(), Selection::Query(expected));
        for json in [
            r#"{"search":"","filter":{"any":[]},"except":[]}"#,
            r#"{"source":"index","search":"","except":[]}"#,
            r#"{"source":"index","search":"","filter":{},"except":[]}"#,
            r#"{"source":"index","search":"","filter":{"any":[]}}"#,
            r#"{"source":"index","search":"","filter":{"all":[]},"except":[]}"#,
            r#"{"source":"index","search":"","filter":{"any":[]},"except":[],"filters":1}"#,
            r#"{"source":"pipeline.x","search":"","filter":{"any":[]},"except":[]}"#,
            r#"{"source":"","search":"","filter":{"any":[]},"except":[]}"#,
        ] {
            assert!(query(json).is_err(), "{json}");
        }
    }

    #[test]
    fn filter_no_address_could_hold_is_an_error() {
        let with = |any| {
            let query = RecordQuery { filter: Filter { any }, ..RecordQuery::all(Source::Index) };
            Selection::Query(query).checked(&contact())
        };
        let condition = |field, test, values: &[&str]| Condition {
            field,
            test,
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let known = || condition(Field::Name, Test::Known, &[]);
        assert!(with(vec![vec![known()]]).is_ok());
        let bad = [
            vec![],
            vec![condition(Field::Name, Test::Is, &[])],
            vec![condition(Field::Name, Test::Contains, &[""])],
            vec![condition(Field::Created, Test::On, &["tomorrow"])],
            vec![condition(Field::Property("age\"".to_owned()), Test::Known, &[])],
            vec![known(); 21],
        ];
        for group in bad {
            assert_eq!(with(vec![group.clone()]), Err(InvalidSelection), "{group:?}");
        }
        assert_eq!(with(vec![vec![known()]; 11]), Err(InvalidSelection));
    }
}
