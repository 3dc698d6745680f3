//! The Profile tab of a provider's page: what was decided, and what the registry says.

use leptos::prelude::*;

use super::{profile::Feature, views::ProviderRow};
use crate::plain::view;
use crate::{
    domain::phone::Phone,
    i18n::use_t,
    paths,
    ui::badge::{Badge, Tone},
};

/// Whether the provider takes part, and whether the NPI still counts. Nothing to show is nothing wrong.
#[component]
pub fn Standing(provider: ProviderRow) -> impl IntoView {
    let t = use_t();
    let profile = provider.profile;
    view! {
        {profile.inactive.then(|| view! { <Badge tone=Tone::Off title=None>{t.profiles_inactive()}</Badge> })}
        {(!profile.registry.ended.is_empty()).then(|| view! {
            <Badge tone=Tone::Bad title=None>{t.profiles_npi_ended(t.value("npi_ended", &profile.registry.ended))}</Badge>
        })}
    }
}

#[component]
pub fn Overview(provider: ProviderRow, patients: Option<i64>) -> impl IntoView {
    let t = use_t();
    let profile = provider.profile;
    let state = profile.state();
    let config = profile.config;
    let or_none = |text: String| if text.is_empty() { t.profiles_not_chosen().to_owned() } else { text };
    let features: Vec<_> = config.features.iter().map(|feature: &Feature| t.provider_feature(*feature)).collect();
    let languages: Vec<_> = config.languages.iter().map(|language| t.language(*language)).collect();
    let capacity = config.capacity.map_or_else(|| t.profiles_unbounded().to_owned(), |most| t.number(most.into()));
    let decided = [
        (t.profiles_billing_role(), or_none(t.billing_role(&profile.billing_role))),
        (t.profiles_access_type(), or_none(t.access_type(&profile.access_type))),
        (t.profiles_state(), t.provider_state(state).to_owned()),
        (t.profiles_rtm(), t.provider_rtm(config.rtm).to_owned()),
        (t.profiles_capacity(), capacity),
        (t.profiles_features(), or_none(features.join(", "))),
        (t.profiles_languages(), or_none(languages.join(", "))),
    ];
    let number = |stored: &str| Phone::parse(stored).map_or_else(|_| stored.to_owned(), |phone| phone.to_string());
    let registry = profile.registry;
    let registered = [
        (t.profiles_credential(), registry.credential),
        (t.profiles_taxonomy(), registry.taxonomy),
        (t.person_phone(), number(&registry.phone)),
        (t.profiles_fax(), number(&registry.fax)),
        (t.profiles_address(), registry.address),
    ];
    let known = registered.iter().any(|(_, value)| !value.is_empty());
    let id = provider.id;
    view! {
        {patients.map(|count| view! {
            <ul class="tiles">
                <li>
                    <a class="tile" href=paths::panel(id)>
                        <strong>{t.number(count)}</strong>
                        <span>{t.patients_title()}</span>
                    </a>
                </li>
            </ul>
        })}
        <section class="card card--pad">
            <h2>{t.profiles_personal()}</h2>
            <dl class="facts">
                {decided.map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> }).collect_view()}
            </dl>
        </section>
        {known.then(|| view! {
            <section class="card card--pad">
                <h2>{t.profiles_registry()}</h2>
                <dl class="facts">
                    {registered
                        .into_iter()
                        .filter(|(_, value)| !value.is_empty())
                        .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> })
                        .collect_view()}
                </dl>
            </section>
        })}
    }
}
