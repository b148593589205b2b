//! Privacy: addresses as they are compared by the blocklist and by erasures.

mod address;

pub use address::Address;
