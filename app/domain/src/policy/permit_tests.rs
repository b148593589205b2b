//! Tests of the permits of the policy.

use super::*;
use crate::policy::{BuiltInRole, ObjectGrants};
use proptest::prelude::*;

const CONTACT: ObjectId = ObjectId(1);
const ME: UserId = UserId(1);
const MATE: UserId = UserId(2);
const OTHER: UserId = UserId(3);

fn actor(grants: Grants) -> Actor {
    Actor { user: ME, grants, team_mates: vec![ME, MATE] }
}

fn built_in(role: BuiltInRole) -> Actor {
    actor(role.grants([CONTACT]))
}

#[test]
fn what_is_not_granted_is_refused() {
    let stranger = actor(Grants::default());
    assert_eq!(stranger.view(CONTACT).unwrap_err(), Refusal::Unseen);
    assert_eq!(stranger.delete(CONTACT).unwrap_err(), Refusal::Unseen);
    let admin_elsewhere = built_in(BuiltInRole::Admin);
    assert_eq!(admin_elsewhere.delete(ObjectId(2)).unwrap_err(), Refusal::Unseen);
}

#[test]
fn read_only_sees_and_does_nothing() {
    let reader = built_in(BuiltInRole::ReadOnly);
    assert!(reader.view(CONTACT).unwrap().covers(Some(OTHER)));
    let (edit, delete) = (Denied::action(Action::Edit, CONTACT), Denied::action(Action::Delete, CONTACT));
    let right = |right| Denied::right(right, CONTACT);
    for (refusal, denied) in [
        (reader.create(CONTACT).err(), edit),
        (reader.edit(CONTACT).err(), edit),
        (reader.delete(CONTACT).err(), delete),
        (reader.see_trash(CONTACT).err(), right(Right::SeeTrash)),
        (reader.restore(CONTACT).err(), right(Right::RestoreOwn)),
        (reader.import(CONTACT).err(), edit),
        (reader.export(CONTACT).err(), right(Right::Export)),
        (reader.purge(CONTACT).err(), right(Right::SeeTrash)),
    ] {
        assert_eq!(refusal, Some(Refusal::Forbidden(denied)));
    }
    assert_eq!(reader.offer(CONTACT), Offer::default());
}

#[test]
fn a_member_deletes_their_own_and_restores_what_they_deleted() {
    let member = built_in(BuiltInRole::Member);
    let delete = member.delete(CONTACT).unwrap();
    assert!(delete.covers(Some(ME)));
    assert!(!delete.covers(Some(OTHER)) && !delete.covers(Some(MATE)) && !delete.covers(None));
    let restore = member.restore(CONTACT).unwrap();
    assert_eq!(restore.reach(), RestoreReach::Own);
    assert!(restore.covers_deletion_by(Some(ME)));
    assert!(!restore.covers_deletion_by(Some(OTHER)) && !restore.covers_deletion_by(None));
}

#[test]
fn two_records_need_the_bulk_right() {
    let mut grants = BuiltInRole::Admin.grants([CONTACT]);
    assert_eq!(actor(grants.clone()).delete(CONTACT).unwrap().require_bulk_right(2), Ok(()));
    grants.rights.remove(&Right::BulkDelete);
    let one_at_a_time = actor(grants).delete(CONTACT).unwrap();
    assert_eq!(one_at_a_time.require_bulk_right(1), Ok(()));
    let bulk = Denied::right(Right::BulkDelete, CONTACT);
    assert_eq!(one_at_a_time.require_bulk_right(2), Err(Refusal::Forbidden(bulk)));
}

fn grant() -> impl Strategy<Value = ScopedGrant> {
    let reaches = vec![Reach::None, Reach::Owned, Reach::Team, Reach::Everything];
    (proptest::sample::select(reaches), any::<bool>()).prop_map(|(reach, unassigned)| ScopedGrant { reach, unassigned })
}

