//! Mail that has not arrived, and another try for it.

use leptos::prelude::*;

use super::{
    api::RetryMail,
    model::{MailHealth, StuckMail},
};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    mail::model::MailRoute,
    session::watch::use_session_end,
    ui::{
        badge::{Badge, Tone},
        toast::use_toasts,
    },
};

#[component]
pub fn MailCard(mail: MailHealth, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let retry = ServerAction::<RetryMail>::new();
    Effect::new(move |_| match retry.value().get() {
        Some(Ok(mails)) => {
            toasts.success(t.operator_retried(mails as i64));
            reload.run(());
        }
        // It went out, or ended, meanwhile.
        Some(Err(AppError::Gone)) => reload.run(()),
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    let MailHealth { route, waiting, deferred, oldest, stuck } = mail;
    let oldest = oldest.map(|at| t.operator_oldest(t.date_time(&at)));
    let no_server = (route == MailRoute::None).then(|| view! { <p>{t.mail_route_none()}</p> });
    view! {
        <section class="card card--pad" aria-labelledby="mails">
            <h2 id="mails">{t.operator_mail()}</h2>
            {no_server}
            <p>{t.operator_waiting(waiting)}{oldest.map(|text| format!(" {text}"))}</p>
            {(deferred > 0).then(|| view! {
                <p>
                    <button
                        type="button" class="btn" disabled=move || retry.pending().get()
                        on:click=move |_| drop(retry.dispatch(RetryMail {}))
                    >
                        {t.operator_retry()}
                    </button>
                </p>
            })}
            {if stuck.is_empty() {
                view! { <p class="muted">{t.operator_nothing_stuck()}</p> }.into_any()
            } else {
                view! { <Stuck stuck/> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Stuck(stuck: Vec<StuckMail>) -> impl IntoView {
    let t = use_t();
    let row = move |mail: StuckMail| {
        let tone = if mail.next.is_some() { Tone::Warn } else { Tone::Bad };
        let why = mail.trouble.map_or_else(|| mail.reply.clone(), |trouble| t.mail_trouble(trouble).to_owned());
        let next = mail.next.map(|at| t.date_time(&at)).unwrap_or_default();
        view! {
            <tr>
                <td data-label=t.operator_recipient() class="table__main">{mail.recipient}</td>
                <td data-label=t.practices_one()>{mail.practice}</td>
                <td data-label=t.operator_letter()>{t.letter(mail.kind)}</td>
                <td data-label=t.operator_state()><Badge tone title=None>{t.mail_state(mail.state)}</Badge></td>
                <td data-label=t.operator_why()>{why}</td>
                <td data-label=t.operator_queued()>{t.date_time(&mail.queued)}</td>
                <td data-label=t.operator_next()>{next}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.operator_stuck()>
            <table class="table">
                <caption class="sr-only">{t.operator_stuck()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.operator_recipient()}</th>
                        <th scope="col">{t.practices_one()}</th>
                        <th scope="col">{t.operator_letter()}</th>
                        <th scope="col">{t.operator_state()}</th>
                        <th scope="col">{t.operator_why()}</th>
                        <th scope="col">{t.operator_queued()}</th>
                        <th scope="col">{t.operator_next()}</th>
                    </tr>
                </thead>
                <tbody>{stuck.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
