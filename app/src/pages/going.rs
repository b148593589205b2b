//! The page between us and the provider. A form that leads to another site is stopped by our policy for forms, whatever it is
//! redirected through; so the form leads here, and from here the browser goes on by itself, with or without JavaScript.

use crate::{context::Going, i18n::messages, layout::Brand};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// Sends the browser on.
#[component]
pub fn GoingPage(
    /// Where to.
    going: Going,
) -> impl IntoView {
    let t = messages();
    let Going { name, url } = going;
    view! {
        <Title text=t.provider_going(&name) />
        <Meta http_equiv="refresh" content=format!("0;url={url}") />
        <main class="alone" id="main">
            <Brand />
            <section class="card form">
                <h1>{t.provider_going(&name)}</h1>
                <p class="muted">{t.provider_going_text()}</p>
                <footer>
                    <a class="btn primary" href=url>
                        {t.provider_go(&name)}
                    </a>
                </footer>
            </section>
        </main>
    }
}
