//! Invoices issued, listed and settled; what a payer sees of what they pay for.

use chrono::{Datelike as _, Months, NaiveDate, TimeDelta};

use super::{
    model::{Invoice, Means, TERM, rests_from, written},
    past_due,
    store::{self, Seen},
    views::{Billing, Glance, InvoiceList, InvoiceRow, InvoiceView, Spent},
};
use crate::{
    domain::{
        clock::Instant,
        ids::{InvoiceId, PersonId, PracticeId},
        money::Money,
        permission::Permission,
        refusal::Refusal,
    },
    error::AppError,
    history::model::{Event, EventKind},
    i18n::Lang,
    invitations::service::address,
    mail::{
        self,
        billing_letter::{BillingLetter, Payment},
        letter::{Letter, Outgoing},
        model::About,
    },
    paths, people, practices,
    server::{
        db::Conn,
        doors::{Command, Cx, Done, Query},
        fault::Fault,
        state::AppState,
    },
    tiers::{
        self,
        model::{Buyer, Product, can_buy},
        payments::cards,
        plans::{self, seats},
        sums::{Line, next_invoice},
    },
};

/// Invoices of one page.
const PAGE: i64 = 50;

/// What an invoice is about.
pub struct Bill {
    pub means: Means,
    pub total: Money,
    pub lines: Vec<Line>,
    /// A card pays it on the day.
    pub by_card: bool,
}

/// Issues an invoice and mails its payer. The practice's place in the queue of writers is held, so that numbers have no
/// gaps. What costs nothing is paid at once.
pub async fn issue(
    conn: &mut Conn,
    state: &AppState,
    practice: PracticeId,
    (payer, payer_name): (PersonId, String),
    bill: Bill,
    (today, now): (NaiveDate, Instant),
) -> Result<(Invoice, Event), Fault> {
    let found = practices::store::get(conn, practice).await?.ok_or(AppError::NotFound)?;
    let invoice = Invoice {
        id: InvoiceId::new(state.random.id(now)),
        practice: found.name,
        number: store::next_number(conn, practice).await?,
        payer,
        payer_name,
        means: bill.means,
        paid: (bill.total.minor() == 0).then_some(now),
        total: bill.total,
        issued: today,
        due: if bill.by_card { today } else { today + TimeDelta::days(TERM) },
        by_card: bill.by_card,
        reminders: 0,
        charge: None,
        lines: bill.lines,
    };
    store::insert(conn, practice, &invoice, now).await?;
    let about = BillingLetter::Invoice {
        number: written(invoice.number),
        total: invoice.total.clone(),
        due: invoice.due,
        by_card: invoice.by_card,
        link: paths::invoice(invoice.id),
    };
    send(conn, state, practice, payer, about, now).await?;
    let mut event = Event::new(EventKind::InvoiceIssued).about(payer, &invoice.payer_name);
    event.change("invoice", "", written(invoice.number));
    event.change("total", "", invoice.total.to_string());
    Ok((invoice, event))
}

/// The name of somebody of the practice.
pub async fn payer_name(conn: &mut Conn, practice: PracticeId, person: PersonId) -> Result<String, Fault> {
    Ok(seats::person(conn, practice, person).await?.name())
}

/// Puts a letter about payments into the outbox.
pub async fn send(
    conn: &mut Conn,
    state: &AppState,
    practice: PracticeId,
    to: PersonId,
    about: BillingLetter,
    now: Instant,
) -> Result<(), Fault> {
    let person = seats::person(conn, practice, to).await?;
    let found = practices::store::get(conn, practice).await?.ok_or(AppError::NotFound)?;
    let outgoing = Outgoing {
        practice,
        to: address(&person.email)?,
        language: Lang::from_tag(&person.language).unwrap_or_default(),
        about: About::Person(to.uuid()),
        letter: Letter::Billing { practice: found.name, about },
    };
    mail::store::queue(conn, state, now, &outgoing).await?;
    Ok(())
}

fn row(invoice: &Invoice, today: NaiveDate) -> InvoiceRow {
    let mut people: Vec<_> = invoice.lines.iter().map(|line| line.person).collect();
    people.sort_unstable();
    people.dedup();
    InvoiceRow {
        id: invoice.id,
        number: invoice.number,
        practice: invoice.practice.clone(),
        issued: invoice.issued,
        due: invoice.due,
        payer: invoice.payer_name.clone(),
        people: people.len() as i64,
        total: invoice.total.clone(),
        state: invoice.state(today),
    }
}

