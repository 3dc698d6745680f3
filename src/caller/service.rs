//! Keeping questions, and comparing what somebody says on the phone. Answers are hashed like passwords, by the same
//! bounded pool (T09), and never read again.

use super::{
    model::{LONGEST, Typed, WINDOW, WRONG_ALLOWED, normal, parse},
    store,
};
use crate::{
    account::model::can_reset,
    domain::{
        code::{Code, FieldErrors},
        ids::{PersonId, PracticeId},
        permission::Permission,
        refusal::Refusal,
    },
    error::{AppError, AppResult},
    history::{
        model::{Event, EventKind},
        store::lock_chain,
    },
    people::{self, model::Person},
    server::{
        doors::{self, Asked, Command, Cx, Done, Query},
        fault::Fault,
        write::Bookkeeping,
    },
};

/// Switches the check on or off for the whole practice.
pub async fn switch(cx: &mut Command, on: bool) -> Result<Done<bool>, Fault> {
    cx.reach.all_of_it()?;
    let before = store::is_on(&mut cx.conn, cx.reach.practice).await?;
    store::switch(&mut cx.conn, cx.reach.practice, on).await?;
    let word = |on| if on { "yes" } else { "no" };
    let mut event = Event::new(EventKind::CallerCheckSwitched);
    event.change("caller_check", word(before), word(on));
    Ok(Done::new(on, event))
}

/// The own questions; `None` where the practice asks none.
pub async fn own(cx: &mut Query) -> Result<Option<Vec<String>>, Fault> {
    let id = cx.viewer.actor.person;
    let home = people::store::practice_of(&mut cx.conn, id).await?.ok_or(AppError::NotFound)?;
    asked_in(cx, home, id).await
}

async fn asked_in(cx: &mut Query, practice: PracticeId, id: PersonId) -> Result<Option<Vec<String>>, Fault> {
    if !store::is_on(&mut cx.conn, practice).await? {
        return Ok(None);
    }
    let questions = store::questions(&mut cx.conn, practice, id).await?;
    Ok(Some(questions.into_iter().map(|(question, _)| question).collect()))
}

/// Keeps the own questions; hashing comes before the write lock is taken.
///
/// # Errors
/// Wrong fields; [`Refusal::CallerCheckOff`].
pub async fn save(typed: Vec<Typed>) -> AppResult<Vec<String>> {
    let kept = doors::query(Permission::SignedIn, async |cx: &mut Query| {
        cx.fresh()?;
        let stored = own(cx).await?.ok_or(Refusal::CallerCheckOff)?;
        let mut kept = Vec::new();
        for (question, answer) in parse(&typed, &stored)? {
            let hash = match answer {
                Some(answer) => Some(cx.state.passwords.hash(answer).await?),
                None => None,
            };
            kept.push((question, hash));
        }
        Ok(kept)
    })
    .await?;
    doors::command_on_self(async |cx| {
        let (practice, id) = (cx.reach.practice, cx.viewer.actor.person);
        let stored = store::questions(&mut cx.conn, practice, id).await?;
        let hash_of = |question: &str| stored.iter().find(|(one, _)| one == question).map(|(_, hash)| hash.clone());
        let mut questions = Vec::new();
        for (question, hash) in kept {
            // The stored answer may have gone meanwhile.
            let hash = hash.or_else(|| hash_of(&question)).ok_or(AppError::Gone)?;
            questions.push((question, hash));
        }
        store::keep(&mut cx.conn, practice, id, &questions).await?;
        let mut event = Event::new(EventKind::CallerQuestionsSaved).about(id, cx.viewer.actor.name.clone());
        event.change("questions", stored.len().to_string(), questions.len().to_string());
        Ok(Done::new(questions.into_iter().map(|(question, _)| question).collect(), event))
    })
    .await
}

/// Only of those whose password the reader may have replaced.
fn allowed<C>(cx: &Cx<C>, found: Option<Person>) -> Result<Person, Fault> {
    let person = found.ok_or(AppError::NotFound)?;
    can_reset(&person.standing(), &cx.viewer.actor)?;
    Ok(person)
}

/// What somebody may be asked; `None` where the practice asks nothing.
pub async fn of(cx: &mut Query, id: PersonId) -> Result<Option<Vec<String>>, Fault> {
    let found = people::store::find(&mut cx.conn, cx.reach, id).await?;
    allowed(cx, found)?;
    asked_in(cx, cx.reach.practice, id).await
}

/// Whether what was heard is the answer that the person has given. All that anybody learns is yes or no.
///
/// # Errors
/// Whoever may not reset the password; [`Refusal::CallerCheckOff`], [`Refusal::NoQuestions`],
/// [`Refusal::CallerTriedOften`].
pub async fn check(id: PersonId, question: String, answer: String) -> AppResult<bool> {
    let asked = Asked::current()?;
    let answer = normal(&answer);
    let (practice, hash) = doors::query(Permission::ResetPasswords, async |cx: &mut Query| {
        let practice = cx.reach.practice;
        let found = people::store::find(&mut cx.conn, cx.reach, id).await?;
        allowed(cx, found)?;
        if !store::is_on(&mut cx.conn, practice).await? {
            return Err(Refusal::CallerCheckOff.into());
        }
        let questions = store::questions(&mut cx.conn, practice, id).await?;
        let (_, hash) = questions.into_iter().find(|(one, _)| *one == question).ok_or(Refusal::NoQuestions)?;
        if answer.is_empty() || answer.chars().count() > LONGEST {
            let code = if answer.is_empty() { Code::Required } else { Code::TooLong };
            return Err(FieldErrors::one("answer", code).into());
        }
        if store::tries(&mut cx.conn, practice, id, cx.now - WINDOW).await? >= WRONG_ALLOWED {
            return Err(Refusal::CallerTriedOften.into());
        }
        Ok((practice, hash))
    })
    .await?;
    let place = reserve(&asked, practice, id).await;
    let place = match place {
        Ok(place) => place,
        Err(fault) => return asked.answer(Err(fault)),
    };
    let matched = match asked.state.passwords.verify(answer, hash).await {
        Ok(matched) => matched,
        Err(fault) => return asked.answer(Err(fault)),
    };
    doors::command(Permission::ResetPasswords, async |cx: &mut Command| {
        let found = people::store::find(&mut cx.conn, cx.reach, id).await?;
        let person = allowed(cx, found)?;
        if matched {
            store::forgive(&mut cx.conn, cx.reach.practice, place).await?;
        }
        let kind = if matched { EventKind::CallerMatched } else { EventKind::CallerNotMatched };
        Ok(Done::new(matched, Event::new(kind).about(id, person.name())))
    })
    .await
}

/// The place is taken before the answer is looked at, in a commit of its own: parallel tries get no more looks, and no
/// rollback loses a count (T13, T14).
async fn reserve(asked: &Asked, practice: PracticeId, id: PersonId) -> Result<uuid::Uuid, Fault> {
    let now = asked.state.clock.now();
    let mut tx = Bookkeeping::open(&asked.state.db).await?;
    lock_chain(&mut tx, practice).await?;
    if store::tries(&mut tx, practice, id, now - WINDOW).await? >= WRONG_ALLOWED {
        return Err(Refusal::CallerTriedOften.into());
    }
    let place = asked.state.random.id(now);
    store::note(&mut tx, practice, id, place, now).await?;
    tx.keep().await?;
    Ok(place)
}
