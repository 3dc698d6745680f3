//! `/settings/handovers`: what plans begin with beside the patients, for each role (N-06).

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::{SetHandoverList, get_handover_lists},
    points::{Lists, parse_list},
};
use crate::plain::view;
use crate::{
    domain::{code::FieldErrors, role::Role},
    error::AppError,
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    ui::{
        field::{Bound, TextArea},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        pagehead::PageHead,
        state::{AskWhom, EmptyState, Loading},
        toast::use_toasts,
    },
};

/// The fields of the two lists: ids must differ.
const NAMES: [&str; 2] = ["points", "other_points"];

#[component]
pub fn HandoverListsPage() -> impl IntoView {
    let t = use_t();
    let lists = Resource::new_blocking(|| (), |()| get_handover_lists());
    view! {
        <Title text=t.handover_lists()/>
        <a class="back" href=paths::HANDOVERS>{t.handover_back()}</a>
        <PageHead title=t.handover_lists() subtitle=move || t.handover_lists_hint()>""</PageHead>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {move || lists.get().map(|lists| match lists {
                Ok(Lists(lists)) => lists
                    .into_iter()
                    .zip(NAMES)
                    .map(|((role, points), name)| view! { <RoleList role points name/> })
                    .collect_view()
                    .into_any(),
                Err(error) => view! {
                    <EmptyState title=t.errors_title() body=t.error(&error)>
                        <a class="btn" href=paths::HANDOVERS>{t.handover_back()}</a>
                        <AskWhom error/>
                    </EmptyState>
                }
                .into_any(),
            })}
        </Transition>
    }
}

#[component]
fn RoleList(role: Role, points: Vec<String>, name: &'static str) -> impl IntoView {
    let t = use_t();
    let (toasts, session_end) = (use_toasts(), use_session_end());
    let opened = points.join("\n");
    let (base, text) = (RwSignal::new(opened.clone()), RwSignal::new(opened));
    let state = FormState::new(&NAMES);
    let save = ServerAction::<SetHandoverList>::new();
    // The rule knows one name for the field of both lists.
    let wrong = move |errors: FieldErrors| {
        let code = errors.of("points");
        state.show(t, code.map_or(errors, |code| FieldErrors::one(name, code)));
    };
    Effect::new(move |_| match save.value().get() {
        Some(Ok(points)) => {
            toasts.success(t.settings_saved().to_owned());
            state.clear();
            base.set(points.join("\n"));
            text.set(points.join("\n"));
        }
        Some(Err(AppError::Invalid(errors))) => wrong(errors),
        Some(Err(error)) if !session_end.noticed(&error) => state.returned(t, error),
        _ => {}
    });
    let submit = move || match text.with_untracked(|text| parse_list(text)) {
        Ok(_) => {
            state.clear();
            save.dispatch(SetHandoverList { role, points: text.get_untracked() });
        }
        Err(errors) => wrong(errors),
    };
    let bound: Bound = (text.into(), Callback::new(move |value| text.set(value)));
    let unsaved = Signal::derive(move || text.get() != base.get());
    view! {
        <Form on_submit=submit unsaved>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <section class="card card--pad form__section">
                <h2>{t.handover_list_for(t.role(role))}</h2>
                <TextArea label=t.handover_points() name bound state hint=t.handover_list_hint() rows=8 spellcheck=true/>
                <SubmitBar label=t.ui_save() busy_label=t.ui_saving() busy=Signal::from(save.pending())/>
            </section>
        </Form>
    }
}
