//! What is done to a link that is out: sent again, sent elsewhere, handed over, taken back.

use super::{
    model::{Invitation, State, can_invite, can_redirect, can_send_again, may_answer_for},
    service::{link, post, still_stands},
    store::{self, Fresh},
    verdict::{Verdict, judge},
    views::{Phones, Waiting},
};
use crate::{
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::{InvitationId, PersonId, PracticeId},
        refusal::Refusal,
        role::Role,
        scope::{Actor, Granted, Reach, Scope},
    },
    error::AppError,
    history::model::{Event, EventKind},
    mail::{self, model::MailRoute},
    people::{
        self,
        model::{AccountState, Person},
    },
    practices::store::places,
    server::{
        db::Conn,
        doors::{Command, Done, Query},
        fault::Fault,
    },
};

async fn find(cx: &mut Command, person: PersonId) -> Result<Person, Fault> {
    Ok(people::store::find(&mut cx.conn, cx.reach, person).await?.ok_or(AppError::NotFound)?)
}

/// Stores somebody inside of the write lock; the version is counted up here.
pub async fn save(cx: &mut Command, person: Person) -> Result<(), Fault> {
    store_one(&mut cx.conn, cx.reach.practice, person, cx.now).await
}

async fn store_one(conn: &mut Conn, practice: PracticeId, mut person: Person, now: Instant) -> Result<(), Fault> {
    person.version += 1;
    if people::store::save(conn, practice, &person, now).await? {
        return Ok(());
    }
    Err(Fault::inconsistent(format!("people.version of {} moved inside the write lock", person.id)))
}

/// Sends a new link to the same address; the old one stops working at this instant (C-08, S0-19).
///
/// # Errors
/// See [`can_send_again`]; also too soon or too often, or nobody's right that it could stand on.
pub async fn send_again(cx: &mut Command, id: PersonId) -> Result<Done<InvitationId>, Fault> {
    let person = find(cx, id).await?;
    can_send_again(&person.standing(), &cx.viewer.actor)?;
    let (fresh, event) = renew(cx, person).await?;
    Ok(Done::new(fresh, event))
}

/// Whether [`send_again`] would, now: the same checks, and nothing done.
pub async fn would_send_again(
    conn: &mut Conn,
    reach: Reach,
    person: &Person,
    by: &Actor,
    now: Instant,
) -> Result<Result<(), Refusal>, Fault> {
    if let Err(refusal) = can_send_again(&person.standing(), by) {
        return Ok(Err(refusal));
    }
    if let Err(refusal) = store::sent(conn, person.id, now).await?.may_follow(now) {
        return Ok(Err(refusal));
    }
    let newest = store::of(conn, reach.practice, person.id).await?.into_iter().next();
    match ground(conn, reach.practice, person, newest.as_ref(), by, now).await {
        Ok(_) => Ok(Ok(())),
        Err(Fault::Answer(AppError::Forbidden(refusal))) => Ok(Err(refusal)),
        Err(fault) => Err(fault),
    }
}

/// On whose right a new link stands. Somebody who may only send again acts on the right of the one who invited, while
/// that lasts.
async fn ground(
    conn: &mut Conn,
    practice: PracticeId,
    person: &Person,
    newest: Option<&Invitation>,
    by: &Actor,
    now: Instant,
) -> Result<(Option<PersonId>, String), Fault> {
    let Err(refusal) = can_invite(person.role, by) else { return Ok((Some(by.person), by.name.clone())) };
    match newest {
        Some(newest) if still_stands(conn, newest, person, practice, now).await? => {
            Ok((newest.inviter, newest.inviter_name.clone()))
        }
        _ => Err(refusal.into()),
    }
}

/// Another link for somebody who waits; whether the one who acts may ask for it is the caller's to find out.
///
/// # Errors
/// Too soon or too often, or nobody's right that it could stand on.
pub async fn renew(cx: &mut Command, mut person: Person) -> Result<(InvitationId, Event), Fault> {
    store::sent(&mut cx.conn, person.id, cx.now).await?.may_follow(cx.now)?;
    let fresh = replace(cx, &mut person).await?;
    store::insert_many(&mut cx.conn, cx.reach.practice, std::slice::from_ref(&fresh)).await?;
    post(cx, &person, &fresh).await?;
    let mut event = Event::new(EventKind::InvitationSentAgain).about(person.id, person.name());
    event.change("email", "", &person.email);
    save(cx, person).await?;
    Ok((fresh.0.id, event))
}

