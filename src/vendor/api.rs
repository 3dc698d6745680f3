//! The verbs between a practice and those who look after it.

use leptos::server;

use super::{
    form::LevelForm,
    views::{Receipt, VendorPage},
};
use crate::{
    domain::{
        ids::{AccessId, PracticeId},
        vendor::VendorLevel,
    },
    error::AppError,
};

/// How far the practice lets its vendors in, and what they opened and did (S3-14, N-12).
#[server(prefix = "/rpc", endpoint = "vendor/access", protocol = crate::wire::Json)]
pub async fn get_vendor_access() -> Result<VendorPage, AppError> {
    use crate::{domain::permission::Permission, server::doors, vendor::service};
    doors::query(Permission::SetVendorAccess, async |cx| service::page(cx).await).await
}

/// What was opened and done in a period that is over.
#[server(prefix = "/rpc", endpoint = "vendor/receipt", protocol = crate::wire::Json)]
pub async fn get_receipt(id: AccessId) -> Result<Receipt, AppError> {
    use crate::{domain::permission::Permission, server::doors, vendor::service};
    doors::query(Permission::SetVendorAccess, async |cx| service::receipt(cx, id).await).await
}

/// Decides how far a vendor is let in, for good or until the end of a day (S3-14, C-30). `seen`: the level before.
#[server(prefix = "/rpc", endpoint = "vendor/set", protocol = crate::wire::Json)]
pub async fn set_vendor_access(vendor: PracticeId, form: LevelForm, seen: VendorLevel) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, server::doors, vendor::service};
    doors::command(Permission::SetVendorAccess, async |cx| service::set(cx, vendor, &form, seen).await).await
}

/// Asks the administrators of a practice for full access (S3-13).
#[server(prefix = "/rpc", endpoint = "vendor/ask", protocol = crate::wire::Json)]
pub async fn ask_for_access(practice: PracticeId) -> Result<(), AppError> {
    use crate::{
        domain::permission::Permission,
        server::doors::{Asked, command_at},
        vendor::service,
    };
    command_at(&Asked::current()?, practice, Permission::ViewPractices, async |cx| service::ask(cx).await).await
}

/// Acts for a practice from now on, for an hour at most (S3-8, C-31).
#[server(prefix = "/rpc", endpoint = "vendor/switch", protocol = crate::wire::Json)]
pub async fn switch_to(practice: PracticeId, reason: String) -> Result<(), AppError> {
    use crate::{server::doors::Asked, vendor::switch};
    let asked = Asked::current()?;
    switch::begin(&asked, practice, &reason).await
}

/// Goes back to one's own session.
#[server(prefix = "/rpc", endpoint = "vendor/return", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn switch_back() -> Result<(), AppError> {
    crate::vendor::switch::end().await
}
