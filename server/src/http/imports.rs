//! Files of imports: uploads, and downloads of refused rows. Both are streamed; no file is held in memory.

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
    Engine, Error, ExportSource, ImportFile,
    clock::{Entropy, SystemEntropy},
    people::CurrentSession,
};
use std::{
    fmt::Write,
    path::{Path, PathBuf},
};
use tokio::{fs, io::AsyncWriteExt};

/// Bytes of an upload that are received before the connection is given up.
pub const PATIENCE: u64 = 2 * FILE_MAX;
/// Refused rows read per page.
const ROWS: i64 = 500;

/// The query of an upload.
#[derive(Debug, serde::Deserialize)]
pub struct For {
    object: String,
}

/// `POST /imports/upload?object=…`: stores the file and redirects to the page of its import.
pub async fn upload(
    State(site): State<Site>,
    Query(For { object }): Query<For>,
    Extension(engine): Extension<Engine>,
    Extension(refused): Extension<Refused>,
    session: Option<Extension<CurrentSession>>,
    form: Multipart,
) -> Response {
    let Some(Extension(session)) = session else { return Redirect::to("/sign-in?next=/imports/new").into_response() };
    let permit = match engine.objects().object(&object).await.and_then(|object| Ok(session.actor.import(object.id)?)) {
        Ok(permit) => permit,
        Err(error) => return refused_file(error, &refused),
    };
    let again =
        |problem: &str| Redirect::to(&format!("/imports/new?object={object}&problem={problem}")).into_response();
    match store_upload(&site, form).await {
        Ok(Upload::File { name, path, size }) => {
            match engine
                .imports()
                .begin_import(&permit, ImportFile { name: &name, path: &path, size, uploaded: true })
                .await
            {
                Ok(id) => Redirect::to(&format!("/imports/{id}")).into_response(),
                Err(error) => fault(&error),
            }
        }
        Ok(Upload::TooLarge) => again("size"),
        Ok(Upload::Nothing) => again("none"),
        Err(error) => fault(&Error::File(error)),
    }
}

enum Upload {
    File { name: String, path: PathBuf, size: u64 },
    TooLarge,
    Nothing,
}

async fn store_upload(site: &Site, mut form: Multipart) -> std::io::Result<Upload> {
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
            // Writing to a `String` cannot fail.
            let _ = write!(random, "{byte:02x}");
        }
        let path = folder.join(format!("{random}.csv"));
        let kept = receive(&mut field, &path).await;
        if !matches!(kept, Ok(size) if size <= FILE_MAX) {
            // The incomplete file is useless; it may also never have been created.
            let _ = fs::remove_file(&path).await;
        }
        let size = kept?;
        if size > FILE_MAX {
            return Ok(Upload::TooLarge);
        }
        return Ok(Upload::File { name, path: fs::canonicalize(path).await?, size });
    }
    Ok(Upload::Nothing)
}

/// Writes the upload to a file and returns its size. Bytes beyond the limit are received and discarded: a browser that
/// gets a response before it has sent everything shows an error page of its own.
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

/// `GET /imports/{id}/refused.csv`: the refused rows as uploaded, with the reason in the last column.
pub async fn refused(
    extract::Path(id): extract::Path<i64>,
    Extension(engine): Extension<Engine>,
    Extension(refused): Extension<Refused>,
    session: Option<Extension<CurrentSession>>,
) -> Response {
    let Some(Extension(session)) = session else { return StatusCode::UNAUTHORIZED.into_response() };
    let id = ImportId(id);
    let object = match engine.imports().import(&session.actor, id).await {
        Ok((object, _)) => object,
        Err(error) => return refused_file(error, &refused),
    };
    let t = Messages(session.lang.unwrap_or(Lang::En));
    let mut headers = match engine.imports().import_headers(&session.actor, id).await {
        Ok(headers) => headers,
        Err(error) => return fault(&error),
    };
    if let Err(error) = engine.audit().record_export(session.person.id, ExportSource::RefusedRows(id)).await {
        return fault(&error);
    }
    let columns = headers.len();
    headers.push(t.import_reason().to_owned());
    let (send, pieces) = tokio::sync::mpsc::channel::<std::io::Result<Vec<u8>>>(2);
    tokio::spawn(async move {
        let mut piece = Vec::from(csv_line(&headers));
        let mut after = 0;
        loop {
            let rows = match engine.imports().refused_rows(id, after, ROWS).await {
                Ok(rows) => rows,
                Err(error) => {
                    // An error cuts the file off, which is better than a file that looks complete. The client may be
                    // gone already.
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
