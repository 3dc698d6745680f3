//! Applying without an invitation: the form, the proof of the address, the status (S0-20…23, N-21, T10, T34, T39…43).

use chrono::Duration;
use rolecall::{
    domain::role::Role,
    mail::{
        letter::requests::{News, RequestLetter},
        model::LetterKind,
    },
    people::model::AccountState,
    registrations::{
        api::ListRequests,
        form::{ApplyForm, StatusForm},
        model::{Code, State, Status},
        query::{RequestQuery, Show},
    },
};

use crate::support::{
    TestApp,
    app::at_once,
    on_both_engines,
    requests::{ana, apply, arrived, by_link, known_and_unknown, letter, letters, of, post, proofs, prove, upload},
    snapshot::assert_same,
};

/// A page without what tells two visits apart: the reference, the nonce, the own link and the request's own data.
fn alike(text: &str, form: &ApplyForm, reference: &str, link: &str) -> String {
    let nonce = text.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("no nonce");
    let mut text = text.replace(nonce, "NONCE").replace(reference, "REFERENCE").replace(link, "LINK");
    for own in [&form.email, &form.first_name, &form.tin, &form.npi] {
        if !own.is_empty() {
            text = text.replace(own.as_str(), "OWN");
        }
    }
    text
}

fn reference(text: &str) -> String {
    let at = text.find("class=\"reference\"").unwrap_or_else(|| panic!("no reference in {text}"));
    let rest = &text[at..];
    let (_, rest) = rest.split_once("<strong>").expect("a reference");
    rest.chars().take(14).collect()
}

async fn t10_known_and_unknown_get_one_answer(app: &TestApp) {
    let forms = known_and_unknown();
    let mut pages = Vec::new();
    let mut proven = Vec::new();
    for form in &forms {
        let reply = apply(app, form).await;
        let code = reference(&reply.text());
        pages.push((reply.outside().0, alike(&reply.text(), form, &code, "/register"), reply.outside().2));
        let links = proofs(app, &form.email).await;
        assert_eq!(links.len(), 1, "{}: one mail with one link", form.email);
        let reply = prove(app, &links[0]).await;
        assert_eq!(reference(&reply.text()), code, "{}", form.email);
        proven.push((reply.outside().0, alike(&reply.text(), form, &code, &links[0]), reply.outside().2));
        let kinds: Vec<_> = letters(app, &form.email).await.iter().map(RequestLetter::kind).collect();
        assert_eq!(kinds.len(), 2, "{kinds:?}");
        let status = StatusForm { code, email: form.email.clone() };
        let seen = post(&app.anonymous(), "/register/status", &status).await;
        assert!(seen.text().contains("waits for a decision"), "{}", seen.text());
    }
    for page in &pages[1..] {
        assert_eq!(*page, pages[0]);
    }
    for page in &proven[1..] {
        assert_eq!(*page, proven[0]);
    }
    // Before a decision no letter says which practices are here.
    for form in &forms {
        assert!(!format!("{:?}", letters(app, &form.email).await).contains("Cedar"), "{}", form.email);
    }
}

async fn t11_known_and_unknown_cause_the_same_work(app: &TestApp) {
    let mut work = Vec::new();
    for form in known_and_unknown() {
        let (before, verified) = (app.snapshot().await, app.state.passwords.verifications());
        assert_eq!(apply(app, &form).await.status, 200);
        let after = app.snapshot().await;
        let rows: Vec<_> = after.more_than(&before).into_iter().map(|(table, more)| (table.to_owned(), more)).collect();
        assert!(rows.iter().any(|(table, _)| table == "requests"), "{rows:?}");
        work.push((rows, app.state.passwords.verifications() - verified));
    }
    assert!(work.iter().all(|each| *each == work[0]), "{work:#?}");
    let request = arrived(app, &of("Zoe")).await;
    let forms = [
        StatusForm { code: request.reference.clone(), email: "una@applicants.example".into() },
        StatusForm { code: "2222-2222-2222".into(), email: request.email.clone() },
        StatusForm { code: "no reference".into(), email: "nobody".into() },
    ];
    let mut answers = Vec::new();
    for form in forms {
        let before = app.snapshot().await;
        let reply = post(&app.anonymous(), "/register/status", &form).await;
        let after = app.snapshot().await;
        let rows: Vec<_> = after.more_than(&before).into_iter().map(|(table, more)| (table.to_owned(), more)).collect();
        let nonce =
            reply.text().split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("none").to_owned();
        let page = reply.text().replace(&nonce, "NONCE").replace(&form.code, "CODE").replace(&form.email, "EMAIL");
        answers.push((reply.status, page, rows));
    }
    assert_eq!(answers[0].0, 404);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
}

