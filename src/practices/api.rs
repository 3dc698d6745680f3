//! The verbs of those who look after many practices.

use leptos::server;

use super::{
    form::PracticeForm,
    query::PracticeQuery,
    views::{NewPracticeOptions, PracticePage, PracticeRow},
};
use crate::{
    domain::{ids::PracticeId, page::Page},
    error::AppError,
    history::model::Entry,
};

/// A vendor's practices, or all of them (S3-1).
#[server(prefix = "/rpc", endpoint = "practices/list", protocol = crate::wire::Json)]
pub async fn list_practices(query: PracticeQuery) -> Result<Page<PracticeRow>, AppError> {
    use crate::{domain::permission::Permission, practices::service, server::doors};
    doors::query(Permission::ViewPractices, async |cx| service::list(cx, &query.bounded()).await).await
}

/// One practice, and what the reader may do for it (S3-3).
#[server(prefix = "/rpc", endpoint = "practices/get", protocol = crate::wire::Json)]
pub async fn get_practice(id: PracticeId) -> Result<PracticePage, AppError> {
    use crate::{domain::permission::Permission, practices::service, server::doors};
    doors::query_at(id, Permission::ViewPractices, async |cx| service::page(cx).await).await
}

/// What happened to the practice itself.
#[server(prefix = "/rpc", endpoint = "practices/history", protocol = crate::wire::Json)]
pub async fn practice_history(id: PracticeId, before: i64) -> Result<Vec<Entry>, AppError> {
    use crate::{
        domain::permission::Permission,
        history::{api::PAGE, store},
        server::{clock::local, doors},
    };
    doors::query_at(id, Permission::EditPractices, async |cx| {
        let (practice, zone) = (cx.reach.practice, cx.zone);
        let rows = store::page(&mut cx.conn, practice, Some(id.into()), before, PAGE as i64).await?;
        Ok(rows.into_iter().filter_map(|row| store::entry(row, |at| local(zone, at))).collect())
    })
    .await
}

/// Decides what a practice may send (S3-4); comma-separated names. `seen`: what the reader has seen before.
#[server(prefix = "/rpc", endpoint = "practices/set", protocol = crate::wire::Json)]
pub async fn set_practice_settings(
    id: PracticeId,
    #[server(default)] settings: String,
    #[server(default)] seen: String,
) -> Result<String, AppError> {
    use crate::{
        domain::permission::Permission,
        practices::{model::Settings, service},
        server::doors::{Asked, command_at},
    };
    let (settings, seen) = (Settings::read(&settings), Settings::read(&seen));
    command_at(&Asked::current()?, id, Permission::EditPractices, async |cx| service::set(cx, &settings, &seen).await)
        .await
}

/// Mails a link to choose a new password to somebody of the practice (S3-5).
#[server(prefix = "/rpc", endpoint = "practices/reset", protocol = crate::wire::Json)]
pub async fn send_reset_there(id: PracticeId, email: String) -> Result<(), AppError> {
    use crate::{
        domain::permission::Permission,
        practices::service,
        server::doors::{Asked, command_at},
    };
    command_at(&Asked::current()?, id, Permission::ResetPasswords, async |cx| service::reset(cx, &email).await).await
}

/// What plans cost, and what new users are given to read.
#[server(prefix = "/rpc", endpoint = "practices/options", protocol = crate::wire::Json)]
pub async fn get_new_practice_options() -> Result<NewPracticeOptions, AppError> {
    use crate::{domain::permission::Permission, practices::service, server::doors};
    doors::query(Permission::ViewPractices, async |cx| service::options(cx).await).await
}

/// Adds a practice and invites its first administrator (S3-10).
#[server(prefix = "/rpc", endpoint = "practices/add", protocol = crate::wire::Json)]
pub async fn add_practice(form: PracticeForm) -> Result<PracticeId, AppError> {
    use crate::{domain::permission::Permission, practices::service, server::doors};
    doors::command_at_home(Permission::AddPractices, async |cx| service::add(cx, &form).await).await
}
