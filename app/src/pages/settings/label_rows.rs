//! The labels of associations on the settings of an object.

use super::ADDRESS;
use crate::{
    i18n::Messages,
    ui::{Icon, Picture},
};
use domain::{
    association::AssociationLabel,
    object::{Object, ObjectNames},
};
use leptos::prelude::*;

/// The card that lists the labels, named from the object's side.
pub(super) fn labels_card(t: Messages, object: &Object, labels: Vec<(AssociationLabel, ObjectNames)>) -> AnyView {
    let base = format!("{ADDRESS}/{}", object.slug);
    let none = labels.is_empty().then(|| view! { <p class="inset muted">{t.labels_none()}</p> });
    let rows = labels.iter().filter_map(|(label, names)| row(t, object, &base, label, names)).collect_view();
    view! {
        <section class="card" id="labels">
            <header>
                <h2>{t.labels()}</h2>
                <a class="btn small" href=format!("{base}/labels/new")>
                    <Icon picture=Picture::Plus />
                    {t.label_new()}
                </a>
            </header>
            {none}
            <ul class="defs">{rows}</ul>
        </section>
    }
    .into_any()
}

fn row(
    t: Messages,
    object: &Object,
    base: &str,
    label: &AssociationLabel,
    other: &ObjectNames,
) -> Option<impl IntoView + use<>> {
    let (end, _) = label.from_here(object.id)?;
    let name = label.name(end, t.0).to_owned();
    let back = label.name(end.flipped(), t.0);
    let back = (back != name).then(|| format!(" · {}", t.label_seen_back(back)));
    let one = label.one_per_from.then(|| view! { <span class="badge">{t.flag_one()}</span> });
    let archive = (!label.id.is_standard()).then(|| {
        view! {
            <span class="acts">
                <a
                    class="btn ghost small"
                    href=format!("{base}/archive?part=label.{}", label.id)
                    aria-label=t.archive_named(&name)
                >
                    {t.archive()}
                </a>
            </span>
        }
    });
    Some(view! {
        <li>
            <a class="link" href=format!("{base}/labels/{}", label.id) aria-label=t.change(&name)>
                {name.clone()}
            </a>
            <span class="muted">{t.capital(other.plural(t.0))} {back}</span>
            <span class="flags">{one}</span>
            {archive}
        </li>
    })
}
