//! The demo's named people and the organisations they belong to.

use chrono::Duration;
use chrono_tz::{America::Chicago, Tz, UTC};

use super::{
    crowd::Giver,
    practice::{AGE, Plan, Site, found},
};
use crate::{
    domain::{
        clock::Instant,
        ids::{GrantId, PersonId, PracticeId},
        role::Role,
        scope::Scope,
    },
    people::{
        self,
        model::{AccountState, Person, Tier},
        store::grants::{self, Grant},
    },
    practices::store::Kind,
    server::{clock::Randomness, fault::Fault, write::Writing},
    session::credentials,
    setup::service::blank,
};

/// Everything the demo consists of, besides the crowd.
pub struct World {
    pub main: Site,
    pub others: Vec<Site>,
    pub vendor: Site,
    pub portal: Site,
    pub cast: Vec<Member>,
}

/// Somebody with a name, and where which roles come from.
pub struct Member {
    pub practice: PracticeId,
    pub person: Person,
    grants: Vec<(PracticeId, Role, Scope, Option<Giver>)>,
}

impl World {
    /// The practices with people of the crowd, the main one first.
    pub fn practices(&self) -> impl Iterator<Item = &Site> {
        std::iter::once(&self.main).chain(&self.others)
    }

    /// The named people of a practice, its owner first.
    pub fn named_in(&self, site: &Site) -> impl Iterator<Item = &Person> {
        self.cast.iter().filter(move |member| member.practice == site.id).map(|member| &member.person)
    }
}

fn plans() -> [Plan<'static>; 3] {
    let text = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let providers = |list: &[(&str, usize, u32)]| list.iter().map(|(n, o, npi)| ((*n).to_owned(), *o, *npi)).collect();
    let plan = |name, tin, offices, providers| Plan {
        kind: Kind::Practice,
        name,
        tin: Some(tin),
        zone: Chicago,
        offices,
        providers,
    };
    [
        plan(
            "Cedar Valley Family Clinic",
            "113437602",
            text(&["Main office", "Lakeside", "Northgate"]),
            providers(&[
                ("Dr. Okafor", 0, 184_120_573),
                ("Dr. Reyes", 0, 129_583_641),
                ("Dr. Lindahl", 1, 167_043_928),
                ("Dr. Ibáñez", 1, 195_271_806),
                ("Dr. Nakamura", 2, 138_690_245),
            ]),
        ),
        plan(
            "Lakeshore Pediatrics",
            "420918365",
            text(&["Lakeshore", "Riverside"]),
            providers(&[("Dr. Banerjee", 0, 176_302_914), ("Dr. Moss", 1, 143_857_260)]),
        ),
        plan("Prairie Physical Therapy", "421570943", text(&["Prairie"]), providers(&[("Dr. Tran", 0, 152_946_387)])),
    ]
}

