//! What an import has done.

use leptos::prelude::*;

use super::{
    import::{Report, VerdictKind},
    preview::counted,
    words,
};
use crate::plain::view;
use crate::{i18n::use_t, paths};

#[component]
pub fn Finished(report: Report) -> impl IntoView {
    let t = use_t();
    let counts = report.counts;
    let lines = VerdictKind::ALL.into_iter().filter(|kind| kind.of(counts) > 0);
    let refused = report.refused;
    view! {
        <section class="card card--pad" role="status">
            <h2>{t.roster_done(counts.to_import().into())}</h2>
            <ul>{lines.map(|kind| view! { <li>{counted(t, kind, counts)}</li> }).collect_view()}</ul>
            {(counts.new > 0).then(|| view! { <p>{t.roster_done_body()}</p> })}
            <div class="submit-bar">
                <a class="btn btn--primary" href=paths::PEOPLE>{t.roster_see_people()}</a>
                <a class="btn" href=paths::IMPORT>{t.roster_another()}</a>
            </div>
        </section>
        {(!refused.is_empty()).then(|| view! {
            <section class="card card--pad">
                <h2>{t.roster_left_out(counts.refused.into())}</h2>
                <ul>
                    {refused.into_iter().map(|row| view! {
                        <li>
                            {t.roster_line()}" "{row.line}" · "{row.who.clone()}
                            <p class="field__error">{words::reasons(t, &row).join(" ")}</p>
                        </li>
                    }).collect_view()}
                </ul>
            </section>
        })}
    }
}
