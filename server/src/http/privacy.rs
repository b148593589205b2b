//! The forms of the privacy settings: plain ones, and the upload of a file of addresses, which is read and not kept.

use super::{
    Site,
    csv::{fault, refused_file},
    forms,
};
use app::{
    api::privacy::{FILE, FileRefused, PRIVACY, PrivacyForm, REASON},
    context::Refused,
    page_form::Posted,
};
use axum::{
    extract::{FromRequest, Multipart, RawPathParams, Request, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use domain::privacy::{ADDRESS_FILE_MAX, Address, AddressFileProblem, BlockReason, read_addresses};
use engine::{Engine, Error, people::CurrentSession};

/// Bytes of an upload that are received before the connection is given up: a browser that gets a response before it has sent
/// everything shows an error page of its own.
pub const PATIENCE: usize = 2 * ADDRESS_FILE_MAX;

/// `POST /settings/privacy`.
pub async fn answer(State(site): State<Site>, params: RawPathParams, request: Request) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        upload(site, request).await
    } else {
        forms::answer::<PrivacyForm>(State(site), params, request).await
    }
}

/// Blocks the addresses of a file. A problem is shown on the page, which keeps the reason that was typed.
async fn upload(site: Site, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let get = &parts.extensions;
    let (engine, session) = (get.get::<Engine>().cloned(), get.get::<CurrentSession>().cloned());
    let (Some(engine), Some(session)) = (engine, session) else {
        return Redirect::to(&format!("/sign-in?next={PRIVACY}")).into_response();
    };
    let by = match session.actor.manage_privacy() {
        Ok(by) => by,
        Err(refusal) => return refused_file(refusal.into(), &get.get::<Refused>().cloned().unwrap_or_default()),
    };
    let form = match Multipart::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(form) => form,
        Err(rejection) => return rejection.into_response(),
    };
    let (typed, file) = match receive(form).await {
        Ok(received) => received,
        Err(error) => return fault(&Error::File(error)),
    };
    let why = match (BlockReason::parse(&typed), read(file).await) {
        (Err(problem), _) => FileRefused::Reason(problem),
        (_, Err(problem)) => FileRefused::File(problem),
        (Ok(reason), Ok(addresses)) => {
            return match engine.privacy().block_addresses(by, addresses, &reason).await {
                Ok(done) => {
                    let (blocked, already, in_use) = (done.blocked, done.already, done.in_use);
                    let to = format!("{PRIVACY}?blocked={blocked}&already={already}&in_use={in_use}");
                    Redirect::to(&to).into_response()
                }
                Err(error) => fault(&error),
            };
        }
    };
    forms::page(&site, parts, Posted(Ok(PrivacyForm::file_refused(typed, why)))).await
}

/// The reason and the file of the form. More than the limit is received and discarded.
async fn receive(mut form: Multipart) -> std::io::Result<(String, Vec<u8>)> {
    let (mut reason, mut file) = (String::new(), Vec::new());
    while let Some(mut field) = form.next_field().await.map_err(std::io::Error::other)? {
        match field.name() {
            Some(REASON) => reason = field.text().await.map_err(std::io::Error::other)?,
            Some(FILE) => {
                while let Some(piece) = field.chunk().await.map_err(std::io::Error::other)? {
                    // One byte more than the limit says that there was more.
                    let room = (ADDRESS_FILE_MAX + 1).saturating_sub(file.len());
                    file.extend_from_slice(piece.get(..room.min(piece.len())).unwrap_or_default());
                }
            }
            _ => {}
        }
    }
    Ok((reason, file))
}

/// Reads the addresses on a thread of its own, because a large file takes a second.
async fn read(file: Vec<u8>) -> Result<Vec<Address>, AddressFileProblem> {
    let read = tokio::task::spawn_blocking(move || read_addresses(&file)).await;
    read.unwrap_or(Err(AddressFileProblem::NotText))
}
