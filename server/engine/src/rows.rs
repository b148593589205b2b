//! Mappers from the columns that several modules select to the types of `domain`.

use crate::{Result, db::Row};
use domain::{
    ids::{RoleId, UserId},
    object::ObjectNames,
    people::Person,
    roles::RoleName,
};

/// The person in the columns `{prefix}_id` and `{prefix}_name`; `None` if either is NULL.
pub(crate) fn person(row: &Row, prefix: &str) -> Result<Option<Person>> {
    let id: Option<i64> = row.get(&format!("{prefix}_id"))?;
    let name: Option<String> = row.get(&format!("{prefix}_name"))?;
    Ok(id.zip(name).map(|(id, name)| Person { id: UserId(id), name }))
}

/// The names of an object in the columns of the table `object`.
pub(crate) fn object_names(row: &Row) -> Result<ObjectNames> {
    Ok(ObjectNames {
        singular_en: row.text("singular_en")?,
        plural_en: row.text("plural_en")?,
        singular_it: row.text("singular_it")?,
        plural_it: row.text("plural_it")?,
    })
}

/// The role in the columns `role_id`, `role_tag` and `role_name`.
pub(crate) fn role_name(row: &Row) -> Result<RoleName> {
    Ok(RoleName { id: RoleId(row.int("role_id")?), tag: row.text("role_tag")?, name: row.text("role_name")? })
}
