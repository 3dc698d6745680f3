//! People with a second step: setting one up, and the codes that their phones would show.

use rolecall::{
    domain::{clock::Instant, ids::MailId},
    mail::{letter::Letter, seal},
    on,
    server::write::Bookkeeping,
    session::model::SignInResult,
    twostep::{
        api::{BeginApp, ConfirmApp, GiveCode},
        model::Demand,
        store, totp,
    },
};

use super::{Caller, Reply, TestApp, app::attempt, house::PASSWORD};

/// Somebody's phone.
#[derive(Debug, Clone)]
pub struct Phone {
    secret: Vec<u8>,
}

impl Phone {
    /// From the key as it is shown to be typed.
    pub fn scan(key: &str) -> Self {
        let mut bits = 0_u64;
        let (mut count, mut secret) = (0, Vec::new());
        for letter in key.bytes().filter(|byte| *byte != b' ') {
            let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == letter);
            bits = bits << 5 | value.expect("base32") as u64;
            count += 5;
            if count >= 8 {
                count -= 8;
                secret.push((bits >> count & 255) as u8);
            }
        }
        Self { secret }
    }

    /// What it shows at that time, so many steps later.
    pub fn code_at(&self, at: Instant, steps: i64) -> String {
        totp::code(&self.secret, totp::step_of(at) + steps).expect("a code")
    }
}

pub fn give(code: &str) -> GiveCode {
    GiveCode { step_code: code.into(), recovery_code: String::new(), next: String::new() }
}

impl TestApp {
    pub async fn demand(&self, demand: Demand) {
        let mut tx = Bookkeeping::open(&self.state.db).await.expect("a transaction");
        store::set_demand(&mut tx, self.house().cedar, demand).await.expect("chooses");
        tx.keep().await.expect("commits");
    }

    /// What is answered after the right password, with the caller that has its cookie.
    pub async fn with_password(&self, username: &str) -> (SignInResult, Caller) {
        let reply = self.anonymous().ask(&attempt(username, PASSWORD)).await;
        let caller =
            self.anonymous().with_cookie(&reply.session_cookie().unwrap_or_else(|| panic!("{}", reply.line())));
        (reply.json(), caller)
    }

    /// Sets an app up for somebody, and leaves the code's time behind. Returns their codes too.
    pub async fn enrolled(&self, username: &str) -> (Phone, Vec<String>) {
        let caller = self.signed_in(username).await;
        let key = caller.call(BeginApp { password: PASSWORD.into() }).await.expect("a key");
        let phone = Phone::scan(&key.key);
        let codes = caller.call(ConfirmApp { code: self.code(&phone) }).await.expect("codes");
        self.advance(chrono::Duration::seconds(30));
        (phone, codes)
    }

    pub fn code(&self, phone: &Phone) -> String {
        phone.code_at(self.now(), 0)
    }

    /// Password and code; whatever comes of it.
    pub async fn with_code(&self, username: &str, code: &str) -> Reply {
        let (_, half) = self.with_password(username).await;
        half.ask(&give(code)).await
    }

    /// The letters of the second step to somebody, newest last.
    pub async fn told(&self, email: &str) -> Vec<Letter> {
        let sql =
            "select id, sealed from mails where recipient = $1 and kind = 'two_step_changed' order by queued_at, id";
        let mut conn = self.read().await;
        let rows: Vec<(uuid::Uuid, String)> =
            on!(&mut conn, |c| sqlx::query_as(sql).bind(email).fetch_all(&mut *c).await).expect("mails can be read");
        rows.into_iter().filter_map(|(id, sealed)| seal::open(&self.state.config, MailId::new(id), &sealed)).collect()
    }
}
