//! Tests of sign-in through an OpenID Connect provider: who is admitted and with which role, the login attempt from
//! start to callback, and the audit events.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        PASSWORD, TestEngine, fresh,
        totp::{code, turn_on},
    },
};
use domain::{
    account::AccountProblem,
    audit::{AuditQuery, Event},
    email::Email,
    ids::{RoleId, UserId},
    people::Lang,
    policy::{Actor, BuiltInRole, REAUTHENTICATION_MINUTES},
    provider::{Claimed, GroupRole, Mapping, OIDC_LOGIN_MINUTES, ProviderRefusal},
    users::Invite,
};
use engine::{
    Error,
    clock::Clock,
    people::{CurrentSession, LoginPurpose, NotAdmitted, OidcLoginAttempt, ReauthenticationMethod},
};
use rstest::rstest;

const HERE: &str = "127.0.0.1";
const ISSUER: &str = "https://id.example";

/// The claims of the provider about a user.
fn claimed(name: &str, groups: &[&str]) -> Claimed {
    let subject = name.to_lowercase().replace(' ', ".");
    Claimed {
        issuer: ISSUER.to_owned(),
        email: Email::parse(&format!("{subject}@example.com")).ok(),
        subject,
        verified: true,
        name: name.to_owned(),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        proved: None,
    }
}

async fn mapping(test: &TestEngine) -> Mapping {
    let lines = ["crm-admins=admin", "crm-sales=Sales", "crm-readers=read_only"];
    let lines: Vec<GroupRole> = lines.iter().map(|line| line.parse().unwrap()).collect();
    test.people().group_mapping(&lines).await.unwrap().unwrap()
}

/// The session of a user who is admitted.
async fn enter(test: &TestEngine, claimed: &Claimed) -> CurrentSession {
    let sign_in = test.people().sign_in_through(claimed, &mapping(test).await, HERE.into()).await.unwrap().unwrap();
    test.people().current_session(&sign_in.token).await.unwrap().unwrap()
}

