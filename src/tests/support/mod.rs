//! An installation for each test: database, house of people, callers with names, and a check at the end.

pub mod account_functions;
pub mod api;
pub mod app;
pub mod authenticator;
pub mod billing;
pub mod bulk_functions;
pub mod caller;
pub mod check;
pub mod database;
pub mod departure_functions;
pub mod functions;
pub mod handover_functions;
pub mod house;
pub mod house_functions;
pub mod key_functions;
pub mod operator_functions;
pub mod outbox;
pub mod patient_functions;
pub mod practice_functions;
pub mod requests;
pub mod smtp;
pub mod snapshot;
pub mod statements;
pub mod stripe;
pub mod ticket_functions;
pub mod tickets;
pub mod two_step;
pub mod upload;
pub mod vendor;

pub use app::TestApp;
pub use caller::{Caller, Reply};
pub use database::Engine;

/// Declares tests that run on SQLite, and on PostgreSQL where `TEST_POSTGRES_URL` names one; `on an empty installation`
/// before anything is set up, `on the demo` instead of the house of people.
macro_rules! on_both_engines {
    (on an empty installation: $($name:ident),+ $(,)?) => { $crate::support::on_both_engines! { @run_empty $($name),+ } };
    (on the demo: $($name:ident),+ $(,)?) => { $crate::support::on_both_engines! { @run_demo $($name),+ } };
    (@$run:ident $($name:ident),+) => {
        mod sqlite {
            $(#[test]
            fn $name() {
                $crate::support::app::block_on(|| $crate::support::app::$run($crate::support::Engine::Sqlite, super::$name));
            })+
        }
        mod postgres {
            $(#[test]
            fn $name() {
                $crate::support::app::block_on(|| $crate::support::app::$run($crate::support::Engine::Postgres, super::$name));
            })+
        }
    };
    ($($name:ident),+ $(,)?) => { $crate::support::on_both_engines! { @run $($name),+ } };
}
pub(crate) use on_both_engines;
