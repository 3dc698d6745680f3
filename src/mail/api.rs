//! Looking at how mail leaves.

use leptos::server;

use super::model::MailSettings;
use crate::error::AppError;

/// Where mail goes from here, and every letter in both languages.
#[server(prefix = "/rpc", endpoint = "mail/settings", protocol = crate::wire::Json)]
pub async fn get_mail_settings() -> Result<MailSettings, AppError> {
    use crate::{domain::permission::Permission, mail::preview, server::doors};
    doors::query(Permission::ViewMail, async |cx| preview::settings(cx)).await
}
