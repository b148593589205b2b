//! The form of a filter in addresses: `field.test.value,value`, conditions joined by `;`, groups by `|`. A `~` and a letter
//! escape a character that has a meaning.

use super::{CONDITIONS_MAX, Condition, Field, Filter, GROUPS_MAX, Test};

const SIGNS: [(char, char); 5] = [('~', 't'), ('|', 'p'), (';', 's'), ('.', 'd'), (',', 'c')];

impl Filter {
    /// The text; empty for a filter that matches every record.
    pub fn to_text(&self) -> String {
        let condition = |condition: &Condition| {
            let values: Vec<String> = condition.values.iter().map(|value| escape(value)).collect();
            format!("{}.{}.{}", condition.field.word(), condition.test.tag(), values.join(","))
        };
        let group = |group: &Vec<Condition>| group.iter().map(condition).collect::<Vec<_>>().join(";");
        self.any.iter().map(group).collect::<Vec<_>>().join("|")
    }

    /// Parses what [`Self::to_text`] wrote. A condition that is not valid becomes one that no record matches, so an outdated
    /// link opens and shows less, never more.
    pub fn from_text(text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        let condition = |text: &str| {
            let mut parts = text.splitn(3, '.');
            let field = Field::from_word(parts.next()?)?;
            let tag = parts.next()?;
            let test = Test::ALL.into_iter().find(|test| test.tag() == tag)?;
            let values = parts.next()?.split(',').map(unescape).filter(|value| !value.is_empty()).collect();
            Condition::new(field, test, values)
        };
        let read = |text: &str| condition(text).unwrap_or_else(Condition::gone);
        let group = |text: &str| {
            let mut group: Vec<_> = text.split(';').take(CONDITIONS_MAX + 1).map(read).collect();
            if group.len() > CONDITIONS_MAX {
                group = vec![Condition::gone()];
            }
            group
        };
        // Surplus groups are dropped: each could only match more records.
        Self { any: text.split('|').take(GROUPS_MAX).map(group).collect() }
    }
}

fn escape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match SIGNS.iter().find(|(sign, _)| *sign == c) {
            Some((_, letter)) => text.extend(['~', *letter]),
            None => text.push(c),
        }
    }
    text
}

fn unescape(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '~' {
            value.push(c);
        } else if let Some(letter) = chars.next() {
            let sign = SIGNS.iter().find(|(_, known)| *known == letter).map(|(sign, _)| *sign);
            value.push(sign.unwrap_or(letter));
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        filter::{Compared, ME},
        object::{Object, PropertyKind, tests::contact},
    };
    use proptest::prelude::*;

    fn object() -> Object {
        let mut object = contact();
        for (key, kind) in [("age", PropertyKind::Number), ("worth", PropertyKind::Money), ("born", PropertyKind::Date)]
        {
            let mut property = object.properties[0].clone();
            property.key = key.to_owned();
            property.kind = kind;
            object.properties.push(property);
        }
        object
    }

    #[test]
    fn invalid_condition_matches_no_record() {
        assert_eq!(Filter::from_text("").checked(&object()), Filter::default());
        for text in [
            ";",
            "nonsense",
            "shoe.is.38",
            "first_name.is.",
            "first_name.lt.a",
            "first_name.gt.1",
            "age.has.1",
            "age.within.1",
            "age.gt.x",
            "born.on.tomorrow",
            "born.last.0",
            "+stage.is.1",
            "email.is.a",
            "first_name'; DROP TABLE record; --.is.a",
            "first_name.known.a",
        ] {
            let filter = Filter::from_text(text).checked(&object());
            assert!(filter.any.iter().flatten().all(|condition| condition.field == Field::Gone), "{text}");
            assert!(!filter.is_empty(), "{text}");
            assert_eq!(Filter::from_text(&filter.to_text()).checked(&object()), filter, "{text}");
        }
        // Beside one that makes sense, in the same group and in another.
        let filter = Filter::from_text("shoe.is.38;age.gt.3|age.lt.1").checked(&object());
        assert_eq!(filter.to_text(), "+gone.known.;age.gt.3|age.lt.1");
        // More conditions than anybody can have made are not read in part.
        let many = vec!["age.gt.3"; CONDITIONS_MAX + 1].join(";");
        assert_eq!(Filter::from_text(&many).to_text(), "+gone.known.");
    }

    #[test]
    fn typed_values_become_stored_values() {
        let object = object();
        let typed = |word: &str, test: Test, value: &str| {
            let condition = Condition::typed(&object, Field::from_word(word)?, test, &[value.to_owned()])?;
            Some(Filter::default().with(0, condition).to_text())
        };
        assert_eq!(typed("worth", Test::More, "1,000 EUR").as_deref(), Some("worth.gt.1000"));
        assert_eq!(typed("born", Test::On, "4.11.2026").as_deref(), Some("born.on.2026-11-04"));
        assert_eq!(typed("+owner", Test::Is, ME).as_deref(), Some("+owner.is.me"));
        assert_eq!(typed("+key", Test::Contains, "a|b;c").as_deref(), Some("+key.has.a~pb~sc"));
        assert_eq!(typed("+owner", Test::Is, "somebody"), None);
        assert_eq!(typed("age", Test::Less, "many"), None);
        assert_eq!(typed("age", Test::Before, "2026-01-01"), None);
    }

    #[test]
    fn conditions_are_added_and_removed() {
        let known = || Condition::new(Field::Name, Test::Known, Vec::new()).unwrap();
        let filter = Filter::default().with(0, known()).with(0, known()).with(9, known());
        assert_eq!(filter.any.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(filter.without(1, 0).without(0, 7).without(0, 1).any.len(), 1);
    }

    proptest! {
        #[test]
        fn filter_round_trips_through_address(
            picked in proptest::collection::vec((0_usize..12, 0_usize..8, "[ -~]{1,12}", 1_u16..900), 0..9),
            group in 1_usize..4,
        ) {
            let object = object();
            let fields = Field::all(&object);
            let mut filter = Filter::default();
            for (place, (field, test, text, number)) in picked.into_iter().enumerate() {
                let field = fields[field % fields.len()].clone();
                let compared = field.compared(&object).unwrap();
                let test = compared.tests()[test % compared.tests().len()];
                let value = match (compared, test) {
                    (_, Test::Last | Test::Next) | (Compared::Number | Compared::Choice, _) => number.to_string(),
                    (Compared::Time, _) => format!("2026-01-{:02}", number % 28 + 1),
                    _ => text,
                };
                let values = vec![value; test.takes().0];
                if let Some(condition) = Condition::new(field, test, values) {
                    filter = filter.with(place / group, condition);
                }
            }
            prop_assert_eq!(Filter::from_text(&filter.to_text()).checked(&object), filter);
        }

        #[test]
        fn no_address_is_too_strange(text in "\\PC{0,60}") {
            let filter = Filter::from_text(&text);
            prop_assert_eq!(Filter::from_text(&filter.to_text()), filter);
        }
    }
}
