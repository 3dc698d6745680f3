//! Starting an import, after saying what will happen.

use leptos::prelude::*;

use super::{
    api::ConfirmImport,
    import::{Mode, VerdictKind},
    model::Counts,
    preview::counted,
};
use crate::plain::view;
use crate::{
    domain::ids::ImportId,
    i18n::use_t,
    session::{proof::use_proof, watch::use_session_end},
    ui::{dialog::ConfirmDialog, toast::use_toasts},
};

#[component]
pub fn Confirming(id: ImportId, counts: RwSignal<Option<Counts>>, on_start: Callback<()>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let asked = RwSignal::new(None::<Mode>);
    let confirm = ServerAction::<ConfirmImport>::new();
    let proof = use_proof();
    let start = move |mode: Option<Mode>| {
        if let (Some(mode), Some(seen)) = (mode, counts.get_untracked()) {
            confirm.dispatch(ConfirmImport { id, mode, seen });
        }
    };
    Effect::new(move |_| match confirm.value().get() {
        Some(Ok(_)) => {
            asked.set(None);
            on_start.run(());
        }
        Some(Err(error)) => {
            let mode = asked.get_untracked();
            asked.set(None);
            if !proof.asked(&error, move || start(mode)) && !session_end.noticed(&error) {
                toasts.error(t.error(&error));
            }
        }
        None => {}
    });
    view! {
        {move || counts.get().map(|counts| view! { <Choices counts asked/> })}
        <ConfirmDialog
            open=Signal::derive(move || asked.with(Option::is_some))
            on_close=move |()| asked.set(None)
            on_confirm=move |()| start(asked.get_untracked())
            title=t.roster_confirm_title()
            confirm=t.people_import()
            cancel=t.ui_cancel()
            busy=confirm.pending()
        >
            {move || counts.get().map(|counts| view! { <Consequences counts/> })}
        </ConfirmDialog>
    }
}

#[component]
fn Choices(counts: Counts, asked: RwSignal<Option<Mode>>) -> impl IntoView {
    let t = use_t();
    let people = counts.to_import();
    let bad = counts.refused > 0;
    if people == 0 && !bad {
        return view! { <p class="notice" role="note">{t.roster_nothing_to_do()}</p> }.into_any();
    }
    view! {
        {bad.then(|| view! { <p class="notice" id="why-blocked">{t.roster_blocked()}</p> })}
        <div class="submit-bar">
            <button
                type="button"
                class="btn btn--primary"
                disabled=bad
                aria-describedby=bad.then_some("why-blocked")
                on:click=move |_| asked.set(Some(Mode::AllOrNothing))
            >
                {t.roster_import(people.into())}
            </button>
            {(bad && people > 0).then(|| view! {
                <button type="button" class="btn" on:click=move |_| asked.set(Some(Mode::GoodRows))>
                    {t.roster_good_rows()}
                </button>
            })}
        </div>
    }
    .into_any()
}

/// What will happen, to whom, and whether it can be taken back.
#[component]
fn Consequences(counts: Counts) -> impl IntoView {
    let t = use_t();
    let lines = VerdictKind::ALL.into_iter().filter(|kind| kind.of(counts) > 0);
    view! {
        <ul>{lines.map(|kind| view! { <li>{counted(t, kind, counts)}</li> }).collect_view()}</ul>
        {(counts.refused > 0).then(|| view! { <p>{t.roster_left_out(counts.refused.into())}</p> })}
        {(counts.new > 0).then(|| view! { <p>{t.roster_done_body()}</p> })}
        <p>{t.roster_no_undo()}</p>
    }
}
