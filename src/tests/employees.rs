//! "Add user" and another account for somebody who is here (S0-51…59, C-05, C-13, C-34, N-16, N-17, P-14).

use rolecall::{
    domain::{code::Code, refusal::Refusal, role::Role},
    employees::{
        api::{AddAccount, AddEmployee, ListAddOptions, SearchEmployees},
        form::{AccountForm, EmployeeForm, Way},
    },
    error::AppError,
    lifecycle::api::{ReactivatePerson, ReplaceAccount, RestorePerson},
    people::{api::GetPerson, model::AccountState},
    session::api::{ChangePassword, SessionRemaining},
};

use crate::support::{
    Caller, TestApp, app::status, house::PASSWORD, on_both_engines, outbox::kinds, snapshot::assert_same,
};

const ELLA: &str = "ella.elm@house.example";

fn employee(app: &TestApp) -> EmployeeForm {
    EmployeeForm {
        place: app.house().north.to_string(),
        employee_kind: "Physician assistant".into(),
        last_name: "Walker".into(),
        first_name: "Wanda".into(),
        middle_initial: "q".into(),
        employee_no: "E-200".into(),
        phone: "(312) 555-0142".into(),
        fax: "312 555 0143".into(),
        email: "wanda.walker@house.example".into(),
        title: "Front desk".into(),
    }
}

fn account(way: Way) -> AccountForm {
    AccountForm {
        last_name: "Elm".into(),
        first_name: "Ella".into(),
        middle_name: String::new(),
        role: "clerical_user".into(),
        username: "ella.elm".into(),
        email: ELLA.into(),
        language: "es".into(),
        way,
    }
}

async fn found(caller: &Caller, text: &str) -> Vec<(String, bool, Option<AccountState>)> {
    let found = caller.call(SearchEmployees { text: text.into() }).await.expect("an answer");
    found.into_iter().map(|one| (one.name, one.employee.is_some(), one.person.map(|(_, state)| state))).collect()
}

fn wrong<T>(answer: Result<T, AppError>, field: &str) -> Option<Code> {
    match answer {
        Err(AppError::Invalid(errors)) => errors.of(field),
        _ => None,
    }
}

async fn c34_an_employee_is_found_or_added_once(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    assert_eq!(found(&adam, "walk").await, []);
    adam.call(AddEmployee { form: employee(app) }).await.expect("added");
    let wanda = ("Walker, Wanda".to_owned(), true, None);
    for text in ["WALK", "walker", "wanda.walker@house.example", "E-200"] {
        assert_eq!(found(&adam, text).await, std::slice::from_ref(&wanda), "{text}");
    }
    let again = adam.call(AddEmployee { form: employee(app) }).await;
    assert_eq!(wrong(again.clone(), "email"), Some(Code::Taken));
    assert_eq!(wrong(again, "employee_no"), Some(Code::Taken));
    // Somebody with an account is found too, and is no second employee.
    let paul = EmployeeForm { email: "paul.portal@house.example".into(), employee_no: String::new(), ..employee(app) };
    assert_eq!(wrong(adam.call(AddEmployee { form: paul }).await, "email"), Some(Code::Taken));
    assert_eq!(found(&adam, "portal").await, [("Portal, Paul".into(), false, Some(AccountState::Active))]);
    // P-14: whoever was here is offered back.
    assert_eq!(found(&adam, "deact").await, [("Deactivated, Dan".into(), false, Some(AccountState::Deactivated))]);
    assert_eq!(found(&adam, "arch").await, [("Archived, Ada".into(), false, Some(AccountState::Archived))]);
    for harmless in ["", "  ", "%", "_", "\\", "a\0b"] {
        assert_eq!(found(&adam, harmless).await, [], "{harmless:?}");
    }
    // T50: another provider's people and another practice's are nobody.
    assert_eq!(found(&app.signed_in("nina.npi").await, "walker").await, []);
    assert_eq!(found(&app.signed_in("bea.boss").await, "walker").await, []);
}

