//! The icons: 16 by 16, one stroke, the colour of the text.

use leptos::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// The home page.
    Home,
    /// Contacts.
    Person,
    /// The trash, deleting.
    Trash,
    /// Restoring, undo.
    Undo,
    /// Searching.
    Search,
    /// Adding.
    Plus,
    /// Editing.
    Pen,
    /// A list that opens.
    Down,
    /// Importing.
    Import,
    /// The phone navigation.
    Lines,
    /// Closing.
    Cross,
    /// A warning.
    Warning,
    /// Done.
    Tick,
    /// Mail.
    Letter,
    /// Operations, history and retention.
    Clock,
    /// Companies.
    Building,
    /// Deals.
    Coin,
    /// Tickets.
    Ticket,
    /// Calls.
    Phone,
    /// Tasks.
    Task,
    /// Notes.
    Note,
    /// Meetings.
    Calendar,
    /// Filtering.
    Funnel,
    /// Exporting.
    Export,
    /// A link between two records.
    Link,
    /// Any other object.
    Square,
    /// An index as a board.
    Board,
    /// The columns of a table.
    Columns,
    /// A hold.
    Lock,
    /// To another place. Only a plain page shows it.
    #[cfg(feature = "ssr")]
    Right,
    /// A place further up. Only a plain page shows it.
    #[cfg(feature = "ssr")]
    Up,
}

impl Picture {
    /// The picture of an object, by its word.
    pub fn of_object(icon: &str) -> Self {
        match icon {
            "person" => Self::Person,
            "building" => Self::Building,
            "coin" => Self::Coin,
            "ticket" => Self::Ticket,
            "phone" => Self::Phone,
            "letter" => Self::Letter,
            "task" => Self::Task,
            "note" => Self::Note,
            "calendar" => Self::Calendar,
            _ => Self::Square,
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Home => "M2.500 7.500 8 3l5.500 4.500M4 6.500V13h8V6.500M6.700 13V9.500h2.600V13",
            Self::Person => "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 14c.6-3 2.8-4.5 5.5-4.5s4.9 1.5 5.5 4.5",
            Self::Trash => "M2.5 4h11M6 4V2.5h4V4M4 4l.6 9.5h6.8L12 4M6.7 6.8v4M9.3 6.8v4",
            Self::Undo => "M5.5 3 2.5 6l3 3M2.5 6H10a3.500 3.500 0 0 1 0 7H7",
            Self::Search => "M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9ZM10.500 10.500l3.500 3.500",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Pen => "M3 13l.6-2.800L10.800 3l2.200 2.200-7.200 7.200L3 13Z",
            Self::Down => "m4 6.500 4 4 4-4",
            Self::Import => "M8 2.500v7M5 6.800l3 3 3-3M3 12.500h10",
            Self::Lines => "M2.500 4.500h11M2.500 8h11M2.500 11.500h11",
            Self::Cross => "m4 4 8 8M12 4l-8 8",
            Self::Warning => "M8 2.500 14 13H2L8 2.500ZM8 6.500v3M8 11.300v.2",
            Self::Letter => "M2.500 4h11v8.500h-11ZM2.500 4.500 8 9l5.500-4.500",
            Self::Clock => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.800V8l2.200 1.400",
            Self::Building => {
                "M3 14V3.500L8.500 2v12M8.500 6H13v8M1.500 14h13M5.500 5.500v.2M5.500 8.500v.2M5.500 11.300v.2M10.800 8.500v.2M10.800 11.300v.2"
            }
            Self::Coin => {
                "M8 1.800v12.400M11 4.600C10.500 3.700 9.400 3.200 8 3.200c-1.800 0-3 .900-3 2.300 0 3.200 6.300 1.700 6.300 5 0 1.400-1.300 2.400-3.300 2.400-1.600 0-2.800-.700-3.300-1.800"
            }
            Self::Ticket => "M2 5h12v2.200a1 1 0 0 0 0 1.800V11H2V9a1 1 0 0 0 0-1.800ZM9.500 5v6",
            Self::Phone => {
                "M4 2.500h2.200l1 3-1.500 1.200a8 8 0 0 0 3.600 3.600L10.500 8.800l3 1V12a1.500 1.500 0 0 1-1.600 1.500A10 10 0 0 1 2.500 4.100 1.500 1.500 0 0 1 4 2.500Z"
            }
            Self::Task => "M13.500 7.500V13h-11V3H10M5.500 7.500l2.200 2.200L14 3.500",
            Self::Note => "M3 2.500h10v7L9.500 13.500H3ZM13 9.500H9.500v4",
            Self::Calendar => "M2.500 4h11v9.500h-11ZM2.500 7h11M5.500 2.500V5M10.500 2.500V5",
            Self::Export => "M8 9.500v-7M5 5.200l3-3 3 3M3 12.500h10",
            Self::Funnel => "M2.500 3h11L9.500 8v5l-3-1.500V8Z",
            Self::Link => {
                "M6.700 9.300l2.600-2.600M7.300 5l1.200-1.200a2.600 2.600 0 0 1 3.700 3.700L11 8.700M8.700 11l-1.200 1.200a2.600 2.600 0 0 1-3.700-3.700L5 7.300"
            }
            Self::Square => "M3 3h10v10H3Z",
            Self::Board => "M2.500 3h3v10h-3ZM6.500 3h3v6h-3ZM10.500 3h3v8h-3Z",
            Self::Lock => "M3.500 7.500h9v6h-9ZM5.500 7.500V5a2.500 2.500 0 0 1 5 0v2.500M8 9.800v1.500",
            Self::Columns => "M2.500 3h11v10h-11ZM6.200 3v10M9.800 3v10",
            #[cfg(feature = "ssr")]
            Self::Up => "m4 9.500 4-4 4 4",
            #[cfg(feature = "ssr")]
            Self::Right => "M3 8h10M9 4l4 4-4 4",
            Self::Tick => "m3 8.500 3.200 3L13 4.500",
        }
    }
}

/// An icon, hidden from screen readers because the text beside it says the same.
#[component]
pub fn Icon(
    /// The icon.
    picture: Picture,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=picture.path()></path>
        </svg>
    }
}
