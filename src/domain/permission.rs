//! The permission matrix as data: which role may do what (the one place; doors, buttons and tests read it).

use serde::{Deserialize, Serialize};

use super::role::Role;

/// Something a role allows. Own-account matters (own password, sign-out) need only [`Permission::SignedIn`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    SignedIn,
    ViewPeople,
    EditPeople,
    UnlockPeople,
    ImportPeople,
    ExportPeople,
    ViewHistory,
    InvitePeople,
    /// Sending again, correcting the address, revoking.
    ManageInvitations,
    /// Where mail goes, and what every letter says.
    ViewMail,
    /// Of whom a second step is demanded, exceptions, and its reset.
    ManageTwoStep,
    /// Approving and denying those who ask for access.
    DecideRequests,
    /// Bringing in the claim numbers that let applicants in.
    ImportClaims,
    ResetPasswords,
    /// Locking accounts, seeing and ending sessions.
    SecurePeople,
    /// Deactivating, reactivating, archiving and restoring.
    DeactivatePeople,
    /// Adding accounts at one's own level, and putting a new account in the place of an old one.
    AddPeople,
    /// Whether callers are asked questions.
    SetCallerCheck,
    ViewProviders,
    /// Adding providers and certifying them.
    EditProviders,
    /// The agents' names and addresses, and their invitations.
    ManageAgents,
    /// How long links work.
    SetInvitationRules,
    /// Only who works with records needs them (minimum necessary): nobody of a vendor, and of the staff only delegates.
    ViewPatients,
    /// Handing patients from one provider to another.
    AssignPatients,
    ImportPatients,
    /// Paying for somebody's plans (C-19).
    BuyPlans,
    /// All invoices of the practice, and not only the own ones.
    ViewInvoices,
    /// What plans cost, and which invoices are paid: the operator is the billing department (C-18, C-20).
    ManageBilling,
}

impl Permission {
    pub const ALL: [Self; 28] = [
        Self::SignedIn,
        Self::ViewPeople,
        Self::EditPeople,
        Self::UnlockPeople,
        Self::ImportPeople,
        Self::ExportPeople,
        Self::ViewHistory,
        Self::InvitePeople,
        Self::ManageInvitations,
        Self::ViewMail,
        Self::ManageTwoStep,
        Self::DecideRequests,
        Self::ImportClaims,
        Self::ResetPasswords,
        Self::SecurePeople,
        Self::DeactivatePeople,
        Self::AddPeople,
        Self::SetCallerCheck,
        Self::ViewProviders,
        Self::EditProviders,
        Self::ManageAgents,
        Self::SetInvitationRules,
        Self::ViewPatients,
        Self::AssignPatients,
        Self::ImportPatients,
        Self::BuyPlans,
        Self::ViewInvoices,
        Self::ManageBilling,
    ];

    /// The roles that include it (catalogue 1.8).
    pub const fn roles(self) -> &'static [Role] {
        use Role::*;
        match self {
            Self::SignedIn => &Role::ALL,
            Self::ViewPeople => &[
                PortalOperator,
                PracticeOwner,
                PracticeAdministrator,
                UserManager,
                Delegate,
                VendorAdministrator,
                Auditor,
            ],
            Self::EditPeople
            | Self::ImportPeople
            | Self::ViewMail
            | Self::ManageTwoStep
            | Self::DecideRequests
            | Self::ImportClaims
            | Self::SecurePeople
            | Self::DeactivatePeople
            | Self::AddPeople
            | Self::SetCallerCheck
            | Self::EditProviders
            | Self::SetInvitationRules
            | Self::AssignPatients
            | Self::ImportPatients => &[PortalOperator, PracticeOwner, PracticeAdministrator],
            Self::ResetPasswords => &[PortalOperator, PracticeOwner, PracticeAdministrator, VendorAdministrator],
            Self::ViewProviders => &[
                PortalOperator,
                PracticeOwner,
                PracticeAdministrator,
                UserManager,
                Delegate,
                ReferringCoordinator,
                VendorAdministrator,
                Auditor,
            ],
            Self::ViewPatients => &[PortalOperator, PracticeOwner, PracticeAdministrator, Delegate, Auditor],
            Self::ManageAgents => {
                &[PortalOperator, PracticeOwner, PracticeAdministrator, UserManager, Delegate, ReferringCoordinator]
            }
            Self::UnlockPeople => &[PortalOperator, PracticeOwner, PracticeAdministrator, UserManager],
            Self::ExportPeople => &[PortalOperator, PracticeOwner, PracticeAdministrator, UserManager, Auditor],
            Self::ViewHistory => &[PortalOperator, PracticeOwner, PracticeAdministrator, Auditor],
            Self::InvitePeople => &[PortalOperator, PracticeOwner, PracticeAdministrator, Delegate],
            Self::ManageInvitations => &[PortalOperator, PracticeOwner, PracticeAdministrator, UserManager, Delegate],
            Self::BuyPlans => &[PracticeOwner, UserManager],
            Self::ViewInvoices => &[PortalOperator, PracticeOwner, Auditor],
            Self::ManageBilling => &[PortalOperator],
        }
    }

    pub fn held_by(self, role: Role) -> bool {
        self.roles().contains(&role)
    }
}
