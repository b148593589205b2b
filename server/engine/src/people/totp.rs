//! Time-based one-time passwords (TOTP, RFC 6238) with the parameters that every authenticator app supports: SHA-1,
//! six digits, steps of 30 seconds.

use data_encoding::BASE32_NOPAD;
use domain::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// Bytes of a secret: the output size of SHA-1, as RFC 4226 recommends.
pub(super) const SECRET: usize = 20;
/// Seconds for which a code is shown.
const STEP: i64 = 30;
/// Steps before and after the current one that are accepted, because clocks differ and people type slowly.
const AROUND: i64 = 1;
/// Digits of a code.
const DIGITS: usize = 6;
/// The issuer that apps show.
const ISSUER: &str = "Reprieve";

/// The step of a typed code: the earliest accepted one that is later than `used`, so that no code works twice.
pub(super) fn step_of(secret: &[u8], typed: &str, used: i64, now: Timestamp) -> Option<i64> {
    let here = now.0.div_euclid(1_000_000) / STEP;
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    (here - AROUND..=here + AROUND)
        .find(|step| *step > used && bool::from(code(secret, *step).as_bytes().ct_eq(typed.as_bytes())))
}

/// A secret as text, in the form that apps accept.
pub(super) fn text(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// The `otpauth` URL of the QR code.
pub(super) fn address(secret: &[u8], email: &str) -> String {
    let account: String = form_urlencoded::byte_serialize(email.as_bytes()).collect();
    format!("otpauth://totp/{ISSUER}:{account}?secret={}&issuer={ISSUER}", text(secret))
}

/// The code of a step (RFC 4226, section 5.3).
fn code(secret: &[u8], step: i64) -> String {
    // HMAC accepts keys of any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let from = usize::from(hash[hash.len() - 1] & 0xf);
    let four = hash.iter().skip(from).take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{:0DIGITS$}", (four & 0x7fff_ffff) % 10_u32.pow(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * 1_000_000)
    }

    /// The vectors of RFC 6238, appendix B: their last six digits.
    #[test]
    fn code_matches_rfc_6238_vectors() {
        for (seconds, known) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(SECRET, seconds / STEP), known);
            assert_eq!(step_of(SECRET, known, 0, at(seconds)), Some(seconds / STEP));
        }
    }

    #[test]
    fn code_is_accepted_one_step_around_and_once() {
        let typed = " 287 082";
        for (seconds, taken) in [(0, true), (59, true), (89, true), (90, false)] {
            assert_eq!(step_of(SECRET, typed, 0, at(seconds)).is_some(), taken, "{seconds}");
        }
        assert_eq!(step_of(SECRET, typed, 1, at(59)), None);
        for wrong in ["", "287083", "28708", "2870820", "x"] {
            assert_eq!(step_of(SECRET, wrong, 0, at(59)), None, "{wrong}");
        }
    }

    #[test]
    fn otpauth_url_has_issuer_and_account() {
        assert_eq!(
            address(SECRET, "a+b@example.com"),
            "otpauth://totp/Reprieve:a%2Bb%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Reprieve"
        );
    }
}
