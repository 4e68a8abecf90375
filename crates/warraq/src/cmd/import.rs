use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, bail};
use jiff::tz::TimeZone;
use warraq_archive::ingest::{self, Bases, Report, Source, Stage};
use warraq_archive::model::Settings;
use warraq_import::record::{Problem, Record};
use warraq_import::source::{self, Part};
use warraq_import::wxr;

use super::progress::Progress;
use super::{Place, ledger, report, screen};

/// Records that are looked at to learn how the old site made dates and addresses.
const SAMPLE: usize = 4_000;

/// Bring in an archive from elsewhere, and prove that nothing was lost.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    #[command(subcommand)]
    format: Format,
}

#[derive(Debug, clap::Subcommand)]
enum Format {
    /// A WordPress export (Tools → Export), whole or in parts; plain, .gz or .zip.
    Wxr(Wxr),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  warraq import wxr newspaper.wordpress.xml --inspect
  warraq --archive paper import wxr part-*.xml --uploads wp-content/uploads --report report.json

A second import of the same files changes nothing; an import that was interrupted is completed by
the next one. Exit status 0 only when everything in the files is accounted for.")]
struct Wxr {
    /// The export, or its parts in any order.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The copy of wp-content/uploads.
    #[arg(long, value_name = "DIR")]
    uploads: Option<PathBuf>,
    /// Write the report as JSON here too; the archive keeps it under reports/, with report.html.
    #[arg(long, value_name = "FILE.json")]
    report: Option<PathBuf>,
    /// Only tell what the files hold; no archive is opened.
    #[arg(long, conflicts_with = "check")]
    inspect: bool,
    /// Tell what an import would do, in a copy that is thrown away.
    #[arg(long)]
    check: bool,
    /// Where the paper's wall clocks hang (Asia/Damascus); told from the dates when absent.
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// What stood before section slugs on the old site.
    #[arg(long, value_name = "PATH")]
    section_base: Option<String>,
    /// What stood before tag slugs on the old site.
    #[arg(long, value_name = "PATH")]
    tag_base: Option<String>,
    /// What stood before author slugs on the old site.
    #[arg(long, value_name = "PATH", default_value = "/author")]
    author_base: String,
}

impl Import {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let Format::Wxr(wxr) = self.format;
        if wxr.inspect {
            return wxr.inspect();
        }
        if wxr.check {
            return wxr.check(place);
        }
        wxr.import(place, false)
    }
}

