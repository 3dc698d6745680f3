//! The verbs of plans for patients: one row each.

use chrono::NaiveDate;
use rolecall::{
    domain::permission::Permission::{AssignPatients, EditProviders, ViewPatients},
    handover::{
        api::{
            AddPoint, CancelHandover, DraftHandover, GetHandover, GetHandoverLists, ListHandovers, PreviewHandover,
            RetryHandover, SavePoint, ScheduleHandover, SetHandoverList,
        },
        model::{Plan, When},
        points::{PointForm, roles},
    },
};

use super::{
    TestApp,
    functions::{Function, Needs, about, function},
};

/// Plans for Ken's patients, as there is none yet: what needs one finds none.
pub(super) fn all(app: &TestApp) -> Vec<Function> {
    // Whoever reaches Paul reaches Ken, and nobody else does.
    let (paul, provider) = (app.id("paul.portal"), app.house().ken);
    let whole = |function| Function { whole_practice: true, ..function };
    let (version, plan, form) = (0, Plan::default, PointForm { task: "Keys".into(), ..PointForm::default() });
    let when = When::EndOf(NaiveDate::from_ymd_opt(2026, 3, 20).expect("a day"));
    let seen = vec![(None, 1)];
    vec![
        whole(function(Needs::Permission(ViewPatients), &ListHandovers {})),
        whole(about(paul, ViewPatients, &GetHandover { provider })),
        whole(about(paul, AssignPatients, &PreviewHandover { provider, plan: plan(), when })),
        whole(about(paul, AssignPatients, &DraftHandover { provider, version, plan: plan() })),
        whole(about(paul, AssignPatients, &ScheduleHandover { provider, version, plan: plan(), when, seen })),
        whole(about(paul, AssignPatients, &RetryHandover { provider, version })),
        whole(about(paul, AssignPatients, &CancelHandover { provider, version })),
        whole(about(paul, EditProviders, &AddPoint { provider, task: "Keys".into() })),
        whole(about(paul, EditProviders, &SavePoint { provider, number: 1, version, form })),
        whole(function(Needs::Permission(EditProviders), &GetHandoverLists {})),
        whole(function(
            Needs::Permission(EditProviders),
            &SetHandoverList { role: roles()[0], points: "Return the keys".into() },
        )),
    ]
}
