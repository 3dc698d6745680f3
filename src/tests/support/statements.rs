//! Which SQL a request causes, statement by statement: what is compared where times would say too little (T11).

use std::{
    collections::HashMap,
    fmt::Debug,
    sync::{
        LazyLock, Mutex, Once, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use tracing::{
    Event, Instrument as _, Metadata, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
    span::{Attributes, Id},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt as _},
    registry::LookupSpan,
    util::SubscriberInitExt as _,
};

const SPAN: &str = "statements_of_a_test";
const TARGET: &str = "sqlx::query";

static SEEN: LazyLock<Mutex<HashMap<u64, Vec<String>>>> = LazyLock::new(Mutex::default);
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Runs `work` and says which statements it ran, wherever in the program.
pub async fn during<T>(work: impl Future<Output = T>) -> (T, Vec<String>) {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| tracing_subscriber::registry().with(Listener).init());
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    let done = work.instrument(tracing::info_span!(SPAN, number)).await;
    let seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
    (done, seen.unwrap_or_default())
}

/// Hears the database driver, but only on behalf of [`during`]: tests run side by side.
struct Listener;

#[derive(Clone, Copy)]
struct Number(u64);

/// The fields that are asked for.
#[derive(Default)]
struct Fields {
    number: u64,
    summary: String,
    statement: String,
}

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "number" {
            self.number = value;
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.trim().clone_into(&mut self.statement),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Listener {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target() == TARGET || metadata.name() == SPAN
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(Number(fields.number));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let span = context.event_span(event);
        let Some(Number(number)) = span.and_then(|span| span.extensions().get::<Number>().copied()) else { return };
        let mut fields = Fields::default();
        event.record(&mut fields);
        // A connection that the pool opens meanwhile is no part of what was asked.
        if fields.summary.starts_with("PRAGMA") {
            return;
        }
        let text = if fields.statement.is_empty() { fields.summary } else { fields.statement };
        SEEN.lock().unwrap_or_else(PoisonError::into_inner).entry(number).or_default().push(text);
    }
}
