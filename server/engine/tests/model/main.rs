//! Model-based tests: random sequences of actions on both databases, compared with a small model in plain values. After
//! each step every surface must show what the model predicts, and what is done and undone must leave no trace.
//!
//! `state`, `operations`, `links`, `stages` and `views` are the model; `forms`, `orders`, `restoring`, `running` and
//! `touching` are its rules; `steps` lists the possible actions; `stories` and `sequences` are the cases; `world` runs
//! each step on both; `surfaces` compares them; `bytes` dumps a database.
//!
//! The sequences are the same in each run. `REPRIEVE_MODEL_CASES` sets their number (the nightly run takes thousands),
//! `REPRIEVE_MODEL_STEPS` their length, and `REPRIEVE_SEED` chooses others. A failing sequence is reduced to the few
//! steps that matter, and printed.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

/// Fails with both values where they differ.
macro_rules! same {
    ($what:expr, $model:expr, $engine:expr) => {{
        let (model, engine) = (&$model, &$engine);
        if model != engine {
            return Err(format!("{}\n  model:  {model:?}\n  engine: {engine:?}", $what));
        }
    }};
}

mod actions;
mod bytes;
mod forms;
mod impact;
mod links;
mod operations;
mod orders;
mod picking;
mod placing;
mod restoring;
mod running;
mod sequences;
mod stages;
mod state;
mod steps;
mod stories;
mod surfaces;
mod viewing;
mod views;
mod world;

use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner},
};
use state::{Life, Slug};
use std::{
    cell::RefCell,
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};
use steps::{Case, Fields, Owner, Pick, Who, Wish};
use support::{Backend, TestEngine};
use world::World;

const CASES: &str = "REPRIEVE_MODEL_CASES";
const STEPS: &str = "REPRIEVE_MODEL_STEPS";

/// What the default sequences must meet at least once; otherwise they prove little.
const TO_MEET: &[&str] = &[
    "create: Invalid",
    "edit: Stale",
    "edit: Forbidden",
    "delete: Begun",
    "assign: Nothing",
    "restore: Conflicts",
    "restore: Forbidden",
    "undo: Forbidden",
    "undo: Begun",
    "purge: Begun",
    "Pause: Controlled",
    "Resume: Controlled",
    "Stop: Controlled",
    "PutBack: Controlled",
    "Restore at once: without",
    "Restore at once: took back",
    "Restore in chunks: without",
    "Restore in chunks: took back",
    "Restore in chunks: Skipped { reason: NotReached }",
    "Delete as an undo in chunks: Done",
    "Delete in chunks: Skipped { reason: Already }",
    "Assign as an undo in chunks: Done",
    "Purge in chunks: Done",
    "assign: NotFound",
    "Restore at once: unassigned",
    "Restore at once: Skipped { reason: OwnerGone }",
    "Restore in chunks: unassigned",
    "Restore in chunks: Skipped { reason: OwnerGone }",
    "it comes back to an owner who is gone",
    "its undo gives the owner back who is gone",
    "it stops with its actor",
    "link: OnlyOne",
    "unlink: Linked",
    "delete all that is filtered: Begun",
    "view: Kept",
    "view: NotKept",
    "move: Moved",
    "move: Unmoved",
    "archive: Archived",
    "archive where deals stand: Archived",
    "a restore is answered with the one before",
    "Restore at once: restaged",
    "Restore in chunks: restaged",
    "Restore in chunks: Skipped { reason: StageGone }",
    "its undo gives back the stage that is gone",
    "a stage goes for good",
    "a primary company gives way",
    "its undo makes a company primary again",
];

/// What the sequences with erasures must meet.
const ERASURES_TO_MEET: &[&str] = &["a contact is erased", "a contact is erased from the trash"];

fn number(name: &str, usual: u32) -> u32 {
    std::env::var(name).ok().map_or(usual, |text| text.parse().unwrap())
}

