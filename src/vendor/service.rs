//! How far vendors are let in, and what a practice sees of them.

use super::{
    form::LevelForm,
    model::{Access, Decision, can_ask},
    store::{self, Ask},
    views::{InsideView, PastAccess, Receipt, VendorPage, VendorView, VisitView},
};
use crate::{
    domain::{
        calendar::DayOrder,
        clock::{Instant, instant},
        email::Email,
        ids::{AccessId, PracticeId},
        permission::Permission,
        refusal::Refusal,
        vendor::VendorLevel,
    },
    error::{AppError, Conflict},
    history::{
        self,
        model::{Entry, Event, EventKind},
    },
    i18n::Lang,
    invitations,
    mail::{
        self,
        letter::{Letter, Outgoing},
        model::About,
        vendor_letter::VendorLetter,
    },
    paths,
    practices::model::Practice,
    server::{
        clock::end_of_day,
        db::Conn,
        doors::{Command, Cx, Done, Query},
        fault::Fault,
        state::AppState,
    },
};

/// So much of each list is shown; the history has all of what was done.
const SHOWN: i64 = 200;
/// The live view goes back so far.
const LIVE: chrono::TimeDelta = chrono::TimeDelta::days(30);
const PAST: i64 = 50;

pub async fn page(cx: &mut Query) -> Result<VendorPage, Fault> {
    cx.reach.all_of_it()?;
    let (practice, now) = (cx.reach.practice, cx.now);
    let current = store::each(&mut cx.conn, practice, now).await?;
    let asks = store::asked(&mut cx.conn, practice).await?;
    let vendors = current.iter().map(|access| VendorView {
        vendor: access.vendor,
        name: access.vendor_name.clone(),
        level: access.level,
        since: cx.local(access.starts),
        set_by: access.set_by.clone(),
        until: access.ends.zip(access.next).map(|(at, next)| (cx.local(at), next)),
        asked: asks.iter().find(|ask| ask.vendor == access.vendor).map(|ask| (cx.local(ask.at), ask.by.clone())),
    });
    let vendors = vendors.collect();
    let stretch = (now - LIVE, now + chrono::TimeDelta::milliseconds(1));
    let mut acts = Vec::new();
    for access in &current {
        acts.extend(acts_of(cx, access.vendor, stretch).await?);
    }
    acts.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
    let past = store::past(&mut cx.conn, practice, now, PAST).await?;
    Ok(VendorPage {
        today: cx.local(now).date_naive(),
        vendors,
        inside: inside(cx, &current).await?,
        visits: visits(cx, None, stretch).await?,
        acts,
        past: past.iter().filter_map(|access| past_access(cx, access)).collect(),
    })
}

/// Who acts for the practice: whoever has been thrown out by a lower level is not there any more.
async fn inside(cx: &mut Query, current: &[Access]) -> Result<Vec<InsideView>, Fault> {
    let inside = store::inside(&mut cx.conn, cx.reach.practice, cx.now).await?;
    let thrown_out =
        |from: PracticeId| current.iter().any(|access| access.vendor == from && access.level < VendorLevel::Full);
    let inside = inside.into_iter().filter(|one| !thrown_out(one.comes_from));
    Ok(inside
        .map(|one| InsideView {
            person: one.person,
            organisation: one.organisation,
            reason: one.reason,
            began: cx.local(one.began),
            ends: cx.local(one.ends),
        })
        .collect())
}

async fn visits(
    cx: &mut Query,
    organisation: Option<PracticeId>,
    stretch: (Instant, Instant),
) -> Result<Vec<VisitView>, Fault> {
    let of = (cx.reach.practice, organisation);
    let seen = store::seen(&mut cx.conn, of, stretch, SHOWN).await?;
    let known = |name: &str| {
        let opened = Permission::ALL.into_iter().find(|permission| crate::explain::model::name_of(*permission) == name);
        opened.ok_or_else(|| Fault::inconsistent(format!("vendor_visits.opened: {name}")))
    };
    let view = |(person, organisation, at, opened, record): (String, String, i64, String, String)| {
        let at = cx.local(instant(at));
        Ok(VisitView { person, organisation, at, opened: known(&opened)?, record })
    };
    seen.into_iter().map(view).collect()
}

async fn acts_of(cx: &mut Query, vendor: PracticeId, stretch: (Instant, Instant)) -> Result<Vec<Entry>, Fault> {
    let between = (cx.reach.practice, vendor);
    let rows = history::store::from_outside(&mut cx.conn, between, stretch, SHOWN).await?;
    Ok(rows.into_iter().filter_map(|row| history::store::entry(row, |at| cx.local(at))).collect())
}

fn past_access<C>(cx: &Cx<C>, access: &Access) -> Option<PastAccess> {
    let until = access.ends.filter(|until| *until <= cx.now)?;
    Some(PastAccess {
        id: access.id,
        vendor: access.vendor_name.clone(),
        level: access.level,
        from: cx.local(access.starts),
        until: cx.local(until),
    })
}

