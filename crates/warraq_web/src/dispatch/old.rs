//! Addresses that only the old site had: a query on the front page, a part of an article, a size of
//! a picture, a slug that was cut.

use warraq_archive::model::{ArticleId, Listing, Period, Resolved, Target};
use warraq_archive::store::{NameKind, Reading};

use super::{Asked, Routed, Shape, dispatch, with_view};
use crate::address::{Address, Format, period_path, without_size};
use crate::edition::Edition;
use crate::error::Error;
use crate::params::{Name, Params};
use crate::respond::Answer;
use crate::site::search::Question;
use crate::site::{article, problem};

/// Where the old spellings of the paper's own feed lead.
pub(super) fn home(whole: &str) -> &'static str {
    match whole {
        "/atom" => "/feed/atom/",
        "/amp" | "/embed" | "/trackback" | "/" => "/",
        _ => "/feed/",
    }
}

/// Addresses of the old site that are a query on the front page: `/?p=12`.
pub(super) fn query(
    reading: &mut Reading<'_>,
    edition: &Edition,
    asked: &Asked,
) -> Result<Option<Routed>, Error> {
    let params = &asked.params;
    if params.get(Name::SearchOld).is_some() {
        let feed = params.get(Name::Feed).map(Format::named);
        let shape = feed.map_or(Shape::Page, Shape::Feed);
        return Ok(Some(Routed::Search(Question::of(params), shape)));
    }
    if params
        .get(Name::Feed)
        .is_some_and(|feed| feed.starts_with("comments"))
    {
        return Ok(Some(Answer::moved("/comments/feed/").into()));
    }
    for name in [
        Name::Post,
        Name::OldPage,
        Name::Attachment,
        Name::Category,
        Name::Author,
    ] {
        let Some(id) = params.number(name) else {
            continue;
        };
        let path = format!("/?{}={id}", name.text());
        let found = match reading.resolve(&path)? {
            // WordPress finds any kind of thing under `p`.
            Resolved::Unknown if matches!(name, Name::OldPage | Name::Attachment) => {
                reading.resolve(&format!("/?p={id}"))?
            }
            found => found,
        };
        return Ok(Some(match found {
            Resolved::Here { canonical, .. } | Resolved::Moved { to: canonical } => {
                Answer::moved(&with_view(&canonical, asked.address.view)).into()
            }
            Resolved::Gone { reason } => {
                problem::gone(reading, edition, &asked.raw, reason)?.into()
            }
            Resolved::Unknown => Routed::Missing,
        }));
    }
    let named = [
        (Name::Tag, NameKind::Tag),
        (Name::CategorySlug, NameKind::Section),
        (Name::AuthorSlug, NameKind::Person),
    ];
    for name in [Name::Slug, Name::PageSlug] {
        if let Some(slug) = params.get(name).filter(|slug| slug.chars().count() > 2) {
            let slug = slug.rsplit('/').next().unwrap_or_default();
            let found = reading.guess(slug, None)?;
            return Ok(Some(found.map_or(Routed::Missing, |path| {
                Answer::moved(&with_view(&path, asked.address.view)).into()
            })));
        }
    }
    for (name, kind) in named {
        let Some(slug) = params.get(name) else {
            continue;
        };
        // WordPress writes `parent/child` for a sub-section.
        let slug = slug
            .rsplit('/')
            .find(|part| !part.is_empty())
            .unwrap_or_default();
        let found = reading.named(kind, slug)?;
        let path = match found.first() {
            Some(listing) => path_of(reading, *listing)?,
            None => None,
        };
        return Ok(Some(match path {
            Some(path) => Answer::moved(&with_view(&path, asked.address.view)).into(),
            None => Routed::Missing,
        }));
    }
    if let Some(month) = dates_of(params) {
        return Ok(Some(match old_month(&month) {
            Some(period) => {
                Answer::moved(&with_view(&period_path(period), asked.address.view)).into()
            }
            None => Routed::Missing,
        }));
    }
    Ok(None)
}

/// The stretch of time that `?m=202209` or `?year=2022&monthnum=9` names, as the former.
fn dates_of(params: &Params) -> Option<String> {
    if let Some(month) = params.get(Name::Month) {
        return Some(month.to_owned());
    }
    let year = params.number(Name::Year)?;
    Some(
        match (params.number(Name::MonthNumber), params.number(Name::Day)) {
            (None, _) => format!("{year:04}"),
            (Some(month), None) => format!("{year:04}{month:02}"),
            (Some(month), Some(day)) => format!("{year:04}{month:02}{day:02}"),
        },
    )
}

/// Reads `?m=2022`, `?m=202209` and `?m=20220925`; WordPress ignores a time of day after it.
fn old_month(text: &str) -> Option<Period> {
    let digits: String = text.chars().filter(char::is_ascii_digit).take(8).collect();
    let path = match digits.len() {
        4 | 5 => format!("/{}/", digits.get(..4)?),
        6 | 7 => format!("/{}/{}/", digits.get(..4)?, digits.get(4..6)?),
        8 => format!(
            "/{}/{}/{}/",
            digits.get(..4)?,
            digits.get(4..6)?,
            digits.get(6..)?
        ),
        _ => return None,
    };
    Address::of(&path).period()
}

