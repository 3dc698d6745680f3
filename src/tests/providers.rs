//! Providers, their agents and their people (S2-1…9, C-08, P-22, T48–T51, T68, T69).

use chrono::Duration;
use rolecall::{
    domain::{
        ids::{PersonId, ProviderId},
        permission::Permission,
        refusal::Refusal,
        role::Role,
    },
    error::AppError,
    history::model::{EventKind, Subject},
    invitations::{
        api::{InviteAgain, InvitePeople, ReaddressInvitation},
        model::Status,
        public::{AcceptInvitation, ShowInvitation},
    },
    people::model::AccountState,
    providers::{
        api::{AddProvider, CertifyProvider, EditAgent, GetProvider, InviteAgent, ListProviders, ProviderHistory},
        form::{AgentForm, ProviderForm},
        model::{AgentStatus, Kind},
        query::{Column, ProviderQuery},
        views::ProviderRow,
    },
    server::failpoint,
};

use crate::support::{
    Caller, TestApp, app::edit, caller::FORM, functions::NEW_NPI, house::PASSWORD, on_both_engines,
    snapshot::assert_same,
};

async fn open(caller: &Caller, id: ProviderId) -> ProviderRow {
    caller.call(GetProvider { id }).await.expect("a provider").provider
}

/// Opens the Agent section, changes it and saves it.
async fn edit_agent(
    caller: &Caller,
    id: ProviderId,
    change: impl FnOnce(&mut AgentForm),
) -> Result<ProviderRow, AppError> {
    let base = open(caller, id).await.agent.form;
    let mut form = base.clone();
    change(&mut form);
    caller.call(EditAgent { id, base, form }).await
}

async fn with_email(caller: &Caller, id: ProviderId, email: &str) -> ProviderRow {
    edit_agent(caller, id, |form| form.email = email.into()).await.expect("saves")
}

async fn status_of(app: &TestApp, token: &str) -> Status {
    app.anonymous().call(ShowInvitation { token: token.into() }).await.expect("a link of ours").status
}

fn invalid<T: std::fmt::Debug>(answer: Result<T, AppError>) -> String {
    match answer {
        Err(AppError::Invalid(errors)) => {
            errors.0.iter().map(|error| format!("{}:{:?}", error.field, error.code)).collect::<Vec<_>>().join(",")
        }
        other => panic!("{other:?}"),
    }
}

async fn s2_6_an_agent_is_invited_and_invited_again_without_a_dummy_edit(app: &TestApp) {
    let (adam, ken) = (app.signed_in("adam.admin").await, app.house().ken);
    assert_eq!(adam.call(InviteAgent { id: ken }).await, Err(Refusal::NoAgentEmail.into()), "S2-4");
    let change = |form: &mut AgentForm| {
        (form.first_name, form.last_name) = ("Kofi".into(), "Agent".into());
        (form.email, form.phone, form.language) = ("kofi@agent.example".into(), "312 555 0142".into(), "es".into());
    };
    let saved = edit_agent(&adam, ken, change).await.expect("saves");
    assert_eq!((saved.facts().status(), saved.agent.form.phone.as_str()), (AgentStatus::NotInvited, "(312) 555-0142"));
    let invited = adam.call(InviteAgent { id: ken }).await.expect("invites");
    assert_eq!(invited.facts().status(), AgentStatus::Waiting);
    let token = app.mailed("kofi@agent.example").await.remove(0);
    let shown = app.anonymous().call(ShowInvitation { token: token.clone() }).await.expect("a link");
    assert_eq!((shown.role, shown.place.as_str(), shown.language.as_str()), (Role::PortalUser, "Ken Ito", "es"));
    assert_eq!(
        (shown.first_name.as_str(), shown.last_name.as_str(), shown.inviter.as_str()),
        ("Kofi", "Agent", "Adam Admin")
    );
    // Again: the same command, at the pace of every link (C-08).
    assert_eq!(adam.call(InviteAgent { id: ken }).await, Err(Refusal::SentJustNow { minutes: 5 }.into()));
    app.advance(Duration::minutes(5));
    adam.call(InviteAgent { id: ken }).await.expect("invites again");
    assert_eq!(status_of(app, &token).await, Status::Superseded);
    let newest = app.mailed("kofi@agent.example").await.pop().expect("a link");
    assert_eq!(status_of(app, &newest).await, Status::Open);
    let form = rolecall::invitations::form::JoinForm {
        username: "kofi.agent".into(),
        first_name: "Kofi".into(),
        last_name: "Agent".into(),
        password: PASSWORD.into(),
        repeat: PASSWORD.into(),
        ..Default::default()
    };
    app.anonymous().call(AcceptInvitation { token: newest, form }).await.expect("registers");
    let row = open(&adam, ken).await;
    assert_eq!(row.facts().status(), AgentStatus::Registered);
    assert_eq!(adam.call(InviteAgent { id: ken }).await, Err(Refusal::NotInvited.into()));
    // Another address is another agent; the account stays.
    let row = with_email(&adam, ken, "next@agent.example").await;
    assert_eq!((row.facts().status(), row.agent.person), (AgentStatus::NotInvited, None));
    assert_eq!(app.count(app.house().cedar, "provider.agent_invited").await, 2);
}

