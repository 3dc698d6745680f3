//! What the list of practices can be sorted and narrowed by, and how it is cut into pages.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{
    model::{PracticeStatus, ServicePlan},
    views::PracticeRow,
};
use crate::domain::{
    fold::fold,
    ids::PracticeId,
    list::{Filters, ListQuery, Params, columns, joined},
    page::Page,
    vendor::VendorLevel,
};

columns! {
    /// The columns of the list; each can be sorted by.
    Column {
        Name = "name",
        Tin = "tin",
        Zone = "zone",
        People = "people",
        Level = "level",
        Plan = "plan",
        Status = "status",
    }
    descending { People }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PracticeFilters {
    pub levels: Vec<VendorLevel>,
    pub plans: Vec<ServicePlan>,
    pub statuses: Vec<PracticeStatus>,
}

pub type PracticeQuery = ListQuery<PracticeFilters>;

impl Filters for PracticeFilters {
    type Column = Column;
    type Id = PracticeId;
    const SORT: Column = Column::Name;

    fn read(params: &Params<'_>) -> Self {
        Self {
            levels: params.list("level", VendorLevel::from_name),
            plans: params.list("plan", ServicePlan::from_name),
            statuses: params.list("status", PracticeStatus::from_name),
        }
    }

    fn write(&self) -> Vec<(&'static str, String)> {
        vec![
            ("level", joined(&self.levels, VendorLevel::name)),
            ("plan", joined(&self.plans, ServicePlan::name)),
            ("status", joined(&self.statuses, PracticeStatus::name)),
        ]
    }

    fn count(&self) -> usize {
        self.write().iter().filter(|(_, value)| !value.is_empty()).count()
    }
}

fn takes(query: &PracticeQuery, wanted: &str, row: &PracticeRow) -> bool {
    let PracticeFilters { levels, plans, statuses } = &query.filters;
    // A TIN as it is written, and nothing that only has a number in it.
    let digits = wanted.replace('-', "");
    let number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let tin = || number && row.tin.as_ref().is_some_and(|tin| tin.contains(&digits));
    (levels.is_empty() || row.level.is_some_and(|level| levels.contains(&level)))
        && (plans.is_empty() || plans.contains(&row.plan))
        && (statuses.is_empty() || statuses.contains(&row.status))
        && (wanted.is_empty() || fold(&row.name).contains(wanted) || fold(&row.time_zone).contains(wanted) || tin())
}

fn compare(column: Column, one: &PracticeRow, other: &PracticeRow) -> Ordering {
    let order = match column {
        Column::Name => Ordering::Equal,
        Column::Tin => one.tin.cmp(&other.tin),
        Column::Zone => one.time_zone.cmp(&other.time_zone),
        Column::People => one.people.cmp(&other.people),
        Column::Level => one.level.cmp(&other.level),
        Column::Plan => one.plan.rank().cmp(&other.plan.rank()),
        Column::Status => one.status.rank().cmp(&other.status.rank()),
    };
    order.then_with(|| fold(&one.name).cmp(&fold(&other.name))).then_with(|| one.id.uuid().cmp(&other.id.uuid()))
}

/// One page of all `rows`, which are read at once: how far a vendor is let in follows from the moment, and no index
/// knows it.
pub fn page(rows: Vec<PracticeRow>, query: &PracticeQuery) -> Page<PracticeRow> {
    let wanted = fold(&query.search);
    let mut rows: Vec<_> = rows.into_iter().filter(|row| takes(query, &wanted, row)).collect();
    rows.sort_by(|one, other| compare(query.sort, one, other));
    if query.descending {
        rows.reverse();
    }
    query.window(rows, |row| row.id)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn row(number: u128) -> PracticeRow {
        let level = VendorLevel::ALL[number as usize % 4];
        PracticeRow {
            id: PracticeId::new(Uuid::from_u128(number)),
            name: format!("Practice {:02}", 60 - number),
            tin: Some(format!("{number:09}")),
            time_zone: "America/Chicago".into(),
            people: level.opens().then_some(number as i64),
            level: Some(level),
            plan: ServicePlan::Free,
            status: PracticeStatus::Active,
        }
    }

    #[test]
    fn an_address_leads_back_to_its_state() {
        let query = PracticeQuery { search: "cedar".into(), ..PracticeQuery::default() }
            .sorted_by(Column::People)
            .with(|filters| {
                filters.levels = vec![VendorLevel::Full];
                filters.statuses = vec![PracticeStatus::Waiting];
            });
        let params: Vec<_> = query.params().into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        assert_eq!(PracticeQuery::from_params(&params), query);
        assert_eq!(query.filters.count(), 2);
    }

    #[test]
    fn the_list_is_searched_filtered_sorted_and_cut() {
        let rows: Vec<_> = (1..=40).map(row).collect();
        let found = |query: &PracticeQuery| page(rows.clone(), query);
        let first = found(&PracticeQuery::default());
        assert_eq!((first.total, first.rows.len(), first.rows[0].name.as_str()), (40, 25, "Practice 20"));
        let search = |text: &str| PracticeQuery { search: text.into(), ..PracticeQuery::default() };
        assert_eq!(found(&search("practice 21")).total, 1);
        assert_eq!(found(&search("00-0000007")).total, 1, "a TIN as it is written");
        let full = PracticeQuery::default().with(|filters| filters.levels = vec![VendorLevel::Full]);
        assert_eq!(found(&full).total, 10);
        let by_people = found(&PracticeQuery::default().sorted_by(Column::People));
        assert_eq!(by_people.rows[0].people, Some(39), "the most first, and nobody knows of those without");
    }
}
