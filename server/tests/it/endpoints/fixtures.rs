//! The records, users and operations that the rows of the endpoint tables refer to.

use crate::support::{self, TestEngine, fresh};
use domain::{
    mail::MailQuery, operation::Selection, policy::BuiltInRole, record::RecordInput, surface::Surface,
    teams::TeamDraft, users::Invite,
};
use engine::Associate;
use std::collections::BTreeSet;

/// The ids of the fixtures, by their placeholders in the rows.
pub struct Fixtures(Vec<(&'static str, i64)>);

/// Creates all fixtures.
pub async fn fixtures(test: &TestEngine) -> Fixtures {
    let ada = test.admin().await;
    test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    test.user("Ben Member", BuiltInRole::Member).await;
    let olga = test.user("Olga Owner", BuiltInRole::Member).await;
    let hers = test.contact(&olga, "Hers", "hers@example.com").await;
    let gone = test.contact(&olga, "Gone", "gone@example.com").await;
    let deals = test.objects().object("deals").await.unwrap();
    let named = support::form(&[("name", "Lighting refit")]);
    let named = RecordInput { owner: olga.user.to_string(), ..named };
    let create = olga.create(deals.id).unwrap();
    let deal = test.records().create_record(&create, &deals, &named, Surface::Index).await.unwrap().unwrap();
    let object = test.contacts().await;
    let roles = BTreeSet::new();
    let with =
        Associate { object: &object, record: hers, others: &[deal], roles: &roles, surface: Surface::RecordPage };
    test.records().associate(&olga, with).await.unwrap();
    let delete = olga.delete(object.id).unwrap();
    let preview = test.operations().preview_delete(&delete, &Selection::Records(vec![gone])).await.unwrap();
    let order = domain::operation::DeleteOrder {
        selection: Selection::Records(vec![gone]),
        confirm: preview.confirm(Some(1)),
        surface: domain::surface::Surface::Index,
        reason: None,
    };
    let operation = test.operations().delete(&delete, &order).await.unwrap().unwrap().operation;
    test.clock.forward_days(83);
    test.operations().queue_digests().await.unwrap();
    let outbox = test.outbox().list_mail(ada.administer().unwrap(), &MailQuery::default()).await.unwrap();
    let mail = outbox.rows[0].id;
    let permit = ada.import(object.id).unwrap();
    let path = std::path::Path::new("x.csv");
    let file = engine::ImportFile { name: "x.csv", path, size: 1, uploaded: true };
    let import = test.imports().begin_import(&permit, file).await.unwrap();
    test.imports().start_import(&permit, import, &[]).await.unwrap();
    let by = fresh(ada.administer_users().unwrap());
    let team = TeamDraft { name: "Team".to_owned(), ..TeamDraft::default() };
    let team = test.people().save_team(&by, None, &team).await.unwrap().unwrap();
    let role = Some(domain::ids::RoleId(2));
    let invite = Invite { email: "new@example.com".to_owned(), role, ..Invite::default() };
    let invited = test.people().invite(&by, &invite).await.unwrap().unwrap();
    let manager = ada.manage_privacy().unwrap();
    let block = test
        .privacy()
        .block_address(manager, &ada, "blocked@example.org", "asked on the phone")
        .await
        .unwrap()
        .unwrap();
    Fixtures(vec![
        ("HIS", import.0),
        ("OLGA", olga.user.0),
        ("ADA", ada.user.0),
        ("TEAM", team.0),
        ("INVITED", invited.0),
        ("HERS", hers.0),
        ("MAIL", mail.0),
        ("DEAL", deal.0),
        ("GONE", gone.0),
        ("OP", operation.0),
        ("BLOCK", block.0),
    ])
}

impl Fixtures {
    /// A row's address or body, with the ids filled in.
    pub fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (word, id)| text.replace(word, &id.to_string()))
    }

    /// The same with ids that do not exist.
    pub fn fill_unknown(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (word, _)| text.replace(word, "987"))
    }
}
