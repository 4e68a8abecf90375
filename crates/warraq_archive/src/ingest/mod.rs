//! Bringing a whole archive in, from records to rows.
//!
//! The source is read twice. The first pass takes what others refer to: people, terms, pictures; the
//! second takes articles. So references resolve whatever the order of items and files, and nothing
//! but the names has to be held in memory. Articles are cleaned on one thread, written in short
//! transactions on another, and indexed on a third, as any change is: by following the change
//! sequence.

mod addresses;
mod articles;
mod bases;
mod catalogue;
mod comments;
mod items;
mod media;
mod menus;
mod prepare;
mod report;
mod source;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use jiff::tz::TimeZone;
use warraq_import::record::{MenuItem, Record, Site};

pub use bases::Bases;
pub use report::{Addresses, Kinds, MediaTally, Report, Tally, UnknownConstruct};
pub use source::Source;

use crate::archive::Archive;
use crate::media::MediaError;
use crate::media::uploads::{self, Uploads};
use crate::model::{ArticleId, Timestamp};
use crate::search::{Goes, SearchError};
use crate::store::imports::{self, ItemKind};
use crate::store::{ChangeKind, Conn, DbError, StoreError, change, writing};
use catalogue::Catalogue;
use items::Run;
use prepare::{Cleaner, PreparedArticle};

/// Records written in one transaction.
const BATCH: usize = 500;
/// Batches that may wait between two threads.
const QUEUE: usize = 3;

/// How to bring an archive in.
#[derive(Debug, Default)]
pub struct Options {
    /// The copy of `wp-content/uploads`, or what the format calls it.
    pub uploads: Option<PathBuf>,
    /// Only look for files, and take none into the archive.
    pub without_files: bool,
    /// Where the paper's wall clocks hang; `None` keeps the archive's setting.
    pub time_zone: Option<String>,
    /// Where addresses of lists begin on the old site.
    pub bases: Bases,
}

/// What an import is doing, for whoever watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// People, sections, tags, pictures.
    References,
    /// Articles and comments.
    Articles,
    /// Waiting for the search index.
    Index,
}

/// Why an import came to a stop. What was written before stays, and the next run takes it up.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index refused.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// A file could not be taken into the archive.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// The copy of the uploads cannot be read.
    #[error("cannot read the uploads in {}: {cause}; give the folder that holds the years (…/wp-content/uploads)", folder.display())]
    Uploads {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The settings that the source brings cannot be used.
    #[error(transparent)]
    Settings(#[from] crate::archive::ChangeSettingsError),
    /// Nothing in the files can be read as what they are said to be.
    #[error("{}: {detail}", files.join(", "))]
    NotTheFormat {
        /// The files.
        files: Vec<String>,
        /// What was found instead, and the cure.
        detail: String,
    },
}

impl From<DbError> for IngestError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

/// Everything that the writing thread holds while it writes.
struct Writer<'a> {
    archive: &'a Archive,
    run: Run,
    now: Timestamp,
    zone: TimeZone,
    language: String,
    format: &'static str,
    bases: Bases,
    uploads: Option<Uploads>,
    without_files: bool,
    catalogue: Catalogue,
    cleaner: Cleaner<'a>,
    menu_items: Vec<MenuItem>,
    page_parents: Vec<(ArticleId, i64)>,
    missing: HashSet<String>,
    report: Report,
}

