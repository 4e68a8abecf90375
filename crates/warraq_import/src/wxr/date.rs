//! When something appeared, from the several ways in which an export says so.

use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::tz::{Offset, TimeZone};

use super::faults::Faults;
use crate::record::ProblemKind;

/// Before the Gregorian calendar was anybody's, a year is a slip or of another calendar.
const FIRST_YEAR: i16 = 1600;

/// Hijri years in which there was a press, and some more.
const HIJRI_YEARS: std::ops::RangeInclusive<i16> = 1200..=1500;

/// What is planned further ahead of the export is a slip.
const LAST_YEAR: i16 = 2100;

/// Nothing that has appeared is dated this much later than the export itself.
const LEEWAY_MS: i64 = 10 * 366 * 86_400_000;

/// Turns the dates of one file into moments.
///
/// WordPress writes most dates twice, local and UTC. Where only the local one is usable, the zone
/// is the one given, else what the last item with both dates showed, else UTC, which is reported.
pub(super) struct Clock {
    zone: Option<TimeZone>,
    learnt: Option<Offset>,
    /// When the export was made.
    made_at: Option<i64>,
    /// Whether it was said that UTC is assumed.
    confessed: bool,
}

/// The dates of one item.
pub(super) struct Dates<'a> {
    /// `wp:post_date`.
    pub(super) local: &'a str,
    /// `wp:post_date_gmt`.
    pub(super) utc: &'a str,
    /// `pubDate`.
    pub(super) rss: &'a str,
    /// Whether it has yet to appear, so that it may lie far ahead.
    pub(super) planned: bool,
    /// Whether its absence is a fault: a draft needs no date.
    pub(super) needed: bool,
}

/// A date as written.
#[derive(Debug, PartialEq, Eq)]
enum Written {
    /// Nothing, or one of WordPress's spellings of nothing.
    Missing,
    /// Not a date of our calendar, and why.
    Bad(&'static str),
    /// A moment of a calendar, with its distance from UTC where it was written with one.
    Civil(DateTime, Option<Offset>),
}

impl Clock {
    pub(super) fn new(zone: Option<TimeZone>) -> Self {
        Self {
            zone,
            learnt: None,
            made_at: None,
            confessed: false,
        }
    }

    /// Takes the channel's own date.
    pub(super) fn export_made(&mut self, rss: &str) {
        self.made_at = self.made_at.or_else(|| read_rss(rss));
    }

    /// Distance from UTC of the last item that showed it, in seconds.
    pub(super) fn learnt_offset(&self) -> Option<i32> {
        self.learnt.map(Offset::seconds)
    }

    /// When an item appeared, in UTC milliseconds.
    pub(super) fn published(&mut self, dates: &Dates<'_>, faults: &mut Faults) -> Option<i64> {
        let utc = self.read(dates.utc, dates.planned);
        let local = self.read(dates.local, dates.planned);
        if let Written::Civil(moment, offset) = utc {
            if let Written::Civil(local, None) = local {
                self.learn(local, moment);
            }
            return in_ms(moment, offset.unwrap_or(Offset::UTC));
        }
        if let Written::Civil(local, offset) = local {
            if let Some(offset) = offset {
                return in_ms(local, offset);
            }
            if self.zone.is_none()
                && let Some(rss) = read_rss(dates.rss)
                && in_ms(local, Offset::UTC).is_some_and(|ms| (ms - rss).abs() <= 15 * 3_600_000)
            {
                return Some(rss);
            }
            return self.moment_of(local, faults);
        }
        let rss = read_rss(dates.rss).filter(|ms| self.is_plausible(*ms, dates.planned));
        let (written, why) = match (&utc, &local) {
            (_, Written::Bad(why)) => (dates.local, *why),
            (Written::Bad(why), _) => (dates.utc, *why),
            _ => ("", ""),
        };
        match (rss, why) {
            (Some(_), "") => {}
            (Some(_), why) => faults.add(
                ProblemKind::Date,
                format!("The date «{written}» {why}; the feed date of the item was taken instead."),
            ),
            (None, "") if dates.needed => faults.add(
                ProblemKind::Date,
                "The item has no date; give it one, or it stands at the archive's end.",
            ),
            (None, "") => {}
            (None, why) => faults.add(
                ProblemKind::Date,
                format!("The date «{written}» {why}; the item is left undated until somebody corrects it."),
            ),
        }
        rss
    }

