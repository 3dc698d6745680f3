//! One running installation, its clock in the test's hand.

use std::{
    net::IpAddr,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use axum::Router;
use chrono::Duration;
use futures_util::FutureExt as _;
use rolecall::{
    demo,
    domain::{
        clock::{Instant, instant},
        ids::{MailId, PersonId, PracticeId},
        scope::Reach,
    },
    error::AppError,
    history::store::Stored,
    invitations::{
        self,
        model::{Invitation, Orphans},
    },
    mail::{letter::Letter, seal},
    on,
    people::{
        self,
        api::{EditPerson, GetPerson},
        form::PersonForm,
        model::{Person, PersonView},
    },
    server::{
        clock::Clock,
        config::Config,
        db::{Conn, Db},
        http, password, serve,
        state::AppState,
        write::Bookkeeping,
    },
    session::api::SignIn,
};
use sqlx::{AssertSqlSafe, query};
use tokio::{
    sync::{Barrier, OnceCell},
    task::JoinSet,
};

use super::{
    Caller, Engine, Reply, check,
    database::{Kept, Place},
    house::{self, House},
    snapshot::Snapshot,
};

/// 2 March 2026, 15:00 UTC.
const START: i64 = 1_772_463_600_000;
/// Fast enough for hundreds of sign-ins; the real cost is asserted where it counts.
const COST: password::Cost = password::Cost { memory_kib: 64, passes: 1 };

pub struct TestApp {
    pub state: AppState,
    pub engine: Engine,
    router: Router,
    millis: Arc<AtomicI64>,
    house: Option<House>,
    tampered: AtomicBool,
}

/// Runs a test to its end, on threads with as much stack as the server gives its own.
pub fn block_on<Fut: Future<Output = ()>>(test: impl FnOnce() -> Fut + Send + 'static) {
    let run = move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_stack_size(serve::STACK)
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(test());
    };
    let thread = std::thread::Builder::new().stack_size(serve::STACK).spawn(run).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

/// Runs one test on an installation of its own, and checks the installation after it.
pub async fn run(engine: Engine, test: impl AsyncFn(&TestApp)) {
    let Some((kept, house)) = FILLED[engine as usize].get_or_init(|| fill(engine)).await else {
        return skipped();
    };
    let place = kept.copy().await;
    let mut app = TestApp::open(engine, &place.url()).await;
    app.house = Some(house.clone());
    finish(app, place, test).await;
}

/// The installation with its people, made once for each engine: every migration and a hundred writes are not repeated by
/// a thousand tests.
static FILLED: [OnceCell<Option<(Kept, House)>>; 2] = [const { OnceCell::const_new() }; 2];

async fn fill(engine: Engine) -> Option<(Kept, House)> {
    let place = Place::make(engine).await?;
    let app = TestApp::open(engine, &place.url()).await;
    let house = house::build(&app).await;
    app.state.db.close().await;
    Some((place.keep(), house))
}

/// Runs one test on an empty installation.
pub async fn run_empty(engine: Engine, test: impl AsyncFn(&TestApp)) {
    let Some(place) = Place::make(engine).await else { return skipped() };
    let app = TestApp::open(engine, &place.url()).await;
    finish(app, place, test).await;
}

fn skipped() {
    eprintln!("skipped: TEST_POSTGRES_URL names no PostgreSQL");
}

static DEMO: [OnceCell<Option<Kept>>; 2] = [const { OnceCell::const_new() }; 2];

/// Runs one test on the demo practice.
pub async fn run_demo(engine: Engine, test: impl AsyncFn(&TestApp)) {
    let made = DEMO[engine as usize].get_or_init(async || {
        let place = Place::make(engine).await?;
        let app = TestApp::open(engine, &place.url()).await;
        demo::fill(&app.state).await.expect("an empty installation can be filled");
        app.state.db.close().await;
        Some(place.keep())
    });
    let Some(kept) = made.await else { return skipped() };
    let place = kept.copy().await;
    let app = TestApp::open(engine, &place.url()).await;
    finish(app, place, test).await;
}

async fn finish(app: TestApp, place: Place, test: impl AsyncFn(&TestApp)) {
    let outcome = AssertUnwindSafe(test(&app)).catch_unwind().await;
    let fault = match outcome {
        Ok(()) if !app.tampered.load(Ordering::SeqCst) => check::everything(&app).await.err(),
        _ => None,
    };
    app.state.db.close().await;
    place.clear().await;
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
    assert_eq!(fault, None, "the installation is inconsistent after the test");
}

impl TestApp {
    async fn open(engine: Engine, url: &str) -> Self {
        let db = Db::open(url).await.expect("the database opens");
        let millis = Arc::new(AtomicI64::new(START));
        let state = serve::state(Config::local(url), db, Clock::Moved(millis.clone()), COST).expect("a state");
        let router = http::router(state.clone());
        Self { state, engine, router, millis, house: None, tampered: AtomicBool::new(false) }
    }

    /// A second process over the same database, with settings of its own.
    pub fn process(&self, change: impl FnOnce(&mut Config, &mut password::Cost)) -> Self {
        let (mut config, mut cost) = (Config::local(&self.state.config.database_url), COST);
        change(&mut config, &mut cost);
        let clock = Clock::Moved(self.millis.clone());
        let state = serve::state(config, self.state.db.clone(), clock, cost).expect("a state");
        let router = http::router(state.clone());
        let (engine, millis, house) = (self.engine, self.millis.clone(), self.house.clone());
        Self { state, engine, router, millis, house, tampered: AtomicBool::new(false) }
    }

    pub fn house(&self) -> &House {
        self.house.as_ref().expect("the test runs on a filled installation")
    }

    pub fn id(&self, username: &str) -> PersonId {
        self.house().id(username)
    }

    pub fn now(&self) -> Instant {
        instant(self.millis.load(Ordering::SeqCst))
    }

    pub fn advance(&self, by: Duration) {
        self.millis.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }

    /// The test damages data on purpose: nothing is checked after it.
    pub fn tampered(&self) {
        self.tampered.store(true, Ordering::SeqCst);
    }

    pub fn anonymous(&self) -> Caller {
        Caller::new(self.router.clone(), IpAddr::from([198, 51, 100, 7]))
    }

    pub async fn signed_in(&self, username: &str) -> Caller {
        let caller = self.anonymous();
        let reply = caller.ask(&attempt(username, house::PASSWORD)).await;
        let cookie = reply.session_cookie().unwrap_or_else(|| panic!("{username}: {}", reply.line()));
        caller.with_cookie(&cookie)
    }

    pub async fn try_password(&self, name: &str, password: &str) -> Reply {
        self.anonymous().ask(&attempt(name, password)).await
    }

    /// How many passwords have been looked at so far.
    pub fn verifications(&self) -> u64 {
        self.state.passwords.verifications()
    }

    pub async fn snapshot(&self) -> Snapshot {
        Snapshot::take(&self.state.db).await
    }

    pub async fn read(&self) -> Conn {
        self.state.db.read().await.expect("a connection")
    }

    pub async fn person(&self, username: &str) -> Person {
        let reach = Reach::whole(self.house().home(username));
        let found = people::store::find(&mut self.read().await, reach, self.id(username)).await;
        found.expect("people can be read").unwrap_or_else(|| panic!("{username} is stored"))
    }

    /// Changes a person behind the product's back, as time and other verbs will.
    pub async fn alter(&self, username: &str, change: impl FnOnce(&mut Person)) {
        let mut person = self.person(username).await;
        change(&mut person);
        person.version += 1;
        let mut tx = Bookkeeping::open(&self.state.db).await.expect("a transaction");
        let saved = people::store::save(&mut tx, self.house().home(username), &person, self.now()).await;
        assert!(saved.expect("people can be saved"));
        tx.keep().await.expect("commits");
    }

    /// A link that was there before the test.
    pub async fn add_link(&self, link: Invitation, token: &str) {
        let mut tx = Bookkeeping::open(&self.state.db).await.expect("a transaction");
        let links = [(link, token.to_owned())];
        invitations::store::insert_many(&mut tx, self.house().cedar, &links).await.expect("adds");
        tx.keep().await.expect("commits");
    }

    /// The tokens of all links that were ever mailed to an address, newest last.
    pub async fn mailed(&self, email: &str) -> Vec<String> {
        let sql = "select id, sealed from mails where recipient = $1 and kind = 'invitation' order by queued_at, id";
        let mut conn = self.read().await;
        let rows: Vec<(uuid::Uuid, String)> =
            on!(&mut conn, |c| sqlx::query_as(sql).bind(email).fetch_all(&mut *c).await).expect("mails can be read");
        let letters =
            rows.into_iter().filter_map(|(id, sealed)| seal::open(&self.state.config, MailId::new(id), &sealed));
        let token = |letter| match letter {
            Letter::Invitation { link, .. } => link.strip_prefix("/invite/").expect("a path of our own").to_owned(),
            other => panic!("{other:?} is no invitation"),
        };
        letters.map(token).collect()
    }

    /// Runs SQL behind the product's back.
    pub async fn sql(&self, sql: &str) -> sqlx::Result<u64> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match &self.state.db {
            Db::Sqlite { writer, .. } => query(sql).execute(writer).await?.rows_affected(),
            Db::Postgres(pool) => query(sql).execute(pool).await?.rows_affected(),
        })
    }

    /// The newest events of a practice, newest first.
    pub async fn events(&self, practice: PracticeId) -> Vec<Stored> {
        let page = rolecall::history::store::page(&mut self.read().await, practice, None, 0, 1000).await;
        page.expect("events can be read")
    }

    /// How many events of that kind the practice has.
    pub async fn count(&self, practice: PracticeId, kind: &str) -> usize {
        self.events(practice).await.iter().filter(|event| event.kind == kind).count()
    }
}

