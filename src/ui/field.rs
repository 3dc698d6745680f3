//! Form fields: label, hint, error and control, wired together for everybody.

use leptos::prelude::*;

use super::{
    form::FormState,
    icon::{Icon, IconName},
};
use crate::plain::view;

/// A field's text and what to do with what is typed.
pub type Bound = (Signal<String>, Callback<String>);

/// The ids that describe a field, in reading order: its hint, then its error.
pub(super) fn described_by(
    name: &'static str,
    hint: bool,
    error: Signal<Option<String>>,
) -> impl Fn() -> Option<String> {
    move || {
        let hint = hint.then(|| format!("{name}-hint"));
        let error = error.get().map(|_| format!("{name}-error"));
        let ids: Vec<_> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// Label above, hint and error below.
#[component]
pub(super) fn Frame(
    label: String,
    name: &'static str,
    required: bool,
    hint: String,
    error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field" class:is-wrong=move || error.with(Option::is_some)>
            <label class="field__label" for=name>
                {label}
                {required.then(|| view! { <span class="field__required" aria-hidden="true">"*"</span> })}
            </label>
            {children()}
            {(!hint.is_empty()).then(|| view! { <p class="field__hint" id=format!("{name}-hint")>{hint}</p> })}
            {move || error.get().map(|text| view! {
                <p class="field__error" id=format!("{name}-error")><Icon name=IconName::Alert/>{text}</p>
            })}
        </div>
    }
}

#[component]
pub fn TextField(
    #[prop(into)] label: String,
    name: &'static str,
    bound: Bound,
    state: FormState,
    #[prop(optional)] kind: Option<&'static str>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] hint: String,
    autocomplete: &'static str,
    /// Which keys a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    #[prop(optional)] list: Option<&'static str>,
    /// Shown and sent, but not to be typed into.
    #[prop(optional)]
    fixed: bool,
) -> impl IntoView {
    let error = state.error(name);
    let (value, on_input) = bound;
    let described = described_by(name, !hint.is_empty(), error);
    view! {
        <Frame label name required hint error>
            <input
                id=name
                name=name
                type=kind.unwrap_or("text")
                value=value.get_untracked()
                prop:value=move || value.get()
                autocomplete=autocomplete
                inputmode=inputmode
                autocapitalize="off"
                spellcheck="false"
                maxlength="254"
                list=list
                readonly=fixed
                aria-required=required.then_some("true")
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=described
                on:input=move |event| {
                    on_input.run(event_target_value(&event));
                    state.touched(name);
                }
            />
        </Frame>
    }
}

/// Several lines of text. Filled by property only: leptos 0.8 escapes nothing between the tags of a textarea, and
/// scripts/rules.sh keeps every other one out.
#[component]
pub fn TextArea(
    #[prop(into)] label: String,
    name: &'static str,
    bound: Bound,
    state: FormState,
    #[prop(into)] hint: String,
    rows: u32,
    #[prop(optional)] spellcheck: bool,
) -> impl IntoView {
    let error = state.error(name);
    let (value, on_input) = bound;
    let described = described_by(name, !hint.is_empty(), error);
    view! {
        <Frame label name required=false hint error>
            <textarea
                id=name
                name=name
                rows=rows
                spellcheck=spellcheck.to_string()
                autocomplete="off"
                prop:value=move || value.get()
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=described
                on:input=move |event| {
                    on_input.run(event_target_value(&event));
                    state.touched(name);
                }
            ></textarea>
        </Frame>
    }
}

/// A password: hidden, pasteable, fillable by password managers, shown on request.
#[component]
pub fn PasswordField(
    #[prop(into)] label: String,
    name: &'static str,
    bound: Bound,
    state: FormState,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    #[prop(into)] show: String,
    #[prop(into)] hide: String,
    #[prop(optional, into)] hint: String,
) -> impl IntoView {
    let error = state.error(name);
    let (value, on_input) = bound;
    let shown = RwSignal::new(false);
    let described = described_by(name, !hint.is_empty(), error);
    view! {
        <Frame label name required=true hint error>
            <div class="password">
                <input
                    id=name
                    name=name
                    type=move || if shown.get() { "text" } else { "password" }
                    prop:value=move || value.get()
                    autocomplete=autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                    aria-required="true"
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=described
                    on:input=move |event| {
                        on_input.run(event_target_value(&event));
                        state.touched(name);
                    }
                />
                <button
                    type="button"
                    class="btn btn--ghost btn--icon"
                    aria-pressed=move || shown.get().to_string()
                    aria-label=move || if shown.get() { hide.clone() } else { show.clone() }
                    on:click=move |_| shown.update(|on| *on = !*on)
                >
                    <Icon name=IconName::Eye/>
                </button>
            </div>
        </Frame>
    }
}

/// One option; `refused` says why it can't be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectOption {
    pub value: String,
    pub label: String,
    pub refused: Option<String>,
}

