//! The work behind the points of plans (N-06).

use super::{
    model::can_plan,
    points::{Lists, MOST_POINTS, Point, PointForm, parse_list, roles},
    service::event,
    store::{self, Stored, points},
};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        ids::{PersonId, PracticeId, ProviderId},
        role::Role,
    },
    error::{AppError, Conflict},
    history::model::{Event, EventKind},
    i18n::{Lang, T},
    people,
    providers::{self, model::agent_role},
    server::{
        clock::local,
        db::Conn,
        doors::{Command, Done, Query},
        fault::Fault,
    },
};

/// The list of a role: the practice's own, or what everybody starts with, in the language of whoever looks.
async fn list_of(
    conn: &mut Conn,
    (practice, reader): (PracticeId, PersonId),
    role: Role,
) -> Result<Vec<String>, Fault> {
    if let Some(own) = points::list(conn, practice, role).await? {
        return Ok(own);
    }
    let language = people::store::language_of(conn, reader).await?;
    let t = T::new(Lang::from_tag(&language).unwrap_or_default());
    Ok(t.handover_list(role).lines().map(str::to_owned).collect())
}

/// Gives a new plan the points of the provider's role.
pub async fn begin(cx: &mut Command, plan: &Stored) -> Result<(), Fault> {
    let provider = providers::store::find(&mut cx.conn, cx.reach, plan.provider).await?.ok_or(AppError::NotFound)?;
    let who = (cx.reach.practice, cx.viewer.actor.person);
    for task in list_of(&mut cx.conn, who, agent_role(provider.kind)).await? {
        points::add(&mut cx.conn, plan, &task).await?;
    }
    Ok(())
}

/// The latest plan of a provider, if it was not called off: its points outlive its day.
async fn plan(cx: &mut Command, provider: ProviderId) -> Result<(Stored, String), Fault> {
    cx.reach.all_of_it()?;
    can_plan(&cx.viewer.actor)?;
    let name = providers::store::find(&mut cx.conn, cx.reach, provider).await?.ok_or(AppError::NotFound)?.name;
    let practice = cx.reach.practice;
    let found = store::latest(&mut cx.conn, practice, provider).await?;
    let found = found.filter(|plan| plan.state != super::model::State::Cancelled);
    Ok((found.ok_or(AppError::NotFound)?, name))
}

async fn all(cx: &mut Command, plan: &Stored) -> Result<Vec<Point>, Fault> {
    let zone = cx.zone;
    Ok(points::of(&mut cx.conn, plan.id, |at| local(zone, at)).await?)
}

/// Adds a point to a plan.
///
/// # Errors
/// No right to plan; no plan; no task, or too many.
pub async fn add(cx: &mut Command, provider: ProviderId, task: &str) -> Result<Done<Vec<Point>>, Fault> {
    let (plan, name) = plan(cx, provider).await?;
    let form = PointForm { task: task.to_owned(), ..PointForm::default() }.parse()?;
    if all(cx, &plan).await?.len() >= MOST_POINTS {
        return Err(FieldErrors::one("point_task", Code::TooMany).into());
    }
    points::add(&mut cx.conn, &plan, &form.task).await?;
    let mut event = event(EventKind::HandoverPointChanged, &plan, &name);
    event.change("point_task", "", &form.task);
    Ok(Done::new(all(cx, &plan).await?, event))
}

/// Saves a point as it was typed; closing it notes when and by whom.
///
/// # Errors
/// No right to plan; no such point; wrong fields; a point that somebody else changed.
pub async fn save(
    cx: &mut Command,
    provider: ProviderId,
    (number, version): (i64, i64),
    typed: &PointForm,
) -> Result<Done<Vec<Point>>, Fault> {
    let (plan, name) = plan(cx, provider).await?;
    let before = all(cx, &plan).await?.into_iter().find(|point| point.number == number).ok_or(AppError::NotFound)?;
    let form = typed.parse()?;
    let by = cx.viewer.actor.name.clone();
    // Who closed it first did.
    let closed = match &before.closed {
        Some((at, by)) if form.closed => Some((at.to_utc(), by.clone())),
        _ => form.closed.then_some((cx.now, by)),
    };
    let told = closed.as_ref().map(|(at, by)| (*at, by.as_str()));
    let saved =
        before.version == version && points::save(&mut cx.conn, plan.id, (number, version + 1), &form, told).await?;
    if !saved {
        let conflict = Conflict { by: String::new(), version: before.version, fields: Vec::new() };
        return Err(AppError::Conflict(Box::new(conflict)).into());
    }
    let mut event = event(EventKind::HandoverPointChanged, &plan, &name);
    let PointForm { task, owner, due, evidence, closed } = before.form;
    // Which point it is, also where it is called what it was called.
    event.change("point_task", if task == form.task { String::new() } else { task }, &form.task);
    event.change("point_owner", owner, form.owner);
    event.change("point_due", due, form.due);
    event.change("point_evidence", evidence, form.evidence);
    event.change("point_closed", if closed { "yes" } else { "" }, if form.closed { "yes" } else { "" });
    Ok(Done::new(all(cx, &plan).await?, event))
}

/// The lists of the practice.
pub async fn lists(cx: &mut Query) -> Result<Lists, Fault> {
    cx.reach.all_of_it()?;
    let who = (cx.reach.practice, cx.viewer.actor.person);
    let mut lists = Vec::new();
    for role in roles() {
        lists.push((role, list_of(&mut cx.conn, who, role).await?));
    }
    Ok(Lists(lists))
}

/// Decides what plans of a role begin with from now on.
///
/// # Errors
/// No role that comes with a provider; a list that is too long.
pub async fn set_list(cx: &mut Command, role: Role, typed: &str) -> Result<Done<Vec<String>>, Fault> {
    cx.reach.all_of_it()?;
    if !roles().contains(&role) {
        return Err(AppError::NotFound.into());
    }
    let list = parse_list(typed)?;
    let practice = cx.reach.practice;
    let who = (practice, cx.viewer.actor.person);
    let before = list_of(&mut cx.conn, who, role).await?;
    points::set_list(&mut cx.conn, practice, role, &list).await?;
    let mut event = Event::new(EventKind::HandoverListsChanged);
    event.change("role", "", role.name());
    event.change("handover_points", before.join("; "), list.join("; "));
    Ok(Done::new(list, event))
}
