//! Deactivated, archived, restored, reactivated: out at once, everywhere, and back only by somebody's decision (T31,
//! T48–T54, T68–T71, P-09, N-08).

use chrono::Duration;
use rolecall::{
    account::{
        api::{ChangeEmailOf, MakeTemporary, SendReset},
        model::LinkKind,
        public::{ConfirmEmail, ResetPassword},
    },
    domain::{
        ids::{GrantId, PersonId},
        refusal::Refusal,
        role::Role,
        scope::Scope,
    },
    error::AppError,
    invitations::{
        api::{CheckAddresses, InvitePeople},
        form::JoinForm,
        public::AcceptInvitation,
        verdict::Verdict,
    },
    lifecycle::{
        api::{ArchivePerson, DeactivatePerson, GetLifecycle, ReactivatePerson, RestorePerson},
        model::Verb,
    },
    people::{
        api::GetPerson,
        model::AccountState,
        store::grants::{self, Grant},
    },
    server::{failpoint, write::Bookkeeping},
    session::api::SessionRemaining,
};

use crate::support::{
    Caller, TestApp,
    app::{at_once, edit, status},
    house::{PASSWORD, token_of},
    on_both_engines,
    outbox::tokens,
    snapshot::assert_same,
};

const PAUL: &str = "paul.portal@house.example";
const WHY: &str = "left the practice";

async fn lives(caller: &Caller) -> bool {
    caller.ask(&SessionRemaining {}).await.status == 200
}

async fn archive(caller: &Caller, person: PersonId) -> Result<(), AppError> {
    caller.call(ArchivePerson { person, reason: WHY.into() }).await
}

/// Gives everything back that somebody had.
async fn back(caller: &Caller, person: PersonId) -> Result<(), AppError> {
    let found = caller.call(GetLifecycle { person, verb: Verb::Reactivate }).await?;
    let grants = found.former.into_iter().map(|former| former.id).collect();
    caller.call(ReactivatePerson { person, grants, reason: String::new() }).await
}

async fn grant(app: &TestApp, name: &str, role: Role) -> GrantId {
    let (cedar, now) = (app.house().cedar, app.now());
    let grant = Grant {
        id: GrantId::new(app.state.random.id(now)),
        person: app.id(name),
        role,
        scope: Scope::Practice(cedar),
        given_by: None,
        given_by_name: "Rolecall".into(),
        given: now,
        ends: None,
    };
    let mut tx = Bookkeeping::open(&app.state.db).await.expect("a transaction");
    grants::add(&mut tx, cedar, &grant).await.expect("adds");
    tx.keep().await.expect("commits");
    grant.id
}

async fn t31_out_at_the_next_request_everywhere(app: &TestApp) {
    let elsewhere = app.process(|_, _| ());
    for verb in [Verb::Deactivate, Verb::Archive] {
        let adam = app.signed_in("adam.admin").await;
        let person = app.id("paul.portal");
        let (desk, phone) = (app.signed_in("paul.portal").await, elsewhere.signed_in("paul.portal").await);
        adam.call(SendReset { person }).await.expect("sent");
        adam.call(ChangeEmailOf { person, email: "paul.new@house.example".into() }).await.expect("asked");
        let reset = tokens(app, PAUL, LinkKind::Reset).await.pop().expect("a link");
        let email = tokens(app, "paul.new@house.example", LinkKind::Email).await.pop().expect("a link");
        assert!(lives(&desk).await && lives(&phone).await);
        let seen = adam.call(GetLifecycle { person, verb }).await.expect("a page");
        assert_eq!((seen.refusal, seen.sessions, seen.links), (None, 2, 2));
        let reason = WHY.to_owned();
        match verb {
            Verb::Deactivate => adam.call(DeactivatePerson { person, reason }).await,
            _ => adam.call(ArchivePerson { person, reason }).await,
        }
        .expect("done");
        assert!(!lives(&desk).await && !lives(&phone).await, "{verb:?}");
        let password = "seven quiet hills over a lake".to_owned();
        let reset = ResetPassword { token: reset, password: password.clone(), repeat: password };
        assert_eq!(app.anonymous().ask(&reset).await.status, 410, "{verb:?}");
        assert_eq!(app.anonymous().ask(&ConfirmEmail { token: email }).await.status, 410, "{verb:?}");
        // Signing in is refused like anything else that is refused, and changes nothing.
        let unknown = app.try_password("nobody.here", PASSWORD).await;
        assert_eq!(app.try_password("paul.portal", PASSWORD).await.outside(), unknown.outside(), "{verb:?}");
        let state = if verb == Verb::Archive { AccountState::Archived } else { AccountState::Deactivated };
        assert_eq!(app.person("paul.portal").await.state, state);
        if verb == Verb::Archive {
            adam.call(RestorePerson { person, reason: String::new() }).await.expect("restored");
            assert_eq!(app.try_password("paul.portal", PASSWORD).await.status, 401, "restored is not reactivated");
        }
        back(&adam, person).await.expect("back");
        assert_eq!(app.try_password("paul.portal", PASSWORD).await.status, 200);
        assert!(!lives(&desk).await, "what has ended stays ended");
        app.advance(Duration::minutes(61));
    }
}

