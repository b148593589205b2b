//! The commands of the program.

use crate::{
    cli::{AuditCommand, Cli, Command, LogFormat, Serve},
    http::{self, csv_line},
    mail::{MailSettings, Mailer, folder_in},
    oidc::Provider,
};
use anyhow::{Context, Result, bail};
use app::i18n::Messages;
use domain::{people::Lang, policy::BuiltInRole};
use engine::{
    Database, Engine, ImportFile, LedgerReplay, LedgerSurplus,
    backup::inspect,
    clock::{SystemClock, SystemEntropy},
    ledger_surplus,
    people::{NewUser, SessionDays, SetUpRefused, UserProblem},
};
use std::{
    io::{Read, Write},
    path::Path,
    sync::Arc,
    time::Duration,
};
use tokio::{net::TcpListener, signal, task::JoinSet};
use tracing_subscriber::EnvFilter;

/// How long requests may take to finish after the shutdown signal.
const GRACE: Duration = Duration::from_secs(20);

/// Runs the command.
pub async fn run(cli: Cli) -> Result<()> {
    let filter = EnvFilter::try_new(&cli.log).context("--log")?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match cli.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    let ledger = cli.data.join("blocklist.ledger");
    if let Command::RestoreCheck { file } = &cli.command {
        return restore_check(file, &ledger).await;
    }
    let database: Database = cli.database.parse().context("--database")?;
    let engine = Engine::open(&database, Arc::new(SystemClock), Arc::new(SystemEntropy))
        .await
        .context("the database cannot be opened")?;
    let key = cli.blocklist_key_file.unwrap_or_else(|| cli.data.join("blocklist.key"));
    let engine = engine.with_blocklist_files(key, ledger);
    if let Command::Backup { file } = &cli.command {
        // A backup copies the database as it is, without migrating it.
        let done = backup(&engine, file).await;
        engine.close().await;
        return done;
    }
    engine.migrate().await.context("the schema cannot be brought up to date")?;
    let done = match cli.command {
        Command::Serve(settings) => serve(&engine, &cli.data, *settings).await,
        // Every command migrates first; this one does nothing else.
        Command::Migrate => {
            print("The schema is up to date.");
            Ok(())
        }
        // Handled above, because they do not migrate.
        Command::Backup { .. } | Command::RestoreCheck { .. } => Ok(()),
        Command::CreateAdmin { name, email } => create_admin(&engine, name, email).await,
        Command::Import { file, object, user } => import(&engine, &file, &object, user.as_deref()).await,
        Command::Audit { command: AuditCommand::Verify { expect } } => verify_audit(&engine, expect.as_deref()).await,
        Command::Scrub => {
            engine.privacy().scrub().await.context("the tables cannot be rewritten")?;
            print("The tables are rewritten.");
            Ok(())
        }
        Command::Demo { contacts, trash } => demo(&engine, contacts, trash).await,
    };
    engine.close().await;
    done
}

#[expect(clippy::print_stdout, reason = "what a command answers goes to standard output; the log goes elsewhere")]
fn print(line: &str) {
    println!("{line}");
}

async fn backup(engine: &Engine, file: &Path) -> Result<()> {
    engine.back_up(file).await.with_context(|| format!("no copy was made at {}", file.display()))?;
    let size = tokio::fs::metadata(file).await?.len();
    print(&format!("{}: {size} bytes", file.display()));
    Ok(())
}

async fn restore_check(file: &Path, ledger: &Path) -> Result<()> {
    let found = inspect(file).await.with_context(|| format!("{} cannot be read as a copy", file.display()))?;
    if !found.faults.is_empty() {
        for fault in &found.faults {
            print(fault);
        }
        bail!("{} is not whole: {} faults", file.display(), found.faults.len());
    }
    print(&format!(
        "{} is whole: {} living records, {} in the trash, {} users, {} operations.",
        file.display(),
        found.living,
        found.deleted,
        found.users,
        found.operations
    ));
    let surplus = ledger_surplus(ledger, file)
        .await
        .with_context(|| format!("the ledger at {} cannot be compared with the copy", ledger.display()))?;
    if surplus != LedgerSurplus::default() {
        print(&format!(
            "It does not know {} addresses that were blocked since ({} erasures). A server that starts with it blocks them, and erases \
             the contacts that come back.",
            surplus.addresses, surplus.erasures
        ));
    }
    Ok(())
}

