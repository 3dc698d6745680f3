//! `/handovers`: the practice's plans, those that wait first.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{api::list_handovers, card::StateBadge, views::HandoverLine};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::permission::Permission,
    i18n::use_t,
    paths,
    ui::{
        pagehead::PageHead,
        state::{AskWhom, EmptyState, Loading},
    },
};

#[component]
pub fn HandoversPage() -> impl IntoView {
    let t = use_t();
    let plans = Resource::new_blocking(|| (), |()| list_handovers());
    let may_plan = use_viewer().is_some_and(|viewer| viewer.may(Permission::EditProviders).is_ok());
    view! {
        <a class="back" href=paths::PATIENTS>{t.patients_back()}</a>
        <Title text=t.handover_plans()/>
        <PageHead title=t.handover_plans() subtitle=move || t.handover_plans_hint()>
            {may_plan.then(|| view! { <a class="btn" href=paths::HANDOVER_LISTS>{t.handover_lists()}</a> })}
        </PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || plans.get().map(|found| match found {
                Ok(plans) if plans.is_empty() => view! {
                    <EmptyState title=t.handover_no_plans() body=t.handover_no_plans_body()>
                        <a class="btn" href=paths::PROVIDERS>{t.nav_providers()}</a>
                    </EmptyState>
                }
                .into_any(),
                Ok(plans) => view! { <Plans plans/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::HOME>{t.errors_home()}</a>
                        <AskWhom error/>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Plans(plans: Vec<HandoverLine>) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card">
            <div class="scroll" tabindex="0" role="region" aria-label=t.handover_plans()>
                <table class="table">
                    <caption class="sr-only">{t.handover_plans()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t.providers_one()}</th>
                            <th scope="col">{t.people_status()}</th>
                            <th scope="col">{t.handover_when()}</th>
                            <th scope="col">{t.patients_title()}</th>
                            <th scope="col">{t.handover_author()}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {plans.into_iter().map(|plan| view! {
                            <tr>
                                <td data-label=t.providers_one() class="table__main">
                                    <a href=paths::handover(plan.provider)>{plan.name}</a>
                                </td>
                                <td data-label=t.people_status()><StateBadge state=plan.state open_points=plan.open_points/></td>
                                <td data-label=t.handover_when()>{plan.at.map_or_else(|| "–".to_owned(), |at| t.date_time(&at))}</td>
                                <td data-label=t.patients_title()>{t.number(plan.patients)}</td>
                                <td data-label=t.handover_author() class="table__quiet">{plan.by}</td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    }
}
