//! The page that sends the browser on to the sign-in provider. The content security policy stops a form that is redirected to
//! another site; so the form leads to this page, which goes on by a refresh, with or without JavaScript.

use crate::{context::ProviderRedirect, i18n::messages, layout::Brand};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// Sends the browser on, and has a link for a browser that does not follow the refresh.
#[component]
pub fn ProviderRedirectPage(
    /// The provider and the address to go to.
    redirect: ProviderRedirect,
) -> impl IntoView {
    let t = messages();
    let ProviderRedirect { name, url } = redirect;
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
