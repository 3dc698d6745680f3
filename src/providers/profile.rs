//! What administrators decide about a provider (S4-3, S4-4), and what the registry of NPIs says of one.

use serde::{Deserialize, Serialize};

use super::model::Provider;
use crate::{
    domain::{
        code::{Code, FieldErrors},
        language::Language,
        merge::merge,
        permission::Permission,
        refusal::Refusal,
        scope::Actor,
    },
    history::model::{Event, EventKind},
    people::model::ranked,
};

ranked! {
    /// Whether the provider takes part. One who has left stays in the list.
    State {
        Active = "active",
        Inactive = "inactive",
    }
}

ranked! {
    /// Remote therapeutic monitoring: how a new patient of the provider begins.
    Rtm {
        Off = "off",
        Offered = "offered",
        On = "on",
    }
}

ranked! {
    /// What is either on or off for a provider.
    Feature {
        Messaging = "messaging",
        AcceptsNew = "accepts_new",
        Telehealth = "telehealth",
        EPrescribing = "e_prescribing",
        EmailNotices = "email_notices",
    }
}

/// Most patients that a panel may be bounded to.
pub const LARGEST_PANEL: u32 = 100_000;

/// How a provider works. Whatever a stored one lacks is as it was before there was a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Config {
    pub features: Vec<Feature>,
    pub rtm: Rtm,
    /// How many active patients at most; no bound without.
    pub capacity: Option<u32>,
    pub languages: Vec<Language>,
}

impl Default for Config {
    fn default() -> Self {
        let features = vec![Feature::Messaging, Feature::AcceptsNew, Feature::EmailNotices];
        Self { features, rtm: Rtm::Off, capacity: None, languages: vec![Language::English] }
    }
}

/// Everything about a provider that is no agent and no name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub inactive: bool,
    pub billing_role: String,
    pub access_type: String,
    pub config: Config,
    /// The picture's hash; empty for none. It changes with the picture, so browsers may keep what they have.
    pub image: String,
    pub registry: Registry,
}

/// What the registry of NPIs says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registry {
    pub credential: String,
    /// The code of the first taxonomy.
    pub taxonomy: String,
    pub phone: String,
    pub fax: String,
    pub address: String,
    /// The day on which the NPI was deactivated, as `2026-11-30`.
    pub ended: String,
}

impl Profile {
    pub const fn is_active(&self) -> bool {
        !self.inactive
    }

    pub const fn state(&self) -> State {
        if self.inactive { State::Inactive } else { State::Active }
    }
}

/// The form as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileForm {
    pub provider_name: String,
    pub billing_role: String,
    pub access_type: String,
    pub provider_state: String,
    /// Comma-separated names.
    pub features: String,
    pub rtm: String,
    pub capacity: String,
    pub provider_languages: String,
}

/// Checked values of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileEdit {
    pub name: String,
    pub billing_role: String,
    pub access_type: String,
    pub inactive: bool,
    pub config: Config,
}

/// Longest word of a practice's lists, in characters.
pub const LONGEST_WORD: usize = 60;

fn named<V: Copy>(text: &str, name: impl Fn(&str) -> Option<V>) -> Result<Vec<V>, Code> {
    text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(|one| name(one).ok_or(Code::Unknown)).collect()
}

fn joined<V: Copy>(values: &[V], name: impl Fn(V) -> &'static str) -> String {
    values.iter().map(|value| name(*value)).collect::<Vec<_>>().join(",")
}

fn capacity(text: &str) -> Result<Option<u32>, Code> {
    match text.trim() {
        "" => Ok(None),
        text => {
            let number = text.parse().map_err(|_| Code::OutOfRange)?;
            if (1..=LARGEST_PANEL).contains(&number) { Ok(Some(number)) } else { Err(Code::OutOfRange) }
        }
    }
}

/// A word of a list: one that is offered, or the one that stays as it was.
fn word(text: &str, offered: &[String], stored: &str) -> Result<String, Code> {
    let text = text.trim();
    let known = text.is_empty() || text == stored || offered.iter().any(|word| word == text);
    if known { Ok(text.to_owned()) } else { Err(Code::Unknown) }
}

impl ProfileForm {
    pub const FIELDS: [&'static str; 8] = [
        "provider_name",
        "billing_role",
        "access_type",
        "provider_state",
        "features",
        "rtm",
        "capacity",
        "provider_languages",
    ];

    /// The form as it is filled when it opens.
    pub fn of(name: &str, profile: &Profile) -> Self {
        let Config { features, rtm, capacity, languages } = &profile.config;
        Self {
            provider_name: name.to_owned(),
            billing_role: profile.billing_role.clone(),
            access_type: profile.access_type.clone(),
            provider_state: profile.state().name().to_owned(),
            features: joined(features, Feature::name),
            rtm: rtm.name().to_owned(),
            capacity: capacity.map(|capacity| capacity.to_string()).unwrap_or_default(),
            provider_languages: joined(languages, Language::name),
        }
    }

