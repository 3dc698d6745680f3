//! Every server function with what it needs and arguments that would work: what the walks over all of them read.

use rolecall::{
    domain::{
        ids::{ImportId, InvitationFileId, PasskeyId, PersonId},
        permission::Permission,
    },
    history::api::ListHistory,
    home::api::GetOverview,
    invitations::{
        api::{
            CheckAddresses, CopyInvitationLink, CorrectPhones, GetInvitation, GetInvitationRules, InviteAgain,
            InvitePeople, ListAtStake, ListInvitations, ListInviteOptions, ListStanding, ReaddressInvitation,
            RevokeInvitation, SetInvitationRules, TakeOverInvitations,
        },
        bulk::{
            api::{GetInvitationFile, InvitationFileProgress, SendInvitationFile},
            model::Choices,
        },
        form::JoinForm,
        model::Orphans,
        public::{AcceptInvitation, AskForInvitation, ShowInvitation, VisitInvitation},
        query::InvitationQuery,
        views::Phones,
    },
    mail::api::GetMailSettings,
    people::{
        api::{EditPerson, GetPerson, ListPeople, ListPlaces, PersonHistory, UnlockPerson},
        form::PersonForm,
        query::PeopleQuery,
    },
    providers::{
        api::{
            AddProvider, CertifyProvider, EditAgent, GetProvider, InviteAgent, ListProviderOptions, ListProviders,
            ProviderHistory,
        },
        form::{AgentForm, ProviderForm},
        model::Kind,
        query::ProviderQuery,
    },
    registrations::{
        api::{ApproveRequest, DenyRequest, GetClaims, GetRequest, ListDenialReasons, ListRequests, SetDenialReasons},
        query::RequestQuery,
        reasons::standard,
    },
    roster::{
        api::{ConfirmImport, DiscardImport, GetImport, ImportProgress, MapImport, PreviewImport},
        import::{Mode, Settings},
        model::Counts,
    },
    session::api::{ChangePassword, ChoosePractice, SessionRemaining, SignIn, SignOut, SignOutEverywhere, Stay},
    setup::api::SetUp,
    twostep::{
        admin_api::{ChooseTwoStepDemand, ExceptPerson, GetPersonTwoStep, ResetTwoStep, TwoStepDemand},
        api::{BeginApp, CancelSignIn, ConfirmApp, GetTwoStep, GiveCode, RemoveApp, RenewCodes, SecondStepOffer},
        model::{Demand, Exception},
        passkeys::api::{AddPasskey, BeginPasskey, PasskeyQuestion, PasskeySignIn, RemovePasskey},
    },
};
use serde::Serialize;
use server_fn::ServerFn;

use super::{
    TestApp, account_functions, billing, bulk_functions,
    caller::{Caller, Codec, Reply, Wire},
    departure_functions, house,
};

/// Who may call a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Anybody; a stranger is answered with this status.
    Nothing(u16),
    /// Anybody with a session, also one that must choose a new password first.
    Session,
    /// Those whose password was right and whose second step is missing; nobody else.
    HalfASession,
    /// Those whose roles include it.
    Permission(Permission),
}

/// A call of one server function.
#[derive(Debug, Clone)]
pub struct Function {
    pub path: &'static str,
    pub needs: Needs,
    pub content_type: &'static str,
    pub body: String,
    /// Works only inside of this practice, and for those who reach its unplaced people.
    pub about: Option<PersonId>,
    /// Works only for those whose role holds in the whole practice.
    pub whole_practice: bool,
}

impl Function {
    pub async fn call(&self, caller: &Caller) -> Reply {
        caller.post(self.path, self.content_type, self.body.clone()).await
    }
}

pub(super) fn function<F>(needs: Needs, arguments: &F) -> Function
where
    F: ServerFn + Serialize,
    F::Protocol: Wire,
{
    let body = <F::Protocol as Wire>::Input::encode(arguments);
    let content_type = <F::Protocol as Wire>::Input::CONTENT_TYPE;
    Function { path: F::PATH, needs, content_type, body, about: None, whole_practice: false }
}

