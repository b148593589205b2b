//! Tests of the outbox: a message is written in the transaction of its event, taken once, retried, and given up; and of
//! the digest before a purge.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        START, TestEngine,
        operations::{delete, restore, these},
    },
};
use domain::{
    ids::{MailId, RecordId, UserId},
    mail::{DigestLine, MAIL_PAGE, MailCounts, MailFailure, MailPage, MailQuery, MailState, Message, Recipient},
    operation::{Choices, TrashSet},
    people::{Lang, Person},
    policy::{Actor, BuiltInRole},
    retention::warned_from,
    time::Timestamp,
};
use engine::{Error, outbox::Outgoing};
use rstest::rstest;
use std::collections::{BTreeMap, BTreeSet};

/// Deletes one contact of `owner` as `deleter`; returns the id of the deletion.
async fn deleted(test: &TestEngine, deleter: &Actor, owner: &Actor, name: &str) -> domain::ids::OperationId {
    let email = format!("{}@example.com", name.to_lowercase());
    let contact = test.contact_of(deleter, Some(owner.user), name, &email).await;
    delete(test, deleter, &these(&[contact])).await.operation
}

/// The expiry digests by receiver: for each deletion the number of records and whether the receiver deleted them.
async fn told(test: &TestEngine) -> BTreeMap<UserId, Vec<(i64, i64, bool)>> {
    lines(test, |message| if let Message::Expiring { deletions } = message { Some(deletions) } else { None }).await
}

/// The digests to owners about deletions by other users: for each deletion the number of records.
async fn told_owners(test: &TestEngine) -> BTreeMap<UserId, Vec<(i64, i64)>> {
    let lines =
        lines(test, |message| if let Message::Deleted { deletions } = message { Some(deletions) } else { None });
    let told = lines.await.into_iter();
    told.map(|(user, lines)| (user, lines.into_iter().map(|(operation, records, _)| (operation, records)).collect()))
        .collect()
}

/// The lines of the digests that `which` selects; each user has one digest.
async fn lines(
    test: &TestEngine,
    which: impl Fn(Message) -> Option<Vec<DigestLine>>,
) -> BTreeMap<UserId, Vec<(i64, i64, bool)>> {
    let mut told = BTreeMap::new();
    for row in outbox(test).await.rows {
        let Some(deletions) = row.message.and_then(&which) else { continue };
        let Recipient::User(Person { id: receiver, .. }) = row.to else { continue };
        let lines = deletions.iter().map(|line| (line.operation.0, line.records, line.own)).collect();
        assert!(told.insert(receiver, lines).is_none(), "one message to a person");
    }
    told
}

async fn outbox(test: &TestEngine) -> MailPage {
    let admin = test.people().actor(UserId(1)).await.unwrap();
    test.outbox().list_mail(admin.administer().unwrap(), &MailQuery::default()).await.unwrap()
}

async fn digests(test: &TestEngine) {
    assert!(!test.operations().queue_digests().await.unwrap());
}

/// Queues a message to each of `people` users.
async fn queued(test: &TestEngine, people: i64) {
    for index in 0..people {
        let member = test.user(&format!("Member {index}"), BuiltInRole::Member).await;
        deleted(test, &member, &member, &format!("Contact{index}")).await;
    }
    test.clock.forward_days(83);
    digests(test).await;
}

/// Writes and sends the digests to owners, so that the rest of the test is about other messages.
async fn send_owners(test: &TestEngine) {
    test.clock.forward_seconds(6 * 3_600);
    digests(test).await;
    for mail in test.outbox().take_mail(9).await.unwrap() {
        assert!(matches!(mail.message, Some(Message::Deleted { .. })));
        test.outbox().mail_sent(&mail).await.unwrap();
    }
}

async fn take(test: &TestEngine) -> Option<Outgoing> {
    test.outbox().take_mail(1).await.unwrap().pop()
}

#[rstest]
#[tokio::test]
async fn messages_and_the_mark_are_written_together_or_not_at_all(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let id = deleted(&test, &ada, &ben, "Anna").await;
    send_owners(&test).await;
    test.clock.forward_days(83);
    raw_sql::spoil_mail(&test).await;
    assert!(test.operations().queue_digests().await.is_err(), "the second message is refused");
    assert_eq!(outbox(&test).await.counts.waiting, 0);
    raw_sql::mend_mail(&test).await;
    digests(&test).await;
    let expected = BTreeMap::from([(ada.user, vec![(id.0, 1, true)]), (ben.user, vec![(id.0, 1, false)])]);
    assert_eq!(told(&test).await, expected);
}

