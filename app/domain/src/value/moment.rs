//! Parsing of days and moments in the forms that people and files use.

use crate::time::Date;

/// Parses `2026-11-04` and `4.11.2026`, and dates with slashes or dashes that have one meaning only. Years from 1000 to
/// 9999.
pub fn parse_date(text: &str) -> Option<Date> {
    let date = match text.split(['-', '/', '.']).collect::<Vec<_>>()[..] {
        [year, month, day] if year.len() == 4 => Date::parse_iso(&format!("{year}-{month}-{day}"))?,
        [first, second, year] if year.len() == 4 => {
            let (first, second): (u8, u8) = (first.parse().ok()?, second.parse().ok()?);
            let day_first = Date::parse_iso(&format!("{year}-{second}-{first}"));
            let month_first = Date::parse_iso(&format!("{year}-{first}-{second}"));
            match (day_first, month_first) {
                // Countries that separate by points write the day first.
                (Some(date), _) if text.contains('.') => date,
                (Some(date), Some(other)) if date == other => date,
                (Some(date), None) | (None, Some(date)) if !text.contains('.') => date,
                _ => return None,
            }
        }
        _ => return None,
    };
    (1000..=9999).contains(&date.year).then_some(date)
}

/// Parses `2026-11-04T16:58` or `2026-11-04 16:58:03`, with or without a `Z`, and a day alone as its beginning. Returns the
/// stored form `2026-11-04T16:58:03Z`.
pub fn parse_moment(text: &str) -> Option<String> {
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
    let date = parse_date(day)?;
    let time = time.trim().strip_suffix('Z').unwrap_or(time.trim());
    let parts: Vec<&str> = time.split(':').collect();
    let (hour, minute, second) = match parts[..] {
        [hour, minute] => (hour, minute, "0"),
        [hour, minute, second] => (hour, minute, second.split('.').next().unwrap_or_default()),
        _ => return None,
    };
    let below = |text: &str, limit: u8| {
        let digits = (1..=2).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
        text.parse::<u8>().ok().filter(|value| digits && *value < limit)
    };
    let (hour, minute, second) = (below(hour, 24)?, below(minute, 60)?, below(second, 60)?);
    Some(format!("{}T{hour:02}:{minute:02}:{second:02}Z", date.iso()))
}
