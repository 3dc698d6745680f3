//! The verbs of departures.

use leptos::server;

use super::{
    query::LeaverQuery,
    rules::Rules,
    views::{DeparturePage, FeedView, Leaver, MonthView, PlanView},
};
use crate::{
    domain::{ids::PersonId, page::Page},
    error::AppError,
};

/// What would happen if somebody's access ended, and what is planned.
#[server(prefix = "/rpc", endpoint = "departures/get", protocol = crate::wire::Json)]
pub async fn get_departure(person: PersonId) -> Result<DeparturePage, AppError> {
    use crate::{departures::service, domain::permission::Permission, server::doors};
    doors::query(Permission::DeactivatePeople, async |cx| service::page(cx, person).await).await
}

/// Ends somebody's access with a day to come (S4-8), or moves that day. `day` is ISO 8601; `seen` is the day that the
/// reader has seen planned, '' for none.
#[server(prefix = "/rpc", endpoint = "departures/plan", protocol = crate::wire::Json)]
pub async fn plan_departure(person: PersonId, day: String, reason: String, seen: String) -> Result<PlanView, AppError> {
    use crate::{departures::service, domain::permission::Permission, server::doors};
    doors::command(Permission::DeactivatePeople, async |cx| service::plan(cx, person, (&day, &reason), &seen).await)
        .await
}

/// Calls a departure off.
#[server(prefix = "/rpc", endpoint = "departures/cancel", protocol = crate::wire::Json)]
pub async fn cancel_departure(person: PersonId, reason: String) -> Result<(), AppError> {
    use crate::{departures::service, domain::permission::Permission, server::doors};
    doors::command(Permission::DeactivatePeople, async |cx| service::cancel(cx, person, &reason).await).await
}

/// Who leaves.
#[server(prefix = "/rpc", endpoint = "departures/list", protocol = crate::wire::Json)]
pub async fn list_departures(query: LeaverQuery) -> Result<Page<Leaver>, AppError> {
    use crate::{departures::store, domain::permission::Permission, server};
    server::doors::query(Permission::DeactivatePeople, async |cx| {
        let (reach, now, zone) = (cx.reach, cx.now, cx.zone);
        let local = |at| server::clock::local(zone, at);
        store::list::page(&mut cx.conn, reach, &query.bounded(), now, local).await
    })
    .await
}

/// One month of departures, such as `2026-11`.
#[server(prefix = "/rpc", endpoint = "departures/month", protocol = crate::wire::Json)]
pub async fn get_departure_month(month: String) -> Result<MonthView, AppError> {
    use crate::{departures::service, domain::permission::Permission, server::doors};
    doors::query(Permission::DeactivatePeople, async |cx| service::month(cx, &month).await).await
}

/// What the practice has decided about departures.
#[server(prefix = "/rpc", endpoint = "departures/rules", protocol = crate::wire::Json)]
pub async fn get_departure_rules() -> Result<Rules, AppError> {
    use crate::{
        departures::{service, store::rules},
        domain::permission::Permission,
        server::doors,
    };
    doors::query(Permission::DeactivatePeople, async |cx| {
        cx.reach.all_of_it()?;
        let practice = cx.reach.practice;
        let notice_days = rules::notice_days(&mut cx.conn, practice).await?;
        Ok(Rules { notice_days, closed: rules::closed(&mut cx.conn, practice).await?, today: service::today(cx) })
    })
    .await
}

/// Decides how many days before a departure the administrators are told.
#[server(prefix = "/rpc", endpoint = "departures/set_notice", protocol = crate::wire::Json)]
pub async fn set_departure_notice(days: String) -> Result<i64, AppError> {
    use crate::{
        departures::{
            rules::{changed, notice_days},
            store::rules,
        },
        domain::{code::FieldErrors, permission::Permission},
        server::doors::{self, Done},
    };
    doors::command(Permission::DeactivatePeople, async |cx| {
        cx.reach.all_of_it()?;
        let practice = cx.reach.practice;
        let days = notice_days(&days).map_err(|code| FieldErrors::one("notice_days", code))?;
        let before = rules::notice_days(&mut cx.conn, practice).await?;
        rules::set_notice_days(&mut cx.conn, practice, days).await?;
        Ok(Done::new(days, changed("notice_days", before.to_string(), days.to_string())))
    })
    .await
}

/// Adds a day on which the practice is closed; ISO 8601.
#[server(prefix = "/rpc", endpoint = "departures/close_day", protocol = crate::wire::Json)]
pub async fn close_day(day: String, label: String) -> Result<(), AppError> {
    use crate::{
        departures::{
            rules::{changed, closed_day},
            store::rules,
        },
        domain::{calendar::DayOrder, permission::Permission},
        server::doors::{self, Done},
    };
    doors::command(Permission::DeactivatePeople, async |cx| {
        cx.reach.all_of_it()?;
        let practice = cx.reach.practice;
        let there = rules::closed(&mut cx.conn, practice).await?;
        let closed = closed_day(&day, &label, DayOrder::MonthFirst, &there)?;
        rules::close(&mut cx.conn, practice, &closed).await?;
        Ok(Done::new((), changed("closed_days", "", format!("{} {}", closed.day, closed.label))))
    })
    .await
}

/// Takes such a day back; ISO 8601.
#[server(prefix = "/rpc", endpoint = "departures/open_day", protocol = crate::wire::Json)]
pub async fn open_day(day: String) -> Result<(), AppError> {
    use crate::{
        departures::{rules::changed, store::rules},
        domain::{day, permission::Permission},
        server::doors::{self, Done},
    };
    doors::command(Permission::DeactivatePeople, async |cx| {
        cx.reach.all_of_it()?;
        let on = day::parse(&day).map_err(|_| AppError::NotFound)?;
        let label = rules::open(&mut cx.conn, cx.reach.practice, on).await?.ok_or(AppError::NotFound)?;
        Ok(Done::new((), changed("closed_days", format!("{on} {label}"), "")))
    })
    .await
}

/// Whether one has a calendar feed.
#[server(prefix = "/rpc", endpoint = "departures/feed", protocol = crate::wire::Json)]
pub async fn get_feed() -> Result<FeedView, AppError> {
    use crate::{departures::feed, domain::permission::Permission, server::doors};
    doors::query(Permission::DeactivatePeople, async |cx| feed::view(cx).await).await
}

/// Makes the address of one's own calendar feed, which is told this once.
#[server(prefix = "/rpc", endpoint = "departures/make_feed", protocol = crate::wire::Json)]
pub async fn make_feed() -> Result<String, AppError> {
    use crate::{departures::feed, domain::permission::Permission, server::doors};
    doors::command(Permission::DeactivatePeople, async |cx| feed::make(cx).await).await
}

/// Ends it.
#[server(prefix = "/rpc", endpoint = "departures/revoke_feed", protocol = crate::wire::Json)]
pub async fn revoke_feed() -> Result<(), AppError> {
    use crate::{departures::feed, domain::permission::Permission, server::doors};
    doors::command(Permission::DeactivatePeople, async |cx| feed::revoke(cx).await).await
}
