//! `/profile`: what the practice knows of the reader, and how pages look.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::{ChangeOwnEmail, SaveProfile, get_profile},
    form::{Profile, ProfileForm},
    tabs::ProfileTabs,
};
use crate::plain::view;
use crate::{
    account::email::EmailForm,
    caller::questions::OwnQuestions,
    error::AppError,
    i18n::{Lang, use_t},
    people::model::Notice,
    session::{menu::Appearance, proof::use_proof, watch::use_session_end},
    ui::{
        field::{Bound, Checkboxes, ReadOnly, Select, SelectOption, TextField},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        pagehead::PageHead,
        state::Loading,
        toast::use_toasts,
    },
};

#[component]
pub fn ProfilePage() -> impl IntoView {
    let t = use_t();
    let profile = Resource::new_blocking(|| (), |()| get_profile());
    view! {
        <Title text=t.profile_title()/>
        <PageHead title=t.profile_title() subtitle=move || t.profile_intro()>""</PageHead>
        <ProfileTabs/>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || profile.get().map(|found| match found {
                Ok(profile) => view! { <Edit profile=profile.clone()/><Address profile/> }.into_any(),
                Err(error) => view! { <p class="notice" role="note">{t.error(&error)}</p> }.into_any(),
            })}
        </Transition>
        <OwnQuestions/>
        <section class="card card--pad">
            <h2>{t.profile_appearance()}</h2>
            <Appearance/>
        </section>
    }
}

macro_rules! bound {
    ($form:ident . $field:ident) => {{
        let bound: Bound = (
            Signal::derive(move || $form.with(|form| form.$field.clone())),
            Callback::new(move |text: String| $form.update(|form| form.$field = text)),
        );
        bound
    }};
}

#[component]
fn Edit(profile: Profile) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let base = RwSignal::new(profile.form.clone());
    let form = RwSignal::new(profile.form);
    let state = FormState::new(&ProfileForm::FIELDS);
    let save = ServerAction::<SaveProfile>::new();
    Effect::new(move |_| match save.value().get() {
        Some(Ok(saved)) => {
            toasts.success(t.profile_saved().to_owned());
            state.clear();
            base.set(saved.clone());
            form.set(saved);
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let submit = move || {
        let typed = form.get_untracked();
        match typed.parse() {
            Ok(_) => {
                state.clear();
                save.dispatch(SaveProfile { base: base.get_untracked(), form: typed });
            }
            Err(errors) => state.show(t, errors),
        }
    };
    let changed = Signal::derive(move || form.get() != base.get());
    let languages = Lang::ALL
        .into_iter()
        .map(|lang| SelectOption { value: lang.tag().into(), label: lang.own_name().into(), refused: None })
        .collect::<Vec<_>>();
    let notices: Vec<_> =
        Notice::ALL.iter().map(|notice| (notice.name().to_owned(), t.notice(*notice).to_owned())).collect();
    view! {
        <Form on_submit=submit unsaved=changed>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <section class="card card--pad form__section">
                <h2>{t.person_names()}</h2>
                <div class="grid">
                    <TextField label=t.people_first_name() name="first_name" bound=bound!(form.first_name) state required=true autocomplete="given-name"/>
                    <TextField label=t.people_middle_name() name="middle_name" bound=bound!(form.middle_name) state autocomplete="additional-name"/>
                    <TextField label=t.people_last_name() name="last_name" bound=bound!(form.last_name) state required=true autocomplete="family-name"/>
                </div>
                <ReadOnly label=t.people_username() value=profile.username hint=t.person_username_fixed()/>
            </section>
            <section class="card card--pad form__section">
                <h2>{t.person_contact()}</h2>
                <div class="grid">
                    <TextField label=t.person_phone() name="phone" kind="tel" bound=bound!(form.phone) state autocomplete="tel"/>
                    <TextField label=t.person_mobile() name="mobile" kind="tel" bound=bound!(form.mobile) state autocomplete="off"/>
                    <Select label=t.person_language() name="language" options=languages bound=bound!(form.language) state/>
                </div>
                <Checkboxes legend=t.fields_notices() name="notices" choices=notices bound=bound!(form.notices)/>
            </section>
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
    }
}

/// The own address, and the way to another one.
#[component]
fn Address(profile: Profile) -> impl IntoView {
    let t = use_t();
    let proof = use_proof();
    let change = ServerAction::<ChangeOwnEmail>::new();
    let send = move |email: String| {
        change.dispatch(ChangeOwnEmail { email });
    };
    let pending = profile.care.pending_email;
    view! {
        <section class="card card--pad form__section">
            <h2>{t.people_email()}</h2>
            <p>{profile.email}</p>
            <EmailForm pending proof send answer=Signal::derive(move || change.value().get()) busy=change.pending()/>
        </section>
    }
}
