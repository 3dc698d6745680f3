//! The verbs of those who look after practices, and of practices about them. Each leaves things as they were.

use rolecall::{
    domain::{ids::AccessId, permission::Permission, vendor::VendorLevel},
    practices::{
        api::{
            AddPractice, GetNewPracticeOptions, GetPractice, ListPractices, PracticeHistory, SendResetThere,
            SetPracticeSettings,
        },
        form::PracticeForm,
        query::PracticeQuery,
    },
    vendor::{
        api::{AskForAccess, GetReceipt, GetVendorAccess, SetVendorAccess, SwitchBack, SwitchTo},
        form::LevelForm,
    },
};

use super::{
    TestApp,
    functions::{Function, Needs, function},
};

pub fn all(app: &TestApp) -> Vec<Function> {
    let (id, vendor) = (app.house().cedar, app.house().home("vera.vendor"));
    let needs = Needs::Permission;
    let settings = || "professional_claims".to_owned();
    let nobody = AccessId::new(app.state.random.id(app.now()));
    let level = LevelForm { level: String::new(), until: String::new() };
    let whole = |function| Function { whole_practice: true, ..function };
    let email = "paul.portal@house.example".to_owned();
    vec![
        function(needs(Permission::ViewPractices), &ListPractices { query: PracticeQuery::default() }),
        function(needs(Permission::ViewPractices), &GetPractice { id }),
        function(needs(Permission::EditPractices), &PracticeHistory { id, before: 0 }),
        function(needs(Permission::EditPractices), &SetPracticeSettings { id, settings: settings(), seen: settings() }),
        function(needs(Permission::ResetPasswords), &SendResetThere { id, email }),
        function(needs(Permission::ViewPractices), &GetNewPracticeOptions {}),
        function(needs(Permission::AddPractices), &AddPractice { form: PracticeForm::new("en", "") }),
        whole(function(needs(Permission::SetVendorAccess), &GetVendorAccess {})),
        whole(function(needs(Permission::SetVendorAccess), &GetReceipt { id: nobody })),
        whole(function(
            needs(Permission::SetVendorAccess),
            &SetVendorAccess { vendor, form: level, seen: VendorLevel::Full },
        )),
        function(needs(Permission::ViewPractices), &AskForAccess { practice: id }),
        function(needs(Permission::SwitchPractices), &SwitchTo { practice: id, reason: String::new() }),
        function(Needs::Session, &SwitchBack {}),
    ]
}
