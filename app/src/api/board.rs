//! Server functions for boards, and for moving cards between stages.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::{index::chips, operations::checked, records::users};
use crate::{
    context::{cancel_with_request, fail, is_plain_form, object, refuse, send_form_to},
    error::{AppError, bad_input},
    i18n::{Messages, messages},
};
use domain::{
    board::{Board, BoardQuery, MOVE_MAX, MoveOrder, MoveRefused, Moved},
    ids::{RecordId, StageId, join_record_ids, parse_record_ids},
    object::Object,
    operation::{Preview, Selection, SelectionForm},
    policy::Offer,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The maximum number of card names in a message.
const NAMES: usize = 5;

/// The data of a board, with localized values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardScreen {
    /// The definition of the object.
    pub object: Object,
    /// The actions that the user may perform.
    pub offer: Offer,
    /// The part of the board that is shown.
    pub query: BoardQuery,
    /// The localized conditions of its filter by group, each with the address of the board without it.
    pub chips: Vec<Vec<(String, String)>>,
    /// The cards.
    pub board: Board,
    /// The result of a move without JavaScript that redirected to this page.
    pub told: Option<MoveAnswer>,
}

/// The data of the page that moves a selection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveScreen {
    /// The definition of the object.
    pub object: Object,
    /// The dry run of the move; `None` if nothing is selected.
    pub preview: Option<Preview>,
}

/// The form that moves one card or a selection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveForm {
    /// The slug of the object.
    pub object: String,
    /// The record, its stage when it was shown, and its target: `12~1~2`; empty for a selection.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub card: String,
    /// The selected records of the board.
    #[serde(flatten)]
    pub selection: SelectionForm,
    /// The target stage of a selection.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub to: String,
}

/// The localized result of a move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveAnswer {
    /// Whether the records are in the target stage now.
    pub moved: bool,
    /// The message to show.
    pub text: String,
}

/// Returns the board of a pipeline, or one column of it.
#[server(prefix = "/api", endpoint = "board/get", input = Json, output = Postcard)]
pub async fn get_board(slug: String, pairs: Vec<(String, String)>) -> Result<BoardScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let query = BoardQuery::from_address(get);
    let query = BoardQuery { filter: query.filter.checked(&object), ..query };
    let view = actor.view(object.id).map_err(refuse)?;
    let edit = actor.edit(object.id).ok();
    let shown = engine.boards().board(&view, edit.as_ref(), &object, &query);
    let mut board = cancel_with_request(shown).await.map_err(fail)?;
    let path = format!("/{slug}/board");
    let chips = chips(&engine, &object, &query.filter, |filter| {
        crate::url::address(&path, &BoardQuery { filter, ..query.whole() }.to_address())
    });
    let chips = chips.await?;
    let users = users(&engine, &object).await?;
    for card in board.columns.iter_mut().flat_map(|column| &mut column.cards) {
        card.values = messages().listed(&object, &card.values, None, &users);
    }
    let told = match Outcome::from_address(get) {
        None => None,
        Some(outcome) => {
            let names = engine.boards().names_of(&view, &outcome.named).await.map_err(fail)?;
            Some(outcome.tell(messages(), &object, &names))
        }
    };
    Ok(BoardScreen { offer: actor.offer(object.id), object, query, chips, board, told })
}

/// Returns the dry run of moving a selection.
#[server(prefix = "/api", endpoint = "board/preview-move", input = Json, output = Postcard)]
pub async fn preview_move(slug: String, selection: Selection) -> Result<MoveScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let permit = actor.edit(object.id).map_err(refuse)?;
    let selection = checked(&object, selection)?;
    let preview = if selection.is_empty() {
        None
    } else {
        Some(engine.boards().preview_move(&permit, &selection).await.map_err(fail)?)
    };
    Ok(MoveScreen { object, preview })
}

