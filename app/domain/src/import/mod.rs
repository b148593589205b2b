//! Imports: the meaning of a file's columns, and the values of its rows.

mod headers;

pub use headers::propose;

use crate::{
    association::{AssociationLabel, LinkRole, offered},
    ids::ImportId,
    object::{Object, is_slug},
    record::{FieldError, RecordInput},
    time::Timestamp,
    value::Problem,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Most bytes of a file.
pub const FILE_MAX: u64 = 200 * 1024 * 1024;
/// Most bytes of a row, so that an unclosed quote does not read the rest of the file into memory.
pub const ROW_MAX: usize = 1024 * 1024;
/// Rows shown before the import starts.
pub const SAMPLE: usize = 5;

/// What a column is mapped to.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The column is ignored.
    #[default]
    Ignore,
    /// The property with this key.
    Property(String),
    /// Further keys, such as more e-mail addresses.
    SecondaryKeys,
    /// The owner, by e-mail or name.
    Owner,
    /// The stage, by name.
    Stage,
    /// Associated records of another object, by key or id: `@`, the object's slug and, for a labelled association, `.`
    /// and the [`Role`].
    Link(String),
}

/// Separates the slug from the role in a link.
const ROLE_AFTER: char = '.';

impl Target {
    /// The value in forms: empty for an ignored column, a property key, or a word that is not a valid key.
    pub fn word(&self) -> &str {
        match self {
            Self::Ignore => "",
            Self::Property(key) => key,
            Self::SecondaryKeys => "+keys",
            Self::Owner => "+owner",
            Self::Stage => "+stage",
            Self::Link(word) => word,
        }
    }

    /// Associated records of the object with this slug, in this role.
    pub fn link(slug: &str, role: Option<&LinkRole>) -> Self {
        Self::Link(match role {
            Some(role) => format!("@{slug}{ROLE_AFTER}{role}"),
            None => format!("@{slug}"),
        })
    }

    /// The slug and the role of a link.
    pub fn linked(&self) -> Option<(&str, Option<LinkRole>)> {
        let Self::Link(word) = self else { return None };
        let word = word.strip_prefix('@')?;
        let (slug, role) = match word.split_once(ROLE_AFTER) {
            Some((slug, role)) => (slug, Some(role.parse().ok()?)),
            None => (word, None),
        };
        is_slug(slug).then_some((slug, role))
    }

    /// Parses the result of [`Self::word`]; keys that the object lacks are ignored.
    pub fn from_word(object: &Object, word: &str) -> Self {
        match word {
            "+keys" if object.has_secondary_keys() => Self::SecondaryKeys,
            "+owner" => Self::Owner,
            "+stage" if object.stages().next().is_some() => Self::Stage,
            key if object.property(key).is_some() => Self::Property(key.to_owned()),
            link => Some(Self::Link(link.to_owned())).filter(|link| link.linked().is_some()).unwrap_or_default(),
        }
    }
}

/// Why a row is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// Some values are not accepted.
    Fields(Vec<FieldError>),
    /// It has more cells than the file has columns.
    ExtraCells,
    /// It is not UTF-8 text.
    NotText,
    /// It would change a record that the user may not edit.
    NotYours,
    /// No user, or more than one, has this e-mail or name.
    UnknownOwner(String),
    /// No active record that the user may see has this key or id.
    UnknownRecord(String),
    /// It refers to several records where only one is allowed.
    OnlyOne(Vec<String>),
}

impl Refused {
    /// Whether one of its e-mails is on the blocklist.
    pub fn is_blocked(&self) -> bool {
        matches!(self, Self::Fields(errors) if errors.iter().any(|error| error.problem == Problem::Blocked))
    }
}

/// An association that a column may be mapped to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTarget<'a> {
    /// The other object.
    pub object: &'a Object,
    /// The role of the associated records, with its label.
    pub role: Option<(LinkRole, &'a AssociationLabel)>,
}

impl LinkTarget<'_> {
    /// Every association between `object` and the others.
    pub fn all<'a>(
        object: &Object,
        others: &'a [Object],
        labels: &'a [AssociationLabel],
    ) -> impl Iterator<Item = LinkTarget<'a>> {
        others.iter().flat_map(move |other| {
            let roles = offered(labels, object.id, other.id).map(Some);
            std::iter::once(None).chain(roles).map(move |role| LinkTarget { object: other, role })
        })
    }

    /// The target of a column with this association.
    pub fn target(&self) -> Target {
        Target::link(&self.object.slug, self.role.as_ref().map(|(role, _)| role))
    }
}

