//! `navigator.credentials`, spoken to by name: one object of options goes in, one promise comes out.

use js_sys::{Array, Function, JSON, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{Declined, base64url};

/// Lets the device make a passkey. Question and answer are the JSON that WebAuthn defines.
///
/// # Errors
/// The device gave nothing.
pub async fn create(question: &str) -> Result<String, Declined> {
    let options = parsed(question)?;
    to_bytes(&options, "challenge")?;
    to_bytes(&field(&options, "user"), "id")?;
    each_to_bytes(&options, "excludeCredentials")?;
    let made = ask("create", &options).await?;
    let response = field(&made, "response");
    Ok(json!({
        "id": text(&field(&made, "rawId")),
        "rawId": text(&field(&made, "rawId")),
        "type": "public-key",
        "authenticatorAttachment": field(&made, "authenticatorAttachment").as_string(),
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": text(&field(&response, "clientDataJSON")),
            "attestationObject": text(&field(&response, "attestationObject")),
            "transports": transports(&response),
        },
    })
    .to_string())
}

/// Lets the device sign with one of its passkeys.
///
/// # Errors
/// The device gave nothing.
pub async fn get(question: &str) -> Result<String, Declined> {
    let options = parsed(question)?;
    to_bytes(&options, "challenge")?;
    each_to_bytes(&options, "allowCredentials")?;
    let given = ask("get", &options).await?;
    let response = field(&given, "response");
    Ok(json!({
        "id": text(&field(&given, "rawId")),
        "rawId": text(&field(&given, "rawId")),
        "type": "public-key",
        "authenticatorAttachment": field(&given, "authenticatorAttachment").as_string(),
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": text(&field(&response, "clientDataJSON")),
            "authenticatorData": text(&field(&response, "authenticatorData")),
            "signature": text(&field(&response, "signature")),
            "userHandle": text(&field(&response, "userHandle")),
        },
    })
    .to_string())
}

async fn ask(verb: &str, options: &JsValue) -> Result<JsValue, Declined> {
    let credentials = field(&window().navigator(), "credentials");
    let verb: Function = field(&credentials, verb).dyn_into().map_err(|_| Declined::Unsupported)?;
    let request = Object::new();
    Reflect::set(&request, &"publicKey".into(), options).map_err(|_| Declined::Unsupported)?;
    let promise = verb.call1(&credentials, &request).map_err(|_| Declined::Unsupported)?;
    let promise: Promise = promise.dyn_into().map_err(|_| Declined::Unsupported)?;
    let answer = JsFuture::from(promise).await.map_err(|_| Declined::NotGiven)?;
    if answer.is_null() { Err(Declined::NotGiven) } else { Ok(answer) }
}

fn parsed(question: &str) -> Result<JsValue, Declined> {
    JSON::parse(question).map_err(|_| Declined::Unsupported)
}

/// A field by name; undefined where there is none.
fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Puts bytes in the place of their text.
fn to_bytes(object: &JsValue, name: &str) -> Result<(), Declined> {
    let text = field(object, name).as_string().ok_or(Declined::Unsupported)?;
    let bytes = base64url::decode(&text).ok_or(Declined::Unsupported)?;
    let bytes = Uint8Array::from(bytes.as_slice());
    Reflect::set(object, &name.into(), &bytes).map(drop).map_err(|_| Declined::Unsupported)
}

fn each_to_bytes(options: &JsValue, list: &str) -> Result<(), Declined> {
    match field(options, list).dyn_into::<Array>() {
        Ok(list) => list.iter().try_for_each(|descriptor| to_bytes(&descriptor, "id")),
        Err(_) => Ok(()),
    }
}

fn text(buffer: &JsValue) -> Option<String> {
    (!buffer.is_null() && !buffer.is_undefined()).then(|| base64url::encode(&Uint8Array::new(buffer).to_vec()))
}

fn transports(response: &JsValue) -> Vec<String> {
    let list = field(response, "getTransports").dyn_into::<Function>().ok().and_then(|list| list.call0(response).ok());
    let list = list.and_then(|list| list.dyn_into::<Array>().ok());
    list.map(|list| list.iter().filter_map(|name| name.as_string()).collect()).unwrap_or_default()
}