#[rstest]
#[tokio::test]
async fn two_who_take_at_once_get_each_message_once(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    queued(&test, 7).await;
    let take_all = async || {
        let mut taken = Vec::new();
        for _ in 0..7 {
            // A worker that loses a race gets no message and asks again.
            taken.extend(test.outbox().take_mail(2).await.unwrap().into_iter().map(|mail| mail.id));
        }
        taken
    };
    let (one, two, three) = tokio::join!(take_all(), take_all(), take_all());
    let all: Vec<MailId> = one.into_iter().chain(two).chain(three).collect();
    assert_eq!((all.len(), all.iter().collect::<BTreeSet<_>>().len()), (7, 7));
}

#[rstest]
#[tokio::test]
async fn a_message_is_tried_again_given_up_and_tried_when_somebody_says_so(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let administrator = ada.administer().unwrap();
    queued(&test, 1).await;
    let mut waits = Vec::new();
    loop {
        let mail = take(&test).await.unwrap();
        assert_eq!(mail.attempt, i64::try_from(waits.len()).unwrap() + 1);
        let now = outbox(&test).await.rows[0].created;
        assert!(
            matches!(test.outbox().retry_mail(administrator, Some(mail.id)).await, Err(Error::NotFound)),
            "it waits"
        );
        let next = test.outbox().mail_failed(&mail, MailFailure::PutOff { code: 451 }).await.unwrap();
        assert!(take(&test).await.is_none(), "not yet");
        let Some(next) = next else { break };
        let wait = next.seconds_since(now) - waits.iter().map(|minutes| minutes * 60).sum::<i64>();
        waits.push(wait / 60);
        test.clock.forward_seconds(wait - 1);
        assert!(take(&test).await.is_none(), "a second before");
        test.clock.forward_seconds(1);
    }
    assert_eq!(waits, [1, 5, 15, 60, 240, 720]);
    test.clock.forward_days(30);
    assert!(take(&test).await.is_none());
    let page = outbox(&test).await;
    assert_eq!(page.counts, MailCounts { dead: 1, waiting: 0, sent: 0 });
    let row = &page.rows[0];
    assert_eq!((row.state, row.attempts, row.failure), (MailState::Dead, 7, Some(MailFailure::PutOff { code: 451 })));

    test.outbox().retry_mail(administrator, Some(row.id)).await.unwrap();
    let mail = take(&test).await.unwrap();
    assert_eq!(mail.attempt, 1);
    test.outbox().mail_sent(&mail).await.unwrap();
    let row = test.outbox().mail(administrator, mail.id).await.unwrap();
    assert_eq!((row.state, row.failure, row.next_try), (MailState::Sent, None, None));
    assert!(
        matches!(test.outbox().retry_mail(administrator, Some(mail.id)).await, Err(Error::NotFound)),
        "it was sent"
    );
    assert!(matches!(test.outbox().mail(administrator, MailId(999)).await, Err(Error::NotFound)));
}

#[rstest]
#[tokio::test]
async fn what_cannot_succeed_is_given_up_at_once_and_all_dead_letters_are_tried_again(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    queued(&test, 3).await;
    for mail in test.outbox().take_mail(2).await.unwrap() {
        assert_eq!(test.outbox().mail_failed(&mail, MailFailure::Refused { code: 550 }).await.unwrap(), None);
    }
    assert_eq!(outbox(&test).await.counts, MailCounts { dead: 2, waiting: 1, sent: 0 });
    let states: Vec<MailState> = outbox(&test).await.rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [MailState::Dead, MailState::Dead, MailState::Waiting]);
    test.outbox().retry_mail(ada.administer().unwrap(), None).await.unwrap();
    assert_eq!(outbox(&test).await.counts, MailCounts { dead: 0, waiting: 3, sent: 0 });
    test.outbox().retry_mail(ada.administer().unwrap(), None).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn who_dies_with_a_message_is_followed_by_another(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    queued(&test, 1).await;
    let lost = take(&test).await.unwrap();
    assert!(take(&test).await.is_none());
    test.clock.forward_seconds(15 * 60);
    let again = take(&test).await.unwrap();
    assert_eq!((again.id, again.attempt), (lost.id, 2));
    // The first worker had not crashed, it was slow: its report counts only if it sent the message.
    test.outbox().mail_failed(&lost, MailFailure::Address).await.unwrap();
    assert_eq!(outbox(&test).await.counts.waiting, 1);
    test.outbox().mail_sent(&lost).await.unwrap();
    test.outbox().mail_failed(&again, MailFailure::TimedOut).await.unwrap();
    assert_eq!(outbox(&test).await.counts, MailCounts { dead: 0, waiting: 0, sent: 1 });
}

