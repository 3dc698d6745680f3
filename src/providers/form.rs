//! The two forms: a provider's agent, and a new provider. Raw text in, checked values out.

use serde::{Deserialize, Serialize};

use super::model::Kind;
use crate::{
    domain::{
        code::{Code, FieldErrors},
        email::Email,
        ids::OfficeId,
        merge::merge,
        npi::Npi,
        person_name::{FirstName, LastName},
        phone::Phone,
        text::maybe,
    },
    i18n::Lang,
    practices::model::Places,
};

/// Longest name of a provider, in characters.
const LONGEST_NAME: usize = 100;

/// The Agent section as it is typed (S2-4). Everything may be empty: then there is no agent yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentForm {
    #[serde(default)]
    pub first_name: String,
    #[serde(default)]
    pub last_name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub language: String,
}

/// Checked values of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgentEdit {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub phone: String,
    pub language: String,
}

impl AgentForm {
    pub const FIELDS: [&'static str; 5] = ["first_name", "last_name", "email", "phone", "language"];

    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn parse(&self) -> Result<AgentEdit, FieldErrors> {
        let mut errors = FieldErrors::default();
        let first_name = errors.keep("first_name", maybe(&self.first_name, FirstName::parse));
        let last_name = errors.keep("last_name", maybe(&self.last_name, LastName::parse));
        let email = errors.keep("email", maybe(&self.email, Email::parse));
        let phone = errors.keep("phone", maybe(&self.phone, Phone::parse));
        let edit = (|| {
            Some(AgentEdit {
                first_name: first_name?,
                last_name: last_name?,
                email: email?,
                phone: phone?,
                language: Lang::from_tag(&self.language).unwrap_or_default().tag().into(),
            })
        })();
        errors.or(edit)
    }

    fn fields(&self) -> [(&'static str, &str); 5] {
        [
            ("first_name", &self.first_name),
            ("last_name", &self.last_name),
            ("email", &self.email),
            ("phone", &self.phone),
            ("language", &self.language),
        ]
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
            "first_name" => &mut self.first_name,
            "last_name" => &mut self.last_name,
            "email" => &mut self.email,
            "phone" => &mut self.phone,
            "language" => &mut self.language,
            _ => return,
        };
        value.clone_into(field);
    }
}

/// A new provider, with its agent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderForm {
    pub name: String,
    pub npi: String,
    /// An office's id.
    pub office: String,
    #[serde(default)]
    pub certified: bool,
    #[serde(default)]
    pub agent: AgentForm,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProvider {
    pub name: String,
    pub npi: Npi,
    pub office: OfficeId,
    pub kind: Kind,
    pub agent: AgentEdit,
}

impl ProviderForm {
    pub const FIELDS: [&'static str; 8] =
        ["provider_name", "provider_npi", "office", "first_name", "last_name", "email", "phone", "language"];

    /// Runs in the browser before sending, and on the server always.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn parse(&self, places: &Places) -> Result<NewProvider, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.keep("provider_name", name(&self.name));
        let npi = errors.keep("provider_npi", Npi::parse(&self.npi));
        let office = self.office.parse().ok().filter(|id| places.office(*id).is_some());
        let office = errors.keep("office", office.ok_or(Code::Unknown));
        let agent = match self.agent.parse() {
            Ok(agent) => Some(agent),
            Err(more) => {
                errors.0.extend(more.0);
                None
            }
        };
        let new = (|| {
            let kind = if self.certified { Kind::Certified } else { Kind::Local };
            Some(NewProvider { name: name?, npi: npi?, office: office?, kind, agent: agent? })
        })();
        errors.or(new)
    }
}

/// The name of a provider.
///
/// # Errors
/// [`Code::Required`], [`Code::NameCharacters`], [`Code::TooLong`].
pub fn name(text: &str) -> Result<String, Code> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Required);
    }
    if text.chars().any(char::is_control) {
        return Err(Code::NameCharacters);
    }
    if text.chars().count() > LONGEST_NAME { Err(Code::TooLong) } else { Ok(text.into()) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn p22_agents_are_merged_field_by_field() {
        let form =
            |email: &str, phone: &str| AgentForm { email: email.into(), phone: phone.into(), ..AgentForm::default() };
        let (base, stored) = (form("a@a.example", "1"), form("a@a.example", "2"));
        assert_eq!(form("b@a.example", "1").merge(&base, &stored), Ok(form("b@a.example", "2")));
        assert_eq!(form("a@a.example", "3").merge(&base, &stored), Err(vec![("phone".into(), "2".into())]));
    }

    #[test]
    fn every_wrong_field_of_a_new_provider_is_named() {
        let agent = AgentForm { email: "x".into(), phone: "y".into(), ..AgentForm::default() };
        let errors = ProviderForm { agent, ..ProviderForm::default() }.parse(&Places::default()).expect_err("wrong");
        let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["provider_name", "provider_npi", "office", "email", "phone"]);
        let office = OfficeId::new(Uuid::nil());
        let places = Places { offices: vec![(office, "Main".into())], ..Places::default() };
        let good = ProviderForm {
            name: " Dr. Ito ".into(),
            npi: "1234567893".into(),
            office: office.to_string(),
            ..ProviderForm::default()
        };
        let new = good.parse(&places).expect("an agent is not needed");
        assert_eq!((new.name.as_str(), new.kind, new.agent.email.as_str()), ("Dr. Ito", Kind::Local, ""));
    }
}
