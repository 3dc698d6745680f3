//! What Rolecall needs of whoever moves the money. The calls block: they are made by [`ask`], off the threads that answer
//! requests.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;
use uuid::Uuid;

use super::model::{Card, Status};
use crate::{domain::money::Money, server::config::Config};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// Down, slow, in between, or not who it says: the same question may be answered later.
    #[error("the payment provider can't be reached: {0}")]
    Unreachable(String),
    /// It understood and said no.
    #[error("the payment provider refused with {status}: {code}")]
    Refused { status: u16, code: String },
}

pub type Answer<T> = Result<T, Trouble>;

/// The way to the provider's own page, on which a card is typed.
#[derive(Debug)]
pub struct Setup {
    pub id: String,
    pub url: String,
}

/// A card as the provider keeps it: its name for it, and what may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub customer: String,
    pub method: String,
    pub card: Card,
}

/// A payment at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    pub id: String,
    pub status: Status,
    pub amount: Money,
}

/// What a payment is to be.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// Sent again with the same key, it is the same payment.
    pub key: Uuid,
    pub amount: &'a Money,
    pub customer: &'a str,
    pub method: &'a str,
}

/// What a webhook is about: a reason to look, and nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    Payment(String),
    Setup(String),
    Card(String),
    /// Of another account, or nothing that we follow.
    Nothing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub event: String,
    pub about: About,
}

/// Whoever charges cards. A payment is made, then held, then taken; until it is taken no money moves.
pub trait PaymentProvider: std::fmt::Debug + Send + Sync {
    /// # Errors
    /// See [`Trouble`]; so for all of them.
    fn customer(&self, key: Uuid, name: &str, email: &str) -> Answer<String>;
    fn begin_setup(&self, key: Uuid, customer: &str, back: &Url, away: &Url) -> Answer<Setup>;
    /// The card of a set-up; nothing as long as it has not been completed.
    fn finished_setup(&self, id: &str) -> Answer<Option<Kept>>;
    /// A card as it is now: banks renew them.
    fn card(&self, method: &str) -> Answer<Option<Kept>>;
    fn forget_card(&self, method: &str) -> Answer<()>;
    /// Makes a payment that nothing happens to yet.
    fn make(&self, wanted: &Wanted<'_>) -> Answer<Payment>;
    fn look(&self, id: &str) -> Answer<Payment>;
    /// Reserves the money on the card. Refused by the card: the answer is a payment that says so.
    fn hold(&self, id: &str, key: Uuid) -> Answer<Payment>;
    fn take(&self, id: &str, key: Uuid) -> Answer<Payment>;
    fn give_back(&self, id: &str, key: Uuid) -> Answer<Payment>;
    /// Reads a webhook, if the provider has signed exactly this and just now.
    fn told(&self, signature: &str, body: &[u8], now: DateTime<Utc>) -> Option<Told>;
}

/// The provider of this installation; none: practices pay by transfer.
#[derive(Debug, Clone, Default)]
pub struct Payments(Option<Arc<dyn PaymentProvider>>);

impl Payments {
    pub fn new(config: &Config) -> Self {
        let stripe = config.payments.stripe.as_ref();
        Self(stripe.map(|settings| Arc::new(super::stripe::Stripe::new(settings)) as Arc<dyn PaymentProvider>))
    }

    pub const fn by_card(&self) -> bool {
        self.0.is_some()
    }

    pub fn provider(&self) -> Option<Arc<dyn PaymentProvider>> {
        self.0.clone()
    }
}

/// Asks the provider without holding up other requests.
///
/// # Errors
/// See [`Trouble`].
pub async fn ask<T: Send + 'static>(
    provider: &Arc<dyn PaymentProvider>,
    question: impl FnOnce(&dyn PaymentProvider) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let provider = provider.clone();
    let answer = tokio::task::spawn_blocking(move || question(&*provider)).await;
    answer.unwrap_or_else(|stopped| Err(Trouble::Unreachable(stopped.to_string())))
}
