//! `rolecall serve`: from configuration to a graceful end.

use std::{error::Error, net::SocketAddr, process::ExitCode, sync::Arc, time::Duration};

use leptos::config::LeptosOptions;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use super::{
    activity::Activity,
    clock::{Clock, Randomness},
    config::Config,
    db::Db,
    health, http,
    job_health::JobHealth,
    jobs,
    password::{Cost, Passwords},
    state::AppState,
    visits::Visits,
};
use crate::keys::limit::Limits;

/// Stack of each thread, in bytes. Rendering nests as deeply as the pages do, and a stack that is too small ends the
/// process; what is not used costs no memory.
pub const STACK: usize = 8 * 1024 * 1024;
/// How long requests that are under way may take to finish after a signal to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// Starts writing logs as configured.
pub fn log(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if config.log_json { builder.json().try_init() } else { builder.try_init() };
    if let Err(error) = started {
        eprintln!("rolecall: logging was started before: {error}");
    }
}

/// The parts of a process over an opened database.
///
/// # Errors
/// The hashing parameters are out of range, or there are no certificates to know a mail server by.
pub fn state(config: Config, db: Db, clock: Clock, cost: Cost) -> Result<AppState, Box<dyn Error>> {
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let leptos = LeptosOptions::builder().output_name("rolecall").site_root("target/site").build();
    Ok(AppState {
        limits: Limits::new(clock.clone()),
        jobs: JobHealth::new(clock.now()),
        db,
        clock,
        random: Randomness::System,
        passwords: Passwords::new(cost, threads, config.leaked_passwords.clone()).map_err(|e| e.to_string())?,
        mailer: crate::mail::mailer::Mailer::new(&config)?,
        payments: crate::tiers::payments::provider::Payments::new(&config),
        config: Arc::new(config),
        activity: Activity::default(),
        visits: Visits::default(),
        totals: crate::people::store::totals::Totals::default(),
        demo: Arc::default(),
        imports: crate::roster::running::Imports::default(),
        leptos,
    })
}

/// Opens the database that the configuration names, making the folder of an embedded one.
///
/// # Errors
/// See [`super::db::OpenError`].
pub async fn open(config: &Config) -> Result<Db, Box<dyn Error>> {
    if let Some(folder) = config.sqlite_path().and_then(|path| path.parent().map(std::path::PathBuf::from)) {
        std::fs::create_dir_all(folder)?;
    }
    Ok(Db::open(&config.database_url).await?)
}

/// Serves until told to stop, then finishes what is under way.
///
/// # Errors
/// The database or an address can't be opened, or the demo is asked for on a database in use.
pub async fn serve(config: Config, demo: bool) -> Result<ExitCode, Box<dyn Error>> {
    health::count();
    let db = open(&config).await?;
    let state = state(config, db, Clock::System, Cost::default())?;
    if demo {
        crate::demo::fill(&state).await?;
    }
    let is_demo = crate::setup::store::is_demo(&mut state.db.read().await?).await?;
    state.demo.store(is_demo, std::sync::atomic::Ordering::Relaxed);
    let stop = CancellationToken::new();
    let jobs = tokio::spawn(jobs::run(state.clone(), stop.clone()));
    if let Some(address) = state.config.metrics_listen {
        let listener = TcpListener::bind(address).await?;
        let router = health::metrics_router(state.clone());
        let stop = stop.clone();
        tokio::spawn(async move {
            let server = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
            if let Err(error) = server.await {
                tracing::error!(%error, "metrics are no longer served");
            }
        });
    }
    let listener = TcpListener::bind(state.config.listen).await?;
    announce(&state, is_demo);
    let router = http::router(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let signal = stop.clone();
    tokio::spawn(async move {
        stopped().await;
        tracing::info!("stopping: requests under way are finished first");
        signal.cancel();
    });
    let server = axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    let overdue = async {
        stop.cancelled().await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        done = async { server.await } => done?,
        () = overdue => tracing::warn!("some requests did not finish in time"),
    }
    stop.cancel();
    jobs.await?;
    state.db.close().await;
    Ok(ExitCode::SUCCESS)
}

fn announce(state: &AppState, demo: bool) {
    println!("Rolecall is ready: {}", state.config.base_url);
    if demo {
        println!("\nDemo sign-ins, all with the password: {}", crate::demo::PASSWORD);
        for (username, role) in crate::demo::SIGN_INS {
            println!("  {username:<16} {role}");
        }
        println!("\nWith a second step: {}, recovery code {}", crate::demo::TWO_STEP_USER, crate::demo::RECOVERY_CODE);
    }
}

async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = interrupt => {},
            _ = terminate.recv() => {},
        },
        Err(_) => drop(interrupt.await),
    }
}
