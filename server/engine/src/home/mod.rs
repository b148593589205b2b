//! The home page: a few rows and totals of each kind, each from an index or a counter, so that its cost does not depend
//! on the amount of data.

mod activities;
mod deals;
mod expiring;
mod recent;
mod tasks;

pub(crate) use recent::Opened;

use crate::{
    Result,
    db::{PlanCache, PlannerHint, Sql, Store, Tx},
    objects::Objects,
    records::{Records, count},
};
use domain::{
    home::{COUNT_MAX, Home, UpTo},
    object::Object,
    policy::Actor,
};
use std::sync::Arc;

/// The home page, with the recently viewed records.
#[derive(Clone)]
pub struct HomePage {
    store: Store,
    records: Records,
    objects: Objects,
    opened: Arc<Opened>,
}

impl HomePage {
    pub(crate) fn new(store: Store, records: Records, objects: Objects, opened: Arc<Opened>) -> Self {
        Self { store, records, objects, opened }
    }
}

impl HomePage {
    /// The content of the home page.
    pub async fn overview(&self, actor: &Actor) -> Result<Home> {
        let objects = self.objects.active().await?;
        let now = self.store.now();
        let mut tx = self.store.snapshot_with(PlannerHint::NestedLoop(PlanCache::Custom)).await?;
        Ok(Home {
            today: now.date(),
            new: nothing_there(&mut tx, actor, &objects).await?,
            tasks: self.open_tasks(&mut tx, actor, &objects, now.date()).await?,
            deals: deals::open_deals(&mut tx, actor, &objects).await?,
            expiring: expiring::expiring(&mut tx, actor, &objects, now).await?,
            activities: activities::activities(&mut tx, actor, &objects, now.date()).await?,
        })
    }
}

/// The object with this slug, unless it does not exist or the actor may not see their own records of it.
fn own<'a>(actor: &Actor, objects: &'a [Object], slug: &str) -> Option<&'a Object> {
    let object = objects.iter().find(|object| object.slug == slug)?;
    actor.view(object.id).is_ok_and(|permit| permit.covers(Some(actor.user))).then_some(object)
}

async fn nothing_there(tx: &mut Tx, actor: &Actor, objects: &[Object]) -> Result<bool> {
    for object in objects {
        if let Ok(permit) = actor.view(object.id)
            && count(tx, object.id, permit.view()).await? != (0, 0)
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Counts the rows of a query `SELECT 1 …`, up to a limit.
async fn up_to(tx: &mut Tx, rows: Sql) -> Result<UpTo> {
    let sql = rows.prepend("SELECT count(*) AS value FROM (").push(" LIMIT ").bind(COUNT_MAX + 1).push(") AS counted");
    Ok(UpTo::of(tx.value(sql).await?.unwrap_or_default()))
}
