//! The verbs of the caller check.

use leptos::server;

use super::model::Typed;
use crate::{domain::ids::PersonId, error::AppError};

/// Whether the practice asks callers questions.
#[server(prefix = "/rpc", endpoint = "caller/get_rule", protocol = crate::wire::Json)]
pub async fn get_caller_check() -> Result<bool, AppError> {
    use crate::{caller::store, domain::permission::Permission, server::doors};
    doors::query(Permission::SetCallerCheck, async |cx| {
        cx.reach.all_of_it()?;
        Ok(store::is_on(&mut cx.conn, cx.reach.practice).await?)
    })
    .await
}

/// Decides whether it does.
#[server(prefix = "/rpc", endpoint = "caller/set_rule", protocol = crate::wire::Json)]
pub async fn set_caller_check(on: bool) -> Result<bool, AppError> {
    use crate::{caller::service, domain::permission::Permission, server::doors};
    doors::command(Permission::SetCallerCheck, async |cx| service::switch(cx, on).await).await
}

/// The own questions; nothing where the practice asks none.
#[server(prefix = "/rpc", endpoint = "caller/own", protocol = crate::wire::Json)]
pub async fn get_own_questions() -> Result<Option<Vec<String>>, AppError> {
    use crate::{caller::service, domain::permission::Permission, server::doors};
    doors::query(Permission::SignedIn, async |cx| service::own(cx).await).await
}

/// Keeps up to three own questions with their answers.
#[server(prefix = "/rpc", endpoint = "caller/save", protocol = crate::wire::Json)]
pub async fn save_own_questions(questions: Vec<Typed>) -> Result<Vec<String>, AppError> {
    crate::caller::service::save(questions).await
}

/// What somebody may be asked on the phone; nothing where the practice asks nothing.
#[server(prefix = "/rpc", endpoint = "caller/of", protocol = crate::wire::Json)]
pub async fn list_questions_of(person: PersonId) -> Result<Option<Vec<String>>, AppError> {
    use crate::{caller::service, domain::permission::Permission, server::doors};
    doors::query(Permission::ResetPasswords, async |cx| service::of(cx, person).await).await
}

/// Whether what was heard is the person's answer.
#[server(prefix = "/rpc", endpoint = "caller/check", protocol = crate::wire::Json)]
pub async fn check_caller(person: PersonId, question: String, answer: String) -> Result<bool, AppError> {
    crate::caller::service::check(person, question, answer).await
}
