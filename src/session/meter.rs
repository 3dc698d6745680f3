//! How strong a password is while it is typed, and why: asked of the server, which decides in the end.

use leptos::prelude::*;

use super::{
    api::PasswordStrength,
    strength::{Hint, Strength},
};
use crate::plain::view;
use crate::{
    i18n::{T, use_t},
    ui::{latest::use_latest, timer::Debounce},
};

/// Typing rests for so long before the server is asked.
const PAUSE_MS: u32 = 300;

fn word(t: T, score: u8) -> &'static str {
    match score {
        0 => t.meter_score_0(),
        1 => t.meter_score_1(),
        2 => t.meter_score_2(),
        3 => t.meter_score_3(),
        _ => t.meter_score_4(),
    }
}

fn hint(t: T, hint: Hint) -> &'static str {
    match hint {
        Hint::Common => t.meter_hint_common(),
        Hint::Keyboard => t.meter_hint_keyboard(),
        Hint::Repeated => t.meter_hint_repeated(),
        Hint::Sequence => t.meter_hint_sequence(),
        Hint::Date => t.meter_hint_date(),
        Hint::Name => t.meter_hint_name(),
    }
}

fn why(t: T, strength: Strength) -> String {
    let hint = strength.hint.map(|one| hint(t, one));
    match strength.refused {
        Some(code) => {
            [Some(t.code(code)), hint, Some(t.meter_advice())].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        None => hint.unwrap_or_default().to_owned(),
    }
}

/// `words`: names around the reader, which make a password easy to guess.
#[component]
pub fn Meter(#[prop(into)] password: Signal<String>, #[prop(into)] words: Signal<Vec<String>>) -> impl IntoView {
    let t = use_t();
    let (judge, judgement) = use_latest::<PasswordStrength>();
    let wait = Debounce::new(PAUSE_MS);
    Effect::new(move |_| {
        let password = password.get();
        if password.is_empty() {
            wait.cancel();
        } else {
            wait.run(move || judge(PasswordStrength { password, words: words.get_untracked() }));
        }
    });
    let judged = move || {
        let strength = judgement().and_then(Result::ok);
        strength.filter(|_| password.with(|password| !password.is_empty()))
    };
    view! {
        <div class="meter" aria-live="polite">
            {move || judged().map(|strength| view! {
                <meter min="0" max="4" low="2" high="3" optimum="4" value=strength.score.to_string() aria-label=t.meter_label()></meter>
                <p><strong>{word(t, strength.score)}</strong>" "{why(t, strength)}</p>
            })}
        </div>
    }
}
