//! Texts of law that the newsroom writes. A new version does not take away those before it.

use warraq_import::clean::{self, Context, NoAttachments};

use crate::accounts::{Allowed, Deed, right};
use crate::archive::Archive;
use crate::model::{Law, LawText};
use crate::store::{ChangeKind, StoreError, change, law as stored};

impl Archive {
    /// Writes the version that holds from now on, as HTML or as paragraphs with empty lines between
    /// them. The same text again is no new version; whether it was one.
    pub fn write_law(
        &self,
        by: &Allowed<right::ChangeSettings>,
        law: Law,
        source: &str,
    ) -> Result<bool, StoreError> {
        let hosts = self.settings().old_hosts.clone();
        let context = Context {
            site_hosts: &hosts,
            attachments: &NoAttachments,
            article_external_id: 0,
            footnotes: "",
        };
        let body = clean::article(source, &context).html;
        if self.law(law)?.first().is_some_and(|last| last.body == body) {
            return Ok(false);
        }
        self.act(by.by(), |tx, now| {
            stored::write(tx, law, &body, now)?;
            change::record(tx, ChangeKind::Settings, now)?;
            Ok::<_, StoreError>((true, Deed::new("law-written", law.name())))
        })
    }

    /// All versions of a text, the newest first; none where the newsroom wrote none.
    pub fn law(&self, law: Law) -> Result<Vec<LawText>, StoreError> {
        let now = self.clock().now();
        Ok(stored::versions(&mut self.connection()?, law, now)?)
    }
}
