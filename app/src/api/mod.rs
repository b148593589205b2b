//! Server functions: the public API of the pages. Each asks for the actor, parses, calls the engine once and maps the
//! error; each is a row of the endpoint × identity test.

#[cfg(feature = "ssr")]
pub mod account;
pub mod associations;
#[cfg(feature = "ssr")]
pub mod audit;
#[cfg(feature = "ssr")]
pub mod board;
#[cfg(feature = "ssr")]
pub mod columns;
pub mod filters;
#[cfg(feature = "ssr")]
pub mod holds;
#[cfg(feature = "ssr")]
pub mod home;
pub mod imports;
pub mod index;
#[cfg(feature = "ssr")]
pub mod mail;
pub mod operations;
pub mod people;
pub mod records;
pub mod retention;
#[cfg(feature = "ssr")]
pub mod roles;
#[cfg(feature = "ssr")]
pub mod search;
#[cfg(feature = "ssr")]
pub mod settings;
#[cfg(feature = "ssr")]
pub mod teams;
pub mod timeline;
pub mod trash;
#[cfg(feature = "ssr")]
pub mod users;
pub mod views;
