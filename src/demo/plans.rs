//! Who has which plan in the demo, who pays for them, and what was invoiced so far.

use chrono::{Days, Months, NaiveDate, TimeDelta};

use super::{practice::Site, story::Told};
use crate::{
    domain::{clock::Instant, ids::InvoiceId, money::Money},
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    people::model::{AccountState, Person, Tier},
    server::{
        clock::{Randomness, local},
        fault::Fault,
        write::Writing,
    },
    tiers::{
        billing::{
            self,
            model::{Invoice, Means, TERM, written},
        },
        model::{Item, Plan, PriceList, Product, Seat},
        store,
        sums::{Line, LineKind, period_end, total},
    },
};

/// Since when plans are paid: so many months and days ago.
const MONTHS: u32 = 7;
const DAYS: u64 = 10;
/// One in so many pays by the year.
const ANNUAL: usize = 4;

/// Everybody's seats, paid by `payer`, with an invoice for every month. The one before the last was forgotten.
pub async fn store(
    tx: &mut Writing,
    site: &Site,
    people: &[&Person],
    payer: &Person,
    ids: &Randomness,
    now: Instant,
) -> Result<Vec<Told>, Fault> {
    let means = Means {
        name: site.name.clone(),
        address: format!("{}\n400 River Road\nCedar Rapids, IA 52401", site.main().name),
        reference: "PO-2041".into(),
    };
    billing::store::set_means(tx, site.id, payer.id, &means, now).await?;
    let today = local(site.zone, now).date_naive();
    let began = today - Months::new(MONTHS) - Days::new(DAYS);
    let mut lines: Vec<Vec<Line>> = vec![Vec::new(); MONTHS as usize + 1];
    let stays = |person: &&&Person| person.state.may_sign_in() && person.tier != Tier::Free;
    for (number, person) in people.iter().filter(stays).enumerate() {
        let plan = if number % ANNUAL == 0 { Plan::Annual } else { Plan::Monthly };
        for product in Product::ALL.iter().take(person.tier.rank().unsigned_abs().into()) {
            let seat = seat(person, payer, Item { product: *product, plan }, began, today);
            store::put(tx, site.id, &seat).await?;
            bill(&mut lines, person, &seat, began);
        }
    }
    if let Some(left) = people.iter().find(|person| person.state == AccountState::Deactivated) {
        let item = Item { product: Product::SecureMail, plan: Plan::Annual };
        store::leave(tx, site.id, &seat(left, payer, item, began, today), now).await?;
    }
    issue(tx, site, (payer, &means), lines, (ids, began), now).await
}

fn seat(person: &Person, payer: &Person, item: Item, began: NaiveDate, today: NaiveDate) -> Seat {
    let ends = period_end(began, item.plan, today);
    let starts = if item.plan == Plan::Annual { began } else { ends - Months::new(1) };
    let price = PriceList::standard().price(item);
    Seat {
        person: person.id,
        product: item.product,
        plan: item.plan,
        next: Some(item.plan),
        payer: payer.id,
        payer_name: payer.name(),
        price: price.unwrap_or_else(|| unreachable!("the standard list has every item")),
        began,
        starts,
        ends,
    }
}

/// Adds the periods of a seat to the invoices of their days.
fn bill(lines: &mut [Vec<Line>], person: &Person, seat: &Seat, began: NaiveDate) {
    let mut starts = began;
    for invoice in lines {
        let ends = period_end(began, seat.plan, starts);
        invoice.push(Line {
            person: person.id,
            name: person.name(),
            product: seat.product,
            plan: seat.plan,
            kind: LineKind::Period,
            starts,
            ends,
            minor: seat.price.minor(),
        });
        if seat.plan == Plan::Annual {
            return;
        }
        starts = ends;
    }
}

async fn issue(
    tx: &mut Writing,
    site: &Site,
    (payer, means): (&Person, &Means),
    lines: Vec<Vec<Line>>,
    (ids, began): (&Randomness, NaiveDate),
    now: Instant,
) -> Result<Vec<Told>, Fault> {
    let today = local(site.zone, now).date_naive();
    let (months, mut told, mut issued, mut number) = (lines.len(), Vec::new(), began, 0);
    for (month, lines) in lines.into_iter().enumerate() {
        let at = now - (today - issued);
        if !lines.is_empty() {
            number += 1;
            let paid = (month + 2 < months).then(|| at + TimeDelta::days(12));
            let invoice = Invoice {
                id: InvoiceId::new(ids.id(at)),
                practice: site.name.clone(),
                number,
                payer: payer.id,
                payer_name: payer.name(),
                means: means.clone(),
                total: Money::new(total(&lines), PriceList::standard().currency),
                issued,
                due: issued + TimeDelta::days(TERM),
                paid,
                by_card: false,
                reminders: 0,
                charge: None,
                lines,
            };
            billing::store::insert(tx, site.id, &invoice, at).await?;
            let mut event = Event::new(EventKind::InvoiceIssued).about(payer.id, payer.name());
            event.change("invoice", "", written(invoice.number));
            event.change("total", "", invoice.total.to_string());
            told.push(Told {
                at,
                practice: site.id,
                cause: Cause { agent: "rolecall".into(), ..Cause::default() },
                event,
            });
        }
        issued = period_end(began, Plan::Monthly, issued);
    }
    Ok(told)
}