async fn p09_a_temporary_password_and_a_link_die_too(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let person = app.id("paul.portal");
    let sheet = adam.call(MakeTemporary { person }).await.expect("a sheet");
    archive(&adam, person).await.expect("archived");
    adam.call(RestorePerson { person, reason: String::new() }).await.expect("restored");
    back(&adam, person).await.expect("back");
    assert_eq!(app.try_password("paul.portal", &sheet.password).await.status, 401);
    let ingrid = app.id("ingrid.invited");
    archive(&adam, ingrid).await.expect("archived");
    let form = JoinForm {
        username: "ingrid.new".into(),
        first_name: "Ingrid".into(),
        last_name: "New".into(),
        password: PASSWORD.into(),
        repeat: PASSWORD.into(),
        ..JoinForm::default()
    };
    let accepts = AcceptInvitation { token: token_of("ingrid.invited"), form };
    assert_eq!(app.anonymous().ask(&accepts).await.status, 410);
    adam.call(RestorePerson { person: ingrid, reason: String::new() }).await.expect("restored");
    back(&adam, ingrid).await.expect("back");
    assert_eq!(app.person("ingrid.invited").await.state, AccountState::Invited);
    assert_eq!(app.anonymous().ask(&accepts).await.status, 410, "the old link stays dead");
}

async fn p25_links_that_stood_on_their_right_are_revoked(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    archive(&olivia, app.id("adam.admin")).await.expect("archived");
    let events = app.events(app.house().cedar).await;
    let about = |kind: &str| events.iter().find(|event| event.kind == kind).map(|event| event.subject_name.clone());
    assert_eq!(about("person.archived").as_deref(), Some("Adam Admin"));
    assert_eq!(about("invitation.revoked").as_deref(), Some("Ingrid Invited"));
}

async fn s1_guards_say_who_may(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let before = app.snapshot().await.without_events();
    for (name, refusal) in [
        ("adam.admin", Refusal::OwnAccess),
        ("olivia.owner", Refusal::PersonAboveOwn(Role::PracticeOwner)),
        ("ada.archived", Refusal::Archived),
    ] {
        let person = app.id(name);
        assert_eq!(archive(&adam, person).await, Err(AppError::Forbidden(refusal.clone())), "{name}");
        let page = adam.call(GetLifecycle { person, verb: Verb::Archive }).await.expect("a page");
        assert_eq!(page.refusal, Some(refusal), "{name}");
    }
    for (name, refusal) in [("dan.deactivated", Refusal::NoAccount), ("ingrid.invited", Refusal::NoAccount)] {
        let done = adam.call(DeactivatePerson { person: app.id(name), reason: WHY.into() }).await;
        assert_eq!(done, Err(AppError::Forbidden(refusal)), "{name}");
    }
    let restored = adam.call(RestorePerson { person: app.id("paul.portal"), reason: String::new() }).await;
    assert_eq!(restored, Err(AppError::Forbidden(Refusal::NotArchived)));
    assert_eq!(back(&adam, app.id("paul.portal")).await, Err(AppError::Forbidden(Refusal::NotDeactivated)));
    assert_eq!(back(&adam, app.id("ada.archived")).await, Err(AppError::Forbidden(Refusal::Archived)));
    let silent = adam.call(ArchivePerson { person: app.id("paul.portal"), reason: " ".into() }).await;
    assert_eq!(status(&silent), 422);
    assert_same(&before, &app.snapshot().await.without_events(), "refused");
    assert_eq!(app.count(app.house().cedar, "permission.refused").await, 8);
    app.advance(Duration::minutes(11));
    assert_eq!(archive(&adam, app.id("paul.portal")).await, Err(AppError::ProofNeeded), "T33");
}

