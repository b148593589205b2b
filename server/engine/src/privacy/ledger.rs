//! The ledger: a file with every block and every lift, so that a database from a backup does not forget them.
//!
//! It is appended to and never rewritten, one JSON object a line, and synced before an act is reported as done. It holds no
//! personal data: numbers, times, and hashes that mean nothing without the key. A last line that was cut off by a crash is
//! skipped; its act is in the database and is appended again at the next start.

use crate::{Error, Result, address_key::AddressKey};
use domain::{ids::ErasureId, time::Timestamp};
use serde::{Deserialize, Serialize};
use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Hashes on a line.
const LINE: usize = 1_000;
/// Digits of the check value by which a line names its key.
const KEY_DIGITS: usize = 16;
const MODE: u32 = 0o600;

/// The file, if one is set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger(Option<Arc<Path>>);

/// The kind of an act on addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Deed {
    /// They were blocked.
    Block,
    /// They were freed.
    Lift,
}

/// An act, as it stands on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Act {
    /// When.
    pub at: Timestamp,
    /// What.
    pub deed: Deed,
    /// The erasure that did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erasure: Option<ErasureId>,
    /// The first digits of the check value of the key of the hashes.
    pub key: String,
    /// The hashes of the addresses.
    pub hashes: Vec<String>,
}

impl Act {
    pub fn new(key: &AddressKey, deed: Deed, at: Timestamp, erasure: Option<ErasureId>, hashes: Vec<String>) -> Self {
        Self { at, deed, erasure, key: key_name(key), hashes }
    }
}

/// How lines name a key.
pub(super) fn key_name(key: &AddressKey) -> String {
    key.check_value().chars().take(KEY_DIGITS).collect()
}

impl Ledger {
    /// The file at `path`, which may not exist yet.
    pub fn at(path: PathBuf) -> Self {
        Self(Some(path.into()))
    }

    /// Appends acts and syncs the file. Does nothing without a file or without an act.
    pub async fn append(&self, acts: Vec<Act>) -> Result<()> {
        let Some(path) = self.0.clone().filter(|_| acts.iter().any(|act| !act.hashes.is_empty())) else {
            return Ok(());
        };
        blocking(move || append(&path, &acts)).await
    }

    /// Calls `each` for every act, in the order of the file.
    pub async fn read<T: Send + 'static>(
        &self,
        mut state: T,
        each: impl Fn(&mut T, Act) + Send + 'static,
    ) -> Result<T> {
        let Some(path) = self.0.clone() else { return Ok(state) };
        blocking(move || read(&path, |act| each(&mut state, act)).map(|()| state)).await
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Error::Corrupt(error.to_string()))?;
    Ok(done?)
}

fn append(path: &Path, acts: &[Act]) -> io::Result<()> {
    let mut text = Vec::new();
    for act in acts {
        for hashes in act.hashes.chunks(LINE) {
            serde_json::to_writer(&mut text, &Act { hashes: hashes.to_vec(), ..act.clone() })?;
            text.push(b'\n');
        }
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let new = !path.exists();
    let mut file = OpenOptions::new().read(true).append(true).create(true).mode(MODE).open(path)?;
    // After a line that was cut off, the next one begins on a line of its own.
    if file.seek(SeekFrom::End(0))? > 0 {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            text.insert(0, b'\n');
        }
    }
    // One write, so that the lines of two programs do not mix.
    file.write_all(&text)?;
    file.sync_all()?;
    if new { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn read(path: &Path, mut each: impl FnMut(Act)) -> io::Result<()> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for (index, line) in BufReader::new(file).split(b'\n').enumerate() {
        let line = line?;
        if line.is_empty() {
            continue;
        }
        match serde_json::from_slice(&line) {
            Ok(act) => each(act),
            Err(error) => {
                tracing::warn!(line = index + 1, path = %path.display(), %error, "skipped a line of the ledger that cannot be read");
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(deed: Deed, hashes: &[&str]) -> Act {
        let hashes = hashes.iter().map(|hash| (*hash).to_owned()).collect();
        Act { at: Timestamp(7), deed, erasure: Some(ErasureId(3)), key: "k".to_owned(), hashes }
    }

    #[tokio::test]
    async fn ledger_returns_acts_in_order_and_skips_a_cut_line() {
        use std::os::unix::fs::PermissionsExt;

        let path = std::env::temp_dir().join(format!("reprieve-ledger-{}", std::process::id()));
        let ledger = Ledger::at(path.clone());
        let all = || async { ledger.read(Vec::new(), Vec::push).await.unwrap() };
        assert_eq!(all().await, []);
        ledger.append(vec![act(Deed::Block, &["a", "b"])]).await.unwrap();
        // What a crash in the middle of a write leaves.
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"at\":8,\"deed\":\"li").unwrap();
        ledger.append(vec![act(Deed::Lift, &["a"]), act(Deed::Block, &[])]).await.unwrap();
        assert_eq!(all().await, [act(Deed::Block, &["a", "b"]), act(Deed::Lift, &["a"])]);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::remove_file(path).unwrap();
    }

    #[tokio::test]
    async fn ledger_without_a_file_keeps_nothing() {
        let ledger = Ledger::default();
        ledger.append(vec![act(Deed::Block, &["a"])]).await.unwrap();
        assert_eq!(ledger.read(0, |count, _| *count += 1).await.unwrap(), 0);
    }
}
