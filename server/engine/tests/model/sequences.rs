//! Random sequences of steps: single steps, and groups that belong together and would seldom meet by chance.

use crate::{
    state::Slug,
    steps::{
        CITIES, Case, Decide, FILTERS, Fields, KEYS, Kept, NAMES, Next, Owner, Pick, SEARCHES, Set, Step, VIEW_NAMES,
        Who, Wish,
    },
};
use domain::operation::{Choice, Control};
use proptest::{collection::vec, option, prelude::*, sample::select};

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![3 => Just(Who::Ada), 1 => Just(Who::Ben)]
}

fn owner() -> impl Strategy<Value = Owner> {
    prop_oneof![2 => Just(Owner::Ben), 1 => Just(Owner::Ada), 1 => Just(Owner::Olga), 1 => Just(Owner::Unassigned)]
}

/// A user who may be deactivated: not Ada, who is the only administrator.
fn leaver() -> impl Strategy<Value = Owner> {
    prop_oneof![3 => Just(Owner::Olga), 1 => Just(Owner::Ben)]
}

/// An object; contacts are more frequent, because most conflicts are about them.
fn object() -> impl Strategy<Value = Slug> {
    prop_oneof![
        6 => Just(Slug::Contacts),
        2 => Just(Slug::Companies),
        2 => Just(Slug::Deals),
        1 => Just(Slug::Calls),
    ]
}

fn thing() -> impl Strategy<Value = Slug> {
    select(vec![Slug::Contacts, Slug::Companies, Slug::Deals])
}

fn records(most: usize) -> impl Strategy<Value = Vec<usize>> {
    vec(0..9_usize, 1..=most)
}

fn fields(wish: impl Strategy<Value = Wish>) -> impl Strategy<Value = Fields> {
    let keys = prop_oneof![2 => vec(0..KEYS.len(), 0..=2), 1 => vec(0..KEYS.len(), 2..=5)];
    let (name, other) = (option::weighted(0.8, 0..NAMES.len()), option::of(0..CITIES.len()));
    (name, other, keys, prop::bool::weighted(0.2), wish, owner(), 0..3_usize, (thing(), 0..9_usize)).prop_map(
        |(name, other, keys, only_further, wish, owner, stage, with)| Fields {
            name,
            other,
            keys,
            only_further,
            wish,
            owner,
            stage,
            with,
        },
    )
}

fn wish() -> impl Strategy<Value = Wish> {
    prop_oneof![2 => Just(Wish::Free), 6 => Just(Wish::Left), 1 => Just(Wish::Any)]
}

fn search() -> impl Strategy<Value = usize> {
    prop_oneof![2 => Just(0), 1 => 0..SEARCHES.len()]
}

fn pick() -> impl Strategy<Value = Pick> {
    let filter = || prop_oneof![1 => Just(0), 1 => 0..FILTERS];
    let view = (search(), filter(), prop_oneof![2 => Just(Vec::new()), 1 => records(2)])
        .prop_map(|(search, filter, except)| Pick::View { search, filter, except });
    let board =
        (search(), filter(), records(2)).prop_map(|(search, filter, except)| Pick::Board { search, filter, except });
    prop_oneof![
        2 => records(1).prop_map(Pick::These),
        4 => records(6).prop_map(Pick::These),
        3 => view,
        1 => board,
    ]
}

fn set() -> impl Strategy<Value = Set> {
    let trash = (search(), option::weighted(0.3, who())).prop_map(|(search, by)| Set::Trash { search, by });
    prop_oneof![2 => records(6).prop_map(Set::These), 3 => (0..6_usize).prop_map(Set::Deletion), 2 => trash]
}

fn decide() -> impl Strategy<Value = Decide> {
    let choice = || select(Choice::ALL.to_vec());
    let each = prop_oneof![3 => Just(Vec::new()), 1 => vec((0..9_usize, choice()), 1..4)];
    (option::weighted(0.8, choice()), each).prop_map(|(all, each)| Decide { all, each })
}

