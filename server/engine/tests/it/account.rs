//! Tests of a user's own account: password, sessions, two-step verification and reauthentication.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        PASSWORD, TestEngine, fresh,
        totp::{code, turn_on},
    },
};
use domain::{
    account::{AccountProblem, RECOVERY_CODES, TwoStepView},
    ids::SessionId,
    password::PasswordError,
    policy::{BuiltInRole, REAUTHENTICATION_MINUTES},
    users::PeopleProblem,
};
use engine::{
    Error,
    people::{Client, CodeRefused, CurrentSession, PENDING_MFA_SECONDS, ReauthenticationMethod, SignInRefused},
};
use rstest::rstest;
use tokio::time::Instant;

const HERE: &str = "127.0.0.1";
const ADA: &str = "ada.admin@example.com";
const NEW: &str = "a sentence nobody guesses";

/// A new session of a user without two-step verification.
async fn session(test: &TestEngine, email: &str) -> CurrentSession {
    let sign_in = test.people().sign_in(email, PASSWORD, HERE).await.unwrap().unwrap();
    test.people().current_session(&sign_in.token).await.unwrap().unwrap()
}

/// The token of the pending session between the password and the code.
async fn half(test: &TestEngine, email: &str) -> String {
    match test.people().sign_in(email, PASSWORD, HERE).await.unwrap() {
        Err(SignInRefused::NeedsCode { token }) => token,
        other => panic!("{other:?}"),
    }
}

async fn kinds(test: &TestEngine) -> Vec<String> {
    raw_sql::texts(test, "SELECT kind FROM audit_event ORDER BY id").await
}

#[rstest]
#[tokio::test]
async fn a_second_step_is_asked_after_the_password(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let ada = session(&test, ADA).await;
    assert_eq!(test.people().two_step(&ada).await.unwrap(), TwoStepView::Off);
    assert!(matches!(test.people().confirm_two_step(ada.person.id, "1").await, Err(Error::NotFound)));
    test.people().begin_two_step(&ada.reauthentication.authorize(ada.person.id).unwrap()).await.unwrap();
    // Set-up that was only started does not ask for a code yet.
    session(&test, ADA).await;
    let wrong = test.people().confirm_two_step(ada.person.id, "000000").await.unwrap();
    assert_eq!(wrong, Err(AccountProblem::WrongCode));
    let (secret, recovery) = turn_on(&test, &ada).await;
    assert_eq!(recovery.len(), RECOVERY_CODES);

    let token = half(&test, ADA).await;
    assert!(test.people().current_session(&token).await.unwrap().is_none(), "half a session is none");
    let enter = |code: String| {
        let (test, token) = (&test, &token);
        async move { test.people().sign_in_with_code(token, &code, HERE).await.unwrap() }
    };
    // The code that turned it on is used up; the next one works, once.
    let again = Err(CodeRefused::Problem(AccountProblem::WrongCode));
    assert_eq!(enter(code(&test, &secret, 0)).await, again);
    assert_eq!(enter("123 456".to_owned()).await, again);
    let next = code(&test, &secret, 1);
    let sign_in = enter(next.clone()).await.unwrap();
    assert!(test.people().current_session(&sign_in.token).await.unwrap().unwrap().reauthentication.is_recent());
    assert_eq!(enter(next.clone()).await, Err(CodeRefused::TooLate), "used up");
    let token = half(&test, ADA).await;
    assert_eq!(test.people().sign_in_with_code(&token, &next, HERE).await.unwrap(), again);
    test.clock.forward_seconds(PENDING_MFA_SECONDS);
    let late = test.people().sign_in_with_code(&token, &code(&test, &secret, 0), HERE).await.unwrap();
    assert_eq!(late, Err(CodeRefused::TooLate));
}

