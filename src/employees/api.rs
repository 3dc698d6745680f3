//! The verbs of "Add user".

use leptos::server;

use super::{
    form::{AccountForm, EmployeeForm},
    model::{AddOptions, Added, Candidate},
};
use crate::{domain::ids::EmployeeId, error::AppError};

/// Employees and people by the beginning of their last name, their address or their number (S0-54).
#[server(prefix = "/rpc", endpoint = "employees/search", protocol = crate::wire::Json)]
pub async fn search_employees(text: String) -> Result<Vec<Candidate>, AppError> {
    use crate::{domain::permission::Permission, employees::service, server::doors};
    doors::query(Permission::AddPeople, async |cx| service::search(cx, &text).await).await
}

/// What the forms offer, for a new employee or for the account of a known one.
#[server(prefix = "/rpc", endpoint = "employees/options", protocol = crate::wire::Json)]
pub async fn list_add_options(employee: Option<EmployeeId>) -> Result<AddOptions, AppError> {
    use crate::{domain::permission::Permission, employees::service, server::doors};
    doors::query(Permission::AddPeople, async |cx| service::options(cx, employee).await).await
}

/// Adds somebody who works here (S0-55).
#[server(prefix = "/rpc", endpoint = "employees/add", protocol = crate::wire::Json)]
pub async fn add_employee(form: EmployeeForm) -> Result<EmployeeId, AppError> {
    use crate::{domain::permission::Permission, employees::service, server::doors};
    doors::command(Permission::AddPeople, async |cx| service::add_employee(cx, &form).await).await
}

/// Gives an employee an account, by invitation or at once (S0-58, C-13).
#[server(prefix = "/rpc", endpoint = "employees/account", protocol = crate::wire::Json)]
pub async fn add_account(employee: EmployeeId, form: AccountForm) -> Result<Added, AppError> {
    crate::employees::service::add_account(employee, form).await
}
