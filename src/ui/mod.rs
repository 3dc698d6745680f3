//! Parts that every screen is made of. Knows no slice and no words: labels come in as properties.

pub mod badge;
pub mod clipboard;
pub mod columns;
pub mod conflict;
pub mod date_picker;
pub mod dialog;
pub mod export;
pub mod field;
pub mod filter;
pub mod focus;
pub mod form;
pub mod icon;
pub mod latest;
pub mod layout;
pub mod list;
pub mod look;
pub mod menu;
pub mod pagehead;
pub mod state;
pub mod table;
pub mod tabs;
pub mod timer;
pub mod toast;
pub mod unsaved;
