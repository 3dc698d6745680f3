//! The verbs of whoever runs the installation: one row each.

use rolecall::{
    domain::permission::Permission::OperateInstallation,
    operator::api::{GetInstallation, RetryMail},
};

use super::functions::{Function, Needs, function};

pub(super) fn all() -> Vec<Function> {
    let needs = Needs::Permission(OperateInstallation);
    vec![function(needs, &GetInstallation {}), function(needs, &RetryMail {})]
}