    /// A date that nothing else depends on; unusable ones are simply absent.
    pub(super) fn other(&mut self, local: &str, utc: &str, faults: &mut Faults) -> Option<i64> {
        match (self.read(utc, false), self.read(local, false)) {
            (Written::Civil(moment, offset), _) => in_ms(moment, offset.unwrap_or(Offset::UTC)),
            (_, Written::Civil(moment, Some(offset))) => in_ms(moment, offset),
            (_, Written::Civil(moment, None)) => self.moment_of(moment, faults),
            _ => None,
        }
    }

    /// The date of a comment.
    pub(super) fn comment(&mut self, local: &str, utc: &str, faults: &mut Faults) -> Option<i64> {
        let at = self.other(local, utc, faults);
        if at.is_none() && !(local.is_empty() && utc.is_empty()) {
            faults.add(
                ProblemKind::Date,
                "A comment has a date that no calendar has; it is kept without one.",
            );
        }
        at
    }

    fn moment_of(&mut self, local: DateTime, faults: &mut Faults) -> Option<i64> {
        if let Some(zone) = &self.zone {
            // A time that the clocks skipped is read as the one an hour later, as WordPress does.
            return zone
                .to_timestamp(local)
                .ok()
                .map(jiff::Timestamp::as_millisecond);
        }
        if self.learnt.is_none() && !self.confessed {
            self.confessed = true;
            faults.add(
                ProblemKind::Date,
                "Only local times are given from here on, and nothing tells the site's time zone; \
                 they were read as UTC. Name the time zone and import again.",
            );
        }
        in_ms(local, self.learnt.unwrap_or(Offset::UTC))
    }

    fn learn(&mut self, local: DateTime, utc: DateTime) {
        let seconds = local.duration_since(utc).as_secs();
        // Zones differ by quarters of an hour; anything else is a slip.
        if seconds.abs() <= 14 * 3600 && seconds % 900 == 0 {
            let offset = i32::try_from(seconds)
                .ok()
                .and_then(|s| Offset::from_seconds(s).ok());
            self.learnt = offset.or(self.learnt);
        }
    }

    fn read(&self, text: &str, planned: bool) -> Written {
        let written = read_civil(text);
        let Written::Civil(moment, _) = written else {
            return written;
        };
        if HIJRI_YEARS.contains(&moment.year()) {
            Written::Bad("seems to be of the Hijri calendar")
        } else if moment.year() < FIRST_YEAR {
            Written::Bad("lies before any newspaper")
        } else if moment.year() > LAST_YEAR
            || !in_ms(moment, Offset::UTC).is_some_and(|ms| self.is_plausible(ms, planned))
        {
            Written::Bad("lies too far in the future")
        } else {
            written
        }
    }

