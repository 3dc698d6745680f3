//! `/requests/claims`: the reference file of claim numbers. A plain form, so that it works before the module has loaded.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{api::get_claims, views::ClaimsOverview};
use crate::plain::view;
use crate::{
    i18n::{T, use_t},
    paths,
    roster::{model::ReadError, words},
    ui::{
        icon::{Icon, IconName},
        pagehead::PageHead,
        state::{AskWhom, EmptyState, Loading},
    },
};

/// What the address says came of the file.
enum Outcome {
    Imported(i64),
    Unreadable(ReadError),
    Wrong { line: u32, field: String, rows: i64 },
}

fn outcome(get: impl Fn(&str) -> Option<String>) -> Option<Outcome> {
    if let Some(count) = get("imported").and_then(|count| count.parse().ok()) {
        return Some(Outcome::Imported(count));
    }
    if let Some(error) = get("error").and_then(|name| ReadError::from_name(&name)) {
        return Some(Outcome::Unreadable(error));
    }
    let rows = get("wrong")?.parse().ok()?;
    Some(Outcome::Wrong { line: get("line")?.parse().ok()?, field: get("field")?, rows })
}

#[component]
pub fn ClaimsPage() -> impl IntoView {
    let t = use_t();
    let loaded = Resource::new_blocking(|| (), |()| get_claims());
    view! {
        <Title text=t.claims_title()/>
        <a class="back" href=paths::REQUESTS>{t.requests_back()}</a>
        <PageHead title=t.claims_title() subtitle=move || t.claims_intro()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || Suspend::new(async move {
                match loaded.await {
                    Ok(overview) => view! { <Upload overview/> }.into_any(),
                    Err(error) => view! {
                        <EmptyState title=t.errors_title() body=t.error(&error)>
                            <a class="btn" href=paths::REQUESTS>{t.requests_back()}</a>
                            <AskWhom error/>
                        </EmptyState>
                    }
                    .into_any(),
                }
            })}
        </Transition>
    }
}

fn told(t: T, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Imported(count) => t.claims_imported(*count),
        Outcome::Unreadable(error) => words::read_error(t, *error),
        Outcome::Wrong { line: 0, field, .. } => t.claims_missing(t.field(field)),
        Outcome::Wrong { line, field, rows } => {
            format!("{} {}", t.claims_wrong(*rows), t.claims_first(*line, t.field(field)))
        }
    }
}

#[component]
fn Upload(overview: ClaimsOverview) -> impl IntoView {
    let t = use_t();
    let query = use_query_map();
    let came_of_it = query.with_untracked(|query| outcome(|key| query.get(key)));
    let good = matches!(came_of_it, Some(Outcome::Imported(_)));
    let class = if good { "notice" } else { "notice notice--bad" };
    let last = overview.imported.map(|at| t.claims_last(t.date_time(&at)));
    view! {
        {came_of_it.map(|outcome| view! { <p class=class role="status">{told(t, &outcome)}</p> })}
        <section class="card card--pad">
            <p>{t.claims_count(overview.claims)}" "{last}</p>
            <p class="muted">{t.claims_effect()}</p>
        </section>
        <form class="card card--pad form upload" method="post" action=paths::CLAIMS enctype="multipart/form-data">
            <div class="field">
                <label class="field__label" for="file">{t.roster_choose()}</label>
                <input
                    id="file" type="file" name="file" accept=".csv,.txt,.tsv,.xlsx,text/csv" required=true
                    aria-describedby="file-hint"
                />
                <p class="field__hint" id="file-hint">{t.claims_columns()}" "{t.roster_limits()}</p>
            </div>
            <div class="submit-bar">
                <button class="btn btn--primary"><Icon name=IconName::Upload/>{t.claims_submit()}</button>
            </div>
        </form>
    }
}
