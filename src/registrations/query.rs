//! What the console shows: status, search, order, page, all of it in the address (P-17).

use serde::{Deserialize, Serialize};

use super::model::Code;
use crate::{
    domain::{ids::EntryId, page::PageSize},
    people::model::ranked,
};

ranked! {
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
}

impl Column {
    /// The day of submission is most useful newest first; what is due soonest comes first.
    pub const fn descends_first(self) -> bool {
        matches!(self, Self::Submitted)
    }
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

const LONGEST_SEARCH: usize = 100;

/// Where a page begins: after (or before) this line in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cursor {
    After(EntryId),
    Before(EntryId),
    Last,
}

/// The state of the console. Unknown values in an address are left out rather than refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestQuery {
    pub search: String,
    pub show: Show,
    pub sort: Column,
    pub descending: bool,
    pub size: PageSize,
    pub cursor: Option<Cursor>,
    /// For the words "26–50 of 4,312" only.
    pub page: i64,
}

impl Default for RequestQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            show: Show::default(),
            sort: Column::Submitted,
            descending: true,
            size: PageSize::default(),
            cursor: None,
            page: 1,
        }
    }
}

fn searchable(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(LONGEST_SEARCH).collect()
}

impl RequestQuery {
    /// Reads the state from an address's parameters.
    pub fn from_params(params: &[(String, String)]) -> Self {
        let one = |key: &str| params.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v.as_str());
        let sort = Column::from_name(one("sort")).unwrap_or(Column::Submitted);
        Self {
            search: searchable(one("q")),
            show: Show::from_name(one("status")),
            sort,
            descending: match one("dir") {
                "desc" => true,
                "asc" => false,
                _ => sort.descends_first(),
            },
            size: PageSize::from_rows(one("size")),
            cursor: match (one("after").parse(), one("before").parse(), one("at")) {
                (Ok(id), _, _) => Some(Cursor::After(id)),
                (_, Ok(id), _) => Some(Cursor::Before(id)),
                (_, _, "last") => Some(Cursor::Last),
                _ => None,
            },
            page: one("page").parse().ok().filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1),
        }
    }

    /// The same list within the bounds of an address: a request need not come from our page (T65).
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.search = searchable(&self.search);
        self
    }

    /// The parameters of this state's address; what is at its default is left out.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let mut params = vec![("q", self.search.clone())];
        if self.show != Show::default() {
            params.push(("status", self.show.name().into()));
        }
        if self.sort != Column::Submitted {
            params.push(("sort", self.sort.name().into()));
        }
        if self.descending != self.sort.descends_first() {
            params.push(("dir", if self.descending { "desc" } else { "asc" }.into()));
        }
        if self.size != PageSize::default() {
            params.push(("size", self.size.rows().to_string()));
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

    /// The same list from its first page on, as after every change of search, status or order.
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
        !self.search.is_empty() || matches!(self.show, Show::Only(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(address: &str) -> RequestQuery {
        let pair = |pair: &str| pair.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned()));
        RequestQuery::from_params(&address.split('&').filter_map(pair).collect::<Vec<_>>())
    }

    #[test]
    fn an_address_leads_back_to_its_state() {
        for show in Show::choices() {
            let query = RequestQuery { search: "alv".into(), show, ..RequestQuery::default() }.sorted_by(Column::Due);
            let address: Vec<_> = query.params().into_iter().map(|(k, v)| format!("{k}={v}")).collect();
            assert_eq!(parse(&address.join("&")), query);
        }
        assert_eq!(Show::choices().count(), 11);
        assert!(RequestQuery::default().params().is_empty());
        assert_eq!(parse("status=KING&size=0&page=-1&sort=nothing&after=x"), RequestQuery::default());
    }

    #[test]
    fn c06_what_is_to_be_done_is_shown_first() {
        assert_eq!(RequestQuery::default().show, Show::Pending);
        assert_eq!(Show::from_name("PENDING-PROV-ADMIN-REVIW"), Show::Pending, "C-07: the misspelling is no status");
        assert!(!RequestQuery::default().is_filtered());
    }

    #[test]
    fn t65_a_million_characters_are_a_short_search() {
        assert_eq!(parse(&format!("q={}", "a".repeat(1_000_000))).search.len(), LONGEST_SEARCH);
    }
}
