use std::fmt;

/// HTML that is safe to put before a reader.
///
/// Made by the sanitiser alone; the archive re-wraps what it had stored as such.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Wraps what the sanitiser has made. Only [`super`] calls this.
    pub(crate) fn sanitised(html: String) -> Self {
        Self(html)
    }

    /// Wraps HTML that was stored as a [`SafeHtml`] and comes back unchanged.
    ///
    /// For the archive's `store` only; `cargo xtask tidy` holds callers to that.
    pub fn from_store(html: String) -> Self {
        Self(html)
    }

    /// The mark-up.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The mark-up, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
