//! The actor's open deals, from the totals that boards use.

use super::own;
use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{
    home::{DEALS, OpenDeals, StageSum},
    ids::StageId,
    object::{Object, StageKind},
    policy::Actor,
    value::Money,
};
use std::collections::BTreeMap;

pub(super) async fn open_deals(tx: &mut Tx, actor: &Actor, objects: &[Object]) -> Result<Option<OpenDeals>> {
    let deals = own(actor, objects, DEALS).filter(|object| !object.pipelines.is_empty());
    let Some(object) = deals else { return Ok(None) };
    let open = || object.stages().filter(|stage| stage.kind == StageKind::Open);
    let sql = Sql::new("SELECT stage_id, currency, active, amount FROM stage_count WHERE active > 0 AND owner_id = ")
        .bind(actor.user)
        .push(" AND stage_id IN ")
        .in_list(open().map(|stage| stage.id.0));
    let mut counts: BTreeMap<StageId, i64> = BTreeMap::new();
    let mut cents: BTreeMap<StageId, BTreeMap<String, i64>> = BTreeMap::new();
    let mut all: BTreeMap<String, i64> = BTreeMap::new();
    for row in tx.all(sql).await? {
        let stage = StageId(row.int("stage_id")?);
        *counts.entry(stage).or_default() += row.int("active")?;
        let (currency, amount) = (row.text("currency")?, row.int("amount")?);
        // Without a currency there is no amount.
        if !currency.is_empty() {
            *all.entry(currency.clone()).or_default() += amount;
            cents.entry(stage).or_default().insert(currency, amount);
        }
    }
    let stages = open().filter_map(|stage| {
        let count = *counts.get(&stage.id)?;
        Some(StageSum { stage: stage.clone(), count, sums: sums(cents.remove(&stage.id).unwrap_or_default()) })
    });
    let stages = stages.collect();
    Ok(Some(OpenDeals { object: object.clone(), stages, count: counts.values().sum(), sums: sums(all) }))
}

fn sums(cents: BTreeMap<String, i64>) -> Vec<Money> {
    cents.into_iter().map(|(currency, cents)| Money { cents, currency }).collect()
}
