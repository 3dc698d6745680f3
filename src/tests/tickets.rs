//! Support tickets: who may know of them, write, decide; what a decision does (S3-7, S3-12…17, S1-4, S1-38, C-20, T48…T50).

use chrono::Duration;
use rolecall::{
    domain::{
        ids::TicketId, list::Sortable as _, permission::Permission, refusal::Refusal, role::Role, vendor::VendorLevel,
    },
    error::AppError,
    history::model::EventKind,
    people::api::GetPerson,
    practices::{api::ListPractices, query::PracticeQuery},
    session::api::ChoosePractice,
    support::{
        api::{
            AssignTicket, DecideTicket, FileTicket, GetNewTicketOptions, GetTicket, ListTickets, WithdrawTicket,
            WriteToTicket,
        },
        form::TicketForm,
        model::{Act, Decision, Party, TicketKind, TicketStatus},
        query::{Column, TicketQuery},
    },
    vendor::api::SwitchTo,
};

use crate::support::{
    Caller, TestApp,
    app::{at_once, edit, status},
    house::PASSWORD,
    on_both_engines,
    outbox::{kinds, letters},
    snapshot::assert_same,
    tickets::{decide, file, link, manager, of_adam, page, question, subjects, write},
    vendor::let_in,
};

fn refused<T>(refusal: Refusal) -> Result<T, AppError> {
    Err(AppError::Forbidden(refusal))
}

/// Every verb about one ticket.
async fn every_verb(caller: &Caller, id: TicketId) -> Vec<(u16, String, Vec<String>)> {
    let text = "Let me in".to_owned();
    let (seen, decision) = (1, Decision::Approved);
    vec![
        caller.ask(&GetTicket { id }).await.outside(),
        caller.ask(&WriteToTicket { id, text: text.clone(), waits: false }).await.outside(),
        caller.ask(&AssignTicket { id, seen }).await.outside(),
        caller.ask(&DecideTicket { id, seen, decision, reason: text }).await.outside(),
        caller.ask(&WithdrawTicket { id, seen }).await.outside(),
        caller.get(&format!("/support/{id}/files/{}", uuid::Uuid::from_u128(7))).await.outside(),
    ]
}

