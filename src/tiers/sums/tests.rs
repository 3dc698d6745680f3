//! Money is right for every day and price, not only for the examples.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::money::Currency;

fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn prices(amounts: [i64; 4]) -> PriceList {
    PriceList { currency: Currency::parse("USD").expect("USD"), amounts: amounts.map(Some) }
}

fn buying<'a>(today: NaiveDate, prices: &'a PriceList, free: Vec<FreeSeat>) -> Buying<'a> {
    Buying { today, payer: person(1), payer_name: "Maya", prices, free }
}

const MONTHLY: Item = Item::ALL[0];
const ANNUAL: Item = Item::ALL[1];
const PLUGIN: Item = Item::ALL[2];
const PLUGIN_ANNUAL: Item = Item::ALL[3];

/// What `items` cost somebody on each of the days, one after the other.
fn bought(prices: &PriceList, steps: &[(&str, Item)]) -> (Vec<Seat>, Vec<Line>) {
    let (mut seats, mut lines) = (Vec::new(), Vec::new());
    for (today, item) in steps {
        let mut buying = buying(day(today), prices, Vec::new());
        lines.extend(buying.add((person(2), "Paul"), &mut seats, *item).expect("on offer"));
    }
    (seats, lines)
}

#[test]
fn s1_31_a_first_month_an_upgrade_and_a_plug_in() {
    let standard = PriceList::standard();
    let (seats, lines) =
        bought(&standard, &[("2026-03-02", MONTHLY), ("2026-03-12", ANNUAL), ("2026-03-12", PLUGIN_ANNUAL)]);
    let told: Vec<_> = lines.iter().map(|line| (line.kind, line.minor, line.ends.to_string())).collect();
    assert_eq!(
        told,
        [
            (LineKind::Period, 1000, "2026-04-02".to_owned()),
            // 21 of 31 days are left of the month.
            (LineKind::Credit, -677, "2026-04-02".to_owned()),
            (LineKind::Period, 10_000, "2027-03-12".to_owned()),
            (LineKind::Period, 5000, "2027-03-12".to_owned()),
        ]
    );
    assert_eq!(
        next_invoice(&seats, &standard),
        Some((day("2027-03-12"), Money::new(15_000, standard.currency.clone())))
    );
}

#[test]
fn n10_a_plug_in_shares_the_period_of_secure_mail() {
    let (seats, lines) = bought(&PriceList::standard(), &[("2026-03-02", MONTHLY), ("2026-03-17", PLUGIN)]);
    // 16 of 31 days of 5.00.
    assert_eq!((lines[1].kind, lines[1].minor, lines[1].ends), (LineKind::Part, 258, day("2026-04-02")));
    assert_eq!((seats[1].starts, seats[1].ends), (seats[0].starts, seats[0].ends));
}

#[test]
fn s1_32_what_is_offered_follows_from_what_somebody_has() {
    let standard = PriceList::standard();
    let today = day("2026-03-02");
    let add = |seats: &mut Vec<Seat>, item| buying(today, &standard, Vec::new()).add((person(2), "Paul"), seats, item);
    let mut seats = Vec::new();
    assert_eq!(add(&mut seats, PLUGIN), Err(Refusal::NeedsSecureMail));
    add(&mut seats, ANNUAL).expect("the first");
    assert_eq!(add(&mut seats, MONTHLY), Err(Refusal::HasPlan));
    add(&mut seats, PLUGIN_ANNUAL).expect("the second");
    for item in Item::ALL {
        assert_eq!(add(&mut seats, item), Err(Refusal::HasPlan), "S1-33");
    }
    let mut other =
        vec![Seat { payer: person(9), payer_name: "Olivia".into(), plan: Plan::Monthly, ..seats[0].clone() }];
    assert_eq!(add(&mut other, ANNUAL), Err(Refusal::PlanOfOther { payer: "Olivia".into() }));
    let none = PriceList { amounts: [None; 4], ..PriceList::standard() };
    let refused = buying(today, &none, Vec::new()).add((person(2), "Paul"), &mut Vec::new(), MONTHLY);
    assert_eq!(refused, Err(Refusal::NotOnOffer));
}

