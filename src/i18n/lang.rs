//! Which language a reader gets.

use serde::{Deserialize, Serialize};

/// A language that Rolecall speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    En,
    Es,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::En, Self::Es];

    /// The BCP 47 tag: for `<html lang>`, the cookie and the column.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// The name in the language itself, for the switch that offers it.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
        }
    }

    /// Reads `es`, `es-MX`, `EN_us`: only the language counts, the region does not.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|lang| primary.eq_ignore_ascii_case(lang.tag()))
    }

    /// The best match of an `Accept-Language` header; `None` when it names neither language.
    ///
    /// The highest quality wins, the earlier one among equals. `q=0` means "not this one", and `*` says nothing.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best = None;
        let mut best_quality = 0;
        for range in header.split(',') {
            let mut parts = range.split(';');
            let lang = parts.next().and_then(Self::from_tag);
            let quality = parts.find_map(|part| part.trim().strip_prefix("q=").map(per_mille)).unwrap_or(1000);
            if let Some(lang) = lang
                && quality > best_quality
            {
                (best, best_quality) = (Some(lang), quality);
            }
        }
        best
    }
}

/// `0.85` as 850; anything that is no quality counts as 0.
fn per_mille(quality: &str) -> u16 {
    let (whole, fraction) = quality.trim().split_once('.').unwrap_or((quality.trim(), ""));
    let digits = fraction.chars().chain("000".chars()).take(3).collect::<String>();
    match (whole, digits.parse::<u16>()) {
        ("1", Ok(_)) => 1000,
        ("0", Ok(thousandths)) => thousandths,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_does_not_matter() {
        assert_eq!(Lang::from_tag("es-MX"), Some(Lang::Es));
        assert_eq!(Lang::from_tag(" EN_us "), Some(Lang::En));
        assert_eq!(Lang::from_tag("est"), None);
        assert_eq!(Lang::from_tag(""), None);
    }

    #[test]
    fn the_browser_is_asked() {
        for (header, lang) in [
            ("es-MX,es;q=0.9,en;q=0.8", Some(Lang::Es)),
            ("en;q=0.5, es;q=0.75", Some(Lang::Es)),
            ("de, en-GB;q=0.3", Some(Lang::En)),
            ("es;q=0, en;q=0.1", Some(Lang::En)),
            ("en,es", Some(Lang::En)),
            ("fr, *;q=0.5", None),
            ("es;q=nonsense", None),
            ("", None),
        ] {
            assert_eq!(Lang::from_accept_language(header), lang, "{header}");
        }
    }

    #[test]
    fn tags_read_back() {
        for lang in Lang::ALL {
            assert_eq!(Lang::from_tag(lang.tag()), Some(lang));
        }
    }
}
