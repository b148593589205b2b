//! Tests of teams: what team reach means in the index, counts, the trash, the board and a bulk delete.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine, form, fresh, operations,
    },
};
use domain::{
    board::BoardQuery,
    ids::{RecordId, TeamId, UserId},
    operation::SkipReason,
    policy::{Actor, BuiltInRole, Reach, Reauthenticated, UserAdministrator},
    record::RecordInput,
    saved_view::{Audience, Share, ViewProblem},
    surface::Surface,
    teams::{TeamDraft, members_below},
    trash::TrashQuery,
    users::PeopleProblem,
    view::{IndexQuery, Sort, SortBy},
};
use rstest::rstest;
use std::collections::BTreeSet;

fn by(actor: &Actor) -> Reauthenticated<UserAdministrator> {
    fresh(actor.administer_users().unwrap())
}

async fn team(test: &TestEngine, ada: &Actor, name: &str, parent: Option<TeamId>, members: &[UserId]) -> TeamId {
    let draft = TeamDraft { name: name.to_owned(), parent, members: members.iter().copied().collect() };
    test.people().save_team(&by(ada), None, &draft).await.unwrap().unwrap()
}

/// Ada; Mara, whose team is above Sam's, above Tea's; Otto in an unrelated team. All but Ada see, edit and delete the
/// records of their teams.
struct World {
    ada: Actor,
    mara: UserId,
    sam: UserId,
    tea: UserId,
    otto: UserId,
}

impl World {
    async fn new(test: &TestEngine) -> Self {
        let ada = test.admin().await;
        raw_sql::sql(test, "UPDATE role_grant SET reach = 'team', unassigned = FALSE WHERE role_id = 2").await;
        let mut users = Vec::new();
        for name in ["Mara Member", "Sam Member", "Tea Member", "Otto Other"] {
            users.push(test.user(name, BuiltInRole::Member).await.user);
        }
        let (mara, sam, tea, otto) = (users[0], users[1], users[2], users[3]);
        let parent = team(test, &ada, "Above", None, &[mara]).await;
        let middle = team(test, &ada, "Middle", Some(parent), &[sam]).await;
        team(test, &ada, "Below", Some(middle), &[tea]).await;
        team(test, &ada, "Elsewhere", None, &[otto]).await;
        Self { ada, mara, sam, tea, otto }
    }

    async fn contacts(&self, test: &TestEngine) -> Vec<RecordId> {
        let mut ids = Vec::new();
        for (name, owner) in [
            ("mara", Some(self.mara)),
            ("sam", Some(self.sam)),
            ("tea", Some(self.tea)),
            ("otto", Some(self.otto)),
            ("nobody", None),
        ] {
            ids.push(test.contact_of(&self.ada, owner, name, &format!("{name}@example.com")).await);
        }
        ids
    }
}

async fn names(test: &TestEngine, actor: &Actor, query: &IndexQuery) -> Vec<String> {
    let object = test.contacts().await;
    let permit = actor.view(object.id).unwrap();
    let page = test.records().list_records(&permit, None, &object, query).await.unwrap();
    assert_eq!(page.total.count, i64::try_from(page.rows.len()).unwrap(), "the count is of what is shown");
    page.rows.into_iter().map(|row| row.name).collect()
}

#[rstest]
#[tokio::test]
async fn a_team_reaches_down_in_every_list_and_count(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let world = World::new(&test).await;
    world.contacts(&test).await;
    let sorts = ["name", "owner", "created"];
    for (user, seen) in [
        (world.mara, vec!["mara", "sam", "tea"]),
        (world.sam, vec!["sam", "tea"]),
        (world.tea, vec!["tea"]),
        (world.otto, vec!["otto"]),
    ] {
        let actor = test.people().actor(user).await.unwrap();
        for sort in sorts {
            let object = test.contacts().await;
            let query = IndexQuery::from_address(&object, |name| (name == "sort").then_some(sort));
            let mut shown = names(&test, &actor, &query).await;
            shown.sort();
            assert_eq!(shown, seen, "sorted by {sort}");
        }
        let found = names(&test, &actor, &IndexQuery { search: "example".to_owned(), ..IndexQuery::default() }).await;
        assert_eq!(found.len(), seen.len(), "a search finds no more");
        let counts = test.objects().object_counts(&actor).await.unwrap();
        assert_eq!(counts[0].living, i64::try_from(seen.len()).unwrap());
    }
}

