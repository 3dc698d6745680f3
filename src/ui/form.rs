//! A form: what is wrong with it, beside the fields and in a summary that takes the focus.

use std::collections::BTreeMap;

use leptos::{html, prelude::*};

use crate::plain::view;
use crate::{
    domain::code::FieldErrors,
    error::AppError,
    i18n::{T, use_t},
};

/// The problems of a form, by field, and one that belongs to no field.
#[derive(Clone, Copy)]
pub struct FormState {
    order: StoredValue<Vec<&'static str>>,
    errors: RwSignal<BTreeMap<String, String>>,
    banner: RwSignal<Option<String>>,
    /// Counts the times that errors were shown, so that the summary takes the focus each time.
    shown: RwSignal<u32>,
}

impl FormState {
    /// `order`: the names of the fields as they stand on the page.
    pub fn new(order: &[&'static str]) -> Self {
        Self {
            order: StoredValue::new(order.to_vec()),
            errors: RwSignal::new(BTreeMap::new()),
            banner: RwSignal::new(None),
            shown: RwSignal::new(0),
        }
    }

    pub fn clear(self) {
        self.errors.update(BTreeMap::clear);
        self.banner.set(None);
    }

    pub fn show(self, t: T, errors: FieldErrors) {
        self.banner.set(None);
        let texts = errors.0.into_iter().map(|error| (error.field, t.code(error.code).to_owned()));
        self.errors.set(texts.collect());
        self.shown.update(|times| *times += 1);
    }

    /// A problem of the whole form.
    pub fn banner(self, text: String) {
        self.errors.update(BTreeMap::clear);
        self.banner.set(Some(text));
        self.shown.update(|times| *times += 1);
    }

    /// What came back from the server: beside the fields if it is about them, above the form otherwise.
    ///
    /// A form that was sent without script finds its answer in the address. Anybody can write an address, so the texts
    /// that an error may carry are not shown here.
    pub fn returned(self, t: T, error: AppError) {
        match error {
            AppError::Invalid(errors) => self.show(t, errors),
            AppError::Conflict(_) => self.banner(t.errors_conflict().to_owned()),
            AppError::Internal { request_id } if !request_id.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                self.banner(t.errors_network().to_owned());
            }
            error => self.banner(t.error(&error)),
        }
    }

    pub fn error(self, name: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.errors.with(|errors| errors.get(name).cloned()))
    }

    /// The field is being put right: its error goes.
    pub fn touched(self, name: &'static str) {
        if self.errors.with_untracked(|errors| errors.contains_key(name)) {
            self.errors.update(|errors| {
                errors.remove(name);
            });
        }
    }

    /// The problems in the order of the page.
    fn listed(self) -> Vec<(&'static str, String)> {
        self.errors.with(|errors| {
            self.order
                .with_value(|order| order.iter().filter_map(|name| Some((*name, errors.get(*name)?.clone()))).collect())
        })
    }
}

/// Every problem with a link to its field. Takes the focus when problems arrive.
#[component]
pub fn ErrorSummary(state: FormState, title: impl Fn(i64) -> String + Send + Sync + 'static) -> impl IntoView {
    let t = use_t();
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if state.shown.get() > 0
            && let Some(summary) = summary.get_untracked()
        {
            // A missing focus is an inconvenience, not a fault.
            let _ = summary.focus();
        }
    });
    let wrong = move || !state.listed().is_empty() || state.banner.with(Option::is_some);
    view! {
        <div class="error-summary" class:is-shown=wrong role="alert" tabindex="-1" node_ref=summary>
            {move || state.banner.get().map(|text| view! { <p>{text}</p> })}
            {move || {
                let listed = state.listed();
                (!listed.is_empty()).then(|| view! {
                    <h2>{title(listed.len() as i64)}</h2>
                    <ul>
                        {listed.into_iter().map(|(name, text)| view! {
                            <li>
                                <a href=format!("#{name}") on:click=move |event| jump(&event, name)>
                                    {t.field(name)}": "{text}
                                </a>
                            </li>
                        }).collect_view()}
                    </ul>
                })
            }}
        </div>
    }
}

/// To the field itself, without a new entry in the browser's history.
pub fn jump(event: &leptos::ev::MouseEvent, name: &str) {
    if super::focus::to(name) {
        event.prevent_default();
    }
}

/// A form that is sent by script; leaving it with unsaved changes asks first.
#[component]
pub fn Form(
    on_submit: impl Fn() + 'static,
    /// Whether something typed would be lost.
    #[prop(optional)]
    unsaved: Option<Signal<bool>>,
    children: Children,
) -> impl IntoView {
    if let Some(unsaved) = unsaved {
        super::unsaved::watch(unsaved);
    }
    view! {
        <form
            class="form"
            // Sent before the module has loaded, nothing typed may end up in an address.
            method="post"
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                on_submit();
            }
        >
            {children()}
        </form>
    }
}

/// The buttons at the end of a form.
#[component]
pub fn SubmitBar(
    #[prop(into)] label: String,
    #[prop(into)] busy_label: String,
    busy: Signal<bool>,
    #[prop(optional)] disabled: bool,
    /// Label, whether there is something to discard, and what discarding does.
    #[prop(optional)]
    discard: Option<(String, Signal<bool>, Callback<()>)>,
) -> impl IntoView {
    view! {
        <div class="submit-bar">
            <button type="submit" class="btn btn--primary" disabled=move || disabled || busy.get()>
                {move || if busy.get() { busy_label.clone() } else { label.clone() }}
            </button>
            {discard.map(|(label, can, run)| view! {
                <button type="button" class="btn" disabled=move || !can.get() on:click=move |_| run.run(())>
                    {label}
                </button>
            })}
        </div>
    }
}
