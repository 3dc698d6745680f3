//! `/setup`: the one page of an empty installation.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{api::SetUp, model::SetupForm};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    paths,
    session::{menu::Appearance, page::leave_to},
    ui::{
        field::{Bound, PasswordField, TextField},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        layout::BareLayout,
    },
};

const FIELDS: [&str; 10] = [
    "practice_name",
    "tin",
    "time_zone",
    "office",
    "first_name",
    "last_name",
    "email",
    "username",
    "password",
    "repeat",
];

/// Offered while typing; any IANA zone is accepted.
pub const ZONES: [&str; 12] = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "America/Mexico_City",
    "America/Bogota",
    "America/Argentina/Buenos_Aires",
    "Europe/Madrid",
];

#[component]
pub fn SetupPage() -> impl IntoView {
    let t = use_t();
    let set_up = ServerAction::<SetUp>::new();
    let state = FormState::new(&FIELDS);
    let form = RwSignal::new(SetupForm { time_zone: "America/Chicago".into(), ..SetupForm::default() });
    Effect::new(move |_| match set_up.value().get() {
        Some(Ok(())) => leave_to(paths::SIGN_IN),
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(AppError::Gone)) => state.banner(t.setup_taken().to_owned()),
        Some(Err(error)) => state.banner(t.error(&error)),
        None => {}
    });
    let submit = move || {
        let typed = form.get_untracked();
        match typed.clone().parse() {
            Ok(_) => {
                state.clear();
                set_up.dispatch(SetUp { form: typed });
            }
            Err(errors) => state.show(t, errors),
        }
    };
    macro_rules! bound {
        ($field:ident) => {{
            let bound: Bound = (
                Signal::derive(move || form.with(|form| form.$field.clone())),
                Callback::new(move |text: String| form.update(|form| form.$field = text)),
            );
            bound
        }};
    }
    view! {
        <Title text=t.setup_title()/>
        <BareLayout brand=t.app_name() title=t.setup_heading() intro=t.setup_intro() wide=true banner=None>
            <Form on_submit=submit>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <h2>{t.setup_practice()}</h2>
                <div class="grid">
                    <TextField label=t.setup_practice_name() name="practice_name" bound=bound!(practice_name) state required=true autocomplete="organization"/>
                    <TextField label=t.setup_tin() name="tin" bound=bound!(tin) state required=true hint=t.setup_tin_hint() autocomplete="off"/>
                    <TextField label=t.setup_office() name="office" bound=bound!(office) state required=true hint=t.setup_office_hint() autocomplete="off"/>
                    <TextField label=t.setup_time_zone() name="time_zone" bound=bound!(time_zone) state required=true list="zones" autocomplete="off"/>
                </div>
                <datalist id="zones">{ZONES.map(|zone| view! { <option value=zone></option> }).collect_view()}</datalist>
                <h2>{t.setup_owner()}</h2>
                <div class="grid">
                    <TextField label=t.people_first_name() name="first_name" bound=bound!(first_name) state required=true autocomplete="given-name"/>
                    <TextField label=t.people_last_name() name="last_name" bound=bound!(last_name) state required=true autocomplete="family-name"/>
                    <TextField label=t.people_email() name="email" kind="email" bound=bound!(email) state required=true autocomplete="email"/>
                    <TextField label=t.people_username() name="username" bound=bound!(username) state required=true hint=t.person_username_fixed() autocomplete="username"/>
                    <PasswordField
                        label=t.session_new_password() name="password" bound=bound!(password) state hint=t.session_password_rule()
                        autocomplete="new-password" show=t.session_show_password() hide=t.session_hide_password()
                    />
                    <PasswordField
                        label=t.session_repeat_password() name="repeat" bound=bound!(repeat) state
                        autocomplete="new-password" show=t.session_show_password() hide=t.session_hide_password()
                    />
                </div>
                <SubmitBar label=t.setup_submit() busy_label=t.setup_submitting() busy=Signal::from(set_up.pending())/>
            </Form>
        </BareLayout>
        <Appearance/>
    }
}
