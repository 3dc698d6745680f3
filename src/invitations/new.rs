//! `/invitations/new`: one page for one address or five hundred (S0-8…19). A plain textarea without script.

use std::collections::HashMap;

use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;

use super::{
    api::{CheckAddresses, InvitePeople, list_invite_options},
    chips::{Chips, Typed},
    form::LONGEST_MESSAGE,
    verdict::{Judged, Verdict, judge},
    views::InviteOptions,
};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::{Lang, use_t},
    paths,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::{Bound, Select, SelectOption, TextArea},
        form::{ErrorSummary, FormState},
        icon::{Icon, IconName},
        latest::use_latest,
        pagehead::PageHead,
        state::{AskWhom, EmptyState, Loading},
        timer::Debounce,
        toast::use_toasts,
    },
};

/// Milliseconds after the last key until the server is asked what it knows.
const PAUSE: u32 = 300;

#[component]
pub fn InvitePage() -> impl IntoView {
    let t = use_t();
    let options = Resource::new_blocking(|| (), |()| list_invite_options());
    view! {
        <Title text=t.invite_title()/>
        <a class="back" href=paths::INVITATIONS>{t.invitations_back()}</a>
        <PageHead title=t.invite_title() subtitle=move || t.invite_intro()>
            <a class="btn" href=paths::INVITE_FILE><Icon name=IconName::Upload/>{t.bulk_title()}</a>
        </PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || options.get().map(|options| match options {
                Ok(options) => view! { <InviteForm options/> }.into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::INVITATIONS>{t.invitations_back()}</a>
                        <AskWhom error/>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}

/// What is known of the typed addresses: by themselves at once, from the server a moment later.
fn use_verdicts(typed: Typed) -> Signal<Vec<Judged>> {
    let (check, checked) = use_latest::<CheckAddresses>();
    let known = RwSignal::new(HashMap::<String, Verdict>::new());
    let pause = Debounce::new(PAUSE);
    Effect::new(move |_| {
        let (emails, keep) = (typed.emails.get(), typed.keep.get());
        if !emails.trim().is_empty() {
            pause.run(move || {
                check(CheckAddresses { emails: emails.clone(), keep: keep.clone() });
            });
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(judged)) = checked() {
            known.set(judged.into_iter().map(|one| (one.email, one.verdict)).collect());
        }
    });
    Signal::derive(move || {
        let mut judged = judge(&typed.emails.get(), &typed.keep.get());
        known.with(|known| {
            for one in &mut judged {
                let told = known.get(&one.email).filter(|told| told.person().is_some() || **told == Verdict::Elsewhere);
                if let (Verdict::Ready | Verdict::Misspelt { .. }, Some(told)) = (&one.verdict, told) {
                    one.verdict = told.clone();
                }
            }
        });
        judged
    })
}

fn text(signal: RwSignal<String>) -> Bound {
    (signal.into(), Callback::new(move |text| signal.set(text)))
}

#[component]
fn InviteForm(options: InviteOptions) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let proof = use_proof();
    let invite = ServerAction::<InvitePeople>::new();
    // What was sent last, to be sent once more after the password was given.
    let sent = StoredValue::new(None::<InvitePeople>);
    Effect::new(move |_| {
        if let Some(input) = invite.input().get() {
            sent.set_value(Some(input));
        }
    });
    let once_more = move || {
        if let Some(input) = sent.get_value() {
            invite.dispatch(input);
        }
    };
    let state = FormState::new(&["emails", "place", "role", "message"]);
    let typed = Typed { emails: RwSignal::new(String::new()), keep: RwSignal::new(String::new()) };
    let judged = use_verdicts(typed);
    let results = RwSignal::new(Vec::<Judged>::new());
    Effect::new(move |_| match invite.value().get() {
        Some(Ok(done)) => {
            let (sent, left): (Vec<_>, Vec<_>) = done.iter().cloned().partition(|one| one.verdict.is_good());
            state.clear();
            // What got no link stays to be put right; what did is not sent twice.
            typed.emails.set(left.iter().map(|one| one.email.clone()).collect::<Vec<_>>().join(", "));
            if !sent.is_empty() {
                toasts.success(t.invite_sent(sent.len() as i64));
            }
            results.set(done);
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !proof.asked(&error, once_more) && !session_end.noticed(&error) => {
            state.banner(t.error(&error))
        }
        _ => {}
    });
    if let Some(Err(error)) = invite.value().get_untracked() {
        state.returned(t, error);
    }
    let copies = options.copies;
    let hours = options.rules.link_hours;
    view! {
        <ActionForm action=invite attr:class="form">
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            {copies.then(|| view! { <p class="notice notice--warn" role="note">{t.invite_no_mail()}</p> })}
            <section class="card card--pad form__section">
                <p class="muted">{t.invite_hours(hours)}</p>
                <TextArea name="emails" label=t.invite_emails() hint=t.invite_emails_hint() bound=text(typed.emails) state rows=4/>
                <input type="hidden" name="keep" prop:value=move || typed.keep.get()/>
                <Chips judged typed/>
            </section>
            <Choices options state/>
            <div class="submit-bar">
                <button type="submit" class="btn btn--primary" disabled=move || invite.pending().get()>
                    {move || if invite.pending().get() { t.invite_sending() } else { t.invite_submit() }}
                </button>
            </div>
        </ActionForm>
        <Results results/>
    }
}

/// Where, as what, in which language, and a few words: one choice for the whole batch (S0-14).
#[component]
fn Choices(options: InviteOptions, state: FormState) -> impl IntoView {
    let t = use_t();
    let refused = options.offices_refused.as_ref().map(|why| t.refusal(why));
    let offices = options.places.offices.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let providers = options.places.providers.iter().map(|one| (one.id.to_string(), t.invite_provider(&one.name)));
    let mut places: Vec<_> =
        offices.chain(providers).map(|(value, label)| SelectOption { value, label, refused: None }).collect();
    let first_place = places.first().map(|place| place.value.clone()).unwrap_or_default();
    if let Some(why) = refused {
        places.push(SelectOption { value: String::new(), label: t.invite_whole().into(), refused: Some(why) });
    }
    let roles: Vec<_> = options
        .roles
        .iter()
        .map(|(role, refusal)| SelectOption {
            value: role.name().into(),
            label: t.role(*role).into(),
            refused: refusal.as_ref().map(|why| t.refusal(why)),
        })
        .collect();
    // The least that can be given is the first choice.
    let first_role = roles.iter().rev().find(|role| role.refused.is_none()).map(|role| role.value.clone());
    let languages = Lang::ALL
        .into_iter()
        .map(|lang| SelectOption { value: lang.tag().into(), label: lang.own_name().into(), refused: None })
        .collect::<Vec<_>>();
    let (place, role) = (RwSignal::new(first_place), RwSignal::new(first_role.unwrap_or_default()));
    let language = RwSignal::new(t.lang().tag().to_owned());
    let message = RwSignal::new(String::new());
    view! {
        <section class="card card--pad form__section">
            <div class="grid">
                <Select label=t.invite_place() name="place" options=places bound=text(place) state hint=t.invite_place_hint()/>
                <Select label=t.people_role() name="role" options=roles bound=text(role) state/>
                <Select label=t.invite_language() name="language" options=languages bound=text(language) state/>
            </div>
            <TextArea name="message" label=t.invite_message() hint=t.invite_message_hint(LONGEST_MESSAGE) bound=text(message) state rows=3 spellcheck=true/>
        </section>
    }
}

/// What became of each address.
#[component]
fn Results(results: RwSignal<Vec<Judged>>) -> impl IntoView {
    let t = use_t();
    view! {
        <Show when=move || !results.with(Vec::is_empty)>
            <section class="card card--pad" aria-label=t.invite_results()>
                <h2>{t.invite_results()}</h2>
                <ul class="chips">
                    {move || results.get().into_iter().map(|one| view! {
                        <li class="chips__one" class:is-bad=!one.verdict.is_good()>
                            <span class="chips__email">{one.email.clone()}</span>
                            <span class="chips__words">{t.verdict(&one.verdict)}</span>
                            {paths::offer(&one.verdict).map(|href| view! { <a href=href>{t.verdict_step(&one.verdict)}</a> })}
                        </li>
                    }).collect_view()}
                </ul>
                <a class="btn" href=paths::INVITATIONS>{t.invite_see()}</a>
            </section>
        </Show>
    }
}
