//! Widgets on native elements, which work before the program has arrived and without it.

mod avatar;
mod conditions;
mod dialog;
mod icon;
mod menu;
mod moment;
mod pager;
mod panel;
mod quick;
mod tabs;
mod toast;

pub use avatar::{Avatar, Face};
pub use conditions::Conditions;
pub use dialog::Dialog;
pub use icon::{Icon, Picture};
pub use menu::Menu;
pub use moment::Moment;
pub use pager::Pager;
pub use panel::{Empty, ErrorPanel, Loading, NotFound};
pub use quick::QuickSearch;
pub use tabs::Tabs;
pub use toast::{Toast, ToastRegion, Toasts, expect_toasts};
