//! Random steps. They name contacts and operations by their place among those that fit (the living for a deletion, what is
//! in the trash for a restore), and now and then among all, so that a sequence still means something when others are left
//! out of it.

use domain::operation::{Choice, Control};
use proptest::{collection::vec, option, prelude::*, sample::select};

pub const NAMES: [&str; 6] = ["Anna", "Bo", "José Ñandú", "anna maria", "100%_", "Zoë"];
pub const COMPANIES: [&str; 3] = ["Lumen", "lumen", "Acme"];
/// Few, so that contacts meet in them.
pub const KEYS: [&str; 7] =
    ["anna@a.example", "bo@b.example", "c@c.example", "d@d.example", "e@e.example", "f@f.example", "g@g.example"];
pub const SEARCHES: [&str; 9] = ["", "an", "anna", "JOSE", "example", "b.ex", "%", "@c", "nobody"];

/// Ada may do everything; Ben may change what is his.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    Ada,
    Ben,
}

#[derive(Clone, Copy, Debug)]
pub enum Owner {
    Nobody,
    Ada,
    Ben,
    Olga,
}

/// Which addresses are wished for.
#[derive(Clone, Copy, Debug)]
pub enum Wish {
    /// Those that nobody who lives has.
    Free,
    /// Those of contacts in the trash that nobody who lives has.
    Left,
    /// Any, taken or not.
    Any,
}

#[derive(Clone, Debug)]
pub struct Fields {
    pub name: Option<usize>,
    pub company: Option<usize>,
    /// The first is the first; whatever comes twice counts once.
    pub keys: Vec<usize>,
    /// Whether the first of them is a further one.
    pub only_further: bool,
    pub wish: Wish,
    pub owner: Owner,
}

/// What is selected in the index.
#[derive(Clone, Debug)]
pub enum Pick {
    These(Vec<usize>),
    View { search: usize, except: Vec<usize> },
}

/// What is selected in the trash. Operations are counted from the latest.
#[derive(Clone, Debug)]
pub enum Set {
    These(Vec<usize>),
    Deletion(usize),
    Trash { search: usize, by: Option<Who> },
}

#[derive(Clone, Debug)]
pub struct Decide {
    pub all: Option<Choice>,
    pub each: Vec<(usize, Choice)>,
}

/// Who goes on when whoever ran the jobs has died.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// One that runs already: it may not yet.
    Beside,
    /// One that runs already, when the lease has run out.
    Later,
    /// The program, started again.
    Begins,
}

#[derive(Clone, Debug)]
pub enum Step {
    Create(Who, Fields),
    /// Of a version that is not the latest where `stale`.
    Edit {
        who: Who,
        contact: usize,
        stale: bool,
        fields: Fields,
    },
    Delete(Who, Pick),
    Assign(Who, Pick, Owner),
    Restore(Who, Set, Decide),
    /// Of these contacts only, or of all where there are none.
    Undo {
        who: Who,
        operation: usize,
        only: Vec<usize>,
    },
    Purge(Set),
    Control {
        who: Who,
        operation: usize,
        control: Control,
    },
    /// One chunk of each operation that runs.
    Round,
    /// As many rounds as it takes.
    Settle,
    /// Whoever runs the jobs dies, and another takes over.
    Kill(Next),
    Days(u8),
    Retention(i64),
    /// Does it, lets it end, undoes it: nothing is left of it.
    ThereAndBack(Box<Step>),
}

#[derive(Clone, Debug)]
pub struct Case {
    /// Most contacts that are done at once, and contacts of a chunk.
    pub at_once: i64,
    pub chunk: i64,
    pub contacts: Vec<Fields>,
    pub steps: Vec<Step>,
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "at once {}, chunks of {}", self.at_once, self.chunk)?;
        for (index, fields) in self.contacts.iter().enumerate() {
            writeln!(f, "  contact {index}: {fields:?}")?;
        }
        self.steps.iter().enumerate().try_for_each(|(index, step)| writeln!(f, "  {index}: {step:?}"))
    }
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![3 => Just(Who::Ada), 1 => Just(Who::Ben)]
}

fn owner() -> impl Strategy<Value = Owner> {
    prop_oneof![2 => Just(Owner::Ben), 1 => Just(Owner::Ada), 1 => Just(Owner::Olga), 1 => Just(Owner::Nobody)]
}

fn contacts(most: usize) -> impl Strategy<Value = Vec<usize>> {
    vec(0..9_usize, 1..=most)
}

fn fields(wish: impl Strategy<Value = Wish>) -> impl Strategy<Value = Fields> {
    let keys = prop_oneof![2 => vec(0..KEYS.len(), 0..=2), 1 => vec(0..KEYS.len(), 2..=5)];
    let (name, company) = (option::weighted(0.7, 0..NAMES.len()), option::of(0..COMPANIES.len()));
    (name, company, keys, prop::bool::weighted(0.2), wish, owner()).prop_map(
        |(name, company, keys, only_further, wish, owner)| Fields { name, company, keys, only_further, wish, owner },
    )
}

fn wish() -> impl Strategy<Value = Wish> {
    prop_oneof![2 => Just(Wish::Free), 6 => Just(Wish::Left), 1 => Just(Wish::Any)]
}

fn search() -> impl Strategy<Value = usize> {
    prop_oneof![2 => Just(0), 1 => 0..SEARCHES.len()]
}

fn pick() -> impl Strategy<Value = Pick> {
    let view = (search(), prop_oneof![2 => Just(Vec::new()), 1 => contacts(2)])
        .prop_map(|(search, except)| Pick::View { search, except });
    prop_oneof![1 => contacts(1).prop_map(Pick::These), 2 => contacts(6).prop_map(Pick::These), 2 => view]
}

