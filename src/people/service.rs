//! The work behind the verbs, shared by the pages and by everything else that will call them.

use super::{
    form::{self, PersonForm},
    model::{GrantView, LockReason, Person, PersonRow, PersonView, Standing, can_become_user_manager, can_change_role},
    store::{
        self,
        grants::{self, Grant},
    },
};
use crate::{
    account::{self, model::LinkKind},
    domain::{
        clock::Instant,
        code::{Code, FieldErrors},
        ids::{GrantId, PersonId, PracticeId},
        refusal::Refusal,
        role::Role,
        scope::Scope,
    },
    error::AppError,
    history::{
        self,
        model::{Event, EventKind},
    },
    invitations::{again, model::Orphans},
    lifecycle,
    practices::store::places,
    server::{
        db::Conn,
        doors::{Command, Cx, Done, Query},
        fault::Fault,
    },
};

/// The person's page as the reader sees it.
pub async fn view(cx: &mut Query, id: PersonId) -> Result<PersonView, Fault> {
    let person = store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let grants = grants::of(&mut cx.conn, cx.reach.practice, id).await?;
    cx.opens(id.uuid(), person.name());
    let by_administrator = person.lock.as_ref().is_some_and(|lock| lock.reason == LockReason::ByAdministrator);
    let mut view = shown(cx, person, grants);
    (view.replaced_by, view.replaces) = lifecycle::store::replaced(&mut cx.conn, cx.reach.practice, id).await?;
    if by_administrator && view.lock.is_some() {
        let practice = cx.reach.practice;
        view.lock_note = history::store::last_reason(&mut cx.conn, practice, id, EventKind::PersonLocked).await?;
    }
    Ok(view)
}

fn shown<C>(cx: &Cx<C>, person: Person, grants: Vec<(Grant, String)>) -> PersonView {
    let now = cx.now;
    let local = |at: Instant| cx.local(at);
    let registration = person.state.registration(person.registered.is_some());
    let locked = person.locked(now);
    let lock = person.lock.as_ref().filter(|_| locked);
    let grant = |(grant, scope): (Grant, String)| GrantView {
        id: grant.id,
        role: grant.role,
        at_provider: matches!(grant.scope, Scope::Provider(..)),
        scope: if grant.scope == Scope::Instance { String::new() } else { scope },
        given_by: grant.given_by_name,
        given: local(grant.given),
        ends: grant.ends.map(local),
    };
    PersonView {
        row: PersonRow {
            id: person.id,
            badge: person.facts().badge(now, local),
            first_name: person.first_name,
            last_name: person.last_name,
            username: person.username,
            email: person.email,
            role: person.role,
            place: person.place.name.clone(),
            at_provider: person.place.provider.is_some(),
            state: person.state,
            registration,
            tier: person.tier,
            created: local(person.created),
            active: person.active.map(local),
            locked_since: lock.map(|lock| local(lock.since)),
        },
        lock: lock.map(|lock: &super::model::Lock| {
            let reason: LockReason = lock.reason;
            (local(lock.since), reason, lock.ends.map(local))
        }),
        lock_note: String::new(),
        middle_name: person.middle_name,
        phone: person.phone,
        mobile: person.mobile,
        mobile_carrier: person.mobile_carrier,
        title: person.title,
        employee_no: person.employee_no,
        language: person.language,
        notices: person.notices,
        place: person.place,
        registered: person.registered.map(local),
        invite_expires: person.invite_expires.map(local),
        deactivates: person.deactivates.map(local),
        version: person.version,
        replaced_by: None,
        replaces: None,
        grants: grants.into_iter().map(grant).collect(),
    }
}

/// Saves an edit, merged with what somebody else saved meanwhile.
pub async fn edit(
    cx: &mut Command,
    id: PersonId,
    version: i64,
    base: &PersonForm,
    typed: PersonForm,
    orphans: Orphans,
) -> Result<Done<PersonView>, Fault> {
    let person = store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let places = places(&mut cx.conn, cx.reach).await?;
    let typed = if version == person.version { typed } else { merged(cx, &person, base, &typed).await? };
    let edit = typed.parse(&places)?;
    let before = person.clone();
    let (person, event) = person.edit(edit, &cx.viewer.actor, cx.reach)?;
    if (before.role, before.place.provider) != (person.role, person.place.provider) {
        // It gives or takes a right.
        cx.fresh()?;
    }
    let (person, followed) = keep(cx, &before, person, orphans).await?;
    let grants = grants::of(&mut cx.conn, cx.reach.practice, id).await?;
    Ok(Done::new(shown(cx, person, grants), event).and_all(followed))
}

/// Gives somebody User Manager in place of a role that does less (S1-4).
///
/// # Errors
/// [`Refusal::AlreadySo`], [`Refusal::WouldDemote`], [`Refusal::NoAccount`], a role above one's own; no proof.
pub async fn make_user_manager(cx: &mut Command, id: PersonId) -> Result<Vec<Event>, Fault> {
    let before = store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    can_become_user_manager(&before)?;
    let standing = Standing { person: id, role: before.role, state: before.state };
    can_change_role(&standing, Role::UserManager, &cx.viewer.actor)?;
    cx.fresh()?;
    let mut event = Event::new(EventKind::PersonEdited).about(id, before.name());
    event.change("role", before.role.name(), Role::UserManager.name());
    let person = Person { role: Role::UserManager, version: before.version + 1, ..before.clone() };
    let (_, followed) = keep(cx, &before, person, Orphans::Revoke).await?;
    Ok(std::iter::once(event).chain(followed).collect())
}

