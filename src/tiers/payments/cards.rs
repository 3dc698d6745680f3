//! The card on file: put there on the provider's own page, looked at again when it changes, forgotten on demand. Its
//! number is typed at the provider and never comes here (T72).

use chrono::{NaiveDate, TimeDelta};

use super::{
    card_store::{self, OnFile, SetupRow},
    model::{Card, CardState, WARNING},
    provider::{Kept, Trouble, ask},
    views::{CardPage, CardView},
};
use crate::{
    domain::{
        clock::Instant,
        ids::{CardSetupId, PersonId, PracticeId},
        permission::Permission,
        refusal::Refusal,
    },
    error::{AppError, AppResult},
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    mail::billing_letter::BillingLetter,
    paths, people,
    server::{
        db::Conn,
        doors::{self, Asked, Command, Done, Query},
        fault::Fault,
        state::AppState,
        write::{Bookkeeping, Writing},
    },
    tiers::{
        billing::{
            self, past_due,
            service::{payer_name, send},
        },
        model::{Buyer, can_buy},
        plans::{seats, service::buyer},
    },
};

/// What a fault of the provider is for whoever waits for its page.
fn away(trouble: Trouble) -> Fault {
    tracing::warn!(%trouble, "a card can't be put on file now");
    AppError::Unavailable.into()
}

/// Leads to the provider's page. The way back is for this session alone.
pub async fn begin() -> AppResult<String> {
    let asked = Asked::current()?;
    let begun = doors::query_for(&asked, Permission::BuyPlans, async |cx| {
        cx.acts()?;
        cx.fresh()?;
        let (practice, person) = (cx.reach.practice, cx.viewer.actor.person);
        let provider = cx.state.payments.provider().ok_or(Refusal::NoCardsHere)?;
        if people::store::practice_of(&mut cx.conn, person).await? != Some(practice) {
            return Err(Refusal::OtherPractice.into());
        }
        let own = seats::person(&mut cx.conn, practice, person).await?;
        let known = card_store::find(&mut cx.conn, practice, person).await?;
        let id = CardSetupId::new(cx.state.random.id(cx.now));
        Ok((provider, own, known, id, (practice, person, cx.viewer.session), cx.now))
    });
    let (provider, own, known, id, whose, now) = begun.await?;
    let state = &asked.state;
    let base = &state.config.base_url;
    let made = async {
        let customer = match known {
            Some(row) => row.customer,
            // By the person's id: whoever clicks twice is one customer.
            None => {
                let (name, email) = (own.name(), own.email.clone());
                ask(&provider, move |provider| provider.customer(own.id.uuid(), &name, &email)).await.map_err(away)?
            }
        };
        let join = |path: &str| base.join(path).map_err(|error| Fault::Other(error.to_string()));
        let (back, gone) = (join(&paths::card_back(id))?, join(paths::CARD)?);
        let for_customer = customer.clone();
        let setup = ask(&provider, move |provider| provider.begin_setup(id.uuid(), &for_customer, &back, &gone));
        let setup = setup.await.map_err(away)?;
        let mut tx = Bookkeeping::open(&state.db).await?;
        card_store::set_customer(&mut tx, whose.0, whose.1, &customer, now).await?;
        card_store::add_setup(&mut tx, id, whose, &setup.id, now).await?;
        tx.keep().await?;
        Ok(setup.url)
    };
    asked.answer(made.await)
}

/// Comes back from the provider's page: what it says, and not the address, decides whether there is a card now.
pub async fn finish(id: CardSetupId) -> AppResult<bool> {
    let asked = Asked::current()?;
    let found = doors::query_for(&asked, Permission::BuyPlans, async |cx| own_setup(cx, id).await).await?;
    let (Some(provider), Some(setup)) = (asked.state.payments.provider(), found) else { return Ok(false) };
    let kept = ask(&provider, move |provider| provider.finished_setup(&setup.remote)).await.map_err(away);
    let Some(kept) = asked.answer(kept)? else { return Ok(false) };
    doors::command_for(&asked, Permission::BuyPlans, async |cx| keep(cx, id, &kept).await).await
}

