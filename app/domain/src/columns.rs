//! Columns of a table: fields, order and width. They are part of the address, and so of every saved view.

use crate::{filter::Field, object::Object};
use serde::{Deserialize, Serialize};

/// The minimum width of a resized column, in pixels.
pub const WIDTH_MIN: u16 = 60;
/// The maximum width of a resized column, in pixels.
pub const WIDTH_MAX: u16 = 900;
/// The maximum of columns of a table, without the name.
pub const COLUMNS_MAX: usize = 100;

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The field that it shows.
    pub field: Field,
    /// The width in pixels; `None` for a column as wide as its values.
    pub width: Option<u16>,
}

/// The columns that a user chose; empty for the default columns of the object. The name is always the first column: it
/// links to the record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns(Vec<Column>);

impl Columns {
    /// Columns in this order. The name is moved to the front, and duplicate fields are left out.
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

    /// The default columns of an object.
    pub fn usual(object: &Object) -> Vec<Column> {
        let listed = object.properties.iter().filter(|property| property.listed).map(|property| {
            if object.is_key(&property.key) { Field::Key } else { Field::Property(property.key.clone()) }
        });
        let stage = (!object.pipelines.is_empty()).then_some(Field::Stage);
        let fields = std::iter::once(Field::Name).chain(listed).chain(stage).chain([Field::Owner, Field::Created]);
        fields.map(|field| Column { field, width: None }).collect()
    }

    /// The columns of the table of an object.
    pub fn of(&self, object: &Object) -> Vec<Column> {
        if self.is_usual() { Self::usual(object) } else { self.0.clone() }
    }

    /// Whether they are the default ones.
    pub fn is_usual(&self) -> bool {
        self.0.is_empty()
    }

    /// The columns for the current definition of `object`: unknown fields are left out. If nothing else was chosen, or the
    /// rest equals the default columns, the result is the default.
    #[must_use]
    pub fn checked(mut self, object: &Object) -> Self {
        let chosen = self.0.len();
        self.0.retain(|column| column.field.compared(object).is_some());
        let lost = self.0.len() == 1 && chosen > 1;
        if lost || self.0 == Self::usual(object) { Self::default() } else { self }
    }

    /// The form in addresses: `email.amount~180`. The name is included only if it is resized or the only column. Empty for
    /// the default columns.
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

    /// Parses what [`Self::to_text`] wrote. Invalid parts are ignored, so that outdated links still open.
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

/// Parses a width and limits it to the allowed range; `None` if it is not a number.
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
    fn default_columns_are_shown_without_a_choice() {
        for text in ["", "shoe", ".~.", "+key.phone.+owner.+created", "+stage.+key.phone.+owner.+created"] {
            assert_eq!(shown(text), "+name +key phone +owner +created", "{text}");
            assert!(Columns::from_text(text).checked(&object()).is_usual(), "{text}");
        }
    }

    #[test]
    fn chosen_columns_keep_order_and_name_is_first() {
        assert_eq!(shown("phone.shoe.+key.phone"), "+name phone +key");
        assert_eq!(shown("phone~9.+name~200.+key~99999"), "+name~200 phone~60 +key~900");
        assert_eq!(shown("+name"), "+name");
        // The key has a field of its own.
        assert_eq!(shown("email.phone"), "+name phone");
        assert_eq!(shown("+key.phone.+owner.+created~80"), "+name +key phone +owner +created~80");
    }

    proptest! {
        #[test]
        fn columns_round_trip_through_address(
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
        fn any_address_parses(text in "\\PC{0,60}") {
            let columns = Columns::from_text(&text);
            prop_assert_eq!(Columns::from_text(&columns.to_text()), columns);
        }
    }
}
