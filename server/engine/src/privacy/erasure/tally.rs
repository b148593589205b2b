//! Counts of the findings and changes of an erasure in each place: the rows of its certificate.

use domain::privacy::{CheckedPlace, Place};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Counts by place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Tally(BTreeMap<Place, Counts>);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Counts {
    erased: i64,
    anonymised: i64,
}

impl Tally {
    /// Counts what was removed.
    pub fn erase(&mut self, place: Place, count: i64) {
        self.0.entry(place).or_default().erased += count;
    }

    /// Counts what stays without the person.
    pub fn anonymise(&mut self, place: Place, count: i64) {
        self.0.entry(place).or_default().anonymised += count;
    }

    /// The number of removed items in each place; places without any are left out.
    pub fn erased(&self) -> impl Iterator<Item = (Place, i64)> + '_ {
        self.0.iter().map(|(place, counts)| (*place, counts.erased)).filter(|(_, count)| *count > 0)
    }

    /// The number of anonymised items in each place.
    pub fn anonymised(&self) -> impl Iterator<Item = (Place, i64)> + '_ {
        self.0.iter().map(|(place, counts)| (*place, counts.anonymised)).filter(|(_, count)| *count > 0)
    }

    /// Every place, with what remains in it.
    pub fn places(&self, remaining: &BTreeMap<Place, i64>) -> Vec<CheckedPlace> {
        let place = |place: &Place| {
            let Counts { erased, anonymised } = self.0.get(place).copied().unwrap_or_default();
            let remaining = remaining.get(place).copied().unwrap_or_default();
            CheckedPlace { place: *place, found: erased + anonymised + remaining, erased, anonymised, remaining }
        };
        Place::ALL.iter().map(place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lists_every_place_with_its_counts() {
        let mut tally = Tally::default();
        tally.erase(Place::Record, 14);
        tally.erase(Place::OtherRecords, 1);
        tally.anonymise(Place::OtherRecords, 2);
        let places = tally.places(&BTreeMap::from([(Place::OtherRecords, 1)]));
        assert_eq!(places.len(), Place::ALL.len());
        let others = places.iter().find(|place| place.place == Place::OtherRecords).unwrap();
        assert_eq!((others.found, others.erased, others.anonymised, others.remaining), (4, 1, 2, 1));
        assert_eq!(tally.erased().collect::<Vec<_>>(), [(Place::Record, 14), (Place::OtherRecords, 1)]);
        let stored = serde_json::to_string(&tally).unwrap();
        assert_eq!(serde_json::from_str::<Tally>(&stored).unwrap(), tally);
    }
}
