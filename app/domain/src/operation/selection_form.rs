//! A selection as the fields of a form and as the query of an address: one encoding for both.
//!
//! The field names are those of [`SelectionForm`]. It is flattened into the forms of the server functions and into the
//! queries of their pages, so it holds only what reads from text.

use super::{RecordQuery, Selection, Source};
use crate::{
    filter::Filter,
    ids::{RecordId, ids_as_text},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A selection as text fields, together with the page on which it was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectionForm {
    /// The selected records, or with `all` those that are left out: `1,2,3`.
    #[serde(default, with = "ids_as_text", skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<RecordId>,
    /// Whether all records of the view are selected.
    #[serde(default, skip_serializing_if = "All::is_no")]
    pub all: All,
    /// The search of the view.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// The filter of the view, as [`Filter::to_text`] writes it.
    #[serde(default, with = "filter_as_text", skip_serializing_if = "Filter::is_empty")]
    pub f: Filter,
    /// The records that the view shows.
    #[serde(default, skip_serializing_if = "Source::is_index")]
    pub source: Source,
}

/// Whether all records of a view are selected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum All {
    /// No: those in `ids` are.
    #[default]
    #[serde(rename = "")]
    No,
    /// All but those in `ids`.
    #[serde(rename = "1")]
    Except,
    /// All, those in `ids` included. A form without JavaScript sends the ticked boxes beside the box for all.
    #[serde(rename = "whole")]
    Whole,
}

impl All {
    /// The value of the box for all in a form without JavaScript.
    pub const WHOLE: &str = "whole";

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_no(&self) -> bool {
        *self == Self::No
    }
}

impl SelectionForm {
    /// The form of a selection. Of single records it does not know the page.
    pub fn of(selection: &Selection) -> Self {
        match selection {
            Selection::Records(ids) => Self { ids: ids.clone(), ..Self::default() },
            Selection::Query(RecordQuery { source, search, filter, except }) => {
                Self { ids: except.clone(), all: All::Except, q: search.clone(), f: filter.clone(), source: *source }
            }
        }
    }

    /// The form of single records.
    pub fn records(ids: Vec<RecordId>) -> Self {
        Self { ids, ..Self::default() }
    }

    /// The selection that it stands for.
    pub fn selection(&self) -> Selection {
        let except = match self.all {
            All::No => return Selection::Records(self.ids.clone()),
            All::Except => self.ids.clone(),
            All::Whole => Vec::new(),
        };
        Selection::Query(RecordQuery { source: self.source, search: self.q.clone(), filter: self.f.clone(), except })
    }
}

mod filter_as_text {
    use super::{Deserialize, Deserializer, Filter, Serializer};

    pub fn serialize<S: Serializer>(filter: &Filter, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&filter.to_text())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Filter, D::Error> {
        String::deserialize(deserializer).map(|text| Filter::from_text(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PipelineId;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn ids() -> impl Strategy<Value = Vec<RecordId>> {
        proptest::collection::btree_set(any::<i64>().prop_map(RecordId), 0..6).prop_map(|ids| ids.into_iter().collect())
    }

    fn selections() -> impl Strategy<Value = Selection> {
        let sources = prop_oneof![Just(Source::Index), any::<i64>().prop_map(|id| Source::Pipeline(PipelineId(id)))];
        let filters = prop_oneof![
            Just(Filter::default()),
            "[a-z_]{1,9}".prop_map(|key| Filter::from_text(&format!("{key}.known."))),
            "\\PC{1,30}".prop_map(|text| Filter::from_text(&text)),
        ];
        let queries = (sources, "\\PC{0,20}", filters, ids());
        prop_oneof![
            ids().prop_map(Selection::Records),
            queries.prop_map(|(source, search, filter, except)| Selection::Query(RecordQuery {
                source,
                search,
                filter,
                except
            })),
        ]
    }

    fn read(fields: Value) -> Result<SelectionForm, serde_json::Error> {
        serde_json::from_value(fields)
    }

    #[test]
    fn form_says_only_what_differs_from_default() {
        let query = RecordQuery { search: "anna".to_owned(), ..RecordQuery::all(Source::Pipeline(PipelineId(3))) };
        let query = RecordQuery { except: vec![RecordId(7), RecordId(8)], ..query };
        let written = serde_json::to_value(SelectionForm::of(&Selection::Query(query))).unwrap();
        assert_eq!(written, json!({"ids": "7,8", "all": "1", "q": "anna", "source": "pipeline.3"}));
        let records = serde_json::to_value(SelectionForm::records(vec![RecordId(7)])).unwrap();
        assert_eq!(records, json!({"ids": "7"}));
        assert_eq!(read(json!({})).unwrap().selection(), Selection::Records(Vec::new()));
    }

    #[test]
    fn form_sent_without_script_lists_ids_one_by_one() {
        let ticked = read(json!({"ids": ["7", "8"]})).unwrap();
        assert_eq!(ticked.selection(), Selection::Records(vec![RecordId(7), RecordId(8)]));
        let whole = read(json!({"ids": ["7", "8"], "all": All::WHOLE, "source": "pipeline.3"})).unwrap();
        assert_eq!(whole.selection(), Selection::all(Source::Pipeline(PipelineId(3))));
    }

    #[test]
    fn form_that_is_not_understood_is_an_error() {
        for fields in [
            json!({"all": "1", "ids": "7,x"}),
            json!({"all": "1", "ids": ["7", "x"]}),
            json!({"all": "1", "source": "pipeline.x"}),
            json!({"all": "1", "source": "list"}),
            json!({"all": "true"}),
            json!({"all": "1", "q": ["a", "b"]}),
            json!({"all": "1", "f": ["a.is.1", "b.is.1"]}),
        ] {
            assert!(read(fields.clone()).is_err(), "{fields}");
        }
        // A filter that is not understood matches no record.
        let selection = read(json!({"all": "1", "f": "nonsense"})).unwrap().selection();
        let Selection::Query(query) = selection else { panic!("{selection:?}") };
        assert!(!query.filter.is_empty());
    }

    proptest! {
        #[test]
        fn form_of_selection_reads_back_as_same_selection(selection in selections()) {
            let form = SelectionForm::of(&selection);
            prop_assert_eq!(&form.selection(), &selection);
            let written = serde_json::to_value(&form).unwrap();
            prop_assert_eq!(read(written).unwrap(), form);
            let json = serde_json::to_string(&selection).unwrap();
            prop_assert_eq!(serde_json::from_str::<Selection>(&json).unwrap(), selection);
        }
    }
}
