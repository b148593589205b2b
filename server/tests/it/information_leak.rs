//! Tests of information leaks: for a user who sees only their own records, every endpoint answers about another user's
//! record as if it did not exist, with the same status, about the same number of bytes, and none of its values.

use crate::{
    endpoints::{FILES, FORMS, FUNCTIONS, PAGES, fixtures},
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine, fresh,
    },
    web::{Web, ask, form_to, page},
};
use domain::{
    policy::{BuiltInRole, Grants, ObjectGrants, Right, ScopedGrant},
    roles::RoleDraft,
};
use rstest::rstest;

/// Values of Olga's records that no answer may contain.
const SECRETS: [&str; 4] = ["hers@example.com", ">Hers<", "Gone", "Lighting refit"];
/// Bytes by which two answers may differ: the requested number, a nonce, a time.
const ABOUT: usize = 64;

#[rstest]
#[tokio::test]
async fn a_stranger_learns_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let web = Web::new(&test);
    let fixtures = fixtures(&test).await;
    test.user("Sid Stranger", BuiltInRole::Manager).await;
    let ada = test.people().actor(test.people().first_admin().await.unwrap()).await.unwrap();
    let own = ScopedGrant::OWNED;
    let grants = ObjectGrants { view: own, edit: own, delete: own };
    let administers =
        [Right::Administer, Right::AdministerUsers, Right::AdministerObjects, Right::Audit, Right::ManagePrivacy];
    let grants = Grants {
        objects: test.objects().active().await.unwrap().into_iter().map(|object| (object.id, grants)).collect(),
        rights: Right::ALL.into_iter().filter(|right| !administers.contains(right)).collect(),
        ..Grants::default()
    };
    let role = test.role_id(BuiltInRole::Manager).await;
    let draft = RoleDraft { name: "Manager".to_owned(), grants };
    test.people().save_role(&fresh(ada.administer_users().unwrap()), role, &draft).await.unwrap().unwrap();
    let cookie = web.sign_in(Some("sid.stranger")).await;

    let (mut asked, mut wrong) = (0, Vec::new());
    let gets = PAGES.iter().chain(FILES).map(|(path, given, _)| {
        let address = if given.starts_with('/') { (*given).to_owned() } else { format!("{path}{given}") };
        (address, None)
    });
    let functions = FUNCTIONS.iter().map(|(path, body, _)| ((*path).to_owned(), Some((*body, false))));
    let forms = FORMS.iter().map(|(path, body, _)| ((*path).to_owned(), Some((*body, true))));
    for (path, body) in gets.chain(functions).chain(forms) {
        let request = |fill: &dyn Fn(&str) -> String| match body {
            None => page(&fill(&path), cookie.as_deref()),
            Some((body, false)) => ask(&fill(&path), &fill(body), cookie.as_deref()),
            Some((body, true)) => form_to(&fill(&path), &fill(body), cookie.as_deref()),
        };
        let text = format!("{path} {}", body.map_or("", |(body, _)| body));
        if fixtures.fill(&text) == fixtures.fill_unknown(&text) || text.contains("sign-out") {
            continue;
        }
        asked += 1;
        let hers = web.send(request(&|text| fixtures.fill(text))).await;
        let nobodys = web.send(request(&|text| fixtures.fill_unknown(text))).await;
        if hers.status != nobodys.status {
            wrong.push(format!("{text}: {} for hers, {} for what is not there", hers.status, nobodys.status));
        }
        if hers.body.len().abs_diff(nobodys.body.len()) > ABOUT {
            wrong.push(format!("{text}: {} bytes for hers, {} else", hers.body.len(), nobodys.body.len()));
        }
        wrong.extend(
            SECRETS.iter().filter(|secret| hers.body.contains(**secret)).map(|secret| format!("{text}: {secret}")),
        );
    }
    assert!(asked > 60, "only {asked} rows concern a record or a user");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