/// Corrects the address: the old link stops working, a new one goes to the new address at once (S1-22, N-18).
///
/// # Errors
/// See [`can_redirect`]; a wrong or taken address; too often.
pub async fn readdress(cx: &mut Command, id: PersonId, email: &str, keep: bool) -> Result<Done<InvitationId>, Fault> {
    let person = find(cx, id).await?;
    can_redirect(&person.standing(), &cx.viewer.actor)?;
    let email = checked(email, keep)?;
    if person.email == email {
        return Err(FieldErrors::one("email", Code::Unchanged).into());
    }
    let (fresh, event) = redirect(cx, person, email).await?;
    Ok(Done::new(fresh, event))
}

/// Stores another address of somebody who waits and sends a link there; see [`renew`] for who may.
///
/// # Errors
/// A taken address; too often, or nobody's right that it could stand on.
pub async fn redirect(cx: &mut Command, mut person: Person, email: String) -> Result<(InvitationId, Event), Fault> {
    if people::store::owner_of_email(&mut cx.conn, &email).await?.is_some_and(|owner| owner != person.id) {
        return Err(FieldErrors::one("email", Code::Taken).into());
    }
    let before = std::mem::replace(&mut person.email, email);
    let done = to_new_address(cx, &mut person, &before).await?;
    save(cx, person).await?;
    Ok(done)
}

/// Corrects the phones (S1-23, C-12). Nothing is mailed: a link goes to an address (C-11).
///
/// # Errors
/// See [`can_redirect`]; what is no number; [`Refusal::AlreadySo`].
pub async fn rephone(cx: &mut Command, id: PersonId, typed: &Phones) -> Result<Done<Phones>, Fault> {
    let mut person = find(cx, id).await?;
    can_redirect(&person.standing(), &cx.viewer.actor)?;
    let phones = typed.parse()?;
    if (&person.phone, &person.mobile) == (&phones.phone, &phones.mobile) {
        return Err(Refusal::AlreadySo.into());
    }
    let before = Phones::of(&person);
    (person.phone, person.mobile) = (phones.phone, phones.mobile);
    let after = Phones::of(&person);
    let mut event = Event::new(EventKind::PersonEdited).about(id, person.name());
    event.change("phone", before.phone, &after.phone);
    event.change("mobile", before.mobile, &after.mobile);
    save(cx, person).await?;
    Ok(Done::new(after, event))
}

fn checked(email: &str, keep: bool) -> Result<String, FieldErrors> {
    let wrong = |code| FieldErrors::one("email", code);
    let judged = judge(email, if keep { email } else { "" });
    match &judged[..] {
        [] => Err(wrong(Code::Required)),
        [one] => match &one.verdict {
            Verdict::Ready => Ok(one.email.clone()),
            Verdict::Misspelt { .. } => Err(wrong(Code::DomainMisspelt)),
            _ => Err(wrong(Code::NotAnEmail)),
        },
        _ => Err(wrong(Code::NotAnEmail)),
    }
}

/// The new link for a person whose address is about to be stored; also what saving the person's profile does.
///
/// # Errors
/// Too often, or nobody's right that it could stand on.
pub async fn to_new_address(
    cx: &mut Command,
    person: &mut Person,
    before: &str,
) -> Result<(InvitationId, Event), Fault> {
    cx.fresh_to_give(person.role)?;
    store::sent(&mut cx.conn, person.id, cx.now).await?.under_cap()?;
    let fresh = replace(cx, person).await?;
    store::insert_many(&mut cx.conn, cx.reach.practice, std::slice::from_ref(&fresh)).await?;
    post(cx, person, &fresh).await?;
    let mut event = Event::new(EventKind::InvitationReaddressed).about(person.id, person.name());
    event.change("email", before, &person.email);
    Ok((fresh.0.id, event))
}

/// Whether a person was ever sent a link; somebody from a roster was not.
pub async fn was_sent(cx: &mut Command, id: PersonId) -> Result<bool, Fault> {
    Ok(!store::of(&mut cx.conn, cx.reach.practice, id).await?.is_empty())
}

