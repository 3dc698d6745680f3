//! What the list of tickets can be sorted and narrowed by.

use serde::{Deserialize, Serialize};

use super::model::{TicketKind, TicketStatus};
use crate::domain::{
    ids::TicketId,
    list::{Filters, ListQuery, Params, columns, joined},
};

columns! {
    /// The columns of the list; each can be sorted by.
    Column {
        Subject = "subject",
        Kind = "kind",
        Status = "status",
        Practice = "practice",
        Filed = "filed",
        Assigned = "assigned",
        Updated = "updated",
    }
    descending { Updated }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TicketFilters {
    /// Those that have found their end, too.
    pub all: bool,
    pub kinds: Vec<TicketKind>,
    /// These and no others, open or not.
    pub statuses: Vec<TicketStatus>,
}

pub type TicketQuery = ListQuery<TicketFilters>;

impl Filters for TicketFilters {
    type Column = Column;
    type Id = TicketId;
    const SORT: Column = Column::Updated;

    fn read(params: &Params<'_>) -> Self {
        Self {
            all: params.one("show") == "all",
            kinds: params.list("kind", TicketKind::from_name),
            statuses: params.list("status", TicketStatus::from_name),
        }
    }

    fn write(&self) -> Vec<(&'static str, String)> {
        vec![
            ("show", if self.all { "all".to_owned() } else { String::new() }),
            ("kind", joined(&self.kinds, TicketKind::name)),
            ("status", joined(&self.statuses, TicketStatus::name)),
        ]
    }

    /// The views of the tabs are no filters.
    fn count(&self) -> usize {
        usize::from(!self.kinds.is_empty()) + usize::from(!self.statuses.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_state() {
        let query = TicketQuery { search: "bill".into(), ..TicketQuery::default() }.sorted_by(Column::Practice).with(
            |filters| {
                filters.all = true;
                filters.kinds = vec![TicketKind::LinkAccount];
                filters.statuses = vec![TicketStatus::Waiting, TicketStatus::Denied];
            },
        );
        let params: Vec<_> = query.params().into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        assert_eq!(TicketQuery::from_params(&params), query);
        assert_eq!(query.filters.count(), 2);
        assert!(TicketQuery::default().params().is_empty(), "what is open, the latest first");
    }
}
