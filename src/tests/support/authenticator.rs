//! An authenticator in software: makes one passkey and signs with it, as the standard says and as a test wants it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const WITH_KEY: u8 = 0x40;

#[derive(Clone)]
pub struct Authenticator {
    pub key: SigningKey,
    pub credential: Vec<u8>,
    pub user: String,
    pub counter: u32,
    pub origin: String,
    pub host: String,
    /// It has asked its holder for a PIN, or looked at a finger.
    pub verifies: bool,
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Authenticator {
    pub fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).expect("a key"),
            credential: vec![seed; 32],
            user: String::new(),
            counter: 1,
            origin: "http://localhost:3000".into(),
            host: "localhost".into(),
            verifies: true,
        }
    }

    fn client_data(&self, kind: &str, question: &Value) -> Vec<u8> {
        let challenge = question["challenge"].as_str().expect("a challenge");
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false }).to_string().into()
    }

    fn head(&self, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(self.host.as_bytes()).to_vec();
        data.push(flags | PRESENT | verified);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// Makes the passkey that is asked for.
    pub fn create(&mut self, question: &str) -> String {
        let question: Value = serde_json::from_str(question).expect("JSON");
        self.user = question["user"]["id"].as_str().expect("a user").to_owned();
        let mut data = self.head(WITH_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.credential.len()).expect("short").to_be_bytes());
        data.extend(&self.credential);
        let point = self.key.verifying_key().to_encoded_point(false);
        // A COSE key: EC2, ES256, P-256, x, y.
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(point.x().expect("x"));
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().expect("y"));
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("short"));
        object.extend(&data);
        json!({
            "id": text(&self.credential),
            "rawId": text(&self.credential),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text(self.client_data("webauthn.create", &question)),
                "attestationObject": text(object),
                "transports": ["internal"],
            },
        })
        .to_string()
    }

    /// Signs what is asked for; counts one up first.
    pub fn get(&mut self, question: &str) -> String {
        self.counter += 1;
        self.sign(question)
    }

    /// Signs without counting, as a copy of it would.
    pub fn sign(&self, question: &str) -> String {
        let question: Value = serde_json::from_str(question).expect("JSON");
        let client_data = self.client_data("webauthn.get", &question);
        let data = self.head(0);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client_data));
        let signature: Signature = self.key.sign(&signed);
        json!({
            "id": text(&self.credential),
            "rawId": text(&self.credential),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text(client_data),
                "authenticatorData": text(data),
                "signature": text(signature.to_der()),
                "userHandle": self.user,
            },
        })
        .to_string()
    }
}
