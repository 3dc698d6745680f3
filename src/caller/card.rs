//! The question for whoever is on the phone, beside the reset of a password. It tells yes or no and nothing else.

use leptos::prelude::*;

use super::api::{CheckCaller, list_questions_of};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{ids::PersonId, permission::Permission},
    error::AppError,
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    ui::{
        field::{Select, SelectOption, TextField},
        form::{ErrorSummary, Form, FormState},
    },
};

/// Says nothing to those for whom the check is off and who can't switch it on.
#[component]
pub fn CallerCard(person: PersonId, #[prop(into)] name: String) -> impl IntoView {
    let t = use_t();
    let asked = Resource::new_blocking(move || person, list_questions_of);
    let sets = use_viewer().is_some_and(|viewer| viewer.may(Permission::SetCallerCheck).is_ok());
    let name = StoredValue::new(name);
    view! {
        <Transition>
            {move || asked.get().and_then(Result::ok).map(|asked| match asked {
                Some(questions) => view! { <Ask person name=name.get_value() questions/> }.into_any(),
                None if sets => view! { <p><a href=paths::CALLER_CHECK>{t.caller_title()}</a></p> }.into_any(),
                None => ().into_any(),
            })}
        </Transition>
    }
}

#[component]
fn Ask(person: PersonId, name: String, questions: Vec<String>) -> impl IntoView {
    let t = use_t();
    let session_end = use_session_end();
    let state = FormState::new(&["question", "answer"]);
    let none = questions.is_empty();
    let first = questions.first().cloned().unwrap_or_default();
    let (question, answer) = (RwSignal::new(first), RwSignal::new(String::new()));
    let options: Vec<_> = questions
        .into_iter()
        .map(|question| SelectOption { value: question.clone(), label: question, refused: None })
        .collect();
    let check = ServerAction::<CheckCaller>::new();
    Effect::new(move |_| match check.value().get() {
        // What was heard is not left on the screen.
        Some(Ok(_)) => answer.set(String::new()),
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let submit = move || {
        state.clear();
        let (question, answer) = (question.get_untracked(), answer.get_untracked());
        check.dispatch(CheckCaller { person, question, answer });
    };
    let told = move || {
        let pending = check.pending().get();
        check.value().get().and_then(Result::ok).filter(|_| !pending)
    };
    let bound = |signal: RwSignal<String>| (signal.into(), Callback::new(move |text: String| signal.set(text)));
    view! {
        <section class="card card--pad form__section">
            <h2>{t.caller_check_title(&name)}</h2>
            {if none {
                view! { <p class="muted">{t.caller_no_questions()}</p> }.into_any()
            } else {
                view! {
                    <p class="muted">{t.caller_check_hint()}</p>
                    <Form on_submit=submit>
                        <ErrorSummary state title=move |count| t.errors_summary(count)/>
                        <div class="grid">
                            <Select label=t.caller_question() name="question" options bound=bound(question) state/>
                            <TextField label=t.caller_answer() name="answer" bound=bound(answer) state required=true autocomplete="off"/>
                        </div>
                        <p role="status">
                            {move || told().map(|matched| if matched { t.caller_matches() } else { t.caller_matches_not() })}
                        </p>
                        <button type="submit" class="btn" disabled=move || check.pending().get()>{t.caller_check()}</button>
                    </Form>
                }
                .into_any()
            }}
        </section>
    }
}
