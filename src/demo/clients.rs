//! The other practices of the vendor, small ones at every level of access, and what the vendor did at the main one.

use chrono::{Duration, TimeDelta};
use chrono_tz::America::{Denver, New_York};

use super::{
    cast::{self, World},
    practice::{AGE, Plan, Site, found},
    story::Told,
};
use crate::{
    domain::{
        clock::Instant,
        ids::{AccessId, PersonId, PracticeId},
        permission::Permission,
        role::Role,
        vendor::VendorLevel as Level,
    },
    history::{
        model::{Event, EventKind},
        store::Cause,
    },
    people::model::{AccountState, Person, Tier},
    practices::{model::ServicePlan, portfolio, store::Kind},
    server::{clock::Randomness, fault::Fault, write::Writing},
    twostep::{self, model::Demand},
    vendor::store::{self, Ask, Visit},
};

/// Name, TIN, its owner's names and username, how far the vendor is let in.
const CLIENTS: [(&str, &str, [&str; 3], Option<Level>); 5] = [
    ("Bayview Dental Group", "421880154", ["Grace", "Oyelaran", "grace.owner"], Some(Level::None)),
    ("Hillcrest Cardiology", "422016437", ["Henry", "Castillo", "henry.owner"], Some(Level::Full)),
    ("Northfield Dermatology", "422153902", ["Nadia", "Farouk", "nadia.owner"], Some(Level::Limited)),
    ("Riverbend Family Practice", "422294518", ["Rafael", "Ortega", ""], Some(Level::Full)),
    ("Summit Orthopedics", "422430671", ["Sonia", "Petrov", "sonia.owner"], None),
];
/// Hillcrest lets the vendor in fully for so long.
const PASSING: Duration = Duration::days(2);

/// Founds them and lets the vendor in; returns what happened in them.
pub async fn store(
    tx: &mut Writing,
    world: &World,
    random: &Randomness,
    hash: &str,
    now: Instant,
) -> Result<Vec<Told>, Fault> {
    let mut told = Vec::new();
    for (number, (name, tin, owner, level)) in CLIENTS.into_iter().enumerate() {
        let zone = if number % 2 == 0 { New_York } else { Denver };
        let offices = vec!["Main office".to_owned()];
        let plan = Plan { kind: Kind::Practice, name, tin: Some(tin), zone, offices, providers: Vec::new() };
        let began = now - AGE;
        let site = found(tx, random, PracticeId::new(random.id(began)), plan, began).await?;
        // As everywhere in the demo, a password is enough to look around.
        twostep::store::set_demand(tx, site.id, Demand::Nobody).await?;
        let plan = ServicePlan::ALL[number % ServicePlan::ALL.len()];
        portfolio::set_plan(tx, site.id, plan).await?;
        let owner = own(tx, &site, owner, (random, hash), now).await?;
        let event = Event::new(EventKind::PracticeAdded).about(site.id, name);
        told.push(Told { at: began, practice: site.id, cause: by(&owner, ""), event });
        if let Some(level) = level {
            let passing = name.starts_with("Hillcrest").then(|| now + PASSING);
            let back = passing.map(|until| (Level::Support, until, None));
            for period in [Some((level, now - TimeDelta::days(20), passing)), back].into_iter().flatten() {
                let id = AccessId::new(random.id(now));
                store::add(tx, id, (site.id, world.vendor.id), period, &owner.name()).await?;
            }
        }
    }
    told.extend(known(tx, world, random, now).await?);
    Ok(told)
}

/// The owner of a client; one without a username has not accepted the invitation.
async fn own(
    tx: &mut Writing,
    site: &Site,
    [first, last, username]: [&'static str; 3],
    (random, hash): (&Randomness, &str),
    now: Instant,
) -> Result<Person, Fault> {
    let part: cast::Part = (username, first, last, Role::PracticeOwner, Tier::Free, "Physician", 300, 2000);
    let mut member = cast::member(site, &part, "clients.example", random, now);
    if username.is_empty() {
        let invited = now - Duration::hours(3);
        member.person = Person {
            email: "rafael.ortega@clients.example".into(),
            state: AccountState::Invited,
            registered: None,
            active: None,
            created: invited,
            invite_expires: Some(invited + Duration::hours(24)),
            ..member.person
        };
        cast::invite(tx, &member, random, now).await?;
    } else {
        cast::store(tx, &member, random, hash, now).await?;
    }
    Ok(member.person)
}

fn by(person: &Person, organisation: &str) -> Cause {
    Cause {
        actor: Some((person.id, person.name())),
        organisation: organisation.into(),
        address: "203.0.113.77".into(),
        ..Cause::default()
    }
}

/// The practices with people of the crowd: the first is open to the vendor, and has receipts and visits to show.
async fn known(tx: &mut Writing, world: &World, random: &Randomness, now: Instant) -> Result<Vec<Told>, Fault> {
    let days = |days: i64| now - Duration::days(days);
    let main = [
        (Level::Support, days(400), Some(days(12))),
        (Level::Full, days(12), Some(days(11))),
        (Level::Support, days(11), Some(days(3))),
        (Level::Full, days(3), None),
    ];
    let support = [(Level::Support, days(300), None)];
    let sites = std::iter::once((&world.main, &main[..])).chain(world.others.iter().map(|site| (site, &support[..])));
    for (site, periods) in sites {
        let owner = world.named_in(site).next().map(Person::name).unwrap_or_default();
        for period in periods {
            let id = AccessId::new(random.id(now));
            store::add(tx, id, (site.id, world.vendor.id), *period, &owner).await?;
            // What is over was told of then.
            if period.2.is_some() {
                store::told(tx, site.id, id, now).await?;
            }
        }
    }
    let Some(vera) = world.named_in(&world.vendor).next() else { return Ok(Vec::new()) };
    if let Some(site) = world.others.last() {
        let ask = Ask { vendor: world.vendor.id, at: now - Duration::hours(30), by: vera.name() };
        store::put_ask(tx, site.id, &ask).await?;
    }
    visits(tx, world, (vera, random), now).await
}

/// What Vera opened and did at the main practice.
async fn visits(
    tx: &mut Writing,
    world: &World,
    (vera, random): (&Person, &Randomness),
    now: Instant,
) -> Result<Vec<Told>, Fault> {
    let looked_at: Vec<(PersonId, String)> =
        world.named_in(&world.main).skip(2).map(|person| (person.id, person.name())).collect();
    for (number, (person, name)) in looked_at.iter().enumerate() {
        let at = now - Duration::days(11) - Duration::minutes(90 - 6 * number as i64);
        for (record, record_name) in [(String::new(), String::new()), (person.to_string(), name.clone())] {
            let visit = Visit {
                practice: world.main.id,
                organisation: world.vendor.id,
                person: (vera.id, vera.name()),
                at,
                opened: Permission::ViewPeople,
                record,
                record_name,
            };
            store::add_visit(tx, random.id(at), &visit).await?;
        }
    }
    let Some((person, name)) = looked_at.last() else { return Ok(Vec::new()) };
    let at = now - Duration::minutes(50);
    let event = Event::new(EventKind::PasswordResetSent).about(*person, name.clone());
    Ok(vec![Told { at, practice: world.main.id, cause: by(vera, &world.vendor.name), event }])
}
