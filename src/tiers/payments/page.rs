//! `/billing/card`: the own card. It is typed on the payment provider's page, to which this one leads and from which it is
//! come back to (T72).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use super::{
    api::{BeginCard, FinishCard, RemoveCard, get_card},
    notices::{CardNotice, PastDueNotice},
    views::{CardPage as Page, CardView},
};
use crate::plain::view;
use crate::{
    domain::ids::CardSetupId,
    i18n::use_t,
    paths,
    session::{page::leave_to, proof::use_proof, watch::use_session_end},
    ui::{
        dialog::ConfirmDialog,
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn CardPage() -> impl IntoView {
    let t = use_t();
    let card = Resource::new_blocking(|| (), |()| get_card());
    view! {
        <Title text=t.payments_title()/>
        <a class="back" href=paths::BILLING>{t.billing_title()}</a>
        <PageHead title=t.payments_title() subtitle=move || t.payments_intro()>""</PageHead>
        <ComeBack reload=move |()| card.refetch()/>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || card.get().map(|found| match found {
                Ok(found) => view! { <Own page=found reload=move |()| card.refetch()/> }.into_any(),
                Err(error) => view! {
                    <Missing error title=t.payments_title() back=paths::BILLING label=t.billing_title()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

/// Whoever comes back from the provider's page: it is asked what became of the card.
#[component]
fn ComeBack(#[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, navigate) = (use_toasts(), use_session_end(), use_navigate());
    let query = use_query_map();
    let setup = Memo::new(move |_| query.read().get("setup").and_then(|id| id.parse::<CardSetupId>().ok()));
    let finish = ServerAction::<FinishCard>::new();
    Effect::new(move |_| {
        if let Some(setup) = setup.get() {
            finish.dispatch(FinishCard { setup });
        }
    });
    Effect::new(move |_| {
        let Some(finished) = finish.value().get() else { return };
        match finished {
            Ok(true) => toasts.success(t.payments_saved().to_owned()),
            Ok(false) => {}
            Err(error) if !session_end.noticed(&error) => toasts.error(t.payments_not_saved().to_owned()),
            Err(_) => {}
        }
        navigate(paths::CARD, NavigateOptions { replace: true, ..NavigateOptions::default() });
        reload.run(());
    });
    view! {
        <Show when=move || finish.pending().get()>
            <p class="notice" role="status">{t.payments_finishing()}</p>
        </Show>
    }
}

#[component]
fn Own(page: Page, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    if let Some(refusal) = page.refusal {
        return view! { <p class="notice" role="note">{t.refusal(&refusal)}</p> }.into_any();
    }
    let address = page.needs_address.then(|| {
        view! {
            <div class="notice" role="note">
                <span>{t.payments_address_first()}</span>
                <a href=paths::BILLING>{t.payments_address_link()}</a>
            </div>
        }
    });
    view! {
        {page.past_due.map(|past_due| view! { <PastDueNotice past_due/> })}
        {page.card.clone().map(|card| view! { <CardNotice card/> })}
        {address}
        <section class="card card--pad form__section" aria-labelledby="own-card">
            <h2 id="own-card">{t.payments_card()}</h2>
            <Facts card=page.card.clone()/>
            <Verbs card=page.card reload/>
        </section>
    }
    .into_any()
}

#[component]
fn Facts(card: Option<CardView>) -> impl IntoView {
    let t = use_t();
    match card {
        None => view! { <p>{t.payments_none()}</p> }.into_any(),
        Some(CardView { card, .. }) => view! {
            <dl class="facts">
                <dt>{t.payments_on_file()}</dt>
                <dd>{t.card(&card.brand, &card.last_four)}</dd>
                <dt>{t.billing_period_to()}</dt>
                <dd>{t.payments_last_month(card.last_month())}</dd>
            </dl>
        }
        .into_any(),
    }
}

#[component]
fn Verbs(card: Option<CardView>, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let (begin, remove) = (ServerAction::<BeginCard>::new(), ServerAction::<RemoveCard>::new());
    let asking = RwSignal::new(false);
    let go = move || drop(begin.dispatch(BeginCard {}));
    let take_off = move || drop(remove.dispatch(RemoveCard {}));
    Effect::new(move |_| match begin.value().get() {
        Some(Ok(address)) => leave_to(&address),
        Some(Err(error)) if !proof.asked(&error, go) && !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    Effect::new(move |_| match remove.value().get() {
        Some(Ok(())) => {
            asking.set(false);
            toasts.success(t.payments_removed().to_owned());
            reload.run(());
        }
        Some(Err(error)) if !proof.asked(&error, take_off) && !session_end.noticed(&error) => {
            asking.set(false);
            toasts.error(t.error(&error));
        }
        _ => {}
    });
    let name = card.as_ref().map(|card| t.card(&card.card.brand, &card.card.last_four));
    let label = if name.is_some() { t.payments_change() } else { t.payments_add() };
    let busy = Signal::derive(move || begin.pending().get() || remove.pending().get());
    view! {
        <div class="submit-bar">
            <button type="button" class="btn btn--primary" disabled=move || busy.get() on:click=move |_| go()>{label}</button>
            {name.is_some().then(|| view! {
                <button type="button" class="btn" disabled=move || busy.get() on:click=move |_| asking.set(true)>
                    {t.payments_remove()}
                </button>
            })}
        </div>
        {name.map(|name| view! {
            <ConfirmDialog
                open=Signal::from(asking)
                on_close=move |()| asking.set(false)
                on_confirm=move |()| take_off()
                title=t.payments_remove_title(name)
                confirm=t.payments_remove()
                cancel=t.ui_cancel()
                danger=true
                busy
            >
                <p class="dialog__body">{t.payments_remove_text()}</p>
            </ConfirmDialog>
        })}
    }
}
