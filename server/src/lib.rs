//! The program `reprieve`: command line, HTTP, mail, and sign-in through an OpenID Connect provider.
#![recursion_limit = "512"]

pub mod cli;
pub mod commands;
pub mod http;
pub mod mail;
pub mod oidc;
