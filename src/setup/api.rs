//! The one verb of an empty installation.

use leptos::server;

use super::model::SetupForm;
use crate::error::AppError;

/// Makes the first practice and its owner. Exactly one call ever succeeds; later ones are told it is gone (T07).
#[server(prefix = "/rpc", endpoint = "setup/create", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn set_up(form: SetupForm) -> Result<(), AppError> {
    use crate::{paths, server::doors::Asked, setup::service};
    let asked = Asked::current()?;
    let result = service::set_up(&asked, form).await;
    if result.is_ok() && asked.request.accepts_html {
        leptos_axum::redirect(paths::SIGN_IN);
    }
    asked.answer(result)
}
