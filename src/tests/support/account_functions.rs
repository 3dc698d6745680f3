//! The server functions of account care, sessions and the own profile. Whoever is worked on is José: nobody signs in as
//! him in the walks.

use rolecall::{
    account::{
        api::{ChangeEmailOf, EndSessionsOf, GetCare, ListSessionsOf, LockPerson, MakeTemporary, SendReset},
        model::LinkKind,
        public::{ConfirmEmail, Forgot, ResetPassword, ShowLink, UnlockByLink},
    },
    caller::api::{CheckCaller, GetCallerCheck, GetOwnQuestions, ListQuestionsOf, SaveOwnQuestions, SetCallerCheck},
    domain::{
        ids::{EmployeeId, GrantId},
        permission::Permission,
    },
    employees::{
        api::{AddAccount, AddEmployee, ListAddOptions, SearchEmployees},
        form::{AccountForm, EmployeeForm},
    },
    lifecycle::{
        api::{ArchivePerson, DeactivatePerson, GetLifecycle, ReactivatePerson, ReplaceAccount, RestorePerson},
        model::Verb,
    },
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

/// Adding users, and the caller check, which is off.
pub fn adding(app: &TestApp, employee: EmployeeId) -> Vec<Function> {
    let (add, set) = (Needs::Permission(Permission::AddPeople), Needs::Permission(Permission::SetCallerCheck));
    let (jose, signed_in) = (app.id("jose.alvarez"), Needs::Permission(Permission::SignedIn));
    let reset = Permission::ResetPasswords;
    let whole = |function| Function { whole_practice: true, ..function };
    let office = app.house().main_street.to_string();
    let form = EmployeeForm {
        place: office,
        last_name: "Walker".into(),
        first_name: "Wanda".into(),
        ..EmployeeForm::default()
    };
    let account = AccountForm {
        last_name: "Elm".into(),
        first_name: "Ella".into(),
        role: "clerical_user".into(),
        email: "ella.elm@house.example".into(),
        ..AccountForm::default()
    };
    let (question, answer) = ("First pet?".to_owned(), "Rex".to_owned());
    let replace = ReplaceAccount { person: jose, username: "jose".into(), reason: " ".into() };
    vec![
        function(add, &SearchEmployees { text: "walker".into() }),
        function(add, &ListAddOptions { employee: None }),
        function(add, &AddEmployee { form }),
        about(jose, Permission::AddPeople, &AddAccount { employee, form: account }),
        about(jose, Permission::AddPeople, &replace),
        whole(function(set, &GetCallerCheck {})),
        whole(function(set, &SetCallerCheck { on: false })),
        function(signed_in, &GetOwnQuestions {}),
        function(signed_in, &SaveOwnQuestions { questions: Vec::new() }),
        about(jose, reset, &ListQuestionsOf { person: jose }),
        about(jose, reset, &CheckCaller { person: jose, question, answer }),
    ]
}

/// The verbs of an account's end and return, each about somebody in the state that it needs. `dan` is the grant that he
/// can be given back.
pub fn lifecycle(app: &TestApp, dan: GrantId) -> Vec<Function> {
    let permission = Permission::DeactivatePeople;
    let id = |name: &str| app.id(name);
    let why = || "left the practice".to_owned();
    let (lena, edgar, ada, away) = (id("lena.leaving"), id("edgar.expired"), id("ada.archived"), id("dan.deactivated"));
    vec![
        about(lena, permission, &GetLifecycle { person: lena, verb: Verb::Deactivate }),
        about(lena, permission, &DeactivatePerson { person: lena, reason: why() }),
        about(edgar, permission, &ArchivePerson { person: edgar, reason: why() }),
        about(ada, permission, &RestorePerson { person: ada, reason: String::new() }),
        about(away, permission, &ReactivatePerson { person: away, grants: vec![dan], reason: String::new() }),
    ]
}