fn delete_of(object: impl Strategy<Value = Slug>) -> impl Strategy<Value = Step> {
    (who(), object, pick()).prop_map(|(who, object, pick)| Step::Delete(who, object, pick))
}

fn delete() -> impl Strategy<Value = Step> {
    delete_of(object())
}

fn assign() -> impl Strategy<Value = Step> {
    (who(), object(), pick(), owner()).prop_map(|(who, object, pick, owner)| Step::Assign(who, object, pick, owner))
}

fn restore_of(object: impl Strategy<Value = Slug>) -> impl Strategy<Value = Step> {
    (who(), object, set(), decide()).prop_map(|(who, object, set, decide)| Step::Restore(who, object, set, decide))
}

fn restore() -> impl Strategy<Value = Step> {
    restore_of(object())
}

fn there_and_back(step: impl Strategy<Value = Step>) -> impl Strategy<Value = Step> {
    step.prop_map(|step| Step::ThereAndBack(Box::new(step)))
}

/// Undoes all of the latest restore or change of owner.
pub fn undo_latest() -> Step {
    Step::Undo { who: Who::Ada, operation: 0, only: Vec::new() }
}

fn link() -> impl Strategy<Value = Step> {
    let ends = prop_oneof![
        4 => Just((Slug::Contacts, Slug::Companies)),
        2 => Just((Slug::Companies, Slug::Contacts)),
        2 => Just((Slug::Deals, Slug::Contacts)),
        2 => thing().prop_map(|thing| (Slug::Calls, thing)),
        1 => thing().prop_map(|thing| (thing, Slug::Calls)),
    ];
    let others = prop_oneof![2 => records(1), 1 => records(3)];
    (who(), ends, 0..9_usize, others, 0..4_u8).prop_map(|(who, (here, there), record, others, labels)| Step::Link {
        who,
        here: (here, record),
        there: (there, others),
        labels,
    })
}

fn unlink() -> impl Strategy<Value = Step> {
    let ends = select(vec![
        (Slug::Contacts, Slug::Companies),
        (Slug::Companies, Slug::Contacts),
        (Slug::Calls, Slug::Contacts),
    ]);
    (who(), ends, 0..9_usize, 0..9_usize).prop_map(|(who, (here, there), record, other)| Step::Unlink {
        who,
        here: (here, record),
        there,
        other,
    })
}

fn kept() -> impl Strategy<Value = Kept> {
    (0..VIEW_NAMES.len(), search(), 0..FILTERS, any::<bool>(), any::<bool>())
        .prop_map(|(name, search, filter, sorted, shared)| Kept { name, search, filter, sorted, shared })
}

fn moved() -> impl Strategy<Value = Step> {
    let seen = option::weighted(0.5, 0..5_usize);
    (who(), pick(), seen, 0..5_usize).prop_map(|(who, pick, from, to)| Step::Move { who, pick, from, to })
}

