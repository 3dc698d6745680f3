//! The server functions about many people at once, about explanations, and about looking as another role.

use rolecall::{
    bulk::{
        api::{BulkProgress, CancelBulk, ConfirmBulk, GetBulk, ListBulks, PrepareBulk},
        model::{Seen, Verb, Who},
    },
    domain::{ids::BulkId, permission::Permission, role::Role},
    explain::api::{ExplainPerson, OwnAdministrators},
    session::api::{LookAs, StopLooking},
};

use super::{
    TestApp,
    functions::{Function, Needs, about, function},
};

/// An order that nobody has given; `doors` knows the answer.
pub fn all(app: &TestApp) -> Vec<Function> {
    let view = Needs::Permission(Permission::ViewPeople);
    let id = BulkId::new(app.state.random.id(app.now()));
    let choice = String::new;
    let paul = app.id("paul.portal");
    let who = Who::Picked(vec![app.id("luis.locked")]);
    vec![
        function(Needs::Permission(Permission::UnlockPeople), &PrepareBulk { verb: Verb::Unlock, who }),
        function(view, &GetBulk { id, choice: choice() }),
        function(view, &ConfirmBulk { id, choice: choice(), seen: Seen::default() }),
        function(view, &CancelBulk { id }),
        function(view, &BulkProgress { id }),
        function(view, &ListBulks {}),
        about(paul, Permission::ViewPeople, &ExplainPerson { id: paul }),
        function(Needs::Permission(Permission::SignedIn), &OwnAdministrators {}),
        function(Needs::Permission(Permission::EditPeople), &LookAs { role: Role::ClericalUser }),
        function(Needs::Permission(Permission::SignedIn), &StopLooking {}),
    ]
}
