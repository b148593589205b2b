//! Types and rules of Reprieve.
//!
//! This crate is pure: no I/O, no clock, no randomness; everything it needs is passed in. It compiles for the server
//! and for the browser, so both apply the same rules.

pub mod account;
pub mod association;
pub mod audit;
pub mod board;
pub mod columns;
pub mod email;
pub mod filter;
pub mod hold;
pub mod home;
pub mod ids;
pub mod import;
pub mod job;
pub mod mail;
pub mod object;
pub mod operation;
pub mod page;
pub mod password;
pub mod people;
pub mod policy;
pub mod privacy;
pub mod provider;
pub mod record;
pub mod retention;
pub mod roles;
pub mod saved_view;
pub mod search;
pub mod session;
pub mod surface;
pub mod teams;
pub mod text;
pub mod time;
pub mod trash;
pub mod users;
pub mod value;
pub mod view;
