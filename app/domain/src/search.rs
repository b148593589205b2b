//! The search over all objects: what is compared, which of what is found comes first, what is said beside it.

use crate::{
    ids::{ObjectId, RecordId},
    object::ObjectNames,
    people::Person,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows of a group. The index of its object has the others.
pub const GROUP_ROWS: usize = 5;
/// Fewest characters that are looked for inside a text. Of fewer only beginnings are compared.
pub const INSIDE_MIN: usize = 3;

/// How well a record matches, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Its name or its key is what was typed.
    Whole,
    /// Its name or its key begins with it.
    Start,
    /// A word of its name begins with it.
    Word,
    /// Its name has it somewhere.
    Inside,
    /// Something else has it: another e-mail, a phone number.
    Other,
}

/// A record that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub id: RecordId,
    /// Of which object.
    pub object: ObjectId,
    /// Its name, folded.
    pub name: String,
    /// Its unique key.
    pub key: Option<String>,
    /// Whether it is in the trash.
    pub deleted: bool,
}

/// Candidates of one object, the best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arranged {
    /// The object.
    pub object: ObjectId,
    /// The first of them.
    pub shown: Vec<RecordId>,
    /// How many there are.
    pub count: i64,
}

/// One record that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Which.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// What else of it matched, or its key.
    pub beside: Option<String>,
    /// Its owner.
    pub owner: Option<Person>,
    /// When it was deleted and by whom; nothing for one that lives.
    pub deleted: Option<(Timestamp, Option<Person>)>,
}

/// What is found of one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The object.
    pub object: SearchedObject,
    /// The best of it.
    pub rows: Vec<Found>,
    /// How many were seen to match.
    pub count: i64,
    /// Whether there may be others that nobody looked at.
    pub more: bool,
}

/// An object as a search names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchedObject {
    /// Its word in addresses.
    pub slug: String,
    /// Its names.
    pub names: ObjectNames,
    /// The word of its picture.
    pub icon: String,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchPage {
    /// What lives, the object with the best match first.
    pub groups: Vec<Group>,
    /// What is in the trash, as far as one may see the trash.
    pub trash: Vec<Group>,
    /// Whether what was typed was too short to be looked for inside texts, and in the trash.
    pub short: bool,
    /// So much matches that not all of it was looked at; these objects may have what is not shown.
    pub rest: Vec<SearchedObject>,
}

/// How well a record matches `term`, both folded.
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

/// Puts candidates into the groups of a page: the best first, and the object with the best first. Those that live, then
/// those in the trash.
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

/// What stands beside the name of a record: what of it matched where the name did not, its key otherwise. `text` is what
/// is indexed of it, one thing to a line, the name first.
pub fn beside(terms: &[String], text: &str, key: Option<&str>) -> Option<String> {
    let has = |line: &str| terms.iter().any(|term| line.contains(term.as_str()));
    let lines: Vec<&str> = text.lines().collect();
    let found = lines.iter().position(|line| has(line));
    let Some(place) = found.filter(|place| *place > 0) else { return key.map(str::to_owned) };
    // A phone is indexed as it was written and as bare digits: people read the first.
    let written = place.checked_sub(1).and_then(|before| lines.get(before)).filter(|before| {
        let digits: String = before.chars().filter(char::is_ascii_digit).collect();
        lines.get(place).is_some_and(|line| **line == digits)
    });
    written.or_else(|| lines.get(place)).map(|line| (*line).to_owned())
}

/// The bounds of all texts that begin with `term`, compared byte by byte: at least the first, less than the second.
pub fn beginning(term: &str) -> (String, String) {
    (term.to_owned(), format!("{term}{}", char::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{fold, search_terms, search_text};
    use proptest::prelude::*;

    fn candidate(id: i64, object: i64, name: &str, deleted: bool) -> Candidate {
        Candidate { id: RecordId(id), object: ObjectId(object), name: name.to_owned(), key: None, deleted }
    }

    #[test]
    fn the_better_match_is_smaller() {
        let fits = ["ann", "anna moretti", "maria ann", "johanna", "bob"].map(|name| fit("ann", name, None));
        assert_eq!(fits, [Fit::Whole, Fit::Start, Fit::Word, Fit::Inside, Fit::Other]);
        assert_eq!(fit("ann@x.example", "bob", Some("ann@x.example")), Fit::Whole);
        assert_eq!(fit("ann", "bob", Some("ann@x.example")), Fit::Start);
        assert_eq!(fit("nn", "johnny de-nnis", None), Fit::Word);
    }

    #[test]
    fn the_best_comes_first_and_so_does_its_object() {
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
    fn a_group_shows_a_few_and_counts_all() {
        let many = (0..9).map(|id| candidate(id, 1, "anna", false));
        let (living, _) = arrange("anna", many);
        assert_eq!((living[0].shown.len(), living[0].count), (GROUP_ROWS, 9));
    }

    #[test]
    fn what_matched_stands_beside_the_name() {
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
            let name = fold(&name);
            prop_assert_eq!(fit(&term, &name, None) < Fit::Other, name.contains(&term));
        }
    }
}
