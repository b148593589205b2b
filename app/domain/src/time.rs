//! Moments in microseconds UTC and days of the calendar. There is no clock here: callers pass the moment in.

use serde::{Deserialize, Serialize};
use std::time::Duration;

const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// A moment: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A day of the civil (proleptic Gregorian) calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    /// The year, as written.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
}

impl Timestamp {
    /// The same time of day, `days` later; saturates at the end of time.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(MICROS_PER_DAY)))
    }

    /// `seconds` later; saturates at the end of time.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(MICROS_PER_SECOND)))
    }

    /// `duration` later; saturates at the end of time.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    /// Whole seconds from `earlier` to this moment; negative if `earlier` is later.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(MICROS_PER_SECOND)
    }

    /// The UTC day of this moment.
    pub fn date(self) -> Date {
        Date::from_days(self.0.div_euclid(MICROS_PER_DAY))
    }

    /// Hour and minute, UTC.
    pub fn time_of_day(self) -> (u8, u8) {
        let minutes = self.0.rem_euclid(MICROS_PER_DAY) / (60 * MICROS_PER_SECOND);
        // Both parts are below 60 by construction.
        (u8::try_from(minutes / 60).unwrap_or(0), u8::try_from(minutes % 60).unwrap_or(0))
    }

    /// The form `2026-11-04T16:58:03Z`, for `<time datetime>` and for files.
    pub fn rfc3339(self) -> String {
        let (hour, minute) = self.time_of_day();
        let second = self.0.rem_euclid(60 * MICROS_PER_SECOND) / MICROS_PER_SECOND;
        format!("{}T{hour:02}:{minute:02}:{second:02}Z", self.date().iso())
    }

    /// Parses what [`Self::rfc3339`] wrote.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
        let mut seconds = 0;
        for part in time.split(':') {
            seconds = seconds * 60 + part.parse::<i64>().ok()?;
        }
        Some(Self(Date::parse_iso(day)?.days() * MICROS_PER_DAY).plus_seconds(seconds))
    }

    /// Days left until `until`, rounded up, never negative: "1 day left" holds until the last minute (L78).
    pub fn days_left(self, until: Self) -> i64 {
        let left = until.0.saturating_sub(self.0).max(0);
        left / MICROS_PER_DAY + i64::from(left % MICROS_PER_DAY > 0)
    }
}

impl Date {
    /// Parses `2026-11-04`, the form that a date field sends. `None` if it is not a day of the calendar.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let date = Self {
            year: parts.next()?.parse().ok()?,
            month: parts.next()?.parse().ok()?,
            day: parts.next()?.parse().ok()?,
        };
        (Self::from_days(date.days()) == date).then_some(date)
    }

    /// The form `2026-11-04`.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// The first moment of this day, UTC.
    pub fn start(self) -> Timestamp {
        Timestamp(self.days() * MICROS_PER_DAY)
    }

    /// The first moment after this day, UTC.
    pub fn end(self) -> Timestamp {
        self.start().plus_days(1)
    }

    /// Days since 1970-01-01. Years are counted from March so that the leap day is the last of its year.
    fn days(self) -> i64 {
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    fn from_days(days: i64) -> Self {
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = (shifted_month + 2) % 12 + 1;
        Self {
            year: i32::try_from(era * 400 + year_of_era + i64::from(month <= 2)).unwrap_or(i32::MAX),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day_of_year - (153 * shifted_month + 2) / 5 + 1).unwrap_or(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days() {
        assert_eq!(Timestamp(0).date().iso(), "1970-01-01");
        assert_eq!(Date::parse_iso("2026-11-23").unwrap().start().0, 1_795_392_000 * MICROS_PER_SECOND);
        assert_eq!(Timestamp(1_795_464_841_000_000).rfc3339(), "2026-11-23T20:14:01Z");
        assert!(Date::parse_iso("2023-02-29").is_none());
        assert!(Date::parse_iso("2024-02-29").is_some());
        assert!(Date::parse_iso("2024-13-01").is_none());
        assert!(Date::parse_iso("tomorrow").is_none());
    }

    #[test]
    fn days_left_counts_the_running_day() {
        let now = Timestamp(5);
        assert_eq!(now.days_left(now.plus_days(90)), 90);
        assert_eq!(now.plus_days(89).days_left(now.plus_days(90)), 1);
        assert_eq!(now.plus_days(90).days_left(now.plus_days(90)), 0);
        assert_eq!(now.plus_days(400).days_left(now.plus_days(90)), 0);
    }

    proptest! {
        #[test]
        fn a_day_survives_the_way_there_and_back(days in -800_000_i64..800_000) {
            let date = Date::from_days(days);
            prop_assert_eq!(date.days(), days);
            prop_assert!((1..=12).contains(&date.month) && (1..=31).contains(&date.day));
            if date.year >= 0 {
                prop_assert_eq!(Date::parse_iso(&date.iso()), Some(date));
            }
        }
    }
}
