//! `/settings/security`: what the practice asks of everybody who signs in.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    admin_api::{ChooseTwoStepDemand, two_step_demand},
    model::Demand,
};
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::{Select, SelectOption},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        pagehead::PageHead,
        state::{EmptyState, Loading},
        toast::use_toasts,
    },
};

#[component]
pub fn SecurityPage() -> impl IntoView {
    let t = use_t();
    let chosen = Resource::new_blocking(|| (), |()| two_step_demand());
    view! {
        <Title text=t.twostep_security_title()/>
        <PageHead title=t.twostep_security_title() subtitle=move || t.twostep_security_intro()>
            <a class="btn" href=paths::KEYS>{t.keys_title()}</a>
        </PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || chosen.get().map(|found| match found {
                Ok(chosen) => view! { <Choose chosen/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_forbidden_title() body=t.error(&error)>""</EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Choose(chosen: Demand) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let (session_end, proof) = (use_session_end(), use_proof());
    let choose = ServerAction::<ChooseTwoStepDemand>::new();
    let state = FormState::new(&["two_step_demand"]);
    let value = RwSignal::new(chosen.name().to_owned());
    let submit = move || {
        let demand = Demand::from_name(&value.get_untracked()).unwrap_or(chosen);
        choose.dispatch(ChooseTwoStepDemand { demand });
    };
    Effect::new(move |_| match choose.value().get() {
        Some(Ok(())) => {
            state.clear();
            toasts.success(t.twostep_demand_saved().to_owned());
        }
        Some(Err(error)) if !proof.asked(&error, submit) && !session_end.noticed(&error) => state.returned(t, error),
        _ => {}
    });
    let options = Demand::ALL
        .iter()
        .map(|demand| SelectOption { value: demand.name().into(), label: t.demand(*demand).into(), refused: None })
        .collect();
    view! {
        <section class="card card--pad narrow">
            <h2>{t.twostep_title()}</h2>
            <Form on_submit=submit>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <Select
                    label=t.twostep_demand()
                    name="two_step_demand"
                    options
                    bound=(value.into(), Callback::new(move |text| value.set(text)))
                    state
                    hint=t.twostep_demand_hint()
                />
                <p class="muted">{t.twostep_demand_exceptions()}</p>
                <SubmitBar label=t.twostep_demand_save() busy_label=t.twostep_submitting() busy=choose.pending().into()/>
            </Form>
        </section>
    }
}