/// Why a file cannot be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// It is empty.
    Empty,
    /// It is a spreadsheet, not CSV.
    Spreadsheet,
    /// It is not UTF-8 text.
    NotUtf8,
    /// It has headers but no rows.
    HeaderOnly,
    /// A row is longer than [`ROW_MAX`]; usually a quote is not closed.
    RowTooLong,
    /// It no longer exists.
    Gone,
}

/// The state of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The file is uploaded and waits for its mapping.
    Uploaded,
    /// Rows are being imported.
    Running,
    /// Every row was processed.
    Done,
    /// It stopped: the file is missing or unreadable, or the user lost the right to import.
    Failed,
}

impl ImportState {
    const ALL: [Self; 4] = [Self::Uploaded, Self::Running, Self::Done, Self::Failed];

    /// The tag in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

impl FromStr for ImportState {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.tag() == tag).ok_or(())
    }
}

/// The outcomes of the rows so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows that created a record.
    pub created: i64,
    /// Rows that updated a record.
    pub updated: i64,
    /// Rows that changed nothing.
    pub unchanged: i64,
    /// Rows that were refused.
    pub refused: i64,
}

impl Counts {
    /// The number of rows processed.
    pub fn rows(&self) -> i64 {
        self.created + self.updated + self.unchanged + self.refused
    }
}

/// A refused row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// Its line in the file, counted from 1.
    pub line: i64,
    /// The reason.
    pub reason: Refused,
    /// Its cells.
    pub cells: Vec<String>,
}

/// The first rows of a file with the proposed mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The column headers.
    pub headers: Vec<String>,
    /// The proposed target of each column.
    pub proposal: Vec<Target>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
}

/// The page of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// The import's id.
    pub id: ImportId,
    /// The name of the file.
    pub file: String,
    /// The state.
    pub state: ImportState,
    /// Before the start: the first rows, or why the file cannot be imported.
    pub sample: Option<Result<Sample, Unreadable>>,
    /// Bytes of the file.
    pub size: i64,
    /// Bytes read so far.
    pub read: i64,
    /// The outcomes of the rows.
    pub counts: Counts,
    /// When it started.
    pub started: Option<Timestamp>,
    /// When it ended, or the current time.
    pub until: Timestamp,
    /// The first refused rows.
    pub refused: Vec<RefusedRow>,
}

/// The delimiter of a file: comma, semicolon or tab, whichever is most frequent outside quotes in the first line.
pub fn sniff(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            byte if !quoted => {
                for (separator, count) in &mut counts {
                    *count += usize::from(byte == *separator);
                }
            }
            _ => {}
        }
    }
    // The first of equals: a file with one column contains no delimiter.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| separator)
}

/// The values of a row, only those that it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The form that it fills in. The owner is still a name or an e-mail address.
    pub input: RecordInput,
    /// The records it refers to.
    pub links: Vec<RowLink>,
}

/// A reference to an associated record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowLink {
    /// The slug of its object.
    pub slug: String,
    /// Its key or id.
    pub value: String,
    /// Its role.
    pub role: Option<LinkRole>,
}

/// Reads a row by the mapping. Empty cells are ignored. If several columns have the same target, their values are
/// joined where that makes sense; otherwise the first one wins.
pub fn read_row(mapping: &[Target], cells: &[String]) -> Result<Row, Refused> {
    if cells.iter().skip(mapping.len()).any(|cell| !cell.trim().is_empty()) {
        return Err(Refused::ExtraCells);
    }
    let mut input = RecordInput::default();
    let mut links = Vec::new();
    for (target, cell) in mapping.iter().zip(cells) {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        match target {
            Target::Ignore => {}
            Target::Property(key) => {
                input.values.entry(key.clone()).or_insert_with(|| cell.to_owned());
            }
            Target::SecondaryKeys => {
                if !input.secondary_keys.is_empty() {
                    input.secondary_keys.push('\n');
                }
                input.secondary_keys.push_str(cell);
            }
            Target::Owner => {
                if input.owner.is_empty() {
                    cell.clone_into(&mut input.owner);
                }
            }
            Target::Stage => {
                if input.stage.is_empty() {
                    cell.clone_into(&mut input.stage);
                }
            }
            Target::Link(_) => {
                let Some((slug, role)) = target.linked() else { continue };
                let values = cell.split([';', '\n']).map(str::trim).filter(|value| !value.is_empty());
                let link = |value: &str| RowLink { slug: slug.to_owned(), value: value.to_owned(), role: role.clone() };
                links.extend(values.map(link));
            }
        }
    }
    Ok(Row { input, links })
}

impl Row {
    /// Whether it has no values at all, like the last line of many files.
    pub fn is_blank(&self) -> bool {
        self.input == RecordInput::default() && self.links.is_empty()
    }

