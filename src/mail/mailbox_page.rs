//! The pages of the development mailbox. Rendered by the server alone: there is nothing to hydrate.

use leptos::prelude::*;

use super::mailbox::Kept;
use crate::plain::view;
use crate::{i18n::T, paths, server::assets::bundle, ui::look::Look};

/// Every mail, newest first.
pub fn list(look: Look, mails: &[Kept]) -> String {
    let t = T::new(look.lang);
    let rows: Vec<_> = mails
        .iter()
        .map(|mail| {
            let subject = mail.composed.as_ref().map_or(t.mail_dev_gone(), |composed| composed.subject.as_str());
            view! {
                <tr>
                    <td data-label=t.mail_dev_subject()><a href=paths::dev_mail(mail.id)>{subject.to_owned()}</a></td>
                    <td data-label=t.mail_dev_to()>{mail.to.clone()}</td>
                    <td data-label=t.mail_dev_sent()>{t.date_time(&mail.queued.fixed_offset())}</td>
                    <td data-label=t.mail_dev_state()>{t.mail_state(mail.state)}</td>
                </tr>
            }
        })
        .collect();
    let table = if rows.is_empty() {
        view! { <p class="empty">{t.mail_dev_empty()}</p> }.into_any()
    } else {
        view! {
            <table class="table table--plain">
                <thead>
                    <tr>
                        <th scope="col">{t.mail_dev_subject()}</th>
                        <th scope="col">{t.mail_dev_to()}</th>
                        <th scope="col">{t.mail_dev_sent()}</th>
                        <th scope="col">{t.mail_dev_state()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    document(look, t.mail_dev_title().to_owned(), view! { <section class="card card--pad scroll">{table}</section> })
}

/// One mail in both of its forms.
pub fn letter(look: Look, mail: &Kept) -> String {
    let t = T::new(look.lang);
    let title = mail.composed.as_ref().map_or(t.mail_dev_gone(), |composed| composed.subject.as_str()).to_owned();
    let forms = mail.composed.as_ref().map(|composed| {
        view! {
            <p><a class="btn btn--primary" href=composed.link.to_string()>{t.mail_dev_open()}</a></p>
            <h2>{t.mail_dev_html()}</h2>
            <iframe class="mailbox__letter" sandbox="" src=paths::dev_mail_html(mail.id) title=t.mail_dev_html()></iframe>
            <h2>{t.mail_dev_text()}</h2>
            <pre class="letter__text">{composed.text.clone()}</pre>
        }
    });
    let about = format!("{}: {} · {}", t.mail_dev_to(), mail.to, t.date_time(&mail.queued.fixed_offset()));
    let body = view! {
        <p><a href=paths::DEV_MAIL>{t.mail_dev_back()}</a></p>
        <section class="card card--pad">
            <p class="muted">{about}</p>
            <p class="muted">{t.mail_state(mail.state)}</p>
            {forms}
        </section>
    };
    document(look, title, body)
}

fn document(look: Look, title: String, body: impl IntoView) -> String {
    let t = T::new(look.lang);
    let page = view! {
        <html lang=look.lang.tag() data-theme=look.theme.name()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{title.clone()}</title>
                <link rel="stylesheet" href=bundle().styles.clone()/>
            </head>
            <body>
                <main id="main" class="mailbox">
                    <h1>{title}</h1>
                    <p class="banner" role="note">{t.mail_dev_note()}</p>
                    {body.into_any()}
                </main>
            </body>
        </html>
    };
    format!("<!DOCTYPE html>{}", page.to_html())
}
