//! People by the number: who they are is drawn from a seed and their number, so one can be made without the others.

use std::collections::HashSet;

use chrono::Duration;

use super::{draw::Draw, names, practice::Site, situation::Situation};
use crate::{
    domain::{
        clock::Instant,
        fold::fold,
        ids::{GrantId, PersonId},
        role::Role,
        scope::Scope,
    },
    people::{
        self,
        model::{Notice, Person},
        store::grants::{self, Grant},
    },
    practices::model::Place,
    server::{clock::Randomness, fault::Fault, write::Writing},
    session::credentials,
    setup::service::blank,
};

/// Who gives the crowd its roles.
pub type Giver = (PersonId, String);

const ROLES: [(u64, Role); 7] = [
    (48, Role::PortalUser),
    (26, Role::ClericalUser),
    (9, Role::Delegate),
    (6, Role::ReferringCoordinator),
    (5, Role::PracticeAdministrator),
    (4, Role::Auditor),
    (2, Role::UserManager),
];

const NOTICES: [&[Notice]; 4] = [
    &[Notice::Security, Notice::Account],
    &[Notice::Security],
    &[Notice::Security, Notice::Account, Notice::Invitations],
    &[Notice::Security, Notice::Account, Notice::News],
];

/// What makes the names of one practice's people differ from those of every other.
pub struct Naming<'a> {
    pub seed: u64,
    pub mail_domain: &'a str,
    /// Ends every username.
    pub username_end: &'a str,
}

/// Number `number` of a practice.
pub fn person(
    site: &Site,
    naming: &Naming<'_>,
    number: u64,
    situation: Option<Situation>,
    random: &Randomness,
    now: Instant,
) -> Person {
    let mut draw = Draw::for_number(naming.seed, number);
    let situation = situation.unwrap_or_else(|| draw.weighted(&Situation::SHARES));
    let spanish = draw.percent(35);
    let (first, last) = if spanish {
        (&names::SPANISH_FIRST, &names::SPANISH_LAST)
    } else {
        (&names::ENGLISH_FIRST, &names::ENGLISH_LAST)
    };
    let (first, last) = (*draw.pick(first), *draw.pick(last));
    let role = draw.weighted(&ROLES);
    // Most joined lately: twice the luck is half the age.
    let age = draw.between(1, 1000).min(draw.between(1, 1000));
    let created = now - Duration::days(age) - Duration::minutes(draw.between(0, 1439));
    let mut person = Person {
        first_name: first.into(),
        last_name: last.into(),
        middle_name: if draw.percent(15) { "J.".into() } else { String::new() },
        role,
        language: if spanish && draw.percent(70) { "es".into() } else { "en".into() },
        phone: number_of(&mut draw, 80),
        mobile: number_of(&mut draw, 55),
        title: (*draw.pick(&names::TITLES)).into(),
        employee_no: if draw.percent(60) { format!("E{}", draw.between(10_000, 99_999)) } else { String::new() },
        notices: draw.pick(&NOTICES).to_vec(),
        ..blank(PersonId::new(random.id(created)), place(site, role, &mut draw), created)
    };
    if !person.mobile.is_empty() {
        person.mobile_carrier = (*draw.pick(&names::CARRIERS)).into();
    }
    situation.apply(&mut person, site.zone, now, &mut draw);
    let name = format!("{}.{number}", plain_name(&person));
    name_account(&mut person, naming, &name, situation);
    person
}

fn name_account(person: &mut Person, naming: &Naming<'_>, name: &str, situation: Situation) {
    person.email = format!("{name}@{}", naming.mail_domain);
    if situation.has_registered() {
        person.username = format!("{name}{}", naming.username_end);
    }
}

/// `maria.jose.nunez`
fn plain_name(person: &Person) -> String {
    let folded = fold(&person.name());
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(".")
}

fn place(site: &Site, role: Role, draw: &mut Draw) -> Place {
    let at_provider = role == Role::Delegate || (role != Role::UserManager && draw.percent(30));
    if at_provider && !site.providers.is_empty() {
        draw.pick(&site.providers).clone()
    } else {
        draw.pick(&site.offices).clone()
    }
}

