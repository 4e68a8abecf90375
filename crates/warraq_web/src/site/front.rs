//! The front page.

use std::collections::HashSet;

use jiff::civil::Date;
use serde::Serialize;
use warraq_archive::model::{ArticleId, Card, Listing, Period, Published};
use warraq_archive::store::{ChangeKind, Reading};

use super::{home, most_read};
use crate::address::period_path;
use crate::cache::{ANY_COMMENTS, MOST_READ};
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::respond::Answer;
use crate::view::{CardView, Head, HeadImage, LabelView, json_ld, named};

/// The newest articles, from which the front page is chosen.
const NEWEST: usize = 40;
const BESIDE_THE_LEAD: usize = 3;
const LATEST: usize = 9;
/// The most of a section's newest articles that can stand above it already.
const AT_THE_TOP: usize = 1 + BESIDE_THE_LEAD + LATEST;
const SECTIONS: usize = 8;
const IN_A_SECTION: usize = 7;
const FILMS: usize = 8;
const DISCUSSED: usize = 5;
const YEARS: usize = 4;
const VOICES: usize = 4;

#[derive(Serialize)]
struct FrontPage {
    lead: Option<CardView>,
    beside: Vec<CardView>,
    latest: Vec<CardView>,
    on_this_day: Vec<YearOfThisDay>,
    sections: Vec<SectionBlock>,
    films: Vec<CardView>,
    most_read: Vec<CardView>,
    discussed: Vec<CardView>,
    voices: Vec<Voice>,
    home: LabelView,
}

#[derive(Serialize)]
struct SectionBlock {
    section: LabelView,
    cards: Vec<CardView>,
}

#[derive(Serialize)]
struct YearOfThisDay {
    year: String,
    card: CardView,
    day: String,
}

#[derive(Serialize)]
struct Voice {
    name: String,
    text: String,
    href: String,
    headline: String,
}

/// `GET /`
pub(crate) fn show(reading: &mut Reading<'_>, edition: &Edition) -> Result<Answer, Error> {
    let mut used = Used::default();
    let picks = reading.front()?;
    let sticky = reading.sticky(BESIDE_THE_LEAD)?;
    let newest = reading.newest(Listing::All, NEWEST)?;
    let mut made_from = MadeFrom::at("/")
        .listing(Listing::All)
        .with(ANY_COMMENTS)
        .cards(&picks)
        .cards(&sticky)
        .cards(&newest);

    let pool: Vec<&Published<Card>> = picks.iter().chain(&sticky).chain(&newest).collect();
    // What the newsroom has put first leads; else something with a picture.
    let lead = used.take(1, picks.first().or(choose_lead(&pool)).into_iter());
    let beside = used.take(BESIDE_THE_LEAD, pool.iter().copied());
    let beside = match picks.len() {
        0 | 1 => picture_first(beside),
        _ => beside,
    };
    let latest = used.take(LATEST, picks.iter().chain(&newest));
    let discussed = most_discussed(&newest);

    let on_this_day = on_this_day(reading, edition, &mut used)?;
    let mut sections = Vec::new();
    for section in reading.sections()?.into_iter().take(SECTIONS) {
        let list = Listing::Section(section.label.id);
        let cards = reading.newest(list, IN_A_SECTION + AT_THE_TOP)?;
        let fresh = used.take(IN_A_SECTION, cards.iter());
        made_from = made_from
            .listing(list)
            .with(ChangeKind::Section(section.label.id))
            .cards(fresh.iter().copied());
        if !fresh.is_empty() {
            let cards = CardView::all(picture_first(fresh), edition);
            sections.push(SectionBlock {
                section: (&section.label).into(),
                cards,
            });
        }
    }
    let films = reading.newest(Listing::Video, FILMS)?;
    made_from = made_from.listing(Listing::Video).cards(&films);
    let most_read = most_read::cards(reading, edition.ranking().paper())?;
    made_from = made_from.with(MOST_READ).cards(&most_read);
    let voices = voices(reading, edition)?;

    let page = FrontPage {
        lead: CardView::all(lead, edition).pop(),
        beside: CardView::all(beside, edition),
        latest: CardView::all(latest, edition),
        on_this_day,
        sections,
        films: CardView::all(&films, edition),
        most_read: CardView::all(&most_read, edition),
        discussed: CardView::all(discussed, edition),
        voices,
        home: home(edition),
    };
    let settings = edition.settings();
    let image = page.lead.as_ref().and_then(|lead| lead.picture.as_ref());
    let head = Head {
        title: String::new(),
        description: settings.description.clone(),
        image: image.map(|picture| HeadImage::of(picture, edition)),
        feeds: vec![],
        data: vec![json_ld::web_site(edition)],
        ..Head::default()
    };
    edition.print("front.html", head, page, made_from)
}

