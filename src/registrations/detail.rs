//! `/requests/{id}`: what is asked for, what speaks for it, and the decision (S0-37…45).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    api::get_request,
    decision::Decide,
    table::Age,
    views::{Decided, Related, RequestPage},
};
use crate::plain::view;
use crate::{
    domain::{ids::RequestId, phone::readable},
    error::AppError,
    i18n::{T, use_t},
    paths,
    ui::{
        badge::Badge,
        pagehead::PageHead,
        state::{Loading, Missing},
    },
};

#[component]
pub fn RequestDetailPage() -> impl IntoView {
    let t = use_t();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<RequestId>().ok()));
    let found = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_request(id).await,
            None => Err(AppError::NotFound),
        },
    );
    view! {
        <a class="back" href=paths::REQUESTS>{t.requests_back()}</a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            // Read and not awaited: the page stays whole while it is loaded anew.
            {move || found.get().map(|now| match now {
                Ok(page) => view! { <Detail page reload=move || found.refetch()/> }.into_any(),
                Err(error) => view! { <Missing error title=t.requests_one() back=paths::REQUESTS label=t.requests_back()/> }.into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Detail(page: RequestPage, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let name = format!("{} {}", page.first_name, page.last_name);
    let about = format!("{} · {}", t.role(page.role), page.code.name());
    let facts = page.clone();
    let (related, twins, elsewhere) = (page.related.clone(), page.twins.clone(), page.address_elsewhere);
    let (waiting, decided, person) = (page.waiting.clone(), page.decided.clone(), page.person);
    let code = page.code;
    view! {
        <Title text=name.clone()/>
        <PageHead title=name subtitle=move || about>
            <Badge tone=code.tone() title=Some(code.name().to_owned())>{t.request_code(code)}</Badge>
            {waiting.map(|waiting| view! { <Age waiting/> })}
        </PageHead>
        {decided.map(|decided| view! { <p class="notice" role="note">{decision_words(t, &decided)}</p> })}
        {person.map(|person| view! {
            <p><a class="btn" href=paths::person(person)>{t.requests_person()}</a></p>
        })}
        <Warnings related=related.clone() elsewhere/>
        <Facts page=facts/>
        {(!twins.is_empty()).then(|| view! {
            <section class="card card--pad">
                <h2>{t.requests_twins()}</h2>
                <ul>
                    {twins.into_iter().map(|twin| view! {
                        <li>
                            <a href=paths::person(twin.person)>{twin.name}</a>" · "{twin.email}
                            {twin.same_address.then(|| view! { " · " <strong>{t.requests_same_address()}</strong> })}
                        </li>
                    }).collect_view()}
                </ul>
            </section>
        })}
        {(!related.is_empty()).then(|| view! { <Others related/> })}
        <Decide page reload/>
    }
}

/// Who decided what when, as a sentence.
fn decision_words(t: T, decided: &Decided) -> String {
    let when = t.date_time(&decided.at);
    let words = match &decided.reason {
        Some(reason) => t.requests_denied_by(&decided.by, when, t.reason_told(reason)),
        None => t.requests_approved_by(&decided.by, when, t.role(decided.role)),
    };
    if decided.note.is_empty() { words } else { format!("{words} {}", decided.note) }
}

/// What a reviewer must not overlook (N-07).
#[component]
fn Warnings(related: Vec<Related>, elsewhere: bool) -> impl IntoView {
    let t = use_t();
    let denied = related.iter().filter(|one| one.same_person && is_denial(one)).count() as i64;
    let claims = related.iter().filter(|one| one.same_claim).count() as i64;
    view! {
        {(denied > 0).then(|| view! { <p class="notice notice--warn" role="note">{t.requests_denied_before(denied)}</p> })}
        {(claims > 0).then(|| view! { <p class="notice notice--warn" role="note">{t.requests_claim_before(claims)}</p> })}
        {elsewhere.then(|| view! { <p class="notice notice--warn" role="note">{t.requests_elsewhere()}</p> })}
    }
}

fn is_denial(one: &Related) -> bool {
    one.decided.as_ref().is_some_and(|decided| decided.reason.is_some())
}

/// The three sections of the older portal; what is not known is shown as such (S0-37…39).
#[component]
fn Facts(page: RequestPage) -> impl IntoView {
    let t = use_t();
    let unknown = t.requests_not_given();
    let or = move |text: &str| if text.is_empty() { unknown.to_owned() } else { text.to_owned() };
    let row = move |label: &'static str, text: String| view! { <dt>{label}</dt><dd>{text}</dd> };
    let claim = match (page.claim.is_empty(), page.claim_known) {
        (true, _) => t.requests_no_claim().to_owned(),
        (_, true) => format!("{} ({})", page.claim, t.requests_claim_known()),
        (_, false) => format!("{} ({})", page.claim, t.requests_claim_unknown()),
    };
    let tin = if page.tin.is_empty() { String::new() } else { format!("T{}", page.tin) };
    let place = if page.place.is_empty() { t.requests_no_place().to_owned() } else { page.place.clone() };
    let mails: Vec<_> = page.mails.iter().map(|mail| (mail.queued, t.mail_state(mail.state))).collect();
    view! {
        <section class="card card--pad">
            <h2>{t.requests_for()}</h2>
            <dl class="facts">
                {row(t.requests_provider_no(), or(&tin))}
                {row(t.request_column(super::query::Column::Identifier), or(&page.npi))}
                {row(t.request_column(super::query::Column::Place), place)}
                {row(t.settings_account_type(), t.account_type(page.account_type).to_owned())}
                {row(t.register_level(), t.request_level(page.level).to_owned())}
                {row(t.request_column(super::query::Column::Submitted), t.date_time(&page.submitted))}
                {row(t.request_status_code(), page.reference.clone())}
            </dl>
        </section>
        <section class="card card--pad">
            <h2>{t.requests_answers()}</h2>
            <dl class="facts">
                {row(t.register_claim(), claim)}
                {row(t.register_birth(), page.birth.map_or_else(|| unknown.to_owned(), |day| t.day(day)))}
            </dl>
        </section>
        <section class="card card--pad">
            <h2>{t.requests_user()}</h2>
            <dl class="facts">
                {row(t.requests_role_asked(), t.role(page.role).to_owned())}
                {row(t.person_job_title(), or(&page.title))}
                {row(t.people_username(), or(&page.username))}
                {row(t.people_first_name(), or(&page.first_name))}
                {row(t.people_middle_name(), or(&page.middle_name))}
                {row(t.people_last_name(), or(&page.last_name))}
                {row(t.people_email(), or(&page.email))}
                {row(t.requests_proven(), page.proven.map_or_else(|| t.people_no().to_owned(), |at| t.date_time(&at)))}
                {row(t.person_phone(), or(&readable(&page.phone)))}
                {mails.into_iter().map(|(at, state)| row(t.requests_mail(), format!("{} · {state}", t.date_time(&at)))).collect_view()}
            </dl>
        </section>
    }
}

/// Other requests that may be about the same person or the same claim.
#[component]
fn Others(related: Vec<Related>) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card card--pad">
            <h2>{t.requests_related()}</h2>
            <ul>
                {related.into_iter().map(|one| view! {
                    <li>
                        <a href=paths::request(one.id)>{one.name.clone()}</a>
                        " · "{one.email.clone()}" · "{t.date_time(&one.submitted)}" · "{t.request_code(one.code)}
                        {one.same_claim.then(|| view! { " · " <strong>{t.requests_same_claim()}</strong> })}
                        {one.decided.clone().map(|decided| view! { <br/>{decision_words(t, &decided)} })}
                    </li>
                }).collect_view()}
            </ul>
        </section>
    }
}
