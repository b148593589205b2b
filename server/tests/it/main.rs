//! Integration tests of the server: requests to the whole site without a socket, on both databases.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "../../engine/tests/support/mod.rs"]
mod support;

mod audit;
mod bad_input;
mod blocklist_key;
mod crate_boundaries;
mod endpoints;
mod fake_provider;
mod fuzz;
mod identity;
mod information_leak;
mod load_limits;
mod mail;
mod matrix;
mod middleware;
mod module_order;
mod oidc;
mod privacy;
mod pure_reads;
mod reauthentication;
mod rules;
mod sources;
mod styles;
mod web;