pub fn attempt(name: &str, password: &str) -> SignIn {
    SignIn { name: name.into(), password: password.into(), next: String::new() }
}

/// Opens a person's form, changes it and saves it.
pub async fn edit(caller: &Caller, id: PersonId, change: impl FnOnce(&mut PersonForm)) -> Result<PersonView, AppError> {
    let opened = caller.call(GetPerson { id }).await?.person;
    let base = PersonForm::of(&opened);
    let mut form = base.clone();
    change(&mut form);
    caller.call(EditPerson { id, version: opened.version, base, form, orphans: Orphans::Revoke }).await
}

/// Lets `count` tasks go at the same instant and gathers their answers.
pub async fn at_once<T, Fut>(count: usize, task: impl Fn(usize) -> Fut) -> Vec<T>
where
    T: Send + 'static,
    Fut: Future<Output = T> + Send + 'static,
{
    let barrier = Arc::new(Barrier::new(count));
    let mut tasks = JoinSet::new();
    for number in 0..count {
        let (barrier, task) = (barrier.clone(), task(number));
        tasks.spawn(async move {
            barrier.wait().await;
            task.await
        });
    }
    tasks.join_all().await
}

/// The answer's status as a number, whichever way it went.
pub fn status<T>(answer: &Result<T, AppError>) -> u16 {
    answer.as_ref().map_or_else(AppError::status, |_| 200)
}
