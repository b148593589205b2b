//! Tests of administering users and roles: which rights it needs, and its effects on the users concerned.

use crate::{
    raw_sql,
    support::{
        self,
        Backend::{self, Postgres, Sqlite},
        PASSWORD, TestEngine, fresh, operations,
    },
};
use domain::{
    operation::{OperationState, Selection},
    people::Lang,
    policy::{
        Actor, BuiltInRole, DecidedBy, Ownership, Reach, Reauthenticated, RecordAction, Right, ScopedGrant,
        UserAdministrator,
    },
    record::RecordInput,
    roles::RoleDraft,
    surface::Surface,
    users::{Invite, PeopleProblem, PermissionQuery, UserQuery},
    value::Problem,
};
use engine::people::SignInRefused;
use rstest::rstest;

const HERE: &str = "127.0.0.1";

fn by(actor: &Actor) -> Reauthenticated<UserAdministrator> {
    fresh(actor.administer_users().unwrap())
}

async fn kinds(test: &TestEngine) -> Vec<String> {
    raw_sql::texts(test, "SELECT kind FROM audit_event ORDER BY id").await
}

/// Invites a user, sends the message, and returns the secret of its link.
async fn invite(test: &TestEngine, actor: &Actor, email: &str) -> String {
    let role = Some(test.role_id(BuiltInRole::Member).await);
    let invite = Invite { email: email.to_owned(), role, lang: Lang::It };
    test.people().invite(&by(actor), &invite).await.unwrap().unwrap();
    test.outbox().take_mail(9).await.unwrap().pop().unwrap().token.unwrap()
}

#[rstest]
#[tokio::test]
async fn deactivating_ends_what_is_open_and_keeps_what_is_theirs(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let eve = test.user("Eve Admin", BuiltInRole::Admin).await;
    let contact = test.contact(&eve, "Hers", "hers@example.com").await;
    let token = invite(&test, &eve, "new@example.com").await;
    let sign_in = test.people().sign_in("eve.admin@example.com", PASSWORD, HERE).await.unwrap().unwrap();
    test.people().deactivate_user(&by(&ada), eve.user).await.unwrap().unwrap();
    assert!(test.people().current_session(&sign_in.token).await.unwrap().is_none());
    let refused = test.people().sign_in("eve.admin@example.com", PASSWORD, HERE).await.unwrap();
    assert_eq!(refused, Err(SignInRefused::Wrong));
    assert_eq!(test.people().invitation(&token).await.unwrap(), None);
    // A permit from before the change does not help: the right is checked again.
    assert!(test.people().deactivate_user(&by(&eve), ada.user).await.is_err());
    assert!(test.people().actor(eve.user).await.is_err());
    // Her records stay hers, and can be reassigned all at once.
    let object = test.contacts().await;
    let view = test.people().user_view(&by(&ada), &ada, eve.user).await.unwrap();
    assert_eq!((view.sessions.len(), view.owned[0].living, view.owned[0].may_assign), (0, 1, true));
    let record = test.records().record(&ada, &object, contact).await.unwrap();
    let domain::record::RecordState::Living(record) = record else { unreachable!("it lives") };
    assert_eq!(record.owner_id(), Some(eve.user));
    // But she cannot be given more records.
    assert_eq!(test.records().new_owners(&[]).await.unwrap().len(), 1);
    let kept = RecordInput { owner: eve.user.to_string(), ..support::form(&[("first_name", "Hers"), ("phone", "1")]) };
    let edit = ada.edit(object.id).unwrap();
    let edited = test.records().edit_record(&edit, &object, contact, 1, &kept, Surface::Index).await.unwrap();
    assert_eq!(edited.unwrap(), 2);
    let create = ada.create(object.id).unwrap();
    let refused = test.records().create_record(&create, &object, &kept, Surface::Index).await.unwrap().unwrap_err();
    assert_eq!(refused[0].problem, Problem::NoSuchUser);
    let page =
        test.people().list_users(&by(&ada), &UserQuery { deactivated: true, ..UserQuery::default() }).await.unwrap();
    assert_eq!((page.rows.len(), page.active, page.deactivated), (1, 1, 1));
    test.people().reactivate_user(&by(&ada), eve.user).await.unwrap().unwrap();
    assert!(test.people().current_session(&sign_in.token).await.unwrap().is_none(), "an old session stays ended");
    assert!(test.people().sign_in("eve.admin@example.com", PASSWORD, HERE).await.unwrap().is_ok());
    assert_eq!(
        kinds(&test).await,
        [
            "user_created",
            "user_created",
            "invited",
            "signed_in",
            "invitation_withdrawn",
            "user_deactivated",
            "sign_in_refused",
            "user_reactivated",
            "signed_in",
        ]
    );
}

