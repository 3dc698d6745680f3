//! What the console can be sorted and narrowed by.

use serde::{Deserialize, Serialize};

use super::model::Code;
use crate::domain::{
    ids::EntryId,
    list::{Filters, ListQuery, Params, columns},
};

columns! {
    /// The columns of the console (S0-35); each can be sorted by.
    Column {
        Name = "name",
        Status = "status",
        Identifier = "identifier",
        Qualifier = "qualifier",
        Place = "place",
        Role = "role",
        Submitted = "submitted",
        Due = "due",
    }
    descending { Submitted }
}

/// The choice of the status drop-down (S0-25).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Show {
    /// Both pending statuses: what is to be done (C-06).
    #[default]
    Pending,
    All,
    Only(Code),
}

impl Show {
    pub const PENDING: &'static str = "pending";
    pub const ALL: &'static str = "all";

    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => Self::PENDING,
            Self::All => Self::ALL,
            Self::Only(code) => code.name(),
        }
    }

    /// Unknown names mean what is to be done.
    pub fn from_name(name: &str) -> Self {
        match name {
            Self::ALL => Self::All,
            name => Code::from_name(name).map_or(Self::Pending, Self::Only),
        }
    }

    /// Everything there is to choose, in the order of the drop-down.
    pub fn choices() -> impl Iterator<Item = Self> {
        [Self::Pending, Self::All].into_iter().chain(Code::ALL.iter().copied().map(Self::Only))
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RequestFilters {
    pub show: Show,
}

pub type RequestQuery = ListQuery<RequestFilters>;

impl Filters for RequestFilters {
    type Column = Column;
    type Id = EntryId;
    const SORT: Column = Column::Submitted;

    fn read(params: &Params<'_>) -> Self {
        Self { show: Show::from_name(params.one("status")) }
    }

    fn write(&self) -> Vec<(&'static str, String)> {
        let name = if self.show == Show::default() { "" } else { self.show.name() };
        vec![("status", name.into())]
    }

    /// The views of the tabs are no filters.
    fn count(&self) -> usize {
        usize::from(matches!(self.show, Show::Only(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_state() {
        for show in Show::choices() {
            let query = RequestQuery::default().with(|filters| filters.show = show).sorted_by(Column::Due);
            let params: Vec<_> = query.params().into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
            assert_eq!(RequestQuery::from_params(&params), query);
        }
        assert_eq!(Show::choices().count(), 11);
        assert!(RequestQuery::default().params().is_empty());
    }

    #[test]
    fn c06_what_is_to_be_done_is_shown_first() {
        assert_eq!(RequestQuery::default().filters.show, Show::Pending);
        assert_eq!(Show::from_name("PENDING-PROV-ADMIN-REVIW"), Show::Pending, "C-07: the misspelling is no status");
        assert!(!RequestQuery::default().is_filtered());
    }
}
