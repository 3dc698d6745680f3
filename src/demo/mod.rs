//! The demo practice, in which every status can be seen at once, and synthetic practices of any size.

mod agents;
mod cast;
mod clients;
mod crowd;
mod departures;
mod draw;
mod handovers;
mod keys;
mod links;
mod load;
mod names;
mod orders;
mod patients;
mod plans;
mod practice;
mod requests;
mod seed;
mod situation;
mod staff;
mod story;
mod tickets;

use std::collections::HashSet;

pub use seed::{Seed, seed};

use self::{
    cast::World,
    crowd::Naming,
    story::{Chapter, Told},
};
use crate::{
    domain::{clock::Instant, ids::PracticeId},
    history::{
        self,
        model::{Event, EventKind},
        store::Cause,
    },
    people::model::{Person, Tier},
    server::{clock::Randomness, fault::Fault, seal, state::AppState, write::Writing},
    setup,
    twostep::{self, model::Demand, recovery, totp},
};

/// Everybody's in the demo.
pub const PASSWORD: &str = "rolecall demo passphrase";

/// Who signs in with a second step, what to type into an authenticator app (`OJXWYZLDMFWGYIDEMVWW6IDTMVRXEZLU`), and a
/// code for the day without one.
pub const TWO_STEP_USER: &str = "nora.owner";
pub const TWO_STEP_SECRET: &[u8; 20] = b"rolecall demo secret";
pub const RECOVERY_CODE: &str = "DEM0-DEM0-DEM0-DEM0-DEM0-DEM0";

/// Who can be tried out: username and role.
pub const SIGN_INS: [(&str, &str); 8] = [
    ("olivia.owner", "Practice Owner"),
    ("adam.admin", "Practice Administrator"),
    ("maya.manager", "User Manager"),
    ("paul.portal", "Portal User"),
    ("clara.clerk", "Clerical User"),
    ("vera.vendor", "Vendor Administrator of seven practices"),
    ("sam.coordinator", "Referring Coordinator"),
    ("oscar.operator", "Portal Operator"),
];

/// Who pays for the plans of their practice. In the third one nobody does, and nobody has any.
const PAYERS: [&str; 2] = ["maya.manager", "nora.owner"];

/// The demo comes out the same every time, only its times move along.
const SEED: u64 = 113_437_602;
/// In the main practice, and in the two smaller ones.
const PEOPLE: [usize; 3] = [120, 9, 5];
/// The same for patients.
const PATIENTS: [u64; 3] = [320, 40, 20];
const MAIL_DOMAINS: [&str; 3] = ["cedarvalley.example", "lakeshore.example", "prairie.example"];

/// Fills an empty database, all of it or nothing.
///
/// # Errors
/// The database is in use.
pub async fn fill(state: &AppState) -> Result<(), Fault> {
    let now = state.clock.now();
    let random = Randomness::seeded(SEED);
    let hash = state.passwords.hash(PASSWORD.into()).await?;
    let main = PracticeId::new(random.id(now - practice::AGE));
    let mut tx = Writing::found(&state.db, main).await?;
    if !setup::store::claim(&mut tx, now, true).await? {
        return Err(Fault::Other("the database is in use: the demo fills an empty one only".into()));
    }
    let world = cast::world(&mut tx, &random, main, now).await?;
    for member in &world.cast {
        cast::store(&mut tx, member, &random, &hash, now).await?;
    }
    second_steps(&mut tx, state, &world, now).await?;
    let crowds = crowds(&world, &random, now);
    let sites = world.practices().zip(&crowds).zip(MAIL_DOMAINS.into_iter().zip(PATIENTS));
    // Drawn from numbers of their own, so that nothing else of the demo changes with them.
    let of_patients = Randomness::seeded(SEED + 1);
    for (((site, people), (mail_domain, count)), chapter) in sites.zip(chapters(&world, &crowds)) {
        let giver = (chapter.administrator.id, chapter.administrator.name());
        crowd::store(&mut tx, site, people, &giver, &random, &hash, now).await?;
        agents::store(&mut tx, site, people, mail_domain).await?;
        departures::store(&mut tx, site, people, &giver, now).await?;
        patients::profiles(&mut tx, site).await?;
        patients::store(&mut tx, site, (SEED, count), &of_patients, now).await?;
        let draws = links::Draws { ids: &random, tokens: &state.random };
        links::store(&mut tx, site, people, &giver, &draws, now).await?;
        let mut told = story::of(&chapter, now);
        if let Some(payer) = chapter.people.iter().find(|person| PAYERS.contains(&person.username.as_str())) {
            told.extend(plans::store(&mut tx, site, &chapter.people, payer, &random, now).await?);
        }
        if site.id == world.main.id {
            told.extend(orders::store(&mut tx, site, people, chapter.administrator, &random, now).await?);
            told.extend(handovers::store(&mut tx, site, chapter.administrator, &of_patients, now).await?);
            let (both, drawn) = ((&people[..], chapter.administrator), (&random, &state.random));
            requests::store(&mut tx, site, both, drawn, now).await?;
            // Ids of their own, so that nothing else of the demo changes with them.
            let ids = Randomness::seeded(SEED + 2);
            keys::store(&mut tx, site, chapter.administrator, (&ids, &state.random), now).await?;
        }
        tell(&mut tx, &random, told).await?;
    }
    let told = clients::store(&mut tx, &world, &Randomness::seeded(SEED + 2), &hash, now).await?;
    tell(&mut tx, &random, told).await?;
    let told = tickets::store(&mut tx, &world, &Randomness::seeded(SEED + 3), now).await?;
    tell(&mut tx, &random, told).await?;
    staff::store(&mut tx, &world.main, &random, MAIL_DOMAINS[0], now).await?;
    let filled = Event::new(EventKind::PeopleSeeded).because("demo");
    let elsewhere = [&world.portal, &world.vendor].into_iter().chain(&world.others);
    let told = elsewhere.map(|site| Told { at: now, practice: site.id, cause: by_program(), event: filled.clone() });
    let told = told.collect();
    tell(&mut tx, &random, told).await?;
    tx.finish(&by_program(), now, &random, vec![filled]).await
}

