//! What strangers cannot measure: known and unknown cause the same statements and the same hashes (T11). And what many
//! cost: the work of a batch grows by little for each address.

use rolecall::{
    invitations::{
        api::InvitePeople,
        form::JoinForm,
        public::{AcceptInvitation, AskForInvitation, ShowInvitation, VisitInvitation},
    },
    registrations::form::StatusForm,
};

use crate::support::{
    Caller, TestApp,
    house::{PASSWORD, token_of},
    on_both_engines,
    requests::{apply, arrived, known_and_unknown, of, post, proofs, prove},
    statements::during,
};

/// What a request costs: its statements, and how many passwords were hashed or looked at.
type Work = (Vec<String>, u64, u64);

async fn work<T>(app: &TestApp, request: impl Future<Output = T>) -> (T, Work) {
    let counts = || (app.state.passwords.verifications(), app.state.passwords.derivations());
    let before = counts();
    let (answer, statements) = during(request).await;
    let after = counts();
    assert!(!statements.is_empty(), "nothing was heard of the database");
    (answer, (statements, after.0 - before.0, after.1 - before.1))
}

fn assert_equal(works: &[(String, Work)]) {
    let (first, wanted) = &works[0];
    for (name, found) in works {
        assert_eq!(found, wanted, "{name} costs something else than {first}");
    }
}

async fn t11_asking_for_access_costs_the_same_whoever_is_known(app: &TestApp) {
    let mut works = Vec::new();
    for form in known_and_unknown() {
        let (reply, work) = work(app, apply(app, &form)).await;
        assert_eq!(reply.status, 200, "{}", form.email);
        works.push((form.email, work));
    }
    assert_equal(&works);
}

async fn t11_the_status_of_a_request_costs_the_same_to_guess(app: &TestApp) {
    let request = arrived(app, &of("Zoe")).await;
    let forms = [
        StatusForm { code: request.reference.clone(), email: "una@applicants.example".into() },
        StatusForm { code: request.reference.clone(), email: "paul.portal@house.example".into() },
        StatusForm { code: "2222-2222-2222".into(), email: request.email.clone() },
        StatusForm { code: "2222-2222-2222".into(), email: "una@applicants.example".into() },
        StatusForm { code: "no reference".into(), email: "nobody".into() },
    ];
    let mut works = Vec::new();
    for form in forms {
        let (reply, work) = work(app, post(&app.anonymous(), "/register/status", &form)).await;
        assert_eq!(reply.status, 404);
        works.push((format!("{} {}", form.code, form.email), work));
    }
    assert_equal(&works);
}

/// A token that works elsewhere is as unknown here as one that nobody ever had.
async fn t11_tokens_that_are_none_cost_the_same(app: &TestApp) {
    assert_eq!(apply(app, &of("Zoe")).await.status, 200);
    let proof = proofs(app, &of("Zoe").email).await.remove(0);
    let proof = proof.strip_prefix("/register/prove/").expect("a path of ours").to_owned();
    let form = JoinForm {
        username: "new.person".into(),
        first_name: "New".into(),
        last_name: "Person".into(),
        password: PASSWORD.into(),
        repeat: PASSWORD.into(),
        ..JoinForm::default()
    };
    let stranger = app.anonymous();
    let mut works: [Vec<(String, Work)>; 4] = Default::default();
    let random = "A".repeat(proof.len());
    for token in [random.clone(), proof] {
        let accept = AcceptInvitation { token: token.clone(), form: form.clone() };
        let each = [
            work(app, stranger.ask(&ShowInvitation { token: token.clone() })).await,
            work(app, stranger.ask(&accept)).await,
            work(app, stranger.ask(&AskForInvitation { token: token.clone() })).await,
            work(app, stranger.ask(&VisitInvitation { token: token.clone(), typed: true })).await,
        ];
        for (works, (_, work)) in works.iter_mut().zip(each) {
            works.push((token.clone(), work));
        }
    }
    for works in &works {
        assert_equal(works);
        assert_eq!((works[0].1.1, works[0].1.2), (0, 0), "whoever holds no link causes no hash");
    }
    let mut works = Vec::new();
    for token in [random, token_of("ingrid.invited")] {
        let (reply, work) = work(app, prove(app, &format!("/register/prove/{token}"))).await;
        assert_eq!(reply.status, 404);
        works.push((token, work));
    }
    assert_equal(&works);
}

async fn invite(app: &TestApp, caller: &Caller, name: &str, count: usize) -> Vec<String> {
    let emails: Vec<_> = (0..count).map(|number| format!("{name}{number}@new.example")).collect();
    let wish = InvitePeople {
        emails: emails.join(", "),
        role: "clerical_user".into(),
        place: app.house().main_street.to_string(),
        language: "en".into(),
        message: String::new(),
        keep: String::new(),
    };
    let (judged, statements) = during(caller.call(wish)).await;
    assert!(judged.expect("invites").iter().all(|one| one.verdict.is_good()));
    statements
}

async fn five_hundred_addresses_are_one_request(app: &TestApp) {
    let adam = app.signed_in("adam.admin").await;
    let few = invite(app, &adam, "few", 100).await.len();
    let many = invite(app, &adam, "many", 500).await.len();
    // People, roles and links are stored in rows of many; a letter and an event by itself.
    assert!(many - few < 3 * 400, "{few} statements for 100 addresses, {many} for 500");
    // The answer waits for no mail server: everything is queued, nothing has been tried.
    let mails = app.snapshot().await;
    let mails = mails.rows("mails");
    assert_eq!(mails.len(), 600);
    assert!(mails.iter().all(|row| row.contains("queued")), "{}", mails[0]);
}

on_both_engines! {
    t11_asking_for_access_costs_the_same_whoever_is_known,
    t11_the_status_of_a_request_costs_the_same_to_guess,
    t11_tokens_that_are_none_cost_the_same,
    five_hundred_addresses_are_one_request,
}
