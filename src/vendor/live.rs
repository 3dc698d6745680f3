//! What people from outside have opened, and what they did.

use leptos::prelude::*;

use super::views::VisitView;
use crate::plain::view;
use crate::{
    history::{model::Entry, timeline::Timeline},
    i18n::use_t,
};

#[component]
pub fn Visits(visits: Vec<VisitView>, title: &'static str) -> impl IntoView {
    let t = use_t();
    let row = move |visit: VisitView| {
        let record = if visit.record.is_empty() { t.vendor_list_of().to_owned() } else { visit.record };
        view! {
            <tr>
                <td data-label=t.history_when() class="table__main">{t.date_time(&visit.at)}</td>
                <td data-label=t.history_who()>{format!("{} · {}", visit.person, visit.organisation)}</td>
                <td data-label=t.vendor_by_right()>{t.permission(visit.opened)}</td>
                <td data-label=t.vendor_record()>{record}</td>
            </tr>
        }
    };
    view! {
        <section class="card" aria-labelledby="visits">
            <h2 id="visits" class="card__intro">{title}</h2>
            {if visits.is_empty() {
                view! { <p class="card__intro muted">{t.vendor_no_visits()}</p> }.into_any()
            } else {
                view! {
                    <div class="scroll" tabindex="-1">
                        <table class="table">
                            <caption class="sr-only">{title}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{t.history_when()}</th>
                                    <th scope="col">{t.history_who()}</th>
                                    <th scope="col">{t.vendor_by_right()}</th>
                                    <th scope="col">{t.vendor_record()}</th>
                                </tr>
                            </thead>
                            <tbody>{visits.into_iter().map(row).collect_view()}</tbody>
                        </table>
                    </div>
                }
                .into_any()
            }}
        </section>
    }
}

/// There is no more to fetch: what is older stands in the history.
#[component]
pub fn Acts(acts: Vec<Entry>) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card card--pad" aria-labelledby="acts">
            <h2 id="acts">{t.vendor_acts()}</h2>
            <Timeline entries=acts more=|_| async { Ok(Vec::new()) } with_subject=true/>
        </section>
    }
}
