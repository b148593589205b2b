use super::*;
use crate::{object::PropertyOption, value::Problem};
use proptest::prelude::*;

fn property(kind: PropertyKind) -> Property {
    let option = |tag: &str, en: &str, it: &str| PropertyOption {
        tag: tag.to_owned(),
        en: en.to_owned(),
        it: it.to_owned(),
        archived: None,
    };
    Property {
        key: "value".to_owned(),
        label_en: "Value".to_owned(),
        label_it: "Valore".to_owned(),
        kind,
        options: vec![option("low", "Low", "Bassa"), option("high", "High", "Alta")],
        required: false,
        indexed: false,
        listed: false,
    }
}

#[track_caller]
fn accepts(kind: PropertyKind, cases: &[(&str, &str)]) {
    for (typed, stored) in cases {
        assert_eq!(check_value(&property(kind), typed).as_deref(), Ok(*stored), "{kind:?} {typed:?}");
        assert_eq!(check_value(&property(kind), stored).as_deref(), Ok(*stored), "{kind:?} {stored:?} again");
    }
}

#[track_caller]
fn refuses(kind: PropertyKind, problem: &Problem, cases: &[&str]) {
    for typed in cases {
        assert_eq!(check_value(&property(kind), typed).as_ref(), Err(problem), "{kind:?} {typed:?}");
    }
}

#[test]
fn texts() {
    accepts(
        PropertyKind::Text,
        &[
            ("a\r\nb\tc", "a  b c"),
            ("<b>&\"'", "<b>&\"'"),
            ("'; DROP TABLE record; --", "'; DROP TABLE record; --"),
            ("日本 🦀", "日本 🦀"),
        ],
    );
    accepts(PropertyKind::LongText, &[("a\r\nb\rc\td", "a\nb\nc\td")]);
    refuses(PropertyKind::Text, &Problem::Unprintable, &["a\u{0}b", "a\u{7}", "\u{1b}[31m"]);
    refuses(PropertyKind::LongText, &Problem::Unprintable, &["a\u{0}b"]);
    refuses(PropertyKind::Text, &Problem::TooLong(TEXT_MAX), &[&"x".repeat(TEXT_MAX + 1)]);
    refuses(PropertyKind::LongText, &Problem::TooLong(LONG_TEXT_MAX), &[&"x".repeat(LONG_TEXT_MAX + 1)]);
}