#[rstest]
#[tokio::test]
async fn what_a_deactivated_user_began_goes_no_further(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let eve = test.user("Eve Admin", BuiltInRole::Admin).await;
    let test = test.with_limits(operations::one_by_one());
    for index in 0..3 {
        test.contact(&eve, &format!("C{index}"), &format!("c{index}@example.com")).await;
    }
    let receipt = operations::delete(&test, &eve, &operations::everything()).await;
    test.people().deactivate_user(&by(&ada), eve.user).await.unwrap().unwrap();
    operations::run_to_the_end(&test).await;
    let operation = operations::operation(&test, &ada, receipt.operation).await;
    assert_eq!(operation.state, OperationState::Stopped);
    let count = test.objects().object_counts(&ada).await.unwrap()[0].living;
    assert_eq!(count, 3);
}

#[rstest]
#[tokio::test]
async fn the_last_admin_stays(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let member = test.role_id(BuiltInRole::Member).await;
    // A user who may administer users and holds every right, but is no admin.
    let deputy = deputy(&test, &ada).await;
    for answer in [
        test.people().deactivate_user(&by(&deputy), ada.user).await.unwrap(),
        test.people().assign_role(&by(&deputy), ada.user, member).await.unwrap(),
    ] {
        assert_eq!(answer, Err(PeopleProblem::LastAdmin));
    }
    let view = test.people().user_view(&by(&deputy), &deputy, ada.user).await.unwrap();
    assert_eq!(view.fixed, Some(PeopleProblem::LastAdmin));
    for answer in [
        test.people().deactivate_user(&by(&ada), ada.user).await.unwrap(),
        test.people().assign_role(&by(&ada), ada.user, member).await.unwrap(),
    ] {
        assert_eq!(answer, Err(PeopleProblem::Yourself));
    }
    // With a second admin the first can be removed; a deactivated admin does not count.
    let eve = test.user("Eve Admin", BuiltInRole::Admin).await;
    test.people().deactivate_user(&by(&deputy), eve.user).await.unwrap().unwrap();
    assert_eq!(test.people().deactivate_user(&by(&deputy), ada.user).await.unwrap(), Err(PeopleProblem::LastAdmin));
    test.people().reactivate_user(&by(&deputy), eve.user).await.unwrap().unwrap();
    test.people().assign_role(&by(&deputy), ada.user, member).await.unwrap().unwrap();
    assert_eq!(test.people().deactivate_user(&by(&deputy), eve.user).await.unwrap(), Err(PeopleProblem::LastAdmin));
}

