//! What a column is by its name: our own labels in both languages, and the names other CRMs give their exports.

use super::Target;
use crate::{
    object::{FURTHER_KEYS, OWNER, Object, STAGE},
    text::fold,
};

/// Names by target, folded, without punctuation. The key of a target is a property's, or one of the form's fields.
const KNOWN: &[(&str, &[&str])] = &[
    ("first_name", &["first name", "firstname", "given name", "forename", "nome", "nome di battesimo"]),
    ("last_name", &["last name", "lastname", "surname", "family name", "cognome"]),
    (
        "email",
        &[
            "email",
            "e mail",
            "mail",
            "email address",
            "e mail address",
            "indirizzo email",
            "indirizzo e mail",
            "posta elettronica",
            "work email",
        ],
    ),
    (
        FURTHER_KEYS,
        &[
            "additional email addresses",
            "additional emails",
            "other emails",
            "further emails",
            "further e mails",
            "secondary email",
            "altre email",
            "altre e mail",
            "indirizzi email aggiuntivi",
        ],
    ),
    (
        "phone",
        &[
            "phone",
            "phone number",
            "telephone",
            "mobile",
            "mobile phone",
            "mobile phone number",
            "mobile number",
            "telefono",
            "numero di telefono",
            "cellulare",
            "numero di cellulare",
            "tel",
        ],
    ),
    (
        "company",
        &[
            "company",
            "company name",
            "associated company",
            "primary associated company",
            "organization",
            "organisation",
            "azienda",
            "nome azienda",
            "nome dell azienda",
            "societa",
            "ragione sociale",
        ],
    ),
    ("job_title", &["job title", "title", "position", "role", "qualifica", "ruolo", "posizione lavorativa"]),
    ("city", &["city", "town", "citta", "comune"]),
    ("name", &["name", "deal name", "ticket name", "company name", "nome", "nome azienda", "nome trattativa"]),
    ("title", &["title", "subject", "titolo", "oggetto"]),
    ("domain", &["company domain name", "website url", "sito web"]),
    (STAGE, &["stage", "deal stage", "ticket status", "pipeline stage", "status", "fase", "stato"]),
    (OWNER, &["owner", "contact owner", "proprietario", "proprietario del contatto", "record owner"]),
];

/// What each column is taken for. A target is proposed once, for the first column that names it; columns nobody knows
/// are left out (ids and dates of other systems among them).
pub fn propose(object: &Object, headers: &[String]) -> Vec<Target> {
    let mut taken: Vec<Target> = Vec::new();
    headers
        .iter()
        .map(|header| {
            let target = target(object, &plain(header));
            if target == Target::Ignore || taken.contains(&target) {
                return Target::Ignore;
            }
            taken.push(target.clone());
            target
        })
        .collect()
}

fn target(object: &Object, name: &str) -> Target {
    if name.is_empty() {
        return Target::Ignore;
    }
    let own = object.properties.iter().find(|property| {
        [&property.key, &property.label_en, &property.label_it].into_iter().any(|label| plain(label) == name)
    });
    let known = || KNOWN.iter().filter(|(_, names)| names.contains(&name)).map(|(key, _)| *key);
    let as_target = |key: &str| match key {
        FURTHER_KEYS if object.has_further_keys() => Some(Target::FurtherKeys),
        OWNER => Some(Target::Owner),
        STAGE if object.stages().next().is_some() => Some(Target::Stage),
        key => object.property(key).map(|property| Target::Property(property.key.clone())),
    };
    own.map(|property| property.key.as_str()).into_iter().chain(known()).find_map(as_target).unwrap_or_default()
}

/// Folded, with a blank for whatever is neither letter nor digit.
fn plain(header: &str) -> String {
    let text: String = fold(header).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::tests::contact;

    fn words(headers: &[&str]) -> Vec<String> {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        propose(&contact(), &headers).iter().map(|target| target.word().to_owned()).collect()
    }

    #[test]
    fn knows_the_exports_of_others() {
        assert_eq!(
            words(&[
                "Record ID",
                "First Name",
                "Last Name",
                "Email",
                "Phone Number",
                "Contact owner",
                "Associated Company",
                "Create Date"
            ]),
            ["", "first_name", "last_name", "email", "phone", "+owner", "company", ""]
        );
        assert_eq!(
            words(&[
                "ID record",
                "Nome",
                "Cognome",
                "Indirizzo e-mail",
                "Numero di telefono",
                "Proprietario del contatto",
                "Nome azienda"
            ]),
            ["", "first_name", "last_name", "email", "phone", "+owner", "company"]
        );
        assert_eq!(words(&["E-MAIL", "first_name", "Additional email addresses"]), ["email", "first_name", "+keys"]);
    }

    #[test]
    fn a_target_is_proposed_once_and_unknown_columns_are_left() {
        assert_eq!(words(&["Phone", "Mobile", "", "Città", "Shoe size"]), ["phone", "", "", "", ""]);
    }
}