proptest! {
    /// Effective delete is delete and view, whatever the grants (R7.16), and a wider reach never covers less.
    #[test]
    fn effective_delete_is_delete_and_view(view in grant(), delete in grant()) {
        let grants = ObjectGrants { view, delete, ..ObjectGrants::default() };
        let me = actor(Grants { objects: [(CONTACT, grants)].into(), ..Grants::default() });
        for owner in [None, Some(ME), Some(MATE), Some(OTHER)] {
            let sees = me.view(CONTACT).is_ok_and(|permit| permit.covers(owner));
            let deletes = me.delete(CONTACT).is_ok_and(|permit| permit.covers(owner));
            prop_assert!(!deletes || sees);
            prop_assert_eq!(deletes, sees && me.scope(delete).covers(owner));
            for reach in [Reach::None, Reach::Owned, Reach::Team, Reach::Everything] {
                if reach >= delete.reach && me.scope(delete).covers(owner) {
                    let wider = me.scope(ScopedGrant { reach, ..delete }).covers(owner);
                    prop_assert!(wider);
                }
            }
        }
    }

    /// A purge reaches no further than a delete: it destroys for good what a delete only moves to the trash.
    #[test]
    fn effective_purge_is_delete_and_view(view in grant(), delete in grant(), many: bool) {
        let grants = ObjectGrants { view, delete, ..ObjectGrants::default() };
        let mut rights: std::collections::BTreeSet<_> = [Right::SeeTrash, Right::Purge].into();
        if many {
            rights.insert(Right::EmptyTrash);
        }
        let me = actor(Grants { objects: [(CONTACT, grants)].into(), rights, ..Grants::default() });
        prop_assert_eq!(me.purge(CONTACT).is_ok(), me.delete(CONTACT).is_ok());
        prop_assert_eq!(me.purge(CONTACT).err(), me.delete(CONTACT).err());
        for owner in [None, Some(ME), Some(MATE), Some(OTHER)] {
            let purges = me.purge(CONTACT).is_ok_and(|permit| permit.covers(owner));
            let deletes = me.delete(CONTACT).is_ok_and(|permit| permit.covers(owner));
            prop_assert_eq!(purges, deletes);
        }
    }

    /// An erasure reaches no further than a delete, and only contacts.
    #[test]
    fn effective_erase_is_delete_and_view_and_the_right(view in grant(), delete in grant(), right: bool, trash: bool) {
        let grants = ObjectGrants { view, delete, ..ObjectGrants::default() };
        let rights = [(right, Right::PermanentDelete), (trash, Right::SeeTrash)];
        let rights = rights.into_iter().filter(|(held, _)| *held).map(|(_, right)| right).collect();
        let me = actor(Grants { objects: [(CONTACT, grants), (ObjectId(2), grants)].into(), rights, ..Grants::default() });
        prop_assert_eq!(me.erase(CONTACT).is_ok(), right && me.delete(CONTACT).is_ok());
        prop_assert_eq!(me.erase(ObjectId(2)).err(), Some(Refusal::Unseen));
        if let Ok(permit) = me.erase(CONTACT) {
            prop_assert_eq!(permit.covers_the_trash(), trash);
            for owner in [None, Some(ME), Some(MATE), Some(OTHER)] {
                prop_assert_eq!(permit.covers(owner), me.delete(CONTACT).is_ok_and(|permit| permit.covers(owner)));
            }
        }
    }

    /// Everything contains team, team contains owned, owned contains none, for all team mates.
    #[test]
    fn a_wider_reach_holds_the_narrower(mates in proptest::collection::vec(1_i64..9, 0..6), owner in proptest::option::of(1_i64..9), unassigned: bool) {
        let team_mates = mates.into_iter().map(UserId).chain([ME]).collect();
        let me = Actor { user: ME, grants: Grants::default(), team_mates };
        let covers = Reach::ALL.map(|reach| me.scope(ScopedGrant { reach, unassigned }).covers(owner.map(UserId)));
        prop_assert!(covers.is_sorted(), "{:?}", covers);
    }

    /// A grant that covers another covers it for every record: a user cannot grant sight of what they do not see.
    #[test]
    fn a_grant_covers_what_another_reaches(mine in grant(), theirs in grant()) {
        let me = actor(Grants::default());
        if mine.covers(theirs) {
            for owner in [None, Some(ME), Some(MATE), Some(OTHER)] {
                prop_assert!(!me.scope(theirs).covers(owner) || me.scope(mine).covers(owner));
            }
        }
        prop_assert!(mine.covers(mine) && ScopedGrant::EVERYTHING.covers(theirs));
        prop_assert!(mine.covers(ScopedGrant::default()));
    }
}
