//! Comparison of the board of deals with the model.

use super::{Look, Viewer};
use crate::{
    stages::PIPELINE,
    state::{Model, Record, Slug, count},
    steps::{FILTERS, SEARCHES, filter},
};
use domain::{
    board::{Board, BoardQuery, Card, Column},
    object::Stage,
    value::Money,
};
use std::{cmp::Reverse, collections::BTreeMap};

impl Viewer<'_> {
    pub async fn board(&mut self, look: Look) -> engine::Result<()> {
        let object = &self.objects[&Slug::Deals];
        let (view, edit) = (self.actor.view(object.id)?, self.actor.edit(object.id)?);
        let step = look.step();
        let narrow = BoardQuery {
            search: SEARCHES[step % SEARCHES.len()].to_owned(),
            filter: filter(Slug::Deals, (step + 1) % FILTERS),
            ..BoardQuery::default()
        };
        for query in [BoardQuery::default(), narrow] {
            let shown = self.test.boards().board(&view, Some(&edit), object, &query).await?;
            let stages = self.model.stages.standing();
            let columns: Vec<Column> = stages.map(|stage| self.column(stage, &query)).collect();
            let pipeline = object.pipeline(Some(PIPELINE)).unwrap().clone();
            let total = columns.iter().map(|column| column.count).sum();
            self.same(format!("the board, {query:?}"), &Board { pipeline, columns, total }, &shown);
        }
        Ok(())
    }

    fn column(&self, stage: &Stage, query: &BoardQuery) -> Column {
        let shown = |deal: &&Record| deal.matches(&query.search) && deal.fits(&query.filter, self.actor.user);
        let mut deals: Vec<&Record> = self.model.standing_in(stage.id).filter(shown).collect();
        deals.sort_by_key(|deal| Reverse((deal.changed, deal.id)));
        let card = |deal: &&Record| Card {
            id: deal.id,
            name: deal.name.clone(),
            values: deal.values.clone(),
            owner: self.model.person(deal.ties.owner),
            may_move: self.model.may_change(self.actor.user, deal.ties.owner),
        };
        Column {
            stage: stage.clone(),
            count: count(deals.len()),
            sums: Model::sums(&deals),
            cards: deals.iter().map(card).collect(),
            next: None,
        }
    }
}

impl Model {
    /// The sums of the amounts of deals, in each currency.
    fn sums(deals: &[&Record]) -> Vec<Money> {
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for money in deals.iter().filter_map(|deal| deal.amount()) {
            *sums.entry(money.currency).or_default() += money.cents;
        }
        sums.into_iter().map(|(currency, cents)| Money { cents, currency }).collect()
    }
}