fn step() -> impl Strategy<Value = Step> {
    let edit = (who(), object(), 0..9_usize, prop::bool::weighted(0.25), fields(wish()));
    let undo = (who(), 0..6_usize, prop_oneof![2 => Just(Vec::new()), 1 => records(4)]);
    let control = (who(), 0..3_usize, select(Control::ALL.to_vec()));
    prop_oneof![
        7 => (who(), object(), fields(wish())).prop_map(|(who, object, fields)| Step::Create(who, object, fields)),
        6 => edit.prop_map(|(who, object, record, stale, fields)| Step::Edit { who, object, record, stale, fields }),
        13 => delete(),
        4 => assign(),
        9 => restore(),
        5 => link(),
        1 => unlink(),
        3 => moved(),
        1 => (who(), 0..9_usize).prop_map(|(who, view)| Step::RemoveView(who, view)),
        1 => (0..5_usize).prop_map(Step::Archive),
        1 => (0..5_usize).prop_map(Step::Unarchive),
        7 => undo.prop_map(|(who, operation, only)| Step::Undo { who, operation, only }),
        2 => (object(), set()).prop_map(|(object, set)| Step::Purge(object, set)),
        4 => control.prop_map(|(who, operation, control)| Step::Control { who, operation, control }),
        9 => Just(Step::Round),
        2 => Just(Step::Settle),
        2 => select(vec![Next::Beside, Next::Later, Next::Begins]).prop_map(Step::Kill),
        2 => select(vec![1_u8, 5, 30, 89, 91]).prop_map(Step::Days),
        1 => (object(), select(vec![5_i64, 30, 90, 120])).prop_map(|(object, days)| Step::Retention(object, days)),
        1 => leaver().prop_map(Step::Deactivate),
        2 => leaver().prop_map(Step::Reactivate),
        4 => there_and_back(prop_oneof![delete(), assign(), restore()]),
    ]
}

/// Other records get the addresses of deleted ones before those are restored, and perhaps again before that is undone.
fn replaced() -> impl Strategy<Value = Vec<Step>> {
    let contacts = || Just(Slug::Contacts);
    let new = |wish| (who(), fields(Just(wish))).prop_map(|(who, fields)| Step::Create(who, Slug::Contacts, fields));
    let edit = (0..9_usize, fields(Just(Wish::Free))).prop_map(|(record, fields)| Step::Edit {
        who: Who::Ada,
        object: Slug::Contacts,
        record,
        stale: false,
        fields,
    });
    let back =
        prop_oneof![2 => comes_back(Slug::Contacts, &[Choice::Without, Choice::TakeBack]), 1 => restore_of(contacts())];
    let since =
        prop_oneof![3 => Just(Vec::new()), 1 => (edit, new(Wish::Free)).prop_map(|(edit, new)| vec![edit, new])];
    let undo = option::of(Just(undo_latest()));
    (delete_of(contacts()), vec(new(Wish::Left), 1..=2), vec(back, 1..=2), since, undo).prop_map(
        |(delete, new, back, since, undo)| {
            [delete].into_iter().chain(new).chain(back).chain(since).chain(undo).collect()
        },
    )
}

/// Restores what was just deleted of an object, mostly with one of these resolutions; perhaps that is undone at once.
fn comes_back(object: Slug, ways: &[Choice]) -> impl Strategy<Value = Step> {
    let way = select(ways.to_vec()).prop_map(|way| Decide { all: Some(way), each: Vec::new() });
    let decide = prop_oneof![2 => way, 1 => decide()];
    let trash = Set::Trash { search: 0, by: None };
    let set = prop_oneof![2 => Just(Set::Deletion(0)), 1 => Just(trash), 1 => records(3).prop_map(Set::These)];
    (set, decide, prop::bool::weighted(0.2)).prop_map(move |(set, decide, undone)| {
        let back = Step::Restore(Who::Ada, object, set, decide);
        if undone { Step::ThereAndBack(Box::new(back)) } else { back }
    })
}

pub fn everything() -> Pick {
    Pick::View { search: 0, filter: 0, except: Vec::new() }
}

/// An owner is deactivated while their records are in the trash, and perhaps reactivated before that is undone.
fn left() -> impl Strategy<Value = Vec<Step>> {
    let object = prop_oneof![4 => Just(Slug::Contacts), 1 => Just(Slug::Deals)];
    let back = object.prop_flat_map(|object| {
        (Just(object), vec(comes_back(object, &[Choice::Without, Choice::Without, Choice::Keep, Choice::Skip]), 1..=2))
    });
    // Whether that owner gets some records meanwhile.
    let since = prop_oneof![
        2 => Just(None),
        1 => Just(Some(Step::Reactivate(Owner::Olga))),
        1 => pick().prop_map(|pick| Some(Step::Assign(Who::Ada, Slug::Contacts, pick, Owner::Olga))),
    ];
    (back, leaver(), since, option::of(Just(undo_latest()))).prop_map(|((object, back), leaver, since, undo)| {
        let gone = [Step::Delete(Who::Ada, object, everything()), Step::Settle, Step::Deactivate(leaver)];
        let steps = gone.into_iter().chain(back).chain(since).chain(undo);
        steps.chain([Step::Reactivate(leaver)]).collect()
    })
}

