//! Every address of the product as a function: a link that leads nowhere does not compile.

mod billing;
mod departures;
mod practices;
mod records;
mod support;

pub use billing::*;
pub use departures::*;
pub use practices::*;
pub use records::*;
pub use support::*;

use crate::{
    account::model::LinkKind,
    domain::{
        ids::{BulkId, EmployeeId, ImportId, InvitationFileId, InvitationId, MailId, PersonId, ProviderId, RequestId},
        list::{Filters, ListQuery},
    },
    i18n::Lang,
    invitations::{bulk::model::FileError, query::InvitationQuery, verdict::Verdict},
    lifecycle::model::Verb,
    mail::model::LetterKind,
    people::query::PeopleQuery,
    providers::query::ProviderQuery,
    registrations::query::RequestQuery,
    roster::{import::VerdictKind, model::ReadError},
    session::model::Awaits,
};

pub const HOME: &str = "/";
pub const SIGN_IN: &str = "/sign-in";
pub const SETUP: &str = "/setup";
/// Between the password and the session.
pub const SECOND_STEP: &str = "/sign-in/step";
pub const ENROL: &str = "/sign-in/enrol";
pub const TWO_STEP: &str = "/profile/two-step";
/// What the practice decides about itself.
pub const HOUSE: &str = "/settings/practice";
pub const SECURITY: &str = "/settings/security";
pub const KEYS: &str = "/settings/keys";
pub const INSTALLATION: &str = "/installation";
/// Where other software calls, with a key.
pub const API: &str = "/api/v1";
pub const API_DOCUMENT: &str = "/api/v1/openapi.json";
pub const API_DOCS: &str = "/api/docs";
pub const API_DOCS_FILE: &str = "/api/docs/{file}";
pub const PASSWORD: &str = "/profile/password";
pub const PEOPLE: &str = "/people";
/// Finding an employee and giving them an account; its steps are part of its address.
pub const ADD_USER: &str = "/people/new";
pub const IMPORT: &str = "/people/import";
pub const IMPORT_TEMPLATE: &str = "/people/import/template";
pub const IMPORT_REFUSED: &str = "/people/import/{id}/refused";
pub const EXPORT: &str = "/people/export";
pub const BULK: &str = "/people/bulk";
pub const BULK_EXPORT: &str = "/people/bulk/{id}/export";
pub const ADMINISTRATORS: &str = "/administrators";
pub const LOOK_AS: &str = "/look-as";
pub const HISTORY: &str = "/history";
pub const INVITATIONS: &str = "/invitations";
pub const INVITE: &str = "/invitations/new";
pub const INVITE_FILE: &str = "/invitations/import";
pub const INVITE_FILE_TEMPLATE: &str = "/invitations/import/template";
pub const INVITATION_RULES: &str = "/settings/invitations";
pub const CALLER_CHECK: &str = "/settings/caller-check";
pub const DENIAL_REASONS: &str = "/settings/requests";
pub const PROVIDERS: &str = "/providers";
pub const PROVIDERS_EXPORT: &str = "/providers/export";
pub const ADD_PROVIDER: &str = "/providers/new";
/// Where links lead, without their tokens.
pub const LINK: &str = "/invite";
pub const LINK_POST: &str = "/invite/{token}";
pub const REGISTER: &str = "/register";
pub const REQUEST_STATUS: &str = "/register/status";
/// Where links lead that prove an address, without their tokens.
pub const PROVE_ADDRESS: &str = "/register/prove";
pub const PROVE_ADDRESS_POST: &str = "/register/prove/{token}";
pub const REQUESTS: &str = "/requests";
pub const REQUESTS_EXPORT: &str = "/requests/export";
pub const CLAIMS: &str = "/requests/claims";
/// Where links back into an account lead, without their tokens.
pub const RESET: &str = "/reset";
pub const RESET_POST: &str = "/reset/{token}";
pub const UNLOCK: &str = "/unlock";
pub const UNLOCK_POST: &str = "/unlock/{token}";
pub const CONFIRM_EMAIL: &str = "/confirm-email";
pub const CONFIRM_EMAIL_POST: &str = "/confirm-email/{token}";
pub const FORGOT: &str = "/forgot";
pub const PROVE: &str = "/prove";
pub const PROFILE: &str = "/profile";
pub const SESSIONS: &str = "/profile/sessions";
pub const PREFERENCES: &str = "/preferences";
pub const MAIL: &str = "/settings/mail";
pub const MAIL_LETTER: &str = "/settings/mail/{kind}/{lang}";
pub const DEV_MAIL: &str = "/dev/mail";
pub const DEV_MAIL_LETTER: &str = "/dev/mail/{id}";
pub const DEV_MAIL_HTML: &str = "/dev/mail/{id}/html";

