//! What a plan would do, or has done: who gets how many, what stands against it, whose appointments it touches.

use leptos::prelude::*;

use super::{
    problems::Problem,
    views::{MoveLine, Preview},
};
use crate::plain::view;
use crate::{
    i18n::{T, use_t},
    paths,
    ui::badge::{Badge, Tone},
};

#[component]
pub fn PreviewCard(preview: Preview) -> impl IntoView {
    let t = use_t();
    let patients = preview.patients();
    let Preview { moves, problems, next, booked } = preview;
    let more = booked - next.len() as i64;
    view! {
        <section class="card card--pad" aria-labelledby="handover-preview">
            <h2 id="handover-preview">{t.handover_preview()}</h2>
            <p role="status"><strong>{t.patients_total(patients)}</strong>" · "{t.handover_booked(booked)}</p>
            <Problems problems/>
            {if patients > 0 {
                view! { <Moves moves done=false/> }.into_any()
            } else {
                view! { <p class="notice" role="note">{t.handover_no_patients()}</p> }.into_any()
            }}
            {(!next.is_empty()).then(|| view! {
                <h3>{t.handover_next()}</h3>
                <ul class="todo">
                    {next.into_iter().map(|one| {
                        let with = if one.with.is_empty() { t.patients_nobody().to_owned() } else { one.with };
                        view! {
                            <li>
                                <a href=paths::patient(one.patient)>{one.name}</a>
                                <span class="muted">{t.date_time(&one.at)}" · "{with}</span>
                            </li>
                        }
                    }).collect_view()}
                </ul>
                {(more > 0).then(|| view! { <p class="muted">{t.handover_more(more)}</p> })}
            })}
        </section>
    }
}

/// Problems: what stands against it first, and marked as such.
#[component]
pub fn Problems(problems: Vec<Problem>) -> impl IntoView {
    let t = use_t();
    (!problems.is_empty()).then(|| {
        view! {
            <ul class="todo">
                {problems.into_iter().map(|problem| {
                    let (tone, word) = if problem.blocks() {
                        (Tone::Bad, t.handover_blocks())
                    } else {
                        (Tone::Warn, t.handover_warns())
                    };
                    view! { <li><Badge tone title=None>{word}</Badge><span>{t.handover_problem(&problem)}</span></li> }
                }).collect_view()}
            </ul>
        }
    })
}

#[component]
pub fn Moves(moves: Vec<MoveLine>, done: bool) -> impl IntoView {
    let t = use_t();
    let (patients, room) = (t.patients_title(), t.handover_room());
    let (booked, name) = (t.handover_appointments(), t.handover_goes_to());
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.handover_preview()>
            <table class="table">
                <caption class="sr-only">{t.handover_preview()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{name}</th>
                        <th scope="col">{patients}</th>
                        <th scope="col">{booked}</th>
                        {(!done).then(|| view! { <th scope="col">{room}</th> })}
                    </tr>
                </thead>
                <tbody>
                    {moves.into_iter().map(|line| {
                        let cell = room_of(t, &line);
                        view! {
                            <tr>
                                <td data-label=name class="table__main">
                                    {if line.to.is_some() { line.name } else { t.handover_waits().to_owned() }}
                                </td>
                                <td data-label=patients>{t.number(line.patients)}</td>
                                <td data-label=booked>{t.number(line.booked)}</td>
                                {(!done).then(|| view! { <td data-label=room class="table__quiet">{cell}</td> })}
                            </tr>
                        }
                    }).collect_view()}
                </tbody>
            </table>
        </div>
    }
}

/// `12 → 40 of 50`: how full a target is, and would be.
fn room_of(t: T, line: &MoveLine) -> String {
    if line.to.is_none() {
        return "–".to_owned();
    }
    let after = t.number(line.before + line.active);
    let after = match line.capacity {
        Some(capacity) => t.patients_load_of(after, t.number(capacity.into())),
        None => after,
    };
    format!("{} → {after}", t.number(line.before))
}