async fn s2_1_coordinators_look_after_local_providers_only(app: &TestApp) {
    let (adam, sam, ken) = (app.signed_in("adam.admin").await, app.signed_in("sam.coordinator").await, app.house().ken);
    with_email(&sam, ken, "kofi@agent.example").await;
    let first = sam.call(InviteAgent { id: ken }).await;
    assert_eq!(first, Err(Refusal::NotPermitted(Permission::InvitePeople).into()), "re-invite only");
    adam.call(InviteAgent { id: ken }).await.expect("invites");
    app.advance(Duration::minutes(5));
    sam.call(InviteAgent { id: ken }).await.expect("invites again");
    let token = app.mailed("kofi@agent.example").await.pop().expect("a link");
    let shown = app.anonymous().call(ShowInvitation { token: token.clone() }).await.expect("a link");
    assert_eq!((shown.status, shown.inviter.as_str()), (Status::Open, "Adam Admin"), "it stands on his right");
    // The address of an agent who has not registered is theirs to correct; a new link goes there at once.
    with_email(&sam, ken, "kofi@right.example").await;
    assert_eq!(status_of(app, &token).await, Status::Superseded);
    assert_eq!(app.mailed("kofi@right.example").await.len(), 1);
    let page = sam.call(GetProvider { id: ken }).await.expect("a provider");
    assert_eq!(page.staff, None, "people are none of their business");
    assert_eq!(sam.ask(&InviteAgain { person: app.id("ingrid.invited") }).await.status, 403);
    app.advance(Duration::minutes(5));
    let adam = app.signed_in("adam.admin").await;
    adam.call(CertifyProvider { id: ken, kind: Kind::Certified }).await.expect("certifies");
    let before = app.snapshot().await;
    assert_eq!(sam.call(InviteAgent { id: ken }).await, Err(Refusal::LocalProvidersOnly.into()), "S2-8");
    let edited = edit_agent(&sam, ken, |form| form.email = "mine@agent.example".into()).await;
    assert_eq!(edited, Err(Refusal::LocalProvidersOnly.into()));
    for table in ["people", "grants", "invitations", "mails", "providers"] {
        assert_eq!(before.rows(table), app.snapshot().await.rows(table), "{table}");
    }
    // Back to local: the agent stays a Delegate, and where a Delegate's link goes is not for a coordinator to say (T51).
    adam.call(CertifyProvider { id: ken, kind: Kind::Local }).await.expect("takes it back");
    let edited = edit_agent(&sam, ken, |form| form.email = "mine@agent.example".into()).await;
    assert_eq!(edited, Err(Refusal::PersonAboveOwn(Role::Delegate).into()));
    edit_agent(&sam, ken, |form| form.phone = "312 555 0199".into()).await.expect("a phone number gives nothing");
}