async fn create_admin(engine: &Engine, name: String, email: String) -> Result<()> {
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password).context("the password is read from standard input")?;
    let user = NewUser { name, email, password: password.trim_end_matches(['\r', '\n']).to_owned() };
    match engine.people().create_user(&user, BuiltInRole::Admin).await? {
        Ok(_) => {
            print(&format!("{} may sign in.", user.email));
            Ok(())
        }
        Err(SetUpRefused::Invalid(problems)) => {
            let t = Messages(Lang::En);
            let why = problems.iter().map(|(_, problem)| match problem {
                UserProblem::Length(most) => t.problem_name(*most),
                UserProblem::NotAnEmail => t.problem_not_an_email().to_owned(),
                UserProblem::Taken => t.problem_user_taken().to_owned(),
                UserProblem::Password(error) => t.password_problem(*error),
            });
            bail!("not created. {}", why.collect::<Vec<_>>().join(" "))
        }
        Err(SetUpRefused::BadLink) => bail!("not created"),
    }
}

async fn verify_audit(engine: &Engine, expect: Option<&str>) -> Result<()> {
    let expect = expect.map(|hash| hash.trim().to_lowercase());
    engine.audit().seal_audit().await?;
    let chain = match engine.audit().verify_audit(expect.as_deref()).await? {
        Ok(chain) => chain,
        Err(broken) => bail!("the audit is broken: {broken}"),
    };
    print(&format!(
        "events: {}, removed by retention: {}, not sealed yet: {}",
        chain.events, chain.forgotten, chain.waiting
    ));
    print(&format!("head: {}", chain.head));
    match expect {
        Some(_) if chain.expected => print("The head that was kept is in the chain."),
        Some(_) => bail!(
            "the head that was kept is not in the chain: what was written around it is gone, unless retention removed it"
        ),
        None => {}
    }
    Ok(())
}

async fn demo(engine: &Engine, contacts: u64, trash: Option<u64>) -> Result<()> {
    if engine.people().has_users().await? {
        bail!("this installation is not empty: sample data goes into a new one only");
    }
    print(&format!("Filling the database with {contacts} contacts…"));
    for sign_in in engine.fill_demo(contacts, trash).await? {
        print(&format!("sign-in: {} {} ({})", sign_in.email, sign_in.password, sign_in.role));
    }
    Ok(())
}

async fn import(engine: &Engine, file: &Path, object: &str, user: Option<&str>) -> Result<()> {
    let user = match user {
        Some(email) => {
            engine.people().user_by_email(email).await.with_context(|| format!("no user has the e-mail {email}"))?
        }
        None => {
            engine.people().first_admin().await.context("there is no admin yet: reprieve create-admin makes one")?
        }
    };
    let actor = engine.people().actor(user).await?;
    let object = engine.objects().object(object).await.with_context(|| format!("there is no object {object}"))?;
    let permit = actor.import(object.id).context("this user may not import")?;
    let path = file.canonicalize().with_context(|| file.display().to_string())?;
    let size = path.metadata()?.len();
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let id =
        engine.imports().begin_import(&permit, ImportFile { name: &name, path: &path, size, uploaded: false }).await?;
    let t = Messages(Lang::En);
    let (_, view) = engine.imports().import(&actor, id).await?;
    let sample = match view.sample {
        Some(Ok(sample)) => sample,
        Some(Err(why)) => bail!("{}", t.unreadable(why)),
        None => bail!("the file cannot be read"),
    };
    for (header, target) in sample.headers.iter().zip(&sample.proposal) {
        let becomes = if target.word().is_empty() { "left out" } else { target.word() };
        print(&format!("{header}: {becomes}"));
    }
    engine.imports().start_import(&permit, id, &sample.proposal).await?;
    let mut shown = 0;
    engine
        .imports()
        .run_import(id, |progress| {
            let percent = progress.bytes.saturating_mul(100) / i64::try_from(size).unwrap_or(1).max(1);
            if percent / 10 > shown {
                shown = percent / 10;
                print(&format!("{percent}% ({} rows)", progress.counts.rows()));
            }
        })
        .await?;
    let (_, view) = engine.imports().import(&actor, id).await?;
    let counts = view.counts;
    print(&format!(
        "created: {}, updated: {}, unchanged: {}, refused: {}",
        counts.created, counts.updated, counts.unchanged, counts.refused
    ));
    if counts.refused > 0 {
        let refused = path.with_extension("refused.csv");
        let mut writer = std::io::BufWriter::new(std::fs::File::create(&refused)?);
        let mut headers = sample.headers;
        headers.push(t.import_reason().to_owned());
        writer.write_all(csv_line(&headers).as_bytes())?;
        let mut after = 0;
        loop {
            let rows = engine.imports().refused_rows(id, after, 500).await?;
            let Some((last, _)) = rows.last() else { break };
            after = *last;
            for (_, mut row) in rows {
                row.cells.resize(headers.len().saturating_sub(1).max(row.cells.len()), String::new());
                row.cells.push(t.refused(&object, &row.reason));
                writer.write_all(csv_line(&row.cells).as_bytes())?;
            }
        }
        writer.flush()?;
        print(&format!("refused rows: {}", refused.display()));
    }
    Ok(())
}

