//! Editing people: what may change, who may change it, and several editors at once (T52–T54, P-20, P-22).

use rolecall::{
    domain::{ids::PersonId, role::Role},
    error::AppError,
    invitations::model::Orphans,
    people::{
        api::{EditPerson, GetPerson},
        form::PersonForm,
        model::PersonView,
    },
};
use serde_json::json;

use crate::support::{
    Caller, TestApp,
    app::{at_once, edit, status},
    caller::JSON,
    on_both_engines,
    snapshot::assert_same,
};

async fn open(caller: &Caller, id: PersonId) -> (PersonView, PersonForm) {
    let view = caller.call(GetPerson { id }).await.expect("a person").person;
    let form = PersonForm::of(&view);
    (view, form)
}

async fn an_edit_is_stored_checked_and_recorded(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let paul = app.id("paul.portal");
    let saved = edit(&adam, paul, |form| {
        form.first_name = "  Paulo ".into();
        form.mobile = "(312) 555-0142".into();
        form.role = "clerical_user".into();
        form.place = app.house().north.to_string();
        form.notices = "security,news".into();
    })
    .await
    .expect("an edit");
    assert_eq!((saved.row.first_name.as_str(), saved.row.role), ("Paulo", Role::ClericalUser));
    assert_eq!(saved.grants.len(), 1);
    assert_eq!((saved.grants[0].role, saved.grants[0].given_by.as_str()), (Role::ClericalUser, "Adam Admin"));
    let (read, _) = open(&adam, paul).await;
    assert_eq!(read, saved);
    let event = &app.events(app.house().cedar).await[0];
    assert_eq!(event.kind, "person.edited");
    for change in [
        r#"{"field":"first_name","old":"Paul","new":"Paulo"}"#,
        r#"{"field":"role","old":"portal_user","new":"clerical_user"}"#,
        r#"{"field":"place","old":"Main Street","new":"North Clinic"}"#,
    ] {
        assert!(event.changes.contains(change), "{change} in {}", event.changes);
    }
}

