//! Outgoing mail: a command queues a letter in its own transaction, a job sends it, its sender's page shows what became
//! of it.
//!
//! ```ignore
//! let letter = Letter::Invitation { … };
//! mail::store::queue(&mut cx.conn, &cx.state, cx.now, &Outgoing { practice, to, language, about, letter }).await?;
//! mail::store::deliveries(&mut cx.conn, practice, &[invitation.uuid()], |at| cx.local(at)).await?;
//! mail::store::cancel(&mut cx.conn, practice, invitation.uuid(), cx.now).await?;
//! mail::mailer::route(&cx.state); // MailRoute::None: offer "Copy link" instead
//! ```

pub mod api;
pub mod model;
pub mod page;

#[cfg(feature = "ssr")]
pub mod account_letter;
#[cfg(feature = "ssr")]
pub mod billing_letter;
#[cfg(feature = "ssr")]
pub mod compose;
#[cfg(feature = "ssr")]
pub mod letter;
#[cfg(feature = "ssr")]
pub mod mailbox;
#[cfg(feature = "ssr")]
mod mailbox_page;
#[cfg(feature = "ssr")]
pub mod mailer;
#[cfg(feature = "ssr")]
pub mod outbox;
#[cfg(feature = "ssr")]
pub mod preview;
#[cfg(feature = "ssr")]
pub mod queue;
#[cfg(feature = "ssr")]
pub mod seal;
#[cfg(feature = "ssr")]
pub mod settings;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod ticket_letter;
#[cfg(feature = "ssr")]
pub mod vendor_letter;