    fn is_plausible(&self, ms: i64, planned: bool) -> bool {
        planned || self.made_at.is_none_or(|made_at| ms <= made_at + LEEWAY_MS)
    }
}

/// Reads `2022-09-25 10:00:00` and what hand-made exports put in its place.
fn read_civil(text: &str) -> Written {
    const NOT_A_DATE: Written = Written::Bad("is not a date of the form 2022-09-25 10:00:00");
    let text = text.trim();
    if text.is_empty() || text.starts_with("0000-00-00") || text.starts_with("-0001") {
        return Written::Missing;
    }
    let mut numbers = [0_i16; 6];
    let mut rest = text;
    for (index, number) in numbers.iter_mut().enumerate() {
        let width = if index == 0 { 4 } else { 2 };
        let Some((value, after)) = read_number(rest, width) else {
            // Date alone, or without seconds.
            if rest.is_empty() && matches!(index, 3 | 5) {
                break;
            }
            return NOT_A_DATE;
        };
        *number = value;
        rest = match index {
            0 | 1 => after.strip_prefix(['-', '/']),
            2 => after
                .strip_prefix([' ', 'T'])
                .or(after.is_empty().then_some("")),
            3 => after.strip_prefix(':'),
            4 => after.strip_prefix(':').or(Some(after)),
            _ => Some(after),
        }
        .unwrap_or("?");
    }
    let offset = match rest {
        "" => None,
        offset => match read_offset(offset) {
            Some(offset) => Some(offset),
            None => return NOT_A_DATE,
        },
    };
    let [year, month, day, hour, minute, second] = numbers;
    // All but the year have two digits.
    let small = |number: i16| i8::try_from(number).unwrap_or(i8::MAX);
    let moment = DateTime::new(
        year,
        small(month),
        small(day),
        small(hour),
        small(minute),
        small(second),
        0,
    );
    match moment {
        Ok(moment) => Written::Civil(moment, offset),
        Err(_) => Written::Bad("is a day or an hour that does not exist"),
    }
}

/// Reads a number of so many digits, European or Arabic.
fn read_number(text: &str, width: usize) -> Option<(i16, &str)> {
    let mut characters = text.chars();
    let mut value = 0;
    for _ in 0..width {
        let digit = match characters.next()? {
            digit @ '0'..='9' => digit as i16 - '0' as i16,
            digit @ '٠'..='٩' => digit as i16 - '٠' as i16,
            _ => return None,
        };
        value = value * 10 + digit;
    }
    Some((value, characters.as_str()))
}

/// Reads `Z`, `+03:00` or `+0300`.
fn read_offset(text: &str) -> Option<Offset> {
    if text == "Z" {
        return Some(Offset::UTC);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, rest) = read_number(&text[1..], 2)?;
    let (minutes, rest) = read_number(rest.strip_prefix(':').unwrap_or(rest), 2)?;
    let seconds = sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60);
    rest.is_empty()
        .then(|| Offset::from_seconds(seconds).ok())
        .flatten()
}

/// Reads `Sun, 25 Sep 2022 10:00:00 +0000`; a wrong name of the day does no harm.
fn read_rss(text: &str) -> Option<i64> {
    let text = text.trim();
    let day = text.split_once(", ").map_or(text, |(_, day)| day);
    let moment = rfc2822::DateTimeParser::new().parse_timestamp(day).ok()?;
    let ms = moment.as_millisecond();
    let year = Offset::UTC.to_datetime(moment).year();
    (FIRST_YEAR..=LAST_YEAR).contains(&year).then_some(ms)
}