pub async fn receipt(cx: &mut Query, id: AccessId) -> Result<Receipt, Fault> {
    cx.reach.all_of_it()?;
    let found = store::one(&mut cx.conn, cx.reach.practice, id).await?.ok_or(AppError::NotFound)?;
    let access = past_access(cx, &found).ok_or(AppError::NotFound)?;
    let stretch = (found.starts, found.ends.unwrap_or(cx.now));
    Ok(Receipt {
        access,
        visits: visits(cx, Some(found.vendor), stretch).await?,
        acts: acts_of(cx, found.vendor, stretch).await?,
    })
}

/// Lets a vendor in as far as the form says.
///
/// # Errors
/// [`AppError::ProofNeeded`], a vendor that has nothing to do with the practice, another level than was seen.
pub async fn set(cx: &mut Command, vendor: PracticeId, form: &LevelForm, seen: VendorLevel) -> Result<Done<()>, Fault> {
    cx.reach.all_of_it()?;
    let (practice, now) = (cx.reach.practice, cx.now);
    let current = store::current(&mut cx.conn, practice, vendor, now).await?.ok_or(AppError::NotFound)?;
    if current.level != seen {
        let conflict = Conflict { by: current.set_by, version: 0, fields: Vec::new() };
        return Err(AppError::Conflict(Box::new(conflict)).into());
    }
    let (level, day) = form.parse(cx.local(now).date_naive(), DayOrder::MonthFirst)?;
    cx.fresh()?;
    let until = match day {
        Some(day) => Some(end_of_day(cx.zone, day).ok_or(AppError::NotFound)?),
        None => None,
    };
    let periods = Decision { level, until }.periods(&current, now)?;
    store::close(&mut cx.conn, practice, vendor, now).await?;
    let by = cx.viewer.actor.name.clone();
    for period in &periods {
        let id = AccessId::new(cx.state.random.id(now));
        store::add(&mut cx.conn, id, (practice, vendor), *period, &by).await?;
    }
    store::delete_ask(&mut cx.conn, practice, vendor).await?;
    let mut event = Event::new(EventKind::VendorAccessSet).about(vendor, current.vendor_name);
    event.change("vendor_level", current.level.name(), level.name());
    event.change("vendor_until", "", day.filter(|_| periods.len() > 1).map(|day| day.to_string()).unwrap_or_default());
    Ok(Done::new((), event))
}

/// Lets a vendor in that had nothing to do with the practice.
///
/// # Errors
/// [`Refusal::LinkedAlready`].
pub async fn link(cx: &mut Command, (vendor, name): (PracticeId, &str), level: VendorLevel) -> Result<Event, Fault> {
    let (practice, now) = (cx.reach.practice, cx.now);
    if store::current(&mut cx.conn, practice, vendor, now).await?.is_some() {
        return Err(Refusal::LinkedAlready.into());
    }
    let (id, by) = (AccessId::new(cx.state.random.id(now)), cx.viewer.actor.name.clone());
    store::add(&mut cx.conn, id, (practice, vendor), (level, now, None), &by).await?;
    let mut event = Event::new(EventKind::VendorAccessSet).about(vendor, name);
    event.change("vendor_level", "", level.name());
    Ok(event)
}

/// Sends the practice's administrators the wish for full access, and leaves it on their page.
pub async fn ask(cx: &mut Command) -> Result<Done<()>, Fault> {
    let (practice, now) = (cx.reach.practice, cx.now);
    let vendor = cx.viewer.outside.clone().ok_or(AppError::NotFound)?;
    let found = store::current(&mut cx.conn, practice, vendor.organisation, now).await?;
    let access = found.ok_or(AppError::NotFound)?;
    let asks = store::asked(&mut cx.conn, practice).await?;
    let last = asks.iter().find(|ask| ask.vendor == vendor.organisation).map(|ask| ask.at);
    can_ask(access.level, last, now)?;
    let by = cx.viewer.actor.name.clone();
    store::put_ask(&mut cx.conn, practice, &Ask { vendor: vendor.organisation, at: now, by: by.clone() }).await?;
    let (name, link) = (vendor.name.clone(), paths::VENDOR_ACCESS.to_owned());
    let letter = VendorLetter::Asked { by, vendor: name, link };
    let about = (&cx.viewer.practice, About::Access(access.id.uuid()));
    tell(&mut cx.conn, &cx.state, about, &letter, now).await?;
    let mut event = Event::new(EventKind::VendorAccessAsked).about(vendor.organisation, vendor.name);
    event.change("vendor_level", access.level.name(), VendorLevel::Full.name());
    Ok(Done::new((), event))
}

/// Queues a letter to each administrator of the practice.
pub async fn tell(
    conn: &mut Conn,
    state: &AppState,
    (practice, about): (&Practice, About),
    letter: &VendorLetter,
    now: Instant,
) -> Result<(), Fault> {
    for (email, language) in invitations::store::administrators(conn, practice.id, now).await? {
        let outgoing = Outgoing {
            practice: practice.id,
            to: Email::parse(&email).map_err(|_| Fault::inconsistent(format!("{email} is no address")))?,
            language: Lang::from_tag(&language).unwrap_or_default(),
            about,
            letter: Letter::Vendor {
                practice: practice.name.clone(),
                zone: practice.time_zone.clone(),
                about: letter.clone(),
            },
        };
        mail::store::queue(conn, state, now, &outgoing).await?;
    }
    Ok(())
}
