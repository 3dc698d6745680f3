//! The verbs of an import. Files themselves come and go by plain forms, see `server::files`.

use leptos::server;

use super::{
    import::{ImportView, Mode, PreviewPage, Progress, Settings, VerdictKind},
    model::Counts,
};
use crate::{domain::ids::ImportId, error::AppError};

/// An uploaded file with its columns, and where its import stands.
#[server(prefix = "/rpc", endpoint = "roster/get", protocol = crate::wire::Json)]
pub async fn get_import(id: ImportId) -> Result<ImportView, AppError> {
    use crate::{domain::permission::Permission, roster::service, server};
    server::doors::query(Permission::ImportPeople, async |cx| service::view(cx, id).await).await
}

/// Says which column is what, and what new people get where their row says nothing.
#[server(prefix = "/rpc", endpoint = "roster/map", protocol = crate::wire::Json)]
pub async fn map_import(id: ImportId, settings: Settings) -> Result<(), AppError> {
    use crate::{roster::service, server::doors::Asked};
    service::set_settings(&Asked::current()?, id, settings).await
}

/// What an import would do, row by row; `page` counts from 1.
#[server(prefix = "/rpc", endpoint = "roster/preview", protocol = crate::wire::Json)]
pub async fn preview_import(id: ImportId, filter: Option<VerdictKind>, page: u32) -> Result<PreviewPage, AppError> {
    use crate::{domain::permission::Permission, roster::service, server};
    server::doors::query(Permission::ImportPeople, async |cx| service::preview(cx, id, filter, page).await).await
}

/// Starts the import. `seen` are the counts of the preview that is confirmed: if they are others by now, nothing is
/// imported.
#[server(prefix = "/rpc", endpoint = "roster/confirm", protocol = crate::wire::Json)]
pub async fn confirm_import(id: ImportId, mode: Mode, seen: Counts) -> Result<Progress, AppError> {
    use crate::{
        roster::confirm::{Order, confirm},
        server::doors::Asked,
    };
    confirm(Asked::current()?, Order { id, mode, seen }).await
}

/// How far an import is, and how it ended. The page asks by itself, so this is no use of the session (T28).
#[server(prefix = "/rpc", endpoint = "roster/progress", protocol = crate::wire::Json)]
pub async fn import_progress(id: ImportId) -> Result<Progress, AppError> {
    use crate::{domain::permission::Permission, roster::service, server};
    server::doors::query_in_background(async |cx| {
        cx.viewer.may(Permission::ImportPeople)?;
        Ok(service::look(cx, id).await?.1)
    })
    .await
}

/// Throws an uploaded file away.
#[server(prefix = "/rpc", endpoint = "roster/discard", protocol = crate::wire::Json)]
pub async fn discard_import(id: ImportId) -> Result<(), AppError> {
    use crate::{roster::service, server::doors::Asked};
    service::discard(&Asked::current()?, id).await
}
