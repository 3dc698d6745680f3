//! What the people list can be sorted and narrowed by, and the columns it shows.

use serde::{Deserialize, Serialize};

use super::{
    badge::BadgeKind,
    model::{Registration, Tier},
};
use crate::domain::{
    ids::PersonId,
    list::{Filters, ListQuery, Params, Sortable as _, columns, joined},
    role::Role,
};

columns! {
    /// The columns of the list; each can be sorted by (S1-12).
    Column {
        LastName = "last",
        FirstName = "first",
        Username = "username",
        Email = "email",
        Role = "role",
        Office = "office",
        Status = "status",
        Created = "created",
        Activity = "activity",
        Registered = "registered",
        Tier = "tier",
        Locked = "locked",
    }
    descending { Created, Activity, Locked }
}

impl Column {
    /// Shown until the reader chooses otherwise.
    pub const SHOWN: &'static [Self] = &[
        Self::LastName,
        Self::FirstName,
        Self::Email,
        Self::Role,
        Self::Office,
        Self::Status,
        Self::Tier,
        Self::Activity,
    ];
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PeopleFilters {
    pub roles: Vec<Role>,
    /// Ids of offices or providers.
    pub places: Vec<String>,
    pub statuses: Vec<BadgeKind>,
    pub registrations: Vec<Registration>,
    pub tiers: Vec<Tier>,
    pub locked: Option<bool>,
    /// No filter, but part of the address like one.
    pub columns: Vec<Column>,
}

pub type PeopleQuery = ListQuery<PeopleFilters>;

impl Default for PeopleFilters {
    fn default() -> Self {
        Self {
            roles: Vec::new(),
            places: Vec::new(),
            statuses: Vec::new(),
            registrations: Vec::new(),
            tiers: Vec::new(),
            locked: None,
            columns: Column::SHOWN.to_vec(),
        }
    }
}

/// How a yes or no stands in addresses.
pub const fn yes_no(on: bool) -> &'static str {
    if on { "yes" } else { "no" }
}

impl Filters for PeopleFilters {
    type Column = Column;
    type Id = PersonId;
    const SORT: Column = Column::LastName;

    fn read(params: &Params<'_>) -> Self {
        let columns = params.list("cols", Column::from_name);
        Self {
            roles: params.list("role", Role::from_name),
            places: params.list("office", |id| id.parse::<uuid::Uuid>().ok().map(|id| id.to_string())),
            statuses: params.list("status", BadgeKind::from_name),
            registrations: params.list("registered", Registration::from_name),
            tiers: params.list("tier", Tier::from_name),
            // Both boxes ticked ask for everybody.
            locked: [true, false].into_iter().find(|on| params.one("locked") == yes_no(*on)),
            columns: if columns.is_empty() { Column::SHOWN.to_vec() } else { columns },
        }
    }

    fn write(&self) -> Vec<(&'static str, String)> {
        let shown = if self.columns == Column::SHOWN { &[][..] } else { &self.columns };
        vec![
            ("role", joined(&self.roles, Role::name)),
            ("office", self.places.join(",")),
            ("status", joined(&self.statuses, BadgeKind::name)),
            ("registered", joined(&self.registrations, Registration::name)),
            ("tier", joined(&self.tiers, Tier::name)),
            ("locked", joined(self.locked.as_slice(), yes_no)),
            ("cols", joined(shown, Column::name)),
        ]
    }

    fn count(&self) -> usize {
        self.write().iter().filter(|(key, value)| *key != "cols" && !value.is_empty()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(address: &str) -> PeopleQuery {
        let pair = |pair: &str| pair.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned()));
        PeopleQuery::from_params(&address.split('&').filter_map(pair).collect::<Vec<_>>())
    }

    #[test]
    fn an_address_leads_back_to_its_state() {
        let query =
            parse("q=alv&role=portal_user,delegate&status=locked&locked=yes&sort=activity&size=50&cols=last,email");
        let address: Vec<_> = query.params().into_iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(parse(&address.join("&")), query);
        assert_eq!(query.filters.count(), 3);
        assert!(query.descending, "times come newest first");
        assert!(PeopleQuery::default().params().is_empty());
    }

    #[test]
    fn both_boxes_ask_for_everybody() {
        let locked = PeopleQuery::default().changed("locked", &["yes".into()]);
        assert_eq!(locked.filters.locked, Some(true));
        assert_eq!(locked.changed("locked", &["yes".into(), "no".into()]), PeopleQuery::default());
    }
}