#[test]
fn numbers() {
    accepts(
        PropertyKind::Number,
        &[
            ("12", "12"),
            ("+12", "12"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("007", "7"),
            (".5", "0.5"),
            ("1,5", "1.5"),
            ("1.50", "1.5"),
            ("1.234", "1.234"),
            ("1,234,567", "1234567"),
            ("1.234.567", "1234567"),
            ("1.234,5", "1234.5"),
            ("1,234.5", "1234.5"),
            ("1 234", "1234"),
            ("1\u{a0}234,5", "1234.5"),
            ("1'234.5", "1234.5"),
            ("−3", "-3"),
            ("999999999999999", "999999999999999"),
        ],
    );
    refuses(
        PropertyKind::Number,
        &Problem::NotANumber,
        &[
            "1,234",
            "abc",
            "1e5",
            "NaN",
            "inf",
            "0x10",
            "1..2",
            "1.2.3",
            "12,34,567",
            "1,",
            ".",
            "-",
            "--1",
            "1 23",
            "1,234,5",
            "1234567890123456",
            "0.1234567",
            "١٢",
            "1,234.567.8",
            "=1+1",
        ],
    );
}

#[test]
fn amounts() {
    accepts(
        PropertyKind::Money,
        &[
            ("24000", "24000.00 EUR"),
            ("24,000", "24000.00 EUR"),
            ("24.000", "24000.00 EUR"),
            ("24.000,5", "24000.50 EUR"),
            ("24,000.50 usd", "24000.50 USD"),
            ("$12", "12.00 USD"),
            ("€ 1.234.567,89", "1234567.89 EUR"),
            ("£-3.5", "-3.50 GBP"),
            ("12 CHF", "12.00 CHF"),
            ("0", "0.00 EUR"),
            ("¥100", "100.00 JPY"),
        ],
    );
    refuses(
        PropertyKind::Money,
        &Problem::NotAnAmount,
        &["EUR", "12 XXX", "1.2345", "12 EUR USD", "twelve", "12345678901234", "$$", "1,23,4"],
    );
}

#[test]
fn days_and_moments() {
    accepts(
        PropertyKind::Date,
        &[
            ("2026-11-04", "2026-11-04"),
            ("2026-1-4", "2026-01-04"),
            ("4.11.2026", "2026-11-04"),
            ("25/12/2026", "2026-12-25"),
            ("12/25/2026", "2026-12-25"),
            ("5/5/2026", "2026-05-05"),
            ("2024-02-29", "2024-02-29"),
        ],
    );
    refuses(
        PropertyKind::Date,
        &Problem::NotADate,
        &[
            "4/11/2026",
            "2026-02-29",
            "2026-13-01",
            "0999-01-01",
            "99999-01-01",
            "04-11-26",
            "tomorrow",
            "2026-11",
            "2026--1-1",
            "13.13.2026",
            "12.25.2026",
        ],
    );
    accepts(
        PropertyKind::DateTime,
        &[
            ("2026-11-04T16:58", "2026-11-04T16:58:00Z"),
            ("2026-11-04 6:05:09", "2026-11-04T06:05:09Z"),
            ("2026-11-04", "2026-11-04T00:00:00Z"),
            ("2026-11-04T16:58:03.123Z", "2026-11-04T16:58:03Z"),
        ],
    );
    refuses(
        PropertyKind::DateTime,
        &Problem::NotAMoment,
        &["2026-11-04T24:00", "2026-11-04T16:60", "16:58", "2026-11-04T+1:00", "2026-11-04T16"],
    );
}

#[test]
fn choices() {
    accepts(PropertyKind::YesNo, &[("Sì", "yes"), ("TRUE", "yes"), ("0", "no"), ("falso", "no")]);
    refuses(PropertyKind::YesNo, &Problem::NotYesOrNo, &["maybe", "2", "null"]);
    accepts(PropertyKind::OneOf, &[("low", "low"), ("ALTA", "high"), (" high ", "high")]);
    refuses(PropertyKind::OneOf, &Problem::NoSuchOption("medium".to_owned()), &["medium"]);
    accepts(PropertyKind::ManyOf, &[("high; Bassa", "low;high"), ("low,low", "low")]);
    refuses(PropertyKind::ManyOf, &Problem::NoSuchOption("x".to_owned()), &["low;x"]);
    refuses(PropertyKind::ManyOf, &Problem::Required, &[";,"]);
    accepts(PropertyKind::User, &[("7", "7")]);
    refuses(PropertyKind::User, &Problem::NoSuchUser, &["me", "-1", "0", "1.5"]);
}

#[test]
fn addresses() {
    accepts(PropertyKind::Email, &[("Anna@Example.com", "anna@example.com")]);
    refuses(PropertyKind::Email, &Problem::NotAnEmail, &["anna", "a@b@c", "@example.com"]);
    accepts(PropertyKind::Phone, &[("+39 06 555", "+39 06 555")]);
    refuses(PropertyKind::Phone, &Problem::NotAPhone, &["none"]);
    accepts(
        PropertyKind::Link,
        &[
            ("Example.com", "https://example.com"),
            ("HTTP://Example.com/A?b=C#d", "http://example.com/A?b=C#d"),
            ("example.com:8080/x", "https://example.com:8080/x"),
        ],
    );
    refuses(
        PropertyKind::Link,
        &Problem::NotALink,
        &[
            "javascript:alert(1)",
            "ftp://example.com",
            "data:text/html,x",
            "localhost",
            "http://",
            "https://a b.com",
            "https://example.com/\"onclick",
            "https://-a.com",
            "https://user:pw@example.com",
            "//example..com",
        ],
    );
    accepts(
        PropertyKind::Domain,
        &[("https://www.Lumen.example/about", "lumen.example"), ("bücher.example", "bücher.example")],
    );
    refuses(PropertyKind::Domain, &Problem::NotADomain, &["lumen", "a b.example", "-a.example", "a..b", "x@y.example"]);
}

#[test]
fn a_key_is_compared_without_capitals() {
    assert_eq!(as_key(&property(PropertyKind::Text), " AB-12 ").as_deref(), Ok("ab-12"));
    assert_eq!(as_key(&property(PropertyKind::Domain), "WWW.Lumen.example").as_deref(), Ok("lumen.example"));
}

#[test]
fn an_amount_keeps_its_currency_also_when_it_cannot_be_read() {
    for (typed, parts) in [
        ("24000.00 EUR", ("24000.00", "EUR")),
        ("10k USD", ("10k", "USD")),
        ("a lot CHF ", ("a lot", "CHF")),
        ("10 XYZ", ("10 XYZ", "")),
        ("USD", ("USD", "")),
        ("12 EUR USD", ("12 EUR USD", "")),
        ("", ("", "")),
    ] {
        assert_eq!(Money::split(typed), parts, "{typed:?}");
    }
}

proptest! {
    /// Whatever a value is read as, it reads back as itself: saving a form twice changes nothing.
    #[test]
    fn what_is_stored_reads_back_as_itself(kind in 0_usize..PropertyKind::ALL.len(), typed in "[ -~àé€\u{a0}\n]{1,24}") {
        let property = property(PropertyKind::ALL[kind]);
        let typed = typed.trim();
        if let Ok(stored) = check_value(&property, typed) {
            prop_assert_eq!(check_value(&property, &stored), Ok(stored));
        }
    }

    #[test]
    fn every_number_is_read_as_it_is_written(whole in 0_u32..1_000_000, decimals in 0_u32..100) {
        let plain = format!("{whole}.{decimals:02}");
        let money = parse_money(&plain).unwrap();
        prop_assert_eq!(money.cents, i64::from(whole) * 100 + i64::from(decimals));
        prop_assert_eq!(Money::parse_text(&money.to_text()), Some(money));
        let number: f64 = parse_number(&plain).unwrap().parse().unwrap();
        prop_assert!((number - (f64::from(whole) + f64::from(decimals) / 100.0)).abs() < 1e-6);
    }
}
