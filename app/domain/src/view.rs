//! The view of an index page: search, filter, sort, columns and page, all of it in the address.

use crate::{
    columns::Columns,
    filter::{Field, Filter},
    ids::RecordId,
    object::{Object, Property},
    page::{PAGE_SIZE, page_size},
    record::RecordRow,
    text,
};
use serde::{Deserialize, Serialize};

/// The sort key of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortBy {
    /// The name, normalized.
    #[default]
    Name,
    /// The moment of creation.
    Created,
    /// The moment of the last change.
    Updated,
    /// The owner's name; unassigned records last.
    Owner,
    /// The stage, in the order of the board, and within a stage the latest change; records without a stage last.
    Stage,
    /// The unique key; records without one last.
    Key,
    /// A property; records without a value last.
    Property(String),
}

/// A sort key and its direction. Missing values come last in both directions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// The sort key.
    pub by: SortBy,
    /// Whether the highest value comes first.
    pub descending: bool,
}

/// A position between two rows of a sorted table, given by the row next to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The side of the row that the page is on.
    pub side: Side,
    /// The number of rows before the page. It is shown to users only and never used to find rows.
    pub position: i64,
    /// The row's id.
    pub id: RecordId,
    /// The row's sort value, if it has one.
    pub value: Option<String>,
}

/// The side of a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// The rows after it.
    After,
    /// The rows before it.
    Before,
}

/// The query of an index page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexQuery {
    /// The text of the search box.
    pub search: String,
    /// The filter.
    pub filter: Filter,
    /// The sort order.
    pub sort: Sort,
    /// The columns of the table.
    pub columns: Columns,
    /// The number of rows of a page, one of [`PAGE_SIZES`](crate::page::PAGE_SIZES).
    pub size: i64,
    /// The start of the page; `None` for the first page.
    pub cursor: Option<Cursor>,
}

impl Default for IndexQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            filter: Filter::default(),
            sort: Sort::default(),
            columns: Columns::default(),
            size: PAGE_SIZE,
            cursor: None,
        }
    }
}

/// The maximum of rows that are counted before the page of a search or a filter is shown: counting more would take longer
/// than the page itself.
pub const COUNT_FIRST: i64 = 1_000;
/// The maximum of rows that are counted after the page is shown.
pub const COUNT_MAX: i64 = 100_000;

/// The number of rows of a view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// The number that was counted.
    pub count: i64,
    /// Whether there may be more, because the count stopped.
    pub more: bool,
}

impl Total {
    /// A complete count.
    pub fn exact(count: i64) -> Self {
        Self { count, more: false }
    }
}

/// A page of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordPage {
    /// Its rows.
    pub rows: Vec<RecordRow>,
    /// The number of rows on all pages.
    pub total: Total,
    /// The number of rows before this page.
    pub position: i64,
    /// The cursor of the previous page, if there is one.
    pub previous: Option<Cursor>,
    /// The cursor of the next page, if there is one.
    pub next: Option<Cursor>,
}

impl SortBy {
    /// The word in addresses: `name`, `created`, `owner`, or the key of a property.
    pub fn column<'a>(&'a self, object: &'a Object) -> &'a str {
        match self {
            Self::Name => "name",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Owner => "owner",
            Self::Stage => "stage",
            Self::Key => object.key_property.as_deref().unwrap_or("key"),
            Self::Property(key) => key,
        }
    }

    /// The sort key for a word in addresses; the name for an unknown word, so that outdated links still open.
    pub fn from_column(object: &Object, column: &str) -> Self {
        match column {
            "created" => Self::Created,
            "updated" => Self::Updated,
            "owner" => Self::Owner,
            "stage" if !object.pipelines.is_empty() => Self::Stage,
            "name" => Self::Name,
            column if object.is_key(column) => Self::Key,
            column if object.property(column).is_some() => Self::Property(column.to_owned()),
            _ => Self::Name,
        }
    }

