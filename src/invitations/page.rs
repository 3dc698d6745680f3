//! `/invitations`: every link that was sent. Its whole state is the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{api::list_invitations, filters::Filters, query::InvitationFilters, table::InvitationTable};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::permission::Permission,
    i18n::use_t,
    paths,
    ui::{
        icon::{Icon, IconName},
        list::{Rows, use_list_query},
        pagehead::PageHead,
    },
};

#[component]
pub fn InvitationsPage() -> impl IntoView {
    let t = use_t();
    let query = use_list_query::<InvitationFilters>();
    let list = Resource::new_blocking(move || query.get(), list_invitations);
    let may = |permission| use_viewer().is_some_and(|viewer| viewer.may(permission).is_ok());
    let may_invite = may(Permission::InvitePeople);
    let may_rule = may(Permission::SetInvitationRules);
    let (loading, set_loading) = signal(false);
    view! {
        <Title text=t.invitations_title()/>
        <PageHead title=t.invitations_title() subtitle=move || t.invitations_subtitle()>
            {may_rule.then(|| view! { <a class="btn" href=paths::INVITATION_RULES>{t.rules_title()}</a> })}
            {may_invite.then(|| view! {
                <a class="btn" href=paths::INVITE_FILE><Icon name=IconName::Upload/>{t.bulk_title()}</a>
                <a class="btn btn--primary" href=paths::INVITE><Icon name=IconName::Mail/>{t.invitations_new()}</a>
            })}
        </PageHead>
        <LeftOut/>
        <Filters query/>
        <Rows list failed=t.invitations_failed() again=paths::INVITATIONS set_loading table=move |page| view! { <InvitationTable page query loading/> }.into_any()/>
    }
}

/// What a form that was sent without script has to say: how many addresses got no link.
#[component]
fn LeftOut() -> impl IntoView {
    let t = use_t();
    let map = use_query_map();
    let left = move || map.read().get("left").and_then(|left| left.parse::<i64>().ok());
    move || {
        left().map(|left| match left {
            0 => view! { <p class="notice" role="status">{t.invitations_all_sent()}</p> }.into_any(),
            left => {
                view! { <p class="notice notice--warn" role="status">{t.invitations_left_out(left)}</p> }.into_any()
            }
        })
    }
}
