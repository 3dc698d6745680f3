//! What the list of invitations shows: search, filters, order, page, all of it in the address (P-17).

use serde::{Deserialize, Serialize};

use super::model::{Delivery, Status};
use crate::{
    domain::{ids::InvitationId, page::PageSize, role::Role},
    people::model::ranked,
};

ranked! {
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
}

impl Column {
    /// Times are most useful newest first.
    pub const fn descends_first(self) -> bool {
        matches!(self, Self::Sent | Self::Expires)
    }
}

/// What stands in an address for a box that is ticked.
pub const YES: &str = "yes";
const LONGEST_SEARCH: usize = 100;

/// Where a page begins: after (or before) this one in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cursor {
    After(InvitationId),
    Before(InvitationId),
    Last,
}

/// The state of the list. Unknown values in an address are left out rather than refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationQuery {
    pub search: String,
    pub statuses: Vec<Status>,
    pub deliveries: Vec<Delivery>,
    pub roles: Vec<Role>,
    /// Only those who asked for a new link and have got none since.
    pub asked: bool,
    pub sort: Column,
    pub descending: bool,
    pub size: PageSize,
    pub cursor: Option<Cursor>,
    /// For the words "26–50 of 4,312" only.
    pub page: i64,
}

impl Default for InvitationQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            statuses: Vec::new(),
            deliveries: Vec::new(),
            roles: Vec::new(),
            asked: false,
            sort: Column::Sent,
            descending: true,
            size: PageSize::default(),
            cursor: None,
            page: 1,
        }
    }
}

fn list<T: PartialEq>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let mut values = Vec::new();
    for value in text.split(',').take(50).filter_map(parse) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

fn joined<T: Copy>(values: &[T], name: impl Fn(T) -> &'static str) -> String {
    values.iter().map(|value| name(*value)).collect::<Vec<_>>().join(",")
}

fn searchable(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(LONGEST_SEARCH).collect()
}

impl InvitationQuery {
    /// Reads the state from an address's parameters. Repeated ones are joined, as forms without script send them.
    pub fn from_params(params: &[(String, String)]) -> Self {
        let all = |key: &str| {
            let values: Vec<_> = params.iter().filter(|(k, _)| k == key).map(|(_, v)| v.as_str()).collect();
            values.join(",")
        };
        let one = |key: &str| params.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v.as_str());
        let sort = Column::from_name(one("sort")).unwrap_or(Column::Sent);
        Self {
            search: searchable(one("q")),
            statuses: list(&all("status"), Status::from_name),
            deliveries: list(&all("delivery"), Delivery::from_name),
            roles: list(&all("role"), Role::from_name),
            asked: all("asked") == YES,
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
        self.statuses.truncate(Status::ALL.len());
        self.deliveries.truncate(Delivery::ALL.len());
        self.roles.truncate(Role::ALL.len());
        self
    }

    /// The parameters of this state's address; what is at its default is left out.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let mut params = vec![
            ("q", self.search.clone()),
            ("status", joined(&self.statuses, Status::name)),
            ("delivery", joined(&self.deliveries, Delivery::name)),
            ("role", joined(&self.roles, |role| role.name())),
            ("asked", if self.asked { YES } else { "" }.to_owned()),
        ];
        if self.sort != Column::Sent {
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
        let plain = self.search.is_empty() && self.statuses.is_empty() && self.deliveries.is_empty();
        self.asked || !(plain && self.roles.is_empty())
    }

    /// The list with one filter set to `values`, from its first page on.
    #[must_use]
    pub fn changed(&self, name: &str, values: &[String]) -> Self {
        let kept = self.clone().from_start().params().into_iter().filter(|(key, _)| *key != name);
        let mut params: Vec<_> = kept.map(|(key, value)| (key.to_owned(), value)).collect();
        params.push((name.to_owned(), values.join(",")));
        Self::from_params(&params)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(address: &str) -> InvitationQuery {
        let pair = |pair: &str| pair.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned()));
        InvitationQuery::from_params(&address.split('&').filter_map(pair).collect::<Vec<_>>())
    }

    #[test]
    fn an_address_leads_back_to_its_state() {
        let query =
            parse("q=alv&status=expired,revoked&delivery=bounced&role=delegate&asked=yes&sort=email&dir=desc&size=50");
        let address: Vec<_> = query.params().into_iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(parse(&address.join("&")), query);
        assert!(query.is_filtered());
        assert_eq!(parse("size=0&page=-1&sort=nothing&status=king&after=x"), InvitationQuery::default());
        assert!(InvitationQuery::default().params().is_empty());
    }

    #[test]
    fn a_changed_filter_starts_over_and_keeps_the_rest() {
        let query = InvitationQuery { search: "ana".into(), page: 4, ..InvitationQuery::default() };
        let query = query.changed("status", &["open".into(), "expired".into()]);
        assert_eq!((query.statuses.len(), query.search.as_str(), query.page), (2, "ana", 1));
        assert!(!query.sorted_by(Column::Email).descending);
        assert_eq!(parse(&format!("q={}", "a".repeat(1_000_000))).search.len(), LONGEST_SEARCH);
    }
}
