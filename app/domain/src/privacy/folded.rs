//! A text folded for the search of identifiers, with the place in the original of each character.
//!
//! Folding decodes percent-encoding, drops accents and zero-width characters, and lowers the case.

use crate::text::normalize_value;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// A folded text.
pub(super) struct Folded {
    chars: Vec<char>,
    /// The bytes of the original that each character came from.
    places: Vec<Range<usize>>,
}

impl Folded {
    /// Folds a text.
    pub fn of(text: &str) -> Self {
        let mut folded = Self { chars: Vec::with_capacity(text.len()), places: Vec::with_capacity(text.len()) };
        let mut at = 0;
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let decoded = if c == '%' { percent_decoded(text, at) } else { None };
            let (c, len) = decoded.unwrap_or((c, c.len_utf8()));
            folded.push(c, at..at + len);
            at += len;
        }
        folded
    }

    fn push(&mut self, c: char, place: Range<usize>) {
        if c.is_ascii() {
            self.chars.push(c.to_ascii_lowercase());
            self.places.push(place);
            return;
        }
        // An accent that stands alone and a zero-width character fold to nothing, and belong to what is before them.
        let before = self.chars.len();
        if !is_zero_width(c) {
            for folded in normalize_value(c.encode_utf8(&mut [0; 4])).nfd() {
                self.chars.push(if folded.is_whitespace() { ' ' } else { folded });
                self.places.push(place.clone());
            }
        }
        if self.chars.len() == before
            && let Some(last) = self.places.last_mut()
            && last.end == place.start
        {
            last.end = place.end;
        }
    }

    /// The folded text.
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// Its words.
    pub fn words(&self) -> Vec<String> {
        let text = self.text();
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// The ranges in which a folded address occurs as a whole address.
    pub fn address(&self, address: &str) -> impl Iterator<Item = Range<usize>> {
        let address: Vec<char> = address.chars().collect();
        (0..self.chars.len()).filter_map(move |start| {
            let end = start + address.len();
            if self.chars.get(start..end)? != address.as_slice() {
                return None;
            }
            let before = start.checked_sub(1).and_then(|at| self.chars.get(at));
            if before.is_some_and(|c| c.is_alphanumeric() || "._+-'".contains(*c)) {
                return None;
            }
            // A dot or a hyphen that a letter follows continues the host.
            let (next, then) = (self.chars.get(end), self.chars.get(end + 1));
            let continues = match next {
                Some('.' | '-') => then.is_some_and(|c| c.is_alphanumeric()),
                Some(c) => c.is_alphanumeric() || *c == '@',
                None => false,
            };
            if continues { None } else { self.place(start, end) }
        })
    }

    /// The ranges in which these digits occur, with at most so many separators between two of them, and no digit beside them but the
    /// two zeros of an international call.
    pub fn digits(&self, digits: &str, separators: usize) -> impl Iterator<Item = Range<usize>> {
        let digits: Vec<char> = digits.chars().collect();
        (0..self.chars.len()).filter_map(move |start| {
            let mut at = start;
            for (place, digit) in digits.iter().enumerate() {
                if place > 0 {
                    at = self.after_separators(at, separators, |c| " +-()./".contains(c));
                }
                if self.chars.get(at) != Some(digit) {
                    return None;
                }
                at += 1;
            }
            let digit_at = |at: usize| self.chars.get(at).is_some_and(char::is_ascii_digit);
            let before: String =
                (0..start).rev().map_while(|at| self.chars.get(at)).take_while(|c| c.is_ascii_digit()).collect();
            if digit_at(at) || !matches!(before.as_str(), "" | "00") {
                return None;
            }
            self.place(start, at)
        })
    }

    /// The ranges in which these words follow each other, as whole words, with at most so many separators between two of them.
    pub fn phrase(&self, words: &[String], separators: usize) -> impl Iterator<Item = Range<usize>> {
        let words: Vec<Vec<char>> = words.iter().map(|word| word.chars().collect()).collect();
        (0..self.chars.len()).filter_map(move |start| {
            let word_at = |at: usize| self.chars.get(at).is_some_and(|c| c.is_alphanumeric());
            if start > 0 && word_at(start - 1) {
                return None;
            }
            let mut at = start;
            for (place, word) in words.iter().enumerate() {
                if place > 0 {
                    let next = self.after_separators(at, separators, |c| !c.is_alphanumeric());
                    if next == at {
                        return None;
                    }
                    at = next;
                }
                if self.chars.get(at..at + word.len())? != word.as_slice() {
                    return None;
                }
                at += word.len();
            }
            if word_at(at) { None } else { self.place(start, at) }
        })
    }

    fn after_separators(&self, at: usize, most: usize, is_separator: impl Fn(char) -> bool) -> usize {
        let rest = self.chars.get(at..).unwrap_or_default();
        at + rest.iter().take(most).take_while(|c| is_separator(**c)).count()
    }

    fn place(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let last = self.places.get(end.checked_sub(1)?)?;
        Some(self.places.get(start)?.start..last.end)
    }
}

/// The character that a run of `%XX` at `at` begins with, and how many bytes of the text stand for it.
fn percent_decoded(text: &str, at: usize) -> Option<(char, usize)> {
    let byte = |place: usize| {
        let digits = text.get(at + 3 * place..at + 3 * place + 3)?.strip_prefix('%')?;
        digits.bytes().all(|c| c.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok())?
    };
    let first = byte(0)?;
    let len = match first {
        0x00..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let bytes = (0..len).map(byte).collect::<Option<Vec<u8>>>()?;
    let c = str::from_utf8(&bytes).ok()?.chars().next()?;
    Some((c, 3 * len))
}

/// Characters that are not seen: zero-width spaces and joiners, marks of direction, soft hyphens, byte order marks.
fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}
