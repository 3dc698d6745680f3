//! Writing into a ticket. Support may wait for the answer, and has the words at hand for the usual question (S3-12).

use leptos::prelude::*;

use super::{
    api::WriteToTicket,
    form::words,
    model::{Party, TicketKind},
    views::TicketPage,
};
use crate::plain::view;
use crate::{
    domain::code::FieldErrors,
    error::AppError,
    i18n::use_t,
    session::watch::use_session_end,
    ui::{
        field::TextArea,
        form::{ErrorSummary, Form, FormState},
        toast::use_toasts,
    },
};

#[component]
pub fn Answer(page: TicketPage, text: RwSignal<String>, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let write = ServerAction::<WriteToTicket>::new();
    let state = FormState::new(&["ticket_answer"]);
    let (id, of_support) = (page.id, page.party == Party::Support);
    let asks = of_support && page.status.is_open();
    let verifies = asks && page.kind == TicketKind::LinkAccount;
    let send = move |waits: bool| {
        let typed = text.get_untracked();
        match words(&typed) {
            Ok(_) => {
                state.clear();
                write.dispatch(WriteToTicket { id, text: typed, waits });
            }
            Err(code) => state.show(t, FieldErrors::one("ticket_answer", code)),
        }
    };
    Effect::new(move |_| match write.value().get() {
        Some(Ok(())) => {
            toasts.success(t.support_sent().to_owned());
            text.set(String::new());
            reload.run(());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let busy = move || write.pending().get();
    view! {
        <section class="card card--pad form__section" aria-labelledby="answer">
            <h2 id="answer">{t.support_answer()}</h2>
            <Form on_submit=move || send(false)>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                <TextArea
                    label=t.support_answer() name="ticket_answer" state hint=t.support_text_hint() rows=4 spellcheck=true
                    bound=(text.into(), Callback::new(move |typed| text.set(typed)))
                />
                <div class="buttons">
                    <button type="submit" class="btn btn--primary" disabled=busy>{t.support_send()}</button>
                    {asks.then(|| view! {
                        <button type="button" class="btn" disabled=busy on:click=move |_| send(true)>{t.support_ask()}</button>
                    })}
                    {verifies.then(|| view! {
                        <button
                            type="button" class="btn btn--ghost" disabled=busy
                            on:click=move |_| text.set(t.support_verify_text().to_owned())
                        >
                            {t.support_verify()}
                        </button>
                    })}
                </div>
            </Form>
        </section>
    }
}