/// Nothing: a webhook has finished it meanwhile.
async fn own_setup(cx: &mut Query, id: CardSetupId) -> Result<Option<SetupRow>, Fault> {
    let (practice, person, session) = (cx.reach.practice, cx.viewer.actor.person, cx.viewer.session);
    if let Some(setup) = card_store::setup(&mut cx.conn, practice, id).await? {
        let own = setup.person_id == person.uuid() && setup.session_id == session.uuid();
        return if own { Ok(Some(setup)) } else { Err(AppError::NotFound.into()) };
    }
    match card_store::on_file(&mut cx.conn, practice, person).await? {
        Some(_) => Ok(None),
        None => Err(AppError::NotFound.into()),
    }
}

async fn keep(cx: &mut Command, id: CardSetupId, kept: &Kept) -> Result<Done<bool>, Fault> {
    let (practice, person, now) = (cx.reach.practice, cx.viewer.actor.person, cx.now);
    let name = cx.viewer.actor.name.clone();
    let event = put(&mut cx.conn, (practice, person, &name), kept, now).await?;
    card_store::finish_setup(&mut cx.conn, id.uuid()).await?;
    Ok(Done::new(true, event))
}

fn described(card: Option<&Card>) -> String {
    card.map(|card| format!("{} {} {}", card.brand, card.last_four, card.last_month())).unwrap_or_default()
}

async fn put(
    tx: &mut Writing,
    (practice, person, name): (PracticeId, PersonId, &str),
    kept: &Kept,
    now: Instant,
) -> Result<Event, Fault> {
    let before = card_store::on_file(tx, practice, person).await?;
    if !card_store::set_card(tx, practice, person, kept, now).await? {
        // A card of another customer.
        return Err(AppError::NotFound.into());
    }
    let mut event = Event::new(EventKind::CardSet).about(person, name);
    event.change("card", described(before.as_ref().map(|file| &file.card)), described(Some(&kept.card)));
    Ok(event)
}

/// Takes the own card off the file. The provider forgets it a moment later.
pub async fn remove(cx: &mut Command) -> Result<Done<()>, Fault> {
    cx.fresh()?;
    let (practice, person) = (cx.reach.practice, cx.viewer.actor.person);
    let before = card_store::on_file(&mut cx.conn, practice, person).await?.ok_or(Refusal::NoCard)?;
    card_store::remove_card(&mut cx.conn, practice, person).await?;
    let mut event = Event::new(EventKind::CardRemoved).about(person, &cx.viewer.actor.name);
    event.change("card", described(Some(&before.card)), "");
    Ok(Done::new((), event))
}

/// The page of the own card.
pub async fn page(cx: &mut Query) -> Result<CardPage, Fault> {
    let (practice, person) = (cx.reach.practice, cx.viewer.actor.person);
    let (by_card, today) = (cx.state.payments.by_card(), cx.local(cx.now).date_naive());
    let buyer = buyer(&mut cx.conn, practice, person, (by_card, today)).await?;
    let refusal = can_buy(&cx.viewer.actor, &Buyer { lacks: None, ..buyer }).err();
    let card = card_store::on_file(&mut cx.conn, practice, person).await?;
    Ok(CardPage {
        refusal: if by_card { refusal } else { Some(Refusal::NoCardsHere) },
        card: card.map(|file| CardView::of(file.card, today)),
        past_due: past_due::of_payer(&mut cx.conn, &cx.state, practice, person, today).await?,
        needs_address: billing::store::means(&mut cx.conn, practice, person).await?.is_none(),
    })
}

/// The own card, if it expires soon or has expired.
pub async fn worth_a_look(
    conn: &mut Conn,
    state: &AppState,
    practice: PracticeId,
    person: PersonId,
    today: NaiveDate,
) -> Result<Option<CardView>, Fault> {
    if !state.payments.by_card() {
        return Ok(None);
    }
    let card = card_store::on_file(conn, practice, person).await?.map(|file| CardView::of(file.card, today));
    Ok(card.filter(|card| card.state != CardState::Fine))
}

fn by_itself() -> Cause {
    Cause { agent: "rolecall".into(), ..Cause::default() }
}