/// Checks the key of the blocklist, and blocks again what the ledger knows and the database does not.
async fn prepare_blocklist(engine: &Engine) -> Result<()> {
    engine
        .privacy()
        .check_blocklist_key()
        .await
        .context("the blocklist cannot be used, so the server does not start")?;
    let replay = engine
        .privacy()
        .replay_ledger()
        .await
        .context("the ledger of the blocklist cannot be compared with the database")?;
    if replay != LedgerReplay::default() {
        tracing::warn!(
            addresses = replay.addresses,
            erasures = ?replay.erasures,
            contacts = replay.contacts,
            "the database did not know these blocked addresses, as after the restore of a backup; they are blocked again, and contacts that came back with them are erased again"
        );
    }
    Ok(())
}

async fn serve(engine: &Engine, data: &Path, settings: Serve) -> Result<()> {
    prepare_blocklist(engine).await?;
    if let Some(contacts) = settings.demo
        && !engine.people().has_users().await?
    {
        demo(engine, contacts, None).await?;
    }
    let sessions = SessionDays { idle: settings.session_idle_days, most: settings.session_days };
    let engine = &engine.clone().with_sessions(sessions).with_mail_folder(&folder_in(data));
    let listener =
        TcpListener::bind(settings.listen).await.with_context(|| format!("cannot listen on {}", settings.listen))?;
    let address = listener.local_addr()?;
    let public_url = settings.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let mail = MailSettings {
        smtp_url: settings.smtp_url.as_ref().map(|url| url.0.as_str()),
        from: settings.mail_from.as_deref(),
        data,
        public_url: &public_url,
    };
    let mailer = Mailer::new(engine.clone(), mail)?;
    let provider = settings.oidc.check(engine, &public_url).await?;
    let provider = provider.map(|provider| Provider::new(provider, Arc::new(SystemClock))).transpose()?;
    let routers = http::routers(http::SiteParts {
        engine: engine.clone(),
        site: &settings.site,
        data,
        public_url: &public_url,
        mail: mailer.way(),
        per_second: settings.requests_per_second,
        provider,
    })?;
    engine.operations().take_over_operations().await?;
    engine.jobs().release_abandoned_jobs().await?;
    let mut background = JoinSet::new();
    background.spawn(engine.import_worker().run());
    background.spawn(engine.outbox_worker().run());
    background.spawn(engine.privacy_worker().run());
    background.spawn(run_operations(engine.clone()));
    background.spawn(mailer.run());
    if let Some(listen) = settings.metrics_listen {
        let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
        print(&format!("Metrics on http://{}/metrics", listener.local_addr()?));
        background.spawn(http::serve(listener, routers.metrics, std::future::pending()));
    }
    if let Some(token) = engine.people().begin_set_up().await? {
        print(&format!("No user yet. Create the first admin at {public_url}/set-up?token={token}"));
    }
    print(&format!("Listening on {public_url}"));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = http::serve(listener, routers.site, async move {
        shutdown_signal().await;
        tracing::info!("shutting down");
        // The receiver is gone if the server has ended by itself.
        let _ = stop.send(());
    });
    tokio::select! {
        () = server => {}
        () = async { let _ = stopped.await; tokio::time::sleep(GRACE).await } => {
            tracing::warn!("some requests did not finish in time and are aborted");
        }
    }
    // Before the connections are closed. Unfinished batches are rolled back and repeated at the next start.
    background.shutdown().await;
    Ok(())
}

/// Runs operations that are too large for one request, for as long as the program runs. An interrupted batch is rolled
/// back and repeated at the next start, or by another program.
async fn run_operations(engine: Engine) {
    let mut runner = engine.runner();
    loop {
        match runner.round().await {
            Ok(true) => {}
            Ok(false) => runner.wait().await,
            Err(error) => {
                tracing::error!(%error, "failed to run operations; retrying in 1 s");
                runner.wait().await;
            }
        }
    }
}

async fn shutdown_signal() {
    let terminated = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminated) => drop(terminated.recv().await),
            Err(error) => {
                tracing::warn!(%error, "failed to listen for SIGTERM; only SIGINT stops the server");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        _ = signal::ctrl_c() => {}
        () = terminated => {}
    }
}
