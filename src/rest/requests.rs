//! `/requests`: who asks for access.

use axum::{
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    body::{Body, Id},
    caller::Caller,
    lists::{Listing, PagedBy},
    problem::{Answer, Problem},
    tags,
};
use crate::{
    domain::ids::RequestId,
    keys::model::KeyScope,
    registrations::{
        api::{approve_request, deny_request, get_request, list_requests},
        query::{RequestFilters, Show},
        views::{Entry, EntryRow, RequestPage},
    },
};

/// A line of the console: a request for access, or an invitation beside them.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestLine {
    /// Of the request or the invitation.
    id: Uuid,
    /// `request` or `invitation`.
    kind: &'static str,
    /// Such as `PENDING-ADMIN-REVIEW`.
    status: String,
    level: String,
    /// A TIN or an NPI.
    identifier: String,
    place: String,
    name: String,
    email: String,
    role: String,
    submitted_at: DateTime<FixedOffset>,
    /// When a decision is due, while the request waits.
    due_at: Option<DateTime<FixedOffset>>,
    overdue: bool,
}

impl From<EntryRow> for RequestLine {
    fn from(row: EntryRow) -> Self {
        let (kind, id) = match row.entry {
            Entry::Request(id) => ("request", id.uuid()),
            Entry::Invitation(id) => ("invitation", id.uuid()),
        };
        Self {
            id,
            kind,
            status: row.code.name().into(),
            level: row.level.name().into(),
            identifier: row.identifier,
            place: row.place,
            name: row.name,
            email: row.email,
            role: row.role.name().into(),
            submitted_at: row.submitted,
            overdue: row.waiting.as_ref().is_some_and(|waiting| waiting.overdue),
            due_at: row.waiting.map(|waiting| waiting.due),
        }
    }
}

/// One request for access.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessRequest {
    id: Uuid,
    status: String,
    reference: String,
    level: String,
    tin: String,
    npi: String,
    place: String,
    role: String,
    first_name: String,
    middle_name: String,
    last_name: String,
    title: String,
    email: String,
    phone: String,
    language: String,
    submitted_at: DateTime<FixedOffset>,
    /// When the applicant proved their address.
    proven_at: Option<DateTime<FixedOffset>>,
    decided_at: Option<DateTime<FixedOffset>>,
    decided_by: Option<String>,
    /// Why it was denied.
    reason: Option<String>,
    /// The account that it led to.
    person_id: Option<Uuid>,
}

impl From<RequestPage> for AccessRequest {
    fn from(page: RequestPage) -> Self {
        let decided = page.decided;
        Self {
            id: page.id.uuid(),
            status: page.code.name().into(),
            reference: page.reference,
            level: page.level.name().into(),
            tin: page.tin,
            npi: page.npi,
            place: page.place,
            role: page.role.name().into(),
            first_name: page.first_name,
            middle_name: page.middle_name,
            last_name: page.last_name,
            title: page.title,
            email: page.email,
            phone: page.phone,
            language: page.language,
            submitted_at: page.submitted,
            proven_at: page.proven,
            decided_at: decided.as_ref().map(|one| one.at),
            decided_by: decided.as_ref().map(|one| one.by.clone()),
            reason: decided.and_then(|one| one.reason).map(|reason| reason.record()),
            person_id: page.person.map(|id| id.uuid()),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// In place of the role that was asked for.
    role: Option<String>,
    /// Where the applicant works, if the request names no provider.
    office: Option<Uuid>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Denial {
    /// Such as `not_ours`, or the id of a reason of the practice's own.
    reason: String,
    note: Option<String>,
}

/// Requests for access, and the invitations beside them. Without a status: those that wait for a decision.
#[utoipa::path(get, path = "/requests", operation_id = "list_requests", tag = "requests", security(("key" = ["requests:read"])), responses(
    (status = 200, description = "One page of them", body = Listing<RequestLine>),
))]
pub async fn list(caller: Caller) -> Answer {
    let list = PagedBy::<RequestFilters>::read(&caller, "/requests", &[Show::PENDING])?;
    let page = caller.run(KeyScope::RequestsRead, list_requests(list.query.clone())).await?;
    list.answer(&caller, page, |row| row.id, RequestLine::from)
}

/// One request.
#[utoipa::path(get, path = "/requests/{id}", operation_id = "get_request", tag = "requests", security(("key" = ["requests:read"])),
    params(("id" = uuid::Uuid, Path)), responses(
    (status = 200, description = "The request", body = AccessRequest),
    (status = 304, description = "As the caller knows it (If-None-Match)"),
))]
pub async fn get(caller: Caller, Id(id): Id<RequestId>) -> Answer {
    let page = caller.run(KeyScope::RequestsRead, get_request(id)).await?;
    Ok(tags::one(StatusCode::OK, 0, &AccessRequest::from(page), caller.headers()))
}

async fn now(caller: &Caller, id: RequestId) -> Result<Response, Problem> {
    let page = caller.run(KeyScope::RequestsWrite, get_request(id)).await?;
    Ok(tags::one(StatusCode::OK, 0, &AccessRequest::from(page), &HeaderMap::new()))
}

/// Grants the role that was asked for, or the one given. Final.
#[utoipa::path(post, path = "/requests/{id}/approve", operation_id = "approve_request", tag = "requests", security(("key" = ["requests:write"])),
    params(("id" = uuid::Uuid, Path)), request_body = Approval, responses(
    (status = 200, description = "As it is now", body = AccessRequest),
))]
pub async fn approve(caller: Caller, Id(id): Id<RequestId>, Body(approval): Body<Approval>) -> Answer {
    let role = match approval.role {
        Some(role) => role,
        None => caller.run(KeyScope::RequestsWrite, get_request(id)).await?.role.name().to_owned(),
    };
    let office = approval.office.map(|office| office.to_string()).unwrap_or_default();
    caller.run(KeyScope::RequestsWrite, approve_request(id, role, office)).await?;
    now(&caller, id).await
}

/// Says no, with a reason. Final.
#[utoipa::path(post, path = "/requests/{id}/deny", operation_id = "deny_request", tag = "requests", security(("key" = ["requests:write"])),
    params(("id" = uuid::Uuid, Path)), request_body = Denial, responses(
    (status = 200, description = "As it is now", body = AccessRequest),
))]
pub async fn deny(caller: Caller, Id(id): Id<RequestId>, Body(denial): Body<Denial>) -> Answer {
    let deny = deny_request(id, denial.reason, denial.note.unwrap_or_default());
    caller.run(KeyScope::RequestsWrite, deny).await?;
    now(&caller, id).await
}
