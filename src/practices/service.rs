//! The work of those who look after many practices.

use std::collections::HashMap;

use chrono_tz::Tz;

use super::{
    form::{NewPractice, PracticeForm},
    model::{Place, Settings},
    portfolio,
    query::{PracticeQuery, page as page_of},
    store::{self, Kind},
    views::{NewPracticeOptions, PracticePage, PracticeRow},
};
use crate::{
    account,
    domain::{
        code::{Code, FieldErrors},
        email::Email,
        ids::{OfficeId, PracticeId},
        page::Page,
        permission::Permission,
        role::Role,
        scope::Scope,
        vendor::VendorLevel,
    },
    error::{AppError, Conflict},
    history::model::{Event, EventKind},
    i18n::Lang,
    invitations::{self, service::invited},
    people::{self, model::Person},
    server::{
        doors::{Command, Cx, Done, Query},
        fault::Fault,
    },
    setup::service::settings,
    tiers,
    vendor::{self, model::can_ask},
};

/// How far each of the reader's practices lets them in; `None` for the operator, who needs nobody's leave.
fn own_levels<C>(cx: &Cx<C>) -> Option<HashMap<PracticeId, VendorLevel>> {
    let grants = &cx.viewer.actor.grants;
    if grants.iter().any(|grant| grant.scope == Scope::Instance) {
        return None;
    }
    let levels = grants.iter().filter_map(|grant| match grant.scope {
        Scope::Vendor(practice, level) => Some((practice, level)),
        _ => None,
    });
    Some(levels.collect())
}

async fn rows(cx: &mut Query) -> Result<Vec<PracticeRow>, Fault> {
    match own_levels(cx) {
        Some(levels) => portfolio::rows(&mut cx.conn, &levels, false).await,
        None => {
            let levels = vendor::store::levels(&mut cx.conn, cx.now).await?;
            portfolio::rows(&mut cx.conn, &levels, true).await
        }
    }
}

pub async fn list(cx: &mut Query, query: &PracticeQuery) -> Result<Page<PracticeRow>, Fault> {
    Ok(page_of(rows(cx).await?, query))
}

/// One practice as its vendor or the operator sees it.
pub async fn page(cx: &mut Query) -> Result<PracticePage, Fault> {
    let practice = cx.reach.practice;
    let row = rows(cx).await?.into_iter().find(|row| row.id == practice).ok_or(AppError::NotFound)?;
    let mut page = PracticePage {
        settings: portfolio::settings(&mut cx.conn, practice).await?,
        until: None,
        asked: None,
        edit: cx.viewer.may(Permission::EditPractices).err(),
        reset: cx.viewer.may(Permission::ResetPasswords).err(),
        switch: cx.viewer.may(Permission::SwitchPractices).err(),
        asks: false,
        onboarding: cx.state.config.onboarding_url.as_ref().map(ToString::to_string),
        row,
    };
    let Some(vendor) = cx.viewer.outside.as_ref().map(|outside| outside.organisation) else { return Ok(page) };
    if let Some(access) = vendor::store::current(&mut cx.conn, practice, vendor, cx.now).await? {
        let asks = vendor::store::asked(&mut cx.conn, practice).await?;
        let last = asks.iter().find(|ask| ask.vendor == vendor).map(|ask| ask.at);
        page.until = access.ends.zip(access.next).map(|(at, next)| (cx.local(at), next));
        page.asked = last.map(|at| cx.local(at));
        page.asks = can_ask(access.level, last, cx.now).is_ok();
    }
    Ok(page)
}

/// Saves the settings, unless somebody else has changed them since they were seen.
pub async fn set(cx: &mut Command, wanted: &Settings, seen: &Settings) -> Result<Done<String>, Fault> {
    let practice = cx.reach.practice;
    let before = portfolio::settings(&mut cx.conn, practice).await?;
    if before != *seen {
        let conflict = Conflict { by: String::new(), version: 0, fields: Vec::new() };
        return Err(AppError::Conflict(Box::new(conflict)).into());
    }
    portfolio::set_settings(&mut cx.conn, practice, wanted).await?;
    let mut event = Event::new(EventKind::PracticeSettingsChanged).about(practice, &cx.viewer.practice.name);
    for setting in super::model::Setting::ALL {
        event.change(setting.name(), yes(before.has(*setting)), yes(wanted.has(*setting)));
    }
    Ok(Done::new(wanted.write(), event))
}

