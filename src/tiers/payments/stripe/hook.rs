//! Webhooks: whether Stripe has sent one, and what it is about (T73).

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Deserialize;
use sha2::Sha256;

use crate::tiers::payments::provider::{About, Told};

/// Older ones, and those from the future, are refused: in seconds.
const TOLERANCE: u64 = 300;

#[derive(Deserialize)]
struct Event {
    id: String,
    /// Of a connected account, which is none of ours.
    #[serde(default)]
    account: Option<String>,
    #[serde(default)]
    livemode: bool,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    #[serde(default)]
    id: String,
    #[serde(default)]
    object: String,
}

/// `live`: whether our key moves real money.
pub fn told(secret: &[u8], live: bool, signature: &str, body: &[u8], now: DateTime<Utc>) -> Option<Told> {
    if !is_signed(secret, signature, body, now) {
        return None;
    }
    let event: Event = serde_json::from_slice(body).ok()?;
    let ours = event.account.is_none() && event.livemode == live;
    let id = event.data.object.id;
    let about = match event.data.object.object.as_str() {
        _ if !ours => About::Nothing,
        "payment_intent" => About::Payment(id),
        "checkout.session" => About::Setup(id),
        "payment_method" => About::Card(id),
        _ => About::Nothing,
    };
    Some(Told { event: event.id, about })
}

/// `t=…,v1=…`: one of the `v1` is the HMAC of time and body. Compared in constant time.
fn is_signed(secret: &[u8], signature: &str, body: &[u8], now: DateTime<Utc>) -> bool {
    let parts = || signature.split(',').filter_map(|part| part.trim().split_once('='));
    let Some(time) = parts().find(|(name, _)| *name == "t").map(|(_, time)| time) else { return false };
    let Ok(at) = time.parse::<i64>() else { return false };
    if now.timestamp().abs_diff(at) > TOLERANCE {
        return false;
    }
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return false };
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    let fits = |hex: &str| bytes(hex).is_some_and(|bytes| mac.clone().verify_slice(&bytes).is_ok());
    parts().filter(|(name, _)| *name == "v1").any(|(_, hex)| fits(hex))
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes();
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => {
            let digit = |byte: &u8| char::from(*byte).to_digit(16);
            u8::try_from(digit(high)? * 16 + digit(low)?).ok()
        }
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"whsec_0123456789";
    const NOW: i64 = 1_772_463_600;
    const BODY: &[u8] = br#"{"id":"evt_1","livemode":false,"data":{"object":{"id":"pi_1","object":"payment_intent"}}}"#;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).expect("an instant")
    }

    fn sign(secret: &[u8], time: i64, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key");
        mac.update(format!("{time}.").as_bytes());
        mac.update(body);
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn read(signature: &str, body: &[u8]) -> Option<Told> {
        told(SECRET, false, signature, body, at(NOW))
    }

    #[test]
    fn t73_only_what_was_signed_just_now_with_our_secret() {
        let right = sign(SECRET, NOW, BODY);
        let told = Told { event: "evt_1".into(), about: About::Payment("pi_1".into()) };
        assert_eq!(read(&format!("t={NOW},v1={right}"), BODY), Some(told.clone()));
        // While a secret is being changed there are two signatures.
        assert_eq!(read(&format!("t={NOW},v1=00,v0={right},v1={right}"), BODY), Some(told));
        let (old, young) = (NOW - 301, NOW + 301);
        for wrong in [
            String::new(),
            "t=,v1=".into(),
            format!("t={NOW}"),
            format!("v1={right}"),
            format!("t={NOW},v0={right}"),
            format!("t={NOW},v1={}", &right[1..]),
            format!("t={NOW},v1={}", &right[2..]),
            format!("t={NOW},v1={right}zz"),
            format!("t={},v1={right}", NOW + 1),
            format!("t={NOW},v1={}", sign(b"another secret..", NOW, BODY)),
            format!("t={NOW},v1={}", sign(b"", NOW, BODY)),
            format!("t={old},v1={}", sign(SECRET, old, BODY)),
            format!("t={young},v1={}", sign(SECRET, young, BODY)),
        ] {
            assert_eq!(read(&wrong, BODY), None, "{wrong}");
        }
        assert_eq!(read(&format!("t={NOW},v1={right}"), &[BODY, b" "].concat()), None, "another body");
    }

    #[test]
    fn t73_other_accounts_and_other_money_are_nothing_to_us() {
        for (body, live) in [
            (r#"{"id":"e","account":"acct_2","data":{"object":{"id":"pi_1","object":"payment_intent"}}}"#, false),
            (r#"{"id":"e","livemode":true,"data":{"object":{"id":"pi_1","object":"payment_intent"}}}"#, false),
            (r#"{"id":"e","livemode":false,"data":{"object":{"id":"pi_1","object":"payment_intent"}}}"#, true),
            (r#"{"id":"e","data":{"object":{"id":"cus_1","object":"customer"}}}"#, false),
        ] {
            let signature = format!("t={NOW},v1={}", sign(SECRET, NOW, body.as_bytes()));
            let told = told(SECRET, live, &signature, body.as_bytes(), at(NOW)).expect("signed");
            assert_eq!(told.about, About::Nothing, "{body}");
        }
    }
}
