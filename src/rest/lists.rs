//! Lists over the wire: the pages' own searches, filters and orders, cut into pages by a cursor.
//!
//! A cursor is the row that the page before ended with; the list is read after it, however many came or went meanwhile.

use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use url::form_urlencoded;
use utoipa::ToSchema;

use super::{
    caller::Caller,
    problem::{Kind, Problem},
};
use crate::{
    domain::{
        list::{Filters, ListQuery, Sortable as _},
        page::{Page, PageSize},
    },
    i18n::T,
};

/// Rows of a page until the caller chooses otherwise.
const USUAL: usize = 25;
pub const MOST: usize = 100;
/// The parameters that every list has beside its filters.
pub const COMMON: [&str; 5] = ["q", "sort", "dir", "limit", "cursor"];

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listing<W> {
    pub data: Vec<W>,
    /// How many there are on all pages; not told where nobody counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    /// The address of the next page; `null` on the last one.
    pub next: Option<String>,
}

/// What a list was asked for.
pub struct Wanted {
    path: &'static str,
    given: Vec<(String, String)>,
    pub limit: usize,
    pub cursor: Option<String>,
}

impl Wanted {
    /// # Errors
    /// A parameter that is none of the list's, twice the same, or out of range.
    pub fn read(caller: &Caller, path: &'static str, names: &[&str]) -> Result<Self, Problem> {
        let t = caller.t;
        let given: Vec<(String, String)> = form_urlencoded::parse(caller.query().as_bytes()).into_owned().collect();
        for (at, (name, value)) in given.iter().enumerate() {
            let twice = given[..at].iter().any(|(other, _)| other == name);
            if twice || !names.contains(&name.as_str()) {
                return Err(bad(t, name, value));
            }
        }
        let one = |name: &str| given.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let limit = match one("limit") {
            None => USUAL,
            Some(text) => {
                let limit = text.parse().ok().filter(|limit| (1..=MOST).contains(limit));
                limit.ok_or_else(|| bad(t, "limit", text))?
            }
        };
        let cursor = one("cursor").map(|text| opened(text).ok_or_else(|| bad_cursor(t))).transpose()?;
        Ok(Self { path, limit, cursor, given })
    }

    /// The address of the page after the row `last`.
    pub fn next(&self, last: &str) -> String {
        let kept = self.given.iter().filter(|(name, _)| name != "cursor");
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(kept).append_pair("cursor", &URL_SAFE_NO_PAD.encode(last));
        format!("{}{}?{}", crate::paths::API, self.path, query.finish())
    }
}

fn opened(cursor: &str) -> Option<String> {
    URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok())
}

fn bad(t: T, name: &str, value: &str) -> Problem {
    Problem::new(Kind::BadRequest, t.rest_bad_parameter(name, value))
}

pub fn bad_cursor(t: T) -> Problem {
    Problem::new(Kind::BadRequest, t.rest_bad_cursor())
}

/// The names of a list's filters. Which columns a page shows is no filter.
pub fn filters<F: Filters>() -> Vec<&'static str> {
    F::default().write().into_iter().map(|(name, _)| name).filter(|name| *name != "cols").collect()
}

/// A list that the pages have, too.
pub struct PagedBy<F: Filters> {
    pub query: ListQuery<F>,
    wanted: Wanted,
}

impl<F: Filters> PagedBy<F> {
    /// `usual`: values that mean a filter's default, which stands in no address.
    ///
    /// # Errors
    /// See [`Wanted::read`]; a value that is none of its filter's, which the pages would overlook.
    pub fn read(caller: &Caller, path: &'static str, usual: &[&str]) -> Result<Self, Problem> {
        let names: Vec<_> = COMMON.into_iter().chain(filters::<F>()).collect();
        let wanted = Wanted::read(caller, path, &names)?;
        let mut params = wanted.given.clone();
        params.retain(|(name, _)| name != "cursor" && name != "limit");
        known::<F>(caller.t, &params, usual)?;
        if let Some(after) = &wanted.cursor {
            params.push(("after".into(), after.clone()));
        }
        let sizes = PageSize::ALL.into_iter().find(|size| size.rows() >= wanted.limit as i64);
        params.push(("size".into(), sizes.unwrap_or_default().rows().to_string()));
        let query = ListQuery::<F>::from_params(&params);
        if wanted.cursor.is_some() && query.start().is_none() {
            return Err(bad_cursor(caller.t));
        }
        Ok(Self { query, wanted })
    }

    /// The answer: as many rows of the page as were asked for.
    pub fn answer<R, W: Serialize>(
        self,
        caller: &Caller,
        page: Page<R>,
        id: impl Fn(&R) -> F::Id,
        wire: impl Fn(R) -> W,
    ) -> Result<Response, Problem> {
        // The list starts over where the cursor's row is not there any more.
        if self.query.cursor.is_some() && !page.has_previous && page.total > 0 {
            return Err(bad_cursor(caller.t));
        }
        let mut rows = page.rows;
        let more = page.has_next || rows.len() > self.wanted.limit;
        rows.truncate(self.wanted.limit);
        let last = rows.last().map(&id).filter(|_| more);
        let next = last.map(|last| self.wanted.next(&last.to_string()));
        Ok(listing(rows.into_iter().map(wire).collect(), Some(page.total), next))
    }
}

/// Refuses what [`Filters::read`] leaves out: a filter that is overlooked would show everybody.
fn known<F: Filters>(t: T, params: &[(String, String)], usual: &[&str]) -> Result<(), Problem> {
    let query = ListQuery::<F>::from_params(params);
    let understood: Vec<_> = query.filters.write().into_iter().chain(order(&query)).collect();
    for (name, value) in params.iter().filter(|(name, _)| name != "q") {
        let good = |part: &str| {
            let stands = |all: &[(&str, String)]| {
                all.iter().any(|(key, values)| key == name && values.split(',').any(|one| one == part))
            };
            stands(&understood) || usual.contains(&part)
        };
        if let Some(part) = value.split(',').find(|part| !part.is_empty() && !good(part)) {
            return Err(bad(t, name, part));
        }
    }
    Ok(())
}

fn order<F: Filters>(query: &ListQuery<F>) -> [(&'static str, String); 2] {
    [("sort", query.sort.name().to_owned()), ("dir", if query.descending { "desc" } else { "asc" }.to_owned())]
}

pub fn listing<W: Serialize>(data: Vec<W>, total: Option<i64>, next: Option<String>) -> Response {
    let link = next.as_ref().and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok());
    let mut response = Json(Listing { data, total, next }).into_response();
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}
