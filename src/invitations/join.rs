//! Registering by a link: who you are, what you sign in with, how you are reached.

use leptos::prelude::*;

use super::{
    form::JoinForm,
    link::{Returned, WELCOME},
    public::{AcceptInvitation, VisitInvitation},
    views::Shown,
};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::{Lang, use_t},
    paths,
    people::model::Notice,
    session::page::leave_to,
    ui::{
        field::{Bound, PasswordField, Select, SelectOption, TextField},
        form::{ErrorSummary, FormState},
        layout::BareLayout,
    },
};

/// The form as it opens: what was sent before, or what is known already.
fn first(shown: &Shown, returned: &Returned) -> JoinForm {
    if returned.error.is_some() {
        return returned.form.clone();
    }
    JoinForm {
        first_name: shown.first_name.clone(),
        last_name: shown.last_name.clone(),
        phone: shown.phone.clone(),
        mobile: shown.mobile.clone(),
        language: shown.language.clone(),
        notices: [Notice::Security, Notice::Account].map(Notice::name).join(","),
        ..JoinForm::default()
    }
}

#[component]
pub fn Join(
    shown: Shown,
    token: String,
    returned: Returned,
    visit: ServerAction<VisitInvitation>,
    banner: Option<String>,
) -> impl IntoView {
    let t = use_t();
    let accept = ServerAction::<AcceptInvitation>::new();
    let state = FormState::new(&JoinForm::FIELDS);
    let form = RwSignal::new(first(&shown, &returned));
    if let Some(error) = returned.error {
        state.returned(t, error);
    }
    Effect::new(move |_| match accept.value().get() {
        Some(Ok(())) => leave_to(WELCOME),
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(AppError::Gone)) => state.banner(t.link_gone().to_owned()),
        Some(Err(error)) => state.banner(t.error(&error)),
        None => {}
    });
    let action = paths::invite(&token);
    let typed_by = token.clone();
    let typed_yet = StoredValue::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = form.get_untracked();
        match typed.parse() {
            Ok(_) => {
                state.clear();
                accept.dispatch(AcceptInvitation { token: token.clone(), form: typed });
            }
            Err(errors) => state.show(t, errors),
        }
    };
    // Scanners of mails open pages; people type into them.
    let typed = move |_| {
        if !typed_yet.get_value() {
            typed_yet.set_value(true);
            visit.dispatch(VisitInvitation { token: typed_by.clone(), typed: true });
        }
    };
    let role = t.role(shown.role);
    let intro = t.link_intro(&shown.inviter, &shown.practice, role, &shown.place, &shown.email);
    view! {
        <BareLayout brand=t.app_name() title=t.link_heading(&shown.practice) intro wide=true banner=banner>
            <p class="muted">{t.link_until(t.date_time(&shown.expires))}</p>
            {(!shown.message.is_empty()).then(|| view! { <blockquote class="quote">{shown.message.clone()}</blockquote> })}
            <form class="form" method="post" action=action novalidate=true on:submit=submit on:input=typed>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <Account form state/>
                <Reach form state/>
                <button type="submit" class="btn btn--primary" disabled=move || accept.pending().get()>
                    {move || if accept.pending().get() { t.link_submitting() } else { t.link_submit() }}
                </button>
            </form>
        </BareLayout>
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
fn Account(form: RwSignal<JoinForm>, state: FormState) -> impl IntoView {
    let t = use_t();
    view! {
        <div class="grid">
            <TextField label=t.people_first_name() name="first_name" bound=bound!(form.first_name) state required=true autocomplete="given-name"/>
            <TextField label=t.people_last_name() name="last_name" bound=bound!(form.last_name) state required=true autocomplete="family-name"/>
        </div>
        <TextField label=t.people_username() name="username" bound=bound!(form.username) state required=true hint=t.person_username_fixed() autocomplete="username"/>
        <div class="grid">
            <PasswordField
                label=t.session_password() name="password" bound=bound!(form.password) state hint=t.session_password_rule()
                autocomplete="new-password" show=t.session_show_password() hide=t.session_hide_password()
            />
            <PasswordField
                label=t.link_repeat() name="repeat" bound=bound!(form.repeat) state
                autocomplete="new-password" show=t.session_show_password() hide=t.session_hide_password()
            />
        </div>
    }
}

#[component]
fn Reach(form: RwSignal<JoinForm>, state: FormState) -> impl IntoView {
    let t = use_t();
    let languages = Lang::ALL
        .into_iter()
        .map(|lang| SelectOption { value: lang.tag().into(), label: lang.own_name().into(), refused: None })
        .collect::<Vec<_>>();
    view! {
        <div class="grid">
            <TextField label=t.person_phone() name="phone" kind="tel" bound=bound!(form.phone) state autocomplete="tel"/>
            <TextField label=t.person_mobile() name="mobile" kind="tel" bound=bound!(form.mobile) state autocomplete="off"/>
            <Select label=t.person_language() name="language" options=languages bound=bound!(form.language) state/>
        </div>
        <fieldset class="field checks">
            <legend class="field__label">{t.fields_notices()}</legend>
            {Notice::ALL.iter().map(|notice| view! { <NoticeBox notice=*notice form/> }).collect_view()}
        </fieldset>
    }
}

/// One box under a name of its own, as a plain form can send it.
#[component]
fn NoticeBox(notice: Notice, form: RwSignal<JoinForm>) -> impl IntoView {
    let t = use_t();
    let is_on = move |form: &JoinForm| form.notices.split(',').any(|one| one == notice.name());
    let turn = move |event| {
        let on = event_target_checked(&event);
        form.update(|form| {
            let kept = Notice::ALL
                .iter()
                .filter(|one| if **one == notice { on } else { form.notices.split(',').any(|own| own == one.name()) });
            form.notices = kept.map(|one| one.name()).collect::<Vec<_>>().join(",");
        });
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                name=format!("notice_{}", notice.name())
                value="on"
                checked=form.with_untracked(is_on)
                prop:checked=move || form.with(is_on)
                on:change=turn
            />
            <span>{t.notice(notice)}</span>
        </label>
    }
}
