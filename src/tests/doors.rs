//! Who may call what, for every server function and every page (T48).

use std::collections::BTreeSet;

use rolecall::{
    domain::{permission::Permission, role::Role},
    people::model::{AccountState, Lock, LockReason},
    server::http::ROUTES,
};

use crate::support::{
    Engine, TestApp,
    functions::{self, Function, Needs},
    house, on_both_engines,
};

/// One person of each role, and what of Cedar Valley they reach.
const PEOPLE: [(&str, Role, Reaches); 15] = [
    ("olivia.owner", Role::PracticeOwner, Reaches::Cedar),
    ("adam.admin", Role::PracticeAdministrator, Reaches::Cedar),
    ("maya.manager", Role::UserManager, Reaches::Cedar),
    ("dora.delegate", Role::Delegate, Reaches::Cedar),
    ("arthur.auditor", Role::Auditor, Reaches::Cedar),
    ("paul.portal", Role::PortalUser, Reaches::Cedar),
    ("clara.clerk", Role::ClericalUser, Reaches::Cedar),
    ("sam.coordinator", Role::ReferringCoordinator, Reaches::Cedar),
    ("anna.applicant", Role::Applicant, Reaches::Cedar),
    ("pia.patient", Role::Patient, Reaches::Cedar),
    ("nina.npi", Role::PracticeAdministrator, Reaches::OneProvider),
    ("rita.reception", Role::PortalUser, Reaches::OneProvider),
    ("bea.boss", Role::PracticeOwner, Reaches::Elsewhere),
    ("vera.vendor", Role::VendorAdministrator, Reaches::Cedar),
    ("oscar.operator", Role::PortalOperator, Reaches::Elsewhere),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reaches {
    Cedar,
    OneProvider,
    /// Another organisation: Cedar Valley does not exist from there.
    Elsewhere,
}

async fn t48_every_function_has_a_row(app: &TestApp) {
    let rows: BTreeSet<_> = functions::all(app).await.into_iter().map(|function| function.path).collect();
    let registered: BTreeSet<_> = server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
    assert_eq!(registered, rows, "registered on the left, in support/functions.rs on the right");
}

async fn t48_strangers_are_refused(app: &TestApp) {
    let before = app.snapshot().await;
    for function in functions::all(app).await {
        let reply = function.call(&app.anonymous()).await;
        let expected = match function.needs {
            Needs::Nothing(status) => status,
            Needs::Session | Needs::HalfASession | Needs::Permission(_) => 401,
        };
        assert_eq!(reply.status, expected, "{}: {}", function.path, reply.line());
    }
    assert_eq!(before.rows("people"), app.snapshot().await.rows("people"));
}

async fn t48_every_role_does_what_the_matrix_says(app: &TestApp) {
    for (name, role, reaches) in PEOPLE {
        for function in functions::all(app).await {
            relock(app).await;
            let caller = app.signed_in(name).await;
            if name == "vera.vendor" {
                let choose = rolecall::session::api::ChoosePractice { practice: app.house().cedar };
                caller.call(choose).await.expect("Vera works for Cedar Valley");
            }
            let reply = function.call(&caller).await;
            let expected = expected(&function, role, reaches);
            assert_eq!(reply.status, expected, "{name} {}: {}", function.path, reply.line());
            if let (403, Needs::Permission(permission)) = (expected, function.needs) {
                let refusal = if function.path.contains("/twostep/") && permission.held_by(role) {
                    refused_about_two_step(function.path, reaches)
                } else if permission.held_by(role) && function.path.ends_with("invitations/copy") {
                    serde_json::json!({ "forbidden": "mail_is_sent" })
                } else if permission.held_by(role)
                    && ["caller/check", "caller/save"].iter().any(|end| function.path.ends_with(end))
                {
                    serde_json::json!({ "forbidden": "caller_check_off" })
                } else if permission.held_by(role) && function.path.ends_with("providers/invite_agent") {
                    serde_json::json!({ "forbidden": "no_agent_email" })
                } else if permission.held_by(role) && function.path.ends_with("vendor/ask") {
                    serde_json::json!({ "forbidden": "already_so" })
                } else if let (true, Some(why)) = (permission.held_by(role), refused_about_plans(function.path)) {
                    serde_json::json!({ "forbidden": why })
                } else if permission.held_by(role) {
                    serde_json::json!({ "forbidden": "outside_scope" })
                } else {
                    serde_json::json!({ "forbidden": { "not_permitted": permission } })
                };
                assert_eq!(reply.json::<serde_json::Value>(), refusal, "{name} {}", function.path);
            }
        }
    }
}

fn expected(function: &Function, role: Role, reaches: Reaches) -> u16 {
    match function.needs {
        Needs::Nothing(status) => status,
        // A wrong current password, or signed out everywhere.
        Needs::Session if ["change_password", "session/prove"].iter().any(|end| function.path.ends_with(end)) => 422,
        // Nobody here has switched to a practice.
        Needs::Session if function.path.ends_with("vendor/return") => 410,
        Needs::Session => 200,
        Needs::HalfASession => 401,
        Needs::Permission(permission) if function.path.contains("/twostep/") && permission.held_by(role) => {
            about_two_step(function, reaches)
        }
        Needs::Permission(permission) if !permission.held_by(role) => 403,
        Needs::Permission(_) if ["/rpc/practices/", "/rpc/vendor/"].iter().any(|of| function.path.starts_with(of)) => {
            about_practices(function, role, reaches)
        }
        // Another practice's place is none to invite to, or to add a provider at.
        Needs::Permission(_) if function.path.ends_with("invitations/invite") && reaches != Reaches::Cedar => 422,
        Needs::Permission(_) if function.path.ends_with("providers/add") && reaches == Reaches::Elsewhere => 422,
        // The operator and Lakeside have no role of their own in Cedar Valley to switch to.
        Needs::Permission(Permission::SignedIn) if function.path.ends_with("choose_practice") => {
            if reaches == Reaches::Elsewhere { 404 } else { 200 }
        }
        Needs::Permission(_) if function.whole_practice && reaches == Reaches::OneProvider => 403,
        Needs::Permission(_) if function.path.starts_with("/rpc/support/") => about_tickets(function.path),
        Needs::Permission(_) if function.about.is_some() && reaches != Reaches::Cedar => 404,
        // Nobody has anything on file to pay with, nobody has a plan, and there is no invoice.
        Needs::Permission(_) if refused_about_plans(function.path).is_some() => 403,
        Needs::Permission(_)
            if ["billing/invoice", "billing/settle", "payments/finish_card", "payments/pay"]
                .iter()
                .any(|end| function.path.ends_with(end)) =>
        {
            404
        }
        // No mail waits for a second try.
        Needs::Permission(_) if function.path.ends_with("operator/retry_mail") => 410,
        // A key that nobody has made.
        Needs::Permission(_) if function.path.ends_with("keys/revoke") => 404,
        // Another practice's or provider's office is none to add an employee at.
        Needs::Permission(_) if function.path.ends_with("employees/add") && reaches != Reaches::Cedar => 422,
        // Without a reason nobody is replaced; the check of callers is off.
        Needs::Permission(_) if function.path.ends_with("lifecycle/replace") => 422,
        Needs::Permission(_) if function.path.ends_with("caller/check") => 403,
        Needs::Permission(_) if function.path.ends_with("caller/save") => 403,
        // Nobody knows where Ken's agent could be invited to.
        Needs::Permission(_) if function.path.ends_with("providers/invite_agent") => 403,
        // Adam takes nothing over from himself.
        Needs::Permission(_) if function.path.ends_with("take_over") && role == Role::PracticeAdministrator => 410,
        // Mail is configured here.
        Needs::Permission(_) if function.path.ends_with("invitations/copy") => 403,
        // A list of records is its uploader's alone, too; nobody imports for one provider only.
        Needs::Permission(_)
            if function.path.starts_with("/rpc/record_files/import") && reaches == Reaches::OneProvider =>
        {
            403
        }
        Needs::Permission(_) if function.path.starts_with("/rpc/record_files/") => 404,
        // Nobody has planned anything.
        Needs::Permission(_) if function.path.starts_with("/rpc/handover/plan/") => 404,
        // Nobody has seen that page, nor does anybody have that office.
        Needs::Permission(_) if function.path.ends_with("house/save") => 409,
        Needs::Permission(_) if function.path.ends_with("house/rename_office") => 404,
        // An import is its uploader's alone, and nobody has uploaded this one.
        Needs::Permission(_) if function.path.starts_with("/rpc/roster/") => 404,
        Needs::Permission(_) if function.path.starts_with("/rpc/invitation_files/") => 404,
        // An order is its giver's alone, and nobody has given this one.
        Needs::Permission(_) if ["bulk/prepare", "bulk/list"].iter().any(|end| function.path.ends_with(end)) => 200,
        Needs::Permission(_) if function.path.starts_with("/rpc/bulk/") => 404,
        Needs::Permission(_) => 200,
    }
}

/// What those are answered who may look after a second step: their own with a wrong password, or Paul's.
fn about_two_step(function: &Function, reaches: Reaches) -> u16 {
    match function.path.trim_start_matches("/rpc/twostep/") {
        "own" => 200,
        // Nothing was begun.
        "confirm_app" => 410,
        "add_passkey" => 403,
        "demand" | "choose_demand" if reaches == Reaches::OneProvider => 403,
        "demand" | "choose_demand" => 200,
        "person" | "except" | "reset" if reaches != Reaches::Cedar => 404,
        "person" | "except" => 200,
        "reset" => 403,
        _ => 422,
    }
}

/// Nobody has filed that ticket, and nothing was filled in.
fn about_tickets(path: &str) -> u16 {
    match path.trim_start_matches("/rpc/support/") {
        "list" | "options" => 200,
        "file" => 422,
        _ => 404,
    }
}

/// What those are answered who look after practices, or after the vendors of their own.
fn about_practices(function: &Function, role: Role, reaches: Reaches) -> u16 {
    let operator = role == Role::PortalOperator;
    match function.path.trim_start_matches("/rpc/") {
        "vendor/access" | "vendor/receipt" | "vendor/set" if reaches == Reaches::OneProvider => 403,
        // No such period, and no such level.
        "vendor/receipt" => 404,
        "vendor/set" => 422,
        // The operator asks nobody; the vendor has everything.
        "vendor/ask" => {
            if operator {
                404
            } else {
                403
            }
        }
        // Nothing was filled in.
        "vendor/switch" | "practices/add" => 422,
        // Another practice is none of theirs, and Paul is none of Rosa's people.
        "practices/reset" if reaches == Reaches::Elsewhere && !operator => 404,
        "practices/reset" if reaches == Reaches::OneProvider => 422,
        _ => 200,
    }
}

fn refused_about_plans(path: &str) -> Option<&'static str> {
    match path.trim_start_matches("/rpc/") {
        "plans/quote" | "plans/buy" => Some("no_payment_means"),
        "plans/change" | "billing/mail_own" => Some("no_plan"),
        "payments/begin_card" => Some("no_cards_here"),
        "payments/remove_card" => Some("no_card"),
        _ => None,
    }
}

