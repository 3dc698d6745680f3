//! Input that nobody sends by accident: huge, deep, mutated, all at once (T65, T66, T78).

use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use rolecall::{
    people::{
        api::{GetPerson, ListPeople, PersonHistory, UnlockPerson},
        query::{Column, PeopleQuery},
    },
    server::jobs,
    session::api::Stay,
};
use serde_json::Value;
use tokio::{task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::support::{
    Caller, TestApp,
    app::{at_once, attempt, edit, status},
    caller::{FORM, JSON},
    functions::{self, Function},
    house::PASSWORD,
    on_both_engines,
};

async fn t65_large_bodies_are_not_read(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    for path in ["/rpc/people/list", "/rpc/session/sign_in", "/rpc/people/edit", "/preferences"] {
        for size in [100 * 1024, 10 * 1024 * 1024] {
            let started = Instant::now();
            let reply = olivia.post(path, if path.contains("people") { JSON } else { FORM }, vec![b'a'; size]).await;
            assert!([400, 413].contains(&reply.status.as_u16()), "{path}: {}", reply.line());
            assert!(started.elapsed() < Duration::from_secs(1), "{path}");
        }
    }
}

async fn t65_long_and_deep_arguments_are_harmless(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    for search in [
        "a".repeat(60_000),
        "ab ".repeat(20_000),
        "abc ".repeat(15_000),
        "\"".repeat(30_000),
        "%_\\".repeat(15_000),
        "a\0b".into(),
        "\0".into(),
        "\u{202e}\u{feff}".into(),
    ] {
        let started = Instant::now();
        let query = PeopleQuery { search, ..PeopleQuery::default() };
        assert_eq!(olivia.ask(&ListPeople { query }).await.status, 200);
        assert!(started.elapsed() < Duration::from_secs(1));
    }
    let query = serde_json::to_value(PeopleQuery::default()).expect("JSON");
    for (field, value) in [
        ("tiers", serde_json::json!(vec!["free"; 9000])),
        ("places", serde_json::json!(vec!["0190163d-8694-739b-aea5-966c26f8ad91"; 1500])),
        ("places", serde_json::json!(vec!["x"; 15_000])),
        ("page", serde_json::json!(i64::MIN)),
        ("statuses", serde_json::json!(vec!["locked"; 6000])),
    ] {
        let mut query = query.clone();
        query[field] = value;
        let reply = olivia.post("/rpc/people/list", JSON, serde_json::json!({ "query": query }).to_string()).await;
        assert_eq!(reply.status, 200, "{field}: {}", reply.line());
    }
    for (field, value) in
        [("size", "P0"), ("size", "-1"), ("size", "4294967296"), ("sort", "password_hash"), ("search", "\\")]
    {
        let mut query = query.clone();
        query[field] = value.into();
        let reply = olivia.post("/rpc/people/list", JSON, serde_json::json!({ "query": query }).to_string()).await;
        assert!([200, 400].contains(&reply.status.as_u16()), "{field}={value}: {}", reply.line());
    }
    for bracket in ["[", "{\"query\":", "{\"a\":["] {
        let reply = olivia.post("/rpc/people/list", JSON, bracket.repeat(10_000 / bracket.len() * 5)).await;
        assert_eq!(reply.line(), r#"400 "network""#);
    }
}

async fn t65_hostile_addresses_open_the_plain_list(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    for parameters in [
        "size=0".to_owned(),
        "size=-1".into(),
        "size=4294967296".into(),
        "size=25&size=50&size=100".into(),
        format!("q={}", "a".repeat(60_000)),
        "q=%00&role=%00".into(),
        "q=%ff%fe".into(),
        "sort=nothing&dir=sideways&after=x&before=y&page=-9".into(),
        "role[]=a&role[0]=b&=c&&&".into(),
    ] {
        let started = Instant::now();
        let reply = olivia.get(&format!("/people?{parameters}")).await;
        assert_eq!(reply.status, 200, "{}", &parameters[..parameters.len().min(60)]);
        assert!(started.elapsed() < Duration::from_secs(2), "{}", &parameters[..parameters.len().min(60)]);
    }
}

async fn names_with_control_characters_are_somebodys_or_nobodys(app: &TestApp) {
    for name in ["paul.portal\0", "\0", "nobody\0here", "\u{7f}\u{1b}[31m"] {
        assert_eq!(app.try_password(name, "not the password").await.status, 401, "{name:?}");
        assert_eq!(app.try_password("paul.portal", "a\0b").await.status, 401);
    }
}

const WHO: [&str; 6] = ["olivia.owner", "adam.admin", "nina.npi", "paul.portal", "bea.boss", "vera.vendor"];
const ODD: [&str; 18] = [
    "null",
    "true",
    "-1",
    "0",
    "9223372036854775807",
    "-9223372036854775808",
    "1e400",
    "\"\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"' or 1=1 --\"",
    "\"</textarea><script>alert(1)</script>\"",
    "\"\u{202e}\u{0301}\u{feff}\"",
    "[]",
    "{}",
    "[[[[[[]]]]]]",
    "\"practice_owner\"",
    "\"00000000-0000-0000-0000-000000000000\"",
];

/// One mutation of a body: bytes, pieces or values.
fn mutate(body: &str, rng: &mut StdRng) -> Vec<u8> {
    let mut bytes = body.as_bytes().to_vec();
    for _ in 0..rng.random_range(1..4) {
        let at = rng.random_range(0..=bytes.len());
        match rng.random_range(0..6) {
            0 if at < bytes.len() => bytes[at] = rng.random(),
            1 => bytes.truncate(at),
            2 => bytes.insert(at, rng.random()),
            3 => {
                let piece: Vec<u8> = bytes[at..].iter().copied().take(40).collect();
                bytes.splice(at..at, piece);
            }
            // A JSON value becomes an odd one.
            _ => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let starts: Vec<usize> = text.match_indices("\":").map(|(at, _)| at + 2).collect();
                let Some(start) = starts.choose(rng).copied() else { continue };
                let end = text[start..].find([',', '}']).map_or(text.len(), |end| start + end);
                let odd = ODD.choose(rng).copied().unwrap_or("null");
                bytes = format!("{}{odd}{}", &text[..start], &text[end..]).into_bytes();
            }
        }
    }
    bytes
}

async fn t66_mutated_calls_break_nothing(app: &TestApp) {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let calls: u64 = number("ROLECALL_FUZZ").unwrap_or(1000);
    let seed: u64 = number("ROLECALL_FUZZ_SEED").unwrap_or(20_260_302);
    let mut rng = StdRng::seed_from_u64(seed);
    let functions = functions::all(app).await;
    let mut callers: Vec<Option<Caller>> = vec![None; WHO.len()];
    for call in 0..calls {
        let who = rng.random_range(0..=WHO.len());
        let caller = match callers.get(who) {
            Some(Some(caller)) => caller.clone(),
            Some(None) => {
                let caller = app.signed_in(WHO[who]).await;
                callers[who] = Some(caller.clone());
                caller
            }
            None => app.anonymous(),
        };
        let caller = caller.at([10, rng.random(), rng.random(), rng.random()]);
        let function: &Function = functions.choose(&mut rng).expect("functions");
        let body = mutate(&function.body, &mut rng);
        let content_type = *[function.content_type, function.content_type, FORM, JSON].choose(&mut rng).expect("four");
        let reply = caller.post(function.path, content_type, body.clone()).await;
        let case = format!("seed {seed}, call {call}: {} {}", function.path, String::from_utf8_lossy(&body));
        assert!(reply.status.as_u16() < 500, "{case}: {}", reply.line());
        // Signed out or locked out by its own call: back to the beginning.
        let asks_password = ["/rpc/session", "/rpc/twostep"].iter().any(|slice| function.path.starts_with(slice));
        if reply.status == 401 || asks_password {
            app.sql("update credentials set failures = 0").await.expect("updates");
            if let Some(caller) = callers.get_mut(who) {
                *caller = None;
            }
        }
    }
}

/// Pointers to all texts inside of a value.
fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| texts(item, &format!("{at}/{index}"), found));
        }
        Value::Object(fields) => fields.iter().for_each(|(name, field)| texts(field, &format!("{at}/{name}"), found)),
        _ => {}
    }
}

