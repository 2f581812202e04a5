//! What AWS defines: condition keys that every service knows.

pub mod global_keys;