#[rstest]
#[tokio::test]
async fn a_message_of_a_later_version_waits_for_one_who_knows_it(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    queued(&test, 1).await;
    raw_sql::sql(&test, "UPDATE outbox SET message = '{\"of_tomorrow\": {}}'").await;
    let mail = take(&test).await.unwrap();
    assert_eq!(mail.message, None);
    assert!(test.outbox().mail_failed(&mail, MailFailure::Unknown).await.unwrap().is_some());
    assert_eq!(test.outbox().mail(ada.administer().unwrap(), mail.id).await.unwrap().message, None);
}

#[rstest]
#[tokio::test]
async fn the_outbox_is_shown_in_pages_and_forgets(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let administrator = ada.administer().unwrap();
    let own = deleted(&test, &ada, &ada, "Anna").await;
    test.clock.forward_days(83);
    digests(&test).await;
    // The same message many times, the later half of them failed.
    raw_sql::sql(
        &test,
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 119) \
         INSERT INTO outbox (user_id, message, created_at, next_attempt_at) \
         SELECT user_id, message, created_at, CASE WHEN n < 60 THEN next_attempt_at END FROM outbox, n",
    )
    .await;
    let mut query = MailQuery::default();
    let mut seen = Vec::new();
    loop {
        let page = test.outbox().list_mail(administrator, &query).await.unwrap();
        assert_eq!(page.counts, MailCounts { dead: 60, waiting: 60, sent: 0 });
        assert!(i64::try_from(page.rows.len()).unwrap() <= MAIL_PAGE);
        seen.extend(page.rows.into_iter().map(|row| (row.state, -row.id.0)));
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 120);
    assert!(seen.is_sorted(), "dead letters first, the latest first");
    let dead = MailQuery { state: Some(MailState::Dead), after: None };
    let dead = test.outbox().list_mail(administrator, &dead).await.unwrap();
    assert!(dead.rows.iter().all(|row| row.state == MailState::Dead) && dead.next.is_some());
    let mail = take(&test).await.unwrap();
    assert!(matches!(&mail.message, Some(Message::Expiring { deletions }) if deletions[0].operation == own));
    test.outbox().mail_sent(&mail).await.unwrap();
    test.clock.forward_days(89);
    test.outbox().delete_expired_mail().await.unwrap();
    assert_eq!(outbox(&test).await.counts, MailCounts { dead: 60, waiting: 59, sent: 1 });
    test.clock.forward_days(1);
    test.outbox().delete_expired_mail().await.unwrap();
    assert_eq!(outbox(&test).await.counts, MailCounts { dead: 0, waiting: 59, sent: 0 });
}

#[rstest]
#[tokio::test]
async fn deleter_and_owners_are_told_once_and_each_of_theirs(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let olga = test.user("Olga Owner", BuiltInRole::Member).await;
    let owners = [Some(ben.user), Some(ben.user), Some(olga.user), Some(ada.user), None];
    let mut contacts = Vec::new();
    for (index, owner) in owners.into_iter().enumerate() {
        contacts.push(test.contact_of(&ada, owner, &format!("C{index}"), &format!("c{index}@example.com")).await);
    }
    let many = delete(&test, &ada, &these(&contacts)).await.operation.0;
    let one = deleted(&test, &ben, &ben, "Own").await.0;
    digests(&test).await;
    assert!(told(&test).await.is_empty(), "it is too early");
    test.people().set_preferences(olga.user, Some(Lang::It), None).await.unwrap();
    send_owners(&test).await;
    test.clock.forward_days(83);
    digests(&test).await;
    let expected = BTreeMap::from([
        (ada.user, vec![(many, 5, true)]),
        (ben.user, vec![(many, 2, false), (one, 1, true)]),
        (olga.user, vec![(many, 1, false)]),
    ]);
    assert_eq!(told(&test).await, expected);
    let mut taken = test.outbox().take_mail(9).await.unwrap();
    taken.sort_by_key(|mail| mail.email.clone());
    let to: Vec<_> = taken.iter().map(|mail| (mail.email.as_str(), mail.name.as_str(), mail.lang)).collect();
    assert_eq!(
        to,
        [
            ("ada.admin@example.com", "Ada Admin", Lang::En),
            ("ben.member@example.com", "Ben Member", Lang::En),
            ("olga.owner@example.com", "Olga Owner", Lang::It),
        ]
    );
    for mail in &taken {
        test.outbox().mail_sent(mail).await.unwrap();
    }
    for _ in 0..8 {
        test.clock.forward_days(1);
        digests(&test).await;
    }
    assert_eq!(outbox(&test).await.counts, MailCounts { dead: 0, waiting: 0, sent: 5 }, "once");
}

