//! Two editors, one field: the reader chooses which value stays (P-22).

use leptos::prelude::*;

use crate::plain::view;
use crate::{error::Conflict, i18n::use_t};

/// A choice about one field: its name, the value that was found, and whether to take that one.
pub type Settled = (String, String, bool);

/// Shown after a save met somebody else's. Choosing resolves a field: the form then builds on the value that was found,
/// so saving again goes through, and asks again if somebody saves once more.
#[component]
pub fn ConflictNotice(
    conflict: RwSignal<Option<Conflict>>,
    /// What the reader has typed into the field of that name.
    #[prop(into)]
    mine: Callback<String, String>,
    /// A stored value of a field as people read it.
    #[prop(into)]
    shown: Callback<(String, String), String>,
    /// Called with each choice.
    #[prop(into)]
    on_settled: Callback<Settled>,
) -> impl IntoView {
    let t = use_t();
    let heading = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if conflict.with(Option::is_some)
            && let Some(heading) = heading.get()
        {
            // A missing focus is an inconvenience, not a fault.
            let _ = heading.focus();
        }
    });
    let settle = move |name: String, found: String, take: bool| {
        on_settled.run((name.clone(), found, take));
        conflict.update(|conflict| {
            if let Some(open) = conflict {
                open.fields.retain(|(field, _)| *field != name);
            }
            if conflict.as_ref().is_some_and(|open| open.fields.is_empty()) {
                *conflict = None;
            }
        });
    };
    view! {
        {move || conflict.get().map(|open| view! {
            <div class="notice notice--warn conflict" role="alert" tabindex="-1" node_ref=heading>
                <h2>{t.person_conflict_title()}</h2>
                <p>{t.person_conflict_body(&open.by)}</p>
                <ul>
                    {open.fields.into_iter().map(|(field, theirs)| {
                        let mine = shown.run((field.clone(), mine.run(field.clone())));
                        let found = shown.run((field.clone(), theirs.clone()));
                        let (keep, take) = ((field.clone(), theirs.clone()), (field.clone(), theirs));
                        view! {
                            <li>
                                <strong>{t.field(&field)}</strong>
                                <button type="button" class="btn btn--small" on:click=move |_| settle(keep.0.clone(), keep.1.clone(), false)>
                                    {t.person_conflict_keep_mine()}": "{mine}
                                </button>
                                <button
                                    type="button"
                                    class="btn btn--small"
                                    on:click=move |_| settle(take.0.clone(), take.1.clone(), true)
                                >
                                    {t.person_conflict_keep_theirs()}": "{found}
                                </button>
                            </li>
                        }
                    }).collect_view()}
                </ul>
            </div>
        })}
    }
}
