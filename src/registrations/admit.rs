//! An approved applicant becomes somebody of the practice, with a personal link to the account: the same as an
//! invitation from here on.

use super::model::Request;
use crate::{
    domain::{
        clock::Instant,
        ids::{GrantId, InvitationId, OfficeId, PersonId},
        refusal::Refusal,
        role::Role,
        scope::Reach,
    },
    i18n::Lang,
    invitations::{self, model::Invitation, service::address},
    mail::{
        self,
        letter::{Letter, Outgoing, requests::RequestLetter},
        model::About,
    },
    people::{
        self,
        model::{AccountState, Person},
        service::main_grant,
        store::{grants, owner_of_email},
    },
    practices::{
        model::{Place, Practice},
        store::places,
    },
    server::{db::Conn, fault::Fault, state::AppState},
    setup::service::blank,
};

/// Who acts for the practice when a claim number decides.
pub const BY_CLAIM: &str = "Rolecall";

/// Who lets the applicant in, and as what.
pub struct Admission<'a> {
    pub practice: &'a Practice,
    pub by: (Option<PersonId>, String),
    pub role: Role,
    /// Where, if the request names no provider; otherwise at the first office.
    pub office: Option<OfficeId>,
}

/// Whether an account anywhere on this installation uses the applicant's address already.
pub async fn is_taken(conn: &mut Conn, request: &Request) -> sqlx::Result<bool> {
    Ok(owner_of_email(conn, &request.email).await?.is_some())
}

/// Where somebody will belong. Moved easily afterwards.
async fn place(conn: &mut Conn, request: &Request, office: Option<OfficeId>) -> Result<Place, Fault> {
    let places = places(conn, Reach::whole(request.practice)).await?;
    let office = office.or_else(|| places.offices.first().map(|(office, _)| *office));
    let place = match request.provider {
        Some(provider) => places.place(&provider.to_string()),
        None => office.and_then(|office| places.place(&office.to_string())),
    };
    Ok(place.ok_or(Refusal::RequestNamesNobody)?)
}

/// Makes person, grant and link, and queues the mail with it.
///
/// # Errors
/// [`Refusal::AddressTaken`].
pub async fn admit(
    conn: &mut Conn,
    state: &AppState,
    now: Instant,
    request: &Request,
    admission: &Admission<'_>,
) -> Result<Person, Fault> {
    let place = place(conn, request, admission.office).await?;
    let expires = now + invitations::store::rules::of(conn, request.practice).await?.lifetime();
    let person = Person {
        first_name: request.first_name.clone(),
        middle_name: request.middle_name.clone(),
        last_name: request.last_name.clone(),
        title: request.title.clone(),
        email: request.email.clone(),
        phone: request.phone.clone(),
        language: request.language.clone(),
        role: admission.role,
        state: AccountState::Invited,
        invite_expires: Some(expires),
        ..blank(PersonId::new(state.random.id(now)), place, now)
    };
    if is_taken(conn, request).await? || !people::store::insert(conn, request.practice, &person, now).await? {
        return Err(Refusal::AddressTaken.into());
    }
    let grant = GrantId::new(state.random.id(now));
    let grant = main_grant(request.practice, grant, admission.by.clone(), now, &person);
    grants::add(conn, request.practice, &grant).await?;
    send_link(conn, state, now, request, admission, &person, expires).await?;
    Ok(person)
}

async fn send_link(
    conn: &mut Conn,
    state: &AppState,
    now: Instant,
    request: &Request,
    admission: &Admission<'_>,
    person: &Person,
    expires: Instant,
) -> Result<(), Fault> {
    let link = Invitation {
        id: InvitationId::new(state.random.id(now)),
        person: person.id,
        email: person.email.clone(),
        language: person.language.clone(),
        message: String::new(),
        state: invitations::model::State::Open,
        by_mail: true,
        inviter: admission.by.0,
        inviter_name: admission.by.1.clone(),
        sent: now,
        expires,
        ended: None,
        opened: None,
        typed: None,
        asked: None,
    };
    let token = state.random.token();
    let letter = RequestLetter::Approved {
        practice: admission.practice.name.clone(),
        asked: Some(request.role).filter(|asked| *asked != admission.role),
        role: admission.role,
        place: person.place.name.clone(),
        expires,
        zone: admission.practice.time_zone.clone(),
        link: crate::paths::invite(&token),
    };
    // About the link: a bounce is followed up there.
    let outgoing = Outgoing {
        practice: request.practice,
        to: address(&person.email)?,
        language: Lang::from_tag(&person.language).unwrap_or_default(),
        about: About::Invitation(link.id.uuid()),
        letter: Letter::Request(letter),
    };
    invitations::store::insert_many(conn, request.practice, &[(link, token)]).await?;
    mail::store::queue(conn, state, now, &outgoing).await?;
    Ok(())
}
