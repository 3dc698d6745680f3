//! The look before: what would happen to how many, what would not and why, which mails go, what can be taken back.

use leptos::prelude::*;

use super::{
    api::ConfirmBulk,
    model::{BulkView, HOLD, Preview, Verb},
    report::Groups,
};
use crate::plain::view;
use crate::{
    domain::{ids::BulkId, refusal::Refusal, role::Role},
    error::AppError,
    i18n::use_t,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::{Bound, Select, SelectOption},
        form::FormState,
        toast::use_toasts,
    },
};

#[component]
pub fn Draft(bulk: BulkView, choice: String, reload: Callback<()>) -> impl IntoView {
    let (verb, id) = (bulk.verb, bulk.id);
    let chooses = matches!(verb, Verb::ChangeRole | Verb::Move);
    let preview = bulk.preview.clone();
    let chosen = choice.clone();
    view! {
        {chooses.then(|| view! { <Choosing bulk choice/> })}
        {preview.map(|preview| view! { <Summary id verb choice=chosen preview reload/> })}
    }
}

/// A plain form: the choice goes into the address.
#[component]
fn Choosing(bulk: BulkView, choice: String) -> impl IntoView {
    let t = use_t();
    let state = FormState::new(&["choice"]);
    let value = RwSignal::new(choice);
    let bound: Bound = (value.into(), Callback::new(move |text| value.set(text)));
    let option = |value: String, label: String| SelectOption { value, label, refused: None };
    let none = option(String::new(), t.many_choose().to_owned());
    let (label, options): (_, Vec<_>) = if bulk.verb == Verb::ChangeRole {
        let one = |(role, refusal): (Role, Option<Refusal>)| SelectOption {
            value: role.name().into(),
            label: t.role(role).into(),
            refused: refusal.map(|why| t.refusal(&why)),
        };
        (t.many_new_role(), bulk.roles.into_iter().map(one).collect())
    } else {
        let offices = bulk.places.offices.iter().map(|(id, name)| option(id.to_string(), name.clone()));
        let providers = bulk.places.providers.iter();
        let providers = providers.map(|one| option(one.id.to_string(), t.invite_provider(&one.name)));
        (t.many_new_place(), offices.chain(providers).collect())
    };
    let options: Vec<_> = std::iter::once(none).chain(options).collect();
    view! {
        <form method="get" class="card card--pad form">
            <Select label name="choice" options bound state/>
            <div class="submit-bar"><button type="submit" class="btn">{t.many_look()}</button></div>
        </form>
    }
}

#[component]
fn Summary(id: BulkId, verb: Verb, choice: String, preview: Preview, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end, proof) = (use_toasts(), use_session_end(), use_proof());
    let confirm = ServerAction::<ConfirmBulk>::new();
    let Preview { seen, mails, groups } = preview;
    let (will, left_out) = (seen.will, seen.found - seen.will);
    let order = StoredValue::new(ConfirmBulk { id, choice, seen });
    let send = move || drop(confirm.dispatch(order.get_value()));
    Effect::new(move |_| match confirm.value().get() {
        Some(Ok(())) => reload.run(()),
        Some(Err(AppError::Conflict(found))) => {
            let now = found.fields.into_iter().next().and_then(|(_, count)| count.parse().ok()).unwrap_or_default();
            toasts.error(t.many_changed(now));
            reload.run(());
        }
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => {
            toasts.error(t.error(&error));
        }
        _ => {}
    });
    let undo = match verb {
        Verb::Unlock => t.many_undo_unlock().to_owned(),
        Verb::InviteAgain => t.many_undo_mails(HOLD.num_seconds()),
        Verb::ChangeRole | Verb::Move => t.many_undo_edit(HOLD.num_seconds()),
        Verb::Archive => t.many_undo_archive(HOLD.num_seconds()),
    };
    view! {
        <section class="card card--pad bulk" aria-labelledby="bulk-summary">
            <h2 id="bulk-summary">{t.many_summary()}</h2>
            <ul>
                <li><strong>{t.many_will(will)}</strong></li>
                {(left_out > 0).then(|| view! { <li>{t.many_left_out(left_out)}</li> })}
                <li>{if mails > 0 { t.many_mails(mails) } else { t.many_no_mails().to_owned() }}</li>
                <li>{undo}</li>
            </ul>
            <div class="submit-bar">
                <button
                    type="button"
                    class="btn btn--primary"
                    disabled=move || will == 0 || confirm.pending().get()
                    on:click=move |_| send()
                >
                    {t.many_confirm(will)}
                </button>
            </div>
        </section>
        <Groups groups/>
    }
}
