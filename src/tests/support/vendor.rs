//! Cedar Valley and its vendor.

use rolecall::{
    domain::vendor::VendorLevel,
    error::AppError,
    vendor::{
        api::{GetVendorAccess, SetVendorAccess},
        form::LevelForm,
        views::VendorPage,
    },
};

use super::TestApp;

/// Lets the vendor in that far, until the end of `day` (ISO 8601) if it is given.
pub async fn let_in(app: &TestApp, level: VendorLevel, day: &str) {
    let amy = app.signed_in("amy.admin").await;
    let page = amy.call(GetVendorAccess {}).await.expect("hers to decide");
    let form = LevelForm { level: level.name().into(), until: day.into() };
    let vendor = app.house().home("vera.vendor");
    match amy.call(SetVendorAccess { vendor, form, seen: page.vendors[0].level }).await {
        Ok(()) => {}
        Err(AppError::Forbidden(rolecall::domain::refusal::Refusal::AlreadySo)) => {}
        Err(error) => panic!("{error}"),
    }
}

/// What the practice sees of it.
pub async fn seen(app: &TestApp) -> VendorPage {
    app.signed_in("olivia.owner").await.call(GetVendorAccess {}).await.expect("hers to see")
}
