//! Tests of sign-in, sessions, roles and the first admin.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        PASSWORD, TestEngine, fresh,
    },
};
use domain::{
    password::PasswordError,
    people::{Lang, Theme},
    policy::BuiltInRole,
};
use engine::{
    Engine,
    clock::SystemEntropy,
    people::{NewUser, SessionDays, SetUpRefused, SignInRefused, UserField, UserProblem},
};
use rstest::rstest;
use std::sync::Arc;
use tokio::task::JoinSet;

const HERE: &str = "127.0.0.1";

fn first() -> NewUser {
    NewUser { name: "  Ada   Admin ".to_owned(), email: "Ada@Example.com".to_owned(), password: PASSWORD.to_owned() }
}

#[rstest]
#[tokio::test]
async fn a_session_begins_and_ends(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let sign_in = test.people().sign_in(" ADA.admin@example.com", PASSWORD, HERE).await.unwrap().unwrap();
    let session = test.people().current_session(&sign_in.token).await.unwrap().unwrap();
    assert_eq!(session.person.name, "Ada Admin");
    assert_eq!(session.role, "Admin");
    assert!(test.people().current_session("another").await.unwrap().is_none());

    test.people().set_preferences(session.person.id, Some(Lang::It), Some(Theme::Dark)).await.unwrap();
    test.people().set_preferences(session.person.id, None, None).await.unwrap();
    let session = test.people().current_session(&sign_in.token).await.unwrap().unwrap();
    assert_eq!((session.lang, session.theme), (Some(Lang::It), Theme::Dark));
    let view = test.session_view(&session, Lang::En).await.unwrap();
    assert!(view.offer.create && view.offer.import);
    assert_eq!(view.objects.len(), test.objects().active().await.unwrap().len());

    test.people().sign_out(session.id).await.unwrap();
    assert!(test.people().current_session(&sign_in.token).await.unwrap().is_none());
}

#[rstest]
#[tokio::test]
async fn a_session_ends_by_itself(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let sign_in = test.people().sign_in("ada.admin@example.com", PASSWORD, HERE).await.unwrap().unwrap();
    // A session in use lasts; it still ends at its absolute limit.
    for _ in 0..6 {
        test.clock.forward_days(13);
        let session = test.people().current_session(&sign_in.token).await.unwrap().unwrap();
        assert!(session.touch_due);
        test.people().touch_session(session.id, "192.0.2.7".into()).await.unwrap();
        assert!(!test.people().current_session(&sign_in.token).await.unwrap().unwrap().touch_due);
    }
    test.clock.forward_days(11);
    assert!(test.people().current_session(&sign_in.token).await.unwrap().is_some());
    test.clock.forward_days(1);
    assert!(test.people().current_session(&sign_in.token).await.unwrap().is_none());
    // An unused session ends sooner, after a time that is a setting.
    let sign_in = test.people().sign_in("ada.admin@example.com", PASSWORD, HERE).await.unwrap().unwrap();
    test.clock.forward_days(14);
    assert!(test.people().current_session(&sign_in.token).await.unwrap().is_none());
    let longer = test.engine.clone().with_sessions(SessionDays { idle: 20, most: 30 });
    assert!(longer.people().current_session(&sign_in.token).await.unwrap().is_some());
}

#[rstest]
#[tokio::test]
async fn signing_out_everywhere_ends_all_of_mine_and_none_of_others(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    test.user("Ben Member", BuiltInRole::Member).await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        tokens.push(test.people().sign_in("ada.admin@example.com", PASSWORD, HERE).await.unwrap().unwrap().token);
    }
    let ben = test.people().sign_in("ben.member@example.com", PASSWORD, HERE).await.unwrap().unwrap();
    test.people().sign_out_everywhere(ada.user).await.unwrap();
    for token in tokens {
        assert!(test.people().current_session(&token).await.unwrap().is_none());
    }
    assert!(test.people().current_session(&ben.token).await.unwrap().is_some());
}

#[rstest]
#[tokio::test]
async fn unknown_and_wrong_are_answered_alike(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let wrong = test.people().sign_in("ada.admin@example.com", "wrong password", HERE).await.unwrap();
    let unknown = test.people().sign_in("nobody@example.com", PASSWORD, HERE).await.unwrap();
    assert_eq!(wrong, Err(SignInRefused::Wrong));
    assert_eq!(wrong, unknown);
}

