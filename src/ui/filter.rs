//! A filter as a chip that opens a list of boxes to tick. Without script it is part of its form.

use leptos::{html, prelude::*};

use super::{
    icon::{Icon, IconName},
    menu::leave,
};
use crate::plain::view;

/// One box of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub name: &'static str,
    pub value: String,
    pub label: String,
    pub on: bool,
}

/// The boxes of the filter `name`; `word` gives a value's name in addresses and on the screen.
pub fn choices<V: Copy + PartialEq, W: Into<String>>(
    name: &'static str,
    all: &[V],
    chosen: &[V],
    word: impl Fn(V) -> (&'static str, W),
) -> Vec<Choice> {
    let one = |value: &V| {
        let (text, label) = word(*value);
        Choice { name, value: text.into(), label: label.into(), on: chosen.contains(value) }
    };
    all.iter().map(one).collect()
}

#[component]
pub fn FilterChip(
    #[prop(into)] label: String,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    /// Called with all values that are ticked afterwards.
    #[prop(into)]
    on_change: Callback<Vec<String>>,
    /// Not a filter but a choice that always has something ticked: never drawn as "on".
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let summary = NodeRef::<html::Summary>::new();
    let chosen = move || choices.get().into_iter().filter(|choice| choice.on).collect::<Vec<_>>();
    let words = {
        let label = label.clone();
        move || match chosen().as_slice() {
            _ if plain => label.clone(),
            [] => label.clone(),
            [only] => format!("{label}: {}", only.label),
            several => format!("{label}: {}", several.len()),
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape"
            && let (Some(details), Some(summary)) = (details.get_untracked(), summary.get_untracked())
        {
            details.set_open(false);
            // A missing focus is an inconvenience, not a fault.
            let _ = summary.focus();
        }
    };
    let toggle = move |value: String, on: bool| {
        let ticked =
            choices.get_untracked().into_iter().filter(|choice| if choice.value == value { on } else { choice.on });
        on_change.run(ticked.map(|choice| choice.value).collect());
    };
    view! {
        <details class="filter" node_ref=details on:keydown=on_key on:focusout=move |event| leave(&event, details)>
            <summary
                class="chip"
                class:is-on=move || !plain && choices.with(|all| all.iter().any(|choice| choice.on))
                node_ref=summary
            >
                {words}
                <Icon name=IconName::Down/>
            </summary>
            <fieldset class="filter__list">
                <legend class="sr-only">{label}</legend>
                <For each=move || choices.get() key=|choice| choice.value.clone() let:choice>
                    {
                        let value = choice.value.clone();
                        let is_on = move || choices.with(|all| all.iter().any(|one| one.value == value && one.on));
                        view! {
                            <label class="check">
                                <input
                                    type="checkbox"
                                    name=choice.name
                                    value=choice.value.clone()
                                    checked=choice.on
                                    prop:checked=is_on
                                    on:change=move |event| toggle(choice.value.clone(), event_target_checked(&event))
                                />
                                <span>{choice.label.clone()}</span>
                            </label>
                        }
                    }
                </For>
            </fieldset>
        </details>
    }
}
