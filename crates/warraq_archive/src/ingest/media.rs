//! Pictures and documents: their rows, and their files among the uploads.

use warraq_import::record::{Media, Other, Place, Problem, ProblemKind};

use super::addresses;
use super::items::{Done, Verdict, content_hash, identity};
use super::{IngestError, Writer};
use crate::media::Adopted;
use crate::model::{ArticleId, MediaId, Target, Timestamp};
use crate::store::imports::{self, ItemKind, Outcome};
use crate::store::path::{self, Claim};
use crate::store::writing::{self, MediaRow};
use crate::store::{ChangeKind, Conn, change, media};

impl Writer<'_> {
    /// Writes a picture or document.
    pub(super) fn media(&mut self, tx: &mut Conn, mut media: Media) -> Result<(), IngestError> {
        let place = std::mem::take(&mut media.common.place);
        let file = self.uploaded(&media.file, &media.url);
        let had_file = file.is_some();
        // A file that turns up later is a change, though the export is the same.
        let hash = content_hash(&(&media, had_file));
        let run = self.run.clone();
        self.report.kinds.attachments.found += 1;
        self.report.kinds.comments.found += media.comments.len();
        let (key, known) = match run.judge_item(tx, ItemKind::Media, &media.common, &hash)? {
            Verdict::Repeated => {
                let tallies = &mut self.report.kinds;
                tallies.attachments.skip_repeated();
                tallies.comments.skip_under_repeated(media.comments.len());
                return Ok(());
            }
            Verdict::Same { key, known } => {
                let outcome = run.see_again(tx, ItemKind::Media, &key, known)?;
                self.report.kinds.attachments.count(outcome);
                self.report
                    .kinds
                    .comments
                    .count_many(outcome, media.comments.len());
                self.count_file(had_file, "");
                return Ok(());
            }
            Verdict::New { key } => (key, None),
            Verdict::Changed { key, target } => (key, Some(MediaId(target))),
        };
        let adopted = match file {
            Some(file) if !self.without_files => Some(self.archive.media().adopt(&file)?),
            _ => None,
        };
        let problem = adopted
            .as_ref()
            .and_then(|file| file.problem.clone())
            .unwrap_or_default();
        self.count_file(had_file, &problem);
        if !had_file && self.uploads.is_some() {
            self.report.problem(Problem {
                kind: ProblemKind::MissingReference,
                place: place.clone(),
                detail: format!(
                    "its file {} is not among the uploads: copy it there and import again",
                    if media.url.is_empty() {
                        &media.file
                    } else {
                        &media.url
                    }
                ),
                lost: false,
            });
        }
        let id = self.write_media(tx, known, &media, adopted.as_ref(), &problem)?;
        let outcome = Outcome::of_writing(known);
        let done = Done {
            hash,
            target: id.0,
            outcome,
            identity: identity(&media.common),
        };
        run.remember(tx, ItemKind::Media, &key, done)?;
        if media.common.parent > 0 {
            let number = media.common.external_id;
            media::remember_upload(tx, &run.source, media.common.parent, number, id)?;
        }
        self.keep_media(tx, &key, &media)?;
        self.report.kinds.attachments.count(outcome);
        self.report
            .kinds
            .comments
            .count_many(outcome, media.comments.len());
        change::record(tx, ChangeKind::Media(id), self.now)?;
        Ok(())
    }

    fn write_media(
        &mut self,
        tx: &mut Conn,
        known: Option<MediaId>,
        media: &Media,
        adopted: Option<&Adopted>,
        problem: &str,
    ) -> Result<MediaId, IngestError> {
        let common = &media.common;
        let path = addresses::path_of(&media.url).unwrap_or_default();
        let title = warraq_text::bidi::plain(&warraq_import::clean::title(&common.title));
        let caption = warraq_import::clean::inline(&media.caption);
        let description = warraq_import::clean::inline(&media.description);
        let alt = warraq_text::bidi::plain(&warraq_import::clean::title(&media.alt));
        let created_at = common.published_at.or(common.modified_at).unwrap_or(0);
        let id = writing::media(
            tx,
            known,
            &MediaRow {
                sha256: adopted.map(|file| file.sha256),
                mime: adopted.map_or("", |file| file.mime),
                dimensions: adopted
                    .and_then(|file| file.dimensions)
                    .or(media.dimensions),
                bytes: adopted.map_or(0, |file| file.bytes),
                title: &title,
                alt: &alt,
                caption: caption.as_str(),
                description: description.as_str(),
                source_url: &media.url,
                path: &path,
                created_at: Timestamp::from_millis(created_at),
                problem,
            },
        )?;
        if !path.is_empty() {
            let canonical = warraq_text::path::canonical(&path);
            path::claim(tx, &canonical, Target::MediaFile(id), self.now)?;
        }
        // The attachment's own page, which WordPress has for every picture.
        let page = addresses::path_of(&common.link)
            .filter(|page| *page != path)
            .unwrap_or_else(|| {
                format!(
                    "/{}",
                    if common.slug.is_empty() {
                        "file"
                    } else {
                        &common.slug
                    }
                )
            });
        let canonical = warraq_text::path::canonical(&page);
        if let Claim::TakenBy(_) = path::claim(tx, &canonical, Target::MediaPage(id), self.now)? {
            let canonical = format!("{canonical}-{}", id.0);
            path::claim(tx, &canonical, Target::MediaPage(id), self.now)?;
        }
        if common.external_id > 0 {
            let number = common.external_id;
            for old in [format!("/?attachment_id={number}"), format!("/?p={number}")] {
                path::redirect(tx, &old, Target::MediaPage(id), self.now)?;
            }
        }
        Ok(id)
    }

    /// Finds the picture that a body names, among the items of the source or else among the uploads.
    pub(super) fn body_picture(
        &mut self,
        tx: &mut Conn,
        article: ArticleId,
        src: &str,
    ) -> Result<Option<MediaId>, IngestError> {
        let Some(path) = addresses::path_of(src) else {
            return Ok(None);
        };
        let whole = addresses::without_size(&path);
        for path in std::iter::once(&path).chain(&whole) {
            let canonical = warraq_text::path::canonical(path);
            if let Some(id) = media::at_path(tx, &canonical)? {
                return Ok(Some(id));
            }
        }
        for path in std::iter::once(&path).chain(&whole) {
            if let Some(file) = self.uploaded("", path).filter(|_| !self.without_files) {
                let adopted = self.archive.media().adopt(&file)?;
                return Ok(Some(self.discovered(tx, path, &adopted)?));
            }
        }
        let canonical = warraq_text::path::canonical(&path);
        if self.missing.insert(canonical.clone()) {
            media::missing(tx, &self.run.source, &canonical, article)?;
        }
        Ok(None)
    }

    fn discovered(
        &mut self,
        tx: &mut Conn,
        path: &str,
        file: &Adopted,
    ) -> Result<MediaId, IngestError> {
        self.report.media.discovered += 1;
        let id = writing::media(
            tx,
            None,
            &MediaRow {
                sha256: Some(file.sha256),
                mime: file.mime,
                dimensions: file.dimensions,
                bytes: file.bytes,
                title: "",
                alt: "",
                caption: "",
                description: "",
                source_url: path,
                path,
                created_at: self.now,
                problem: file.problem.as_deref().unwrap_or_default(),
            },
        )?;
        let canonical = warraq_text::path::canonical(path);
        path::claim(tx, &canonical, Target::MediaFile(id), self.now)?;
        Ok(id)
    }

    /// The file of an attachment among the uploads: by its own path, or by its address.
    fn uploaded(&self, file: &str, url: &str) -> Option<std::path::PathBuf> {
        let uploads = self.uploads.as_ref()?;
        // wordpress.com kept uploads on a host of its own, without the folders above.
        let by_address = url
            .split_once("/uploads/")
            .or_else(|| url.split_once(".files.wordpress.com/"))
            .map(|(_, below)| below);
        let names = [Some(file).filter(|file| !file.is_empty()), by_address];
        names
            .into_iter()
            .flatten()
            .find_map(|name| uploads.find(name))
    }

    fn count_file(&mut self, present: bool, problem: &str) {
        let media = &mut self.report.media;
        match (present, problem.is_empty()) {
            (true, true) => media.present += 1,
            (true, false) => media.unusable += 1,
            (false, _) => media.missing += 1,
        }
    }

    fn keep_media(&self, tx: &mut Conn, key: &str, media: &Media) -> Result<(), IngestError> {
        let common = &media.common;
        let kept = serde_json::json!({
            "title": common.title,
            "slug": common.slug,
            "guid": common.guid,
            "caption": media.caption,
            "description": media.description,
            "author": media.author,
            "sizes": media.sizes,
            "meta": common.meta,
            "comments": media.comments,
        });
        imports::keep(
            tx,
            &self.run.source,
            ItemKind::Media,
            key,
            &kept.to_string(),
        )?;
        Ok(())
    }

    /// Keeps an item of a type that readers never see.
    pub(super) fn other(&mut self, tx: &mut Conn, mut other: Other) -> Result<(), IngestError> {
        other.common.place = Place::default();
        let hash = content_hash(&other);
        let run = self.run.clone();
        let comments = other.comments.len();
        self.report.kinds.other_types.found += 1;
        self.report.kinds.comments.found += comments;
        let (key, outcome) = match run.judge_item(tx, ItemKind::Other, &other.common, &hash)? {
            Verdict::Repeated => {
                self.report.kinds.other_types.skip_repeated();
                self.report.kinds.comments.skip_under_repeated(comments);
                return Ok(());
            }
            Verdict::Same { key, known } => {
                let outcome = run.see_again(tx, ItemKind::Other, &key, known)?;
                self.report.kinds.other_types.count(outcome);
                self.report.kinds.comments.count_many(outcome, comments);
                return Ok(());
            }
            Verdict::New { key } => (key, Outcome::Stored),
            Verdict::Changed { key, .. } => (key, Outcome::Updated),
        };
        let done = Done {
            hash,
            target: 0,
            outcome,
            identity: identity(&other.common),
        };
        run.remember(tx, ItemKind::Other, &key, done)?;
        let kept = serde_json::to_string(&other).unwrap_or_default();
        imports::keep(tx, &run.source, ItemKind::Other, &key, &kept)?;
        self.report.kinds.other_types.count(outcome);
        self.report.kinds.comments.count_many(outcome, comments);
        Ok(())
    }
}
