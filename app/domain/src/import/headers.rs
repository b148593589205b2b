//! Mapping of column headers to properties: our own labels in both languages, and the headers of exports of other
//! CRMs.

use super::{LinkTarget, Target};
use crate::{
    object::{OWNER, Object, SECONDARY_KEYS, STAGE},
    people::Lang,
    text::normalize,
};

/// Known headers by target, normalized and without punctuation. A target is a property key or a field of the form.
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
        SECONDARY_KEYS,
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
    ("domain", &["company domain name", "domain name", "website url", "sito web"]),
    (STAGE, &["stage", "deal stage", "ticket status", "pipeline stage", "status", "fase", "stato"]),
    (OWNER, &["owner", "contact owner", "proprietario", "proprietario del contatto", "record owner"]),
];

/// Proposes a target for each column. Each target is proposed once, for the first column that matches; unknown columns
/// are ignored, among them ids and dates of other systems.
pub fn propose(object: &Object, links: &[LinkTarget<'_>], headers: &[String]) -> Vec<Target> {
    let mut taken: Vec<Target> = Vec::new();
    headers
        .iter()
        .map(|header| {
            let name = plain(header);
            let target = target(object, &name).or_else(|| link(links, &name)).unwrap_or_default();
            if target == Target::Ignore || taken.contains(&target) {
                return Target::Ignore;
            }
            taken.push(target.clone());
            target
        })
        .collect()
}

fn target(object: &Object, name: &str) -> Option<Target> {
    if name.is_empty() {
        return None;
    }
    // "Contact e-mail" in a file of contacts is their e-mail.
    let short = [Lang::En, Lang::It].into_iter().find_map(|lang| {
        let left = without(&words(name), &words(&plain(object.names.singular(lang))))?;
        Some(left.join(" ")).filter(|left| !left.is_empty())
    });
    own(object, name).or_else(|| own(object, &short?))
}

/// The property or field of the object that a header matches.
fn own(object: &Object, name: &str) -> Option<Target> {
    let own = object.properties.iter().find(|property| {
        [&property.key, &property.label_en, &property.label_it].into_iter().any(|label| plain(label) == name)
    });
    let as_target = |key: &str| match key {
        SECONDARY_KEYS if object.has_secondary_keys() => Some(Target::SecondaryKeys),
        OWNER => Some(Target::Owner),
        STAGE if object.stages().next().is_some() => Some(Target::Stage),
        key => object.property(key).map(|property| Target::Property(property.key.clone())),
    };
    own.and_then(|property| as_target(&property.key)).or_else(|| known(name).find_map(as_target))
}

/// The targets that a header stands for in exports of other CRMs.
fn known(name: &str) -> impl Iterator<Item = &'static str> {
    KNOWN.iter().filter(move |(_, names)| names.contains(&name)).map(|(key, _)| *key)
}

/// The associated records that a column refers to by their key: "Company domain", "Primary company: domain", "E-mail
/// del contatto". Connecting words and the order of words are ignored.
fn link(links: &[LinkTarget<'_>], name: &str) -> Option<Target> {
    let said = words(name);
    let found = links.iter().find(|link| {
        let Some(key) = link.object.key_property.as_ref().and_then(|key| link.object.property(key)) else {
            return false;
        };
        let role = |lang| link.role.as_ref().map_or("", |(role, label)| label.name(role.end, lang));
        [Lang::En, Lang::It].into_iter().any(|lang| {
            let other = plain(&format!("{} {}", link.object.names.singular(lang), role(lang)));
            let Some(rest) = without(&said, &words(&other)) else { return false };
            let rest = rest.join(" ");
            plain(key.label(lang)) == rest || known(&rest).any(|known| known == key.key)
        })
    });
    found.map(LinkTarget::target)
}
/// Normalized, with a space for every character that is neither a letter nor a digit.
fn plain(header: &str) -> String {
    let text: String = normalize(header).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The significant words of a normalized header.
fn words(name: &str) -> Vec<&str> {
    const JOINING: &[&str] = &["associated", "associato", "associata", "of", "the", "del", "dell", "della", "di"];
    name.split(' ').filter(|word| !word.is_empty() && !JOINING.contains(word)).collect()
}

/// `words` without `taken`; `None` if one of those is missing.
fn without<'a>(words: &[&'a str], taken: &[&str]) -> Option<Vec<&'a str>> {
    let mut left = words.to_vec();
    for word in taken {
        left.remove(left.iter().position(|there| there == word)?);
    }
    Some(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        association::{AssociationLabel, label::tests::label},
        ids::ObjectId,
        object::{ObjectNames, tests::contact},
    };

    fn company() -> Object {
        let mut company = contact();
        company.id = ObjectId(2);
        "companies".clone_into(&mut company.slug);
        company.names = ObjectNames {
            singular_en: "company".to_owned(),
            plural_en: "companies".to_owned(),
            singular_it: "azienda".to_owned(),
            plural_it: "aziende".to_owned(),
        };
        company.properties.truncate(2);
        for (property, (key, it)) in company.properties.iter_mut().zip([("name", "Nome"), ("domain", "Dominio")]) {
            key.clone_into(&mut property.key);
            key.clone_into(&mut property.label_en);
            it.clone_into(&mut property.label_it);
        }
        company.key_property = Some("domain".to_owned());
        company
    }

    fn words(headers: &[&str]) -> Vec<String> {
        words_for(&contact(), headers)
    }

    fn words_for(object: &Object, headers: &[&str]) -> Vec<String> {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let others = [contact(), company()];
        let labels = [AssociationLabel {
            name_en: "Primary".to_owned(),
            name_it: "Principale".to_owned(),
            inverse_en: "Primary".to_owned(),
            inverse_it: "Principale".to_owned(),
            one_per_from: true,
            ..label(1, (1, 2), "primary")
        }];
        let links: Vec<_> = LinkTarget::all(object, &others, &labels).collect();
        propose(object, &links, &headers).iter().map(|target| target.word().to_owned()).collect()
    }

    #[test]
    fn propose_knows_headers_of_other_crms() {
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
    fn propose_uses_each_target_once() {
        assert_eq!(words(&["Phone", "Mobile", "", "Città", "Shoe size"]), ["phone", "", "", "", ""]);
    }

    #[test]
    fn propose_links_by_key_property_only() {
        assert_eq!(
            words(&["Company domain", "Primary company: domain", "Associated Company IDs", "Company"]),
            ["@companies", "@companies.primary", "", "company"]
        );
        assert_eq!(
            words(&["Dominio dell'azienda principale", "Azienda: dominio"]),
            ["@companies.primary", "@companies"]
        );
        assert_eq!(words(&["Contact e-mail", "Nome del contatto"]), ["email", "first_name"]);
        assert_eq!(
            words_for(&company(), &["Company name", "Domain", "Associated contact email", "Owner"]),
            ["name", "domain", "@contacts", "+owner"]
        );
    }
}
