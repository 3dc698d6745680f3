//! What the people list shows: search, filters, order, page. All of it lives in the address, so that Back, reload and
//! a shared link bring the same list (P-17).

use serde::{Deserialize, Serialize};

use super::{
    badge::BadgeKind,
    model::{Registration, Tier},
};
use crate::domain::{ids::PersonId, page::PageSize, role::Role};

macro_rules! columns {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// The columns of the list; each can be sorted by (S1-12).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Column { $($variant),+ }

        impl Column {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|column| column.name() == name)
            }
        }
    };
}

columns! {
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

    /// Times are most useful newest first.
    pub const fn descends_first(self) -> bool {
        matches!(self, Self::Created | Self::Activity | Self::Locked)
    }
}

/// Longest search that is looked for; the rest of a longer one is cut off (T65).
pub const LONGEST_SEARCH: usize = 100;
/// Most values one filter may have.
const MOST_VALUES: usize = 50;

/// Where a page begins: after (or before) this person in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cursor {
    After(PersonId),
    Before(PersonId),
    Last,
}

/// The state of the list. Unknown values in an address are left out rather than refused: an old link still opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleQuery {
    pub search: String,
    pub roles: Vec<Role>,
    /// Ids of offices or providers.
    pub places: Vec<String>,
    pub statuses: Vec<BadgeKind>,
    pub registrations: Vec<Registration>,
    pub tiers: Vec<Tier>,
    pub locked: Option<bool>,
    pub sort: Column,
    pub descending: bool,
    pub size: PageSize,
    pub cursor: Option<Cursor>,
    /// For the words "26–50 of 4,312" only.
    pub page: i64,
    pub columns: Vec<Column>,
}

impl Default for PeopleQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            roles: Vec::new(),
            places: Vec::new(),
            statuses: Vec::new(),
            registrations: Vec::new(),
            tiers: Vec::new(),
            locked: None,
            sort: Column::LastName,
            descending: false,
            size: PageSize::default(),
            cursor: None,
            page: 1,
            columns: Column::SHOWN.to_vec(),
        }
    }
}

fn searchable(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(LONGEST_SEARCH).collect()
}

/// Comma-separated names, each at most once, unknown ones left out.
fn list<T: PartialEq>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let mut values = Vec::new();
    for value in text.split(',').take(MOST_VALUES).filter_map(parse) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

fn joined<T>(values: &[T], name: impl Fn(&T) -> String) -> String {
    values.iter().map(name).collect::<Vec<_>>().join(",")
}

