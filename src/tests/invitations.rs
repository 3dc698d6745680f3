//! Inviting, sending again, correcting, revoking (S0-15…19, S1-20…23, C-05, C-08, P-05…07, P-25, T37, T45, T49, T51).

use chrono::Duration;
use rolecall::{
    domain::{ids::PersonId, refusal::Refusal, role::Role},
    error::AppError,
    home::api::GetOverview,
    invitations::{
        api::{
            CheckAddresses, CopyInvitationLink, CorrectPhones, GetInvitation, InviteAgain, InvitePeople,
            ReaddressInvitation, RevokeInvitation,
        },
        bounce::Bounces,
        model::Status,
        public::ShowInvitation,
        verdict::{Judged, Verdict},
        views::{MomentKind, Phones},
    },
    mail::{model::MailState, outbox::Listener as _},
    people::{api::GetPerson, badge::BadgeKind, model::AccountState},
    server::write::Bookkeeping,
};

use crate::support::{
    Caller, TestApp,
    app::{at_once, edit, status},
    house::token_of,
    on_both_engines,
    snapshot::assert_same,
};

fn batch(app: &TestApp, emails: &str) -> InvitePeople {
    InvitePeople {
        emails: emails.into(),
        role: "clerical_user".into(),
        place: app.house().main_street.to_string(),
        language: "es".into(),
        message: "See you Monday".into(),
        keep: String::new(),
    }
}

fn verdicts(judged: Vec<Judged>) -> Vec<Verdict> {
    judged.into_iter().map(|one| one.verdict).collect()
}

async fn status_of(app: &TestApp, token: &str) -> Status {
    app.anonymous().call(ShowInvitation { token: token.into() }).await.expect("a link of ours").status
}

async fn again(caller: &Caller, person: PersonId) -> Result<(), AppError> {
    caller.call(InviteAgain { person }).await.map(drop)
}

async fn s0_16_each_address_gets_a_link_of_its_own(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let done = adam.call(batch(app, "ana@new.example, bob@new.example")).await.expect("sends");
    assert_eq!(verdicts(done), [Verdict::Sent, Verdict::Sent]);
    let (ana, bob) = (app.mailed("ana@new.example").await, app.mailed("bob@new.example").await);
    assert_eq!((ana.len(), bob.len()), (1, 1));
    assert_ne!(ana, bob);
    let stored = app.snapshot().await;
    for token in [&ana[0], &bob[0]] {
        assert_eq!(token.len(), 43, "256 bits");
        assert_eq!(stored.tables_with(token), [""; 0], "T37: only the hash is kept");
    }
    let shown = app.anonymous().call(ShowInvitation { token: ana[0].clone() }).await.expect("a link");
    assert_eq!((shown.status, shown.role, shown.email.as_str()), (Status::Open, Role::ClericalUser, "ana@new.example"));
    assert_eq!((shown.practice.as_str(), shown.inviter.as_str()), ("Cedar Valley Family Clinic", "Adam Admin"));
    assert_eq!((shown.place.as_str(), shown.message.as_str()), ("Main Street", "See you Monday"));
    assert_eq!(shown.expires.to_utc(), app.now() + Duration::hours(24), "S0-18");
    let kinds: Vec<_> = app.events(app.house().cedar).await.into_iter().map(|event| event.kind).take(3).collect();
    assert_eq!(kinds, ["invitation.sent", "invitation.sent", "people.invited"]);
}

