//! `/invitations/{id}`: one link, what happened to it, and what can be done.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};

use super::{
    api::get_invitation,
    model::{Delivery, Status, can_redirect},
    readdress::Readdress,
    rephone::Rephone,
    row_actions::{CopyLink, Revoke, SendAgain},
    timeline::LinkTimeline,
    views::{InvitationPage, InvitationRow},
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::ids::InvitationId,
    error::AppError,
    i18n::use_t,
    paths,
    ui::{
        badge::Badge,
        pagehead::PageHead,
        state::{Loading, Missing},
    },
};

#[component]
pub fn InvitationDetailPage() -> impl IntoView {
    let t = use_t();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<InvitationId>().ok()));
    let found = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_invitation(id).await,
            None => Err(AppError::NotFound),
        },
    );
    view! {
        <a class="back" href=paths::INVITATIONS>{t.invitations_back()}</a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            // Read and not awaited: the page stays whole while it is loaded anew.
            {move || found.get().map(|found_now| match found_now {
                Ok(page) => view! { <Detail page reload=move || found.refetch()/> }.into_any(),
                Err(error) => view! { <Missing error title=t.invitations_one() back=paths::INVITATIONS label=t.invitations_back()/> }.into_any(),
            })}
        </Transition>
    }
}

/// To the link that has taken this one's place.
fn go_to(id: InvitationId) {
    let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
    use_navigate()(&paths::invitation(id), options);
}

#[component]
fn Detail(page: InvitationPage, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let query = use_query_map();
    let wanted = query.with_untracked(|query| query.get("do").unwrap_or_default());
    let row = page.row.clone();
    let standing = row.standing();
    let acts = row.newest;
    let bounced = acts
        && matches!(row.delivery, Delivery::Bounced | Delivery::GivenUp)
        && matches!(row.status, Status::Open | Status::Expired);
    let may_redirect = use_viewer().is_some_and(|viewer| can_redirect(&standing, &viewer.actor).is_ok());
    let open = row.status == Status::Open;
    let (name, email) = (row.called().to_owned(), row.email.clone());
    let (address, correctable, facts) = (paths::invitation_address(row.id), row.clone(), row.clone());
    let moved = Callback::new(go_to);
    let about = [row.name.clone(), t.role(row.role).to_owned(), row.place.clone()];
    let about: Vec<_> = about.into_iter().filter(|part| !part.is_empty()).collect();
    let correcting = acts && may_redirect && (bounced || wanted == "address");
    view! {
        <Title text=row.email.clone()/>
        <PageHead title=row.email.clone() subtitle=move || about.join(" · ")>
            <Badge tone=row.status.tone() title=None>{t.link_status(row.status)}</Badge>
            {acts.then(|| view! { <SendAgain standing name=name.clone() on_done=moved/> })}
            {(acts && page.copies).then(|| view! { <CopyLink standing/> })}
            {(acts && open).then(|| view! {
                <Revoke standing email=email.clone() asked=wanted == "revoke" on_done=reload/>
            })}
        </PageHead>
        {page.newest.map(|newest| view! {
            <p class="notice" role="note">
                {t.invitations_older()}" "<a href=paths::invitation(newest)>{t.invitations_newest()}</a>
            </p>
        })}
        {bounced.then(|| view! { <p class="notice notice--bad" role="note">{t.invitations_bounced()}</p> })}
        {correcting.then(|| view! { <Readdress row=correctable.clone() on_done=moved/> })}
        {(acts && may_redirect && !correcting).then(|| view! {
            <p><a class="btn" href=address.clone() rel="external">{t.invitations_correct()}</a></p>
        })}
        <Facts row=facts message=page.message/>
        {(acts && may_redirect).then(|| view! { <Rephone person=page.row.person phones=page.phones/> })}
        <section class="card card--pad">
            <h2>{t.invitations_happened()}</h2>
            <LinkTimeline moments=page.moments/>
        </section>
    }
}

#[component]
fn Facts(row: InvitationRow, message: String) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card card--pad">
            <dl class="facts">
                <dt>{t.invitation_column(super::query::Column::Inviter)}</dt>
                <dd>{row.inviter.clone()}</dd>
                <dt>{t.invitation_column(super::query::Column::Sent)}</dt>
                <dd>{t.date_time(&row.sent)}</dd>
                <dt>{t.invitation_column(super::query::Column::Expires)}</dt>
                <dd>{t.date_time(&row.expires)}</dd>
                <dt>{t.invitation_column(super::query::Column::Delivery)}</dt>
                <dd>{t.delivery(row.delivery)}</dd>
                <dt>{t.invitations_person()}</dt>
                <dd><a href=paths::person(row.person)>{row.called().to_owned()}</a></dd>
            </dl>
            {(!message.is_empty()).then(|| view! { <blockquote class="quote">{message}</blockquote> })}
        </section>
    }
}