async fn wrong_fields_are_named_and_nothing_changes(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let before = app.snapshot().await;
    let wrong = edit(&adam, app.id("paul.portal"), |form| {
        form.first_name = String::new();
        form.phone = "no phone".into();
        form.place = app.house().lakeside.to_string();
    })
    .await;
    let Err(AppError::Invalid(errors)) = wrong else { panic!("{wrong:?}") };
    let errors: Vec<_> = errors.0.iter().map(|error| format!("{} {:?}", error.field, error.code)).collect();
    assert_eq!(errors, ["first_name Required", "place Unknown", "phone NotAPhone"]);
    let taken = edit(&adam, app.id("ingrid.invited"), |form| form.email = "BEA.BOSS@house.example".into()).await;
    assert_eq!(format!("{taken:?}"), r#"Err(Invalid(FieldErrors([FieldError { field: "email", code: Taken }])))"#);
    let registered = edit(&adam, app.id("paul.portal"), |form| form.email = "new@house.example".into()).await;
    let refused = r#"Err(Invalid(FieldErrors([FieldError { field: "email", code: NotChangeable }])))"#;
    assert_eq!(format!("{registered:?}"), refused, "only the person confirms a new address (C-10)");
    assert_same(&before.without_events(), &app.snapshot().await.without_events(), "a refused edit");
}

async fn t52_other_fields_in_the_body_change_nothing(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let paul = app.id("paul.portal");
    let before = app.person("paul.portal").await;
    let (view, form) = open(&adam, paul).await;
    let base = serde_json::to_value(&form).expect("JSON");
    let mut form = base.clone();
    form["title"] = json!("Front desk");
    for (field, value) in [
        ("username", json!("root")),
        ("state", json!("archived")),
        ("tier", json!("paid")),
        ("locked", json!(true)),
        ("verified", json!(true)),
        ("created_at", json!(0)),
        ("practice_id", json!(app.house().lakeside)),
        ("scope", json!("instance")),
        ("version", json!(99)),
    ] {
        form[field] = value;
    }
    let body =
        json!({ "id": paul, "version": view.version, "base": base, "form": form, "practice": app.house().lakeside });
    let reply = adam.post("/rpc/people/edit", JSON, body.to_string()).await;
    assert_eq!(reply.status, 200, "{}", reply.line());
    let after = app.person("paul.portal").await;
    let version = before.version + 1;
    assert_eq!(after, rolecall::people::model::Person { title: "Front desk".into(), version, ..before });
}

async fn p22_two_editors_are_brought_together(app: &TestApp) {
    let (adam, amy) = (app.signed_in("adam.admin").await, app.signed_in("amy.admin").await);
    let id = app.id("paul.portal");
    let (view, base) = open(&adam, id).await;
    let version = view.version;
    edit(&amy, id, |form| form.title = "Reception".into()).await.expect("Amy saves first");
    let form = PersonForm { employee_no: "17".into(), ..base.clone() };
    let merged = adam
        .call(EditPerson { id, version, base: base.clone(), form, orphans: Orphans::Revoke })
        .await
        .expect("no field in common");
    assert_eq!((merged.title.as_str(), merged.employee_no.as_str()), ("Reception", "17"));

    let before = app.snapshot().await;
    let form = PersonForm { title: "Front desk".into(), ..base.clone() };
    let reply = adam.ask(&EditPerson { id, version, base: base.clone(), form, orphans: Orphans::Revoke }).await;
    // The last who changed the person was Adam himself, in another window.
    let expected =
        json!({ "conflict": { "by": "Adam Admin", "version": version + 2, "fields": [["title", "Reception"]] } });
    assert_eq!((reply.status.as_u16(), reply.json::<serde_json::Value>()), (409, expected));
    assert_same(&before, &app.snapshot().await, "a conflict");
    // Having seen it, Adam saves over it.
    let form = PersonForm { title: "Front desk".into(), employee_no: "17".into(), ..base.clone() };
    let seen = PersonForm { title: "Reception".into(), employee_no: "17".into(), ..base };
    let saved = adam
        .call(EditPerson { id, version: version + 2, base: seen, form, orphans: Orphans::Revoke })
        .await
        .expect("saves");
    assert_eq!(saved.title, "Front desk");
}

async fn p22_parallel_editors_lose_nothing(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let id = app.id("paul.portal");
    let (view, base) = open(&adam, id).await;
    let changes: [fn(&mut PersonForm); 4] = [
        |form| form.title = "Reception".into(),
        |form| form.employee_no = "17".into(),
        |form| form.middle_name = "Maria".into(),
        |form| form.language = "es".into(),
    ];
    let answers = at_once(4, |number| {
        let (adam, base) = (adam.clone(), base.clone());
        let mut form = base.clone();
        changes[number](&mut form);
        async move {
            status(&adam.call(EditPerson { id, version: view.version, base, form, orphans: Orphans::Revoke }).await)
        }
    })
    .await;
    assert_eq!(answers, [200; 4]);
    let (saved, _) = open(&adam, id).await;
    let all = (saved.title.as_str(), saved.employee_no.as_str(), saved.middle_name.as_str(), saved.language.as_str());
    assert_eq!(all, ("Reception", "17", "Maria", "es"));
}

async fn one_address_is_given_once_however_many_ask(app: &TestApp) {
    // Practices don't wait for each other, so only the address itself can.
    app.alter("bob.basic", |bob| bob.registered = None).await;
    // A link would follow each address, and so many are refused.
    app.sql("delete from invitations").await.expect("deletes");
    let callers = [app.signed_in("adam.admin").await, app.signed_in("bea.boss").await];
    let ids = [app.id("ingrid.invited"), app.id("bob.basic")];
    for round in 0..20 {
        let mut answers = at_once(2, |number| {
            let (caller, id) = (callers[number].clone(), ids[number]);
            async move { status(&edit(&caller, id, |form| form.email = format!("wanted{round}@house.example")).await) }
        })
        .await;
        answers.sort_unstable();
        assert_eq!(answers, [200, 422]);
    }
}

async fn roles_are_handed_out_only_from_above(app: &TestApp) {
    let paul = app.id("paul.portal");
    let refused = |role: &str| format!(r#"403 {{"forbidden":{{"role_above_own":"{role}"}}}}"#);
    let adam = app.signed_in("adam.admin").await;
    let before = app.snapshot().await.without_events();
    for role in Role::ALL {
        let (view, base) = open(&adam, paul).await;
        let form = PersonForm { role: role.name().into(), ..base.clone() };
        if !Role::PracticeAdministrator.may_hand_out(role) {
            let reply =
                adam.ask(&EditPerson { id: paul, version: view.version, base, form, orphans: Orphans::Revoke }).await;
            assert_eq!(reply.line(), refused(role.name()));
        }
    }
    let above = edit(&adam, app.id("olivia.owner"), |form| form.title = "Boss".into()).await;
    assert_eq!(format!("{above:?}"), "Err(Forbidden(PersonAboveOwn(PracticeOwner)))");
    let archived = edit(&adam, app.id("ada.archived"), |form| form.title = "Gone".into()).await;
    assert_eq!(format!("{archived:?}"), "Err(Forbidden(Archived))");
    let own = edit(&adam, app.id("adam.admin"), |form| form.role = "portal_user".into()).await;
    assert_eq!(format!("{own:?}"), "Err(Forbidden(OwnAccess))");
    assert_same(&before, &app.snapshot().await.without_events(), "refusals");
    let olivia = app.signed_in("olivia.owner").await;
    edit(&olivia, paul, |form| form.role = "user_manager".into()).await.expect("an owner may");
    edit(&olivia, paul, |form| form.role = "practice_owner".into()).await.expect("an owner may");
}

async fn t53_the_last_administrator_stays(app: &TestApp) {
    let bea = app.signed_in("bea.boss").await;
    let ben = app.signed_in("ben.boss").await;
    edit(&bea, app.id("ben.boss"), |form| form.role = "portal_user".into()).await.expect("Bea remains");
    assert_eq!(ben.ask(&GetPerson { id: app.id("bea.boss") }).await.status, 403, "Ben has lost his rights at once");
    let own = edit(&bea, app.id("bea.boss"), |form| form.role = "portal_user".into()).await;
    assert_eq!(format!("{own:?}"), "Err(Forbidden(OwnAccess))");
}

async fn t53_administrators_move_to_a_provider_only_while_others_stay(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    for name in ["adam.admin", "amy.admin"] {
        edit(&olivia, app.id(name), |form| form.place = app.house().rosa.to_string()).await.expect("Olivia stays");
    }
    let own = edit(&olivia, app.id("olivia.owner"), |form| form.place = app.house().rosa.to_string()).await;
    assert_eq!(format!("{own:?}"), "Err(Forbidden(OwnAccess))", "she would reach one provider only");
}

async fn t53_two_who_demote_each_other_do_not_both_succeed(app: &TestApp) {
    let bea = app.signed_in("bea.boss").await;
    edit(&bea, app.id("ben.boss"), |form| form.role = "practice_owner".into()).await.expect("an owner may");
    let ids = [app.id("bea.boss"), app.id("ben.boss")];
    let callers = [bea, app.signed_in("ben.boss").await];
    for round in 0..100 {
        let mut forms = Vec::new();
        for (caller, other) in [(0, 1), (1, 0)] {
            forms.push(open(&callers[caller], ids[other]).await);
        }
        let answers = at_once(2, |number| {
            let (caller, id) = (callers[number].clone(), ids[1 - number]);
            let (view, base) = forms[number].clone();
            let form = PersonForm { role: "portal_user".into(), ..base.clone() };
            async move {
                (
                    number,
                    status(
                        &caller
                            .call(EditPerson { id, version: view.version, base, form, orphans: Orphans::Revoke })
                            .await,
                    ),
                )
            }
        })
        .await;
        let winners: Vec<_> = answers.iter().filter(|(_, status)| *status == 200).map(|(number, _)| *number).collect();
        assert_eq!(winners.len(), 1, "round {round}: {answers:?}");
        assert!(answers.iter().all(|(_, status)| [200, 403].contains(status)), "round {round}: {answers:?}");
        let loser = ids[1 - winners[0]];
        edit(&callers[winners[0]], loser, |form| form.role = "practice_owner".into()).await.expect("back again");
    }
}

async fn t54_nothing_is_written_with_a_right_that_is_gone(app: &TestApp) {
    let (olivia, adam) = (app.signed_in("olivia.owner").await, app.signed_in("adam.admin").await);
    let (paul, adam_id) = (app.id("paul.portal"), app.id("adam.admin"));
    for round in 0..200 {
        let (view, base) = open(&adam, paul).await;
        let (callers, about_adam) = ([olivia.clone(), adam.clone()], open(&olivia, adam_id).await);
        let answers = at_once(2, |number| {
            let caller = callers[number].clone();
            let (id, (view, base), change): (_, _, fn(&mut PersonForm, i32)) = if number == 0 {
                (adam_id, about_adam.clone(), |form, _| form.role = "portal_user".into())
            } else {
                (paul, (view.clone(), base.clone()), |form, round| form.title = format!("Title {round}"))
            };
            let mut form = base.clone();
            change(&mut form, round);
            async move {
                status(
                    &caller.call(EditPerson { id, version: view.version, base, form, orphans: Orphans::Revoke }).await,
                )
            }
        })
        .await;
        let events = app.events(app.house().cedar).await;
        let demoted = events.iter().find(|event| event.changes.contains("portal_user")).expect("Olivia's edit").seq;
        let wrote = |event: &&rolecall::history::store::Stored| event.seq > demoted && event.outcome == "done";
        let late: Vec<_> = events.iter().filter(wrote).filter(|event| event.actor_name == "Adam Admin").collect();
        assert!(late.is_empty(), "round {round}, {answers:?}: {late:#?}");
        let back = edit(&olivia, adam_id, |form| form.role = "practice_administrator".into()).await;
        back.expect("an owner may");
    }
}

on_both_engines! {
    an_edit_is_stored_checked_and_recorded,
    wrong_fields_are_named_and_nothing_changes,
    t52_other_fields_in_the_body_change_nothing,
    p22_two_editors_are_brought_together,
    p22_parallel_editors_lose_nothing,
    one_address_is_given_once_however_many_ask,
    roles_are_handed_out_only_from_above,
    t53_the_last_administrator_stays,
    t53_administrators_move_to_a_provider_only_while_others_stay,
    t53_two_who_demote_each_other_do_not_both_succeed,
    t54_nothing_is_written_with_a_right_that_is_gone,
}