async fn s2_2_agents_of_certified_providers_are_invited_by_themselves(app: &TestApp) {
    let (adam, house) = (app.signed_in("adam.admin").await, app.house());
    let new = |email: &str| {
        let agent = AgentForm { email: email.into(), ..AgentForm::default() };
        let office = house.main_street.to_string();
        AddProvider {
            form: ProviderForm { name: "Dr. New".into(), npi: NEW_NPI.into(), office, certified: true, agent },
        }
    };
    // Both or neither: a provider whose agent can't be invited is not added (T69).
    let before = app.snapshot().await;
    assert_eq!(invalid(adam.call(new("paul.portal@house.example")).await), "email:Taken");
    failpoint::arm("before-commit", house.cedar);
    assert_eq!(adam.ask(&new("nia@agent.example")).await.status, 500);
    assert_same(&before, &app.snapshot().await, "a provider that was not added");
    let id = adam.call(new("nia@agent.example")).await.expect("adds");
    let token = app.mailed("nia@agent.example").await.remove(0);
    let shown = app.anonymous().call(ShowInvitation { token }).await.expect("a link");
    assert_eq!((shown.role, shown.place.as_str()), (Role::Delegate, "Dr. New"), "S2-9");
    assert_eq!(invalid(adam.call(new("other@agent.example")).await), "provider_npi:NpiTaken");
    assert_eq!(open(&adam, id).await.facts().status(), AgentStatus::Waiting);
    // A local provider's agent waits until it is certified.
    with_email(&adam, house.ken, "kofi@agent.example").await;
    assert!(app.mailed("kofi@agent.example").await.is_empty());
    let row = adam.call(CertifyProvider { id: house.ken, kind: Kind::Certified }).await.expect("certifies");
    assert_eq!((row.kind, row.facts().status()), (Kind::Certified, AgentStatus::Waiting));
    assert_eq!(app.mailed("kofi@agent.example").await.len(), 1);
    // One who was invited before is raised; the mail keeps its pace.
    with_email(&adam, house.rosa, "rae@agent.example").await;
    let row = adam.call(InviteAgent { id: house.rosa }).await.expect("invites");
    assert_eq!(row.agent.person.map(|person| person.role), Some(Role::PortalUser));
    let row = adam.call(CertifyProvider { id: house.rosa, kind: Kind::Certified }).await.expect("certifies");
    assert_eq!(row.agent.person.map(|person| person.role), Some(Role::Delegate));
    assert_eq!(app.mailed("rae@agent.example").await.len(), 1, "a mail has just gone out");
    let token = app.mailed("rae@agent.example").await.remove(0);
    assert_eq!(app.anonymous().call(ShowInvitation { token }).await.expect("a link").role, Role::Delegate);
    // Certified without an address, then given one.
    adam.call(CertifyProvider { id: house.ken, kind: Kind::Local }).await.expect("takes it back");
    assert_eq!(app.mailed("kofi@agent.example").await.len(), 1, "nothing follows from that");
}

async fn s2_2_an_address_that_comes_later_is_invited_at_once(app: &TestApp) {
    let (adam, ken) = (app.signed_in("adam.admin").await, app.house().ken);
    adam.call(CertifyProvider { id: ken, kind: Kind::Certified }).await.expect("certifies");
    let row = with_email(&adam, ken, "kofi@agent.example").await;
    assert_eq!(row.facts().status(), AgentStatus::Waiting);
    assert_eq!(app.mailed("kofi@agent.example").await.len(), 1);
    // Somebody of this provider who has an account needs no invitation.
    let row = with_email(&adam, app.house().rosa, "rita.reception@house.example").await;
    assert_eq!(row.facts().status(), AgentStatus::Registered);
    assert_eq!(row.agent.person.map(|person| person.id), Some(app.id("rita.reception")));
    assert!(app.mailed("rita.reception@house.example").await.is_empty());
}

