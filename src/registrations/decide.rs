//! Deciding: what a reviewer sees of a request, and the decision in one transaction.

use super::{
    admit::{Admission, admit},
    apply::{answer, write_to_administrators, write_to_applicant},
    form::DenyForm,
    model::{ROLES, Request, State, Status, can_approve_as, can_be_decided},
    reasons::{Listed, Reason, checked},
    store::{self, list::waiting, related},
    views::{Decided, Related, RequestPage},
};
use crate::{
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::{OfficeId, RequestId},
        role::Role,
        scope::Reach,
    },
    error::{AppError, Conflict},
    history::model::{Event, EventKind},
    i18n::{Lang, T},
    mail::{
        self,
        letter::requests::{News, RequestLetter},
    },
    people,
    practices::store::places,
    server::{
        clock::local,
        doors::{Command, Done, Query},
        fault::Fault,
    },
};

async fn find(cx: &mut Command, id: RequestId) -> Result<Request, Fault> {
    let found = store::find(&mut cx.conn, cx.reach, id).await?;
    // Nobody sees an attempt that may still be finished.
    Ok(found.filter(|request| request.code(cx.now).is_some()).ok_or(AppError::NotFound)?)
}

/// Lets the applicant in with the role of that name (S0-42), which may be another than was asked for (S0-45). `office`:
/// the id of one of the practice's, or nothing for the first.
///
/// # Errors
/// See [`Request::approve`]; a decision that came before is a conflict.
pub async fn approve(cx: &mut Command, id: RequestId, role: &str, office: &str) -> Result<Done<()>, Fault> {
    let request = find(cx, id).await?;
    let role = Role::from_name(role).ok_or_else(|| FieldErrors::one("role", Code::Unknown))?;
    let office = chosen_office(cx, &request, office).await?;
    let before = request.standing(cx.now);
    can_approve_as(&before, role, &cx.viewer.actor).map_err(answer)?;
    cx.fresh_to_give(role)?;
    let (mut request, mut event) = request.approve(role, &cx.viewer.actor, cx.now).map_err(answer)?;
    let practice = cx.viewer.practice.clone();
    let actor = cx.viewer.actor.clone();
    let admission = Admission { practice: &practice, by: (Some(actor.person), actor.name.clone()), role, office };
    let person = admit(&mut cx.conn, &cx.state, cx.now, &request, &admission).await?;
    request.person = Some(person.id);
    event.change("office", "", &person.place.name);
    save(cx, &request).await?;
    let news = (News::Approved { by: actor.name }, Some(actor.person));
    write_to_administrators(&mut cx.conn, &cx.state, &request, &practice, news, cx.now).await?;
    Ok(Done::new((), event.about(person.id, person.name())))
}

async fn chosen_office(cx: &mut Command, request: &Request, office: &str) -> Result<Option<OfficeId>, Fault> {
    if office.is_empty() || request.provider.is_some() {
        return Ok(None);
    }
    let places = places(&mut cx.conn, Reach::whole(request.practice)).await?;
    let found = office.parse().ok().filter(|id| places.office(*id).is_some());
    Ok(Some(found.ok_or_else(|| FieldErrors::one("office", Code::Unknown))?))
}

/// Says no (S0-43). Final (S0-44); the applicant may apply again (C-23).
///
/// # Errors
/// See [`Request::deny`]; no reason; a decision that came before is a conflict.
pub async fn deny(cx: &mut Command, id: RequestId, form: &DenyForm) -> Result<Done<()>, Fault> {
    let request = find(cx, id).await?;
    can_be_decided(&request.standing(cx.now)).map_err(answer)?;
    let listed = store::reasons::of(&mut cx.conn, request.practice).await?;
    let (reason, note) = form.parse(&listed)?;
    let told = T::new(Lang::from_tag(&request.language).unwrap_or_default()).reason_told(&reason).to_owned();
    let (request, event) = request.deny(reason, note.clone(), &cx.viewer.actor, cx.now).map_err(answer)?;
    save(cx, &request).await?;
    let practice = cx.viewer.practice.clone();
    let letter = RequestLetter::Denied {
        practice: if request.names_somebody() { practice.name.clone() } else { String::new() },
        reason: told,
        note,
        reference: request.reference.clone(),
        link: crate::paths::REGISTER.into(),
    };
    write_to_applicant(&mut cx.conn, &cx.state, &request, letter, cx.now).await?;
    let actor = cx.viewer.actor.clone();
    let news = (News::Denied { by: actor.name }, Some(actor.person));
    write_to_administrators(&mut cx.conn, &cx.state, &request, &practice, news, cx.now).await?;
    Ok(Done::new((), event))
}