#[rstest]
#[tokio::test]
async fn owners_are_told_once_of_what_others_deleted(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let olga = test.user("Olga Owner", BuiltInRole::Member).await;
    let narrow = test.user("Narrow Reader", BuiltInRole::ReadOnly).await;
    let slip = deleted(&test, &ada, &ben, "Slip").await;
    let first = deleted(&test, &ada, &ben, "First").await;
    let own = deleted(&test, &ben, &ben, "Own").await;
    let hidden = deleted(&test, &ada, &narrow, "Hidden").await;
    restore(&test, &ada, TrashSet::Deletion(slip), Choices::default()).await.unwrap();
    let held = deleted(&test, &ada, &olga, "Held").await;
    raw_sql::sql(
        &test,
        "INSERT INTO hold (record_id, created_at, reason) SELECT id, 1, 'a case' FROM record WHERE name = 'Held'",
    )
    .await;
    test.clock.forward_seconds(4 * 3_600);
    let second = deleted(&test, &ada, &ben, "Second").await;
    digests(&test).await;
    assert!(outbox(&test).await.rows.is_empty(), "a slip can still be taken back");
    test.clock.forward_seconds(2 * 3_600);
    let third = deleted(&test, &ada, &ben, "Third").await;
    digests(&test).await;
    let expected = BTreeMap::from([(ben.user, vec![(first.0, 1), (second.0, 1)]), (olga.user, vec![(held.0, 1)])]);
    assert_eq!(told_owners(&test).await, expected, "no owner is notified about {own} and {hidden}");
    digests(&test).await;
    for mail in test.outbox().take_mail(9).await.unwrap() {
        test.outbox().mail_sent(&mail).await.unwrap();
    }
    test.clock.forward_seconds(5 * 3_600);
    digests(&test).await;
    assert!(take(&test).await.is_none(), "{third} settles");
    test.clock.forward_seconds(3_600);
    digests(&test).await;
    let last = take(&test).await.unwrap();
    assert!(matches!(&last.message, Some(Message::Deleted { deletions }) if deletions[0].operation == third));
    assert_eq!(last.email, "ben.member@example.com");
    assert!(take(&test).await.is_none());
}

#[rstest]
#[tokio::test]
async fn what_was_taken_back_or_is_held_is_not_told(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let back = deleted(&test, &ada, &ben, "Back").await;
    let contacts: [RecordId; 3] = [
        test.contact(&ben, "One", "one@example.com").await,
        test.contact(&ben, "Two", "two@example.com").await,
        test.contact(&ben, "Three", "three@example.com").await,
    ];
    let part = delete(&test, &ada, &these(&contacts)).await.operation;
    raw_sql::sql(
        &test,
        "INSERT INTO hold (record_id, created_at, reason) SELECT id, 1, 'a case' FROM record WHERE name = 'Three'",
    )
    .await;
    restore(&test, &ada, TrashSet::Deletion(back), Choices::default()).await.unwrap();
    restore(&test, &ada, TrashSet::Records(vec![contacts[0]]), Choices::default()).await.unwrap();
    test.clock.forward_days(83);
    digests(&test).await;
    let expected = BTreeMap::from([(ada.user, vec![(part.0, 1, true)]), (ben.user, vec![(part.0, 1, false)])]);
    assert_eq!(told(&test).await, expected);
}

