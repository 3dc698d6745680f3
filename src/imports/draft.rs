//! `/providers/import/{id}` and `/patients/import/{id}`: each row with its verdict, then the import and its report. Which
//! rows are shown is part of the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::{ImportPatients, ImportProviders, get_patient_file, get_provider_file},
    model::{FileView, Judged, Kind, Look, Verdict},
    words,
};
use crate::plain::view;
use crate::{
    domain::ids::RecordFileId,
    error::AppError,
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    sheet::model::{Mode, VerdictKind},
    ui::{
        badge::Badge,
        dialog::ConfirmDialog,
        field::{Select, SelectOption},
        form::FormState,
        list::go,
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn ProviderFilePage() -> impl IntoView {
    view! { <RecordFile kind=Kind::Providers/> }
}

#[component]
pub fn PatientFilePage() -> impl IntoView {
    view! { <RecordFile kind=Kind::Patients/> }
}

async fn fetch(kind: Kind, id: Option<RecordFileId>, look: Look) -> Result<FileView, AppError> {
    match (kind, id) {
        (_, None) => Err(AppError::NotFound),
        (Kind::Providers, Some(id)) => get_provider_file(id, look).await,
        (Kind::Patients, Some(id)) => get_patient_file(id, look).await,
    }
}

#[component]
fn RecordFile(kind: Kind) -> impl IntoView {
    let t = use_t();
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<RecordFileId>().ok()));
    let look = Memo::new(move |_| {
        let query = query.read();
        Look {
            office: query.get("office").and_then(|id| id.parse().ok()),
            filter: query.get("show").and_then(|name| VerdictKind::from_name(&name)),
            page: query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1),
        }
    });
    let file = Resource::new_blocking(move || (id.get(), look.get()), move |(id, look)| fetch(kind, id, look));
    let title = if kind == Kind::Providers { t.records_providers() } else { t.records_patients() };
    let another = paths::record_import(kind);
    view! {
        <Title text=title/>
        <a class="back" href=another>{t.roster_another()}</a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            // Read and not awaited: what is chosen stays while other rows come.
            {move || file.get().map(|found| match found {
                Ok(found) => view! { <File file=found look=look.get_untracked() title reload=move || file.refetch()/> }.into_any(),
                Err(error) => view! { <Missing error title back=another label=t.roster_another()/> }.into_any(),
            })}
        </Transition>
    }
}

#[component]
fn File(file: FileView, look: Look, title: &'static str, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let subtitle = t.roster_file_from(&file.file_name, t.date_time(&file.uploaded));
    let FileView { id, kind, done, counts, page, pages, .. } = file;
    let at = move |filter, page| paths::record_preview(kind, id, &Look { filter, page, ..look });
    let all = i64::from(counts.new + counts.changed + counts.unchanged + counts.refused);
    let chip = move |filter: Option<VerdictKind>, label: String| {
        let on = look.filter == filter;
        view! {
            <a class="chip" class:is-on=on href=at(filter, 1) aria-current=on.then_some("true")>{label}</a>
        }
    };
    let turn = move |to: usize, label: &'static str| {
        (1..=pages).contains(&to).then(|| view! { <a class="btn btn--small" href=at(look.filter, to)>{label}</a> })
    };
    let kinds = VerdictKind::ALL.into_iter().filter(|verdict| verdict.of(counts) > 0);
    let rows = file.rows.clone();
    view! {
        <PageHead title subtitle=move || subtitle>
            {done.then(|| view! { <a class="btn btn--primary" href=paths::records(kind)>{t.records_see()}</a> })}
        </PageHead>
        {done.then(|| view! {
            <p class="notice notice--ok" role="status">{t.records_done()}" "{words::counted(t, counts).join(", ")}</p>
        })}
        {(!done).then(|| view! { <Deciding file look reload/> })}
        {(!done).then(|| view! {
            <nav class="verdicts" aria-label=t.roster_verdict()>
                {chip(None, t.roster_all_rows(all))}
                {kinds.map(|kind| chip(Some(kind), words::count(t, kind, counts))).collect_view()}
            </nav>
        })}
        {(!rows.is_empty()).then(|| view! { <Rows rows/> })}
        <nav class="pages" aria-label=t.ui_pages()>
            <span class="pages__range" role="status">{t.ui_page_of(page, pages)}</span>
            {turn(page - 1, t.ui_previous())}
            {turn(page + 1, t.ui_next())}
        </nav>
    }
}

