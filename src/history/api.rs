//! Reading the event log.

use leptos::server;

use super::model::Entry;
use crate::error::AppError;

/// How many entries one page of the log has.
pub const PAGE: usize = 50;

/// Everything that happened in the practice, newest first; `before` is the `seq` of the oldest entry seen, 0 for the
/// first page. Only for readers of the whole practice: an NPI-level administrator reads each person's history instead.
#[server(prefix = "/rpc", endpoint = "history/list", protocol = crate::wire::Json)]
pub async fn list_history(before: i64) -> Result<Vec<Entry>, AppError> {
    use crate::{
        domain::{permission::Permission, refusal::Refusal},
        history::store,
        server,
    };
    server::doors::query(Permission::ViewHistory, async |cx| {
        if cx.reach.provider.is_some() {
            return Err(Refusal::OutsideScope.into());
        }
        let rows = store::page(&mut cx.conn, cx.reach.practice, None, before, PAGE as i64).await?;
        let zone = cx.zone;
        let local = |at| server::clock::local(zone, at);
        Ok(rows.into_iter().filter_map(|row| store::entry(row, local)).collect())
    })
    .await
}
