//! One chip for each address with its verdict, while it is typed (P-07).

use leptos::prelude::*;

use super::verdict::{Judged, Verdict, split, with_commas};
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    ui::icon::{Icon, IconName},
};

/// What is typed, and the addresses whose odd domain is meant as it is.
#[derive(Clone, Copy)]
pub struct Typed {
    pub emails: RwSignal<String>,
    pub keep: RwSignal<String>,
}

impl Typed {
    /// Puts something else, or nothing, in the place of an address.
    fn replace(self, email: &str, by: Option<&str>) {
        self.emails.update(|text| {
            let mut replaced = false;
            let parts = split(text).into_iter().filter_map(|part| {
                if !replaced && part.eq_ignore_ascii_case(email) {
                    replaced = true;
                    return by.map(str::to_owned);
                }
                Some(part)
            });
            *text = parts.collect::<Vec<_>>().join(", ");
        });
    }

    fn confirm(self, email: &str) {
        self.keep.update(|keep| {
            let mut kept = split(keep);
            kept.push(email.to_owned());
            *keep = kept.join(",");
        });
    }
}

#[component]
pub fn Chips(judged: Signal<Vec<Judged>>, typed: Typed) -> impl IntoView {
    let t = use_t();
    let good = move || judged.with(|all| all.iter().filter(|one| one.verdict.is_good()).count() as i64);
    let bad = move || judged.with(|all| all.iter().filter(|one| !one.verdict.is_good()).count() as i64);
    view! {
        <p class="muted" role="status">
            {move || (good() + bad() > 0).then(|| t.invite_ready(good()))}
            {move || (bad() > 0).then(|| format!(" {}", t.invite_not_ready(bad())))}
        </p>
        <ul class="chips" aria-label=t.invite_addresses()>
            {move || judged.get().into_iter().map(|one| view! { <Chip one typed/> }).collect_view()}
        </ul>
    }
}

#[component]
fn Chip(one: Judged, typed: Typed) -> impl IntoView {
    let t = use_t();
    let Judged { email, verdict } = one;
    let good = verdict.is_good();
    let words = t.verdict(&verdict);
    let step = t.verdict_step(&verdict);
    let remove = format!("{}: {email}", t.invite_remove());
    let person = paths::offer(&verdict);
    let fixes = match verdict {
        Verdict::Misspelt { suggestion } => {
            let (own, kept, better) = (email.clone(), email.clone(), suggestion.clone());
            view! {
                <button type="button" class="btn btn--small" on:click=move |_| typed.replace(&own, Some(&better))>
                    {t.invite_use(&suggestion)}
                </button>
                <button type="button" class="btn btn--small" on:click=move |_| typed.confirm(&kept)>
                    {t.invite_keep()}
                </button>
            }
            .into_any()
        }
        Verdict::NotCommas => {
            let convert = move |_| typed.emails.update(|text| *text = with_commas(text));
            view! { <button type="button" class="btn btn--small" on:click=convert>{t.invite_commas()}</button> }
                .into_any()
        }
        _ => ().into_any(),
    };
    let own = email.clone();
    view! {
        <li class="chips__one" class:is-bad=!good>
            <Icon name=if good { IconName::Check } else { IconName::Alert }/>
            <span class="chips__email">{email}</span>
            <span class="chips__words">{words}</span>
            {person.map(|href| view! { <a href=href>{step}</a> })}
            {fixes}
            <button type="button" class="btn btn--small btn--icon btn--ghost" aria-label=remove on:click=move |_| typed.replace(&own, None)>
                <Icon name=IconName::Close/>
            </button>
        </li>
    }
}
