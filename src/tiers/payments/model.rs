//! Cards as far as they may be known, and how a charge goes from one state to the next.

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::people::model::ranked;

/// So many days before a card expires its owner is warned.
pub const WARNING: i64 = 30;

/// What may be known of a card (T72).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub brand: String,
    pub last_four: String,
    /// Its last month, numbered from January of the year 0.
    pub expires: i32,
}

impl Card {
    pub const fn month(year: i32, month: i32) -> i32 {
        year * 12 + month - 1
    }

    /// The first day on which it does not work any more.
    pub fn over(&self) -> NaiveDate {
        let next = self.expires + 1;
        let month = u32::try_from(next.rem_euclid(12)).unwrap_or_default() + 1;
        NaiveDate::from_ymd_opt(next.div_euclid(12), month, 1).unwrap_or(NaiveDate::MAX)
    }

    pub fn state(&self, today: NaiveDate) -> CardState {
        let over = self.over();
        if over <= today {
            CardState::Expired
        } else if over - TimeDelta::days(WARNING) <= today {
            CardState::Expiring
        } else {
            CardState::Fine
        }
    }

    /// `12/2030`.
    pub fn last_month(&self) -> String {
        let last = self.over().pred_opt().unwrap_or(NaiveDate::MAX);
        format!("{:02}/{}", last.month(), last.year())
    }
}

/// Whether a text has the number of a card in it: 13 to 19 digits, perhaps in groups, with the right check digit (Luhn).
pub fn holds_card_number(text: &str) -> bool {
    let groups = |c: char| !(c.is_ascii_digit() || c == ' ' || c == '-');
    text.split(groups).any(|run| {
        let digits: Vec<_> = run.chars().filter_map(|c| c.to_digit(10)).collect();
        (13..=19).contains(&digits.len()) && luhn(&digits)
    })
}

fn luhn(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let count = |(at, digit): (usize, &u32)| if at % 2 == 1 { doubled(*digit) } else { *digit };
    let sum: u32 = digits.iter().rev().enumerate().map(count).sum();
    sum > 0 && sum.is_multiple_of(10)
}

ranked! {
    /// Computed from the day, never stored.
    CardState {
        Fine = "fine",
        Expiring = "expiring",
        Expired = "expired",
    }
}

ranked! {
    /// What is to be done about a charge, or was.
    ChargeState {
        // Money is reserved for a purchase that is not made yet.
        Hold = "hold",
        // It is to be taken.
        Take = "take",
        // It is not to be taken.
        Drop = "drop",
        Paid = "paid",
        Declined = "declined",
        Dropped = "dropped",
    }
}

ranked! {
    /// How a payment stands at the provider.
    Status {
        Made = "made",
        Held = "held",
        Taken = "taken",
        // The bank has not answered yet.
        Waiting = "waiting",
        Declined = "declined",
        GivenBack = "given_back",
    }
}

/// What comes next for a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Hold,
    Take,
    GiveBack,
    /// The bank decides.
    Wait,
    /// Nothing more to ask: this is how it stands.
    Ended(ChargeState),
    /// Money was taken that was not to be: somebody has to look.
    Wrong,
}

impl ChargeState {
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Hold | Self::Take | Self::Drop)
    }

    /// The one rule of every charge, whoever drives it and however often. Money is taken for [`Take`](Self::Take) alone,
    /// which is written together with what is paid for.
    pub const fn step(self, status: Status) -> Step {
        match (self, status) {
            (Self::Hold | Self::Take, Status::Made) => Step::Hold,
            (Self::Hold | Self::Take, Status::Waiting) => Step::Wait,
            (Self::Hold, Status::Held) => Step::Ended(Self::Hold),
            (Self::Take, Status::Held) => Step::Take,
            (Self::Take, Status::Taken) => Step::Ended(Self::Paid),
            // A payment that was declined could still be paid by another card: it is closed first.
            (Self::Hold | Self::Take | Self::Drop, Status::Declined) => Step::GiveBack,
            (Self::Hold | Self::Take, Status::GivenBack) => Step::Ended(Self::Declined),
            (Self::Drop, Status::Made | Status::Held | Status::Waiting) => Step::GiveBack,
            (Self::Drop, Status::GivenBack) => Step::Ended(Self::Dropped),
            (Self::Hold | Self::Drop, Status::Taken) => Step::Wrong,
            (Self::Paid | Self::Declined | Self::Dropped, _) => Step::Ended(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_card_works_to_the_end_of_its_month() {
        let card = Card { brand: "visa".into(), last_four: "4242".into(), expires: Card::month(2026, 12) };
        assert_eq!((card.over(), card.last_month()), (day("2027-01-01"), "12/2026".to_owned()));
        for (today, state) in [
            ("2026-12-01", CardState::Fine),
            ("2026-12-02", CardState::Expiring),
            ("2026-12-31", CardState::Expiring),
            ("2027-01-01", CardState::Expired),
        ] {
            assert_eq!(card.state(day(today)), state, "{today}");
        }
    }

    /// A provider that does what it is asked, or declines.
    fn after(step: Step, status: Status, declines: bool) -> Status {
        match step {
            Step::Hold if declines => Status::Declined,
            Step::Hold => Status::Held,
            Step::Take if status == Status::Held => Status::Taken,
            Step::GiveBack if status != Status::Taken => Status::GivenBack,
            _ => status,
        }
    }

    proptest! {
        /// Whoever dies wherever, and whichever answers are lost: money is taken for what was written down, once, or not
        /// at all.
        #[test]
        fn t76_money_is_taken_once_and_only_for_what_is_written(
            declines: bool,
            buys_at in 0..6_usize,
            drops: bool,
            lost in proptest::collection::vec(any::<bool>(), 24),
        ) {
            let (mut state, mut status, mut taken) = (ChargeState::Hold, Status::Made, 0);
            for (turn, answer_is_lost) in lost.into_iter().enumerate() {
                // What the purchase decides while the charge is under way, and only while it is held.
                if turn == buys_at && state == ChargeState::Hold {
                    state = if drops || status != Status::Held { ChargeState::Drop } else { ChargeState::Take };
                }
                let step = state.step(status);
                prop_assert_ne!(step, Step::Wrong);
                let next = after(step, status, declines);
                taken += usize::from(next == Status::Taken && status != Status::Taken);
                prop_assert!(next != Status::Taken || state == ChargeState::Take || state == ChargeState::Paid);
                status = next;
                if let (Step::Ended(end), false) = (step, answer_is_lost) {
                    state = end;
                }
            }
            prop_assert!(!state.is_open(), "{:?} {:?}", state, status);
            prop_assert_eq!(taken, usize::from(state == ChargeState::Paid));
        }
    }
}
