//! Server functions for the blocklist, for users who manage privacy.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::{
    context::{actor, fail, reauthenticated, refuse, services},
    error::{AppError, bad_input},
    page_form::{FormFields, FormOutcome, PageForm, RouteParams, posted},
};
use domain::{
    ids::BlockId,
    privacy::{
        AddressCheck, AddressFileProblem, AddressProblem, BlockEntry, BlockReason, BlocklistPage, NotBlocked,
        ReasonProblem,
    },
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The page of privacy settings.
pub const PRIVACY: &str = "/settings/privacy";
/// The name of the form field that says which form of the page was sent: one of [`CHECK`], [`BLOCK`] and [`FILE`].
pub const FORM: &str = "form";
/// The form that asks whether an address is blocked.
pub const CHECK: &str = "check";
/// The form that blocks an address.
pub const BLOCK: &str = "block";
/// The form that blocks the addresses of a file.
pub const FILE: &str = "file";
/// The name of the form field of an address.
pub const ADDRESS: &str = "address";
/// The name of the form field of a reason.
pub const REASON: &str = "reason";

/// The result of a form of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PrivacyAnswer {
    /// No form was sent.
    #[default]
    Nothing,
    /// Whether an address is blocked.
    Checked {
        /// The address as typed.
        typed: String,
        /// The answer.
        check: Result<AddressCheck, AddressProblem>,
    },
    /// An address was not blocked.
    NotBlocked {
        /// The address as typed.
        typed: String,
        /// The reason as typed.
        reason: String,
        /// Why.
        why: NotBlocked,
    },
    /// No address of a file was blocked.
    FileRefused {
        /// The reason as typed.
        reason: String,
        /// Why.
        why: FileRefused,
    },
}

/// Why no address of a file was blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileRefused {
    /// The reason is refused.
    Reason(ReasonProblem),
    /// The file is refused.
    File(AddressFileProblem),
}

/// The data of the page of privacy settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivacyScreen {
    /// The blocklist.
    pub page: BlocklistPage,
    /// The result of the form that was posted.
    pub answer: PrivacyAnswer,
}

/// A form of the page that was posted, with what it answers.
#[derive(Clone)]
pub struct PrivacyForm(PrivacyAnswer);

impl PrivacyForm {
    /// The form of a file whose addresses were not blocked.
    pub fn file_refused(reason: String, why: FileRefused) -> Self {
        Self(PrivacyAnswer::FileRefused { reason, why })
    }
}

impl PageForm for PrivacyForm {
    async fn save(_: RouteParams, fields: FormFields) -> Result<FormOutcome<Self>, AppError> {
        let actor = actor()?;
        let by = actor.manage_privacy().map_err(refuse)?;
        let engine = services()?.engine;
        let (typed, reason) = (fields.text(ADDRESS), fields.text(REASON));
        let answer = match fields.get(FORM) {
            Some(CHECK) => {
                let check = engine.privacy().check_address(by, &actor, &typed).await.map_err(fail)?;
                PrivacyAnswer::Checked { typed, check }
            }
            Some(BLOCK) => match engine.privacy().block_address(by, &actor, &typed, &reason).await.map_err(fail)? {
                Ok(id) => return Ok(FormOutcome::Redirect(format!("{PRIVACY}/blocklist/{id}?done=blocked"))),
                Err(why) => PrivacyAnswer::NotBlocked { typed, reason, why },
            },
            _ => return Err(bad_input()),
        };
        Ok(FormOutcome::Show(Self(answer)))
    }
}

/// Returns a page of the blocklist: the blocks that hold, or all of the `history`.
#[server(prefix = "/api", endpoint = "privacy/get", input = Json, output = Postcard)]
pub async fn get_privacy(history: bool, before: Option<BlockId>) -> Result<PrivacyScreen, AppError> {
    let posted: Option<PrivacyForm> = posted()?;
    let by = actor()?.manage_privacy().map_err(refuse)?;
    let page = services()?.engine.privacy().blocklist(by, history, before).await.map_err(fail)?;
    Ok(PrivacyScreen { page, answer: posted.map(|form| form.0).unwrap_or_default() })
}

/// The data of the page of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockScreen {
    /// The entry.
    pub entry: BlockEntry,
    /// The reason to lift it, as typed.
    pub typed: String,
    /// The reason why it was not lifted.
    pub problem: Option<ReasonProblem>,
}

/// The form that lifts a block, which was posted and not saved.
#[derive(Clone)]
pub struct LiftForm {
    typed: String,
    problem: ReasonProblem,
}

impl PageForm for LiftForm {
    async fn save(route: RouteParams, fields: FormFields) -> Result<FormOutcome<Self>, AppError> {
        let id: BlockId = route.parse("id")?;
        let by = actor()?.manage_privacy().map_err(refuse)?;
        let typed = fields.text(REASON);
        match BlockReason::parse(&typed) {
            Ok(reason) => {
                services()?.engine.privacy().lift_block(&reauthenticated(by)?, id, &reason).await.map_err(fail)?;
                Ok(FormOutcome::Redirect(format!("{PRIVACY}/blocklist/{id}?done=lifted")))
            }
            Err(problem) => Ok(FormOutcome::Show(Self { typed, problem })),
        }
    }
}

/// Returns an entry of the blocklist.
#[server(prefix = "/api", endpoint = "privacy/entry", input = Json, output = Postcard)]
pub async fn get_block(id: BlockId) -> Result<BlockScreen, AppError> {
    let posted: Option<LiftForm> = posted()?;
    let by = actor()?.manage_privacy().map_err(refuse)?;
    let entry = services()?.engine.privacy().block_entry(by, id).await.map_err(fail)?;
    let (typed, problem) = posted.map_or_else(Default::default, |form| (form.typed, Some(form.problem)));
    Ok(BlockScreen { entry, typed, problem })
}
