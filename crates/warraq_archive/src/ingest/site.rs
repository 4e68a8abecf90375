//! The site that a source describes, and what the archive takes of it.

use std::collections::{HashMap, HashSet};

use warraq_import::record::{Common, Record, Site};

use super::{IngestError, Options, Source};
use crate::archive::Archive;
use crate::model::Settings;
use crate::store::writing;

/// The site that the source describes. A source without a word of any site is not what it is said
/// to be, and the first problem says why.
pub(super) fn find_site(source: &dyn Source) -> Result<Site, IngestError> {
    let mut first_problem = None;
    for record in source.records() {
        match record {
            Ok(Record::Site(site)) => return Ok(site),
            Ok(_) => return Ok(Site::default()),
            Err(problem) => {
                first_problem.get_or_insert(problem);
            }
        }
    }
    let detail = match first_problem {
        Some(problem) => problem.detail,
        None => "the file is empty: export it again".to_owned(),
    };
    Err(IngestError::NotTheFormat {
        files: source.files(),
        detail,
    })
}

/// Exports of one site have one name, whatever the files are called.
pub(super) fn source_name(source: &dyn Source, site: &Site) -> String {
    let of = if !site.base_url.is_empty() {
        site.base_url.clone()
    } else if !site.title.is_empty() {
        site.title.clone()
    } else {
        source.files().join("+")
    };
    format!("{}:{of}", source.format())
}

/// An address as its origin and the path below it, without a slash at the end.
fn divided(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |scheme| scheme + "://".len());
    let end = url[host..].find('/').map_or(url.len(), |at| host + at);
    let (origin, path) = url.split_at(end);
    (origin, path.trim_end_matches('/'))
}

/// Takes name, language, address and wall clocks of the site, where the newsroom has not decided
/// otherwise.
pub(super) fn adopt_settings(
    archive: &Archive,
    site: &Site,
    options: &Options,
) -> Result<(), IngestError> {
    let known: HashSet<String> = writing::settings(&mut archive.connection()?)?
        .into_iter()
        .map(|(key, _)| key)
        .collect();
    let (origin, folder) = divided(&site.base_url);
    let host = origin.split("://").nth(1).unwrap_or_default();
    let bare = host.strip_prefix("www.").unwrap_or(host);
    let hosts = if bare.is_empty() {
        String::new()
    } else {
        format!("{bare} www.{bare}")
    };
    let mut changes: Vec<(&str, &str)> = Vec::new();
    let offered = [
        ("site.title", site.title.as_str()),
        ("site.description", site.description.as_str()),
        ("site.url", origin),
        ("site.old_folder", folder),
        ("site.language", site.language.as_str()),
        ("site.old_hosts", hosts.as_str()),
    ];
    for (key, value) in offered {
        // What an old site says of itself must not stop an import.
        let is_usable = Settings::default().apply(key, value).is_ok();
        if !value.is_empty() && is_usable && !known.contains(key) {
            changes.push((key, value));
        }
    }
    if let Some(zone) = &options.time_zone {
        changes.push(("site.time_zone", zone));
    }
    if !changes.is_empty() {
        archive.change_settings(&changes)?;
    }
    Ok(())
}

/// How far ahead of UTC the wall clocks of a source were, as its articles tell.
#[derive(Debug, Default)]
pub(super) struct Clocks(HashMap<i64, usize>);

impl Clocks {
    pub(super) fn note(&mut self, item: &Common) {
        if let Some(offset) = item.clock_offset() {
            *self.0.entry(offset).or_default() += 1;
        }
    }

    /// The offset of most articles, as a setting. Summer time has another, which is not known.
    fn usual(&self) -> Option<String> {
        const DAY: i64 = 24 * 60;
        let (offset, _) = self
            .0
            .iter()
            .max_by_key(|(offset, uses)| (**uses, **offset))?;
        let (sign, ahead) = if *offset < 0 {
            ('-', -offset)
        } else {
            ('+', *offset)
        };
        (0 < ahead && ahead < DAY).then(|| format!("{sign}{:02}:{:02}", ahead / 60, ahead % 60))
    }
}

/// Sets the paper's clocks as those of the source, unless the newsroom has decided.
pub(super) fn adopt_clock(archive: &Archive, clocks: &Clocks) -> Result<(), IngestError> {
    const KEY: &str = "site.time_zone";
    let decided = writing::settings(&mut archive.connection()?)?;
    if let Some(zone) = clocks.usual()
        && !decided.iter().any(|(key, _)| key == KEY)
    {
        archive.change_settings(&[(KEY, &zone)])?;
    }
    Ok(())
}
