//! The home page.

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

/// What the home page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeScreen {
    /// What is to do, to win, to lose.
    pub home: Home,
    /// What the person looked at last.
    pub recent: Vec<RecentRecord>,
    /// The operations of the last days; nothing for one who is offered none and did none.
    pub operations: Option<Vec<OperationRow>>,
    /// Whether these are everyone's.
    pub everyone: bool,
    /// Deletions a day.
    pub chart: Vec<DayCount>,
    /// Deletions that wait for a decision of theirs; nothing for one who decides about none.
    pub waiting: Option<Vec<WaitingDeletion>>,
    /// Who deleted unusually much lately, for one who is told of it.
    pub anomalies: Vec<DeletionAnomaly>,
    /// What the person is offered to begin with: on which object, under which names.
    pub start: Option<(Offer, ObjectNames)>,
}

/// Records of those looked at last.
const RECENT: usize = 8;
/// Operations, and of how many days.
const OPERATIONS: usize = 6;
const DAYS: i64 = 7;

/// What the home page tells the person.
#[server(prefix = "/api", endpoint = "home", input = Json, output = Postcard)]
pub async fn get_home() -> Result<HomeScreen, AppError> {
    let actor = actor()?;
    let engine = services()?.engine;
    let home = engine.home(&actor).await.map_err(fail)?;
    let recent = engine.recent_records(&actor, RECENT).await.map_err(fail)?;
    let from = Some(home.today.start().plus_days(1 - DAYS).date());
    let query = OperationQuery { whose: Whose::Everyone, from, ..OperationQuery::default() };
    let mut page = engine.operations(&actor, &query).await.map_err(fail)?;
    page.rows.truncate(OPERATIONS);
    let start = match engine.object(CONTACTS).await {
        Ok(object) => actor.view(object.id).is_ok().then(|| (actor.offer(object.id), object.names)),
        Err(engine::Error::NotFound) => None,
        Err(error) => return Err(fail(error)),
    };
    let offered = start.as_ref().is_some_and(|(offer, _)| offer.delete || offer.restore || offer.assign);
    let operations = (offered || !page.rows.is_empty()).then_some(page.rows);
    let everyone = page.may_see_everyone;
    let waiting = engine.waiting_for(&actor).await.map_err(fail)?;
    let anomalies = engine.deletion_anomalies(&actor).await.map_err(fail)?;
    Ok(HomeScreen { home, recent, operations, everyone, chart: page.chart, waiting, anomalies, start })
}
