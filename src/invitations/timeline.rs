//! What happened to somebody's links, newest first (N-02).

use leptos::prelude::*;

use super::views::{Moment, MomentKind};
use crate::i18n::use_t;
use crate::plain::view;

#[component]
pub fn LinkTimeline(moments: Vec<Moment>) -> impl IntoView {
    view! {
        <ol class="timeline">
            {moments.into_iter().map(|moment| view! { <Item moment/> }).collect_view()}
        </ol>
    }
}

#[component]
fn Item(moment: Moment) -> impl IntoView {
    let t = use_t();
    let bad = matches!(moment.kind, MomentKind::MailBounced | MomentKind::MailGivenUp);
    let why = moment.trouble.map(|trouble| t.mail_trouble(trouble));
    view! {
        <li class="timeline__item" class:is-refused=bad>
            <div class="timeline__head"><strong>{t.moment(moment.kind)}</strong></div>
            <div class="timeline__meta"><span>{t.date_time(&moment.at)}</span></div>
            {why.map(|why| view! { <p class="timeline__reason">{why}</p> })}
            {(!moment.detail.is_empty()).then(|| view! { <p class="timeline__reason">{moment.detail}</p> })}
        </li>
    }
}