#[rstest]
#[tokio::test]
async fn two_admins_who_demote_each_other_are_one_admin_less(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let mut pair = [test.admin().await, test.user("Eve Admin", BuiltInRole::Admin).await];
    let member = test.role_id(BuiltInRole::Member).await;
    for round in 0..6 {
        let (first, second) = (by(&pair[0]), by(&pair[1]));
        let (one, two) = if round % 2 == 0 {
            tokio::join!(
                test.people().assign_role(&first, pair[1].user, member),
                test.people().assign_role(&second, pair[0].user, member),
            )
        } else {
            tokio::join!(
                test.people().deactivate_user(&first, pair[1].user),
                test.people().deactivate_user(&second, pair[0].user),
            )
        };
        let won: Vec<bool> = [one, two].iter().map(|answer| matches!(answer, Ok(Ok(())))).collect();
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "round {round}: {won:?}");
        // The remaining admin restores the other for the next round.
        if won[1] {
            pair.reverse();
        }
        let admin = test.role_id(BuiltInRole::Admin).await;
        test.people().reactivate_user(&by(&pair[0]), pair[1].user).await.unwrap().unwrap();
        test.people().assign_role(&by(&pair[0]), pair[1].user, admin).await.unwrap().unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn a_role_acts_at_once_and_on_what_was_shown_only(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let id = test.role_id(BuiltInRole::Member).await;
    let sign_in = test.people().sign_in("ben.member@example.com", PASSWORD, HERE).await.unwrap().unwrap();
    let contacts = test.contacts().await.id;
    let view = test.people().role(&by(&ada), id).await.unwrap();
    let mut draft = RoleDraft { name: " Staff ".to_owned(), grants: view.grants.clone() };
    draft.grants.objects.retain(|object, _| *object == contacts);
    let grants = draft.grants.objects.get_mut(&contacts).unwrap();
    grants.delete = ScopedGrant::default();
    grants.edit = ScopedGrant { reach: Reach::Team, unassigned: true };
    draft.grants.rights.remove(&Right::Export);
    draft.grants.rights.insert(Right::Purge);
    test.people().save_role(&by(&ada), id, &draft).await.unwrap().unwrap();
    let session = test.people().current_session(&sign_in.token).await.unwrap().unwrap();
    assert_eq!(session.role, "Staff");
    assert!(session.actor.delete(contacts).is_err() && session.actor.export(contacts).is_err());
    assert!(session.actor.grants.rights.contains(&Right::Purge));
    assert!(session.actor.purge(contacts).is_err(), "a purge needs the grant to delete as well");
    assert!(session.actor.edit(contacts).unwrap().covers(None));
    let others = ben.grants.objects.keys().filter(|object| **object != contacts);
    for object in others {
        assert_eq!(session.actor.grants.on(*object), ben.grants.on(*object));
    }
    // An unchanged role is not recorded in the audit.
    test.people().save_role(&by(&ada), id, &draft).await.unwrap().unwrap();
    let events =
        raw_sql::texts(&test, "SELECT CAST(details AS TEXT) FROM audit_event WHERE kind = 'role_changed'").await;
    assert_eq!(events.len(), 1);
    assert!(events[0].contains("purge") && !events[0].contains("Staff"), "{events:?}");
}

#[rstest]
#[tokio::test]
async fn roles_are_copied_and_removed(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let admin = test.role_id(BuiltInRole::Admin).await;
    let sales = test.role_id(BuiltInRole::Sales).await;
    let one = test.people().copy_role(&by(&ada), sales).await.unwrap().unwrap();
    let two = test.people().copy_role(&by(&ada), sales).await.unwrap().unwrap();
    let (first, second) =
        (test.people().role(&by(&ada), one).await.unwrap(), test.people().role(&by(&ada), two).await.unwrap());
    assert_eq!((first.role.name.as_str(), second.role.name.as_str()), ("Sales 2", "Sales 3"));
    assert_eq!(first.grants, test.people().role(&by(&ada), sales).await.unwrap().grants);
    let named = |name: &str| RoleDraft { name: name.to_owned(), grants: first.grants.clone() };
    assert_eq!(test.people().save_role(&by(&ada), one, &named("sales 3")).await.unwrap(), Err(PeopleProblem::Twice));
    assert_eq!(test.people().save_role(&by(&ada), one, &named(" ")).await.unwrap(), Err(PeopleProblem::Name));
    // The admin role cannot be changed.
    assert_eq!(test.people().save_role(&by(&ada), admin, &named("x")).await.unwrap(), Err(PeopleProblem::Fixed));
    assert_eq!(test.people().remove_role(&by(&ada), admin).await.unwrap(), Err(PeopleProblem::Fixed));
    // A role that a user has, or is invited to have, cannot be removed.
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    test.people().assign_role(&by(&ada), ben.user, one).await.unwrap().unwrap();
    let invite = Invite { email: "new@example.com".to_owned(), role: Some(two), lang: Lang::En };
    let invitation = test.people().invite(&by(&ada), &invite).await.unwrap().unwrap();
    for used in [one, two] {
        assert_eq!(test.people().remove_role(&by(&ada), used).await.unwrap(), Err(PeopleProblem::InUse));
    }
    test.people().withdraw_invitation(&by(&ada), invitation).await.unwrap().unwrap();
    test.people().remove_role(&by(&ada), two).await.unwrap().unwrap();
    assert!(test.people().role(&by(&ada), two).await.is_err());
    assert_eq!(test.people().assign_role(&by(&ada), ben.user, two).await.unwrap(), Err(PeopleProblem::NoRole));
    // Its number is not reused, because audit events about it would then refer to the new role.
    assert!(test.people().copy_role(&by(&ada), sales).await.unwrap().unwrap() > two);
}

#[rstest]
#[tokio::test]
async fn nobody_gives_what_they_do_not_hold(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let (admin, manager) = (test.role_id(BuiltInRole::Admin).await, test.role_id(BuiltInRole::Manager).await);
    let view = test.people().role(&by(&ada), manager).await.unwrap();
    let mut draft = RoleDraft { name: "Manager".to_owned(), grants: view.grants };
    draft.grants.rights.insert(Right::AdministerUsers);
    test.people().save_role(&by(&ada), manager, &draft).await.unwrap().unwrap();
    let mia = test.user("Mia Manager", BuiltInRole::Manager).await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let invite = |role| Invite { email: "new@example.com".to_owned(), role: Some(role), lang: Lang::En };
    draft.grants.rights.insert(Right::Purge);
    for answer in [
        test.people().assign_role(&by(&mia), ben.user, admin).await.unwrap(),
        test.people().deactivate_user(&by(&mia), ada.user).await.unwrap(),
        test.people().invite(&by(&mia), &invite(admin)).await.unwrap().map(|_| ()),
        test.people().copy_role(&by(&mia), admin).await.unwrap().map(|_| ()),
        test.people().save_role(&by(&mia), manager, &draft).await.unwrap(),
    ] {
        assert_eq!(answer, Err(PeopleProblem::Beyond));
    }
    draft.grants.rights.remove(&Right::Purge);
    draft.grants.rights.remove(&Right::AdministerUsers);
    assert_eq!(test.people().save_role(&by(&mia), manager, &draft).await.unwrap(), Err(PeopleProblem::Yourself));
    // She can give the rights that she holds. She cannot change an invitation of Ada's for an admin.
    let reader = test.role_id(BuiltInRole::ReadOnly).await;
    assert_eq!(test.people().assign_role(&by(&mia), ben.user, reader).await.unwrap(), Ok(()));
    let high = test.people().invite(&by(&ada), &invite(admin)).await.unwrap().unwrap();
    assert_eq!(test.people().withdraw_invitation(&by(&mia), high).await.unwrap(), Err(PeopleProblem::Beyond));
    let view = test.people().user_view(&by(&mia), &mia, ada.user).await.unwrap();
    assert_eq!(view.fixed, Some(PeopleProblem::Beyond));
    assert!(view.roles.iter().all(|role| !role.is_admin()));
}

#[rstest]
#[tokio::test]
async fn what_somebody_can_do_is_what_they_can_do(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let (his, hers) =
        (test.contact(&ben, "His", "his@example.com").await, test.contact(&ada, "Hers", "hers@example.com").await);
    let object = test.contacts().await;
    for (record, ownership) in [(his, Ownership::Own), (hers, Ownership::Other)] {
        let can = test
            .people()
            .effective_permissions(&by(&ada), &ada, ben.user, Some(&PermissionQuery::Record(record)))
            .await
            .unwrap();
        let answer = can.answer.unwrap();
        assert_eq!(answer.record.unwrap().ownership, ownership);
        let permission = |action| answer.explanations.iter().find(|explanation| explanation.action == action).unwrap();
        let deleted =
            test.operations().preview_delete(&ben.delete(object.id).unwrap(), &Selection::Records(vec![record])).await;
        assert_eq!(permission(RecordAction::Delete).allowed, deleted.unwrap().count == 1);
        assert_eq!(permission(RecordAction::Delete).allowed, ownership == Ownership::Own);
        assert!(permission(RecordAction::View).allowed && permission(RecordAction::Export).allowed);
    }
    // The rights on a record in the trash are separate.
    operations::delete(&test, &ada, &operations::these(&[his])).await;
    let can = test
        .people()
        .effective_permissions(&by(&ada), &ada, ben.user, Some(&PermissionQuery::Record(his)))
        .await
        .unwrap();
    let explanations = can.answer.unwrap().explanations;
    let restore = explanations.iter().find(|explanation| explanation.action == RecordAction::Restore).unwrap();
    assert_eq!((restore.allowed, restore.decided_by), (false, DecidedBy::OwnDeletions));
    let can = test
        .people()
        .effective_permissions(&by(&ada), &ada, ben.user, Some(&PermissionQuery::Object("contacts".to_owned())))
        .await
        .unwrap();
    assert_eq!(can.answer.unwrap().explanations.len(), RecordAction::ALL.len());
    for ask in [PermissionQuery::Object("nothing".to_owned()), PermissionQuery::Record(domain::ids::RecordId(999))] {
        assert!(test.people().effective_permissions(&by(&ada), &ada, ben.user, Some(&ask)).await.is_err());
    }
}

#[rstest]
#[tokio::test]
async fn users_are_found_and_paged(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for index in 0..60 {
        beside_user(&test, index).await;
    }
    let list = |query: UserQuery| {
        let test = &test;
        let by = by(&ada);
        async move { test.people().list_users(&by, &query).await.unwrap() }
    };
    let first = list(UserQuery::default()).await;
    assert_eq!((first.rows.len(), first.active), (50, 61));
    let second = list(UserQuery { after: first.next.clone(), ..UserQuery::default() }).await;
    assert_eq!((second.rows.len(), second.next), (11, None));
    let mut names: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| row.person.name.clone()).collect();
    assert!(names.is_sorted());
    names.dedup();
    assert_eq!(names.len(), 61);
    let search = |text: &str| UserQuery { search: text.to_owned(), ..UserQuery::default() };
    assert_eq!(list(search("ÀDA")).await.rows.len(), 1);
    assert_eq!(list(search("user07@")).await.rows.len(), 1);
    for nothing in ["100%", "_", "\\"] {
        assert_eq!(list(search(nothing)).await.rows.len(), 0, "{nothing}");
    }
}

