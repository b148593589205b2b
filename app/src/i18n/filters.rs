//! Texts of filters, and filters as sentences.

use super::{Messages, define_messages};
use domain::{
    filter::{Condition, Field, Filter, ME, Test},
    object::{Object, PropertyKind},
    time::Date,
};
use std::collections::BTreeMap;

define_messages! {
    filter_title(many: &str) = "Filter {many}", "Filtra {many}";
    filter_field = "Property", "Proprietà";
    filter_next = "Next", "Avanti";
    filter_test = "Condition", "Condizione";
    filter_value = "Value", "Valore";
    filter_second = "And (for “is between”)", "E (per “è tra”)";
    filter_days = "Days (for “in the last” and “in the next”)", "Giorni (per “negli ultimi” e “nei prossimi”)";
    filter_add = "Apply", "Applica";
    filter_and = "and", "e";
    filter_into = "Add to", "Aggiungi a";
    filter_new_group = "New group (or)", "Nuovo gruppo (oppure)";
    filter_in_group(number: &str) = "Group {number} (and)", "Gruppo {number} (e)";
    filter_none = "No filters", "Nessun filtro";
    filter_problem = "Enter a valid value: a number, a date or at least one option.", "Inserisci un valore valido: un numero, una data o almeno un’opzione.";
    filter_back = "Back to the table", "Torna alla tabella";
    filter_me = "Me", "Io";
    filter_updated = "Last modified", "Ultima modifica";
    test_is = "is", "è";
    test_is_not = "is not", "non è";
    test_contains = "contains", "contiene";
    test_lacks = "does not contain", "non contiene";
    test_starts = "starts with", "inizia con";
    test_less = "is less than", "è minore di";
    test_more = "is more than", "è maggiore di";
    test_between = "is between", "è tra";
    test_on = "is on", "è il";
    test_before = "is before", "è prima del";
    test_after = "is after", "è dopo il";
    test_last = "is in the last", "è negli ultimi";
    test_next = "is in the next", "è nei prossimi";
    test_any = "is any of", "è uno tra";
    test_none = "is none of", "non è nessuno tra";
    test_known = "has a value", "ha un valore";
    test_unknown = "is empty", "è vuoto";
    filter_gone = "Deleted property", "Proprietà eliminata";
    any_of = " or ", " o ";
    day_count[days]() = { one: "1 day", other: "{days} days" }, { one: "1 giorno", other: "{days} giorni" };
}