fn set() -> impl Strategy<Value = Set> {
    let trash = (search(), option::weighted(0.3, who())).prop_map(|(search, by)| Set::Trash { search, by });
    prop_oneof![2 => contacts(6).prop_map(Set::These), 3 => (0..6_usize).prop_map(Set::Deletion), 2 => trash]
}

fn decide() -> impl Strategy<Value = Decide> {
    let choice = || select(Choice::ALL.to_vec());
    let each = prop_oneof![3 => Just(Vec::new()), 1 => vec((0..9_usize, choice()), 1..4)];
    (option::weighted(0.8, choice()), each).prop_map(|(all, each)| Decide { all, each })
}

fn delete() -> impl Strategy<Value = Step> {
    (who(), pick()).prop_map(|(who, pick)| Step::Delete(who, pick))
}

fn assign() -> impl Strategy<Value = Step> {
    (who(), pick(), owner()).prop_map(|(who, pick, owner)| Step::Assign(who, pick, owner))
}

fn restore() -> impl Strategy<Value = Step> {
    (who(), set(), decide()).prop_map(|(who, set, decide)| Step::Restore(who, set, decide))
}

fn step() -> impl Strategy<Value = Step> {
    let edit = (who(), 0..9_usize, prop::bool::weighted(0.15), fields(wish()));
    let undo = (who(), 0..6_usize, prop_oneof![2 => Just(Vec::new()), 1 => contacts(4)]);
    let control = (who(), 0..3_usize, select(Control::ALL.to_vec()));
    prop_oneof![
        7 => (who(), fields(wish())).prop_map(|(who, fields)| Step::Create(who, fields)),
        4 => edit.prop_map(|(who, contact, stale, fields)| Step::Edit { who, contact, stale, fields }),
        13 => delete(),
        4 => assign(),
        9 => restore(),
        7 => undo.prop_map(|(who, operation, only)| Step::Undo { who, operation, only }),
        2 => set().prop_map(Step::Purge),
        4 => control.prop_map(|(who, operation, control)| Step::Control { who, operation, control }),
        9 => Just(Step::Round),
        2 => Just(Step::Settle),
        2 => select(vec![Next::Beside, Next::Later, Next::Begins]).prop_map(Step::Kill),
        2 => select(vec![1_u8, 5, 30, 89, 91]).prop_map(Step::Days),
        1 => select(vec![5_i64, 30, 90, 120]).prop_map(Step::Retention),
        4 => prop_oneof![delete(), assign(), restore()].prop_map(|step| Step::ThereAndBack(Box::new(step))),
    ]
}

/// Somebody else gets the addresses of what was deleted before that comes back, and perhaps again before that is undone.
fn replaced() -> impl Strategy<Value = Vec<Step>> {
    let new = |wish| (who(), fields(Just(wish))).prop_map(|(who, fields)| Step::Create(who, fields));
    let edit = (0..9_usize, fields(Just(Wish::Free))).prop_map(|(contact, fields)| Step::Edit {
        who: Who::Ada,
        contact,
        stale: false,
        fields,
    });
    let back = prop_oneof![2 => restore(), 1 => restore().prop_map(|step| Step::ThereAndBack(Box::new(step)))];
    let since =
        prop_oneof![3 => Just(Vec::new()), 1 => (edit, new(Wish::Free)).prop_map(|(edit, new)| vec![edit, new])];
    let undo = Just(Step::Undo { who: Who::Ada, operation: 0, only: Vec::new() });
    (delete(), vec(new(Wish::Left), 1..=2), vec(back, 1..=2), since, option::of(undo)).prop_map(
        |(delete, new, back, since, undo)| {
            [delete].into_iter().chain(new).chain(back).chain(since).chain(undo).collect()
        },
    )
}

/// Something goes on in chunks, and others are faster with some of its contacts.
fn overtaken() -> impl Strategy<Value = Vec<Step>> {
    let one = || (0..9_usize).prop_map(|index| vec![index]);
    let faster = prop_oneof![
        one().prop_map(|these| Step::Delete(Who::Ada, Pick::These(these))),
        (one(), decide()).prop_map(|(these, decide)| Step::Restore(Who::Ada, Set::These(these), decide)),
        select(Control::ALL.to_vec()).prop_map(|control| Step::Control { who: Who::Ada, operation: 0, control }),
        Just(Step::Round),
    ];
    let undo = Step::Undo { who: Who::Ada, operation: 0, only: Vec::new() };
    let slow =
        prop_oneof![2 => delete(), 3 => restore(), 2 => assign(), 1 => set().prop_map(Step::Purge), 3 => Just(undo)];
    (slow, vec(faster, 1..=5)).prop_map(|(slow, faster)| [slow].into_iter().chain(faster).collect())
}

/// Sequences of about so many steps.
pub fn cases(steps: usize) -> impl Strategy<Value = Case> {
    let at_once = select(vec![1_000_i64, 2, 1, 1, 1]);
    let several = prop_oneof![8 => step().prop_map(|step| vec![step]), 1 => replaced(), 2 => overtaken()];
    let steps = vec(several, steps / 3..=steps * 2 / 3).prop_map(|steps| steps.concat());
    (at_once, 1..=3_i64, vec(fields(Just(Wish::Free)), 4..=7), steps)
        .prop_map(|(at_once, chunk, contacts, steps)| Case { at_once, chunk, contacts, steps })
}