/// Whose invoices the reader sees: everybody's in the installation, everybody's in the practice, or the own ones.
fn seen<C>(cx: &Cx<C>) -> Seen {
    let whole = |permission| cx.viewer.may(permission).is_ok_and(|reach| reach.provider.is_none());
    let (practice, payer) = (cx.reach.practice, cx.viewer.actor.person);
    match (whole(Permission::ManageBilling), whole(Permission::ViewInvoices)) {
        (true, _) => Seen { practice: None, payer: None },
        (false, true) => Seen { practice: Some(practice), payer: None },
        (false, false) => Seen { practice: Some(practice), payer: Some(payer) },
    }
}

/// The invoices of a page, and what others pay for the reader (S1-45).
pub async fn list(cx: &mut Query, before: Option<InvoiceId>) -> Result<InvoiceList, Fault> {
    let (practice, today) = (cx.reach.practice, cx.local(cx.now).date_naive());
    let seen = seen(cx);
    let mut invoices = store::invoices(&mut cx.conn, seen, before, PAGE + 1).await?;
    let more = invoices.len() as i64 > PAGE;
    invoices.truncate(PAGE as usize);
    let own = store::payments_for(&mut cx.conn, practice, cx.viewer.actor.person, true).await?;
    Ok(InvoiceList {
        before: invoices.last().filter(|_| more).map(|invoice| invoice.id),
        invoices: invoices.iter().map(|invoice| row(invoice, today)).collect(),
        own,
    })
}

/// One invoice that the reader may see.
pub async fn find(cx: &mut Query, id: InvoiceId) -> Result<Invoice, Fault> {
    let seen = seen(cx);
    Ok(store::find(&mut cx.conn, seen, id).await?.ok_or(AppError::NotFound)?)
}

pub async fn view(cx: &mut Query, id: InvoiceId) -> Result<InvoiceView, Fault> {
    let invoice = find(cx, id).await?;
    let (today, own) = (cx.local(cx.now).date_naive(), invoice.payer == cx.viewer.actor.person);
    let rests = (invoice.by_card && invoice.paid.is_none() && !invoice.is_charging())
        .then(|| rests_from(invoice.due, cx.state.config.payments.grace_days));
    Ok(InvoiceView {
        row: row(&invoice, today),
        pays: own && invoice.paid.is_none() && !invoice.is_charging() && cx.state.payments.by_card(),
        rests,
        charge: invoice.charge,
        means: invoice.means,
        paid: invoice.paid.map(|at| cx.local(at)),
        lines: invoice.lines,
    })
}

/// Notes that the money has come: the operator is the billing department (C-20), for every practice.
pub async fn settle(cx: &mut Command, id: InvoiceId) -> Result<Done<()>, Fault> {
    let seen = seen(cx);
    let invoice = store::find(&mut cx.conn, seen, id).await?.ok_or(AppError::NotFound)?;
    if invoice.is_charging() {
        return Err(Refusal::BeingCharged.into());
    }
    if !store::settle(&mut cx.conn, id, cx.now).await? {
        return Err(Refusal::PaidAlready.into());
    }
    let mut event = Event::new(EventKind::InvoicePaid).about(invoice.payer, &invoice.payer_name);
    event.change("invoice", "", written(invoice.number));
    event.change("total", "", invoice.total.to_string());
    Ok(Done::new((), event))
}

/// Keeps what the reader pays with.
pub async fn set_means(cx: &mut Command, typed: &Means) -> Result<Done<Means>, Fault> {
    cx.fresh()?;
    let means = typed.parse()?;
    let (practice, person) = (cx.reach.practice, cx.viewer.actor.person);
    if people::store::practice_of(&mut cx.conn, person).await? != Some(practice) {
        return Err(Refusal::OtherPractice.into());
    }
    let before = store::means(&mut cx.conn, practice, person).await?.unwrap_or_default();
    store::set_means(&mut cx.conn, practice, person, &means, cx.now).await?;
    let mut event = Event::new(EventKind::PaymentMeansSet).about(person, &cx.viewer.actor.name);
    event.change("bill_name", before.name, &means.name);
    event.change("bill_address", before.address.replace('\n', ", "), means.address.replace('\n', ", "));
    event.change("bill_reference", before.reference, &means.reference);
    Ok(Done::new(means, event))
}

