//! Parsing of numbers and amounts in the forms of several countries.

use serde::{Deserialize, Serialize};

/// The maximum of digits of a number, which both databases keep exactly.
const DIGITS_MAX: usize = 15;
/// The maximum of digits after the point.
const DECIMALS_MAX: usize = 6;
/// The currency of an amount without one.
const CURRENCY: &str = "EUR";

/// An amount and its currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Hundredths of the currency's unit.
    pub cents: i64,
    /// The code of three letters, for example `EUR`.
    pub currency: String,
}

impl Money {
    /// The currencies that a form offers.
    pub const CURRENCIES: [&'static str; 20] = [
        "EUR", "USD", "GBP", "CHF", "AUD", "BRL", "CAD", "CNY", "CZK", "DKK", "HUF", "INR", "JPY", "MXN", "NOK", "NZD",
        "PLN", "RON", "SEK", "ZAR",
    ];

    /// The stored form `24000.00 EUR`. The number is first, so that the databases can cast it.
    pub fn to_text(&self) -> String {
        let sign = if self.cents < 0 { "-" } else { "" };
        let cents = self.cents.unsigned_abs();
        format!("{sign}{}.{:02} {}", cents / 100, cents % 100, self.currency)
    }

    /// Splits a text, valid or not, into the amount and the currency code after it. The code is empty if there is none, or
    /// more than one.
    pub fn split(text: &str) -> (&str, &str) {
        let code = text.trim_end().rsplit_once(' ').filter(|(_, code)| Self::CURRENCIES.contains(code));
        code.filter(|(amount, _)| !Self::ends_with_currency(amount)).unwrap_or((text, ""))
    }

    /// Whether the last word of a text, valid or not, is a currency code.
    pub fn ends_with_currency(text: &str) -> bool {
        text.split_whitespace().next_back().is_some_and(|word| Self::CURRENCIES.contains(&word))
    }

    /// Parses what [`Self::to_text`] wrote.
    pub fn parse_text(text: &str) -> Option<Self> {
        parse_money(text)
    }
}

/// The stored form of a number: digits with a point before decimals, without leading or trailing zeros. A comma before
/// exactly three digits is refused: it could group thousands or start decimals.
pub fn parse_number(text: &str) -> Option<String> {
    let (negative, whole, decimals) = parts(text, false)?;
    if decimals.len() > DECIMALS_MAX || whole.len() + decimals.len() > DIGITS_MAX {
        return None;
    }
    let decimals = if decimals.is_empty() { String::new() } else { format!(".{decimals}") };
    let sign = if negative && (whole != "0" || !decimals.is_empty()) { "-" } else { "" };
    Some(format!("{sign}{whole}{decimals}"))
}

/// Parses `24,000`, `24.000,50 EUR` or `$ 12`. Amounts have at most two decimals, so a single separator before three digits
/// groups thousands. The default currency is the euro.
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

/// The sign, the digits before the point without leading zeros, and those after it without trailing zeros. `groups` tells
/// whether a single separator before exactly three digits groups thousands; it is refused otherwise.
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
    // The same separator, different from the decimal one, before each group of three digits.
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