/// A webhook says that somebody has completed a set-up: they may have closed the page before they were led back.
///
/// # Errors
/// The database refused, or the provider is away.
pub async fn completed(state: &AppState, remote: &str) -> Result<(), Fault> {
    let setup = card_store::setup_of(&mut state.db.read().await?, remote).await?;
    let (Some(provider), Some(setup)) = (state.payments.provider(), setup) else { return Ok(()) };
    let remote = remote.to_owned();
    let Some(kept) = ask(&provider, move |provider| provider.finished_setup(&remote)).await.map_err(away)? else {
        return Ok(());
    };
    let (practice, person) = (PracticeId::new(setup.practice_id), PersonId::new(setup.person_id));
    let now = state.clock.now();
    let mut tx = Writing::open(&state.db, practice).await?;
    if !card_store::finish_setup(&mut tx, setup.id).await? {
        return Ok(());
    }
    let name = payer_name(&mut tx, practice, person).await?;
    let event = put(&mut tx, (practice, person, &name), &kept, now).await?;
    tx.finish(&by_itself(), now, &state.random, vec![event]).await
}

/// A webhook says that a card has changed: its bank has renewed it, or it is gone.
///
/// # Errors
/// The database refused, or the provider is away.
pub async fn look_again(state: &AppState, method: &str) -> Result<(), Fault> {
    let row = card_store::of_method(&mut state.db.read().await?, method).await?;
    let (Some(provider), Some(row)) = (state.payments.provider(), row) else { return Ok(()) };
    let asked_for = method.to_owned();
    let found = ask(&provider, move |provider| provider.card(&asked_for)).await.map_err(away)?;
    let (practice, person) = (PracticeId::new(row.practice_id), PersonId::new(row.person_id));
    let now = state.clock.now();
    let mut tx = Writing::open(&state.db, practice).await?;
    let name = payer_name(&mut tx, practice, person).await?;
    let event = match found.filter(|kept| kept.customer == row.customer) {
        Some(kept) if row.clone().on_file().is_some_and(|file| file.card == kept.card) => return Ok(()),
        Some(kept) => put(&mut tx, (practice, person, &name), &kept, now).await?,
        None => {
            card_store::remove_card(&mut tx, practice, person).await?;
            let mut event = Event::new(EventKind::CardRemoved).about(person, name);
            event.change("card", described(row.on_file().as_ref().map(|file: &OnFile| &file.card)), "");
            event
        }
    };
    tx.finish(&by_itself(), now, &state.random, vec![event]).await
}

/// Lets the provider forget cards, and warns owners of cards that expire soon, once for each card.
///
/// # Errors
/// The database refused; what is left is taken up at the next look.
pub async fn follow_up(state: &AppState) -> Result<(), Fault> {
    let Some(provider) = state.payments.provider() else { return Ok(()) };
    let leaving = card_store::leaving(&mut state.db.read().await?).await?;
    for row in leaving {
        let method = row.leaving.clone();
        match ask(&provider, move |provider| provider.forget_card(&method)).await {
            Ok(()) => {
                let mut tx = Bookkeeping::open(&state.db).await?;
                card_store::forgotten(&mut tx, &row.leaving).await?;
                tx.keep().await?;
            }
            Err(trouble) => tracing::warn!(%trouble, "a card will be forgotten later"),
        }
    }
    warn(state).await
}

async fn warn(state: &AppState) -> Result<(), Fault> {
    let now = state.clock.now();
    // Nowhere is it later than a day from now in UTC; which day it is in the practice decides below.
    let latest = (now + TimeDelta::days(WARNING + 1)).date_naive();
    let month = Card::month(chrono::Datelike::year(&latest), chrono::Datelike::month(&latest).cast_signed());
    let rows = card_store::to_warn(&mut state.db.read().await?, month).await?;
    for row in rows {
        let (practice, person) = (PracticeId::new(row.practice_id), PersonId::new(row.person_id));
        let mut tx = Writing::open(&state.db, practice).await?;
        let today = seats::today(&mut tx, practice, now).await?;
        let Some(file) = row.clone().on_file() else { continue };
        let near = file.card.over() - TimeDelta::days(WARNING) <= today;
        if !near || !card_store::set_told(&mut tx, &row).await? {
            continue;
        }
        let name = payer_name(&mut tx, practice, person).await?;
        let letter = BillingLetter::CardExpires {
            card: file.card.last_four.clone(),
            over: file.card.over(),
            link: paths::CARD.into(),
        };
        send(&mut tx, state, practice, person, letter, now).await?;
        let mut event = Event::new(EventKind::CardExpiring).about(person, name);
        event.change("card", "", described(Some(&file.card)));
        tx.finish(&by_itself(), now, &state.random, vec![event]).await?;
    }
    Ok(())
}
