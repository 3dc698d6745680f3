//! How long links work, whose right they stand on, who looked at them, what needs attention, and phones (P-01, P-25, P-26,
//! N-02, S1-23).

use std::collections::BTreeSet;

use chrono::Duration;
use rolecall::{
    domain::{refusal::Refusal, role::Role},
    error::AppError,
    home::api::GetOverview,
    invitations::{
        api::{
            CorrectPhones, GetInvitation, GetInvitationRules, InviteAgain, InvitePeople, ListAtStake, ListInvitations,
            ListInviteOptions, ListStanding, SetInvitationRules, TakeOverInvitations,
        },
        model::{Orphans, Status},
        public::{AskForInvitation, ShowInvitation, VisitInvitation},
        query::InvitationQuery,
        rules::Rules,
        views::{MomentKind, Phones},
    },
    people::{
        api::{EditPerson, GetPerson},
        form::PersonForm,
    },
    server::jobs,
};

use crate::support::{Caller, TestApp, app::edit, house::token_of, on_both_engines, snapshot::assert_same};

async fn invite(app: &TestApp, caller: &Caller, email: &str, role: &str) -> String {
    let wish = InvitePeople {
        emails: email.into(),
        role: role.into(),
        place: app.house().main_street.to_string(),
        language: "en".into(),
        message: String::new(),
        keep: String::new(),
    };
    caller.call(wish).await.expect("sends");
    app.mailed(email).await.pop().expect("a link")
}

async fn status_of(app: &TestApp, token: &str) -> Status {
    app.anonymous().call(ShowInvitation { token: token.into() }).await.expect("a link of ours").status
}

async fn set(caller: &Caller, hours: &str) -> Result<Rules, AppError> {
    caller.call(SetInvitationRules { link_hours: hours.into() }).await
}