/// Sign-in that leads back to `next`.
pub fn sign_in(next: &str) -> String {
    if next == HOME { SIGN_IN.to_owned() } else { format!("{SIGN_IN}?next={}", encode(next)) }
}

/// The page of what a session still waits for, on the way to `next`.
pub fn awaiting(awaits: Awaits, next: &str) -> String {
    if next == HOME { awaits.page().to_owned() } else { format!("{}?next={}", awaits.page(), encode(next)) }
}

fn list<F: Filters>(page: &str, query: &ListQuery<F>) -> String {
    let params: Vec<_> = query.params().into_iter().map(|(key, value)| format!("{key}={}", encode(&value))).collect();
    if params.is_empty() { page.to_owned() } else { format!("{page}?{}", params.join("&")) }
}

/// The people list in the state of `query`.
pub fn people(query: &PeopleQuery) -> String {
    list(PEOPLE, query)
}

pub fn person(id: PersonId) -> String {
    format!("{PEOPLE}/{id}")
}

pub fn person_tab(id: PersonId, tab: &str) -> String {
    format!("{PEOPLE}/{id}?tab={tab}")
}

/// The page that asks before something becomes of an account.
pub fn person_verb(id: PersonId, verb: Verb) -> String {
    format!("{PEOPLE}/{id}/{}", verb.name())
}

/// The page that puts another account in the place of this one.
pub fn replace(id: PersonId) -> String {
    format!("{PEOPLE}/{id}/replace")
}

/// "Add user" with what is searched for.
pub fn add_user_search(text: &str) -> String {
    if text.is_empty() { ADD_USER.to_owned() } else { format!("{ADD_USER}?q={}", encode(text)) }
}

/// "Add user" where an employee is added.
pub fn add_user_employee(search: &str) -> String {
    format!("{ADD_USER}?step=employee&q={}", encode(search))
}

/// "Add user" where the account of an employee is made.
pub fn add_user_account(employee: EmployeeId) -> String {
    format!("{ADD_USER}?step=account&employee={employee}")
}

/// Where somebody whose address was typed is looked after: whoever was here is offered back (P-14).
pub fn offer(verdict: &Verdict) -> Option<String> {
    Some(match verdict {
        Verdict::Deactivated(id) => person_verb(*id, Verb::Reactivate),
        Verdict::Archived(id) => person_verb(*id, Verb::Restore),
        other => person(other.person()?),
    })
}

/// Why the person can or can't do something; of one right, where `may` names one.
pub fn explain(id: PersonId, may: &str) -> String {
    if may.is_empty() { format!("{PEOPLE}/{id}/explain") } else { format!("{PEOPLE}/{id}/explain?may={may}") }
}

/// Something done to many people: about to be, under way, or over.
pub fn bulk(id: BulkId) -> String {
    format!("{BULK}/{id}")
}

/// What became of each of them, as a file.
pub fn bulk_export(id: BulkId) -> String {
    BULK_EXPORT.replace("{id}", &id.to_string())
}

/// The list of invitations in the state of `query`.
pub fn invitations(query: &InvitationQuery) -> String {
    list(INVITATIONS, query)
}

pub fn invitation(id: InvitationId) -> String {
    format!("{INVITATIONS}/{id}")
}

/// The same page with the address open for correction.
pub fn invitation_address(id: InvitationId) -> String {
    format!("{INVITATIONS}/{id}?do=address")
}

/// The same page asking whether to revoke.
pub fn invitation_revoke(id: InvitationId) -> String {
    format!("{INVITATIONS}/{id}?do=revoke")
}

/// An uploaded list of people to invite.
pub fn invitation_file(id: InvitationFileId) -> String {
    format!("{INVITE_FILE}/{id}")
}

/// The page for uploading one, saying why a file could not be read.
pub fn invitation_file_error(error: FileError) -> String {
    format!("{INVITE_FILE}?error={}", error.name())
}

