//! Folding: the one form in which names and search terms are compared, the same in both databases.

/// Most characters a quick search looks at; the rest is ignored.
pub const SEARCH_MAX: usize = 100;

/// Lower case, without the accents of the Latin letters, white space as single blanks. `José  Ñ` becomes `jose n`, so a
/// search finds a name however it was typed, and a sorted list reads as people expect.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c.is_whitespace() {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else {
            push_letters(&mut folded, c);
        }
    }
    folded
}

/// The letters alone: the white space stays, because a value may have lines. What is ASCII becomes what the databases make
/// of it too.
pub fn fold_letters(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        push_letters(&mut folded, c);
    }
    folded
}

fn push_letters(folded: &mut String, c: char) {
    for lower in c.to_lowercase() {
        match base(lower) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(lower),
        }
    }
}

/// The plain letters of an accented Latin one. Combining marks fold to nothing.
fn base(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' => "t",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}

/// What is indexed for a record: its name, its keys (a contact's e-mails), its phone as written and as bare digits,
/// folded, one to a line so that no match runs from one into the next.
pub fn search_text<'a>(name: &str, keys: impl IntoIterator<Item = &'a str>, phone: Option<&str>) -> String {
    let mut parts = vec![fold(name)];
    parts.extend(keys.into_iter().map(fold));
    if let Some(phone) = phone {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        parts.push(fold(phone));
        if digits != phone {
            parts.push(digits);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// What a person typed into a search box, as it is compared; `None` when that is nothing.
pub fn search_term(typed: &str) -> Option<String> {
    let term: String = fold(typed).chars().filter(|c| !c.is_control()).take(SEARCH_MAX).collect();
    let term = term.trim().to_owned();
    (!term.is_empty()).then_some(term)
}

/// What is looked for when this was typed: the term and, for what can only be a part of a phone number, its bare digits,
/// so that a phone is found however it was written. Nothing where nothing was typed.
pub fn search_terms(typed: &str) -> Vec<String> {
    let term = search_term(typed);
    let digits = term.as_deref().and_then(phone_digits);
    term.into_iter().chain(digits).collect()
}

/// The digits of a term that is made of digits and of the signs that people put between those of a phone number. Too
/// few of them would be everywhere.
pub fn phone_digits(term: &str) -> Option<String> {
    const FEWEST: usize = 4;

    let digits: String = term.chars().filter(char::is_ascii_digit).collect();
    let phone = term.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
    (phone && digits.len() >= FEWEST && digits != term).then_some(digits)
}

/// Up to two initials of a name, in capitals.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds() {
        assert_eq!(fold("  José\t ÑUÑO "), "jose nuno");
        assert_eq!(fold("Straße Øre Łódź Ægir"), "strasse ore lodz aegir");
        assert_eq!(fold("e\u{301}"), "e");
        assert_eq!(fold("Жан 李"), "жан 李");
        assert_eq!(fold_letters(" CITTÀ\n di  Castello "), " citta\n di  castello ");
    }

    #[test]
    fn indexes_a_phone_both_ways() {
        let text = search_text("Anna Moretti", ["anna@example.com"], Some("+39 06 555"));
        assert_eq!(text, "anna moretti\nanna@example.com\n+39 06 555\n3906555");
        assert_eq!(search_text("", [], None), "");
    }

    #[test]
    fn a_phone_is_looked_for_both_ways() {
        assert_eq!(search_terms("(06) 555-01"), ["(06) 555-01", "0655501"]);
        assert_eq!(search_terms("065550"), ["065550"]);
        assert_eq!(search_terms("2027-1a"), ["2027-1a"]);
        assert_eq!(search_terms("1-2"), ["1-2"]);
        assert!(search_terms("  ").is_empty());
    }

    #[test]
    fn takes_initials() {
        assert_eq!(initials("Anna Maria Moretti"), "AM");
        assert_eq!(initials("anna"), "A");
        assert_eq!(initials("(de) Rossi"), "DR");
        assert_eq!(initials(" — "), "");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in ".{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn any_part_of_a_name_is_found(name in "[a-zA-Zàèìòùéñ ]{1,20}", from in 0_usize..20, len in 1_usize..10) {
            let part: String = name.chars().skip(from).take(len).collect();
            if let Some(term) = search_term(&part) {
                prop_assert!(search_text(&name, [], None).contains(&term));
            }
        }
    }
}
