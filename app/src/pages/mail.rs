//! The outbox: how mail is sent, the messages by state, and the page of one message.

use super::{address, query_pairs};
use crate::{
    api::mail::{GetMail, LetterScreen, ListMail, MailScreen},
    load::{load, show},
    ui::{Empty, Icon, Moment, Pager, Picture},
    words::{Say, say},
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
    show(load(move || Some(ListMail { pairs: pairs.get() }), None), |screen| outbox(say(), screen))
}

/// `/settings/mail/1`.
#[component]
pub fn Letter() -> impl IntoView {
    let params = use_params_map();
    let ask = move || Some(GetMail { id: params.get().get("id")?.parse().ok()? });
    show(load(ask, None), |screen| letter(say(), screen))
}

fn outbox(say: Say, screen: MailScreen) -> AnyView {
    let MailScreen { way, query, page } = screen;
    let MailPage { rows, counts, next } = page;
    let again = (counts.dead > 0).then(|| {
        view! {
            <form method="post" action="/api/mail/retry" class="end">
                <button class="btn">
                    <Icon picture=Picture::Undo />
                    {say.mail_again_all()}
                </button>
            </form>
        }
    });
    let body = if rows.is_empty() {
        let text = match query.state {
            Some(_) => say.mail_empty_state().to_owned(),
            None => say.mail_empty_why(),
        };
        view! { <Empty picture=Picture::Tick title=say.mail_empty().to_owned() text=text /> }.into_any()
    } else {
        table(say, rows)
    };
    let first = query.after.map(|_| address(ADDRESS, &MailQuery { after: None, ..query }.to_address()));
    let next = next.map(|next| address(ADDRESS, &MailQuery { after: Some(next), ..query }.to_address()));
    view! {
        <Title text=say.mail_title() />
        <div class="head">
            <h1>{say.mail_title()}</h1>
            {again}
        </div>
        <p class="note">
            <Icon picture=Picture::Tick />
            {say.mail_way(&way)}
        </p>
        {states(say, query, counts)}
        {body}
        <Pager first=first next=next />
    }
    .into_any()
}

/// A link to the messages of each state, with their number.
fn states(say: Say, query: MailQuery, counts: MailCounts) -> impl IntoView {
    let all = MailState::ALL.map(|state| counts.of(state)).into_iter().sum();
    let link = move |state: Option<MailState>, text: &'static str, count: i64| {
        let href = address(ADDRESS, &MailQuery { state, after: None }.to_address());
        view! {
            <a class="btn s" href=href aria-current=(state == query.state).then_some("page")>
                {text}
                " "
                {say.number(count)}
            </a>
        }
    };
    let links = MailState::ALL.map(|state| link(Some(state), say.mail_state(state), counts.of(state)));
    view! {
        <nav class="filters" aria-label=say.mail_states()>
            {link(None, say.mail_all(), all)}
            {links.into_iter().collect_view()}
        </nav>
    }
}

fn table(say: Say, rows: Vec<MailRow>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let subject = subject(say, say, &row);
            let course = course(say, &row);
            let again = (row.state == MailState::Dead).then(|| again(say, &row, &subject));
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
                    <td class="r">{again}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="sheet">
            <table>
                <caption class="hidden">{say.mail_title()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{say.mail_message()}</th>
                        <th scope="col" class="hide-s">
                            {say.mail_to()}
                        </th>
                        <th scope="col" class="hide-s">
                            {say.mail_written()}
                        </th>
                        <th scope="col" class="r">
                            <span class="hidden">{say.actions()}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn letter(say: Say, screen: LetterScreen) -> AnyView {
    let LetterScreen { mail, text } = screen;
    // The message is shown in the language of its recipient, which can differ from that of the page.
    let subject = subject(Say(mail.lang), say, &mail);
    let again = (mail.state == MailState::Dead).then(|| again(say, &mail, &subject));
    view! {
        <Title text=subject.clone() />
        <p>
            <a class="link" href=ADDRESS>
                {say.mail_back()}
            </a>
        </p>
        <div class="head">
            <h1 lang=mail.lang.tag()>{subject}</h1>
            <span class="end">{again}</span>
        </div>
        <p class="note">
            {say.mail_to()}": "{mail.to.name().to_owned()}" · "<Moment at=mail.created />" · "
            {course(say, &mail)}
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
fn subject(of: Say, page: Say, mail: &MailRow) -> String {
    mail.message.as_ref().map_or_else(|| page.mail_unknown().to_owned(), |message| of.mail_subject(message))
}

/// The state of a message, with the reason of the last failure.
fn course(say: Say, mail: &MailRow) -> impl IntoView + use<> {
    let (class, state) = match (mail.state, mail.sent, mail.next_try) {
        (MailState::Dead, ..) => ("badge danger", say.mail_given_up().to_owned()),
        (_, Some(at), _) => ("badge", say.mail_sent_at(&say.moment(at))),
        (.., Some(at)) if mail.attempts > 0 => ("badge warn", say.mail_next(&say.moment(at))),
        _ => ("badge", say.mail_waiting().to_owned()),
    };
    let failure = mail.failure.map(|failure| {
        view! {
            <small class="muted">
                {say.mail_failure(failure)} ". " {say.mail_attempts(&say.number(mail.attempts))}
            </small>
        }
    });
    view! {
        <span class=class>{state}</span>
        " "
        {failure}
    }
}

fn again(say: Say, mail: &MailRow, subject: &str) -> impl IntoView + use<> {
    view! {
        <form method="post" action="/api/mail/retry">
            <input type="hidden" name="id" value=mail.id.to_string() />
            <button class="btn s" aria-label=say.mail_again_named(subject, mail.to.name())>
                {say.mail_again()}
            </button>
        </form>
    }
}