/// Ends the links that are out and makes a new one, whose time begins now.
async fn replace(cx: &mut Command, person: &mut Person) -> Result<Fresh, Fault> {
    let links = store::of(&mut cx.conn, cx.reach.practice, person.id).await?;
    let newest = links.first().cloned();
    let rules = store::rules::of(&mut cx.conn, cx.reach.practice).await?;
    person.invite_expires = Some(cx.now + rules.lifetime());
    let mut fresh = link(cx, person, newest.as_ref().map_or("", |link| link.message.as_str()));
    let (practice, by) = (cx.reach.practice, cx.viewer.actor.clone());
    (fresh.0.inviter, fresh.0.inviter_name) =
        ground(&mut cx.conn, practice, person, newest.as_ref(), &by, cx.now).await?;
    for link in links.into_iter().filter(|link| link.state == State::Open) {
        end(&mut cx.conn, cx.reach.practice, link.supersede(cx.now), cx.now).await?;
    }
    person.invite_bounced = None;
    Ok(fresh)
}

/// Stores the end of a link and withdraws its mail.
async fn end(conn: &mut Conn, practice: PracticeId, link: Invitation, now: Instant) -> Result<(), Fault> {
    if !store::end(conn, practice, &link).await? {
        return Err(Fault::inconsistent(format!("invitations.state of {} moved inside the write lock", link.id)));
    }
    mail::store::cancel(conn, practice, link.id.uuid(), now).await?;
    Ok(())
}

/// Takes back the link of somebody who leaves before they ever registered, if one still works. The person is stored by
/// whoever lets them go.
pub async fn withdraw(conn: &mut Conn, practice: PracticeId, person: PersonId, now: Instant) -> Result<(), Fault> {
    let links = store::of(conn, practice, person).await?;
    match links.into_iter().find(|link| link.status(now) == super::model::Status::Open) {
        Some(open) => end(conn, practice, open.revoke(now)?, now).await,
        None => Ok(()),
    }
}

/// Takes a link back.
///
/// # Errors
/// See [`can_redirect`]; also when no link works any more.
pub async fn revoke(cx: &mut Command, id: PersonId) -> Result<Done<()>, Fault> {
    let person = find(cx, id).await?;
    can_redirect(&person.standing(), &cx.viewer.actor)?;
    let open = store::of(&mut cx.conn, cx.reach.practice, id).await?;
    let open = open.into_iter().find(|link| link.state == State::Open).ok_or(Refusal::NoOpenInvitation)?;
    let event = take_back(&mut cx.conn, cx.reach.practice, person, open, cx.now).await?;
    Ok(Done::new((), event))
}

async fn take_back(
    conn: &mut Conn,
    practice: PracticeId,
    mut person: Person,
    open: Invitation,
    now: Instant,
) -> Result<Event, Fault> {
    let mut event = Event::new(EventKind::InvitationRevoked).about(person.id, person.name());
    event.change("email", &open.email, "");
    end(conn, practice, open.revoke(now)?, now).await?;
    // Nothing waits for the person any more.
    person.invite_expires = Some(now);
    store_one(conn, practice, person, now).await?;
    Ok(event)
}

/// Links that stood on the right of somebody who has just lost it stop working, or `heir` answers for them from now on
/// where they may (P-25). To be called wherever a right to invite may end: an edit, and whatever else takes roles.
pub async fn disown(
    conn: &mut Conn,
    practice: PracticeId,
    inviter: PersonId,
    heir: Option<&Actor>,
    now: Instant,
) -> Result<Vec<Event>, Fault> {
    let mut events = Vec::new();
    for open in store::standing_on(conn, practice, inviter).await? {
        let Some(person) = people::store::find(conn, Reach::whole(practice), open.person).await? else { continue };
        if !is_waiting(&open, &person, now) || still_stands(conn, &open, &person, practice, now).await? {
            continue;
        }
        let event = match heir.filter(|heir| may_take_over(heir, practice, inviter, &person)) {
            Some(heir) => re_own(conn, practice, &open, &person, heir).await?,
            None => take_back(conn, practice, person, open, now).await?.because("the inviter may no longer invite"),
        };
        events.push(event);
    }
    Ok(events)
}

fn may_take_over(actor: &Actor, practice: PracticeId, inviter: PersonId, person: &Person) -> bool {
    actor.person != inviter && may_answer_for(&actor.grants, practice, person.role, person.place.provider)
}

async fn re_own(
    conn: &mut Conn,
    practice: PracticeId,
    link: &Invitation,
    person: &Person,
    heir: &Actor,
) -> Result<Event, Fault> {
    store::re_own(conn, practice, link.id, heir).await?;
    let mut event = Event::new(EventKind::InvitationTakenOver).about(person.id, person.name());
    event.change("inviter", &link.inviter_name, &heir.name);
    Ok(event)
}

/// The links that stand on somebody's right to invite, as those may see who could take them over.
pub async fn standing_on(cx: &mut Query, inviter: PersonId) -> Result<Vec<Waiting>, Fault> {
    standing_unless(cx, inviter, |_| false).await
}

