//! The verbs of those who invite.

use leptos::server;

#[cfg(feature = "ssr")]
use super::form::InviteForm;
use super::{
    query::InvitationQuery,
    rules::Rules,
    verdict::Judged,
    views::{InvitationPage, InvitationRow, InviteOptions, Phones, Waiting},
};
use crate::{
    domain::{
        ids::{InvitationId, PersonId},
        page::Page,
    },
    error::AppError,
};

/// Lists the links of the practice.
#[server(prefix = "/rpc", endpoint = "invitations/list", protocol = crate::wire::Json)]
pub async fn list_invitations(query: InvitationQuery) -> Result<Page<InvitationRow>, AppError> {
    use crate::{domain::permission::Permission, invitations::store::list, server};
    server::doors::query(Permission::ViewPeople, async |cx| {
        let (now, zone) = (cx.now, cx.zone);
        let local = |at| server::clock::local(zone, at);
        list::page(&mut cx.conn, cx.reach, &query.bounded(), now, local).await
    })
    .await
}

/// One link with everything that happened to it and to the other links of its person.
#[server(prefix = "/rpc", endpoint = "invitations/get", protocol = crate::wire::Json)]
pub async fn get_invitation(id: InvitationId) -> Result<InvitationPage, AppError> {
    use crate::{domain::permission::Permission, invitations::service, server};
    server::doors::query(Permission::ViewPeople, async |cx| service::page(cx, id).await).await
}

/// The places and roles that the reader may invite to, and why not to others.
#[server(prefix = "/rpc", endpoint = "invitations/options", protocol = crate::wire::Json)]
pub async fn list_invite_options() -> Result<InviteOptions, AppError> {
    use crate::{domain::permission::Permission, invitations::service, server};
    server::doors::query(Permission::InvitePeople, async |cx| service::options(cx).await).await
}

/// What is known about addresses before anything is sent to them.
#[server(prefix = "/rpc", endpoint = "invitations/check", protocol = crate::wire::Json)]
pub async fn check_addresses(emails: String, keep: String) -> Result<Vec<Judged>, AppError> {
    use crate::{domain::permission::Permission, invitations::service, server};
    server::doors::query(Permission::InvitePeople, async |cx| service::check(cx, &emails, &keep).await).await
}

/// Sends one personal link to each good address and says what became of each (S0-15…18). Takes its fields one by one, so
/// that a plain form can send them.
#[server(prefix = "/rpc", endpoint = "invitations/invite", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn invite_people(
    emails: String,
    role: String,
    place: String,
    #[server(default)] language: String,
    #[server(default)] message: String,
    #[server(default)] keep: String,
) -> Result<Vec<Judged>, AppError> {
    use crate::{
        domain::permission::Permission,
        invitations::service,
        paths,
        server::{self, fault::Fault},
    };
    let form = InviteForm { emails, role, place, language, message, keep };
    server::doors::command(Permission::InvitePeople, async |cx| {
        let plain = cx.request.accepts_html;
        let done = match service::invite(cx, &form).await {
            // A form that was sent without the module can't open the dialog.
            Err(fault @ Fault::Answer(AppError::ProofNeeded)) if plain => {
                leptos_axum::redirect(&paths::prove(paths::INVITE));
                return Err(fault);
            }
            done => done?,
        };
        if plain {
            let left = done.value.iter().filter(|one| !one.verdict.is_good()).count();
            leptos_axum::redirect(&format!("{}?left={left}", paths::INVITATIONS));
        }
        Ok(done)
    })
    .await
}

/// Sends the person a new link; the old one stops working.
#[server(prefix = "/rpc", endpoint = "invitations/again", protocol = crate::wire::Json)]
pub async fn invite_again(person: PersonId) -> Result<InvitationId, AppError> {
    use crate::{domain::permission::Permission, invitations::again, server};
    server::doors::command(Permission::ManageInvitations, async |cx| again::send_again(cx, person).await).await
}

/// Corrects the address of somebody who has not registered; a new link goes there at once.
#[server(prefix = "/rpc", endpoint = "invitations/readdress", protocol = crate::wire::Json)]
pub async fn readdress_invitation(person: PersonId, email: String, keep: bool) -> Result<InvitationId, AppError> {
    use crate::{domain::permission::Permission, invitations::again, server};
    server::doors::command(Permission::ManageInvitations, async |cx| again::readdress(cx, person, &email, keep).await)
        .await
}

