//! What a request costs, on one process and on two over one PostgreSQL, and what is kept of it: the figures from which
//! docs/scaling.md derives how much a practice, a state and a country need. Prints Markdown.

mod cost;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use serde_json::Value;
use sqlx::{Connection as _, PgConnection, query_scalar};

use crate::{
    client::{Client, Error, first_page},
    database::Engine,
    draw::Draw,
    server::{self, Server},
    soak::edit,
    times::Times,
};

const OWNER: &str = "seed.owner";
const PASSWORD: &str = "rolecall demo passphrase";
/// Clients that ask without a pause: more than both processes and the database have cores.
const CLIENTS: usize = 16;
/// Practices beside the big one, for writers who do not wait for each other.
const PRACTICES: usize = 8;
const PEOPLE_EACH: &str = "1000";

/// What the clients do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    List,
    Page,
    Person,
    EditInOne,
    EditInMany,
}

impl Work {
    const ALL: [Self; 5] = [Self::List, Self::Page, Self::Person, Self::EditInOne, Self::EditInMany];

    const fn name(self) -> &'static str {
        match self {
            Self::List => "list, first page",
            Self::Page => "whole page /people",
            Self::Person => "one person",
            Self::EditInOne => "edit, one practice",
            Self::EditInMany => "edit, eight practices",
        }
    }
}

/// One row of the table.
struct Figures {
    times: Times,
    rate: f64,
    /// Milliseconds of one core for each request: of all Rolecall processes, and of PostgreSQL.
    rolecall: f64,
    postgres: f64,
    connections: i64,
}

/// Somebody signed in, and whom they can edit.
struct Site {
    client: Client,
    people: Vec<String>,
}

pub async fn run(seconds: u64, people: u64) -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    let database = Engine::Postgres.create(folder.path(), "rolecall_scale").await?;
    server::run(&database, folder.path(), &["seed", "--people", &people.to_string(), "--seed", "1"]).await?;
    for number in 0..PRACTICES {
        let seed = (number + 2).to_string();
        server::run(&database, folder.path(), &["seed", "--people", PEOPLE_EACH, "--seed", &seed]).await?;
    }
    let mut probe = PgConnection::connect(&database).await?;
    println!(
        "{people} people in one practice, {PRACTICES} practices of {PEOPLE_EACH}; {CLIENTS} clients without a pause, \
         {seconds} s each; milliseconds.\n\n\
         | processes | what | requests/s | p50 | p99 | core ms, Rolecall | core ms, PostgreSQL | connections |\n\
         |---|---|---|---|---|---|---|---|"
    );
    for processes in 1..=2 {
        measure(&database, folder.path(), processes, seconds, &mut probe).await?;
    }
    println!("\n{}", storage(&mut probe).await?);
    server::run(&database, folder.path(), &["verify"]).await?;
    Ok(())
}

async fn measure(
    database: &str,
    folder: &Path,
    processes: usize,
    seconds: u64,
    probe: &mut PgConnection,
) -> Result<(), Error> {
    let mut servers = Vec::new();
    for _ in 0..processes {
        servers.push(Server::start(database, folder).await?);
    }
    let mut sites = Vec::new();
    for number in 0..=PRACTICES {
        let mut client = Client::connect(servers[number % processes].address).await?;
        let owner = if number == 0 { OWNER.to_owned() } else { format!("{OWNER}.{}", number + 1) };
        client.sign_in(&owner, PASSWORD).await?;
        let people = edit::people(&mut client, "active", "LastName").await?;
        sites.push(Site { client, people });
    }
    for work in Work::ALL {
        let mut found = load(&servers, &sites, work, Duration::from_secs(seconds), probe).await?;
        let (p50, p99) = (found.times.percentile(50), found.times.percentile(99));
        println!(
            "| {processes} | {} | {:.0} | {p50:.1} | {p99:.1} | {:.2} | {:.2} | {} |",
            work.name(),
            found.rate,
            found.rolecall,
            found.postgres,
            found.connections
        );
    }
    for server in servers {
        server.kill().await?;
    }
    Ok(())
}

async fn load(
    servers: &[Server],
    sites: &[Site],
    work: Work,
    lasting: Duration,
    probe: &mut PgConnection,
) -> Result<Figures, Error> {
    let ids: Vec<_> = servers.iter().filter_map(Server::id).collect();
    let before = (cost::of(&ids)?, cost::of_postgres()?);
    let started = Instant::now();
    let end = started + lasting;
    let mut clients = Vec::new();
    for number in 0..CLIENTS {
        let site = if work == Work::EditInMany { &sites[1 + number % PRACTICES] } else { &sites[0] };
        let client = site.client.at(servers[number % servers.len()].address).await?;
        clients.push(tokio::spawn(ask(client, site.people.clone(), work, number, end)));
    }
    tokio::time::sleep(lasting / 2).await;
    let sql = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    let connections = query_scalar(sql).fetch_one(probe).await?;
    let mut times = Times::default();
    for client in clients {
        times.append(client.await??);
    }
    let took = started.elapsed().as_secs_f64();
    let after = (cost::of(&ids)?, cost::of_postgres()?);
    let count = times.count() as f64;
    let each = |before: Duration, after: Duration| after.saturating_sub(before).as_secs_f64() * 1000.0 / count;
    let (rolecall, postgres) = (each(before.0, after.0), each(before.1, after.1));
    Ok(Figures { rate: count / took, times, rolecall, postgres, connections })
}

/// An edit counts as one request; the look at the person before it is not timed, but its cost is in the cores' time.
async fn ask(mut client: Client, people: Vec<String>, work: Work, number: usize, end: Instant) -> Result<Times, Error> {
    let mut draw = Draw(number as u64);
    let mut times = Times::default();
    while Instant::now() < end {
        let id = &people[draw.below(people.len())];
        let person = match work {
            Work::EditInOne | Work::EditInMany => edit::get(&mut client, id).await?,
            _ => Value::Null,
        };
        let started = Instant::now();
        match work {
            Work::List => drop(client.call("/rpc/people/list", &first_page()).await?.json()?),
            Work::Page => {
                let status = client.get("/people").await?.status;
                if !status.is_success() {
                    return Err(format!("/people: {status}").into());
                }
            }
            Work::Person => drop(edit::get(&mut client, id).await?),
            Work::EditInOne | Work::EditInMany => {
                let reply = edit::title(&mut client, &person, &format!("Title {}", draw.below(1000))).await?;
                // Somebody else was quicker with the same person.
                if reply.status.as_u16() != 409 {
                    reply.json()?;
                }
            }
        }
        times.add(started.elapsed());
    }
    Ok(times)
}

/// Bytes on the disk for each event and each person, indexes included.
async fn storage(probe: &mut PgConnection) -> Result<String, Error> {
    let mut lines = String::from("| kept | rows | bytes each, with indexes |\n|---|---|---|");
    for table in ["events", "people", "sessions"] {
        let rows: i64 =
            query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}"))).fetch_one(&mut *probe).await?;
        let bytes: i64 =
            query_scalar("select pg_total_relation_size($1::regclass)").bind(table).fetch_one(&mut *probe).await?;
        lines.push_str(&format!("\n| {table} | {rows} | {} |", bytes / rows.max(1)));
    }
    Ok(lines)
}