/// Brings everything of `source` into `archive`, and reports what became of it.
///
/// A second run of the same source changes nothing; a run of a newer export changes what is newer;
/// a run after an interrupted one completes it.
pub fn run(
    archive: &Archive,
    source: &dyn Source,
    options: &Options,
    progress: &(dyn Fn(Stage, usize) + Sync),
) -> Result<Report, IngestError> {
    let site = find_site(source)?;
    let name = source_name(source, &site);
    adopt_settings(archive, &site, options)?;
    let settings = archive.settings();
    let now = archive.clock().now();
    let files = source.files();
    let run = archive.write(|tx| {
        let resumes = imports::unfinished(tx, &name)?;
        let id = imports::begin(tx, &name, &files.join("\n"), now)?;
        Ok::<_, DbError>(Run {
            id,
            source: name.clone(),
            resumes,
        })
    })?;
    let report = Report {
        source: name,
        files,
        started_at: now.millis(),
        resumed: run.resumes.is_some(),
        ..Report::default()
    };
    let uploads = options.uploads.as_deref().map(index_uploads).transpose()?;
    let mut writer = Writer {
        archive,
        cleaner: Cleaner {
            run: &run,
            site_hosts: &settings.old_hosts,
            conn: archive.connection()?.into(),
        },
        run: run.clone(),
        now,
        zone: settings.time_zone.clone(),
        language: if site.language.is_empty() {
            "ar".into()
        } else {
            site.language.clone()
        },
        format: source.format(),
        bases: options.bases.below(&settings.old_folder),
        uploads,
        without_files: options.without_files,
        catalogue: Catalogue::default(),
        menu_items: Vec::new(),
        page_parents: Vec::new(),
        missing: HashSet::new(),
        report,
    };

    let written = AtomicBool::new(false);
    let indexed = std::thread::scope(|scope| {
        let indexing = scope.spawn(|| follow_index(archive, &written));
        let outcome = writer.write_all(source, &settings.old_hosts, progress);
        written.store(true, Ordering::Release);
        outcome?;
        progress(Stage::Index, 0);
        indexing.join().unwrap_or(Ok(()))?;
        Ok::<_, IngestError>(())
    });
    indexed?;
    writer.finish()
}

fn index_uploads(folder: &std::path::Path) -> Result<Uploads, IngestError> {
    uploads::index(folder).map_err(|cause| IngestError::Uploads {
        folder: folder.to_owned(),
        cause,
    })
}

/// Follows the changes while they are written, and to their end.
fn follow_index(archive: &Archive, written: &AtomicBool) -> Result<(), SearchError> {
    archive.index().follow_with(archive, |progress| {
        if progress.at_end && !written.load(Ordering::Acquire) {
            Goes::Waits
        } else {
            Goes::On
        }
    })?;
    // Another look, for what was written between the last look and the flag.
    archive.index().follow(archive)?;
    Ok(())
}

