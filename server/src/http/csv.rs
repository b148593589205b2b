//! CSV responses, streamed while they are produced.

use app::context::Refused;
use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::Error;
use tokio::sync::mpsc::Receiver;
use tokio_stream::wrappers::ReceiverStream;

/// A response that downloads the pieces as a file of this name.
pub fn csv_file(name: &str, pieces: Receiver<std::io::Result<Vec<u8>>>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Body::from_stream(ReceiverStream::new(pieces))).into_response()
}

/// One line of CSV. A cell that a spreadsheet would read as a formula gets a leading apostrophe.
pub fn csv_line(cells: &[String]) -> String {
    let cell = |text: &String| {
        // A phone or another number may begin with a sign; a signed text with letters or operators is a formula.
        let signed = text.starts_with(['+', '-']) && text.contains(|c: char| c.is_alphabetic() || "=|!".contains(c));
        let guard = if signed || text.starts_with(['=', '@', '\t', '\r']) { "'" } else { "" };
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    };
    let mut line = cells.iter().map(cell).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

/// The response when a file could not be produced.
pub fn fault(error: &Error) -> Response {
    tracing::error!(%error, "failed to produce a file");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// The response when a user may not have a file, or when it could not be produced.
pub fn refused_file(error: Error, refused: &Refused) -> Response {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND.into_response(),
        Error::Forbidden(denied) => {
            refused.tell(denied);
            StatusCode::FORBIDDEN.into_response()
        }
        error => fault(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_line_formula_gets_an_apostrophe() {
        for formula in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "\t=1", "\r=1", "-A1"] {
            let line = csv_line(&[formula.to_owned()]);
            assert!(line.starts_with("\"'"), "{line}");
        }
        for plain in ["+39 06 (555) 0134", "-5", "-1234.50", "a=b", "", "Anna \"Nina\" Moretti"] {
            let line = csv_line(&[plain.to_owned()]);
            assert_eq!(line, format!("\"{}\"\r\n", plain.replace('"', "\"\"")));
        }
    }
}