fn refused_about_two_step(path: &str, reaches: Reaches) -> serde_json::Value {
    let refusal = match path {
        _ if path.ends_with("/add_passkey") => "no_passkeys_here",
        _ if reaches == Reaches::OneProvider => "outside_scope",
        _ => "no_two_step",
    };
    serde_json::json!({ "forbidden": refusal })
}

/// Somebody to unlock, somebody to lock, somebody with a link that works, and room for a provider.
async fn relock(app: &TestApp) {
    let since = app.now();
    // What was made of Ella is nobody again.
    for sql in [
        "delete from employees where last_key like 'walker%'",
        "update employees set person_id = null",
        "delete from offices where name = 'South'",
        "delete from grants where person_id in (select id from people where email_key = 'ella.elm@house.example')",
    ] {
        app.sql(sql).await.expect(sql);
    }
    for table in ["mails", "invitations", "account_links", "payment_means", "price_lists"] {
        app.sql(&format!("delete from {table}")).await.expect("deletes");
    }
    for table in ["patient_moves", "handover_points", "handovers"] {
        app.sql(&format!("delete from {table}")).await.expect("deletes");
    }
    let ken = match app.engine {
        Engine::Sqlite => format!("x'{}'", app.house().ken.uuid().simple()),
        Engine::Postgres => format!("'{}'", app.house().ken),
    };
    app.sql(&format!("update patients set version = 1, provider_id = {ken} where identifier = 'K-1'"))
        .await
        .expect("updates");
    app.sql("delete from people where email_key = 'ella.elm@house.example'").await.expect("deletes");
    app.sql(&format!("delete from providers where npi = '{}'", functions::NEW_NPI)).await.expect("deletes");
    let (person, inviter) = (app.id("ingrid.invited"), (app.id("adam.admin"), "Adam Admin"));
    let expires = since + chrono::Duration::hours(20);
    app.alter("ingrid.invited", |ingrid| {
        ingrid.email = "ingrid.invited@house.example".into();
        ingrid.phone.clear();
    })
    .await;
    let link = house::open_link(app.house().link, person, "ingrid.invited@house.example", inviter, expires);
    app.add_link(link, &house::token_of("ingrid.invited")).await;
    app.alter("jose.alvarez", |jose| jose.lock = None).await;
    for (name, state) in [
        ("lena.leaving", AccountState::Active),
        ("edgar.expired", AccountState::Invited),
        ("ada.archived", AccountState::Archived),
        ("dan.deactivated", AccountState::Deactivated),
    ] {
        app.alter(name, |person| person.state = state).await;
    }
    app.alter("luis.locked", |luis| luis.lock = Some(Lock { since, reason: LockReason::ByAdministrator, ends: None }))
        .await;
}

