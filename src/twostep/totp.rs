//! Codes of authenticator apps (RFC 6238): SHA-1, six digits, steps of 30 seconds, as every app knows them.

use qrcode::{Color, EcLevel, QrCode};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::model::AppKey;
use crate::{
    domain::clock::Instant,
    paths::encode,
    server::{clock::Randomness, fault::Fault, seal::Purpose},
};

/// What the secrets are sealed for.
pub const SECRETS: Purpose = Purpose("rolecall totp 1");
/// 160 bits, as RFC 4226 recommends.
const SECRET: usize = 20;
const STEP_SECONDS: i64 = 30;
/// Modules of nothing around the picture, without which cameras do not find it.
const QUIET: usize = 4;

pub fn fresh_secret(random: &Randomness) -> [u8; SECRET] {
    let mut secret = [0; SECRET];
    random.fill(&mut secret);
    secret
}

/// The time step of an instant.
pub fn step_of(at: Instant) -> i64 {
    at.timestamp().div_euclid(STEP_SECONDS)
}

fn app(secret: &[u8]) -> Result<Totp, Fault> {
    let secret: [u8; SECRET] = secret.try_into().map_err(|_| Fault::inconsistent("two_step.sealed: no secret"))?;
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(0)
        .with_step_duration(STEP_SECONDS.unsigned_abs())
        .with_secret(Secret::new_stack(secret))
        .build()
        .map_err(|error| Fault::Other(error.to_string()))
}

/// The step whose code this is, used or not: the present one or the one before (T21).
///
/// # Errors
/// The stored secret is none.
pub fn check(secret: &[u8], typed: &str, now: Instant) -> Result<Option<i64>, Fault> {
    let app = app(secret)?;
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let current = step_of(now);
    let fits = |step: &i64| app.check(&digits, (step * STEP_SECONDS).unsigned_abs()).is_some();
    Ok([current, current - 1].into_iter().find(fits))
}

/// The code of a step, as an app shows it.
///
/// # Errors
/// The secret has another length than ours.
pub fn code(secret: &[u8], step: i64) -> Result<String, Fault> {
    Ok(app(secret)?.generate((step * STEP_SECONDS).unsigned_abs()).to_string())
}

/// What is shown of a fresh secret, once.
///
/// # Errors
/// The names are too long for a picture.
pub fn key(secret: &[u8; SECRET], practice: &str, username: &str) -> Result<AppKey, Fault> {
    let base32 = Secret::new_stack(*secret).to_base32();
    let name = |text: &str| encode(&text.replace(':', " ").chars().take(60).collect::<String>());
    let issuer = name(&format!("Rolecall {practice}"));
    let uri = format!(
        "otpauth://totp/{issuer}:{}?secret={base32}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP_SECONDS}",
        name(username)
    );
    let (size, path) = picture(&uri)?;
    let key = base32.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
    Ok(AppKey { key, uri, size, path })
}

/// The dark modules, one run after the other.
fn picture(text: &str) -> Result<(usize, String), Fault> {
    let code =
        QrCode::with_error_correction_level(text, EcLevel::M).map_err(|error| Fault::Other(error.to_string()))?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] == Color::Dark {
                path.push_str(&format!("M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len()));
            }
            x += run.len();
        }
    }
    Ok((width + 2 * QUIET, path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock::instant;

    /// Of RFC 6238, appendix B.
    const RFC: &[u8; SECRET] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            let now = instant(seconds * 1000);
            assert_eq!(check(RFC, code, now).expect("a secret"), Some(step_of(now)));
            assert_eq!(super::code(RFC, step_of(now)).expect("a secret"), code);
        }
    }

    #[test]
    fn t21_only_the_present_step_and_the_one_before() {
        let now = instant(1_234_567_890_000);
        let step = step_of(now);
        for (away, good) in [(-2, false), (-1, true), (0, true), (1, false), (2, false)] {
            let typed = code(RFC, step + away).expect("a secret");
            assert_eq!(check(RFC, &typed, now).expect("a secret").is_some(), good, "{away}");
        }
        let typed = code(RFC, step).expect("a secret");
        assert_eq!(check(RFC, &format!(" {} {} ", &typed[..3], &typed[3..]), now).expect("a secret"), Some(step));
        for nonsense in ["", "1", "1234567", "abcdef", "１２３４５６"] {
            assert_eq!(check(RFC, nonsense, now).expect("a secret"), None, "{nonsense}");
        }
    }

    #[test]
    fn a_key_can_be_scanned_and_typed() {
        let key = key(RFC, "Cedar: Valley & Co", "ana@x").expect("a key");
        assert_eq!(key.key, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert!(
            key.uri.starts_with("otpauth://totp/Rolecall%20Cedar%20%20Valley%20%26%20Co:ana%40x?secret=GEZDGNBV"),
            "{}",
            key.uri
        );
        assert!(key.size > 21 + 8 && key.path.starts_with("M4 4h7v1h-7z"), "{}", key.path);
    }
}
