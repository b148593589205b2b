//! Files of imports: up, and the refused rows down. Both in pieces: no file is ever held whole.

use super::{
    Site,
    csv::{csv_file, csv_line, fault, refused_file},
};
use app::{context::Refused, i18n::Messages};
use axum::{
    Extension,
    extract::{self, Multipart, Query, State, multipart::Field},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{ids::ImportId, import::FILE_MAX, people::Lang};
use engine::{
    Engine, Error, ImportFile, Taken,
    clock::{Entropy, SystemEntropy},
    people::CurrentSession,
};
use std::{
    fmt::Write,
    path::{Path, PathBuf},
};
use tokio::{fs, io::AsyncWriteExt};

/// Bytes of a file that are listened to.
pub const PATIENCE: u64 = 2 * FILE_MAX;
/// Refused rows read at a time.
const ROWS: i64 = 500;

/// Which object a file is for.
#[derive(Debug, serde::Deserialize)]
pub struct For {
    object: String,
}

/// `POST /imports/upload`: keeps the file and goes to the page of its import.
pub async fn upload(
    State(site): State<Site>,
    Query(For { object }): Query<For>,
    Extension(engine): Extension<Engine>,
    Extension(refused): Extension<Refused>,
    session: Option<Extension<CurrentSession>>,
    form: Multipart,
) -> Response {
    let Some(Extension(session)) = session else { return Redirect::to("/sign-in?next=/imports/new").into_response() };
    let permit = match engine.object(&object).await.and_then(|object| Ok(session.actor.import(object.id)?)) {
        Ok(permit) => permit,
        Err(error) => return refused_file(error, &refused),
    };
    let again =
        |problem: &str| Redirect::to(&format!("/imports/new?object={object}&problem={problem}")).into_response();
    match keep(&site, form).await {
        Ok(Kept::File { name, path, size }) => {
            match engine.begin_import(&permit, ImportFile { name: &name, path: &path, size, uploaded: true }).await {
                Ok(id) => Redirect::to(&format!("/imports/{id}")).into_response(),
                Err(error) => fault(&error),
            }
        }
        Ok(Kept::TooLarge) => again("size"),
        Ok(Kept::Nothing) => again("none"),
        Err(error) => fault(&Error::File(error)),
    }
}

enum Kept {
    File { name: String, path: PathBuf, size: u64 },
    TooLarge,
    Nothing,
}

async fn keep(site: &Site, mut form: Multipart) -> std::io::Result<Kept> {
    let broken = |error: axum::extract::multipart::MultipartError| std::io::Error::other(error);
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let name = field.file_name().unwrap_or_default().to_owned();
        if field.name() != Some("file") || name.is_empty() {
            continue;
        }
        let folder = site.data.join("imports");
        fs::create_dir_all(&folder).await?;
        let mut bytes = [0; 16];
        SystemEntropy.fill(&mut bytes);
        let mut random = String::new();
        for byte in bytes {
            // Writing to a text cannot fail.
            let _ = write!(random, "{byte:02x}");
        }
        let path = folder.join(format!("{random}.csv"));
        let kept = receive(&mut field, &path).await;
        if !matches!(kept, Ok(size) if size <= FILE_MAX) {
            // What came of it is of no use. If it was never made, so much the better.
            let _ = fs::remove_file(&path).await;
        }
        let size = kept?;
        if size > FILE_MAX {
            return Ok(Kept::TooLarge);
        }
        return Ok(Kept::File { name, path: fs::canonicalize(path).await?, size });
    }
    Ok(Kept::Nothing)
}

/// Writes what is sent to a file, and says how much it was. What is beyond the limit is listened to and dropped, because
/// a browser that is answered before it has sent everything shows an error of its own.
async fn receive(field: &mut Field<'_>, path: &Path) -> std::io::Result<u64> {
    let mut file = fs::File::create(path).await?;
    let mut size = 0;
    while let Some(piece) = field.chunk().await.map_err(std::io::Error::other)? {
        size += piece.len() as u64;
        if size > PATIENCE {
            break;
        }
        if size <= FILE_MAX {
            file.write_all(&piece).await?;
        }
    }
    file.sync_all().await?;
    Ok(size)
}

/// `GET /imports/1/refused.csv`: the refused rows as they came, with the reason in the last column.
pub async fn refused(
    extract::Path(id): extract::Path<i64>,
    Extension(engine): Extension<Engine>,
    Extension(refused): Extension<Refused>,
    session: Option<Extension<CurrentSession>>,
) -> Response {
    let Some(Extension(session)) = session else { return StatusCode::UNAUTHORIZED.into_response() };
    let id = ImportId(id);
    let object = match engine.import(&session.actor, id).await {
        Ok((object, _)) => object,
        Err(error) => return refused_file(error, &refused),
    };
    let t = Messages(session.lang.unwrap_or(Lang::En));
    let mut headers = match engine.import_headers(&session.actor, id).await {
        Ok(headers) => headers,
        Err(error) => return fault(&error),
    };
    if let Err(error) = engine.note_export(session.person.id, Taken::RefusedRows(id)).await {
        return fault(&error);
    }
    let columns = headers.len();
    headers.push(t.import_reason().to_owned());
    let (send, pieces) = tokio::sync::mpsc::channel::<std::io::Result<Vec<u8>>>(2);
    tokio::spawn(async move {
        let mut piece = Vec::from(csv_line(&headers));
        let mut after = 0;
        loop {
            let rows = match engine.refused_rows(id, after, ROWS).await {
                Ok(rows) => rows,
                Err(error) => {
                    // A cut file is better than one that looks whole; the reader may be gone already.
                    let _ = send.send(Err(std::io::Error::other(error))).await;
                    return;
                }
            };
            let last = rows.last().map(|(number, _)| *number);
            for (_, row) in rows {
                let mut cells = row.cells;
                cells.resize(columns.max(cells.len()), String::new());
                cells.push(t.refused(&object, &row.reason));
                piece.extend(csv_line(&cells).into_bytes());
            }
            if send.send(Ok(std::mem::take(&mut piece))).await.is_err() {
                return;
            }
            match last {
                Some(last) => after = last,
                None => return,
            }
        }
    });
    csv_file("refused.csv", pieces)
}
