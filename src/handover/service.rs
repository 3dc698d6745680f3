//! The work behind the verbs of plans.

use chrono_tz::Tz;

use super::{
    carry_out::carry,
    judge::{About, day, judge},
    model::{Plan, State, Summary, When, Why, can_plan},
    point_service,
    store::{self, Stored},
    views::{HandoverLine, HandoverPage, PlanView, Preview, Seen},
};
use crate::{
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::{HandoverId, OfficeId, PracticeId, ProviderId},
        scope::Reach,
    },
    error::{AppError, Conflict},
    history::model::{Event, EventKind},
    patients,
    server::{
        clock::{end_of_day, local},
        db::Conn,
        doors::{Command, Cx, Done, Ordered, Query},
        fault::Fault,
    },
};

/// The instant that is meant.
///
/// # Errors
/// A day before tomorrow or years away.
fn instant<C>(cx: &Cx<C>, when: When) -> Result<Instant, FieldErrors> {
    match when.checked(day(cx.zone, cx.now))? {
        When::Now => Ok(cx.now),
        When::EndOf(day) => end_of_day(cx.zone, day).ok_or_else(|| FieldErrors::one("handover_day", Code::OutOfRange)),
    }
}

fn about<C>(cx: &Cx<C>, provider: ProviderId, at: Instant) -> About {
    About { practice: cx.reach.practice, provider, at, zone: cx.zone }
}

/// When a plan that has no instant yet would be carried out.
fn at_or_now(stored: Option<&Stored>, now: Instant) -> Instant {
    stored.and_then(|stored| stored.at).map_or(now, |at| at.max(now))
}

pub async fn page(cx: &mut Query, provider: ProviderId) -> Result<HandoverPage, Fault> {
    cx.reach.all_of_it()?;
    let stored = store::latest(&mut cx.conn, cx.reach.practice, provider).await?;
    let open = stored.as_ref().filter(|stored| stored.state.is_open());
    let plan = open.map_or_else(Plan::default, |stored| stored.plan.clone());
    let asked = about(cx, provider, at_or_now(open, cx.now));
    let judged = judge(&mut cx.conn, asked, &plan).await?;
    let (offices, _) = patients::store::names(&mut cx.conn, cx.reach.practice).await?;
    let offices = offices.into_iter().map(|(id, name)| (OfficeId::new(id), name));
    let used = |id| judged.patients.iter().any(|patient| patient.office == id);
    let mut languages: Vec<_> = judged.patients.iter().map(|patient| patient.language).collect();
    languages.sort_by_key(|language| language.rank());
    languages.dedup();
    let picked = judged.patients.iter().filter(|patient| plan.picks.iter().any(|(id, _)| *id == patient.id));
    let stored = match stored {
        Some(stored) => Some(view(cx, stored).await?),
        None => None,
    };
    Ok(HandoverPage {
        offices: offices.filter(|(id, _)| used(*id)).collect(),
        languages,
        picked: picked.map(|patient| (patient.id, patient.name())).collect(),
        preview: judged.preview(),
        patients: judged.patients.len() as i64,
        targets: judged.targets.iter().filter(|target| target.id != provider).cloned().collect(),
        provider: judged.provider,
        stored,
        today: day(cx.zone, cx.now),
        zone: cx.zone.name().to_owned(),
        may_plan: can_plan(&cx.viewer.actor).is_ok(),
    })
}

async fn view(cx: &mut Query, stored: Stored) -> Result<PlanView, Fault> {
    let zone = cx.zone;
    let points = store::points::of(&mut cx.conn, stored.id, |at| local(zone, at)).await?;
    Ok(PlanView {
        id: stored.id,
        state: stored.state,
        plan: stored.plan,
        at: stored.at.map(|at| cx.local(at)),
        why: stored.why,
        by: stored.by_name,
        changed: cx.local(stored.changed),
        version: stored.version,
        points,
        outcome: stored.outcome,
    })
}

/// What a plan would do that is not stored yet.
pub async fn preview(cx: &mut Query, provider: ProviderId, plan: Plan, when: When) -> Result<Preview, Fault> {
    can_plan(&cx.viewer.actor)?;
    let plan = plan.checked()?;
    let at = instant(cx, when)?;
    let about = about(cx, provider, at);
    Ok(judge(&mut cx.conn, about, &plan).await?.preview())
}

/// The plans of the practice.
pub async fn list(cx: &mut Query) -> Result<Vec<HandoverLine>, Fault> {
    cx.reach.all_of_it()?;
    let practice = cx.reach.practice;
    let targets = patients::service::targets(&mut cx.conn, Reach::whole(practice)).await?;
    let mut lines = Vec::new();
    for stored in store::list(&mut cx.conn, practice).await? {
        let Summary { provider, state, patients, open_points } = summary(&mut cx.conn, &stored).await?;
        let name = targets.iter().find(|target| target.id == provider).map(|target| target.name.clone());
        lines.push(HandoverLine {
            provider,
            name: name.unwrap_or_default(),
            state,
            at: stored.at.map(|at| cx.local(at)),
            by: stored.by_name,
            patients,
            open_points,
        });
    }
    Ok(lines)
}

