//! The pages, in parts: the browser fetches a page's part of the module when it is first needed
//! (docs/adr/0019-the-module-in-parts.md).
//!
//! A page from the server is taken over in one step: its part is there before hydration begins ([`browser::start`]). A
//! part that is met later, by a click, shows up when it has come.

#[cfg(feature = "hydrate")]
pub mod browser;
#[cfg(feature = "ssr")]
mod server;

#[cfg(feature = "hydrate")]
use browser::{LoadError, at_once, in_part};
#[cfg(feature = "ssr")]
use server::{LoadError, at_once, in_part};

use leptos::prelude::*;

use crate::plain::view;

/// The parts of whoever is not signed in.
#[cfg(feature = "hydrate")]
const ENTRY: &[&str] = &["sign_in", "entry", "back"];

/// A page for the table of routes: of one type, so that the router is compiled once and not once for each page.
type Page = fn() -> AnyView;

/// The parts and their pages, each as a [`Page`]. What is opened in one go stands in one part.
macro_rules! parts {
    ($($part:ident { $($name:ident = $page:path),+ $(,)? })+) => {
        $($(page!($part, $name, $page);)+)+

        #[cfg(feature = "hydrate")]
        const ALL: &[&str] = &[$(stringify!($part)),+];

        /// Fetches a part, unless it is there. A name that is no part's has nothing to be fetched.
        #[cfg(feature = "hydrate")]
        async fn load(part: &str) -> Result<(), LoadError> {
            match part {
                // Each page notes for itself that its part is there.
                $(stringify!($part) => {
                    $($name::load().await?;)+
                })+
                _ => {}
            }
            Ok(())
        }
    };
}

macro_rules! page {
    ($part:ident, $name:ident, $page:path) => {
        mod $name {
            use super::*;

            #[cfg_attr(
                feature = "hydrate",
                leptos::wasm_split::wasm_split($part, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)
            )]
            pub fn $name() -> Result<AnyView, LoadError> {
                Ok(view! { <$page/> }.into_any())
            }
        }

        #[expect(non_upper_case_globals, reason = "it stands for the function")]
        pub const $name: Page = || in_part(stringify!($part), || at_once($name::$name()));
    };
}

