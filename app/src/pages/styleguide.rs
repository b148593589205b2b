//! Every component of the design on one page, in development builds.

use crate::{
    i18n::messages,
    ui::{Avatar, Empty, Icon, Loading, NotFound, Picture},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/styleguide`.
#[component]
pub fn Styleguide() -> impl IntoView {
    if !cfg!(debug_assertions) {
        return NotFound().into_any();
    }
    let t = messages();
    let pictures = [
        Picture::Person,
        Picture::Trash,
        Picture::Undo,
        Picture::Search,
        Picture::Plus,
        Picture::Pen,
        Picture::Down,
        Picture::Import,
        Picture::Lines,
        Picture::Cross,
        Picture::Warning,
        Picture::Tick,
    ];
    let tokens = [
        "paper",
        "raised",
        "sunken",
        "hover",
        "line",
        "line-strong",
        "ink",
        "ink-2",
        "ink-3",
        "accent",
        "accent-soft",
        "danger",
        "danger-soft",
        "warn",
        "warn-soft",
        "ok",
    ];
    view! {
        <Title text=t.styleguide() />
        <div class="head">
            <h1>{t.styleguide()}</h1>
            <span class="muted num">"12,431"</span>
        </div>
        <h2>"Tokens"</h2>
        <ul class="swatches">
            {tokens
                .map(|token| {
                    view! {
                        <li>
                            <span class=format!("swatch {token}")></span>
                            {token}
                        </li>
                    }
                })
                .collect_view()}
        </ul>
        <h2>"Type"</h2>
        <h1>"Heading one"</h1>
        <h2>"Heading two"</h2>
        <p>
            "Body text, "<span class="muted">"muted, "</span><a class="link" href="/styleguide">
                "a link"
            </a>
        </p>
        <h2>"Icons and people"</h2>
        <p class="row">
            {pictures.map(|picture| view! { <Icon picture=picture /> }).collect_view()}
        </p>
        <p class="row">
            <Avatar name="Anna Moretti".to_owned() />
            <Avatar name="Björn Aalto".to_owned() large=true />
        </p>
        <h2>"Controls"</h2>
        <p class="row">
            <button class="btn">"Plain"</button>
            <button class="btn primary">"Primary"</button>
            <button class="btn danger">"Danger"</button>
            <button class="btn danger-quiet">"Quiet danger"</button>
            <button class="btn" disabled>
                "Disabled"
            </button>
            <button class="btn small">"Small"</button>
        </p>
        <p class="row">
            <span class="badge">"Badge"</span>
            <span class="badge warn">"Warning"</span>
            <span class="badge danger">"Danger"</span>
            <span class="chip">"Chip"</span>
        </p>
        <h2>"Notes"</h2>
        <p class="note">"A note."</p>
        <p class="note warn">"A warning."</p>
        <p class="note danger">"A failure."</p>
        <h2>"Form"</h2>
        <div class="card form">
            <label class="field">
                <span>"Field"</span>
                <input value="Value" />
            </label>
            <div class="field">
                <label for="style-wrong">"Wrong"</label>
                <input
                    id="style-wrong"
                    value="Value"
                    aria-invalid="true"
                    aria-describedby="style-error"
                />
                <span class="error" id="style-error">
                    <span>"What is wrong with it."</span>
                </span>
            </div>
        </div>
        <h2>"Empty and loading"</h2>
        <Empty
            picture=Picture::Trash
            title="Nothing here".to_owned()
            text="And what helps.".to_owned()
        />
        <Loading />
    }
    .into_any()
}
