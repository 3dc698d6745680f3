//! The own questions for calls, on the profile. Drawn only where the practice asks them.

use leptos::prelude::*;

use super::{
    api::{SaveOwnQuestions, get_own_questions},
    model::{ANSWERS, MOST, QUESTIONS, Typed, parse},
};
use crate::plain::view;
use crate::{
    error::AppError,
    i18n::use_t,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        field::{Bound, TextField},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        toast::use_toasts,
    },
};

#[component]
pub fn OwnQuestions() -> impl IntoView {
    let own = Resource::new_blocking(|| (), |()| get_own_questions());
    view! {
        <Transition>
            {move || own.get().and_then(Result::ok).flatten().map(|stored| view! { <Questions stored/> })}
        </Transition>
    }
}

#[component]
fn Questions(stored: Vec<String>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let proof = use_proof();
    let stored = RwSignal::new(stored);
    let line = |at: usize| Typed {
        question: stored.with_untracked(|stored| stored.get(at).cloned().unwrap_or_default()),
        answer: String::new(),
    };
    let typed = RwSignal::new((0..MOST).map(line).collect::<Vec<_>>());
    let order: Vec<_> = QUESTIONS.into_iter().zip(ANSWERS).flat_map(|(question, answer)| [question, answer]).collect();
    let state = FormState::new(&order);
    let save = ServerAction::<SaveOwnQuestions>::new();
    let send = move || drop(save.dispatch(SaveOwnQuestions { questions: typed.get_untracked() }));
    Effect::new(move |_| match save.value().get() {
        Some(Ok(kept)) => {
            toasts.success(t.caller_saved().to_owned());
            state.clear();
            let line = |at: usize| Typed { question: kept.get(at).cloned().unwrap_or_default(), answer: String::new() };
            typed.set((0..MOST).map(line).collect());
            stored.set(kept);
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let submit = move || match typed.with_untracked(|typed| stored.with_untracked(|stored| parse(typed, stored))) {
        Ok(_) => {
            state.clear();
            send();
        }
        Err(errors) => state.show(t, errors),
    };
    view! {
        <section class="card card--pad form__section">
            <h2>{t.caller_profile_title()}</h2>
            <p class="muted">{t.caller_profile_intro()}</p>
            <Form on_submit=submit>
                <ErrorSummary state title=move |count| t.errors_summary(count)/>
                {(0..MOST).map(|at| view! { <Line at typed state stored/> }).collect_view()}
                <SubmitBar label=t.ui_save() busy_label=t.ui_saving() busy=Signal::from(save.pending())/>
            </Form>
        </section>
    }
}

#[component]
fn Line(at: usize, typed: RwSignal<Vec<Typed>>, state: FormState, stored: RwSignal<Vec<String>>) -> impl IntoView {
    let t = use_t();
    let number = at as i64 + 1;
    let question: Bound = (
        Signal::derive(move || typed.with(|all| all[at].question.clone())),
        Callback::new(move |text: String| typed.update(|all| all[at].question = text)),
    );
    let answer: Bound = (
        Signal::derive(move || typed.with(|all| all[at].answer.clone())),
        Callback::new(move |text: String| typed.update(|all| all[at].answer = text)),
    );
    let kept = move || typed.with(|all| stored.with(|stored| stored.contains(&all[at].question)));
    view! {
        <div class="grid">
            <TextField label=t.caller_question_n(number) name=QUESTIONS[at] bound=question state hint=t.caller_question_hint() autocomplete="off"/>
            <TextField label=t.caller_answer_n(number) name=ANSWERS[at] bound=answer state autocomplete="off"/>
        </div>
        {move || kept().then(|| view! { <p class="muted">{t.caller_answer_kept()}</p> })}
    }
}
