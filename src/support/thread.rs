//! The conversation of a ticket, the oldest first. Files are links to be kept, never pictures in the page.

use leptos::prelude::*;

use super::views::{FileView, MessageView};
use crate::plain::view;
use crate::{
    domain::ids::TicketId,
    i18n::use_t,
    paths,
    ui::icon::{Icon, IconName},
};

#[component]
pub fn Thread(id: TicketId, messages: Vec<MessageView>) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card card--pad" aria-labelledby="conversation">
            <h2 id="conversation">{t.support_conversation()}</h2>
            <ol class="timeline">
                {messages.into_iter().map(|message| view! { <Message id message/> }).collect_view()}
            </ol>
        </section>
    }
}

#[component]
fn Message(id: TicketId, message: MessageView) -> impl IntoView {
    let t = use_t();
    let author = t.actor(message.author, &message.organisation, "");
    view! {
        <li class="timeline__item">
            <div class="timeline__head">
                <strong>{author}</strong>
                <span>{t.ticket_act(message.act)}</span>
            </div>
            <div class="timeline__meta"><span>{t.date_time(&message.at)}</span></div>
            {(!message.body.is_empty()).then(|| view! { <p class="message">{message.body}</p> })}
            {(!message.files.is_empty()).then(|| view! {
                <ul class="todo">
                    {message.files.into_iter().map(|file| view! { <File id file/> }).collect_view()}
                </ul>
            })}
        </li>
    }
}

#[component]
fn File(id: TicketId, file: FileView) -> impl IntoView {
    let t = use_t();
    let size = t.support_files_size(t.number(file.size.div_euclid(1024).max(1)));
    view! {
        <li>
            // Not a page of ours: the browser is to fetch it, and keeps it.
            <a href=paths::ticket_file(id, file.id) rel="external" download=file.name.clone()>
                <Icon name=IconName::Download/>{file.name.clone()}
            </a>
            " "<span class="muted">{size}</span>
        </li>
    }
}