async fn t49_foreign_people_are_unknown(app: &TestApp) {
    let nobody: PersonId = "0190163d-8694-739b-aea5-966c26f8ad91".parse().expect("an id");
    let ask = async |caller: &Caller, person: PersonId| {
        vec![
            caller.ask(&GetLifecycle { person, verb: Verb::Archive }).await.outside(),
            caller.ask(&ArchivePerson { person, reason: WHY.into() }).await.outside(),
            caller.ask(&DeactivatePerson { person, reason: WHY.into() }).await.outside(),
            caller.ask(&RestorePerson { person, reason: String::new() }).await.outside(),
            caller.ask(&ReactivatePerson { person, grants: Vec::new(), reason: String::new() }).await.outside(),
        ]
    };
    for (stranger, foreign) in [("bea.boss", "paul.portal"), ("nina.npi", "paul.portal"), ("olivia.owner", "bob.basic")]
    {
        let caller = app.signed_in(stranger).await;
        let before = app.snapshot().await;
        let unknown = ask(&caller, nobody).await;
        assert!(unknown.iter().all(|(status, ..)| *status == 404));
        assert_eq!(ask(&caller, app.id(foreign)).await, unknown, "{stranger}");
        assert_same(&before, &app.snapshot().await, stranger);
    }
}

async fn t51_only_what_one_may_hand_out_is_given_back(app: &TestApp) {
    let (adam, olivia) = (app.signed_in("adam.admin").await, app.signed_in("olivia.owner").await);
    let maya = app.id("maya.manager");
    adam.call(DeactivatePerson { person: maya, reason: WHY.into() }).await.expect("deactivated");
    let page = adam.call(GetLifecycle { person: maya, verb: Verb::Reactivate }).await.expect("a page");
    assert_eq!(page.former[0].refusal, Some(Refusal::RoleAboveOwn(Role::UserManager)));
    assert_eq!(back(&adam, maya).await, Err(AppError::Forbidden(Refusal::RoleAboveOwn(Role::UserManager))));
    let none = ReactivatePerson { person: maya, grants: Vec::new(), reason: String::new() };
    assert_eq!(adam.ask(&none).await.status, 422, "nobody comes back without access");
    let of_paul = adam.call(GetPerson { id: app.id("paul.portal") }).await.expect("Paul").person.grants[0].id;
    let foreign = ReactivatePerson { person: maya, grants: vec![of_paul], reason: String::new() };
    assert_eq!(olivia.ask(&foreign).await.status, 422, "nor with somebody else's");
    back(&olivia, maya).await.expect("back");
    assert_eq!(app.try_password("maya.manager", PASSWORD).await.status, 200);
}