/// Moves a card or a selection to a stage, and returns the message about it.
#[server(prefix = "/api", endpoint = "board/move", output = Json)]
pub async fn move_cards(form: MoveForm) -> Result<MoveAnswer, AppError> {
    let (engine, actor, object) = object(&form.object).await?;
    let permit = actor.edit(object.id).map_err(refuse)?;
    let wanted = form.order(&object).ok_or_else(bad_input)?;
    let outcome = match engine.boards().move_to_stage(&permit, &object, &wanted).await {
        Ok(Ok(moved)) => Outcome::of(&moved, &wanted),
        Ok(Err(refused)) => Outcome { what: What::Refused(refused), ..Outcome::failed() },
        // The board reports the error of a form without JavaScript; the status reports it to the WASM program.
        Err(engine::Error::NotFound) if is_plain_form() => Outcome::failed(),
        Err(engine::Error::Forbidden(denied)) if is_plain_form() => {
            crate::context::tell_refused(denied);
            Outcome::failed()
        }
        Err(error) => return Err(fail(error)),
    };
    send_form_to(&form.board_address(&outcome));
    let view = actor.view(object.id).map_err(refuse)?;
    let names = engine.boards().names_of(&view, &outcome.named).await.map_err(fail)?;
    Ok(outcome.tell(messages(), &object, &names))
}

impl MoveForm {
    /// Parses the form; `None` if it is invalid.
    fn order(&self, object: &Object) -> Option<MoveOrder> {
        if self.card.is_empty() {
            let selection = self.selection.selection().checked(object).ok()?;
            return Some(MoveOrder { selection, from: None, to: self.to.parse().ok()? });
        }
        let mut parts = self.card.splitn(3, '~');
        let id = parts.next()?.parse().ok()?;
        let from = Some(parts.next()?.parse().ok()?);
        Some(MoveOrder { selection: Selection::Records(vec![id]), from, to: parts.next()?.parse().ok()? })
    }

    /// The address of the board that the form was sent from, with the result of the move.
    fn board_address(&self, outcome: &Outcome) -> String {
        let pairs = BoardQuery::of_form(&self.selection).to_address().into_iter().chain(outcome.to_address());
        crate::url::address(&format!("/{}/board", self.object), &pairs.collect::<Vec<_>>())
    }
}

/// The result of a move.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    what: What,
    /// Some of the records that did not move because they have other owners, and the number of such records.
    named: Vec<RecordId>,
    not_yours: i64,
}

#[derive(Debug, PartialEq, Eq)]
enum What {
    /// One card is in the stage.
    One(StageId),
    /// This number of cards is in the stage.
    Many(i64, StageId),
    Refused(MoveRefused),
    /// The record is deleted or not visible.
    Failed,
}

impl Outcome {
    fn failed() -> Self {
        Self { what: What::Failed, named: Vec::new(), not_yours: 0 }
    }

    fn of(moved: &Moved, order: &MoveOrder) -> Self {
        let what = if order.from.is_some() { What::One(order.to) } else { What::Many(moved.there, order.to) };
        let named = moved.not_yours.iter().copied().take(NAMES).collect();
        Self { what, named, not_yours: i64::try_from(moved.not_yours.len()).unwrap_or_default() }
    }

    fn to_address(&self) -> Vec<(&'static str, String)> {
        let (what, count, stage) = match &self.what {
            What::One(to) => ("one", 1, Some(*to)),
            What::Many(count, to) => ("many", *count, Some(*to)),
            What::Refused(MoveRefused::Elsewhere(at)) => ("elsewhere", 0, *at),
            What::Refused(MoveRefused::NoSuchStage) => ("stage", 0, None),
            What::Refused(MoveRefused::TooMany { count, .. }) => ("too-many", *count, None),
            What::Failed => ("failed", 0, None),
        };
        let mut pairs = vec![("moved", what.to_owned()), ("count", count.to_string())];
        pairs.extend(stage.map(|stage| ("at", stage.to_string())));
        if self.not_yours > 0 {
            pairs.extend([("left", join_record_ids(&self.named)), ("left-count", self.not_yours.to_string())]);
        }
        pairs
    }