#[component]
pub fn Select(
    #[prop(into)] label: String,
    name: &'static str,
    options: Vec<SelectOption>,
    bound: Bound,
    state: FormState,
    #[prop(optional, into)] hint: String,
) -> impl IntoView {
    let error = state.error(name);
    let (value, on_change) = bound;
    let described = described_by(name, !hint.is_empty(), error);
    view! {
        <Frame label name required=false hint error>
            <select
                id=name
                name=name
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=described
                on:change=move |event| {
                    on_change.run(event_target_value(&event));
                    state.touched(name);
                }
            >
                {options.into_iter().map(|option| {
                    let own = option.value.clone();
                    let text = match &option.refused {
                        Some(why) => format!("{} ({why})", option.label),
                        None => option.label.clone(),
                    };
                    view! {
                        <option
                            value=option.value.clone()
                            selected=move || value.get() == own
                            disabled=option.refused.is_some()
                        >
                            {text}
                        </option>
                    }
                }).collect_view()}
            </select>
        </Frame>
    }
}

/// A fact that this form does not change, and why.
#[component]
pub fn ReadOnly(#[prop(into)] label: String, value: String, #[prop(into)] hint: String) -> impl IntoView {
    view! {
        <div class="field field--fixed">
            <span class="field__label">{label}</span>
            <span class="field__value">{if value.is_empty() { "–".to_owned() } else { value }}</span>
            <p class="field__hint">{hint}</p>
        </div>
    }
}

/// Several boxes under one name; their ticked values stand in one text, comma-separated.
#[component]
pub fn Checkboxes(
    #[prop(into)] legend: String,
    name: &'static str,
    choices: Vec<(String, String)>,
    bound: Bound,
) -> impl IntoView {
    let (value, on_change) = bound;
    let is_on = move |own: &str| value.with(|all| all.split(',').any(|one| one == own));
    let order: Vec<_> = choices.iter().map(|(value, _)| value.clone()).collect();
    let order = StoredValue::new(order);
    view! {
        <fieldset class="field checks">
            <legend class="field__label">{legend}</legend>
            {choices.into_iter().map(|(own, label)| {
                let (first, live, changed) = (own.clone(), own.clone(), own.clone());
                view! {
                    <label class="check">
                        <input
                            type="checkbox"
                            name=name
                            value=own
                            checked=value.with_untracked(|all| all.split(',').any(|one| one == first))
                            prop:checked=move || is_on(&live)
                            on:change=move |event| {
                                let on = event_target_checked(&event);
                                let ticked = order.with_value(|order| order.iter().filter(|one| {
                                    if **one == changed { on } else { is_on(one) }
                                }).cloned().collect::<Vec<_>>());
                                on_change.run(ticked.join(","));
                            }
                        />
                        <span>{label}</span>
                    </label>
                }
            }).collect_view()}
        </fieldset>
    }
}
