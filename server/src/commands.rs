//! What each command does.

use crate::{
    cli::{Cli, Command, LogFormat, Serve},
    http,
};
use anyhow::{Context, Result, bail};
use axum::serve::ListenerExt;
use domain::policy::BuiltInRole;
use engine::{
    Database, Engine,
    clock::{SystemClock, SystemEntropy},
    people::NewUser,
};
use std::{future::IntoFuture, io::Read, sync::Arc, time::Duration};
use tokio::{net::TcpListener, signal};
use tracing_subscriber::EnvFilter;

/// How long requests may take to finish after the program was told to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Runs the command.
pub async fn run(cli: Cli) -> Result<()> {
    let filter = EnvFilter::try_new(&cli.log).context("--log")?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match cli.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    let database: Database = cli.database.parse().context("--database")?;
    let engine = Engine::open(&database, Arc::new(SystemClock), Arc::new(SystemEntropy))
        .await
        .context("the database cannot be opened")?;
    engine.migrate().await.context("the schema cannot be brought up to date")?;
    let done = match cli.command {
        Command::Serve(serve) => serve_until_told(&engine, serve).await,
        // Every command migrates first; this one does nothing else.
        Command::Migrate => {
            say("The schema is up to date.");
            Ok(())
        }
        Command::CreateAdmin { name, email } => create_admin(&engine, name, email).await,
        Command::Demo { contacts } => demo(&engine, contacts).await,
    };
    engine.close().await;
    done
}

#[expect(clippy::print_stdout, reason = "what a command answers goes to standard output; the log goes elsewhere")]
fn say(line: &str) {
    println!("{line}");
}

async fn create_admin(engine: &Engine, name: String, email: String) -> Result<()> {
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password).context("the password is read from standard input")?;
    let user = NewUser { name, email, password: password.trim_end_matches(['\r', '\n']).to_owned() };
    match engine.create_user(&user, BuiltInRole::Admin).await? {
        Ok(_) => {
            say(&format!("{} may sign in.", user.email));
            Ok(())
        }
        Err(refused) => bail!("not created: {refused:?}"),
    }
}

async fn demo(engine: &Engine, contacts: u64) -> Result<()> {
    if engine.has_users().await? {
        bail!("this installation is not empty: sample data goes into a new one only");
    }
    say(&format!("Filling the database with {contacts} contacts…"));
    for sign_in in engine.fill_demo(contacts).await? {
        say(&format!("sign-in: {} {} ({})", sign_in.email, sign_in.password, sign_in.role));
    }
    Ok(())
}

async fn serve_until_told(engine: &Engine, serve: Serve) -> Result<()> {
    if let Some(contacts) = serve.demo
        && !engine.has_users().await?
    {
        demo(engine, contacts).await?;
    }
    let listener =
        TcpListener::bind(serve.listen).await.with_context(|| format!("cannot listen on {}", serve.listen))?;
    let address = listener.local_addr()?;
    let public_url = serve.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let router = http::router(engine.clone(), &serve.site, &public_url)?;
    if let Some(token) = engine.begin_set_up().await? {
        say(&format!("No user yet. Make the first admin at {public_url}/set-up?token={token}"));
    }
    say(&format!("Listening on {public_url}"));
    // Without it a page that is sent in parts waits for the other side's delayed acknowledgements.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::warn!(%error, "TCP_NODELAY cannot be set");
        }
    });
    let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        told_to_stop().await;
        tracing::info!("stopping");
        // Nobody listens when the server has ended by itself.
        let _ = stop.send(());
    });
    tokio::select! {
        ended = server.into_future() => ended.context("serving")?,
        () = async { let _ = stopped.await; tokio::time::sleep(GRACE).await } => {
            tracing::warn!("some requests did not finish in time");
        }
    }
    Ok(())
}

async fn told_to_stop() {
    let terminated = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminated) => drop(terminated.recv().await),
            Err(error) => {
                tracing::warn!(%error, "the signal to stop cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        _ = signal::ctrl_c() => {}
        () = terminated => {}
    }
}
