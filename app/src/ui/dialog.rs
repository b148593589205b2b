//! A modal dialog.

use leptos::{html, prelude::*};

/// A native `<dialog>`: the browser keeps the focus inside, closes it on Escape and gives the focus back. Its contents
/// exist only while it is open.
#[component]
pub fn Dialog(
    /// Whether it is open; closing it by any way turns this off.
    open: RwSignal<bool>,
    /// The id of the heading that names it.
    labelled_by: &'static str,
    /// The contents.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() {
            if !dialog.open() {
                // It fails only where it is open already.
                let _ = dialog.show_modal();
            }
        } else if dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            class="dialog"
            node_ref=node
            aria-labelledby=labelled_by
            on:close=move |_| open.set(false)
        >
            {move || open.get().then(|| children())}
        </dialog>
    }
}
