//! `/invitations/import/{id}`: each row with its verdict, then the links go out.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    api::{GetInvitationFile, SendInvitationFile, get_invitation_file},
    model::{Choices, FIELDS, FileView, MappingProblem, RowView, problem},
    sent::{Rows, Sent},
};
use crate::plain::view;
use crate::{
    domain::ids::InvitationFileId,
    error::AppError,
    i18n::{Lang, use_t},
    invitations::{form::LONGEST_MESSAGE, views::InviteOptions},
    paths,
    roster::{import::FileColumn, model::RosterField, words},
    session::{proof::use_proof, watch::use_session_end},
    ui::{
        columns::ColumnTable,
        field::{Bound, Checkboxes, Select, SelectOption, TextArea},
        form::{ErrorSummary, Form, FormState, SubmitBar},
        latest::use_latest,
        pagehead::PageHead,
        state::{Loading, Missing},
        toast::use_toasts,
    },
};

#[component]
pub fn InviteFileDraftPage() -> impl IntoView {
    let t = use_t();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<InvitationFileId>().ok()));
    let file = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => get_invitation_file(id, Choices::default()).await,
            None => Err(AppError::NotFound),
        },
    );
    view! {
        <Title text=t.bulk_title()/>
        <a class="back" href=paths::INVITE_FILE>{t.roster_another()}</a>
        <Transition fallback=move || view! { <Loading text=t.ui_loading()/> }>
            // Read and not awaited: the form stays whole until the links are out.
            {move || file.get().map(|found| match found {
                Ok(file) if file.sent => view! { <Sent file/> }.into_any(),
                Ok(draft) => view! { <Draft draft reload=move || file.refetch()/> }.into_any(),
                Err(error) => view! { <Missing error title=t.bulk_title() back=paths::INVITE_FILE label=t.roster_another()/> }.into_any(),
            })}
        </Transition>
    }
}

/// The verdicts, which follow the choices.
fn use_verdicts(
    id: InvitationFileId,
    first: Vec<RowView>,
    choices: RwSignal<Choices>,
    state: FormState,
) -> RwSignal<Vec<RowView>> {
    let t = use_t();
    let rows = RwSignal::new(first);
    let session_end = use_session_end();
    let (look, looked) = use_latest::<GetInvitationFile>();
    // The message and its language change no verdict: choosing them asks nobody.
    let asked = Memo::new(move |_| {
        choices.with(|now| Choices { message: String::new(), language: String::new(), ..now.clone() })
    });
    Effect::new(move |before: Option<Choices>| {
        let choices = asked.get();
        if before.is_some_and(|before| before != choices) {
            look(GetInvitationFile { id, choices: choices.clone() });
        }
        choices
    });
    Effect::new(move |_| match looked() {
        Some(Ok(file)) => rows.set(file.rows),
        Some(Err(error)) if !session_end.noticed(&error) => state.returned(t, error),
        _ => {}
    });
    rows
}

#[component]
fn Draft(draft: FileView, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let t = use_t();
    let toasts = use_toasts();
    let session_end = use_session_end();
    let id = draft.id;
    let choices =
        RwSignal::new(Choices { language: t.lang().tag().to_owned(), mapping: draft.mapping, ..Choices::default() });
    let state = FormState::new(&["mapping", "role", "place", "language", "message"]);
    let rows = use_verdicts(id, draft.rows, choices, state);
    let proof = use_proof();
    let send = ServerAction::<SendInvitationFile>::new();
    let once_more = move || {
        send.dispatch(SendInvitationFile { id, choices: choices.get_untracked() });
    };
    Effect::new(move |_| match send.value().get() {
        Some(Ok(sent)) => {
            toasts.success(t.invite_sent(sent));
            reload.run(());
        }
        Some(Err(AppError::Invalid(errors))) => state.show(t, errors),
        Some(Err(error)) if !proof.asked(&error, once_more) && !session_end.noticed(&error) => {
            state.banner(t.error(&error))
        }
        _ => {}
    });
    let good = move || rows.with(|rows| rows.iter().filter(|row| row.verdict.is_good()).count() as i64);
    let bad = move || rows.with(|rows| rows.iter().filter(|row| !row.verdict.is_good()).count() as i64);
    let submit = move || {
        state.clear();
        if choices.with_untracked(|choices| problem(&choices.mapping).is_some()) {
            state.banner(t.bulk_mapping_first().to_owned());
        } else if good() == 0 {
            state.banner(t.bulk_nothing().to_owned());
        } else {
            once_more();
        }
    };
    let subtitle = t.roster_file_from(draft.file_name, t.date_time(&draft.uploaded));
    let (copies, hours) = (draft.options.copies, draft.options.rules.link_hours);
    view! {
        <PageHead title=t.bulk_title() subtitle=move || subtitle>""</PageHead>
        <Form on_submit=submit>
            <ErrorSummary state title=move |count| t.errors_summary(count)/>
            {copies.then(|| view! { <p class="notice notice--warn" role="note">{t.invite_no_mail()}</p> })}
            <Columns columns=draft.columns choices/>
            <section class="card card--pad form__section">
                <h2>{t.bulk_choices()}</h2>
                <p class="muted">{t.invite_hours(hours)}</p>
                <Choosing options=draft.options choices state/>
            </section>
            <p role="status">
                {move || t.invite_ready(good())}
                {move || (bad() > 0).then(|| format!(" {}", t.invite_not_ready(bad())))}
            </p>
            <SubmitBar label=t.invite_submit() busy_label=t.invite_sending() busy=Signal::from(send.pending())/>
        </Form>
        <Rows rows=Signal::from(rows)/>
    }
}