impl PeopleQuery {
    /// Reads the state from an address's parameters. Repeated ones are joined, as forms without script send them.
    pub fn from_params(params: &[(String, String)]) -> Self {
        let all = |key: &str| {
            let values: Vec<_> =
                params.iter().filter(|(k, v)| k == key && !v.is_empty()).map(|(_, v)| v.as_str()).collect();
            values.join(",")
        };
        let one = |key: &str| params.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v.as_str());
        let place = |id: &str| id.parse::<uuid::Uuid>().ok().map(|id| id.to_string());
        let sort = Column::from_name(one("sort")).unwrap_or(Column::LastName);
        let cursor = match (one("after").parse(), one("before").parse(), one("at")) {
            (Ok(id), _, _) => Some(Cursor::After(id)),
            (_, Ok(id), _) => Some(Cursor::Before(id)),
            (_, _, "last") => Some(Cursor::Last),
            _ => None,
        };
        let columns = list(&all("cols"), Column::from_name);
        Self {
            search: searchable(one("q")),
            roles: list(&all("role"), Role::from_name),
            places: list(&all("office"), place),
            statuses: list(&all("status"), BadgeKind::from_name),
            registrations: list(&all("registered"), Registration::from_name),
            tiers: list(&all("tier"), Tier::from_name),
            locked: match one("locked") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            sort,
            descending: match one("dir") {
                "desc" => true,
                "asc" => false,
                _ => sort.descends_first(),
            },
            size: PageSize::from_rows(one("size")),
            page: one("page").parse().ok().filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1),
            cursor,
            columns: if columns.is_empty() { Column::SHOWN.to_vec() } else { columns },
        }
    }

    /// The same list within the bounds of an address: a request need not come from our page (T65).
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.search = searchable(&self.search);
        self.roles.truncate(MOST_VALUES);
        self.places.truncate(MOST_VALUES);
        self.statuses.truncate(MOST_VALUES);
        self.registrations.truncate(MOST_VALUES);
        self.tiers.truncate(MOST_VALUES);
        self
    }

    /// The parameters of this state's address; what is at its default is left out.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let mut params = vec![
            ("q", self.search.clone()),
            ("role", joined(&self.roles, |role| role.name().into())),
            ("office", self.places.join(",")),
            ("status", joined(&self.statuses, |kind| kind.name().into())),
            ("registered", joined(&self.registrations, |value| value.name().into())),
            ("tier", joined(&self.tiers, |tier| tier.name().into())),
            ("locked", self.locked.map_or(String::new(), |on| if on { "yes" } else { "no" }.into())),
        ];
        if self.sort != Column::LastName {
            params.push(("sort", self.sort.name().into()));
        }
        if self.descending != self.sort.descends_first() {
            params.push(("dir", if self.descending { "desc" } else { "asc" }.into()));
        }
        if self.size != PageSize::default() {
            params.push(("size", self.size.rows().to_string()));
        }
        if self.columns != Column::SHOWN {
            params.push(("cols", joined(&self.columns, |column| column.name().into())));
        }
        match self.cursor {
            Some(Cursor::After(id)) => params.push(("after", id.to_string())),
            Some(Cursor::Before(id)) => params.push(("before", id.to_string())),
            Some(Cursor::Last) => params.push(("at", "last".into())),
            None => {}
        }
        if self.cursor.is_some() && self.page > 1 {
            params.push(("page", self.page.to_string()));
        }
        params.retain(|(_, value)| !value.is_empty());
        params
    }

    /// The same list from its first page on, as after every change of search, filter or order.
    #[must_use]
    pub fn from_start(mut self) -> Self {
        self.cursor = None;
        self.page = 1;
        self
    }

    /// The list after a click on a column's header.
    #[must_use]
    pub fn sorted_by(&self, column: Column) -> Self {
        let descending = if self.sort == column { !self.descending } else { column.descends_first() };
        Self { sort: column, descending, ..self.clone().from_start() }
    }

    pub fn is_filtered(&self) -> bool {
        !self.search.is_empty() || self.filters() > 0
    }

    /// How many filters are on.
    pub fn filters(&self) -> usize {
        [
            !self.roles.is_empty(),
            !self.places.is_empty(),
            !self.statuses.is_empty(),
            !self.registrations.is_empty(),
            !self.tiers.is_empty(),
            self.locked.is_some(),
        ]
        .into_iter()
        .filter(|on| *on)
        .count()
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
        assert_eq!(query.filters(), 3);
        assert!(query.descending, "times come newest first");
    }

    #[test]
    fn the_plain_list_has_a_plain_address() {
        assert!(PeopleQuery::default().params().is_empty());
        assert_eq!(parse("size=0&page=-1&sort=nothing&role=king&after=x"), PeopleQuery::default());
    }

    #[test]
    fn a_second_click_turns_the_order_and_goes_to_the_start() {
        let first = parse("after=0190163d-8694-739b-aea5-966c26f8ad91&page=3").sorted_by(Column::Email);
        assert_eq!((first.sort, first.descending, first.cursor, first.page), (Column::Email, false, None, 1));
        assert!(first.sorted_by(Column::Email).descending);
    }

    #[test]
    fn t65_a_million_characters_are_a_short_search() {
        assert_eq!(parse(&format!("q={}", "a".repeat(1_000_000))).search.len(), LONGEST_SEARCH);
    }
}
