//! The names of the shared words: one sentence or label for every variant, so that a new variant needs its text.

use super::T;
use crate::domain::code::Code;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::role::Role;

impl T {
    /// What is wrong with a field and how to put it right, as a sentence.
    #[must_use]
    pub fn code(self, code: Code) -> &'static str {
        match code {
            Code::Required => self.codes_required(),
            Code::TooLong => self.codes_too_long(),
            Code::CardNumber => self.payments_card_number(),
            Code::TooShort => self.codes_too_short(),
            Code::NotAnEmail => self.codes_not_an_email(),
            Code::NotAnNpi => self.codes_not_an_npi(),
            Code::NpiCheckDigit => self.codes_npi_check_digit(),
            Code::NotATin => self.codes_not_a_tin(),
            Code::NotAPhone => self.codes_not_a_phone(),
            Code::NameCharacters => self.codes_name_characters(),
            Code::UsernameCharacters => self.codes_username_characters(),
            Code::Taken => self.codes_taken(),
            Code::OfficeTaken => self.settings_office_taken(),
            Code::NpiTaken => self.codes_npi_taken(),
            Code::Unknown => self.codes_unknown(),
            Code::RoleNotYours => self.codes_role_not_yours(),
            Code::PasswordTooShort => self.codes_password_too_short(),
            Code::PasswordTooLong => self.codes_password_too_long(),
            Code::PasswordCommon => self.codes_password_common(),
            Code::PasswordLeaked => self.codes_password_leaked(),
            Code::PasswordContext => self.codes_password_context(),
            Code::PasswordWrong => self.codes_password_wrong(),
            Code::PasswordSame => self.codes_password_same(),
            Code::PasswordsDiffer => self.codes_passwords_differ(),
            Code::NotATimeZone => self.codes_not_a_time_zone(),
            Code::OutOfRange => self.codes_out_of_range(),
            Code::DuplicateInFile => self.codes_duplicate_in_file(),
            Code::NotChangeable => self.codes_not_changeable(),
            Code::TooMany => self.codes_too_many(),
            Code::NotADate => self.codes_not_a_date(),
            Code::NotAClaimNumber => self.codes_not_a_claim_number(),
            Code::Unchanged => self.codes_unchanged(),
            Code::DayTooEarly => self.calendar_too_early(),
            Code::NowOrDay => self.departures_now_or_day(),
            Code::AlreadyListed => self.departures_already_listed(),
            Code::NpiDeactivated => self.codes_npi_deactivated(),
            Code::NotAClinician => self.codes_not_a_clinician(),
            Code::NotAnImage => self.codes_not_an_image(),
            Code::ImageTooBig => self.codes_image_too_big(),
            Code::ImageTooManyPixels => self.codes_image_too_many_pixels(),
            Code::DomainMisspelt => self.codes_domain_misspelt(),
            Code::CodeWrong => self.twostep_code_wrong(),
            Code::PasskeyRefused => self.twostep_passkey_refused(),
            Code::CurrencyInUse => self.billing_currency_in_use(),
        }
    }

    /// Why not, who may, and what would change it, as sentences.
    #[must_use]
    pub fn refusal(self, refusal: &Refusal) -> String {
        match refusal {
            Refusal::NotPermitted(permission) => {
                self.refusals_not_permitted(self.permission(*permission), self.roles_of(*permission))
            }
            Refusal::ChooseNewPassword => self.refusals_choose_new_password().to_owned(),
            Refusal::OwnAccess => self.refusals_own_access().to_owned(),
            Refusal::LastAdministrator => self.refusals_last_administrator().to_owned(),
            Refusal::RoleAboveOwn(role) => self.refusals_role_above_own(self.role(*role)),
            Refusal::PersonAboveOwn(role) => self.refusals_person_above_own(self.role(*role)),
            Refusal::OutsideScope => self.refusals_outside_scope().to_owned(),
            Refusal::NotLocked => self.refusals_not_locked().to_owned(),
            Refusal::Archived => self.refusals_archived().to_owned(),
            Refusal::NotArchived => self.lifecycle_not_archived().to_owned(),
            Refusal::NotDeactivated => self.lifecycle_not_deactivated().to_owned(),
            Refusal::NotLeaving => self.departures_not_leaving().to_owned(),
            Refusal::Replaced => self.lifecycle_replaced().to_owned(),
            Refusal::OwnLevelOnly => self.employees_own_level_only().to_owned(),
            Refusal::CallerCheckOff => self.caller_off().to_owned(),
            Refusal::NoQuestions => self.caller_no_questions().to_owned(),
            Refusal::CallerTriedOften => self.caller_tried_often().to_owned(),
            Refusal::NotInvited => self.refusals_not_invited().to_owned(),
            Refusal::SentJustNow { minutes } => self.refusals_sent_just_now(*minutes),
            Refusal::SentOften => self.refusals_sent_often().to_owned(),
            Refusal::NoOpenInvitation => self.refusals_no_open_invitation().to_owned(),
            Refusal::MailIsSent => self.refusals_mail_is_sent().to_owned(),
            Refusal::SignedInAlready => self.refusals_signed_in_already().to_owned(),
            Refusal::TwoStepDemanded => self.twostep_refusal_demanded().to_owned(),
            Refusal::NoTwoStep => self.twostep_refusal_none().to_owned(),
            Refusal::OwnTwoStep => self.twostep_refusal_own().to_owned(),
            Refusal::NoPasskeysHere => self.twostep_refusal_no_passkeys().to_owned(),
            Refusal::RequestDecided { by } => self.refusals_request_decided(by),
            Refusal::RequestUnproven => self.refusals_request_unproven().to_owned(),
            Refusal::RequestNamesNobody => self.refusals_request_names_nobody().to_owned(),
            Refusal::AddressTaken => self.refusals_address_taken().to_owned(),
            Refusal::NoAccount => self.account_no_account().to_owned(),
            Refusal::OwnPassword => self.account_own_password().to_owned(),
            Refusal::LockedAlready => self.account_locked_already().to_owned(),
            Refusal::MailedOften => self.account_mailed_often().to_owned(),
            Refusal::NoAgentEmail => self.refusals_no_agent_email().to_owned(),
            Refusal::LocalProvidersOnly => self.refusals_local_providers_only().to_owned(),
            Refusal::ProviderInactive { name } => self.patients_provider_inactive(name),
            Refusal::AlreadySo => self.many_already_so().to_owned(),
            Refusal::OrdererGone => self.many_orderer_gone().to_owned(),
            Refusal::NoPaymentMeans => self.plans_no_means().to_owned(),
            Refusal::OtherPractice => self.plans_other_practice().to_owned(),
            Refusal::PaidForBy { payer } => self.plans_paid_for_by(payer),
            Refusal::PlanOfOther { payer } => self.plans_of_other(payer),
            Refusal::NotForPatients => self.plans_not_for_patients().to_owned(),
            Refusal::HasPlan => self.plans_has_plan().to_owned(),
            Refusal::NoPlan => self.plans_no_plan().to_owned(),
            Refusal::NeedsSecureMail => self.plans_needs_secure_mail().to_owned(),
            Refusal::NotOnOffer => self.plans_not_on_offer().to_owned(),
            Refusal::NothingToBuy => self.plans_nothing_to_buy().to_owned(),
            Refusal::PaidAlready => self.billing_paid_already().to_owned(),
            Refusal::NoCardsHere => self.payments_no_cards_here().to_owned(),
            Refusal::NoCard => self.payments_no_card().to_owned(),
            Refusal::CardExpired { last_four } => self.payments_card_expired(last_four),
            Refusal::CardDeclined { last_four } => self.payments_card_declined(last_four),
            Refusal::BeingCharged => self.payments_being_charged().to_owned(),
            Refusal::OnlyLooking(role) => self.looking_only(self.role(*role)),
            Refusal::VendorLevel(level) => self.vendor_refusal(self.vendor_level(*level)),
            Refusal::NotWhileSwitched => self.switch_refusal().to_owned(),
            Refusal::SwitchOver => self.switch_refusal_over().to_owned(),
            Refusal::AskedAlready => self.vendor_refusal_asked().to_owned(),
            Refusal::TicketClosed => self.support_closed().to_owned(),
            Refusal::WrongForTicket => self.support_wrong_act().to_owned(),
            Refusal::OwnPeopleOnly => self.support_own_people_only().to_owned(),
            Refusal::LinkedAlready => self.support_linked_already().to_owned(),
            Refusal::WouldDemote(role) => self.support_would_demote(self.role(*role)),
            Refusal::AlreadySetUp => self.refusals_already_set_up().to_owned(),
        }
    }

    #[must_use]
    pub fn role(self, role: Role) -> &'static str {
        match role {
            Role::PortalOperator => self.roles_portal_operator(),
            Role::PracticeOwner => self.roles_practice_owner(),
            Role::PracticeAdministrator => self.roles_practice_administrator(),
            Role::VendorAdministrator => self.roles_vendor_administrator(),
            Role::Auditor => self.roles_auditor(),
            Role::UserManager => self.roles_user_manager(),
            Role::Delegate => self.roles_delegate(),
            Role::PortalUser => self.roles_portal_user(),
            Role::ClericalUser => self.roles_clerical_user(),
            Role::ReferringCoordinator => self.roles_referring_coordinator(),
            Role::Applicant => self.roles_applicant(),
            Role::Patient => self.roles_patient(),
        }
    }

    /// What a permission lets one do, as a phrase after "may".
    #[must_use]
    pub fn permission(self, permission: Permission) -> &'static str {
        match permission {
            Permission::SignedIn => self.permissions_signed_in(),
            Permission::ViewPeople => self.permissions_view_people(),
            Permission::EditPeople => self.permissions_edit_people(),
            Permission::UnlockPeople => self.permissions_unlock_people(),
            Permission::ImportPeople => self.permissions_import_people(),
            Permission::ExportPeople => self.permissions_export_people(),
            Permission::ViewHistory => self.permissions_view_history(),
            Permission::InvitePeople => self.permissions_invite_people(),
            Permission::ManageInvitations => self.permissions_manage_invitations(),
            Permission::DecideRequests => self.permissions_decide_requests(),
            Permission::ImportClaims => self.permissions_import_claims(),
            Permission::ViewMail => self.permissions_view_mail(),
            Permission::ManageTwoStep => self.twostep_permission(),
            Permission::ResetPasswords => self.account_may_reset(),
            Permission::SecurePeople => self.account_may_secure(),
            Permission::DeactivatePeople => self.lifecycle_may(),
            Permission::AddPeople => self.employees_may(),
            Permission::SetCallerCheck => self.caller_may(),
            Permission::ViewProviders => self.permissions_view_providers(),
            Permission::EditProviders => self.permissions_edit_providers(),
            Permission::ManageAgents => self.permissions_manage_agents(),
            Permission::ViewPatients => self.patients_may_view(),
            Permission::AssignPatients => self.patients_may_assign(),
            Permission::ImportPatients => self.patients_may_import(),
            Permission::SetInvitationRules => self.permissions_set_invitation_rules(),
            Permission::BuyPlans => self.plans_may(),
            Permission::ViewInvoices => self.billing_may_view(),
            Permission::ManagePractice => self.settings_may(),
            Permission::ManageBilling => self.billing_may_manage(),
            Permission::ManageKeys => self.keys_may(),
            Permission::OperateInstallation => self.operator_may(),
            Permission::ViewPractices => self.practices_may_view(),
            Permission::AddPractices => self.practices_may_add(),
            Permission::EditPractices => self.practices_may_edit(),
            Permission::SwitchPractices => self.switch_may(),
            Permission::SetVendorAccess => self.vendor_may(),
            Permission::FollowTickets => self.support_may_follow(),
            Permission::FileTickets => self.support_may_file(),
            Permission::DecideTickets => self.support_may_decide(),
        }
    }

    /// The roles that include a permission, straight from the matrix.
    fn roles_of(self, permission: Permission) -> String {
        let names: Vec<_> = permission.roles().iter().map(|role| self.role(*role)).collect();
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn a_refusal_names_who_may() {
        let refusal = Refusal::NotPermitted(Permission::EditPeople);
        for lang in Lang::ALL {
            let t = T::new(lang);
            let text = t.refusal(&refusal);
            assert!(text.contains(t.role(Role::PracticeAdministrator)), "{text}");
            assert!(!text.contains(t.role(Role::UserManager)), "{text}");
        }
    }

    #[test]
    fn every_role_has_its_own_name() {
        for lang in Lang::ALL {
            let names: std::collections::BTreeSet<_> = Role::ALL.iter().map(|role| T::new(lang).role(*role)).collect();
            assert_eq!(names.len(), Role::ALL.len());
        }
    }
}
