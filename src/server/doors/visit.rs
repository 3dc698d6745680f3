//! What people from outside have opened in a practice (N-12). Only their requests write; those of the practice's own
//! people cost nothing more.

use super::Query;
use crate::{
    domain::permission::Permission,
    server::{fault::Fault, write::Bookkeeping},
    vendor::{self, store::Visit},
};

/// Records a visit before its answer leaves. Pages that everybody sees tell nothing and are not recorded.
pub(super) async fn record(cx: Query, permission: Permission) -> Result<(), Fault> {
    let own_desk = matches!(permission, Permission::SignedIn | Permission::ViewPractices);
    let Some(outside) = cx.viewer.outside.as_ref().filter(|_| !own_desk) else { return Ok(()) };
    let (record, record_name) = cx.opened.clone().unzip();
    let visit = Visit {
        practice: cx.reach.practice,
        organisation: outside.organisation,
        person: (cx.viewer.actor.person, cx.viewer.actor.name.clone()),
        at: cx.now,
        opened: permission,
        record: record.map(|id| id.to_string()).unwrap_or_default(),
        record_name: record_name.unwrap_or_default(),
    };
    let (state, mut conn) = (cx.state, cx.conn);
    if vendor::store::is_known(&mut conn, &visit).await? {
        return Ok(());
    }
    drop(conn);
    let mut tx = Bookkeeping::open(&state.db).await?;
    vendor::store::add_visit(&mut tx, state.random.id(visit.at), &visit).await?;
    Ok(tx.keep().await?)
}
