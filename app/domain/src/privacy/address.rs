//! The form of an e-mail address in which the blocklist and erasures compare it, however it was written.
//!
//! Builds on [`Email`], the stored form: what is equal as an [`Email`] is equal as an [`Address`]. In addition, it ignores what
//! does not change where a message arrives: characters that cannot be seen, `mailto:` and angle brackets, a dot at the end,
//! compatibility forms of letters, and whether a host is written in Unicode or in Punycode. `+tag` and dots before the `@` make
//! different addresses, because only the receiving host knows whether it ignores them.

use crate::email::{Email, NotAnEmail};
use unicode_normalization::UnicodeNormalization;

/// An address as it is compared. It is not for display and not for sending to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

impl Address {
    /// Reads an address in any spelling.
    ///
    /// # Errors
    /// [`NotAnEmail`] if no spelling of an address was typed.
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        // Of ASCII alone, a valid address has one form: imports have millions of them.
        if text.is_ascii()
            && let Ok(email) = Email::parse(text)
        {
            return Ok(Self(email.as_str().to_owned()));
        }
        let written = unwrapped(text);
        // Compatibility forms can hide an `@` or a dot, so the address is validated after they are resolved. An address that is
        // none without a character that can be ignored is compared as it is.
        let email =
            Email::parse(&folded(&written)).or_else(|_| Email::parse(&written)).or_else(|_| Email::parse(text))?;
        let (local, host) = email.as_str().split_once('@').ok_or(NotAnEmail)?;
        Ok(Self(format!("{local}@{}", ascii_host(host))))
    }

    /// The forms in which a record can have the address as its key: with the host in Punycode and in Unicode.
    pub fn stored_forms(&self) -> [String; 2] {
        let (local, host) = self.0.split_once('@').unwrap_or((&self.0, ""));
        [self.0.clone(), format!("{local}@{}", unicode_host(host))]
    }

    /// The text that is hashed or searched for.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&Email> for Address {
    fn from(email: &Email) -> Self {
        // Only text that is no address is refused.
        Self::parse(email.as_str()).unwrap_or_else(|_| Self(email.as_str().to_owned()))
    }
}

/// The address alone: without invisible characters, `mailto:` with its query, angle brackets, and a dot at the end.
fn unwrapped(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let mut rest = visible.trim();
    loop {
        let before = rest;
        if let Some(inner) = rest.strip_prefix(['<', '＜']).and_then(|rest| rest.strip_suffix(['>', '＞'])) {
            rest = inner.trim();
        }
        if let Some(link) = strip_mailto(rest) {
            rest = link.split(['?', '？']).next().unwrap_or_default().trim();
        }
        if let Some(host) = rest.strip_suffix(['.', '．', '。', '｡']) {
            rest = host.trim_end();
        }
        if rest == before {
            return rest.to_owned();
        }
    }
}

/// The text after `mailto:`, which is recognized in any case and in full-width letters.
fn strip_mailto(text: &str) -> Option<&str> {
    const SCHEME: &str = "mailto:";

    let mut rest = text.chars();
    for wanted in SCHEME.chars() {
        if !rest.next()?.nfkc().flat_map(char::to_lowercase).eq([wanted]) {
            return None;
        }
    }
    Some(rest.as_str())
}

/// Resolves compatibility forms and case until both leave the text as it is: some letters have a capital as their compatibility
/// form, others decompose when their case is changed.
fn folded(text: &str) -> String {
    /// More rounds than any character takes.
    const ROUNDS: usize = 4;

    let mut text = text.to_owned();
    for _ in 0..ROUNDS {
        // One case for sigma, whose lower case depends on its place in the word; a dot for the full stop of East Asian scripts.
        let lower = text.nfkc().flat_map(char::to_lowercase).map(|c| match c {
            'ς' => 'σ',
            '。' => '.',
            _ => c,
        });
        let next: String = lower.nfkc().filter(|c| !is_invisible(*c)).collect();
        if next == text {
            break;
        }
        text = next;
    }
    text
}

/// The host in Punycode. A host that the rules of host names do not allow is compared as it is.
fn ascii_host(host: &str) -> String {
    idna::domain_to_ascii_strict(host).unwrap_or_else(|_| host.to_owned())
}

fn unicode_host(host: &str) -> String {
    let (unicode, valid) = idna::domain_to_unicode(host);
    if valid.is_ok() { unicode } else { host.to_owned() }
}

/// Whether a word of the address, before the `@` or between two dots of the host, has letters of several alphabets.
pub(super) fn mixes_scripts(address: &Address) -> bool {
    let [_, unicode] = address.stored_forms();
    unicode.split(['@', '.']).any(|word| {
        let mut scripts = word.chars().filter_map(alphabet);
        scripts.next().is_some_and(|first| scripts.any(|other| other != first))
    })
}

/// The alphabet of a letter, a number for each of those whose letters look alike. East Asian scripts are written together with
/// Latin letters and count for none.
fn alphabet(c: char) -> Option<u8> {
    match c {
        'a'..='z' | '\u{e0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(0),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(1),
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' => Some(2),
        '\u{531}'..='\u{58f}' => Some(3),
        '\u{5d0}'..='\u{5ea}' => Some(4),
        '\u{620}'..='\u{64a}' => Some(5),
        '\u{10a0}'..='\u{10ff}' => Some(6),
        '\u{13a0}'..='\u{13ff}' | '\u{ab70}'..='\u{abbf}' => Some(7),
        _ => None,
    }
}

