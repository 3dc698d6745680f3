//! What a practice decides about itself: checked, told, asked for the password, and true for everybody at once.

use chrono::Duration;
use rolecall::{
    domain::code::{Code, FieldErrors},
    domain::ids::OfficeId,
    error::AppError,
    history::model::Change,
    house::{
        api::{AddOffice, GetHouse, RenameOffice, SaveHouse},
        model::{HouseForm, HouseView},
    },
    people::{
        api::{ListPeople, ListPlaces},
        query::{Column, PeopleQuery},
    },
    practices::model::AccountType,
    registrations::api::GetRequest,
};

use crate::support::{
    Caller, TestApp,
    app::status,
    house::PASSWORD,
    on_both_engines,
    requests::{ana, arrived},
};

async fn house(caller: &Caller) -> HouseView {
    caller.call(GetHouse {}).await.expect("settings")
}

async fn save(caller: &Caller, change: impl FnOnce(&mut HouseForm)) -> Result<HouseForm, AppError> {
    let seen = house(caller).await.form;
    let mut form = seen.clone();
    change(&mut form);
    caller.call(SaveHouse { form, seen }).await
}

async fn c03_a_practice_decides_how_long_a_lock_lasts(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    let fail = async || {
        for _ in 0..7 {
            app.try_password("paul.portal", "not the password").await;
        }
    };
    save(&olivia, |form| form.lock_minutes = "5".into()).await.expect("saves");
    fail().await;
    assert_eq!(app.try_password("paul.portal", PASSWORD).await.status, 401, "locked");
    app.advance(Duration::minutes(5));
    assert_eq!(app.try_password("paul.portal", PASSWORD).await.status, 200, "open again by itself");
    let olivia = app.signed_in("olivia.owner").await;
    save(&olivia, |form| form.lock_minutes = "0".into()).await.expect("saves");
    fail().await;
    app.advance(Duration::days(30));
    assert_eq!(app.try_password("paul.portal", PASSWORD).await.status, 401, "until a person opens it");
}

async fn sessions_end_when_the_practice_says_so(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    save(&olivia, |form| (form.idle_minutes, form.session_hours) = ("2".into(), "1".into())).await.expect("saves");
    let paul = app.signed_in("paul.portal").await;
    app.advance(Duration::minutes(3));
    assert_eq!(status(&paul.call(ListPlaces {}).await), 401, "unused for too long");
    let kim = app.signed_in("kim.keeper").await;
    for _ in 0..39 {
        app.advance(Duration::seconds(90));
        assert_ne!(status(&kim.call(ListPlaces {}).await), 401, "in use");
    }
    app.advance(Duration::seconds(90));
    assert_eq!(status(&kim.call(ListPlaces {}).await), 401, "an hour is over");
}

async fn t33_settings_ask_for_the_password_and_are_told(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    let seen = house(&olivia).await.form;
    app.advance(Duration::minutes(11));
    assert_eq!(save(&olivia, |form| form.session_hours = "8".into()).await, Err(AppError::ProofNeeded));
    let olivia = app.signed_in("olivia.owner").await;
    let saved = save(&olivia, |form| {
        form.practice_name = "Cedar Family".into();
        form.time_zone = "America/Mexico_City".into();
    });
    assert_eq!(saved.await.expect("saves").practice_name, "Cedar Family");
    let event = app.events(app.house().cedar).await.remove(0);
    assert_eq!(event.kind, "house.changed");
    assert!(
        event.changes.contains("Cedar Family") && event.changes.contains("America/Mexico_City"),
        "{}",
        event.changes
    );
    // Whoever still has the old page open overwrites nothing.
    let late = olivia.call(SaveHouse { form: HouseForm { session_hours: "8".into(), ..seen.clone() }, seen }).await;
    assert_eq!(status(&late), 409);
    assert_eq!(status(&save(&olivia, |_| ()).await), 403, "nothing would change");
    let wrong = |field, code| Err(AppError::Invalid(FieldErrors::one(field, code)));
    let zone = save(&olivia, |form| form.time_zone = "America/Atlantis".into()).await;
    assert_eq!(zone, wrong("time_zone", Code::NotATimeZone));
    assert_eq!(save(&olivia, |form| form.idle_minutes = "60".into()).await, wrong("idle_minutes", Code::OutOfRange));
}

async fn s0_37_reviewers_see_what_kind_of_organisation_it_is(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    let request = arrived(app, &ana()).await.id;
    let page = olivia.call(GetRequest { id: request }).await.expect("a request");
    assert_eq!(page.account_type, AccountType::Unstated);
    let unknown = save(&olivia, |form| form.account_type = "hotel".into()).await;
    assert_eq!(unknown, Err(AppError::Invalid(FieldErrors::one("account_type", Code::Unknown))));
    save(&olivia, |form| form.account_type = AccountType::Clinic.name().into()).await.expect("saves");
    let page = olivia.call(GetRequest { id: request }).await.expect("a request");
    assert_eq!(page.account_type, AccountType::Clinic);
    let event = app.events(app.house().cedar).await.remove(0);
    let told = Change { field: "account_type".into(), old: "unstated".into(), new: "clinic".into() };
    assert_eq!(serde_json::from_str::<Vec<Change>>(&event.changes).expect("changes"), [told]);
}

async fn an_office_is_added_and_renamed_for_everybody_there(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let wrong = |code| Err(AppError::Invalid(FieldErrors::one("office", code)));
    assert_eq!(adam.call(AddOffice { name: "nórth CLINIC".into() }).await, wrong(Code::OfficeTaken));
    assert_eq!(adam.call(AddOffice { name: "  ".into() }).await, wrong(Code::Required));
    let offices = adam.call(AddOffice { name: "South".into() }).await.expect("adds");
    assert_eq!(offices.iter().find(|office| office.name == "South").map(|office| office.people), Some(0));
    assert!(adam.call(ListPlaces {}).await.expect("places").offices.iter().any(|(_, name)| name == "South"));
    let main = app.house().main_street;
    let rename = |office: OfficeId, name: &str| RenameOffice { office, name: name.into() };
    assert_eq!(status(&adam.call(rename(main, "South")).await), 422, "taken");
    let renamed = adam.call(rename(main, "Zeta House")).await.expect("renames");
    let office = renamed.iter().find(|office| office.id == main).expect("still there");
    assert!(office.people > 3 && office.providers == 1, "{office:?}");
    assert_eq!(status(&adam.call(rename(main, "Zeta House")).await), 403, "called so already");
    // Lists are sorted by the new name, and verify (after every test) compares the stored order.
    let query = PeopleQuery { sort: Column::Office, descending: true, ..PeopleQuery::default() };
    let first = adam.call(ListPeople { query }).await.expect("a list").rows.remove(0);
    assert_eq!(first.place, "Zeta House");
    let kinds = app.events(app.house().cedar).await.into_iter().map(|event| event.kind);
    let kinds: Vec<_> = kinds.filter(|kind| kind.starts_with("house.")).collect();
    assert_eq!(kinds, ["house.office_renamed", "house.office_added"]);
    let bea = app.signed_in("bea.boss").await;
    assert_eq!(status(&bea.call(rename(main, "Ours")).await), 404, "another practice's");
}

on_both_engines! {
    c03_a_practice_decides_how_long_a_lock_lasts,
    sessions_end_when_the_practice_says_so,
    t33_settings_ask_for_the_password_and_are_told,
    s0_37_reviewers_see_what_kind_of_organisation_it_is,
    an_office_is_added_and_renamed_for_everybody_there,
}