async fn s0_58_an_account_by_invitation(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let employee = app.house().ella;
    let added = adam.call(AddAccount { employee, form: account(Way::Invite) }).await.expect("invited");
    assert!(added.sheet.is_none());
    let view = adam.call(GetPerson { id: added.person }).await.expect("Ella").person;
    assert_eq!((view.row.state, view.row.username.as_str()), (AccountState::Invited, ""));
    assert_eq!((view.row.name().as_str(), view.row.role), ("Ella Elm", Role::ClericalUser));
    assert_eq!((view.title.as_str(), view.employee_no.as_str()), ("Nurse", "E-100"));
    assert_eq!(kinds(app, ELLA).await, ["invitation"]);
    assert_eq!(found(&adam, "elm").await, [("Elm, Ella".into(), true, Some(AccountState::Invited))]);
    let twice = adam.call(AddAccount { employee, form: account(Way::Invite) }).await;
    assert_eq!(wrong(twice, "email"), Some(Code::Taken));
}

async fn c13_an_account_at_once_with_a_sheet(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let employee = app.house().ella;
    let add = AddAccount { employee, form: account(Way::Now) };
    let added = adam.call(add.clone()).await.expect("created");
    let sheet = added.sheet.expect("a sheet");
    assert_eq!((sheet.username.as_str(), sheet.language.as_str()), ("ella.elm", "es"));
    assert!(sheet.qr.starts_with("data:image/svg+xml;base64,"));
    assert_eq!(kinds(app, ELLA).await, [""; 0], "S0-59: nothing is mailed");
    assert_eq!(app.snapshot().await.tables_with(&sheet.password), [""; 0], "T71");
    // The first sign-in leads to choosing a password and to nothing else.
    let reply = app.try_password("ella.elm", &sheet.password).await;
    let ella = app.anonymous().with_cookie(&reply.session_cookie().expect("a cookie"));
    let refused = ella.call(GetPerson { id: added.person }).await.map(drop);
    assert_eq!(refused, Err(AppError::Forbidden(Refusal::ChooseNewPassword)));
    let new = "seven quiet hills over a lake".to_owned();
    let choose = ChangePassword { current: sheet.password.clone(), password: new.clone(), repeat: new.clone() };
    ella.call(choose).await.expect("chosen");
    assert_eq!(app.try_password("ella.elm", &new).await.status, 200);
    assert_eq!(app.try_password("ella.elm", &sheet.password).await.status, 401);
    let event = app.events(app.house().cedar).await.into_iter().find(|event| event.kind == "person.added");
    assert_eq!(event.expect("an event").subject_name, "Ella Elm");
    assert_eq!(status(&adam.call(add).await), 422, "once");
}

async fn c05_at_one_s_own_level_and_role_only(app: &TestApp) {
    let (adam, nina) = (app.signed_in("adam.admin").await, app.signed_in("nina.npi").await);
    // Somebody who works for Rosa: an administrator of the practice gives them an account at the office, Nina at Rosa's.
    let of_rosa = EmployeeForm { place: app.house().rosa.to_string(), ..employee(app) };
    let employee = nina.call(AddEmployee { form: of_rosa }).await.expect("added");
    let options = adam.call(ListAddOptions { employee: Some(employee) }).await.expect("options");
    assert_eq!((options.narrower, options.account_place.as_str()), (true, "North Clinic"));
    let form = AccountForm { email: "wanda.walker@house.example".into(), ..account(Way::Invite) };
    let options = nina.call(ListAddOptions { employee: Some(employee) }).await.expect("options");
    assert_eq!((options.narrower, options.account_place.as_str()), (false, "Rosa Álvarez"));
    let before = app.snapshot().await.without_events();
    for (caller, role) in [(&nina, "practice_owner"), (&adam, "practice_owner"), (&adam, "user_manager")] {
        let raised = AddAccount { employee, form: AccountForm { role: role.into(), ..form.clone() } };
        let refused = caller.call(raised).await.map(drop);
        assert!(matches!(refused, Err(AppError::Forbidden(Refusal::RoleAboveOwn(_)))), "{role}: {refused:?}");
    }
    let taken = AccountForm { email: "bob.basic@house.example".into(), ..form.clone() };
    assert_eq!(wrong(adam.call(AddAccount { employee, form: taken }).await, "email"), Some(Code::Taken));
    let taken = AccountForm { username: "paul.portal".into(), way: Way::Now, ..form.clone() };
    assert_eq!(wrong(adam.call(AddAccount { employee, form: taken }).await, "username"), Some(Code::Taken));
    assert_same(&before, &app.snapshot().await.without_events(), "refused");
    let added = nina.call(AddAccount { employee, form }).await.expect("invited");
    let view = nina.call(GetPerson { id: added.person }).await.expect("hers").person;
    assert!(view.grants.iter().all(|grant| grant.at_provider) && view.row.at_provider);
}

