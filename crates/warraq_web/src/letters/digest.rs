//! The newsletter: what was published since the last one, of what a subscriber follows.
//!
//! Each subscriber has a mark up to which everything was told. A newsletter tells what was
//! published from there to the set hour, and moves the mark in the same transaction in which it is
//! put into the outbox. Killed anywhere, the program neither repeats nor loses an article.

use std::collections::HashSet;
use std::time::Duration;

use jiff::civil::Weekday;
use serde::Serialize;
use tracing::{info, warn};
use warraq_archive::model::{
    ArticleId, Card, Key, Letter, Listing, Published, Rhythm, Settings, Subscriber, Timestamp,
};
use warraq_archive::store::{Reading, StoreError};
use warraq_archive::{Archive, chance};

use super::{Desk, Links};
use crate::error::Error;
use crate::view::{Dates, Moment};

/// After the set hour: what was being published in that second is published by then.
const GRACE_MS: i64 = 60_000;
/// Articles that a newsletter tells of; of more it gives the number.
const MOST: usize = 60;
/// Articles of one list that are looked at: an import brings thousands at once.
const MOST_READ: usize = 500;
/// Subscribers that are read at a time.
const BATCH: usize = 100;
/// Between two looks at the clock.
const LOOK_EVERY: Duration = Duration::from_secs(20);
/// Looks between two clearings of what has expired: an hour.
const CLEAR_EVERY: u32 = 180;

/// Writes newsletters on a thread of its own, for as long as the program runs.
///
/// # Errors
/// When the system gives no thread.
pub fn write_newsletters_in_background(archive: &Archive) -> std::io::Result<()> {
    let archive = archive.clone();
    let work = move || {
        for look in 0_u32.. {
            match write_newsletters(&archive) {
                Ok(0) => {}
                Ok(written) => info!("Wrote {written} newsletters"),
                Err(error) => warn!(%error, "Newsletters could not be written; trying again"),
            }
            if look.is_multiple_of(CLEAR_EVERY)
                && let Err(error) = archive.forget_unconfirmed()
            {
                warn!(%error, "Unconfirmed addresses could not be forgotten; trying again");
            }
            std::thread::sleep(LOOK_EVERY);
        }
    };
    std::thread::Builder::new()
        .name("warraq-newsletter".to_owned())
        .spawn(work)?;
    Ok(())
}

/// Writes all newsletters whose hour has come into the outbox; how many.
///
/// # Errors
/// When the archive cannot be read or written. What was written stays written.
pub fn write_newsletters(
    archive: &Archive,
) -> Result<usize, Box<dyn std::error::Error + Send + Sync>> {
    let mut written = 0;
    for rhythm in Rhythm::ALL {
        let settings = archive.settings();
        let now = Timestamp::from_millis(archive.clock().now().millis() - GRACE_MS);
        let Some(until) = last_turn(&settings, rhythm, now) else {
            continue;
        };
        let mut after = 0;
        loop {
            let due = archive.untold_subscribers(rhythm, until, after, BATCH)?;
            let Some(last) = due.last() else { break };
            after = last.id;
            written += write_for(archive, &settings, &due, until)?;
        }
    }
    Ok(written)
}

fn write_for(
    archive: &Archive,
    settings: &Settings,
    due: &[Subscriber],
    until: Timestamp,
) -> Result<usize, Error> {
    let mut keys = Vec::with_capacity(due.len());
    for _ in due {
        keys.push(Key::of(chance::bytes().map_err(Error::Chance)?));
    }
    let letters = archive.read_here(|reading| {
        let write = |(subscriber, key)| digest(reading, settings, subscriber, until, key);
        Ok::<_, StoreError>(due.iter().zip(&keys).map(write).collect::<Vec<_>>())
    })?;
    let mut written = 0;
    for ((subscriber, key), letter) in due.iter().zip(&keys).zip(letters) {
        let letter = letter?;
        let told = archive.tell_subscriber(subscriber, until, letter.as_ref().map(|l| (l, key)))?;
        written += usize::from(told && letter.is_some());
    }
    Ok(written)
}

/// The last moment, not after `now`, at which a newsletter of this rhythm was to go out.
fn last_turn(settings: &Settings, rhythm: Rhythm, now: Timestamp) -> Option<Timestamp> {
    let zone = &settings.time_zone;
    let is_day = |day: Weekday| rhythm == Rhythm::Daily || day == settings.newsletter_weekday;
    let mut day = now.in_zone(zone).date();
    // Today's hour may not have come: a week ago is the furthest.
    for _ in 0..=7 {
        if is_day(day.weekday()) {
            let turn = day.at(settings.newsletter_hour, 0, 0, 0);
            let turn = turn.to_zoned_datetime(zone.clone()).ok()?.timestamp();
            let turn = Timestamp::from_millis(turn.as_millisecond());
            if turn <= now {
                return Some(turn);
            }
        }
        day = day.yesterday().ok()?;
    }
    None
}