impl Messages {
    /// The text of a comparison.
    pub fn test(self, test: Test) -> &'static str {
        match test {
            Test::Is | Test::Equal => self.test_is(),
            Test::IsNot | Test::Unequal => self.test_is_not(),
            Test::Contains => self.test_contains(),
            Test::Lacks => self.test_lacks(),
            Test::Starts => self.test_starts(),
            Test::Less => self.test_less(),
            Test::More => self.test_more(),
            Test::Within | Test::Between => self.test_between(),
            Test::On => self.test_on(),
            Test::Before => self.test_before(),
            Test::After => self.test_after(),
            Test::Last => self.test_last(),
            Test::Next => self.test_next(),
            Test::Any => self.test_any(),
            Test::NoneOf => self.test_none(),
            Test::Known => self.test_known(),
            Test::Unknown => self.test_unknown(),
        }
    }

    /// The name of a field.
    pub fn field(self, object: &Object, field: &Field) -> String {
        match field {
            Field::Name => self.column_name().to_owned(),
            Field::Owner => self.column_owner().to_owned(),
            Field::Stage => self.column_stage().to_owned(),
            Field::Created => self.column_created().to_owned(),
            Field::Updated => self.filter_updated().to_owned(),
            Field::Gone => self.filter_gone().to_owned(),
            Field::Key | Field::Property(_) => {
                field.property(object).map_or(field.word(), |property| property.label(self.0)).to_owned()
            }
        }
    }

    /// A condition as a sentence: `Amount is more than 1,000`.
    pub fn condition(self, object: &Object, condition: &Condition, users: &BTreeMap<String, String>) -> String {
        let field = self.field(object, &condition.field);
        if condition.field == Field::Gone {
            return field;
        }
        let test = self.test(condition.test);
        let values: Vec<String> =
            condition.values.iter().map(|value| self.compared(object, condition, value, users)).collect();
        let values = match condition.test {
            Test::Between | Test::Within => values.join(&format!(" {} ", self.filter_and())),
            _ => values.join(self.any_of()),
        };
        if values.is_empty() { format!("{field} {test}") } else { format!("{field} {test} {values}") }
    }

    /// A whole filter as a sentence.
    pub fn filter(self, object: &Object, filter: &Filter, users: &BTreeMap<String, String>) -> String {
        let and = format!(" {} ", self.filter_and());
        let group = |group: &Vec<Condition>| {
            group.iter().map(|condition| self.condition(object, condition, users)).collect::<Vec<_>>().join(&and)
        };
        filter.any.iter().map(group).collect::<Vec<_>>().join(&format!(", {} ", self.filter_or()))
    }

    fn compared(self, object: &Object, condition: &Condition, value: &str, users: &BTreeMap<String, String>) -> String {
        if matches!(condition.test, Test::Last | Test::Next) {
            return value.parse().map_or_else(|_| value.to_owned(), |days| self.day_count(days));
        }
        let user = |value: &str| match users.get(value) {
            _ if value == ME => self.filter_me().to_owned(),
            Some(name) => name.clone(),
            None => value.to_owned(),
        };
        match &condition.field {
            Field::Owner => user(value),
            Field::Stage => object.stage_meant(value).map_or(value, |stage| stage.name(self.0)).to_owned(),
            Field::Created | Field::Updated => {
                Date::parse_iso(value).map_or_else(|| value.to_owned(), |date| self.date(date))
            }
            Field::Name => format!("“{value}”"),
            field => match field.property(object) {
                Some(property) => match property.kind {
                    PropertyKind::User => user(value),
                    PropertyKind::Number | PropertyKind::Money => self.decimal(value),
                    PropertyKind::Date | PropertyKind::DateTime => {
                        Date::parse_iso(value).map_or_else(|| value.to_owned(), |date| self.date(date))
                    }
                    PropertyKind::OneOf | PropertyKind::ManyOf | PropertyKind::YesNo => {
                        self.value(property, value, users)
                    }
                    _ => format!("“{value}”"),
                },
                None => value.to_owned(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        ids::ObjectId,
        object::{ObjectNames, Property},
        people::Lang,
    };

    fn deals() -> Object {
        let property = |key: &str, label: &str, kind| Property {
            key: key.to_owned(),
            label_en: label.to_owned(),
            label_it: label.to_owned(),
            kind,
            options: Vec::new(),
            required: false,
            indexed: false,
            listed: false,
        };
        Object {
            id: ObjectId(3),
            slug: "deals".to_owned(),
            names: ObjectNames {
                singular_en: "deal".to_owned(),
                plural_en: "deals".to_owned(),
                singular_it: "trattativa".to_owned(),
                plural_it: "trattative".to_owned(),
            },
            name_properties: vec!["name".to_owned()],
            key_property: None,
            icon: "coin".to_owned(),
            activity: false,
            properties: vec![
                property("amount", "Amount", PropertyKind::Money),
                property("close_date", "Close date", PropertyKind::Date),
            ],
            pipelines: Vec::new(),
        }
    }

    #[test]
    fn a_filter_reads_as_a_sentence() {
        let filter = Filter::from_text("amount.gt.1000~d5;close_date.last.7|+owner.is.me,7|+name.has.a");
        let users = BTreeMap::from([("7".to_owned(), "Mira".to_owned())]);
        assert_eq!(
            Messages(Lang::En).filter(&deals(), &filter, &users),
            "Amount is more than 1,000.5 and Close date is in the last 7 days, or Owner is Me or Mira, or Name contains “a”"
        );
        assert_eq!(
            Messages(Lang::It).filter(&deals(), &Filter::from_text("amount.within.1,2000"), &users),
            "Amount è tra 1 e 2.000"
        );
    }
}