/// Why a user is refused.
async fn refused(test: &TestEngine, claimed: &Claimed) -> ProviderRefusal {
    match test.people().sign_in_through(claimed, &mapping(test).await, HERE.into()).await.unwrap() {
        Err(NotAdmitted::Refused(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

async fn events(test: &TestEngine, ada: &Actor) -> Vec<Event> {
    let page = test.audit().list_audit(ada.audit().unwrap(), &AuditQuery::default(), 200).await.unwrap();
    page.rows.iter().rev().filter_map(domain::audit::AuditRow::event).collect()
}

async fn counts(test: &TestEngine) -> Vec<String> {
    let text = "SELECT CAST(count(*) AS TEXT) FROM app_user UNION ALL SELECT CAST(count(*) AS TEXT) FROM identity";
    raw_sql::texts(test, text).await
}

#[rstest]
#[tokio::test]
async fn whoever_is_new_is_made_with_the_role_of_a_group(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let nora = enter(&test, &claimed("Nora Nord", &["staff", "crm-readers", "crm-sales"])).await;
    assert_eq!((nora.person.name.as_str(), nora.email.as_str()), ("Nora Nord", "nora.nord@example.com"));
    // The first matching line of the mapping decides, whatever the order of the groups.
    assert_eq!(nora.role, "Sales");
    let account = test.people().account(&nora).await.unwrap();
    assert!(!account.password && account.sessions[0].provider);
    assert_eq!(
        account.identities.iter().map(|row| (row.issuer.as_str(), row.role_managed_by_idp)).collect::<Vec<_>>(),
        [(ISSUER, true)]
    );
    // The user is recognized from now on, whatever the provider says about the address.
    let again = Claimed { email: None, verified: false, ..claimed("Nora Nord", &["crm-sales"]) };
    assert_eq!(enter(&test, &again).await.person.id, nora.person.id);
    assert_eq!(counts(&test).await, ["2", "1"]);
    // No password works for this user: neither an empty one nor any other.
    for password in ["", PASSWORD] {
        assert!(test.people().sign_in("nora.nord@example.com", password, HERE).await.unwrap().is_err());
    }
    let user = nora.person.id;
    let role = test.role_id(BuiltInRole::Sales).await;
    let told = events(&test, &ada).await;
    for event in [Event::UserCreated { user, role }, Event::IdentityLinked { user }, Event::ProviderSignedIn] {
        assert!(told.contains(&event), "{event:?} in {told:?}");
    }
}

#[rstest]
#[tokio::test]
async fn whom_nothing_gives_a_role_is_refused_and_nothing_is_made(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    assert_eq!(refused(&test, &claimed("Nora Nord", &["staff"])).await, ProviderRefusal::NoRole);
    let unverified = Claimed { verified: false, ..claimed("Nora Nord", &["crm-sales"]) };
    assert_eq!(refused(&test, &unverified).await, ProviderRefusal::NotVerified);
    let nameless = Claimed { email: None, ..claimed("Nora Nord", &["crm-sales"]) };
    assert_eq!(refused(&test, &nameless).await, ProviderRefusal::NoAddress);
    assert_eq!(counts(&test).await, ["1", "0"]);
    let told = events(&test, &ada).await;
    assert!(told.contains(&Event::ProviderRefused { user: None, reason: ProviderRefusal::NoRole }), "{told:?}");
    // Without a mapping, a group gives no role either.
    let none = test
        .people()
        .sign_in_through(&claimed("Nora Nord", &["crm-sales"]), &Mapping::default(), HERE.into())
        .await
        .unwrap();
    assert_eq!(none, Err(NotAdmitted::Refused(ProviderRefusal::NoRole)));
}

#[rstest]
#[tokio::test]
async fn an_address_finds_a_user_once_and_only_where_it_is_verified(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await.user;
    let unverified = Claimed { verified: false, ..claimed("Ben Member", &["crm-admins"]) };
    assert_eq!(refused(&test, &unverified).await, ProviderRefusal::NotVerified);
    let session = enter(&test, &claimed("Ben Member", &["crm-admins"])).await;
    // The account is linked, and keeps the role that an admin gave.
    assert_eq!((session.person.id, session.role.as_str()), (ben, "Member"));
    assert!(events(&test, &ada).await.contains(&Event::IdentityLinked { user: ben }));
    // Another user got the address at the provider.
    let heir = Claimed { subject: "another".to_owned(), ..claimed("Ben Member", &["crm-admins"]) };
    assert_eq!(refused(&test, &heir).await, ProviderRefusal::OtherIdentity);
    // The same subject at another provider is another user.
    let other = Claimed { issuer: "https://other.example".to_owned(), verified: false, ..claimed("Ben Member", &[]) };
    assert_eq!(refused(&test, &other).await, ProviderRefusal::NotVerified);
    assert_eq!(counts(&test).await, ["2", "1"]);
    assert!(
        test.people().sign_in("ben.member@example.com", PASSWORD, HERE).await.unwrap().is_ok(),
        "the password stays"
    );
}

#[rstest]
#[tokio::test]
async fn roles_follow_groups_at_each_sign_in(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let nora = enter(&test, &claimed("Nora Nord", &["crm-sales"])).await;
    let (user, sales) = (nora.person.id, test.role_id(BuiltInRole::Sales).await);
    let changed = enter(&test, &claimed("Nora Nord", &["crm-readers"])).await;
    assert_eq!((changed.person.id, changed.role.as_str()), (user, "Read-only"));
    let reader = test.role_id(BuiltInRole::ReadOnly).await;
    assert!(events(&test, &ada).await.contains(&Event::RoleSynced { user, from: sales, to: reader }));
    // The mapping replaces a role that an admin gave by hand.
    let by = fresh(ada.administer_users().unwrap());
    test.people().assign_role(&by, user, sales).await.unwrap().unwrap();
    assert_eq!(enter(&test, &claimed("Nora Nord", &["crm-readers"])).await.role, "Read-only");
    // A user who is in no group any more is refused, and their open sessions end.
    assert_eq!(refused(&test, &claimed("Nora Nord", &[])).await, ProviderRefusal::NoRole);
    let open = raw_sql::texts(&test, "SELECT CAST(count(*) AS TEXT) FROM session").await;
    assert_eq!(open, ["0"]);
    assert_eq!(enter(&test, &claimed("Nora Nord", &["crm-sales"])).await.role, "Sales");
}

#[rstest]
#[tokio::test]
async fn the_last_admin_stays_one(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let cleo = enter(&test, &claimed("Cleo Chief", &["crm-admins"])).await;
    assert_eq!(cleo.role, "Admin");
    assert_eq!(enter(&test, &claimed("Cleo Chief", &["crm-readers"])).await.role, "Admin");
    assert_eq!(enter(&test, &claimed("Cleo Chief", &[])).await.role, "Admin");
    // With another admin present, the groups decide.
    test.admin().await;
    assert_eq!(enter(&test, &claimed("Cleo Chief", &["crm-readers"])).await.role, "Read-only");
}

#[rstest]
#[tokio::test]
async fn two_admins_who_lose_their_group_at_once_are_one_admin_less(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    for name in ["Cleo Chief", "Carl Chief"] {
        enter(&test, &claimed(name, &["crm-admins"])).await;
    }
    let (cleo, carl) = (claimed("Cleo Chief", &["crm-readers"]), claimed("Carl Chief", &["crm-readers"]));
    let (cleo, carl) = tokio::join!(enter(&test, &cleo), enter(&test, &carl));
    let mut roles = [cleo.role.as_str(), carl.role.as_str()];
    roles.sort_unstable();
    assert_eq!(roles, ["Admin", "Read-only"]);
}

#[rstest]
#[tokio::test]
async fn whoever_was_deactivated_stays_out(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let by = fresh(ada.administer_users().unwrap());
    let nora = enter(&test, &claimed("Nora Nord", &["crm-sales"])).await.person.id;
    let ben = test.user("Ben Member", BuiltInRole::Member).await.user;
    for user in [nora, ben] {
        test.people().deactivate_user(&by, user).await.unwrap().unwrap();
    }
    for (name, user) in [("Nora Nord", nora), ("Ben Member", ben)] {
        assert_eq!(refused(&test, &claimed(name, &["crm-sales"])).await, ProviderRefusal::Deactivated);
        let event = Event::ProviderRefused { user: Some(user), reason: ProviderRefusal::Deactivated };
        assert!(events(&test, &ada).await.contains(&event));
    }
    assert_eq!(counts(&test).await, ["3", "1"]);
    test.people().reactivate_user(&by, nora).await.unwrap().unwrap();
    assert_eq!(enter(&test, &claimed("Nora Nord", &["crm-sales"])).await.person.id, nora);
}

#[rstest]
#[tokio::test]
async fn an_invitation_is_accepted_through_the_provider(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let by = fresh(ada.administer_users().unwrap());
    let role = test.role_id(BuiltInRole::Manager).await;
    let invite = |email: &str| Invite { email: email.to_owned(), role: Some(role), lang: Lang::En };
    let invitation = test.people().invite(&by, &invite("nora.nord@example.com")).await.unwrap().unwrap();
    let nora = enter(&test, &claimed("Nora Nord", &["staff"])).await;
    assert_eq!(nora.role, "Manager");
    assert!(!test.people().account(&nora).await.unwrap().identities[0].role_managed_by_idp, "an admin gave the role");
    let event = Event::InvitationAccepted { invitation, user: nora.person.id, role };
    assert!(events(&test, &ada).await.contains(&event));
    assert_eq!(raw_sql::texts(&test, "SELECT email FROM invitation").await, [""; 0]);
    // An expired invitation admits no user.
    test.people().invite(&by, &invite("late.larry@example.com")).await.unwrap().unwrap();
    test.clock.forward_days(8);
    assert_eq!(refused(&test, &claimed("Late Larry", &[])).await, ProviderRefusal::NoRole);
}

#[rstest]
#[tokio::test]
async fn a_second_step_is_asked_for_whichever_way_one_comes(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let token = test.people().sign_in("ada.admin@example.com", PASSWORD, HERE).await.unwrap().unwrap().token;
    let ada = test.people().current_session(&token).await.unwrap().unwrap();
    let (secret, _) = turn_on(&test, &ada).await;
    let ask =
        test.people().sign_in_through(&claimed("Ada Admin", &[]), &mapping(&test).await, HERE.into()).await.unwrap();
    let Err(NotAdmitted::NeedsCode { token }) = ask else { panic!("{ask:?}") };
    assert!(test.people().current_session(&token).await.unwrap().is_none());
    let sign_in = test.people().sign_in_with_code(&token, &code(&test, &secret, 1), HERE).await.unwrap().unwrap();
    let session = test.people().current_session(&sign_in.token).await.unwrap().unwrap();
    let account = test.people().account(&session).await.unwrap();
    assert!(account.sessions[0].this && account.sessions[0].provider);
    assert!(!session.reauthentication.is_recent(), "the provider did not say when they proved who they are");
}

#[rstest]
#[tokio::test]
async fn a_proof_is_as_old_as_the_provider_says(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let now = test.clock.now();
    let said = |proved| Claimed { proved, ..claimed("Nora Nord", &["crm-admins"]) };
    assert!(!enter(&test, &said(None)).await.reauthentication.is_recent());
    assert!(
        !enter(&test, &said(Some(now.plus_seconds(-REAUTHENTICATION_MINUTES * 60)))).await.reauthentication.is_recent()
    );
    assert!(enter(&test, &said(Some(now))).await.reauthentication.is_recent());
    // A clock ahead of ours does not extend the reauthentication.
    let ahead = enter(&test, &said(Some(now.plus_days(9)))).await;
    test.clock.forward_seconds(REAUTHENTICATION_MINUTES * 60);
    let kept = raw_sql::texts(&test, "SELECT CAST(max(authenticated_at) AS TEXT) FROM session").await;
    assert!(kept[0].parse::<i64>().unwrap() <= test.clock.now().0);

    assert_eq!(test.people().reauthentication_method(&ahead).await.unwrap(), ReauthenticationMethod::Provider);
    assert_eq!(test.people().reauthenticate(&ahead, "", "").await.unwrap(), Err(AccountProblem::WrongPassword));
    let somebody_else = claimed("Sam Else", &[]);
    assert_eq!(test.people().reauthenticate_with_provider(&ahead, &somebody_else).await.unwrap(), None);
    let elsewhere = Claimed { issuer: "https://other.example".to_owned(), ..said(None) };
    assert_eq!(test.people().reauthenticate_with_provider(&ahead, &elsewhere).await.unwrap(), None);
    assert!(test.people().reauthenticate_with_provider(&ahead, &said(None)).await.unwrap().unwrap().is_recent());
}

#[rstest]
#[tokio::test]
async fn an_identity_is_unlinked_by_whoever_has_a_password(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let nora = enter(&test, &claimed("Nora Nord", &["crm-sales"])).await;
    assert_eq!(test.people().unlink_identity(&nora, ISSUER).await.unwrap(), Err(AccountProblem::NoPassword));
    let own = enter(&test, &claimed("Ada Admin", &[])).await;
    assert!(matches!(test.people().unlink_identity(&own, "https://other.example").await, Err(Error::NotFound)));
    test.people().unlink_identity(&own, ISSUER).await.unwrap().unwrap();
    assert_eq!(test.people().account(&own).await.unwrap().identities, []);
    assert!(matches!(test.people().unlink_identity(&own, ISSUER).await, Err(Error::NotFound)));
    assert!(events(&test, &ada).await.contains(&Event::IdentityUnlinked));
    // Our own two-step verification is not offered to a user without a password, who could not turn it off.
    assert!(matches!(test.people().two_step(&nora).await, Err(Error::NotFound)));
    let by = fresh(nora.person.id);
    assert!(matches!(test.people().begin_two_step(&by).await, Err(Error::NotFound)));
}

#[rstest]
#[tokio::test]
async fn a_passage_is_good_once_in_time_and_for_one_browser(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let purpose = LoginPurpose::SignIn { next: "/deals".to_owned() };
    let begin = || async { test.people().begin_oidc_login(&purpose, HERE).await.unwrap().unwrap() };
    let (one, two) = (begin().await, begin().await);
    assert_ne!((one.nonce(), one.verifier()), (two.nonce(), two.verifier()));
    assert_ne!(one.nonce(), one.verifier());
    let mixed = OidcLoginAttempt { browser: two.browser.clone(), ..one.clone() };
    assert_eq!(test.people().finish_oidc_login(&mixed).await.unwrap(), None);
    let nothing = OidcLoginAttempt { state: String::new(), browser: String::new() };
    assert_eq!(test.people().finish_oidc_login(&nothing).await.unwrap(), None);
    let (back, _) = test.people().finish_oidc_login(&one).await.unwrap().unwrap();
    assert_eq!(back, purpose);
    assert_eq!(test.people().finish_oidc_login(&one).await.unwrap(), None, "a state that is played again");
    test.clock.forward_seconds(OIDC_LOGIN_MINUTES * 60);
    assert_eq!(test.people().finish_oidc_login(&two).await.unwrap(), None);
    // The secrets are not stored, and expired attempts are deleted with the next one.
    let three = begin().await;
    let kept = raw_sql::texts(&test, "SELECT CAST(count(*) AS TEXT) FROM oidc_login_attempt").await;
    assert_eq!(kept, ["1"]);
    let both = tokio::join!(test.people().finish_oidc_login(&three), test.people().finish_oidc_login(&three));
    assert_eq!([both.0.unwrap(), both.1.unwrap()].iter().flatten().count(), 1);
}

#[rstest]
#[tokio::test]
async fn a_form_waits_for_its_session_only(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let nora = enter(&test, &claimed("Nora Nord", &["crm-sales"])).await;
    let purpose = |form: &str| LoginPurpose::Reauthenticate { session: nora.id, form: form.to_owned() };
    let first = test.people().begin_oidc_login(&purpose("first"), HERE).await.unwrap().unwrap();
    let second = test.people().begin_oidc_login(&purpose("second"), HERE).await.unwrap().unwrap();
    assert_eq!(test.people().finish_oidc_login(&first).await.unwrap(), None, "the form that was sent last is meant");
    assert_eq!(test.people().finish_oidc_login(&second).await.unwrap().unwrap().0, purpose("second"));
    let (third, again) = (purpose("third"), purpose("third"));
    let sent = tokio::join!(test.people().begin_oidc_login(&third, HERE), test.people().begin_oidc_login(&again, HERE));
    assert!(sent.0.unwrap().is_ok() && sent.1.unwrap().is_ok(), "a form that is sent twice at once");
    test.people().sign_out(nora.id).await.unwrap();
    assert_eq!(
        raw_sql::texts(&test, "SELECT pending_form FROM oidc_login_attempt").await,
        [""; 0],
        "it goes with the session"
    );
}

#[rstest]
#[tokio::test]
async fn an_address_that_is_refused_too_often_waits(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    for _ in 0..50 {
        refused(&test, &claimed("Nora Nord", &[])).await;
    }
    let purpose = LoginPurpose::SignIn { next: "/".to_owned() };
    assert!(test.people().begin_oidc_login(&purpose, HERE).await.unwrap().is_err());
    assert!(test.people().begin_oidc_login(&purpose, "192.0.2.1").await.unwrap().is_ok());
    test.clock.forward_seconds(15 * 60 + 1);
    assert!(test.people().begin_oidc_login(&purpose, HERE).await.unwrap().is_ok());
}

#[rstest]
#[tokio::test]
async fn a_mapping_names_roles_that_there_are(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let read = |line: &str| vec![line.parse::<GroupRole>().unwrap()];
    assert_eq!(test.people().group_mapping(&read("a=nothing")).await.unwrap(), Err("nothing".to_owned()));
    let manager = test.role_id(BuiltInRole::Manager).await;
    for word in ["manager", "Manager", "MANAGER"] {
        let found = test.people().group_mapping(&read(&format!("a={word}"))).await.unwrap().unwrap();
        assert_eq!(found, Mapping(vec![("a".to_owned(), manager)]));
    }
    // A role that was removed since gives nothing, and takes nothing away.
    let gone = Mapping(vec![("crm-sales".to_owned(), RoleId(999))]);
    let new = test.people().sign_in_through(&claimed("Nora Nord", &["crm-sales"]), &gone, HERE.into()).await.unwrap();
    assert_eq!(new, Err(NotAdmitted::Refused(ProviderRefusal::NoRole)));
    assert_eq!(test.people().first_admin().await.unwrap(), UserId(1));
}
