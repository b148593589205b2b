//! Numbers and amounts, as people of several countries write them.

use serde::{Deserialize, Serialize};

/// Most digits of a number: what both databases keep exactly.
const DIGITS_MAX: usize = 15;
/// Most digits after the point of a number.
const DECIMALS_MAX: usize = 6;
/// The currency of an amount that names none.
const CURRENCY: &str = "EUR";

/// An amount and its currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Hundredths of the currency's unit.
    pub cents: i64,
    /// Three letters: `EUR`.
    pub currency: String,
}

impl Money {
    /// The currencies that may be chosen.
    pub const CURRENCIES: [&'static str; 20] = [
        "EUR", "USD", "GBP", "CHF", "AUD", "BRL", "CAD", "CNY", "CZK", "DKK", "HUF", "INR", "JPY", "MXN", "NOK", "NZD",
        "PLN", "RON", "SEK", "ZAR",
    ];

    /// `24000.00 EUR`, as it is stored: the amount first, so that the databases read it as a number.
    pub fn to_text(&self) -> String {
        let sign = if self.cents < 0 { "-" } else { "" };
        let cents = self.cents.unsigned_abs();
        format!("{sign}{}.{:02} {}", cents / 100, cents % 100, self.currency)
    }

    /// An amount, readable or not, and the code of the currency behind it, which is empty where it has none or several.
    pub fn split(text: &str) -> (&str, &str) {
        let code = text.trim_end().rsplit_once(' ').filter(|(_, code)| Self::CURRENCIES.contains(code));
        code.filter(|(amount, _)| !Self::ends_with_currency(amount)).unwrap_or((text, ""))
    }

    /// Whether the last word of an amount, readable or not, is the code of a currency.
    pub fn ends_with_currency(text: &str) -> bool {
        text.split_whitespace().next_back().is_some_and(|word| Self::CURRENCIES.contains(&word))
    }

    /// Reads what [`Self::to_text`] wrote.
    pub fn parse_text(text: &str) -> Option<Self> {
        parse_money(text)
    }
}

/// The stored form of a number: digits, a point where it has decimals, nothing that says nothing. A comma before
/// exactly three digits could mean either of two things a thousand times apart, so it is refused.
pub fn parse_number(text: &str) -> Option<String> {
    let (negative, whole, decimals) = parts(text, false)?;
    if decimals.len() > DECIMALS_MAX || whole.len() + decimals.len() > DIGITS_MAX {
        return None;
    }
    let decimals = if decimals.is_empty() { String::new() } else { format!(".{decimals}") };
    let sign = if negative && (whole != "0" || !decimals.is_empty()) { "-" } else { "" };
    Some(format!("{sign}{whole}{decimals}"))
}

/// Reads `24,000`, `24.000,50 EUR`, `$ 12`. Amounts have at most two decimals, so one separator before three digits
/// groups them. Without a currency it is in euros.
pub fn parse_money(text: &str) -> Option<Money> {
    let letters: String = text.chars().filter(|c| c.is_alphabetic() || "€$£¥".contains(*c)).collect();
    let currency = match letters.to_uppercase().as_str() {
        "" => CURRENCY.to_owned(),
        "€" => "EUR".to_owned(),
        "$" => "USD".to_owned(),
        "£" => "GBP".to_owned(),
        "¥" => "JPY".to_owned(),
        code if Money::CURRENCIES.contains(&code) => code.to_owned(),
        _ => return None,
    };
    let amount: String = text.chars().filter(|c| !letters.contains(*c)).collect();
    let (negative, whole, decimals) = parts(amount.trim(), true)?;
    if decimals.len() > 2 || whole.len() > DIGITS_MAX - 2 {
        return None;
    }
    let cents: i64 = format!("{whole}{decimals:0<2}").parse().ok()?;
    Some(Money { cents: if negative { -cents } else { cents }, currency })
}

/// The sign, the digits before the point without leading zeros, and those after it without trailing ones.
/// `groups` says what a single separator before exactly three digits does.
fn parts(text: &str, groups: bool) -> Option<(bool, String, String)> {
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let text: String =
        text.trim().chars().map(|c| if matches!(c, '\u{a0}' | '\u{202f}' | '\'' | '’') { ' ' } else { c }).collect();
    if text.chars().any(|c| !c.is_ascii_digit() && !".,, ".contains(c)) {
        return None;
    }
    let point = match (text.rfind('.'), text.rfind(',')) {
        (Some(dot), Some(comma)) => Some(dot.max(comma)),
        (None, None) => None,
        (Some(at), None) | (None, Some(at)) => {
            let comma = text[at..].starts_with(',');
            let three = text.len() - at == 4;
            let many = text.matches(['.', ',']).count() > 1;
            if many || (three && groups) {
                None
            } else if three && comma {
                return None;
            } else {
                Some(at)
            }
        }
    };
    let (whole, decimals) = match point {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text.as_str(), ""),
    };
    if decimals.chars().any(|c| !c.is_ascii_digit()) || (point.is_some() && decimals.is_empty()) {
        return None;
    }
    let mut separators = whole.chars().filter(|c| !c.is_ascii_digit());
    let separator = separators.next();
    // One and the same separator, not the point, before each group of three.
    if separators.any(|c| Some(c) != separator)
        || (point.is_some() && separator.is_some_and(|c| text[whole.len()..].starts_with(c)))
    {
        return None;
    }
    if let Some(separator) = separator {
        let mut groups = whole.split(separator);
        let first = groups.next().unwrap_or_default();
        if first.is_empty() || first.len() > 3 || groups.any(|group| group.len() != 3) {
            return None;
        }
    }
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() && decimals.is_empty() {
        return None;
    }
    let whole = digits.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Some((negative, whole.to_owned(), decimals.trim_end_matches('0').to_owned()))
}
