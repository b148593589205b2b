//! Imports: what the columns of a file mean, and what becomes of a row.

mod headers;

pub use headers::propose;

use crate::{
    association::{AssociationLabel, LinkRole, offered},
    ids::ImportId,
    object::{Object, is_slug},
    record::{FieldError, RecordInput},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Most bytes of a file.
pub const FILE_MAX: u64 = 200 * 1024 * 1024;
/// Most bytes of a row, so that a quote which is never closed does not take the rest of the file into memory.
pub const ROW_MAX: usize = 1024 * 1024;
/// Rows of a file that a page shows before the import.
pub const SAMPLE: usize = 5;

/// What a column is taken for.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Nothing.
    #[default]
    Ignore,
    /// The property with this key.
    Property(String),
    /// Further keys.
    SecondaryKeys,
    /// The owner, by e-mail or name.
    Owner,
    /// The stage, by name.
    Stage,
    /// Records of another object that the record is associated with, by key or by id: `@`, the object's word in
    /// addresses and, where they are something in particular to it, `.` and the [`LinkRole`].
    Link(String),
}

/// What stands between the object's word and the role in the word of a link.
const ROLE_AFTER: char = '.';

impl Target {
    /// The word in forms: empty for nothing, a property's key, or one that no property can have.
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

    /// Records of the object with this word in addresses, which are this to the record.
    pub fn link(slug: &str, role: Option<&LinkRole>) -> Self {
        Self::Link(match role {
            Some(role) => format!("@{slug}{ROLE_AFTER}{role}"),
            None => format!("@{slug}"),
        })
    }

    /// The object's word in addresses and the role, of a link.
    pub fn linked(&self) -> Option<(&str, Option<LinkRole>)> {
        let Self::Link(word) = self else { return None };
        let word = word.strip_prefix('@')?;
        let (slug, role) = match word.split_once(ROLE_AFTER) {
            Some((slug, role)) => (slug, Some(role.parse().ok()?)),
            None => (word, None),
        };
        is_slug(slug).then_some((slug, role))
    }

    /// Reads what [`Self::word`] wrote; a key the object does not have is nothing.
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

/// Why a row stays out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// Some values are not acceptable.
    Fields(Vec<FieldError>),
    /// It has more cells than the file has columns.
    ExtraCells,
    /// It is not UTF-8 text.
    NotText,
    /// It would change a record that belongs to somebody else.
    NotYours,
    /// Nobody has this e-mail or name.
    UnknownOwner(String),
    /// No living record in sight has this key or id.
    UnknownRecord(String),
    /// It names several records where there can be one only.
    OnlyOne(Vec<String>),
}

/// What a column may name: records of another object that are nothing in particular, or something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTarget<'a> {
    /// The other object.
    pub object: &'a Object,
    /// What they are to the record.
    pub role: Option<(LinkRole, &'a AssociationLabel)>,
}

impl LinkTarget<'_> {
    /// All that records of `object` may be associated with, of these others.
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

    /// The target of such a column.
    pub fn target(&self) -> Target {
        Target::link(&self.object.slug, self.role.as_ref().map(|(role, _)| role))
    }
}

/// Why a whole file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// There is nothing in it.
    Empty,
    /// It is a spreadsheet, not a CSV.
    Spreadsheet,
    /// It is text of another encoding.
    NotUtf8,
    /// It has column names and no row.
    HeaderOnly,
    /// A row of it is longer than [`ROW_MAX`]: most often a quote that is never closed.
    RowTooLong,
    /// It is not where it was any more.
    Gone,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The file is here and waits for a mapping.
    Uploaded,
    /// Rows go in.
    Running,
    /// Every row was looked at.
    Done,
    /// It stopped: the file is gone or cannot be read any more.
    Failed,
}

impl ImportState {
    const ALL: [Self; 4] = [Self::Uploaded, Self::Running, Self::Done, Self::Failed];

    /// The word in the database.
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

/// What became of the rows so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows that made a record.
    pub created: i64,
    /// Rows that changed one.
    pub updated: i64,
    /// Rows that changed nothing.
    pub unchanged: i64,
    /// Rows that stay out.
    pub refused: i64,
}

impl Counts {
    /// Rows looked at.
    pub fn rows(&self) -> i64 {
        self.created + self.updated + self.unchanged + self.refused
    }
}

/// A row that stays out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// Its line in the file, counted from one.
    pub line: i64,
    /// Why.
    pub reason: Refused,
    /// Its cells.
    pub cells: Vec<String>,
}

/// The first rows of a file and what they are taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The names of the columns.
    pub headers: Vec<String>,
    /// What each is taken for, unless the person decides otherwise.
    pub proposal: Vec<Target>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
}

/// An import as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// Which.
    pub id: ImportId,
    /// The name of the file.
    pub file: String,
    /// How far it is.
    pub state: ImportState,
    /// Before it starts: the first rows, or why there are none.
    pub sample: Option<Result<Sample, Unreadable>>,
    /// Bytes of the file.
    pub size: i64,
    /// Bytes read.
    pub read: i64,
    /// What became of the rows.
    pub counts: Counts,
    /// When it started.
    pub started: Option<Timestamp>,
    /// When it ended, or now.
    pub until: Timestamp,
    /// The first rows that stay out.
    pub refused: Vec<RefusedRow>,
}

/// The separator of a file, by what its first line has most of outside quotes: a comma, a semicolon or a tab.
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
    // The first of equals: a file of one column has none of them and any will do.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| separator)
}

/// What a row says: values by key, only those that it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The form it fills in. The owner is a name or an e-mail still.
    pub input: RecordInput,
    /// The records that it is associated with.
    pub links: Vec<RowLink>,
}

/// A record that a row names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowLink {
    /// Its object's word in addresses.
    pub slug: String,
    /// Its key or its id.
    pub value: String,
    /// What it is to the record of the row.
    pub role: Option<LinkRole>,
}

/// Reads a row by its mapping. An empty cell says nothing; two columns for one target are joined where that makes
/// sense, and otherwise the first that has a value wins.
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
    /// Whether it says nothing at all, like the last line of many a file.
    pub fn is_blank(&self) -> bool {
        self.input == RecordInput::default() && self.links.is_empty()
    }

    /// The form of a record that this row changes: what it says, over what is there. Further keys are added.
    pub fn over(self, object: &Object, there: &RecordInput) -> RecordInput {
        let mut form = there.clone();
        let keep_key = object.key_property.as_ref().filter(|key| {
            // Found by one of its further keys: its first key stays the first.
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
    fn sniffs_the_separator() {
        assert_eq!(sniff("a,b,c\n1;2;3;4;5"), b',');
        assert_eq!(sniff("\"a,b,c\";d\n"), b';');
        assert_eq!(sniff("a\tb, or c\td"), b'\t');
        assert_eq!(sniff("\"line\nbreak;;;\",b"), b',');
        assert_eq!(sniff("alone"), b',');
    }

    #[test]
    fn reads_a_row() {
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
    fn a_word_names_a_target() {
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
        fn no_row_panics(cells in proptest::collection::vec(".{0,20}", 0..8)) {
            if let Ok(row) = read_row(&mapping(), &cells) {
                drop(row.over(&contact(), &RecordInput::default()));
            }
        }
    }
}