#[rstest]
#[tokio::test]
async fn two_who_send_the_same_code_at_once_are_one_session(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let ada = session(&test, ADA).await;
    let (secret, recovery) = turn_on(&test, &ada).await;
    for code in [code(&test, &secret, 1), recovery[0].clone()] {
        let (one, two) = (half(&test, ADA).await, half(&test, ADA).await);
        let enter = |token| {
            let (test, code) = (&test, &code);
            async move { test.people().sign_in_with_code(token, code, HERE).await.unwrap() }
        };
        let (one, two) = tokio::join!(enter(&one), enter(&two));
        assert_eq!([one.is_ok(), two.is_ok()].into_iter().filter(|ok| *ok).count(), 1);
    }
}

#[rstest]
#[tokio::test]
async fn a_recovery_code_works_once(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let ada = session(&test, ADA).await;
    let (_, recovery) = turn_on(&test, &ada).await;
    let typed = recovery[0].to_uppercase().replace('-', " ");
    let token = half(&test, ADA).await;
    let sign_in = test.people().sign_in_with_code(&token, &typed, HERE).await.unwrap().unwrap();
    let session = test.people().current_session(&sign_in.token).await.unwrap().unwrap();
    let left = test.people().account(&session).await.unwrap().two_step.unwrap().codes_left;
    assert_eq!(usize::try_from(left).unwrap(), RECOVERY_CODES - 1);
    let token = half(&test, ADA).await;
    assert!(test.people().sign_in_with_code(&token, &typed, HERE).await.unwrap().is_err());
    let new = test
        .people()
        .renew_recovery_codes(&session.reauthentication.authorize(session.person.id).unwrap())
        .await
        .unwrap();
    assert!(
        test.people().sign_in_with_code(&token, &recovery[1], HERE).await.unwrap().is_err(),
        "those before are gone"
    );
    assert!(test.people().sign_in_with_code(&token, &new[0], HERE).await.unwrap().is_ok());
    assert!(kinds(&test).await.contains(&"recovery_code_used".to_owned()));
    let kept = raw_sql::texts(&test, "SELECT CAST(length(code_hash) AS TEXT) FROM recovery_code").await;
    assert!(kept.iter().all(|length| length == "32"));
}

#[rstest]
#[tokio::test]
async fn codes_are_guessed_a_few_times_only(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let ada = session(&test, ADA).await;
    let (secret, _) = turn_on(&test, &ada).await;
    for _ in 0..5 {
        // Each try has a new pending session: entering the password again does not allow more tries.
        let token = half(&test, ADA).await;
        assert!(test.people().sign_in_with_code(&token, "000000", HERE).await.unwrap().is_err());
    }
    let token = half(&test, ADA).await;
    let right = test.people().sign_in_with_code(&token, &code(&test, &secret, 1), HERE).await.unwrap();
    assert!(matches!(right, Err(CodeRefused::Problem(AccountProblem::Wait(14..=16)))), "{right:?}");
    test.clock.forward_seconds(901);
    let token = half(&test, ADA).await;
    assert!(test.people().sign_in_with_code(&token, &code(&test, &secret, 0), HERE).await.unwrap().is_ok());
}

#[rstest]
#[tokio::test]
async fn it_is_turned_off_with_password_and_code(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let ada = session(&test, ADA).await;
    let (secret, _) = turn_on(&test, &ada).await;
    let end = |password: &'static str, code: String| {
        let (test, ada) = (&test, &ada);
        async move { test.people().end_two_step(ada, password, &code).await.unwrap() }
    };
    assert_eq!(end("wrong password", code(&test, &secret, 1)).await, Err(AccountProblem::WrongPassword));
    assert_eq!(end(PASSWORD, "000000".to_owned()).await, Err(AccountProblem::WrongCode));
    assert_eq!(end(PASSWORD, code(&test, &secret, 1)).await, Ok(()));
    assert_eq!(test.people().two_step(&ada).await.unwrap(), TwoStepView::Off);
    session(&test, ADA).await;
    let kinds = kinds(&test).await;
    assert!(
        kinds.ends_with(
            &["reauthentication_failed", "reauthentication_failed", "two_step_off", "signed_in"].map(str::to_owned)
        ),
        "{kinds:?}"
    );
}

