//! An import as its page shows it.

use super::{run::blocking, source::Source};
use crate::{Error, Result, db::Sql, imports::Imports};
use domain::{
    ids::{ImportId, ObjectId, UserId},
    import::{Counts, ImportState, ImportView, LinkTarget, SAMPLE, Sample, Unreadable, propose},
    object::Object,
    policy::Actor,
    time::Timestamp,
};
use std::path::PathBuf;

/// Refused rows shown on the page.
const REFUSED: i64 = 20;

impl Imports {
    /// An import and its object. Only the user who began the import may see it.
    pub async fn import(&self, actor: &Actor, id: ImportId) -> Result<(Object, ImportView)> {
        let sql = Sql::new(
            "SELECT object_id, actor_id, file_name, file_path, size_bytes, state, read_bytes, created_count, updated_count, unchanged_count, refused_count, \
             started_at, ended_at FROM import WHERE id = ",
        )
        .bind(id);
        let row = self.store.optional(sql).await?.ok_or(Error::NotFound)?;
        let object = ObjectId(row.int("object_id")?);
        if UserId(row.int("actor_id")?) != actor.user || actor.view(object).is_err() {
            return Err(Error::NotFound);
        }
        let object = self.objects.object_by_id(object).await?;
        let state: ImportState = row.tag("state")?;
        let sample = match state {
            ImportState::Uploaded => {
                let (path, object) = (PathBuf::from(row.text("file_path")?), object.clone());
                let mut others = self.objects.active().await?;
                others.retain(|other| actor.view(other.id).is_ok());
                let labels = self.records.association_labels().await?;
                let read = move || {
                    let links: Vec<_> = LinkTarget::all(&object, &others, &labels).collect();
                    sample(&path, &object, &links).or_else(unreadable)
                };
                Some(blocking(read).await?)
            }
            _ => None,
        };
        let ended: Option<i64> = row.get("ended_at")?;
        let started: Option<i64> = row.get("started_at")?;
        let view = ImportView {
            id,
            file: row.text("file_name")?,
            state,
            sample,
            size: row.int("size_bytes")?,
            read: row.int("read_bytes")?,
            counts: Counts {
                created: row.int("created_count")?,
                updated: row.int("updated_count")?,
                unchanged: row.int("unchanged_count")?,
                refused: row.int("refused_count")?,
            },
            started: started.map(Timestamp),
            until: ended.map_or_else(|| self.store.now(), Timestamp),
            refused: self.refused_rows(id, 0, REFUSED).await?.into_iter().map(|(_, row)| row).collect(),
        };
        Ok((object, view))
    }
}

/// Turns the errors that a user can fix into a message.
fn unreadable<T>(error: std::io::Error) -> std::io::Result<Result<T, Unreadable>> {
    match error.kind() {
        std::io::ErrorKind::NotFound => Ok(Err(Unreadable::Gone)),
        std::io::ErrorKind::InvalidData => Ok(Err(Unreadable::RowTooLong)),
        _ => Err(error),
    }
}

fn sample(
    path: &std::path::Path,
    object: &Object,
    links: &[LinkTarget<'_>],
) -> std::io::Result<Result<Sample, Unreadable>> {
    let mut source = match Source::open(path)? {
        Ok(source) => source,
        Err(unreadable) => return Ok(Err(unreadable)),
    };
    let (rows, _) = source.next_rows(SAMPLE)?;
    if rows.is_empty() {
        return Ok(Err(Unreadable::HeaderOnly));
    }
    if rows.iter().all(|row| row.cells.is_err()) {
        return Ok(Err(Unreadable::NotUtf8));
    }
    Ok(Ok(Sample {
        proposal: propose(object, links, &source.headers),
        rows: rows.into_iter().map(|row| row.cells.unwrap_or_else(|shown| shown)).collect(),
        headers: source.headers,
    }))
}