fn plain(kind: Kind, name: &'static str, zone: Tz) -> Plan<'static> {
    Plan { kind, name, tin: None, zone, offices: vec!["Head office".into()], providers: Vec::new() }
}

/// Founds the organisations and says who is in them.
pub async fn world(tx: &mut Writing, random: &Randomness, main: PracticeId, now: Instant) -> Result<World, Fault> {
    let began = now - AGE;
    let fresh = || PracticeId::new(random.id(began));
    let portal = found(tx, random, fresh(), plain(Kind::Portal, "Rolecall", UTC), began).await?;
    let vendor = plain(Kind::Vendor, "Brightline Practice Services", Chicago);
    let vendor = found(tx, random, fresh(), vendor, began).await?;
    let [first, second, third] = plans();
    let main = found(tx, random, main, first, began).await?;
    let others =
        vec![found(tx, random, fresh(), second, began).await?, found(tx, random, fresh(), third, began).await?];
    let mut world = World { main, others, vendor, portal, cast: Vec::new() };
    world.cast = cast(&world, random, now);
    Ok(world)
}

/// Username, first and last name, role, tier, job, days with us, minutes since last seen.
pub type Part = (&'static str, &'static str, &'static str, Role, Tier, &'static str, i64, i64);

const MAIN: [Part; 7] = [
    ("olivia.owner", "Olivia", "Marsh", Role::PracticeOwner, Tier::Paid, "Physician", 1100, 190),
    ("adam.admin", "Adam", "Whitfield", Role::PracticeAdministrator, Tier::PaidPlugin, "Practice manager", 1090, 12),
    ("maya.manager", "Maya", "Castellanos", Role::UserManager, Tier::Paid, "Billing", 900, 55),
    ("paul.portal", "Paul", "Lindqvist", Role::PortalUser, Tier::Paid, "Registered nurse", 610, 1500),
    ("clara.clerk", "Clara", "Núñez", Role::ClericalUser, Tier::Free, "Front desk", 340, 30),
    ("sam.coordinator", "Sam", "Tremblay", Role::ReferringCoordinator, Tier::Free, "Referrals", 200, 4000),
    ("marisol.alvarez", "Marisol", "Álvarez", Role::PortalUser, Tier::Paid, "Nurse practitioner", 420, 600),
];

fn cast(world: &World, random: &Randomness, now: Instant) -> Vec<Member> {
    let mut cast: Vec<_> =
        MAIN.iter().map(|part| member(&world.main, part, "cedarvalley.example", random, now)).collect();
    let owner = (cast[0].person.id, cast[0].person.name());
    for member in &mut cast[1..] {
        member.grants[0].3 = Some(owner.clone());
    }
    cast[6].person.language = "es".into();
    let main = world.main.id;
    cast[2].grants.push((main, Role::PortalUser, Scope::Practice(main), Some(owner)));
    let owners: [Part; 2] = [
        ("nora.owner", "Nora", "Banerjee", Role::PracticeOwner, Tier::Paid, "Physician", 1000, 3000),
        ("tom.owner", "Tom", "Tran", Role::PracticeOwner, Tier::Free, "Physical therapist", 800, 9000),
    ];
    for (site, (part, domain)) in world.others.iter().zip(owners.iter().zip(["lakeshore.example", "prairie.example"])) {
        cast.push(member(site, part, domain, random, now));
    }
    let vera: Part = ("vera.vendor", "Vera", "Sokolova", Role::VendorAdministrator, Tier::Free, "Support", 700, 240);
    let vera = member(&world.vendor, &vera, "brightline.example", random, now);
    cast.push(vera);
    let oscar: Part = ("oscar.operator", "Oscar", "Lindgren", Role::PortalOperator, Tier::Free, "Operations", 1100, 7);
    let mut oscar = member(&world.portal, &oscar, "rolecall.example", random, now);
    oscar.grants[0].2 = Scope::Instance;
    cast.push(oscar);
    cast
}

pub fn member(site: &Site, part: &Part, mail_domain: &str, random: &Randomness, now: Instant) -> Member {
    let &(username, first, last, role, tier, title, days, minutes) = part;
    let created = now - Duration::days(days);
    let person = Person {
        first_name: first.into(),
        last_name: last.into(),
        username: username.into(),
        email: format!("{username}@{mail_domain}"),
        phone: "+13195550100".into(),
        title: title.into(),
        role,
        tier,
        state: AccountState::Active,
        registered: Some(created + Duration::hours(2)),
        active: Some(now - Duration::minutes(minutes)),
        ..blank(PersonId::new(random.id(created)), site.main(), created)
    };
    Member { practice: site.id, person, grants: vec![(site.id, role, Scope::Practice(site.id), None)] }
}

/// Stores somebody with their grants and password.
pub async fn store(
    tx: &mut Writing,
    member: &Member,
    random: &Randomness,
    hash: &str,
    now: Instant,
) -> Result<(), Fault> {
    people::store::insert(tx, member.practice, &member.person, now).await?;
    grant(tx, member, random).await?;
    credentials::add(tx, member.person.id, &member.person.username, hash, None, now).await?;
    Ok(())
}

/// Stores somebody who has been invited and has no password yet.
pub async fn invite(tx: &mut Writing, member: &Member, random: &Randomness, now: Instant) -> Result<(), Fault> {
    people::store::insert(tx, member.practice, &member.person, now).await?;
    grant(tx, member, random).await
}

async fn grant(tx: &mut Writing, member: &Member, random: &Randomness) -> Result<(), Fault> {
    let person = &member.person;
    for (practice, role, scope, giver) in &member.grants {
        let (given_by, name) = giver.clone().unzip();
        let grant = Grant {
            id: GrantId::new(random.id(person.created)),
            person: person.id,
            role: *role,
            scope: *scope,
            given_by,
            given_by_name: name.unwrap_or_else(|| "Rolecall".into()),
            given: person.created,
            ends: None,
        };
        grants::add(tx, *practice, &grant).await?;
    }
    Ok(())
}
