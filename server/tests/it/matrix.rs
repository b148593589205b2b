//! Tests of action × reach × relation × surface: the grants of a role against the answers of every surface of the
//! running site.
//!
//! For every way a role can grant seeing and doing, the records of four owners, active and in the trash, are looked for
//! everywhere they could be seen and tried in every way they could be changed. The expected result is defined once
//! here, in the few lines of [`Expected`], and not taken from the policy under test.

use crate::{
    support::{
        self,
        Backend::{self, Postgres, Sqlite},
        TestEngine,
    },
    web::{Web, ask, page},
};
use domain::{
    hold::HoldReason,
    ids::{RecordId, RoleId, UserId},
    object::Object,
    operation::{DeleteOrder, Selection},
    policy::{Actor, BuiltInRole, Grants, ObjectGrants, Reach, Right, ScopedGrant},
    record::RecordInput,
    roles::RoleDraft,
    surface::Surface,
    teams::TeamDraft,
};
use rstest::rstest;

/// The relation of a record's owner to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Own,
    Mates,
    Others,
    Nobodys,
}

const RELATIONS: [Relation; 4] = [Relation::Own, Relation::Mates, Relation::Others, Relation::Nobodys];

/// The expected result.
struct Expected {
    view: ScopedGrant,
    act: ScopedGrant,
}

impl Expected {
    fn covers(grant: ScopedGrant, relation: Relation) -> bool {
        let theirs = match relation {
            Relation::Nobodys => grant.unassigned,
            Relation::Own => matches!(grant.reach, Reach::Owned | Reach::Team),
            Relation::Mates => grant.reach == Reach::Team,
            Relation::Others => false,
        };
        theirs || grant.reach == Reach::Everything
    }

    fn sees_object(&self) -> bool {
        self.view.reach != Reach::None || self.view.unassigned
    }

    fn acts_at_all(&self) -> bool {
        self.act.reach != Reach::None || self.act.unassigned
    }

    fn sees(&self, relation: Relation) -> bool {
        self.sees_object() && Self::covers(self.view, relation)
    }

    fn may(&self, relation: Relation) -> bool {
        self.sees(relation) && Self::covers(self.act, relation)
    }

    /// The expected status of a change of one record: out of sight is checked before forbidden.
    fn status(&self, relation: Relation) -> u16 {
        match (self.sees(relation), self.may(relation)) {
            (false, _) => 404,
            (true, false) => 403,
            (true, true) => 200,
        }
    }
}

/// The condition of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    Living,
    Deleted,
    /// In the trash and on hold.
    Held,
}

const CONDITIONS: [Condition; 3] = [Condition::Living, Condition::Deleted, Condition::Held];

/// A record of the test, with its unique name.
struct Subject {
    relation: Relation,
    condition: Condition,
    id: RecordId,
    name: String,
}

impl Subject {
    fn deleted(&self) -> bool {
        self.condition != Condition::Living
    }
}

/// Every reach, with and without unassigned records.
fn grants() -> Vec<ScopedGrant> {
    let with = |reach, unassigned| ScopedGrant { reach, unassigned };
    let ticked = |reach| [with(reach, false), with(reach, true)];
    let mut all: Vec<ScopedGrant> = [Reach::None, Reach::Owned, Reach::Team].into_iter().flat_map(ticked).collect();
    all.push(with(Reach::Everything, true));
    all
}

/// The caller, their role, and the users who own the records.
struct House {
    ada: Actor,
    role: RoleId,
    me: UserId,
    mate: UserId,
    other: UserId,
}

async fn house(test: &TestEngine) -> House {
    let ada = test.admin().await;
    let role = test.role_id(BuiltInRole::Manager).await;
    let me = test.user("Mina Me", BuiltInRole::Manager).await.user;
    let mate = test.user("Milo Mate", BuiltInRole::Member).await.user;
    let other = test.user("Olga Other", BuiltInRole::Member).await.user;
    let by = support::fresh(ada.administer_users().unwrap());
    for (name, members) in [("Ours", [me, mate].as_slice()), ("Theirs", &[other])] {
        let team =
            TeamDraft { name: name.to_owned(), members: members.iter().copied().collect(), ..TeamDraft::default() };
        test.people().save_team(&by, None, &team).await.unwrap().unwrap();
    }
    House { ada, role, me, mate, other }
}

impl House {
    fn owner(&self, relation: Relation) -> Option<UserId> {
        match relation {
            Relation::Own => Some(self.me),
            Relation::Mates => Some(self.mate),
            Relation::Others => Some(self.other),
            Relation::Nobodys => None,
        }
    }