#[rstest]
#[tokio::test]
async fn an_admin_resets_the_second_step_of_another(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let by = fresh(test.admin().await.administer_users().unwrap());
    test.user("Ben Member", BuiltInRole::Member).await;
    let ben = session(&test, "ben.member@example.com").await;
    turn_on(&test, &ben).await;
    assert!(
        test.people()
            .user_view(&by, &test.people().actor(by.user()).await.unwrap(), ben.person.id)
            .await
            .unwrap()
            .two_step
            .is_some()
    );
    assert_eq!(test.people().reset_two_step(&by, by.user()).await.unwrap(), Err(PeopleProblem::Yourself));
    assert_eq!(test.people().reset_two_step(&by, ben.person.id).await.unwrap(), Ok(()));
    let view =
        test.people().user_view(&by, &test.people().actor(by.user()).await.unwrap(), ben.person.id).await.unwrap();
    assert_eq!((view.sessions.len(), view.two_step), (0, None));
    session(&test, "ben.member@example.com").await;
}

#[rstest]
#[tokio::test]
async fn a_password_changes_for_the_present_one(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let (ada, other) = (session(&test, ADA).await, session(&test, ADA).await);
    let change = |present: &'static str, new: &'static str| {
        let (test, ada) = (&test, &ada);
        async move { test.people().change_password(ada, present, new).await.unwrap() }
    };
    assert_eq!(change("wrong password", NEW).await, Err(AccountProblem::WrongPassword));
    for (new, error) in [
        ("short", PasswordError::TooShort),
        ("Password123", PasswordError::Common),
        ("ada.admin.1", PasswordError::Personal),
    ] {
        assert_eq!(change(PASSWORD, new).await, Err(AccountProblem::Password(error)));
    }
    assert_eq!(change(PASSWORD, NEW).await, Ok(()));
    let rows = test.people().account(&ada).await.unwrap().sessions;
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [ada.id], "not {}", other.id);
    assert_eq!(test.people().sign_in(ADA, PASSWORD, HERE).await.unwrap(), Err(SignInRefused::Wrong));
    assert!(test.people().sign_in(ADA, NEW, HERE).await.unwrap().is_ok());
}

#[rstest]
#[tokio::test]
async fn no_session_of_a_former_password_outlives_its_change(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let ada = session(&test, ADA).await;
    let began = Instant::now();
    session(&test, ADA).await;
    let (takes, mut present, mut new) = (began.elapsed(), PASSWORD, NEW);
    // The sign-in starts at any point of the change, which computes two hashes where a sign-in computes one.
    for half in 0..6 {
        let sign_in = async {
            tokio::time::sleep(takes * half / 2).await;
            test.people().sign_in(ADA, present, HERE).await.unwrap()
        };
        let (changed, signed_in) = tokio::join!(test.people().change_password(&ada, present, new), sign_in);
        assert_eq!(changed.unwrap(), Ok(()));
        let open: Vec<_> = test.people().account(&ada).await.unwrap().sessions.iter().map(|row| row.id).collect();
        assert_eq!(open, [ada.id], "{signed_in:?}");
        std::mem::swap(&mut present, &mut new);
    }
}

#[rstest]
#[tokio::test]
async fn recovery_codes_that_are_renewed_twice_at_once_are_ten(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let ada = session(&test, ADA).await;
    turn_on(&test, &ada).await;
    let by = ada.reauthentication.authorize(ada.person.id).unwrap();
    let (one, two) = tokio::join!(test.people().renew_recovery_codes(&by), test.people().renew_recovery_codes(&by));
    assert_eq!((one.unwrap().len(), two.unwrap().len()), (RECOVERY_CODES, RECOVERY_CODES));
    let left = test.people().account(&ada).await.unwrap().two_step.unwrap().codes_left;
    assert_eq!(usize::try_from(left).unwrap(), RECOVERY_CODES);
}

