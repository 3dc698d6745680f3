//! `rolecall seed`: a synthetic practice of any size, the same for the same seed.

use super::{
    crowd::{self, Naming},
    draw::Draw,
    load, names, patients,
    practice::{AGE, Plan, Site, found},
};
use crate::{
    domain::{
        clock::Instant,
        ids::{GrantId, PersonId, PracticeId},
        role::Role,
        scope::Scope,
        tin::Tin,
    },
    history::model::{Event, EventKind},
    people::{
        self,
        model::{AccountState, Person},
        store::grants::{self, Grant},
    },
    practices::store::{Kind, by_tin},
    server::{clock::Randomness, db::Db, fault::Fault, password::Passwords, write::Writing},
    session::credentials,
    setup::{self, service::blank},
    twostep::{self, model::Demand},
};

/// From so many people on, indexes are built afterwards.
const MANY: u64 = 20_000;
/// People made and stored in one go.
const BATCH: u64 = 10_000;

/// What is wished for.
#[derive(Debug, Clone)]
pub struct Seed {
    /// With the owner; at least 1.
    pub people: u64,
    pub patients: u64,
    pub seed: u64,
    /// Otherwise one that follows from the seed.
    pub tin: Option<Tin>,
}

/// Makes a practice of synthetic people and its owner, who can sign in with [`super::PASSWORD`]; returns the owner's
/// username. All in one transaction.
///
/// # Errors
/// The database is in real use, as everybody knows the password; or the practice is there already.
pub async fn seed(db: &Db, passwords: &Passwords, wish: &Seed, now: Instant) -> Result<String, Fault> {
    let hash = passwords.hash(super::PASSWORD.into()).await?;
    let random = Randomness::seeded(wish.seed);
    let id = PracticeId::new(random.id(now - AGE));
    let mut tx = Writing::found(db, id).await?;
    if setup::store::claim(&mut tx, now, true).await? {
        setup::service::found_portal(&mut tx, &random, now).await?;
    } else if !setup::store::is_demo(&mut tx).await? {
        return Err(Fault::Other(
            "the database is in real use: synthetic people go into an empty or a demo one".into(),
        ));
    }
    let tin = wish.tin.clone().map_or_else(|| format!("9{:08}", wish.seed % 100_000_000), Into::into);
    if by_tin(&mut tx, &tin).await?.is_some() {
        return Err(Fault::Other(format!("there is a practice with the TIN {tin} already")));
    }
    let site = found(&mut tx, &random, id, plan(wish, &tin), now - AGE).await?;
    // Everybody knows the password anyway, and measurements sign in by it alone.
    twostep::store::set_demand(&mut tx, site.id, Demand::Nobody).await?;
    let owner = owner(&mut tx, &site, wish, &random, &hash, now).await?;
    crowd(&mut tx, &site, &owner, wish, &random, &hash, now).await?;
    patients::store(&mut tx, &site, (wish.seed, wish.patients), &random, now).await?;
    let set_up = Event::new(EventKind::PracticeSetUp).about(owner.id, owner.name()).because(&site.name);
    let seeded = format!("{} people, {} patients, seed {}", wish.people, wish.patients, wish.seed);
    let seeded = Event::new(EventKind::PeopleSeeded).because(seeded);
    tx.finish(&super::by_program(), now, &random, vec![set_up, seeded]).await?;
    Ok(owner.username)
}

fn plan<'a>(wish: &Seed, tin: &'a str) -> Plan<'a> {
    let mut draw = Draw::for_number(wish.seed, u64::MAX);
    let offices = (wish.people / 400).clamp(3, 12) as usize;
    let providers = (wish.people / 100).clamp(4, 40) as usize;
    let provider = |number: usize| {
        let name = format!("Dr. {} {}", draw.pick(&names::ENGLISH_FIRST), draw.pick(&names::ENGLISH_LAST));
        (name, number % offices, 100_000_000 + draw.below(90_000_000) as u32 + number as u32)
    };
    let mut providers: Vec<_> = (0..providers).map(provider).collect();
    providers.dedup_by_key(|provider| provider.2);
    Plan {
        kind: Kind::Practice,
        name: "Synthetic Practice",
        tin: Some(tin),
        zone: chrono_tz::America::Chicago,
        offices: (1..=offices).map(|number| format!("Office {number}")).collect(),
        providers,
    }
}

async fn owner(
    tx: &mut Writing,
    site: &Site,
    wish: &Seed,
    random: &Randomness,
    hash: &str,
    now: Instant,
) -> Result<Person, Fault> {
    let created = now - AGE;
    let mut owner = Person {
        first_name: "Sidney".into(),
        last_name: "Owner".into(),
        username: "seed.owner".into(),
        email: format!("seed.owner@{}", mail_domain(wish)),
        role: Role::PracticeOwner,
        state: AccountState::Active,
        registered: Some(created),
        ..blank(PersonId::new(random.id(created)), site.main(), created)
    };
    if credentials::is_taken(tx, &owner.username).await? {
        owner.username = format!("seed.owner.{}", wish.seed);
    }
    people::store::insert(tx, site.id, &owner, now).await?;
    let grant = Grant {
        id: GrantId::new(random.id(created)),
        person: owner.id,
        role: owner.role,
        scope: Scope::Practice(site.id),
        given_by: None,
        given_by_name: "Rolecall".into(),
        given: created,
        ends: None,
    };
    grants::add(tx, site.id, &grant).await?;
    credentials::add(tx, owner.id, &owner.username, hash, None, now).await?;
    Ok(owner)
}

fn mail_domain(wish: &Seed) -> String {
    format!("s{}.example", wish.seed)
}

async fn crowd(
    tx: &mut Writing,
    site: &Site,
    owner: &Person,
    wish: &Seed,
    random: &Randomness,
    hash: &str,
    now: Instant,
) -> Result<(), Fault> {
    let (mail_domain, username_end) = (mail_domain(wish), format!(".s{}", wish.seed));
    let naming = Naming { seed: wish.seed, mail_domain: &mail_domain, username_end: &username_end };
    let giver = (owner.id, owner.name());
    let taken_down = if wish.people >= MANY { Some(load::take_down(tx).await?) } else { None };
    let mut next = 1;
    while next < wish.people {
        let end = (next + BATCH).min(wish.people);
        let batch: Vec<_> = (next..end).map(|number| crowd::person(site, &naming, number, None, random, now)).collect();
        crowd::store(tx, site, &batch, &giver, random, hash, now).await?;
        next = end;
    }
    if let Some(taken_down) = taken_down {
        load::build(tx, taken_down, site.id).await?;
    }
    Ok(())
}