/// PostgreSQL stores no NUL.
async fn t66_a_nul_in_any_text_is_no_fault(app: &TestApp) {
    let mut asked = 0;
    for name in ["olivia.owner", "vera.vendor", "oscar.operator"] {
        for function in functions::all(app).await.into_iter().filter(|function| function.content_type == JSON) {
            let arguments: Value = serde_json::from_str(&function.body).expect("JSON");
            let mut pointers = Vec::new();
            texts(&arguments, "", &mut pointers);
            for pointer in pointers {
                let mut hostile = arguments.clone();
                *hostile.pointer_mut(&pointer).expect("a text") = "\u{0}".into();
                let caller = app.signed_in(name).await;
                let reply = caller.post(function.path, JSON, hostile.to_string().into_bytes()).await;
                assert!(reply.status.as_u16() < 500, "{name} {} {pointer}: {}", function.path, reply.line());
                asked += 1;
            }
        }
    }
    assert!(asked > 500, "{asked}");
}

/// What a client of the soak does next; the answer's status.
async fn anything(app: &Caller, caller: &Caller, ids: &[rolecall::domain::ids::PersonId], rng: &mut StdRng) -> u16 {
    let id = *ids.choose(rng).expect("people");
    match rng.random_range(0..10) {
        0..=3 => {
            let sort = *Column::ALL.choose(rng).expect("columns");
            let search = (*["", "a", "ad", "adm", "alv"].choose(rng).expect("searches")).to_owned();
            let query = PeopleQuery { sort, search, descending: rng.random(), ..PeopleQuery::default() };
            status(&caller.call(ListPeople { query }).await)
        }
        4 => status(&caller.call(GetPerson { id }).await),
        5 | 6 => {
            let title = format!("Title {}", rng.random_range(0..1000));
            status(&edit(caller, id, |form| form.title = title).await)
        }
        7 => status(&caller.call(PersonHistory { id, before: 0 }).await),
        8 => status(&caller.call(UnlockPerson { id }).await),
        _ if rng.random() => status(&caller.call(Stay {}).await),
        _ => {
            let name = *["paul.portal", "clara.clerk", "bob.basic"].choose(rng).expect("names");
            app.ask(&attempt(name, PASSWORD)).await.status.as_u16()
        }
    }
}

