//! `/support/{id}`: what was asked, the conversation, and what can be done now.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    answer::Answer,
    api::get_ticket,
    attach::AttachForm,
    decision::{Decide, Take, Withdraw},
    model::{Act, Party},
    table::StatusBadge,
    thread::Thread,
    views::{TicketPage, WishView},
};
use crate::plain::view;
use crate::{
    domain::ids::TicketId,
    error::AppError,
    i18n::use_t,
    paths,
    ui::{
        pagehead::PageHead,
        state::{Loading, Missing},
    },
};

/// What is being typed.
#[derive(Clone, Copy)]
struct Drafts {
    answer: RwSignal<String>,
    reason: RwSignal<String>,
}

#[component]
pub fn TicketDetailPage() -> impl IntoView {
    let t = use_t();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<TicketId>().ok()));
    // Lives longer than what is loaded anew: nothing typed is lost by it.
    let drafts = Drafts { answer: RwSignal::new(String::new()), reason: RwSignal::new(String::new()) };
    let found = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_ticket(id).await,
            None => Err(AppError::NotFound),
        },
    );
    view! {
        <a class="back" href=paths::SUPPORT>{t.support_back()}</a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            // Read and not awaited: the page stays whole while it is loaded anew.
            {move || found.get().map(|now| match now {
                Ok(page) => view! { <Detail page drafts reload=move |()| found.refetch()/> }.into_any(),
                Err(error) => view! { <Missing error title=t.support_one() back=paths::SUPPORT label=t.support_back()/> }.into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Detail(page: TicketPage, drafts: Drafts, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let kind = t.ticket_kind(page.kind);
    let title = if page.subject.is_empty() { kind.to_owned() } else { page.subject.clone() };
    let about = format!("{kind} · {}", page.practice);
    let status = page.status;
    let may = |act| status.after(act, page.kind, page.party).is_ok();
    let (writes, withdraws) = (may(Act::Wrote), may(Act::Withdrew));
    let decides = page.party == Party::Support && status.is_open();
    view! {
        <Title text=title.clone()/>
        <PageHead title subtitle=move || about><StatusBadge status/></PageHead>
        <Facts page=page.clone() reload/>
        <Thread id=page.id messages=page.messages.clone()/>
        {if writes {
            view! {
                <Answer page=page.clone() text=drafts.answer reload/>
                <AttachForm id=page.id/>
            }
            .into_any()
        } else {
            view! { <p class="notice" role="note">{t.support_closed()}</p> }.into_any()
        }}
        {decides.then(|| view! { <Decide page=page.clone() reason=drafts.reason reload/> })}
        {withdraws.then(|| view! { <Withdraw id=page.id seen=page.version reload/> })}
    }
}

/// What is asked for, by whom, and who answers.
#[component]
fn Facts(page: TicketPage, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let row = move |label: &'static str, text: String| view! { <dt>{label}</dt><dd>{text}</dd> };
    let wish = match page.wish.clone() {
        WishView::Question => Vec::new(),
        WishView::Link { vendor, level } => {
            vec![(t.support_vendor(), vendor), (t.support_level(), t.vendor_level(level).to_owned())]
        }
        WishView::UserManager { name, .. } => vec![(t.ticket_kind(page.kind), name)],
        WishView::Payment(method) => vec![(t.support_method(), t.payment_method(method).to_owned())],
    };
    let assigned = page.assigned.as_ref().map_or_else(|| t.support_nobody().to_owned(), |(_, name)| name.clone());
    let take = page.party == Party::Support && page.status.is_open();
    view! {
        <section class="card card--pad">
            <dl class="facts">
                {row(t.practices_one(), page.practice.clone())}
                {row(t.support_filed_by(), page.filed_by.clone())}
                {row(t.support_opened(), t.date_time(&page.opened))}
                {wish.into_iter().map(|(label, text)| row(label, text)).collect_view()}
                {row(t.support_assigned(), assigned)}
            </dl>
            {take.then(|| view! { <Take page reload/> })}
        </section>
    }
}
