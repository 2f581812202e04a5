#![no_main]

#[path = "../../tests/agreement/mod.rs"]
mod agreement;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| agreement::check(bytes));
