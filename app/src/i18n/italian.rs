//! Agreement of Italian texts with the nouns of objects.
//!
//! Objects are named by their users, and a name carries no grammatical gender. It follows from the ending in most nouns;
//! where the ending does not decide (`ordine`, `chiave`), the masculine is taken.

use super::Messages;
use domain::{object::ObjectNames, people::Lang};

/// Whether a singular noun is feminine.
fn is_feminine(noun: &str) -> bool {
    const FEMININE: [&str; 4] = ["a", "à", "ione", "mail"];
    const MASCULINE: [&str; 2] = ["ema", "gramma"];

    let noun = noun.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| noun.ends_with(ending));
    ends(&FEMININE) && !ends(&MASCULINE)
}

/// Whether a masculine noun takes `gli` and `nessuno` because of its first consonants: `spazio`, `zaino`, `psicologo`.
fn is_hard(noun: &str) -> bool {
    let noun = noun.to_ascii_lowercase();
    let mut letters = noun.chars();
    let (first, second) = (letters.next().unwrap_or_default(), letters.next().unwrap_or_default());
    matches!(first, 'z' | 'x' | 'y')
        || first == 's' && !is_vowel(second)
        || [('g', 'n'), ('p', 's'), ('p', 'n')].contains(&(first, second))
}

fn is_vowel(letter: char) -> bool {
    "aeiouàèéìòù".contains(letter)
}

/// A participle that agrees with so many of these records: `eliminat` and `o`, `a`, `i` or `e`.
fn participle(stem: &str, count: i64, names: &ObjectNames) -> String {
    let ending = match (count, is_feminine(names.singular(Lang::It))) {
        (1, false) => 'o',
        (1, true) => 'a',
        (_, false) => 'i',
        (_, true) => 'e',
    };
    format!("{stem}{ending}")
}

impl Messages {
    /// "All contacts", "Tutti i contatti", "Tutte le aziende".
    pub fn all_of(self, names: &ObjectNames) -> String {
        let many = names.plural(self.0);
        match self.0 {
            Lang::En => format!("All {many}"),
            Lang::It if is_feminine(names.singular(Lang::It)) => format!("Tutte le {many}"),
            Lang::It if is_hard(many) || many.to_ascii_lowercase().starts_with(is_vowel) => format!("Tutti gli {many}"),
            Lang::It => format!("Tutti i {many}"),
        }
    }

    /// "No contacts", "Nessun contatto", "Nessuna azienda".
    pub fn none_of(self, names: &ObjectNames) -> String {
        let one = names.singular(Lang::It);
        match self.0 {
            Lang::En => format!("No {}", names.plural(Lang::En)),
            Lang::It if is_feminine(one) => format!("Nessuna {one}"),
            Lang::It if is_hard(one) => format!("Nessuno {one}"),
            Lang::It => format!("Nessun {one}"),
        }
    }

    /// "3 contacts deleted", "3 contatti eliminati".
    pub fn records_deleted(self, count: i64, names: &ObjectNames) -> String {
        self.counted_participle(count, names, "deleted", "eliminat")
    }

    /// "3 contacts moved", "3 contatti spostati".
    pub fn records_moved(self, count: i64, names: &ObjectNames) -> String {
        self.counted_participle(count, names, "moved", "spostat")
    }

    fn counted_participle(self, count: i64, names: &ObjectNames, english: &str, stem: &str) -> String {
        let what = self.counted(count, names);
        match self.0 {
            Lang::En => format!("{what} {english}"),
            Lang::It => format!("{what} {}", participle(stem, count, names)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(one: &str, many: &str) -> ObjectNames {
        let (one, many) = (one.to_owned(), many.to_owned());
        ObjectNames { singular_en: one.clone(), plural_en: many.clone(), singular_it: one, plural_it: many }
    }

    #[test]
    fn italian_text_agrees_with_the_noun() {
        let it = Messages(Lang::It);
        let cases = [
            ("contatto", "contatti", "Tutti i contatti", "Nessun contatto", "2 contatti eliminati"),
            ("azienda", "aziende", "Tutte le aziende", "Nessuna azienda", "2 aziende eliminate"),
            ("incontro", "incontri", "Tutti gli incontri", "Nessun incontro", "2 incontri eliminati"),
            ("spazio", "spazi", "Tutti gli spazi", "Nessuno spazio", "2 spazi eliminati"),
            ("attività", "attività", "Tutte le attività", "Nessuna attività", "2 attività eliminate"),
            ("problema", "problemi", "Tutti i problemi", "Nessun problema", "2 problemi eliminati"),
            ("e-mail", "e-mail", "Tutte le e-mail", "Nessuna e-mail", "2 e-mail eliminate"),
            ("ticket", "ticket", "Tutti i ticket", "Nessun ticket", "2 ticket eliminati"),
            ("riunione", "riunioni", "Tutte le riunioni", "Nessuna riunione", "2 riunioni eliminate"),
        ];
        for (one, many, all, none, deleted) in cases {
            let names = names(one, many);
            assert_eq!(it.all_of(&names), all);
            assert_eq!(it.none_of(&names), none);
            assert_eq!(it.records_deleted(2, &names), deleted);
        }
        assert_eq!(it.records_deleted(1, &names("trattativa", "trattative")), "1 trattativa eliminata");
    }

    #[test]
    fn english_text_takes_no_agreement() {
        let en = Messages(Lang::En);
        let names = names("company", "companies");
        assert_eq!(en.all_of(&names), "All companies");
        assert_eq!(en.none_of(&names), "No companies");
        assert_eq!(en.records_deleted(1, &names), "1 company deleted");
    }
}
