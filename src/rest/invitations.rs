//! `/invitations`.

use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    body::{Body, Id},
    caller::Caller,
    lists::{Listing, PagedBy, listing},
    problem::{Answer, Kind, Problem},
    tags,
};
use crate::{
    domain::ids::{InvitationId, PersonId},
    invitations::{
        api::{get_invitation, invite_again, invite_people, list_invitations, revoke_invitation},
        query::InvitationFilters,
        verdict::{Judged, Verdict},
        views::InvitationRow,
    },
    keys::model::KeyScope,
};

/// One personal link.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invitation {
    id: Uuid,
    person_id: Uuid,
    /// Empty until it is known.
    name: String,
    email: String,
    role: String,
    place: String,
    status: String,
    /// What became of the mail.
    delivery: String,
    invited_by: String,
    sent_at: DateTime<FixedOffset>,
    expires_at: DateTime<FixedOffset>,
    /// The newest one of its person: the others can't be sent again or revoked.
    newest: bool,
}

impl From<InvitationRow> for Invitation {
    fn from(row: InvitationRow) -> Self {
        Self {
            id: row.id.uuid(),
            person_id: row.person.uuid(),
            name: row.name,
            email: row.email,
            role: row.role.name().into(),
            place: row.place,
            status: row.status.name().into(),
            delivery: row.delivery.name().into(),
            invited_by: row.inviter,
            sent_at: row.sent,
            expires_at: row.expires,
            newest: row.newest,
        }
    }
}

/// One office and one role for up to 500 addresses.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitations {
    emails: Vec<String>,
    role: String,
    /// The id of an office or a provider, see `/practices`.
    place: String,
    language: Option<String>,
    message: Option<String>,
    /// Those of the addresses whose odd domain is meant as it is.
    keep: Option<Vec<String>>,
}

/// What became of one address; a bad one never stops the rest.
#[derive(Debug, Serialize, ToSchema)]
pub struct Verdicted {
    email: String,
    /// `sent`, or why not: `malformed`, `repeated`, `misspelt`, `here`, `invited`, `deactivated`, `archived`, `elsewhere`.
    verdict: &'static str,
    /// Who has the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    person_id: Option<Uuid>,
    /// The address that may have been meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<String>,
}

impl From<Judged> for Verdicted {
    fn from(judged: Judged) -> Self {
        let verdict = match &judged.verdict {
            Verdict::Ready | Verdict::Sent => "sent",
            Verdict::Malformed | Verdict::NotCommas => "malformed",
            Verdict::Repeated => "repeated",
            Verdict::Misspelt { .. } => "misspelt",
            Verdict::Here(_) => "here",
            Verdict::Invited(_) => "invited",
            Verdict::Deactivated(_) => "deactivated",
            Verdict::Archived(_) => "archived",
            Verdict::Elsewhere => "elsewhere",
        };
        let person_id = judged.verdict.person().map(PersonId::uuid);
        let suggestion = match judged.verdict {
            Verdict::Misspelt { suggestion } => Some(suggestion),
            _ => None,
        };
        Self { email: judged.email, verdict, person_id, suggestion }
    }
}

/// The practice's invitations.
#[utoipa::path(get, path = "/invitations", operation_id = "list_invitations", tag = "invitations", security(("key" = ["invitations:read"])), responses(
    (status = 200, description = "One page of them", body = Listing<Invitation>),
))]
pub async fn list(caller: Caller) -> Answer {
    let list = PagedBy::<InvitationFilters>::read(&caller, "/invitations", &[])?;
    let page = caller.run(KeyScope::InvitationsRead, list_invitations(list.query.clone())).await?;
    list.answer(&caller, page, |row| row.id, Invitation::from)
}

/// Sends one personal link to each good address and says what became of each.
#[utoipa::path(post, path = "/invitations", operation_id = "invite", tag = "invitations", security(("key" = ["invitations:write"])),
    request_body = NewInvitations, responses(
    (status = 200, description = "What became of each address", body = Listing<Verdicted>),
))]
pub async fn create(caller: Caller, Body(new): Body<NewInvitations>) -> Answer {
    let invite = invite_people(
        new.emails.join(","),
        new.role,
        new.place,
        new.language.unwrap_or_default(),
        new.message.unwrap_or_default(),
        new.keep.unwrap_or_default().join(","),
    );
    let judged = caller.run(KeyScope::InvitationsWrite, invite).await?;
    let total = judged.len() as i64;
    Ok(listing(judged.into_iter().map(Verdicted::from).collect(), Some(total), None))
}

/// One invitation.
#[utoipa::path(get, path = "/invitations/{id}", operation_id = "get_invitation", tag = "invitations", security(("key" = ["invitations:read"])),
    params(("id" = uuid::Uuid, Path)), responses(
    (status = 200, description = "The invitation", body = Invitation),
    (status = 304, description = "As the caller knows it (If-None-Match)"),
))]
pub async fn get(caller: Caller, Id(id): Id<InvitationId>) -> Answer {
    let page = caller.run(KeyScope::InvitationsRead, get_invitation(id)).await?;
    Ok(tags::one(StatusCode::OK, 0, &Invitation::from(page.row), caller.headers()))
}

/// The person of an invitation if it is their newest one, to which alone something can be done.
async fn newest(caller: &Caller, id: InvitationId) -> Result<PersonId, Problem> {
    let row = caller.run(KeyScope::InvitationsWrite, get_invitation(id)).await?.row;
    if row.newest { Ok(row.person) } else { Err(Problem::new(Kind::Conflict, caller.t.rest_not_newest())) }
}

/// Sends the person a new link; the old one stops working. Answers with the new one.
#[utoipa::path(post, path = "/invitations/{id}/resend", operation_id = "resend_invitation", tag = "invitations", security(("key" = ["invitations:write"])),
    params(("id" = uuid::Uuid, Path)), responses(
    (status = 200, description = "The new invitation", body = Invitation),
    (status = 409, description = "The person has a newer one", body = Problem, content_type = "application/problem+json"),
))]
pub async fn resend(caller: Caller, Id(id): Id<InvitationId>) -> Answer {
    let person = newest(&caller, id).await?;
    let new = caller.run(KeyScope::InvitationsWrite, invite_again(person)).await?;
    let page = caller.run(KeyScope::InvitationsWrite, get_invitation(new)).await?;
    Ok(tags::one(StatusCode::OK, 0, &Invitation::from(page.row), &HeaderMap::new()))
}

/// Takes the link back.
#[utoipa::path(delete, path = "/invitations/{id}", operation_id = "revoke_invitation", tag = "invitations", security(("key" = ["invitations:write"])),
    params(("id" = uuid::Uuid, Path)), responses(
    (status = 204, description = "It no longer works"),
    (status = 409, description = "The person has a newer one", body = Problem, content_type = "application/problem+json"),
))]
pub async fn revoke(caller: Caller, Id(id): Id<InvitationId>) -> Answer {
    let person = newest(&caller, id).await?;
    caller.run(KeyScope::InvitationsWrite, revoke_invitation(person)).await?;
    Ok::<Response, _>(StatusCode::NO_CONTENT.into_response())
}