/// Articles that already stand on the page: none stands twice.
#[derive(Default)]
struct Used {
    seen: HashSet<ArticleId>,
}

impl Used {
    fn take<'a>(
        &mut self,
        limit: usize,
        from: impl Iterator<Item = &'a Published<Card>>,
    ) -> Vec<&'a Published<Card>> {
        from.filter(|card| self.seen.insert(card.id))
            .take(limit)
            .collect()
    }
}

/// The first with a picture among the first few, because the lead is shown large.
fn choose_lead<'a>(pool: &[&'a Published<Card>]) -> Option<&'a Published<Card>> {
    const FEW: usize = 6;
    let with_picture = pool
        .iter()
        .take(FEW)
        .find(|card| card.lead.as_ref().is_some_and(|picture| picture.present));
    with_picture.or(pool.first()).copied()
}

/// The same cards, one with a picture first: the first of a block is shown large.
fn picture_first(mut cards: Vec<&Published<Card>>) -> Vec<&Published<Card>> {
    let is_pictured = |card: &&Published<Card>| card.lead.as_ref().is_some_and(|lead| lead.present);
    if let Some(at) = cards.iter().take(4).position(is_pictured) {
        cards[..=at].rotate_right(1);
    }
    cards
}

fn most_discussed(newest: &[Published<Card>]) -> Vec<&Published<Card>> {
    let mut discussed: Vec<_> = newest
        .iter()
        .filter(|card| card.comment_count > 0)
        .collect();
    discussed.sort_by_key(|card| std::cmp::Reverse(card.comment_count));
    discussed.truncate(DISCUSSED);
    discussed
}

/// What the paper published on this day of earlier years, one article a year.
fn on_this_day(
    reading: &mut Reading<'_>,
    edition: &Edition,
    used: &mut Used,
) -> Result<Vec<YearOfThisDay>, Error> {
    let dates = edition.dates();
    let today = dates.date(edition.now());
    let mut years: Vec<i16> = reading
        .months()?
        .iter()
        .filter(|month| month.month.month == today.month() && month.month.year < today.year())
        .map(|month| month.month.year)
        .collect();
    years.sort_unstable();
    let mut found = Vec::new();
    for year in years.into_iter().rev() {
        let Ok(day) = Date::new(year, today.month(), today.day()) else {
            continue;
        };
        let cards = reading.page_of_period(Period::Day(day), 1)?.cards;
        if let Some(card) = cards.iter().find(|card| used.seen.insert(card.id)) {
            found.push(YearOfThisDay {
                year: dates.bare(year),
                card: CardView::of(card, edition),
                day: period_path(Period::Day(day)),
            });
        }
        if found.len() == YEARS {
            break;
        }
    }
    found.reverse();
    Ok(found)
}

fn voices(reading: &mut Reading<'_>, edition: &Edition) -> Result<Vec<Voice>, Error> {
    /// Letters of a comment that fit the column.
    const FIT: usize = 90;
    let mut voices = Vec::new();
    for (comment, card) in reading.recent_comments(VOICES)? {
        let text = plain_text(comment.body.as_str());
        voices.push(Voice {
            name: named(comment.name, edition),
            text: warraq_text::excerpt::excerpt(&text, FIT),
            href: format!("{}#comment-{}", card.path, comment.anchor),
            headline: card.headline.clone(),
        });
    }
    Ok(voices)
}

/// The words of sanitised mark-up. Only for excerpts: the result is escaped again.
fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    for (entity, letter) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn excerpts_of_mark_up_are_words() {
        assert_eq!(
            plain_text("<p>قال &quot;نعم&quot; &amp;lt;</p>").trim(),
            "قال \"نعم\" &lt;"
        );
        assert_eq!(plain_text("<p").trim(), "");
    }
}
