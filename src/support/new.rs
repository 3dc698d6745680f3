//! `/support/new`: first what it is about, then what this kind asks for.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::{
    api::{FileTicket, get_new_ticket_options},
    fields::Fields,
    form::TicketForm,
    model::TicketKind,
    views::NewTicketOptions,
};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    ui::{
        form::{ErrorSummary, Form, FormState, SubmitBar},
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn NewTicketPage() -> impl IntoView {
    let t = use_t();
    let options = Resource::new_blocking(|| (), |()| get_new_ticket_options());
    view! {
        <Title text=t.support_new()/>
        <a class="back" href=paths::SUPPORT>{t.support_back()}</a>
        <PageHead title=t.support_new() subtitle=move || t.support_new_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || options.get().map(|options| match options {
                Ok(options) => view! { <NewTicket options/> }.into_any(),
                Err(error) => view! {
                    <Missing error title=t.support_new() back=paths::SUPPORT label=t.support_back()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn NewTicket(options: NewTicketOptions) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let file = ServerAction::<FileTicket>::new();
    let state = FormState::new(&TicketForm::FIELDS);
    // A link may have chosen the kind.
    let asked_for = use_query_map().get_untracked().get("kind").unwrap_or_default();
    let kind = TicketKind::from_name(&asked_for).unwrap_or(TicketKind::Question);
    let form = RwSignal::new(TicketForm { kind: kind.name().into(), ..TicketForm::default() });
    let submit = move || {
        let typed = form.get_untracked();
        match typed.parse() {
            Ok(_) => {
                state.clear();
                file.dispatch(FileTicket { form: typed });
            }
            Err(errors) => state.show(t, errors),
        }
    };
    Effect::new(move |_| match file.value().get() {
        Some(Ok(id)) => {
            toasts.success(t.support_filed().to_owned());
            use_navigate()(&paths::ticket(id), leptos_router::NavigateOptions::default());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    view! {
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <section class="card card--pad form__section narrow">
                <Fields form state options/>
                <SubmitBar label=t.support_file() busy_label=t.ui_saving() busy=Signal::from(file.pending())/>
            </section>
        </Form>
    }
}
