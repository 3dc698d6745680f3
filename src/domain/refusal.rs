//! Why something may not be done. The same value greys the button and answers the request.

use serde::{Deserialize, Serialize};

use super::{permission::Permission, role::Role, vendor::VendorLevel};

/// A refusal explains itself: the reader's language has a sentence for each that says who may and what would change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// None of the person's roles includes the permission.
    NotPermitted(Permission),
    /// A temporary password leads only to choosing a new one.
    ChooseNewPassword,
    /// Nobody takes away their own access.
    OwnAccess,
    /// The practice would be left without an active administrator.
    LastAdministrator,
    /// Only those who hold this role (or a higher one) hand it out.
    RoleAboveOwn(Role),
    /// The person holds a higher role than the one who acts.
    PersonAboveOwn(Role),
    /// The target lies outside of the administrator's own provider.
    OutsideScope,
    NotLocked,
    /// Archived people are restored before they are edited.
    Archived,
    /// Only archived people are restored.
    NotArchived,
    /// Only deactivated people are reactivated.
    NotDeactivated,
    /// No end of the person's access is planned.
    NotLeaving,
    /// Another account has taken the place of this one, with its access and its address.
    Replaced,
    /// Accounts are added at one's own level; narrower ones begin with an invitation (S0-51, S0-52).
    OwnLevelOnly,
    /// The practice asks callers nothing.
    CallerCheckOff,
    /// The person has left no answers.
    NoQuestions,
    /// So many answers were wrong that no more are looked at for a while.
    CallerTriedOften,
    /// The person has an account, or had one: nothing is left to invite them to.
    NotInvited,
    /// A link was sent to the person a moment ago.
    SentJustNow {
        minutes: i64,
    },
    /// So many links went to the person today that another one would be a nuisance.
    SentOften,
    /// The person has no link that still works.
    NoOpenInvitation,
    /// Links travel by mail here; nobody copies them.
    MailIsSent,
    /// An invitation is for somebody who is not signed in.
    SignedInAlready,
    /// The last factor stays where a second step is demanded.
    TwoStepDemanded,
    /// There is no second step to reset, remove or make codes for.
    NoTwoStep,
    /// One's own second step is looked after on one's own page, which asks for the password.
    OwnTwoStep,
    /// Browsers make passkeys only for an address with a name.
    NoPasskeysHere,
    /// Somebody has decided about the request; decisions stay as they are.
    RequestDecided {
        by: String,
    },
    /// The applicant's address was never proven.
    RequestUnproven,
    /// The request names a practice or provider that is not here.
    RequestNamesNobody,
    /// The applicant's address belongs to an account already.
    AddressTaken,
    /// The person has not registered, or has left: there is no account to do this to.
    NoAccount,
    /// The own password is changed in the profile, with the current one.
    OwnPassword,
    /// An administrator has locked the account: it is unlocked first.
    LockedAlready,
    /// So many mails went to the person within the hour that another one would be a nuisance.
    MailedOften,
    /// Nothing is known of where the agent's invitation would go.
    NoAgentEmail,
    /// Coordinators look after local providers; certified ones are the practice's own matter (S2-8).
    LocalProvidersOnly,
    /// Who has left takes no patients over.
    ProviderInactive {
        name: String,
    },
    /// The practice has been set up already.
    AlreadySetUp,
    /// The person has that role or place already.
    AlreadySo,
    /// Whoever ordered it can't sign in any more, so it is not carried out.
    OrdererGone,
    /// Nothing is on file that the reader could pay with.
    NoPaymentMeans,
    /// Plans are paid for by people of the same practice (C-19).
    OtherPractice,
    /// Who is paid for by somebody else pays for nobody (S1-39).
    PaidForBy {
        payer: String,
    },
    /// Somebody else pays for the person's plan and decides about it.
    PlanOfOther {
        payer: String,
    },
    /// Plans are for doctors and staff (S1-30).
    NotForPatients,
    /// The person has this plan, or a longer one.
    HasPlan,
    /// The person has no such plan.
    NoPlan,
    /// The plug-in is of no use without Secure Mail.
    NeedsSecureMail,
    NotOnOffer,
    /// Nothing is left of what was chosen.
    NothingToBuy,
    PaidAlready,
    /// Practices of this installation pay by transfer.
    NoCardsHere,
    /// No card is on file that could be charged.
    NoCard,
    CardExpired {
        last_four: String,
    },
    /// The bank said no. Nothing was charged.
    CardDeclined {
        last_four: String,
    },
    /// A card is being charged for it at this moment.
    BeingCharged,
    /// Somebody who looks at the portal as another role sees it changes nothing.
    OnlyLooking(Role),
    /// The practice lets its vendor in less far than this takes.
    VendorLevel(VendorLevel),
    /// Who acts for a practice from outside does nothing that opens more than the switch, or outlives it.
    NotWhileSwitched,
    /// The switch has ended, by the clock or by the practice; the reader returns before anything else.
    SwitchOver,
    /// The vendor has asked the practice within a day.
    AskedAlready,
    /// The ticket has found its end.
    TicketClosed,
    /// Questions are solved, wishes are approved or denied.
    WrongForTicket,
    /// For the practice's own administrators, not for those who look after it from outside.
    OwnPeopleOnly,
    /// The vendor looks after the practice already.
    LinkedAlready,
    /// User Manager would take the place of this role, which does more.
    WouldDemote(Role),
}

impl Refusal {
    /// What was tried at `path` and why it was refused, as it is stored in the history.
    #[must_use]
    pub fn record(&self, path: &str) -> String {
        format!("{path}: {}", serde_json::to_string(self).unwrap_or_default())
    }

    /// The path and the refusal of [`record`](Self::record).
    #[must_use]
    pub fn recorded(text: &str) -> Option<(&str, Self)> {
        let (path, refusal) = text.split_once(": ")?;
        Some((path, serde_json::from_str(refusal).ok()?))
    }
}
