//! The mentions of a person, each with the choice of what is done with it.

use crate::{
    api::erasures::{EraseProblem, EraseTyped, MentionLink, TypedDecision, field},
    i18n::Messages,
    ui::{Icon, Picture},
};
use domain::{
    operation::REASON_MAX,
    privacy::{Decision, EraseRefused, IdentifierKind, Mention, MentionSource},
};
use leptos::prelude::*;

/// The list of mentions.
pub(super) fn mention_rows(
    t: Messages,
    mentions: &[Mention],
    links: Vec<MentionLink>,
    typed: &EraseTyped,
    problem: Option<&EraseProblem>,
) -> AnyView {
    let rows = mentions.iter().zip(links).map(|(mention, link)| mention_row(t, mention, link, typed, problem));
    view! { <ul class="mentions">{rows.collect_view()}</ul> }.into_any()
}

/// One mention: its text, and the choice of what is done with it. The fields of "Leave" are shown by the style sheet when
/// it is chosen.
fn mention_row(
    t: Messages,
    mention: &Mention,
    link: MentionLink,
    typed: &EraseTyped,
    problem: Option<&EraseProblem>,
) -> AnyView {
    let source = mention.source;
    let TypedDecision { decision, reason, until } =
        typed.mentions.get(&source.to_string()).cloned().unwrap_or_default();
    let told = mention_problem(t, source, problem);
    let error_id = format!("error-{source}");
    let described = told.is_some().then(|| error_id.clone());
    let choices = Decision::ALL.into_iter().map(|choice| {
        let off = choice == Decision::Delete && !mention.may_delete;
        let checked = !off && decision == choice.tag();
        view! {
            <label>
                <input
                    type="radio"
                    name=field::decision(source)
                    value=choice.tag()
                    checked=checked
                    disabled=off
                    required
                    aria-describedby=described.clone()
                />
                <span>{t.decision(choice)}</span>
            </label>
        }
    });
    let name_only = mention.found.iter().all(|kind| *kind == IdentifierKind::Name);
    let name_only = name_only.then(|| view! { <small>{t.erase_found_name_only()}</small> });
    let kept = (!mention.may_delete).then(|| view! { <small>{t.erase_no_delete()}</small> });
    let excerpt = mention.excerpt.clone();
    view! {
        <li>
            <Icon picture=Picture::of_object(&link.icon) />
            <div>
                <span>
                    <span class="muted">{t.mention_kind(source)} " "</span>
                    <a class="link" href=link.href>
                        {mention.title.clone()}
                    </a>
                </span>
                <small>{excerpt.before} <mark>{excerpt.found}</mark> {excerpt.after}</small>
                {name_only}
                {kept}
            </div>
            <fieldset class="segmented" aria-label=t.erase_decision(&mention.title)>
                {choices.collect_view()}
            </fieldset>
            <div class="leave">
                <label class="field">
                    <span>{t.erase_leave_reason()}</span>
                    <input
                        name=field::reason(source)
                        value=reason
                        maxlength=REASON_MAX
                        autocomplete="off"
                        aria-invalid=described.is_some().then_some("true")
                        aria-describedby=described
                    />
                </label>
                <label class="field">
                    <span>{t.erase_leave_until()}</span>
                    <input type="date" name=field::until(source) value=until />
                </label>
                <p class="hint">{t.erase_leave_hint()}</p>
            </div>
            {told
                .map(|text| {
                    view! {
                        <p class="error" id=error_id>
                            {text}
                        </p>
                    }
                })}
        </li>
    }
    .into_any()
}

/// The problem with the decision about a mention.
fn mention_problem(t: Messages, source: MentionSource, problem: Option<&EraseProblem>) -> Option<&'static str> {
    match problem? {
        EraseProblem::Until(wrong) if *wrong == source => Some(t.erase_until_wrong()),
        EraseProblem::Refused(EraseRefused::Reason(wrong, why)) if *wrong == source => Some(t.statement_problem(*why)),
        EraseProblem::Refused(EraseRefused::CannotDelete(wrong)) if *wrong == source => Some(t.erase_cannot_delete()),
        EraseProblem::Refused(EraseRefused::Undecided(open)) if open.contains(&source) => Some(t.erase_to_decide()),
        _ => None,
    }
}
