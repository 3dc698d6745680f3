//! Asking anew before an answer is there: what counts is the answer to the last question.

use leptos::{prelude::*, server_fn::ServerFn};

/// A server function that is asked again while somebody types or chooses.
///
/// Answers may overtake each other, above all where several processes give them, and an action of Leptos keeps whichever
/// arrives last. Here a question is dropped as soon as the next one is asked.
pub struct Latest<S: 'static>
where
    S: ServerFn + Clone + Send + Sync,
    S::Output: Send + Sync + 'static,
    S::Error: Send + Sync + 'static,
{
    action: ServerAction<S>,
    before: StoredValue<Option<ActionAbortHandle>>,
}

impl<S> Clone for Latest<S>
where
    S: ServerFn + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    S::Error: Send + Sync + 'static,
{
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Latest<S>
where
    S: ServerFn + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    S::Error: Send + Sync + 'static,
{
}

impl<S> Latest<S>
where
    S: ServerFn + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
    S::Error: Clone + Send + Sync + 'static,
{
    pub fn new() -> Self {
        Self { action: ServerAction::new(), before: StoredValue::new(None) }
    }

    pub fn ask(self, question: S) {
        let handle = self.action.dispatch(question);
        if let Some(before) = self.before.try_update_value(|before| before.replace(handle)).flatten() {
            before.abort();
        }
    }

    /// The answer to the last question that was answered; tracks it.
    pub fn answer(self) -> Option<Result<S::Output, S::Error>> {
        self.action.value().get()
    }
}
