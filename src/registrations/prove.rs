//! `/register/prove/{token}`: is this address yours? Opening the page does nothing and says nothing; only its button does
//! (T40).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use crate::plain::view;
use crate::{error::AppError, i18n::use_t, paths, session::menu::Appearance, ui::layout::BareLayout};

/// What came of the button.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Proved {
    pub done: bool,
    pub reference: Option<String>,
    pub error: Option<AppError>,
}

#[component]
pub fn ProveAddressPage() -> impl IntoView {
    let t = use_t();
    let proved = SharedValue::new(|| use_context::<Proved>().unwrap_or_default()).into_inner();
    let params = use_params_map();
    let token = params.with_untracked(|params| params.get("token").unwrap_or_default());
    Effect::new(move |_| {
        // The secret does not stay where others can read it, such as in a photo of the screen (T42).
        if let Ok(history) = window().history() {
            // Where it can't be taken out, the page works all the same.
            let _ =
                history.replace_state_with_url(&leptos::wasm_bindgen::JsValue::NULL, "", Some(paths::PROVE_ADDRESS));
        }
    });
    view! {
        <Title text=t.prove_title()/>
        {match (proved.done, proved.error, proved.reference) {
            (false, ..) => view! { <Ask token/> }.into_any(),
            (true, Some(error), _) => view! { <Refused error/> }.into_any(),
            (true, None, reference) => view! { <Thanks reference=reference.unwrap_or_default()/> }.into_any(),
        }}
        <Appearance/>
    }
}

/// `/register/prove` without a token: where a reload leads after the token has been taken out of the address.
#[component]
pub fn ProveAddressAgainPage() -> impl IntoView {
    let t = use_t();
    view! {
        <Title text=t.prove_title()/>
        <BareLayout brand=t.app_name() title=t.prove_again_title() intro=t.prove_again_body() banner=None>
            <a class="btn" href=paths::REGISTER rel="external">{t.register_title()}</a>
        </BareLayout>
        <Appearance/>
    }
}

#[component]
fn Ask(token: String) -> impl IntoView {
    let t = use_t();
    view! {
        <BareLayout brand=t.app_name() title=t.prove_heading() intro=t.prove_body() banner=None>
            <form class="form" method="post" action=paths::prove_address(&token)>
                <button type="submit" class="btn btn--primary btn--wide">{t.prove_submit()}</button>
            </form>
            <p class="muted">{t.prove_unexpected()}</p>
        </BareLayout>
    }
}

#[component]
fn Thanks(reference: String) -> impl IntoView {
    let t = use_t();
    view! {
        <BareLayout brand=t.app_name() title=t.prove_done() intro=t.prove_done_body() banner=None>
            <p>{t.register_reference()}</p>
            <p class="reference"><strong>{reference.clone()}</strong></p>
            <a class="btn" href=paths::request_status(&reference) rel="external">{t.register_to_status()}</a>
        </BareLayout>
    }
}

#[component]
fn Refused(error: AppError) -> impl IntoView {
    let t = use_t();
    let (title, body) = match error {
        AppError::Gone => (t.prove_gone(), t.prove_gone_body().to_owned()),
        AppError::NotFound => (t.link_unknown_title(), t.prove_unknown_body().to_owned()),
        ref other => (t.errors_title(), t.error(other)),
    };
    view! {
        <BareLayout brand=t.app_name() title intro=body banner=None>
            <a class="btn" href=paths::REQUEST_STATUS rel="external">{t.register_to_status()}</a>
            " "
            <a class="btn" href=paths::REGISTER rel="external">{t.register_title()}</a>
        </BareLayout>
    }
}
