//! Server functions: the public API of the pages. Each asks for the actor, parses, calls the engine once and maps the
//! error; each is a row of the endpoint × identity test.

pub mod associations;
#[cfg(feature = "ssr")]
pub mod board;
pub mod filters;
pub mod imports;
#[cfg(feature = "ssr")]
pub mod mail;
pub mod operations;
pub mod people;
pub mod records;
pub mod retention;
#[cfg(feature = "ssr")]
pub mod roles;
#[cfg(feature = "ssr")]
pub mod teams;
pub mod timeline;
pub mod trash;
#[cfg(feature = "ssr")]
pub mod users;
pub mod views;
