//! The associations of a record page: a card for each object, changed by plain forms.

use crate::{
    api::{
        associations::{LinkCard, LinkRow},
        records::MORE,
    },
    i18n::messages,
    ui::{Icon, Picture},
};
use domain::ids::RecordId;
use leptos::prelude::*;

/// The cards.
#[component]
pub(super) fn Links(cards: Vec<LinkCard>, base: String, may_edit: bool, slug: String, id: RecordId) -> impl IntoView {
    let t = messages();
    let cards = cards
        .into_iter()
        .map(|card| {
            let associate = format!("{base}/associate?to={}", card.slug);
            let shown = i64::try_from(card.links.len()).unwrap_or_default();
            // The card shows all of them already, so there is no link to more.
            let rest = card.count > shown && shown < MORE;
            let none = card.links.is_empty().then(|| {
                view! { <p class="inset muted">{card.none.clone()}</p> }
            });
            let rows = card
                .links
                .into_iter()
                .map(|link| row(link, &card.slug, &associate, may_edit.then(|| (slug.clone(), id))))
                .collect_view();
            view! {
                <section class="card links">
                    <header>
                        <h2>{t.capital(&card.many)}</h2>
                        <span class="badge num">{t.number(card.count)}</span>
                        <span class="grow"></span>
                        {may_edit
                            .then(|| {
                                view! {
                                    <a
                                        class="btn ghost small"
                                        rel="external"
                                        href=associate
                                        aria-label=t.link_add(&card.many)
                                        title=t.link_add(&card.many)
                                    >
                                        <Icon picture=Picture::Plus />
                                    </a>
                                }
                            })}
                    </header>
                    {none}
                    <ul>{rows}</ul>
                    {rest
                        .then(|| {
                            view! {
                                <p class="inset">
                                    <a class="link" href=format!("{base}?links=all")>
                                        {t.links_all(&t.number(card.count))}
                                    </a>
                                </p>
                            }
                        })}
                </section>
            }
        })
        .collect_view();
    view! {
        <aside class="stack" aria-label=t.associations()>
            {cards}
        </aside>
    }
}

/// An associated record. `of` is the record it is associated with, if the viewer may change the association.
fn row(link: LinkRow, slug: &str, associate: &str, of: Option<(String, RecordId)>) -> AnyView {
    let t = messages();
    let labels = link.labels.into_iter().map(|label| view! { <span class="badge run">{label}</span> }).collect_view();
    let change = of.map(|(object, record)| {
        let (edit, remove) = (t.link_edit(&link.name), t.link_remove(&link.name));
        view! {
            <a
                class="btn ghost small"
                rel="external"
                href=format!("{associate}&pick={}", link.id)
                aria-label=edit.clone()
                title=edit
            >
                <Icon picture=Picture::Pen />
            </a>
            <form method="post" action="/api/associations/remove">
                <input type="hidden" name="slug" value=object />
                <input type="hidden" name="record" value=record.to_string() />
                <input type="hidden" name="other" value=link.id.to_string() />
                <button class="btn ghost small" aria-label=remove.clone() title=remove>
                    <Icon picture=Picture::Cross />
                </button>
            </form>
        }
    });
    view! {
        <li>
            <div>
                <a href=format!("/{slug}/{}", link.id)>{link.name}</a>
                " "
                {labels}
                <div class="muted">{link.detail}</div>
            </div>
            {change}
        </li>
    }
    .into_any()
}
