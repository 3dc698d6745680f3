//! The permission matrix as data: which role may do what (the one place; doors, buttons and tests read it).

use serde::{Deserialize, Serialize};

use super::{role::Role, vendor::VendorLevel};

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
    /// The practice's own settings and offices.
    ManagePractice,
    /// What plans cost, and which invoices are paid: the operator is the billing department (C-18, C-20).
    ManageBilling,
    /// Making and revoking the keys that the practice's other software calls with (S3-6).
    ManageKeys,
    /// Looking after the installation itself: its mail, its jobs, its copies.
    OperateInstallation,
    /// The list of practices: a vendor's own, or all of them.
    ViewPractices,
    AddPractices,
    /// What a practice may send.
    EditPractices,
    /// Acting for a practice that one does not belong to.
    SwitchPractices,
    /// How far the practice lets its vendor in, and what the vendor did there.
    SetVendorAccess,
    /// Reading support tickets, and writing into them.
    FollowTickets,
    /// Asking support for something.
    FileTickets,
    /// Answering as support: only the operator decides (C-20).
    DecideTickets,
}

impl Permission {
    pub const ALL: [Self; 39] = [
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
        Self::ManagePractice,
        Self::ManageBilling,
        Self::ManageKeys,
        Self::OperateInstallation,
        Self::ViewPractices,
        Self::AddPractices,
        Self::EditPractices,
        Self::SwitchPractices,
        Self::SetVendorAccess,
        Self::FollowTickets,
        Self::FileTickets,
        Self::DecideTickets,
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
            | Self::ImportPatients
            | Self::ManagePractice => &[PortalOperator, PracticeOwner, PracticeAdministrator],
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
            Self::ManageBilling | Self::OperateInstallation | Self::DecideTickets => &[PortalOperator],
            Self::ManageKeys => &[PracticeOwner, PracticeAdministrator],
            Self::ViewPractices | Self::AddPractices | Self::EditPractices | Self::SwitchPractices => {
                &[PortalOperator, VendorAdministrator]
            }
            Self::SetVendorAccess => &[PracticeOwner, PracticeAdministrator],
            Self::FollowTickets => &[PortalOperator, PracticeOwner, PracticeAdministrator, VendorAdministrator],
            Self::FileTickets => &[PracticeOwner, PracticeAdministrator, VendorAdministrator],
        }
    }

    pub fn held_by(self, role: Role) -> bool {
        self.roles().contains(&role)
    }

    /// The least that a practice must give its vendor before the vendor's people have this there (S3-15…18).
    pub const fn vendor_level(self) -> VendorLevel {
        match self {
            Self::ViewPractices => VendorLevel::None,
            Self::SignedIn | Self::ViewPeople | Self::ViewProviders | Self::FollowTickets => VendorLevel::Support,
            _ => VendorLevel::Full,
        }
    }

    /// Whether somebody has it who has switched to a practice: not what outlives the switch or opens more than it, such
    /// as second steps, the vendor's own access, payments, tickets and files that leave (T55); and not patients, who are nobody's
    /// business at a vendor.
    pub const fn goes_along(self) -> bool {
        !matches!(
            self,
            Self::ManageTwoStep
                | Self::SetCallerCheck
                | Self::ExportPeople
                | Self::ViewPatients
                | Self::AssignPatients
                | Self::ImportPatients
                | Self::BuyPlans
                | Self::ManageBilling
                | Self::ManageKeys
                | Self::OperateInstallation
                | Self::ManagePractice
                | Self::ViewPractices
                | Self::AddPractices
                | Self::EditPractices
                | Self::SwitchPractices
                | Self::SetVendorAccess
                | Self::FollowTickets
                | Self::FileTickets
                | Self::DecideTickets
        )
    }
}