async fn n08_back_with_the_grants_that_were_chosen(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    let person = app.id("dora.delegate");
    let clerk = grant(app, "dora.delegate", Role::ClericalUser).await;
    olivia.call(DeactivatePerson { person, reason: WHY.into() }).await.expect("deactivated");
    let chosen = ReactivatePerson { person, grants: vec![clerk], reason: "back part-time".into() };
    olivia.call(chosen).await.expect("back");
    let view = olivia.call(GetPerson { id: person }).await.expect("Dora").person;
    assert_eq!((view.row.role, view.row.state), (Role::ClericalUser, AccountState::Active));
    let held: Vec<_> = view.grants.iter().map(|grant| (grant.role, grant.given_by.as_str())).collect();
    assert_eq!(held, [(Role::ClericalUser, "Olivia Owner")]);
    let event = app.events(app.house().cedar).await.remove(0);
    assert_eq!((event.kind.as_str(), event.reason.as_str()), ("person.reactivated", "back part-time"));
    assert!(event.changes.contains(r#"{"field":"grants","old":"delegate, clerical_user","new":"clerical_user"}"#));
    // A day of leaving that was planned before does not catch somebody who is back.
    let lena = app.id("lena.leaving");
    olivia.call(DeactivatePerson { person: lena, reason: WHY.into() }).await.expect("deactivated");
    back(&olivia, lena).await.expect("back");
    app.advance(Duration::days(4));
    assert_eq!(app.try_password("lena.leaving", PASSWORD).await.status, 401, "Lena has no password here");
    assert_eq!(app.person("lena.leaving").await.deactivates, None);
}

async fn t53_two_who_archive_each_other_leave_one(app: &TestApp) {
    let (bea, ben) = (app.id("bea.boss"), app.id("ben.boss"));
    let first = app.signed_in("bea.boss").await;
    edit(&first, ben, |form| form.role = "practice_owner".into()).await.expect("promoted");
    for round in 0..10 {
        let callers = [app.signed_in("bea.boss").await, app.signed_in("ben.boss").await];
        let both = callers.clone();
        let done = at_once(2, move |number| {
            let (caller, person) = (both[number].clone(), [ben, bea][number]);
            async move { status(&archive(&caller, person).await) }
        })
        .await;
        let mut sorted = done.clone();
        sorted.sort_unstable();
        assert!(sorted == [200, 401] || sorted == [200, 403], "round {round}: {done:?}");
        let stays = if app.person("ben.boss").await.state == AccountState::Archived { 0 } else { 1 };
        let (caller, gone) = (&callers[stays], [ben, bea][stays]);
        caller.call(RestorePerson { person: gone, reason: String::new() }).await.expect("restored");
        back(caller, gone).await.expect("back");
    }
}

async fn t69_neither_or_both(app: &TestApp) {
    let (adam, paul) = (app.signed_in("adam.admin").await, app.signed_in("paul.portal").await);
    let before = app.snapshot().await;
    failpoint::arm("before-commit", app.house().cedar);
    assert_eq!(status(&archive(&adam, app.id("paul.portal")).await), 500);
    assert_same(&before, &app.snapshot().await, "an archive that failed before its commit");
    assert!(lives(&paul).await);
}

async fn t68_each_verb_is_one_row(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let (person, cedar) = (app.id("paul.portal"), app.house().cedar);
    adam.call(DeactivatePerson { person, reason: WHY.into() }).await.expect("deactivated");
    archive(&adam, person).await.expect("archived");
    adam.call(RestorePerson { person, reason: "a mistake".into() }).await.expect("restored");
    back(&adam, person).await.expect("back");
    let events: Vec<_> = app.events(cedar).await.into_iter().take(4).collect();
    let told: Vec<_> = events.iter().rev().map(|event| (event.kind.as_str(), event.reason.as_str())).collect();
    assert_eq!(
        told,
        [
            ("person.deactivated", WHY),
            ("person.archived", WHY),
            ("person.restored", "a mistake"),
            ("person.reactivated", "")
        ]
    );
    for event in &events {
        assert_eq!((event.actor_name.as_str(), event.subject_name.as_str()), ("Adam Admin", "Paul Portal"));
        assert!(event.changes.contains(r#""field":"status""#), "{}", event.changes);
    }
}

async fn p14_inviting_somebody_who_was_here_offers_them_back(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let emails = "dan.deactivated@house.example, ada.archived@house.example".to_owned();
    let judged = adam.call(CheckAddresses { emails: emails.clone(), keep: String::new() }).await.expect("verdicts");
    let verdicts: Vec<_> = judged.into_iter().map(|one| one.verdict).collect();
    let (dan, ada) = (app.id("dan.deactivated"), app.id("ada.archived"));
    assert_eq!(verdicts, [Verdict::Deactivated(dan), Verdict::Archived(ada)]);
    let invite = InvitePeople {
        emails,
        role: "portal_user".into(),
        place: app.house().main_street.to_string(),
        language: "en".into(),
        message: String::new(),
        keep: String::new(),
    };
    let done = adam.call(invite).await.expect("nobody invited");
    assert!(done.iter().all(|one| !one.verdict.is_good()));
    adam.call(RestorePerson { person: ada, reason: String::new() }).await.expect("restored");
    back(&adam, ada).await.expect("back");
    assert_eq!(app.person("ada.archived").await.state, AccountState::Active);
}

on_both_engines! {
    t31_out_at_the_next_request_everywhere,
    p09_a_temporary_password_and_a_link_die_too,
    p25_links_that_stood_on_their_right_are_revoked,
    s1_guards_say_who_may,
    t49_foreign_people_are_unknown,
    t51_only_what_one_may_hand_out_is_given_back,
    n08_back_with_the_grants_that_were_chosen,
    t53_two_who_archive_each_other_leave_one,
    t69_neither_or_both,
    t68_each_verb_is_one_row,
    p14_inviting_somebody_who_was_here_offers_them_back,
}