async fn t48_a_temporary_password_opens_nothing(app: &TestApp) {
    let until = (app.now() + chrono::Duration::hours(24)).timestamp_millis();
    app.sql(&format!("update credentials set temporary_until = {until} where username_key = 'adam.admin'"))
        .await
        .expect("updates");
    // It is good for one sign-in only.
    let unused = "update credentials set temporary_used_at = 0 where username_key = 'adam.admin'";
    for function in functions::all(app).await {
        app.sql(unused).await.expect("updates");
        let reply = function.call(&app.signed_in("adam.admin").await).await;
        if let Needs::Permission(_) = function.needs {
            assert_eq!(reply.line(), r#"403 {"forbidden":"choose_new_password"}"#, "{}", function.path);
        } else if function.needs != Needs::Nothing(403) {
            assert_ne!(reply.status, 403, "{}", function.path);
        }
    }
    app.sql(unused).await.expect("updates");
    let adam = app.signed_in("adam.admin").await;
    for route in ROUTES.iter() {
        let path = address(route.path());
        if path != "/profile/password" && path != "/setup" {
            let reply = adam.get(&path).await;
            assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/profile/password"), "{path}");
        }
    }
}

/// A route's pattern as an address: parameters are some id.
fn address(pattern: &str) -> String {
    let part = |part: &str| match part.chars().next() {
        Some(':' | '{' | '*') => "0190163d-8694-739b-aea5-966c26f8ad91".to_owned(),
        _ => part.to_owned(),
    };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

async fn t48_pages_lead_strangers_to_sign_in(app: &TestApp) {
    for route in ROUTES.iter() {
        let path = address(route.path());
        let reply = app.anonymous().get(&path).await;
        match path.as_str() {
            path if path.starts_with("/register") => assert_eq!(reply.status, 200, "{path}"),
            "/sign-in" | "/forgot" | "/invite" | "/reset" | "/unlock" | "/confirm-email" => {
                assert_eq!(reply.status, 200, "{path}");
            }
            path if ["/invite/", "/reset/", "/unlock/", "/confirm-email/"]
                .iter()
                .any(|link| path.starts_with(link)) =>
            {
                assert_eq!(reply.status, 404, "{path} is no link of ours");
            }
            "/setup" => assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/")),
            _ => {
                assert_eq!(reply.status, 303, "{path}: {}", reply.line());
                assert!(reply.header("location").starts_with("/sign-in"), "{path}");
                assert!(reply.body.is_empty(), "{path} shows something");
            }
        }
    }
}

async fn t48_pages_show_nobody_to_those_who_may_not_look(app: &TestApp) {
    for name in ["paul.portal", "bea.boss"] {
        let caller = app.signed_in(name).await;
        for route in ROUTES.iter() {
            for path in [address(route.path()), format!("/people/{}", app.id("adam.admin"))] {
                let reply = caller.get(&path).await;
                assert!(!reply.text().contains("adam.admin@"), "{name} sees Adam on {path}");
            }
        }
    }
}

on_both_engines! {
    t48_every_function_has_a_row,
    t48_strangers_are_refused,
    t48_every_role_does_what_the_matrix_says,
    t48_a_temporary_password_opens_nothing,
    t48_pages_lead_strangers_to_sign_in,
    t48_pages_show_nobody_to_those_who_may_not_look,
}