    /// Lets the role grant this on an object, and every right except those to administer.
    async fn grant(&self, test: &TestEngine, object: &Object, expected: &Expected) {
        let Expected { view, act } = *expected;
        let grants = Grants {
            objects: [(object.id, ObjectGrants { view, edit: act, delete: act })].into(),
            rights: Right::ALL.into_iter().filter(|right| !is_about_administering(*right)).collect(),
            ..Grants::default()
        };
        let draft = RoleDraft { name: "Manager".to_owned(), grants };
        test.people()
            .save_role(&support::fresh(self.ada.administer_users().unwrap()), self.role, &draft)
            .await
            .unwrap()
            .unwrap();
    }

    async fn subjects(&self, test: &TestEngine, object: &Object) -> Vec<Subject> {
        let mut subjects = Vec::new();
        for relation in RELATIONS {
            for condition in CONDITIONS {
                let name = format!("Zzz{relation:?}{condition:?}{}", object.slug);
                let input = RecordInput {
                    owner: self.owner(relation).map(|owner| owner.to_string()).unwrap_or_default(),
                    ..support::form(&[(object.name_properties[0].as_str(), name.as_str())])
                };
                let create = self.ada.create(object.id).unwrap();
                let id = test.records().create_record(&create, object, &input, Surface::Index).await.unwrap().unwrap();
                if condition == Condition::Held {
                    let reason = HoldReason::parse("A case").unwrap();
                    test.trash().put_on_hold(&self.ada.hold(object.id).unwrap(), id, &reason).await.unwrap();
                }
                if condition != Condition::Living {
                    let delete = self.ada.delete(object.id).unwrap();
                    let selection = Selection::Records(vec![id]);
                    let preview = test.operations().preview_delete(&delete, &selection).await.unwrap();
                    let confirm = preview.confirm(Some(1));
                    let order = DeleteOrder { selection, confirm, surface: Surface::Index, reason: None };
                    test.operations().delete(&delete, &order).await.unwrap().unwrap();
                }
                subjects.push(Subject { relation, condition, id, name });
            }
        }
        subjects
    }
}

fn is_about_administering(right: Right) -> bool {
    matches!(
        right,
        Right::Administer | Right::AdministerUsers | Right::AdministerObjects | Right::Audit | Right::ManagePrivacy
    )
}

/// The differences that were found, and the number of checks.
#[derive(Default)]
struct Found {
    cases: usize,
    wrong: Vec<String>,
}

impl Found {
    fn check(&mut self, what: impl Fn() -> String, is: impl Into<u64>, should: impl Into<u64>) {
        let (is, should) = (is.into(), should.into());
        self.cases += 1;
        if is != should {
            self.wrong.push(format!("{}: {is}, not {should}", what()));
        }
    }
}

/// Checks the surfaces that list records: each shows the records in sight and no others.
async fn look(web: &Web, cookie: Option<&str>, object: &Object, of: (&Expected, &[Subject]), found: &mut Found) {
    let (expected, subjects) = of;
    let slug = &object.slug;
    let living = [format!("/{slug}?q=zzz"), format!("/{slug}/export.csv?q=zzz")];
    let board = (!object.pipelines.is_empty()).then(|| format!("/{slug}/board?q=zzz"));
    let living = living.into_iter().chain(board).map(|address| (false, address));
    for (deleted, address) in living.chain([(true, format!("/trash?object={slug}"))]) {
        let answer = web.send(page(&address, cookie)).await;
        let should = if expected.sees_object() { 200_u16 } else { 404 };
        found.check(|| address.clone(), answer.status.as_u16(), should);
        for subject in subjects {
            let shown = answer.body.contains(&subject.name);
            let should = subject.deleted() == deleted && expected.sees(subject.relation);
            found.check(|| format!("{address} shows {}", subject.name), shown, should);
        }
    }
    // The search covers the trash too, and shows only a few records of each object.
    for condition in CONDITIONS {
        let address = format!("/search?q={condition:?}{slug}");
        let answer = web.send(page(&address, cookie)).await;
        for subject in subjects {
            let shown = answer.body.contains(&subject.name);
            let should = subject.condition == condition && expected.sees(subject.relation);
            found.check(|| format!("{address} shows {}", subject.name), shown, should);
        }
    }
    let body = format!(
        r#"{{"slug":"{slug}","selection":{{"Query":{{"source":"index","search":"zzz","filter":{{"any":[]}},"except":[]}}}}}}"#
    );
    let answer = web.send(ask("/api/operations/preview-delete", &body, cookie)).await;
    let sees = RELATIONS.into_iter().filter(|relation| expected.sees(*relation)).count();
    let should = match (expected.sees_object(), expected.acts_at_all(), sees) {
        (false, ..) | (true, true, 0) => 404_u16,
        (true, false, _) => 403,
        _ => 200,
    };
    found.check(|| format!("preview of all of {slug}"), answer.status.as_u16(), should);
    if should == 200 {
        for subject in subjects.iter().filter(|subject| !subject.deleted()) {
            let named = answer.body.contains(&subject.name);
            found.check(|| format!("the preview names {}", subject.name), named, expected.may(subject.relation));
        }
    }
}

