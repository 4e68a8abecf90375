//! From an address to what answers it: today's addresses, and every form that the old site had.

mod desk;
mod old;

use warraq_archive::media::VariantFormat;
use warraq_archive::model::{ArticleId, Key, MediaFile, MediaId, Resolved, Target};
use warraq_archive::store::Reading;

use crate::address::{Address, Format, View, is_spelling_of, page_path, period_path};
use crate::api;
use crate::assets::Assets;
use crate::edition::Edition;
use crate::error::Error;
use crate::feeds::{self, Subject};
use crate::headline_card::CardText;
use crate::icons;
use crate::params::{Name, Params};
use crate::respond::{Answer, CachePolicy, Kind};
use crate::site::search::Question;
use crate::site::{
    archive, article, changes, front, headline, list, media_page, notices, oembed, offline, period,
    problem, sitemap, thanks, writers,
};
use crate::sitemaps::{self, Map};
use crate::worker;

/// A request taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The path as it came.
    raw: String,
    address: Address,
    params: Params,
}

impl Asked {
    pub(crate) fn new(path: &str, params: Params) -> Self {
        let mut address = Address::of(path);
        if address.view == View::Itself {
            address.view = view_of(&params);
        }
        Self {
            raw: path.to_owned(),
            address,
            params,
        }
    }
}

impl Asked {
    /// The comment that a reader wants to answer on the page at `canonical`.
    fn answers(&self, canonical: &str) -> Option<i64> {
        let anchor = self.params.number(Name::ReplyTo)?;
        is_spelling_of(&self.raw, canonical).then_some(anchor)
    }

    /// Whether this asks for something else than the page at the root of `folder`.
    fn is_beside(&self, folder: &str) -> bool {
        !folder.is_empty()
            && self.address.base == folder
            && (self.address.view != View::Itself || !self.params.is_empty())
    }
}

/// The view that an old address asks for in its query.
fn view_of(params: &Params) -> View {
    if params.get(Name::ReplyTo).is_some() || params.get(Name::Amp).is_some() {
        return View::Old;
    }
    if let Some(feed) = params.get(Name::Feed) {
        return View::Feed(Format::named(feed));
    }
    match params
        .number(Name::Paged)
        .and_then(|page| usize::try_from(page).ok())
    {
        Some(page) if page > 1 => View::Page(page),
        _ => View::Itself,
    }
}

/// What answers a request.
#[derive(Debug)]
pub(crate) enum Routed {
    Answer(Answer),
    Search(Question, Shape),
    /// The beginning of a search.
    Suggest(String),
    Original(MediaFile),
    Sized(MediaFile, u32, u32),
    Variant(MediaFile, u32, VariantFormat),
    /// The picture of an article's headline.
    HeadlineCard(ArticleId, CardText),
    /// What somebody gets of the newsletter, if the key is one.
    Choices(Key),
    /// Nothing that readers may know of was ever here.
    Missing,
}

/// The shape in which what was found is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Page,
    Feed(Format),
    /// For programs.
    Api,
}