/// Nobody in the demo is asked for a second step, so that a password is enough to look around. One person has one all
/// the same: its secret is as public as the password.
async fn second_steps(tx: &mut Writing, state: &AppState, world: &World, now: Instant) -> Result<(), Fault> {
    for site in [&world.portal, &world.vendor].into_iter().chain(world.practices()) {
        twostep::store::set_demand(tx, site.id, Demand::Nobody).await?;
    }
    let nora = world.cast.iter().find(|member| member.person.username == TWO_STEP_USER);
    let Some(nora) = nora else { return Ok(()) };
    let id = nora.person.id;
    let sealed = seal::seal(&state.config, totp::SECRETS, &state.random, id.uuid(), TWO_STEP_SECRET)?;
    twostep::store::set_app(tx, nora.practice, id, &sealed, 0, now).await?;
    let codes: Vec<_> = recovery::normal(RECOVERY_CODE).iter().map(|code| recovery::hash(id, code)).collect();
    twostep::store::set_codes(tx, nora.practice, id, &codes).await?;
    Ok(())
}

/// The people around the named ones, practice by practice.
fn crowds(world: &World, random: &Randomness, now: Instant) -> Vec<Vec<Person>> {
    let mut taken = HashSet::new();
    let mut seed = SEED;
    let crowd = |((site, count), mail_domain): ((_, usize), _)| {
        seed += 1;
        let naming = Naming { seed, mail_domain, username_end: "" };
        crowd::of_the_demo(site, &naming, random, now, count - world.named_in(site).count(), &mut taken)
    };
    let mut crowds: Vec<Vec<Person>> = world.practices().zip(PEOPLE).zip(MAIL_DOMAINS).map(crowd).collect();
    for person in crowds.iter_mut().skip(PAYERS.len()).flatten() {
        person.tier = Tier::Free;
    }
    crowds
}

fn chapters<'a>(world: &'a World, crowds: &'a [Vec<Person>]) -> impl Iterator<Item = Chapter<'a>> {
    world.practices().zip(crowds).filter_map(|(site, crowd)| {
        let mut people: Vec<_> = world.named_in(site).collect();
        let owner = *people.first()?;
        let administrator = *people.get(1).unwrap_or(&owner);
        people.extend(crowd);
        Some(Chapter { site, owner, administrator, people })
    })
}

async fn tell(tx: &mut Writing, random: &Randomness, mut told: Vec<Told>) -> Result<(), Fault> {
    told.sort_by_key(|told| told.at);
    for Told { at, practice, cause, event } in told {
        history::store::append(tx, practice, &cause, at, &[(random.id(at), event)]).await?;
    }
    Ok(())
}

/// What nobody in particular did.
fn by_program() -> Cause {
    Cause { agent: "rolecall".into(), ..Cause::default() }
}