pub(super) fn about<F>(id: PersonId, permission: Permission, arguments: &F) -> Function
where
    F: ServerFn + Serialize,
    F::Protocol: Wire,
{
    Function { about: Some(id), ..function(Needs::Permission(permission), arguments) }
}

/// An import that nobody has uploaded; `doors` knows the answer.
fn import<F>(arguments: &F) -> Function
where
    F: ServerFn + Serialize,
    F::Protocol: Wire,
{
    function(Needs::Permission(Permission::ImportPeople), arguments)
}

/// The verbs about Ingrid's link, and those of whoever holds a link.
fn invitations(app: &TestApp) -> Vec<Function> {
    let (person, manage) = (app.id("ingrid.invited"), Permission::ManageInvitations);
    let token = || "no token of ours".to_owned();
    let emails = "nadia.new@house.example".to_owned();
    let (email, keep) = ("ingrid.new@house.example".to_owned(), String::new());
    let invite = InvitePeople {
        emails: emails.clone(),
        role: "clerical_user".into(),
        place: app.house().main_street.to_string(),
        language: "en".into(),
        message: String::new(),
        keep: keep.clone(),
    };
    vec![
        function(Needs::Permission(Permission::ViewPeople), &ListInvitations { query: InvitationQuery::default() }),
        about(person, Permission::ViewPeople, &GetInvitation { id: app.house().link }),
        function(Needs::Permission(Permission::InvitePeople), &ListInviteOptions {}),
        function(Needs::Permission(Permission::InvitePeople), &CheckAddresses { emails, keep }),
        function(Needs::Permission(Permission::InvitePeople), &invite),
        about(person, manage, &InviteAgain { person }),
        about(person, manage, &ReaddressInvitation { person, email, keep: false }),
        about(
            person,
            manage,
            &CorrectPhones { person, phones: Phones { phone: "(212) 555-0123".into(), mobile: String::new() } },
        ),
        about(person, manage, &RevokeInvitation { person }),
        about(person, manage, &CopyInvitationLink { person }),
        function(Needs::Nothing(404), &ShowInvitation { token: token() }),
        function(Needs::Nothing(404), &AcceptInvitation { token: token(), form: JoinForm::default() }),
        function(Needs::Nothing(200), &AskForInvitation { token: token() }),
        function(Needs::Nothing(200), &VisitInvitation { token: token(), typed: true }),
    ]
}

/// The verbs of the second step. Their passwords are wrong, so that those who may call them are told that.
fn second_step(app: &TestApp) -> Vec<Function> {
    let (paul, manage) = (app.id("paul.portal"), Permission::ManageTwoStep);
    let wrong = || "not the password at all".to_owned();
    let answer = || "no answer of an authenticator".to_owned();
    let id = PasskeyId::new(app.state.random.id(app.now()));
    let signed_in = Needs::Permission(Permission::SignedIn);
    let whole = |function| Function { whole_practice: true, ..function };
    vec![
        function(Needs::HalfASession, &SecondStepOffer {}),
        function(
            Needs::HalfASession,
            &GiveCode { step_code: "000000".into(), recovery_code: String::new(), next: String::new() },
        ),
        function(Needs::HalfASession, &CancelSignIn {}),
        function(signed_in, &GetTwoStep {}),
        function(signed_in, &BeginApp { password: wrong() }),
        function(signed_in, &ConfirmApp { code: "000000".into() }),
        function(signed_in, &RemoveApp { password: wrong() }),
        function(signed_in, &RenewCodes { password: wrong() }),
        // The address of the tests has no name, only a number.
        function(Needs::Nothing(403), &PasskeyQuestion {}),
        function(Needs::Nothing(403), &PasskeySignIn { answer: answer(), next: String::new() }),
        function(signed_in, &BeginPasskey { password: wrong() }),
        function(signed_in, &AddPasskey { answer: answer(), name: "Key".into() }),
        function(signed_in, &RemovePasskey { id, password: wrong() }),
        whole(function(Needs::Permission(manage), &TwoStepDemand {})),
        whole(function(Needs::Permission(manage), &ChooseTwoStepDemand { demand: Demand::Nobody })),
        about(paul, Permission::ViewPeople, &GetPersonTwoStep { id: paul }),
        about(paul, manage, &ExceptPerson { id: paul, exception: Exception::Practice }),
        about(paul, manage, &ResetTwoStep { id: paul, reason: "lost phone".into() }),
    ]
}