parts! {
    home {
        home = crate::home::page::HomePage,
    }
    sign_in {
        sign_in = crate::session::page::SignInPage,
        second_step = crate::twostep::step_page::SecondStepPage,
    }
    entry {
        setup = crate::setup::page::SetupPage,
        invite_again = crate::invitations::link::LinkAgainPage,
        invite = crate::invitations::link::LinkPage,
        register = crate::registrations::register::RegisterPage,
        register_status = crate::registrations::status::RequestStatusPage,
        prove_address_again = crate::registrations::prove::ProveAddressAgainPage,
        prove_address = crate::registrations::prove::ProveAddressPage,
    }
    // The ways back in.
    back {
        forgot = crate::account::forgot::ForgotPage,
        open_again = crate::account::again::OpenAgainPage,
        reset = crate::account::reset::ResetPage,
        unlock = crate::account::link::UnlockPage,
        confirm_email = crate::account::link::ConfirmEmailPage,
        enrol = crate::twostep::enrol::EnrolPage,
    }
    people {
        people = crate::people::page::PeoplePage,
    }
    person {
        person = crate::people::detail::PersonPage,
    }
    lifecycle {
        deactivate = crate::departures::page::DeactivatePage,
        reactivate = crate::lifecycle::page::ReactivatePage,
        archive = crate::lifecycle::page::ArchivePage,
        restore = crate::lifecycle::page::RestorePage,
        replace = crate::lifecycle::replace::ReplacePage,
    }
    explain {
        explain = crate::explain::page::ExplainPage,
        administrators = crate::explain::administrators::AdministratorsPage,
        look_as = crate::session::looking::LookAsPage,
    }
    // What begins at the people list.
    beyond {
        add_user = crate::employees::page::AddUserPage,
    }
    bulk {
        bulks = crate::bulk::list::BulksPage,
        bulk = crate::bulk::page::BulkPage,
    }
    invitations {
        invitations = crate::invitations::page::InvitationsPage,
        invitation = crate::invitations::detail::InvitationDetailPage,
    }
    inviting {
        invite_people = crate::invitations::new::InvitePage,
        invite_file = crate::invitations::bulk::page::InviteFilePage,
        invite_file_draft = crate::invitations::bulk::draft::InviteFileDraftPage,
        invitation_rules = crate::invitations::settings::InvitationRulesPage,
    }
    requests {
        requests = crate::registrations::page::RequestsPage,
    }
    request {
        request = crate::registrations::detail::RequestDetailPage,
        claims = crate::registrations::claims_page::ClaimsPage,
        denial_reasons = crate::registrations::reason_page::DenialReasonsPage,
    }
    billing {
        billing = crate::tiers::billing::page::BillingPage,
        invoices = crate::tiers::billing::invoices::InvoicesPage,
        invoice = crate::tiers::billing::invoice::InvoicePage,
    }
    buying {
        buy = crate::tiers::plans::cart::BuyPage,
        card = crate::tiers::payments::page::CardPage,
        prices = crate::tiers::page::PricesPage,
    }
    providers {
        providers = crate::providers::page::ProvidersPage,
    }
    provider {
        add_provider = crate::providers::new::AddProviderPage,
        provider = crate::providers::detail::ProviderPage,
        edit_provider = crate::providers::edit::EditProviderPage,
        provider_rules = crate::providers::settings::ProviderRulesPage,
    }
    patients {
        patients = crate::patients::page::PatientsPage,
        panel = crate::patients::panel::PanelPage,
        patient = crate::patients::detail::PatientPage,
    }
    handover {
        handover = crate::handover::page::HandoverPage,
        handovers = crate::handover::list::HandoversPage,
        handover_lists = crate::handover::lists_page::HandoverListsPage,
    }
    files {
        import_providers = crate::imports::page::ImportProvidersPage,
        provider_file = crate::imports::draft::ProviderFilePage,
        import_patients = crate::imports::page::ImportPatientsPage,
        patient_file = crate::imports::draft::PatientFilePage,
    }
    practices {
        practices = crate::practices::page::PracticesPage,
        add_practice = crate::practices::new::AddPracticePage,
    }
    practice {
        practice = crate::practices::detail::PracticePage,
        vendor_access = crate::vendor::page::VendorAccessPage,
        vendor_receipt = crate::vendor::receipt::ReceiptPage,
    }
    support {
        tickets = crate::support::page::TicketsPage,
    }
    ticket {
        new_ticket = crate::support::new::NewTicketPage,
        ticket = crate::support::detail::TicketDetailPage,
    }
    departures {
        leavers = crate::departures::leavers::LeaversPage,
        leavers_month = crate::departures::month::LeaversMonthPage,
        departure_rules = crate::departures::settings::DepartureRulesPage,
    }
    house {
        house = crate::house::page::HousePage,
    }
    roster {
        import = crate::roster::page::ImportPage,
        import_draft = crate::roster::draft::ImportDraftPage,
    }
    own {
        profile = crate::profile::page::ProfilePage,
        password = crate::session::page::PasswordPage,
        sessions = crate::session::sessions::SessionsPage,
        prove = crate::session::proof::ProvePage,
        two_step = crate::twostep::own::TwoStepPage,
    }
    records {
        history = crate::history::page::HistoryPage,
        mail = crate::mail::page::MailPage,
        installation = crate::operator::page::InstallationPage,
    }
    settings {
        caller_check = crate::caller::settings::CallerCheckPage,
        keys = crate::keys::page::KeysPage,
        security = crate::twostep::settings::SecurityPage,
    }
}
