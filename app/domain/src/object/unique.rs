//! The unique property of an object: no two active records have the same value, so imports find records by it.

use super::{COMPANY, CONTACT, DefineError, DefineProblem, Object, PropertyInput, PropertyKind};

/// The change of uniqueness that a form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uniqueness {
    /// None.
    Stays,
    /// The property becomes unique.
    Begins,
    /// The property stops being unique.
    Ends,
}

impl Object {
    /// Whether its unique property is part of the product: the email of contacts and the domain of companies.
    pub fn keeps_its_key(&self) -> bool {
        [CONTACT, COMPANY].contains(&self.id)
    }

    /// Whether a property can become unique or stop being so. `key` is `None` for a new property.
    pub fn may_choose_unique(&self, key: Option<&str>) -> bool {
        let names = key.is_some_and(|key| self.name_properties.iter().any(|name| name == key));
        !self.keeps_its_key() && !names && (self.key_property.is_none() || self.key_property.as_deref() == key)
    }
}

impl PropertyKind {
    /// Whether its values can identify records: each has one written form.
    pub fn may_be_unique(self) -> bool {
        matches!(self, Self::Text | Self::Email | Self::Link | Self::Domain)
    }
}

impl PropertyInput {
    /// The change of uniqueness that the form asks for. `key` is `None` for a new property; `kind` is its new kind.
    ///
    /// # Errors
    /// The reason why the property cannot become unique.
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
    fn one_non_name_property_may_be_unique() {
        let mut object = contact();
        let ask = |object: &Object, key, unique, kind| {
            let input = PropertyInput { unique, ..PropertyInput::default() };
            input.uniqueness(object, key, kind).map_err(|error| error.problem)
        };
        let text = PropertyKind::Text;
        // The email of contacts stays unique, whatever the form says.
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
