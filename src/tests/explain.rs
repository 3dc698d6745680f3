//! Why, why not, and whom to ask (N-03, P-19, N-23); looking at the portal as another role (N-14).

use rolecall::{
    domain::{permission::Permission, refusal::Refusal, role::Role},
    error::AppError,
    explain::{
        api::{ExplainPerson, OwnAdministrators},
        model::{Answer, Explanation, Obstacle},
    },
    people::api::{GetPerson, UnlockPerson},
    session::api::{LookAs, SignOut, StopLooking},
};

use crate::support::{
    Caller, TestApp,
    app::edit,
    functions::{self, Needs},
    on_both_engines,
    snapshot::assert_same,
};

fn answer(explanation: &Explanation, permission: Permission) -> &Answer {
    let found = explanation.rights.iter().find(|(right, _)| *right == permission);
    &found.expect("every right").1
}

fn movers(explanation: &Explanation, obstacle: Obstacle) -> Vec<&str> {
    let found = explanation.movers.iter().find(|(known, _)| *known == obstacle);
    found.expect("an obstacle there is").1.iter().map(String::as_str).collect()
}

async fn n03_the_change_that_is_named_is_enough_and_its_makers_can_make_it(app: &TestApp) {
    let (olivia, paul) = (app.signed_in("olivia.owner").await, app.id("paul.portal"));
    let explained = olivia.call(ExplainPerson { id: paul }).await.expect("explained");
    let least = Obstacle::NoRole(Role::UserManager);
    assert_eq!(*answer(&explained, Permission::UnlockPeople), Answer::No(vec![least]));
    assert_eq!(movers(&explained, least), ["Olivia Owner"], "S1-4: only an owner gives it");
    let viewing = Obstacle::NoRole(Role::Delegate);
    assert_eq!(*answer(&explained, Permission::ViewPeople), Answer::No(vec![viewing]));
    assert_eq!(movers(&explained, viewing), ["Olivia Owner", "Adam Admin", "Amy Admin"], "Nina reaches one provider");
    edit(&olivia, paul, |form| form.role = "user_manager".into()).await.expect("she can");
    app.signed_in("paul.portal").await.call(UnlockPerson { id: app.id("luis.locked") }).await.expect("it is enough");
    let explained = olivia.call(ExplainPerson { id: paul }).await.expect("explained");
    let Answer::Yes { by } = answer(&explained, Permission::UnlockPeople) else { panic!("he may") };
    let grant = explained.grants.iter().find(|grant| grant.id == *by).expect("one of his grants");
    assert_eq!((grant.role, grant.given_by.as_str()), (Role::UserManager, "Olivia Owner"), "P-19");
}

