//! What an import would do, row by row. Which rows are shown is part of the address.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::preview_import,
    import::{PreviewPage, PreviewRow, Settings, VerdictKind},
    model::{Counts, RosterField, RowVerdict},
    words,
};
use crate::plain::view;
use crate::{
    domain::ids::ImportId,
    i18n::{T, use_t},
    paths,
    ui::{
        badge::{Badge, Tone},
        state::Loading,
    },
};

#[component]
pub fn PreviewStep(
    id: ImportId,
    settings: RwSignal<Settings>,
    saved: RwSignal<u32>,
    /// What the buttons below are about.
    counts: RwSignal<Option<Counts>>,
) -> impl IntoView {
    let t = use_t();
    let query = use_query_map();
    let shown = Memo::new(move |_| {
        let query = query.read();
        let filter = query.get("show").and_then(|name| VerdictKind::from_name(&name));
        (filter, query.get("page").and_then(|page| page.parse::<u32>().ok()).unwrap_or(1))
    });
    let ready = Memo::new(move |_| settings.with(|settings| settings.mapping.problem().is_none()));
    let page = Resource::new_blocking(
        move || (shown.get(), ready.get(), saved.get()),
        move |((filter, page), ready, _)| async move {
            if ready { Some(preview_import(id, filter, page).await) } else { None }
        },
    );
    Effect::new(move |_| {
        let found = page.get().flatten().and_then(Result::ok).map(|page| page.counts);
        counts.set(found.filter(|_| ready.get()));
    });
    view! {
        <section class="preview" aria-labelledby="preview-title">
            <h2 id="preview-title">{t.roster_preview()}</h2>
            <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
                {move || Suspend::new(async move {
                    match page.await {
                        Some(Ok(found)) => {
                            let columns = settings.with_untracked(mapped);
                            view! { <Found id found filter=shown.get_untracked().0 columns/> }.into_any()
                        }
                        Some(Err(error)) => view! { <p class="notice notice--bad" role="alert">{t.error(&error)}</p> }.into_any(),
                        None => ().into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

/// The fields that the file fills, in the order of an export.
fn mapped(settings: &Settings) -> Vec<RosterField> {
    RosterField::ALL.into_iter().filter(|field| settings.mapping.has(*field)).collect()
}

#[component]
fn Found(id: ImportId, found: PreviewPage, filter: Option<VerdictKind>, columns: Vec<RosterField>) -> impl IntoView {
    let t = use_t();
    let counts = found.counts;
    let (page, pages) = (found.page, found.pages);
    let turn = move |to: u32, label: &'static str| {
        (1..=pages).contains(&to).then(|| {
            view! {
                <a class="btn btn--small" href=paths::import_preview(id, filter, to)>{label}</a>
            }
        })
    };
    view! {
        <nav class="verdicts" aria-label=t.roster_verdict()>
            <a class="chip" class:is-on=filter.is_none() href=paths::import_preview(id, None, 1)
                aria-current=filter.is_none().then_some("true")>
                {t.roster_all_rows(i64::from(counts.new + counts.changed + counts.unchanged + counts.refused))}
            </a>
            {VerdictKind::ALL.into_iter().filter(|kind| kind.of(counts) > 0).map(|kind| view! {
                <a class="chip" class:is-on=filter == Some(kind) href=paths::import_preview(id, Some(kind), 1)
                    aria-current=(filter == Some(kind)).then_some("true")>
                    {counted(t, kind, counts)}
                </a>
            }).collect_view()}
        </nav>
        <div class="card table-card">
            <div class="scroll" tabindex="0" role="region" aria-labelledby="preview-title">
                <table class="table table--plain">
                    <thead>
                        <tr>
                            <th scope="col">{t.roster_line()}</th>
                            <th scope="col">{t.roster_verdict()}</th>
                            {columns.iter().map(|field| view! { <th scope="col">{words::heading(t, *field)}</th> }).collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        {found.rows.into_iter().map(|row| view! { <Row row columns=columns.clone()/> }).collect_view()}
                    </tbody>
                </table>
            </div>
        </div>
        <nav class="pages" aria-label=t.ui_pages()>
            {(counts.refused > 0).then(|| view! {
                <a class="btn btn--small" href=paths::import_refused(id) download="" rel="external">{t.roster_download_refused()}</a>
            })}
            <span class="pages__range" role="status">{t.ui_page_of(page, pages)}</span>
            {turn(page - 1, t.ui_previous())}
            {turn(page + 1, t.ui_next())}
        </nav>
    }
}

/// "12 new people" and the like.
pub fn counted(t: T, kind: VerdictKind, counts: Counts) -> String {
    let count = i64::from(kind.of(counts));
    match kind {
        VerdictKind::New => t.roster_count_new(count),
        VerdictKind::Changed => t.roster_count_changed(count),
        VerdictKind::Unchanged => t.roster_count_unchanged(count),
        VerdictKind::Refused => t.roster_count_refused(count),
    }
}

/// The word for a verdict.
pub fn verdict(t: T, kind: VerdictKind) -> (Tone, &'static str) {
    match kind {
        VerdictKind::New => (Tone::Ok, t.roster_verdict_new()),
        VerdictKind::Changed => (Tone::Info, t.roster_verdict_changed()),
        VerdictKind::Unchanged => (Tone::Off, t.roster_verdict_unchanged()),
        VerdictKind::Refused => (Tone::Bad, t.roster_verdict_refused()),
    }
}

#[component]
fn Row(row: PreviewRow, columns: Vec<RosterField>) -> impl IntoView {
    let t = use_t();
    let (tone, word) = verdict(t, row.judged.verdict.kind());
    // What a row lacks has no cell to stand in.
    let elsewhere = match &row.judged.verdict {
        RowVerdict::Refused(faults) => faults.iter().filter(|(field, _)| !columns.contains(field)).copied().collect(),
        _ => Vec::new(),
    };
    view! {
        <tr>
            <td data-label=t.roster_line()>{row.judged.line}</td>
            <th scope="row" data-label=t.roster_verdict()>
                <Badge tone title=None>{word}</Badge>
                {elsewhere.into_iter().map(|(field, code)| view! {
                    <p class="field__error">{words::heading(t, field)}": "{t.code(code)}</p>
                }).collect_view()}
            </th>
            {columns.into_iter().map(|field| cell(t, &row, field)).collect_view()}
        </tr>
    }
}

/// What the file says, and beside it why that is refused or what it replaces.
fn cell(t: T, row: &PreviewRow, field: RosterField) -> impl IntoView + use<> {
    let (text, label) = (row.record.get(field).to_owned(), words::heading(t, field));
    match &row.judged.verdict {
        RowVerdict::Refused(faults) => {
            let code = faults.iter().find(|(wrong, _)| *wrong == field).map(|(_, code)| *code);
            let why = code.map(|code| words::reason(t, code, row.judged.same_as));
            view! {
                <td data-label=label class:is-wrong=code.is_some()>
                    {text}
                    {why.map(|why| view! { <p class="field__error">{why}</p> })}
                </td>
            }
            .into_any()
        }
        RowVerdict::Changed(changes) => match changes.iter().find(|change| change.field == field) {
            Some(change) => {
                let [before, after] = [&change.before, &change.after].map(|text| words::shown(t, field, text));
                view! { <td data-label=label class="is-changed"><del>{before}</del>" "<ins>{after}</ins></td> }
                    .into_any()
            }
            None => view! { <td data-label=label>{text}</td> }.into_any(),
        },
        _ => view! { <td data-label=label>{text}</td> }.into_any(),
    }
}
