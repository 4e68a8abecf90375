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
mod kept;
mod media;
mod menus;
mod named;
mod ours;
mod prepare;
mod report;
mod site;
mod source;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use jiff::tz::TimeZone;
use warraq_import::record::{MenuItem, Problem, Record};

pub(crate) use addresses::{numbered, path_of, with_slug, without_size};
pub use bases::Bases;
pub(crate) use kept::Kept;
pub(crate) use prepare::EXCERPT;
pub use report::{Addresses, Kinds, MediaTally, Report, Tally, UnknownConstruct};
pub use source::Source;

use crate::archive::Archive;
use crate::media::MediaError;
use crate::media::uploads::{self, Uploads};
use crate::model::{ArticleId, Timestamp};
use crate::search::{Goes, SearchError};
use crate::store::imports::{self, ItemKind};
use crate::store::{ChangeKind, Conn, DbError, StoreError, change, media as stored_media, writing};
use catalogue::Catalogue;
use items::Run;
use prepare::{Cleaner, PreparedArticle};
use site::{Clocks, adopt_clock, adopt_settings, find_site, source_name};

/// Records written in one transaction, unless the next are not ready.
const BATCH: usize = 500;
/// Records handed from one thread to the other: they wait in memory.
const HANDED: usize = 100;
/// What goes from the cleaning thread to the writing one.
type Prepared = Result<Vec<PreparedArticle>, DbError>;
/// Batches that may wait between two threads.
const QUEUE: usize = 4;

/// How to bring an archive in.
#[derive(Debug, Default)]
pub struct Options {
    /// The copy of `wp-content/uploads`, or what the format calls it.
    pub uploads: Option<PathBuf>,
    /// Only look for files, and take none into the archive.
    pub without_files: bool,
    /// Where the paper's wall clocks hang; `None` keeps the archive's setting or, where that is not
    /// decided, takes what most articles of the source say.
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
    site_hosts: &'a [String],
    run: Run,
    now: Timestamp,
    zone: TimeZone,
    language: String,
    format: &'static str,
    bases: Bases,
    uploads: Option<Uploads>,
    without_files: bool,
    catalogue: Catalogue,
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
        site_hosts: &settings.old_hosts,
        run,
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
        let outcome = writer.write_all(source, progress);
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
        progress: &(dyn Fn(Stage, usize) + Sync),
    ) -> Result<(), IngestError> {
        self.first_pass(source, progress)?;
        self.second_pass(source, progress)?;
        let archive = self.archive;
        archive.write(|tx| self.tie_ends(tx))
    }

    /// People, terms, pictures, and whatever is only kept.
    fn first_pass(
        &mut self,
        source: &dyn Source,
        progress: &(dyn Fn(Stage, usize) + Sync),
    ) -> Result<(), IngestError> {
        let (batches, waiting) = sync_channel(QUEUE);
        let clocks = std::thread::scope(|scope| {
            let reading = scope.spawn(move || read_references(source, &batches));
            self.write_reference_batches(waiting, progress)?;
            Ok::<_, IngestError>(reading.join().unwrap_or_default())
        })?;
        adopt_clock(self.archive, &clocks)?;
        self.zone = self.archive.settings().time_zone.clone();
        Ok(())
    }

    /// Owns the receiver, as [`Self::write_batches`] does.
    fn write_reference_batches(
        &mut self,
        waiting: Receiver<Vec<Result<Record, Problem>>>,
        progress: &(dyn Fn(Stage, usize) + Sync),
    ) -> Result<(), IngestError> {
        let archive = self.archive;
        let mut done = 0;
        for batch in waiting {
            done += batch.len();
            archive.write(|tx| self.write_references(tx, batch))?;
            progress(Stage::References, done);
        }
        Ok(())
    }

    fn write_references(
        &mut self,
        tx: &mut Conn,
        records: Vec<Result<Record, Problem>>,
    ) -> Result<(), IngestError> {
        let (run, bases, now) = (self.run.clone(), self.bases.clone(), self.now);
        for record in records {
            let record = match record {
                Ok(record) => record,
                Err(problem) => {
                    self.report.problem(problem);
                    continue;
                }
            };
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
                Record::MenuItem(item) => self.menu_items.push(*item),
                Record::Site(_) | Record::Article(_) => {}
            }
        }
        Ok(())
    }

    /// Articles: read and cleaned on one thread, written here.
    fn second_pass(
        &mut self,
        source: &dyn Source,
        progress: &(dyn Fn(Stage, usize) + Sync),
    ) -> Result<(), IngestError> {
        let archive = self.archive;
        let (run, site_hosts) = (self.run.clone(), self.site_hosts);
        let conn = archive.connection()?;
        let (batches, waiting) = sync_channel(QUEUE);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                clean_all(source, &run, site_hosts, conn, &batches);
            });
            self.write_batches(waiting, progress)
        })
    }

    /// Owns the receiver: when writing fails and this returns, the cleaning thread sees nobody
    /// waiting and ends.
    fn write_batches(
        &mut self,
        waiting: Receiver<Prepared>,
        progress: &(dyn Fn(Stage, usize) + Sync),
    ) -> Result<(), IngestError> {
        let archive = self.archive;
        let mut done = 0;
        for first in &waiting {
            archive.write(|tx| {
                let before = change::newest(tx)?;
                let end = done + BATCH;
                let mut next = Some(first);
                while let Some(handed) = next {
                    for prepared in handed? {
                        done += 1;
                        self.article(tx, prepared)?;
                    }
                    next = if done < end {
                        waiting.try_recv().ok()
                    } else {
                        None
                    };
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
        stored_media::adopt_uploads(tx, &self.run.source)?;
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

/// Everything but articles, which are too big to be carried along for nothing. Answers what they say
/// of the source's clocks.
fn read_references(
    source: &dyn Source,
    batches: &SyncSender<Vec<Result<Record, Problem>>>,
) -> Clocks {
    let mut clocks = Clocks::default();
    let mut references = source.records().filter(|record| match record {
        Ok(Record::Article(article)) => {
            clocks.note(&article.common);
            false
        }
        Ok(Record::Site(_)) => false,
        _ => true,
    });
    loop {
        let batch: Vec<_> = references.by_ref().take(BATCH).collect();
        if batch.is_empty() || batches.send(batch).is_err() {
            break;
        }
    }
    drop(references);
    clocks
}

fn clean_all(
    source: &dyn Source,
    run: &Run,
    site_hosts: &[String],
    mut conn: Conn,
    batches: &SyncSender<Prepared>,
) {
    // The first pass has dealt with everything else, and with the problems of articles too.
    let mut articles = source.records().filter_map(|record| match record {
        Ok(Record::Article(article)) => Some(*article),
        _ => None,
    });
    loop {
        let batch: Vec<_> = articles.by_ref().take(HANDED).collect();
        if batch.is_empty() {
            return;
        }
        let prepared = conn.snapshot(|conn| {
            let cleaner = Cleaner::new(run, site_hosts, conn);
            let articles = batch.into_iter();
            Ok(articles.map(|article| cleaner.prepare(article)).collect())
        });
        if batches.send(prepared).is_err() {
            return;
        }
    }
}