#[rstest]
#[tokio::test]
async fn few_in_sight_or_many_are_walked_alike(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let world = World::new(&test).await;
    // So many that an index of the whole object is scanned, and so few that they are sorted.
    for (owner, count) in [(world.tea, 75), (world.otto, 5)] {
        for index in 0..count {
            let phone = if index % 3 == 0 { String::new() } else { format!("{}", index * 7 % 10) };
            let name = format!("n{}", index * 37 % 80);
            let input = RecordInput {
                owner: owner.to_string(),
                ..form(&[("first_name", &name), ("email", &format!("{owner}.{index}@example.com")), ("phone", &phone)])
            };
            let object = test.contacts().await;
            let create = world.ada.create(object.id).unwrap();
            test.records().create_record(&create, &object, &input, Surface::Index).await.unwrap().unwrap();
        }
    }
    let object = test.contacts().await;
    for (user, count) in [(world.tea, 75), (world.otto, 5)] {
        let permit = test.people().actor(user).await.unwrap().view(object.id).unwrap();
        for by in [SortBy::Name, SortBy::Created, SortBy::Owner, SortBy::Property("phone".to_owned())] {
            for descending in [false, true] {
                let sort = Sort { by: by.clone(), descending };
                let mut query = IndexQuery { sort, size: 2, ..IndexQuery::default() };
                let mut seen = Vec::new();
                let last = loop {
                    let page = test.records().list_records(&permit, None, &object, &query).await.unwrap();
                    assert_eq!(page.total.count, count);
                    seen.extend(page.rows.iter().map(|row| row.id));
                    match page.next {
                        Some(next) => query.cursor = Some(next),
                        None => break page.previous,
                    }
                };
                let mut back = Vec::new();
                query.cursor = last;
                while query.cursor.is_some() {
                    let page = test.records().list_records(&permit, None, &object, &query).await.unwrap();
                    back.extend(page.rows.iter().rev().map(|row| row.id));
                    query.cursor = page.previous;
                }
                back.reverse();
                assert_eq!(back, seen[..back.len()], "{by:?}");
                let whole = IndexQuery { size: 100, cursor: None, ..query.clone() };
                let whole = test.records().list_records(&permit, None, &object, &whole).await.unwrap();
                assert_eq!(seen, whole.rows.iter().map(|row| row.id).collect::<Vec<_>>(), "{by:?}");
                assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), usize::try_from(count).unwrap());
                if by == SortBy::Name {
                    let names: Vec<_> = whole.rows.iter().map(|row| row.name.clone()).collect();
                    assert!(if descending { names.iter().rev().is_sorted() } else { names.is_sorted() });
                }
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn the_trash_shows_what_the_index_showed(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let world = World::new(&test).await;
    let ids = world.contacts(&test).await;
    operations::delete(&test, &world.ada, &operations::these(&ids)).await;
    let object = test.contacts().await;
    for (user, seen) in [(world.mara, 3), (world.tea, 1), (world.otto, 1)] {
        let actor = test.people().actor(user).await.unwrap();
        let permit = actor.see_trash(object.id).unwrap();
        let page = test.trash().list_trash(&permit, None, &object, &TrashQuery::default()).await.unwrap();
        assert_eq!((page.rows.len(), page.total), (seen, i64::try_from(seen).unwrap()));
        assert_eq!(test.objects().object_counts(&actor).await.unwrap()[0].deleted, i64::try_from(seen).unwrap());
    }
}

#[rstest]
#[tokio::test]
async fn a_bulk_delete_takes_the_team_s_and_skips_the_rest(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let world = World::new(&test).await;
    // She sees all records and deletes those of her teams.
    raw_sql::sql(
        &test,
        "UPDATE role_grant SET reach = 'everything', unassigned = TRUE WHERE role_id = 2 AND action = 'view'",
    )
    .await;
    let ids = world.contacts(&test).await;
    let mara = test.people().actor(world.mara).await.unwrap();
    let preview = operations::preview(&test, &mara, &operations::these(&ids)).await.unwrap();
    assert_eq!(preview.count, 3);
    assert_eq!(
        preview.skipped.iter().map(|skip| (skip.reason, skip.count)).collect::<Vec<_>>(),
        [(SkipReason::NotYours, 2)]
    );
    let receipt = operations::delete(&test, &mara, &operations::these(&ids)).await;
    assert_eq!((receipt.done, receipt.skipped), (3, 2));
    let mut left = names(&test, &world.ada, &IndexQuery::default()).await;
    left.sort();
    assert_eq!(left, ["nobody", "otto"]);
}

#[rstest]
#[tokio::test]
async fn a_board_counts_and_shows_the_team_s(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let world = World::new(&test).await;
    let deals = test.objects().object("deals").await.unwrap();
    for owner in [world.mara, world.sam, world.otto] {
        let named = form(&[("name", "Refit"), ("amount", "100 EUR"), ("stage", "1")]);
        let input = RecordInput { owner: owner.to_string(), ..named };
        let create = world.ada.create(deals.id).unwrap();
        test.records().create_record(&create, &deals, &input, Surface::Index).await.unwrap().unwrap();
    }
    let query = BoardQuery::default();
    for (user, cards) in [(world.mara, 2), (world.sam, 1), (world.otto, 1)] {
        let actor = test.people().actor(user).await.unwrap();
        let board = test.boards().board(&actor.view(deals.id).unwrap(), None, &deals, &query).await.unwrap();
        let first = &board.columns[0];
        assert_eq!((first.cards.len(), first.count), (cards, i64::try_from(cards).unwrap()));
    }
}

#[rstest]
#[tokio::test]
async fn who_joins_or_leaves_reaches_so_at_once(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let world = World::new(&test).await;
    world.contacts(&test).await;
    let all = test.people().teams(&by(&world.ada)).await.unwrap();
    for user in [world.mara, world.sam, world.tea, world.otto] {
        let actor = test.people().actor(user).await.unwrap();
        let mates: BTreeSet<UserId> = actor.team_mates.iter().copied().collect();
        assert_eq!(mates, members_below(&all, user), "the database follows the rule");
        assert!(mates.contains(&user));
    }
    let elsewhere = all.iter().find(|team| team.name == "Elsewhere").unwrap();
    let middle = all.iter().find(|team| team.name == "Middle").unwrap();
    let draft = |name: &str, parent, members: &[UserId]| TeamDraft {
        name: name.to_owned(),
        parent,
        members: members.iter().copied().collect(),
    };
    // Otto's team moves below Sam's, and Mara joins it as well.
    let moved = draft("Elsewhere", Some(middle.id), &[world.otto, world.mara]);
    test.people().save_team(&by(&world.ada), Some(elsewhere.id), &moved).await.unwrap().unwrap();
    let sam = test.people().actor(world.sam).await.unwrap();
    assert!(sam.team_mates.contains(&world.otto) && sam.team_mates.contains(&world.mara));
    // When a team is removed, the teams below it move up to its parent.
    test.people().remove_team(&by(&world.ada), middle.id).await.unwrap();
    let mara = test.people().actor(world.mara).await.unwrap();
    assert!(mara.team_mates.contains(&world.tea) && !mara.team_mates.contains(&world.sam));
    assert_eq!(test.people().actor(world.sam).await.unwrap().team_mates, [world.sam]);
    let kinds = raw_sql::texts(&test, "SELECT kind FROM audit_event WHERE kind LIKE 'team%' ORDER BY id").await;
    assert_eq!(kinds[4..], ["team_changed", "team_removed"]);
}

#[rstest]
#[tokio::test]
async fn what_no_team_can_be(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let world = World::new(&test).await;
    let all = test.people().teams(&by(&world.ada)).await.unwrap();
    let (parent, below) =
        (all.iter().find(|team| team.name == "Above").unwrap(), all.iter().find(|team| team.name == "Below").unwrap());
    let save = |id, draft: TeamDraft| {
        let test = &test;
        let by = by(&world.ada);
        async move { test.people().save_team(&by, id, &draft).await }
    };
    let named = |name: &str| TeamDraft { name: name.to_owned(), ..TeamDraft::default() };
    assert_eq!(save(None, named(" ")).await.unwrap(), Err(PeopleProblem::Name));
    assert_eq!(save(None, named("aboVe")).await.unwrap(), Err(PeopleProblem::Twice));
    let circle = TeamDraft { parent: Some(below.id), ..named("Above") };
    assert_eq!(save(Some(parent.id), circle).await.unwrap(), Err(PeopleProblem::Circle));
    assert!(save(Some(TeamId(99)), named("X")).await.is_err());
    assert!(save(None, TeamDraft { members: [UserId(99)].into(), ..named("X") }).await.is_err());
}

#[rstest]
#[tokio::test]
async fn nobody_reaches_further_by_a_team_of_their_own_making(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let world = World::new(&test).await;
    raw_sql::sql(&test, "INSERT INTO role_right (role_id, tag) VALUES (2, 'administer_users')").await;
    let sam = test.people().actor(world.sam).await.unwrap();
    let draft = |members: &[UserId]| TeamDraft {
        name: "New".to_owned(),
        parent: None,
        members: members.iter().copied().collect(),
    };
    let further = test.people().save_team(&by(&sam), None, &draft(&[world.sam, world.otto])).await.unwrap();
    assert_eq!(further, Err(PeopleProblem::Beyond));
    assert!(test.people().save_team(&by(&sam), None, &draft(&[world.sam, world.tea])).await.unwrap().is_ok());
}

#[rstest]
#[tokio::test]
async fn only_a_reach_of_teams_asks_for_teams(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let world = World::new(&test).await;
    assert!(world.ada.grants.objects.values().all(|grants| grants.view.reach == Reach::Everything));
    assert_eq!(world.ada.team_mates, [world.ada.user]);
}

#[rstest]
#[tokio::test]
async fn a_view_is_shared_with_a_team_and_those_below_it(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let world = World::new(&test).await;
    let object = test.contacts().await.id;
    let seen = async |user: UserId| {
        let actor = test.people().actor(user).await.unwrap();
        let views = test.views().saved_views(&actor, &actor.view(object).unwrap()).await.unwrap();
        views.into_iter().map(|view| (view.name, view.audience)).collect::<Vec<_>>()
    };
    let sam = test.people().actor(world.sam).await.unwrap();
    let teams = test.views().teams_to_share_with(&sam).await.unwrap();
    let [(sams, name)] = &teams[..] else { unreachable!("Sam is in one team") };
    let permit = sam.view(object).unwrap();
    let id = test.views().save_view(&permit, "Ours", "sort=created", Share::Team(*sams)).await.unwrap().unwrap();
    let ours = vec![("Ours".to_owned(), Audience::Team(*sams, name.clone()))];
    assert_eq!(seen(world.sam).await, ours);
    assert_eq!(seen(world.tea).await, ours, "below");
    assert_eq!(seen(world.mara).await, [], "above");
    assert_eq!(seen(world.otto).await, []);

    // A view cannot be shared with a team that one is not a member of, and only administrators remove the views of
    // others.
    let otto = test.people().actor(world.otto).await.unwrap();
    let refused = test.views().save_view(&otto.view(object).unwrap(), "Theirs", "", Share::Team(*sams)).await.unwrap();
    assert_eq!(refused, Err(ViewProblem::NotTheirTeam));
    let tea = test.people().actor(world.tea).await.unwrap();
    assert!(test.views().remove_view(&tea, id).await.is_err());
    let second = test.views().save_view(&permit, "Second", "", Share::Team(*sams)).await.unwrap().unwrap();
    test.views().remove_view(&world.ada, second).await.unwrap();

    // Without its team the view belongs to its maker alone.
    raw_sql::sql(&test, "UPDATE team SET parent_team_id = NULL WHERE name = 'Below'").await;
    test.people().remove_team(&by(&world.ada), *sams).await.unwrap();
    assert_eq!(seen(world.sam).await, [("Ours".to_owned(), Audience::Maker)]);
    assert_eq!(seen(world.tea).await, []);
}