const fn yes(on: bool) -> &'static str {
    if on { "yes" } else { "no" }
}

/// Mails somebody of the practice a link. An address of somebody else is as unknown as one of nobody.
pub async fn reset(cx: &mut Command, email: &str) -> Result<Done<()>, Fault> {
    let wrong = |code| FieldErrors::one("reset_email", code);
    let unknown = || wrong(Code::Unknown);
    let email = Email::parse(email).map_err(wrong)?;
    let owner = people::store::owner_of_email(&mut cx.conn, email.as_str()).await?.ok_or_else(unknown)?;
    people::store::find(&mut cx.conn, cx.reach, owner).await?.ok_or_else(unknown)?;
    account::service::send_reset(cx, owner).await
}

pub async fn options(cx: &mut Query) -> Result<NewPracticeOptions, Fault> {
    Ok(NewPracticeOptions {
        prices: tiers::store::prices(&mut cx.conn).await?,
        onboarding: cx.state.config.onboarding_url.as_ref().map(ToString::to_string),
    })
}

/// Founds a practice with its first office, lets the vendor in that adds it, and invites its owner: all of it or nothing.
///
/// # Errors
/// Wrong fields; a TIN or an address that somebody has already.
pub async fn add(cx: &mut Command, form: &PracticeForm) -> Result<Done<PracticeId>, Fault> {
    let new = form.parse()?;
    let mut errors = FieldErrors::default();
    if new.time_zone.parse::<Tz>().is_err() {
        errors.push("time_zone", Code::NotATimeZone);
    }
    if store::by_tin(&mut cx.conn, new.tin.as_str()).await?.is_some() {
        errors.push("tin", Code::Taken);
    }
    if people::store::owner_of_email(&mut cx.conn, new.email.as_str()).await?.is_some() {
        errors.push("email", Code::Taken);
    }
    errors.or(Some(()))?;
    cx.fresh()?;
    let id = PracticeId::new(cx.state.random.id(cx.now));
    let practice = settings(id, &new.name, Some(new.tin.as_str().into()), &new.time_zone);
    store::add(&mut cx.conn, &practice, Kind::Practice, cx.now).await?;
    let mut added = Event::new(EventKind::PracticeAdded).about(id, &new.name);
    added.change("service_plan", "", new.plan.name());
    for setting in &new.settings.0 {
        added.change(setting.name(), "", yes(true));
    }
    let vendor = own_levels(cx).is_some();
    let first = added.clone();
    cx.begin(practice, async |cx| {
        let mut events = vec![first];
        if vendor {
            events.push(let_in(cx).await?);
        }
        events.extend(furnish(cx, &new, Lang::from_tag(&form.language).unwrap_or_default()).await?);
        Ok(events)
    })
    .await?;
    Ok(Done::new(id, added))
}

/// A vendor that sets a practice up has full access to it until its administrator decides otherwise (S3-2).
async fn let_in(cx: &mut Command) -> Result<Event, Fault> {
    let vendor = cx.viewer.home();
    vendor::service::link(cx, (vendor.organisation, &vendor.name), VendorLevel::Full).await
}

/// What a practice begins with: its settings, an office, and the set-up mail to its owner (S3-10), an invitation as any
/// other.
async fn furnish(cx: &mut Command, new: &NewPractice, language: Lang) -> Result<Vec<Event>, Fault> {
    let practice = cx.reach.practice;
    portfolio::set_settings(&mut cx.conn, practice, &new.settings).await?;
    portfolio::set_plan(&mut cx.conn, practice, new.plan).await?;
    let office = OfficeId::new(cx.state.random.id(cx.now));
    store::add_office(&mut cx.conn, practice, office, &new.office).await?;
    let place = Place { office, provider: None, name: new.office.clone() };
    let rules = invitations::store::rules::of(&mut cx.conn, practice).await?;
    let owner = Person {
        first_name: new.first_name.to_string(),
        last_name: new.last_name.to_string(),
        phone: new.phone.to_string(),
        ..invited(cx, rules, new.email.as_str(), Role::PracticeOwner, &place, language)
    };
    invitations::service::bring_in(cx, &[owner], "").await
}
