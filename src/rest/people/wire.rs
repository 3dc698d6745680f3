//! A person over the wire.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::people::{
    form::PersonForm,
    model::{GrantView, PersonRow, PersonView},
};

/// A line of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonLine {
    id: Uuid,
    first_name: String,
    last_name: String,
    /// Empty until the person registers.
    username: String,
    email: String,
    role: String,
    /// The office's or provider's name.
    place: String,
    /// What stands in the list: `active`, `invited`, `locked`, …
    status: String,
    /// The account's life: `invited`, `registered_unverified`, `active`, `deactivated`, `archived`.
    state: String,
    registration: String,
    tier: String,
    created_at: DateTime<FixedOffset>,
    last_active_at: Option<DateTime<FixedOffset>>,
    locked_since: Option<DateTime<FixedOffset>>,
}

impl From<PersonRow> for PersonLine {
    fn from(row: PersonRow) -> Self {
        Self {
            id: row.id.uuid(),
            first_name: row.first_name,
            last_name: row.last_name,
            username: row.username,
            email: row.email,
            role: row.role.name().into(),
            place: row.place,
            status: row.badge.kind.name().into(),
            state: row.state.name().into(),
            registration: row.registration.name().into(),
            tier: row.tier.name().into(),
            created_at: row.created,
            last_active_at: row.active,
            locked_since: row.locked_since,
        }
    }
}

/// Everything there is to know of one person.
#[derive(Debug, Serialize, ToSchema)]
pub struct Person {
    #[serde(flatten)]
    line: PersonLine,
    middle_name: String,
    title: String,
    employee_no: String,
    phone: String,
    mobile: String,
    mobile_carrier: String,
    /// `en` or `es`.
    language: String,
    /// The office's or provider's id, as it is written.
    place_id: String,
    registered_at: Option<DateTime<FixedOffset>>,
    invitation_expires_at: Option<DateTime<FixedOffset>>,
    /// The last instant with access.
    leaves_at: Option<DateTime<FixedOffset>>,
    version: i64,
    replaced_by: Option<Uuid>,
    grants: Vec<Grant>,
}

/// One role somewhere.
#[derive(Debug, Serialize, ToSchema)]
pub struct Grant {
    id: Uuid,
    role: String,
    /// The practice's or provider's name; empty for the whole installation.
    place: String,
    given_by: String,
    given_at: DateTime<FixedOffset>,
    ends_at: Option<DateTime<FixedOffset>>,
}

impl From<GrantView> for Grant {
    fn from(grant: GrantView) -> Self {
        Self {
            id: grant.id.uuid(),
            role: grant.role.name().into(),
            place: grant.scope,
            given_by: grant.given_by,
            given_at: grant.given,
            ends_at: grant.ends,
        }
    }
}

impl From<PersonView> for Person {
    fn from(view: PersonView) -> Self {
        Self {
            place_id: view.place.value(),
            line: view.row.into(),
            middle_name: view.middle_name,
            title: view.title,
            employee_no: view.employee_no,
            phone: view.phone,
            mobile: view.mobile,
            mobile_carrier: view.mobile_carrier,
            language: view.language,
            registered_at: view.registered,
            invitation_expires_at: view.invite_expires,
            leaves_at: view.deactivates,
            version: view.version,
            replaced_by: view.replaced_by.map(|id| id.uuid()),
            grants: view.grants.into_iter().map(Grant::from).collect(),
        }
    }
}

/// Somebody to be added. They are invited by mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    pub email: String,
    /// Such as `portal_user`.
    pub role: String,
    /// The id of an office or a provider, see `/practices`.
    pub place: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    /// `en` or `es`; in which the invitation is written.
    pub language: Option<String>,
    /// A personal line of the invitation.
    pub message: Option<String>,
}

/// What is to change; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonPatch {
    first_name: Option<String>,
    middle_name: Option<String>,
    last_name: Option<String>,
    /// Only until the person has registered; then it is theirs to change.
    email: Option<String>,
    role: Option<String>,
    /// The id of an office or a provider.
    place: Option<String>,
    title: Option<String>,
    employee_no: Option<String>,
    phone: Option<String>,
    mobile: Option<String>,
    mobile_carrier: Option<String>,
    language: Option<String>,
}

impl PersonPatch {
    /// The pages' form with these fields in it.
    pub fn onto(self, mut form: PersonForm) -> PersonForm {
        let fields = [
            ("first_name", self.first_name),
            ("middle_name", self.middle_name),
            ("last_name", self.last_name),
            ("email", self.email),
            ("role", self.role),
            ("place", self.place),
            ("title", self.title),
            ("employee_no", self.employee_no),
            ("phone", self.phone),
            ("mobile", self.mobile),
            ("mobile_carrier", self.mobile_carrier),
            ("language", self.language),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                form.set(name, &value);
            }
        }
        form
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Deactivation {
    /// Why; it stands in the history.
    pub reason: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reactivation {
    pub reason: Option<String>,
    /// Which of the former grants come back; all of them if it is left out.
    pub grants: Option<Vec<Uuid>>,
}
