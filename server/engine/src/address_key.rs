//! The secret key under which addresses are hashed for the blocklist, and the file that holds it.
//!
//! The key is in a file and not in the database, so that a copy of the database alone does not answer whether an address is on
//! the blocklist. The database has a check value of the key: a key that does not match it is never used, because no blocked
//! address would be recognized by it.

use data_encoding::HEXLOWER;
use domain::privacy::Address;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};
use subtle::ConstantTimeEq;

/// Bytes of a key.
pub(crate) const KEY: usize = 32;

/// Only the user of the program reads and writes the files.
const MODE: u32 = 0o600;
/// The permissions that other users must not have.
const OTHERS: u32 = 0o077;

/// Why the key of the blocklist cannot be used. The message says what an operator does about it.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// The database has a blocklist, and no file was named.
    #[error("the database has a blocklist, and no file with its key is set: set it with --blocklist-key-file")]
    NotSet,
    /// The database has a blocklist, and the file is not there.
    #[error(
        "the database has a blocklist, and its key is not at {}: copy the key file there from a backup of the data folder, \
         or name it with --blocklist-key-file", .0.display()
    )]
    Missing(PathBuf),
    /// The file holds the key of another database.
    #[error(
        "the key at {} is not the one of the blocklist in the database: name the right one with --blocklist-key-file; a backup of the \
         data folder has it", .0.display()
    )]
    Wrong(PathBuf),
    /// The file does not hold a key.
    #[error("{} holds no blocklist key, which is 64 hexadecimal digits: put it back from a backup of the data folder", .0.display())]
    Malformed(PathBuf),
    /// The file cannot be read or written.
    #[error("the blocklist key at {} cannot be used: {error}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The error.
        #[source]
        error: io::Error,
    },
}

/// A key, as the state of an HMAC that has read it. It does not appear in logs.
#[derive(Clone)]
pub(crate) struct AddressKey(Hmac<Sha256>);

impl fmt::Debug for AddressKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressKey")
    }
}

impl AddressKey {
    /// `None` never happens: HMAC accepts keys of any length.
    fn new(bytes: &[u8; KEY]) -> Option<Self> {
        Hmac::new_from_slice(bytes).ok().map(Self)
    }

    /// HMAC-SHA-256 of an address, in hexadecimal: how it is stored.
    pub fn hash(&self, address: &Address) -> String {
        self.hmac("address", address.as_str())
    }

    /// The check value of the key, which the database stores to recognize it.
    pub fn check_value(&self) -> String {
        self.hmac("check", "")
    }

    fn hmac(&self, purpose: &str, text: &str) -> String {
        let mut mac = self.0.clone();
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        HEXLOWER.encode(&mac.finalize().into_bytes())
    }
}

/// The file of the key. The key is read once, and compared with the check value before it is used. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyFile(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    verified: OnceLock<AddressKey>,
}

impl KeyFile {
    /// The file at `path`, which may not exist yet.
    pub fn at(path: PathBuf) -> Self {
        Self(Some(Arc::new(Inner { path, verified: OnceLock::new() })))
    }

    /// Its path, if one is set.
    pub fn path(&self) -> Option<&Path> {
        self.0.as_ref().map(|inner| inner.path.as_path())
    }

    /// The key, if it was verified before.
    pub fn verified(&self) -> Option<AddressKey> {
        self.0.as_ref()?.verified.get().cloned()
    }

    /// The key whose check value the database has.
    ///
    /// # Errors
    /// [`KeyFault`] if the file does not hold this key.
    pub fn verify(&self, check_value: &str) -> Result<AddressKey, KeyFault> {
        let inner = self.0.as_ref().ok_or(KeyFault::NotSet)?;
        let key = read(&inner.path)?.ok_or_else(|| KeyFault::Missing(inner.path.clone()))?;
        if !bool::from(key.check_value().as_bytes().ct_eq(check_value.as_bytes())) {
            return Err(KeyFault::Wrong(inner.path.clone()));
        }
        Ok(inner.verified.get_or_init(|| key).clone())
    }

    /// The key in the file, or a new one made of `random` where there is no file. For a database that has no check value yet;
    /// the caller holds the lock of the blocklist.
    pub fn read_or_create(&self, random: [u8; KEY]) -> Result<AddressKey, KeyFault> {
        let inner = self.0.as_ref().ok_or(KeyFault::NotSet)?;
        if let Some(key) = read(&inner.path)? {
            return Ok(key);
        }
        create(&inner.path, &random).map_err(|error| KeyFault::File { path: inner.path.clone(), error })?;
        tracing::info!(path = %inner.path.display(), "created the key of the blocklist; include it in your backups");
        AddressKey::new(&random).ok_or_else(|| KeyFault::Malformed(inner.path.clone()))
    }
}

fn read(path: &Path) -> Result<Option<AddressKey>, KeyFault> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == ErrorKind::InvalidData => return Err(KeyFault::Malformed(path.to_owned())),
        Err(error) => return Err(KeyFault::File { path: path.to_owned(), error }),
    };
    let mode = fs::metadata(path).map_or(MODE, |file| file.permissions().mode());
    if mode & OTHERS != 0 {
        tracing::warn!(path = %path.display(), "other users can read the key of the blocklist; its mode should be 0600");
    }
    let bytes = HEXLOWER.decode(text.trim().to_ascii_lowercase().as_bytes()).ok();
    let key = bytes.and_then(|bytes| <[u8; KEY]>::try_from(bytes).ok());
    let key = key.as_ref().and_then(AddressKey::new);
    key.map(Some).ok_or_else(|| KeyFault::Malformed(path.to_owned()))
}

/// Writes the key to a file that appears complete or not at all.
fn create(path: &Path, key: &[u8; KEY]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let part = path.with_extension("part");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(MODE).open(&part)?;
    writeln!(file, "{}", HEXLOWER.encode(key))?;
    file.sync_all()?;
    fs::rename(&part, path)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(key: u8, address: &str) -> String {
        AddressKey::new(&[key; KEY]).unwrap().hash(&Address::parse(address).unwrap())
    }

    #[test]
    fn hash_depends_on_key_and_address_only() {
        assert_eq!(hash(1, "anna@example.com"), hash(1, "<mailto:ANNA@example.com.>"));
        assert_ne!(hash(1, "anna@example.com"), hash(2, "anna@example.com"));
        assert_ne!(hash(1, "anna@example.com"), hash(1, "anne@example.com"));
        assert_ne!(hash(1, "anna@example.com"), AddressKey::new(&[1; KEY]).unwrap().check_value());
    }

    #[test]
    fn hash_is_hmac_sha256() {
        // printf 'address\0anna@example.com' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…
        assert_eq!(hash(7, "anna@example.com"), "7c0c27a679d26e5e39469a481484c0acb96678306a1ac73d1c96f1e9c84db7fe");
    }
}
