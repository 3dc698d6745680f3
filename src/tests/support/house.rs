//! The people every test knows: two practices, a vendor, the operator. Set up by the product's own verb where it has one.

use std::collections::HashMap;

use chrono::Duration;
use rolecall::{
    domain::{
        clock::Instant,
        fold::fold,
        ids::{AccessId, EmployeeId, GrantId, InvitationId, OfficeId, PatientId, PersonId, PracticeId, ProviderId},
        language::Language,
        role::Role,
        scope::Scope,
        vendor::VendorLevel,
    },
    employees::{self, model::Employee},
    history::{
        model::{Event, EventKind},
        store::{Cause, open_chain},
    },
    invitations::{
        self,
        model::{Invitation, State},
    },
    patients::{
        self,
        model::{Patient, Status},
    },
    people::{
        self,
        model::{AccountState, Lock, LockReason, Person, Tier},
        store::grants::{self, Grant},
    },
    practices::{
        self,
        model::{Place, Provider},
        store::Kind,
    },
    server::write::Writing,
    session::credentials,
    setup::{api::SetUp, model::SetupForm, service},
    twostep::{self, model::Demand},
};

use super::TestApp;

/// Everybody's.
pub const PASSWORD: &str = "a quiet lake under seven hills";

/// The ids of the house.
#[derive(Debug, Clone)]
pub struct House {
    /// Cedar Valley: the practice most tests happen in.
    pub cedar: PracticeId,
    pub main_street: OfficeId,
    pub north: OfficeId,
    /// Rosa Álvarez, a provider of Cedar Valley: Nina administers her account, Rita works for her.
    pub rosa: ProviderId,
    /// Ken Ito, another one: Kim works for him.
    pub ken: ProviderId,
    /// Kai Kettle, whom Ken looks after, and Rui Reyes, whom Rosa does.
    pub kens_patient: PatientId,
    pub rosas_patient: PatientId,
    /// Ella Elm of Main Street, an employee without an account.
    pub ella: EmployeeId,
    /// Lakeside: strangers to Cedar Valley.
    pub lakeside: PracticeId,
    pub portal: PracticeId,
    /// Ingrid's link, which works for 20 more hours at first.
    pub link: InvitationId,
    people: HashMap<String, (PersonId, PracticeId)>,
}

impl House {
    #[track_caller]
    pub fn id(&self, username: &str) -> PersonId {
        self.people.get(username).unwrap_or_else(|| panic!("nobody is called {username}")).0
    }

    #[track_caller]
    pub fn home(&self, username: &str) -> PracticeId {
        self.people.get(username).unwrap_or_else(|| panic!("nobody is called {username}")).1
    }
}

/// The set-up form that founds Cedar Valley.
pub fn form() -> SetupForm {
    SetupForm {
        practice_name: "Cedar Valley Family Clinic".into(),
        tin: "12-3456789".into(),
        time_zone: "America/Chicago".into(),
        office: "Main Street".into(),
        first_name: "Olivia".into(),
        last_name: "Owner".into(),
        email: "olivia.owner@cedar.example".into(),
        username: "olivia.owner".into(),
        password: PASSWORD.into(),
        repeat: PASSWORD.into(),
    }
}

struct Builder<'a> {
    app: &'a TestApp,
    tx: Writing,
    now: Instant,
    hash: String,
    people: HashMap<String, (PersonId, PracticeId)>,
}

