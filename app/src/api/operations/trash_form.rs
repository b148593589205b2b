//! A set of records in the trash as the fields of a form and as the query of an address.

#[cfg(feature = "ssr")]
use crate::{error::AppError, query::Query};
use domain::ids::{OperationId, RecordId, ids_as_text};
#[cfg(feature = "ssr")]
use domain::{operation::TrashSet, trash::TrashQuery};
use serde::{Deserialize, Deserializer, Serialize};

/// A set of records in the trash, as text fields: single records, a deletion, or a view of the trash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashForm {
    /// The records: `1,2,3`.
    #[serde(default, with = "ids_as_text", skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<RecordId>,
    /// The deletion that put the records into the trash.
    #[serde(default, deserialize_with = "operation", skip_serializing_if = "Option::is_none")]
    pub operation: Option<OperationId>,
    /// The query of a view of the trash, for all records that it shows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub view: String,
}

impl TrashForm {
    /// The form of single records.
    pub fn records(ids: Vec<RecordId>) -> Self {
        Self { ids, ..Self::default() }
    }

    /// The form of all records that a deletion put into the trash.
    pub fn deletion(operation: OperationId) -> Self {
        Self { operation: Some(operation), ..Self::default() }
    }

    /// Whether it names no record.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.operation.is_none() && self.view.is_empty()
    }

    /// The set of the form.
    ///
    /// # Errors
    ///
    /// [`AppError::BadInput`] when the view cannot be parsed, because ignoring the invalid part would widen the set.
    #[cfg(feature = "ssr")]
    pub(super) fn set(&self) -> Result<TrashSet, AppError> {
        if !self.view.is_empty() {
            let view = Query::of(self.view.trim_start_matches('?'));
            let view = TrashQuery::parse(|name| view.get_str(name));
            return view.map(TrashSet::Trash).ok_or_else(crate::error::bad_input);
        }
        Ok(self.operation.map_or_else(|| TrashSet::Records(self.ids.clone()), TrashSet::Deletion))
    }
}

/// Parses the id of an operation; empty text is `None`.
fn operation<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OperationId>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::form::fields;

    fn read(query: &str) -> Option<TrashForm> {
        Query::of(query).read()
    }

    #[test]
    fn form_of_trash_set_reads_back_as_same_form() {
        let view = TrashForm { view: "?object=deals&q=anna&by=4".to_owned(), ..TrashForm::default() };
        let ids = TrashForm::records(vec![RecordId(7), RecordId(8)]);
        for form in [view, ids, TrashForm::deletion(OperationId(3)), TrashForm::default()] {
            let query = crate::url::address("", &fields(&form));
            assert_eq!(read(query.trim_start_matches('?')), Some(form), "{query}");
        }
        assert_eq!(read("ids=7&ids=8&operation="), Some(TrashForm::records(vec![RecordId(7), RecordId(8)])));
    }

    #[test]
    fn trash_view_that_is_not_understood_is_an_error() {
        for query in ["ids=7,x", "operation=x"] {
            assert_eq!(read(query), None, "{query}");
        }
        for view in ["by=x", "from=yesterday", "to=2026-13-01"] {
            let form = TrashForm { view: view.to_owned(), ..TrashForm::default() };
            assert_eq!(form.set(), Err(AppError::BadInput), "{view}");
        }
    }
}
