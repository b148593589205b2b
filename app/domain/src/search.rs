//! The search over all objects: matching, ranking, and the text beside each result.

use crate::{
    ids::{ObjectId, RecordId},
    object::ObjectNames,
    people::Person,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The rows of a group; the index page of the object has the others.
pub const GROUP_ROWS: usize = 5;
/// The minimum length of a term that is searched inside texts. Shorter terms match the beginning only.
pub const INSIDE_MIN: usize = 3;

/// The rank of a match, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The name or the key equals the term.
    Whole,
    /// The name or the key starts with it.
    Start,
    /// A word of the name starts with it.
    Word,
    /// The name contains it.
    Inside,
    /// A secondary email or the phone number contains it.
    Other,
}

/// A record that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The id of the record.
    pub id: RecordId,
    /// Its object.
    pub object: ObjectId,
    /// Its name, normalized.
    pub name: String,
    /// Its unique key.
    pub key: Option<String>,
    /// Whether it is in the trash.
    pub deleted: bool,
}

/// The candidates of one object, the best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arranged {
    /// The object.
    pub object: ObjectId,
    /// The first [`GROUP_ROWS`] of them.
    pub shown: Vec<RecordId>,
    /// The number of all of them.
    pub count: i64,
}

/// A row of the results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The id of the record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// The email or phone number that matched, or the key.
    pub beside: Option<String>,
    /// Its owner.
    pub owner: Option<Person>,
    /// When and by whom it was deleted; `None` for an active record.
    pub deleted: Option<(Timestamp, Option<Person>)>,
}

/// The results of one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The object.
    pub object: SearchedObject,
    /// The best rows.
    pub rows: Vec<Found>,
    /// The number of records that were found to match.
    pub count: i64,
    /// Whether there may be more, because the search stopped early.
    pub more: bool,
}

/// An object of the results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchedObject {
    /// Its slug.
    pub slug: String,
    /// Its names.
    pub names: ObjectNames,
    /// The name of its icon.
    pub icon: String,
}

/// The results of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchPage {
    /// Active records, the object with the best match first.
    pub groups: Vec<Group>,
    /// Records in the trash, if the user may see it.
    pub trash: Vec<Group>,
    /// Whether the term was too short to be searched inside texts and in the trash.
    pub short: bool,
    /// The objects that may have matches that are not shown, because there were too many to read.
    pub rest: Vec<SearchedObject>,
}

/// The rank of a record for `term`. Both must be normalized.
pub fn fit(term: &str, name: &str, key: Option<&str>) -> Fit {
    let key = key.unwrap_or_default();
    if name == term || key == term {
        return Fit::Whole;
    }
    if name.starts_with(term) || key.starts_with(term) {
        return Fit::Start;
    }
    let mut places = name.match_indices(term).map(|(place, _)| place).peekable();
    if places.peek().is_none() {
        return Fit::Other;
    }
    let begins = |place: usize| {
        let before = name.get(..place).and_then(|before| before.chars().next_back());
        !before.is_some_and(char::is_alphanumeric)
    };
    if places.any(begins) { Fit::Word } else { Fit::Inside }
}

/// Groups candidates by object, the best first. Returns the active ones and those in the trash.
pub fn arrange(term: &str, candidates: impl IntoIterator<Item = Candidate>) -> (Vec<Arranged>, Vec<Arranged>) {
    let mut ranked: Vec<(Fit, Candidate)> = candidates
        .into_iter()
        .map(|candidate| (fit(term, &candidate.name, candidate.key.as_deref()), candidate))
        .collect();
    ranked.sort_by(|(one, a), (two, b)| (one, &a.name, a.id).cmp(&(two, &b.name, b.id)));
    let half = |deleted: bool| {
        let mut groups: BTreeMap<ObjectId, (Fit, Arranged)> = BTreeMap::new();
        for (fit, candidate) in ranked.iter().filter(|(_, candidate)| candidate.deleted == deleted) {
            let object = candidate.object;
            let empty = Arranged { object, shown: Vec::new(), count: 0 };
            let (_, group) = groups.entry(object).or_insert((*fit, empty));
            group.count += 1;
            if group.shown.len() < GROUP_ROWS {
                group.shown.push(candidate.id);
            }
        }
        let mut groups: Vec<(Fit, Arranged)> = groups.into_values().collect();
        groups.sort_by_key(|(fit, group)| (*fit, group.object));
        groups.into_iter().map(|(_, group)| group).collect()
    };
    (half(false), half(true))
}

