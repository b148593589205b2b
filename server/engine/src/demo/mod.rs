//! Sample data: the contacts of an invented company, the same at every run. All names are invented and all addresses
//! use domains reserved for examples.

mod names;
mod others;

use crate::{
    Engine, Result,
    people::NewUser,
    records::write::{Author, insert_created},
};
use domain::{
    ids::{RecordId, UserId},
    object::Object,
    operation::{DeleteOrder, Selection},
    policy::{Actor, BuiltInRole},
    record::{Accepted, RecordInput, check},
    surface::Surface,
    time::Timestamp,
    view::IndexQuery,
};
use names::{CITIES, COMPANIES, FIRST, LAST, TITLES};

/// The password of all sample users.
const PASSWORD: &str = "reprieve-demo";
/// Records per transaction; with eleven values each they stay below SQLite's limit of bound values per statement.
const BATCH: u64 = 2_000;

/// The credentials of a sample user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoSignIn {
    /// Their e-mail address.
    pub email: String,
    /// Their password.
    pub password: String,
    /// The name of their role.
    pub role: String,
}

impl Engine {
    /// Fills an empty installation with users and the given number of contacts. `trash` of them are deleted, spread
    /// evenly; with `None` a handful is deleted, so that the trash is not empty.
    pub async fn fill_demo(&self, contacts: u64, trash: Option<u64>) -> Result<Vec<DemoSignIn>> {
        let people = [
            ("Giulia Esempio", "admin@example.com", BuiltInRole::Admin),
            ("Dario Prova", "dario@example.com", BuiltInRole::Member),
            ("Mira Sample", "mira@example.com", BuiltInRole::Member),
            ("Rita Reader", "reader@example.com", BuiltInRole::ReadOnly),
        ];
        let mut sign_ins = Vec::new();
        let mut users = Vec::new();
        for (name, email, role) in people {
            let user = NewUser { name: name.to_owned(), email: email.to_owned(), password: PASSWORD.to_owned() };
            if let Ok(id) = self.people().create_user(&user, role).await? {
                users.push(id);
            }
            sign_ins.push(DemoSignIn { email: user.email, password: user.password, role: role.name().to_owned() });
        }
        let object = self.objects().object("contacts").await?;
        let now = self.now();
        let mut index = 0;
        while index < contacts {
            let end = contacts.min(index + BATCH);
            let rows: Vec<(Accepted, Timestamp)> =
                (index..end).filter_map(|index| contact(&object, index, &users, now)).collect();
            let (records, created): (Vec<Accepted>, Vec<Timestamp>) = rows.into_iter().unzip();
            let author = Author { user: users.first().copied(), at: now, surface: Surface::Demo, operation: None };
            let mut tx = self.store().write().await?;
            let ids = insert_created(&mut tx, object.id, author, &records, &created).await?;
            tx.commit().await?;
            if let (Some(trash), Some(admin)) = (trash, users.first()) {
                // The share of this batch that keeps the overall ratio.
                let share = end * trash / contacts.max(1) - index * trash / contacts.max(1);
                let ids = ids.into_iter().take(usize::try_from(share).unwrap_or_default()).collect();
                self.throw_away(&object, &self.people().actor(*admin).await?, ids, None).await?;
            }
            index = end;
        }
        self.fill_others(contacts, &users, now).await?;
        if trash.is_none()
            && let Some(member) = users.get(1)
        {
            self.throw_some_away(&object, &self.people().actor(*member).await?).await?;
        }
        Ok(sign_ins)
    }

    async fn throw_some_away(&self, object: &Object, actor: &Actor) -> Result<()> {
        let delete = actor.delete(object.id)?;
        let query = IndexQuery { search: "nordwind".to_owned(), size: 100, ..IndexQuery::default() };
        let page = self.records().list_records(&actor.view(object.id)?, Some(&delete), object, &query).await?;
        let records = page.rows.iter().filter(|row| row.may_delete).take(7).map(|row| row.id).collect();
        self.throw_away(object, actor, records, Some("Nordwind closed its office")).await
    }

    async fn throw_away(
        &self,
        object: &Object,
        actor: &Actor,
        records: Vec<RecordId>,
        reason: Option<&str>,
    ) -> Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        let delete = actor.delete(object.id)?;
        let selection = Selection::Records(records);
        let preview = self.operations().preview_delete(&delete, &selection).await?;
        let order = DeleteOrder {
            selection,
            confirm: preview.confirm(Some(preview.count)),
            surface: Surface::Index,
            reason: reason.map(str::to_owned),
        };
        // There are no other users yet, so the selection cannot have changed.
        drop(self.operations().delete(&delete, &order).await?);
        Ok(())
    }
}

/// The contact with this number; all its values derive from it.
fn contact(object: &Object, index: u64, users: &[UserId], now: Timestamp) -> Option<(Accepted, Timestamp)> {
    let mut dice = Dice(index);
    let (first, last) = (dice.pick(FIRST), dice.pick(LAST));
    let company = dice.pick(COMPANIES);
    let host = company.split(' ').next().unwrap_or("firm").to_lowercase();
    let mut input = RecordInput::default();
    let mut set = |key: &str, value: String| drop(input.values.insert(key.to_owned(), value));
    set("first_name", first.to_owned());
    set("last_name", last.to_owned());
    if dice.roll(20) > 0 {
        let plain = |text: &str| domain::text::normalize(text).replace([' ', '\''], "");
        // The number makes the address unique.
        set("email", format!("{}.{}{index}@{host}.example", plain(first), plain(last)));
    }
    if dice.roll(5) > 0 {
        set("phone", format!("+39 0{} 555 {:04}", 2 + dice.roll(8), dice.roll(10_000)));
    }
    if dice.roll(8) > 0 {
        set("company", company.to_owned());
        set("job_title", dice.pick(TITLES).to_owned());
    }
    set("city", dice.pick(CITIES).to_owned());
    set("lifecycle", dice.pick(&["subscriber", "lead", "lead", "opportunity", "customer"]).to_owned());
    // The read-only user, the last of the list, owns nothing; some contacts have no owner.
    if dice.roll(10) > 0 {
        input.owner = owner(&mut dice, users);
    }
    let age = i64::try_from(dice.roll(700 * 86_400)).unwrap_or_default();
    Some((check(object, &input).ok()?, now.plus_seconds(-age)))
}

/// One of the users who own records.
fn owner(dice: &mut Dice, users: &[UserId]) -> String {
    let owners = u64::try_from(users.len()).unwrap_or(1).max(2) - 1;
    let owner = usize::try_from(dice.roll(owners)).ok().and_then(|index| users.get(index));
    owner.map(ToString::to_string).unwrap_or_default()
}

/// `SplitMix64`: the same sequence for the same seed on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d).wrapping_add(0x9e37_79b9_7f4a_7c15);
        let value = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (value ^ (value >> 31)) % sides.max(1)
    }

    fn pick(&mut self, list: &'static [&'static str]) -> &'static str {
        let sides = u64::try_from(list.len()).unwrap_or(1);
        usize::try_from(self.roll(sides)).ok().and_then(|index| list.get(index)).copied().unwrap_or_default()
    }
}