/// A stage is archived while deals of that stage are in the trash, and perhaps restored, or permanently removed, before
/// that is undone.
fn staged() -> impl Strategy<Value = Vec<Step>> {
    let all = prop_oneof![Just(everything()), pick()];
    let since = prop_oneof![
        2 => Just(Vec::new()),
        1 => (0..3_usize).prop_map(|stage| vec![Step::Unarchive(stage)]),
        1 => Just(vec![Step::Settle, Step::Days(91), Step::Settle]),
    ];
    let back = vec(comes_back(Slug::Deals, &[Choice::Without, Choice::Without, Choice::Skip]), 1..=2);
    (all, 0..3_usize, back, since, option::weighted(0.7, Just(undo_latest()))).prop_map(
        |(all, stage, back, since, undo)| {
            let gone = [Step::Delete(Who::Ada, Slug::Deals, all), Step::Settle, Step::Archive(stage)];
            let back = gone.into_iter().chain(back).chain(since).chain(undo);
            back.chain([Step::Unarchive(stage)]).collect()
        },
    )
}

/// A contact gets another primary company while the first is in the trash, and the first is restored.
fn demoted() -> impl Strategy<Value = Vec<Step>> {
    let primary = |contact: usize, companies: Vec<usize>| Step::Link {
        who: Who::Ada,
        here: (Slug::Contacts, contact),
        there: (Slug::Companies, companies),
        labels: 1,
    };
    let whole = |object| {
        Step::Restore(Who::Ada, object, Set::Deletion(0), Decide { all: Some(Choice::Skip), each: Vec::new() })
    };
    let take = |object, record| Step::Delete(Who::Ada, object, Pick::These(vec![record]));
    let after = (0..3_usize, 0..3_usize).prop_map(|(contact, other)| Step::Unlink {
        who: Who::Ada,
        here: (Slug::Contacts, contact),
        there: Slug::Companies,
        other,
    });
    let after = prop_oneof![
        2 => Just(None),
        3 => Just(Some(undo_latest())),
        1 => link().prop_map(Some),
        1 => after.prop_map(Some),
    ];
    // Whether the contact is in the trash meanwhile, and whether the restore is undone at once.
    (0..3_usize, 0..3_usize, 0..3_usize, any::<bool>(), prop::bool::weighted(0.3), after).prop_map(
        move |(contact, old, new, away, at_once, after)| {
            let back =
                if at_once { Step::ThereAndBack(Box::new(whole(Slug::Companies))) } else { whole(Slug::Companies) };
            // A contact cannot have both as primary at once.
            let first = [primary(contact, vec![old, new]), primary(contact, vec![old]), take(Slug::Companies, old)];
            let first = first.into_iter().chain([Step::Settle, primary(contact, vec![new])]);
            let (goes, comes) = if away {
                (vec![take(Slug::Contacts, contact), Step::Settle], vec![Step::Settle, whole(Slug::Contacts)])
            } else {
                (Vec::new(), Vec::new())
            };
            first.chain(goes).chain([back]).chain(comes).chain(after).collect()
        },
    )
}

