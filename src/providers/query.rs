//! What the list of providers can be sorted and narrowed by, and how it is cut into pages.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{
    model::{AgentStatus, Kind},
    views::ProviderRow,
};
use crate::domain::{
    fold::fold,
    ids::ProviderId,
    list::{Filters, ListQuery, Params, columns, joined},
    page::Page,
};

columns! {
    /// The columns of the list; each can be sorted by.
    Column {
        Name = "name",
        Npi = "npi",
        Office = "office",
        Kind = "kind",
        Agent = "agent",
        Status = "status",
    }
    descending {}
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProviderFilters {
    pub kinds: Vec<Kind>,
    pub agents: Vec<AgentStatus>,
}

pub type ProviderQuery = ListQuery<ProviderFilters>;

impl Filters for ProviderFilters {
    type Column = Column;
    type Id = ProviderId;
    const SORT: Column = Column::Name;

    fn read(params: &Params<'_>) -> Self {
        Self { kinds: params.list("kind", Kind::from_name), agents: params.list("agent", AgentStatus::from_name) }
    }

    fn write(&self) -> Vec<(&'static str, String)> {
        vec![("kind", joined(&self.kinds, Kind::name)), ("agent", joined(&self.agents, AgentStatus::name))]
    }

    fn count(&self) -> usize {
        self.write().iter().filter(|(_, value)| !value.is_empty()).count()
    }
}

fn takes(query: &ProviderQuery, wanted: &str, row: &ProviderRow) -> bool {
    let ProviderFilters { kinds, agents } = &query.filters;
    let agent = row.agent_name();
    let found = || {
        [&row.name, &row.npi, &row.office, &agent, &row.agent.form.email].iter().any(|text| fold(text).contains(wanted))
    };
    (kinds.is_empty() || kinds.contains(&row.kind))
        && (agents.is_empty() || agents.contains(&row.facts().status()))
        && (wanted.is_empty() || found())
}

fn compare(column: Column, one: &ProviderRow, other: &ProviderRow) -> Ordering {
    let text = |text: fn(&ProviderRow) -> String| fold(&text(one)).cmp(&fold(&text(other)));
    let order = match column {
        Column::Name => text(|row| row.name.clone()),
        Column::Npi => one.npi.cmp(&other.npi),
        Column::Office => text(|row| row.office.clone()),
        Column::Kind => one.kind.rank().cmp(&other.kind.rank()),
        Column::Agent => text(ProviderRow::agent_name),
        Column::Status => one.facts().status().rank().cmp(&other.facts().status().rank()),
    };
    order.then_with(|| one.id.uuid().cmp(&other.id.uuid()))
}

/// The rows that the list takes, in its order.
pub fn sorted(rows: Vec<ProviderRow>, query: &ProviderQuery) -> Vec<ProviderRow> {
    let wanted = fold(&query.search);
    let mut rows: Vec<_> = rows.into_iter().filter(|row| takes(query, &wanted, row)).collect();
    rows.sort_by(|one, other| compare(query.sort, one, other));
    if query.descending {
        rows.reverse();
    }
    rows
}

/// One page of all `rows`. A practice has dozens of providers, which are read at once: how far an agent has come is
/// worked out from several tables, and no index knows it.
pub fn page(rows: Vec<ProviderRow>, query: &ProviderQuery) -> Page<ProviderRow> {
    let rows = sorted(rows, query);
    query.window(rows, |row| row.id)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::list::Cursor,
        providers::{form::AgentForm, profile::Profile, views::AgentView},
    };

    fn row(number: u128) -> ProviderRow {
        ProviderRow {
            id: ProviderId::new(Uuid::from_u128(number)),
            name: format!("Dr. {:03}", 100 - number),
            npi: format!("{number:010}"),
            office: ["Main", "North"][usize::from(number.is_multiple_of(2))].into(),
            kind: Kind::ALL[usize::from(number.is_multiple_of(3))],
            agent: AgentView {
                form: AgentForm {
                    email: if number == 7 { "ana@a.example".into() } else { String::new() },
                    ..AgentForm::default()
                },
                person: None,
            },
            profile: Profile::default(),
            version: 1,
        }
    }

    fn ids(page: &[ProviderRow]) -> Vec<u128> {
        page.iter().map(|row| row.id.uuid().as_u128()).collect()
    }

    #[test]
    fn an_address_leads_back_to_its_state() {
        let query = ProviderQuery { search: "rosa".into(), ..ProviderQuery::default() }
            .sorted_by(Column::Agent)
            .with(|filters| (filters.kinds, filters.agents) = (vec![Kind::Local], vec![AgentStatus::Waiting]));
        let params: Vec<_> = query.params().into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        assert_eq!(ProviderQuery::from_params(&params), query);
        assert_eq!(query.filters.count(), 2);
        assert!(ProviderQuery::default().params().is_empty());
    }

    #[test]
    fn pages_follow_each_other_in_both_directions() {
        let rows: Vec<_> = (1..=60).map(row).collect();
        for column in Column::ALL {
            for query in [
                ProviderQuery::default().sorted_by(*column),
                ProviderQuery::default().sorted_by(*column).sorted_by(*column),
            ] {
                let all = ids(&sorted(rows.clone(), &query));
                let mut seen = Vec::new();
                let mut at = query.clone();
                loop {
                    let page = page(rows.clone(), &at);
                    assert_eq!(page.total, 60);
                    seen.extend(ids(&page.rows));
                    let Some(last) = page.rows.last().filter(|_| page.has_next) else { break };
                    at.cursor = Some(Cursor::After(last.id));
                }
                assert_eq!(seen, all, "{column:?}");
                let last = page(rows.clone(), &ProviderQuery { cursor: Some(Cursor::Last), ..query.clone() });
                assert_eq!(ids(&last.rows), all[50..], "{column:?}");
                let before = Cursor::Before(last.rows[0].id);
                let before = page(rows.clone(), &ProviderQuery { cursor: Some(before), ..query });
                assert_eq!((ids(&before.rows).as_slice(), before.has_previous), (&all[25..50], true), "{column:?}");
            }
        }
    }

    #[test]
    fn the_list_is_searched_and_filtered() {
        let rows: Vec<_> = (1..=60).map(row).collect();
        let found = |query: ProviderQuery| page(rows.clone(), &query).total;
        assert_eq!(found(ProviderQuery { search: "dr. 093".into(), ..ProviderQuery::default() }), 1);
        assert_eq!(found(ProviderQuery { search: "ANA@".into(), ..ProviderQuery::default() }), 1);
        assert_eq!(found(ProviderQuery::default().with(|filters| filters.agents = vec![AgentStatus::NotInvited])), 1);
        assert_eq!(found(ProviderQuery::default().with(|filters| filters.kinds = vec![Kind::ALL[1]])), 20);
    }
}
