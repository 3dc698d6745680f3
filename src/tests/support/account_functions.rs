//! The server functions of account care, sessions and the own profile. Whoever is worked on is José: nobody signs in as
//! him in the walks.

use rolecall::{
    account::{
        api::{ChangeEmailOf, EndSessionsOf, GetCare, ListSessionsOf, LockPerson, MakeTemporary, SendReset},
        model::LinkKind,
        public::{ConfirmEmail, Forgot, ResetPassword, ShowLink, UnlockByLink},
    },
    domain::permission::Permission,
    profile::{
        api::{ChangeOwnEmail, GetProfile, SaveProfile},
        form::ProfileForm,
    },
    session::api::{EndSession, ListSessions, PasswordStrength, Prove},
};

use super::{
    TestApp,
    functions::{Function, Needs, about, function},
};

pub fn all(app: &TestApp) -> Vec<Function> {
    let (person, signed_in) = (app.id("jose.alvarez"), Needs::Permission(Permission::SignedIn));
    let token = || "no token of ours".to_owned();
    let wrong = || "not the password at all".to_owned();
    let email = |name: &str| format!("{name}@house.example");
    let same = ProfileForm::default();
    vec![
        about(person, Permission::ViewPeople, &GetCare { person }),
        about(person, Permission::ResetPasswords, &SendReset { person }),
        about(person, Permission::ResetPasswords, &MakeTemporary { person }),
        about(person, Permission::SecurePeople, &LockPerson { person, reason: "phone lost".into() }),
        about(person, Permission::SecurePeople, &ListSessionsOf { person }),
        about(person, Permission::SecurePeople, &EndSessionsOf { person, session: None }),
        about(person, Permission::EditPeople, &ChangeEmailOf { person, email: email("jose.new") }),
        function(Needs::Session, &Prove { proof: wrong(), next: String::new() }),
        function(signed_in, &ListSessions {}),
        function(signed_in, &EndSession { session: None }),
        function(signed_in, &GetProfile {}),
        function(signed_in, &SaveProfile { base: same.clone(), form: same }),
        function(signed_in, &ChangeOwnEmail { email: email("somebody.new") }),
        function(Needs::Nothing(200), &PasswordStrength { password: wrong(), words: Vec::new() }),
        function(Needs::Nothing(200), &Forgot { login: "nobody.here".into() }),
        function(Needs::Nothing(404), &ShowLink { kind: LinkKind::Reset, token: token() }),
        function(Needs::Nothing(404), &ResetPassword { token: token(), password: wrong(), repeat: wrong() }),
        function(Needs::Nothing(404), &UnlockByLink { token: token() }),
        function(Needs::Nothing(404), &ConfirmEmail { token: token() }),
    ]
}