/// Stores the practice's reasons for denials.
///
/// # Errors
/// Whoever decides at one provider only; somebody who was quicker; see [`checked`].
pub async fn set_reasons(cx: &mut Command, before: &[Listed], typed: &[Listed]) -> Result<Done<Vec<Listed>>, Fault> {
    cx.reach.all_of_it()?;
    let stored = store::reasons::of(&mut cx.conn, cx.reach.practice).await?;
    let list = checked(typed, || cx.state.random.id(cx.now))?;
    if stored != before {
        return Err(AppError::Conflict(Box::new(Conflict { by: String::new(), version: 0, fields: Vec::new() })).into());
    }
    store::reasons::set(&mut cx.conn, cx.reach.practice, &list).await?;
    let offered = |list: &[Listed]| {
        let offered = list.iter().filter(|one| one.offered).map(|one| one.reason());
        offered.map(|reason: Reason| reason.record()).collect::<Vec<_>>().join("; ")
    };
    let mut event = Event::new(EventKind::RequestReasonsChanged);
    event.change("reasons", offered(&stored), offered(&list));
    Ok(Done::new(list, event))
}

async fn save(cx: &mut Command, request: &Request) -> Result<(), Fault> {
    if store::step(&mut cx.conn, State::Pending, request).await? {
        return Ok(());
    }
    Err(Fault::inconsistent(format!("requests.state of {} moved inside the write lock", request.id)))
}

/// The request's page.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn page(cx: &mut Query, id: RequestId) -> Result<RequestPage, Fault> {
    let (now, zone, reach) = (cx.now, cx.zone, cx.reach);
    let at = move |at: Instant| local(zone, at);
    let request = store::find(&mut cx.conn, reach, id).await?.ok_or(AppError::NotFound)?;
    let code = request.code(now).ok_or(AppError::NotFound)?;
    cx.opens(id.uuid(), request.email.as_str());
    let standing = request.standing(now);
    let (twins, address_elsewhere) = related::twins(&mut cx.conn, reach, &request).await?;
    let others = related::requests(&mut cx.conn, reach, &request).await?;
    let mails = mail::store::deliveries(&mut cx.conn, reach.practice, &[id.uuid()], at).await?;
    let username = match request.person {
        Some(person) => people::store::find(&mut cx.conn, Reach::whole(reach.practice), person)
            .await?
            .map(|person| person.username)
            .unwrap_or_default(),
        None => String::new(),
    };
    let pending = request.status(now) == Status::Pending;
    let offices = match request.provider {
        None if pending && request.names_somebody() => places(&mut cx.conn, reach).await?.offices,
        _ => Vec::new(),
    };
    let reasons = if pending { store::reasons::of(&mut cx.conn, reach.practice).await? } else { Vec::new() };
    let roles = ROLES.map(|role| (role, can_approve_as(&standing, role, &cx.viewer.actor).err()));
    Ok(RequestPage {
        id,
        status: request.status(now),
        code,
        claim_known: store::claims::speaks_for(&mut cx.conn, &request).await?,
        waiting: request.proven.zip(request.due).filter(|_| pending).map(|(proven, due)| waiting(proven, due, now, at)),
        related: others.iter().filter_map(|other| shown(&request, other, now, &at)).collect(),
        decided: decided(&request, &at),
        submitted: at(request.submitted),
        proven: request.proven.map(at),
        standing,
        level: request.level,
        reference: request.reference,
        tin: request.tin,
        npi: request.npi,
        place: request.place_name,
        account_type: cx.viewer.practice.account_type,
        claim: request.claim,
        birth: request.birth,
        role: request.role,
        title: request.title,
        username,
        first_name: request.first_name,
        middle_name: request.middle_name,
        last_name: request.last_name,
        // Letters to administrators are about the request too; the applicant's are what matters here.
        mails: mails.into_iter().filter(|mail| mail.to == request.email).collect(),
        email: request.email,
        phone: request.phone,
        language: request.language,
        person: request.person,
        twins,
        address_elsewhere,
        roles: roles.to_vec(),
        reasons,
        offices,
    })
}

fn decided(request: &Request, at: &impl Fn(Instant) -> crate::domain::clock::Stamp) -> Option<Decided> {
    request.decision.as_ref().map(|decision| Decided {
        by: decision.by_name.clone(),
        at: at(decision.at),
        role: decision.role,
        reason: decision.reason.clone(),
        note: decision.note.clone(),
    })
}

fn shown(
    request: &Request,
    other: &Request,
    now: Instant,
    at: &impl Fn(Instant) -> crate::domain::clock::Stamp,
) -> Option<Related> {
    Some(Related {
        id: other.id,
        code: other.code(now)?,
        name: other.name(),
        email: other.email.clone(),
        submitted: at(other.submitted),
        decided: decided(other, at),
        same_person: related::same_person(request, other),
        same_claim: related::same_claim(request, other),
    })
}
