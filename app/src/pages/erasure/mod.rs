//! Permanent deletions of contacts: the page that confirms one, the index, and the certificate.

mod certificate;
mod erase;
mod index;
mod mentions;

pub use certificate::Erasure;
pub use erase::Erase;
pub use index::Erasures;