async fn t78_sixteen_clients_at_once_see_no_fault(app: &TestApp) {
    let names = [
        "olivia.owner",
        "adam.admin",
        "amy.admin",
        "maya.manager",
        "arthur.auditor",
        "nina.npi",
        "bea.boss",
        "ben.boss",
    ];
    let ids: Vec<_> = ["paul.portal", "clara.clerk", "kim.keeper", "rita.reception", "luis.locked", "bob.basic"]
        .map(|name| app.id(name))
        .into();
    let other = app.process(|_, _| ());
    let stop = CancellationToken::new();
    let mut background = JoinSet::new();
    for process in [app, &other] {
        background.spawn(jobs::run(process.state.clone(), stop.clone()));
    }
    let until = Instant::now() + Duration::from_secs(5);
    let mut clients = JoinSet::new();
    for (number, name) in names.iter().chain(&names).enumerate() {
        let process = if number % 2 == 0 { app } else { &other };
        let cookie = app.signed_in(name).await.cookie.expect("a cookie");
        let (stranger, ids) = (process.anonymous(), ids.clone());
        let caller = stranger.clone().with_cookie(&cookie);
        let mut rng = StdRng::seed_from_u64(u64::try_from(number).expect("small"));
        clients.spawn(async move {
            let mut answers = Vec::new();
            while Instant::now() < until {
                answers.push(anything(&stranger, &caller, &ids, &mut rng).await);
            }
            answers
        });
    }
    let answers = clients.join_all().await.concat();
    stop.cancel();
    background.join_all().await;
    let faults = answers.iter().filter(|status| **status >= 500).count();
    assert_eq!(faults, 0, "of {} answers", answers.len());
    assert!(answers.iter().filter(|status| **status == 200).count() > 100, "{} answers", answers.len());
}

async fn more_pages_than_are_rendered_at_once_are_all_answered(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let read = |_| {
        let adam = adam.clone();
        async move { adam.get("/people").await }
    };
    for page in at_once(64, read).await {
        assert_eq!(page.status, 200);
        assert!(page.text().contains("paul.portal"), "a page has its rows");
    }
}

on_both_engines! {
    t65_large_bodies_are_not_read,
    t65_long_and_deep_arguments_are_harmless,
    t65_hostile_addresses_open_the_plain_list,
    names_with_control_characters_are_somebodys_or_nobodys,
    t66_mutated_calls_break_nothing,
    t66_a_nul_in_any_text_is_no_fault,
    t78_sixteen_clients_at_once_see_no_fault,
    more_pages_than_are_rendered_at_once_are_all_answered,
}
