//! The verbs about patients, about a provider's profile, and about lists of either: one row each.

use rolecall::{
    domain::{
        ids::RecordFileId,
        permission::Permission::{AssignPatients, EditProviders, ImportPatients, ViewPatients},
    },
    imports::{
        api::{GetPatientFile, GetProviderFile, ImportPatients as ImportPatientFile, ImportProviders},
        model::Look,
    },
    patients::{
        api::{AssignPatient, GetPanel, GetPatient, ListPatientPlaces, ListPatients, PatientHistory},
        query::PatientQuery,
    },
    providers::{
        api::{EditProvider, GetProfile, GetProviderRules, RemovePicture, SetProviderRules},
        profile::{Profile, ProfileForm},
        rules::{Rules, RulesForm},
    },
    sheet::model::{Counts, Mode},
};

use super::{
    TestApp,
    functions::{Function, Needs, about, function},
};

pub(super) fn all(app: &TestApp) -> Vec<Function> {
    let house = app.house();
    // Whoever reaches Paul reaches Ken and his patient, and nobody else does.
    let paul = app.id("paul.portal");
    let (patient, provider) = (house.kens_patient, house.ken);
    let file = RecordFileId::new(app.state.random.id(app.now()));
    let (look, mode, seen) = (Look::default(), Mode::GoodRows, Counts::default());
    let base = ProfileForm::of("Ken Ito", &Profile::default());
    let whole = |function| Function { whole_practice: true, ..function };
    vec![
        function(Needs::Permission(ViewPatients), &ListPatients { query: PatientQuery::default() }),
        function(Needs::Permission(ViewPatients), &ListPatientPlaces {}),
        about(paul, ViewPatients, &GetPatient { id: patient }),
        about(paul, ViewPatients, &PatientHistory { id: patient, before: 0 }),
        about(paul, ViewPatients, &GetPanel { provider }),
        about(paul, AssignPatients, &AssignPatient { id: patient, version: 1, provider: house.rosa }),
        about(paul, EditProviders, &GetProfile { id: provider }),
        about(paul, EditProviders, &EditProvider { id: provider, base: base.clone(), form: base }),
        about(paul, EditProviders, &RemovePicture { id: provider }),
        whole(function(Needs::Permission(EditProviders), &GetProviderRules {})),
        whole(function(Needs::Permission(EditProviders), &SetProviderRules { form: RulesForm::of(&Rules::default()) })),
        function(Needs::Permission(EditProviders), &GetProviderFile { id: file, look }),
        function(Needs::Permission(ImportPatients), &GetPatientFile { id: file, look }),
        function(Needs::Permission(EditProviders), &ImportProviders { id: file, office: None, mode, seen }),
        function(Needs::Permission(ImportPatients), &ImportPatientFile { id: file, office: None, mode, seen }),
    ]
}
