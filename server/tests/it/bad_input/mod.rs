//! Tests of bad input, as one table: types, limits, Unicode, injection into filters, property names, addresses,
//! formulas in files. Each case gets its message, at its field where it has one, and the page keeps what was typed; no
//! case creates or changes anything.

mod forms;
mod values;

use crate::{
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine,
    },
    web::{Web, form_to, page},
};
use axum::http::header;
use forms::{ALONG, FORMS};
use rstest::rstest;
use values::{FORMULAS, LIMITS, VALUES};

/// The site, a user with every right, and a contact whose e-mail address is taken.
struct Site {
    web: Web,
    cookie: Option<String>,
    hers: String,
}

impl Site {
    async fn new(test: &TestEngine) -> Self {
        let ada = test.admin().await;
        let hers = test.contact(&ada, "Taken", "taken@example.com").await.to_string();
        let web = Web::new(test);
        let cookie = web.sign_in(Some("ada.admin")).await;
        Self { web, cookie, hers }
    }

    fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// The text of the page at an address.
    async fn page(&self, address: &str) -> String {
        let answer = self.web.send(page(address, self.cookie())).await;
        assert!(answer.status.as_u16() < 500, "{address}: {}", answer.status);
        read(&answer.body)
    }

    /// The text of the page that answers a form.
    async fn sent(&self, address: &str, fields: &[(&str, &str)]) -> String {
        let fields: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        let answer = self.web.send(form_to(address, &fields.join("&"), self.cookie())).await;
        assert!(answer.status.as_u16() < 500, "{address} {fields:?}: {}", answer.status);
        match answer.headers.get(header::LOCATION) {
            Some(to) => self.page(to.to_str().unwrap()).await,
            None => read(&answer.body),
        }
    }

    /// The text of the page that answers a row of [`FORMS`].
    async fn said(&self, address: &str, field: &str, typed: &str) -> String {
        if address.contains("{}") || field.is_empty() {
            return self.page(&address.replace("{}", &escaped(typed))).await;
        }
        let mut fields = vec![(field, typed)];
        let along = ALONG.iter().find(|(of, _)| *of == address).map_or(&[][..], |(_, along)| *along);
        fields.extend(along.iter().filter(|(name, _)| *name != field));
        for (_, value) in &mut fields {
            if *value == "HERS" {
                *value = &self.hers;
            }
        }
        self.sent(&address.replace("HERS", &self.hers), &fields).await
    }
}

/// Text as a browser shows it.
fn read(html: &str) -> String {
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("<!>", ""), ("&amp;", "&")];
    marks.iter().fold(html.to_owned(), |text, (mark, sign)| text.replace(mark, sign))
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |text, byte| text + &format!("%{byte:02X}"))
}

/// The text at a field of a record's form.
fn at_field<'a>(page: &'a str, field: &str) -> &'a str {
    let place = format!("id=\"error-{field}\"");
    let Some((_, rest)) = page.split_once(&place) else { return "" };
    rest.split_once("</span></span>").map_or(rest, |(said, _)| said)
}

async fn records(site: &Site) -> Vec<String> {
    let mut all = Vec::new();
    for slug in ["contacts", "companies", "deals", "tickets", "calls", "emails", "tasks", "notes", "meetings"] {
        let file = site.page(&format!("/{slug}/export.csv")).await;
        all.extend(file.lines().skip(1).map(str::to_owned));
    }
    all
}

