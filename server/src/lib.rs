//! The program `reprieve`: command line, HTTP, sessions.
#![recursion_limit = "512"]

pub mod cli;
pub mod commands;
pub mod http;
