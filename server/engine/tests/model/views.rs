//! The model of filters and of saved views.

use crate::{
    orders::Answer,
    state::{Model, Record, Slug},
};
use domain::{
    board::AMOUNT,
    filter::{Condition, Field, Filter, ME, Test},
    ids::{UserId, ViewId},
    saved_view::ViewProblem,
    text::{normalize, normalize_value},
    value::Money,
};

/// A saved view.
#[derive(Clone, Debug)]
pub struct View {
    pub id: ViewId,
    pub object: Slug,
    pub by: UserId,
    pub name: String,
    /// The query string of its address.
    pub query: String,
    pub shared: bool,
}

impl Record {
    /// Whether a record matches a filter, for the user `me`.
    pub fn fits(&self, filter: &Filter, me: UserId) -> bool {
        filter.any.is_empty() || filter.any.iter().any(|group| group.iter().all(|condition| self.is(condition, me)))
    }

    fn is(&self, condition: &Condition, me: UserId) -> bool {
        let value = match &condition.field {
            Field::Name => Some(normalize(&self.name)),
            Field::Key => self.ties.keys.first.clone(),
            Field::Owner => self.ties.owner.map(|owner| owner.to_string()),
            Field::Stage => self.ties.stage.map(|stage| stage.to_string()),
            Field::Property(key) => self.values.get(key).map(|value| normalize_value(value)),
            // Not among the filters of these tests.
            Field::Created | Field::Updated | Field::Gone => None,
        };
        let wanted = condition.values.iter().map(|wanted| match &condition.field {
            _ if wanted == ME => me.to_string(),
            Field::Key => wanted.to_lowercase(),
            Field::Name => normalize(wanted),
            _ => normalize_value(wanted),
        });
        let wanted: Vec<String> = wanted.collect();
        let number = |text: &str| Money::parse_text(text).map(|money| money.cents);
        // Of a time, only the day.
        let day = |value: &str| value.chars().take(10).collect::<String>();
        match condition.test {
            Test::Known => return value.is_some(),
            Test::Unknown => return value.is_none(),
            Test::IsNot => return value.is_none_or(|value| !wanted.contains(&value)),
            Test::Lacks => return value.is_none_or(|value| !value.contains(&wanted[0])),
            _ => {}
        }
        let Some(value) = value else { return false };
        match condition.test {
            Test::Is => wanted.contains(&value),
            Test::Contains => value.contains(&wanted[0]),
            Test::Starts => value.starts_with(&wanted[0]),
            Test::Less => number(&value) < number(&wanted[0]),
            Test::More => number(&value) > number(&wanted[0]),
            Test::Within => (number(&wanted[0])..=number(&wanted[1])).contains(&number(&value)),
            Test::Before => day(&value) < wanted[0],
            Test::After => day(&value) > wanted[0],
            Test::Between => (wanted[0].clone()..=wanted[1].clone()).contains(&day(&value)),
            other => unreachable!("{other:?} is not among the filters here"),
        }
    }

    /// The amount of a record, if it has one.
    pub fn amount(&self) -> Option<Money> {
        Money::parse_text(self.values.get(AMOUNT)?)
    }
}

impl Model {
    /// The views of an object that a user has: their own, then those that others share, each sorted by name.
    pub fn views_of(&self, user: UserId, object: Slug) -> Vec<&View> {
        let seen = |view: &&View| view.object == object && (view.shared || view.by == user);
        let mut views: Vec<&View> = self.views.values().filter(seen).collect();
        views.sort_by_key(|view| (view.by != user, &view.name, view.id));
        views
    }

    pub fn save_view(&mut self, view: View) -> Answer {
        let twice = |there: &&View| {
            there.by == view.by && there.object == view.object && normalize(&there.name) == normalize(&view.name)
        };
        if let Some(there) = self.views.values().find(twice) {
            let same = there.query == view.query && there.shared == view.shared;
            return if same { Answer::Kept(there.id) } else { Answer::NotKept(ViewProblem::Twice) };
        }
        let id = view.id;
        self.views.insert(id, view);
        Answer::Kept(id)
    }

    pub fn remove_view(&mut self, by: UserId, id: ViewId) -> Answer {
        let view = &self.views[&id];
        if view.by != by && !(view.shared && by == self.ada.user) {
            return Answer::NotFound;
        }
        self.views.remove(&id);
        Answer::Kept(id)
    }
}
