//! What the list of departures can be sorted and narrowed by.

use serde::{Deserialize, Serialize};

use crate::domain::{
    ids::PersonId,
    list::{Filters, ListQuery, Params, columns},
};

columns! {
    Column {
        Name = "name",
        Role = "role",
        Place = "place",
        Ends = "ends",
        Patients = "patients",
        By = "by",
    }
    descending { Patients }
}

/// How far ahead the reader looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Within {
    #[default]
    Always,
    Week,
    Month,
}

impl Within {
    pub const ALL: [Self; 3] = [Self::Always, Self::Month, Self::Week];

    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Always => "",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|within| within.name() == name).unwrap_or_default()
    }

    pub const fn days(self) -> Option<i64> {
        match self {
            Self::Always => None,
            Self::Week => Some(7),
            Self::Month => Some(30),
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LeaverFilters {
    pub within: Within,
}

pub type LeaverQuery = ListQuery<LeaverFilters>;

impl Filters for LeaverFilters {
    type Column = Column;
    type Id = PersonId;
    const SORT: Column = Column::Ends;

    fn read(params: &Params<'_>) -> Self {
        Self { within: Within::from_name(params.one("within")) }
    }

    fn write(&self) -> Vec<(&'static str, String)> {
        vec![("within", self.within.name().into())]
    }

    fn count(&self) -> usize {
        usize::from(self.within != Within::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_state() {
        for within in Within::ALL {
            let query = LeaverQuery::default().with(|filters| filters.within = within).sorted_by(Column::Name);
            let params: Vec<_> = query.params().into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
            assert_eq!(LeaverQuery::from_params(&params), query);
        }
        assert!(LeaverQuery::default().params().is_empty());
    }
}