impl Wxr {
    fn inspect(&self) -> anyhow::Result<ExitCode> {
        let options = wxr::Options {
            time_zone: self.zone()?,
        };
        let found = wxr::inspect(&self.files, &options);
        screen::line(&serde_json::to_string_pretty(&found)?);
        if let Some(path) = &self.report {
            write_json(path, &found)?;
        }
        let readable = found.site.is_some() || found.items > 0;
        Ok(if readable {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    /// Imports into a copy of the archive beside it.
    fn check(&self, place: &Place) -> anyhow::Result<ExitCode> {
        let copy = place.archive.with_extension("check");
        let _ = std::fs::remove_dir_all(&copy);
        if place.archive.join("archive.db").is_file() {
            let archive = place.open()?;
            archive.copy_to(&copy)?;
        }
        let code = self.import(
            &Place {
                archive: copy.clone(),
            },
            true,
        );
        let removed = std::fs::remove_dir_all(&copy);
        let code = code?;
        removed.with_context(|| format!("cannot take away the copy in {}", copy.display()))?;
        screen::line("Nothing was changed: this was a check.");
        Ok(code)
    }

    fn import(&self, place: &Place, without_files: bool) -> anyhow::Result<ExitCode> {
        if let Some(uploads) = &self.uploads
            && !uploads.is_dir()
        {
            bail!(
                "{} is no folder; give the copy of wp-content/uploads",
                uploads.display()
            );
        }
        let files = Export::open(&self.files, self.zone()?)?;
        let archive = place.open_or_create()?;
        let _claim = archive.claim("import")?;
        let learnt = files.learn();
        let zone_decided = archive
            .stored_settings()?
            .iter()
            .any(|(key, _)| key == "site.time_zone");
        let time_zone = match (&self.time_zone, zone_decided) {
            (Some(zone), _) => Some(zone.clone()),
            (None, true) => None,
            (None, false) => learnt.utc_offset.map(offset_name),
        };
        let base = |given: &Option<String>, learnt: Option<String>, usual: &str| {
            let base = given.clone().or(learnt).unwrap_or_else(|| usual.to_owned());
            format!("/{}", base.trim_matches('/'))
        };
        let options = ingest::Options {
            uploads: self.uploads.clone(),
            without_files,
            time_zone,
            bases: Bases {
                section: base(
                    &self.section_base,
                    learnt.permalinks.category_base,
                    "category",
                ),
                tag: base(&self.tag_base, learnt.permalinks.tag_base, "tag"),
                author: base(&Some(self.author_base.clone()), None, "author"),
            },
        };
        let progress = Progress::bytes(files.bytes() * 2);
        let outcome = ingest::run(&archive, &files, &options, &|stage, done| {
            progress.at(files.read.load(Ordering::Relaxed));
            match stage {
                Stage::References => progress.step("people, terms and pictures", done),
                Stage::Articles => progress.step("articles", done),
                Stage::Index => progress.step("waiting for the search index", done),
            }
        });
        progress.finish();
        let outcome = outcome?;
        self.tell(&archive, &outcome)?;
        Ok(if outcome.explained {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    fn tell(&self, archive: &warraq_archive::Archive, outcome: &Report) -> anyhow::Result<()> {
        report::print(outcome);
        let folder = archive.folder().join("reports");
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
        write_json(&folder.join("report.json"), outcome)?;
        ledger::write(outcome, archive, &folder)?;
        if let Some(path) = &self.report {
            write_json(path, outcome)?;
        }
        let page = folder.join("report.html");
        screen::line(&format!("The whole report: {}", page.display()));
        Ok(())
    }

    /// The zone that the administrator named.
    fn zone(&self) -> anyhow::Result<Option<TimeZone>> {
        let Some(name) = &self.time_zone else {
            return Ok(None);
        };
        let mut settings = Settings::default();
        settings.apply("site.time_zone", name)?;
        Ok(Some(settings.time_zone))
    }
}

fn write_json(path: &Path, value: &impl serde::Serialize) -> anyhow::Result<()> {
    let told = || format!("cannot write {}", path.display());
    let mut file = BufWriter::new(File::create(path).with_context(told)?);
    serde_json::to_writer_pretty(&mut file, value).with_context(told)?;
    file.flush().with_context(told)
}

/// `+03:00`, of a distance in seconds.
fn offset_name(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// An export with its parts.
struct Export {
    parts: Vec<Part>,
    names: Vec<String>,
    unreadable: Vec<Problem>,
    options: wxr::Options,
    /// Bytes read by the passes so far.
    read: Arc<AtomicU64>,
}

impl Export {
    fn open(files: &[PathBuf], time_zone: Option<TimeZone>) -> anyhow::Result<Self> {
        let mut parts = Vec::new();
        let mut unreadable = Vec::new();
        for part in source::open(files) {
            match part {
                Ok(part) => parts.push(part),
                Err(problem) => unreadable.push(problem),
            }
        }
        if parts.is_empty() {
            match unreadable.first() {
                Some(problem) => bail!("{}", problem.detail),
                None => bail!("no export among the files"),
            }
        }
        Ok(Self {
            parts,
            names: files
                .iter()
                .map(|file| file.display().to_string())
                .collect(),
            unreadable,
            options: wxr::Options { time_zone },
            read: Arc::default(),
        })
    }

    fn bytes(&self) -> u64 {
        let size = |name| std::fs::metadata(name).map_or(0, |file| file.len());
        self.names.iter().map(size).sum()
    }

    /// What the first items tell of the old site.
    fn learn(&self) -> wxr::Inspection {
        let mut inspector = wxr::Inspector::default();
        for record in self.records().take(SAMPLE) {
            inspector.add(&record);
        }
        self.read.store(0, Ordering::Relaxed);
        inspector.finish()
    }
}

impl Source for Export {
    fn format(&self) -> &'static str {
        "wordpress"
    }

    fn files(&self) -> Vec<String> {
        self.names.clone()
    }

    fn records(&self) -> Box<dyn Iterator<Item = Result<Record, Problem>> + Send + '_> {
        let unreadable = self.unreadable.iter().cloned().map(Err);
        let parts = self.parts.iter().flat_map(|part| {
            let records: Box<dyn Iterator<Item = _> + Send> = match part.read() {
                Ok(file) => {
                    let file = Counted {
                        file,
                        read: Arc::clone(&self.read),
                    };
                    Box::new(wxr::read_with(&part.name, file, self.options.clone()))
                }
                Err(problem) => Box::new(std::iter::once(Err(problem))),
            };
            records
        });
        Box::new(parts.chain(unreadable))
    }
}

/// Counts what is read, for the progress bar.
struct Counted<R> {
    file: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