/// One of the numbers that nobody ever gets, for so many of 100 people.
fn number_of(draw: &mut Draw, of_100: u64) -> String {
    let area = *draw.pick(&["319", "515", "563", "641", "712"]);
    let line = draw.between(100, 199);
    if draw.percent(of_100) { format!("+1{area}5550{line}") } else { String::new() }
}

/// The people of a demo practice around the named ones, situation by situation.
pub fn of_the_demo(
    site: &Site,
    naming: &Naming<'_>,
    random: &Randomness,
    now: Instant,
    count: usize,
    taken: &mut HashSet<String>,
) -> Vec<Person> {
    let situations = Situation::SHARES
        .iter()
        .flat_map(|(share, situation)| std::iter::repeat_n(*situation, usize::try_from(*share).unwrap_or_default()));
    let mut people = Vec::with_capacity(count);
    for (number, situation) in situations.cycle().take(count).enumerate() {
        let mut person = person(site, naming, number as u64, Some(situation), random, now);
        let mut name = plain_name(&person);
        while !taken.insert(name.clone()) {
            name.push('2');
        }
        name_account(&mut person, naming, &name, situation);
        people.push(person);
    }
    people
}

/// Stores people with their grants and, once they have registered, the password behind `hash`.
pub async fn store(
    tx: &mut Writing,
    site: &Site,
    people: &[Person],
    giver: &Giver,
    random: &Randomness,
    hash: &str,
    now: Instant,
) -> Result<(), Fault> {
    people::store::insert_many(tx, site.id, people, now).await?;
    let grant = |person: &Person| Grant {
        id: GrantId::new(random.id(person.created)),
        person: person.id,
        role: person.role,
        scope: person.place.provider.map_or(Scope::Practice(site.id), |id| Scope::Provider(site.id, id)),
        given_by: Some(giver.0),
        given_by_name: giver.1.clone(),
        given: person.created,
        ends: None,
    };
    grants::add_many(tx, site.id, &people.iter().map(grant).collect::<Vec<_>>()).await?;
    let registered = people.iter().filter(|person| !person.username.is_empty());
    let accounts: Vec<_> = registered.map(|person| (person.id, person.username.as_str())).collect();
    credentials::add_many(tx, &accounts, hash, now).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono_tz::America::Chicago;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        clock::instant,
        email::Email,
        ids::{OfficeId, PracticeId},
        person_name::{FirstName, LastName},
        phone::Phone,
        username::Username,
    };

    #[test]
    fn everybody_would_pass_the_forms() {
        let office = Place { office: OfficeId::new(Uuid::nil()), provider: None, name: "Main".into() };
        let id = PracticeId::new(Uuid::nil());
        let site = Site { id, name: "P".into(), zone: Chicago, offices: vec![office], providers: Vec::new() };
        let naming = Naming { seed: 7, mail_domain: "s7.example", username_end: ".s7" };
        let now = instant(1_800_000_000_000);
        let random = Randomness::seeded(7);
        let mut emails = HashSet::new();
        for number in 0..5000 {
            let made = person(&site, &naming, number, None, &random, now);
            assert!(FirstName::parse(&made.first_name).is_ok() && LastName::parse(&made.last_name).is_ok(), "{made:?}");
            assert_eq!(Email::parse(&made.email).map(String::from), Ok(made.email.clone()));
            assert!(
                made.username.is_empty() || Username::parse(&made.username).is_ok_and(|u| *u.as_str() == made.username)
            );
            for phone in [&made.phone, &made.mobile] {
                assert!(phone.is_empty() || Phone::parse(phone).map(String::from).as_ref() == Ok(phone), "{phone}");
            }
            let again = person(&site, &naming, number, None, &random, now);
            assert_eq!(Person { id: made.id, ..again }, made, "the same number is the same person");
            assert!(emails.insert(made.email), "an address occurs twice");
        }
    }
}