/// Which column of the file is what. What is wrong with it is said at once.
#[component]
fn Columns(columns: Vec<FileColumn>, choices: RwSignal<Choices>) -> impl IntoView {
    let t = use_t();
    let wrong = move || {
        choices.with(|choices| problem(&choices.mapping)).map(|problem| match problem {
            MappingProblem::Twice(field) => t.roster_mapped_twice(words::heading(t, field)),
            MappingProblem::NoEmails => t.bulk_no_emails().to_owned(),
        })
    };
    view! {
        <section class="card card--pad mapping" aria-labelledby="mapping">
            <h2 id="mapping">{t.roster_step_mapping()}</h2>
            <p class="muted">{t.roster_mapping_intro()}</p>
            <ColumnTable
                labelled_by="mapping"
                headings=[t.roster_your_column(), t.roster_samples(), t.roster_our_field()]
                columns=words::columns(t, columns)
                fields=FIELDS.map(|field| (field.name(), words::heading(t, field))).to_vec()
                ignore=t.roster_ignore()
                chosen=Signal::derive(move || choices.with(|choices| choices.mapping.names()))
                on_change=move |(at, name): (usize, String)| {
                    choices.update(|choices| choices.mapping.set(at, RosterField::from_name(&name)));
                }
            />
            <div role="status">{move || wrong().map(|text| view! { <p class="notice notice--bad">{text}</p> })}</div>
        </section>
    }
}

macro_rules! bound {
    ($choices:ident . $field:ident) => {{
        let bound: Bound = (
            Signal::derive(move || $choices.with(|choices| choices.$field.clone())),
            Callback::new(move |text: String| $choices.update(|choices| choices.$field = text)),
        );
        bound
    }};
}

/// What rows get that say nothing themselves, and what holds for all.
#[component]
fn Choosing(options: InviteOptions, choices: RwSignal<Choices>, state: FormState) -> impl IntoView {
    let t = use_t();
    let option = |value: String, label: String| SelectOption { value, label, refused: None };
    let none = || option(String::new(), t.roster_no_default().to_owned());
    let offices = options.places.offices.iter().map(|(id, name)| option(id.to_string(), name.clone()));
    let providers = options.places.providers.iter().map(|one| option(one.id.to_string(), t.invite_provider(&one.name)));
    let places: Vec<_> = std::iter::once(none()).chain(offices).chain(providers).collect();
    let roles = options.roles.iter().map(|(role, refusal)| SelectOption {
        value: role.name().into(),
        label: t.role(*role).into(),
        refused: refusal.as_ref().map(|why| t.refusal(why)),
    });
    let roles: Vec<_> = std::iter::once(none()).chain(roles).collect();
    let languages = Lang::ALL.into_iter().map(|lang| option(lang.tag().into(), lang.own_name().into())).collect();
    let keep: Bound = (
        Signal::derive(move || choices.with(|choices| if choices.keep { "keep".to_owned() } else { String::new() })),
        Callback::new(move |ticked: String| choices.update(|choices| choices.keep = !ticked.is_empty())),
    );
    view! {
        <div class="grid">
            <Select label=t.bulk_role() name="role" options=roles bound=bound!(choices.role) state/>
            <Select label=t.bulk_place() name="place" options=places bound=bound!(choices.place) state/>
            <Select label=t.invite_language() name="language" options=languages bound=bound!(choices.language) state/>
        </div>
        <TextArea name="message" label=t.invite_message() hint=t.invite_message_hint(LONGEST_MESSAGE) bound=bound!(choices.message) state rows=3 spellcheck=true/>
        <Checkboxes legend=t.bulk_odd() name="keep" choices=vec![("keep".to_owned(), t.bulk_keep().to_owned())] bound=keep/>
    }
}
