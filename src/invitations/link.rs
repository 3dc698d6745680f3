//! `/invite/{token}`: what somebody sees who opens their link. Works without the module; reading it uses nothing up.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::{
    form::JoinForm,
    join::Join,
    model::Status,
    public::{AskForInvitation, VisitInvitation, show_invitation},
    views::Shown,
};
use crate::plain::view;
use crate::{
    app::{Context, use_viewer},
    error::AppError,
    i18n::use_t,
    paths,
    session::{api::SignOut, menu::Appearance, page::leave_to},
    ui::{layout::BareLayout, state::Loading},
};

/// Where the new account leads.
pub const WELCOME: &str = "/sign-in?welcome=1";

/// What came of a form that was sent without the module.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Returned {
    pub form: JoinForm,
    pub error: Option<AppError>,
    /// The practice was asked for a new link.
    pub asked: bool,
}

#[component]
pub fn LinkPage() -> impl IntoView {
    let t = use_t();
    let returned = SharedValue::new(|| use_context::<Returned>().unwrap_or_default()).into_inner();
    let params = use_params_map();
    let token = params.with_untracked(|params| params.get("token").unwrap_or_default());
    let asked_for = token.clone();
    let shown = Resource::new_blocking(move || asked_for.clone(), show_invitation);
    let visit = ServerAction::<VisitInvitation>::new();
    let opened = token.clone();
    Effect::new(move |_| {
        visit.dispatch(VisitInvitation { token: opened.clone(), typed: false });
        // The secret does not stay where others can read it, such as in a photo of the screen (T42).
        let history = window().history();
        if let Ok(history) = history {
            // Where it can't be taken out, the page works all the same.
            let _ = history.replace_state_with_url(&leptos::wasm_bindgen::JsValue::NULL, "", Some(paths::LINK));
        }
    });
    let demo = use_context::<Context>().is_some_and(|context| context.demo);
    let banner = demo.then(|| t.app_demo_banner().to_owned());
    view! {
        <Title text=t.link_title()/>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            {
                let (token, returned, banner) = (token.clone(), returned.clone(), banner.clone());
                move || shown.get().map(|found| {
                    let (token, returned, banner) = (token.clone(), returned.clone(), banner.clone());
                    match found {
                        Ok(shown) if shown.status != Status::Open => view! { <Over shown token returned banner/> }.into_any(),
                        Ok(shown) => match use_viewer() {
                            Some(_) => view! { <SomebodyElse shown token banner/> }.into_any(),
                            None => view! { <Join shown token returned visit banner/> }.into_any(),
                        },
                        Err(error) => view! { <Unknown error banner/> }.into_any(),
                    }
                })
            }
        </Transition>
        <Appearance/>
    }
}

/// `/invite` without a token: where a reload leads after the token has been taken out of the address.
#[component]
pub fn LinkAgainPage() -> impl IntoView {
    let t = use_t();
    view! {
        <Title text=t.link_title()/>
        <BareLayout brand=t.app_name() title=t.link_again_title() intro=t.link_again_body() banner=None>
            <a class="btn" href=paths::SIGN_IN>{t.session_title()}</a>
        </BareLayout>
        <Appearance/>
    }
}

#[component]
fn Unknown(error: AppError, banner: Option<String>) -> impl IntoView {
    let t = use_t();
    let (title, body) = match error {
        AppError::NotFound => (t.link_unknown_title(), t.link_unknown_body().to_owned()),
        ref other => (t.errors_title(), t.error(other)),
    };
    view! {
        <BareLayout brand=t.app_name() title intro=body banner=banner>
            <a class="btn" href=paths::SIGN_IN>{t.session_title()}</a>
        </BareLayout>
    }
}

/// A link that does not work any more says why, and what to do now (P-02).
#[component]
fn Over(shown: Shown, token: String, returned: Returned, banner: Option<String>) -> impl IntoView {
    let t = use_t();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::GONE);
    }
    let (title, body) = match shown.status {
        Status::Registered => (t.link_registered_title(), t.link_registered_body(&shown.practice)),
        Status::Revoked => (t.link_revoked_title(), t.link_revoked_body(&shown.practice)),
        Status::Superseded => (t.link_superseded_title(), t.link_superseded_body(&shown.email)),
        Status::Expired | Status::Open => {
            (t.link_expired_title(), t.link_expired_body(&shown.practice, t.date_time(&shown.expires)))
        }
    };
    view! {
        <BareLayout brand=t.app_name() title intro=body banner=banner>
            {if shown.status == Status::Registered {
                view! { <a class="btn btn--primary" href=paths::SIGN_IN>{t.session_title()}</a> }.into_any()
            } else {
                view! { <AskAgain token asked=returned.asked/> }.into_any()
            }}
        </BareLayout>
    }
}

#[component]
fn AskAgain(token: String, asked: bool) -> impl IntoView {
    let t = use_t();
    let ask = ServerAction::<AskForInvitation>::new();
    let action = paths::invite(&token);
    let done = move || asked || matches!(ask.value().get(), Some(Ok(())));
    view! {
        {move || ask.value().get().and_then(Result::err).map(|error| view! {
            <p class="notice notice--bad" role="alert">{t.error(&error)}</p>
        })}
        {move || if done() {
            view! { <p class="notice" role="status">{t.link_asked()}</p> }.into_any()
        } else {
            let token = token.clone();
            view! {
                <form
                    method="post"
                    action=action.clone()
                    on:submit=move |event| {
                        event.prevent_default();
                        ask.dispatch(AskForInvitation { token: token.clone() });
                    }
                >
                    <input type="hidden" name="ask" value="1"/>
                    <button type="submit" class="btn btn--primary" disabled=move || ask.pending().get()>{t.link_ask()}</button>
                </form>
            }
            .into_any()
        }}
    }
}

/// Nobody joins with somebody else's session: both are named, and the reader chooses (P-08).
#[component]
fn SomebodyElse(shown: Shown, token: String, banner: Option<String>) -> impl IntoView {
    let t = use_t();
    let out = ServerAction::<SignOut>::new();
    let name = use_viewer().map(|viewer| viewer.actor.name).unwrap_or_default();
    let back = paths::invite(&token);
    Effect::new(move |_| {
        if matches!(out.value().get(), Some(Ok(()))) {
            leave_to(&back);
        }
    });
    view! {
        <BareLayout brand=t.app_name() title=t.link_other_title(&name) intro=t.link_other_body(&shown.email, &name) banner=banner>
            <leptos::form::ActionForm action=out>
                <button type="submit" class="btn btn--primary" disabled=move || out.pending().get()>{t.link_other_out()}</button>
            </leptos::form::ActionForm>
            <a class="btn" href=paths::HOME>{t.link_other_stay(&name)}</a>
        </BareLayout>
    }
}
