//! What approving a wish does: nothing that the verbs there are would not do, under the same guards, with their events (C-20).

use super::model::{Ticket, Wish};
use crate::{
    history::model::Event,
    people,
    server::{doors::Command, fault::Fault},
    vendor,
};

/// Does what the ticket asks for.
///
/// # Errors
/// What the verb answers: it may have been done meanwhile, in another way.
pub async fn wish(cx: &mut Command, ticket: &Ticket) -> Result<Vec<Event>, Fault> {
    match ticket.wish {
        Wish::Link { vendor, level } => {
            cx.fresh()?;
            Ok(vec![vendor::service::link(cx, (vendor, &ticket.subject), level).await?])
        }
        Wish::UserManager(person) => people::service::make_user_manager(cx, person).await,
        // How invoices are paid is set by each payer and by the installation: the answer is what was decided.
        Wish::Payment(_) | Wish::Question => Ok(Vec::new()),
    }
}
