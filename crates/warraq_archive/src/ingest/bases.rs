/// Where addresses of lists begin on the old site, below the folder that it was in.
#[derive(Clone, Debug)]
pub struct Bases {
    /// Before section slugs.
    pub section: String,
    /// Before tag slugs.
    pub tag: String,
    /// Before author slugs.
    pub author: String,
}

impl Bases {
    /// The same on a site that was in a folder of its host (`/blog`, or nothing).
    pub(super) fn below(&self, folder: &str) -> Self {
        let below = |base: &str| format!("{folder}{base}");
        Self {
            section: below(&self.section),
            tag: below(&self.tag),
            author: below(&self.author),
        }
    }
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
