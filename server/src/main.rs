//! The entry point of the program.
#![recursion_limit = "512"]

use anyhow::Result;
use clap::Parser;
use reprieve::{cli::Cli, commands};

#[tokio::main]
async fn main() -> Result<()> {
    commands::run(Cli::parse()).await
}