    /// The form of an existing record after this row: its values replace the existing ones, further keys are added.
    pub fn over(self, object: &Object, there: &RecordInput) -> RecordInput {
        let mut form = there.clone();
        let keep_key = object.key_property.as_ref().filter(|key| {
            // The row names the record by one of its further keys: the first key stays the first.
            let said = self.input.values.get(*key).map(|said| said.to_lowercase());
            said.is_some_and(|said| there.secondary_keys.lines().any(|key| key == said))
        });
        for (key, value) in &self.input.values {
            if Some(key) != keep_key {
                form.values.insert(key.clone(), value.clone());
            }
        }
        for key in self.input.secondary_keys.split([',', ';', '\n']).map(|key| key.trim().to_lowercase()) {
            let known = form.secondary_keys.lines().any(|there| there == key)
                || object
                    .key_property
                    .as_ref()
                    .and_then(|first| form.values.get(first))
                    .is_some_and(|first| first.to_lowercase() == key);
            if !key.is_empty() && !known {
                if !form.secondary_keys.is_empty() {
                    form.secondary_keys.push('\n');
                }
                form.secondary_keys.push_str(&key);
            }
        }
        if !self.input.owner.is_empty() {
            form.owner = self.input.owner;
        }
        if !self.input.stage.is_empty() {
            form.stage = self.input.stage;
        }
        form
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::tests::contact;
    use proptest::prelude::*;

    fn cells(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn mapping() -> Vec<Target> {
        vec![
            Target::Property("first_name".to_owned()),
            Target::Property("email".to_owned()),
            Target::SecondaryKeys,
            Target::Ignore,
            Target::Owner,
            Target::link("companies", None),
            Target::link("companies", Some(&primary())),
        ]
    }

    fn primary() -> LinkRole {
        "primary".parse().unwrap()
    }

    #[test]
    fn sniff_finds_the_delimiter() {
        assert_eq!(sniff("a,b,c\n1;2;3;4;5"), b',');
        assert_eq!(sniff("\"a,b,c\";d\n"), b';');
        assert_eq!(sniff("a\tb, or c\td"), b'\t');
        assert_eq!(sniff("\"line\nbreak;;;\",b"), b',');
        assert_eq!(sniff("alone"), b',');
    }

    #[test]
    fn read_row_maps_cells_to_targets() {
        let row = read_row(&mapping(), &cells(&[" Anna ", "a@example.com", "b@example.com", "x", "Ada"])).unwrap();
        assert_eq!(row.input.values["first_name"], "Anna");
        assert_eq!((row.input.secondary_keys.as_str(), row.input.owner.as_str()), ("b@example.com", "Ada"));
        assert!(read_row(&mapping(), &cells(&["", " "])).unwrap().is_blank());
        assert_eq!(read_row(&mapping(), &cells(&["", "", "", "", "", "", "", " "])).unwrap(), Row::default());
        assert_eq!(read_row(&mapping(), &cells(&["", "", "", "", "", "", "", "y"])), Err(Refused::ExtraCells));
        let linked = read_row(&mapping(), &cells(&["", "", "", "", "", "a.example; ;12", "b.example"])).unwrap();
        let link = |value: &str, role| RowLink { slug: "companies".to_owned(), value: value.to_owned(), role };
        assert_eq!(linked.links, [link("a.example", None), link("12", None), link("b.example", Some(primary()))]);
        assert!(!linked.is_blank());
    }

    #[test]
    fn an_empty_cell_changes_nothing_and_secondary_keys_are_added() {
        let mut there = RecordInput { secondary_keys: "b@example.com".to_owned(), ..RecordInput::default() };
        there.values.insert("first_name".to_owned(), "Anna".to_owned());
        there.values.insert("email".to_owned(), "a@example.com".to_owned());
        let row = read_row(&mapping(), &cells(&["", "B@example.com", "c@example.com;A@example.com"])).unwrap();
        let form = row.over(&contact(), &there);
        assert_eq!(form.values, there.values);
        assert_eq!(form.secondary_keys, "b@example.com\nc@example.com");
    }

    #[test]
    fn target_word_round_trips() {
        for target in mapping() {
            assert_eq!(Target::from_word(&contact(), target.word()), target);
        }
        for unknown in ["shoe_size", "@", "@../api", "@Companies", "@companies.", "@companies.a b", "companies.primary"]
        {
            assert_eq!(Target::from_word(&contact(), unknown), Target::Ignore, "{unknown}");
        }
    }

    proptest! {
        #[test]
        fn read_row_never_panics(cells in proptest::collection::vec(".{0,20}", 0..8)) {
            if let Ok(row) = read_row(&mapping(), &cells) {
                drop(row.over(&contact(), &RecordInput::default()));
            }
        }
    }
}
