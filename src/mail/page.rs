//! `/settings/mail`: how mail leaves, and what it says.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::get_mail_settings,
    model::{MailRoute, MailSettings, Preview},
};
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    ui::{
        pagehead::PageHead,
        state::{AskWhom, EmptyState, Loading},
    },
};

#[component]
pub fn MailPage() -> impl IntoView {
    let t = use_t();
    let settings = Resource::new_blocking(|| (), |()| get_mail_settings());
    view! {
        <Title text=t.mail_title()/>
        <PageHead title=t.mail_title() subtitle=move || t.mail_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || Suspend::new(async move {
                match settings.await {
                    Ok(settings) => view! { <Settings settings/> }.into_any(),
                    Err(error) => view! {
                        <EmptyState title=t.errors_forbidden_title() body=t.error(&error)><AskWhom error/></EmptyState>
                    }
                    .into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Settings(settings: MailSettings) -> impl IntoView {
    let t = use_t();
    let MailSettings { route, from, letters } = settings;
    let words = match route {
        MailRoute::Smtp => t.mail_route_smtp(from),
        MailRoute::Development => t.mail_route_development().to_owned(),
        MailRoute::None => t.mail_route_none().to_owned(),
    };
    let mailbox = (route == MailRoute::Development)
        .then(|| view! { <p><a href=paths::DEV_MAIL rel="external">{t.mail_open_mailbox()}</a></p> });
    view! {
        <section class="card card--pad">
            <h2>{t.mail_route()}</h2>
            <p>{words}</p>
            {mailbox}
        </section>
        <section class="card card--pad">
            <h2>{t.mail_letters()}</h2>
            <p class="muted">{t.mail_letters_note()}</p>
            {letters.into_iter().map(|letter| view! { <Letter letter/> }).collect_view()}
        </section>
    }
}

/// Closed, as there are many.
#[component]
fn Letter(letter: Preview) -> impl IntoView {
    let t = use_t();
    let Preview { kind, lang, subject, text } = letter;
    view! {
        <details class="letter">
            <summary>{format!("{} · {}", t.letter(kind), lang.own_name())}</summary>
            <h3 lang=lang.tag()>{subject}</h3>
            <pre class="letter__text" lang=lang.tag()>{text}</pre>
            <p><a href=paths::mail_letter(kind, lang) rel="external" target="_blank">{t.mail_see_html(lang.own_name())}</a></p>
        </details>
    }
}
