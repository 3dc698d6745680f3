//! `/reset`, `/unlock`, `/confirm-email` without a token: where a reload leads after the token has left the address.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::plain::view;
use crate::{i18n::use_t, paths, session::menu::Appearance, ui::layout::BareLayout};

#[component]
pub fn OpenAgainPage() -> impl IntoView {
    let t = use_t();
    view! {
        <Title text=t.account_again_title()/>
        <BareLayout brand=t.app_name() title=t.account_again_title() intro=t.account_again_body() banner=None>
            <a class="btn" href=paths::SIGN_IN>{t.session_title()}</a>
        </BareLayout>
        <Appearance/>
    }
}