async fn t40_looking_uses_nothing_up_and_pressing_does_once(app: &TestApp) {
    assert_eq!(apply(app, &ana()).await.status, 200);
    let link = proofs(app, "ana@applicants.example").await.remove(0);
    let before = app.snapshot().await;
    for _ in 0..5 {
        let reply = app.anonymous().get(&link).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "T42");
        assert!(reply.header("cache-control").contains("no-store"), "{}", reply.header("cache-control"));
        assert!(!reply.text().contains("Cedar"), "the page says nothing of the request");
    }
    assert_same(&before, &app.snapshot().await, "opening the link");
    assert_eq!(by_link(app, &link).await.state, State::Unproven);
    assert_eq!(prove(app, &link).await.status, 200);
    assert_eq!(prove(app, &link).await.status, 410, "T43");
    let request = by_link(app, &link).await;
    assert_eq!(request.state, State::Pending);
    // Monday and Tuesday, 9 to 5.
    assert_eq!(request.due, Some(app.now() + Duration::hours(32)));
    let token = link.rsplit('/').next().expect("a token");
    assert_eq!(app.snapshot().await.tables_with(token), [""; 0], "T37: only the hash is kept");
    assert_eq!(app.count(app.house().cedar, "request.made").await, 1, "T68");
    assert_eq!(app.count(app.house().cedar, "request.proven").await, 1);
}

