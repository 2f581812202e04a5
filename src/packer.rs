//! The catalog's packed form, and how it is made of the catalog's text: by the build for the program, by `--catalog FILE` at
//! run time.

#[path = "catalog/layout.rs"]
pub mod layout;
#[path = "catalog/pack.rs"]
pub mod pack;