/// Corrects the phones of somebody who has not registered; no mail goes out (C-11).
#[server(prefix = "/rpc", endpoint = "invitations/phones", protocol = crate::wire::Json)]
pub async fn correct_phones(person: PersonId, phones: Phones) -> Result<Phones, AppError> {
    use crate::{domain::permission::Permission, invitations::again, server};
    server::doors::command(Permission::ManageInvitations, async |cx| again::rephone(cx, person, &phones).await).await
}

/// Takes the person's link back.
#[server(prefix = "/rpc", endpoint = "invitations/revoke", protocol = crate::wire::Json)]
pub async fn revoke_invitation(person: PersonId) -> Result<(), AppError> {
    use crate::{domain::permission::Permission, invitations::again, server};
    server::doors::command(Permission::ManageInvitations, async |cx| again::revoke(cx, person).await).await
}

/// Makes a new link to be handed over, where no mail goes out.
#[server(prefix = "/rpc", endpoint = "invitations/copy", protocol = crate::wire::Json)]
pub async fn copy_invitation_link(person: PersonId) -> Result<String, AppError> {
    use crate::{domain::permission::Permission, invitations::again, server};
    server::doors::command(Permission::ManageInvitations, async |cx| again::copy(cx, person).await).await
}

/// The open links that stand on somebody's right to invite (P-25).
#[server(prefix = "/rpc", endpoint = "invitations/standing", protocol = crate::wire::Json)]
pub async fn list_standing(person: PersonId) -> Result<Vec<Waiting>, AppError> {
    use crate::{domain::permission::Permission, invitations::again, server};
    server::doors::query(Permission::InvitePeople, async |cx| again::standing_on(cx, person).await).await
}

/// Those of somebody's open links that would stop working if they had another role or place (P-25).
#[server(prefix = "/rpc", endpoint = "invitations/at_stake", protocol = crate::wire::Json)]
pub async fn list_at_stake(person: PersonId, role: String, place: String) -> Result<Vec<Waiting>, AppError> {
    use crate::{domain::permission::Permission, invitations::again, server};
    server::doors::query(Permission::EditPeople, async |cx| again::at_stake(cx, person, &role, &place).await).await
}

/// Lets somebody's open links stand on the right of the one who asks for it; says how many.
#[server(prefix = "/rpc", endpoint = "invitations/take_over", protocol = crate::wire::Json)]
pub async fn take_over_invitations(person: PersonId) -> Result<i64, AppError> {
    use crate::{domain::permission::Permission, invitations::again, server};
    server::doors::command(Permission::InvitePeople, async |cx| again::take_over(cx, person).await).await
}

/// What the practice has decided about its links.
#[server(prefix = "/rpc", endpoint = "invitations/rules", protocol = crate::wire::Json)]
pub async fn get_invitation_rules() -> Result<Rules, AppError> {
    use crate::{domain::permission::Permission, invitations::store, server};
    server::doors::query(Permission::SetInvitationRules, async |cx| {
        cx.reach.all_of_it()?;
        store::rules::of(&mut cx.conn, cx.reach.practice).await
    })
    .await
}

/// Decides how long links work that are sent from now on (P-26). Takes its field by itself, so that a plain form can
/// send it.
#[server(prefix = "/rpc", endpoint = "invitations/set_rules", output = server_fn::codec::Post<crate::wire::Text>)]
pub async fn set_invitation_rules(link_hours: String) -> Result<Rules, AppError> {
    use crate::{
        domain::permission::Permission,
        history::model::{Event, EventKind},
        invitations::store,
        paths,
        server::{self, doors::Done},
    };
    server::doors::command(Permission::SetInvitationRules, async |cx| {
        cx.reach.all_of_it()?;
        let before = store::rules::of(&mut cx.conn, cx.reach.practice).await?;
        let rules = Rules::parse(&link_hours)?;
        store::rules::set(&mut cx.conn, cx.reach.practice, rules).await?;
        let mut event = Event::new(EventKind::InvitationRulesChanged);
        event.change("link_hours", before.link_hours.to_string(), rules.link_hours.to_string());
        if cx.request.accepts_html {
            leptos_axum::redirect(paths::INVITATION_RULES);
        }
        Ok(Done::new(rules, event))
    })
    .await
}