fn path_of(reading: &mut Reading<'_>, listing: Listing) -> Result<Option<String>, Error> {
    Ok(match listing {
        Listing::Section(id) => reading.section(id)?.map(|section| section.label.path),
        Listing::Tag(id) => reading.tag(id)?.map(|tag| tag.label.path),
        Listing::Person(id) => reading.person(id)?.map(|person| person.label.path),
        Listing::All | Listing::Video => None,
    })
}

/// What may still be meant by an address where nothing is: the same below the folder that the old
/// site was in, a size of a picture, a part of an article, the beginning of a slug.
pub(super) fn meant(
    reading: &mut Reading<'_>,
    edition: &Edition,
    asked: &Asked,
) -> Result<Option<Routed>, Error> {
    // Servers that could not rewrite addresses had WordPress put its program in front of them.
    if let Some(path) = asked.raw.strip_prefix("/index.php/") {
        return Ok(Some(Answer::moved(path).into()));
    }
    if let Some(routed) = below_folder(reading, edition, asked)? {
        return Ok(Some(routed));
    }
    if let Some(routed) = old_size(reading, &asked.address.whole)? {
        return Ok(Some(routed));
    }
    if let Some((whole, part)) = asked.address.without_part_number()
        && let Resolved::Here {
            target: Target::Article(id),
            canonical,
        } = reading.resolve(whole)?
    {
        return part_of(reading, edition, id, part, &canonical).map(Some);
    }
    let slug = asked.address.slug();
    // A file that is missing is no article; nor is a word of one or two letters.
    let may_be_cut = slug.chars().count() > 2 && !slug.contains('.');
    if asked.params.is_empty()
        && may_be_cut
        && asked.address.period().is_none()
        // A list that has fewer pages was not cut.
        && reading.resolve(&asked.address.base)? == Resolved::Unknown
        && let Some(path) = reading.guess(slug, asked.address.period_above())?
    {
        return Ok(Some(Answer::moved(&path).into()));
    }
    Ok(None)
}

/// Lists, dates and feeds of a site that was in a folder of its host stand at the root here.
pub(super) fn below_folder(
    reading: &mut Reading<'_>,
    edition: &Edition,
    asked: &Asked,
) -> Result<Option<Routed>, Error> {
    let folder = &edition.settings().old_folder;
    if folder.is_empty() {
        return Ok(None);
    }
    let Some(path) = Address::below(&asked.raw, folder) else {
        return Ok(None);
    };
    let routed = dispatch(reading, edition, &Asked::new(path, asked.params.clone()))?;
    Ok(match routed {
        Routed::Missing => None,
        Routed::Answer(answer) if answer.is_shown() && asked.params.is_empty() => {
            Some(Answer::moved(path).into())
        }
        routed => Some(routed),
    })
}

/// A part of an article that WordPress split. All of it is on one page here: parts that were there
/// answer with it, others lead to it.
fn part_of(
    reading: &mut Reading<'_>,
    edition: &Edition,
    id: ArticleId,
    part: usize,
    canonical: &str,
) -> Result<Routed, Error> {
    /// What the cleaner leaves between two parts.
    const BREAK: &str = "<hr class=\"page-break\">";
    let parts = reading.article(id)?.map_or(1, |article| {
        article.body.as_str().matches(BREAK).count() + 1
    });
    if (2..=parts).contains(&part)
        && let Some(answer) = article::show(reading, edition, id)?
    {
        return Ok(answer.into());
    }
    Ok(Answer::moved(canonical).into())
}

/// `…/photo-300x200.jpg`, which WordPress made of `photo.jpg`, `photo-scaled.jpg` or
/// `photo-rotated.jpg`.
fn old_size(reading: &mut Reading<'_>, path: &str) -> Result<Option<Routed>, Error> {
    let Some((original, width, height)) = without_size(path) else {
        return Ok(None);
    };
    let (stem, extension) = original.rsplit_once('.').unwrap_or((&original, ""));
    let made_from = [
        original.clone(),
        format!("{stem}-scaled.{extension}"),
        format!("{stem}-rotated.{extension}"),
    ];
    for path in made_from {
        if let Resolved::Here {
            target: Target::MediaFile(id),
            ..
        } = reading.resolve(&path)?
        {
            let file = reading.media_file(id)?;
            return Ok(file.map(|file| Routed::Sized(file, width, height)));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_months_are_read() {
        let path = |text| old_month(text).map(period_path);
        assert_eq!(path("202209"), Some("/2022/09/".to_owned()));
        assert_eq!(path("20220925"), Some("/2022/09/25/".to_owned()));
        assert_eq!(path("2022"), Some("/2022/".to_owned()));
        assert_eq!(path("20220925103000"), Some("/2022/09/25/".to_owned()));
        assert_eq!(path("202213"), None);
        assert_eq!(path("x"), None);
    }
}
