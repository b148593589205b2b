//! The index of an object as a board: a plain page that `frontend/board.js` enhances where there is JavaScript.

mod card;
mod moving;

pub use moving::Move;

use super::{address, query_pairs, slug};
use crate::{
    api::board::{BoardScreen, GetBoard, MoveAnswer, MoveCards, MoveForm},
    form::{field_name, hidden},
    i18n::{Messages, messages},
    load::{load, show},
    ui::{Conditions, Empty, Icon, Picture, QuickSearch},
};
use card::card;
use domain::{
    board::{BoardQuery, Column},
    object::{Object, Pipeline},
    operation::{All, SelectionForm},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The id of the form around the selected cards; buttons outside of it refer to it.
const CARDS: &str = "cards";
/// The id of the form that moves one card; its buttons are on the cards.
const MOVE: &str = "move";

/// `/deals/board` shows the first pipeline, `/deals/board?pipeline=2` another one.
#[component]
pub fn Board() -> impl IntoView {
    let slug = slug();
    let pairs = query_pairs(&["pipeline", "q", "f", "stage", "after", "moved", "count", "at", "left", "left-count"]);
    show(load(move || Some(GetBoard { slug: slug.get(), pairs: pairs.get() }), None), page)
}

fn board_path(slug: &str) -> String {
    format!("/{slug}/board")
}

fn page(screen: BoardScreen) -> AnyView {
    let t = messages();
    let path = board_path(&screen.object.slug);
    let title = t.capital(screen.object.names.plural(t.0));
    let BoardScreen { object, query, board, chips, .. } = &screen;
    let whole = query.column.is_none();
    let told = screen.told.as_ref().map(told);
    let cleared = BoardQuery { search: String::new(), ..query.whole() }.to_address();
    let found = (!query.search.is_empty()).then(|| {
        view! {
            <span class="chip">{t.found_for(&query.search)}</span>
            <a class="link" href=address(&path, &cleared)>
                {t.clear_search()}
            </a>
        }
    });
    let keep = cleared.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let search = view! {
        <div class="filters">
            <QuickSearch
                action=path.clone()
                label=t.quick_search(object.names.plural(t.0))
                term=query.search.clone()
                keep=keep
            />
            {found}
            <Conditions groups=chips.clone() />
        </div>
    };
    let back = (!whole).then(|| {
        view! {
            <p class="filters">
                <a class="link" href=address(&path, &query.whole().to_address())>
                    {t.whole_board()}
                </a>
            </p>
        }
    });
    view! {
        <Title text=title.clone() />
        <div class="head">
            <h1>{title}</h1>
            <span class="muted num" id="total">
                {t.number(board.total)}
            </span>
            {pipelines(t, object, &board.pipeline)}
            {ends(t, &screen)}
        </div>
        {told}
        {search}
        {back}
        {if board.total == 0 { empty(t, &screen) } else { columns(t, &screen) }}
    }
    .into_any()
}

/// The outcome of a move that was sent without JavaScript.
fn told(answer: &MoveAnswer) -> impl IntoView + use<> {
    let (class, role) = if answer.moved { ("note", "status") } else { ("note danger", "alert") };
    view! {
        <p class=class role=role>
            <Icon picture=if answer.moved { Picture::Tick } else { Picture::Warning } />
            {answer.text.clone()}
        </p>
    }
}

/// The name of the pipeline, with links to the other pipelines.
fn pipelines(t: Messages, object: &Object, current: &Pipeline) -> AnyView {
    if object.pipelines.len() < 2 {
        return view! { <span class="chip">{current.name(t.0).to_owned()}</span> }.into_any();
    }
    let path = board_path(&object.slug);
    let links = object
        .pipelines
        .iter()
        .map(|pipeline| {
            let query = BoardQuery { pipeline: Some(pipeline.id), ..BoardQuery::default() };
            view! {
                <a
                    class="btn small"
                    href=address(&path, &query.to_address())
                    aria-current=(pipeline.id == current.id).then_some("page")
                >
                    {pipeline.name(t.0).to_owned()}
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="row tabs" aria-label=t.pipeline()>
            {links}
        </nav>
    }
    .into_any()
}

/// Links to the table and to the form of a new record.
fn ends(t: Messages, screen: &BoardScreen) -> impl IntoView + use<> {
    let base = format!("/{}", screen.object.slug);
    // The address of the table has no pipeline.
    let narrowed = BoardQuery { pipeline: None, ..screen.query.whole() }.to_address();
    let table = address(&base, &narrowed);
    let here = screen.query.whole().to_address();
    let mut filter = here.clone();
    filter.push(("board", "1".to_owned()));
    let filter = address(&format!("{base}/filter"), &filter);
    let create = screen.offer.create.then(|| {
        view! {
            <a class="btn primary" href=format!("{base}/new")>
                <Icon picture=Picture::Plus />
                {t.new_record(screen.object.names.singular(t.0))}
            </a>
        }
    });
    view! {
        <div class="end">
            <nav class="row tabs" aria-label=t.shown_as()>
                <a class="btn" href=table>
                    <Icon picture=Picture::Lines />
                    {t.as_table()}
                </a>
                <a
                    class="btn"
                    href=address(&board_path(&screen.object.slug), &here)
                    aria-current="page"
                >
                    <Icon picture=Picture::Board />
                    {t.as_board()}
                </a>
            </nav>
            <a class="btn" href=filter>
                <Icon picture=Picture::Funnel />
                {t.filter_button()}
            </a>
            {create}
        </div>
    }
}

fn empty(t: Messages, screen: &BoardScreen) -> AnyView {
    let BoardScreen { object, offer, query, .. } = screen;
    if !query.is_narrowed() {
        let text = if offer.create { t.empty_text() } else { t.empty_read_only() };
        return view! {
            <Empty
                picture=Picture::of_object(&object.icon)
                title=t.none_of(&object.names)
                text=text.to_owned()
            />
        }
        .into_any();
    }
    let all = address(&board_path(&object.slug), &query.widened().to_address());
    let filtered = !query.filter.is_empty();
    view! {
        <Empty
            picture=Picture::Search
            title=t.nothing_found().to_owned()
            text=if filtered { t.nothing_filtered() } else { t.nothing_found_text() }.to_owned()
        >
            <a class="btn" href=all>
                {if filtered { t.show_everything() } else { t.clear_search() }}
            </a>
        </Empty>
    }
    .into_any()
}

/// The columns, inside the form of the selection. The form that moves one card is a sibling, because forms cannot be nested.
fn columns(t: Messages, screen: &BoardScreen) -> AnyView {
    let BoardScreen { object, offer, query, board, .. } = screen;
    let (may_move, may_select) = (offer.assign, offer.assign || offer.delete);
    let ask = {
        let (object, selection) = (object.slug.clone(), query.form(board.pipeline.id));
        MoveCards { form: MoveForm { object, selection, ..MoveForm::default() } }
    };
    let columns = board.columns.iter().map(|shown| column(t, screen, shown, may_select)).collect_view();
    let moving = may_move.then(|| {
        view! {
            <form
                id=MOVE
                method="post"
                action="/api/board/move"
                data-card=field_name!(MoveCards.form.card)
            >
                {hidden(&ask)}
            </form>
            <template id="told">
                <div class="toast">
                    <span></span>
                    <button type="button" class="close" aria-label=t.dismiss()>
                        <Icon picture=Picture::Cross />
                    </button>
                </div>
            </template>
        }
    });
    view! {
        <form
            id=CARDS
            method="get"
            action=format!("/{}/delete", object.slug)
            data-total=board.total.to_string()
            data-failed=t.move_failed()
        >
            {may_select.then(|| bar(t, screen))}
            <div class="board">{columns}</div>
        </form>
        {moving}
    }
    .into_any()
}

/// The check box that selects the whole pipeline (R2.17), and the actions on the selection.
fn bar(t: Messages, screen: &BoardScreen) -> impl IntoView + use<> {
    let BoardScreen { object, offer, query, board, .. } = screen;
    let what = t.counted(board.total, &object.names);
    let all = match (query.filter.is_empty(), query.search.is_empty()) {
        (false, _) => t.select_pipeline_filtered(&what),
        (true, true) => t.select_pipeline(&what),
        (true, false) => t.select_pipeline_found(&what, &query.search),
    };
    let moving = offer.assign.then(|| {
        view! {
            <button class="btn small" formaction=format!("/{}/move", object.slug)>
                {t.move_to_stage()}
            </button>
        }
    });
    let deleting = offer.delete.then(|| {
        view! {
            <button class="btn small danger-quiet" formaction=format!("/{}/delete", object.slug)>
                <Icon picture=Picture::Trash />
                {t.delete()}
            </button>
        }
    });
    view! {
        <div class="bar">
            {hidden(&query.form(board.pipeline.id))}
            <input type="checkbox" id="all" name=field_name!(SelectionForm.all) value=All::WHOLE />
            <b
                class="num"
                id="selected"
                aria-live="polite"
                data-one=t.selected(1)
                data-other=t.at_least_selected("{}")
                hidden
            ></b> <label class="link" for="all">
                {all}
            </label> <button type="reset" class="link ticked">
                {t.clear_selection()}
            </button> <span class="row ticked">{moving} {deleting}</span>
        </div>
    }
}

fn column(t: Messages, screen: &BoardScreen, column: &Column, may_select: bool) -> impl IntoView + use<> {
    let stage = &column.stage;
    let sums = column.sums.iter().map(|money| view! { <span>{t.money(money)}</span> }).collect_view();
    let cards = column.cards.iter().map(|shown| card(t, screen, stage, shown, may_select)).collect_view();
    let more = column.next.map(|next| {
        let query = BoardQuery {
            pipeline: Some(screen.board.pipeline.id),
            column: Some((stage.id, next)),
            ..screen.query.clone()
        };
        view! {
            <li class="more">
                <a
                    class="btn small"
                    href=address(&board_path(&screen.object.slug), &query.to_address())
                >
                    {t.show_more()}
                    <span class="hidden">{format!(": {}", stage.name(t.0))}</span>
                </a>
            </li>
        }
    });
    view! {
        <section
            class="col"
            aria-labelledby=format!("stage-{}", stage.id)
            data-stage=stage.id.to_string()
        >
            <header id=format!("head-{}", stage.id)>
                <h2 id=format!("stage-{}", stage.id)>{stage.name(t.0).to_owned()}</h2>
                <span class="muted num">{t.number(column.count)}</span>
                <span class="sum num">{sums}</span>
            </header>
            <ul class="cards">{cards} {more} <li class="none muted">{t.column_empty()}</li></ul>
        </section>
    }
}
