//! The blocklist: what is typed to block, check and free an address, and what its page shows.
//!
//! An entry never holds the address, only a keyed hash. A reason is a text that others read for years, so it may not hold an
//! address either.

use super::address::{Address, mixes_scripts};
use crate::{
    ids::{BlockId, ErasureId, RecordId},
    operation::REASON_MAX,
    people::Person,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// Entries on a page of the blocklist.
pub const BLOCKLIST_PAGE: i64 = 50;
/// Entries that are counted; of more the page says "more than".
pub const BLOCKLIST_COUNTED: i64 = 10_000;
/// Most lines of a file of addresses.
pub const ADDRESS_LINES_MAX: usize = 200_000;
/// Most bytes of a file of addresses, which is read in memory.
pub const ADDRESS_FILE_MAX: usize = 32 * 1024 * 1024;

/// Why a block is made or lifted: not empty, at most [`REASON_MAX`] characters, without an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockReason(String);

/// Why a reason is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReasonProblem {
    /// It is empty.
    Empty,
    /// It is longer than [`REASON_MAX`] characters.
    Long,
    /// It holds an e-mail address.
    Address,
}

impl BlockReason {
    /// Parses a typed reason, without surrounding whitespace.
    ///
    /// # Errors
    /// The problem with it.
    pub fn parse(typed: &str) -> Result<Self, ReasonProblem> {
        let reason = typed.trim();
        if reason.is_empty() {
            return Err(ReasonProblem::Empty);
        }
        // Browsers count a line break as one character and send two.
        if reason.replace("\r\n", "\n").chars().count() > REASON_MAX {
            return Err(ReasonProblem::Long);
        }
        let is_address = |word: &str| Address::parse(word.trim_matches(|c: char| ",;:()\"'".contains(c))).is_ok();
        if reason.split_whitespace().any(is_address) {
            return Err(ReasonProblem::Address);
        }
        Ok(Self(reason.replace('\0', "\u{fffd}")))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a typed address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AddressProblem {
    /// It is not an e-mail address.
    NotAnEmail,
    /// It has letters of several scripts in one word, such as a Cyrillic `а` among Latin letters: it looks like another address.
    MixedScripts,
}

impl Address {
    /// Reads an address that is to be blocked or looked up. Unlike [`Address::parse`], it refuses one that only looks like the
    /// address that is meant: to block it would do nothing for the person.
    ///
    /// # Errors
    /// The problem with it.
    pub fn parse_typed(text: &str) -> Result<Self, AddressProblem> {
        let address = Self::parse(text).map_err(|_| AddressProblem::NotAnEmail)?;
        if mixes_scripts(&address) { Err(AddressProblem::MixedScripts) } else { Ok(address) }
    }
}

/// An entry as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockEntry {
    /// Its id.
    pub id: BlockId,
    /// The first digits of the hash, to tell entries apart.
    pub hash: String,
    /// When the address was blocked.
    pub at: Timestamp,
    /// The user who blocked it; `None` for the program itself.
    pub by: Option<Person>,
    /// The erasure that blocked it; `None` if it was blocked by hand.
    pub erasure: Option<ErasureId>,
    /// Why it was blocked by hand.
    pub reason: Option<String>,
    /// How the block ended; `None` if it has not.
    pub lift: Option<BlockLift>,
}

/// The end of a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockLift {
    /// When.
    pub at: Timestamp,
    /// The user who lifted it.
    pub by: Option<Person>,
    /// Why.
    pub reason: String,
}

/// A page of the blocklist, the latest entries first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlocklistPage {
    /// The entries.
    pub entries: Vec<BlockEntry>,
    /// Whether there are older ones.
    pub more: bool,
    /// How many addresses are blocked, up to one more than [`BLOCKLIST_COUNTED`].
    pub count: i64,
}

/// A contact that has an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressHolder {
    /// The part of its address in the interface, such as `contacts`.
    pub slug: String,
    /// The record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
}

/// The answer to whether an address is blocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressCheck {
    /// The block that holds now.
    pub block: Option<BlockEntry>,
    /// Earlier blocks, the latest first.
    pub earlier: Vec<BlockEntry>,
    /// Active records that have the address, as far as the user may see them.
    pub holders: Vec<AddressHolder>,
}

/// Why an address was not blocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotBlocked {
    /// The address is refused.
    Address(AddressProblem),
    /// The reason is refused.
    Reason(ReasonProblem),
    /// It is on the blocklist already.
    Already(Box<BlockEntry>),
    /// Active records have it: they have to be deleted permanently, which blocks it. Those that the user may not see are not named.
    InUse(Vec<AddressHolder>),
}

/// Why a file of addresses was refused. Nothing of it was blocked. Lines are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AddressFileProblem {
    /// No file was chosen, or it has no address.
    Empty,
    /// It is not a text in UTF-8: a spreadsheet, a picture.
    NotText,
    /// It has more than [`ADDRESS_FILE_MAX`] bytes.
    TooLarge,
    /// It has more than [`ADDRESS_LINES_MAX`] lines.
    TooManyLines,
    /// A line has no address.
    Line(usize, AddressProblem),
}