    /// The sort key of a column. `None` for a property whose key is the word of another sort key in addresses.
    pub fn of(object: &Object, field: &Field) -> Option<Self> {
        let by = match field {
            Field::Name => Self::Name,
            Field::Key => Self::Key,
            Field::Owner => Self::Owner,
            Field::Stage => Self::Stage,
            Field::Created => Self::Created,
            Field::Updated => Self::Updated,
            Field::Gone => return None,
            // A property that is the whole name is sorted as the name.
            Field::Property(key) if matches!(&object.name_properties[..], [name] if name == key) => Self::Name,
            Field::Property(key) => Self::Property(key.clone()),
        };
        (Self::from_column(object, by.column(object)) == by).then_some(by)
    }

    /// The property that it sorts by, if that has no index.
    pub fn unindexed<'a>(&self, object: &'a Object) -> Option<&'a Property> {
        match self {
            Self::Property(key) => object.property(key).filter(|property| !property.indexed),
            _ => None,
        }
    }
}

impl Cursor {
    /// The form in addresses: `position~id` or `position~id~value`.
    pub fn to_text(&self) -> String {
        let mut text = format!("{}~{}", self.position, self.id);
        if let Some(value) = &self.value {
            text.push('~');
            text.push_str(value);
        }
        text
    }

    /// Parses what [`Self::to_text`] wrote; `None` for anything else.
    pub fn parse(side: Side, text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '~');
        Some(Self {
            side,
            position: parts.next()?.parse().ok().filter(|position| *position >= 0)?,
            id: parts.next()?.parse().ok()?,
            value: parts.next().map(str::to_owned),
        })
    }
}

