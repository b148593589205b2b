//! Values in the language of the page. They are stored in one form for all languages.

use super::{Messages, define_messages};
use domain::{
    ids::StageId,
    object::{Object, Property, PropertyKind, STAGE},
    people::Lang,
    record::Change,
    time::{Date, Timestamp},
    value::{BETWEEN, Money, Values, YES},
};
use std::collections::BTreeMap;

define_messages! {
    yes = "Yes", "Sì";
    no = "No", "No";
}

/// Names of users by id.
type Users = BTreeMap<String, String>;

impl Messages {
    /// A value of a property. One that cannot be read any more, because its property changed, is shown as it is.
    pub fn value(self, property: &Property, value: &str, users: &Users) -> String {
        let shown = match property.kind {
            PropertyKind::Number => Some(self.decimal(value)),
            PropertyKind::Money => Money::parse_text(value).map(|money| self.money(&money)),
            PropertyKind::Date => Date::parse_iso(value).map(|date| self.date(date)),
            PropertyKind::DateTime => Timestamp::parse_rfc3339(value).map(|at| self.moment(at)),
            PropertyKind::YesNo => Some(if value == YES { self.yes() } else { self.no() }.to_owned()),
            PropertyKind::OneOf => property.option(value).map(|option| option.label(self.0).to_owned()),
            PropertyKind::ManyOf => {
                let label = |tag| property.option(tag).map_or(tag, |option| option.label(self.0));
                Some(value.split(BETWEEN).map(label).collect::<Vec<_>>().join(", "))
            }
            PropertyKind::User => users.get(value).cloned(),
            PropertyKind::Text
            | PropertyKind::LongText
            | PropertyKind::Email
            | PropertyKind::Phone
            | PropertyKind::Link
            | PropertyKind::Domain => None,
        };
        shown.unwrap_or_else(|| value.to_owned())
    }

    /// A value as a file has it: words for what is a word of ours, and the stored form of everything else, so that it can
    /// be imported again.
    pub fn exported(self, property: &Property, value: &str, users: &BTreeMap<String, String>) -> String {
        match property.kind {
            PropertyKind::YesNo | PropertyKind::OneOf | PropertyKind::ManyOf | PropertyKind::User => {
                self.value(property, value, users)
            }
            _ => value.to_owned(),
        }
    }

    /// Every value of a record, and its stage under the name of that field.
    pub fn values(self, object: &Object, values: &Values, stage: Option<StageId>, users: &Users) -> Values {
        let shown = object.properties.iter().filter_map(|property| {
            let value = values.get(&property.key)?;
            Some((property.key.clone(), self.value(property, value, users)))
        });
        let stage = stage.and_then(|stage| object.stage(stage));
        shown.chain(stage.map(|stage| (STAGE.to_owned(), stage.name(self.0).to_owned()))).collect()
    }

    /// The values of a record that are columns of the table.
    pub fn listed(self, object: &Object, values: &Values, stage: Option<StageId>, users: &Users) -> Values {
        let mut shown = self.values(object, values, stage, users);
        shown.retain(|key, _| key == STAGE || object.property(key).is_some_and(|property| property.listed));
        shown
    }

    /// Puts what changed into words. Users are named already.
    pub fn changes(self, object: &Object, changes: &mut [Change]) {
        for Change { field, old, new } in changes {
            for value in [old, new].into_iter().flatten() {
                if field == STAGE {
                    if let Some(stage) = object.stage_meant(value) {
                        stage.name(self.0).clone_into(value);
                    }
                } else if let Some(property) = object.property(field) {
                    *value = self.value(property, value, &Users::new());
                }
            }
        }
    }

    /// A stored number: `1,234.5` or `1.234,5`.
    pub(super) fn decimal(self, number: &str) -> String {
        let (whole, decimals) = number.split_once('.').map_or((number, None), |(whole, rest)| (whole, Some(rest)));
        let Ok(value) = whole.parse::<i64>() else { return number.to_owned() };
        let sign = if value == 0 && number.starts_with('-') { "-" } else { "" };
        let point = match self.0 {
            Lang::En => '.',
            Lang::It => ',',
        };
        let decimals = decimals.map(|decimals| format!("{point}{decimals}")).unwrap_or_default();
        format!("{sign}{}{decimals}", self.number(value))
    }

    /// An amount: `€24,000`, `24.000 €`, `CHF 1,200.50`.
    pub fn money(self, money: &Money) -> String {
        let symbol = match money.currency.as_str() {
            "EUR" => "€",
            "USD" => "$",
            "GBP" => "£",
            code => code,
        };
        let cents = money.cents.unsigned_abs();
        let decimals = if cents.is_multiple_of(100) { String::new() } else { format!(".{:02}", cents % 100) };
        let amount = self.decimal(&format!("{}{decimals}", cents / 100));
        let sign = if money.cents < 0 { "-" } else { "" };
        match self.0 {
            Lang::En if symbol.len() == 3 && symbol.is_ascii() => format!("{sign}{symbol} {amount}"),
            Lang::En => format!("{sign}{symbol}{amount}"),
            Lang::It => format!("{sign}{amount} {symbol}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn property(kind: PropertyKind) -> Property {
        Property {
            key: "value".to_owned(),
            label_en: "Value".to_owned(),
            label_it: "Valore".to_owned(),
            kind,
            options: vec![domain::object::PropertyOption {
                tag: "low".into(),
                en: "Low".into(),
                it: "Bassa".into(),
                archived: None,
            }],
            required: false,
            indexed: false,
            listed: true,
        }
    }

    #[test]
    fn values_are_shown_in_the_language_of_the_page() {
        let cases = [
            (PropertyKind::Number, "-1234.5", "-1,234.5", "-1.234,5"),
            (PropertyKind::Number, "-0.5", "-0.5", "-0,5"),
            (PropertyKind::Money, "24000.00 EUR", "€24,000", "24.000 €"),
            (PropertyKind::Money, "-0.50 CHF", "-CHF 0.50", "-0,50 CHF"),
            (PropertyKind::Date, "2026-11-04", "4 Nov 2026", "4 nov 2026"),
            (PropertyKind::DateTime, "2026-11-04T16:58:00Z", "4 Nov 2026, 16:58 UTC", "4 nov 2026, 16:58 UTC"),
            (PropertyKind::YesNo, "yes", "Yes", "Sì"),
            (PropertyKind::OneOf, "low", "Low", "Bassa"),
            (PropertyKind::OneOf, "gone", "gone", "gone"),
            (PropertyKind::ManyOf, "low;gone", "Low, gone", "Bassa, gone"),
            (PropertyKind::User, "7", "Mira", "Mira"),
            (PropertyKind::Text, "<b>", "<b>", "<b>"),
        ];
        let users = Users::from([("7".to_owned(), "Mira".to_owned())]);
        for (kind, value, en, it) in cases {
            assert_eq!(Messages(Lang::En).value(&property(kind), value, &users), en);
            assert_eq!(Messages(Lang::It).value(&property(kind), value, &users), it);
        }
    }
}
