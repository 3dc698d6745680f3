//! The verbs of departures: each undoes what the one before has done. José leaves and stays.

use rolecall::{
    departures::{
        api::{
            CancelDeparture, CloseDay, GetDeparture, GetDepartureMonth, GetDepartureRules, GetFeed, ListDepartures,
            MakeFeed, OpenDay, PlanDeparture, RevokeFeed, SetDepartureNotice,
        },
        query::LeaverQuery,
    },
    domain::permission::Permission,
};

use super::{
    TestApp,
    functions::{Function, Needs, about, function},
};

pub fn all(app: &TestApp) -> Vec<Function> {
    let (jose, permission) = (app.id("jose.alvarez"), Permission::DeactivatePeople);
    let needs = Needs::Permission(permission);
    let whole = |function| Function { whole_practice: true, ..function };
    let (day, reason) = (|| "2026-04-30".to_owned(), || "moves away".to_owned());
    let plan = PlanDeparture { person: jose, day: day(), reason: reason(), seen: String::new() };
    vec![
        about(jose, permission, &GetDeparture { person: jose }),
        about(jose, permission, &plan),
        about(jose, permission, &CancelDeparture { person: jose, reason: String::new() }),
        function(needs, &ListDepartures { query: LeaverQuery::default() }),
        function(needs, &GetDepartureMonth { month: String::new() }),
        whole(function(needs, &GetDepartureRules {})),
        whole(function(needs, &SetDepartureNotice { days: "7".into() })),
        whole(function(needs, &CloseDay { day: day(), label: "Spring day".into() })),
        whole(function(needs, &OpenDay { day: day() })),
        function(needs, &GetFeed {}),
        function(needs, &MakeFeed {}),
        function(needs, &RevokeFeed {}),
    ]
}