/// The text beside the name of a record: the line of its search text that matched if the name did not, else its key.
/// `text` is the search text, one value per line, the name first.
pub fn beside(terms: &[String], text: &str, key: Option<&str>) -> Option<String> {
    let has = |line: &str| terms.iter().any(|term| line.contains(term.as_str()));
    let lines: Vec<&str> = text.lines().collect();
    let found = lines.iter().position(|line| has(line));
    let Some(place) = found.filter(|place| *place > 0) else { return key.map(str::to_owned) };
    // A phone number is in the text as it was typed and as digits; show it as typed.
    let written = place.checked_sub(1).and_then(|before| lines.get(before)).filter(|before| {
        let digits: String = before.chars().filter(char::is_ascii_digit).collect();
        lines.get(place).is_some_and(|line| **line == digits)
    });
    written.or_else(|| lines.get(place)).map(|line| (*line).to_owned())
}

/// The range of texts that start with `term`, compared byte by byte: from the first, included, to the second, excluded.
pub fn beginning(term: &str) -> (String, String) {
    (term.to_owned(), format!("{term}{}", char::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{normalize, search_terms, search_text};
    use proptest::prelude::*;

    fn candidate(id: i64, object: i64, name: &str, deleted: bool) -> Candidate {
        Candidate { id: RecordId(id), object: ObjectId(object), name: name.to_owned(), key: None, deleted }
    }

    #[test]
    fn better_match_ranks_lower() {
        let fits = ["ann", "anna moretti", "maria ann", "johanna", "bob"].map(|name| fit("ann", name, None));
        assert_eq!(fits, [Fit::Whole, Fit::Start, Fit::Word, Fit::Inside, Fit::Other]);
        assert_eq!(fit("ann@x.example", "bob", Some("ann@x.example")), Fit::Whole);
        assert_eq!(fit("ann", "bob", Some("ann@x.example")), Fit::Start);
        assert_eq!(fit("nn", "johnny de-nnis", None), Fit::Word);
    }

    #[test]
    fn best_match_and_its_object_come_first() {
        let candidates = [
            candidate(1, 1, "johanna", false),
            candidate(2, 1, "anna b", false),
            candidate(3, 3, "anna", false),
            candidate(4, 1, "anna a", false),
            candidate(5, 1, "anna", true),
        ];
        let (living, trash) = arrange("anna", candidates);
        let ids = |group: &Arranged| group.shown.iter().map(|id| id.0).collect::<Vec<_>>();
        assert_eq!(living.iter().map(|group| group.object.0).collect::<Vec<_>>(), [3, 1]);
        assert_eq!(ids(&living[1]), [4, 2, 1]);
        assert_eq!((ids(&trash[0]), trash[0].count), (vec![5], 1));
    }

    #[test]
    fn group_shows_first_rows_and_counts_all() {
        let many = (0..9).map(|id| candidate(id, 1, "anna", false));
        let (living, _) = arrange("anna", many);
        assert_eq!((living[0].shown.len(), living[0].count), (GROUP_ROWS, 9));
    }

    #[test]
    fn matching_value_is_shown_beside_the_name() {
        let text = search_text("Anna Moretti", ["anna@example.com", "second@example.com"], Some("+39 06 555"));
        let beside = |typed: &str| beside(&search_terms(typed), &text, Some("anna@example.com"));
        assert_eq!(beside("moretti").as_deref(), Some("anna@example.com"));
        assert_eq!(beside("second").as_deref(), Some("second@example.com"));
        assert_eq!(beside("06 555").as_deref(), Some("+39 06 555"));
        assert_eq!(beside("(06)-555").as_deref(), Some("+39 06 555"));
    }

    proptest! {
        #[test]
        fn what_begins_with_a_term_lies_in_its_bounds(term in "[^\u{10ffff}]{1,6}", rest in "[^\u{10ffff}]{0,6}", other in ".{0,8}") {
            let (from, to) = beginning(&term);
            let text = format!("{term}{rest}");
            prop_assert!(from <= text && text < to);
            prop_assert_eq!(from <= other && other < to, other.starts_with(&term));
        }

        #[test]
        fn a_name_that_has_the_term_is_better_than_one_that_has_not(name in "[a-zà-ü ]{0,12}", term in "[a-z]{1,3}") {
            let name = normalize(&name);
            prop_assert_eq!(fit(&term, &name, None) < Fit::Other, name.contains(&term));
        }
    }
}
