//! People who work at the demo practice and have no account yet: those whom "Add user" finds.

use super::practice::Site;
use crate::{
    domain::{clock::Instant, ids::EmployeeId},
    employees::{model::Employee, store},
    server::{clock::Randomness, fault::Fault, write::Writing},
};

/// First and last name, initial, type, title, number, phone.
const STAFF: [(&str, &str, &str, &str, &str, &str, &str); 4] = [
    ("Beatriz", "Quintero", "L", "Medical assistant", "Front desk lead", "C-2041", "+13195550141"),
    ("Owen", "Whitfield", "", "Registered nurse", "Triage nurse", "C-2042", "+13195550142"),
    ("Hana", "Yamamoto", "K", "Physician assistant", "Physician assistant", "C-2043", "+13195550143"),
    ("Ruth", "Zimmer", "", "", "Billing", "", "+13195550144"),
];

pub async fn store(
    tx: &mut Writing,
    site: &Site,
    random: &Randomness,
    mail_domain: &str,
    now: Instant,
) -> Result<(), Fault> {
    for (number, (first, last, initial, kind, title, employee_no, phone)) in STAFF.into_iter().enumerate() {
        // One of them works for a provider: an administrator of the practice is told to invite.
        let place = if number == 2 { site.providers[0].clone() } else { site.main() };
        let employee = Employee {
            id: EmployeeId::new(random.id(now)),
            place,
            person: None,
            kind: kind.into(),
            first_name: first.into(),
            last_name: last.into(),
            middle_initial: initial.into(),
            employee_no: employee_no.into(),
            phone: phone.into(),
            fax: String::new(),
            email: format!("{}.{}@{mail_domain}", first.to_lowercase(), last.to_lowercase()),
            title: title.into(),
        };
        store::insert(tx, site.id, &employee, now).await?;
    }
    Ok(())
}