/// The list of providers in the state of `query`.
pub fn providers(query: &ProviderQuery) -> String {
    list(PROVIDERS, query)
}

pub fn provider(id: ProviderId) -> String {
    format!("{PROVIDERS}/{id}")
}

pub fn provider_tab(id: ProviderId, tab: &str) -> String {
    format!("{PROVIDERS}/{id}?tab={tab}")
}

/// A personal link.
pub fn invite(token: &str) -> String {
    format!("{LINK}/{token}")
}

/// A link back into an account.
pub fn account_link(kind: LinkKind, token: &str) -> String {
    format!("{}/{token}", account_link_base(kind))
}

/// Where a kind of link leads, without its token.
pub const fn account_link_base(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Reset => RESET,
        LinkKind::Unlock => UNLOCK,
        LinkKind::Email => CONFIRM_EMAIL,
    }
}

/// The part of a personal link's address that may be told; what stands after it is a secret.
pub fn link_base(path: &str) -> Option<&'static str> {
    let leads = |base: &&str| path.strip_prefix(*base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    [LINK, PROVE_ADDRESS, RESET, UNLOCK, CONFIRM_EMAIL, CALENDAR_FEED].into_iter().find(leads)
}

/// Whether an address is a personal link's.
pub fn is_link(path: &str) -> bool {
    link_base(path).is_some()
}

/// The link that proves an applicant's address.
pub fn prove_address(token: &str) -> String {
    format!("{PROVE_ADDRESS}/{token}")
}

/// The status page, filled in as far as the reference goes.
pub fn request_status(reference: &str) -> String {
    format!("{REQUEST_STATUS}?code={}", encode(reference))
}

/// The console in the state of `query`.
pub fn requests(query: &RequestQuery) -> String {
    list(REQUESTS, query)
}

pub fn request(id: RequestId) -> String {
    format!("{REQUESTS}/{id}")
}

/// Asks for the password again and leads to `next`.
pub fn prove(next: &str) -> String {
    format!("{PROVE}?next={}", encode(next))
}

pub fn import(id: ImportId) -> String {
    format!("{IMPORT}/{id}")
}

/// The refused rows of an import as a file.
pub fn import_refused(id: ImportId) -> String {
    IMPORT_REFUSED.replace("{id}", &id.to_string())
}

/// A letter with its look, filled with made-up names.
pub fn mail_letter(kind: LetterKind, lang: Lang) -> String {
    MAIL_LETTER.replace("{kind}", kind.name()).replace("{lang}", lang.tag())
}

/// A mail in the development mailbox.
pub fn dev_mail(id: MailId) -> String {
    DEV_MAIL_LETTER.replace("{id}", &id.to_string())
}

/// Its HTML alone.
pub fn dev_mail_html(id: MailId) -> String {
    DEV_MAIL_HTML.replace("{id}", &id.to_string())
}

/// A page of an import's preview.
pub fn import_preview(id: ImportId, filter: Option<VerdictKind>, page: u32) -> String {
    let filter = filter.map(|kind| format!("show={}", kind.name()));
    let page = (page > 1).then(|| format!("page={page}"));
    let params: Vec<_> = filter.into_iter().chain(page).collect();
    if params.is_empty() { import(id) } else { format!("{}?{}", import(id), params.join("&")) }
}

/// The upload page, saying why a file could not be read.
pub fn import_error(error: ReadError) -> String {
    format!("{IMPORT}?error={}", error.name())
}

/// Percent-encodes a query value; everything but letters, digits and `-._~,/` (commas stay readable in lists).
pub fn encode(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' | b'/' => {
                encoded.push(char::from(byte));
            }
            _ => {
                encoded.push('%');
                for digit in [byte >> 4, byte & 15] {
                    encoded.push(char::from_digit(digit.into(), 16).unwrap_or('0').to_ascii_uppercase());
                }
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_encoded_once() {
        assert_eq!(encode("Álvarez & 50%"), "%C3%81lvarez%20%26%2050%25");
        assert_eq!(sign_in("/people?q=a"), "/sign-in?next=/people%3Fq%3Da");
        assert_eq!(sign_in("/"), "/sign-in");
    }

    #[test]
    fn the_plain_list_has_a_plain_address() {
        assert_eq!(people(&PeopleQuery::default()), "/people");
    }
}