impl Builder<'_> {
    fn id(&self) -> uuid::Uuid {
        self.app.state.random.id(self.now)
    }

    async fn organisation(&mut self, kind: Kind, name: &str, tin: Option<&str>) -> PracticeId {
        let id = PracticeId::new(self.id());
        let settings = service::settings(id, name, tin.map(str::to_owned), "America/New_York");
        practices::store::add(&mut self.tx, &settings, kind, self.now).await.expect("adds");
        open_chain(&mut self.tx, id).await.expect("adds");
        id
    }

    async fn office(&mut self, practice: PracticeId, name: &str) -> Place {
        let office = OfficeId::new(self.id());
        practices::store::add_office(&mut self.tx, practice, office, name).await.expect("adds");
        Place { office, provider: None, name: name.into() }
    }

    async fn provider(&mut self, practice: PracticeId, at: &Place, name: &str, npi: &str) -> Place {
        let id = ProviderId::new(self.id());
        let provider = Provider { id, office: at.office, name: name.into(), npi: npi.into() };
        practices::store::add_provider(&mut self.tx, practice, &provider).await.expect("adds");
        Place { office: at.office, provider: Some(id), name: name.into() }
    }

    async fn patient(&mut self, practice: PracticeId, at: &Place, name: &str, identifier: &str) -> PatientId {
        let id = PatientId::new(self.id());
        let (first, last) = name.split_once(' ').expect("two names");
        let patient = Patient {
            id,
            office: at.office,
            provider: at.provider,
            identifier: identifier.into(),
            first_name: first.into(),
            last_name: last.into(),
            birth: "1984-02-29".parse().expect("a day"),
            language: Language::Spanish,
            status: Status::Active,
            next: Some(self.now + Duration::days(10)),
            version: 1,
        };
        patients::store::insert_many(&mut self.tx, practice, &[patient]).await.expect("adds");
        id
    }

    /// Somebody who works here and has no account.
    async fn employee(&mut self, practice: PracticeId, place: &Place, name: &str) -> EmployeeId {
        let id = EmployeeId::new(self.id());
        let (first, last) = name.split_once(' ').expect("two names");
        let employee = Employee {
            id,
            place: place.clone(),
            person: None,
            kind: "Nurse".into(),
            first_name: first.into(),
            last_name: last.into(),
            middle_initial: String::new(),
            employee_no: "E-100".into(),
            phone: String::new(),
            fax: String::new(),
            email: format!("{}@house.example", username(name)),
            title: "Nurse".into(),
        };
        employees::store::insert(&mut self.tx, practice, &employee, self.now).await.expect("adds");
        id
    }

    /// Somebody with a password.
    async fn person(&mut self, practice: PracticeId, name: &str, role: Role, place: &Place) -> PersonId {
        let id = self.record(practice, name, role, place, |_| ()).await;
        let username = username(name);
        let added = credentials::add(&mut self.tx, id, &username, &self.hash, None, self.now).await;
        assert!(added.expect("adds"), "{username} is taken");
        id
    }

    /// Somebody with the role where they are placed.
    async fn record(
        &mut self,
        practice: PracticeId,
        name: &str,
        role: Role,
        place: &Place,
        change: impl FnOnce(&mut Person),
    ) -> PersonId {
        let id = PersonId::new(self.id());
        let (first, last) = name.split_once(' ').expect("two names");
        let username = username(name);
        let mut person = Person {
            first_name: first.into(),
            last_name: last.into(),
            email: format!("{username}@house.example"),
            username: username.clone(),
            role,
            state: AccountState::Active,
            registered: Some(self.now),
            ..service::blank(id, place.clone(), self.now)
        };
        change(&mut person);
        let added = people::store::insert(&mut self.tx, practice, &person, self.now).await.expect("adds");
        assert!(added, "{name} shares an address");
        let scope = match (role, place.provider) {
            (Role::PortalOperator, _) => Scope::Instance,
            (_, Some(provider)) => Scope::Provider(practice, provider),
            _ => Scope::Practice(practice),
        };
        self.grant(id, role, practice, scope).await;
        self.people.insert(username, (id, practice));
        id
    }

    /// Lets a vendor in as far as can be.
    async fn let_in(&mut self, practice: PracticeId, vendor: PracticeId) {
        let id = AccessId::new(self.id());
        let period = (VendorLevel::Full, self.now, None);
        rolecall::vendor::store::add(&mut self.tx, id, (practice, vendor), period, "Rolecall").await.expect("adds");
    }

    async fn grant(&mut self, person: PersonId, role: Role, practice: PracticeId, scope: Scope) {
        let grant = Grant {
            id: GrantId::new(self.id()),
            person,
            role,
            scope,
            given_by: None,
            given_by_name: "Rolecall".into(),
            given: self.now,
            ends: None,
        };
        grants::add(&mut self.tx, practice, &grant).await.expect("adds");
    }
}

fn username(name: &str) -> String {
    fold(name).replace(' ', ".")
}

/// Sets up Cedar Valley through the door and fills in the rest.
pub async fn build(app: &TestApp) -> House {
    app.anonymous().call(SetUp { form: form() }).await.expect("an empty installation can be set up");
    let mut conn = app.read().await;
    let cedar = practices::store::by_tin(&mut conn, "123456789").await.expect("reads").expect("Cedar Valley").id;
    let portal = practices::store::portal(&mut conn).await.expect("reads").expect("the portal");
    let places =
        practices::store::places(&mut conn, rolecall::domain::scope::Reach::whole(cedar)).await.expect("reads");
    let owner = people::store::owner_of_email(&mut conn, &form().email).await.expect("reads").expect("Olivia");
    drop(conn);
    let now = app.now();
    let mut builder = Builder {
        app,
        tx: Writing::open(&app.state.db, cedar).await.expect("a transaction"),
        now,
        hash: app.state.passwords.hash(PASSWORD.into()).await.expect("hashes"),
        people: HashMap::from([("olivia.owner".to_owned(), (owner, cedar))]),
    };
    let (office, name) = places.offices.into_iter().next().expect("the first office");
    let main_street = Place { office, provider: None, name };
    let north = builder.office(cedar, "North Clinic").await;
    let rosa = builder.provider(cedar, &north, "Rosa Álvarez", "1234567893").await;
    let ken = builder.provider(cedar, &main_street, "Ken Ito", "1245319599").await;
    let kens_patient = builder.patient(cedar, &ken, "Kai Kettle", "K-1").await;
    let rosas_patient = builder.patient(cedar, &rosa, "Rui Reyes", "R-1").await;
    cedar_people(&mut builder, cedar, [&main_street, &north, &rosa, &ken]).await;
    let lakeside = lakeside(&mut builder).await;
    let vendor = builder.organisation(Kind::Vendor, "MediBill Services", None).await;
    let desk = builder.office(vendor, "Head office").await;
    builder.person(vendor, "Vera Vendor", Role::VendorAdministrator, &desk).await;
    for practice in [cedar, lakeside] {
        builder.let_in(practice, vendor).await;
    }
    let desk = builder.office(portal, "Portal").await;
    builder.person(portal, "Oscar Operator", Role::PortalOperator, &desk).await;
    let ella = builder.employee(cedar, &main_street, "Ella Elm").await;
    let Builder { mut tx, people, .. } = builder;
    // Nobody is asked for a second step here, unless a test says so: most are about something else.
    for practice in [cedar, portal, lakeside, vendor] {
        twostep::store::set_demand(&mut tx, practice, Demand::Nobody).await.expect("chooses");
    }
    let link = InvitationId::new(app.state.random.id(now));
    for (name, id, hours) in
        [("ingrid.invited", link, 20), ("edgar.expired", InvitationId::new(app.state.random.id(now)), -2)]
    {
        let expires = now + Duration::hours(hours);
        let inviter = (people["adam.admin"].0, "Adam Admin");
        let open = open_link(id, people[name].0, &format!("{name}@house.example"), inviter, expires);
        invitations::store::insert_many(&mut tx, cedar, &[(open, token_of(name))]).await.expect("adds");
    }
    let event = Event::new(EventKind::PeopleSeeded).because("the house of the tests");
    tx.finish(&Cause::default(), now, &app.state.random, vec![event]).await.expect("commits");
    House {
        cedar,
        main_street: main_street.office,
        north: north.office,
        rosa: rosa.provider.expect("a provider"),
        ken: ken.provider.expect("a provider"),
        ella,
        lakeside,
        portal,
        kens_patient,
        rosas_patient,
        link,
        people,
    }
}

