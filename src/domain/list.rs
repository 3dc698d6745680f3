//! The state of a list: search, filters, order, page. All of it lives in the address, so that Back, reload and a shared
//! link bring the same list (P-17).

use std::{
    fmt::{Debug, Display},
    str::FromStr,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::page::{Page, PageSize, Part};

/// Longest search that is looked for; the rest of a longer one is cut off (T65).
pub const LONGEST_SEARCH: usize = 100;
/// Most values one filter may have.
const MOST_VALUES: usize = 50;

/// The columns of a list; each can be sorted by, those named last with the greatest first.
macro_rules! columns {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? } descending { $($down:ident),* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
        }

        impl $crate::domain::list::Sortable for $name {
            fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|column| column.name() == name)
            }

            fn descends_first(self) -> bool {
                let descending: &[Self] = &[$(Self::$down),*];
                descending.contains(&self)
            }
        }
    };
}

pub(crate) use columns;

/// A column that a list can be sorted by.
pub trait Sortable: Copy + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The name in addresses.
    fn name(self) -> &'static str;
    fn from_name(name: &str) -> Option<Self>;
    /// Whether the first click shows the greatest first, as is most useful with times.
    fn descends_first(self) -> bool;
}

/// What makes a list this list: its columns, and what it can be narrowed by.
pub trait Filters: Clone + Debug + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    type Column: Sortable;
    type Id: Copy + Debug + Display + FromStr + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// The order until the reader chooses otherwise.
    const SORT: Self::Column;

    /// Unknown values are left out rather than refused: an old link still opens.
    fn read(params: &Params<'_>) -> Self;
    /// The parameters it is read from; empty ones stand in no address.
    fn write(&self) -> Vec<(&'static str, String)>;
    /// How many filters are on.
    fn count(&self) -> usize;
}

/// The parameters of an address.
#[derive(Debug, Clone, Copy)]
pub struct Params<'a>(pub &'a [(String, String)]);

impl Params<'_> {
    /// The first value under `key`, or nothing.
    pub fn one(&self, key: &str) -> &str {
        self.0.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.as_str())
    }

    /// Comma-separated names, each at most once, unknown ones left out. Repeated parameters count together, as forms
    /// without script send them.
    pub fn list<V: PartialEq>(&self, key: &str, parse: impl Fn(&str) -> Option<V>) -> Vec<V> {
        let all = self.0.iter().filter(|(name, _)| name == key).flat_map(|(_, value)| value.split(','));
        let mut values = Vec::new();
        for value in all.filter(|value| !value.is_empty()).take(MOST_VALUES).filter_map(parse) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }
}

/// Names as [`Params::list`] reads them.
pub fn joined<V: Copy>(values: &[V], name: impl Fn(V) -> &'static str) -> String {
    values.iter().map(|value| name(*value)).collect::<Vec<_>>().join(",")
}

/// Where a page begins: after (or before) this row in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cursor<Id> {
    After(Id),
    Before(Id),
    Last,
}

/// The state of a list of the kind `F`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct ListQuery<F: Filters> {
    pub search: String,
    pub filters: F,
    pub sort: F::Column,
    pub descending: bool,
    pub size: PageSize,
    pub cursor: Option<Cursor<F::Id>>,
    /// For the words "26–50 of 4,312" only.
    pub page: i64,
}

impl<F: Filters> Default for ListQuery<F> {
    fn default() -> Self {
        Self {
            search: String::new(),
            filters: F::default(),
            sort: F::SORT,
            descending: F::SORT.descends_first(),
            size: PageSize::default(),
            cursor: None,
            page: 1,
        }
    }
}

fn searchable(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(LONGEST_SEARCH).collect()
}