#[rstest]
#[tokio::test]
async fn only_those_are_told_who_work_here_and_may_see_the_trash(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let rita = test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    let gone = test.user("Gone Member", BuiltInRole::Member).await;
    let narrow = test.user("Narrow Member", BuiltInRole::Member).await;
    let of_rita = deleted(&test, &ada, &rita, "Hers").await;
    let of_gone = deleted(&test, &gone, &gone, "His").await;
    let contacts = [
        test.contact(&narrow, "Mine", "mine@example.com").await,
        test.contact(&narrow, "Given", "given@example.com").await,
    ];
    let both = delete(&test, &narrow, &these(&contacts)).await.operation;
    send_owners(&test).await;
    raw_sql::sql(&test, "UPDATE app_user SET deactivated_at = 1 WHERE email = 'gone.member@example.com'").await;
    // One of the two has another owner by now, and members see their own records only.
    raw_sql::sql(&test, "UPDATE record SET owner_id = 1 WHERE name = 'Given'").await;
    raw_sql::sql(
        &test,
        "UPDATE role_grant SET reach = 'owned', unassigned = FALSE WHERE role_id = 2 AND action = 'view'",
    )
    .await;
    test.clock.forward_days(83);
    digests(&test).await;
    let expected = BTreeMap::from([
        (ada.user, vec![(of_rita.0, 1, true), (both.0, 1, false)]),
        (narrow.user, vec![(both.0, 1, true)]),
    ]);
    assert_eq!(told(&test).await, expected, "no warning about {of_gone}");
    // The receiver is deactivated between writing and sending.
    raw_sql::sql(&test, "UPDATE app_user SET deactivated_at = 1 WHERE email = 'narrow.member@example.com'").await;
    let deactivated: Vec<bool> =
        test.outbox().take_mail(9).await.unwrap().iter().map(|mail| mail.deactivated).collect();
    assert_eq!(deactivated, [false, true]);
}

#[rstest]
#[tokio::test]
async fn what_falls_due_within_a_day_is_one_message(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let mut ids = Vec::new();
    for (index, hours) in [0, 20, 10].into_iter().enumerate() {
        test.clock.forward_seconds(hours * 3_600);
        ids.push(deleted(&test, &ada, &ada, &format!("Anna{index}")).await.0);
    }
    // The clock advanced by some microseconds; set it to just before the first is due, and to just after.
    let due = warned_from(START, START.plus_days(90));
    test.clock.forward_seconds(due.seconds_since(START) - 30 * 3_600 - 1);
    digests(&test).await;
    assert!(told(&test).await.is_empty());
    test.clock.forward_seconds(2);
    digests(&test).await;
    assert_eq!(told(&test).await, BTreeMap::from([(ada.user, vec![(ids[0], 1, true), (ids[1], 1, true)])]));
    let first = take(&test).await.unwrap();
    test.outbox().mail_sent(&first).await.unwrap();
    test.clock.forward_days(1);
    digests(&test).await;
    assert_eq!(outbox(&test).await.counts.waiting, 0, "the third is due in six hours");
    test.clock.forward_seconds(6 * 3_600);
    digests(&test).await;
    let third = take(&test).await.unwrap();
    assert!(matches!(&third.message, Some(Message::Expiring { deletions }) if deletions[0].operation.0 == ids[2]));
}

#[rstest]
#[tokio::test]
async fn a_short_wait_is_told_half_way_and_a_longer_one_anew(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = deleted(&test, &ada, &ada, "Anna").await;
    raw_sql::sql(&test, "UPDATE operation SET expires_at = created_at + 2 * 86400000000").await;
    test.clock.forward_seconds(86_400 - 1);
    digests(&test).await;
    assert!(told(&test).await.is_empty());
    test.clock.forward_seconds(2);
    digests(&test).await;
    let first = take(&test).await.unwrap();
    test.outbox().mail_sent(&first).await.unwrap();
    // Has the effect of a longer retention.
    raw_sql::sql(&test, "UPDATE operation SET expires_at = created_at + 30 * 86400000000, expiry_notified = FALSE")
        .await;
    digests(&test).await;
    assert!(take(&test).await.is_none());
    test.clock.forward_days(22);
    digests(&test).await;
    let second = take(&test).await.unwrap();
    let Some(Message::Expiring { deletions }) = second.message else { unreachable!("a digest") };
    assert_eq!((deletions[0].operation, deletions[0].expires), (id, Timestamp(deletions[0].at.0).plus_days(30)));
    // A server that was down until after the expiry has nothing to announce any more.
    raw_sql::sql(&test, "UPDATE operation SET expiry_notified = FALSE").await;
    test.clock.forward_days(30);
    digests(&test).await;
    assert_eq!(outbox(&test).await.rows.len(), 2);
}