async fn t49_a_foreign_ticket_answers_like_an_unknown_one(app: &TestApp) {
    let id = of_adam(app).await;
    let nobody = TicketId::new(uuid::Uuid::from_u128(1));
    let_in(app, VendorLevel::Limited, "").await;
    let before = app.snapshot().await.without_events();
    for stranger in ["bea.boss", "vera.vendor", "nina.npi", "paul.portal", "maya.manager"] {
        let caller = app.signed_in(stranger).await;
        let before = app.snapshot().await.without_events();
        assert_eq!(every_verb(&caller, id).await, every_verb(&caller, nobody).await, "{stranger}");
        assert_same(&before, &app.snapshot().await.without_events(), stranger);
    }
    assert_eq!(before.rows("tickets"), app.snapshot().await.rows("tickets"));
    let bea = app.signed_in("bea.boss").await;
    assert_eq!(bea.ask(&GetTicket { id }).await.line(), r#"404 "not_found""#);
    assert_eq!(bea.get(&format!("/support/{id}")).await.status, 404);
}

async fn s3_15_each_level_opens_the_tickets_it_says(app: &TestApp) {
    let id = of_adam(app).await;
    let own = file(&app.signed_in("vera.vendor").await, question("Our own")).await;
    for level in VendorLevel::ALL {
        let_in(app, level, "").await;
        let vera = app.signed_in("vera.vendor").await;
        let seen = subjects(&vera).await;
        assert!(seen.contains(&"Our own".to_owned()), "S3-7 {level:?}");
        assert_eq!(seen.contains(&"Names shown twice".to_owned()), level.opens(), "{level:?}");
        assert_eq!(status(&vera.call(GetTicket { id }).await), if level.opens() { 200 } else { 404 }, "{level:?}");
        assert_eq!(write(&vera, id, false).await.is_ok(), level.opens(), "{level:?}");
        write(&vera, own, false).await.expect("always");
        // Filing for the practice takes full access (S3-13), and being there.
        if level.opens() {
            vera.call(ChoosePractice { practice: app.house().cedar }).await.expect("let in");
            let filed = vera.call(FileTicket { form: question("For Cedar Valley") }).await;
            let expected = if level == VendorLevel::Full { 200 } else { 403 };
            assert_eq!(status(&filed), expected, "{level:?}");
            assert!(!subjects(&vera).await.contains(&"Our own".to_owned()), "only where she works");
        }
    }
    let shown = page(&app.signed_in("adam.admin").await, id).await;
    let vera = shown.messages.iter().find(|message| message.author == "Vera Vendor").expect("her words");
    assert_eq!(vera.organisation, "MediBill Services");
}

async fn t50_lists_and_searches_tell_nothing_of_others(app: &TestApp) {
    of_adam(app).await;
    let bea = app.signed_in("bea.boss").await;
    file(&bea, question("Of Lakeside")).await;
    for (name, wanted) in [
        ("adam.admin", &["Names shown twice"][..]),
        ("bea.boss", &["Of Lakeside"]),
        ("oscar.operator", &["Of Lakeside", "Names shown twice"]),
    ] {
        let caller = app.signed_in(name).await;
        for column in Column::ALL {
            for search in ["", "names", "adam", "lakeside", "cedar"] {
                let query = TicketQuery { search: search.into(), ..TicketQuery::default() };
                let found = caller.call(ListTickets { query: query.sorted_by(*column) }).await.expect("a list");
                assert_eq!(found.total, found.rows.len() as i64, "{name} {} {search}", column.name());
                let known = found.rows.iter().all(|row| wanted.contains(&row.subject.as_str()));
                assert!(known, "{name} {} {search}: {found:?}", column.name());
                let all = search.is_empty().then_some(wanted.len());
                assert!(all.is_none_or(|all| all == found.rows.len()), "{name} {}", column.name());
            }
        }
    }
    let oscar = app.signed_in("oscar.operator").await;
    let only = TicketQuery { search: "lakeside ped".into(), ..TicketQuery::default() };
    assert_eq!(oscar.call(ListTickets { query: only }).await.expect("a list").total, 1, "by the practice's name");
    assert_eq!(oscar.ask(&FileTicket { form: question("Mine") }).await.status, 403, "support asks nobody");
}

async fn t55_who_has_switched_has_no_tickets(app: &TestApp) {
    let id = of_adam(app).await;
    let vera = app.signed_in("vera.vendor").await;
    let reply = vera.ask(&SwitchTo { practice: app.house().cedar, reason: "To help".into() }).await;
    let there = vera.with_cookie(&reply.session_cookie().expect("a new token"));
    assert_eq!(there.call(FileTicket { form: question("For them") }).await, refused(Refusal::NotWhileSwitched));
    assert_eq!(write(&there, id, false).await, refused(Refusal::NotWhileSwitched));
}

async fn a_question_is_asked_answered_and_solved(app: &TestApp) {
    let id = of_adam(app).await;
    let (adam, oscar) = (app.signed_in("adam.admin").await, app.signed_in("oscar.operator").await);
    let seen = page(&oscar, id).await;
    assert_eq!(
        (seen.party, seen.status, seen.practice.as_str()),
        (Party::Support, TicketStatus::Open, "Cedar Valley Family Clinic")
    );
    oscar.call(AssignTicket { id, seen: seen.version }).await.expect("his");
    assert_eq!(oscar.ask(&AssignTicket { id, seen: seen.version }).await.status, 409, "not what he saw");
    write(&oscar, id, true).await.expect("asked");
    assert_eq!(page(&adam, id).await.status, TicketStatus::Waiting);
    assert_eq!(write(&adam, id, true).await, refused(Refusal::NotPermitted(Permission::DecideTickets)));
    write(&adam, id, false).await.expect("answered");
    assert_eq!(page(&adam, id).await.status, TicketStatus::Open);
    assert_eq!(decide(&oscar, id, Decision::Approved).await, refused(Refusal::WrongForTicket));
    decide(&oscar, id, Decision::Solved).await.expect("solved");
    assert!(subjects(&adam).await.len() == 1, "still there, under all");
    write(&adam, id, false).await.expect("it is not solved after all");
    let shown = page(&adam, id).await;
    let acts: Vec<_> = shown.messages.iter().map(|message| message.act).collect();
    assert_eq!(acts, [Act::Filed, Act::Asked, Act::Wrote, Act::Solved, Act::Wrote]);
    assert_eq!(
        (shown.status, shown.assigned.map(|(_, name)| name)),
        (TicketStatus::Open, Some("Oscar Operator".into()))
    );
    adam.call(WithdrawTicket { id, seen: shown.version }).await.expect("withdrawn");
    for gone in [write(&adam, id, false).await, decide(&oscar, id, Decision::Solved).await] {
        assert_eq!(gone, refused(Refusal::TicketClosed));
    }
    let cedar = app.house().cedar;
    for (kind, count) in [
        (EventKind::TicketFiled, 1),
        (EventKind::TicketAssigned, 1),
        (EventKind::TicketAnswered, 3),
        (EventKind::TicketClosed, 2),
    ] {
        assert_eq!(app.count(cedar, kind.name()).await, count, "{kind:?}");
    }
    let recorded = app.events(cedar).await;
    let told = recorded.iter().all(|event| !format!("{event:?}").contains("Words for support only"));
    assert!(told, "no event says what was written");
}

async fn s3_12_approving_links_the_practice_once(app: &TestApp) {
    let lakeside = app.house().lakeside;
    let unlink = "delete from vendor_access where practice_id = (select id from practices where tin = '987654321')";
    app.sql(unlink).await.expect("deletes");
    let bea = app.signed_in("bea.boss").await;
    let options = bea.call(GetNewTicketOptions {}).await.expect("options");
    assert_eq!(
        options.vendors.iter().map(|(_, name, why)| (name.as_str(), why)).collect::<Vec<_>>(),
        [("MediBill Services", &None)]
    );
    let id = file(&bea, link(app, "support")).await;
    let vera = app.signed_in("vera.vendor").await;
    let listed = async |caller: &Caller| {
        let rows = caller.call(ListPractices { query: PracticeQuery::default() }).await.expect("a list").rows;
        rows.into_iter().find(|row| row.id == lakeside).and_then(|row| row.level)
    };
    assert_eq!(listed(&vera).await, None);
    let oscar = app.signed_in("oscar.operator").await;
    write(&oscar, id, true).await.expect("asks to verify");
    write(&bea, id, false).await.expect("verified");
    // A second operator's window, at the same instant.
    let seen = page(&oscar, id).await.version;
    let answers = at_once(2, |_| {
        let oscar = oscar.clone();
        async move {
            let approve = DecideTicket { id, seen, decision: Decision::Approved, reason: String::new() };
            oscar.ask(&approve).await.status.as_u16()
        }
    });
    let mut answers = answers.await;
    answers.sort_unstable();
    assert_eq!(answers, [200, 409]);
    assert_eq!(listed(&vera).await, Some(VendorLevel::Support));
    assert_eq!(app.count(lakeside, "vendor.access_set").await, 1);
    let linked = app.snapshot().await;
    let again = file_answer(&bea, link(app, "full")).await;
    assert_eq!(again, refused(Refusal::LinkedAlready), "she sets the level herself");
    assert_same(&linked.without_events(), &app.snapshot().await.without_events(), "a second vendor of that name");
    let options = bea.call(GetNewTicketOptions {}).await.expect("options");
    assert_eq!(options.vendors[0].2, Some(Refusal::LinkedAlready), "N-22");
}

async fn file_answer(caller: &Caller, form: TicketForm) -> Result<TicketId, AppError> {
    caller.call(FileTicket { form }).await
}

async fn t33_links_and_rights_take_a_fresh_password(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let id = file(&adam, manager("paul.portal@house.example")).await;
    let oscar = app.signed_in("oscar.operator").await;
    app.advance(Duration::minutes(11));
    assert_eq!(decide(&oscar, id, Decision::Approved).await, Err(AppError::ProofNeeded));
    assert_eq!(app.person("paul.portal").await.role, Role::PortalUser);
    let prove = rolecall::session::api::Prove { proof: PASSWORD.into(), next: String::new() };
    let proved = oscar.ask(&prove).await.session_cookie().expect("a new token");
    let oscar = oscar.with_cookie(&proved);
    decide(&oscar, id, Decision::Approved).await.expect("approved");
    assert_eq!(app.person("paul.portal").await.role, Role::UserManager);
}

async fn s1_4_approving_makes_a_user_manager(app: &TestApp) {
    let (cedar, paul) = (app.house().cedar, app.id("paul.portal"));
    let adam = app.signed_in("adam.admin").await;
    for (address, expected) in [
        ("nobody@house.example", r#"422 {"invalid":[{"field":"ticket_person","code":"unknown"}]}"#),
        ("bob.basic@house.example", r#"422 {"invalid":[{"field":"ticket_person","code":"unknown"}]}"#),
        ("maya.manager@house.example", r#"403 {"forbidden":"already_so"}"#),
        ("dora.delegate@house.example", r#"403 {"forbidden":{"would_demote":"delegate"}}"#),
        ("dan.deactivated@house.example", r#"403 {"forbidden":"no_account"}"#),
    ] {
        let reply = adam.ask(&FileTicket { form: manager(address) }).await;
        assert_eq!(reply.line(), expected, "{address}");
    }
    let id = file(&adam, manager("paul.portal@house.example")).await;
    let late = file(&adam, manager("paul.portal@house.example")).await;
    let oscar = app.signed_in("oscar.operator").await;
    decide(&oscar, id, Decision::Approved).await.expect("approved");
    let shown = adam.call(GetPerson { id: paul }).await.expect("Paul").person;
    let given: Vec<_> = shown.grants.iter().map(|grant| (grant.role, grant.given_by.as_str())).collect();
    assert_eq!(given, [(Role::UserManager, "Oscar Operator")]);
    let events = app.events(cedar).await;
    let edited = events.iter().find(|event| event.kind == "person.edited").expect("recorded");
    assert_eq!(edited.changes, r#"[{"field":"role","old":"portal_user","new":"user_manager"}]"#);
    assert_eq!(decide(&oscar, late, Decision::Approved).await, refused(Refusal::AlreadySo));
    assert_eq!(page(&oscar, late).await.status, TicketStatus::Open, "nothing was decided by it");
    decide(&oscar, late, Decision::Denied).await.expect("denied");
    assert_eq!(app.person("paul.portal").await.role, Role::UserManager);
}

async fn s1_38_the_answer_is_kept_and_card_numbers_are_not(app: &TestApp) {
    let olivia = app.signed_in("olivia.owner").await;
    let wish = |text: &str| TicketForm {
        kind: "payment_method".into(),
        method: "card".into(),
        text: text.into(),
        ..TicketForm::default()
    };
    let reply = olivia.ask(&FileTicket { form: wish("It is 4242 4242 4242 4242") }).await;
    assert_eq!(reply.line(), r#"422 {"invalid":[{"field":"ticket_text","code":"card_number"}]}"#);
    let id = file(&olivia, wish("By card, please")).await;
    let card = WriteToTicket { id, text: "4242-4242-4242-4242".into(), waits: false };
    assert_eq!(olivia.ask(&card).await.line(), r#"422 {"invalid":[{"field":"ticket_answer","code":"card_number"}]}"#);
    for number in ["4242 4242", "4242-4242"] {
        assert!(app.snapshot().await.tables_with(number).is_empty(), "nowhere, T72");
    }
    let oscar = app.signed_in("oscar.operator").await;
    let deny = DecideTicket { id, seen: 1, decision: Decision::Denied, reason: " ".into() };
    assert_eq!(oscar.ask(&deny).await.line(), r#"422 {"invalid":[{"field":"ticket_reason","code":"required"}]}"#);
    decide(&oscar, id, Decision::Approved).await.expect("approved");
    let shown = page(&olivia, id).await;
    let last = shown.messages.last().expect("the decision");
    assert_eq!((shown.status, last.act, last.body.as_str()), (TicketStatus::Approved, Act::Approved, "As agreed"));
}

async fn n22_what_may_not_be_asked_for_is_listed_with_the_reason(app: &TestApp) {
    let vera = app.signed_in("vera.vendor").await;
    let own_people = Some(Refusal::OwnPeopleOnly);
    let choices = async |caller: &Caller| caller.call(GetNewTicketOptions {}).await.expect("options").kinds;
    let at_home = choices(&vera).await;
    for form in [link(app, "full"), manager("paul.portal@house.example")] {
        assert_eq!(file_answer(&vera, form).await, refused(Refusal::OwnPeopleOnly));
    }
    vera.call(ChoosePractice { practice: app.house().cedar }).await.expect("let in");
    for kinds in [at_home, choices(&vera).await] {
        for (kind, why) in kinds {
            assert_eq!(why, if kind == TicketKind::Question { None } else { own_people.clone() }, "{kind:?}");
        }
    }
    assert_eq!(
        file_answer(&vera, link(app, "full")).await,
        refused(Refusal::OwnPeopleOnly),
        "no vendor lets itself in"
    );
    let adam = app.signed_in("adam.admin").await;
    assert!(choices(&adam).await.iter().all(|(_, why)| why.is_none()));
    let html = adam.get("/support/new?kind=link_account").await.text();
    assert!(html.contains("looks after the practice already") && html.contains("Your practice has a vendor already"));
    let nobody = TicketForm { vendor: app.house().lakeside.to_string(), ..link(app, "full") };
    assert_eq!(adam.ask(&FileTicket { form: nobody }).await.status, 422, "a practice is no vendor");
}

async fn mails_say_that_there_is_something_and_not_what(app: &TestApp) {
    let (operator, filer) = ("oscar.operator@house.example", "adam.admin@house.example");
    let id = of_adam(app).await;
    assert_eq!(kinds(app, operator).await, ["ticket_news"]);
    assert!(kinds(app, filer).await.is_empty(), "nobody is told what they did themselves");
    let oscar = app.signed_in("oscar.operator").await;
    write(&oscar, id, true).await.expect("asked");
    write(&app.signed_in("olivia.owner").await, id, false).await.expect("answered by a colleague");
    decide(&oscar, id, Decision::Solved).await.expect("solved");
    assert_eq!(kinds(app, operator).await, ["ticket_news"; 2]);
    assert_eq!(kinds(app, filer).await, ["ticket_answered"; 3]);
    for address in [operator, filer] {
        for letter in letters(app, address).await {
            let told = format!("{letter:?}");
            assert!(told.contains(&format!("/support/{id}")), "{told}");
            for words in ["Words for support only", "One more thing", "As agreed", "Names shown twice"] {
                assert!(!told.contains(words), "{told}");
            }
        }
    }
    app.alter("adam.admin", |adam| adam.deactivates = Some(app.now() - Duration::minutes(1))).await;
    write(&oscar, id, false).await.expect("answered");
    assert_eq!(kinds(app, filer).await.len(), 3, "who has left is told nothing");
}

async fn pages_show_what_their_reader_may_do(app: &TestApp) {
    let id = of_adam(app).await;
    let (adam, oscar) = (app.signed_in("adam.admin").await, app.signed_in("oscar.operator").await);
    let own = adam.get(&format!("/support/{id}")).await.text();
    assert!(own.contains("Names shown twice") && own.contains("Withdraw the ticket") && !own.contains("Assign to me"));
    let support = oscar.get(&format!("/support/{id}")).await.text();
    assert!(support.contains("Assign to me") && !support.contains("Withdraw the ticket"));
    assert!(oscar.get("/support").await.text().contains("Names shown twice"));
    let vera = app.signed_in("vera.vendor").await;
    assert!(vera.get("/").await.text().contains("Vendor support"), "S3-7: the menu");
    assert!(app.signed_in("maya.manager").await.get("/support").await.text().contains("Your role does not let you"));
    edit(&adam, app.id("paul.portal"), |form| form.title = "Nurse".into()).await.expect("an edit");
    assert!(adam.get("/history").await.text().contains("Support ticket filed"));
    assert_eq!(adam.get(&format!("/support/{}", uuid::Uuid::from_u128(1))).await.status, 404);
}

on_both_engines! {
    t49_a_foreign_ticket_answers_like_an_unknown_one,
    s3_15_each_level_opens_the_tickets_it_says,
    t50_lists_and_searches_tell_nothing_of_others,
    t55_who_has_switched_has_no_tickets,
    a_question_is_asked_answered_and_solved,
    s3_12_approving_links_the_practice_once,
    t33_links_and_rights_take_a_fresh_password,
    s1_4_approving_makes_a_user_manager,
    s1_38_the_answer_is_kept_and_card_numbers_are_not,
    n22_what_may_not_be_asked_for_is_listed_with_the_reason,
    mails_say_that_there_is_something_and_not_what,
    pages_show_what_their_reader_may_do,
}
