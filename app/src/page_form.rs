//! Forms that are posted to the address of their own page.
//!
//! The server saves such a form first. What was saved is answered with a redirect. Otherwise the page is rendered with
//! the state of the form in the extensions of the request, where the server function of the page finds it with
//! [`posted`]: it keeps what was typed and names what is wrong. Only [`PageForm::save`] is given the fields of the form,
//! so a server function that reads the data of a page cannot save it.

use crate::{
    context::{extension, fail},
    error::AppError,
};
use std::str::FromStr;

/// A form that a page handles itself. The type is its state when it was not saved.
pub trait PageForm: Clone + Send + Sync + 'static {
    /// Saves the form.
    ///
    /// # Errors
    ///
    /// Those of a server function: not allowed, unknown, undecodable, or a fault. The page then shows the error.
    fn save(route: RouteParams, fields: FormFields)
    -> impl Future<Output = Result<FormOutcome<Self>, AppError>> + Send;
}

/// The result of a form that could be read.
pub enum FormOutcome<F> {
    /// Show the page at this local address.
    Redirect(String),
    /// Show the page of the form with this state.
    Show(F),
}

/// The state of a form that was posted to the present page, or the error that ended it.
#[derive(Clone)]
pub struct Posted<F>(pub Result<F, AppError>);

/// The state of the form that was posted to the present page; `None` if the page was only opened.
pub(crate) fn posted<F: PageForm>() -> Result<Option<F>, AppError> {
    extension::<Posted<F>>().map(|posted| posted.0).transpose()
}

/// The parameters in the path of a page.
pub struct RouteParams(pub Vec<(String, String)>);

impl RouteParams {
    /// A parameter as text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(param, _)| param == name).map(|(_, value)| value.as_str())
    }

    /// A parameter that the route has.
    ///
    /// # Errors
    ///
    /// [`AppError::NotFound`] where it is absent or has no meaning.
    pub(crate) fn parse<T: FromStr>(&self, name: &str) -> Result<T, AppError> {
        let value = self.text(name).and_then(|value| value.parse().ok());
        value.ok_or_else(|| fail(engine::Error::NotFound))
    }

    /// A parameter that only some routes of the form have: the page of a new thing has no id.
    ///
    /// # Errors
    ///
    /// [`AppError::NotFound`] where it has no meaning.
    pub(crate) fn parse_optional<T: FromStr>(&self, name: &str) -> Result<Option<T>, AppError> {
        if self.text(name).is_some() { self.parse(name).map(Some) } else { Ok(None) }
    }
}

/// The fields of a posted form, in order.
pub struct FormFields(pub Vec<(String, String)>);

impl FormFields {
    /// The last value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// The last value of a field; empty if it is absent.
    pub(crate) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// Every value of a field.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Whether a check box is checked.
    pub(crate) fn ticked(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| !value.is_empty())
    }

    /// The names of the rows `option.0`, `option.1`… in their order.
    pub(crate) fn rows(&self, name: &str) -> Vec<String> {
        let rows = (0..).map(|place| format!("{name}.{place}"));
        rows.take_while(|row| self.get(&format!("{row}.en")).is_some()).collect()
    }
}
