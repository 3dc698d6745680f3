//! `/providers/{id}/edit`: what administrators decide about a provider (S4-3, S4-4).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    api::{EditProvider, get_profile},
    picture::PictureForm,
    profile::{Feature, ProfileForm, Rtm, State},
    rules::Rules,
    views::{ProfilePage as Loaded, ProviderRow},
};
use crate::plain::view;
use crate::{
    domain::{ids::ProviderId, language::Language},
    error::{AppError, Conflict},
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    ui::{
        conflict::{ConflictNotice, Settled},
        field::{Bound, Checkboxes, Select, SelectOption, TextField},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn EditProviderPage() -> impl IntoView {
    let t = use_t();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<ProviderId>().ok()));
    let page = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_profile(id).await,
            None => Err(AppError::NotFound),
        },
    );
    view! {
        <a class="back" href=move || id.get().map_or_else(|| paths::PROVIDERS.to_owned(), paths::provider)>
            {t.profiles_back()}
        </a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || page.get().map(|found| match found {
                Ok(page) => view! { <Edit page/> }.into_any(),
                Err(error) => view! { <Missing error title=t.providers_one() back=paths::PROVIDERS label=t.providers_back()/> }.into_any(),
            })}
        </Transition>
    }
}

/// One text of the form as a field.
fn bound(form: RwSignal<ProfileForm>, name: &'static str) -> Bound {
    (
        Signal::derive(move || form.with(|form| form.get(name).to_owned())),
        Callback::new(move |value: String| form.update(|form| form.set(name, &value))),
    )
}

#[component]
fn Edit(page: Loaded) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let Loaded { provider, rules } = page;
    let id = provider.id;
    let opened = ProfileForm::of(&provider.name, &provider.profile);
    let (base, form) = (RwSignal::new(opened.clone()), RwSignal::new(opened));
    let shown = RwSignal::new(provider);
    let state = FormState::new(&ProfileForm::FIELDS);
    let conflict = RwSignal::new(None::<Conflict>);
    let save = ServerAction::<EditProvider>::new();
    let lists = StoredValue::new(rules.clone());
    Effect::new(move |_| match save.value().get() {
        Some(Ok(row)) => {
            toasts.success(t.person_saved().to_owned());
            state.clear();
            conflict.set(None);
            let saved = ProfileForm::of(&row.name, &row.profile);
            base.set(saved.clone());
            form.set(saved);
            shown.set(row);
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(AppError::Conflict(found))) => conflict.set(Some(*found)),
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let submit = move || {
        let typed = form.get_untracked();
        let checked = lists.with_value(|lists| typed.parse(lists, &shown.get_untracked().profile));
        match checked {
            Ok(_) => {
                state.clear();
                save.dispatch(EditProvider { id, base: base.get_untracked(), form: typed });
            }
            Err(errors) => state.show(t, errors),
        }
    };
    let changed = Signal::derive(move || form.get() != base.get());
    let settled = move |(field, found, take): Settled| {
        base.update(|base| base.set(&field, &found));
        if take {
            form.update(|form| form.set(&field, &found));
        }
    };
    let mine = move |field: String| form.with_untracked(|form| form.get(&field).to_owned());
    let readable = move |(field, value): (String, String)| t.value(&field, &value);
    let about = format!(
        "NPI {} · {}",
        shown.with_untracked(|row| row.npi.clone()),
        shown.with_untracked(|row| row.office.clone())
    );
    view! {
        {move || view! { <Title text=t.profiles_edit(shown.with(|row| row.name.clone()))/> }}
        {move || {
            let about = about.clone();
            view! { <PageHead title=t.profiles_edit(shown.with(|row| row.name.clone())) subtitle=move || about>""</PageHead> }
        }}
        <Form on_submit=submit unsaved=changed>
            <ConflictNotice conflict mine shown=readable on_settled=settled/>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <Standing form state rules provider=shown.get_untracked()/>
            <Personal form state/>
            <SubmitBar
                label=t.person_save()
                busy_label=t.ui_saving()
                busy=Signal::from(save.pending())
                discard=(t.person_discard().to_owned(), changed, Callback::new(move |()| {
                    form.set(base.get_untracked());
                    state.clear();
                }))
            />
        </Form>
        <PictureForm provider=shown.read_only() on_change=move |row: ProviderRow| shown.set(row)/>
    }
}

/// The words that may be chosen, the one that is chosen among them even when it is offered no more.
fn offered(words: &[String], now: &str, none: &str, name: impl Fn(&str) -> String) -> Vec<SelectOption> {
    let option = |word: &str| SelectOption { value: word.to_owned(), label: name(word), refused: None };
    let kept = (!now.is_empty() && !words.iter().any(|word| word == now)).then(|| option(now));
    let none = SelectOption { value: String::new(), label: none.to_owned(), refused: None };
    std::iter::once(none).chain(words.iter().map(|word| option(word))).chain(kept).collect()
}

/// Name, billing role, access type, state.
#[component]
fn Standing(form: RwSignal<ProfileForm>, state: FormState, rules: Rules, provider: ProviderRow) -> impl IntoView {
    let t = use_t();
    let profile = provider.profile;
    let none = t.profiles_not_chosen();
    let billing = offered(&rules.billing_roles, &profile.billing_role, none, |word| t.billing_role(word));
    let access = offered(&rules.access_types, &profile.access_type, none, |word| t.access_type(word));
    let states = State::ALL.iter().map(|state| SelectOption {
        value: state.name().into(),
        label: t.provider_state(*state).into(),
        refused: None,
    });
    view! {
        <section class="card card--pad form__section">
            <h2>{t.providers_one()}</h2>
            <div class="grid">
                <TextField label=t.providers_name() name="provider_name" bound=bound(form, "provider_name") state required=true autocomplete="off"/>
                <Select label=t.profiles_billing_role() name="billing_role" options=billing bound=bound(form, "billing_role") state/>
                <Select label=t.profiles_access_type() name="access_type" options=access bound=bound(form, "access_type") state/>
                <Select label=t.profiles_state() name="provider_state" options=states.collect() bound=bound(form, "provider_state") state hint=t.profiles_state_hint()/>
            </div>
        </section>
    }
}

/// How the provider works (S4-4).
#[component]
fn Personal(form: RwSignal<ProfileForm>, state: FormState) -> impl IntoView {
    let t = use_t();
    let rtm = Rtm::ALL.iter().map(|rtm| SelectOption {
        value: rtm.name().into(),
        label: t.provider_rtm(*rtm).into(),
        refused: None,
    });
    let features =
        Feature::ALL.iter().map(|feature| (feature.name().to_owned(), t.provider_feature(*feature).to_owned()));
    let languages = Language::ALL.iter().map(|language| (language.name().to_owned(), t.language(*language).to_owned()));
    view! {
        <section class="card card--pad form__section">
            <h2>{t.profiles_personal()}</h2>
            <Checkboxes legend=t.profiles_features() name="features" choices=features.collect() bound=bound(form, "features")/>
            <div class="grid">
                <Select label=t.profiles_rtm() name="rtm" options=rtm.collect() bound=bound(form, "rtm") state hint=t.profiles_rtm_hint()/>
                <TextField label=t.profiles_capacity() name="capacity" kind="number" bound=bound(form, "capacity") state autocomplete="off" hint=t.profiles_capacity_hint()/>
            </div>
            <Checkboxes legend=t.profiles_languages() name="provider_languages" choices=languages.collect() bound=bound(form, "provider_languages")/>
        </section>
    }
}