async fn summary(conn: &mut Conn, stored: &Stored) -> Result<Summary, Fault> {
    let patients = if stored.state == State::Done {
        stored.outcome.iter().map(|line| line.patients).sum()
    } else {
        let reach = Reach { practice: stored.ordered.practice, provider: Some(stored.provider) };
        patients::store::panel::attention(conn, reach).await?[0]
    };
    let open_points = store::points::open(conn, stored.id).await?;
    Ok(Summary { provider: stored.provider, state: stored.state, patients, open_points })
}

/// A provider's latest plan in short, for pages of others.
pub async fn summary_for_provider(
    conn: &mut Conn,
    practice: PracticeId,
    provider: ProviderId,
) -> Result<Option<Summary>, Fault> {
    match store::latest(conn, practice, provider).await? {
        Some(stored) => Ok(Some(summary(conn, &stored).await?)),
        None => Ok(None),
    }
}

/// The provider's open plan with `plan` and the reader as its author; a new one, with the points of its role, where there
/// is none. `version` is that of the page, 0 for none.
async fn changed(cx: &mut Command, provider: ProviderId, version: i64, plan: Plan) -> Result<Stored, Fault> {
    can_plan(&cx.viewer.actor)?;
    let plan = plan.checked()?;
    let practice = cx.reach.practice;
    let stored = store::open(&mut cx.conn, practice, provider).await?;
    let by_name = cx.viewer.actor.name.clone();
    let ordered =
        Ordered { person: cx.viewer.actor.person, practice, session: cx.viewer.session, request: cx.request.clone() };
    match stored {
        Some(stored) if stored.version == version => {
            Ok(Stored { plan, by_name, ordered, version: version + 1, changed: cx.now, why: None, ..stored })
        }
        Some(stored) => Err(meanwhile(&stored)),
        // The page showed a plan that is over by now.
        None if version != 0 => Err(AppError::Gone.into()),
        None => {
            let new = Stored {
                id: HandoverId::new(cx.state.random.id(cx.now)),
                provider,
                plan,
                at: None,
                state: State::Draft,
                why: None,
                outcome: Vec::new(),
                version: 1,
                changed: cx.now,
                by_name,
                ordered,
            };
            store::insert(&mut cx.conn, &new).await?;
            point_service::begin(cx, &new).await?;
            Ok(Stored { version: 2, ..new })
        }
    }
}

fn meanwhile(stored: &Stored) -> Fault {
    let conflict = Conflict { by: stored.by_name.clone(), version: stored.version, fields: Vec::new() };
    AppError::Conflict(Box::new(conflict)).into()
}

async fn keep(conn: &mut Conn, stored: &Stored) -> Result<(), Fault> {
    if store::save(conn, stored).await? { Ok(()) } else { Err(meanwhile(stored)) }
}

/// Checks that the provider is one of this practice; the name is for events.
async fn known(cx: &mut Command, provider: ProviderId) -> Result<String, Fault> {
    cx.reach.all_of_it()?;
    let found = crate::providers::store::find(&mut cx.conn, cx.reach, provider).await?;
    Ok(found.ok_or(AppError::NotFound)?.name)
}

/// Keeps a plan without an instant; one that was scheduled waits no more.
///
/// # Errors
/// No right to plan; a plan that somebody else changed.
pub async fn draft(cx: &mut Command, provider: ProviderId, version: i64, plan: Plan) -> Result<Done<()>, Fault> {
    let name = known(cx, provider).await?;
    let stored = Stored { state: State::Draft, at: None, ..changed(cx, provider, version, plan).await? };
    keep(&mut cx.conn, &stored).await?;
    Ok(Done::new((), event(EventKind::HandoverSaved, &stored, &name)))
}

/// Schedules what was seen, or carries it out at once.
///
/// # Errors
/// No right to plan; a day before tomorrow; a plan that somebody else changed; something that stands against it, or other
/// patients than were seen ([`AppError::Conflict`] without fields but `seen`).
pub async fn schedule(
    cx: &mut Command,
    provider: ProviderId,
    version: i64,
    plan: Plan,
    (when, seen): (When, &Seen),
) -> Result<Done<State>, Fault> {
    let name = known(cx, provider).await?;
    let at = instant(cx, when)?;
    let stored = changed(cx, provider, version, plan).await?;
    let stored = Stored { state: State::Scheduled, at: Some(at), ..stored };
    let about = about(cx, provider, at);
    let judged = judge(&mut cx.conn, about, &stored.plan).await?;
    let preview = judged.preview();
    if preview.seen() != *seen {
        let fields = vec![("seen".to_owned(), preview.patients().to_string())];
        return Err(AppError::Conflict(Box::new(Conflict { by: String::new(), version, fields })).into());
    }
    if preview.is_blocked() {
        return Err(FieldErrors::one("plan", Code::Unknown).into());
    }
    if when == When::Now {
        return carry(cx, stored, judged).await;
    }
    keep(&mut cx.conn, &stored).await?;
    let mut event = event(EventKind::HandoverScheduled, &stored, &name);
    event.change("handover_at", "", told(at, cx.zone));
    event.change("patients", "", preview.patients().to_string());
    Ok(Done::new(State::Scheduled, event))
}

