//! One card of a board.

use super::MOVE;
use crate::{
    api::board::{BoardScreen, MoveCards},
    form::field_name,
    i18n::Messages,
    ui::{Avatar, Icon, Picture},
};
use domain::{
    board::{AMOUNT, Card},
    object::{Object, Stage},
    operation::SelectionForm,
};
use leptos::prelude::*;

/// A card: name, columns of the table, amount, owner, selection box, and the menu that moves it to another stage.
pub(super) fn card(
    t: Messages,
    screen: &BoardScreen,
    stage: &Stage,
    card: &Card,
    may_select: bool,
) -> impl IntoView + use<> {
    let object = &screen.object;
    let tick = may_select.then(|| {
        view! {
            <input
                type="checkbox"
                name=field_name!(SelectionForm.ids)
                value=card.id.to_string()
                aria-label=t.select_row(&card.name)
            />
        }
    });
    let amount = object.amount().and_then(|_| card.values.get(AMOUNT).cloned());
    let owner = card.owner.as_ref().map(|owner| {
        view! {
            <span class="owner" title=owner.name.clone()>
                <Avatar name=owner.name.clone() />
                <span class="hidden">{t.owned_by(&owner.name)}</span>
            </span>
        }
    });
    let lines = lines(object, card);
    let draggable = if card.may_move { "true" } else { "false" };
    view! {
        <li class="deal" id=format!("card-{}", card.id) draggable=draggable>
            <div class="title">
                <a href=format!("/{}/{}", object.slug, card.id) draggable="false">
                    {card.name.clone()}
                </a>
                {tick}
            </div>
            {(!lines.is_empty()).then(|| view! { <div class="facts">{lines}</div> })}
            <div class="facts">
                <b class="num">{amount}</b>
                <span class="grow"></span>
                {card.may_move.then(|| moves(t, &screen.board.pipeline.stages, stage, card))}
                {owner}
            </div>
        </li>
    }
}

/// The columns that the table shows of a record, without its amount.
fn lines(object: &Object, card: &Card) -> String {
    let listed = object.properties.iter().filter(|property| property.key != AMOUNT);
    let values: Vec<&str> = listed.filter_map(|property| card.values.get(&property.key)).map(String::as_str).collect();
    values.join(" · ")
}

/// The menu of stages that the card can be moved to, for keyboard, touch and browsers without JavaScript.
fn moves(t: Messages, stages: &[Stage], here: &Stage, card: &Card) -> impl IntoView + use<> {
    let buttons = stages
        .iter()
        .filter(|stage| stage.id != here.id)
        .map(|stage| {
            view! {
                <button
                    class="btn small"
                    form=MOVE
                    name=field_name!(MoveCards.form.card)
                    value=format!("{}~{}~{}", card.id, here.id, stage.id)
                    aria-label=t.move_to(stage.name(t.0))
                >
                    {stage.name(t.0).to_owned()}
                </button>
            }
        })
        .collect_view();
    view! {
        <details class="move">
            <summary class="btn ghost small" aria-label=t.move_card(&card.name)>
                <Icon picture=Picture::Right />
            </summary>
            <div class="stages">{buttons}</div>
        </details>
    }
}
