//! Uploading the file of an import. A plain form, so that the browser streams the file and shows its progress.

use crate::{
    api::imports::NewImport as NewImportOf,
    i18n::{Messages, messages},
    load::{load, show},
    query::use_query,
    ui::{Icon, Picture},
};
use domain::object::Object;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/imports/new?object=contacts`.
#[component]
pub fn NewImport() -> impl IntoView {
    let map = use_query();
    let ask = move || Some(NewImportOf { slug: map.get().get("object").unwrap_or_else(|| "contacts".to_owned()) });
    show(load(ask, None), move |object| upload(messages(), &object, map.get_untracked().get("problem")))
}

fn upload(t: Messages, object: &Object, problem: Option<String>) -> AnyView {
    let title = t.import_title(object.names.plural(t.0));
    let problem = problem.map(|problem| match problem.as_str() {
        "size" => t.import_too_large(),
        _ => t.import_no_file(),
    });
    view! {
        <Title text=title.clone() />
        <form
            class="card import"
            method="post"
            action=format!("/imports/upload?object={}", object.slug)
            enctype="multipart/form-data"
        >
            <h1>{title}</h1>
            <p class="muted">{t.import_text()}</p>
            {problem
                .map(|problem| {
                    view! {
                        <p class="note danger" role="alert">
                            <Icon picture=Picture::Warning />
                            {problem}
                        </p>
                    }
                })}
            <label class="field">
                <span>{t.import_file()}</span>
                <input type="file" name="file" accept=".csv,.tsv,.txt,text/csv" required />
            </label>
            <p class="hint">{t.import_hint()}</p>
            <div class="row">
                <button class="btn primary">
                    <Icon picture=Picture::Import />
                    {t.import_upload()}
                </button>
                <a class="btn" href=format!("/{}", object.slug)>
                    {t.cancel()}
                </a>
            </div>
        </form>
    }
    .into_any()
}
