//! One request for access: its life, who decides about it, and what is asked of a decision.

use chrono::{Duration, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::Instant,
        ids::{PersonId, PracticeId, ProviderId, RequestId},
        permission::Permission,
        refusal::Refusal,
        role::Role,
        scope::Actor,
    },
    history::model::{Event, EventKind},
    people::model::ranked,
    registrations::reasons::Reason,
};

/// How long the link works that proves the applicant's address.
pub const PROOF_LIFETIME: Duration = Duration::hours(24);

ranked! {
    /// What access is asked for: to one provider's data (individual level) or to the whole practice's (TIN level, S0-23).
    Level {
        Provider = "provider",
        Practice = "practice",
    }
}

ranked! {
    /// What is stored of a request's life. That an attempt was never finished follows from the time.
    State {
        Unproven = "unproven",
        Pending = "pending",
        AutoApproved = "auto_approved",
        Approved = "approved",
        Denied = "denied",
    }
}

ranked! {
    /// The nine statuses of the older portal (S0-26…34), in the order in which lists sort by them.
    Code {
        PendingAdminReview = "PENDING-ADMIN-REVIEW",
        PendingProvAdminReview = "PENDING-PROV-ADMIN-REVIEW",
        EmailInt = "EMAIL-INT",
        EmailSuccess = "EMAIL-SUCCESS",
        AutoApproved = "AUTO-APPROVED",
        ManualAdminApproved = "MANUAL-ADMIN-APPROVED",
        ManualProvAdminApproved = "MANUAL-PROV-ADMIN-APPROVED",
        Declined = "DECLINED",
        Invalidated = "INVALIDATED",
    }
}

ranked! {
    /// Why a request is denied (S0-43), in words that every practice has. The applicant is told.
    DenialReason {
        NotOurs = "not_ours",
        IdentityNotConfirmed = "identity_not_confirmed",
        EvidenceWrong = "evidence_wrong",
        HasAccount = "has_account",
        WrongPlace = "wrong_place",
        Other = "other",
    }
}

impl Level {
    /// What kind of number the identifier is, as claims code it (X12): 24 an employer's (TIN), XX an NPI (S0-35).
    pub const fn qualifier(self) -> &'static str {
        match self {
            Self::Practice => "24",
            Self::Provider => "XX",
        }
    }
}

/// The roles that somebody from outside may ask for. Owners and user managers are made by owners only.
pub const ROLES: [Role; 5] =
    [Role::PortalUser, Role::ClericalUser, Role::ReferringCoordinator, Role::Delegate, Role::PracticeAdministrator];

/// Whether a matching claim number is enough for `role` (S0-21). Roles that give access to others are decided by a person.
pub const fn approves_itself(role: Role) -> bool {
    matches!(role, Role::PortalUser | Role::ClericalUser | Role::ReferringCoordinator)
}

/// Everything stored of a request, but the hash of its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub id: RequestId,
    /// Where it is decided. A request that names no practice of this installation is the operator's to decide.
    pub practice: PracticeId,
    pub provider: Option<ProviderId>,
    /// The practice's or provider's name when the request was made; empty if none was found.
    pub place_name: String,
    /// What the applicant finds the request again by.
    pub reference: String,
    pub level: Level,
    pub tin: String,
    pub npi: String,
    pub claim: String,
    pub birth: Option<NaiveDate>,
    pub role: Role,
    pub title: String,
    pub first_name: String,
    pub middle_name: String,
    pub last_name: String,
    pub email: String,
    pub phone: String,
    pub language: String,
    pub state: State,
    pub submitted: Instant,
    pub proof_ends: Instant,
    pub proven: Option<Instant>,
    pub due: Option<Instant>,
    pub decision: Option<Decision>,
    /// Who it has become.
    pub person: Option<PersonId>,
}

/// Who decided what, when. Never changed afterwards (C-23).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// `None`: a claim number decided.
    pub by: Option<PersonId>,
    pub by_name: String,
    pub at: Instant,
    pub role: Role,
    pub reason: Option<Reason>,
    pub note: String,
}

/// How it stands with a request at a certain moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Unproven,
    Invalidated,
    Pending,
    AutoApproved,
    Approved,
    Denied,
}

impl Status {
    pub const ALL: [Self; 6] =
        [Self::Unproven, Self::Invalidated, Self::Pending, Self::AutoApproved, Self::Approved, Self::Denied];

    /// The older portal's word. None while the address may still be proven: nobody else sees the request yet.
    pub const fn code(self, level: Level) -> Option<Code> {
        match (self, level) {
            (Self::Unproven, _) => None,
            (Self::Invalidated, _) => Some(Code::Invalidated),
            (Self::Pending, Level::Provider) => Some(Code::PendingAdminReview),
            (Self::Pending, Level::Practice) => Some(Code::PendingProvAdminReview),
            (Self::AutoApproved, _) => Some(Code::AutoApproved),
            (Self::Approved, Level::Provider) => Some(Code::ManualAdminApproved),
            (Self::Approved, Level::Practice) => Some(Code::ManualProvAdminApproved),
            (Self::Denied, _) => Some(Code::Declined),
        }
    }
}

impl Request {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    pub fn status(&self, now: Instant) -> Status {
        match self.state {
            State::Unproven if now >= self.proof_ends => Status::Invalidated,
            State::Unproven => Status::Unproven,
            State::Pending => Status::Pending,
            State::AutoApproved => Status::AutoApproved,
            State::Approved => Status::Approved,
            State::Denied => Status::Denied,
        }
    }

    pub fn code(&self, now: Instant) -> Option<Code> {
        self.status(now).code(self.level)
    }

