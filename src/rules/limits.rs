//! What a proof may cost a rule.

use crate::proof::Limits;

/// A lint is no gate: what takes longer stays unsaid.
pub(super) const LIMITS: Limits = Limits {
    states: 4_000,
    places: 200_000,
    cells: 2_000,
    bits: 1 << 22,
    asks: 50_000,
    dims: 200,
    blocks: 2_000,
    steps: 20_000,
    tries: 4,
};
