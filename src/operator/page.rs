//! `/installation`: version, database and copies, mail that is stuck, and what happens by itself.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::get_installation,
    model::{Installation, JobState, JobView},
    stuck::MailCard,
};
use crate::plain::view;
use crate::{
    i18n::use_t,
    paths,
    ui::{
        badge::{Badge, Tone},
        pagehead::PageHead,
        state::{Loading, Missing},
    },
};

const MEGABYTE: i64 = 1_000_000;

#[component]
pub fn InstallationPage() -> impl IntoView {
    let t = use_t();
    let found = Resource::new_blocking(|| (), |()| get_installation());
    let reload = Callback::new(move |()| found.refetch());
    view! {
        <Title text=t.operator_title()/>
        <PageHead title=t.operator_title() subtitle=move || t.operator_intro()>
            <button type="button" class="btn" on:click=move |_| found.refetch()>{t.operator_refresh()}</button>
        </PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || found.get().map(|found| match found {
                Ok(installation) => {
                    let (mail, jobs) = (installation.mail.clone(), installation.jobs.clone());
                    view! {
                        <Facts installation/>
                        <MailCard mail reload/>
                        <Jobs jobs/>
                    }
                    .into_any()
                }
                Err(error) => view! {
                    <Missing error title=t.operator_title() back=paths::HOME label=t.errors_home()/>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Facts(installation: Installation) -> impl IntoView {
    let t = use_t();
    let Installation { version, database, bytes, migration, started, backup, backup_is_old, .. } = installation;
    let (practices, people, events) = (installation.practices, installation.people, installation.events);
    let backup = backup.map_or_else(|| t.operator_no_backup().to_owned(), |at| t.date_time(&at));
    let facts = [
        (t.operator_version(), version),
        (t.operator_started(), t.date_time(&started)),
        (
            t.operator_database(),
            t.operator_database_size(database, t.number((bytes + MEGABYTE - 1) / MEGABYTE), migration),
        ),
        (t.practices_title(), t.number(practices)),
        (t.operator_people(), t.number(people)),
        (t.operator_events(), t.number(events)),
    ];
    view! {
        <section class="card card--pad" aria-labelledby="facts">
            <h2 id="facts">{t.operator_facts()}</h2>
            <dl class="facts">
                {facts.into_iter().map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> }).collect_view()}
                <dt>{t.operator_backup()}</dt>
                <dd>
                    {backup}
                    {backup_is_old.then(|| view! {
                        " "<Badge tone=Tone::Warn title=None>{t.operator_backup_old()}</Badge>
                    })}
                </dd>
            </dl>
            {backup_is_old.then(|| view! { <p class="muted">{t.operator_backup_how()}</p> })}
        </section>
    }
}

impl JobState {
    const fn tone(self) -> Tone {
        match self {
            Self::Works => Tone::Ok,
            Self::Fails => Tone::Bad,
            Self::NotYet => Tone::Off,
        }
    }
}

#[component]
fn Jobs(jobs: Vec<JobView>) -> impl IntoView {
    let t = use_t();
    let row = move |job: JobView| {
        let state = job.state();
        let at = |at: Option<_>| at.map_or_else(|| t.people_never().to_owned(), |at| t.date_time(&at));
        view! {
            <tr>
                <td data-label=t.operator_job() class="table__main">{t.job(job.job)}</td>
                <td data-label=t.operator_job_state()><Badge tone=state.tone() title=None>{t.job_state(state)}</Badge></td>
                <td data-label=t.operator_job_done()>{at(job.done)}</td>
                <td data-label=t.operator_job_failed()>{at(job.failed)}</td>
            </tr>
        }
    };
    view! {
        <section class="card card--pad" aria-labelledby="jobs">
            <h2 id="jobs">{t.operator_jobs()}</h2>
            <p class="muted">{t.operator_jobs_note()}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=t.operator_jobs()>
                <table class="table">
                    <caption class="sr-only">{t.operator_jobs()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t.operator_job()}</th>
                            <th scope="col">{t.operator_job_state()}</th>
                            <th scope="col">{t.operator_job_done()}</th>
                            <th scope="col">{t.operator_job_failed()}</th>
                        </tr>
                    </thead>
                    <tbody>{jobs.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}