/// The office of rows that name none, and the two ways to import.
#[component]
fn Deciding(file: FileView, look: Look, reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let FileView { id, kind, counts, .. } = file;
    let asked = RwSignal::new(None::<Mode>);
    let (providers, patients) = (ServerAction::<ImportProviders>::new(), ServerAction::<ImportPatients>::new());
    let office = look.office;
    let start = move |()| {
        let Some(mode) = asked.get_untracked() else { return };
        match kind {
            Kind::Providers => drop(providers.dispatch(ImportProviders { id, office, mode, seen: counts })),
            Kind::Patients => drop(patients.dispatch(ImportPatients { id, office, mode, seen: counts })),
        }
    };
    Effect::new(move |_| match providers.value().get().or_else(|| patients.value().get()) {
        Some(Ok(_)) => {
            asked.set(None);
            toasts.success(t.records_done().to_owned());
            reload.run(());
        }
        Some(Err(error)) => {
            asked.set(None);
            if !session_end.noticed(&error) {
                toasts.error(if error == AppError::Gone { t.records_stale().to_owned() } else { t.error(&error) });
            }
        }
        None => {}
    });
    let pending = Signal::derive(move || providers.pending().get() || patients.pending().get());
    let option = |value: String, label: String| SelectOption { value, label, refused: None };
    let none = option(String::new(), t.roster_no_default().to_owned());
    let offices = file.offices.iter().map(|(id, name)| option(id.to_string(), name.clone()));
    let offices: Vec<_> = std::iter::once(none).chain(offices).collect();
    let chosen = Signal::stored(office.map(|id| id.to_string()).unwrap_or_default());
    let choose = Callback::new(move |value: String| {
        go(&paths::record_preview(kind, id, &Look { office: value.parse().ok(), page: 1, ..look }), false);
    });
    let (bad, good) = (counts.refused > 0, counts.to_import());
    view! {
        <section class="card card--pad form__section">
            <Select label=t.records_office() name="office" options=offices bound=(chosen, choose) state=FormState::new(&[]) hint=t.records_office_hint()/>
        </section>
        {bad.then(|| view! { <p class="notice" id="why-blocked">{t.roster_blocked()}</p> })}
        {(good == 0 && !bad).then(|| view! { <p class="notice" role="note">{t.records_nothing_to_do()}</p> })}
        <div class="submit-bar">
            <button
                type="button"
                class="btn btn--primary"
                disabled=bad || good == 0
                aria-describedby=bad.then_some("why-blocked")
                on:click=move |_| asked.set(Some(Mode::AllOrNothing))
            >
                {t.records_import(good.into())}
            </button>
            {(bad && good > 0).then(|| view! {
                <button type="button" class="btn" on:click=move |_| asked.set(Some(Mode::GoodRows))>{t.roster_good_rows()}</button>
            })}
        </div>
        <ConfirmDialog
            open=Signal::derive(move || asked.with(Option::is_some))
            on_close=move |()| asked.set(None)
            on_confirm=start
            title=t.records_confirm()
            confirm=t.people_import()
            cancel=t.ui_cancel()
            busy=pending
        >
            <ul>
                {VerdictKind::ALL.into_iter().filter(|kind| kind.of(counts) > 0).map(|kind| view! {
                    <li>{words::count(t, kind, counts)}</li>
                }).collect_view()}
            </ul>
            <p>{t.records_no_undo()}</p>
        </ConfirmDialog>
    }
}

#[component]
fn Rows(rows: Vec<Judged>) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card" aria-labelledby="rows-title">
            <h2 id="rows-title" class="card__intro">{t.bulk_rows()}</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="rows-title">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t.roster_line()}</th>
                            <th scope="col">{t.people_name()}</th>
                            <th scope="col">{t.roster_verdict()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Row(row: Judged) -> impl IntoView {
    let t = use_t();
    let (tone, word) = words::verdict(t, row.verdict.kind());
    let flag = row.flag.filter(|_| !matches!(row.verdict, Verdict::Refused(_)));
    let details = words::details(t, &row);
    view! {
        <tr>
            <td data-label=t.roster_line() class="table__quiet">{row.line}</td>
            <td data-label=t.people_name() class="table__main">{row.who}</td>
            <td data-label=t.roster_verdict()>
                <Badge tone title=None>{word}</Badge>
                {(!details.is_empty()).then(|| view! {
                    <ul class="plain-list">{details.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
                })}
                {flag.map(|code| view! { <p>{t.code(code)}</p> })}
            </td>
        </tr>
    }
}
