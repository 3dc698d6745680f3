//! What an event says: who did what to whom, with old and new values.

use serde::{Deserialize, Serialize};

use uuid::Uuid;

use crate::domain::{
    clock::Stamp,
    ids::{PatientId, PersonId, PracticeId, ProviderId, TicketId},
};

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// Everything that is recorded. The stored names are part of the audit export and never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum EventKind { $($(#[$doc])* #[serde(rename = $name)] $variant),+ }

        impl EventKind {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

kinds! {
    PracticeSetUp = "practice.set_up",
    PeopleSeeded = "people.seeded",
    PersonAdded = "person.added",
    PersonEdited = "person.edited",
    PersonUnlocked = "person.unlocked",
    /// Too many wrong passwords in a row.
    PersonLocked = "person.locked",
    PersonDeactivated = "person.deactivated",
    PersonReactivated = "person.reactivated",
    PersonArchived = "person.archived",
    PersonRestored = "person.restored",
    /// A new account with another username has taken the place of this one.
    PersonReplaced = "person.replaced",
    PersonDeparturePlanned = "person.departure_planned",
    PersonDepartureMoved = "person.departure_moved",
    PersonDepartureCancelled = "person.departure_cancelled",
    /// The administrators were told that somebody leaves soon.
    PersonDepartureAnnounced = "person.departure_announced",
    DepartureRulesChanged = "departures.rules_changed",
    /// Whoever sits at the machine let somebody in again (T57).
    EmergencyAccess = "account.emergency",
    HouseChanged = "house.changed",
    OfficeAdded = "house.office_added",
    OfficeRenamed = "house.office_renamed",
    /// The address of a calendar of departures was made, or stopped working.
    DepartureFeedMade = "departures.feed_made",
    DepartureFeedRevoked = "departures.feed_revoked",
    /// Somebody of the practice whom an account can be given to.
    EmployeeAdded = "employee.added",
    CallerCheckSwitched = "caller.check_switched",
    CallerQuestionsSaved = "caller.questions_saved",
    CallerMatched = "caller.matched",
    CallerNotMatched = "caller.not_matched",
    /// The whole installation is what it was when the backup was made.
    BackupRestored = "backup.restored",
    MailRetried = "mail.retried",
    RosterImported = "roster.imported",
    /// A batch of invitations; each has an event of its own beside it.
    PeopleInvited = "people.invited",
    InvitationSent = "invitation.sent",
    InvitationSentAgain = "invitation.sent_again",
    /// The link to the old address stopped working, a new one went to the new address.
    InvitationReaddressed = "invitation.readdressed",
    InvitationRevoked = "invitation.revoked",
    /// Somebody took a link to hand it over themselves.
    InvitationCopied = "invitation.copied",
    InvitationAccepted = "invitation.accepted",
    /// The invited person asked for a new link.
    InvitationAskedFor = "invitation.asked_for",
    /// Somebody asks for access; the address is not proven yet.
    RequestMade = "request.made",
    RequestProven = "request.proven",
    /// A claim number decided.
    RequestAutoApproved = "request.auto_approved",
    RequestApproved = "request.approved",
    RequestDenied = "request.denied",
    /// Nobody has decided in time; the administrators were told.
    RequestOverdue = "request.overdue",
    RequestsExported = "requests.exported",
    ClaimsImported = "claims.imported",
    RequestReasonsChanged = "request.reasons_changed",
    /// Somebody else answers for the link from now on.
    InvitationTakenOver = "invitation.taken_over",
    InvitationRulesChanged = "invitation.rules_changed",
    ProviderAdded = "provider.added",
    ProviderCertified = "provider.certified",
    ProviderAgentEdited = "provider.agent_edited",
    ProviderAgentInvited = "provider.agent_invited",
    ProviderEdited = "provider.edited",
    ProviderImageChanged = "provider.image_changed",
    /// Which billing roles and access types there are to choose from.
    ProviderRulesChanged = "providers.rules_changed",
    ProvidersImported = "providers.imported",
    PatientsImported = "patients.imported",
    PatientAssigned = "patient.assigned",
    /// Many patients of one provider given to another; each has a line of its own beside it.
    PatientsReassigned = "provider.patients_reassigned",
    HandoverSaved = "handover.saved",
    HandoverScheduled = "handover.scheduled",
    /// Something stood against it at its instant: nobody was moved.
    HandoverStopped = "handover.stopped",
    HandoverDone = "handover.done",
    HandoverCancelled = "handover.cancelled",
    HandoverPointChanged = "handover.point_changed",
    /// What plans of a role begin with.
    HandoverListsChanged = "handovers.lists_changed",
    ProvidersExported = "providers.exported",
    PeopleExported = "people.exported",
    SignedIn = "session.signed_in",
    SignInFailed = "session.sign_in_failed",
    SignedOut = "session.signed_out",
    SignedOutEverywhere = "session.signed_out_everywhere",
    PracticeChosen = "session.practice_chosen",
    PasswordChanged = "password.changed",
    PasswordChangeFailed = "password.change_failed",
    /// The right password, with a second step still missing.
    PasswordAccepted = "session.password_accepted",
    SecondStepFailed = "two_step.failed",
    AppAdded = "two_step.app_added",
    AppRemoved = "two_step.app_removed",
    PasskeyAdded = "two_step.passkey_added",
    PasskeyRemoved = "two_step.passkey_removed",
    CodesRenewed = "two_step.codes_renewed",
    RecoveryCodeUsed = "two_step.recovery_code_used",
    /// An administrator took all factors of somebody.
    TwoStepReset = "two_step.reset",
    TwoStepDemandChosen = "two_step.demand_chosen",
    TwoStepExceptionMade = "two_step.exception_made",
    /// Somebody who could not sign in asked for a link.
    PasswordResetAsked = "password.reset_asked",
    PasswordResetSent = "password.reset_sent",
    PasswordReset = "password.reset",
    TemporaryPasswordMade = "password.temporary_made",
    EmailChangeAsked = "email.change_asked",
    EmailChanged = "email.changed",
    ProfileEdited = "profile.edited",
    /// Something was ordered for many people; each of them has an event of their own once it is done.
    BulkOrdered = "bulk.ordered",
    BulkCancelled = "bulk.cancelled",
    BulkDone = "bulk.done",
    BulkExported = "bulk.exported",
    /// What plans cost from now on.
    PricesChanged = "prices.changed",
    PaymentMeansSet = "billing.means_set",
    PlanBought = "plan.bought",
    /// Somebody decided how a plan goes on when its period ends.
    PlanChanged = "plan.changed",
    PlanEnded = "plan.ended",
    /// Its person has left; what is left of the period is the payer's.
    SeatFreed = "plan.seat_freed",
    /// The invoice for it is past due for too long.
    PlanRests = "plan.rests",
    PlanGoesOn = "plan.goes_on",
    CardSet = "card.set",
    CardRemoved = "card.removed",
    /// Its owner was told that it expires.
    CardExpiring = "card.expiring",
    /// A card is asked for money.
    ChargeBegun = "charge.begun",
    ChargeDeclined = "charge.declined",
    InvoiceIssued = "invoice.issued",
    InvoicePaid = "invoice.paid",
    /// Its payer was told that it is past due.
    InvoiceReminded = "invoice.reminded",
    InvoicesExported = "invoices.exported",
    InvoicesMailed = "invoices.mailed",
    /// A key that other software calls with; about the one as whom it acts.
    KeyMade = "key.made",
    KeyRevoked = "key.revoked",
    /// Somebody looks at the portal as another role sees it.
    LookedAs = "session.looked_as",
    /// A vendor or the operator has made a practice; its first event, and one of whoever made it.
    PracticeAdded = "practice.added",
    /// What the practice may send.
    PracticeSettingsChanged = "practice.settings_changed",
    /// How far a vendor is let in from now on.
    VendorAccessSet = "vendor.access_set",
    VendorAccessAsked = "vendor.access_asked",
    /// The administrators were sent what a vendor opened and did.
    VendorReceiptSent = "vendor.receipt_sent",
    /// Somebody from outside acts for the practice, and returns.
    Switched = "vendor.switched",
    SwitchedBack = "vendor.switched_back",
    TicketFiled = "ticket.filed",
    TicketAnswered = "ticket.answered",
    TicketAssigned = "ticket.assigned",
    /// Solved, approved, denied or withdrawn.
    TicketClosed = "ticket.closed",
    /// Several locks taken off at once, as it was before there were orders. Stored events have it, new ones don't.
    PeopleUnlocked = "people.unlocked",
    /// The password was given again before something sensitive.
    IdentityProved = "session.proved",
    SessionEnded = "session.ended",
    /// A network was stopped after too many different name and password pairs.
    NetworkBraked = "network.braked",
    /// A verb was called without the permission for it.
    Refused = "permission.refused",
}

impl EventKind {
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Whom a stored event of this kind is about.
    pub fn subject(self, id: Uuid) -> Subject {
        match self {
            Self::ProviderAdded
            | Self::ProviderCertified
            | Self::ProviderAgentEdited
            | Self::ProviderAgentInvited
            | Self::ProviderEdited
            | Self::ProviderImageChanged
            | Self::PatientsReassigned
            | Self::HandoverSaved
            | Self::HandoverScheduled
            | Self::HandoverStopped
            | Self::HandoverDone
            | Self::HandoverCancelled
            | Self::HandoverPointChanged => Subject::Provider(ProviderId::new(id)),
            Self::PracticeAdded
            | Self::PracticeSettingsChanged
            | Self::VendorAccessSet
            | Self::VendorAccessAsked
            | Self::VendorReceiptSent => Subject::Practice(PracticeId::new(id)),
            Self::TicketFiled | Self::TicketAnswered | Self::TicketAssigned | Self::TicketClosed => {
                Subject::Ticket(TicketId::new(id))
            }
            Self::PatientAssigned => Subject::Patient(PatientId::new(id)),
            _ => Subject::Person(PersonId::new(id)),
        }
    }
}

/// Whom or what an event is about. Which of them it is follows from the event's kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Person(PersonId),
    Provider(ProviderId),
    Patient(PatientId),
    /// A practice, or its vendor.
    Practice(PracticeId),
    Ticket(TicketId),
}

