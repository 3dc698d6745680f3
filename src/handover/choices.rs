//! Choosing who takes somebody over, and the words for it.

use leptos::prelude::*;

use super::model::To;
use crate::plain::view;
use crate::{
    i18n::{T, use_t},
    patients::model::Target,
};

const NOBODY: &str = "nobody";
const FEWEST: &str = "fewest";

fn written(to: To) -> String {
    match to {
        To::Nobody => NOBODY.to_owned(),
        To::Fewest => FEWEST.to_owned(),
        To::One(id) => id.to_string(),
    }
}

fn read(value: &str) -> To {
    match value {
        FEWEST => To::Fewest,
        id => id.parse().map_or(To::Nobody, To::One),
    }
}

/// A target with how full it is, and why it takes nobody.
fn label(t: T, target: &Target) -> String {
    let load = match target.capacity {
        Some(capacity) => t.patients_load_of(t.number(target.patients), t.number(capacity.into())),
        None => t.patients_load(target.patients),
    };
    let state = if target.active { String::new() } else { format!(", {}", t.profiles_inactive()) };
    format!("{} ({load}{state})", target.name)
}

/// One field of a row: the label around the control, as rows repeat and ids must not.
#[component]
pub fn Pick(
    #[prop(into)] label: String,
    /// Value, label, and whether it can be chosen.
    options: Vec<(String, String, bool)>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <select on:change=move |event| on_change.run(event_target_value(&event))>
                {options.into_iter().map(|(own, text, can)| {
                    let named = own.clone();
                    view! {
                        <option value=own selected=move || value.with(|value| *value == named) disabled=!can>{text}</option>
                    }
                }).collect_view()}
            </select>
        </label>
    }
}

/// Who takes them over.
#[component]
pub fn PickTo(
    #[prop(into)] label: String,
    targets: StoredValue<Vec<Target>>,
    #[prop(into)] to: Signal<To>,
    #[prop(into)] on_change: Callback<To>,
) -> impl IntoView {
    let t = use_t();
    let mut options = vec![
        (NOBODY.to_owned(), t.handover_to_nobody().to_owned(), true),
        (FEWEST.to_owned(), t.handover_to_fewest().to_owned(), true),
    ];
    targets.with_value(|targets| {
        options.extend(targets.iter().map(|target| (target.id.to_string(), self::label(t, target), target.active)));
    });
    view! {
        <Pick
            label
            options
            value=Signal::derive(move || written(to.get()))
            on_change=move |value: String| on_change.run(read(&value))
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ProviderId;

    #[test]
    fn what_is_chosen_is_read_back() {
        for to in [To::Nobody, To::Fewest, To::One(ProviderId::new(uuid::Uuid::from_u128(7)))] {
            assert_eq!(read(&written(to)), to);
        }
        assert_eq!(read("x"), To::Nobody);
    }
}
