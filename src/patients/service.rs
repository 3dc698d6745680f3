//! The work behind the verbs of patients.

use super::{
    model::{Panel, Patient, Selection, Target, can_assign},
    query::PatientQuery,
    store::{
        self,
        moves::{self, Act, Line, Side},
    },
    views::{PanelPage, PatientPage, PatientRow},
};
use crate::{
    domain::{
        clock::{Instant, Stamp, instant},
        ids::{BatchId, OfficeId, PatientId, ProviderId},
        page::Page,
        permission::Permission,
        scope::{Actor, Reach},
    },
    error::{AppError, Conflict},
    history::{
        api::PAGE,
        model::{Change, Entry, Event, EventKind},
    },
    providers,
    server::{
        db::Conn,
        doors::{Command, Done, Query},
        fault::Fault,
    },
};

pub async fn list(cx: &mut Query, query: PatientQuery) -> Result<Page<PatientRow>, Fault> {
    let (now, zone) = (cx.now, cx.zone);
    let local = |at| crate::server::clock::local(zone, at);
    store::list::page(&mut cx.conn, cx.reach, &query.bounded(), now, local).await
}

/// Every provider as somebody whom patients may be given to.
pub async fn targets(conn: &mut Conn, reach: Reach) -> Result<Vec<Target>, Fault> {
    let loads = store::panel::loads(conn, reach).await?;
    let target = |provider: providers::model::Provider| Target {
        id: provider.id,
        active: provider.profile.is_active(),
        capacity: provider.profile.config.capacity,
        patients: loads.iter().find(|(id, _)| *id == provider.id.uuid()).map_or(0, |(_, count)| *count),
        name: provider.name,
    };
    Ok(providers::store::all(conn, reach).await?.into_iter().map(target).collect())
}

async fn target(conn: &mut Conn, reach: Reach, id: ProviderId) -> Result<Target, Fault> {
    let found = targets(conn, reach).await?.into_iter().find(|target| target.id == id);
    Ok(found.ok_or(AppError::NotFound)?)
}

/// A patient, as who looks at the page sees it.
async fn view(
    conn: &mut Conn,
    reach: Reach,
    id: PatientId,
    actor: &Actor,
    local: impl Fn(Instant) -> Stamp,
) -> Result<PatientPage, Fault> {
    let stored = store::find(conn, reach, id).await?.ok_or(AppError::NotFound)?;
    let patient = store::list::one(conn, reach, id, local).await?.ok_or(AppError::NotFound)?;
    // Whoever reaches one provider only has nobody to give a patient to.
    let targets = match actor.may(Permission::AssignPatients) {
        Ok(reach) if reach.provider.is_none() => Some(targets(conn, reach).await?),
        _ => None,
    };
    Ok(PatientPage { patient, version: stored.version, targets })
}

pub async fn page(cx: &mut Query, id: PatientId) -> Result<PatientPage, Fault> {
    let zone = cx.zone;
    let local = |at| crate::server::clock::local(zone, at);
    view(&mut cx.conn, cx.reach, id, &cx.viewer.actor, local).await
}

/// A provider's panel: its counts.
pub async fn panel(cx: &mut Query, id: ProviderId) -> Result<PanelPage, Fault> {
    let provider = target(&mut cx.conn, cx.reach, id).await?;
    let panel = Panel::of(&store::panel::count_by(&mut cx.conn, cx.reach, Some(id), cx.now).await?);
    let (offices, _) = store::names(&mut cx.conn, cx.reach.practice).await?;
    let offices = offices.into_iter().map(|(id, name)| (OfficeId::new(id), name));
    Ok(PanelPage { provider, panel, offices: offices.collect() })
}

async fn side(conn: &mut Conn, patient: &Patient, reach: Reach) -> Result<Side, Fault> {
    let Some(id) = patient.provider else { return Ok(Side::default()) };
    let found = providers::store::find(conn, Reach::whole(reach.practice), id).await?;
    Ok(Side { id: Some(id), name: found.map(|provider| provider.name).unwrap_or_default() })
}

/// Gives one patient to another provider.
///
/// # Errors
/// See [`can_assign`]; somebody who reaches one provider only; a patient who was moved meanwhile.
pub async fn assign(cx: &mut Command, id: PatientId, version: i64, to: ProviderId) -> Result<Done<PatientPage>, Fault> {
    let reach = cx.reach;
    let patient = store::find(&mut cx.conn, reach, id).await?.ok_or(AppError::NotFound)?;
    reach.all_of_it()?;
    let target = target(&mut cx.conn, reach, to).await?;
    can_assign(&target, &cx.viewer.actor)?;
    let (from, to) = (side(&mut cx.conn, &patient, reach).await?, Side { id: Some(to), name: target.name });
    if patient.version != version {
        return Err(moved_meanwhile(cx, &patient, &from).await?.into());
    }
    let mut event = Event::new(EventKind::PatientAssigned).about(id, patient.name());
    event.change("provider", &from.name, &to.name);
    if from.id != to.id {
        let act = Act { batch: BatchId::new(cx.state.random.id(cx.now)), at: cx.now, by: cx.viewer.actor.name.clone() };
        let selection = Selection { patients: vec![id], ..Selection::default() };
        moves::reassign(&mut cx.conn, reach, (&from, &to), &selection, &act).await?;
    }
    let zone = cx.zone;
    let local = |at| crate::server::clock::local(zone, at);
    let page = view(&mut cx.conn, reach, id, &cx.viewer.actor, local).await?;
    Ok(Done::new(page, event))
}

async fn moved_meanwhile(cx: &mut Command, patient: &Patient, now: &Side) -> Result<AppError, Fault> {
    let line = moves::of_patient(&mut cx.conn, cx.reach, patient.id, 0, 1).await?.into_iter().next();
    let fields = vec![("provider".to_owned(), now.name.clone())];
    let by = line.map(|line| line.by_name).unwrap_or_default();
    Ok(AppError::Conflict(Box::new(Conflict { by, version: patient.version, fields })))
}

/// What happened to a patient, as the history shows it.
pub async fn history(cx: &mut Query, id: PatientId, before: i64) -> Result<Vec<Entry>, Fault> {
    store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let lines = moves::of_patient(&mut cx.conn, cx.reach, id, before, PAGE as i64).await?;
    let entry = |line: Line| {
        let change = Change { field: "provider".into(), old: line.from_name, new: line.to_name };
        Entry {
            seq: line.number,
            at: cx.local(instant(line.at)),
            kind: if line.kind == "assigned" { EventKind::PatientAssigned } else { EventKind::PatientsImported },
            refused: false,
            organisation: String::new(),
            on_behalf: String::new(),
            actor: line.by_name,
            subject: None,
            changes: if change.old == change.new { Vec::new() } else { vec![change] },
            reason: String::new(),
            address: String::new(),
        }
    };
    Ok(lines.into_iter().map(entry).collect())
}
