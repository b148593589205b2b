//! The steps of a sequence. They name records and operations by their position among those that fit (active records for
//! a deletion, records in the trash for a restore), and sometimes among all, so that a sequence keeps its meaning when
//! other steps are removed from it.

use crate::state::Slug;
use domain::{
    filter::Filter,
    operation::{Choice, Control},
};

pub const NAMES: [&str; 6] = ["Anna", "Bo", "José Ñandú", "anna maria", "100%_", "Zoë"];
pub const COMPANIES: [&str; 3] = ["Lumèn", "lumen", "Acme"];
pub const CITIES: [&str; 3] = ["CITTÀ", "citta", "Oslo"];
pub const AMOUNTS: [&str; 3] = ["10.00 EUR", "20.50 EUR", "7.25 USD"];
pub const MOMENTS: [&str; 3] = ["2026-12-01T10:00:00Z", "2026-10-01T09:30:00Z", "2027-01-07T08:00:00Z"];
/// A few addresses, so that records compete for them.
pub const KEYS: [&str; 7] =
    ["anna@a.example", "bo@b.example", "c@c.example", "d@d.example", "e@e.example", "f@f.example", "g@g.example"];
pub const VIEW_NAMES: [&str; 2] = ["Mine", "MINE"];
pub const FILTERS: usize = 6;
pub const SEARCHES: [&str; 9] = ["", "an", "anna", "JOSE", "example", "b.ex", "%", "@c", "nobody"];

/// The filters of an object; every object has the same number.
fn filters(object: Slug) -> [&'static str; FILTERS] {
    match object {
        Slug::Contacts => [
            "",
            "company.is.LUMEN",
            "company.unknown.",
            "company.not.acme;+name.has.an",
            "+owner.is.me|company.starts.ac",
            "+key.has.b~dexample|+owner.unknown.",
        ],
        Slug::Companies => [
            "",
            "city.is.Città,oslo",
            "city.unknown.",
            "+name.lacks.an;city.known.",
            "+owner.unknown.|city.starts.o",
            "+owner.not.me",
        ],
        Slug::Deals => [
            "",
            "amount.gt.8",
            "amount.within.5,10.5;+stage.is.1,2,3",
            "+stage.not.2|amount.lt.8",
            "amount.unknown.",
            "+owner.is.me;+stage.known.",
        ],
        Slug::Calls => [
            "",
            "at.after.2026-11-15",
            "at.between.2026-10-01,2026-12-01",
            "at.unknown.",
            "+name.is.JOSE nandu|at.before.2026-12-01",
            "+owner.is.me",
        ],
    }
}

pub fn filter(object: Slug, index: usize) -> Filter {
    Filter::from_text(filters(object)[index])
}

/// Ada may do everything; Ben may change his own records.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    Ada,
    Ben,
}

#[derive(Clone, Copy, Debug)]
pub enum Owner {
    Unassigned,
    Ada,
    Ben,
    Olga,
}

/// The addresses that are preferred.
#[derive(Clone, Copy, Debug)]
pub enum Wish {
    /// Addresses that no active record has.
    Free,
    /// Addresses of records in the trash that no active record has.
    Left,
    /// Any address, taken or not.
    Any,
}

#[derive(Clone, Debug)]
pub struct Fields {
    pub name: Option<usize>,
    /// The other property.
    pub other: Option<usize>,
    /// The first is the first address; repeated ones count once.
    pub keys: Vec<usize>,
    /// Whether the first address is a secondary one.
    pub only_further: bool,
    pub wish: Wish,
    pub owner: Owner,
    /// Only of a deal.
    pub stage: usize,
    /// The record that an activity is created for.
    pub with: (Slug, usize),
}

/// The records selected in the index.
#[derive(Clone, Debug)]
pub enum Pick {
    These(Vec<usize>),
    View {
        search: usize,
        filter: usize,
        except: Vec<usize>,
    },
    /// Of the board; where an object has none, it is a view.
    Board {
        search: usize,
        filter: usize,
        except: Vec<usize>,
    },
}

/// The records selected in the trash. Operations are counted back from the latest.
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

/// A view that a user saves.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    pub name: usize,
    pub search: usize,
    pub filter: usize,
    /// Sorted by the other property, the largest first.
    pub sorted: bool,
    pub shared: bool,
}

/// The runner that continues after a crash of the runner of jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// A runner beside the crashed one: the lease still blocks it.
    Beside,
    /// A runner beside the crashed one, after the lease has expired.
    Later,
    /// The program, restarted.
    Begins,
}

#[derive(Clone, Debug)]
pub enum Step {
    Create(Who, Slug, Fields),
    /// Edits a record; from an outdated version where `stale`.
    Edit {
        who: Who,
        object: Slug,
        record: usize,
        stale: bool,
        fields: Fields,
    },
    Delete(Who, Slug, Pick),
    Assign(Who, Slug, Pick, Owner),
    Restore(Who, Slug, Set, Decide),
    /// Links a record to others; a bit of `labels` selects the label at that position among all that are offered.
    Link {
        who: Who,
        here: (Slug, usize),
        there: (Slug, Vec<usize>),
        labels: u8,
    },
    Unlink {
        who: Who,
        here: (Slug, usize),
        there: Slug,
        other: usize,
    },
    /// Undoes these records only, or all where the list is empty.
    Undo {
        who: Who,
        operation: usize,
        only: Vec<usize>,
    },
    /// Moves deals to a stage; they are expected in a given stage, or in any.
    Move {
        who: Who,
        pick: Pick,
        from: Option<usize>,
        to: usize,
    },
    SaveView(Who, Slug, Kept),
    RemoveView(Who, usize),
    Archive(usize),
    Unarchive(usize),
    Purge(Slug, Set),
    /// A contact is deleted permanently, one in the trash where there is one, and its addresses are freed again.
    Erase {
        contact: usize,
        trashed: bool,
    },
    Control {
        who: Who,
        operation: usize,
        control: Control,
    },
    /// One chunk of each running operation.
    Round,
    /// As many rounds as it takes until nothing runs.
    Settle,
    /// The runner of jobs crashes, and another takes over.
    Kill(Next),
    Days(u8),
    Retention(Slug, i64),
    Deactivate(Owner),
    Reactivate(Owner),
    /// Runs a step to its end and undoes it: no trace of it may remain.
    ThereAndBack(Box<Step>),
}

#[derive(Clone, Debug)]
pub struct Case {
    /// The most records in one transaction, and the records of a chunk.
    pub at_once: i64,
    pub chunk: i64,
    pub records: Vec<(Slug, Fields)>,
    pub steps: Vec<Step>,
}

impl Step {
    /// The user who acts.
    pub fn who(&self) -> Option<Who> {
        match self {
            Self::Create(who, ..)
            | Self::Delete(who, ..)
            | Self::Assign(who, ..)
            | Self::Restore(who, ..)
            | Self::SaveView(who, ..)
            | Self::RemoveView(who, _)
            | Self::Edit { who, .. }
            | Self::Link { who, .. }
            | Self::Unlink { who, .. }
            | Self::Move { who, .. }
            | Self::Undo { who, .. }
            | Self::Control { who, .. } => Some(*who),
            Self::ThereAndBack(step) => step.who(),
            _ => None,
        }
    }
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "at once {}, chunks of {}", self.at_once, self.chunk)?;
        for (index, fields) in self.records.iter().enumerate() {
            writeln!(f, "  record {index}: {fields:?}")?;
        }
        self.steps.iter().enumerate().try_for_each(|(index, step)| writeln!(f, "  {index}: {step:?}"))
    }
}