    /// The number it is known by in the list: the TIN of a practice, the NPI of a provider.
    pub fn identifier(&self) -> &str {
        match self.level {
            Level::Practice => &self.tin,
            Level::Provider => &self.npi,
        }
    }

    /// Whether the practice or provider it names has been found.
    pub fn names_somebody(&self) -> bool {
        !self.place_name.is_empty()
    }

    /// The applicant's address is theirs: now somebody may decide. The link works once, until its instant (T34, T43).
    ///
    /// # Errors
    /// How it stands with a request that waits for no proof.
    pub fn prove(self, due: Instant, now: Instant) -> Result<(Self, Event), Status> {
        match self.status(now) {
            Status::Unproven => {
                let mut event = self.event(EventKind::RequestProven);
                event.change("email", "", &self.email);
                Ok((Self { state: State::Pending, proven: Some(now), due: Some(due), ..self }, event))
            }
            other => Err(other),
        }
    }

    /// A claim number of the practice speaks for the applicant (S0-21).
    ///
    /// # Errors
    /// See [`can_be_decided`]; also a role that a claim number is not enough for.
    pub fn approve_by_claim(self, by_name: &str, now: Instant) -> Result<(Self, Event), Refusal> {
        can_be_decided(&self.standing(now))?;
        if !approves_itself(self.role) {
            return Err(Refusal::RoleAboveOwn(self.role));
        }
        let role = self.role;
        Ok(self.decided(State::AutoApproved, (None, by_name), role, None, String::new(), now))
    }

    /// Grants the role that was asked for (S0-42), or another one (S0-45).
    ///
    /// # Errors
    /// See [`can_decide`] and [`can_approve_as`].
    pub fn approve(self, role: Role, by: &Actor, now: Instant) -> Result<(Self, Event), Refusal> {
        can_approve_as(&self.standing(now), role, by)?;
        let who = (Some(by.person), by.name.clone());
        Ok(self.decided(State::Approved, (who.0, &who.1), role, None, String::new(), now))
    }

    /// Says no, for good (S0-44).
    ///
    /// # Errors
    /// See [`can_decide`].
    pub fn deny(self, reason: Reason, note: String, by: &Actor, now: Instant) -> Result<(Self, Event), Refusal> {
        can_decide(&self.standing(now), by)?;
        let role = self.role;
        Ok(self.decided(State::Denied, (Some(by.person), &by.name), role, Some(reason), note, now))
    }

    fn decided(
        self,
        state: State,
        (by, by_name): (Option<PersonId>, &str),
        role: Role,
        reason: Option<Reason>,
        note: String,
        now: Instant,
    ) -> (Self, Event) {
        let (kind, why) = match state {
            State::AutoApproved => (EventKind::RequestAutoApproved, "claim number".to_owned()),
            State::Denied => {
                let reason = reason.as_ref().map(Reason::record).unwrap_or_default();
                let why = if note.is_empty() { reason } else { format!("{reason}: {note}") };
                (EventKind::RequestDenied, why)
            }
            _ => (EventKind::RequestApproved, String::new()),
        };
        let mut event = self.event(kind).because(why);
        event.change("email", "", &self.email);
        if state != State::Denied {
            event.change("role", self.role.name(), role.name());
        }
        let before = self.code(now);
        let decision = Decision { by, by_name: by_name.to_owned(), at: now, role, reason, note };
        let after = Self { state, decision: Some(decision), ..self };
        event.change("status", before.map_or("", Code::name), after.code(now).map_or("", Code::name));
        (after, event)
    }

    /// An event that names the applicant, who is no person of the practice yet.
    pub fn event(&self, kind: EventKind) -> Event {
        let mut event = Event::new(kind);
        event.change("applicant", "", self.name());
        event
    }

    pub fn standing(&self, now: Instant) -> Standing {
        Standing {
            status: self.status(now),
            names_somebody: self.names_somebody(),
            decided_by: self.decision.as_ref().map(|decision| decision.by_name.clone()),
        }
    }
}

/// What the rules need to know of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub status: Status,
    pub names_somebody: bool,
    pub decided_by: Option<String>,
}

/// Whether the request waits for a decision at all.
///
/// # Errors
/// It was decided, or never finished.
pub fn can_be_decided(request: &Standing) -> Result<(), Refusal> {
    match request.status {
        Status::Pending => Ok(()),
        Status::Unproven | Status::Invalidated => Err(Refusal::RequestUnproven),
        Status::AutoApproved | Status::Approved | Status::Denied => {
            Err(Refusal::RequestDecided { by: request.decided_by.clone().unwrap_or_default() })
        }
    }
}

/// Whether `by` may decide about it. Draws the buttons and guards the server.
///
/// # Errors
/// No permission; see also [`can_be_decided`].
pub fn can_decide(request: &Standing, by: &Actor) -> Result<(), Refusal> {
    by.may(Permission::DecideRequests)?;
    can_be_decided(request)
}

/// Whether `by` may approve it with `role`: never one that they could not hand out (T51).
///
/// # Errors
/// See [`can_decide`]; also a role above one's own, or a request for a practice or provider that is not known.
pub fn can_approve_as(request: &Standing, role: Role, by: &Actor) -> Result<(), Refusal> {
    can_decide(request, by)?;
    if !request.names_somebody {
        return Err(Refusal::RequestNamesNobody);
    }
    let permission = Permission::DecideRequests;
    let own = by.role_for(permission).ok_or(Refusal::NotPermitted(permission))?;
    if ROLES.contains(&role) && own.may_hand_out(role) { Ok(()) } else { Err(Refusal::RoleAboveOwn(role)) }
}

#[cfg(test)]
mod tests;
