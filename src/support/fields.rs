//! The fields of a new ticket: those of its kind and no others. What is not allowed is listed with the reason (N-22).

use leptos::prelude::*;

use super::{
    form::TicketForm,
    model::{PaymentMethod, TicketKind},
    views::NewTicketOptions,
};
use crate::plain::view;
use crate::{
    domain::vendor::VendorLevel,
    i18n::use_t,
    ui::{
        field::{Bound, Select, SelectOption, TextArea, TextField},
        form::FormState,
    },
};

macro_rules! bound {
    ($form:ident, $field:ident) => {{
        let bound: Bound = (
            Signal::derive(move || $form.with(|form| form.$field.clone())),
            Callback::new(move |text: String| $form.update(|form| form.$field = text)),
        );
        bound
    }};
}

#[component]
pub fn Fields(form: RwSignal<TicketForm>, state: FormState, options: NewTicketOptions) -> impl IntoView {
    let t = use_t();
    let kinds = options.kinds.iter().map(|(kind, refused)| SelectOption {
        value: kind.name().into(),
        label: t.ticket_kind(*kind).into(),
        refused: refused.as_ref().map(|why| t.refusal(why)),
    });
    let kinds = kinds.collect();
    // Its other fields do not change what is chosen here.
    let kind = Memo::new(move |_| form.with(|form| TicketKind::from_name(&form.kind)));
    let options = StoredValue::new(options);
    view! {
        <Select label=t.support_kind() name="ticket_kind" options=kinds bound=bound!(form, kind) state/>
        {move || kind.get().map(|kind| view! { <p class="muted">{t.ticket_kind_means(kind)}</p> })}
        {move || match kind.get() {
            Some(TicketKind::Question) => view! {
                <TextField
                    label=t.support_subject() name="ticket_subject" bound=bound!(form, subject) state required=true
                    autocomplete="off"
                />
            }
            .into_any(),
            Some(TicketKind::LinkAccount) => view! { <Link form state options=options.get_value()/> }.into_any(),
            Some(TicketKind::UserManager) => view! {
                <TextField
                    label=t.support_person() name="ticket_person" kind="email" bound=bound!(form, person) state
                    required=true hint=t.support_person_hint() autocomplete="off"
                />
            }
            .into_any(),
            Some(TicketKind::PaymentMethod) => view! { <Payment form state/> }.into_any(),
            None => ().into_any(),
        }}
        <TextArea
            label=t.support_text() name="ticket_text" bound=bound!(form, text) state hint=t.support_text_hint() rows=6
            spellcheck=true
        />
    }
}

/// Which vendor, and how far it is let in.
#[component]
fn Link(form: RwSignal<TicketForm>, state: FormState, options: NewTicketOptions) -> impl IntoView {
    let t = use_t();
    let here = options.vendors.iter().filter(|(_, _, refused)| refused.is_some()).map(|(_, name, _)| name.as_str());
    let here = here.collect::<Vec<_>>().join(", ");
    let nobody = options.vendors.is_empty();
    let choose = || SelectOption { value: String::new(), label: t.ui_choose().into(), refused: None };
    let vendors = options.vendors.into_iter().map(|(id, label, refused)| SelectOption {
        value: id.to_string(),
        label,
        refused: refused.map(|why| t.refusal(&why)),
    });
    let vendors = std::iter::once(choose()).chain(vendors).collect();
    let levels = VendorLevel::ALL.iter().map(|level| SelectOption {
        value: level.name().into(),
        label: t.vendor_level(*level).into(),
        refused: None,
    });
    let levels = std::iter::once(choose()).chain(levels).collect();
    let means = move || {
        let level = form.with(|form| VendorLevel::from_name(&form.level));
        level.map(|level| view! { <p class="muted">{t.vendor_level_means(level)}</p> })
    };
    view! {
        {(!here.is_empty()).then(|| view! { <p class="notice" role="note">{t.support_vendor_has(here)}</p> })}
        {nobody.then(|| view! { <p class="notice" role="note">{t.support_no_vendors()}</p> })}
        <Select label=t.support_vendor() name="ticket_vendor" options=vendors bound=bound!(form, vendor) state/>
        <Select label=t.support_level() name="ticket_level" options=levels bound=bound!(form, level) state/>
        {means}
    }
}

#[component]
fn Payment(form: RwSignal<TicketForm>, state: FormState) -> impl IntoView {
    let t = use_t();
    let choose = SelectOption { value: String::new(), label: t.ui_choose().into(), refused: None };
    let methods = PaymentMethod::ALL.iter().map(|method| SelectOption {
        value: method.name().into(),
        label: t.payment_method(*method).into(),
        refused: None,
    });
    let methods = std::iter::once(choose).chain(methods).collect();
    view! {
        <Select
            label=t.support_method() name="ticket_method" options=methods bound=bound!(form, method) state
            hint=t.support_method_hint()
        />
    }
}