async fn t49_a_foreign_employee_is_unknown(app: &TestApp) {
    let bea = app.signed_in("bea.boss").await;
    let employee = app.house().ella;
    for way in [Way::Invite, Way::Now] {
        assert_eq!(status(&bea.call(AddAccount { employee, form: account(way) }).await), 404);
    }
    assert_eq!(status(&bea.call(ListAddOptions { employee: Some(employee) }).await), 404);
}

async fn n17_a_new_account_in_the_place_of_the_old(app: &TestApp) {
    let (adam, paul) = (app.signed_in("adam.admin").await, app.signed_in("paul.portal").await);
    let (person, reason) = (app.id("paul.portal"), "a new surname".to_owned());
    let replace = |username: &str| ReplaceAccount { person, username: username.into(), reason: reason.clone() };
    for (username, code) in [("clara.clerk", Code::Taken), ("x", Code::TooShort), ("a@b", Code::UsernameCharacters)] {
        assert_eq!(wrong(adam.call(replace(username)).await, "username"), Some(code), "{username}");
    }
    let sheet = adam.call(replace("paul.new")).await.expect("a sheet");
    assert_ne!(paul.ask(&SessionRemaining {}).await.status, 200, "out at once");
    for old in ["paul.portal", "paul.portal@house.example"] {
        assert_eq!(app.try_password(old, PASSWORD).await.status, 401, "{old}");
    }
    assert_eq!(app.try_password("paul.new", &sheet.password).await.status, 200);
    let old = adam.call(GetPerson { id: person }).await.expect("the old one").person;
    let new = adam.call(GetPerson { id: old.replaced_by.expect("a link") }).await.expect("the new one").person;
    assert_eq!(new.replaces, Some(person));
    assert_eq!((old.row.state, old.row.email.as_str(), old.grants.len()), (AccountState::Archived, "", 0));
    assert_eq!((new.row.username.as_str(), new.row.email.as_str()), ("paul.new", "paul.portal@house.example"));
    assert_eq!(new.grants.len(), 1, "access has moved");
    // The old one stays where it is.
    let refused = Err(AppError::Forbidden(Refusal::Replaced));
    assert_eq!(adam.call(RestorePerson { person, reason: String::new() }).await, refused);
    let back = ReactivatePerson { person, grants: Vec::new(), reason: String::new() };
    assert_eq!(adam.call(back).await, Err(AppError::Forbidden(Refusal::Archived)));
    let kinds: Vec<_> = app.events(app.house().cedar).await.into_iter().map(|event| event.kind).collect();
    for kind in ["person.replaced", "person.archived"] {
        assert_eq!(kinds.iter().filter(|one| *one == kind).count(), 1, "{kind}");
    }
    // Nobody replaces themselves or those above them.
    for (name, refusal) in
        [("adam.admin", Refusal::OwnAccess), ("olivia.owner", Refusal::PersonAboveOwn(Role::PracticeOwner))]
    {
        let replace = ReplaceAccount { person: app.id(name), username: "another.one".into(), reason: reason.clone() };
        assert_eq!(adam.call(replace).await.map(drop), Err(AppError::Forbidden(refusal)), "{name}");
    }
}

on_both_engines! {
    c34_an_employee_is_found_or_added_once,
    s0_58_an_account_by_invitation,
    c13_an_account_at_once_with_a_sheet,
    c05_at_one_s_own_level_and_role_only,
    t49_a_foreign_employee_is_unknown,
    n17_a_new_account_in_the_place_of_the_old,
}
