//! Stripe, by the few calls that are needed: customers, set-up sessions, payment methods, payment intents.

mod hook;
mod wire;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use self::wire::Wire;
use super::{
    model::{Card, Status},
    provider::{Answer, Kept, Payment, PaymentProvider, Setup, Told, Trouble, Wanted},
    settings,
};
use crate::domain::money::{Currency, Money};

/// Stripe counts these in hundredths although they have no minor unit.
const IN_HUNDREDTHS: [&str; 2] = ["ISK", "UGX"];

#[derive(Debug)]
pub struct Stripe {
    wire: Wire,
    webhook_secret: SecretString,
    live: bool,
}

impl Stripe {
    pub fn new(settings: &settings::Stripe) -> Self {
        let live = settings.secret_key.expose_secret().contains("_live_");
        Self {
            wire: Wire::new(&settings.api_base, &settings.secret_key),
            webhook_secret: settings.webhook_secret.clone(),
            live,
        }
    }

    /// Does something to a payment. However Stripe answers a refusal, the payment itself says how it stands.
    fn turn(&self, id: &str, verb: &str, key: Uuid, form: &[(&str, &str)]) -> Answer<Payment> {
        let path = format!("/v1/payment_intents/{}/{verb}", name(id)?);
        match self.wire.post(&path, &format!("{key}-{verb}"), form) {
            Ok(answer) => payment(&answer),
            Err(Trouble::Refused { status: 400 | 402, .. }) => self.look(id),
            Err(trouble) => Err(trouble),
        }
    }
}

/// An id as it may stand in a path; what looks otherwise was not Stripe's.
fn name(id: &str) -> Answer<&str> {
    let fits = !id.is_empty() && id.len() <= 255 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if fits { Ok(id) } else { Err(strange("id")) }
}

fn strange(what: &str) -> Trouble {
    Trouble::Unreachable(format!("an answer without {what}"))
}

fn text<'a>(value: &'a Value, field: &str) -> Answer<&'a str> {
    value[field].as_str().ok_or_else(|| strange(field))
}

/// An object's id, or the object itself.
fn reference(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value["id"].as_str())
}

fn hundred(currency: &str) -> i64 {
    if IN_HUNDREDTHS.contains(&currency) { 100 } else { 1 }
}

fn payment(value: &Value) -> Answer<Payment> {
    let status = match text(value, "status")? {
        "requires_confirmation" => Status::Made,
        "requires_capture" => Status::Held,
        "succeeded" => Status::Taken,
        "processing" => Status::Waiting,
        "canceled" => Status::GivenBack,
        // Another card, or its owner at the bank's page: not this one, not now.
        "requires_payment_method" | "requires_action" => Status::Declined,
        other => return Err(Trouble::Unreachable(format!("a payment that is {other}"))),
    };
    let currency = Currency::parse(text(value, "currency")?).map_err(|_| strange("a currency"))?;
    let amount = value["amount"].as_i64().ok_or_else(|| strange("amount"))? / hundred(currency.as_str());
    Ok(Payment { id: text(value, "id")?.to_owned(), status, amount: Money::new(amount, currency) })
}

fn kept(value: &Value) -> Answer<Option<Kept>> {
    let (Some(customer), card) = (reference(&value["customer"]), &value["card"]) else { return Ok(None) };
    let number = |field: &str| card[field].as_i64().and_then(|n| i32::try_from(n).ok()).ok_or_else(|| strange(field));
    let card = Card {
        brand: text(card, "brand")?.chars().take(20).collect(),
        last_four: text(card, "last4")?.chars().take(4).collect(),
        expires: Card::month(number("exp_year")?, number("exp_month")?),
    };
    Ok(Some(Kept { customer: customer.to_owned(), method: text(value, "id")?.to_owned(), card }))
}

impl PaymentProvider for Stripe {
    fn customer(&self, key: Uuid, name: &str, email: &str) -> Answer<String> {
        let form = [("name", name), ("email", email)];
        let made = self.wire.post("/v1/customers", &format!("{key}-customer"), &form)?;
        text(&made, "id").map(str::to_owned)
    }

    fn begin_setup(&self, key: Uuid, customer: &str, back: &Url, away: &Url) -> Answer<Setup> {
        let form = [
            ("mode", "setup"),
            ("customer", customer),
            ("payment_method_types[]", "card"),
            ("success_url", back.as_str()),
            ("cancel_url", away.as_str()),
        ];
        let made = self.wire.post("/v1/checkout/sessions", &format!("{key}-setup"), &form)?;
        Ok(Setup { id: text(&made, "id")?.to_owned(), url: text(&made, "url")?.to_owned() })
    }

    fn finished_setup(&self, id: &str) -> Answer<Option<Kept>> {
        let session = self.wire.get(&format!("/v1/checkout/sessions/{}", name(id)?))?;
        if session["status"] != "complete" {
            return Ok(None);
        }
        let Some(intent) = reference(&session["setup_intent"]) else { return Ok(None) };
        let intent = self.wire.get(&format!("/v1/setup_intents/{}", name(intent)?))?;
        if intent["status"] != "succeeded" {
            return Ok(None);
        }
        let Some(method) = reference(&intent["payment_method"]) else { return Ok(None) };
        self.card(method)
    }

    fn card(&self, method: &str) -> Answer<Option<Kept>> {
        match self.wire.get(&format!("/v1/payment_methods/{}", name(method)?)) {
            Ok(found) => kept(&found),
            Err(Trouble::Refused { status: 404, .. }) => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    fn forget_card(&self, method: &str) -> Answer<()> {
        let path = format!("/v1/payment_methods/{}/detach", name(method)?);
        match self.wire.post(&path, &format!("{method}-detach"), &[]) {
            // It belongs to nobody already.
            Ok(_) | Err(Trouble::Refused { status: 400 | 404, .. }) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    fn make(&self, wanted: &Wanted<'_>) -> Answer<Payment> {
        let code = wanted.amount.currency().as_str();
        let amount = (wanted.amount.minor() * hundred(code)).to_string();
        let (currency, charge) = (code.to_ascii_lowercase(), wanted.key.to_string());
        let form = [
            ("amount", amount.as_str()),
            ("currency", &currency),
            ("customer", wanted.customer),
            ("payment_method", wanted.method),
            ("payment_method_types[]", "card"),
            ("capture_method", "manual"),
            ("metadata[charge]", &charge),
        ];
        payment(&self.wire.post("/v1/payment_intents", &format!("{}-make", wanted.key), &form)?)
    }

    fn look(&self, id: &str) -> Answer<Payment> {
        payment(&self.wire.get(&format!("/v1/payment_intents/{}", name(id)?))?)
    }

    fn hold(&self, id: &str, key: Uuid) -> Answer<Payment> {
        let held = self.turn(id, "confirm", key, &[("off_session", "true")])?;
        // Nothing has come of it: this card is not charged, whatever the reason, such as that it was taken off the file.
        Ok(if held.status == Status::Made { Payment { status: Status::Declined, ..held } } else { held })
    }

    fn take(&self, id: &str, key: Uuid) -> Answer<Payment> {
        self.turn(id, "capture", key, &[])
    }

    fn give_back(&self, id: &str, key: Uuid) -> Answer<Payment> {
        self.turn(id, "cancel", key, &[])
    }

    fn told(&self, signature: &str, body: &[u8], now: DateTime<Utc>) -> Option<Told> {
        hook::told(self.webhook_secret.expose_secret().as_bytes(), self.live, signature, body, now)
    }
}
