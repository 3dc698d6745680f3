//! What the list of invitations can be sorted and narrowed by.

use serde::{Deserialize, Serialize};

use super::model::{Delivery, Status};
use crate::domain::{
    ids::InvitationId,
    list::{Filters, ListQuery, Params, columns, joined},
    role::Role,
};

columns! {
    /// The columns of the list; each can be sorted by.
    Column {
        Email = "email",
        Name = "name",
        Role = "role",
        Place = "place",
        Status = "status",
        Delivery = "delivery",
        Inviter = "inviter",
        Sent = "sent",
        Expires = "expires",
    }
    descending { Sent, Expires }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InvitationFilters {
    pub statuses: Vec<Status>,
    pub deliveries: Vec<Delivery>,
    pub roles: Vec<Role>,
    /// Only those who asked for a new link and have got none since.
    pub asked: bool,
}

/// What stands in an address for a box that is ticked.
pub const YES: &str = "yes";

pub type InvitationQuery = ListQuery<InvitationFilters>;

impl Filters for InvitationFilters {
    type Column = Column;
    type Id = InvitationId;
    const SORT: Column = Column::Sent;

    fn read(params: &Params<'_>) -> Self {
        Self {
            statuses: params.list("status", Status::from_name),
            deliveries: params.list("delivery", Delivery::from_name),
            roles: params.list("role", Role::from_name),
            asked: params.one("asked") == YES,
        }
    }

    fn write(&self) -> Vec<(&'static str, String)> {
        vec![
            ("status", joined(&self.statuses, Status::name)),
            ("delivery", joined(&self.deliveries, Delivery::name)),
            ("role", joined(&self.roles, Role::name)),
            ("asked", if self.asked { YES } else { "" }.to_owned()),
        ]
    }

    fn count(&self) -> usize {
        self.write().iter().filter(|(_, value)| !value.is_empty()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_state() {
        let query = InvitationQuery::default()
            .changed("status", &["expired".into(), "revoked".into(), "king".into()])
            .changed("delivery", &["bounced".into()])
            .changed("role", &["delegate".into()])
            .changed("asked", &[YES.into()]);
        assert_eq!((query.filters.statuses.len(), query.filters.count()), (2, 4));
        let params: Vec<_> = query.params().into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        assert_eq!(InvitationQuery::from_params(&params), query);
    }
}
