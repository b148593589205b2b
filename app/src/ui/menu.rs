//! A menu that opens below its button.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

/// A native `<details>`, so that it opens without JavaScript too. With it, Escape closes it and gives the focus back to
/// the button, and so does a click elsewhere.
#[component]
pub fn Menu(
    /// The accessible name of the button, where its contents have none.
    #[prop(optional, into)]
    label: Option<String>,
    /// The class of the button.
    #[prop(default = "btn small")]
    class: &'static str,
    /// The button.
    button: AnyView,
    /// The contents of the menu.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(details) = node.get_untracked() {
            details.set_open(false);
        }
    };
    Effect::new(move |_| {
        let outside = window_event_listener(ev::pointerdown, move |event| {
            let Some(details) = node.get_untracked() else { return };
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            if details.open() && !details.contains(target.as_ref()) {
                details.set_open(false);
            }
        });
        on_cleanup(move || outside.remove());
    });
    // The button gets the focus before whatever was chosen happens, so that a dialog gives it back there.
    let back_to_button = move || {
        let was_open = node.get_untracked().is_some_and(|details| details.open());
        if was_open {
            close();
            let summary = node.get_untracked().and_then(|details| details.query_selector("summary").ok().flatten());
            if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<web_sys::HtmlElement>().ok()) {
                // A summary takes the focus; if it does not, nothing is lost.
                let _ = summary.focus();
            }
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            back_to_button();
        }
    };
    let on_choice = move |event: ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|target| target.closest("a").ok().flatten().is_some()) {
            back_to_button();
        }
    };
    view! {
        <details class="drop" node_ref=node on:keydown=on_key>
            <summary class=class aria-label=label>
                {button}
            </summary>
            <div class="menu" on:click=on_choice>
                {children()}
            </div>
        </details>
    }
}
