//! What the list of providers shows: all of it in the address (P-17).

use serde::{Deserialize, Serialize};

use super::{
    model::{AgentStatus, Kind},
    views::ProviderRow,
};
use crate::domain::fold::fold;

const LONGEST_SEARCH: usize = 100;

/// The state of the list. Unknown values in an address are left out rather than refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderQuery {
    pub search: String,
    pub kinds: Vec<Kind>,
    pub agents: Vec<AgentStatus>,
}

fn list<T: PartialEq>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let mut values = Vec::new();
    for value in text.split(',').take(20).filter_map(parse) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

fn searchable(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(LONGEST_SEARCH).collect()
}

impl ProviderQuery {
    /// Reads the state from an address's parameters. Repeated ones are joined, as forms without script send them.
    pub fn from_params(params: &[(String, String)]) -> Self {
        let all = |key: &str| {
            let values: Vec<_> = params.iter().filter(|(k, _)| k == key).map(|(_, v)| v.as_str()).collect();
            values.join(",")
        };
        let search = params.iter().find(|(key, _)| key == "q").map_or("", |(_, value)| value.as_str());
        Self {
            search: searchable(search),
            kinds: list(&all("kind"), Kind::from_name),
            agents: list(&all("agent"), AgentStatus::from_name),
        }
    }

    /// The parameters of this state's address; what is at its default is left out.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let joined = |names: Vec<&'static str>| names.join(",");
        let mut params = vec![
            ("q", self.search.clone()),
            ("kind", joined(self.kinds.iter().map(|kind| kind.name()).collect())),
            ("agent", joined(self.agents.iter().map(|status| status.name()).collect())),
        ];
        params.retain(|(_, value)| !value.is_empty());
        params
    }

    /// The list with one parameter set to `values`.
    #[must_use]
    pub fn changed(&self, name: &str, values: &[String]) -> Self {
        let kept = self.params().into_iter().filter(|(key, _)| *key != name);
        let mut params: Vec<_> = kept.map(|(key, value)| (key.to_owned(), value)).collect();
        params.push((name.to_owned(), values.join(",")));
        Self::from_params(&params)
    }

    pub fn is_filtered(&self) -> bool {
        *self != Self::default()
    }

    /// Whether a provider belongs to the list.
    pub fn takes(&self, row: &ProviderRow) -> bool {
        let wanted = fold(&searchable(&self.search));
        let found = || {
            let agent = format!("{} {}", row.agent.form.first_name, row.agent.form.last_name);
            [&row.name, &row.npi, &row.office, &agent, &row.agent.form.email]
                .iter()
                .any(|text| fold(text).contains(&wanted))
        };
        (self.kinds.is_empty() || self.kinds.contains(&row.kind))
            && (self.agents.is_empty() || self.agents.contains(&row.facts().status()))
            && (wanted.is_empty() || found())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_state() {
        let query = ProviderQuery {
            search: "rosa".into(),
            kinds: vec![Kind::Local],
            agents: vec![AgentStatus::Waiting, AgentStatus::NotInvited],
        };
        let params: Vec<_> = query.params().into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        assert_eq!(ProviderQuery::from_params(&params), query);
        assert!(query.is_filtered() && ProviderQuery::default().params().is_empty());
        assert_eq!(query.changed("agent", &[]).agents, []);
        let odd = [("kind".to_owned(), "king".to_owned()), ("q".to_owned(), "a".repeat(1_000_000))];
        assert_eq!(ProviderQuery::from_params(&odd).search.len(), LONGEST_SEARCH);
    }
}
