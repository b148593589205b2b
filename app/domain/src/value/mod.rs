//! Values of properties: checking what a user types, and the form in which it is stored and compared.
//!
//! A stored value is also valid input for itself: saving a form again without changes changes nothing.

mod moment;
mod number;
mod problem;
mod web;

pub use moment::{parse_date, parse_moment};
pub use number::{Money, parse_money, parse_number};
pub use problem::Problem;

use crate::{
    email::Email,
    object::{Property, PropertyKind},
    time::Date,
};
use std::collections::BTreeMap;

/// Values by property key. A property without a value is absent, never empty.
pub type Values = BTreeMap<String, String>;

/// The maximum length of a multi-line text, in characters.
pub const LONG_TEXT_MAX: usize = 20_000;
/// The maximum length of other values, in characters.
pub const TEXT_MAX: usize = 500;
/// The maximum length of a link, in characters.
pub const LINK_MAX: usize = 2_000;
/// The separator of chosen options.
pub const BETWEEN: char = ';';
/// The stored form of yes.
pub const YES: &str = "yes";
/// The stored form of no.
pub const NO: &str = "no";

/// The stored form of a value that is trimmed and not empty.
///
/// # Errors
/// The problem, if the value is not valid for the property.
pub fn check_value(property: &Property, value: &str) -> Result<String, Problem> {
    let most = match property.kind {
        PropertyKind::LongText => LONG_TEXT_MAX,
        PropertyKind::Link => LINK_MAX,
        _ => TEXT_MAX,
    };
    if value.chars().count() > most {
        return Err(Problem::TooLong(most));
    }
    match property.kind {
        PropertyKind::Text => one_line(value),
        PropertyKind::LongText => many_lines(value),
        PropertyKind::Number => parse_number(value).ok_or(Problem::NotANumber),
        PropertyKind::Money => parse_money(value).map(|money| money.to_text()).ok_or(Problem::NotAnAmount),
        PropertyKind::Date => parse_date(value).map(Date::iso).ok_or(Problem::NotADate),
        PropertyKind::DateTime => parse_moment(value).ok_or(Problem::NotAMoment),
        PropertyKind::YesNo => yes_or_no(value).ok_or(Problem::NotYesOrNo),
        PropertyKind::OneOf => {
            property.option_meant(value).map(|option| option.tag.clone()).ok_or_else(|| no_such_option(value))
        }
        PropertyKind::ManyOf => many_of(property, value),
        PropertyKind::Email => check_email(value),
        PropertyKind::Phone => {
            let phone = one_line(value)?;
            if phone.chars().any(|c| c.is_ascii_digit()) { Ok(phone) } else { Err(Problem::NotAPhone) }
        }
        PropertyKind::Link => web::parse_link(value).ok_or(Problem::NotALink),
        PropertyKind::Domain => web::parse_domain(value).ok_or(Problem::NotADomain),
        PropertyKind::User => match value.parse::<i64>() {
            Ok(id) if id > 0 => Ok(id.to_string()),
            _ => Err(Problem::NoSuchUser),
        },
    }
}

/// The stored form of an email address.
///
/// # Errors
/// [`Problem::NotAnEmail`].
pub fn check_email(value: &str) -> Result<String, Problem> {
    Email::parse(value).map(|email| email.as_str().to_owned()).map_err(|_| Problem::NotAnEmail)
}

/// The stored form of a value of the unique property, in which active records must differ.
///
/// # Errors
/// The problem, if the value is not valid for the property.
pub fn as_key(property: &Property, value: &str) -> Result<String, Problem> {
    let value = check_value(property, value.trim())?;
    Ok(if property.kind == PropertyKind::Text { value.to_lowercase() } else { value })
}

/// Replaces line breaks and tabs, which may be pasted, by spaces. Other control characters are refused.
fn one_line(value: &str) -> Result<String, Problem> {
    let value: String = value.chars().map(|c| if "\r\n\t".contains(c) { ' ' } else { c }).collect();
    if value.chars().any(char::is_control) { Err(Problem::Unprintable) } else { Ok(value) }
}

fn many_lines(value: &str) -> Result<String, Problem> {
    let value = value.replace("\r\n", "\n").replace('\r', "\n");
    if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t') { Err(Problem::Unprintable) } else { Ok(value) }
}

fn yes_or_no(value: &str) -> Option<String> {
    let word = match crate::text::normalize(value).as_str() {
        "yes" | "y" | "true" | "1" | "on" | "x" | "si" | "s" | "vero" => YES,
        "no" | "n" | "false" | "0" | "off" | "falso" => NO,
        _ => return None,
    };
    Some(word.to_owned())
}

/// The tags of the chosen options, in the order of the property, so that equal choices have equal texts.
fn many_of(property: &Property, value: &str) -> Result<String, Problem> {
    let mut chosen = Vec::new();
    for part in value.split([BETWEEN, ',', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let option = property.option_meant(part).ok_or_else(|| no_such_option(part))?;
        chosen.push(&option.tag);
    }
    let tags: Vec<&str> = property
        .options
        .iter()
        .map(|option| option.tag.as_str())
        .filter(|tag| chosen.iter().any(|c| c == tag))
        .collect();
    if tags.is_empty() { Err(Problem::Required) } else { Ok(tags.join(&BETWEEN.to_string())) }
}

fn no_such_option(value: &str) -> Problem {
    Problem::NoSuchOption(value.chars().take(60).collect())
}

#[cfg(test)]
mod tests;
