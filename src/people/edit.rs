//! The profile as a form (S0-67…70). What may not be edited says why; what somebody else saved meanwhile is merged.

use leptos::prelude::*;

use super::{
    api::{EditPerson as Edit, PersonPage as Loaded},
    form::PersonForm,
    model::{Notice, PersonView, can_change_role, can_edit},
};
use crate::plain::view;
use crate::{
    app::use_viewer,
    domain::{permission::Permission, role::Role, scope::Actor},
    error::{AppError, Conflict},
    i18n::use_t,
    invitations::{api::ListAtStake, model::Orphans, orphans::OrphansDialog, views::Waiting},
    practices::model::Places,
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        conflict::{ConflictNotice, Settled},
        field::{Checkboxes, ReadOnly, Select, SelectOption, TextField},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        toast::use_toasts,
    },
};

/// The edit form's fields as signals, by name.
const FIELDS: [&str; 13] = [
    "first_name",
    "middle_name",
    "last_name",
    "email",
    "role",
    "place",
    "title",
    "employee_no",
    "phone",
    "mobile",
    "mobile_carrier",
    "language",
    "notices",
];

/// `on_saved` hears of the saved person. The form itself stays, and with it the focus.
#[component]
pub fn EditPerson(page: Loaded, on_saved: Callback<PersonView>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let proof = use_proof();
    let base = RwSignal::new(PersonForm::of(&page.person));
    let version = RwSignal::new(page.person.version);
    let form = RwSignal::new(PersonForm::of(&page.person));
    let state = FormState::new(&FIELDS);
    let conflict = RwSignal::new(None::<Conflict>);
    let save = ServerAction::<Edit>::new();
    let places = StoredValue::new(page.places.clone());
    let id = page.person.row.id;
    let orphans = RwSignal::new(Orphans::default());
    let send = move || {
        let (base, version, form) = (base.get_untracked(), version.get_untracked(), form.get_untracked());
        save.dispatch(Edit { id, version, base, form, orphans: orphans.get_untracked() });
    };
    let links = RwSignal::new(Vec::new());
    let ask = use_question(state, links, send);
    Effect::new(move |_| match save.value().get() {
        Some(Ok(person)) => {
            toasts.success(t.person_saved().to_owned());
            state.clear();
            conflict.set(None);
            base.set(PersonForm::of(&person));
            form.set(PersonForm::of(&person));
            version.set(person.version);
            orphans.set(Orphans::default());
            on_saved.run(person);
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(AppError::Conflict(found))) => conflict.set(Some(*found)),
        Some(Err(error)) if !proof.asked(&error, send) && !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    let submit = move || {
        let typed = form.get_untracked();
        match places.with_value(|places| typed.parse(places)) {
            Ok(_) => {
                state.clear();
                if base.with_untracked(|base| may_end_links(base, &typed)) {
                    ask.dispatch(ListAtStake { person: id, role: typed.role, place: typed.place });
                } else {
                    send();
                }
            }
            Err(errors) => state.show(t, errors),
        }
    };
    let actor = use_viewer().map(|viewer| viewer.actor);
    let (name, standing) = (page.person.row.name(), page.person.row.standing());
    let locked_out = actor.as_ref().and_then(|actor| can_edit(&standing, actor).err()).map(|why| t.refusal(&why));
    let disabled = locked_out.is_some();
    let changed = Signal::derive(move || form.get() != base.get());
    let mine = move |field: String| form.with_untracked(|form| form.get(&field).to_owned());
    let shown = move |(field, value): (String, String)| {
        let place = places.with_value(|places| places.place(&value)).filter(|_| field == "place");
        place.map_or_else(|| t.value(&field, &value), |place| place.name)
    };
    let settled = move |(field, found, take): Settled| {
        base.update(|base| base.set(&field, &found));
        if take {
            form.update(|form| form.set(&field, &found));
        }
    };
    view! {
        <Form on_submit=submit unsaved=changed>
            {locked_out.map(|why| view! { <p class="notice" role="note">{why}</p> })}
            <ConflictNotice conflict mine shown on_settled=settled/>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            <fieldset class="form__fields" disabled=disabled>
                <Identity person=page.person.clone() form state/>
                <Work person=page.person.clone() form state places=page.places.clone() actor/>
                <Contact form state/>
                <Preferences form/>
            </fieldset>
            <SubmitBar
                label=t.person_save()
                busy_label=t.ui_saving()
                busy=Signal::derive(move || save.pending().get() || ask.pending().get())
                disabled=disabled
                discard=(t.person_discard().to_owned(), changed, Callback::new(move |()| {
                    form.set(base.get_untracked());
                    state.clear();
                }))
            />
        </Form>
        <OrphansDialog links orphans name on_confirm=move |()| send()/>
    }
}

/// Whether the edit may take a right to invite, and with it links that are out.
fn may_end_links(base: &PersonForm, typed: &PersonForm) -> bool {
    let invites = Role::from_name(&base.role).is_some_and(|role| Permission::InvitePeople.held_by(role));
    invites && (&base.role, &base.place) != (&typed.role, &typed.place)
}

/// Asks which links an edit would end. Where there are some, the reader chooses what becomes of them (P-25); otherwise the
/// edit is sent at once.
fn use_question(
    state: FormState,
    links: RwSignal<Vec<Waiting>>,
    send: impl Fn() + Copy + 'static,
) -> ServerAction<ListAtStake> {
    let t = use_t();
    let session_end = use_session_end();
    let ask = ServerAction::<ListAtStake>::new();
    Effect::new(move |_| match ask.value().get() {
        Some(Ok(found)) if found.is_empty() => send(),
        Some(Ok(found)) => links.set(found),
        Some(Err(error)) if !session_end.noticed(&error) => state.banner(t.error(&error)),
        _ => {}
    });
    ask
}

/// One text of the form as a field.
fn bound(form: RwSignal<PersonForm>, name: &'static str) -> (Signal<String>, Callback<String>) {
    (
        Signal::derive(move || form.with(|form| form.get(name).to_owned())),
        Callback::new(move |value: String| form.update(|form| form.set(name, &value))),
    )
}

#[component]
fn Identity(person: PersonView, form: RwSignal<PersonForm>, state: FormState) -> impl IntoView {
    let t = use_t();
    let registered = person.registered.is_some();
    view! {
        <section class="card card--pad form__section">
            <h2>{t.person_names()}</h2>
            <div class="grid">
                <TextField label=t.people_first_name() name="first_name" bound=bound(form, "first_name") state required=true autocomplete="off"/>
                <TextField label=t.people_middle_name() name="middle_name" bound=bound(form, "middle_name") state autocomplete="off"/>
                <TextField label=t.people_last_name() name="last_name" bound=bound(form, "last_name") state required=true autocomplete="off"/>
            </div>
            <div class="grid">
                <ReadOnly label=t.people_username() value=person.row.username.clone() hint=t.person_username_fixed()/>
                {if registered {
                    view! { <ReadOnly label=t.people_email() value=person.row.email.clone() hint=t.person_email_fixed()/> }.into_any()
                } else {
                    view! { <TextField label=t.people_email() name="email" kind="email" bound=bound(form, "email") state required=true autocomplete="off"/> }.into_any()
                }}
            </div>
        </section>
    }
}

#[component]
fn Work(
    person: PersonView,
    form: RwSignal<PersonForm>,
    state: FormState,
    places: Places,
    actor: Option<Actor>,
) -> impl IntoView {
    let t = use_t();
    let standing = person.row.standing();
    // Roles that may not be given are left out, which the hint says; the present one stays, with the reason.
    let roles: Vec<_> = Role::ALL
        .into_iter()
        .map(|role| SelectOption {
            value: role.name().into(),
            label: t.role(role).into(),
            refused: actor
                .as_ref()
                .and_then(|actor| can_change_role(&standing, role, actor).err())
                .map(|refusal| t.refusal(&refusal)),
        })
        .filter(|option| option.refused.is_none() || option.value == person.row.role.name())
        .collect();
    let own = actor.as_ref().is_some_and(|actor| actor.person == person.row.id);
    let offices = places.offices.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let providers = places.providers.iter().map(|provider| (provider.id.to_string(), provider.name.clone()));
    let places: Vec<_> =
        offices.chain(providers).map(|(value, label)| SelectOption { value, label, refused: None }).collect();
    let hint =
        if own { t.refusal(&crate::domain::refusal::Refusal::OwnAccess) } else { t.person_role_hint().to_owned() };
    view! {
        <section class="card card--pad form__section">
            <h2>{t.person_work()}</h2>
            <div class="grid">
                <Select label=t.people_role() name="role" options=roles bound=bound(form, "role") state hint=hint/>
                <Select label=t.people_office() name="place" options=places bound=bound(form, "place") state/>
                <TextField label=t.person_job_title() name="title" bound=bound(form, "title") state autocomplete="off"/>
                <TextField label=t.person_employee_no() name="employee_no" bound=bound(form, "employee_no") state autocomplete="off"/>
            </div>
        </section>
    }
}

#[component]
fn Contact(form: RwSignal<PersonForm>, state: FormState) -> impl IntoView {
    let t = use_t();
    view! {
        <section class="card card--pad form__section">
            <h2>{t.person_contact()}</h2>
            <div class="grid">
                <TextField label=t.person_phone() name="phone" kind="tel" bound=bound(form, "phone") state autocomplete="off"/>
                <TextField label=t.person_mobile() name="mobile" kind="tel" bound=bound(form, "mobile") state autocomplete="off"/>
                <TextField label=t.person_carrier() name="mobile_carrier" bound=bound(form, "mobile_carrier") state autocomplete="off"/>
            </div>
        </section>
    }
}

#[component]
fn Preferences(form: RwSignal<PersonForm>) -> impl IntoView {
    let t = use_t();
    let languages = crate::i18n::Lang::ALL
        .into_iter()
        .map(|lang| SelectOption { value: lang.tag().into(), label: lang.own_name().into(), refused: None })
        .collect();
    let notices: Vec<_> =
        Notice::ALL.iter().map(|notice| (notice.name().to_owned(), t.notice(*notice).to_owned())).collect();
    view! {
        <section class="card card--pad form__section">
            <h2>{t.person_preferences()}</h2>
            <div class="grid">
                <Select label=t.person_language() name="language" options=languages bound=bound(form, "language") state=FormState::new(&[])/>
                <Checkboxes legend=t.fields_notices() name="notices" choices=notices bound=bound(form, "notices")/>
            </div>
        </section>
    }
}
