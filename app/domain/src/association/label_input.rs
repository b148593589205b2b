//! The form of an association label, as an admin sends it from the settings of one of its two objects, and its checks.

use super::{AssociationLabel, End};
use crate::{
    ids::ObjectId,
    object::{DefineError, DefineProblem, Reader},
    people::Lang,
    text::normalize,
};
use serde::{Deserialize, Serialize};

/// The maximum of labels between two objects, archived ones included.
pub const LABELS_MAX: usize = 50;

/// The fields of the form, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelInput {
    /// The slug of the other object. An existing label keeps the one it has.
    pub other: String,
    /// English name of the other record, for the record of this object.
    pub name_en: String,
    /// Italian name of the other record; the English one if empty.
    pub name_it: String,
    /// English name of the record of this object, for the other one; the same as the other name if empty.
    pub inverse_en: String,
    /// Italian name of the record of this object.
    pub inverse_it: String,
    /// Whether a record of this object can have one such link only. Ignored at the `to` end.
    pub one: bool,
}

/// A label that passed the checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedLabel {
    /// The objects at the `from` and at the `to` end.
    pub ends: (ObjectId, ObjectId),
    /// The name of the record at `to`, in English and Italian.
    pub name: (String, String),
    /// The name of the record at `from`, in English and Italian.
    pub back: (String, String),
    /// Whether a record at `from` can have one link of this label only.
    pub one_per_from: bool,
}

impl LabelInput {
    /// The form of `label` in the settings of the object at `end`; `other` is the slug of the object at the opposite end.
    pub fn of(label: &AssociationLabel, end: End, other: &str) -> Self {
        let back = end.flipped();
        Self {
            other: other.to_owned(),
            name_en: label.name(end, Lang::En).to_owned(),
            name_it: label.name(end, Lang::It).to_owned(),
            inverse_en: label.name(back, Lang::En).to_owned(),
            inverse_it: label.name(back, Lang::It).to_owned(),
            one: label.one_per_from,
        }
    }

    /// Checks the form, sent from the settings of `here`, of a label between `here` and `there`. `known` are all labels,
    /// `before` is the label that is edited.
    ///
    /// # Errors
    /// One error for each field that is not valid.
    pub fn check(
        &self,
        here: ObjectId,
        there: Option<ObjectId>,
        known: &[AssociationLabel],
        before: Option<&AssociationLabel>,
    ) -> Result<AcceptedLabel, Vec<DefineError>> {
        let mut read = Reader::default();
        let there = there.unwrap_or_else(|| {
            read.wrong("other", DefineProblem::NoSuchChoice);
            here
        });
        let end = End::of(here, there);
        let (name, back) = self.names(&mut read);
        let others: Vec<&AssociationLabel> = known
            .iter()
            .filter(|label| before.is_none_or(|before| before.id != label.id) && !label.is_gone())
            .filter(|label| label.from_here(here).is_some_and(|(_, other)| other == there))
            .collect();
        let fields = [
            ("name_en", &name.0, Lang::En, End::From),
            ("name_it", &name.1, Lang::It, End::From),
            ("inverse_en", &back.0, Lang::En, End::To),
            ("inverse_it", &back.1, Lang::It, End::To),
        ];
        for (field, text, lang, side) in fields {
            // Between two records of one object, each name is read from both ends.
            let ends = match end {
                Some(End::From) => vec![side],
                Some(End::To) => vec![side.flipped()],
                None => vec![End::From, End::To],
            };
            let same =
                |label: &&AssociationLabel| ends.iter().any(|end| normalize(label.name(*end, lang)) == normalize(text));
            if read.errors.is_empty() && others.iter().any(same) {
                read.wrong(field, DefineProblem::Taken);
            }
        }
        let alike = (normalize(&name.0) == normalize(&back.0), normalize(&name.1) == normalize(&back.1));
        let mutual = match (end, alike) {
            (None, (true, true)) => true,
            // Mutual in one language only: the label would be offered once in that language and twice in the other.
            (None, (true, false)) if read.errors.is_empty() => {
                read.wrong("inverse_en", DefineProblem::Taken);
                false
            }
            (None, (false, true)) if read.errors.is_empty() => {
                read.wrong("inverse_it", DefineProblem::Taken);
                false
            }
            _ => false,
        };
        if before.is_none() && others.len() >= LABELS_MAX {
            read.wrong("name_en", DefineProblem::TooMany(LABELS_MAX));
        }
        let one_per_from = match before {
            // A standard label keeps its limit, and the form at the `to` end does not have the field.
            Some(before) if before.id.is_standard() || end == Some(End::To) => before.one_per_from,
            _ => self.one && end != Some(End::To),
        };
        if one_per_from && mutual && read.errors.is_empty() {
            read.wrong("one", DefineProblem::Mutual);
        }
        let (ends, name, back) = match end {
            Some(End::To) => ((there, here), back, name),
            _ => ((here, there), name, back),
        };
        read.end(AcceptedLabel { ends, name, back, one_per_from })
    }

