//! Columns of a table: which, in what order, how wide. They stand in the address, and so in every view that is kept.

use crate::{filter::Field, object::Object};
use serde::{Deserialize, Serialize};

/// The least pixels of a column that somebody made narrower.
pub const WIDTH_MIN: u16 = 60;
/// The most pixels of a column that somebody made wider.
pub const WIDTH_MAX: u16 = 900;
/// Most columns of a table beside the name.
pub const COLUMNS_MAX: usize = 100;

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// What it shows.
    pub field: Field,
    /// Its pixels; nothing for one that takes what its values need.
    pub width: Option<u16>,
}

/// The columns that somebody chose; none of them are the usual ones of the object. The name is always the first: it is
/// the way to the record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns(Vec<Column>);

impl Columns {
    /// Columns in this order. The name comes first, wherever it is; a second one of the same field is left out.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        let mut name = Column { field: Field::Name, width: None };
        let mut others: Vec<Column> = Vec::new();
        for column in columns {
            if column.field == Field::Name {
                name.width = name.width.or(column.width);
            } else if others.len() < COLUMNS_MAX && others.iter().all(|other| other.field != column.field) {
                others.push(column);
            }
        }
        Self(std::iter::once(name).chain(others).collect())
    }

    /// The columns of an object's table unless somebody chose others.
    pub fn usual(object: &Object) -> Vec<Column> {
        let listed = object.properties.iter().filter(|property| property.listed).map(|property| {
            if object.is_key(&property.key) { Field::Key } else { Field::Property(property.key.clone()) }
        });
        let stage = (!object.pipelines.is_empty()).then_some(Field::Stage);
        let fields = std::iter::once(Field::Name).chain(listed).chain(stage).chain([Field::Owner, Field::Created]);
        fields.map(|field| Column { field, width: None }).collect()
    }

    /// What the table of an object shows.
    pub fn of(&self, object: &Object) -> Vec<Column> {
        if self.is_usual() { Self::usual(object) } else { self.0.clone() }
    }

    /// Whether they are the usual ones.
    pub fn is_usual(&self) -> bool {
        self.0.is_empty()
    }

    /// The same columns for `object` as it is now: what it does not have any more, or never had, is left out, and where that
    /// was all, or the usual ones are left, it is as if nobody had chosen.
    #[must_use]
    pub fn checked(mut self, object: &Object) -> Self {
        let chosen = self.0.len();
        self.0.retain(|column| column.field.compared(object).is_some());
        let lost = self.0.len() == 1 && chosen > 1;
        if lost || self.0 == Self::usual(object) { Self::default() } else { self }
    }

    /// The columns as they stand in the address: `email.amount~180`, the name only where it is made wider or is alone.
    /// Empty for the usual ones.
    pub fn to_text(&self) -> String {
        let alone = self.0.len() == 1;
        let told = self.0.iter().filter(|column| alone || column.field != Field::Name || column.width.is_some());
        let words: Vec<String> = told
            .map(|Column { field, width }| match width {
                Some(width) => format!("{}~{width}", field.word()),
                None => field.word().to_owned(),
            })
            .collect();
        words.join(".")
    }

    /// Reads what [`Self::to_text`] wrote. What makes no sense is left out: an old link still opens.
    pub fn from_text(text: &str) -> Self {
        let column = |text: &str| {
            let (word, width) = text.split_once('~').map_or((text, None), |(word, width)| (word, Some(width)));
            let width = width.and_then(width_of);
            Some(Column { field: Field::from_word(word)?, width })
        };
        let columns: Vec<Column> = text.split('.').filter_map(column).collect();
        if columns.is_empty() { Self::default() } else { Self::new(columns) }
    }
}

/// A width as somebody gave it, within what a column may have; nothing for what is no number.
pub fn width_of(text: &str) -> Option<u16> {
    let width: i64 = text.trim().parse().ok()?;
    u16::try_from(width.clamp(WIDTH_MIN.into(), WIDTH_MAX.into())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::tests::contact;
    use proptest::prelude::*;

    fn object() -> Object {
        let mut object = contact();
        for property in &mut object.properties {
            property.listed = property.key == "email" || property.key == "phone";
        }
        object
    }

    fn shown(text: &str) -> String {
        let columns = Columns::from_text(text).checked(&object()).of(&object());
        let words: Vec<String> = columns
            .iter()
            .map(|column| {
                format!("{}{}", column.field.word(), column.width.map(|width| format!("~{width}")).unwrap_or_default())
            })
            .collect();
        words.join(" ")
    }

    #[test]
    fn the_usual_ones_are_shown_where_nobody_chose() {
        for text in ["", "shoe", ".~.", "+key.phone.+owner.+created", "+stage.+key.phone.+owner.+created"] {
            assert_eq!(shown(text), "+name +key phone +owner +created", "{text}");
            assert!(Columns::from_text(text).checked(&object()).is_usual(), "{text}");
        }
    }

    #[test]
    fn chosen_ones_keep_their_order_and_the_name_leads() {
        assert_eq!(shown("phone.shoe.+key.phone"), "+name phone +key");
        assert_eq!(shown("phone~9.+name~200.+key~99999"), "+name~200 phone~60 +key~900");
        assert_eq!(shown("+name"), "+name");
        // The key has a field of its own.
        assert_eq!(shown("email.phone"), "+name phone");
        assert_eq!(shown("+key.phone.+owner.+created~80"), "+name +key phone +owner +created~80");
    }

    proptest! {
        #[test]
        fn an_address_holds_the_whole_choice(
            picked in proptest::collection::vec((0_usize..20, proptest::option::of(WIDTH_MIN..=WIDTH_MAX)), 0..12),
        ) {
            let object = object();
            let fields = Field::all(&object);
            let column = |(field, width): (usize, _)| Column { field: fields[field % fields.len()].clone(), width };
            let columns = if picked.is_empty() {
                Columns::default()
            } else {
                Columns::new(picked.into_iter().map(column)).checked(&object)
            };
            prop_assert_eq!(Columns::from_text(&columns.to_text()).checked(&object), columns);
        }

        #[test]
        fn no_address_is_too_strange(text in "\\PC{0,60}") {
            let columns = Columns::from_text(&text);
            prop_assert_eq!(Columns::from_text(&columns.to_text()), columns);
        }
    }
}