impl From<Answer> for Routed {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

/// Finds what answers a request.
pub(crate) fn dispatch(
    reading: &mut Reading<'_>,
    edition: &Edition,
    asked: &Asked,
) -> Result<Routed, Error> {
    if let Some(answer) = fixed(reading, edition, asked)? {
        return Ok(answer);
    }
    if matches!(asked.address.base.as_str(), "/" | "/index.php") {
        if let Some(routed) = old::query(reading, edition, asked)? {
            return Ok(routed);
        }
        return home(reading, edition, asked);
    }
    // A page may stand at the root of the folder; its views and queries are those of the paper.
    if asked.is_beside(&edition.settings().old_folder)
        && let Some(routed) = old::below_folder(reading, edition, asked)?
    {
        return Ok(routed);
    }
    if let Some(routed) = desk::contact(reading, edition, asked)? {
        return Ok(routed);
    }
    if let Some(routed) = content(
        reading,
        edition,
        asked,
        &asked.address.base,
        asked.address.view,
    )? {
        return Ok(routed);
    }
    // What looked like a view may be the end of a slug.
    if asked.address.whole != asked.address.base
        && let Some(routed) = content(reading, edition, asked, &asked.address.whole, View::Itself)?
    {
        return Ok(routed);
    }
    if let Some(routed) = ours(reading, edition, asked)? {
        return Ok(routed);
    }
    Ok(old::meant(reading, edition, asked)?.unwrap_or(Routed::Missing))
}

/// Addresses that no archive can claim.
fn fixed(
    reading: &mut Reading<'_>,
    edition: &Edition,
    asked: &Asked,
) -> Result<Option<Routed>, Error> {
    let answer = match asked.raw.as_str() {
        // The edition was opened: the archive answers.
        "/healthz" => Answer::new(Kind::Text, "ok\n", CachePolicy::NoStore),
        "/robots.txt" => notices::robots(edition),
        "/ads.txt" => return Ok(Some(or_missing(notices::ads(edition)))),
        "/.well-known/security.txt" => return Ok(Some(or_missing(notices::security(edition)))),
        "/security.txt" => Answer::moved("/.well-known/security.txt"),
        oembed::PATH | oembed::OLD_PATH => oembed::show(reading, edition, &asked.params)?,
        "/manifest.webmanifest" => sitemaps::manifest(edition),
        "/favicon.svg" => Assets::favicon(),
        "/sitemap.xml" => sitemaps::index(reading, edition)?,
        // Where WordPress and its most used plug-in have theirs.
        "/wp-sitemap.xml" | "/sitemap_index.xml" | "/sitemap-index.xml" => sitemaps::moved(),
        "/wp-feed.php" | "/wp-rdf.php" | "/wp-rss.php" | "/wp-rss2.php" => Answer::moved("/feed/"),
        "/wp-atom.php" => Answer::moved("/feed/atom/"),
        "/wp-commentsrss2.php" => Answer::moved("/comments/feed/"),
        thanks::PATH => thanks::show(reading, edition, asked.params.number(Name::Article))?,
        "/index.php" if asked.params.is_empty() => Answer::moved("/"),
        raw => {
            if let Some(map) = raw.strip_prefix("/sitemaps/").and_then(Map::named) {
                return Ok(sitemaps::show(reading, edition, map)?.map(Routed::Answer));
            }
            let file = worker::show(edition, raw)
                .or_else(|| notices::indexnow_key(edition, raw))
                .or_else(|| icons::show(raw));
            if let Some(file) = file {
                return Ok(Some(file.into()));
            }
            if let Some(id) = card_of(raw) {
                let text = headline::card(reading, edition, id)?;
                return Ok(text.map(|text| Routed::HeadlineCard(id, text)));
            }
            return variant(reading, raw);
        }
    };
    Ok(Some(answer.into()))
}

fn or_missing(answer: Option<Answer>) -> Routed {
    answer.map_or(Routed::Missing, Routed::Answer)
}

/// `/card/12.png`
fn card_of(raw: &str) -> Option<ArticleId> {
    let id = raw.strip_prefix("/card/")?.strip_suffix(".png")?;
    let is_number = id.bytes().all(|digit| digit.is_ascii_digit()) && !id.starts_with('0');
    id.parse().ok().filter(|_| is_number).map(ArticleId)
}

/// `/media/12/800.webp`
fn variant(reading: &mut Reading<'_>, raw: &str) -> Result<Option<Routed>, Error> {
    let parts = raw
        .strip_prefix("/media/")
        .and_then(|rest| rest.split_once('/'));
    let Some((id, (width, extension))) =
        parts.and_then(|(id, file)| Some((id, file.split_once('.')?)))
    else {
        return Ok(None);
    };
    let format = match extension {
        "webp" => VariantFormat::Webp,
        "jpg" => VariantFormat::Jpeg,
        _ => return Ok(None),
    };
    let (Ok(id), Some(width)) = (
        id.parse(),
        width
            .parse()
            .ok()
            .filter(|&width| crate::view::is_offered(width)),
    ) else {
        return Ok(None);
    };
    let file = reading.media_file(MediaId(id))?;
    Ok(file.map(|file| Routed::Variant(file, width, format)))
}

/// The front page and its views.
fn home(reading: &mut Reading<'_>, edition: &Edition, asked: &Asked) -> Result<Routed, Error> {
    let routed = match asked.address.view {
        View::Itself => spelled(asked, "/", || front::show(reading, edition).map(Some))?,
        View::Page(page @ 2..) => spelled(asked, &page_path("/", page), || {
            list::everything(reading, edition, page)
        })?,
        View::Feed(format) => spelled(asked, &format!("/{}", format.suffix()), || {
            feeds::articles(reading, edition, Subject::Paper, format)
        })?,
        View::Page(_) => Some(Answer::moved("/").into()),
        View::Old => Some(Answer::moved(old::home(&asked.address.whole)).into()),
    };
    Ok(routed.unwrap_or(Routed::Missing))
}

/// Answers at `canonical`, and redirects every other spelling to it.
fn spelled(
    asked: &Asked,
    canonical: &str,
    answer: impl FnOnce() -> Result<Option<Answer>, Error>,
) -> Result<Option<Routed>, Error> {
    let by_query = view_of(&asked.params) != View::Itself;
    if by_query || !is_spelling_of(&asked.raw, canonical) {
        return Ok(Some(Answer::moved(canonical).into()));
    }
    Ok(answer()?.map(Routed::Answer))
}

/// The canonical path with a view that a redirect carries over.
fn with_view(path: &str, view: View) -> String {
    match view {
        View::Page(page) => page_path(path, page),
        View::Feed(format) => format!("{path}{}", format.suffix()),
        View::Itself | View::Old => path.to_owned(),
    }
}

/// What the archive has at `base`; `None` when it has nothing there.
fn content(
    reading: &mut Reading<'_>,
    edition: &Edition,
    asked: &Asked,
    base: &str,
    view: View,
) -> Result<Option<Routed>, Error> {
    match reading.resolve(base)? {
        Resolved::Here { target, canonical } => {
            show(reading, edition, asked, target, &canonical, view)
        }
        Resolved::Moved { to } => {
            let is_list = !matches!(view, View::Page(_)) || leads_to_list(reading, &to)?;
            let to = if is_list { with_view(&to, view) } else { to };
            Ok(Some(Answer::moved(&to).into()))
        }
        Resolved::Gone { reason } => Ok(Some(
            problem::gone(reading, edition, &asked.raw, reason)?.into(),
        )),
        Resolved::Unknown => Ok(None),
    }
}

/// Whether a canonical path is that of a list, whose pages are numbered.
fn leads_to_list(reading: &mut Reading<'_>, path: &str) -> Result<bool, Error> {
    let found = reading.resolve(&warraq_text::path::canonical(path))?;
    let list = |target| {
        matches!(
            target,
            Target::Section(_) | Target::Tag(_) | Target::Person(_)
        )
    };
    Ok(matches!(found, Resolved::Here { target, .. } if list(target)))
}

fn show(
    reading: &mut Reading<'_>,
    edition: &Edition,
    asked: &Asked,
    target: Target,
    canonical: &str,
    view: View,
) -> Result<Option<Routed>, Error> {
    let subject = match target {
        Target::Article(id) => return show_article(reading, edition, asked, id, canonical, view),
        Target::MediaPage(id) => {
            return spelled(asked, canonical, || {
                media_page::show(reading, edition, id, canonical)
            });
        }
        Target::MediaFile(id) => return Ok(reading.media_file(id)?.map(Routed::Original)),
        Target::Section(id) => Subject::Section(id),
        Target::Tag(id) => Subject::Tag(id),
        Target::Person(id) => Subject::Person(id),
    };
    match view {
        View::Feed(format) => spelled(asked, &format!("{canonical}{}", format.suffix()), || {
            feeds::articles(reading, edition, subject, format)
        }),
        View::Itself | View::Page(_) => {
            let page = if let View::Page(page) = view { page } else { 1 };
            spelled(asked, &page_path(canonical, page), || match target {
                Target::Section(id) => list::section(reading, edition, id, page),
                Target::Tag(id) => list::tag(reading, edition, id, page),
                Target::Person(id) => list::person(reading, edition, id, page),
                _ => Ok(None),
            })
        }
        View::Old => {
            let to = if asked.address.whole.contains("/feed/") {
                format!("{canonical}feed/")
            } else {
                canonical.to_owned()
            };
            Ok(Some(Answer::moved(&to).into()))
        }
    }
}

fn show_article(
    reading: &mut Reading<'_>,
    edition: &Edition,
    asked: &Asked,
    id: ArticleId,
    canonical: &str,
    view: View,
) -> Result<Option<Routed>, Error> {
    match view {
        View::Itself if asked.params.get(Name::Changes).is_some() => {
            if !is_spelling_of(&asked.raw, canonical) {
                return Ok(Some(Answer::moved(&changes::path(canonical)).into()));
            }
            Ok(changes::show(reading, edition, id)?.map(Routed::Answer))
        }
        View::Itself => spelled(asked, canonical, || article::show(reading, edition, id)),
        View::Feed(format) => spelled(asked, &format!("{canonical}{}", format.suffix()), || {
            feeds::comments_of(reading, edition, id, format)
        }),
        // An article is one page here; its parts, its other forms and their comments are in it.
        View::Page(_) | View::Old => {
            let form = match asked.answers(canonical) {
                Some(anchor) => article::reply(reading, edition, id, anchor)?,
                None => None,
            };
            Ok(Some(
                form.unwrap_or_else(|| Answer::moved(canonical)).into(),
            ))
        }
    }
}

/// Pages of our own, where the archive has none at the same path.
fn ours(
    reading: &mut Reading<'_>,
    edition: &Edition,
    asked: &Asked,
) -> Result<Option<Routed>, Error> {
    let Address { base, view, .. } = &asked.address;
    if let Some(period) = asked.address.period() {
        let page = match view {
            View::Itself => 1,
            View::Page(page) => *page,
            View::Feed(_) | View::Old => {
                return Ok(Some(Answer::moved(&period_path(period)).into()));
            }
        };
        // Nothing is known of a time without articles, not even how its address is spelled.
        let Some(answer) = period::show(reading, edition, period, page)? else {
            return Ok(None);
        };
        return spelled(asked, &page_path(&period_path(period), page), || {
            Ok(Some(answer))
        });
    }
    if let Some(id) = asked.address.short_id() {
        let found = reading.cards(&[ArticleId(id)])?;
        return Ok(found.first().map(|card| Answer::moved(&card.path).into()));
    }
    if let Some(words) = base.strip_prefix("/search/") {
        let shape = match view {
            View::Feed(format) => Shape::Feed(*format),
            View::Old => Shape::Feed(Format::Rss),
            View::Itself | View::Page(_) => Shape::Page,
        };
        let question = Question::about(&decoded(words));
        return Ok(Some(Routed::Search(question, shape)));
    }
    if let Some(year) = base.strip_prefix("/sitemap/") {
        let year = year.parse().ok().filter(|_| year.len() == 4);
        let Some(year) = year else { return Ok(None) };
        return spelled(asked, &format!("{}{year:04}/", sitemap::PATH), || {
            sitemap::year(reading, edition, year)
        });
    }
    if let Some(routed) = desk::page(reading, edition, asked)? {
        return Ok(Some(routed));
    }
    match (base.as_str(), view) {
        ("/search", view) => {
            let shape = match view {
                View::Feed(format) => Shape::Feed(*format),
                View::Itself | View::Page(_) | View::Old => Shape::Page,
            };
            Ok(Some(Routed::Search(Question::of(&asked.params), shape)))
        }
        ("/api/search", _) => Ok(Some(Routed::Search(
            Question::of(&asked.params),
            Shape::Api,
        ))),
        ("/api/suggest", _) => Ok(Some(Routed::Suggest(Question::of(&asked.params).text))),
        ("/api/openapi.json", _) => Ok(Some(api::description().into())),
        ("/comments", View::Feed(format)) => {
            spelled(asked, &format!("/comments/{}", format.suffix()), || {
                feeds::comments(reading, edition, *format).map(Some)
            })
        }
        ("/comments" | "/video", View::Old) if asked.address.whole.contains("/feed/") => {
            Ok(Some(Answer::moved(&format!("{base}/feed/")).into()))
        }
        ("/video", View::Feed(format)) => {
            spelled(asked, &format!("/video/{}", format.suffix()), || {
                feeds::articles(reading, edition, Subject::Films, *format)
            })
        }
        ("/archive", View::Itself) => spelled(asked, archive::PATH, || {
            archive::show(reading, edition).map(Some)
        }),
        ("/authors", View::Itself) => spelled(asked, writers::PATH, || {
            writers::show(reading, edition).map(Some)
        }),
        ("/offline", View::Itself) => {
            spelled(asked, offline::PATH, || offline::show(edition).map(Some))
        }
        ("/sitemap", View::Itself) => spelled(asked, sitemap::PATH, || {
            sitemap::show(reading, edition).map(Some)
        }),
        ("/video", View::Itself | View::Page(_)) => {
            let page = if let View::Page(page) = view {
                *page
            } else {
                1
            };
            spelled(asked, &page_path("/video/", page), || {
                list::films(reading, edition, page)
            })
        }
        _ => Ok(None),
    }
}

/// The words of `/search/…/`.
fn decoded(words: &str) -> String {
    let spaced = words.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced)
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_in_a_query_are_those_in_a_path() {
        let view = |query| view_of(&Params::of(query));
        assert_eq!(view("replytocom=5"), View::Old);
        assert_eq!(view("amp"), View::Old);
        assert_eq!(view("feed=atom"), View::Feed(Format::Atom));
        assert_eq!(view("paged=3"), View::Page(3));
        assert_eq!(view("paged=1&utm_source=x"), View::Itself);
    }
}
