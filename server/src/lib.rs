//! The program `reprieve`: command line, HTTP, sessions, mail, signing in through a provider.
#![recursion_limit = "512"]

pub mod cli;
pub mod commands;
pub mod http;
pub mod mail;
pub mod oidc;