/// The verbs about requests for access: two that wait, made anew each time, as decisions are final.
async fn requests(app: &TestApp) -> Vec<Function> {
    let permission = Permission::DecideRequests;
    let somebody = app.id("paul.portal");
    let (id, denied) = (super::requests::waiting(app).await, super::requests::waiting(app).await);
    let reasons = SetDenialReasons { before: standard(), reasons: standard() };
    let (reason, note) = ("not_ours".to_owned(), String::new());
    vec![
        function(Needs::Permission(permission), &ListRequests { query: RequestQuery::default() }),
        about(somebody, permission, &GetRequest { id }),
        about(somebody, permission, &ApproveRequest { id, role: "portal_user".into(), office: String::new() }),
        about(somebody, permission, &DenyRequest { id: denied, reason, note }),
        Function { whole_practice: true, ..function(Needs::Permission(Permission::ImportClaims), &GetClaims {}) },
        Function { whole_practice: true, ..function(Needs::Permission(permission), &ListDenialReasons {}) },
        Function { whole_practice: true, ..function(Needs::Permission(permission), &reasons) },
    ]
}

/// The verbs about an uploaded list that nobody has uploaded, and those about everybody's links.
fn more_invitations(app: &TestApp) -> Vec<Function> {
    let (invite, set) = (Permission::InvitePeople, Permission::SetInvitationRules);
    let (id, adam) = (InvitationFileId::new(app.state.random.id(app.now())), app.id("adam.admin"));
    let whole = |function| Function { whole_practice: true, ..function };
    let place = app.house().main_street.to_string();
    vec![
        function(Needs::Permission(invite), &GetInvitationFile { id, choices: Choices::default() }),
        function(Needs::Permission(invite), &SendInvitationFile { id, choices: Choices::default() }),
        function(Needs::Permission(invite), &InvitationFileProgress { id }),
        about(adam, invite, &ListStanding { person: adam }),
        about(adam, Permission::EditPeople, &ListAtStake { person: adam, role: "portal_user".into(), place }),
        about(adam, invite, &TakeOverInvitations { person: adam }),
        whole(function(Needs::Permission(set), &GetInvitationRules {})),
        whole(function(Needs::Permission(set), &SetInvitationRules { link_hours: "24".into() })),
    ]
}

/// A number that no provider of the house has.
pub const NEW_NPI: &str = "1003000126";

/// The verbs about Ken Ito, whose agent is nobody yet.
fn providers(app: &TestApp) -> Vec<Function> {
    let (id, paul) = (app.house().ken, app.id("paul.portal"));
    let (view, edit, agents) = (Permission::ViewProviders, Permission::EditProviders, Permission::ManageAgents);
    let base = AgentForm { language: "en".into(), ..AgentForm::default() };
    let form = AgentForm { phone: "(312) 555-0142".into(), ..base.clone() };
    let office = app.house().main_street.to_string();
    let new = ProviderForm { name: "Dr. New".into(), npi: NEW_NPI.into(), office, ..ProviderForm::default() };
    let whole = |function| Function { whole_practice: true, ..function };
    vec![
        function(Needs::Permission(view), &ListProviders { query: ProviderQuery::default() }),
        about(paul, view, &GetProvider { id }),
        whole(function(Needs::Permission(edit), &ListProviderOptions {})),
        whole(function(Needs::Permission(edit), &AddProvider { form: new })),
        about(paul, edit, &CertifyProvider { id, kind: Kind::Local }),
        about(paul, agents, &EditAgent { id, base, form }),
        about(paul, agents, &InviteAgent { id }),
        about(paul, Permission::ViewHistory, &ProviderHistory { id, before: 0 }),
    ]
}