impl Subject {
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Person(id) => id.uuid(),
            Self::Provider(id) => id.uuid(),
            Self::Patient(id) => id.uuid(),
            Self::Practice(id) => id.uuid(),
            Self::Ticket(id) => id.uuid(),
        }
    }
}

impl From<PersonId> for Subject {
    fn from(id: PersonId) -> Self {
        Self::Person(id)
    }
}

impl From<PracticeId> for Subject {
    fn from(id: PracticeId) -> Self {
        Self::Practice(id)
    }
}

impl From<TicketId> for Subject {
    fn from(id: TicketId) -> Self {
        Self::Ticket(id)
    }
}

impl From<PatientId> for Subject {
    fn from(id: PatientId) -> Self {
        Self::Patient(id)
    }
}

impl From<ProviderId> for Subject {
    fn from(id: ProviderId) -> Self {
        Self::Provider(id)
    }
}

/// One field's old and new value, as people read them (names, not ids: P-15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub field: String,
    pub old: String,
    pub new: String,
}

/// What a rule hands to the write transaction. Who, when, from where is added by the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub kind: EventKind,
    pub refused: bool,
    pub subject: Option<(Subject, String)>,
    pub changes: Vec<Change>,
    pub reason: String,
}

impl Event {
    pub fn new(kind: EventKind) -> Self {
        Self { kind, refused: false, subject: None, changes: Vec::new(), reason: String::new() }
    }