#[rstest]
#[tokio::test]
async fn guessing_is_slowed_down(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    for _ in 0..10 {
        let wrong = test.people().sign_in("ada.admin@example.com", "wrong password", HERE).await.unwrap();
        assert_eq!(wrong, Err(SignInRefused::Wrong));
    }
    // Even the right password has to wait now, from any address; another account does not.
    let right = test.people().sign_in("ada.admin@example.com", PASSWORD, "192.0.2.1").await.unwrap();
    let Err(SignInRefused::Throttled { seconds }) = right else { panic!("{right:?}") };
    assert!((895..=901).contains(&seconds), "{seconds}");
    let other = test.people().sign_in("nobody@example.com", PASSWORD, HERE).await.unwrap();
    assert_eq!(other, Err(SignInRefused::Wrong));
    test.clock.forward_seconds(901);
    assert!(test.people().sign_in("ada.admin@example.com", PASSWORD, HERE).await.unwrap().is_ok());
}

#[rstest]
#[tokio::test]
async fn guesses_that_are_sent_at_once_are_slowed_down_too(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let mut guesses = JoinSet::new();
    for _ in 0..16 {
        let engine = test.engine.clone();
        guesses.spawn(async move {
            engine.people().sign_in("ada.admin@example.com", "wrong password", HERE).await.unwrap()
        });
    }
    let answers = guesses.join_all().await;
    let wrong = answers.iter().filter(|answer| **answer == Err(SignInRefused::Wrong)).count();
    assert_eq!(wrong, 10, "{answers:?}");
}

#[rstest]
#[tokio::test]
async fn the_first_admin_is_made_once(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let token = test.people().begin_set_up().await.unwrap().unwrap();
    let token_again = test.people().begin_set_up().await.unwrap().unwrap();
    assert_eq!(test.people().set_up(&token, &first(), HERE).await.unwrap(), Err(SetUpRefused::BadLink));
    let short = NewUser { password: "short".to_owned(), email: "ada".to_owned(), ..first() };
    assert_eq!(
        test.people().set_up(&token_again, &short, HERE).await.unwrap(),
        Err(SetUpRefused::Invalid(vec![
            (UserField::Email, UserProblem::NotAnEmail),
            (UserField::Password, UserProblem::Password(PasswordError::TooShort)),
        ]))
    );
    let first = first();
    let (one, two) = tokio::join!(
        test.people().set_up(&token_again, &first, HERE),
        test.people().set_up(&token_again, &first, HERE)
    );
    let made: Vec<_> = [one.unwrap(), two.unwrap()].into_iter().filter_map(Result::ok).collect();
    assert_eq!(made.len(), 1);
    let session = test.people().current_session(&made[0].token).await.unwrap().unwrap();
    assert_eq!((session.email.as_str(), session.role.as_str()), ("ada@example.com", "Admin"));
    assert_eq!(session.person.name, "Ada Admin");
    assert_eq!(test.people().begin_set_up().await.unwrap(), None);
    assert!(test.people().has_users().await.unwrap());
}

#[rstest]
#[tokio::test]
async fn an_address_has_one_user(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let again = NewUser { email: "ADA.admin@example.com".to_owned(), ..first() };
    let refused = test.people().create_user(&again, BuiltInRole::Member).await.unwrap().unwrap_err();
    assert_eq!(refused, SetUpRefused::Invalid(vec![(UserField::Email, UserProblem::Taken)]));
}

#[rstest]
#[tokio::test]
async fn stored_roles_are_the_built_in_ones_and_act_at_once(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let by = fresh(test.admin().await.administer_users().unwrap());
    let objects: Vec<_> = test.objects().active().await.unwrap().into_iter().map(|object| object.id).collect();
    let user = test.user("Ben Member", BuiltInRole::Member).await.user;
    for role in BuiltInRole::ALL {
        let id = test.role_id(role).await;
        test.people().assign_role(&by, user, id).await.unwrap().unwrap();
        assert_eq!(test.people().actor(user).await.unwrap().grants, role.grants(objects.iter().copied()), "{role:?}");
    }
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |folder: &str| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
        let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
    assert!(!names("sqlite").is_empty());
}

#[rstest]
#[tokio::test]
async fn passwords_are_hashed_at_the_cost_owasp_recommends(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    // A server opens its database like this, without settings for a cheaper password hash.
    let engine = Engine::open(&test.database, test.clock.clone(), Arc::new(SystemEntropy)).await.unwrap();
    engine.people().create_user(&first(), BuiltInRole::Admin).await.unwrap().unwrap();
    let hashes = raw_sql::texts(&test, "SELECT password_hash FROM app_user").await;
    assert!(hashes[0].starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashes:?}");
    assert!(engine.people().sign_in("ada@example.com", PASSWORD, HERE).await.unwrap().is_ok());
}