async fn t34_a_proof_works_for_24_hours(app: &TestApp) {
    let (early, late) = (of("Early"), of("Late"));
    for form in [&early, &late] {
        assert_eq!(apply(app, form).await.status, 200);
    }
    let (first, second) = (proofs(app, &early.email).await.remove(0), proofs(app, &late.email).await.remove(0));
    app.advance(Duration::hours(24) - Duration::milliseconds(1));
    assert_eq!(prove(app, &first).await.status, 200);
    app.advance(Duration::milliseconds(1));
    let before = app.snapshot().await;
    let reply = prove(app, &second).await;
    assert_eq!(reply.status, 410);
    assert!(reply.text().contains("24 hours are over"), "{}", reply.text());
    assert_same(&before, &app.snapshot().await, "a link that has ended");
    let adam = app.signed_in("adam.admin").await;
    let show = |show| RequestQuery::default().with(|filters| filters.show = show);
    let rows = adam.call(ListRequests { query: show(Show::Only(Code::Invalidated)) }).await.expect("a list").rows;
    assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Late Applies"], "S0-22");
    let pending = adam.call(ListRequests { query: show(Show::Pending) }).await.expect("a list").rows;
    assert_eq!(pending.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Early Applies"]);
}

async fn t39_only_the_very_token_works(app: &TestApp) {
    assert_eq!(apply(app, &ana()).await.status, 200);
    let link = proofs(app, "ana@applicants.example").await.remove(0);
    let token = link.rsplit('/').next().expect("a token").to_owned();
    assert_eq!(token.len(), 43, "256 bits");
    let swapped: String =
        token.chars().map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect();
    for wrong in [&token[..42], &format!("{token}A"), &swapped, &"A".repeat(43), &"A".repeat(5_000)] {
        assert_eq!(prove(app, &format!("/register/prove/{wrong}")).await.status, 404, "{wrong}");
    }
    let invitation = app.anonymous().get(&format!("/invite/{token}")).await;
    assert!(!invitation.text().contains("Ana"), "a proof is no invitation");
    assert_eq!(by_link(app, &link).await.state, State::Unproven);
}

async fn t43_one_link_pressed_twenty_times_at_once_proves_once(app: &TestApp) {
    assert_eq!(apply(app, &ana()).await.status, 200);
    let link = proofs(app, "ana@applicants.example").await.remove(0);
    let replies = at_once(20, |_| {
        let (caller, link) = (app.anonymous(), link.clone());
        async move { post(&caller, &link, &StatusForm::default()).await.status.as_u16() }
    })
    .await;
    assert_eq!(replies.iter().filter(|status| **status == 200).count(), 1, "{replies:?}");
    assert_eq!(replies.iter().filter(|status| **status == 410).count(), 19, "{replies:?}");
    assert_eq!(app.count(app.house().cedar, "request.proven").await, 1);
}

async fn wrong_fields_are_named_and_nothing_is_kept(app: &TestApp) {
    let before = app.snapshot().await;
    let form = ApplyForm {
        tin: "12".into(),
        claim: "=cmd;".into(),
        birth: "soon".into(),
        role: "practice_owner".into(),
        first_name: String::new(),
        email: "ana@".into(),
        ..ana()
    };
    let reply = apply(app, &form).await;
    assert_eq!(reply.status, 422);
    let text = reply.text();
    for field in ["tin", "claim", "birth", "role", "first_name", "email"] {
        assert!(text.contains(&format!("id=\"{field}-error\"")), "{field} in {text}");
    }
    assert!(text.contains("value=\"Applies\""), "what was typed is kept");
    assert_same(&before, &app.snapshot().await, "wrong fields");
}

async fn t45_an_address_and_a_network_apply_so_often_and_no_more(app: &TestApp) {
    for _ in 0..3 {
        assert_eq!(apply(app, &ana()).await.status, 200);
    }
    assert_eq!(apply(app, &ana()).await.status, 429, "the address");
    assert_eq!(proofs(app, "ana@applicants.example").await.len(), 3);
    for number in 4..30 {
        let email = format!("somebody{number}@applicants.example");
        assert_eq!(apply(app, &ApplyForm { email, ..ana() }).await.status, 200, "{number}");
    }
    let reply = apply(app, &of("Zoe")).await;
    assert_eq!(reply.status, 429, "the network");
    let elsewhere = app.anonymous().at([203, 0, 113, 5]);
    assert_eq!(post(&elsewhere, "/register", &of("Zoe")).await.status, 200);
    app.advance(Duration::minutes(61));
    assert_eq!(apply(app, &of("Zara")).await.status, 200);
}

async fn n21_reference_and_address_together_show_the_status(app: &TestApp) {
    let request = arrived(app, &ana()).await;
    let look = |code: &str, email: &str| StatusForm { code: code.into(), email: email.into() };
    let caller = app.anonymous();
    let right = look(&request.reference.to_lowercase().replace('-', " "), " ANA@applicants.example ");
    let reply = post(&caller, "/register/status", &right).await;
    assert_eq!(reply.status, 200);
    assert!(reply.text().contains("waits for a decision") && !reply.text().contains("Cedar"), "{}", reply.text());
    let wrong = [
        look(&request.reference, "paul.portal@house.example"),
        look("2345-6789-ABCD", "ana@applicants.example"),
        look("nonsense", "ana@applicants.example"),
    ];
    for form in &wrong {
        let reply = post(&caller, "/register/status", form).await;
        assert_eq!(reply.status, 404);
        assert!(reply.text().contains("There is no request with this code"), "{}", reply.text());
    }
    for _ in 3..15 {
        assert_eq!(post(&caller, "/register/status", &wrong[1]).await.status, 404);
    }
    assert_eq!(post(&caller, "/register/status", &right).await.status, 429, "fifteen wrong ones");
    assert_eq!(post(&app.anonymous().at([203, 0, 113, 5]), "/register/status", &right).await.status, 200);
    assert_eq!(post(&caller, "/register/status", &look("", "")).await.status, 422);
}

async fn s0_21_a_claim_number_lets_in_at_once(app: &TestApp) {
    claims(app, "Claim number,NPI,DOB\nA-100,1234567893,03/09/1970\nB-200,1245319599,\n").await;
    let form = ApplyForm { claim: "a 100".into(), birth: "1970-03-09".into(), ..ana() };
    let request = arrived(app, &form).await;
    assert_eq!((request.state, request.status(app.now())), (State::AutoApproved, Status::AutoApproved));
    let sent = letter(app, &form.email, LetterKind::RequestApproved).await;
    let RequestLetter::Approved { link, role: Role::PortalUser, .. } = sent else { panic!("{sent:?}") };
    let page = app.anonymous().get(&link).await;
    assert!(page.status == 200 && page.text().contains("Cedar Valley"), "{}", page.text());
    let person = request.person.expect("somebody of the practice");
    let reach = rolecall::domain::scope::Reach::whole(app.house().cedar);
    let person = rolecall::people::store::find(&mut app.read().await, reach, person).await.expect("reads");
    let person = person.expect("is stored");
    assert_eq!((person.state, person.name().as_str()), (AccountState::Invited, "Ana Applies"));
    let told = letters(app, "adam.admin@house.example").await;
    assert!(matches!(told[..], [RequestLetter::News { news: News::ApprovedByClaim, .. }]), "{told:?}");
    assert_eq!(app.count(app.house().cedar, "request.auto_approved").await, 1);
}

async fn s0_21_a_claim_number_is_not_enough_for_everything(app: &TestApp) {
    let file = "Claim number,NPI,DOB\nA-100,1234567893,03/09/1970\nB-200,1245319599,\nD-400,1245319599,\n";
    claims(app, file).await;
    let with = |first: &str, claim: &str| ApplyForm { claim: claim.into(), ..of(first) };
    let ron = ApplyForm { level: "provider".into(), npi: "1234567893".into(), ..with("Ron", "B-200") };
    for (why, form) in [
        ("unknown", with("Una", "C-300")),
        ("no date of birth", with("Dot", "A-100")),
        ("another date of birth", ApplyForm { birth: "1971-03-09".into(), ..with("Dan", "A-100") }),
        ("another provider's", ron),
        ("an administrator", ApplyForm { role: "practice_administrator".into(), ..with("Ada", "B-200") }),
        ("an address in use", ApplyForm { email: "paul.portal@house.example".into(), ..with("Pat", "D-400") }),
    ] {
        assert_eq!(arrived(app, &form).await.state, State::Pending, "{why}");
    }
    // The administrator's request has used the number up.
    assert_eq!(arrived(app, &with("Bea", "B-200")).await.state, State::Pending, "used before");
    let lakeside = ApplyForm { tin: "987654321".into(), ..with("Lea", "B-200") };
    assert_eq!(arrived(app, &lakeside).await.practice, app.house().lakeside);
}

/// An administrator brings a file in.
async fn claims(app: &TestApp, text: &str) {
    let adam = app.signed_in("adam.admin").await;
    let reply = upload(&adam, text).await;
    let imported = format!("/requests/claims?imported={}", text.lines().count() - 1);
    assert_eq!(reply.header("location"), imported, "{}", reply.text());
}

async fn t60_forms_of_other_sites_are_refused(app: &TestApp) {
    let before = app.snapshot().await;
    let evil = app.anonymous().with("origin", "https://evil.example").with("sec-fetch-site", "cross-site");
    for path in ["/register", "/register/status", "/register/prove/token", "/requests/claims", "/requests/export"] {
        assert_eq!(post(&evil, path, &ana()).await.status, 403, "{path}");
    }
    assert_same(&before, &app.snapshot().await, "another site");
}

async fn t41_links_lead_to_the_configured_address(app: &TestApp) {
    let evil = app.anonymous().with("x-forwarded-host", "evil.example").with("forwarded", "host=evil.example");
    assert_eq!(post(&evil, "/register?next=//evil.example", &ana()).await.status, 200);
    let link = proofs(app, "ana@applicants.example").await.remove(0);
    assert!(link.starts_with("/register/prove/"), "{link}");
    assert_eq!(app.snapshot().await.tables_with("evil.example"), [""; 0]);
}

on_both_engines! {
    t10_known_and_unknown_get_one_answer,
    t11_known_and_unknown_cause_the_same_work,
    t40_looking_uses_nothing_up_and_pressing_does_once,
    t34_a_proof_works_for_24_hours,
    t39_only_the_very_token_works,
    t43_one_link_pressed_twenty_times_at_once_proves_once,
    wrong_fields_are_named_and_nothing_is_kept,
    t45_an_address_and_a_network_apply_so_often_and_no_more,
    n21_reference_and_address_together_show_the_status,
    s0_21_a_claim_number_lets_in_at_once,
    s0_21_a_claim_number_is_not_enough_for_everything,
    t60_forms_of_other_sites_are_refused,
    t41_links_lead_to_the_configured_address,
}
