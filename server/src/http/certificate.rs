//! Downloads of privacy: the certificate of a permanent deletion, and everything about a person.

use super::csv::{csv_line, refused_file};
use app::context::Refused;
use axum::{
    Extension,
    extract::{Path, Query},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    ids::{ErasureId, RecordId},
    object::CONTACT,
    privacy::PersonData,
};
use engine::{Engine, Error, people::CurrentSession};

/// The query of a certificate.
#[derive(serde::Deserialize)]
pub struct Part {
    /// 1 for the certificate, then its supplements.
    #[serde(default = "first")]
    part: i64,
}

fn first() -> i64 {
    1
}

/// `GET /erasures/{id}/certificate.json`: the document, byte by byte as it was issued.
pub async fn certificate(
    Path(id): Path<i64>,
    Query(Part { part }): Query<Part>,
    Extension(engine): Extension<Engine>,
    Extension(refused): Extension<Refused>,
    session: Option<Extension<CurrentSession>>,
) -> Response {
    let Some(Extension(session)) = session else { return StatusCode::UNAUTHORIZED.into_response() };
    let reader = match session.actor.read_erasures() {
        Ok(reader) => reader,
        Err(refusal) => return refused_file(refusal.into(), &refused),
    };
    let parts = match engine.privacy().certificate(reader, ErasureId(id)).await {
        Ok(parts) => parts,
        Err(error) => return refused_file(error, &refused),
    };
    match parts.into_iter().find(|view| view.certificate.part == part) {
        Some(view) => download(&format!("certificate-{id}.json"), "application/json", view.document),
        None => refused_file(Error::NotFound, &refused),
    }
}

/// `GET /{object}/{id}/person.json`: everything about a contact.
pub async fn person_json(
    path: Path<(String, i64)>,
    engine: Extension<Engine>,
    Extension(refused): Extension<Refused>,
    session: Option<Extension<CurrentSession>>,
) -> Response {
    let Some(Extension(session)) = session else { return StatusCode::UNAUTHORIZED.into_response() };
    let name = format!("person-{}.json", path.0.1);
    match person(path.0, &engine, &session).await {
        Ok(data) => match serde_json::to_string_pretty(&data) {
            Ok(text) => download(&name, "application/json", text),
            Err(error) => {
                tracing::error!(%error, "failed to write the data of a person; answering 500");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        Err(error) => refused_file(error, &refused),
    }
}

/// `GET /{object}/{id}/person.csv`: the same, one line for each value.
pub async fn person_csv(
    path: Path<(String, i64)>,
    engine: Extension<Engine>,
    Extension(refused): Extension<Refused>,
    session: Option<Extension<CurrentSession>>,
) -> Response {
    let Some(Extension(session)) = session else { return StatusCode::UNAUTHORIZED.into_response() };
    let name = format!("person-{}.csv", path.0.1);
    match person(path.0, &engine, &session).await {
        Ok(data) => download(&name, "text/csv; charset=utf-8", data.lines().map(|line| csv_line(&line)).collect()),
        Err(error) => refused_file(error, &refused),
    }
}

async fn person((slug, id): (String, i64), engine: &Engine, session: &CurrentSession) -> engine::Result<PersonData> {
    let object = engine.objects().object(&slug).await?;
    session.actor.view(object.id)?;
    if object.id != CONTACT {
        return Err(Error::NotFound);
    }
    let manager = session.actor.manage_privacy()?;
    engine.privacy().export_person(&session.actor, manager, object.id, RecordId(id)).await
}

fn download(name: &str, kind: &'static str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, text).into_response()
}
