//! Everything that only the server has: doors, clock, database, configuration, router, jobs, commands.

pub mod activity;
pub mod assets;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod cookies;
pub mod db;
pub mod doors;
pub mod failpoint;
pub mod fault;
pub mod files;
pub mod gate;
pub mod headers;
pub mod health;
pub mod http;
pub mod jobs;
pub mod password;
pub mod request;
pub mod seal;
pub mod serve;
pub mod sql;
pub mod state;
pub mod verify;
pub mod write;
