//! What else has to be seen to: each point with its owner, its day and what shows that it is done.

use leptos::prelude::*;

use super::{
    api::{AddPoint, SavePoint},
    points::{Point, PointForm},
};
use crate::plain::view;
use crate::{
    domain::ids::ProviderId,
    i18n::use_t,
    session::watch::use_session_end,
    ui::{
        badge::{Badge, Tone},
        field::{Bound, TextField},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        toast::use_toasts,
    },
};

#[component]
pub fn PointCard(provider: ProviderId, points: Vec<Point>, may_plan: bool) -> impl IntoView {
    let t = use_t();
    let points = RwSignal::new(points);
    let editing = RwSignal::new(None::<i64>);
    let open = move || points.with(|points| points.iter().filter(|point| !point.is_closed()).count()) as i64;
    let changed = Callback::new(move |all: Vec<Point>| {
        editing.set(None);
        points.set(all);
    });
    view! {
        <section class="card card--pad" aria-labelledby="handover-points">
            <h2 id="handover-points">{t.handover_points()}</h2>
            <p role="status">
                {move || if open() > 0 { t.handover_open_points(open()) } else { t.handover_all_closed().to_owned() }}
            </p>
            <ul class="plan-rules">
                {move || points.get().into_iter().map(|point| {
                    let number = point.number;
                    if editing.get() == Some(number) {
                        view! { <li><EditPoint provider point changed close=move |()| editing.set(None)/></li> }.into_any()
                    } else {
                        view! { <li><ShowPoint point may_plan edit=move |()| editing.set(Some(number))/></li> }.into_any()
                    }
                }).collect_view()}
            </ul>
            {may_plan.then(|| view! { <AddOne provider changed/> })}
        </section>
    }
}

#[component]
fn ShowPoint(point: Point, may_plan: bool, #[prop(into)] edit: Callback<()>) -> impl IntoView {
    let t = use_t();
    let PointForm { task, owner, due, evidence, .. } = point.form;
    let due = t.value("point_due", &due);
    let (tone, word) = match &point.closed {
        Some((at, by)) => (Tone::Ok, t.handover_closed(by, t.date_time(at))),
        None => (Tone::Warn, t.handover_open().to_owned()),
    };
    let label = t.handover_edit_point(&task);
    view! {
        <strong>{task}</strong>" "<Badge tone title=None>{word}</Badge>
        <dl class="facts">
            <dt>{t.handover_owner()}</dt>
            <dd>{if owner.is_empty() { "–".to_owned() } else { owner }}</dd>
            <dt>{t.handover_due()}</dt>
            <dd>{due}</dd>
            <dt>{t.handover_evidence()}</dt>
            <dd>{if evidence.is_empty() { "–".to_owned() } else { evidence }}</dd>
        </dl>
        {may_plan.then(|| view! {
            <button type="button" class="btn btn--small no-print" aria-label=label on:click=move |_| edit.run(())>
                {t.handover_edit()}
            </button>
        })}
    }
}

#[component]
fn EditPoint(
    provider: ProviderId,
    point: Point,
    changed: Callback<Vec<Point>>,
    #[prop(into)] close: Callback<()>,
) -> impl IntoView {
    let t = use_t();
    let session_end = use_session_end();
    let save = ServerAction::<SavePoint>::new();
    let state = FormState::new(&PointForm::FIELDS);
    let (number, version) = (point.number, point.version);
    let form = RwSignal::new(point.form);
    Effect::new(move |_| match save.value().get() {
        Some(Ok(points)) => changed.run(points),
        Some(Err(error)) if !session_end.noticed(&error) => state.returned(t, error),
        _ => {}
    });
    let bound = move |get: fn(&PointForm) -> &String, set: fn(&mut PointForm, String)| -> Bound {
        let value = Signal::derive(move || form.with(|form| get(form).clone()));
        (value, Callback::new(move |value| form.update(|form| set(form, value))))
    };
    let submit = move || {
        let typed = form.get_untracked();
        match typed.parse() {
            Ok(_) => {
                state.clear();
                save.dispatch(SavePoint { provider, number, version, form: typed });
            }
            Err(errors) => state.show(t, errors),
        }
    };
    view! {
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <TextField
                label=t.handover_task() name="point_task" state required=true autocomplete="off"
                bound=bound(|form| &form.task, |form, value| form.task = value)
            />
            <div class="grid">
                <TextField
                    label=t.handover_owner() name="point_owner" state autocomplete="off"
                    bound=bound(|form| &form.owner, |form, value| form.owner = value)
                />
                <TextField
                    label=t.handover_due() name="point_due" kind="date" state autocomplete="off"
                    bound=bound(|form| &form.due, |form, value| form.due = value)
                />
            </div>
            <TextField
                label=t.handover_evidence() name="point_evidence" state autocomplete="off" hint=t.handover_evidence_hint()
                bound=bound(|form| &form.evidence, |form, value| form.evidence = value)
            />
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || form.with(|form| form.closed)
                    on:change=move |event| form.update(|form| form.closed = event_target_checked(&event))
                />
                <span>{t.handover_is_closed()}</span>
            </label>
            <SubmitBar
                label=t.person_save()
                busy_label=t.ui_saving()
                busy=Signal::from(save.pending())
                discard=(t.ui_cancel().to_owned(), Signal::derive(|| true), Callback::new(move |()| close.run(())))
            />
        </Form>
    }
}

#[component]
fn AddOne(provider: ProviderId, changed: Callback<Vec<Point>>) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let add = ServerAction::<AddPoint>::new();
    let state = FormState::new(&["new_point"]);
    let task = RwSignal::new(String::new());
    Effect::new(move |_| match add.value().get() {
        Some(Ok(points)) => {
            task.set(String::new());
            changed.run(points);
        }
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    let bound: Bound = (task.into(), Callback::new(move |value| task.set(value)));
    view! {
        <div class="no-print">
            <Form on_submit=move || {
                if !task.with_untracked(|task| task.trim().is_empty()) {
                    add.dispatch(AddPoint { provider, task: task.get_untracked() });
                }
            }>
                <TextField label=t.handover_add_point() name="new_point" bound state autocomplete="off"/>
                <SubmitBar label=t.handover_add() busy_label=t.ui_saving() busy=Signal::from(add.pending())/>
            </Form>
        </div>
    }
}