#[derive(Serialize)]
struct Digest {
    day: String,
    groups: Vec<Group>,
    more: String,
    links: Links,
}

#[derive(Serialize)]
struct Group {
    /// Empty for the whole paper.
    name: String,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    headline: String,
    section: String,
    words: String,
    day: Moment,
    href: String,
}

/// The newsletter of one subscriber; `None` when there is nothing new.
pub(super) fn digest(
    reading: &mut Reading<'_>,
    settings: &Settings,
    subscriber: &Subscriber,
    until: Timestamp,
    key: &Key,
) -> Result<Option<Letter>, Error> {
    let desk = Desk::of(settings);
    let dates = Dates::of(settings);
    let whole = [Listing::All];
    let lists = if subscriber.choice.lists.is_empty() {
        &whole[..]
    } else {
        &subscriber.choice.lists
    };
    let mut seen: HashSet<ArticleId> = HashSet::new();
    let mut groups = Vec::new();
    let (mut shown, mut left_out) = (0, 0);
    for list in lists {
        let cards = reading.published_between(*list, subscriber.told_until, until, MOST_READ)?;
        let mut new: Vec<_> = cards
            .into_iter()
            .filter(|card| seen.insert(card.id))
            .collect();
        left_out += new.len().saturating_sub(MOST - shown);
        new.truncate(MOST - shown);
        shown += new.len();
        if !new.is_empty() {
            groups.push(Group {
                name: name_of(reading, *list)?,
                items: new.iter().map(|card| item(&desk, &dates, card)).collect(),
            });
        }
    }
    let Some(first) = groups.first().and_then(|group| group.items.first()) else {
        return Ok(None);
    };
    let subject = desk
        .say("letters.digest_subject")
        .replace("{headline}", &first.headline);
    let more = if left_out == 0 {
        String::new()
    } else {
        let count = desk.words.count("articles", left_out, dates.digits());
        desk.words.say_with("letters.digest_more", "count", &count)
    };
    let page = Digest {
        day: dates.long(dates.date(until)).text,
        groups,
        more,
        links: desk.links(key),
    };
    let letter = desk.write("digest", &subscriber.email, subject, page)?;
    Ok(Some(Letter {
        list: Some(desk.list(key)),
        ..letter
    }))
}

fn name_of(reading: &mut Reading<'_>, list: Listing) -> Result<String, StoreError> {
    Ok(match list {
        Listing::Section(id) => reading.section_label(id)?.map(|label| label.name),
        Listing::Tag(id) => reading.tag(id)?.map(|tag| tag.label.name),
        _ => None,
    }
    .unwrap_or_default())
}

fn item(desk: &Desk<'_>, dates: &Dates<'_>, card: &Published<Card>) -> Item {
    Item {
        headline: warraq_text::bidi::plain(&card.headline),
        section: card
            .section
            .as_ref()
            .map_or_else(String::new, |label| label.name.clone()),
        words: warraq_text::bidi::plain(&card.excerpt),
        day: dates.day(card.published_at),
        href: desk.address(&card.path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(zone: &str) -> Settings {
        let mut settings = Settings::default();
        settings.apply("site.time_zone", zone).unwrap();
        settings
    }

    #[track_caller]
    fn check(rhythm: Rhythm, now: &str, expected: &str) {
        let millis = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_millisecond();
        let now = Timestamp::from_millis(millis(now));
        let turn = last_turn(&settings("Asia/Damascus"), rhythm, now).unwrap();
        assert_eq!(turn.millis(), millis(expected));
    }

    #[test]
    fn the_day_turns_at_the_set_hour_of_the_papers_clocks() {
        check(
            Rhythm::Daily,
            "2026-11-27T03:59:59Z",
            "2026-11-26T04:00:00Z",
        );
        check(
            Rhythm::Daily,
            "2026-11-27T04:00:00Z",
            "2026-11-27T04:00:00Z",
        );
        check(
            Rhythm::Daily,
            "2026-11-27T22:00:00Z",
            "2026-11-27T04:00:00Z",
        );
    }

    #[test]
    fn the_week_turns_on_the_set_day() {
        // The 21st of November 2026 is a Saturday.
        check(
            Rhythm::Weekly,
            "2026-11-27T12:00:00Z",
            "2026-11-21T04:00:00Z",
        );
        check(
            Rhythm::Weekly,
            "2026-11-28T03:59:00Z",
            "2026-11-21T04:00:00Z",
        );
        check(
            Rhythm::Weekly,
            "2026-11-28T04:00:00Z",
            "2026-11-28T04:00:00Z",
        );
    }
}