async fn s2_9_a_delegate_sends_again_beside_the_names_of_their_people(app: &TestApp) {
    let house = app.house();
    let nina = app.signed_in("nina.npi").await;
    let wish = |email: &str, role: &str| InvitePeople {
        emails: email.into(),
        role: role.into(),
        place: house.rosa.to_string(),
        language: "en".into(),
        message: String::new(),
        keep: String::new(),
    };
    nina.call(wish("worker@rosa.example", "clerical_user")).await.expect("invites");
    nina.call(wish("second@rosa.example", "delegate")).await.expect("invites");
    let olivia = app.signed_in("olivia.owner").await;
    edit(&olivia, app.id("dora.delegate"), |form| form.place = house.rosa.to_string()).await.expect("moves");
    let dora = app.signed_in("dora.delegate").await;
    let page = dora.call(GetProvider { id: house.rosa }).await.expect("her provider");
    let (rows, total) = page.staff.expect("she may see people");
    let waiting: Vec<_> = rows.iter().filter(|row| row.state == AccountState::Invited).collect();
    assert_eq!((total, waiting.len()), (5, 2));
    app.advance(Duration::minutes(5));
    for row in waiting {
        dora.call(InviteAgain { person: row.id }).await.expect("sends again");
        assert_eq!(app.mailed(&row.email).await.len(), 1, "the old letter was withdrawn with its link");
    }
    // Elsewhere in the practice there is nothing for her.
    assert_eq!(dora.ask(&GetProvider { id: house.ken }).await.line(), r#"404 "not_found""#);
    let list = dora.call(ListProviders { query: ProviderQuery::default() }).await.expect("a list");
    assert_eq!(list.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [house.rosa]);
    assert_eq!(dora.ask(&InviteAgain { person: app.id("ingrid.invited") }).await.line(), r#"404 "not_found""#);
}

async fn p22_two_editors_of_an_agent(app: &TestApp) {
    let (adam, olivia, ken) = (app.signed_in("adam.admin").await, app.signed_in("olivia.owner").await, app.house().ken);
    let base = open(&adam, ken).await.agent.form;
    edit_agent(&olivia, ken, |form| (form.phone, form.first_name) = ("312 555 0142".into(), "Kofi".into()))
        .await
        .expect("saves");
    let form = AgentForm { email: "kofi@agent.example".into(), ..base.clone() };
    let merged = adam.call(EditAgent { id: ken, base: base.clone(), form }).await.expect("both are kept");
    assert_eq!(
        (merged.agent.form.phone.as_str(), merged.agent.form.email.as_str()),
        ("(312) 555-0142", "kofi@agent.example")
    );
    let form = AgentForm { first_name: "Kwame".into(), ..base.clone() };
    match adam.call(EditAgent { id: ken, base: base.clone(), form }).await {
        Err(AppError::Conflict(conflict)) => {
            assert_eq!(
                (conflict.by.as_str(), conflict.fields),
                ("Adam Admin", vec![("first_name".into(), "Kofi".into())])
            );
        }
        other => panic!("{other:?}"),
    }
    // The address that was corrected on the invitation's page is not undone by a form that was opened before.
    adam.call(InviteAgent { id: ken }).await.expect("invites");
    let base = open(&adam, ken).await;
    let person = base.agent.person.as_ref().expect("a person").id;
    let email = "right@agent.example".to_owned();
    adam.call(ReaddressInvitation { person, email, keep: false }).await.expect("corrects");
    let form = AgentForm { last_name: "Agent".into(), ..base.agent.form.clone() };
    let saved = adam.call(EditAgent { id: ken, base: base.agent.form, form }).await.expect("saves");
    assert_eq!(saved.agent.form.email, "right@agent.example");
    assert_eq!(app.mailed("kofi@agent.example").await.len(), 0, "no new link went to the old address");
    let emptied = edit_agent(&adam, ken, |form| form.email = String::new()).await;
    assert_eq!(invalid(emptied), "email:Required", "somebody waits there");
}

async fn t49_a_foreign_provider_answers_like_an_unknown_one(app: &TestApp) {
    let nobody: PersonId = "0190163d-8694-739b-aea5-966c26f8ad91".parse().expect("an id");
    let before = app.snapshot().await;
    for (name, id) in
        [("bea.boss", app.house().ken), ("nina.npi", app.house().ken), ("olivia.owner", ProviderId::new(nobody.uuid()))]
    {
        let caller = app.signed_in(name).await;
        let (base, form) = (AgentForm::default(), AgentForm { phone: "312 555 0142".into(), ..AgentForm::default() });
        for reply in [
            caller.ask(&GetProvider { id }).await,
            caller.ask(&EditAgent { id, base, form }).await,
            caller.ask(&CertifyProvider { id, kind: Kind::Certified }).await,
            caller.ask(&InviteAgent { id }).await,
            caller.ask(&ProviderHistory { id, before: 0 }).await,
        ] {
            assert_eq!(reply.line(), r#"404 "not_found""#, "{name}");
        }
    }
    assert_eq!(before.rows("providers"), app.snapshot().await.rows("providers"));
    let nina = app.signed_in("nina.npi").await;
    let own = nina.call(ListProviders { query: ProviderQuery::default() }).await.expect("a list");
    assert_eq!(own.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Rosa Álvarez"]);
    let bea = app.signed_in("bea.boss").await;
    assert!(bea.call(ListProviders { query: ProviderQuery::default() }).await.expect("a list").rows.is_empty());
}

async fn an_address_that_is_somebody_elses_is_not_invited(app: &TestApp) {
    let (adam, ken) = (app.signed_in("adam.admin").await, app.house().ken);
    with_email(&adam, ken, "bob.basic@house.example").await;
    assert_eq!(invalid(adam.call(InviteAgent { id: ken }).await), "email:Taken");
    assert!(app.mailed("bob.basic@house.example").await.is_empty());
    // Whoever waits for an invitation is not sent elsewhere to an address that is taken.
    with_email(&adam, ken, "kofi@agent.example").await;
    adam.call(InviteAgent { id: ken }).await.expect("invites");
    let taken = edit_agent(&adam, ken, |form| form.email = "paul.portal@house.example".into()).await;
    assert_eq!(invalid(taken), "email:Taken");
    assert_eq!(open(&adam, ken).await.agent.form.email, "kofi@agent.example");
}

async fn the_list_is_searched_sorted_and_filtered(app: &TestApp) {
    let (adam, ken) = (app.signed_in("adam.admin").await, app.house().ken);
    with_email(&adam, ken, "kofi@agent.example").await;
    let found = async |query: ProviderQuery| {
        let page = adam.call(ListProviders { query }).await.expect("a list");
        page.rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    let all = ProviderQuery::default;
    assert_eq!(found(all()).await, ["Ken Ito", "Rosa Álvarez"]);
    assert_eq!(found(all().sorted_by(Column::Name)).await, ["Rosa Álvarez", "Ken Ito"], "pressed again");
    assert_eq!(found(all().sorted_by(Column::Npi)).await, ["Rosa Álvarez", "Ken Ito"]);
    for search in ["alvarez", "1234567893", "north"] {
        assert_eq!(found(ProviderQuery { search: search.into(), ..all() }).await, ["Rosa Álvarez"]);
    }
    assert_eq!(found(all().with(|filters| filters.agents = vec![AgentStatus::NotInvited])).await, ["Ken Ito"]);
    assert!(found(all().with(|filters| filters.kinds = vec![Kind::Certified])).await.is_empty());
}

async fn the_list_leaves_as_a_file_and_the_history_knows(app: &TestApp) {
    let (adam, ken) = (app.signed_in("adam.admin").await, app.house().ken);
    with_email(&adam, ken, "kofi@agent.example").await;
    let export = async |caller: &Caller, form: &str| caller.post("/providers/export", FORM, form.to_owned()).await;
    let reply = export(&adam, "format=csv&q=ken&sort=name").await;
    let lines: Vec<_> = reply.text().lines().map(str::to_owned).collect();
    assert_eq!((reply.status.as_u16(), lines.len()), (200, 2), "{}", reply.text());
    assert!(lines[1].starts_with("\"Ken Ito\",\"1245319599\",\"Main Street\""), "{}", lines[1]);
    assert!(lines[1].contains("kofi@agent.example"), "{}", lines[1]);
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"providers-2026-03-02.csv\"");
    let event = app.events(app.house().cedar).await.remove(0);
    assert_eq!((event.kind.as_str(), event.reason.as_str()), ("providers.exported", "q=ken"));
    let workbook = export(&adam, "format=xlsx").await;
    assert!(workbook.body.starts_with(b"PK"), "{}", workbook.line());
    // As far as the one reaches who asks; not at all for those who take no lists of people out (T51).
    let own = export(&app.signed_in("nina.npi").await, "format=csv").await.text();
    assert!(own.contains("Rosa") && !own.contains("Ken Ito"), "{own}");
    for name in ["dora.delegate", "sam.coordinator", "paul.portal"] {
        assert_eq!(export(&app.signed_in(name).await, "format=csv").await.status, 403, "{name}");
    }
    // T33: a list that leaves is worth a password.
    app.advance(Duration::minutes(10));
    assert_eq!(export(&adam, "format=csv").await.status, 403);
    let asked = export(&adam.with("accept", "text/html"), "format=csv&q=ken").await;
    assert_eq!((asked.status.as_u16(), asked.header("location")), (303, "/prove?next=/providers%3Fq%3Dken"));
}

async fn t68_what_happens_to_a_provider_is_its_history(app: &TestApp) {
    let (adam, ken) = (app.signed_in("adam.admin").await, app.house().ken);
    with_email(&adam, ken, "kofi@agent.example").await;
    adam.call(CertifyProvider { id: ken, kind: Kind::Certified }).await.expect("certifies");
    let told = adam.call(ProviderHistory { id: ken, before: 0 }).await.expect("a history");
    let kinds: Vec<_> = told.iter().map(|entry| entry.kind).collect();
    let wanted = [EventKind::ProviderAgentInvited, EventKind::ProviderCertified, EventKind::ProviderAgentEdited];
    assert_eq!(kinds, wanted);
    assert!(told.iter().all(|entry| entry.subject == Some((Subject::Provider(ken), "Ken Ito".into()))));
    assert_eq!((told[1].changes[0].old.as_str(), told[1].changes[0].new.as_str()), ("no", "yes"));
    assert_eq!(told[2].actor, "Adam Admin");
    let rosa = adam.call(ProviderHistory { id: app.house().rosa, before: 0 }).await.expect("a history");
    assert!(rosa.is_empty());
}

on_both_engines! {
    s2_6_an_agent_is_invited_and_invited_again_without_a_dummy_edit,
    s2_1_coordinators_look_after_local_providers_only,
    s2_2_agents_of_certified_providers_are_invited_by_themselves,
    s2_2_an_address_that_comes_later_is_invited_at_once,
    s2_9_a_delegate_sends_again_beside_the_names_of_their_people,
    p22_two_editors_of_an_agent,
    t49_a_foreign_provider_answers_like_an_unknown_one,
    an_address_that_is_somebody_elses_is_not_invited,
    the_list_is_searched_sorted_and_filtered,
    the_list_leaves_as_a_file_and_the_history_knows,
    t68_what_happens_to_a_provider_is_its_history,
}
