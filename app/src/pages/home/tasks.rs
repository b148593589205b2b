//! The card of one's open tasks.

use super::{card, further, nothing, up_to};
use crate::{
    i18n::Messages,
    pages::address,
    ui::{Moment, Picture},
};
use domain::{
    filter::{Condition, Field, Filter, ME, Test},
    home::{DONE, DUE, OpenTask, OpenTasks},
    object::Object,
    time::Date,
    value::YES,
    view::{IndexQuery, Sort, SortBy},
};
use leptos::prelude::*;

pub(super) fn tasks(t: Messages, tasks: OpenTasks, today: Date) -> AnyView {
    let OpenTasks { object, rows, open, overdue } = tasks;
    let all = (open.count > 0).then(|| further(all(&object), t.home_all_of(&up_to(t, open))));
    let late =
        (overdue.count > 0).then(|| view! { <span class="badge danger">{t.tasks_overdue(&up_to(t, overdue))}</span> });
    let further = view! {
        {late}
        {all}
    };
    let body = if rows.is_empty() {
        nothing(t.tasks_none())
    } else {
        let rows = rows.into_iter().map(|row| task(t, &object, row, today)).collect_view();
        view! { <ul class="hits">{rows}</ul> }.into_any()
    };
    card("tasks", Picture::Task, t.tasks_title(), Some(further.into_any()), body)
}

fn task(t: Messages, object: &Object, task: OpenTask, today: Date) -> impl IntoView + use<> {
    let due = task.due.map(|due| {
        let (class, text) = match due.cmp(&today) {
            std::cmp::Ordering::Less => ("badge danger", Some(t.task_overdue())),
            std::cmp::Ordering::Equal => ("badge warn", Some(t.task_today())),
            std::cmp::Ordering::Greater => ("", None),
        };
        view! {
            <span class="muted num">
                {text.map(|text| view! { <span class=class>{text}</span> })} " "
                <Moment at=due.start() day=true />
            </span>
        }
    });
    view! {
        <li>
            <a class="hit" href=format!("/{}/{}", object.slug, task.id)>
                <span>{task.name} <small>{task.with}</small></span>
                {due}
            </a>
        </li>
    }
}

/// The address of one's open tasks, sorted by due date.
fn all(object: &Object) -> String {
    let mine = Condition::new(Field::Owner, Test::Is, vec![ME.to_owned()]);
    let open = Condition::new(Field::Property(DONE.to_owned()), Test::IsNot, vec![YES.to_owned()]);
    let filter = Filter { any: vec![mine.into_iter().chain(open).collect()] };
    let sort = Sort { by: SortBy::Property(DUE.to_owned()), descending: false };
    let query = IndexQuery { filter, sort, ..IndexQuery::default() };
    address(&format!("/{}", object.slug), &query.to_address(object))
}