/// Checks one record, by its address and in every way to change it.
async fn touch(web: &Web, cookie: Option<&str>, object: &Object, of: (&Expected, &Subject), found: &mut Found) {
    let (expected, subject) = of;
    let (slug, id, relation) = (&object.slug, subject.id, subject.relation);
    let what = |how: &str| format!("{how} {} ({relation:?})", subject.name);
    let sees = if expected.sees(relation) { 200_u16 } else { 404 };
    // Without the right to the action, the request is refused before the record is looked up.
    let act = |status: u16| match (expected.sees_object(), expected.acts_at_all()) {
        (false, _) => 404,
        (true, false) => 403,
        (true, true) => status,
    };
    let status = web.send(page(&format!("/{slug}/{id}"), cookie)).await.status.as_u16();
    found.check(|| what("page of"), status, sees);
    let body = format!(r#"{{"slug":"{slug}","id":{id},"timeline":9}}"#);
    let answer = web.send(ask("/api/records/get", &body, cookie)).await;
    found.check(|| what("call for"), answer.status.as_u16(), sees);
    found.check(|| what("name in the answer for"), answer.body.contains(&subject.name), sees == 200);

    let edit = web.send(page(&format!("/{slug}/{id}/edit"), cookie)).await.status.as_u16();
    let should = if subject.deleted() { 404 } else { expected.status(relation) };
    // A caller who may not edit at all gets "forbidden" for records in sight and "not found" for others.
    found.check(|| what("form of"), edit, should);

    for path in ["/api/operations/preview-delete", "/api/operations/preview-assign"] {
        let body = format!(r#"{{"slug":"{slug}","selection":{{"Records":[{id}]}}}}"#);
        let answer = web.send(ask(path, &body, cookie)).await;
        found.check(|| what(path), answer.status.as_u16(), act(sees));
        if answer.status == 200 {
            let named = answer.body.contains(&subject.name);
            found.check(|| what("name in the preview of"), named, expected.may(relation) && !subject.deleted());
        }
    }
    let body = format!(r#"{{"slug":"{slug}","set":{{"ids":"{id}"}}}}"#);
    let answer = web.send(ask("/api/operations/plan-restore", &body, cookie)).await;
    found.check(|| what("restore of"), answer.status.as_u16(), sees);
    let body = format!(r#"{{"slug":"{slug}","set":{{"ids":"{id}"}}}}"#);
    let answer = web.send(ask("/api/operations/preview-purge", &body, cookie)).await;
    found.check(|| what("purge of"), answer.status.as_u16(), act(sees));
    if answer.status == 200 {
        // Only the records to purge are named; for those on hold or without the right to delete, the answer says only
        // that there are some.
        let named = answer.body.contains(&subject.name);
        let should = expected.may(relation) && subject.condition == Condition::Deleted;
        found.check(|| what("name in the purge of"), named, should);
    }
    let hold = web.send(page(&format!("/{slug}/{id}/hold"), cookie)).await;
    found.check(|| what("hold of"), hold.status.as_u16(), sees);
    let released = hold.body.contains("name=\"release\"");
    found.check(|| what("release in the hold of"), released, sees == 200 && subject.condition == Condition::Held);
}

#[rstest]
#[tokio::test]
async fn every_surface_keeps_to_what_a_role_grants(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let house = house(&test).await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("mina.me")).await;
    let mut found = Found::default();
    for slug in ["contacts", "deals"] {
        let object = test.objects().object(slug).await.unwrap();
        let subjects = house.subjects(&test, &object).await;
        for view in grants() {
            for act in grants() {
                let expected = Expected { view, act };
                house.grant(&test, &object, &expected).await;
                let before = found.wrong.len();
                look(&web, cookie.as_deref(), &object, (&expected, &subjects), &mut found).await;
                // The code is the same for all objects, so one is enough; the differing values of "unassigned" meet
                // above.
                let alike = view.unassigned == act.unassigned || act.reach == Reach::Everything;
                for subject in subjects.iter().filter(|_| slug == "contacts" && alike) {
                    touch(&web, cookie.as_deref(), &object, (&expected, subject), &mut found).await;
                }
                for wrong in &mut found.wrong[before..] {
                    *wrong = format!("{wrong} (view {view:?}, act {act:?})");
                }
            }
        }
    }
    assert!(found.cases > 6_000, "only {} cases", found.cases);
    let first: Vec<_> = found.wrong.iter().take(40).map(String::as_str).collect();
    assert!(first.is_empty(), "{} of {} cases:\n{}", found.wrong.len(), found.cases, first.join("\n"));
}

#[rstest]
#[tokio::test]
async fn every_right_opens_what_it_is_for_and_nothing_else(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let house = house(&test).await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("mina.me")).await;
    let object = test.contacts().await;
    let subjects = house.subjects(&test, &object).await;
    let by = support::fresh(house.ada.administer_users().unwrap());
    let all = ScopedGrant::EVERYTHING;
    let mut wrong = Vec::new();
    for held in Right::ALL {
        let grants = Grants {
            objects: [(object.id, ObjectGrants { view: all, edit: all, delete: all })].into(),
            rights: [held].into(),
            ..Grants::default()
        };
        let draft = RoleDraft { name: "Manager".to_owned(), grants };
        test.people().save_role(&by, house.role, &draft).await.unwrap().unwrap();
        for right in Right::ALL {
            for (path, body, without) in needs(right, &subjects) {
                let request =
                    if body.is_empty() { page(&path, cookie.as_deref()) } else { ask(&path, &body, cookie.as_deref()) };
                let status = web.send(request).await.status.as_u16();
                let open = held == right || implied(held, right);
                let should = if open { 200 } else { without };
                if status != should {
                    wrong.push(format!("{path} {body} with {held:?}: {status}, not {should}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The requests that only one right permits: address, body of a call, and the status without the right. A new right
/// does not compile until it has a line here.
fn needs(right: Right, subjects: &[Subject]) -> Vec<(String, String, u16)> {
    let of = |deleted| subjects.iter().filter(move |subject| subject.deleted() == deleted).map(|subject| subject.id);
    let two: Vec<String> = of(false).take(2).map(|id| id.to_string()).collect();
    let gone = of(true).next().unwrap();
    let call = |path: &str, body: String, without| vec![(format!("/api/{path}"), body, without)];
    let get = |path: &str, without| vec![(path.to_owned(), String::new(), without)];
    match right {
        Right::BulkDelete => {
            let body = format!(r#"{{"slug":"contacts","selection":{{"Records":[{}]}}}}"#, two.join(","));
            call("operations/preview-delete", body, 403)
        }
        Right::SeeTrash => get("/trash?object=contacts", 403),
        // The admin deleted these records: a caller who restores only their own may ask, and restores none of them.
        Right::RestoreOwn | Right::RestoreAny => {
            call("operations/plan-restore", format!(r#"{{"slug":"contacts","set":{{"ids":"{gone}"}}}}"#), 403)
        }
        Right::Hold => get(&format!("/contacts/{}/hold", of(false).next().unwrap()), 403),
        Right::Import => get("/imports/new?object=contacts", 403),
        Right::Export => get("/contacts/export.csv", 403),
        // A purge also needs the right to see the trash: alone these rights permit nothing. There is also nothing to
        // approve here, and no workflow.
        Right::Purge | Right::EmptyTrash | Right::Approve | Right::Workflows => Vec::new(),
        Right::PermanentDelete => get(&format!("/contacts/{}/erase", of(false).next().unwrap()), 403),
        Right::ManagePrivacy => get("/settings/privacy", 404),
        Right::Audit => get("/settings/audit", 404),
        Right::Administer => get("/settings/retention", 404),
        Right::AdministerUsers => get("/settings/users", 404),
        Right::AdministerObjects => get("/settings/objects", 404),
    }
}

/// Whether holding one right also permits what the other is for.
fn implied(held: Right, right: Right) -> bool {
    matches!((held, right), (Right::RestoreOwn, Right::RestoreAny) | (Right::RestoreAny, Right::RestoreOwn))
}
