//! Working for a practice that one does not belong to: by having switched to it, or from one's own desk.

use super::model::{Switched, Viewer};
use crate::{
    domain::{
        clock::Instant,
        ids::SwitchId,
        permission::Permission,
        role::Role,
        scope::{Granted, Scope},
    },
    practices::{self, model::Practice},
    server::{clock::local, fault::Fault},
};

/// Makes somebody act for the practice they are in, as long as they might still switch to it: their own roles count
/// for nothing meanwhile, and nothing else does once it is over.
pub(super) fn switch(
    viewer: &mut Viewer,
    id: SwitchId,
    reason: String,
    ends: Instant,
    now: Instant,
) -> Result<(), Fault> {
    let practice = viewer.practice.id;
    let over = ends <= now || viewer.actor.may(Permission::SwitchPractices).is_err();
    let granted = Granted { role: Role::PracticeAdministrator, scope: Scope::Switched(practice), until: Some(ends) };
    viewer.actor.grants = if over { Vec::new() } else { vec![granted] };
    viewer.practices.clear();
    let minutes = ((ends - now).num_seconds().max(0) + 59) / 60;
    let zone = practices::store::zone(&viewer.practice)?;
    viewer.switched = Some(Switched { id, reason, ends: local(zone, ends), minutes, over });
    Ok(())
}

/// The same person where they look after an organisation from their own desk. `None`: they have nothing to do with it.
pub fn at(mut viewer: Viewer, organisation: Practice) -> Option<Viewer> {
    let id = organisation.id;
    if !viewer.actor.grants.iter().any(|grant| grant.scope.within(id).is_some()) {
        return None;
    }
    viewer.outside = Some(viewer.home()).filter(|home| home.organisation != id);
    viewer.actor.practice = id;
    viewer.practice = organisation;
    Some(viewer)
}
