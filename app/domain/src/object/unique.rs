//! The one property of an object that is unique among the living: by it a record is found, imported and linked.

use super::{COMPANY, CONTACT, DefineError, DefineProblem, Object, PropertyInput, PropertyKind};

/// What a form asks of the unique property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uniqueness {
    /// It stays as it is.
    Stays,
    /// This property becomes unique.
    Begins,
    /// It is unique no longer.
    Ends,
}

impl Object {
    /// Whether its unique property is a part of the product: contacts are known by their e-mail, companies by their domain.
    pub fn keeps_its_key(&self) -> bool {
        [CONTACT, COMPANY].contains(&self.id)
    }

    /// Whether a property may become unique, or stop being so. `key` is nothing for a new one.
    pub fn may_choose_unique(&self, key: Option<&str>) -> bool {
        let names = key.is_some_and(|key| self.name_properties.iter().any(|name| name == key));
        !self.keeps_its_key() && !names && (self.key_property.is_none() || self.key_property.as_deref() == key)
    }
}

impl PropertyKind {
    /// Whether its values tell records apart: each has one way to be written.
    pub fn may_be_unique(self) -> bool {
        matches!(self, Self::Text | Self::Email | Self::Link | Self::Domain)
    }
}

impl PropertyInput {
    /// What the form asks of the unique property of `object`, or what stands in the way. `key` is nothing for a new
    /// property, and `kind` what it becomes.
    pub fn uniqueness(
        &self,
        object: &Object,
        key: Option<&str>,
        kind: PropertyKind,
    ) -> Result<Uniqueness, DefineError> {
        let was = key.is_some_and(|key| object.is_key(key));
        let wrong = |problem| Err(DefineError::new("unique", problem));
        if was && object.keeps_its_key() {
            return Ok(Uniqueness::Stays);
        }
        match (was, self.unique) {
            (true, false) => Ok(Uniqueness::Ends),
            (_, true) if !kind.may_be_unique() => wrong(DefineProblem::CannotBeUnique),
            (false, false) | (true, true) => Ok(Uniqueness::Stays),
            (false, true) if object.key_property.is_some() => wrong(DefineProblem::OtherIsUnique),
            (false, true) if !object.may_choose_unique(key) => wrong(DefineProblem::CannotBeUnique),
            (false, true) => Ok(Uniqueness::Begins),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::ObjectId, object::tests::contact};

    #[test]
    fn one_property_that_names_nobody_may_be_unique_and_the_products_own_stay() {
        let mut object = contact();
        let ask = |object: &Object, key, unique, kind| {
            let input = PropertyInput { unique, ..PropertyInput::default() };
            input.uniqueness(object, key, kind).map_err(|error| error.problem)
        };
        let text = PropertyKind::Text;
        // Contacts keep their e-mail, whatever is sent.
        assert_eq!(ask(&object, Some("email"), false, PropertyKind::Email), Ok(Uniqueness::Stays));
        assert_eq!(ask(&object, Some("company"), true, text), Err(DefineProblem::OtherIsUnique));
        assert!(!object.may_choose_unique(Some("email")) && !object.may_choose_unique(None));

        object.id = ObjectId(crate::object::FIRST_CUSTOM);
        assert_eq!(ask(&object, Some("email"), false, PropertyKind::Email), Ok(Uniqueness::Ends));
        assert_eq!(ask(&object, Some("email"), true, PropertyKind::Email), Ok(Uniqueness::Stays));
        assert_eq!(ask(&object, Some("email"), true, PropertyKind::LongText), Err(DefineProblem::CannotBeUnique));

        object.key_property = None;
        assert_eq!(ask(&object, Some("company"), true, text), Ok(Uniqueness::Begins));
        assert_eq!(ask(&object, None, true, PropertyKind::Email), Ok(Uniqueness::Begins));
        assert_eq!(ask(&object, Some("first_name"), true, text), Err(DefineProblem::CannotBeUnique));
        for kind in PropertyKind::ALL {
            let answer = ask(&object, Some("company"), true, kind);
            assert_eq!(answer.is_ok(), kind.may_be_unique(), "{kind:?}");
            assert_eq!(ask(&object, Some("company"), false, kind), Ok(Uniqueness::Stays));
        }
    }
}
