//! The verbs of inviting by a file. The file itself comes by a plain form, see `server::invitation_files`.

use leptos::server;

use super::model::{Choices, FileView, Progress};
use crate::{domain::ids::InvitationFileId, error::AppError};

/// An uploaded file with a verdict on each row; once sent, with what became of each.
#[server(prefix = "/rpc", endpoint = "invitation_files/get", protocol = crate::wire::Json)]
pub async fn get_invitation_file(id: InvitationFileId, choices: Choices) -> Result<FileView, AppError> {
    use crate::{domain::permission::Permission, invitations::bulk::service, server};
    server::doors::query(Permission::InvitePeople, async |cx| service::view(cx, id, &choices).await).await
}

/// Sends a personal link to each good row and says how many.
#[server(prefix = "/rpc", endpoint = "invitation_files/send", protocol = crate::wire::Json)]
pub async fn send_invitation_file(id: InvitationFileId, choices: Choices) -> Result<i64, AppError> {
    use crate::{domain::permission::Permission, invitations::bulk::service, server};
    server::doors::command(Permission::InvitePeople, async |cx| service::send(cx, id, &choices).await).await
}

/// How many of the mails have left. The page asks by itself, so this is no use of the session (T28).
#[server(prefix = "/rpc", endpoint = "invitation_files/progress", protocol = crate::wire::Json)]
pub async fn invitation_file_progress(id: InvitationFileId) -> Result<Progress, AppError> {
    use crate::{domain::permission::Permission, invitations::bulk::service, server};
    server::doors::query_in_background(async |cx| {
        cx.reach = cx.viewer.may(Permission::InvitePeople)?;
        service::progress(cx, id).await
    })
    .await
}