/// All of them. A function that is registered but missing here fails `doors`.
pub async fn all(app: &TestApp) -> Vec<Function> {
    let (paul, luis) = (app.id("paul.portal"), app.id("luis.locked"));
    let olivia = app.signed_in("olivia.owner").await;
    let opened = olivia.call(GetPerson { id: paul }).await.expect("Paul").person;
    let dan = olivia.call(GetPerson { id: app.id("dan.deactivated") }).await.expect("Dan").person.grants[0].id;
    let base = PersonForm::of(&opened);
    let form = PersonForm { title: "Front desk".into(), ..base.clone() };
    let practice = app.house().cedar;
    let import_id = ImportId::new(app.state.random.id(app.now()));
    let wrong = "not the password at all".to_owned();
    let mut all = invitations(app);
    all.extend(second_step(app));
    all.extend(requests(app).await);
    all.extend(account_functions::all(app));
    all.extend(account_functions::lifecycle(app, dan));
    all.extend(account_functions::adding(app, app.house().ella));
    all.extend(bulk_functions::all(app));
    all.extend(departure_functions::all(app));
    all.extend(billing::functions(app));
    all.extend(super::key_functions::all(app));
    all.extend(more_invitations(app));
    all.extend(providers(app));
    all.extend(super::patient_functions::all(app));
    all.extend(super::handover_functions::all(app));
    all.extend(super::house_functions::all());
    all.extend(super::operator_functions::all());
    all.extend(super::practice_functions::all(app));
    all.extend(super::ticket_functions::all(app));
    all.extend([
        function(Needs::Nothing(401), &SignIn { name: "nobody".into(), password: wrong.clone(), next: String::new() }),
        function(Needs::Nothing(410), &SetUp { form: house::form() }),
        function(Needs::Nothing(200), &SignOut {}),
        function(Needs::Session, &SignOutEverywhere {}),
        function(Needs::Session, &ChangePassword { current: wrong.clone(), password: wrong.clone(), repeat: wrong }),
        function(Needs::Permission(Permission::SignedIn), &ChoosePractice { practice }),
        function(Needs::Permission(Permission::SignedIn), &Stay {}),
        function(Needs::Permission(Permission::SignedIn), &SessionRemaining {}),
        function(Needs::Permission(Permission::ViewPeople), &ListPeople { query: PeopleQuery::default() }),
        function(Needs::Permission(Permission::ViewPeople), &ListPlaces {}),
        about(paul, Permission::ViewPeople, &GetPerson { id: paul }),
        about(
            paul,
            Permission::EditPeople,
            &EditPerson { id: paul, version: opened.version, base, form, orphans: Orphans::Revoke },
        ),
        about(luis, Permission::UnlockPeople, &UnlockPerson { id: luis }),
        import(&GetImport { id: import_id }),
        import(&MapImport { id: import_id, settings: Settings::default() }),
        import(&PreviewImport { id: import_id, filter: None, page: 1 }),
        import(&ConfirmImport { id: import_id, mode: Mode::GoodRows, seen: Counts::default() }),
        import(&ImportProgress { id: import_id }),
        import(&DiscardImport { id: import_id }),
        about(paul, Permission::ViewHistory, &PersonHistory { id: paul, before: 0 }),
        Function {
            whole_practice: true,
            ..function(Needs::Permission(Permission::ViewHistory), &ListHistory { before: 0 })
        },
        function(Needs::Permission(Permission::SignedIn), &GetOverview {}),
        function(Needs::Permission(Permission::ViewMail), &GetMailSettings {}),
    ]);
    all
}
