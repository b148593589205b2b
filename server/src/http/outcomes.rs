//! CSV export of the outcomes of an operation.

use super::csv::{csv_file, csv_line, fault, refused_file};
use app::{context::Refused, i18n::Messages};
use axum::{
    Extension, extract,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{ids::OperationId, operation::OperationKind, people::Lang};
use engine::{Engine, ExportSource, people::CurrentSession};

/// Records read per page.
const ROWS: i64 = 1_000;

/// `GET /operations/{id}/outcomes.csv`: each record the user may see, with its outcome.
pub async fn outcomes(
    extract::Path(id): extract::Path<i64>,
    Extension(engine): Extension<Engine>,
    Extension(refused): Extension<Refused>,
    session: Option<Extension<CurrentSession>>,
) -> Response {
    let Some(Extension(session)) = session else { return StatusCode::UNAUTHORIZED.into_response() };
    let id = OperationId(id);
    let kind = match engine.operations().operation(&session.actor, id).await {
        Ok(view) => view.kind,
        Err(error) => return refused_file(error, &refused),
    };
    if let Err(error) = engine.audit().record_export(session.person.id, ExportSource::Outcomes(id)).await {
        return fault(&error);
    }
    let (send, pieces) = tokio::sync::mpsc::channel::<std::io::Result<Vec<u8>>>(2);
    tokio::spawn(async move {
        if let Err(error) = write(&engine, &session, id, kind, &send).await {
            // An error cuts the file off, which is better than a file that looks complete. The client may be gone
            // already.
            let _ = send.send(Err(std::io::Error::other(error))).await;
        }
    });
    csv_file(&format!("operation-{id}.csv"), pieces)
}

async fn write(
    engine: &Engine,
    session: &CurrentSession,
    id: OperationId,
    kind: OperationKind,
    send: &tokio::sync::mpsc::Sender<std::io::Result<Vec<u8>>>,
) -> engine::Result<()> {
    let t = Messages(session.lang.unwrap_or(Lang::En));
    let headers = ["ID", t.column_record(), t.column_outcome(), t.column_owner(), t.column_now()];
    let mut piece = Vec::from(csv_line(&headers.map(str::to_owned)));
    let mut after = None;
    loop {
        let page = engine.operations().operation_items(&session.actor, id, "", false, after, ROWS).await?;
        for item in page.items {
            let now = match (&item.name, item.living) {
                (None, _) => t.now_gone(),
                (Some(_), true) => t.now_living(),
                (Some(_), false) => t.now_trash(),
            };
            let cells = [
                item.record.to_string(),
                item.name.unwrap_or_default(),
                t.outcome(&item.outcome, kind),
                item.owner.map(|owner| owner.name).unwrap_or_default(),
                now.to_owned(),
            ];
            piece.extend_from_slice(csv_line(&cells).as_bytes());
        }
        if send.send(Ok(std::mem::take(&mut piece))).await.is_err() {
            // The client is gone.
            return Ok(());
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}
