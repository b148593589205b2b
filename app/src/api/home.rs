//! Server functions for the home page.

use crate::{
    context::{actor, fail, services},
    error::AppError,
};
use domain::{
    home::{CONTACTS, Home, RecentRecord},
    object::ObjectNames,
    operation::{DayCount, DeletionAnomaly, OperationQuery, OperationRow, WaitingDeletion, Whose},
    policy::Offer,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The data of the home page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeScreen {
    /// The cards of the page, apart from recently viewed records and operations.
    pub home: Home,
    /// The records that the user viewed recently.
    pub recent: Vec<RecentRecord>,
    /// The operations of the last days; `None` for a user who may perform no operation and sees none.
    pub operations: Option<Vec<OperationRow>>,
    /// Whether they include the operations of other users.
    pub everyone: bool,
    /// The number of deleted records per day.
    pub chart: Vec<DayCount>,
    /// The deletions that wait for approval; `None` for a user who may not approve any.
    pub waiting: Option<Vec<WaitingDeletion>>,
    /// Unusual deletion counts, for users who receive these alerts.
    pub anomalies: Vec<DeletionAnomaly>,
    /// The actions on contacts and their names, for the first steps of a new user; `None` if the user may not see
    /// contacts.
    pub start: Option<(Offer, ObjectNames)>,
}

/// The number of recently viewed records.
const RECENT: usize = 8;
/// The number of operations.
const OPERATIONS: usize = 6;
const DAYS: i64 = 7;

/// Returns the data of the home page.
#[server(prefix = "/api", endpoint = "home", input = Json, output = Postcard)]
pub async fn get_home() -> Result<HomeScreen, AppError> {
    let actor = actor()?;
    let engine = services()?.engine;
    let home = engine.home().overview(&actor).await.map_err(fail)?;
    let recent = engine.home().recent_records(&actor, RECENT).await.map_err(fail)?;
    let from = Some(home.today.start().plus_days(1 - DAYS).date());
    let query = OperationQuery { whose: Whose::Everyone, from, ..OperationQuery::default() };
    let mut page = engine.operations().list_operations(&actor, &query).await.map_err(fail)?;
    page.rows.truncate(OPERATIONS);
    let start = match engine.objects().object(CONTACTS).await {
        Ok(object) => actor.view(object.id).is_ok().then(|| (actor.offer(object.id), object.names)),
        Err(engine::Error::NotFound) => None,
        Err(error) => return Err(fail(error)),
    };
    let offered = start.as_ref().is_some_and(|(offer, _)| offer.delete || offer.restore || offer.assign);
    let operations = (offered || !page.rows.is_empty()).then_some(page.rows);
    let everyone = page.may_see_everyone;
    let waiting = engine.operations().waiting_for(&actor).await.map_err(fail)?;
    let anomalies = engine.operations().deletion_anomalies(&actor).await.map_err(fail)?;
    Ok(HomeScreen { home, recent, operations, everyone, chart: page.chart, waiting, anomalies, start })
}
