//! The words on the screens, in English and Spanish.
//!
//! The texts live in `en.toml` and `es.toml`; the build turns each of them into a method of [`T`] and stops when one
//! language lacks a text or uses other placeholders. `[people] title = "People"` becomes `t.people_title()`, a text
//! with `{name}` takes an argument, and a pair of `one` and `other` takes the count first.

mod billing_terms;
mod calendar_terms;
mod departure_terms;
mod errors;
mod event_terms;
mod format;
mod handover_terms;
mod invitation_terms;
mod key_terms;
mod lang;
mod lifecycle_terms;
mod mail_terms;
mod many_terms;
mod operator_terms;
mod people_terms;
mod provider_terms;
mod reasons;
mod request_terms;
mod support_terms;
mod terms;
mod two_step_terms;
mod vendor_terms;

use std::fmt::{Display, Write as _};

use leptos::prelude::{provide_context, use_context};

pub use lang::Lang;

/// The texts of one language. Small and `Copy`: hand it around freely.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct T {
    lang: Lang,
}

/// The reader's texts; English where nothing was provided.
#[must_use]
pub fn use_t() -> T {
    use_context().unwrap_or_default()
}

/// Chooses the language for everything rendered below. Switching reloads the page, so this needs no signal.
pub fn provide_t(lang: Lang) {
    provide_context(T::new(lang));
}

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

impl T {
    #[must_use]
    pub const fn new(lang: Lang) -> Self {
        Self { lang }
    }

    #[must_use]
    pub const fn lang(self) -> Lang {
        self.lang
    }

    const fn pick(self, english: &'static str, spanish: &'static str) -> &'static str {
        match self.lang {
            Lang::En => english,
            Lang::Es => spanish,
        }
    }

    /// Each pair is (one, other); both languages say "one" for exactly 1.
    const fn plural(self, count: i64, english: [&'static str; 2], spanish: [&'static str; 2]) -> &'static str {
        let form = if count == 1 { 0 } else { 1 };
        self.pick(english[form], spanish[form])
    }
}

/// Puts `values[n]` where the template says `{n}`. Values are never looked at again, so braces in a name stay as they
/// are.
fn fill(template: &str, values: &[&dyn Display]) -> String {
    let mut text = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((index, after)) = after.split_once('}') else { break };
        if let Some(value) = index.parse::<usize>().ok().and_then(|index| values.get(index)) {
            // Writing to a String cannot fail; a value whose Display fails is left out.
            let _ = write!(text, "{value}");
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that really are the same in both languages.
    const SAME: &[&str] = &["app_name", "app_title", "history_changed", "history_system", "people_no", "roles_auditor"];

    #[test]
    fn spanish_is_translated() {
        let untranslated: Vec<_> = MESSAGES
            .iter()
            .filter(|(key, english, spanish)| english == spanish && !SAME.contains(key))
            .map(|(key, ..)| *key)
            .collect();
        assert!(untranslated.is_empty(), "the same in both languages: {untranslated:?}");
    }

    #[test]
    fn no_exception_is_left_over() {
        for key in SAME {
            assert!(
                MESSAGES.iter().any(|(k, english, spanish)| k == key && english == spanish),
                "{key} is no exception"
            );
        }
    }

    #[test]
    fn no_text_has_stray_blanks() {
        for (key, english, spanish) in MESSAGES {
            for text in [english, spanish] {
                assert_eq!(*text, text.trim(), "{key}");
                assert!(!text.contains("  "), "{key} has two blanks in a row");
            }
        }
    }

    #[test]
    fn both_languages_end_alike() {
        let end = |text: &str| text.chars().last().filter(|c| ['.', '?', ':', '…', '!'].contains(c));
        for (key, english, spanish) in MESSAGES {
            assert_eq!(end(english), end(spanish), "{key}: {english} / {spanish}");
        }
    }

    #[test]
    fn values_fill_their_places_once() {
        assert_eq!(fill("{1} gave {0}", &[&"{1}", &"Ana"]), "Ana gave {1}");
        assert_eq!(fill("nothing", &[]), "nothing");
    }

    #[test]
    fn one_is_told_from_many() {
        let t = T::new(Lang::Es);
        assert_eq!(t.people_selected(1), "1 persona seleccionada");
        assert_eq!(t.people_selected(1_234), "1,234 personas seleccionadas");
        assert_eq!(T::new(Lang::En).people_selected(0), "0 people selected");
    }
}
