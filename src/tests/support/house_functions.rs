//! The verbs of a practice's settings: one row each.

use rolecall::{
    domain::{ids::OfficeId, permission::Permission::ManagePractice},
    house::{
        api::{AddOffice, GetHouse, RenameOffice, SaveHouse},
        model::HouseForm,
    },
};
use uuid::Uuid;

use super::functions::{Function, Needs, function};

/// A page that nobody has seen, an office that nobody has, and one that each of them adds.
pub(super) fn all() -> Vec<Function> {
    let whole = |function| Function { whole_practice: true, ..function };
    let needs = Needs::Permission(ManagePractice);
    let (form, seen) = (HouseForm::default(), HouseForm::default());
    vec![
        whole(function(needs, &GetHouse {})),
        whole(function(needs, &SaveHouse { form, seen })),
        whole(function(needs, &AddOffice { name: "South".into() })),
        whole(function(needs, &RenameOffice { office: OfficeId::new(Uuid::nil()), name: "Center".into() })),
    ]
}
