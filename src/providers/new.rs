//! `/providers/new`: a provider, its office, its agent.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_navigate;

use super::{
    agent::{AgentFields, bound},
    api::{AddProvider, list_provider_options},
    form::{AgentForm, ProviderForm},
};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    paths,
    practices::model::Places,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::{Bound, Checkboxes, Select, SelectOption, TextField},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        pagehead::PageHead,
        state::{AskWhom, EmptyState, Loading},
        toast::use_toasts,
    },
};

#[component]
pub fn AddProviderPage() -> impl IntoView {
    let t = use_t();
    let options = Resource::new_blocking(|| (), |()| list_provider_options());
    view! {
        <Title text=t.settings_add_provider()/>
        <a class="back" href=paths::PROVIDERS>{t.providers_back()}</a>
        <PageHead title=t.settings_add_provider() subtitle=move || t.providers_add_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || options.get().map(|options| match options {
                Ok(options) => view! { <NewProvider places=options.places/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::PROVIDERS>{t.providers_back()}</a>
                        <AskWhom error/>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}

fn text(signal: RwSignal<String>) -> Bound {
    (signal.into(), Callback::new(move |text| signal.set(text)))
}

#[component]
fn NewProvider(places: Places) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let proof = use_proof();
    let add = ServerAction::<AddProvider>::new();
    let state = FormState::new(&ProviderForm::FIELDS);
    let option = |(id, name): &(crate::domain::ids::OfficeId, String)| SelectOption {
        value: id.to_string(),
        label: name.clone(),
        refused: None,
    };
    let offices: Vec<_> = places.offices.iter().map(option).collect();
    let first = offices.first().map(|office| office.value.clone()).unwrap_or_default();
    let (name, npi) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (office, certified) = (RwSignal::new(first), RwSignal::new(String::new()));
    let agent = RwSignal::new(AgentForm { language: t.lang().tag().to_owned(), ..AgentForm::default() });
    let places = StoredValue::new(places);
    let submit = move || {
        let form = ProviderForm {
            name: name.get_untracked(),
            npi: npi.get_untracked(),
            office: office.get_untracked(),
            certified: !certified.get_untracked().is_empty(),
            agent: agent.get_untracked(),
        };
        match places.with_value(|places| form.parse(places)) {
            Ok(_) => {
                state.clear();
                add.dispatch(AddProvider { form });
            }
            Err(errors) => state.show(t, errors),
        }
    };
    Effect::new(move |_| match add.value().get() {
        Some(Ok(id)) => {
            toasts.success(t.providers_added(name.get_untracked()));
            use_navigate()(&paths::provider(id), leptos_router::NavigateOptions::default());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !proof.asked(&error, submit) && !session_end.noticed(&error) => {
            state.banner(t.error(&error))
        }
        _ => {}
    });
    view! {
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <section class="card card--pad form__section">
                <h2>{t.providers_one()}</h2>
                <div class="grid">
                    <TextField label=t.providers_name() name="provider_name" bound=text(name) state required=true autocomplete="off"/>
                    <TextField label=t.settings_npi() name="provider_npi" bound=text(npi) state required=true hint=t.settings_npi_hint() autocomplete="off"/>
                    <Select label=t.people_office() name="office" options=offices bound=text(office) state/>
                </div>
                <Checkboxes
                    legend=t.providers_kind()
                    name="certified"
                    choices=vec![("yes".to_owned(), t.providers_certified_box().to_owned())]
                    bound=text(certified)
                />
            </section>
            <section class="card card--pad form__section">
                <h2>{t.providers_agent()}</h2>
                <p class="muted">{t.providers_agent_intro()}</p>
                <TextField label=t.people_email() name="email" kind="email" bound=bound(agent, "email") state autocomplete="off" hint=t.providers_email_hint()/>
                <AgentFields form=agent state/>
            </section>
            <SubmitBar label=t.settings_add_provider() busy_label=t.ui_saving() busy=Signal::from(add.pending())/>
        </Form>
    }
}