impl Writer<'_> {
    fn write_all(
        &mut self,
        source: &dyn Source,
        site_hosts: &[String],
        progress: &(dyn Fn(Stage, usize) + Sync),
    ) -> Result<(), IngestError> {
        self.first_pass(source, progress)?;
        self.second_pass(source, site_hosts, progress)?;
        let archive = self.archive;
        archive.write(|tx| self.tie_ends(tx))
    }

    /// People, terms, pictures, and whatever is only kept.
    fn first_pass(
        &mut self,
        source: &dyn Source,
        progress: &(dyn Fn(Stage, usize) + Sync),
    ) -> Result<(), IngestError> {
        let archive = self.archive;
        let mut batch = Vec::with_capacity(BATCH);
        let mut done = 0;
        for record in source.records() {
            match record {
                Ok(Record::Article(_) | Record::Site(_)) => {}
                Ok(Record::MenuItem(item)) => self.menu_items.push(*item),
                Ok(record) => batch.push(record),
                Err(problem) => self.report.problem(problem),
            }
            if batch.len() == BATCH {
                done += batch.len();
                archive.write(|tx| self.write_references(tx, batch.drain(..)))?;
                progress(Stage::References, done);
            }
        }
        archive.write(|tx| self.write_references(tx, batch.drain(..)))
    }

    fn write_references(
        &mut self,
        tx: &mut Conn,
        records: impl Iterator<Item = Record>,
    ) -> Result<(), IngestError> {
        let (run, bases, now) = (self.run.clone(), self.bases.clone(), self.now);
        for record in records {
            match record {
                Record::Person(person) => {
                    let tally = &mut self.report.kinds.authors;
                    self.catalogue
                        .declare_person(tx, &run, &bases, person, now, tally)?;
                }
                Record::Term(term) => {
                    let tally = &mut self.report.kinds.terms;
                    self.catalogue
                        .declare_term(tx, &run, &bases, term, now, tally)?;
                }
                Record::Media(media) => self.media(tx, *media)?,
                Record::Other(other) => self.other(tx, *other)?,
                Record::Site(_) | Record::Article(_) | Record::MenuItem(_) => {}
            }
        }
        Ok(())
    }

    /// Articles: read and cleaned on one thread, written here.
    fn second_pass(
        &mut self,
        source: &dyn Source,
        site_hosts: &[String],
        progress: &(dyn Fn(Stage, usize) + Sync),
    ) -> Result<(), IngestError> {
        let archive = self.archive;
        let run = self.run.clone();
        let conn = archive.connection()?;
        let (batches, waiting) = sync_channel(QUEUE);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let cleaner = Cleaner {
                    run: &run,
                    site_hosts,
                    conn: conn.into(),
                };
                clean_all(source, &cleaner, &batches);
            });
            self.write_batches(waiting, progress)
        })
    }

    /// Owns the receiver: when writing fails and this returns, the cleaning thread sees nobody
    /// waiting and ends.
    fn write_batches(
        &mut self,
        waiting: Receiver<Vec<PreparedArticle>>,
        progress: &(dyn Fn(Stage, usize) + Sync),
    ) -> Result<(), IngestError> {
        let archive = self.archive;
        let mut done = 0;
        for batch in waiting {
            done += batch.len();
            archive.write(|tx| {
                let before = change::newest(tx)?;
                for prepared in batch {
                    self.article(tx, prepared)?;
                }
                if change::newest(tx)? != before {
                    change::record(tx, ChangeKind::Everything, self.now)?;
                }
                Ok::<_, IngestError>(())
            })?;
            progress(Stage::Articles, done);
        }
        Ok(())
    }

    /// References between items that could not be known while they were written.
    fn tie_ends(&mut self, tx: &mut Conn) -> Result<(), IngestError> {
        for (page, parent) in std::mem::take(&mut self.page_parents) {
            let key = parent.to_string();
            let source = &self.run.source;
            if let Some(parent) = imports::target(tx, source, ItemKind::Article, &key)? {
                writing::parent(tx, page, ArticleId(parent))?;
            }
        }
        let before = self.report.kinds.menus.clone();
        self.menus(tx)?;
        let after = &self.report.kinds.menus;
        if (before.stored, before.updated) != (after.stored, after.updated) {
            change::record(tx, ChangeKind::Menus, self.now)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Report, IngestError> {
        let archive = self.archive;
        let now = archive.clock().now();
        let mut conn = archive.connection()?;
        self.report.unknown = imports::unknown_constructs(&mut conn, &self.run.source)?
            .into_iter()
            .map(|row| UnknownConstruct {
                construct: row.construct,
                articles: row.articles,
                uses: row.uses,
                article: row.article,
                example: row.example,
            })
            .collect();
        self.report.media.dangling = self.missing.len();
        self.report.finished_at = now.millis();
        self.report.explained = self.report.is_explained();
        let json = serde_json::to_string(&self.report).unwrap_or_default();
        archive.write(|tx| imports::finish(tx, &self.run.source, self.run.id, &json, now))?;
        Ok(self.report)
    }
}

fn clean_all(
    source: &dyn Source,
    cleaner: &Cleaner<'_>,
    batches: &SyncSender<Vec<PreparedArticle>>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    for record in source.records() {
        // The first pass has dealt with everything else, and with the problems of articles too.
        let Ok(Record::Article(article)) = record else {
            continue;
        };
        batch.push(cleaner.prepare(*article));
        if batch.len() == BATCH {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            if batches.send(full).is_err() {
                return;
            }
        }
    }
    let _ = batches.send(batch);
}

/// The site that the source describes. A source without a word of any site is not what it is said
/// to be, and the first problem says why.
fn find_site(source: &dyn Source) -> Result<Site, IngestError> {
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
fn source_name(source: &dyn Source, site: &Site) -> String {
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
fn adopt_settings(archive: &Archive, site: &Site, options: &Options) -> Result<(), IngestError> {
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
        if !value.is_empty() && !known.contains(key) {
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