fn in_ms(moment: DateTime, offset: Offset) -> Option<i64> {
    offset
        .to_timestamp(moment)
        .ok()
        .map(jiff::Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2022-09-25 10:00:00 UTC.
    const SEPTEMBER: i64 = 1_664_100_000_000;
    const HOUR: i64 = 3_600_000;

    fn dates<'a>(local: &'a str, utc: &'a str) -> Dates<'a> {
        Dates {
            local,
            utc,
            rss: "",
            planned: false,
            needed: true,
        }
    }

    #[track_caller]
    fn check(clock: &mut Clock, dates: &Dates<'_>, expected: Option<i64>, faults_expected: usize) {
        let mut faults = Faults::default();
        assert_eq!(clock.published(dates, &mut faults), expected);
        assert_eq!(
            faults.report(&crate::record::Place::default()).count(),
            faults_expected
        );
    }

    #[test]
    fn the_utc_date_counts() {
        let mut clock = Clock::new(None);
        check(
            &mut clock,
            &dates("2022-09-25 13:00:00", "2022-09-25 10:00:00"),
            Some(SEPTEMBER),
            0,
        );
        assert_eq!(clock.learnt_offset(), Some(3 * 3600));
    }

    #[test]
    fn a_local_date_is_read_in_the_zone_given_or_learnt() {
        let local = dates("2022-09-25 13:00:00", "0000-00-00 00:00:00");
        let damascus = TimeZone::get("Asia/Damascus").expect("the zones are built in");
        check(&mut Clock::new(Some(damascus)), &local, Some(SEPTEMBER), 0);
        let mut clock = Clock::new(None);
        clock.learn(
            DateTime::constant(2020, 1, 1, 2, 0, 0, 0),
            DateTime::constant(2020, 1, 1, 0, 0, 0, 0),
        );
        check(&mut clock, &local, Some(SEPTEMBER + HOUR), 0);
    }

    #[test]
    fn a_local_date_without_any_zone_is_read_as_utc_and_said_once() {
        let mut clock = Clock::new(None);
        check(
            &mut clock,
            &dates("2022-09-25 10:00:00", ""),
            Some(SEPTEMBER),
            1,
        );
        check(
            &mut clock,
            &dates("2022-09-25 10:00:00", ""),
            Some(SEPTEMBER),
            0,
        );
    }

    #[test]
    fn a_time_that_the_clocks_skipped_still_is_a_moment() {
        let berlin = TimeZone::get("Europe/Berlin").expect("the zones are built in");
        let mut clock = Clock::new(Some(berlin));
        // 2014-03-30 01:30 UTC.
        check(
            &mut clock,
            &dates("2014-03-30 02:30:00", ""),
            Some(1_396_143_000_000),
            0,
        );
    }

    #[test]
    fn dates_that_no_calendar_has_are_reported() {
        for odd in [
            "2015-02-30 10:00:00",
            "2022-02-30 25:61:61",
            "not a date",
            "25 سبتمبر، 2022",
            "1664100000",
            "1441-05-06 10:00:00",
            "0900-01-01 00:00:00",
            "9999-12-31 23:59:59",
            "2022-09-25 10:00:00 Asia/Riyadh",
            "",
            "0000-00-00 00:00:00",
        ] {
            check(&mut Clock::new(None), &dates(odd, odd), None, 1);
        }
    }

    #[test]
    fn a_draft_needs_no_date() {
        let draft = Dates {
            needed: false,
            ..dates("", "0000-00-00 00:00:00")
        };
        check(&mut Clock::new(None), &draft, None, 0);
    }

    #[test]
    fn other_spellings_of_a_date_are_understood() {
        for same in [
            "٢٠٢٢-٠٩-٢٥ ١٠:٠٠:٠٠",
            "2022-09-25T13:00:00+03:00",
            "2022-09-25T10:00:00Z",
            "2022/09/25 10:00",
        ] {
            check(
                &mut Clock::new(None),
                &dates(same, same),
                Some(SEPTEMBER),
                0,
            );
        }
    }

    #[test]
    fn the_feed_date_helps_where_the_others_fail() {
        let rss = "Mon, 25 Sep 2022 10:00:00 +0000";
        let mut clock = Clock::new(None);
        check(
            &mut clock,
            &Dates {
                rss,
                ..dates("", "")
            },
            Some(SEPTEMBER),
            0,
        );
        check(
            &mut clock,
            &Dates {
                rss,
                ..dates("soon", "soon")
            },
            Some(SEPTEMBER),
            1,
        );
        check(
            &mut clock,
            &Dates {
                rss,
                ..dates("2022-09-25 13:00:00", "")
            },
            Some(SEPTEMBER),
            0,
        );
    }

    #[test]
    fn what_appeared_cannot_be_much_younger_than_the_export() {
        let mut clock = Clock::new(None);
        clock.export_made("Wed, 31 Dec 2025 00:00:00 +0000");
        let far = dates("2099-12-31 23:59:59", "2099-12-31 23:59:59");
        check(&mut clock, &far, None, 1);
        check(
            &mut clock,
            &Dates {
                planned: true,
                ..far
            },
            Some(4_102_444_799_000),
            0,
        );
    }
}
