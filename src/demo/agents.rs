//! The agents of the demo's providers: one who has registered, one who waits, one to be invited, one unknown.

use super::practice::Site;
use crate::{
    domain::{role::Role, scope::Reach},
    people::model::{AccountState, Person},
    providers::{
        model::{Agent, AgentStatus, Kind, Provider},
        store,
    },
    server::{fault::Fault, write::Writing},
};

/// Chooses the agents among the people who are there, so that nothing else of the demo changes.
pub async fn store(tx: &mut Writing, site: &Site, people: &[Person], mail_domain: &str) -> Result<(), Fault> {
    let mut shown = Vec::new();
    for (number, mut provider) in store::all(tx, Reach::whole(site.id)).await?.into_iter().enumerate() {
        let here: Vec<_> = people.iter().filter(|person| person.place.provider == Some(provider.id)).collect();
        let of = |role: Role, state: AccountState| {
            here.iter().find(|person| person.role == role && person.state == state).map(|person| (*person).clone())
        };
        let waiting =
            of(Role::PortalUser, AccountState::Invited).or_else(|| of(Role::ClericalUser, AccountState::Invited));
        let delegate = of(Role::Delegate, AccountState::Active);
        let new = |status| !shown.contains(&status);
        let person = match (waiting, delegate) {
            (Some(person), _) if new(AgentStatus::Waiting) => Some(person),
            (_, Some(person)) if new(AgentStatus::Registered) => Some(person),
            _ => None,
        };
        choose(&mut provider, person, number, mail_domain, new(AgentStatus::NotInvited));
        shown.push(provider.facts().status());
        provider.version += 1;
        store::save(tx, site.id, &provider).await?;
    }
    Ok(())
}

fn choose(provider: &mut Provider, person: Option<Person>, number: usize, mail_domain: &str, address: bool) {
    if person.as_ref().is_some_and(|person| person.role == Role::Delegate) {
        provider.kind = Kind::Certified;
    }
    provider.agent = match person {
        Some(person) => Agent {
            first_name: person.first_name.clone(),
            last_name: person.last_name.clone(),
            email: person.email.clone(),
            phone: person.phone.clone(),
            language: person.language.clone(),
            person: Some(person),
        },
        None if address => Agent {
            first_name: "Robin".into(),
            last_name: "Castle".into(),
            email: format!("agent{number}@{mail_domain}"),
            phone: "+13195550187".into(),
            language: "en".into(),
            person: None,
        },
        None => Agent { language: "en".into(), ..Agent::default() },
    };
}