impl IndexQuery {
    /// Parses the query of an address; `get` looks up a parameter. Invalid parameters are ignored.
    pub fn from_address<'a>(object: &Object, get: impl Fn(&str) -> Option<&'a str>) -> Self {
        let cursor = get("after")
            .and_then(|text| Cursor::parse(Side::After, text))
            .or_else(|| get("before").and_then(|text| Cursor::parse(Side::Before, text)));
        Self {
            search: get("q").map_or_else(String::new, |q| q.trim().chars().take(text::SEARCH_MAX).collect()),
            filter: Filter::from_text(get("f").unwrap_or_default()).checked(object),
            sort: Sort {
                by: SortBy::from_column(object, get("sort").unwrap_or_default()),
                descending: get("dir") == Some("desc"),
            },
            columns: Columns::from_text(get("cols").unwrap_or_default()).checked(object),
            size: page_size(get("size")),
            cursor,
        }
    }

    /// The parameters of the address, without those that have their default.
    pub fn to_address(&self, object: &Object) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.search.is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        if !self.filter.is_empty() {
            pairs.push(("f", self.filter.to_text()));
        }
        if self.sort.by != SortBy::Name {
            pairs.push(("sort", self.sort.by.column(object).to_owned()));
        }
        if self.sort.descending {
            pairs.push(("dir", "desc".to_owned()));
        }
        if !self.columns.is_usual() {
            pairs.push(("cols", self.columns.to_text()));
        }
        if self.size != PAGE_SIZE {
            pairs.push(("size", self.size.to_string()));
        }
        if let Some(cursor) = &self.cursor {
            let side = if cursor.side == Side::After { "after" } else { "before" };
            pairs.push((side, cursor.to_text()));
        }
        pairs
    }

    /// The first page of the view sorted by `by`; sorting by the same key again reverses the direction.
    #[must_use]
    pub fn sorted_by(&self, by: SortBy) -> Self {
        let descending = self.sort.by == by && !self.sort.descending;
        Self { sort: Sort { by, descending }, cursor: None, ..self.clone() }
    }

    /// The properties without an index that it filters or sorts by, so that all records have to be read. Empty for a search,
    /// which finds its records by its own index.
    pub fn unindexed<'a>(&self, object: &'a Object) -> Vec<&'a Property> {
        if !self.search.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<&Property> = self.sort.by.unindexed(object).into_iter().collect();
        for condition in self.filter.any.iter().flatten() {
            let property = condition.field.property(object).filter(|property| !property.indexed);
            let key = matches!(condition.field, Field::Key);
            found.extend(property.filter(|property| !key && condition.test.is_range() && !found.contains(property)));
        }
        found
    }

    /// Another page of the view.
    #[must_use]
    pub fn at(&self, cursor: Option<Cursor>) -> Self {
        Self { cursor, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{object::tests::contact, page::PAGE_SIZES};
    use proptest::prelude::*;

    fn object() -> Object {
        let mut object = contact();
        for property in &mut object.properties {
            property.indexed = property.key == "phone";
        }
        object
    }

    fn read(pairs: &[(&'static str, String)]) -> IndexQuery {
        IndexQuery::from_address(&object(), |name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
        })
    }

    #[test]
    fn invalid_parameters_are_ignored() {
        let strange = [("sort", "shoe"), ("dir", "up"), ("size", "7"), ("after", "x~y"), ("cols", "shoe")];
        let pairs: Vec<_> = strange.map(|(key, value)| (key, value.to_owned())).into();
        assert_eq!(read(&pairs), IndexQuery::default());
        assert!(Cursor::parse(Side::After, "-1~2").is_none());
    }

    #[test]
    fn sorting_again_reverses_direction() {
        let once = IndexQuery::default().sorted_by(SortBy::Key);
        assert!(!once.sort.descending);
        assert!(once.sorted_by(SortBy::Key).sort.descending);
        assert!(!once.sorted_by(SortBy::Key).sorted_by(SortBy::Owner).sort.descending);
    }

    #[test]
    fn columns_sort_unless_their_word_is_taken() {
        let mut object = object();
        for field in Field::all(&object) {
            assert!(SortBy::of(&object, &field).is_some(), "{field:?}");
        }
        object.properties[4].key = "created".to_owned();
        assert_eq!(SortBy::of(&object, &Field::Property("created".to_owned())), None);
        assert_eq!(SortBy::of(&object, &Field::Stage), None, "contacts stand in no stage");
        object.properties[4].key = "name".to_owned();
        object.name_properties = vec!["name".to_owned()];
        assert_eq!(SortBy::of(&object, &Field::Property("name".to_owned())), Some(SortBy::Name));
    }

    #[test]
    fn properties_without_index_are_listed_once() {
        let unindexed = |sort: &str, filter: &str, search: &str| {
            let by = SortBy::from_column(&object(), sort);
            let filter = Filter::from_text(filter);
            let sort = Sort { by, descending: false };
            let query = IndexQuery { search: search.to_owned(), filter, sort, ..IndexQuery::default() };
            query.unindexed(&object()).iter().map(|property| property.key.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(unindexed("company", "first_name.is.a|company.starts.b;company.is.c", ""), "company first_name");
        // Indexed, no property, or such as no index answers.
        assert_eq!(unindexed("phone", "phone.is.a;+key.is.b;+owner.is.1;company.has.b;company.unknown.", ""), "");
        assert_eq!(unindexed("company", "first_name.is.a", "anna"), "");
    }

    proptest! {
        #[test]
        fn view_round_trips_through_address(
            search in "[a-z~@ ]{0,12}",
            by in proptest::sample::select(vec![
                SortBy::Name, SortBy::Created, SortBy::Updated, SortBy::Owner, SortBy::Key,
                SortBy::Property("phone".to_owned()), SortBy::Property("company".to_owned()),
            ]),
            columns in proptest::sample::select(vec!["", "phone", "+name~90.+owner.company~200"]),
            descending: bool,
            size in proptest::sample::select(PAGE_SIZES.to_vec()),
            cursor in proptest::option::of((any::<bool>(), 0_i64..9, any::<i64>(), proptest::option::of(".{0,9}"))),
        ) {
            let cursor = cursor.map(|(after, position, id, value)| Cursor {
                side: if after { Side::After } else { Side::Before },
                position,
                id: RecordId(id),
                value,
            });
            let search = search.trim().to_owned();
            let filter = Filter::from_text(if descending { "phone.known." } else { "" });
            let columns = Columns::from_text(columns);
            let query = IndexQuery { search, filter, sort: Sort { by, descending }, columns, size, cursor };
            prop_assert_eq!(read(&query.to_address(&object())), query);
        }
    }
}