#[rstest]
#[tokio::test]
async fn every_bad_value_gets_its_message_at_its_field(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let site = Site::new(&test).await;
    let before = records(&site).await;
    let mut wrong = Vec::new();
    let limits: Vec<_> =
        LIMITS.iter().map(|(slug, field, most, says)| (*slug, *field, "é".repeat(most + 1), *says)).collect();
    let cases =
        VALUES.iter().map(|(slug, field, typed, says)| (*slug, *field, (*typed).to_owned(), *says)).chain(limits);
    for (slug, field, typed, says) in cases {
        let name = match slug {
            "contacts" => "first_name",
            "companies" | "deals" | "tickets" => "name",
            "notes" => "body",
            _ => "title",
        };
        let mut fields = vec![(field, typed.as_str())];
        if field != name {
            fields.push((name, "Another user"));
        }
        let page = site.sent(&format!("/{slug}/new"), &fields).await;
        let said = at_field(&page, field);
        if !said.contains(says) {
            wrong.push(format!("{slug} {field} {typed:.40?}: {said:?}, not {says:?}"));
        } else if field != "stage" && !page.contains(typed.trim()) && !typed.contains(char::is_control) {
            // A stage is chosen from a list, not typed.
            wrong.push(format!("{slug} {field} {typed:.40?} does not stand there any more"));
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(records(&site).await, before, "nothing was made");
}

#[rstest]
#[tokio::test]
async fn the_form_of_a_role_keeps_what_was_chosen(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let site = Site::new(&test).await;
    // The scripts after the form contain a number that differs in each answer.
    let form = |page: String| page.split_once("<script").map(|(form, _)| form.to_owned());
    let before = form(site.page("/settings/roles/4").await);
    let chosen = [("1.view", "team"), ("1.view.unassigned", "1"), ("1.edit", "owned"), ("1.delete", "none")];
    let typed = [("name", "Admin"), ("right", "export"), ("approval_count", "70"), ("approval_amount", "800")];
    let page = site.sent("/settings/roles/4", &[&chosen[..], &typed[..]].concat()).await;
    assert!(at_field(&page, "name").contains("This name is already in use."), "{page}");
    for (name, value) in typed.iter().filter(|(name, _)| *name != "right") {
        let (_, field) = page.split_once(&format!("name=\"{name}\"")).unwrap();
        assert!(field[..field.find('>').unwrap()].contains(&format!("value=\"{value}\"")), "{name}");
    }
    for (name, value) in chosen.iter().filter(|(name, _)| !name.ends_with("unassigned")) {
        let (_, select) = page.split_once(&format!("name=\"{name}\"")).unwrap();
        let option = &select[select.find(&format!("value=\"{value}\"")).unwrap()..];
        assert!(option[..option.find('>').unwrap()].contains("selected"), "{name}");
    }
    for (name, value, on) in [
        ("1.view.unassigned", "1", true),
        ("1.edit.unassigned", "1", false),
        ("right", "export", true),
        ("right", "import", false),
    ] {
        let boxes = page.split("<input").filter_map(|rest| rest.split_once('>')).map(|(input, _)| input);
        let mut mine = boxes.filter(|input| {
            input.contains(&format!("name=\"{name}\"")) && input.contains(&format!("value=\"{value}\""))
        });
        assert_eq!(mine.next().unwrap().contains("checked"), on, "{name} {value}");
    }
    assert_eq!(form(site.page("/settings/roles/4").await), before, "nothing was changed");
}

#[rstest]
#[tokio::test]
async fn every_other_form_says_what_is_wrong(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let site = Site::new(&test).await;
    let before = records(&site).await;
    let mut wrong = Vec::new();
    for (address, field, typed, says) in FORMS {
        let page = site.said(address, field, typed).await;
        if !page.contains(says) {
            wrong.push(format!("{address} {field} {typed:?}: not {says:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(records(&site).await, before, "nothing was made or changed");
}

#[rstest]
#[tokio::test]
async fn no_name_is_a_formula_in_a_file(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let site = Site::new(&test).await;
    for (name, _) in FORMULAS {
        site.sent("/deals/new", &[("name", name)]).await;
    }
    let file = site.page("/deals/export.csv").await;
    for (name, cell) in FORMULAS {
        assert!(file.contains(cell), "{name}: {file}");
    }
}

#[test]
fn there_are_many_cases() {
    let cases = VALUES.len() + LIMITS.len() + FORMS.len() + FORMULAS.len();
    assert!(cases > 200, "{cases}");
}
