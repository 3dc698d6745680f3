//! The picture of a provider: shown, chosen, taken away. Choosing is a plain form, so that it needs no script.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{api::RemovePicture, views::ProviderRow};
use crate::plain::view;
use crate::{
    domain::code::Code,
    i18n::use_t,
    paths,
    session::watch::use_session_end,
    ui::{
        icon::{Icon, IconName},
        toast::use_toasts,
    },
};

/// What became of a picture that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Saved,
    TooBig,
    TooManyPixels,
    NotAnImage,
}

impl Outcome {
    pub const ALL: [Self; 4] = [Self::Saved, Self::TooBig, Self::TooManyPixels, Self::NotAnImage];

    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::TooBig => "too_big",
            Self::TooManyPixels => "too_many_pixels",
            Self::NotAnImage => "not_an_image",
        }
    }

    pub const fn of(code: Code) -> Self {
        match code {
            Code::ImageTooBig => Self::TooBig,
            Code::ImageTooManyPixels => Self::TooManyPixels,
            _ => Self::NotAnImage,
        }
    }

    const fn code(self) -> Option<Code> {
        match self {
            Self::Saved => None,
            Self::TooBig => Some(Code::ImageTooBig),
            Self::TooManyPixels => Some(Code::ImageTooManyPixels),
            Self::NotAnImage => Some(Code::NotAnImage),
        }
    }
}

/// The picture, or the provider's initials. Only ornament: the name stands beside it.
#[component]
pub fn Picture(provider: ProviderRow) -> impl IntoView {
    let hash = provider.profile.image.clone();
    if hash.is_empty() {
        let initials: String = provider
            .name
            .split_whitespace()
            .filter(|word| !word.ends_with('.'))
            .filter_map(|word| word.chars().next())
            .take(2)
            .collect();
        return view! { <span class="picture" aria-hidden="true">{initials}</span> }.into_any();
    }
    view! { <img class="picture" src=paths::provider_picture(provider.id, &hash) alt="" width="56" height="56"/> }
        .into_any()
}

/// Choosing and removing. The page is loaded anew by the form, and says by its address what became of the file.
#[component]
pub fn PictureForm(provider: ReadSignal<ProviderRow>, #[prop(into)] on_change: Callback<ProviderRow>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let query = use_query_map();
    let told = Memo::new(move |_| {
        let query = query.read();
        let name = query.get("picture").unwrap_or_default();
        Outcome::ALL.into_iter().find(|outcome| outcome.name() == name)
    });
    let problem = move || told.get().and_then(Outcome::code).map(|code| t.code(code));
    Effect::new(move |_| {
        if told.get() == Some(Outcome::Saved) {
            toasts.success(t.person_saved().to_owned());
        }
    });
    let id = provider.get_untracked().id;
    let remove = ServerAction::<RemovePicture>::new();
    Effect::new(move |_| match remove.value().get() {
        Some(Ok(row)) => {
            toasts.success(t.person_saved().to_owned());
            on_change.run(row);
        }
        Some(Err(error)) if !session_end.noticed(&error) => toasts.error(t.error(&error)),
        _ => {}
    });
    view! {
        <section class="card card--pad form__section" aria-labelledby="picture-title">
            <h2 id="picture-title">{t.profiles_picture()}</h2>
            {move || view! { <Picture provider=provider.get()/> }}
            <form class="form" method="post" action=paths::provider_picture_upload(id) enctype="multipart/form-data">
                <div class="field" class:is-wrong=move || problem().is_some()>
                    <label class="field__label" for="file">{t.profiles_choose_picture()}</label>
                    <input
                        id="file"
                        type="file"
                        name="file"
                        required=true
                        accept="image/png,image/jpeg,image/webp"
                        aria-describedby="file-hint file-error"
                        aria-invalid=move || problem().map(|_| "true")
                    />
                    <p class="field__hint" id="file-hint">{t.profiles_picture_hint()}</p>
                    <div id="file-error" role="alert">
                        {move || problem().map(|text| view! {
                            <p class="field__error"><Icon name=IconName::Alert/>{text}</p>
                        })}
                    </div>
                </div>
                <div class="submit-bar">
                    <button class="btn"><Icon name=IconName::Upload/>{t.profiles_send_picture()}</button>
                    {move || (!provider.with(|row| row.profile.image.is_empty())).then(|| view! {
                        <button
                            type="button"
                            class="btn btn--ghost"
                            disabled=move || remove.pending().get()
                            on:click=move |_| drop(remove.dispatch(RemovePicture { id }))
                        >
                            {t.profiles_remove_picture()}
                        </button>
                    })}
                </div>
            </form>
        </section>
    }
}
