//! Written sequences that meet the most important situations whatever the random ones contain.

use crate::{
    sequences::{everything, undo_latest},
    state::Slug,
    steps::{Case, Decide, Fields, Kept, Owner, Set, Step, Who, Wish},
};
use domain::operation::{Choice, Control};

fn fields(index: usize) -> Fields {
    let (keys, wish, owner, with) = (vec![index], Wish::Free, Owner::Olga, (Slug::Contacts, 0));
    Fields { name: Some(index), other: None, keys, only_further: false, wish, owner, stage: 0, with }
}

fn restore(who: Who, object: Slug, set: Set, way: Choice) -> Step {
    Step::Restore(who, object, set, Decide { all: Some(way), each: Vec::new() })
}

/// Deletes all records of an object, removes what they had, restores them with one resolution, and undoes that.
fn met(object: Slug, goes: Step, returns: Step, way: Choice) -> Vec<Step> {
    let trash = Set::Trash { search: 0, by: None };
    vec![
        Step::Delete(Who::Ada, object, everything()),
        Step::Settle,
        goes,
        restore(Who::Ada, object, Set::Deletion(0), way),
        Step::Settle,
        undo_latest(),
        Step::Settle,
        returns,
        restore(Who::Ada, object, trash, Choice::Skip),
        Step::Settle,
    ]
}

fn pages() -> Vec<Step> {
    let who = Who::Ada;
    let primary =
        |companies| Step::Link { who, here: (Slug::Contacts, 0), there: (Slug::Companies, companies), labels: 1 };
    let moved = |from, to| Step::Move { who, pick: everything(), from, to };
    let kept = Kept { name: 0, search: 0, filter: 1, sorted: true, shared: true };
    vec![
        Step::Edit { who, object: Slug::Contacts, record: 0, stale: true, fields: fields(4) },
        primary(vec![0, 1]),
        primary(vec![0]),
        Step::Unlink { who, here: (Slug::Contacts, 0), there: Slug::Companies, other: 0 },
        moved(None, 1),
        moved(Some(0), 2),
        moved(Some(1), 0),
        Step::SaveView(who, Slug::Contacts, kept),
        // Saved once more, and then another view of that name.
        Step::SaveView(who, Slug::Contacts, kept),
        Step::SaveView(who, Slug::Contacts, Kept { sorted: false, ..kept }),
    ]
}

/// A large deletion that is paused, resumed, reversed halfway and repeated, and one that is stopped halfway.
fn controlled() -> Vec<Step> {
    let control = |control| Step::Control { who: Who::Ada, operation: 0, control };
    let all = || Step::Delete(Who::Ada, Slug::Contacts, everything());
    let back = || restore(Who::Ada, Slug::Contacts, Set::Deletion(0), Choice::Skip);
    let ben = restore(Who::Ben, Slug::Contacts, Set::Deletion(0), Choice::Skip);
    let first = [all(), ben, Step::Round, control(Control::Pause), control(Control::Resume), Step::Round];
    let then = [control(Control::PutBack), Step::Settle, back(), Step::Settle];
    let stopped = [all(), Step::Round, control(Control::Stop), back(), Step::Settle];
    first.into_iter().chain(then).chain(stopped).collect()
}

/// One case in one transaction and one in chunks.
pub fn stories() -> [Case; 2] {
    [1_000, 1].map(|at_once| {
        let contacts = (0..3).map(|index| (Slug::Contacts, fields(index)));
        let companies = (0..2).map(|index| (Slug::Companies, fields(index)));
        let deals = (0..2).map(|index| (Slug::Deals, fields(index)));
        let owner = |way| met(Slug::Contacts, Step::Deactivate(Owner::Olga), Step::Reactivate(Owner::Olga), way);
        let stage = |way| met(Slug::Deals, Step::Archive(0), Step::Unarchive(0), way);
        let owners = [Choice::Without, Choice::Keep, Choice::Skip].into_iter().flat_map(owner);
        let stages = [Choice::Without, Choice::Skip].into_iter().flat_map(stage);
        Case {
            at_once,
            chunk: 1,
            records: contacts.chain(companies).chain(deals).collect(),
            steps: pages().into_iter().chain(controlled()).chain(owners).chain(stages).collect(),
        }
    })
}
