//! Sample companies, deals, tickets and activities around the sample contacts.

use super::{
    BATCH, Dice,
    names::{CALLS, CITIES, COMPANIES, DEALS, INDUSTRIES, MAILS, MEETINGS, NOTES, TASKS, TICKETS},
    owner,
};
use crate::{
    Engine, Result,
    db::{Sql, Tx},
    records::write::{Author, insert_created},
};
use domain::{
    ids::{RecordId, UserId},
    object::Object,
    record::{RecordInput, check},
    surface::Surface,
    time::Timestamp,
};
use serde_json::json;
use std::collections::BTreeMap;

/// The label of a contact's association with their company.
const PRIMARY: &str = "primary";
/// Most contacts that get companies, deals, tickets and activities: a large installation is filled for its contacts.
const MOST: u64 = 2_000;

/// A record to create, with the records to associate it with.
struct Sample {
    input: RecordInput,
    created: Timestamp,
    with: Vec<RecordId>,
}

/// The pattern of one kind of activity.
struct Kind {
    slug: &'static str,
    /// The property that holds the subject, and its possible values.
    about: (&'static str, &'static [&'static str]),
    /// The percentage of contacts that have one.
    share: u64,
    /// Other properties with their possible values.
    choices: &'static [(&'static str, &'static [&'static str])],
}

const KINDS: &[Kind] = &[
    Kind {
        slug: "calls",
        about: ("title", CALLS),
        share: 30,
        choices: &[
            ("direction", &["in", "out"]),
            ("outcome", &["connected", "connected", "no_answer", "busy", "voicemail"]),
            ("minutes", &["2", "5", "12", "25"]),
        ],
    },
    Kind { slug: "emails", about: ("title", MAILS), share: 35, choices: &[("direction", &["in", "out"])] },
    Kind {
        slug: "tasks",
        about: ("title", TASKS),
        share: 15,
        choices: &[
            ("task_type", &["call", "email", "todo"]),
            ("priority", &["low", "medium", "high"]),
            ("done", &["yes", "no", "no"]),
        ],
    },
    Kind { slug: "notes", about: ("body", NOTES), share: 15, choices: &[] },
    Kind {
        slug: "meetings",
        about: ("title", MEETINGS),
        share: 6,
        choices: &[("place", CITIES), ("outcome", &["planned", "held", "held", "no_show"]), ("minutes", &["30", "60"])],
    },
];

impl Engine {
    /// Fills the other objects around the first `contacts` contacts, which have the lowest ids.
    pub(super) async fn fill_others(&self, contacts: u64, users: &[UserId], now: Timestamp) -> Result<()> {
        if contacts == 0 {
            return Ok(());
        }
        let seed = contacts.min(MOST);
        let companies = self.objects().object("companies").await?;
        let firms = self.fill_object(&companies, firms(users, now), users, now).await?;
        let firms: BTreeMap<&str, RecordId> = COMPANIES.iter().copied().zip(firms).collect();
        let people = self.link_people(seed, &firms).await?;

        let deals = self.objects().object("deals").await?;
        let sold = (0..=seed / 10).map(|index| deal(index, &deals, &people, users, now)).collect();
        self.fill_object(&deals, sold, users, now).await?;
        let tickets = self.objects().object("tickets").await?;
        let wrong = (0..=seed / 12).map(|index| ticket(index, &tickets, &people, users, now)).collect();
        self.fill_object(&tickets, wrong, users, now).await?;
        for kind in KINDS {
            let object = self.objects().object(kind.slug).await?;
            let done = (0..=seed * kind.share / 100).map(|index| activity(index, kind, &people, users, now)).collect();
            self.fill_object(&object, done, users, now).await?;
        }
        Ok(())
    }

