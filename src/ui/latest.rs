//! Asking anew before an answer is there: what counts is the answer to the last question.

use leptos::{prelude::*, server_fn::ServerFn};

/// What the server said, if it has said anything yet.
pub type Answer<S> = Option<Result<<S as ServerFn>::Output, <S as ServerFn>::Error>>;

/// Asks a server function again and again while somebody types or chooses, and reads its last answer, which is tracked.
///
/// Answers may overtake each other, above all where several processes give them, and an action of Leptos keeps whichever
/// arrives last. Here a question is dropped as soon as the next one is asked.
pub fn use_latest<S>()
-> (impl Fn(S) + Copy + Send + Sync + 'static, impl Fn() -> Answer<S> + Copy + Send + Sync + 'static)
where
    S: ServerFn + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
    S::Error: Clone + Send + Sync + 'static,
{
    let action = ServerAction::<S>::new();
    let asked = StoredValue::new(None::<ActionAbortHandle>);
    let ask = move |question: S| {
        let handle = action.dispatch(question);
        if let Some(before) = asked.try_update_value(|asked| asked.replace(handle)).flatten() {
            before.abort();
        }
    };
    (ask, move || action.value().get())
}
