//! From the catalog's text to the block of bytes that is read in place.
//!
//! The build packs the catalog that the program carries; `--catalog FILE` packs another one at run time. It knows nothing of
//! the rest of the program but the form of the block, since the build takes these files in by themselves.

#[path = "pack/block.rs"]
mod block;
#[path = "pack/foremost.rs"]
mod foremost;
#[path = "pack/forms.rs"]
mod forms;
#[path = "pack/index.rs"]
mod index;
#[path = "pack/pools.rs"]
mod pools;
#[path = "pack/weight.rs"]
mod weight;
#[path = "pack/written.rs"]
mod written;

pub use block::pack;
pub use written::Mistake;