    async fn fill_object(
        &self,
        object: &Object,
        samples: Vec<Sample>,
        users: &[UserId],
        now: Timestamp,
    ) -> Result<Vec<RecordId>> {
        let author = Author { user: users.first().copied(), at: now, surface: Surface::Demo, operation: None };
        let mut all = Vec::new();
        for batch in samples.chunks(usize::try_from(BATCH).unwrap_or(1)) {
            let checked = batch.iter().filter_map(|sample| Some((check(object, &sample.input).ok()?, sample)));
            let (records, samples): (Vec<_>, Vec<_>) = checked.unzip();
            let created: Vec<Timestamp> = samples.iter().map(|sample| sample.created).collect();
            let mut tx = self.store().write().await?;
            let ids = insert_created(&mut tx, object.id, author, &records, &created).await?;
            // Contacts and companies have lower ids than all others, so they are the `from` side of associations.
            let links =
                ids.iter().zip(samples).flat_map(|(id, sample)| sample.with.iter().map(|with| (*with, *id, "")));
            associate(&mut tx, links).await?;
            tx.commit().await?;
            all.extend(ids);
        }
        Ok(all)
    }

    /// Associates the first contacts with the companies they name. Returns the contacts with their companies.
    async fn link_people(
        &self,
        most: u64,
        firms: &BTreeMap<&str, RecordId>,
    ) -> Result<Vec<(RecordId, Option<RecordId>)>> {
        let mut tx = self.store().write().await?;
        let sql = Sql::new(
            "SELECT id, properties ->> 'company' AS company FROM record WHERE object_id = 1 AND deletion IS NULL \
             ORDER BY id LIMIT ",
        )
        .bind(i64::try_from(most).unwrap_or_default());
        let mut people = Vec::new();
        for row in tx.all(sql).await? {
            let company: Option<String> = row.get("company")?;
            let firm = company.and_then(|company| firms.get(company.as_str()).copied());
            people.push((RecordId(row.int("id")?), firm));
        }
        let links = people.iter().filter_map(|(person, firm)| Some((*person, (*firm)?, PRIMARY)));
        associate(&mut tx, links).await?;
        tx.commit().await?;
        Ok(people)
    }
}

async fn associate(tx: &mut Tx, links: impl IntoIterator<Item = (RecordId, RecordId, &str)>) -> Result<()> {
    let rows: Vec<_> = links.into_iter().map(|(from, to, label)| json!([from, to, label])).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let sql = Sql::new(
        "INSERT INTO association (from_id, from_object, to_id, to_object, label) SELECT f.id, f.object_id, t.id, \
         t.object_id, each.value ->> 2 FROM ",
    )
    .json_rows(rows)
    .push(
        " CROSS JOIN record AS f CROSS JOIN record AS t WHERE f.id = CAST(each.value ->> 0 AS BIGINT) \
         AND t.id = CAST(each.value ->> 1 AS BIGINT)",
    );
    tx.execute(sql).await?;
    Ok(())
}

/// A form with these values.
fn filled(owner: String, values: &[(&str, String)]) -> RecordInput {
    let values = values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    RecordInput { values, owner, ..RecordInput::default() }
}

fn ago(dice: &mut Dice, days: u64, now: Timestamp) -> Timestamp {
    now.plus_seconds(-i64::try_from(dice.roll(days * 86_400)).unwrap_or_default())
}

fn days_from_now(dice: &mut Dice, back: u64, ahead: u64, now: Timestamp) -> String {
    let days = i64::try_from(dice.roll(back + ahead)).unwrap_or_default() - i64::try_from(back).unwrap_or_default();
    now.plus_days(days).date().iso()
}

fn firms(users: &[UserId], now: Timestamp) -> Vec<Sample> {
    let firm = |(index, name): (u64, &&str)| {
        let mut dice = Dice(index + 1_000);
        let host = name.split(' ').next().unwrap_or("firm").to_lowercase();
        let values = [
            ("name", (*name).to_owned()),
            ("domain", format!("{host}.example")),
            ("website", format!("https://{host}.example")),
            ("phone", format!("+39 0{} 555 {:04}", 2 + dice.roll(8), dice.roll(10_000))),
            ("industry", dice.pick(INDUSTRIES).to_owned()),
            ("city", dice.pick(CITIES).to_owned()),
            ("employees", (5 + dice.roll(900)).to_string()),
            ("revenue", format!("{} EUR", (1 + dice.roll(400)) * 50_000)),
        ];
        let owner = owner(&mut dice, users);
        Sample { input: filled(owner, &values), created: ago(&mut dice, 700, now), with: Vec::new() }
    };
    (0..).zip(COMPANIES).map(firm).collect()
}