#[rstest]
#[tokio::test]
async fn signing_out_is_written_down(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        tokens.push(test.people().sign_in("ada.admin@example.com", PASSWORD, HERE).await.unwrap().unwrap().token);
    }
    assert!(test.people().sign_in("nobody@example.com", PASSWORD, HERE).await.unwrap().is_err());
    let session = test.people().current_session(&tokens[0]).await.unwrap().unwrap();
    test.people().sign_out(session.id).await.unwrap();
    test.people().sign_out(session.id).await.unwrap();
    test.people().sign_out_everywhere(session.person.id).await.unwrap();
    assert_eq!(
        kinds(&test).await,
        ["user_created", "signed_in", "signed_in", "sign_in_refused", "signed_out", "signed_out_everywhere"]
    );
    let details = raw_sql::texts(&test, "SELECT CAST(details AS TEXT) FROM audit_event").await.join(" ");
    assert!(!details.contains("nobody") && !details.contains('@'), "{details}");
}

/// A user who holds every right of an admin, by a copy of the role.
async fn deputy(test: &TestEngine, ada: &Actor) -> Actor {
    let admin = test.role_id(BuiltInRole::Admin).await;
    let copy = test.people().copy_role(&by(ada), admin).await.unwrap().unwrap();
    let user = test.user("Dora Deputy", BuiltInRole::Member).await.user;
    test.people().assign_role(&by(ada), user, copy).await.unwrap().unwrap();
    test.people().actor(user).await.unwrap()
}

/// A user inserted directly, without the cost of hashing a password.
async fn beside_user(test: &TestEngine, index: usize) {
    let text = format!(
        "INSERT INTO app_user (email, name, name_normalized, password_hash, role_id, created_at) \
         VALUES ('user{index:02}@example.com', 'User {index:02}', 'user {index:02}', 'x', 3, 1)"
    );
    raw_sql::sql(test, text.leak()).await;
}
