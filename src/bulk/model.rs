//! What can be done to many people, for whom, and what is to be said about it before and after.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        clock::{Instant, Stamp},
        ids::{BulkId, PersonId},
        permission::Permission,
        refusal::Refusal,
        role::Role,
        scope::{Actor, Reach},
    },
    error::AppError,
    history::model::Event,
    invitations::model::can_send_again,
    lifecycle,
    people::{
        form::PersonEdit,
        model::{Person, can_unlock, ranked},
        query::PeopleQuery,
    },
    practices::model::{Place, Places},
};

/// How long an order waits in which it can be called off (N-09).
pub const HOLD: TimeDelta = TimeDelta::seconds(30);
/// So many can be ticked one by one; more are named by the list's search and filters.
pub const MOST_PICKED: usize = 1000;
/// So many people of a group are named on a page; the file names all.
pub const NAMED: usize = 100;

ranked! {
    /// What is done to each of them.
    Verb {
        InviteAgain = "invite_again",
        Unlock = "unlock",
        ChangeRole = "change_role",
        Move = "move",
        Archive = "archive",
    }
}

ranked! {
    /// How far an order is.
    State {
        Draft = "draft",
        Waiting = "waiting",
        Running = "running",
        Done = "done",
        Cancelled = "cancelled",
    }
}

impl Verb {
    pub const fn permission(self) -> Permission {
        match self {
            Self::InviteAgain => Permission::ManageInvitations,
            Self::Unlock => Permission::UnlockPeople,
            Self::ChangeRole | Self::Move => Permission::EditPeople,
            Self::Archive => Permission::DeactivatePeople,
        }
    }

    /// How long an order of it is held. Who is locked out waits for help, and a lock can be put on again.
    pub const fn hold(self) -> TimeDelta {
        match self {
            Self::Unlock => TimeDelta::zero(),
            Self::InviteAgain | Self::ChangeRole | Self::Move | Self::Archive => HOLD,
        }
    }

    /// Whether it gives or takes rights: the password is asked for again (T33).
    pub const fn is_sensitive(self) -> bool {
        matches!(self, Self::ChangeRole | Self::Move | Self::Archive)
    }

    /// Whether each of them gets a mail.
    pub const fn mails(self) -> bool {
        matches!(self, Self::InviteAgain)
    }
}

/// For whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Those who were ticked.
    Picked(Vec<PersonId>),
    /// All who match the list's search and filters, whoever that is when it is asked.
    Matching(PeopleQuery),
}

/// A verb with what is chosen for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    InviteAgain,
    Unlock,
    ChangeRole(Role),
    Move(Place),
    Archive,
}

impl Deed {
    /// `None`: nothing is chosen yet, or nothing that there is.
    pub fn of(verb: Verb, choice: &str, places: &Places) -> Option<Self> {
        match verb {
            Verb::InviteAgain => Some(Self::InviteAgain),
            Verb::Unlock => Some(Self::Unlock),
            Verb::ChangeRole => Role::from_name(choice).map(Self::ChangeRole),
            Verb::Move => places.place(choice).map(Self::Move),
            Verb::Archive => Some(Self::Archive),
        }
    }

    /// Whether it may be done to the person, as far as the person alone says. The same rules as of the single verbs.
    ///
    /// # Errors
    /// Why not.
    pub fn judge(&self, person: &Person, by: &Actor, reach: Reach, now: Instant) -> Result<(), Refusal> {
        match self {
            Self::InviteAgain => can_send_again(&person.standing(), by),
            Self::Unlock => can_unlock(&person.standing(), person.locked(now), by),
            Self::ChangeRole(_) | Self::Move(_) => self.edit(person.clone(), by, reach).map(drop),
            Self::Archive => lifecycle::model::can(lifecycle::model::Verb::Archive, &person.standing(), by),
        }
    }

    /// The person with another role or place.
    ///
    /// # Errors
    /// Why not; also when nothing would change.
    pub fn edit(&self, person: Person, by: &Actor, reach: Reach) -> Result<(Person, Event), Refusal> {
        let mut edit = PersonEdit::of(&person);
        match self {
            Self::ChangeRole(role) => edit.role = *role,
            Self::Move(place) => edit.place = place.clone(),
            Self::InviteAgain | Self::Unlock | Self::Archive => {}
        }
        let same = edit == PersonEdit::of(&person);
        match person.edit(edit, by, reach) {
            Ok(_) if same => Err(Refusal::AlreadySo),
            Ok(edited) => Ok(edited),
            Err(AppError::Forbidden(refusal)) => Err(refusal),
            // Neither address nor name is touched, so nothing else is to be said about a person in reach.
            Err(_) => Err(Refusal::OutsideScope),
        }
    }
}

/// Somebody by name.
pub type Named = (PersonId, String);

/// What becomes, or became, of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Waiting,
    Done,
    Refused(Refusal),
    /// A fault of ours; the log has its cause.
    Failed,
    /// Called off before their turn.
    Cancelled,
}

/// People of whom the same is to be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub outcome: Outcome,
    pub count: i64,
    /// The first of them, see [`NAMED`].
    pub people: Vec<Named>,
}

/// Brings together of whom the same is to be said; the largest group of refused ones first.
pub fn groups(all: impl IntoIterator<Item = (Named, Outcome)>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (named, outcome) in all {
        let at = groups.iter().position(|group| group.outcome == outcome).unwrap_or(groups.len());
        if at == groups.len() {
            groups.push(Group { outcome, count: 0, people: Vec::new() });
        }
        groups[at].count += 1;
        if groups[at].people.len() < NAMED {
            groups[at].people.push(named);
        }
    }
    groups.sort_by_key(|group| (matches!(group.outcome, Outcome::Refused(_) | Outcome::Failed), -group.count));
    groups
}

/// What somebody saw before they ordered: nothing else is ordered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub found: i64,
    pub will: i64,
    /// Tells one set of people and verdicts from every other.
    pub digest: String,
}

/// What would happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub seen: Seen,
    pub mails: i64,
    /// Those to whom it would happen are in the group of [`Outcome::Waiting`].
    pub groups: Vec<Group>,
}

/// An order as its page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BulkView {
    pub id: BulkId,
    pub verb: Verb,
    pub who: Who,
    /// The role or place in words; empty where there is none.
    pub choice: String,
    pub made: Stamp,
    pub progress: Progress,
    /// Only of a draft: what there is to choose, and what would happen once it is.
    pub roles: Vec<(Role, Option<Refusal>)>,
    pub places: Places,
    pub preview: Option<Preview>,
    /// Only of an order.
    pub groups: Vec<Group>,
}

/// An order among others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkLine {
    pub id: BulkId,
    pub verb: Verb,
    pub choice: String,
    pub made: Stamp,
    pub progress: Progress,
}

/// How far an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub state: State,
    /// Until it begins; then nothing has been done yet.
    pub seconds_left: i64,
    pub of: i64,
    pub done: i64,
    /// Refused, failed, or called off.
    pub left_out: i64,
}

impl Progress {
    pub const fn is_over(self) -> bool {
        matches!(self.state, State::Done | State::Cancelled)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
