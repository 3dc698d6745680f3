//! A ticket: what is asked, how far it has come, and who may move it.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::Instant,
        ids::{PersonId, PracticeId, TicketId},
        permission::Permission,
        refusal::Refusal,
        vendor::VendorLevel,
    },
    people::model::ranked,
    session::model::Viewer,
};

ranked! {
    /// What a ticket asks for. All but questions are decided, and deciding does it (C-20).
    TicketKind {
        Question = "question",
        LinkAccount = "link_account",
        UserManager = "user_manager",
        PaymentMethod = "payment_method",
    }
}

ranked! {
    TicketStatus {
        Open = "open",
        // For the one who asked.
        Waiting = "waiting",
        Solved = "solved",
        Approved = "approved",
        Denied = "denied",
        Withdrawn = "withdrawn",
    }
}

ranked! {
    /// How a practice would like to pay.
    PaymentMethod {
        Transfer = "transfer",
        Card = "card",
    }
}

ranked! {
    /// What can be done with a ticket.
    Act {
        Filed = "filed",
        Wrote = "wrote",
        Asked = "asked",
        Attached = "attached",
        Solved = "solved",
        Approved = "approved",
        Denied = "denied",
        Withdrew = "withdrew",
    }
}

ranked! {
    /// What support may say at the end.
    Decision {
        Solved = "solved",
        Approved = "approved",
        Denied = "denied",
    }
}

impl Decision {
    pub const fn act(self) -> Act {
        match self {
            Self::Solved => Act::Solved,
            Self::Approved => Act::Approved,
            Self::Denied => Act::Denied,
        }
    }
}

/// On which side of a ticket somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    Support,
    /// People of the practice, or of the vendor, that the ticket belongs to.
    Own,
    /// A vendor that looks after the practice.
    Vendor,
}

impl Party {
    /// Where `viewer` stands in the practice they are in.
    pub fn of(viewer: &Viewer) -> Self {
        match (viewer.may(Permission::DecideTickets).is_ok(), viewer.outside.is_some()) {
            (true, _) => Self::Support,
            (false, true) => Self::Vendor,
            (false, false) => Self::Own,
        }
    }
}

impl TicketKind {
    /// Whether support says yes or no to it.
    pub const fn is_decided(self) -> bool {
        !matches!(self, Self::Question)
    }

    /// Whether it may be filed by somebody who stands there; `vendor`: for an organisation that looks after others.
    ///
    /// # Errors
    /// [`Refusal::OwnPeopleOnly`]: wishes are those of a practice's own administrators.
    pub fn may_be_filed(self, party: Party, vendor: bool) -> Result<(), Refusal> {
        match self {
            Self::Question => Ok(()),
            _ if party == Party::Own && !vendor => Ok(()),
            _ => Err(Refusal::OwnPeopleOnly),
        }
    }
}

impl TicketStatus {
    /// Whether something is still to be done.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Waiting)
    }

    /// What an act makes of a ticket in this state.
    ///
    /// # Errors
    /// [`Refusal::TicketClosed`], [`Refusal::WrongForTicket`], [`Refusal::OwnPeopleOnly`], or [`Refusal::NotPermitted`] for
    /// what only support does.
    pub fn after(self, act: Act, kind: TicketKind, party: Party) -> Result<Self, Refusal> {
        let support_only = matches!(act, Act::Asked | Act::Solved | Act::Approved | Act::Denied);
        if support_only && party != Party::Support {
            return Err(Refusal::NotPermitted(Permission::DecideTickets));
        }
        let goes_on = matches!(act, Act::Wrote | Act::Attached) && self == Self::Solved;
        if !self.is_open() && !goes_on {
            return Err(Refusal::TicketClosed);
        }
        match act {
            // Who asked and writes on is not content yet.
            Act::Wrote | Act::Attached if party == Party::Support => Ok(self),
            Act::Filed | Act::Wrote | Act::Attached => Ok(Self::Open),
            Act::Asked => Ok(Self::Waiting),
            Act::Solved if !kind.is_decided() => Ok(Self::Solved),
            Act::Approved if kind.is_decided() => Ok(Self::Approved),
            Act::Denied if kind.is_decided() => Ok(Self::Denied),
            Act::Solved | Act::Approved | Act::Denied => Err(Refusal::WrongForTicket),
            Act::Withdrew if party == Party::Own => Ok(Self::Withdrawn),
            Act::Withdrew => Err(Refusal::OwnPeopleOnly),
        }
    }
}

/// What is asked for, and what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    Question,
    Link { vendor: PracticeId, level: VendorLevel },
    UserManager(PersonId),
    Payment(PaymentMethod),
}

impl Wish {
    pub const fn kind(&self) -> TicketKind {
        match self {
            Self::Question => TicketKind::Question,
            Self::Link { .. } => TicketKind::LinkAccount,
            Self::UserManager(_) => TicketKind::UserManager,
            Self::Payment(_) => TicketKind::PaymentMethod,
        }
    }
}

/// A ticket as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    pub id: TicketId,
    pub practice: PracticeId,
    pub wish: Wish,
    pub status: TicketStatus,
    /// What a question is about, or whom a wish names; '' where the kind says it all.
    pub subject: String,
    pub filed_by: (PersonId, String),
    pub assigned: Option<(PersonId, String)>,
    pub version: i64,
    pub opened: Instant,
    pub updated: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTIES: [Party; 3] = [Party::Support, Party::Own, Party::Vendor];

    #[test]
    fn c20_only_support_decides_and_only_what_there_is_to_decide() {
        for kind in TicketKind::ALL {
            for party in PARTIES {
                for act in [Act::Asked, Act::Solved, Act::Approved, Act::Denied] {
                    let fits = act == Act::Asked || kind.is_decided() == (act != Act::Solved);
                    let after = TicketStatus::Open.after(act, *kind, party);
                    assert_eq!(after.is_ok(), party == Party::Support && fits, "{kind:?} {act:?} {party:?}");
                }
            }
        }
    }

    #[test]
    fn a_decision_is_the_end_and_an_answer_opens_again() {
        let kind = TicketKind::LinkAccount;
        for status in [TicketStatus::Approved, TicketStatus::Denied, TicketStatus::Withdrawn] {
            for act in Act::ALL {
                for party in PARTIES {
                    assert!(status.after(*act, kind, party).is_err(), "{status:?} {act:?} {party:?}");
                }
            }
        }
        for party in [Party::Own, Party::Vendor] {
            for status in [TicketStatus::Waiting, TicketStatus::Solved] {
                let after = status.after(Act::Wrote, TicketKind::Question, party);
                assert_eq!(after, Ok(TicketStatus::Open), "{status:?} {party:?}");
            }
        }
        let told = TicketStatus::Waiting.after(Act::Wrote, kind, Party::Support);
        assert_eq!(told, Ok(TicketStatus::Waiting), "support still waits");
    }

    #[test]
    fn only_its_own_people_withdraw_a_ticket() {
        for party in PARTIES {
            let after = TicketStatus::Open.after(Act::Withdrew, TicketKind::Question, party);
            assert_eq!(after.is_ok(), party == Party::Own, "{party:?}");
        }
    }

    #[test]
    fn s3_12_wishes_are_those_of_a_practices_own_people() {
        for kind in TicketKind::ALL {
            for party in PARTIES {
                for vendor in [false, true] {
                    let may = kind.may_be_filed(party, vendor).is_ok();
                    let wanted = *kind == TicketKind::Question || (party == Party::Own && !vendor);
                    assert_eq!(may, wanted, "{kind:?} {party:?} {vendor}");
                }
            }
        }
    }
}
