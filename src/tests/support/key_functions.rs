//! The verbs of API keys.

use rolecall::{
    domain::{ids::KeyId, permission::Permission},
    keys::{
        api::{ListKeys, MakeKey, RevokeKey},
        model::KeyForm,
    },
};

use super::{
    TestApp,
    functions::{Function, Needs, function},
};

pub fn all(app: &TestApp) -> Vec<Function> {
    let needs = Needs::Permission(Permission::ManageKeys);
    let whole = |function| Function { whole_practice: true, ..function };
    let form = KeyForm { key_name: "Payroll".into(), scopes: "people:read".into(), days: "365".into() };
    // `doors` knows the answer about a key that is nobody's.
    let id = KeyId::new(app.state.random.id(app.now()));
    vec![
        whole(function(needs, &ListKeys {})),
        whole(function(needs, &MakeKey { form })),
        whole(function(needs, &RevokeKey { id })),
    ]
}
