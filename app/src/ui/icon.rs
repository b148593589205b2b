//! The icons: 16 by 16, one stroke, the colour of the text.

use leptos::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
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
    /// What happened, and how long things wait.
    Clock,
}

impl Picture {
    fn path(self) -> &'static str {
        match self {
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
            Self::Tick => "m3 8.500 3.200 3L13 4.500",
        }
    }
}

/// Draws an icon. It says nothing to a screen reader: the text beside it does.
#[component]
pub fn Icon(
    /// Which.
    picture: Picture,
) -> impl IntoView {
    view! {
        <svg class="i" viewBox="0 0 16 16" aria-hidden="true">
            <path d=picture.path()></path>
        </svg>
    }
}
