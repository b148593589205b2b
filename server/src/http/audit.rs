//! CSV export of the audit.

use super::csv::{csv_file, csv_line, refused_file};
use app::{
    audit_format::{EventField, EventFormatter},
    context::Refused,
    i18n::Messages,
};
use axum::{
    Extension, extract,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    audit::{AuditQuery, AuditRow},
    people::Lang,
    policy::Auditor,
};
use engine::{Engine, ExportSource, people::CurrentSession};
use tokio::sync::mpsc::Sender;

/// Events read per page.
const ROWS: i64 = 1_000;

/// `GET /settings/audit.csv` with the query of a view: its events, latest first. The export itself is recorded in the
/// audit.
pub async fn audit(
    extract::Query(pairs): extract::Query<Vec<(String, String)>>,
    Extension(engine): Extension<Engine>,
    Extension(refused): Extension<Refused>,
    session: Option<Extension<CurrentSession>>,
) -> Response {
    let Some(Extension(session)) = session else { return StatusCode::UNAUTHORIZED.into_response() };
    let auditor = match session.actor.audit() {
        Ok(auditor) => auditor,
        Err(refusal) => return refused_file(refusal.into(), &refused),
    };
    let mut query =
        AuditQuery::from_address(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()));
    query.after = None;
    if let Err(error) = engine.audit().record_export(session.person.id, ExportSource::Audit).await {
        return refused_file(error, &refused);
    }
    let t = Messages(session.lang.unwrap_or(Lang::En));
    let (send, pieces) = tokio::sync::mpsc::channel::<std::io::Result<Vec<u8>>>(2);
    tokio::spawn(async move {
        if let Err(error) = write(&engine, auditor, query, t, &send).await {
            // An error cuts the file off, which is better than a file that looks complete. The client may be gone
            // already.
            let _ = send.send(Err(std::io::Error::other(error))).await;
        }
    });
    csv_file("audit.csv", pieces)
}

async fn write(
    engine: &Engine,
    auditor: Auditor,
    mut query: AuditQuery,
    t: Messages,
    send: &Sender<std::io::Result<Vec<u8>>>,
) -> engine::Result<()> {
    let headers = [
        "ID",
        t.column_when(),
        t.column_who(),
        "ID",
        t.audit_address(),
        t.filter_kind(),
        t.audit_what(),
        t.details(),
        t.audit_seal(),
    ];
    let mut piece = Vec::from(csv_line(&headers.map(str::to_owned)));
    loop {
        let page = engine.audit().list_audit(auditor, &query, ROWS).await?;
        let formatter = EventFormatter::new(t, &page.names);
        for row in &page.rows {
            piece.extend_from_slice(csv_line(&cells(formatter, row)).as_bytes());
        }
        if send.send(Ok(std::mem::take(&mut piece))).await.is_err() || page.next.is_none() {
            // Everything is sent, or the client is gone.
            return Ok(());
        }
        query.after = page.next;
    }
}

fn cells(formatter: EventFormatter<'_>, row: &AuditRow) -> Vec<String> {
    let fields = formatter.fields(row).into_iter().map(|EventField { label, text, .. }| format!("{label}: {text}"));
    vec![
        row.id.to_string(),
        row.at.rfc3339(),
        formatter.who(row),
        row.by.as_ref().map(|by| by.id.to_string()).unwrap_or_default(),
        row.address.clone().unwrap_or_default(),
        row.kind.map(|kind| kind.tag().to_owned()).unwrap_or_default(),
        formatter.headline(row),
        fields.collect::<Vec<_>>().join("; "),
        row.seal.clone().unwrap_or_default(),
    ]
}