/// Whether a character takes no space on a screen: the default-ignorable code points of Unicode and the blank of Braille, which
/// are left over from copying or are put into an address to disguise it.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normal(text: &str) -> String {
        Address::parse(text).unwrap().as_str().to_owned()
    }

    #[test]
    fn address_spellings_are_equal() {
        let table: &[(&str, &[&str])] = &[
            (
                "anna.moretti@example.com",
                &[
                    "anna.moretti@example.com",
                    // Letter case.
                    "Anna.MORETTI@Example.COM",
                    // Blanks: space, tab, line break, no-break, thin, ideographic.
                    "  anna.moretti@example.com\t\r\n",
                    "\u{a0}anna.moretti@example.com\u{2009}",
                    "\u{3000}anna.moretti@example.com\u{202f}",
                    // Zero-width and other invisible characters.
                    "\u{feff}anna.moretti@example.com",
                    "anna.\u{200b}moretti@exam\u{ad}ple.com",
                    "anna\u{2060}.moretti@example\u{200d}.com\u{200e}",
                    "\u{202a}anna.moretti@example.com\u{202c}",
                    "\u{200b} anna.moretti@example.com \u{2800}",
                    // A dot at the end of the host.
                    "anna.moretti@example.com.",
                    "anna.moretti@example.com。",
                    // As a link and as in a header.
                    "mailto:anna.moretti@example.com",
                    "MailTo: anna.moretti@example.com?subject=Hello",
                    "<anna.moretti@example.com>",
                    " < anna.moretti@example.com. > ",
                    "<mailto:anna.moretti@example.com>",
                    // Full-width and other compatibility forms.
                    "ａｎｎａ．ｍｏｒｅｔｔｉ＠ｅｘａｍｐｌｅ．ｃｏｍ",
                    "ANNA．ＭＯＲＥＴＴＩ@example。com",
                    "ｍａｉｌｔｏ：anna.moretti@example.com",
                    "＜anna.moretti@example.com＞",
                    "anna.moretti﹫example.com",
                    "𝐀nna.moretti@ℯxample.com",
                ],
            ),
            (
                "info@xn--bcher-kva.example",
                &[
                    "info@bücher.example",
                    "info@BÜCHER.example",
                    "info@bu\u{308}cher.example",
                    "info@xn--bcher-kva.example",
                    "INFO@XN--BCHER-KVA.EXAMPLE.",
                    "info@bücher。example",
                ],
            ),
            ("a@xn--fsqu00a.xn--0zwm56d", &["a@例子.测试", "a@xn--fsqu00a.xn--0zwm56d"]),
            ("jos\u{e9}@example.com", &["jose\u{301}@example.com", "JOSÉ@example.com"]),
            ("οδυσσεασ@example.com", &["ΟΔΥΣΣΕΑΣ@example.com", "οδυσσεας@example.com"]),
            ("anna+news@example.com", &["Anna+News@example.com"]),
        ];
        for (expected, spellings) in table {
            for spelling in *spellings {
                assert_eq!(normal(spelling), *expected, "{spelling:?}");
            }
        }
    }

    #[test]
    fn address_of_another_mailbox_differs() {
        let different = [
            "anna@example.com",
            "anna+news@example.com",
            "an.na@example.com",
            "anna@example.org",
            "anna@mail.example.com",
            // Cyrillic letters, and an accent.
            "аnna@example.com",
            "ànna@example.com",
            "anna@exämple.com",
        ];
        let normal: std::collections::BTreeSet<_> = different.map(normal).into();
        assert_eq!(normal.len(), different.len());
    }

    #[test]
    fn address_invalid_is_refused() {
        for bad in [
            "",
            " ",
            "\u{200b}",
            "mailto:",
            "<>",
            "anna",
            "anna@",
            "@example.com",
            "a b@example.com",
            "a@b@c",
            "a@b..c",
            "Anna <anna@example.com>",
            "a@example.com, b@example.com",
            "<a@example.com",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn address_with_invalid_host_is_compared_as_it_is() {
        assert_eq!(normal("a@under_score.example"), "a@under_score.example");
        assert_eq!(normal("a@xn--a.example"), "a@xn--a.example");
        assert_eq!(normal("a@㈠"), "a@㈠");
    }

    /// Text that is mostly an address, with characters that normalization treats specially.
    fn odd() -> impl Strategy<Value = String> {
        let part = "[a-zA-Z0-9.ßẞİıſςΣÄäéàÀÅΐﬁ①㎏ａＺ．。｡\u{301}\u{308}\u{345}\u{200b}\u{200d}\u{ad}𝐀ℯ例㈠-]{1,8}";
        (part, part).prop_map(|(local, host)| format!("{local}@{host}"))
    }

    proptest! {
        #[test]
        fn address_normalization_is_idempotent(text in prop_oneof![odd(), ".{0,40}", "\\PC{1,12}@\\PC{1,12}"]) {
            if let Ok(address) = Address::parse(&text) {
                prop_assert_eq!(Address::parse(address.as_str()), Ok(address.clone()));
            }
        }

        #[test]
        fn equal_emails_are_equal_addresses(text in odd()) {
            if let Ok(email) = Email::parse(&text) {
                prop_assert_eq!(Address::from(&email), Address::parse(&text).unwrap());
            }
        }

        #[test]
        fn address_ignores_case_and_composition(local in "[a-zà-öø-þά-ώа-я]{1,10}", host in "[a-zà-öø-þа-я]{1,10}") {
            let text = format!("{local}@{host}.example");
            let address = Address::parse(&text);
            prop_assert_eq!(&Address::parse(&text.to_uppercase()), &address);
            prop_assert_eq!(&Address::parse(&text.nfd().collect::<String>()), &address);
            prop_assert_eq!(&Address::parse(&format!("<mailto:{text}.>")), &address);
        }
    }
}