    /// Runs in the browser before sending, and on the server always. `stored` is what the provider has now: a word that
    /// was taken off the practice's list may stay.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn parse(&self, rules: &super::rules::Rules, stored: &Profile) -> Result<ProfileEdit, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.keep("provider_name", super::form::name(&self.provider_name));
        let billing = word(&self.billing_role, &rules.billing_roles, &stored.billing_role);
        let billing_role = errors.keep("billing_role", billing);
        let access = word(&self.access_type, &rules.access_types, &stored.access_type);
        let access_type = errors.keep("access_type", access);
        let state = errors.keep("provider_state", State::from_name(&self.provider_state).ok_or(Code::Unknown));
        let features = errors.keep("features", named(&self.features, Feature::from_name));
        let rtm = errors.keep("rtm", Rtm::from_name(&self.rtm).ok_or(Code::Unknown));
        let capacity = errors.keep("capacity", capacity(&self.capacity));
        let languages = errors.keep("provider_languages", named(&self.provider_languages, Language::from_name));
        let edit = (|| {
            let config = Config { features: features?, rtm: rtm?, capacity: capacity?, languages: languages? };
            let inactive = state? == State::Inactive;
            Some(ProfileEdit { name: name?, billing_role: billing_role?, access_type: access_type?, inactive, config })
        })();
        errors.or(edit)
    }

    fn fields(&self) -> [(&'static str, &str); 8] {
        let values = [
            &self.provider_name,
            &self.billing_role,
            &self.access_type,
            &self.provider_state,
            &self.features,
            &self.rtm,
            &self.capacity,
            &self.provider_languages,
        ];
        std::array::from_fn(|at| (Self::FIELDS[at], values[at].as_str()))
    }

    /// Brings together what this editor typed, what they saw (`base`) and what is stored now.
    ///
    /// # Errors
    /// The fields that both changed, with the values that are stored now (P-22).
    pub fn merge(&self, base: &Self, stored: &Self) -> Result<Self, Vec<(String, String)>> {
        let seen = self.fields().into_iter().zip(base.fields()).zip(stored.fields());
        let taken = merge(seen.map(|(((name, mine), (_, before)), (_, theirs))| (name, [mine, before, theirs])))?;
        let mut merged = self.clone();
        for (name, theirs) in taken {
            merged.set(name, &theirs);
        }
        Ok(merged)
    }

    /// The text of a field; unknown names are empty.
    pub fn get(&self, name: &str) -> &str {
        self.fields().into_iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value)
    }

    /// Sets the field of that name; unknown names change nothing.
    pub fn set(&mut self, name: &str, value: &str) {
        let field = match name {
            "provider_name" => &mut self.provider_name,
            "billing_role" => &mut self.billing_role,
            "access_type" => &mut self.access_type,
            "provider_state" => &mut self.provider_state,
            "features" => &mut self.features,
            "rtm" => &mut self.rtm,
            "capacity" => &mut self.capacity,
            "provider_languages" => &mut self.provider_languages,
            _ => return,
        };
        value.clone_into(field);
    }
}

impl Provider {
    /// Takes checked values over.
    ///
    /// # Errors
    /// No permission.
    pub fn edit_profile(mut self, edit: ProfileEdit, by: &Actor) -> Result<(Self, Event), Refusal> {
        by.may(Permission::EditProviders)?;
        let before = ProfileForm::of(&self.name, &self.profile);
        let mut event = Event::new(EventKind::ProviderEdited).about(self.id, &edit.name);
        let ProfileEdit { name, billing_role, access_type, inactive, config } = edit;
        self.name = name;
        self.profile = Profile { billing_role, access_type, inactive, config, ..self.profile };
        let after = ProfileForm::of(&self.name, &self.profile);
        for ((field, old), (_, new)) in before.fields().into_iter().zip(after.fields()) {
            event.change(field, old, new);
        }
        self.version += 1;
        Ok((self, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::rules::Rules;

    fn form() -> ProfileForm {
        ProfileForm::of("Dr. Ito", &Profile::default())
    }

    #[test]
    fn what_is_opened_and_saved_stays_the_same() {
        let edit = form().parse(&Rules::default(), &Profile::default()).expect("good");
        assert_eq!((edit.config, edit.inactive), (Config::default(), false));
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = ProfileForm {
            provider_name: " ".into(),
            billing_role: "king".into(),
            access_type: "king".into(),
            provider_state: "asleep".into(),
            features: "messaging,flying".into(),
            rtm: "maybe".into(),
            capacity: "0".into(),
            provider_languages: "tlh".into(),
        };
        let errors = wrong.parse(&Rules::default(), &Profile::default()).expect_err("wrong");
        assert_eq!(errors.0.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ProfileForm::FIELDS);
    }

    #[test]
    fn a_word_off_the_list_stays_where_it_is_and_goes_nowhere_else() {
        let old = Profile { billing_role: "Locum".into(), ..Profile::default() };
        let form = ProfileForm { billing_role: "Locum".into(), ..form() };
        assert_eq!(form.parse(&Rules::default(), &old).map(|edit| edit.billing_role), Ok("Locum".into()));
        assert!(form.parse(&Rules::default(), &Profile::default()).is_err());
    }

    #[test]
    fn p22_profiles_are_merged_field_by_field() {
        let base = form();
        let (mine, theirs) =
            (ProfileForm { rtm: "on".into(), ..form() }, ProfileForm { capacity: "40".into(), ..form() });
        let merged = mine.merge(&base, &theirs).expect("both are kept");
        assert_eq!((merged.rtm.as_str(), merged.capacity.as_str()), ("on", "40"));
        let theirs = ProfileForm { rtm: "offered".into(), ..form() };
        assert_eq!(mine.merge(&base, &theirs), Err(vec![("rtm".into(), "offered".into())]));
    }

    #[test]
    fn a_stored_configuration_may_lack_what_came_later() {
        let config: Config = serde_json::from_str(r#"{"rtm":"on"}"#).expect("an old one");
        assert_eq!(config, Config { rtm: Rtm::On, ..Config::default() });
    }
}