    /// The names of the other record and of the record of this object.
    fn names(&self, read: &mut Reader) -> ((String, String), (String, String)) {
        let name = read.both(("name_en", &self.name_en), ("name_it", &self.name_it));
        let (en, it) = (read.maybe("inverse_en", &self.inverse_en), read.maybe("inverse_it", &self.inverse_it));
        let back = match (en.is_empty(), it.is_empty()) {
            (true, true) => name.clone(),
            (true, false) => (name.0.clone(), it),
            (false, true) => (en.clone(), en),
            (false, false) => (en, it),
        };
        (name, back)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::association::label::tests::label;
    use crate::{ids::LabelId, object::LABEL_MAX, time::Timestamp};

    const HERE: ObjectId = ObjectId(1000);

    fn input(name: &str, back: &str) -> LabelInput {
        let (name_en, inverse_en) = (name.to_owned(), back.to_owned());
        LabelInput { name_en, inverse_en, ..LabelInput::default() }
    }

    fn problems(checked: Result<AcceptedLabel, Vec<DefineError>>) -> Vec<(String, DefineProblem)> {
        checked.unwrap_err().into_iter().map(|error| (error.field, error.problem)).collect()
    }

    fn one(field: &str, problem: DefineProblem) -> Vec<(String, DefineProblem)> {
        vec![(field.to_owned(), problem)]
    }

    #[test]
    fn label_starts_at_the_older_object_from_either_form() {
        let driver = LabelInput { name_it: "Autista".to_owned(), one: true, ..input("Driver", "Drives") };
        let both = |en: &str, it: &str| (en.to_owned(), it.to_owned());
        let from_contact = driver.check(ObjectId(1), Some(HERE), &[], None).unwrap();
        assert_eq!(from_contact.ends, (ObjectId(1), HERE));
        assert_eq!((from_contact.name, from_contact.back), (both("Driver", "Autista"), both("Drives", "Drives")));
        assert!(from_contact.one_per_from);
        // From the other end the names are swapped, and the limit cannot be set.
        let from_vehicle = driver.check(HERE, Some(ObjectId(1)), &[], None).unwrap();
        assert_eq!(from_vehicle.ends, (ObjectId(1), HERE));
        assert_eq!((from_vehicle.name, from_vehicle.back), (both("Drives", "Drives"), both("Driver", "Autista")));
        assert!(!from_vehicle.one_per_from);
    }

    #[test]
    fn empty_name_defaults_to_another() {
        let back = |inverse_en: &str, inverse_it: &str| {
            let (inverse_en, inverse_it) = (inverse_en.to_owned(), inverse_it.to_owned());
            let input = LabelInput { name_it: "Socio".to_owned(), inverse_en, inverse_it, ..input("Partner", "") };
            let (en, it) = input.check(ObjectId(1), Some(HERE), &[], None).unwrap().back;
            format!("{en}, {it}")
        };
        assert_eq!(back("", ""), "Partner, Socio");
        assert_eq!(back("", "Socia"), "Partner, Socia");
        assert_eq!(back("Mate", " "), "Mate, Mate");
    }

    #[test]
    fn invalid_fields_are_reported_by_name() {
        use DefineProblem as P;
        let wrong = |input: LabelInput| problems(input.check(HERE, Some(ObjectId(1)), &[], None));
        assert_eq!(wrong(input(" ", "x")), one("name_en", P::Required));
        assert_eq!(wrong(input("a\u{0}", "x")), one("name_en", P::Unprintable));
        assert_eq!(wrong(input("x", &"é".repeat(LABEL_MAX + 1))), one("inverse_en", P::TooLong(LABEL_MAX)));
        let it = LabelInput { inverse_it: "\u{7}".to_owned(), ..input("x", "y") };
        assert_eq!(wrong(it), one("inverse_it", P::Unprintable));
        assert_eq!(problems(input("x", "y").check(HERE, None, &[], None)), one("other", P::NoSuchChoice));
    }

    #[test]
    fn same_name_from_the_same_end_is_taken() {
        use DefineProblem as P;
        let mut known = [label(1000, (1, 1000), "main"), label(1001, (1000, 1000), "twin")];
        let check = |known: &[AssociationLabel], there, input: LabelInput| {
            input.check(HERE, Some(ObjectId(there)), known, None)
        };
        // From here the first is called "main back".
        assert_eq!(problems(check(&known, 1, input("Main  BACK", "x"))), one("name_en", P::Taken));
        assert_eq!(problems(check(&known, 1, input("x", "main name"))), one("inverse_en", P::Taken));
        let it = LabelInput { name_it: "Main Retro".to_owned(), ..input("x", "y") };
        assert_eq!(problems(check(&known, 1, it)), one("name_it", P::Taken));
        assert!(check(&known, 1, input("main name", "main back")).is_ok(), "from the other end it is another name");
        assert!(check(&known, 2, input("main back", "x")).is_ok(), "between other objects");
        // Between two records of one object both names count.
        assert_eq!(problems(check(&known, 1000, input("twin back", "x"))), one("name_en", P::Taken));
        assert_eq!(problems(check(&known, 1000, input("x", "twin name"))), one("inverse_en", P::Taken));
        // A label does not conflict with itself, nor with a deleted one.
        let own = LabelInput::of(&known[0], End::To, "contacts");
        assert!(own.check(HERE, Some(ObjectId(1)), &known, Some(&known[0])).is_ok());
        known[0].archived = Some(Timestamp(9));
        assert!(check(&known, 1, input("main back", "x")).is_err());
        known[0].archived = Some(Timestamp(0));
        assert!(check(&known, 1, input("main back", "x")).is_ok());
    }

    #[test]
    fn mutual_label_cannot_have_a_limit() {
        use DefineProblem as P;
        let check = |input: LabelInput| input.check(HERE, Some(HERE), &[], None);
        assert!(check(input("Partner", "")).is_ok());
        assert!(check(LabelInput { one: true, ..input("Mentor", "Mentee") }).unwrap().one_per_from);
        assert_eq!(problems(check(LabelInput { one: true, ..input("Partner", "partner") })), one("one", P::Mutual));
        let it = |inverse_en: &str, inverse_it: &str| {
            let (name_it, inverse_it) = ("Socio".to_owned(), inverse_it.to_owned());
            problems(check(LabelInput { name_it, inverse_it, ..input("Partner", inverse_en) }))
        };
        assert_eq!(it("Partner", "Socia"), one("inverse_en", P::Taken));
        assert_eq!(it("Mate", "socio"), one("inverse_it", P::Taken));
    }

    #[test]
    fn limit_stays_where_the_form_has_no_field() {
        let mut before = label(1000, (1, 1000), "main");
        before.one_per_from = true;
        let seen = |before: &AssociationLabel, end, here, there| {
            let input = LabelInput { one: false, ..LabelInput::of(before, end, "") };
            input.check(ObjectId(here), Some(ObjectId(there)), &[], Some(before)).unwrap()
        };
        let kept = seen(&before, End::To, 1000, 1);
        assert_eq!((kept.ends, kept.one_per_from), ((ObjectId(1), HERE), true));
        assert_eq!(kept.name, (before.name_en.clone(), before.name_it.clone()));
        assert!(!seen(&before, End::From, 1, 1000).one_per_from);
        before.id = LabelId(1);
        assert!(seen(&before, End::From, 1, 1000).one_per_from, "it comes with the product");
    }

    #[test]
    fn labels_between_two_objects_are_limited() {
        let mut known: Vec<_> = (2000..).take(LABELS_MAX).map(|id| label(id, (1, 1000), &format!("l{id}"))).collect();
        let check = |known: &[AssociationLabel]| input("x", "y").check(HERE, Some(ObjectId(1)), known, None);
        assert_eq!(problems(check(&known)), one("name_en", DefineProblem::TooMany(LABELS_MAX)));
        assert!(input("x", "y").check(HERE, Some(ObjectId(1)), &known, Some(&known[7])).is_ok());
        known[0].archived = Some(Timestamp(0));
        assert!(check(&known).is_ok());
    }
}