/// A random contact and their company: an activity of a contact belongs to the company too.
fn with_contact(dice: &mut Dice, people: &[(RecordId, Option<RecordId>)]) -> Vec<RecordId> {
    let count = u64::try_from(people.len()).unwrap_or_default();
    let chosen = usize::try_from(dice.roll(count)).ok().and_then(|index| people.get(index));
    chosen.map_or_else(Vec::new, |(person, firm)| std::iter::once(*person).chain(*firm).collect())
}

/// The stage with this index; empty if there is none.
fn stage(object: &Object, number: u64) -> String {
    let number = usize::try_from(number).unwrap_or_default();
    object.stages().nth(number).map(|stage| stage.id.to_string()).unwrap_or_default()
}

fn deal(
    index: u64,
    object: &Object,
    people: &[(RecordId, Option<RecordId>)],
    users: &[UserId],
    now: Timestamp,
) -> Sample {
    let mut dice = Dice(index + 20_000);
    let currency = dice.pick(&["EUR", "EUR", "EUR", "EUR", "USD", "GBP"]);
    let values = [
        ("name", format!("{} {}", dice.pick(DEALS), index + 1)),
        ("amount", format!("{} {currency}", (1 + dice.roll(200)) * 500)),
        ("close_date", days_from_now(&mut dice, 60, 120, now)),
        ("deal_type", dice.pick(&["new", "existing"]).to_owned()),
        ("priority", dice.pick(&["low", "medium", "high"]).to_owned()),
    ];
    let owner = owner(&mut dice, users);
    let mut input = filled(owner, &values);
    input.stage = stage(object, dice.roll(5));
    Sample { input, created: ago(&mut dice, 200, now), with: with_contact(&mut dice, people) }
}

fn ticket(
    index: u64,
    object: &Object,
    people: &[(RecordId, Option<RecordId>)],
    users: &[UserId],
    now: Timestamp,
) -> Sample {
    let mut dice = Dice(index + 40_000);
    let values = [
        ("name", dice.pick(TICKETS).to_owned()),
        ("priority", dice.pick(&["low", "medium", "high", "urgent"]).to_owned()),
        ("category", dice.pick(&["question", "problem", "request", "billing"]).to_owned()),
        ("source", dice.pick(&["email", "phone", "form", "chat"]).to_owned()),
        ("due", format!("{} 17:00", days_from_now(&mut dice, 5, 10, now))),
    ];
    let owner = owner(&mut dice, users);
    let mut input = filled(owner, &values);
    input.stage = stage(object, dice.roll(4));
    Sample { input, created: ago(&mut dice, 60, now), with: with_contact(&mut dice, people) }
}

fn activity(
    index: u64,
    kind: &Kind,
    people: &[(RecordId, Option<RecordId>)],
    users: &[UserId],
    now: Timestamp,
) -> Sample {
    let mut dice = Dice(index + kind.share * 100_000);
    let created = ago(&mut dice, 400, now);
    let mut values = vec![(kind.about.0, dice.pick(kind.about.1).to_owned())];
    if kind.slug == "tasks" {
        values.push(("due", days_from_now(&mut dice, 20, 40, now)));
    } else {
        values.push(("at", created.rfc3339()));
    }
    values.extend(kind.choices.iter().map(|(key, choices)| (*key, dice.pick(choices).to_owned())));
    let owner = owner(&mut dice, users);
    Sample { input: filled(owner, &values), created, with: with_contact(&mut dice, people) }
}
