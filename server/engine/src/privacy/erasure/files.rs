//! Files outside of the database that can mention a person: uploads that wait for their import, and mail that was written to a
//! folder where there is no mail server.

use crate::{
    Result,
    db::{Sql, Tx},
    imports::blocking,
};
use domain::{
    ids::{ImportId, ObjectId},
    import::{ImportState, sniff},
    privacy::{ERASED_TOKEN, Excerpt, IdentifierKind, Identifiers},
};
use std::{
    collections::BTreeSet,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// Bytes that are read to detect the separator of a file.
const LOOK: u64 = 64 * 1024;

/// An uploaded file that is still there.
#[derive(Clone, Debug)]
pub(super) struct Upload {
    /// Its import.
    pub import: ImportId,
    /// The object of its rows.
    pub object: ObjectId,
    /// The name that users see.
    pub name: String,
    /// Its path.
    pub path: PathBuf,
    /// Whether its rows are being imported.
    pub running: bool,
}

/// The identifiers that a file mentions, and the first place.
#[derive(Clone, Debug)]
pub(super) struct FileMention {
    /// The kinds of identifiers.
    pub found: BTreeSet<IdentifierKind>,
    /// The first place.
    pub excerpt: Excerpt,
}

/// The uploads whose import has not ended.
pub(super) async fn uploads(tx: &mut Tx) -> Result<Vec<Upload>> {
    let sql = Sql::new("SELECT id, object_id, file_name, file_path, state FROM import WHERE uploaded AND state IN (")
        .bind(ImportState::Uploaded.tag())
        .push(", ")
        .bind(ImportState::Running.tag())
        .push(") ORDER BY id");
    let rows = tx.all(sql).await?;
    rows.iter()
        .map(|row| {
            Ok(Upload {
                import: ImportId(row.int("id")?),
                object: ObjectId(row.int("object_id")?),
                name: row.text("file_name")?,
                path: row.text("file_path")?.into(),
                running: row.tag::<ImportState>("state")? == ImportState::Running,
            })
        })
        .collect()
}

/// The identifiers that an uploaded file mentions; none if the file is gone.
pub(super) async fn mention_in(path: &Path, identifiers: &Identifiers) -> Result<Option<FileMention>> {
    let (path, identifiers) = (path.to_owned(), identifiers.clone());
    blocking(move || if_there(rows_that_mention(&path, &identifiers)).map(Option::flatten)).await
}

/// Removes the rows of an uploaded file that mention the person. Returns how many there were.
pub(super) async fn remove_rows(path: &Path, identifiers: &Identifiers) -> Result<i64> {
    let (path, identifiers) = (path.to_owned(), identifiers.clone());
    blocking(move || if_there(rewrite(&path, &identifiers)).map(Option::unwrap_or_default)).await
}

/// Deletes a file that may be gone already.
pub(super) async fn delete(path: &Path) -> Result<()> {
    let path = path.to_owned();
    blocking(move || if_there(fs::remove_file(path)).map(drop)).await
}

/// The files of a folder that mention the person, and how many files there are.
pub(super) async fn files_that_mention(folder: &Path, identifiers: &Identifiers) -> Result<(Vec<PathBuf>, i64)> {
    let (folder, identifiers) = (folder.to_owned(), identifiers.clone());
    blocking(move || if_there(search_folder(&folder, &identifiers)).map(Option::unwrap_or_default)).await
}

fn search_folder(folder: &Path, identifiers: &Identifiers) -> io::Result<(Vec<PathBuf>, i64)> {
    let (mut found, mut count) = (Vec::new(), 0);
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        // A message can be sent and its file deleted meanwhile.
        let Some(bytes) = if_there(if path.is_file() { fs::read(&path) } else { continue })? else { continue };
        count += 1;
        if identifiers.mentioned_in(&String::from_utf8_lossy(&bytes)) {
            found.push(path);
        }
    }
    Ok((found, count))
}

fn rows_that_mention(path: &Path, identifiers: &Identifiers) -> io::Result<Option<FileMention>> {
    let (mut found, mut excerpt) = (BTreeSet::new(), None);
    each_row(path, |row| {
        let text = row_text(row);
        for (range, kind) in identifiers.find(&text) {
            found.insert(kind);
            excerpt.get_or_insert_with(|| Excerpt::of(&text, range));
        }
        Ok(())
    })?;
    Ok(excerpt.map(|excerpt| FileMention { found, excerpt }))
}

fn rewrite(path: &Path, identifiers: &Identifiers) -> io::Result<i64> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let mut writer = csv::WriterBuilder::new().delimiter(separator(path)?).flexible(true).from_path(&part)?;
    let (mut first, mut removed) = (true, 0);
    each_row(path, |row| {
        let mentions = identifiers.mentioned_in(&row_text(row));
        match (mentions, std::mem::replace(&mut first, false)) {
            (false, _) => writer.write_byte_record(row)?,
            // The header stays, so that the columns of the others keep their meaning.
            (true, true) => writer.write_record(row.iter().map(|cell| {
                let cell = String::from_utf8_lossy(cell);
                if identifiers.mentioned_in(&cell) { ERASED_TOKEN.to_owned() } else { cell.into_owned() }
            }))?,
            (true, false) => removed += 1,
        }
        Ok(())
    })?;
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?.sync_all()?;
    fs::rename(part, path)?;
    Ok(removed)
}

fn each_row(path: &Path, mut each: impl FnMut(&csv::ByteRecord) -> io::Result<()>) -> io::Result<()> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(path)?)
        .flexible(true)
        .has_headers(false)
        .from_path(path)
        .map_err(io::Error::from)?;
    let mut row = csv::ByteRecord::new();
    while reader.read_byte_record(&mut row)? {
        each(&row)?;
    }
    Ok(())
}

/// The cells as one text, because a first and a last name can be two cells.
fn row_text(row: &csv::ByteRecord) -> String {
    row.iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

fn separator(path: &Path) -> io::Result<u8> {
    let mut start = Vec::new();
    fs::File::open(path)?.take(LOOK).read_to_end(&mut start)?;
    Ok(sniff(&String::from_utf8_lossy(&start)))
}

fn if_there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
