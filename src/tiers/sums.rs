//! The arithmetic of plans, in whole minor units and whole days of the practice (docs/adr/0022-seats-and-periods.md).
//!
//! A part of a period costs its share of the period's price by days, rounded to the nearest minor unit, halves up. A
//! credit is never more than what it is set off against, so nothing that is bought ever costs less than nothing.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::model::{FreeSeat, Item, Plan, PriceList, Product, Seat};
use crate::{
    domain::{ids::PersonId, money::Money, refusal::Refusal},
    people::model::ranked,
};

ranked! {
    /// What a line is for.
    LineKind {
        // A whole period.
        Period = "period",
        // The rest of a period that another product of the person has begun.
        Part = "part",
        // What is left of a shorter plan.
        Credit = "credit",
        // A period that was paid for somebody else.
        FreeSeat = "free_seat",
    }
}

/// One line of a quote or an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub person: PersonId,
    pub name: String,
    pub product: Product,
    pub plan: Plan,
    pub kind: LineKind,
    /// From this day, until before that day.
    pub starts: NaiveDate,
    pub ends: NaiveDate,
    pub minor: i64,
}

impl Line {
    /// The last day of the period, as people write it.
    pub fn last_day(&self) -> NaiveDate {
        self.ends.pred_opt().unwrap_or(self.ends)
    }
}

pub fn total(lines: &[Line]) -> i64 {
    lines.iter().map(|line| line.minor).sum()
}

fn days(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days().max(0)
}

/// The share of `price` for `days` of `of` days.
fn share(price: i64, days: i64, of: i64) -> i64 {
    let (price, days, of) = (i128::from(price.max(0)), i128::from(days.clamp(0, of.max(1))), i128::from(of.max(1)));
    i64::try_from((price * days * 2 + of) / (of * 2)).unwrap_or(i64::MAX)
}

/// The first day after `after` on which a period ends that was counted from `began`: the same day of the month, or the
/// last one of a shorter month.
pub fn period_end(began: NaiveDate, plan: Plan, after: NaiveDate) -> NaiveDate {
    let nth = |n: u32| began.checked_add_months(Months::new(n * plan.months())).unwrap_or(NaiveDate::MAX);
    (1..).map(nth).find(|end| *end > after).unwrap_or(NaiveDate::MAX)
}

/// A purchase while it is put together.
#[derive(Debug)]
pub struct Buying<'a> {
    pub today: NaiveDate,
    pub payer: PersonId,
    pub payer_name: &'a str,
    pub prices: &'a PriceList,
    /// What the payer has left over; what is taken leaves the list.
    pub free: Vec<FreeSeat>,
}

impl Buying<'_> {
    /// Adds `item` to somebody's `seats`, and says what it costs.
    ///
    /// # Errors
    /// The person has it already, lacks what it needs, or it is not on offer.
    pub fn add(
        &mut self,
        (person, name): (PersonId, &str),
        seats: &mut Vec<Seat>,
        item: Item,
    ) -> Result<Vec<Line>, Refusal> {
        let price = self.prices.price(item).ok_or(Refusal::NotOnOffer)?;
        let main = seats.iter().find(|seat| seat.product == Product::SecureMail).cloned();
        if item.product == Product::OutlookPlugin && main.is_none() {
            return Err(Refusal::NeedsSecureMail);
        }
        let line = |kind, seat: &Seat, minor| Line {
            person,
            name: name.to_owned(),
            product: seat.product,
            plan: seat.plan,
            kind,
            starts: self.today,
            ends: seat.ends,
            minor,
        };
        let fresh = self.fresh(person, item, price.clone());
        if let Some(seat) = seats.iter_mut().find(|seat| seat.product == item.product) {
            let credit = self.credit(seat, item, &price)?;
            let lines = vec![line(LineKind::Credit, seat, -credit), line(LineKind::Period, &fresh, price.minor())];
            *seat = fresh;
            return Ok(lines);
        }
        let left = self.free.iter().position(|free| free.seat.item() == item && free.seat.ends > self.today);
        if let Some(at) = left {
            let seat = Seat { person, next: Some(item.plan), ..self.free[at].seat.clone() };
            let lines = vec![line(LineKind::FreeSeat, &seat, 0)];
            self.free.remove(at);
            seats.push(seat);
            return Ok(lines);
        }
        let (seat, kind, minor) = match &main {
            Some(main) if main.plan == item.plan && main.starts < self.today && main.ends > self.today => {
                let (left, of) = (days(self.today, main.ends), days(main.starts, main.ends));
                let minor = share(price.minor(), left, of);
                let seat =
                    Seat { began: main.began, starts: main.starts, ends: main.ends, next: main.next, ..fresh.clone() };
                (seat, LineKind::Part, minor)
            }
            _ => (fresh, LineKind::Period, price.minor()),
        };
        let lines = vec![line(kind, &seat, minor)];
        seats.push(seat);
        Ok(lines)
    }

    /// A seat whose first period begins today.
    fn fresh(&self, person: PersonId, item: Item, price: Money) -> Seat {
        Seat {
            person,
            product: item.product,
            plan: item.plan,
            next: Some(item.plan),
            payer: self.payer,
            payer_name: self.payer_name.to_owned(),
            price,
            began: self.today,
            starts: self.today,
            ends: period_end(self.today, item.plan, self.today),
        }
    }

    /// What is set off when `item` takes the place of `seat`: only a longer plan does, and only by whoever pays.
    fn credit(&self, seat: &Seat, item: Item, price: &Money) -> Result<i64, Refusal> {
        if seat.plan.months() >= item.plan.months() {
            return Err(Refusal::HasPlan);
        }
        if seat.payer != self.payer {
            return Err(Refusal::PlanOfOther { payer: seat.payer_name.clone() });
        }
        let left = share(seat.price.minor(), days(self.today, seat.ends), days(seat.starts, seat.ends));
        Ok(if seat.price.currency() == price.currency() { left.min(price.minor()) } else { 0 })
    }
}

/// The seat in its next period, at the prices of that day; nothing: it ends.
pub fn renewed(seat: &Seat, prices: &PriceList) -> Option<Seat> {
    let plan = seat.next?;
    let price = prices.price(Item { product: seat.product, plan })?;
    let began = if plan == seat.plan { seat.began } else { seat.ends };
    let ends = period_end(began, plan, seat.ends);
    Some(Seat { plan, price, began, starts: seat.ends, ends, ..seat.clone() })
}

/// The line of an invoice for a whole period of `seat`.
pub fn period_line(seat: &Seat, name: &str) -> Line {
    Line {
        person: seat.person,
        name: name.to_owned(),
        product: seat.product,
        plan: seat.plan,
        kind: LineKind::Period,
        starts: seat.starts,
        ends: seat.ends,
        minor: seat.price.minor(),
    }
}

/// The next invoice for these seats of one payer: its day and amount; nothing when all of them end.
pub fn next_invoice(seats: &[Seat], prices: &PriceList) -> Option<(NaiveDate, Money)> {
    let due: Vec<_> = seats.iter().filter_map(|seat| Some((seat.ends, renewed(seat, prices)?.price.minor()))).collect();
    let day = due.iter().map(|(day, _)| *day).min()?;
    let minor = due.iter().filter(|(at, _)| *at == day).map(|(_, minor)| minor).sum();
    Some((day, Money::new(minor, prices.currency.clone())))
}

#[cfg(test)]
mod tests;