/// Stores somebody as they are after an edit, with what follows from it; `orphans` says what becomes of links that stood
/// on a right that is lost.
///
/// # Errors
/// The last administrator, a taken address, too many mails.
pub async fn keep(
    cx: &mut Command,
    before: &Person,
    mut person: Person,
    orphans: Orphans,
) -> Result<(Person, Vec<Event>), Fault> {
    let id = person.id;
    if before.administers_all() && !person.administers_all() {
        keep_an_administrator(&mut cx.conn, cx.reach.practice, id).await?;
    }
    if email_is_taken(&mut cx.conn, &person).await? {
        return Err(FieldErrors::one("email", Code::Taken).into());
    }
    let mut followed = Vec::new();
    if person.email != before.email && again::was_sent(cx, id).await? {
        // The link that is out leads to the old address (S1-22).
        followed.push(again::to_new_address(cx, &mut person, &before.email).await?.1);
    }
    if !store::save(&mut cx.conn, cx.reach.practice, &person, cx.now).await? {
        return Err(Fault::inconsistent(format!("people.version of {id} moved inside the write lock")));
    }
    if (before.role, before.place.provider) != (person.role, person.place.provider) {
        let giver = (Some(cx.viewer.actor.person), cx.viewer.actor.name.clone());
        let grant_id = GrantId::new(cx.state.random.id(cx.now));
        let grant = main_grant(cx.reach.practice, grant_id, giver, cx.now, &person);
        regrant(&mut cx.conn, cx.reach.practice, before.role, grant).await?;
        let heir = (orphans == Orphans::TakeOver).then_some(&cx.viewer.actor);
        followed.extend(again::disown(&mut cx.conn, cx.reach.practice, person.id, heir, cx.now).await?);
    }
    Ok((person, followed))
}

async fn merged(cx: &mut Command, person: &Person, base: &PersonForm, typed: &PersonForm) -> Result<PersonForm, Fault> {
    let stored = PersonForm::of(&shown(cx, person.clone(), Vec::new()));
    match typed.merge(base, &stored) {
        Ok(merged) => Ok(merged),
        Err(clashes) => {
            let last =
                crate::history::store::page(&mut cx.conn, cx.reach.practice, Some(person.id.into()), 0, 1).await?;
            let by = last.into_iter().next().map(|row| row.actor_name).unwrap_or_default();
            Err(form::conflict(by, person.version, clashes).into())
        }
    }
}

/// The practice keeps at least one administrator who can sign in and stays (P-20). Called inside the write lock, so two who
/// demote each other can't both succeed (T53).
pub async fn keep_an_administrator(conn: &mut Conn, practice: PracticeId, leaving: PersonId) -> Result<(), Fault> {
    if grants::other_administrators(conn, practice, leaving).await? == 0 {
        return Err(Refusal::LastAdministrator.into());
    }
    Ok(())
}

async fn email_is_taken(conn: &mut Conn, person: &Person) -> Result<bool, Fault> {
    Ok(store::owner_of_email(conn, &person.email).await?.is_some_and(|owner| owner != person.id))
}

/// The grant that a person's own role and place stand for.
pub fn main_grant(
    practice: PracticeId,
    id: GrantId,
    (given_by, given_by_name): (Option<PersonId>, String),
    given: Instant,
    person: &Person,
) -> Grant {
    Grant {
        id,
        person: person.id,
        role: person.role,
        scope: person.place.provider.map_or(Scope::Practice(practice), |id| Scope::Provider(practice, id)),
        given_by,
        given_by_name,
        given,
        ends: None,
    }
}

/// Puts a person's [`main_grant`] in place of the one for the role they had `before`.
pub async fn regrant(conn: &mut Conn, practice: PracticeId, before: Role, grant: Grant) -> Result<(), Fault> {
    grants::take(conn, practice, grant.person, before).await?;
    grants::take(conn, practice, grant.person, grant.role).await?;
    grants::add(conn, practice, &grant).await?;
    Ok(())
}

/// Takes the lock off and forgets the failures; the mailed link that could have done it is used up.
pub async fn unlock(cx: &mut Command, id: PersonId) -> Result<Done<PersonView>, Fault> {
    let person = store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let (person, event) = person.unlock(&cx.viewer.actor, cx.now)?;
    store::save(&mut cx.conn, cx.reach.practice, &person, cx.now).await?;
    crate::session::tries::forget_everything(&mut cx.conn, id).await?;
    account::store::end(&mut cx.conn, cx.reach.practice, id, Some(LinkKind::Unlock), cx.now).await?;
    let grants = grants::of(&mut cx.conn, cx.reach.practice, id).await?;
    Ok(Done::new(shown(cx, person, grants), event))
}