impl<F: Filters> ListQuery<F> {
    /// Reads the state from an address's parameters.
    pub fn from_params(params: &[(String, String)]) -> Self {
        let params = Params(params);
        let sort = F::Column::from_name(params.one("sort")).unwrap_or(F::SORT);
        let page = params.one("page").parse().ok();
        Self {
            search: searchable(params.one("q")),
            filters: F::read(&params),
            sort,
            descending: match params.one("dir") {
                "desc" => true,
                "asc" => false,
                _ => sort.descends_first(),
            },
            size: PageSize::from_rows(params.one("size")),
            cursor: match (params.one("after").parse(), params.one("before").parse(), params.one("at")) {
                (Ok(id), _, _) => Some(Cursor::After(id)),
                (_, Ok(id), _) => Some(Cursor::Before(id)),
                (_, _, "last") => Some(Cursor::Last),
                _ => None,
            },
            page: page.filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1),
        }
    }

    /// The parameters of this state's address; what is at its default is left out.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let mut params = vec![("q", self.search.clone())];
        params.extend(self.filters.write());
        if self.sort != F::SORT {
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

    /// The same list within the bounds of an address: a request need not come from our page (T65).
    #[must_use]
    pub fn bounded(self) -> Self {
        let filters: Vec<_> = self.filters.write().into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Self { search: searchable(&self.search), filters: F::read(&Params(&filters)), ..self }
    }

    /// The same list from its first page on, as after every change of search, filter or order.
    #[must_use]
    pub fn from_start(self) -> Self {
        Self { cursor: None, page: 1, ..self }
    }

    /// The same order, nothing searched and nothing filtered.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self { sort: self.sort, descending: self.descending, size: self.size, ..Self::default() }
    }

    /// The same list narrowed in another way.
    #[must_use]
    pub fn with(mut self, narrow: impl FnOnce(&mut F)) -> Self {
        narrow(&mut self.filters);
        self.from_start()
    }

    /// The list with the filter of this name set to `values`.
    #[must_use]
    pub fn changed(&self, name: &str, values: &[String]) -> Self {
        let kept = self.filters.write().into_iter().filter(|(key, _)| *key != name);
        let mut params: Vec<_> = kept.map(|(key, value)| (key.to_owned(), value)).collect();
        params.push((name.to_owned(), values.join(",")));
        Self { filters: F::read(&Params(&params)), ..self.clone().from_start() }
    }

    /// The list after a click on a column's header.
    #[must_use]
    pub fn sorted_by(&self, column: F::Column) -> Self {
        let descending = if self.sort == column { !self.descending } else { column.descends_first() };
        Self { sort: column, descending, ..self.clone().from_start() }
    }

    pub fn is_filtered(&self) -> bool {
        !self.search.is_empty() || self.filters.count() > 0
    }

    /// The row that the page begins after or before.
    pub fn start(&self) -> Option<F::Id> {
        match self.cursor {
            Some(Cursor::After(id) | Cursor::Before(id)) => Some(id),
            _ => None,
        }
    }

    /// Whether the page is read against the order of the list; `starts`: the row it begins at is there.
    pub fn is_backwards(&self, starts: bool) -> bool {
        match self.cursor {
            Some(Cursor::Last) => true,
            Some(Cursor::Before(_)) => starts,
            _ => false,
        }
    }

    /// How the page is read; `starts`: the row it begins at is there. Otherwise the list starts over.
    pub fn cut(&self, total: i64, starts: bool) -> Cut {
        let last = matches!(self.cursor, Some(Cursor::Last));
        let size = self.size.rows();
        Cut {
            backwards: self.is_backwards(starts),
            // The last page holds what is left over, not the last 25.
            wanted: if last { (total - 1).rem_euclid(size) + 1 } else { size },
            total,
            last,
            starts,
        }
    }

    /// The page of rows that are all at hand, in the order of the list.
    pub fn window<R>(&self, rows: Vec<R>, id: impl Fn(&R) -> F::Id) -> Page<R> {
        let start = self.start().and_then(|start| rows.iter().position(|row| id(row) == start));
        let cut = self.cut(rows.len() as i64, start.is_some());
        let limit = usize::try_from(cut.limit()).unwrap_or_default();
        cut.page(match (cut.backwards, start) {
            (false, start) => rows.into_iter().skip(start.map_or(0, |at| at + 1)).take(limit).collect(),
            (true, Some(at)) => rows.into_iter().take(at).rev().take(limit).collect(),
            (true, None) => rows.into_iter().rev().take(limit).collect(),
        })
    }

    /// Which page of the list `part` is.
    pub fn number(&self, part: &Part<F::Id>) -> i64 {
        let last = (part.total - 1).div_euclid(self.size.rows()) + 1;
        match self.cursor {
            Some(Cursor::Last) => last,
            Some(_) if part.has_previous => self.page.min(last),
            _ => 1,
        }
    }
}

/// How the rows of one page are read: so many and one more, perhaps from the end.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    /// Against the order of the list.
    pub backwards: bool,
    wanted: i64,
    total: i64,
    last: bool,
    starts: bool,
}

impl Cut {
    pub const fn limit(&self) -> i64 {
        self.wanted + 1
    }

    /// The page of the rows that were read.
    pub fn page<R>(self, mut rows: Vec<R>) -> Page<R> {
        let wanted = usize::try_from(self.wanted).unwrap_or_default();
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        if self.backwards {
            rows.reverse();
        }
        let (has_previous, has_next) = match (self.last, self.backwards) {
            (true, _) => (more, false),
            (_, true) => (more, true),
            _ => (self.starts, more),
        };
        Page { rows, total: self.total, has_previous, has_next }
    }
}

#[cfg(test)]
mod tests;
