//! Writing an article of a source, with everything that belongs to it.

use std::collections::HashMap;

use warraq_import::clean::{LinkTarget, SafeHtml};
use warraq_import::record::{self, Article, Common, Problem, ProblemKind};

use super::addresses;
use super::catalogue::ItemTerms;
use super::items::{Done, Verdict, identity};
use super::prepare::{Cleaner, Content, PreparedArticle};
use super::{IngestError, Writer};
use crate::model::{ArticleId, ArticleKind, MediaId, PersonId, Target, Timestamp, invented_guid};
use crate::store::desk::Place;
use crate::store::desk_line::{self, Line};
use crate::store::imports::{self, ItemKind, Outcome};
use crate::store::path::{self, Claim};
use crate::store::publishing::{self, PublicArticle};
use crate::store::writing::{self, ArticleRow, RevisionRow, Standing};
use crate::store::{ChangeKind, Conn, DbError, change, revision};

impl Writer<'_> {
    /// Writes an article unless the archive has it.
    pub(super) fn article(
        &mut self,
        tx: &mut Conn,
        prepared: PreparedArticle,
    ) -> Result<(), IngestError> {
        let PreparedArticle {
            article,
            place,
            hash,
            content,
        } = prepared;
        let comments = article.comments.len();
        self.tally(&article).found += 1;
        self.report.kinds.comments.found += comments;
        let run = self.run.clone();
        let (key, known) = match run.judge_item(tx, ItemKind::Article, &article.common, &hash)? {
            Verdict::Repeated => {
                self.tally(&article).skip_repeated();
                self.report.kinds.comments.skip_under_repeated(comments);
                return Ok(());
            }
            Verdict::Same { key, known } => {
                let outcome = run.see_again(tx, ItemKind::Article, &key, known)?;
                self.tally(&article).count(outcome);
                self.check_addresses(tx, &article, &place)?;
                match outcome {
                    Outcome::Unchanged => self.report.kinds.comments.unchanged += comments,
                    Outcome::Stored | Outcome::Updated => {
                        self.report.kinds.comments.stored += comments;
                    }
                }
                return Ok(());
            }
            Verdict::New { key } => (key, None),
            Verdict::Changed { key, target } => (key, Some(ArticleId(target))),
        };
        let content =
            content.unwrap_or_else(|| Cleaner::new(&run, self.site_hosts, tx).clean(&article));
        let outcome = Outcome::of_writing(known);
        let ours = match known {
            Some(id) if revision::is_ours(tx, id)? => Some(id),
            _ => None,
        };
        let id = if let Some(id) = ours {
            self.keep_ours(tx, id, &article, &content)?;
            id
        } else {
            self.write_article(tx, known, &article, &place, &content)?
        };
        let done = Done {
            hash,
            target: id.0,
            outcome,
            identity: identity(&article.common),
        };
        run.remember(tx, ItemKind::Article, &key, done)?;
        self.keep_rest(tx, &key, &article)?;
        self.check_addresses(tx, &article, &place)?;
        self.tally(&article).count(outcome);
        Ok(())
    }

    /// Asks where the old addresses of a published item lead now.
    fn check_addresses(
        &mut self,
        tx: &mut Conn,
        article: &Article,
        place: &record::Place,
    ) -> Result<(), IngestError> {
        if standing(article) != Standing::Published {
            return Ok(());
        }
        let number = article.common.external_id;
        let link = addresses::path_of(&article.common.link);
        let link = link.map(|link| warraq_text::path::canonical(&link));
        let short = (number > 0).then(|| format!("/?p={number}"));
        for address in link.into_iter().chain(short) {
            self.report.addresses.total += 1;
            match path::holder_of(tx, &address)? {
                Some((_, false)) => self.report.addresses.answering += 1,
                Some((_, true)) => self.report.addresses.redirected += 1,
                None => {
                    self.report.addresses.lost += 1;
                    self.report.problem(Problem {
                        kind: ProblemKind::MissingReference,
                        place: place.clone(),
                        detail: format!("the old address {address} leads nowhere"),
                        lost: false,
                    });
                }
            }
        }
        Ok(())
    }

    fn tally(&mut self, article: &Article) -> &mut super::report::Tally {
        match article.kind {
            record::ArticleKind::Article => &mut self.report.kinds.posts,
            record::ArticleKind::Page => &mut self.report.kinds.pages,
        }
    }

    #[expect(
        clippy::too_many_lines,
        reason = "the story of one article, told once and in order"
    )]
    fn write_article(
        &mut self,
        tx: &mut Conn,
        known: Option<ArticleId>,
        article: &Article,
        place: &record::Place,
        content: &Content,
    ) -> Result<ArticleId, IngestError> {
        let now = self.now;
        let zone = self.zone.clone();
        let common = &article.common;
        if let Some(id) = known {
            let lists = self
                .catalogue
                .with_ancestors(publishing::own_lists(tx, id)?);
            publishing::unlist(tx, id, &lists, &zone)?;
        }

        let mut people = Vec::new();
        for login in article.authors.iter().filter(|login| !login.is_empty()) {
            let person = self
                .catalogue
                .person(tx, &self.run, &self.bases, login, now)?;
            if !people.contains(&person) {
                people.push(person);
            }
        }
        let terms = self
            .catalogue
            .terms(tx, &self.run, &self.bases, &article.terms, now)?;
        let section = self
            .catalogue
            .section_numbered(article.primary_section)
            .filter(|section| terms.sections.contains(section))
            .or_else(|| terms.sections.first().copied());
        let lead = self.lead(tx, article, place)?;
        let kind = match article.kind {
            record::ArticleKind::Article => ArticleKind::Article,
            record::ArticleKind::Page => ArticleKind::Page,
        };
        let at = common
            .published_at
            .or(common.modified_at)
            .map_or(Timestamp::from_millis(0), Timestamp::from_millis);
        let modified_at = common.modified_at.map_or(at, Timestamp::from_millis);
        let standing = standing(article);
        let wanted = match standing {
            Standing::Published => {
                let date = at.in_zone(&zone).date();
                addresses::path_of(&common.link)
                    .unwrap_or_else(|| addresses::invented(common, article.kind, date))
            }
            _ => String::new(),
        };
        let language = self.language.clone();
        let guid = self.guid(tx, known, common)?;
        let mut row = ArticleRow {
            kind,
            standing,
            section,
            lead,
            slug: &common.slug,
            path: &wanted,
            guid: &guid,
            language: &language,
            sticky: article.sticky,
            comments_open: article.comments_open,
            menu_order: article.menu_order,
            created_at: at,
            modified_at,
        };
        let id = writing::article(tx, known, &row)?;
        let path = self.claim_addresses(tx, id, article, place, &wanted)?;
        if path != wanted {
            row.path = &path;
            writing::article(tx, Some(id), &row)?;
        }
        writing::revision(
            tx,
            id,
            &RevisionRow {
                at: now,
                origin: "import",
                headline: &content.headline,
                kicker: "",
                standfirst: &content.standfirst,
                excerpt: &article.excerpt,
                body_source: &article.body_source,
                body_format: self.format,
                seo_title: &article.seo.title,
                seo_description: &article.seo.description,
                seo_canonical: &article.seo.canonical,
                around: None,
            },
        )?;
        self.write_relations(
            tx,
            id,
            article,
            content,
            &people,
            &terms,
            lead,
            known.is_some(),
        )?;
        let comments = self.write_comments(tx, id, article, content, known.is_some())?;
        let slug = warraq_text::path::canonical(&common.slug);
        let public = PublicArticle {
            id,
            visible_from: at,
            kind,
            path: &path,
            slug: slug.trim_start_matches('/'),
            headline: &content.headline,
            kicker: "",
            standfirst: &content.standfirst,
            excerpt: &content.excerpt,
            body: &content.body.html,
            language: &language,
            section,
            lead,
            lead_alt: "",
            lead_caption: &SafeHtml::default(),
            lead_credit: "",
            updated_at: None,
            modified_at,
            words: content.words,
            comments_open: article.comments_open,
            comments,
            has_video: content.body.has_video,
            sticky: article.sticky,
            seo_title: &article.seo.title,
            seo_description: &article.seo.description,
        };
        let mut on_desk = Place::of(standing);
        if standing == Standing::Published {
            let lists = match kind {
                ArticleKind::Article => self.catalogue.lists(&terms, &people, public.has_video),
                ArticleKind::Page => Vec::new(),
            };
            publishing::publish(tx, &public, &lists, &zone)?;
            change::record(tx, ChangeKind::Article(id), now)?;
        } else if known.is_some() && publishing::visible_from(tx, id)?.is_some() {
            publishing::withdraw(tx, id, "", &[], now, &zone)?;
            change::record(tx, ChangeKind::Article(id), now)?;
            on_desk = Place::Withdrawn;
        }
        let byline = match on_desk {
            Place::Out if at <= now => Vec::new(),
            _ => writing::names(tx, &people)?,
        };
        let line = Line {
            place: on_desk,
            at,
            headline: &content.headline,
            section,
            byline: &byline,
        };
        desk_line::write(tx, id, &line, now)?;
        Ok(id)
    }

    /// The name under which feeds know an article: for ever that of its source or, where that is
    /// empty or another's, one that the same source gives again.
    fn guid(
        &self,
        tx: &mut Conn,
        known: Option<ArticleId>,
        common: &Common,
    ) -> Result<String, DbError> {
        if let Some(id) = known
            && let Some(guid) = writing::guid(tx, id)?
        {
            return Ok(guid);
        }
        if !common.guid.is_empty() && !writing::is_named(tx, &common.guid)? {
            return Ok(common.guid.clone());
        }
        let (number, told) = (common.external_id.to_string(), identity(common));
        let guid = invented_guid(&[&self.run.source, &number, &told]);
        // Of two items that cannot be told apart the second is named when it is published.
        Ok(if writing::is_named(tx, &guid)? {
            String::new()
        } else {
            guid
        })
    }

    /// Gives the article its old addresses. Returns the path at which it answers.
    fn claim_addresses(
        &mut self,
        tx: &mut Conn,
        id: ArticleId,
        article: &Article,
        place: &record::Place,
        wanted: &str,
    ) -> Result<String, IngestError> {
        let now = self.now;
        let target = Target::Article(id);
        let number = article.common.external_id;
        let mut path = wanted.to_owned();
        if !wanted.is_empty() {
            let canonical = warraq_text::path::canonical(wanted);
            if let Claim::TakenBy(_) = path::claim(tx, &canonical, target, now)? {
                path = addresses::numbered(wanted, if number == 0 { id.0 } else { number });
                let canonical = warraq_text::path::canonical(&path);
                if let Claim::TakenBy(_) = path::claim(tx, &canonical, target, now)? {
                    path = addresses::numbered(wanted, id.0);
                    path::claim(tx, &warraq_text::path::canonical(&path), target, now)?;
                }
                self.report.problem(Problem {
                    kind: ProblemKind::Duplicate,
                    place: place.clone(),
                    detail: format!(
                        "another item answers at {wanted}; this one answers at {path}: \
                         give one of them another address"
                    ),
                    lost: false,
                });
            }
            path::settle(tx, &warraq_text::path::canonical(&path), target)?;
            for old in &article.old_slugs {
                let old = addresses::with_slug(wanted, old);
                path::redirect(tx, &warraq_text::path::canonical(&old), target, now)?;
            }
        }
        if number > 0 {
            path::redirect(tx, &format!("/?p={number}"), target, now)?;
            if article.kind == record::ArticleKind::Page {
                path::redirect(tx, &format!("/?page_id={number}"), target, now)?;
            }
        }
        Ok(path)
    }

    fn lead(
        &mut self,
        tx: &mut Conn,
        article: &Article,
        place: &record::Place,
    ) -> Result<Option<MediaId>, IngestError> {
        if article.lead_media == 0 {
            return Ok(None);
        }
        let key = article.lead_media.to_string();
        let found = imports::target(tx, &self.run.source, ItemKind::Media, &key)?;
        if found.is_none() {
            self.report.problem(Problem {
                kind: ProblemKind::MissingReference,
                place: place.clone(),
                detail: format!(
                    "its lead picture has number {key}, which the source does not hold: \
                     export the media too, or choose another picture"
                ),
                lost: false,
            });
        }
        Ok(found.map(MediaId))
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call, one row of each relation"
    )]
    fn write_relations(
        &mut self,
        tx: &mut Conn,
        id: ArticleId,
        article: &Article,
        content: &Content,
        people: &[PersonId],
        terms: &ItemTerms,
        lead: Option<MediaId>,
        again: bool,
    ) -> Result<(), IngestError> {
        writing::byline(tx, id, people)?;
        writing::sections(tx, id, &terms.sections)?;
        writing::tags(tx, id, &terms.tags)?;
        if again || !terms.terms.is_empty() {
            writing::terms(tx, id, &terms.terms)?;
        }
        if again || !content.body.links.is_empty() {
            let links: Vec<_> = content
                .body
                .links
                .iter()
                .map(|link| {
                    let path = match &link.target {
                        LinkTarget::Path(path) => path.clone(),
                        LinkTarget::Item(number) => format!("/?p={number}"),
                    };
                    (path, link.read_also)
                })
                .collect();
            writing::links(tx, id, &links)?;
        }
        let mut pictures: Vec<MediaId> = lead.into_iter().collect();
        for image in &content.body.images {
            if image.on_site
                && !image.src.is_empty()
                && let Some(found) = self.body_picture(tx, id, &image.src)?
                && !pictures.contains(&found)
            {
                pictures.push(found);
            }
        }
        if again || !pictures.is_empty() {
            writing::pictures(tx, id, &pictures)?;
        }
        if article.common.parent > 0 && article.kind == record::ArticleKind::Page {
            self.page_parents.push((id, article.common.parent));
        }
        if again || !content.body.unknown.is_empty() {
            let mut uses: HashMap<&str, (usize, &str)> = HashMap::new();
            for unknown in &content.body.unknown {
                let entry = uses.entry(&unknown.name).or_insert((0, &unknown.example));
                entry.0 += 1;
            }
            let mut rows: Vec<_> = uses
                .into_iter()
                .map(|(name, (uses, example))| (name.to_owned(), uses, example.to_owned()))
                .collect();
            rows.sort();
            imports::unknown(tx, &self.run.source, id.0, &rows)?;
        }
        Ok(())
    }

    /// Keeps what has no column.
    fn keep_rest(&self, tx: &mut Conn, key: &str, article: &Article) -> Result<(), IngestError> {
        let common = &article.common;
        if common.meta.is_empty() {
            return Ok(());
        }
        let kept = serde_json::json!({
            "status": common.source_status,
            "local_date": common.local_date,
            "link": common.link,
            "meta": common.meta,
        });
        let kept = kept.to_string();
        imports::keep(tx, &self.run.source, ItemKind::Article, key, &kept)?;
        Ok(())
    }
}

fn standing(article: &Article) -> Standing {
    match article.standing {
        record::Standing::Published => Standing::Published,
        // Without a date it would never appear, or at once: an editor decides.
        record::Standing::Scheduled if article.common.published_at.is_some() => Standing::Published,
        record::Standing::Pending => Standing::Pending,
        record::Standing::Private => Standing::Private,
        record::Standing::Password => Standing::Password,
        record::Standing::Trashed => Standing::Trashed,
        record::Standing::Scheduled | record::Standing::Draft | record::Standing::Unknown => {
            Standing::Draft
        }
    }
}
