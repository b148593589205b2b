//! The outbox: how mail is sent, the messages by state, and the page of one message.

use super::{address, query_pairs};
use crate::{
    api::mail::{GetMail, LetterScreen, ListMail, MailScreen},
    i18n::{Messages, messages},
    load::{load, show},
    ui::{Empty, Icon, Moment, Pager, Picture},
};
use domain::mail::{MailCounts, MailPage, MailQuery, MailRow, MailState};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

const ADDRESS: &str = "/settings/mail";

/// `/settings/mail`.
#[component]
pub fn Mail() -> impl IntoView {
    let pairs = query_pairs(&["state", "after"]);
    show(load(move || Some(ListMail { pairs: pairs.get() }), None), |screen| outbox(messages(), screen))
}

/// `/settings/mail/1`.
#[component]
pub fn Letter() -> impl IntoView {
    let params = use_params_map();
    let ask = move || Some(GetMail { id: params.get().get("id")?.parse().ok()? });
    show(load(ask, None), |screen| letter(messages(), screen))
}

fn outbox(t: Messages, screen: MailScreen) -> AnyView {
    let MailScreen { way, query, page } = screen;
    let MailPage { rows, counts, next } = page;
    let again = (counts.dead > 0).then(|| {
        view! {
            <form method="post" action="/api/mail/retry" class="end">
                <button class="btn">
                    <Icon picture=Picture::Undo />
                    {t.mail_again_all()}
                </button>
            </form>
        }
    });
    let body = if rows.is_empty() {
        let text = match query.state {
            Some(_) => t.mail_empty_state().to_owned(),
            None => t.mail_empty_why(),
        };
        view! { <Empty picture=Picture::Tick title=t.mail_empty().to_owned() text=text /> }.into_any()
    } else {
        table(t, rows)
    };
    let first = query.after.map(|_| address(ADDRESS, &MailQuery { after: None, ..query }.to_address()));
    let next = next.map(|next| address(ADDRESS, &MailQuery { after: Some(next), ..query }.to_address()));
    view! {
        <Title text=t.mail_title() />
        <div class="head">
            <h1>{t.mail_title()}</h1>
            {again}
        </div>
        <p class="note">
            <Icon picture=Picture::Tick />
            {t.mail_way(&way)}
        </p>
        {states(t, query, counts)}
        {body}
        <Pager first=first next=next />
    }
    .into_any()
}

/// A link to the messages of each state, with their number.
fn states(t: Messages, query: MailQuery, counts: MailCounts) -> impl IntoView {
    let all = MailState::ALL.map(|state| counts.of(state)).into_iter().sum();
    let link = move |state: Option<MailState>, text: &'static str, count: i64| {
        let href = address(ADDRESS, &MailQuery { state, after: None }.to_address());
        view! {
            <a class="btn small" href=href aria-current=(state == query.state).then_some("page")>
                {text}
                " "
                {t.number(count)}
            </a>
        }
    };
    let links = MailState::ALL.map(|state| link(Some(state), t.mail_state(state), counts.of(state)));
    view! {
        <nav class="filters" aria-label=t.mail_states()>
            {link(None, t.mail_all(), all)}
            {links.into_iter().collect_view()}
        </nav>
    }
}

fn table(t: Messages, rows: Vec<MailRow>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let subject = subject(t, t, &row);
            let course = course(t, &row);
            let again = (row.state == MailState::Dead).then(|| again(t, &row, &subject));
            view! {
                <tr>
                    <td class="wrap letters">
                        <a class="link" href=format!("{ADDRESS}/{}", row.id)>
                            {subject}
                        </a>
                        <div>{course}</div>
                    </td>
                    <td class="hide-s">{row.to.name().to_owned()}</td>
                    <td class="hide-s num">
                        <Moment at=row.created />
                    </td>
                    <td class="align-end">{again}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-card">
            <table>
                <caption class="hidden">{t.mail_title()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.mail_message()}</th>
                        <th scope="col" class="hide-s">
                            {t.mail_to()}
                        </th>
                        <th scope="col" class="hide-s">
                            {t.mail_written()}
                        </th>
                        <th scope="col" class="align-end">
                            <span class="hidden">{t.actions()}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn letter(t: Messages, screen: LetterScreen) -> AnyView {
    let LetterScreen { mail, text } = screen;
    // The message is shown in the language of its recipient, which can differ from that of the page.
    let subject = subject(Messages(mail.lang), t, &mail);
    let again = (mail.state == MailState::Dead).then(|| again(t, &mail, &subject));
    view! {
        <Title text=subject.clone() />
        <p>
            <a class="link" href=ADDRESS>
                {t.mail_back()}
            </a>
        </p>
        <div class="head">
            <h1 lang=mail.lang.tag()>{subject}</h1>
            <span class="end">{again}</span>
        </div>
        <p class="note">
            {t.mail_to()}": "{mail.to.name().to_owned()}" · "<Moment at=mail.created />" · "
            {course(t, &mail)}
        </p>
        {text
            .map(|text| {
                view! {
                    <pre class="card letter" lang=mail.lang.tag()>
                        {text}
                    </pre>
                }
            })}
    }
    .into_any()
}

/// The subject in the language of the message; for a message of an unknown kind, a text in the language of the page.
fn subject(of: Messages, page: Messages, mail: &MailRow) -> String {
    mail.message.as_ref().map_or_else(|| page.mail_unknown().to_owned(), |message| of.mail_subject(message))
}

/// The state of a message, with the reason of the last failure.
fn course(t: Messages, mail: &MailRow) -> impl IntoView + use<> {
    let (class, state) = match (mail.state, mail.sent, mail.next_try) {
        (MailState::Dead, ..) => ("badge danger", t.mail_given_up().to_owned()),
        (_, Some(at), _) => ("badge", t.mail_sent_at(&t.moment(at))),
        (.., Some(at)) if mail.attempts > 0 => ("badge warn", t.mail_next(&t.moment(at))),
        _ => ("badge", t.mail_waiting().to_owned()),
    };
    let failure = mail.failure.map(|failure| {
        view! {
            <small class="muted">
                {t.mail_failure(failure)} ". " {t.mail_attempts(&t.number(mail.attempts))}
            </small>
        }
    });
    view! {
        <span class=class>{state}</span>
        " "
        {failure}
    }
}

fn again(t: Messages, mail: &MailRow, subject: &str) -> impl IntoView + use<> {
    view! {
        <form method="post" action="/api/mail/retry">
            <input type="hidden" name="id" value=mail.id.to_string() />
            <button class="btn small" aria-label=t.mail_again_named(subject, mail.to.name())>
                {t.mail_again()}
            </button>
        </form>
    }
}