    #[must_use]
    pub fn about(mut self, subject: impl Into<Subject>, name: impl Into<String>) -> Self {
        self.subject = Some((subject.into(), name.into()));
        self
    }

    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    #[must_use]
    pub fn refused(mut self) -> Self {
        self.refused = true;
        self
    }

    /// Notes a field whose value differs.
    pub fn change(&mut self, field: &str, old: impl Into<String>, new: impl Into<String>) {
        let (old, new) = (old.into(), new.into());
        if old != new {
            self.changes.push(Change { field: field.into(), old, new });
        }
    }
}

/// An event as the history tab shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub seq: i64,
    pub at: Stamp,
    pub kind: EventKind,
    pub refused: bool,
    pub actor: String,
    /// Where the actor comes from, if not from this practice.
    pub organisation: String,
    /// The practice that the actor had switched to.
    pub on_behalf: String,
    pub subject: Option<(Subject, String)>,
    pub changes: Vec<Change>,
    pub reason: String,
    pub address: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_name() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::from_name(kind.name()), Some(*kind));
        }
    }

    #[test]
    fn a_kind_says_whom_it_is_about() {
        for kind in EventKind::ALL {
            let about_provider = matches!(kind.subject(Uuid::nil()), Subject::Provider(_));
            let said = ["provider.", "handover."].iter().any(|of| kind.name().starts_with(of));
            assert_eq!(about_provider, said, "{kind:?}");
        }
    }

    #[test]
    fn only_differences_are_changes() {
        let mut event = Event::new(EventKind::PersonEdited);
        event.change("phone", "1", "1");
        event.change("phone", "1", "2");
        assert_eq!(event.changes.len(), 1);
    }
}
