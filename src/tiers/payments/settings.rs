//! `ROLECALL_PAYMENTS` and what belongs to it, checked before anything starts (T73).

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::server::config::is_loopback;

/// Where the provider answers.
const STRIPE: &str = "https://api.stripe.com";
/// Days of grace, unless the configuration says otherwise, and at most.
const GRACE: i64 = 14;
const LONGEST_GRACE: i64 = 90;
/// Whoever knows the secret of webhooks can send some: it is as long as a key.
const SHORTEST_SECRET: usize = 16;

/// As the configuration has it.
#[derive(Debug, Default)]
pub struct Given {
    pub payments: Option<String>,
    pub stripe_secret_key: Option<SecretString>,
    pub stripe_webhook_secret: Option<SecretString>,
    pub stripe_api_base: Option<String>,
    pub grace_days: Option<i64>,
}

/// How to reach Stripe, and how to know it.
#[derive(Debug, Clone)]
pub struct Stripe {
    pub secret_key: SecretString,
    pub webhook_secret: SecretString,
    pub api_base: Url,
}

#[derive(Debug, Clone)]
pub struct Settings {
    /// Nothing: practices pay by transfer.
    pub stripe: Option<Stripe>,
    /// For so many days plans go on although their invoice is past due.
    pub grace_days: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { stripe: None, grace_days: GRACE }
    }
}

type Refused = (&'static str, &'static str);

/// # Errors
/// The setting that is wrong, and why. Never with its value: it may be a secret.
pub fn check(given: Given) -> Result<Settings, Refused> {
    let grace_days = given.grace_days.unwrap_or(GRACE);
    if !(1..=LONGEST_GRACE).contains(&grace_days) {
        return Err(("GRACE_DAYS", "is a number of days from 1 to 90"));
    }
    let stripe = match given.payments.as_deref() {
        None | Some("transfer") => {
            let given = [given.stripe_secret_key.is_some(), given.stripe_webhook_secret.is_some()];
            if given.contains(&true) {
                return Err(("PAYMENTS", "must be stripe for the STRIPE_ settings to count; or remove those"));
            }
            None
        }
        Some("stripe") => Some(stripe(given)?),
        Some(_) => return Err(("PAYMENTS", "is transfer or stripe")),
    };
    Ok(Settings { stripe, grace_days })
}

fn stripe(given: Given) -> Result<Stripe, Refused> {
    let secret_key = given.stripe_secret_key.filter(|key| {
        let key = key.expose_secret();
        key.len() >= 8 && ["sk_", "rk_"].iter().any(|start| key.starts_with(start)) && visible(key)
    });
    let secret_key = secret_key.ok_or(("STRIPE_SECRET_KEY", "is missing: the key that begins with sk_ or rk_"))?;
    let webhook_secret = given.stripe_webhook_secret.filter(|secret| {
        let secret = secret.expose_secret();
        secret.len() >= SHORTEST_SECRET && visible(secret)
    });
    let why = "is missing: the signing secret of the webhook endpoint /hooks/stripe, which begins with whsec_; without it \
               anybody could tell Rolecall what was paid";
    let webhook_secret = webhook_secret.ok_or(("STRIPE_WEBHOOK_SECRET", why))?;
    let api_base = Url::parse(given.stripe_api_base.as_deref().unwrap_or(STRIPE))
        .map_err(|_| ("STRIPE_API_BASE", "is no address"))?;
    match api_base.scheme() {
        "https" => {}
        "http" if is_loopback(&api_base) => {}
        _ => return Err(("STRIPE_API_BASE", "must begin with https://")),
    }
    if api_base.path() != "/" || api_base.query().is_some() || api_base.username() != "" {
        return Err(("STRIPE_API_BASE", "must be an address without a path"));
    }
    Ok(Stripe { secret_key, webhook_secret, api_base })
}

/// It becomes a header as it is.
fn visible(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(webhook: Option<&str>) -> Given {
        Given {
            payments: Some("stripe".into()),
            stripe_secret_key: Some("sk_test_12345".into()),
            stripe_webhook_secret: webhook.map(SecretString::from),
            ..Given::default()
        }
    }

    #[test]
    fn t73_stripe_without_a_webhook_secret_refuses_to_start() {
        for webhook in [None, Some(""), Some("   "), Some("                      "), Some("short")] {
            let (name, why) = check(given(webhook)).err().unwrap_or_default();
            assert_eq!(name, "STRIPE_WEBHOOK_SECRET", "{webhook:?}");
            assert!(why.contains("whsec_") && why.contains("/hooks/stripe"), "{why}");
        }
        let fine = check(given(Some("whsec_0123456789"))).expect("complete").stripe.expect("Stripe");
        assert_eq!(fine.api_base.as_str(), "https://api.stripe.com/");
    }

    #[test]
    fn what_can_not_be_meant_refuses_to_start() {
        let whole = || given(Some("whsec_0123456789"));
        for (given, name) in [
            (Given { payments: Some("cash".into()), ..whole() }, "PAYMENTS"),
            (Given { payments: None, ..whole() }, "PAYMENTS"),
            (Given { stripe_secret_key: None, ..whole() }, "STRIPE_SECRET_KEY"),
            (Given { stripe_secret_key: Some("pk_test_1234".into()), ..whole() }, "STRIPE_SECRET_KEY"),
            (Given { stripe_secret_key: Some("sk_test\n1234".into()), ..whole() }, "STRIPE_SECRET_KEY"),
            (Given { stripe_api_base: Some("http://api.stripe.com".into()), ..whole() }, "STRIPE_API_BASE"),
            (Given { stripe_api_base: Some("https://api.stripe.com/v1".into()), ..whole() }, "STRIPE_API_BASE"),
            (Given { grace_days: Some(0), ..whole() }, "GRACE_DAYS"),
        ] {
            assert_eq!(check(given).err().map(|(name, _)| name), Some(name));
        }
        let here = Given { stripe_api_base: Some("http://127.0.0.1:8420".into()), ..whole() };
        assert!(check(here).is_ok());
        let offline = check(Given::default()).expect("the default");
        assert!(offline.stripe.is_none() && offline.grace_days == 14);
    }
}
