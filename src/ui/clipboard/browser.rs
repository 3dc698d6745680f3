//! The browser's clipboard, found by name: not every browser has one, and none has it on plain HTTP.

use js_sys::{Function, Promise, Reflect};
use leptos::{
    prelude::{Callable as _, Callback, window},
    task::spawn_local,
};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Copies `text` and says whether that worked.
pub fn copy(text: String, done: Callback<bool>) {
    spawn_local(async move { done.run(write(&text).await.is_ok()) });
}

async fn write(text: &str) -> Result<(), JsValue> {
    let clipboard = Reflect::get(window().navigator().as_ref(), &JsValue::from_str("clipboard"))?;
    let write: Function = Reflect::get(&clipboard, &JsValue::from_str("writeText"))?.dyn_into()?;
    let promise: JsValue = write.call1(&clipboard, &JsValue::from_str(text))?;
    let promise: Promise = promise.dyn_into()?;
    JsFuture::from(promise).await.map(drop)
}
