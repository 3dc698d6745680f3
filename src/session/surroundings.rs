//! The one rule for passwords on every path (T04): length, commonness, and no word of what is around the person.

use sqlx::query_scalar;

use crate::{
    domain::{code::FieldErrors, ids::PracticeId},
    error::AppError,
    on,
    people::model::Person,
    practices,
    server::{db::Conn, fault::Fault, password},
};

/// The words of a person that no password may be made of.
pub fn of(person: &Person) -> [&str; 4] {
    [&person.username, &person.first_name, &person.last_name, &person.email]
}

/// Whether somebody of this practice, with these words of their own, may choose the password.
///
/// # Errors
/// The first rule it breaks, as an error of the field `password`.
pub async fn check(conn: &mut Conn, practice: PracticeId, own: &[&str], password: &str) -> Result<(), Fault> {
    let sql = "select npi from providers where practice_id = $1 order by npi limit 500";
    let npis: Vec<String> = on!(conn, |c| query_scalar(sql).bind(practice.uuid()).fetch_all(&mut *c).await?);
    let practice = practices::store::get(conn, practice).await?.ok_or(AppError::NotFound)?;
    let tin = practice.tin.unwrap_or_default();
    let dashed = tin.split_at_checked(2).map(|(first, rest)| format!("{first}-{rest}")).unwrap_or_default();
    let around = [practice.name.as_str(), &tin, &dashed, "Rolecall"];
    let words: Vec<_> = own
        .iter()
        .copied()
        .chain(around)
        .chain(npis.iter().map(String::as_str))
        .filter(|word| !word.is_empty())
        .collect();
    password::check(password, &words).map_err(|code| FieldErrors::one("password", code).into())
}