async fn n03_an_account_that_cannot_be_used_is_explained(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let luis = adam.call(ExplainPerson { id: app.id("luis.locked") }).await.expect("explained");
    let Answer::No(obstacles) = answer(&luis, Permission::ViewPeople) else { panic!("he is locked") };
    assert_eq!(obstacles.as_slice(), [Obstacle::Locked, Obstacle::NoRole(Role::Delegate)]);
    assert!(movers(&luis, Obstacle::Locked).contains(&"Maya Manager"));
    let ingrid = adam.call(ExplainPerson { id: app.id("ingrid.invited") }).await.expect("explained");
    assert!(movers(&ingrid, Obstacle::Invited).contains(&"Dora Delegate"));
    let page = adam.get(&format!("/people/{}/explain?may=unlock_people", app.id("paul.portal"))).await;
    assert_eq!(page.status, 200);
    for words in ["Why, or why not: unlock accounts", "The role User Manager would.", "Olivia Owner"] {
        assert!(page.text().contains(words), "{words}");
    }
    for (stranger, id) in [("nina.npi", "paul.portal"), ("bea.boss", "paul.portal")] {
        let reply = app.signed_in(stranger).await.ask(&ExplainPerson { id: app.id(id) }).await;
        assert_eq!(reply.line(), r#"404 "not_found""#, "T49");
    }
}

async fn administrators(app: &TestApp, name: &str) -> Vec<String> {
    let found = app.signed_in(name).await.call(OwnAdministrators {}).await.expect("administrators");
    found.into_iter().map(|one| one.name).collect()
}

async fn n23_everybody_learns_who_their_administrator_is(app: &TestApp) {
    let practice = ["Olivia Owner", "Adam Admin", "Amy Admin"];
    assert_eq!(administrators(app, "paul.portal").await, practice);
    let mut of_rosa = practice.to_vec();
    of_rosa.push("Nina Npi");
    assert_eq!(administrators(app, "rita.reception").await, of_rosa, "also the administrator of her provider");
    assert_eq!(administrators(app, "kim.keeper").await, practice);
    assert_eq!(administrators(app, "bob.basic").await, ["Bea Boss", "Ben Boss"]);
    let paul = app.signed_in("paul.portal").await;
    let page = paul.get("/administrators").await.text();
    assert!(page.contains("Adam Admin") && !page.contains("adam.admin@"));
    let refused = paul.get("/people").await.text();
    assert_eq!(refused.matches("href=\"/administrators\"").count(), 2, "from the menu and from the refusal");
}

async fn looking(app: &TestApp, role: Role) -> Caller {
    let adam = app.signed_in("adam.admin").await;
    adam.call(LookAs { role }).await.expect("an administrator may look");
    adam
}

async fn n14_the_portal_shows_itself_as_the_other_role_sees_it(app: &TestApp) {
    let (paul, adam) = (app.id("paul.portal"), looking(app, Role::ClericalUser).await);
    assert_eq!(adam.ask(&GetPerson { id: paul }).await.line(), r#"403 {"forbidden":{"not_permitted":"view_people"}}"#);
    let page = adam.get("/people").await.text();
    assert!(page.contains("You see the portal as Clerical User"), "the banner");
    assert!(!page.contains("paul.portal@") && !page.contains("href=\"/history\""), "no list, no navigation to it");
    adam.call(StopLooking {}).await.expect("out again");
    adam.call(StopLooking {}).await.expect("twice is no fault");
    assert!(adam.get("/people").await.text().contains("href=\"/history\""));
    let manager = looking(app, Role::UserManager).await;
    assert_eq!(manager.ask(&GetPerson { id: paul }).await.status, 200);
    let page = manager.get(&format!("/people/{paul}")).await.text();
    assert!(!page.contains("tab=history"), "a user manager sees no history");
    manager.call(SignOut {}).await.expect("the way out of everything");
    assert_eq!(app.count(app.house().cedar, "session.looked_as").await, 2, "each time once");
    let clara = app.signed_in("clara.clerk").await;
    assert_eq!(clara.ask(&LookAs { role: Role::Patient }).await.status, 403);
    let nobody_above = app.signed_in("adam.admin").await.call(LookAs { role: Role::PracticeOwner }).await;
    assert_eq!(nobody_above, Err(AppError::Forbidden(Refusal::RoleAboveOwn(Role::PracticeOwner))));
}

async fn n14_who_only_looks_changes_nothing(app: &TestApp) {
    for role in [Role::UserManager, Role::VendorAdministrator, Role::ClericalUser] {
        let adam = looking(app, role).await;
        let all = functions::all(app).await;
        let before = app.snapshot().await;
        let own = |path: &str| ["change_password", "session/prove"].iter().any(|end| path.ends_with(end));
        let asks = |needs| matches!(needs, Needs::Permission(_));
        for function in all.iter().filter(|function| asks(function.needs) || own(function.path)) {
            if function.path.ends_with("stop_looking") {
                continue;
            }
            let reply = function.call(&adam).await;
            assert!([200, 403, 404].contains(&reply.status.as_u16()), "{}: {}", function.path, reply.line());
        }
        let after = app.snapshot().await;
        assert_same(&before.without_events(), &after.without_events(), role.name());
    }
}

on_both_engines! {
    n03_the_change_that_is_named_is_enough_and_its_makers_can_make_it,
    n03_an_account_that_cannot_be_used_is_explained,
    n23_everybody_learns_who_their_administrator_is,
    n14_the_portal_shows_itself_as_the_other_role_sees_it,
    n14_who_only_looks_changes_nothing,
}