async fn p26_links_work_as_long_as_the_practice_says(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    assert_eq!(adam.call(GetInvitationRules {}).await, Ok(Rules { link_hours: 24 }), "S0-18");
    let before = invite(app, &adam, "ana@new.example", "clerical_user").await;
    for wrong in ["0", "73", "", "a day"] {
        assert!(matches!(set(&adam, wrong).await, Err(AppError::Invalid(_))), "{wrong}");
    }
    assert_eq!(set(&adam, "48").await, Ok(Rules { link_hours: 48 }));
    assert_eq!(adam.call(ListInviteOptions {}).await.map(|options| options.rules), Ok(Rules { link_hours: 48 }));
    let after = invite(app, &adam, "bob@new.example", "clerical_user").await;
    app.advance(Duration::hours(24));
    assert_eq!(status_of(app, &before).await, Status::Expired, "it holds for links that are sent from now on");
    app.advance(Duration::hours(24) - Duration::milliseconds(1));
    assert_eq!(status_of(app, &after).await, Status::Open);
    app.advance(Duration::milliseconds(1));
    assert_eq!(status_of(app, &after).await, Status::Expired);
    // Sending again follows the rule of the moment.
    let olivia = app.signed_in("olivia.owner").await;
    assert_eq!(set(&olivia, "1").await, Ok(Rules { link_hours: 1 }));
    olivia.call(InviteAgain { person: app.id("ingrid.invited") }).await.expect("sends again");
    let again = app.mailed("ingrid.invited@house.example").await.remove(0);
    app.advance(Duration::hours(1) - Duration::milliseconds(1));
    assert_eq!(status_of(app, &again).await, Status::Open);
    app.advance(Duration::milliseconds(1));
    assert_eq!(status_of(app, &again).await, Status::Expired);
    let changes: Vec<_> = app
        .events(app.house().cedar)
        .await
        .into_iter()
        .filter(|event| event.kind == "invitation.rules_changed")
        .collect();
    assert_eq!(changes.len(), 2);
    assert_eq!(changes[1].changes, r#"[{"field":"link_hours","old":"24","new":"48"}]"#);
    let lakeside = app.signed_in("bea.boss").await;
    assert_eq!(lakeside.call(GetInvitationRules {}).await, Ok(Rules { link_hours: 24 }), "each practice has its own");
    let nina = app.signed_in("nina.npi").await;
    assert_eq!(set(&nina, "2").await, Err(Refusal::OutsideScope.into()));
}

async fn p25_links_can_be_taken_over_before_their_inviter_loses_the_right(app: &TestApp) {
    let (amy, olivia) = (app.signed_in("amy.admin").await, app.signed_in("olivia.owner").await);
    let kept = invite(app, &amy, "ana@new.example", "clerical_user").await;
    let person = app.id("amy.admin");
    let waiting = olivia.call(ListStanding { person }).await.expect("a list");
    assert_eq!(
        waiting.iter().map(|one| (one.email.as_str(), one.role)).collect::<Vec<_>>(),
        [("ana@new.example", Role::ClericalUser)]
    );
    assert_eq!(olivia.call(TakeOverInvitations { person }).await, Ok(1));
    assert!(olivia.call(ListStanding { person }).await.expect("a list").is_empty());
    let revoked = invite(app, &amy, "bob@new.example", "clerical_user").await;
    edit(&olivia, person, |form| form.role = "portal_user".into()).await.expect("demotes");
    assert_eq!(status_of(app, &kept).await, Status::Open, "it is Olivia's now");
    assert_eq!(status_of(app, &revoked).await, Status::Revoked, "the default");
    let shown = app.anonymous().call(ShowInvitation { token: kept }).await.expect("a link");
    assert_eq!(shown.inviter, "Olivia Owner");
    let event = app.events(app.house().cedar).await.into_iter().find(|event| event.kind == "invitation.taken_over");
    assert_eq!(event.expect("an event").changes, r#"[{"field":"inviter","old":"Amy Admin","new":"Olivia Owner"}]"#);
    assert_eq!(olivia.call(TakeOverInvitations { person }).await, Err(AppError::Gone), "nothing is left");
}

async fn p25_an_edit_says_which_links_it_ends_and_may_take_them_over(app: &TestApp) {
    let (amy, olivia) = (app.signed_in("amy.admin").await, app.signed_in("olivia.owner").await);
    let person = app.id("amy.admin");
    let clerk = invite(app, &amy, "ana@new.example", "clerical_user").await;
    let delegate = invite(app, &amy, "bob@new.example", "delegate").await;
    let at_stake = async |role: &str, place: String| {
        let links = olivia.call(ListAtStake { person, role: role.into(), place }).await.expect("a list");
        // Made in one millisecond, they stand in no order.
        links.into_iter().map(|link| link.email).collect::<BTreeSet<_>>()
    };
    let (main, rosa) = (app.house().main_street.to_string(), app.house().rosa.to_string());
    let both = ["ana@new.example", "bob@new.example"];
    assert_eq!(at_stake("portal_user", main.clone()).await, both.map(str::to_owned).into());
    let delegates = BTreeSet::from([both[1].to_owned()]);
    assert_eq!(at_stake("delegate", main.clone()).await, delegates, "a delegate still brings in clerks");
    let both = both.map(str::to_owned).into();
    assert_eq!(at_stake("practice_administrator", rosa).await, both, "at one provider she reaches neither");
    assert!(at_stake("practice_administrator", main.clone()).await.is_empty(), "nothing changes");
    assert!(at_stake("king", main).await.is_empty());
    // To become a delegate ends one of the two; whoever takes the right away answers for it from now on.
    let opened = olivia.call(GetPerson { id: person }).await.expect("Amy").person;
    let base = PersonForm::of(&opened);
    let form = PersonForm { role: "delegate".into(), ..base.clone() };
    let edit = EditPerson { id: person, version: opened.version, base, form, orphans: Orphans::TakeOver };
    olivia.call(edit).await.expect("demotes");
    for (token, inviter) in [(&clerk, "Amy Admin"), (&delegate, "Olivia Owner")] {
        let shown = app.anonymous().call(ShowInvitation { token: token.clone() }).await.expect("a link");
        assert_eq!((shown.status, shown.inviter.as_str()), (Status::Open, inviter));
    }
    assert_eq!(app.count(app.house().cedar, "invitation.taken_over").await, 1);
    assert_eq!(app.count(app.house().cedar, "invitation.revoked").await, 0);
    // The list of what would end is as far in reach as the person.
    let bea = app.signed_in("bea.boss").await;
    let foreign = ListAtStake { person, role: "portal_user".into(), place: String::new() };
    assert_eq!(bea.ask(&foreign).await.line(), r#"404 "not_found""#);
}

async fn p25_nobody_takes_over_what_they_could_not_have_sent(app: &TestApp) {
    let (adam, olivia) = (app.signed_in("adam.admin").await, app.signed_in("olivia.owner").await);
    let owner = invite(app, &olivia, "ana@new.example", "practice_owner").await;
    let person = app.id("olivia.owner");
    assert_eq!(adam.call(TakeOverInvitations { person }).await, Err(AppError::Gone));
    assert_eq!(app.anonymous().call(ShowInvitation { token: owner }).await.expect("a link").inviter, "Olivia Owner");
    for name in ["nina.npi", "bea.boss"] {
        let reply = app.signed_in(name).await.ask(&TakeOverInvitations { person }).await;
        assert_eq!(reply.line(), r#"404 "not_found""#, "{name}");
    }
}

async fn p01_what_scanners_fetch_is_told_and_changes_nothing(app: &TestApp) {
    let token = token_of("ingrid.invited");
    let moments = async || {
        let adam = app.signed_in("adam.admin").await;
        let page = adam.call(GetInvitation { id: app.house().link }).await.expect("a page");
        page.moments.into_iter().map(|moment| moment.kind).collect::<Vec<_>>()
    };
    let before = app.snapshot().await;
    for _ in 0..3 {
        assert_eq!(app.anonymous().get(&format!("/invite/{token}")).await.status, 200);
    }
    assert_same(&before, &app.snapshot().await, "T40: the request itself");
    jobs::flush(&app.state).await.expect("writes");
    assert_eq!(moments().await, [MomentKind::Fetched, MomentKind::Queued]);
    assert_eq!(status_of(app, &token).await, Status::Open);
    // A browser that runs the page a moment later is one visit; one that comes hours later is another.
    app.advance(Duration::hours(2));
    app.anonymous().call(VisitInvitation { token: token.clone(), typed: false }).await.expect("notes");
    assert_eq!(moments().await, [MomentKind::Opened, MomentKind::Fetched, MomentKind::Queued]);
    let adam = app.signed_in("adam.admin").await;
    let own = invite(app, &adam, "ana@new.example", "clerical_user").await;
    app.anonymous().get(&format!("/invite/{own}")).await;
    jobs::flush(&app.state).await.expect("writes");
    app.anonymous().call(VisitInvitation { token: own.clone(), typed: false }).await.expect("notes");
    let query = InvitationQuery { search: "ana@new".into(), ..InvitationQuery::default() };
    let id = adam.call(ListInvitations { query }).await.expect("a list").rows.remove(0).id;
    let page = adam.call(GetInvitation { id }).await.expect("a page");
    assert!(page.moments.iter().all(|moment| moment.kind != MomentKind::Fetched), "{:?}", page.moments);
    // What is no link of ours leaves nothing behind.
    app.anonymous().get("/invite/no-token-of-ours").await;
    assert!(app.state.visits.is_empty());
}

async fn home_counts_what_its_links_lead_to(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let counts = async || adam.call(GetOverview {}).await.expect("an overview").invitations;
    let asked = InvitationQuery::default().with(|filters| filters.asked = true);
    let total = async |query: &InvitationQuery| {
        adam.call(ListInvitations { query: query.clone() }).await.expect("a list").total
    };
    assert_eq!((counts().await, total(&asked).await), ([1, 1, 0, 0], 0));
    app.anonymous().call(AskForInvitation { token: token_of("edgar.expired") }).await.expect("asks");
    app.anonymous().call(AskForInvitation { token: token_of("ingrid.invited") }).await.expect("hers works");
    assert_eq!((counts().await, total(&asked).await), ([1, 1, 0, 1], 1));
    let expired = InvitationQuery::default().with(|filters| filters.statuses = vec![Status::Expired]);
    assert_eq!(total(&expired).await, 1);
    adam.call(InviteAgain { person: app.id("edgar.expired") }).await.expect("sends again");
    assert_eq!((counts().await, total(&asked).await, total(&expired).await), ([2, 0, 0, 0], 0, 0));
    // Those who can do nothing about it are not told to.
    let arthur = app.signed_in("arthur.auditor").await;
    assert_eq!(arthur.call(GetOverview {}).await.expect("an overview").invitations, [0; 4]);
    let nina = app.signed_in("nina.npi").await;
    assert_eq!(nina.call(GetOverview {}).await.expect("an overview").invitations, [0; 4]);
}

async fn s1_23_phones_are_corrected_until_registration_and_nothing_is_mailed(app: &TestApp) {
    let (maya, person) = (app.signed_in("maya.manager").await, app.id("ingrid.invited"));
    let phones = |phone: &str, mobile: &str| Phones { phone: phone.into(), mobile: mobile.into() };
    let correct = |person, phones| CorrectPhones { person, phones };
    let mailed = app.mailed("ingrid.invited@house.example").await.len();
    let stored = maya.call(correct(person, phones("(512) 555-0123", ""))).await.expect("saves");
    assert_eq!(stored.phone, maya.call(GetInvitation { id: app.house().link }).await.expect("page").phones.phone);
    let again = maya.ask(&correct(person, stored)).await;
    assert_eq!(again.line(), r#"403 {"forbidden":"already_so"}"#);
    let wrong = maya.ask(&correct(person, phones("12", "letters"))).await;
    let both = r#"422 {"invalid":[{"field":"phone","code":"not_a_phone"},{"field":"mobile","code":"not_a_phone"}]}"#;
    assert_eq!(wrong.line(), both);
    assert_eq!(app.mailed("ingrid.invited@house.example").await.len(), mailed, "C-11");
    let same = ShowInvitation { token: token_of("ingrid.invited") };
    app.anonymous().call(same).await.expect("the link goes to the same address and still works");
    let events = app.events(app.house().cedar).await;
    let event = events.iter().find(|event| event.kind == "person.edited").expect("it is told");
    assert_eq!(event.actor_name, "Maya Manager");
    assert!(event.changes.contains("phone") && !event.changes.contains("mobile"), "{}", event.changes);
    let registered = maya.ask(&correct(app.id("paul.portal"), phones("", ""))).await;
    assert_eq!(registered.line(), r#"403 {"forbidden":"not_invited"}"#);
}

on_both_engines! {
    s1_23_phones_are_corrected_until_registration_and_nothing_is_mailed,
    p26_links_work_as_long_as_the_practice_says,
    p25_links_can_be_taken_over_before_their_inviter_loses_the_right,
    p25_an_edit_says_which_links_it_ends_and_may_take_them_over,
    p25_nobody_takes_over_what_they_could_not_have_sent,
    p01_what_scanners_fetch_is_told_and_changes_nothing,
    home_counts_what_its_links_lead_to,
}
