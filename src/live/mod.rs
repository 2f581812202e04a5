//! The only room that uses the network. It reads and never writes, and costs nothing where nobody asks it.

pub mod aws;
pub mod confluent;
pub mod http;