/// The token of an invited person's first link.
pub fn token_of(username: &str) -> String {
    format!("the-first-token-of-{username}")
}

/// A link as the product makes it.
pub fn open_link(
    id: InvitationId,
    person: PersonId,
    email: &str,
    (inviter, inviter_name): (PersonId, &str),
    expires: Instant,
) -> Invitation {
    Invitation {
        id,
        person,
        email: email.into(),
        language: "en".into(),
        message: String::new(),
        state: State::Open,
        by_mail: true,
        inviter: Some(inviter),
        inviter_name: inviter_name.into(),
        sent: expires - Duration::hours(24),
        expires,
        ended: None,
        opened: None,
        typed: None,
        asked: None,
    }
}

async fn cedar_people(builder: &mut Builder<'_>, cedar: PracticeId, [main, north, rosa, ken]: [&Place; 4]) {
    let now = builder.now;
    for (name, role, place) in [
        ("Adam Admin", Role::PracticeAdministrator, main),
        ("Amy Admin", Role::PracticeAdministrator, north),
        ("Maya Manager", Role::UserManager, main),
        ("Dora Delegate", Role::Delegate, main),
        ("Arthur Auditor", Role::Auditor, north),
        ("Paul Portal", Role::PortalUser, main),
        ("Clara Clerk", Role::ClericalUser, main),
        ("Sam Coordinator", Role::ReferringCoordinator, north),
        ("Anna Applicant", Role::Applicant, main),
        ("Pia Patient", Role::Patient, main),
        ("Nina Npi", Role::PracticeAdministrator, rosa),
        ("Rita Reception", Role::PortalUser, rosa),
        ("Kim Keeper", Role::PortalUser, ken),
        ("José Álvarez", Role::PortalUser, north),
    ] {
        builder.person(cedar, name, role, place).await;
    }
    let role = Role::PortalUser;
    let invited = |person: &mut Person, hours| {
        (person.state, person.username, person.registered) = (AccountState::Invited, String::new(), None);
        person.invite_expires = Some(now + Duration::hours(hours));
    };
    builder.record(cedar, "Ingrid Invited", role, main, |person| invited(person, 20)).await;
    builder.record(cedar, "Edgar Expired", Role::ClericalUser, north, |person| invited(person, -2)).await;
    let away = |person: &mut Person, state| person.state = state;
    builder.record(cedar, "Dan Deactivated", role, main, |person| away(person, AccountState::Deactivated)).await;
    builder.record(cedar, "Ada Archived", role, main, |person| away(person, AccountState::Archived)).await;
    let locked = |person: &mut Person| {
        person.lock = Some(Lock { since: now, reason: LockReason::ByAdministrator, ends: None });
        person.tier = Tier::Paid;
    };
    builder.record(cedar, "Luis Locked", role, north, locked).await;
    builder
        .record(cedar, "Lena Leaving", role, main, |person| person.deactivates = Some(now + Duration::days(3)))
        .await;
}

async fn lakeside(builder: &mut Builder<'_>) -> PracticeId {
    let lakeside = builder.organisation(Kind::Practice, "Lakeside Pediatrics", Some("987654321")).await;
    let office = builder.office(lakeside, "Harbor").await;
    for (name, role) in
        [("Bea Boss", Role::PracticeOwner), ("Ben Boss", Role::PracticeAdministrator), ("Bob Basic", Role::PortalUser)]
    {
        builder.person(lakeside, name, role, &office).await;
    }
    lakeside
}
