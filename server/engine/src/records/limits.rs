//! Limits of index pages: how many records are counted and looked at before the plan changes.

/// The sizes that decide how the records of a list are found. They are not settings; tests make them small, so that a few
/// records are found like a million.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListLimits {
    /// Most rows that are counted of a view that is searched or filtered, before its page.
    pub counted: i64,
    /// Most rows that are counted of it beside the page.
    pub counted_beside: i64,
    /// Records of a view that are looked at in its order, in the hope that they fill a page of the usual size.
    pub walked: i64,
    /// Most records that are put in order by themselves, where those did not.
    pub sorted: i64,
}

impl Default for ListLimits {
    fn default() -> Self {
        Self {
            counted: domain::view::COUNT_FIRST,
            counted_beside: domain::view::COUNT_MAX,
            walked: 3_000,
            sorted: 10_000,
        }
    }
}
