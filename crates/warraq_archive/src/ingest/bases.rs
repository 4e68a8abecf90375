/// Where addresses of lists begin on the old site.
#[derive(Clone, Debug)]
pub struct Bases {
    /// Before section slugs.
    pub section: String,
    /// Before tag slugs.
    pub tag: String,
    /// Before author slugs.
    pub author: String,
}

impl Default for Bases {
    /// As WordPress has them unless somebody changed them.
    fn default() -> Self {
        Self {
            section: "/category".into(),
            tag: "/tag".into(),
            author: "/author".into(),
        }
    }
}
