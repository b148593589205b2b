//! The certificate of an erasure: what was checked, what was found and done, and what remains.
//!
//! It holds ids, tags, counts, moments and [`Statement`]s, which were compared with the person's identifiers. There is no
//! field for a name or an address, so it holds no personal data by construction. Users are named by id; a page shows their
//! names as they are when it is read.

use super::{LegalBasis, Place, Statement, Unreachable};
use crate::{
    ids::{ErasureId, UserId},
    people::Person,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The SHA-256 of a certificate's document. The audit event of the certificate has it, so that the document cannot be changed
/// without the chain of the audit showing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CertificateHash([u8; 32]);

impl CertificateHash {
    /// The hash of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// In hexadecimal.
impl fmt::Display for CertificateHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for CertificateHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let byte = |place: usize| {
            let digits = text.get(2 * place..2 * place + 2)?;
            digits.bytes().all(|c| c.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok())?
        };
        let mut bytes = [0; 32];
        for (place, slot) in bytes.iter_mut().enumerate() {
            *slot = byte(place).ok_or(NotAHash)?;
        }
        if text.len() == 64 { Ok(Self(bytes)) } else { Err(NotAHash) }
    }
}

/// A text is no hash of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a hash in hexadecimal")]
pub struct NotAHash;

impl TryFrom<String> for CertificateHash {
    type Error = NotAHash;

    fn try_from(text: String) -> Result<Self, NotAHash> {
        text.parse()
    }
}

impl From<CertificateHash> for String {
    fn from(hash: CertificateHash) -> Self {
        hash.to_string()
    }
}

/// A certificate as it is issued. Its serialized form is stored, hashed and never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The number of the erasure.
    pub erasure: ErasureId,
    /// 1 for the certificate, then its supplements: an erasure that was incomplete and is run again gets another part.
    pub part: i64,
    /// When the erasure was ordered.
    pub ordered_at: Timestamp,
    /// When this part was issued, at the end of the second scan.
    pub issued_at: Timestamp,
    /// The user who ordered it.
    pub ordered_by: UserId,
    /// The user who approved it, if an approval was required.
    pub approved_by: Option<UserId>,
    /// Why.
    pub basis: LegalBasis,
    /// How many contacts were erased.
    pub contacts: i64,
    /// How many addresses were put on the blocklist.
    pub addresses: i64,
    /// Every place that was checked, in the order of [`Place::ALL`].
    pub places: Vec<CheckedPlace>,
    /// The second scan.
    pub scan: SecondScan,
    /// Items that remain, each with the reason and the end of its retention.
    pub remains: Vec<Remains>,
}

impl Certificate {
    /// Whether nothing was found but what was decided to stay.
    pub fn is_complete(&self) -> bool {
        self.scan.hits.is_empty()
    }
}

/// A place that was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedPlace {
    /// The place.
    pub place: Place,
    /// How much was found there.
    pub found: i64,
    /// How much of it was removed.
    pub erased: i64,
    /// How much of it stays without the person.
    pub anonymised: i64,
    /// How much of it stays as it was.
    pub remaining: i64,
}

/// The second scan: a search of everything for the identifiers, after the erasure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondScan {
    /// How many columns of the database were read.
    pub columns: i64,
    /// How many files outside of it were read.
    pub files: i64,
    /// For how many addresses.
    pub addresses: i64,
    /// For how many phone numbers.
    pub phones: i64,
    /// For how many spellings of the full name; zero where it is a single word, which is not searched for.
    pub names: i64,
    /// Findings that no decision covers.
    pub hits: Vec<ScanHit>,
    /// How many texts were left out because they had been decided to stay.
    pub left_out: i64,
}

/// A finding of the second scan in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanHit {
    /// The place.
    pub place: Place,
    /// The column, as `table.column`, or the folder.
    pub column: String,
    /// How many rows or files.
    pub count: i64,
}

/// An item that remains after an erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remains {
    /// The kind of item.
    pub what: Remainder,
    /// How many, where it is known.
    pub count: Option<i64>,
    /// Until when, where it is known.
    pub until: Option<Date>,
}

/// Why something remains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "detail")]
pub enum Remainder {
    /// A mention that was decided to stay, with the place and the reason.
    Mention(Place, Statement),
    /// The account of a user who has the same address or name.
    Account,
    /// A name that an admin gave to an object, a property, a role, a team: it is changed where it is defined.
    Definition,
    /// The identifiers of the person, which are stored with an incomplete erasure until it is run again and complete.
    Identifiers,
    /// A copy that the program cannot reach.
    Unreachable(Unreachable),
}

/// The place of a certificate in the chain of the audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The position in the chain.
    pub position: i64,
    /// The hash of the audit event that has the certificate's hash.
    pub hash: String,
    /// The hash before it; empty at the beginning of the chain.
    pub previous: String,
}

/// A part of a certificate as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateView {
    /// The certificate.
    pub certificate: Certificate,
    /// The user who ordered it, if they still exist.
    pub ordered_by: Option<Person>,
    /// The user who approved it, if an approval was required and they still exist.
    pub approved_by: Option<Person>,
    /// The JSON document, byte by byte as it was issued, for the download.
    pub document: String,
    /// The hash of [`Self::document`].
    pub hash: CertificateHash,
    /// Its place in the audit; `None` for about a second after it was issued.
    pub seal: Option<Seal>,
    /// When old copies of the changed rows were removed from the files of the database. `None` while that is still to be
    /// done.
    pub freed_at: Option<Timestamp>,
    /// Whether this is the last part.
    pub is_last: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificate_hash_is_read_back() {
        let hash = CertificateHash::new([0xa5; 32]);
        assert_eq!(hash.to_string().parse(), Ok(hash));
        let long = format!("{hash}00");
        for wrong in ["", "a5", "zz", long.as_str(), &"é".repeat(32)] {
            assert_eq!(wrong.parse::<CertificateHash>(), Err(NotAHash), "{wrong}");
        }
    }

    #[test]
    fn certificate_is_read_back() {
        let certificate = Certificate {
            erasure: ErasureId(27),
            part: 1,
            ordered_at: Timestamp(1),
            issued_at: Timestamp(2),
            ordered_by: UserId(1),
            approved_by: None,
            basis: LegalBasis::Request,
            contacts: 1,
            addresses: 2,
            places: vec![CheckedPlace { place: Place::Record, found: 14, erased: 14, anonymised: 0, remaining: 0 }],
            scan: SecondScan { columns: 46, files: 3, addresses: 2, phones: 1, names: 2, ..SecondScan::default() },
            remains: vec![Remains { what: Remainder::Unreachable(Unreachable::Backups), count: None, until: None }],
        };
        let document = serde_json::to_string(&certificate).unwrap();
        assert_eq!(serde_json::from_str::<Certificate>(&document).unwrap(), certificate);
        assert!(certificate.is_complete());
        let hit = ScanHit { place: Place::Operations, column: "operation.reason".to_owned(), count: 1 };
        let scan = SecondScan { hits: vec![hit], ..certificate.scan.clone() };
        assert!(!Certificate { scan, ..certificate }.is_complete());
    }
}
