//! A file whose links are out: how far its mails are, and what became of each row.

use leptos::prelude::*;

use super::{
    api::InvitationFileProgress,
    model::{FileView, Progress, RowVerdict, RowView},
};
use crate::plain::view;
use crate::{
    domain::{ids::InvitationFileId, role::Role},
    i18n::{T, use_t},
    paths,
    session::watch::use_session_end,
    ui::{
        badge::{Badge, Tone},
        pagehead::PageHead,
        timer::Debounce,
    },
};

/// Milliseconds between two looks.
const PAUSE: u32 = 1_000;
/// The same after a look that failed.
const LONG_PAUSE: u32 = 5_000;

#[component]
pub fn Sent(file: FileView) -> impl IntoView {
    let t = use_t();
    let rows = RwSignal::new(file.rows);
    let subtitle = t.roster_file_from(file.file_name, t.date_time(&file.uploaded));
    view! {
        <PageHead title=t.bulk_title() subtitle=move || subtitle>
            <a class="btn" href=paths::INVITATIONS>{t.invite_see()}</a>
        </PageHead>
        <Leaving id=file.id/>
        <Rows rows=Signal::from(rows)/>
    }
}

/// Mails leave in the background; this page may be left as well.
#[component]
fn Leaving(id: InvitationFileId) -> impl IntoView {
    let t = use_t();
    let session_end = use_session_end();
    let now = RwSignal::new(None::<Progress>);
    let look = ServerAction::<InvitationFileProgress>::new();
    let (wait, wait_longer) = (Debounce::new(PAUSE), Debounce::new(LONG_PAUSE));
    let again = move |wait: Debounce| wait.run(move || drop(look.dispatch(InvitationFileProgress { id })));
    Effect::new(move |_| match look.value().get() {
        Some(Ok(progress)) => {
            now.set(Some(progress));
            if !progress.is_over() {
                again(wait);
            }
        }
        Some(Err(error)) if !session_end.noticed(&error) => again(wait_longer),
        Some(Err(_)) => {}
        None => drop(look.dispatch(InvitationFileProgress { id })),
    });
    on_cleanup(move || {
        wait.cancel();
        wait_longer.cancel();
    });
    view! {
        <section class="card card--pad running">
            <h2 id="leaving-title">{t.bulk_leaving()}</h2>
            <progress
                aria-labelledby="leaving-title"
                max=move || now.get().map_or(1, |now| now.all.max(1))
                value=move || now.get().map_or(0, |now| now.accepted + now.failed)
            ></progress>
            <p role="status">{move || now.get().map(|now| words(t, now))}</p>
            <p class="muted">{t.bulk_may_leave()}</p>
        </section>
    }
}

fn words(t: T, now: Progress) -> String {
    let taken = t.bulk_accepted(t.number(now.accepted), t.number(now.all));
    if now.failed > 0 { format!("{taken} {}", t.bulk_failed(now.failed)) } else { taken }
}

/// The rows in the order of the file.
#[component]
pub fn Rows(rows: Signal<Vec<RowView>>) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card" aria-labelledby="rows-title">
            <h2 id="rows-title" class="card__intro">{t.bulk_rows()}</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="rows-title">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t.roster_line()}</th>
                            <th scope="col">{t.people_email()}</th>
                            <th scope="col">{t.people_role()}</th>
                            <th scope="col">{t.fields_place()}</th>
                            <th scope="col">{t.roster_verdict()}</th>
                        </tr>
                    </thead>
                    <tbody>{move || rows.get().into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Row(row: RowView) -> impl IntoView {
    let t = use_t();
    let tone = if row.verdict.is_good() { Tone::Ok } else { Tone::Bad };
    let role = Role::from_name(&row.role).map_or(row.role, |role| t.role(role).to_owned());
    let person = match &row.verdict {
        RowVerdict::Address(verdict) => {
            paths::offer(verdict).map(|href| view! { " "<a href=href>{t.verdict_step(verdict)}</a> })
        }
        _ => None,
    };
    view! {
        <tr>
            <td data-label=t.roster_line() class="table__quiet">{row.line}</td>
            <td data-label=t.people_email() class="table__main">{row.email}</td>
            <td data-label=t.people_role()>{role}</td>
            <td data-label=t.fields_place()>{row.place}</td>
            <td data-label=t.roster_verdict()>
                <Badge tone title=None>{t.row_verdict(&row.verdict)}</Badge>
                {person}
            </td>
        </tr>
    }
}
