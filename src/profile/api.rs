//! The verbs of the own profile.

use leptos::server;

use super::form::{Profile, ProfileForm};
use crate::error::AppError;

/// The own profile.
#[server(prefix = "/rpc", endpoint = "profile/get", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn get_profile() -> Result<Profile, AppError> {
    use crate::{domain::permission::Permission, profile::service, server::doors};
    doors::query(Permission::SignedIn, async |cx| service::profile(cx).await).await
}

/// Saves the own profile; `base` is the form as it was opened.
#[server(prefix = "/rpc", endpoint = "profile/save", protocol = crate::wire::Json)]
pub async fn save_profile(base: ProfileForm, form: ProfileForm) -> Result<ProfileForm, AppError> {
    use crate::{profile::service, server::doors};
    doors::command_on_self(async |cx| service::save(cx, &base, form).await).await
}

/// Asks for another address; it becomes the own one when it is proven (C-10).
#[server(prefix = "/rpc", endpoint = "profile/change_email", protocol = crate::wire::Json)]
pub async fn change_own_email(email: String) -> Result<(), AppError> {
    use crate::{account, profile::service, server::doors};
    doors::command_on_self(async |cx| {
        let own = service::own(cx).await?;
        account::service::change_email(cx, &own, &email).await
    })
    .await
}