/// Mails the reader what was paid for their own account, and nothing about others (S1-46).
pub async fn mail_own(cx: &mut Command) -> Result<Done<i64>, Fault> {
    let (practice, person) = (cx.reach.practice, cx.viewer.actor.person);
    let own = store::payments_for(&mut cx.conn, practice, person, false).await?;
    if own.is_empty() {
        return Err(Refusal::NoPlan.into());
    }
    let count = own.len() as i64;
    let payments = own.into_iter().take(Payment::MOST);
    let payments = payments.map(|own| Payment {
        on: own.issued,
        product: own.line.product,
        plan: own.line.plan,
        amount: own.amount,
        payer: own.payer,
    });
    let about = BillingLetter::Own { payments: payments.collect(), link: paths::INVOICES.into() };
    send(&mut cx.conn, &cx.state, practice, person, about, cx.now).await?;
    let event = Event::new(EventKind::InvoicesMailed).about(person, &cx.viewer.actor.name);
    Ok(Done::new(count, event))
}

/// What somebody pays for, at a glance.
pub async fn glance(
    conn: &mut Conn,
    state: &AppState,
    practice: PracticeId,
    payer: PersonId,
    today: NaiveDate,
) -> Result<Glance, Fault> {
    let seats = tiers::store::seats_paid_by(conn, practice, payer).await?;
    let prices = tiers::store::prices(conn).await?;
    Ok(Glance {
        seats: seats.iter().filter(|seat| seat.product == Product::SecureMail).count() as i64,
        free: tiers::store::free(conn, practice, payer, today).await?.len() as i64,
        next: next_invoice(&seats, &prices),
        overdue: store::overdue(conn, practice, payer, today).await?,
        past_due: past_due::of_payer(conn, state, practice, payer, today).await?,
        card: cards::worth_a_look(conn, state, practice, payer, today).await?,
    })
}

/// The page of a payer.
pub async fn overview(cx: &mut Query) -> Result<Billing, Fault> {
    let (practice, payer) = (cx.reach.practice, cx.viewer.actor.person);
    let today = cx.local(cx.now).date_naive();
    let by_card = cx.state.payments.by_card();
    let buyer = plans::service::buyer(&mut cx.conn, practice, payer, (by_card, today)).await?;
    // Means that are missing have a place of their own on the page.
    let refusal = can_buy(&cx.viewer.actor, &Buyer { lacks: None, ..buyer }).err();
    let free = tiers::store::free(&mut cx.conn, practice, payer, today).await?;
    let first = today.with_day(1).and_then(|day| day.checked_sub_months(Months::new(11))).unwrap_or(today);
    let spent = store::spent(&mut cx.conn, practice, payer, first).await?;
    let currency = tiers::store::prices(&mut cx.conn).await?.currency;
    let month = |number: u32| {
        let month = first.checked_add_months(Months::new(number)).unwrap_or(first);
        let same = |day: &NaiveDate| (day.year(), day.month()) == (month.year(), month.month());
        let minor = spent.iter().filter(|(day, _)| same(day)).map(|(_, total)| total).sum();
        Spent { month, amount: Money::new(minor, currency.clone()) }
    };
    Ok(Billing {
        refusal,
        by_card,
        means: store::means(&mut cx.conn, practice, payer).await?,
        glance: glance(&mut cx.conn, &cx.state, practice, payer, today).await?,
        free: free.iter().map(|free| (free.seat.item(), free.seat.ends)).collect(),
        offices: store::offices(&mut cx.conn, practice, payer).await?,
        spent: (0..12).map(month).collect(),
    })
}

/// All invoices that the reader sees, for a file; leaves an event.
pub async fn export(cx: &mut Command, format: &str) -> Result<Done<Vec<Invoice>>, Fault> {
    cx.fresh()?;
    let seen = seen(cx);
    let invoices = store::invoices(&mut cx.conn, seen, None, i64::MAX).await?;
    let mut event = Event::new(EventKind::InvoicesExported);
    event.change("invoices", "", invoices.len().to_string());
    event.change("file", "", format);
    Ok(Done::new(invoices, event))
}