/// The result of blocking the addresses of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockedFile {
    /// Addresses that are blocked now and were not before.
    pub blocked: i64,
    /// Addresses that were blocked already.
    pub already: i64,
    /// Addresses that were not blocked, because active records have them.
    pub in_use: i64,
}

/// The addresses of a CSV file, each once: of each line the first cell with an `@`. A first line without one is a header, and
/// blank lines are skipped.
///
/// # Errors
/// The first problem of the file.
pub fn read_addresses(file: &[u8]) -> Result<Vec<Address>, AddressFileProblem> {
    const BOM: &[u8] = b"\xef\xbb\xbf";

    if file.len() > ADDRESS_FILE_MAX {
        return Err(AddressFileProblem::TooLarge);
    }
    let text = std::str::from_utf8(file.strip_prefix(BOM).unwrap_or(file)).map_err(|_| AddressFileProblem::NotText)?;
    if text.contains('\0') {
        return Err(AddressFileProblem::NotText);
    }
    // Counted before anything is read: a large file is refused at once.
    if text.lines().count() > ADDRESS_LINES_MAX {
        return Err(AddressFileProblem::TooManyLines);
    }
    let mut addresses = std::collections::BTreeSet::new();
    for (index, line) in text.lines().enumerate() {
        let mut cells = line.split([',', ';', '\t']).map(|cell| cell.trim().trim_matches('"').trim());
        match cells.find(|cell| cell.contains(['@', '＠', '﹫'])) {
            Some(cell) => {
                let address = Address::parse_typed(cell);
                addresses.insert(address.map_err(|problem| AddressFileProblem::Line(index + 1, problem))?);
            }
            None if index == 0 || line.chars().all(|c| c.is_whitespace() || ",;\"".contains(c)) => {}
            None => return Err(AddressFileProblem::Line(index + 1, AddressProblem::NotAnEmail)),
        }
    }
    if addresses.is_empty() { Err(AddressFileProblem::Empty) } else { Ok(addresses.into_iter().collect()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_reason_with_an_address_is_refused() {
        let parse = |typed: &str| BlockReason::parse(typed).map(|reason| reason.as_str().to_owned());
        assert_eq!(parse(" Asked on the phone \n"), Ok("Asked on the phone".to_owned()));
        assert_eq!(parse("\u{a0}"), Err(ReasonProblem::Empty));
        assert_eq!(parse(&"é".repeat(REASON_MAX + 1)), Err(ReasonProblem::Long));
        for typed in ["anna@example.com", "Mail of <anna@example.com>, 3 May", "Frau (ANNA＠example.com)"] {
            assert_eq!(parse(typed), Err(ReasonProblem::Address), "{typed}");
        }
        // A time and a handle are no addresses.
        assert!(parse("Asked @ 10:30 by @anna").is_ok());
    }

    #[test]
    fn typed_address_of_mixed_scripts_is_refused() {
        for typed in ["аnna@example.com", "anna@exаmple.com", "anna@xn--exmple-4nf.com", "αnna@example.com"] {
            assert_eq!(Address::parse_typed(typed), Err(AddressProblem::MixedScripts), "{typed}");
        }
        for typed in ["анна@пример.рф", "anna@пример.example", "josé@bücher.example", "田中taro@例え.jp", "a@b"]
        {
            assert!(Address::parse_typed(typed).is_ok(), "{typed}");
        }
        assert_eq!(Address::parse_typed("anna"), Err(AddressProblem::NotAnEmail));
    }

    fn read(text: &str) -> Result<Vec<String>, AddressFileProblem> {
        Ok(read_addresses(text.as_bytes())?.iter().map(|address| address.as_str().to_owned()).collect())
    }

    #[test]
    fn address_file_is_read_line_by_line() {
        let both = Ok(vec!["anna@example.com".to_owned(), "bo@example.com".to_owned()]);
        assert_eq!(read("anna@example.com\nbo@example.com"), both);
        assert_eq!(read("\u{feff}Name;E-mail\r\nAnna;\"ANNA@example.com\"\r\n\r\n;;\r\nBo;<bo@example.com>\r\n"), both);
        assert_eq!(read("bo@example.com\tBo\nanna@example.com\nmailto:Bo@example.com\n"), both);
    }

    #[test]
    fn address_file_with_a_problem_is_refused() {
        use AddressFileProblem::{Empty, Line, NotText, TooLarge, TooManyLines};

        assert_eq!(read(""), Err(Empty));
        assert_eq!(read("E-mail\n\n"), Err(Empty));
        assert_eq!(read("anna@example.com\n\nbo"), Err(Line(3, AddressProblem::NotAnEmail)));
        assert_eq!(read("anna@example.com\nаnna@example.com"), Err(Line(2, AddressProblem::MixedScripts)));
        for binary in [&b"PK\x03\x04\x14\0"[..], b"\xff\xfea\0@\0b\0", b"\x89PNG\r\n", b"a@b.example\0"] {
            assert_eq!(read_addresses(binary), Err(NotText));
        }
        assert_eq!(read(&"a@example.com\n".repeat(ADDRESS_LINES_MAX + 1)), Err(TooManyLines));
        assert_eq!(read_addresses(&vec![b'a'; ADDRESS_FILE_MAX + 1]), Err(TooLarge));
    }
}