async fn p07_a_bad_address_never_stops_the_rest(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let emails = "ana@new.example, nonsense, bob@new.example;cy@new.example, ANA@new.example, dee@gmial.com, \
                  paul.portal@house.example, ingrid.invited@house.example, dan.deactivated@house.example, \
                  ada.archived@house.example, bob.basic@house.example, zoe@new.example";
    let expected = |good: Verdict| {
        vec![
            good.clone(),
            Verdict::Malformed,
            Verdict::NotCommas,
            Verdict::Repeated,
            Verdict::Misspelt { suggestion: "dee@gmail.com".into() },
            Verdict::Here(app.id("paul.portal")),
            Verdict::Invited(app.id("ingrid.invited")),
            Verdict::Deactivated(app.id("dan.deactivated")),
            Verdict::Archived(app.id("ada.archived")),
            Verdict::Elsewhere,
            good,
        ]
    };
    let before = app.snapshot().await;
    let checked = adam.call(CheckAddresses { emails: emails.into(), keep: String::new() }).await.expect("verdicts");
    assert_eq!(verdicts(checked), expected(Verdict::Ready));
    assert_same(&before, &app.snapshot().await, "checking addresses");
    assert_eq!(verdicts(adam.call(batch(app, emails)).await.expect("sends")), expected(Verdict::Sent));
    assert_eq!(app.snapshot().await.rows("mails").len(), 2);
    let keep = InvitePeople { keep: "dee@gmial.com".into(), ..batch(app, "dee@gmial.com") };
    assert_eq!(verdicts(adam.call(keep).await.expect("sends")), [Verdict::Sent], "it was confirmed");
    // A provider's administrator learns nothing of people elsewhere in the practice.
    let nina = app.signed_in("nina.npi").await;
    let asked =
        CheckAddresses { emails: "paul.portal@house.example,rita.reception@house.example".into(), keep: String::new() };
    let seen = verdicts(nina.call(asked).await.expect("verdicts"));
    assert_eq!(seen, [Verdict::Elsewhere, Verdict::Here(app.id("rita.reception"))]);
}

