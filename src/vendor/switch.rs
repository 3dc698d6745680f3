//! Switching to a practice and back (S3-8, C-31, T55). The session stays; a switch is bound to it, and it gets a new
//! token each time.

use chrono::TimeDelta;

use super::{
    model::{LONGEST_REASON, SWITCH_MINUTES},
    service::tell,
    store::{self, NewSwitch},
};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        ids::{PracticeId, SwitchId},
        permission::Permission,
    },
    error::{AppError, AppResult},
    history::model::{Event, EventKind},
    mail::{model::About, vendor_letter::VendorLetter},
    paths,
    server::{
        cookies,
        doors::{Asked, Command, Done, command_at, command_even_restricted},
        fault::Fault,
    },
    session::store::token_hash,
};

/// Acts for the practice from now on.
///
/// # Errors
/// Less than full access, no reason, a proof that is needed.
pub async fn begin(asked: &Asked, practice: PracticeId, reason: &str) -> AppResult<()> {
    let permission = Permission::SwitchPractices;
    let token = command_at(asked, practice, permission, async |cx| switch(cx, reason).await).await?;
    cookies::set_session(&asked.state.config, &token);
    Ok(())
}

async fn switch(cx: &mut Command, reason: &str) -> Result<Done<String>, Fault> {
    let wrong = |code| FieldErrors::one("switch_reason", code);
    let reason = reason.trim();
    match reason.chars().count() {
        0 => return Err(wrong(Code::Required).into()),
        1..=LONGEST_REASON => {}
        _ => return Err(wrong(Code::TooLong).into()),
    }
    cx.fresh()?;
    let (actor, home, token) = (&cx.viewer.actor, cx.viewer.home(), cx.state.random.token());
    let switch = NewSwitch {
        id: SwitchId::new(cx.state.random.id(cx.now)),
        practice: cx.reach.practice,
        organisation: home.organisation,
        person: (actor.person, actor.name.clone()),
        reason: reason.to_owned(),
        began: cx.now,
        ends: cx.now + TimeDelta::minutes(SWITCH_MINUTES),
    };
    store::add_switch(&mut cx.conn, &switch).await?;
    store::switch_session(&mut cx.conn, cx.viewer.session, switch.id, &token_hash(&token)).await?;
    let letter = VendorLetter::Switched {
        by: switch.person.1.clone(),
        organisation: home.name,
        reason: switch.reason.clone(),
        ends: switch.ends,
        link: paths::VENDOR_ACCESS.to_owned(),
    };
    let about = (&cx.viewer.practice, About::Access(switch.id.uuid()));
    tell(&mut cx.conn, &cx.state, about, &letter, cx.now).await?;
    let event = Event::new(EventKind::Switched).about(switch.person.0, &switch.person.1).because(reason);
    Ok(Done::new(token, event))
}

/// Goes back to the own session.
///
/// # Errors
/// [`AppError::Gone`] for whoever is there already.
pub async fn end() -> AppResult<()> {
    let asked = Asked::current()?;
    let token = command_even_restricted(async |cx| {
        cx.viewer.as_oneself().err().ok_or(AppError::Gone)?;
        let token = cx.state.random.token();
        store::leave(&mut cx.conn, cx.viewer.session, &token_hash(&token)).await?;
        let event = Event::new(EventKind::SwitchedBack).about(cx.viewer.actor.person, &cx.viewer.actor.name);
        Ok(Done::new(token, event))
    })
    .await?;
    cookies::set_session(&asked.state.config, &token);
    if asked.request.accepts_html {
        leptos_axum::redirect(paths::HOME);
    }
    Ok(())
}