/// Runs the written cases and `cases` random ones, each in an installation of its own. Together they must meet `to_meet`.
fn check(
    open: impl AsyncFn() -> TestEngine,
    cases: u32,
    sequences: impl Strategy<Value = Case>,
    written: Vec<Case>,
    to_meet: &[&str],
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config {
        cases: number(CASES, cases),
        rng_seed: RngSeed::Fixed(support::seed()),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..Config::default()
    };
    let met: RefCell<BTreeMap<String, usize>> = RefCell::default();
    let go = |case: &Case| {
        let gone = || {
            runtime.block_on(async {
                let mut world = World::new(open().await, case).await;
                let gone = world.go(case).await;
                for (what, times) in world.met() {
                    *met.borrow_mut().entry(what).or_default() += times;
                }
                world.test.close().await;
                gone
            })
        };
        catch_unwind(AssertUnwindSafe(gone)).unwrap_or_else(|_| Err("it panics".to_owned()))
    };
    for case in written {
        go(&case).unwrap_or_else(|why| panic!("{why}\n{case}"));
    }
    let failed = TestRunner::new(config).run(&sequences, |case| go(&case).map_err(TestCaseError::fail));
    match failed {
        Ok(()) => {
            let met = met.take();
            println!("{met:#?}");
            let missed: Vec<_> = to_meet.iter().filter(|what| !met.contains_key(**what)).collect();
            let chosen =
                support::seed() != support::SEED || [CASES, STEPS].iter().any(|name| std::env::var(name).is_ok());
            assert!(chosen || missed.is_empty(), "other sequences are needed to meet {missed:?}");
        }
        Err(TestError::Fail(_, case)) => {
            let (case, why) = fewest(case, go);
            panic!("{why}\n{case}");
        }
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

/// The smallest failing case: steps are removed as long as it still fails.
fn fewest(mut case: Case, go: impl Fn(&Case) -> Result<(), String>) -> (Case, String) {
    let mut index = case.steps.len();
    while index > 0 {
        index -= 1;
        let step = case.steps.remove(index);
        if go(&case).is_ok() {
            case.steps.insert(index, step);
        }
    }
    let why = go(&case).err().unwrap_or_default();
    (case, why)
}

/// How long the random sequences are, about.
fn steps() -> usize {
    usize::try_from(number(STEPS, 28)).unwrap()
}

#[test]
fn sqlite() {
    check(|| TestEngine::on(Backend::Sqlite), 22, sequences::cases(steps()), stories::stories().into(), TO_MEET);
}

#[test]
fn postgres() {
    check(|| TestEngine::on(Backend::Postgres), 22, sequences::cases(steps()), stories::stories().into(), TO_MEET);
}

#[test]
fn erasures_on_sqlite() {
    check(|| TestEngine::on(Backend::Sqlite), 5, sequences::with_erasures(steps()), Vec::new(), ERASURES_TO_MEET);
}

#[test]
fn erasures_on_postgres() {
    check(|| TestEngine::on(Backend::Postgres), 5, sequences::with_erasures(steps()), Vec::new(), ERASURES_TO_MEET);
}

/// Checks the comparison itself: every kind of wrong model must be detected.
#[tokio::test]
async fn what_differs_is_found() {
    let contact = |name, key| {
        let (other, keys, owner, stage, with) = (None, vec![key], Owner::Ben, 0, (Slug::Contacts, 0));
        let fields = Fields { name: Some(name), other, keys, only_further: false, wish: Wish::Any, owner, stage, with };
        (Slug::Contacts, fields)
    };
    let company = || (Slug::Companies, contact(2, 0).1);
    let primary = |company| {
        let (here, there) = ((Slug::Contacts, 0), (Slug::Companies, vec![company]));
        steps::Step::Link { who: Who::Ada, here, there, labels: 1 }
    };
    let case = Case {
        at_once: 1_000,
        chunk: 3,
        records: vec![contact(0, 0), contact(1, 1), company(), company()],
        steps: vec![primary(0), primary(1), steps::Step::Delete(Who::Ada, Slug::Contacts, Pick::These(vec![1]))],
    };
    let mut world = World::new(TestEngine::on(Backend::Sqlite).await, &case).await;
    world.go(&case).await.unwrap();
    let right = world.model.clone();
    let changes: [fn(&mut state::Model); 8] = [
        |model| model.records.values_mut().for_each(|record| record.name.push('!')),
        |model| model.records.values_mut().for_each(|record| record.life = Life::Living),
        |model| model.records.values_mut().for_each(|record| record.life = Life::Purged),
        |model| model.records.values_mut().for_each(|record| record.ties.owner = None),
        |model| model.links.clear(),
        |model| drop(model.events.pop()),
        |model| model.operations.values_mut().for_each(|operation| operation.skipped += 1),
        |model| model.operations.values_mut().for_each(|operation| operation.until = operation.at.plus_days(9)),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        world.model = right.clone();
        change(&mut world.model);
        assert!(world.compare(surfaces::Look::Everything).await.is_err(), "change {index} is not seen");
    }
    world.model = right;
    world.compare(surfaces::Look::Everything).await.unwrap();
}
