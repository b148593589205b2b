//! Page sizes of tables.

/// The numbers of rows that a page of a table can have.
pub const PAGE_SIZES: [i64; 3] = [25, 50, 100];
/// The number of rows of a page whose address names none.
pub const PAGE_SIZE: i64 = 50;

/// The page size that an address names; [`PAGE_SIZE`] where it names none of [`PAGE_SIZES`].
pub fn page_size(text: Option<&str>) -> i64 {
    text.and_then(|text| text.parse().ok()).filter(|size| PAGE_SIZES.contains(size)).unwrap_or(PAGE_SIZE)
}
