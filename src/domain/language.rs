//! The languages that patients and providers speak. More than the two that the portal speaks itself.

use serde::{Deserialize, Serialize};

use super::fold::fold;

macro_rules! languages {
    ($($variant:ident = $tag:literal $own:literal $others:literal),+ $(,)?) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Language { $($variant),+ }

        impl Language {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Stored, and what lists sort by.
            pub const fn rank(self) -> i16 { self as i16 }

            /// BCP 47, for addresses and files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $tag),+ }
            }

            /// What its speakers call it: said the same whatever the reader speaks.
            pub const fn own_name(self) -> &'static str {
                match self { $(Self::$variant => $own),+ }
            }

            /// Other folded names, in English and Spanish.
            const fn others(self) -> &'static str {
                match self { $(Self::$variant => $others),+ }
            }
        }
    };
}

languages! {
    English = "en" "English" "eng ingles",
    Spanish = "es" "Español" "spa spanish castellano",
    Chinese = "zh" "中文" "chi zho chinese mandarin cantonese chino mandarin",
    Vietnamese = "vi" "Tiếng Việt" "vie vietnamese vietnamita",
    Tagalog = "tl" "Tagalog" "tgl filipino fil",
    Korean = "ko" "한국어" "kor korean coreano",
    Arabic = "ar" "العربية" "ara arabic arabe",
    French = "fr" "Français" "fre fra french frances",
    Haitian = "ht" "Kreyòl ayisyen" "hat haitian creole criollo haitiano",
    Portuguese = "pt" "Português" "por portuguese portugues",
    Russian = "ru" "Русский" "rus russian ruso",
    Hindi = "hi" "हिन्दी" "hin hindi",
    Signed = "ase" "American Sign Language" "asl sign senas",
    Other = "other" "…" "otro otra unknown",
}

impl Language {
    pub fn from_rank(rank: i16) -> Option<Self> {
        usize::try_from(rank).ok().and_then(|at| Self::ALL.get(at)).copied()
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|language| language.name() == name)
    }

    /// What a file says: a tag with or without its region, or a name.
    pub fn read(text: &str) -> Option<Self> {
        let text = fold(text.trim());
        let primary = text.split(['-', '_']).next().unwrap_or_default();
        let meant = |language: &Self| {
            language.name() == primary
                || fold(language.own_name()) == text
                || language.others().split(' ').any(|other| other == text)
        };
        Self::ALL.iter().copied().find(meant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_name_languages_in_many_ways() {
        for (text, language) in [
            ("en-US", Language::English),
            ("Spanish", Language::Spanish),
            ("español", Language::Spanish),
            ("SPA", Language::Spanish),
            ("vietnamita", Language::Vietnamese),
            ("ASL", Language::Signed),
            ("otro", Language::Other),
        ] {
            assert_eq!(Language::read(text), Some(language), "{text}");
        }
        assert_eq!((Language::read("Klingon"), Language::read("")), (None, None));
    }

    #[test]
    fn names_and_ranks_lead_back() {
        for language in Language::ALL.iter().copied() {
            assert_eq!(Language::from_name(language.name()), Some(language));
            assert_eq!(Language::from_rank(language.rank()), Some(language));
            assert_eq!(Language::read(language.name()), Some(language));
        }
    }
}
