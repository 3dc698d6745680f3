//! `/people/{id}`: a person with profile, access and history. The tab is part of the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    access::Access,
    api::{PersonPage as Loaded, get_person, person_history},
    edit::EditPerson,
    model::{AccountState, PersonView, can_unlock},
    row::StatusBadge,
    unlock::{UnlockButton, provide_unlocked},
};
use crate::plain::view;
use crate::{
    account::security::Security,
    app::use_viewer,
    departures::banner::PlanNotice,
    domain::{ids::PersonId, permission::Permission},
    error::AppError,
    history::timeline::HistoryCard,
    i18n::use_t,
    invitations::{query::InvitationQuery, row_actions::SendAgain, standing::Standing},
    lifecycle::banner::{EndNotice, VerbLinks},
    paths,
    session::model::Viewer,
    tiers::plans::card::PlansCard,
    ui::{
        pagehead::PageHead,
        state::{Loading, Missing},
        tabs::{Tab, Tabs},
    },
};

#[component]
pub fn PersonPage() -> impl IntoView {
    let t = use_t();
    provide_unlocked();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<PersonId>().ok()));
    let person = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_person(id).await,
            None => Err(AppError::NotFound),
        },
    );
    view! {
        <a class="back" href=paths::PEOPLE>{t.person_back()}</a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            // Read and not awaited: the form stays whole while the person is loaded anew.
            {move || person.get().map(|found| match found {
                Ok(page) => view! { <Person page reload=move || person.refetch()/> }.into_any(),
                Err(error) => view! { <Missing error title=t.person_title() back=paths::PEOPLE label=t.person_back() not_found=t.person_not_found()/> }.into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Person(page: Loaded, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let query = use_query_map();
    let tab = Memo::new(move |_| query.read().get("tab").unwrap_or_default());
    let person = page.person.clone();
    let id = person.row.id;
    let sees_history = use_viewer().is_some_and(|viewer| viewer.may(Permission::ViewHistory).is_ok());
    let mut tabs = vec![
        Tab {
            href: paths::person(id),
            label: t.person_tab_profile().into(),
            current: Signal::derive(move || tab.with(|tab| !["access", "history", "security"].contains(&tab.as_str()))),
        },
        Tab {
            href: paths::person_tab(id, "access"),
            label: t.person_tab_access().into(),
            current: Signal::derive(move || tab.get() == "access"),
        },
    ];
    let registered = person.row.state.may_sign_in();
    let cares = registered && use_viewer().is_some_and(|viewer| may_care(&viewer));
    if cares {
        tabs.push(Tab {
            href: paths::person_tab(id, "security"),
            label: t.account_tab().into(),
            current: Signal::derive(move || tab.get() == "security"),
        });
    }
    if sees_history {
        tabs.push(Tab {
            href: paths::person_tab(id, "history"),
            label: t.person_tab_history().into(),
            current: Signal::derive(move || tab.get() == "history"),
        });
    }
    let (page, ended) = (StoredValue::new(page), person.clone());
    let shown = RwSignal::new(person);
    let on_saved = Callback::new(move |saved: PersonView| {
        page.update_value(|page| page.person = saved.clone());
        shown.set(saved);
    });
    view! {
        <Title text=move || shown.with(|person| person.row.name())/>
        {move || view! { <Head person=shown.get() reload/> }}
        <EndNotice person=ended.clone()/>
        <PlanNotice person=ended/>
        <Tabs label=t.person_title() tabs/>
        {move || match tab.get().as_str() {
            "access" => view! { <Access person=page.with_value(|page| page.person.clone())/> }.into_any(),
            "security" if cares => view! { <Security person=page.with_value(|page| page.person.clone()) reload/> }.into_any(),
            "history" if sees_history => view! { <HistoryCard entries=move |before| person_history(id, before)/> }.into_any(),
            _ => view! { <EditPerson page=page.get_value() on_saved/><PlansCard person=id/> }.into_any(),
        }}
    }
}

/// Whether there is anything on the Security tab for the reader to do.
fn may_care(viewer: &Viewer) -> bool {
    let verbs = [Permission::ResetPasswords, Permission::SecurePeople, Permission::EditPeople];
    verbs.into_iter().any(|verb| viewer.may(verb).is_ok())
}

/// Name, badge, who they are, and the lock if there is one (S0-71).
#[component]
fn Head(person: PersonView, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let row = person.row.clone();
    let (name, acts) = (row.name(), row.clone());
    let about = [row.username.clone(), t.role(row.role).to_owned(), row.place.clone()];
    let about: Vec<_> = about.into_iter().filter(|part| !part.is_empty()).collect();
    let can = use_viewer().map(|viewer| can_unlock(&row.standing(), person.lock.is_some(), &viewer.actor));
    let invitations = InvitationQuery { search: row.email.clone(), ..InvitationQuery::default() };
    let (standing, invited) = (row.standing(), row.state == AccountState::Invited);
    let lock = person.lock.map(|(since, reason, ends)| {
        let ends = ends.map(|ends| t.account_lock_ends(t.date_time(&ends)));
        let why = (!person.lock_note.is_empty()).then(|| format!("“{}”", person.lock_note));
        [Some(t.lock(reason, &since)), why, ends].into_iter().flatten().collect::<Vec<_>>().join(". ")
    });
    // One's own links end with one's own right; nobody takes them over from themselves.
    let asks = use_viewer().is_some_and(|viewer| {
        viewer.may(Permission::InvitePeople).is_ok()
            && viewer.actor.person != row.id
            && Permission::InvitePeople.held_by(row.role)
    });
    let why_not = can.clone().and_then(Result::err).map(|refusal| t.refusal(&refusal));
    view! {
        <PageHead title=name.clone() subtitle=move || about.join(" · ")>
            <StatusBadge badge=row.badge.clone()/>
            <VerbLinks row=acts/>
        </PageHead>
        {invited.then(|| view! {
            <div class="notice notice--act" role="note">
                <span>{t.person_invite_waiting(&name)}</span>
                <a href=paths::invitations(&invitations)>{t.person_invitation()}</a>
                <SendAgain standing name=name.clone() on_done=move |_| reload.run(())/>
            </div>
        })}
        {asks.then(|| view! { <Standing person=row.id name=name.clone()/> })}
        {lock.map(|text| view! {
            <div class="notice notice--bad" role="note">
                <span>{text}</span>
                {if matches!(can, Some(Ok(()))) {
                    view! { <UnlockButton id=row.id name=name.clone() on_done=move |_| reload.run(())/> }.into_any()
                } else {
                    view! { <span class="notice__why">{why_not}</span> }.into_any()
                }}
            </div>
        })}
    }
}