#[test]
fn p21_a_free_seat_is_taken_before_anything_is_paid() {
    let standard = PriceList::standard();
    let (seats, _) = bought(&standard, &[("2026-03-02", ANNUAL)]);
    let free = FreeSeat { left: Default::default(), seat: seats[0].clone() };
    let mut later = buying(day("2026-06-01"), &standard, vec![free]);
    let mut seats = Vec::new();
    let lines = later.add((person(3), "Clara"), &mut seats, ANNUAL).expect("free");
    assert_eq!((lines[0].kind, lines[0].minor, lines[0].ends), (LineKind::FreeSeat, 0, day("2027-03-02")));
    assert!(later.free.is_empty());
    let lines = later.add((person(4), "Sam"), &mut Vec::new(), ANNUAL).expect("bought");
    assert_eq!(total(&lines), 10_000, "the next one is paid for");
}

#[test]
fn periods_end_on_the_same_day_of_the_month() {
    let january = day("2026-01-31");
    let mut ends = vec![january];
    for _ in 0..3 {
        ends.push(period_end(january, Plan::Monthly, *ends.last().expect("one")));
    }
    assert_eq!(ends[1..], [day("2026-02-28"), day("2026-03-31"), day("2026-04-30")]);
    assert_eq!(period_end(day("2028-02-29"), Plan::Annual, day("2028-02-29")), day("2029-02-28"));
}

#[test]
fn a_downgrade_begins_when_the_year_is_over() {
    let standard = PriceList::standard();
    let (mut seats, _) = bought(&standard, &[("2026-03-02", ANNUAL)]);
    seats[0].next = Some(Plan::Monthly);
    let next = renewed(&seats[0], &standard).expect("goes on");
    assert_eq!((next.starts, next.ends, next.price.minor()), (day("2027-03-02"), day("2027-04-02"), 1000));
    seats[0].next = None;
    assert_eq!(renewed(&seats[0], &standard), None);
    assert_eq!(next_invoice(&seats, &standard), None);
}

proptest! {
    #[test]
    fn t72_a_share_is_never_negative_and_parts_never_exceed_the_whole(
        price in 0..10_000_000_000_i64, of in 1..400_i64, first in 0..400_i64,
    ) {
        let first = first.min(of);
        let (a, b) = (share(price, first, of), share(price, of - first, of));
        prop_assert!(a >= 0 && b >= 0 && a <= price);
        // Both halves of a split round up at most once.
        prop_assert!((a + b - price).abs() <= 1);
        prop_assert_eq!((share(price, of, of), share(price, 0, of)), (price, 0));
    }

    #[test]
    fn t72_nothing_ever_costs_less_than_nothing(
        amounts in proptest::array::uniform4(0..1_000_000_i64),
        start in 0..3000_i32,
        steps in proptest::collection::vec((0..400_i32, 0..4_usize), 1..8),
    ) {
        let prices = prices(amounts);
        let (mut seats, mut at) = (Vec::new(), day("2026-01-01") + chrono::TimeDelta::days(start.into()));
        for (later, item) in steps {
            at += chrono::TimeDelta::days(later.into());
            seats = seats.into_iter().filter_map(|mut seat: Seat| {
                while seat.ends <= at { seat = renewed(&seat, &prices)?; }
                Some(seat)
            }).collect();
            let before = seats.len();
            if let Ok(lines) = buying(at, &prices, Vec::new()).add((person(2), "Paul"), &mut seats, Item::ALL[item]) {
                prop_assert!(total(&lines) >= 0, "{:?}", lines);
                prop_assert_eq!(total(&lines), lines.iter().map(|line| line.minor).sum::<i64>());
                prop_assert!(lines.iter().all(|line| line.starts == at && line.ends > at));
            } else {
                prop_assert_eq!(seats.len(), before);
            }
            for seat in &seats {
                prop_assert!(seat.starts <= at && seat.ends > at, "{:?} on {}", seat, at);
            }
        }
    }

    #[test]
    fn periods_follow_each_other_without_gaps(start in 0..3000_i32, annual: bool, count in 1..30_usize) {
        let plan = if annual { Plan::Annual } else { Plan::Monthly };
        let began = day("2026-01-01") + chrono::TimeDelta::days(start.into());
        let mut end = began;
        for _ in 0..count {
            let next = period_end(began, plan, end);
            let length = days(end, next);
            prop_assert!(if annual { (365..=366).contains(&length) } else { (28..=31).contains(&length) }, "{}", length);
            end = next;
        }
    }
}