    fn from_address<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let number = |name: &str| get(name).and_then(|text| text.parse().ok()).unwrap_or_default();
        let stage = get("at").and_then(|stage| stage.parse().ok());
        let what = match get("moved")? {
            "one" => What::One(stage?),
            "many" => What::Many(number("count"), stage?),
            "elsewhere" => What::Refused(MoveRefused::Elsewhere(stage)),
            "stage" => What::Refused(MoveRefused::NoSuchStage),
            "too-many" => What::Refused(MoveRefused::TooMany { count: number("count"), most: MOVE_MAX }),
            _ => What::Failed,
        };
        let named = get("left").and_then(|ids| parse_record_ids(ids).ok()).unwrap_or_default();
        let named: Vec<RecordId> = named.into_iter().take(NAMES).collect();
        Some(Self { what, not_yours: if named.is_empty() { 0 } else { number("left-count") }, named })
    }

    fn tell(&self, t: Messages, object: &Object, names: &[String]) -> MoveAnswer {
        let name = |stage: StageId| object.stage(stage).map_or("", |stage| stage.name(t.0));
        let mut text = match &self.what {
            What::One(to) => t.moved_one(name(*to)),
            What::Many(count, to) => t.moved_many(&t.records_moved(*count, &object.names), name(*to)),
            What::Refused(MoveRefused::Elsewhere(at)) => t.move_elsewhere(at.map_or(t.none(), name)),
            What::Refused(MoveRefused::NoSuchStage) => t.move_no_stage().to_owned(),
            What::Refused(MoveRefused::TooMany { count, most }) => t.move_too_many(&t.number(*count), &t.number(*most)),
            What::Failed => t.move_failed().to_owned(),
        };
        if !names.is_empty() {
            let rest = self.not_yours - i64::try_from(names.len()).unwrap_or_default();
            let names = names.join(", ");
            let names = if rest > 0 { t.and_others(rest, &names) } else { names };
            text = format!("{text} {}", t.moved_not_yours(&names));
        }
        MoveAnswer { moved: matches!(self.what, What::One(_) | What::Many(..)), text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ids::ObjectId, object::ObjectNames, operation::All};

    #[test]
    fn what_became_of_a_move_survives_the_address() {
        let left = Outcome { what: What::Many(3, StageId(2)), named: vec![RecordId(7), RecordId(9)], not_yours: 12 };
        let plain = |what| Outcome { what, ..Outcome::failed() };
        let refused = [
            MoveRefused::NoSuchStage,
            MoveRefused::Elsewhere(Some(StageId(4))),
            MoveRefused::Elsewhere(None),
            MoveRefused::TooMany { count: 4_000, most: MOVE_MAX },
        ];
        let outcomes = refused.map(|refused| plain(What::Refused(refused)));
        for outcome in outcomes.into_iter().chain([left, plain(What::One(StageId(1))), Outcome::failed()]) {
            let pairs = outcome.to_address();
            let get = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
            assert_eq!(Outcome::from_address(get), Some(outcome));
        }
        assert_eq!(Outcome::from_address(|_| None), None);
    }

    fn deals() -> Object {
        let [singular_en, plural_en, singular_it, plural_it] =
            ["deal", "deals", "trattativa", "trattative"].map(str::to_owned);
        Object {
            id: ObjectId(3),
            slug: "deals".to_owned(),
            names: ObjectNames { singular_en, plural_en, singular_it, plural_it },
            name_properties: Vec::new(),
            key_property: None,
            icon: "coin".to_owned(),
            activity: false,
            properties: Vec::new(),
            pipelines: Vec::new(),
        }
    }

    #[test]
    fn a_form_asks_for_a_card_or_for_a_selection() {
        let object = deals();
        let form = |card: &str, to: &str| MoveForm {
            object: "deals".to_owned(),
            card: card.to_owned(),
            selection: SelectionForm::records(vec![RecordId(3), RecordId(4)]),
            to: to.to_owned(),
        };
        let order = form("12~1~2", "").order(&object).unwrap();
        assert_eq!((order.selection, order.from), (Selection::Records(vec![RecordId(12)]), Some(StageId(1))));
        let order = form("", "5").order(&object).unwrap();
        assert_eq!((order.selection, order.to), (Selection::Records(vec![RecordId(3), RecordId(4)]), StageId(5)));
        let selection = SelectionForm { all: All::Except, ..form("", "5").selection };
        let all = MoveForm { selection, ..form("", "5") }.order(&object).unwrap().selection;
        assert!(matches!(all, Selection::Query(query) if query.except.len() == 2));
        for (card, to) in [("12", "2"), ("12~1", "2"), ("12~1~x", "2"), ("x~1~2", ""), ("", ""), ("", "x")] {
            assert_eq!(form(card, to).order(&object), None);
        }
    }
}
