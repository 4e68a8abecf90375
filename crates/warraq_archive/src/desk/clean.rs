//! From a typed body to what readers see.

use std::collections::HashMap;

use warraq_import::clean::{self, Cleaned, Context};

use super::markers;
use crate::ingest::Kept;
use crate::library::{NEWSROOM, ROOM};
use crate::model::{ArticleId, Settings};
use crate::store::imports::{self, ItemKind};
use crate::store::{Conn, DbError};

/// Who looks at a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Eyes {
    /// Readers, when it is published.
    Readers,
    /// The newsroom, at whose addresses files of the library are before readers may have them.
    Newsroom,
}

/// Cleans a body of an article. Bodies of the old site may name what came with them.
pub(super) fn body(
    conn: &mut Conn,
    id: ArticleId,
    source: &str,
    settings: &Settings,
    eyes: Eyes,
) -> Result<Cleaned, DbError> {
    let mut source = markers::filled_in(conn, source)?;
    if eyes == Eyes::Newsroom {
        let newsroom = format!("=\"{NEWSROOM}");
        source = source.replace(&format!("=\"{ROOM}"), &newsroom).into();
    }
    let (origin, key) = imports::origin_of_article(conn, id)?.unwrap_or_default();
    let notes = footnotes(conn, &origin, &key)?;
    let context = Context {
        site_hosts: &settings.old_hosts,
        attachments: &Kept::of(&origin, conn),
        article_external_id: key.parse().unwrap_or(0),
        footnotes: &notes,
    };
    Ok(clean::article(&source, &context))
}

/// The notes that WordPress keeps beside a body.
fn footnotes(conn: &mut Conn, origin: &str, key: &str) -> Result<String, DbError> {
    #[derive(Default, serde::Deserialize)]
    struct Beside {
        meta: Vec<(String, String)>,
    }
    let kept = imports::kept(conn, origin, ItemKind::Article, key)?.unwrap_or_default();
    let beside: Beside = serde_json::from_str(&kept).unwrap_or_default();
    let mut meta: HashMap<String, String> = beside.meta.into_iter().collect();
    Ok(meta.remove("footnotes").unwrap_or_default())
}