/// An operation runs in chunks, and other operations overtake it on some of its records.
fn overtaken() -> impl Strategy<Value = Vec<Step>> {
    let one = || (0..9_usize).prop_map(|index| vec![index]);
    let faster = prop_oneof![
        1 => (object(), one()).prop_map(|(object, these)| Step::Delete(Who::Ada, object, Pick::These(these))),
        1 => (object(), one(), decide()).prop_map(|(object, these, decide)| Step::Restore(
            Who::Ada,
            object,
            Set::These(these),
            decide
        )),
        1 => (object(), decide()).prop_map(|(object, decide)| Step::Restore(Who::Ben, object, Set::Deletion(0), decide)),
        3 => select(Control::ALL.to_vec()).prop_map(|control| Step::Control { who: Who::Ada, operation: 0, control }),
        1 => select(vec![Control::Pause, Control::Resume]).prop_map(|control| Step::Control {
            who: Who::Ada,
            operation: 0,
            control
        }),
        2 => Just(Step::Round),
    ];
    let purge = (object(), set()).prop_map(|(object, set)| Step::Purge(object, set));
    let slow = prop_oneof![2 => delete(), 3 => restore(), 2 => assign(), 1 => purge, 3 => Just(undo_latest())];
    (slow, vec(faster, 1..=5)).prop_map(|(slow, faster)| [slow].into_iter().chain(faster).collect())
}

/// A user is deactivated while their operation runs.
fn abandoned() -> impl Strategy<Value = Vec<Step>> {
    let order = prop_oneof![
        Just(Step::Delete(Who::Ben, Slug::Contacts, everything())),
        owner().prop_map(|owner| Step::Assign(Who::Ben, Slug::Contacts, everything(), owner)),
    ];
    (order, option::of(Just(Step::Round))).prop_map(|(order, round)| {
        let gone = [Step::Deactivate(Owner::Ben), Step::Round, Step::Reactivate(Owner::Ben)];
        [order].into_iter().chain(round).chain(gone).collect()
    })
}

/// A user saves views, some with the same name.
fn views() -> impl Strategy<Value = Vec<Step>> {
    let save = |who, object| move |kept| Step::SaveView(who, object, kept);
    (who(), object(), vec(kept(), 1..=3))
        .prop_map(move |(who, object, views)| views.into_iter().map(save(who, object)).collect())
}

/// Sequences of about `steps` steps.
pub fn cases(steps: usize) -> impl Strategy<Value = Case> {
    let at_once = select(vec![1_000_i64, 2, 1, 1]);
    // Boxed, because they might not fit on the stack of a test.
    let several = prop_oneof![
        32 => step().prop_map(|step| vec![step]).boxed(),
        4 => replaced().boxed(),
        4 => left().boxed(),
        3 => demoted().boxed(),
        4 => staged().boxed(),
        1 => assign().prop_map(|assign| vec![assign, Step::Settle, undo_latest()]).boxed(),
        1 => abandoned().boxed(),
        1 => views().boxed(),
        5 => overtaken().boxed(),
    ];
    let steps = vec(several, steps / 3..=steps * 2 / 3).prop_map(|steps| steps.concat());
    let first = |object, count| vec(fields(Just(Wish::Free)).prop_map(move |fields| (object, fields)), count);
    let records = (
        first(Slug::Contacts, 4..=6),
        first(Slug::Companies, 2..=3),
        first(Slug::Deals, 2..=3),
        first(Slug::Calls, 1..=2),
    )
        .prop_map(|(contacts, companies, deals, calls)| [contacts, companies, deals, calls].concat());
    (at_once, 1..=3_i64, records, steps).prop_map(|(at_once, chunk, records, steps)| Case {
        at_once,
        chunk,
        records,
        steps,
    })
}

/// The same with erasures of contacts, active and in the trash, at any place among the steps.
pub fn with_erasures(steps: usize) -> impl Strategy<Value = Case> {
    let erasure = (any::<prop::sample::Index>(), 0..9_usize, any::<bool>());
    (cases(steps), vec(erasure, 2..=5)).prop_map(|(mut case, erasures)| {
        for (place, contact, trashed) in erasures {
            let place = place.index(case.steps.len() + 1);
            case.steps.insert(place, Step::Erase { contact, trashed });
        }
        case
    })
}
