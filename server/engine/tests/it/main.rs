//! Integration tests of the engine, on both databases.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod account;
mod approvals;
mod associations;
mod audit;
mod audit_chain;
mod backup;
mod blocklist;
mod blocklist_files;
mod board;
mod cascade;

mod definition_races;
mod definitions;
mod deletion;
mod erasure;
mod holds;
mod home;
mod impact;
mod imports;
mod invitations;
mod jobs;
mod labels;
mod large_operations;
mod maintenance;
mod objects;
mod oidc;
mod outbox;
mod people;
mod purge;
mod raw_sql;
mod records;
mod restore_conflicts;
mod search;
mod settings;
mod teams;
mod text_normalization;
mod undo;
mod unique_property;
mod user_administration;
mod views;
