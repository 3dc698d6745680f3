//! The doors of those who look after practices from their own desk: vendors and the operator.

use super::{Asked, Command, Done, Query, acting, finish_command, finish_query};
use crate::{
    domain::{ids::PracticeId, permission::Permission, scope::Reach},
    error::AppResult,
    history::{
        model::Event,
        store::{append, open_chain},
    },
    practices::model::Practice,
    server::{
        asked::{Lets, cause},
        fault::Fault,
    },
    session::model::Viewer,
};

/// [`super::query`] of somebody who looks after this practice from their own desk.
///
/// # Errors
/// See [`super::query`]; [`crate::error::AppError::NotFound`] for a practice that is not theirs.
pub async fn query_at<T>(
    practice: PracticeId,
    permission: Permission,
    body: impl AsyncFnOnce(&mut Query) -> Result<T, Fault>,
) -> AppResult<T> {
    let lets = Lets::At(practice, permission);
    finish_query(&Asked::current()?, lets, Some(permission), |viewer| viewer.may(permission), body).await
}

/// [`super::command`] of somebody who looks after this practice from their own desk: it is recorded there.
///
/// # Errors
/// See [`super::command`]; [`crate::error::AppError::NotFound`] for a practice that is not theirs.
pub async fn command_at<T>(
    asked: &Asked,
    practice: PracticeId,
    permission: Permission,
    body: impl AsyncFnOnce(&mut Command) -> Result<Done<T>, Fault>,
) -> AppResult<T> {
    finish_command(asked, Lets::At(practice, permission), |viewer| acting(viewer, permission), body).await
}

/// [`query_at`] also where that organisation is no practice, but looks after some.
///
/// # Errors
/// See [`query_at`].
pub async fn query_of<T>(
    asked: &Asked,
    organisation: PracticeId,
    permission: Permission,
    body: impl AsyncFnOnce(&mut Query) -> Result<T, Fault>,
) -> AppResult<T> {
    let lets = Lets::Of(organisation, permission);
    finish_query(asked, lets, Some(permission), |viewer| viewer.may(permission), body).await
}

/// [`command_at`] also where that organisation is no practice, but looks after some.
///
/// # Errors
/// See [`command_at`].
pub async fn command_of<T>(
    asked: &Asked,
    organisation: PracticeId,
    permission: Permission,
    body: impl AsyncFnOnce(&mut Command) -> Result<Done<T>, Fault>,
) -> AppResult<T> {
    finish_command(asked, Lets::Of(organisation, permission), |viewer| acting(viewer, permission), body).await
}

/// [`super::command`] for the organisation that the reader comes from, wherever they work at the moment.
///
/// # Errors
/// See [`super::command`].
pub async fn command_at_home<T>(
    permission: Permission,
    body: impl AsyncFnOnce(&mut Command) -> Result<Done<T>, Fault>,
) -> AppResult<T> {
    let check = |viewer: &Viewer| {
        viewer.as_oneself()?;
        let mut at_home = viewer.clone();
        at_home.actor.practice = viewer.home().organisation;
        acting(&at_home, permission)
    };
    finish_command(&Asked::current()?, Lets::OnSelf, check, body).await
}

impl Command {
    /// Does something in a practice that the command has just founded, where the reader is from outside. Its events are
    /// the first of the practice's own log.
    ///
    /// # Errors
    /// What the body answers.
    pub async fn begin(
        &mut self,
        practice: Practice,
        body: impl AsyncFnOnce(&mut Self) -> Result<Vec<Event>, Fault>,
    ) -> Result<(), Fault> {
        let id = practice.id;
        open_chain(&mut self.conn, id).await?;
        let (viewer, reach) = (self.viewer.clone(), self.reach);
        self.viewer.outside = Some(viewer.home());
        (self.viewer.practice, self.viewer.actor.practice, self.reach) = (practice, id, Reach::whole(id));
        let events = body(self).await?;
        let events: Vec<_> = events.into_iter().map(|event| (self.state.random.id(self.now), event)).collect();
        let cause = cause(&self.request, Some(&self.viewer));
        append(&mut self.conn, id, &cause, self.now, &events).await?;
        (self.viewer, self.reach) = (viewer, reach);
        Ok(())
    }
}
