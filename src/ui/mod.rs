//! Parts that every screen is made of; knows no slice.

pub mod look;
