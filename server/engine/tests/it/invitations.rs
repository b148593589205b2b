//! Tests of invitations: one link by e-mail creates one user.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        PASSWORD, TestEngine, fresh,
    },
};
use domain::{
    ids::{InvitationId, RoleId},
    mail::MailQuery,
    people::Lang,
    policy::{Actor, BuiltInRole, Reauthenticated, UserAdministrator},
    users::{INVITATION_DAYS, Invite, PeopleProblem, UserQuery},
};
use engine::people::{SetUpRefused, UserField};
use rstest::rstest;

const HERE: &str = "127.0.0.1";

fn by(actor: &Actor) -> Reauthenticated<UserAdministrator> {
    fresh(actor.administer_users().unwrap())
}

/// Invites a user, sends the message, and returns the secret of its link.
async fn invite(test: &TestEngine, actor: &Actor, email: &str) -> (InvitationId, String) {
    let role = Some(test.role_id(BuiltInRole::Member).await);
    let invite = Invite { email: email.to_owned(), role, lang: Lang::It };
    let id = test.people().invite(&by(actor), &invite).await.unwrap().unwrap();
    (id, sent(test).await)
}

async fn sent(test: &TestEngine) -> String {
    let mut mails = test.outbox().take_mail(9).await.unwrap();
    assert_eq!(mails.len(), 1);
    let mail = mails.pop().unwrap();
    test.outbox().mail_sent(&mail).await.unwrap();
    mail.token.unwrap()
}

#[rstest]
#[tokio::test]
async fn an_invitation_makes_one_user(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let (_, token) = invite(&test, &ada, " New.Person@Example.com ").await;
    let seen = test.people().invitation(&token).await.unwrap().unwrap();
    assert_eq!((seen.email.as_str(), seen.lang), ("new.person@example.com", Lang::It));
    assert_eq!(test.people().invitation("x").await.unwrap(), None);
    let refused = test.people().accept_invitation(&token, " ", "short", HERE).await.unwrap().unwrap_err();
    let SetUpRefused::Invalid(problems) = refused else { unreachable!("a name and a password are missing") };
    assert_eq!(problems.iter().map(|(field, _)| *field).collect::<Vec<_>>(), [UserField::Name, UserField::Password]);
    // Of two concurrent attempts, one succeeds.
    let accept = || test.people().accept_invitation(&token, "New Person", PASSWORD, HERE);
    let (one, two) = tokio::join!(accept(), accept());
    let answers = [one.unwrap(), two.unwrap()];
    assert_eq!(answers.iter().filter(|answer| **answer == Err(SetUpRefused::BadLink)).count(), 1);
    let sign_in = answers.into_iter().find_map(Result::ok).unwrap();
    let session = test.people().current_session(&sign_in.token).await.unwrap().unwrap();
    assert_eq!((session.person.name.as_str(), session.role.as_str()), ("New Person", "Member"));
    // A used invitation cannot be accepted again and is no longer listed.
    assert_eq!(
        test.people().accept_invitation(&token, "Again", PASSWORD, HERE).await.unwrap(),
        Err(SetUpRefused::BadLink)
    );
    let page = test.people().list_users(&by(&ada), &UserQuery::default()).await.unwrap();
    assert_eq!((page.rows.len(), page.active, page.invitations.len()), (2, 2, 0));
    assert!(test.people().sign_in("new.person@example.com", PASSWORD, HERE).await.unwrap().is_ok());
    let mail = test.outbox().list_mail(ada.administer().unwrap(), &MailQuery::default()).await.unwrap();
    assert_eq!(mail.rows[0].to.name(), "New Person");
}

#[rstest]
#[tokio::test]
async fn an_invitation_ends(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let (id, token) = invite(&test, &ada, "late@example.com").await;
    test.clock.forward_days(INVITATION_DAYS);
    assert_eq!(
        test.people().accept_invitation(&token, "Late", PASSWORD, HERE).await.unwrap(),
        Err(SetUpRefused::BadLink)
    );
    let page = test.people().list_users(&by(&ada), &UserQuery::default()).await.unwrap();
    assert!(page.invitations[0].expired);
    // Sent again, it has its full lifetime and a new link; the first link stays invalid.
    test.people().invite_again(&by(&ada), id).await.unwrap().unwrap();
    let again = sent(&test).await;
    assert_eq!(test.people().invitation(&token).await.unwrap(), None);
    test.clock.forward_days(INVITATION_DAYS - 1);
    assert!(test.people().invitation(&again).await.unwrap().is_some());
    // A withdrawn invitation leaves nothing behind: no link, no message, no address.
    test.people().withdraw_invitation(&by(&ada), id).await.unwrap().unwrap();
    assert_eq!(test.people().invitation(&again).await.unwrap(), None);
    assert!(test.people().invite_again(&by(&ada), id).await.is_err());
    let mail = test.outbox().list_mail(ada.administer().unwrap(), &MailQuery::default()).await.unwrap();
    assert!(mail.rows.is_empty());
    assert_eq!(
        raw_sql::texts(&test, "SELECT kind FROM audit_event ORDER BY id").await,
        ["user_created", "invited", "invitation_sent_again", "invitation_withdrawn"]
    );
}

#[rstest]
#[tokio::test]
async fn each_message_of_an_invitation_has_a_link_and_none_is_kept(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let role = Some(test.role_id(BuiltInRole::Member).await);
    let invite = Invite { email: "new@example.com".to_owned(), role, lang: Lang::En };
    test.people().invite(&by(&ada), &invite).await.unwrap().unwrap();
    let first = test.outbox().take_mail(9).await.unwrap().pop().unwrap();
    // The sender crashed before the delivery was recorded; the message is sent again after the lease. Either message
    // works.
    test.clock.forward_seconds(15 * 60);
    let second = test.outbox().take_mail(9).await.unwrap().pop().unwrap();
    let (first, second) = (first.token.unwrap(), second.token.unwrap());
    assert_ne!(first, second);
    for token in [&first, &second] {
        assert!(test.people().invitation(token).await.unwrap().is_some());
    }
    let kept = raw_sql::texts(&test, "SELECT CAST(message AS TEXT) FROM outbox").await;
    assert!(!kept[0].contains(&second) && !kept[0].contains("new@"), "{kept:?}");
    test.people().accept_invitation(&first, "New", PASSWORD, HERE).await.unwrap().unwrap();
    assert_eq!(test.people().invitation(&second).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn who_cannot_be_invited(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let role = test.role_id(BuiltInRole::Member).await;
    let (_, _) = invite(&test, &ada, "new@example.com").await;
    for (email, role, problem) in [
        ("nobody", Some(role), PeopleProblem::NotAnEmail),
        ("x@example.com", None, PeopleProblem::NoRole),
        ("x@example.com", Some(RoleId(99)), PeopleProblem::NoRole),
        ("ADA.admin@example.com", Some(role), PeopleProblem::Taken),
        ("New@example.com", Some(role), PeopleProblem::InvitedAlready),
    ] {
        let invite = Invite { email: email.to_owned(), role, lang: Lang::En };
        assert_eq!(test.people().invite(&by(&ada), &invite).await.unwrap(), Err(problem), "{email}");
    }
}
