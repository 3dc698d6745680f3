//! One page of a longer list.

use serde::{Deserialize, Serialize};

/// How many rows a page holds: 25, 50 or 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum PageSize {
    #[default]
    P25,
    P50,
    P100,
}

impl PageSize {
    pub const ALL: [Self; 3] = [Self::P25, Self::P50, Self::P100];

    pub const fn rows(self) -> i64 {
        match self {
            Self::P25 => 25,
            Self::P50 => 50,
            Self::P100 => 100,
        }
    }

    /// Any other number (0, −1, 2³²) falls back to the default.
    pub fn from_rows(text: &str) -> Self {
        Self::ALL.into_iter().find(|size| size.rows().to_string() == text).unwrap_or_default()
    }
}

/// Rows of one page, the exact number of all matches, and whether there is more on either side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub total: i64,
    pub has_previous: bool,
    pub has_next: bool,
}

impl<T> Page<T> {
    /// # Errors
    /// The first one of `f`.
    pub fn try_map<U, E>(self, f: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        Ok(Page {
            rows: self.rows.into_iter().map(f).collect::<Result<_, _>>()?,
            total: self.total,
            has_previous: self.has_previous,
            has_next: self.has_next,
        })
    }

    /// Which part of the whole list it is.
    pub fn part<Id>(&self, id: impl Fn(&T) -> Id) -> Part<Id> {
        Part {
            first: self.rows.first().map(&id),
            last: self.rows.last().map(&id),
            rows: self.rows.len() as i64,
            total: self.total,
            has_previous: self.has_previous,
            has_next: self.has_next,
        }
    }
}

/// A page without its rows: what the links to other pages need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part<Id> {
    pub first: Option<Id>,
    pub last: Option<Id>,
    pub rows: i64,
    pub total: i64,
    pub has_previous: bool,
    pub has_next: bool,
}
