//! `/billing/buy`: what can be bought for one person or some. Whom it is for stands in the address (S1-28…36).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    api::{QuotePlans, get_cart},
    confirm::Confirm,
    model::{Cart, CartPerson, Offer, Quote, Receipt},
    receipt::Bought,
    why::WhyNot,
};
use crate::plain::view;
use crate::{
    domain::ids::PersonId,
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    tiers::model::Item,
    ui::{
        pagehead::PageHead,
        state::{EmptyState, Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn BuyPage() -> impl IntoView {
    let t = use_t();
    let query = use_query_map();
    let people = Memo::new(move |_| {
        let named = query.read().get("people").unwrap_or_default();
        named.split(',').filter_map(|id| id.parse::<PersonId>().ok()).collect::<Vec<_>>()
    });
    let cart = Resource::new_blocking(
        move || people.get(),
        async |people| if people.is_empty() { Ok(None) } else { get_cart(people).await.map(Some) },
    );
    view! {
        <Title text=t.plans_buy()/>
        <a class="back" href=move || people.with(|people| back(people))>{t.plans_back()}</a>
        <PageHead title=t.plans_buy() subtitle=move || t.plans_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || cart.get().map(|found| match found {
                Ok(Some(cart)) => view! { <Choose cart/> }.into_any(),
                Ok(None) => view! {
                    <EmptyState title=t.plans_nobody_title() body=t.plans_nobody()>
                        <a class="btn" href=paths::PEOPLE>{t.person_back()}</a>
                    </EmptyState>
                }
                .into_any(),
                Err(error) => view! {
                    <Missing error title=t.plans_buy() back=paths::PEOPLE label=t.person_back() not_found=t.person_not_found()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

/// Where the reader came from: one person's page, or the list.
pub fn back(people: &[PersonId]) -> String {
    match people {
        [one] => paths::person(*one),
        _ => paths::PEOPLE.to_owned(),
    }
}

#[component]
fn Choose(cart: Cart) -> impl IntoView {
    let (quote, receipt) = (RwSignal::new(None::<Quote>), RwSignal::new(None::<Receipt>));
    let ids: Vec<_> = cart.people.iter().map(|person| person.id).collect();
    let (cart, ids) = (StoredValue::new(cart), StoredValue::new(ids));
    let items = RwSignal::new(Vec::<Item>::new());
    view! {
        {move || match receipt.get() {
            Some(receipt) => view! { <Bought receipt back=ids.with_value(|ids| back(ids))/> }.into_any(),
            None => view! { <Shelf cart=cart.get_value() items quote/> }.into_any(),
        }}
        <Confirm people=ids.get_value() items quote receipt/>
    }
}

#[component]
fn Shelf(cart: Cart, items: RwSignal<Vec<Item>>, quote: RwSignal<Option<Quote>>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let people: Vec<_> = cart.people.iter().map(|person| person.id).collect();
    let ask = ServerAction::<QuotePlans>::new();
    Effect::new(move |_| match ask.value().get() {
        Some(Ok(found)) => quote.set(Some(found)),
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    let count = cart.people.len() as i64;
    let nothing = cart.offers.is_empty().then(|| t.plans_none(count));
    let refused = cart.refusal.is_some();
    let some = StoredValue::new(people);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        ask.dispatch(QuotePlans { people: some.get_value(), items: items.get_untracked() });
    };
    view! {
        <People people=cart.people/>
        {cart.refusal.map(|refusal| view! { <WhyNot refusal payers=cart.payers/> })}
        {match nothing {
            Some(text) => view! { <p class="notice" role="note">{text}</p> }.into_any(),
            None => view! {
                <form class="card" method="post" on:submit=submit>
                    <Offers offers=cart.offers of=count items/>
                    <div class="card--pad submit-bar">
                        <button
                            type="submit" class="btn btn--primary"
                            disabled=move || refused || items.with(Vec::is_empty) || ask.pending().get()
                        >
                            {t.plans_purchase()}
                        </button>
                    </div>
                </form>
            }
            .into_any(),
        }}
    }
}

/// Who it is for, what they have, and for whom nothing can be bought.
#[component]
fn People(people: Vec<CartPerson>) -> impl IntoView {
    let t = use_t();
    let row = move |person: CartPerson| {
        let has: Vec<_> =
            person.has.iter().map(|(item, ends)| t.plans_has_until(t.item(*item), t.day(*ends))).collect();
        let why = person.refusal.map(|refusal| t.refusal(&refusal));
        view! {
            <tr>
                <td data-label=t.people_name() class="table__main"><a href=paths::person(person.id)>{person.name}</a></td>
                <td data-label=t.people_tier()>{t.tier(person.tier)}</td>
                <td data-label=t.plans_title() class="table__wrap">
                    {has.join("; ")}{why.map(|why| view! { <span class="muted">{why}</span> })}
                </td>
            </tr>
        }
    };
    view! {
        <section class="card">
            <div class="scroll" tabindex="-1">
                <table class="table">
                    <caption class="sr-only">{t.plans_for_whom()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t.people_name()}</th>
                            <th scope="col">{t.people_tier()}</th>
                            <th scope="col">{t.plans_title()}</th>
                        </tr>
                    </thead>
                    <tbody>{people.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

/// What can be added, each with a box at the right (S1-34). Of a product one plan is chosen.
#[component]
fn Offers(offers: Vec<Offer>, of: i64, items: RwSignal<Vec<Item>>) -> impl IntoView {
    let t = use_t();
    let row = move |offer: Offer| {
        let item = offer.item;
        let for_whom = if of > 1 { t.plans_fits(offer.people, of) } else { String::new() };
        view! {
            <tr>
                <td data-label=t.plans_product() class="table__main">{t.product(item.product)}</td>
                <td data-label=t.plans_plan()>{t.plan(item.plan)}</td>
                <td data-label=t.plans_price() class="table__number">{t.money(&offer.price)}</td>
                <td data-label=t.plans_for_whom()>{for_whom}</td>
                <td data-label=t.plans_add() class="table__actions">
                    <input
                        type="checkbox" name="add" value=item.name() aria-label=t.plans_add_one(t.item(item))
                        prop:checked=move || items.with(|items| items.contains(&item))
                        on:change=move |event| {
                            let on = event_target_checked(&event);
                            items.update(|items| {
                                items.retain(|one| one.product != item.product);
                                if on {
                                    items.push(item);
                                }
                            });
                        }
                    />
                </td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="-1">
            <table class="table">
                <caption class="sr-only">{t.plans_offers()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.plans_product()}</th>
                        <th scope="col">{t.plans_plan()}</th>
                        <th scope="col" class="table__number">{t.plans_price()}</th>
                        <th scope="col">{t.plans_for_whom()}</th>
                        <th scope="col" class="table__actions">{t.plans_add()}</th>
                    </tr>
                </thead>
                <tbody>{offers.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