/// Takes a plan up again that has stopped, in the reader's name: at once if its instant has passed.
///
/// # Errors
/// No right to plan; no plan that has stopped.
pub async fn retry(cx: &mut Command, provider: ProviderId, version: i64) -> Result<Done<State>, Fault> {
    let name = known(cx, provider).await?;
    let stopped = store::open(&mut cx.conn, cx.reach.practice, provider).await?;
    let stopped = stopped.filter(|stored| stored.state == State::Stopped).ok_or(AppError::NotFound)?;
    let plan = stopped.plan.clone();
    let stored = Stored { state: State::Scheduled, ..changed(cx, provider, version, plan).await? };
    let at = at_or_now(Some(&stored), cx.now);
    if at > cx.now {
        keep(&mut cx.conn, &stored).await?;
        let mut event = event(EventKind::HandoverScheduled, &stored, &name);
        event.change("handover_at", "", told(at, cx.zone));
        return Ok(Done::new(State::Scheduled, event));
    }
    let about = about(cx, provider, cx.now);
    let judged = judge(&mut cx.conn, about, &stored.plan).await?;
    carry(cx, stored, judged).await
}

/// Calls a plan off.
///
/// # Errors
/// No right to plan; none that could be called off; one that somebody else changed.
pub async fn cancel(cx: &mut Command, provider: ProviderId, version: i64) -> Result<Done<()>, Fault> {
    let name = known(cx, provider).await?;
    can_plan(&cx.viewer.actor)?;
    let stored = store::open(&mut cx.conn, cx.reach.practice, provider).await?.ok_or(AppError::NotFound)?;
    if stored.version != version {
        return Err(meanwhile(&stored));
    }
    let event = end(&mut cx.conn, stored, Why::CalledOff, (&name, cx.now)).await?;
    Ok(Done::new((), event))
}

async fn end(conn: &mut Conn, stored: Stored, why: Why, (name, now): (&str, Instant)) -> Result<Event, Fault> {
    let state = State::Cancelled;
    let stored = Stored { state, why: Some(why), version: stored.version + 1, changed: now, ..stored };
    keep(conn, &stored).await?;
    Ok(event(EventKind::HandoverCancelled, &stored, name))
}

/// Ends what waits for a provider who stays after all, or comes back (N-08). The event says so; `None`: nothing waited.
pub async fn cancel_for_provider(
    conn: &mut Conn,
    practice: PracticeId,
    (provider, name): (ProviderId, &str),
    now: Instant,
) -> Result<Option<Event>, Fault> {
    match store::open(conn, practice, provider).await? {
        Some(stored) => Ok(Some(end(conn, stored, Why::Rehired, (name, now)).await?)),
        None => Ok(None),
    }
}

/// A departure as the plan for the provider's patients knows it: when it was to be, and when it is now; `None`: never.
pub struct Moved {
    pub from: Instant,
    pub to: Option<Instant>,
}

/// What is scheduled for the very instant of a departure goes with it: to its new instant, or off. The event says so;
/// `None`: nothing was.
pub async fn follow(
    conn: &mut Conn,
    practice: PracticeId,
    (provider, name): (ProviderId, &str),
    moved: &Moved,
    (now, zone): (Instant, Tz),
) -> Result<Option<Event>, Fault> {
    let Some(stored) = scheduled_for(conn, practice, provider, moved.from).await? else { return Ok(None) };
    let Some(to) = moved.to else {
        return Ok(Some(end(conn, stored, Why::Rehired, (name, now)).await?));
    };
    let stored = Stored { at: Some(to), version: stored.version + 1, changed: now, ..stored };
    keep(conn, &stored).await?;
    let mut event = event(EventKind::HandoverScheduled, &stored, name);
    event.change("handover_at", told(moved.from, zone), told(to, zone));
    Ok(Some(event))
}

/// The plan for a provider's patients that is carried out at this very instant.
pub async fn scheduled_for(
    conn: &mut Conn,
    practice: PracticeId,
    provider: ProviderId,
    at: Instant,
) -> Result<Option<Stored>, Fault> {
    let stored = store::open(conn, practice, provider).await?;
    Ok(stored.filter(|stored| stored.state == State::Scheduled && stored.at == Some(at)))
}

/// An event about a plan; whom it is about is the provider.
pub fn event(kind: EventKind, stored: &Stored, name: &str) -> Event {
    Event::new(kind).about(stored.provider, name).because(stored.id.to_string())
}

/// An instant as the history tells it.
fn told(at: Instant, zone: Tz) -> String {
    format!("{} {}", local(zone, at).format("%Y-%m-%d %H:%M:%S"), zone.name())
}