#[rstest]
#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let by = fresh(test.admin().await.administer_users().unwrap());
    test.user("Ben Member", BuiltInRole::Member).await;
    let first = session(&test, ADA).await;
    let phone =
        Client { address: "192.0.2.9", agent: "Mozilla/5.0 (Linux; Android 15) Chrome/142.0.0.0 Mobile Safari/537.36" };
    let token = test.people().sign_in(ADA, PASSWORD, phone).await.unwrap().unwrap().token;
    let here = test.people().current_session(&token).await.unwrap().unwrap();
    let ben = session(&test, "ben.member@example.com").await;
    let rows = test.people().account(&here).await.unwrap().sessions;
    let told: Vec<_> = rows.iter().map(|row| (row.id, row.device.as_str(), row.address.as_str(), row.this)).collect();
    assert_eq!(told, [(here.id, "Chrome, Android", "192.0.2.9", true), (first.id, "", HERE, false)]);

    // The session of another user is not found, whatever its number.
    assert!(matches!(test.people().end_own_session(&here, ben.id).await, Err(Error::NotFound)));
    assert!(matches!(test.people().end_own_session(&here, SessionId(999)).await, Err(Error::NotFound)));
    test.people().end_own_session(&here, first.id).await.unwrap();
    session(&test, ADA).await;
    test.people().end_other_sessions(&here).await.unwrap();
    assert_eq!(test.people().account(&here).await.unwrap().sessions.len(), 1);

    // An admin ends sessions of other users, and only those of the user that the request names.
    assert!(matches!(test.people().end_session(&by, ben.person.id, here.id).await, Err(Error::NotFound)));
    assert_eq!(test.people().end_session(&by, by.user(), here.id).await.unwrap(), Err(PeopleProblem::Yourself));
    test.people().end_session(&by, ben.person.id, ben.id).await.unwrap().unwrap();
    assert_eq!(test.people().account(&ben).await.unwrap().sessions, []);
}

#[rstest]
#[tokio::test]
async fn a_proof_is_asked_again_after_a_while(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let admin = test.admin().await;
    let token = test.people().sign_in(ADA, PASSWORD, HERE).await.unwrap().unwrap().token;
    let now = || async { test.people().current_session(&token).await.unwrap().unwrap() };
    assert!(now().await.reauthentication.authorize(admin.administer_users().unwrap()).is_ok());
    let (secret, _) = turn_on(&test, &now().await).await;
    test.clock.forward_seconds(REAUTHENTICATION_MINUTES * 60);
    let stale = now().await;
    assert!(stale.reauthentication.authorize(()).is_err());
    assert_eq!(test.people().reauthentication_method(&stale).await.unwrap(), ReauthenticationMethod::PasswordAndCode);
    assert_eq!(
        test.people().reauthenticate(&stale, "wrong password", "").await.unwrap(),
        Err(AccountProblem::WrongPassword)
    );
    assert_eq!(test.people().reauthenticate(&stale, PASSWORD, "").await.unwrap(), Err(AccountProblem::WrongCode));
    assert!(!now().await.reauthentication.is_recent());
    let reauthentication =
        test.people().reauthenticate(&stale, PASSWORD, &code(&test, &secret, 0)).await.unwrap().unwrap();
    assert!(reauthentication.is_recent() && now().await.reauthentication.is_recent());
    for _ in 0..10 {
        test.people().reauthenticate(&stale, "wrong password", "").await.unwrap().unwrap_err();
    }
    let waits = test.people().reauthenticate(&stale, PASSWORD, &code(&test, &secret, 1)).await.unwrap();
    assert!(matches!(waits, Err(AccountProblem::Wait(_))), "a session does not let its holder guess: {waits:?}");
}
