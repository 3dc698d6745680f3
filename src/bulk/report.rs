//! What became of each, grouped by what is to be said.

use leptos::prelude::*;

use super::model::{BulkView, Group, Outcome, State};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::permission::Permission,
    i18n::{T, use_t},
    paths,
    ui::export::ExportMenu,
};

#[component]
pub fn Report(bulk: BulkView) -> impl IntoView {
    let t = use_t();
    let exports = use_viewer().is_some_and(|viewer| viewer.may(Permission::ExportPeople).is_ok());
    let progress = bulk.progress;
    let title = if progress.state == State::Cancelled { t.many_called_off() } else { t.many_done() };
    let action = paths::bulk_export(bulk.id);
    view! {
        <section class="card card--pad bulk" aria-labelledby="bulk-report">
            <h2 id="bulk-report">{title}</h2>
            <ul>
                <li><strong>{t.many_did(progress.done)}</strong></li>
                {(progress.left_out > 0).then(|| view! { <li>{t.many_left_out(progress.left_out)}</li> })}
            </ul>
            <div class="submit-bar">
                <a class="btn btn--primary" href=paths::PEOPLE>{t.roster_see_people()}</a>
                {exports.then(|| view! {
                    <ExportMenu
                        action
                        params=Signal::stored(Vec::new())
                        label=t.people_export()
                        csv=t.people_export_csv()
                        xlsx=t.people_export_xlsx()
                    />
                })}
            </div>
        </section>
        <Groups groups=bulk.groups/>
    }
}

/// Each group opens to its people; the largest names the first of them only.
#[component]
pub fn Groups(groups: Vec<Group>) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card card--pad bulk" aria-labelledby="bulk-people">
            <h2 id="bulk-people">{t.many_people()}</h2>
            {groups.into_iter().map(|group| {
                let more = group.count - group.people.len() as i64;
                view! {
                    <details class="bulk__group">
                        <summary>
                            <strong>{t.number(group.count)}</strong>
                            " "
                            {said(t, &group.outcome)}
                        </summary>
                        <ul class="bulk__names">
                            {group.people.into_iter().map(|(id, name)| view! {
                                <li><a href=paths::person(id)>{name}</a></li>
                            }).collect_view()}
                            {(more > 0).then(|| view! { <li class="muted">{t.many_more(more)}</li> })}
                        </ul>
                    </details>
                }
            }).collect_view()}
        </section>
    }
}

fn said(t: T, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Refused(refusal) => t.refusal(refusal),
        other => t.outcome(other).to_owned(),
    }
}