/// Those of somebody's open links that would stop working if they had another role or place (P-25).
///
/// # Errors
/// [`AppError::NotFound`] for somebody out of reach.
pub async fn at_stake(cx: &mut Query, inviter: PersonId, role: &str, place: &str) -> Result<Vec<Waiting>, Fault> {
    let practice = cx.reach.practice;
    let former = people::store::find(&mut cx.conn, cx.reach, inviter).await?.ok_or(AppError::NotFound)?;
    let place = places(&mut cx.conn, cx.reach).await?.place(place);
    // What is no role or no place is said by the form itself.
    let (Some(role), Some(place)) = (Role::from_name(role), place) else { return Ok(Vec::new()) };
    let (mut grants, _) = crate::session::grants::of(&mut cx.conn, inviter, cx.now).await?;
    // As `people::service::regrant` does it.
    grants.retain(|grant| grant.scope.within(practice).is_none() || ![former.role, role].contains(&grant.role));
    let scope = place.provider.map_or(Scope::Practice(practice), |id| Scope::Provider(practice, id));
    grants.push(Granted { role, scope, until: None });
    standing_unless(cx, inviter, |person| may_answer_for(&grants, practice, person.role, person.place.provider)).await
}

async fn standing_unless(
    cx: &mut Query,
    inviter: PersonId,
    stays: impl Fn(&Person) -> bool,
) -> Result<Vec<Waiting>, Fault> {
    if people::store::find(&mut cx.conn, cx.reach, inviter).await?.is_none() {
        return Err(AppError::NotFound.into());
    }
    let mut waiting = Vec::new();
    for link in store::standing_on(&mut cx.conn, cx.reach.practice, inviter).await? {
        let person = people::store::find(&mut cx.conn, cx.reach, link.person).await?;
        let Some(person) = person.filter(|person| is_waiting(&link, person, cx.now) && !stays(person)) else {
            continue;
        };
        waiting.push(Waiting { id: link.id, email: link.email, role: person.role, expires: cx.local(link.expires) });
    }
    Ok(waiting)
}

fn is_waiting(link: &Invitation, person: &Person, now: Instant) -> bool {
    link.status(now) == super::model::Status::Open && person.state == AccountState::Invited
}

/// Answers for somebody's links from now on, so that they outlast that person's right to invite (P-25). Links to roles
/// above one's own stay where they are.
///
/// # Errors
/// [`AppError::NotFound`] for somebody out of reach, [`AppError::Gone`] if there is nothing to take over.
pub async fn take_over(cx: &mut Command, inviter: PersonId) -> Result<Done<i64>, Fault> {
    find(cx, inviter).await?;
    let practice = cx.reach.practice;
    let mut events = Vec::new();
    for link in store::standing_on(&mut cx.conn, practice, inviter).await? {
        let person = people::store::find(&mut cx.conn, cx.reach, link.person).await?;
        let Some(person) = person.filter(|person| is_waiting(&link, person, cx.now)) else { continue };
        if may_take_over(&cx.viewer.actor, practice, inviter, &person) {
            events.push(re_own(&mut cx.conn, practice, &link, &person, &cx.viewer.actor).await?);
        }
    }
    let taken = events.len() as i64;
    let first = events.pop().ok_or(AppError::Gone)?;
    Ok(Done::new(taken, first).and_all(events))
}

/// Makes a new link and shows it to the one who acts, once, where no mail goes out (P-06).
///
/// # Errors
/// See [`can_redirect`]; also where mail is configured, as a link is its reader's secret there (T37).
pub async fn copy(cx: &mut Command, id: PersonId) -> Result<Done<String>, Fault> {
    let mut person = find(cx, id).await?;
    can_redirect(&person.standing(), &cx.viewer.actor)?;
    if mail::mailer::route(&cx.state) != MailRoute::None {
        return Err(Refusal::MailIsSent.into());
    }
    cx.fresh_to_give(person.role)?;
    let mut fresh = replace(cx, &mut person).await?;
    fresh.0.by_mail = false;
    store::insert_many(&mut cx.conn, cx.reach.practice, std::slice::from_ref(&fresh)).await?;
    let event = Event::new(EventKind::InvitationCopied).about(id, person.name());
    save(cx, person).await?;
    let path = crate::paths::invite(&fresh.1);
    let link = cx.state.config.base_url.join(&path).map_err(|error| Fault::Other(error.to_string()))?;
    Ok(Done::new(link.into(), event))
}
