//! CSV export of the records of a view. It contains all properties, whatever columns the table shows, so that
//! importing the file again loses nothing.

use super::csv::{csv_file, csv_line, fault, refused_file};
use app::{context::Refused, i18n::Messages};
use axum::{
    Extension, extract,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    object::Object,
    people::Lang,
    policy::{Permit, View},
    record::RecordRow,
    view::IndexQuery,
};
use engine::{Engine, ExportSource, people::CurrentSession};
use std::collections::BTreeMap;

/// Records read per page.
const ROWS: i64 = 1_000;

/// `GET /{object}/export.csv` with the query of a view: its records, in the order of the view.
pub async fn export(
    extract::Path(slug): extract::Path<String>,
    extract::Query(pairs): extract::Query<Vec<(String, String)>>,
    Extension(engine): Extension<Engine>,
    Extension(refused): Extension<Refused>,
    session: Option<Extension<CurrentSession>>,
) -> Response {
    let Some(Extension(session)) = session else { return StatusCode::UNAUTHORIZED.into_response() };
    let object = match engine.objects().object(&slug).await {
        Ok(object) => object,
        Err(error) => return refused_file(error, &refused),
    };
    let permit = match session.actor.export(object.id).and_then(|_| session.actor.view(object.id)) {
        Ok(view) => view,
        Err(refusal) => return refused_file(refusal.into(), &refused),
    };
    if let Err(error) = engine.audit().record_export(session.person.id, ExportSource::View(object.id)).await {
        return fault(&error);
    }
    let mut query = IndexQuery::from_address(&object, |name| {
        pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    });
    query.size = ROWS;
    query.cursor = None;
    let t = Messages(session.lang.unwrap_or(Lang::En));
    let (send, pieces) = tokio::sync::mpsc::channel::<std::io::Result<Vec<u8>>>(2);
    tokio::spawn(async move {
        if let Err(error) = write(&engine, &permit, &object, query, t, &send).await {
            // An error cuts the file off, which is better than a file that looks complete. The client may be gone
            // already.
            let _ = send.send(Err(std::io::Error::other(error))).await;
        }
    });
    csv_file(&format!("{slug}.csv"), pieces)
}

async fn write(
    engine: &Engine,
    permit: &Permit<View>,
    object: &Object,
    mut query: IndexQuery,
    t: Messages,
    send: &tokio::sync::mpsc::Sender<std::io::Result<Vec<u8>>>,
) -> engine::Result<()> {
    let users = engine.records().owners().await?.into_iter().map(|user| (user.id.to_string(), user.name)).collect();
    let stage = (!object.pipelines.is_empty()).then(|| t.column_stage().to_owned());
    let mut headers = vec!["ID".to_owned()];
    headers.extend(object.properties.iter().map(|property| property.label(t.0).to_owned()));
    headers.extend(stage);
    headers.extend([t.column_owner().to_owned(), t.column_created().to_owned()]);
    let mut piece = Vec::from(csv_line(&headers));
    loop {
        let page = tokio::select! {
            page = engine.records().list_records(permit, None, object, &query) => page?,
            () = send.closed() => return Ok(()),
        };
        for row in &page.rows {
            piece.extend_from_slice(csv_line(&cells(object, row, t, &users)).as_bytes());
        }
        if send.send(Ok(std::mem::take(&mut piece))).await.is_err() {
            // The client is gone.
            return Ok(());
        }
        match page.next {
            Some(next) => query = query.at(Some(next)),
            None => return Ok(()),
        }
    }
}

fn cells(object: &Object, row: &RecordRow, t: Messages, users: &BTreeMap<String, String>) -> Vec<String> {
    let mut cells = vec![row.id.to_string()];
    cells.extend(object.properties.iter().map(|property| {
        let value = if object.is_key(&property.key) { row.key.as_ref() } else { row.values.get(&property.key) };
        value.map(|value| t.exported(property, value, users)).unwrap_or_default()
    }));
    if !object.pipelines.is_empty() {
        let stage = row.stage.and_then(|stage| object.stage(stage));
        cells.push(stage.map(|stage| stage.name(t.0).to_owned()).unwrap_or_default());
    }
    cells.push(row.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default());
    cells.push(row.created.rfc3339());
    cells
}