async fn five_hundred_addresses_answer_within_two_seconds(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let mut emails: Vec<_> = (0..490).map(|number| format!("person{number}@new.example")).collect();
    emails.extend((0..10).map(|number| format!("nonsense{number}")));
    let started = std::time::Instant::now();
    let done = verdicts(adam.call(batch(app, &emails.join(","))).await.expect("sends"));
    let took = started.elapsed();
    assert_eq!(done.iter().filter(|verdict| **verdict == Verdict::Sent).count(), 490);
    assert_eq!(app.snapshot().await.rows("mails").len(), 490);
    // Unoptimised code may take longer than what is shipped.
    let most = if cfg!(debug_assertions) { 10 } else { 2 };
    assert!(took.as_secs() < most, "{took:?}");
    let reply = adam.ask(&batch(app, &"a@new.example,".repeat(501))).await;
    assert_eq!(reply.line(), r#"422 {"invalid":[{"field":"emails","code":"too_many"}]}"#);
}

async fn t51_nobody_invites_above_their_own_role_or_beside_their_own_place(app: &TestApp) {
    let before = app.snapshot().await;
    for (name, role, answer) in [
        ("adam.admin", "practice_owner", r#"403 {"forbidden":{"role_above_own":"practice_owner"}}"#),
        ("adam.admin", "user_manager", r#"403 {"forbidden":{"role_above_own":"user_manager"}}"#),
        ("adam.admin", "portal_operator", r#"403 {"forbidden":{"role_above_own":"portal_operator"}}"#),
        ("dora.delegate", "practice_administrator", r#"403 {"forbidden":{"role_above_own":"practice_administrator"}}"#),
        ("maya.manager", "clerical_user", r#"403 {"forbidden":{"not_permitted":"invite_people"}}"#),
        ("nina.npi", "clerical_user", r#"422 {"invalid":[{"field":"place","code":"unknown"}]}"#),
        ("adam.admin", "king", r#"422 {"invalid":[{"field":"role","code":"unknown"}]}"#),
    ] {
        let wish = InvitePeople { role: role.into(), ..batch(app, "ana@new.example") };
        assert_eq!(app.signed_in(name).await.ask(&wish).await.line(), answer, "{name} {role}");
    }
    assert_eq!(before.rows("people"), app.snapshot().await.rows("people"));
    assert_eq!(before.rows("grants"), app.snapshot().await.rows("grants"));
    let everything = InvitePeople {
        emails: " ,".into(),
        role: String::new(),
        place: app.house().lakeside.to_string(),
        message: "x".repeat(501),
        ..batch(app, "")
    };
    let reply = app.signed_in("adam.admin").await.ask(&everything).await;
    let errors = r#"{"field":"emails","code":"required"},{"field":"place","code":"unknown"},{"field":"role","code":"unknown"},{"field":"message","code":"too_long"}"#;
    assert_eq!(reply.line(), format!(r#"422 {{"invalid":[{errors}]}}"#));
    // Within her own provider and standing she may.
    let own = InvitePeople { place: app.house().rosa.to_string(), ..batch(app, "ana@new.example") };
    assert_eq!(verdicts(app.signed_in("nina.npi").await.call(own).await.expect("sends")), [Verdict::Sent]);
}

async fn c08_a_new_link_ends_the_old_one_at_this_instant(app: &TestApp) {
    let (adam, ingrid) = (app.signed_in("adam.admin").await, app.id("ingrid.invited"));
    let old = token_of("ingrid.invited");
    assert_eq!(status_of(app, &old).await, Status::Open);
    again(&adam, ingrid).await.expect("sends again");
    assert_eq!(status_of(app, &old).await, Status::Superseded);
    let mailed = app.mailed("ingrid.invited@house.example").await;
    assert_eq!(mailed.len(), 1);
    assert_eq!(status_of(app, &mailed[0]).await, Status::Open);
    // Five minutes apart, five a day, whoever presses.
    let olivia = app.signed_in("olivia.owner").await;
    assert_eq!(again(&olivia, ingrid).await, Err(Refusal::SentJustNow { minutes: 5 }.into()));
    for sent in 2..5 {
        app.advance(Duration::minutes(5));
        assert_eq!(again(&olivia, ingrid).await, Ok(()), "{sent}");
    }
    app.advance(Duration::hours(1));
    let adam = app.signed_in("adam.admin").await;
    assert_eq!(again(&adam, ingrid).await, Err(Refusal::SentOften.into()), "the first one counts, too");
    app.advance(Duration::hours(23));
    assert_eq!(again(&app.signed_in("adam.admin").await, ingrid).await, Ok(()));
    let open = app.mailed("ingrid.invited@house.example").await;
    let mut statuses = Vec::new();
    for token in &open {
        statuses.push(status_of(app, token).await);
    }
    assert_eq!(statuses.iter().filter(|one| **one == Status::Open).count(), 1);
    assert_eq!(statuses.last(), Some(&Status::Open));
}

async fn two_who_send_again_at_once_leave_one_link_that_works(app: &TestApp) {
    let ingrid = app.id("ingrid.invited");
    let callers = [app.signed_in("adam.admin").await, app.signed_in("olivia.owner").await];
    let answers = at_once(8, |number| {
        let caller = callers[number % 2].clone();
        async move { status(&caller.call(InviteAgain { person: ingrid }).await) }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| **answer == 200).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| **answer == 403).count(), 7, "{answers:?}");
    let mailed = app.mailed("ingrid.invited@house.example").await;
    assert_eq!(mailed.len(), 1);
    assert_eq!(status_of(app, &mailed[0]).await, Status::Open);
    assert_eq!(status_of(app, &token_of("ingrid.invited")).await, Status::Superseded);
}

async fn s1_22_a_corrected_address_gets_a_new_link_at_once(app: &TestApp) {
    let (adam, person) = (app.signed_in("adam.admin").await, app.id("ingrid.invited"));
    let to = |email: &str, keep| ReaddressInvitation { person, email: email.into(), keep };
    for (email, code) in [
        ("", "required"),
        ("ingrid", "not_an_email"),
        ("ingrid@a.example, ida@b.example", "not_an_email"),
        ("ingrid.invited@house.example", "unchanged"),
        ("PAUL.portal@house.example", "taken"),
        ("bob.basic@house.example", "taken"),
        ("ingrid@gmial.com", "domain_misspelt"),
    ] {
        let expected = format!(r#"422 {{"invalid":[{{"field":"email","code":"{code}"}}]}}"#);
        assert_eq!(adam.ask(&to(email, false)).await.line(), expected, "{email}");
    }
    assert_eq!(status_of(app, &token_of("ingrid.invited")).await, Status::Open, "nothing was changed");
    adam.call(to("ingrid@gmial.com", true)).await.expect("it was confirmed");
    assert_eq!(status_of(app, &token_of("ingrid.invited")).await, Status::Superseded);
    assert_eq!(app.mailed("ingrid@gmial.com").await.len(), 1);
    // Saving another address on the person's page does the same.
    app.advance(Duration::minutes(1));
    let edited = edit(&adam, person, |form| form.email = "ingrid@right.example".into()).await.expect("saves");
    assert_eq!(edited.row.badge.kind, BadgeKind::Invited);
    assert!(app.mailed("ingrid@gmial.com").await.is_empty(), "the letter to the wrong address is gone");
    let mailed = app.mailed("ingrid@right.example").await;
    assert_eq!((mailed.len(), status_of(app, &mailed[0]).await), (1, Status::Open));
    assert_eq!(app.count(app.house().cedar, "invitation.readdressed").await, 2);
    // Nobody takes over the invitation of somebody above them.
    app.alter("ingrid.invited", |ingrid| ingrid.role = Role::PracticeAdministrator).await;
    app.sql("update grants set role = 'practice_administrator' where person_id in (select person_id from invitations where state = 0 and email = 'ingrid@right.example')").await.expect("updates");
    let maya = app.signed_in("maya.manager").await;
    let above = maya.ask(&to("maya.own@house.example", true)).await;
    assert_eq!(above.line(), r#"403 {"forbidden":{"person_above_own":"practice_administrator"}}"#);
}

async fn a_revoked_link_is_dead_and_can_be_followed_by_a_new_one(app: &TestApp) {
    let (adam, person) = (app.signed_in("adam.admin").await, app.id("ingrid.invited"));
    adam.call(RevokeInvitation { person }).await.expect("revokes");
    assert_eq!(status_of(app, &token_of("ingrid.invited")).await, Status::Revoked);
    let twice = adam.ask(&RevokeInvitation { person }).await;
    assert_eq!(twice.line(), r#"403 {"forbidden":"no_open_invitation"}"#);
    let edgar = adam.ask(&RevokeInvitation { person: app.id("edgar.expired") }).await;
    assert_eq!(edgar.line(), r#"403 {"forbidden":"no_open_invitation"}"#, "it has expired");
    let page = adam.call(GetPerson { id: person }).await.expect("Ingrid").person;
    assert_eq!(page.row.badge.kind, BadgeKind::InvitationExpired, "nothing waits for her");
    again(&adam, person).await.expect("sends again");
    assert_eq!(status_of(app, &token_of("ingrid.invited")).await, Status::Revoked);
    for name in ["paul.portal", "dan.deactivated", "ada.archived"] {
        assert_eq!(again(&adam, app.id(name)).await, Err(Refusal::NotInvited.into()), "{name}");
    }
}

async fn c04_a_user_manager_sends_again_what_others_have_begun(app: &TestApp) {
    let (maya, ingrid) = (app.signed_in("maya.manager").await, app.id("ingrid.invited"));
    again(&maya, ingrid).await.expect("sends again");
    let token = app.mailed("ingrid.invited@house.example").await.remove(0);
    let shown = app.anonymous().call(ShowInvitation { token }).await.expect("a link");
    assert_eq!(shown.inviter, "Adam Admin", "it stands on his right");
    // Somebody from a roster was never invited: that is for those who may.
    app.sql("delete from mails").await.expect("deletes");
    app.sql("delete from invitations").await.expect("deletes");
    let refused = again(&maya, ingrid).await;
    assert_eq!(refused, Err(Refusal::NotPermitted(rolecall::domain::permission::Permission::InvitePeople).into()));
    again(&app.signed_in("adam.admin").await, ingrid).await.expect("invites");
}

async fn t37_links_end_with_the_right_they_stand_on(app: &TestApp) {
    let amy = app.signed_in("amy.admin").await;
    amy.call(batch(app, "ana@new.example")).await.expect("sends");
    let ana = app.mailed("ana@new.example").await.remove(0);
    let olivia = app.signed_in("olivia.owner").await;
    // At once, and before anybody has done anything about it.
    app.alter("amy.admin", |amy| amy.deactivates = Some(app.now())).await;
    assert_eq!(status_of(app, &ana).await, Status::Revoked);
    app.alter("amy.admin", |amy| amy.deactivates = None).await;
    assert_eq!(status_of(app, &ana).await, Status::Open);
    edit(&olivia, app.id("amy.admin"), |form| form.role = "portal_user".into()).await.expect("demotes");
    assert_eq!(status_of(app, &ana).await, Status::Revoked);
    assert_eq!(app.count(app.house().cedar, "invitation.revoked").await, 1, "P-25");
    edit(&olivia, app.id("amy.admin"), |form| form.role = "practice_administrator".into()).await.expect("promotes");
    assert_eq!(status_of(app, &ana).await, Status::Revoked, "it does not come back");
    assert_eq!(status_of(app, &token_of("ingrid.invited")).await, Status::Open, "Adam's is his");
}

async fn t49_a_foreign_invitation_answers_like_an_unknown_one(app: &TestApp) {
    let nobody: PersonId = "0190163d-8694-739b-aea5-966c26f8ad91".parse().expect("an id");
    let before = app.snapshot().await;
    for (name, person) in [
        ("bea.boss", app.id("ingrid.invited")),
        ("bea.boss", nobody),
        ("nina.npi", app.id("ingrid.invited")),
        ("adam.admin", app.id("bob.basic")),
    ] {
        let caller = app.signed_in(name).await;
        let email = "mine@new.example".to_owned();
        let id =
            if person == nobody { rolecall::domain::ids::InvitationId::new(nobody.uuid()) } else { app.house().link };
        let mut replies = vec![
            caller.ask(&InviteAgain { person }).await,
            caller.ask(&ReaddressInvitation { person, email, keep: false }).await,
            caller.ask(&CorrectPhones { person, phones: Phones::default() }).await,
            caller.ask(&RevokeInvitation { person }).await,
            caller.ask(&CopyInvitationLink { person }).await,
        ];
        if name != "adam.admin" {
            replies.push(caller.ask(&GetInvitation { id }).await);
        }
        for reply in replies {
            assert_eq!(reply.line(), r#"404 "not_found""#, "{name}");
        }
    }
    assert_eq!(before.rows("invitations"), app.snapshot().await.rows("invitations"));
    assert_eq!(before.rows("people"), app.snapshot().await.rows("people"));
}

async fn p06_links_are_copied_only_where_no_mail_goes_out(app: &TestApp) {
    let person = app.id("ingrid.invited");
    let refused = app.signed_in("adam.admin").await.ask(&CopyInvitationLink { person }).await;
    assert_eq!(refused.line(), r#"403 {"forbidden":"mail_is_sent"}"#);
    let public = app.process(|config, _| config.base_url = "https://rolecall.example".parse().expect("an address"));
    let adam = public.signed_in("adam.admin").await;
    let link = adam.call(CopyInvitationLink { person }).await.expect("a link");
    let token = link.strip_prefix("https://rolecall.example/invite/").expect("T41: the configured address");
    assert_eq!(status_of(app, token).await, Status::Open);
    assert_eq!(status_of(app, &token_of("ingrid.invited")).await, Status::Superseded);
    assert_eq!(app.count(app.house().cedar, "invitation.copied").await, 1);
    assert_eq!(app.snapshot().await.tables_with(token), [""; 0]);
}

async fn n18_a_bounce_shows_until_the_address_is_corrected(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    adam.call(batch(app, "ana@wrong.example")).await.expect("sends");
    let link = adam.call(rolecall::invitations::api::ListInvitations {
        query: rolecall::invitations::query::InvitationQuery { search: "ana@".into(), ..Default::default() },
    });
    let row = link.await.expect("a list").rows.remove(0);
    let said = "550 5.1.1 no such user";
    app.sql(&format!(
        "update mails set state = 'bounced', reply = '{said}', sealed = '', next_try_at = 0, ended_at = queued_at"
    ))
    .await
    .expect("updates");
    let id: uuid::Uuid = {
        let mut conn = app.read().await;
        rolecall::on!(&mut conn, |c| sqlx::query_scalar("select id from mails").fetch_one(&mut *c).await).expect("one")
    };
    let mut tx = Bookkeeping::open(&app.state.db).await.expect("a transaction");
    let concerned = Bounces.concern(&mut tx, rolecall::domain::ids::MailId::new(id)).await.expect("reads");
    Bounces.follow(&mut tx, concerned.expect("an invitation"), MailState::Bounced, app.now()).await.expect("writes");
    tx.keep().await.expect("commits");
    let badge = async || adam.call(GetPerson { id: row.person }).await.expect("Ana").person.row.badge.kind;
    assert_eq!(badge().await, BadgeKind::InvitationBounced);
    assert_eq!(adam.call(GetOverview {}).await.expect("an overview").invitations, [2, 1, 1, 0]);
    let page = adam.call(GetInvitation { id: row.id }).await.expect("a page");
    assert!(page.moments.iter().any(|moment| moment.kind == MomentKind::MailBounced && moment.detail == said));
    app.advance(Duration::minutes(1));
    let email = "ana@right.example".to_owned();
    adam.call(ReaddressInvitation { person: row.person, email, keep: false }).await.expect("corrects");
    assert_eq!(badge().await, BadgeKind::Invited);
    assert_eq!(adam.call(GetOverview {}).await.expect("an overview").invitations, [2, 1, 0, 0]);
    let old = adam.call(GetInvitation { id: row.id }).await.expect("a page");
    assert_eq!(old.row.status, Status::Superseded);
    assert!(old.newest.is_some_and(|newest| newest != row.id));
    let kinds: Vec<_> = old.moments.iter().map(|moment| moment.kind).collect();
    assert_eq!(kinds, [MomentKind::Queued, MomentKind::Superseded, MomentKind::MailBounced, MomentKind::Queued]);
}

async fn who_is_invited_stands_in_the_list_of_people_by_address(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    adam.call(batch(app, "zara.zz@new.example")).await.expect("sends");
    let query = rolecall::people::query::PeopleQuery { search: "zara.zz".into(), ..Default::default() };
    let page = adam.call(rolecall::people::api::ListPeople { query }).await.expect("a list");
    assert_eq!(page.rows.len(), 1);
    assert_eq!((page.rows[0].name().as_str(), page.rows[0].state), ("zara.zz@new.example", AccountState::Invited));
    assert_eq!(page.rows[0].badge.hours_left, Some(24));
}

on_both_engines! {
    s0_16_each_address_gets_a_link_of_its_own,
    p07_a_bad_address_never_stops_the_rest,
    five_hundred_addresses_answer_within_two_seconds,
    t51_nobody_invites_above_their_own_role_or_beside_their_own_place,
    c08_a_new_link_ends_the_old_one_at_this_instant,
    two_who_send_again_at_once_leave_one_link_that_works,
    s1_22_a_corrected_address_gets_a_new_link_at_once,
    a_revoked_link_is_dead_and_can_be_followed_by_a_new_one,
    c04_a_user_manager_sends_again_what_others_have_begun,
    t37_links_end_with_the_right_they_stand_on,
    t49_a_foreign_invitation_answers_like_an_unknown_one,
    p06_links_are_copied_only_where_no_mail_goes_out,
    n18_a_bounce_shows_until_the_address_is_corrected,
    who_is_invited_stands_in_the_list_of_people_by_address,
}
