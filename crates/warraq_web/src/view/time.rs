//! Instants as readers and machines read them.

use jiff::civil::Date;
use serde::Serialize;
use warraq_archive::model::{CivilMonth, Settings, Timestamp};
use warraq_text::dates::display::{self, DateStyle, Lang};
use warraq_text::digits::{self, Digits};

/// A `<time>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Moment {
    /// For machines: ISO 8601 with the offset of the paper's wall clocks.
    pub(crate) iso: String,
    /// For readers.
    pub(crate) text: String,
}

/// How this paper writes dates and numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dates<'a> {
    settings: &'a Settings,
    style: DateStyle,
}

impl<'a> Dates<'a> {
    pub(crate) fn of(settings: &'a Settings) -> Self {
        let style = DateStyle {
            lang: if settings.language.split('-').next() == Some("ar") {
                Lang::Arabic
            } else {
                Lang::English
            },
            digits: settings.digits,
            months: settings.months,
            hijri: settings.hijri,
        };
        Self { settings, style }
    }

    /// The row of digits.
    pub(crate) fn digits(&self) -> Digits {
        self.style.digits
    }

    /// A number with its thousands grouped.
    pub(crate) fn number(&self, n: usize) -> String {
        digits::number(i64::try_from(n).unwrap_or(i64::MAX), self.style.digits)
    }

    /// A number that is a name, such as a year: not grouped.
    pub(crate) fn bare(&self, n: impl std::fmt::Display) -> String {
        digits::render(&n.to_string(), self.style.digits)
    }

    /// The day of an instant on the paper's wall clocks.
    pub(crate) fn date(&self, at: Timestamp) -> Date {
        at.in_zone(&self.settings.time_zone).date()
    }

    /// «25 سبتمبر، 2022»
    pub(crate) fn day(&self, at: Timestamp) -> Moment {
        Moment {
            iso: self.iso(at),
            text: display::short(self.date(at), self.style),
        }
    }

    /// «25 سبتمبر، 2022، 14:20»
    pub(crate) fn day_and_clock(&self, at: Timestamp) -> Moment {
        let day = self.day(at);
        let comma = if self.style.lang == Lang::Arabic {
            "،"
        } else {
            ","
        };
        Moment {
            text: format!("{}{comma} {}", day.text, self.clock(at).text),
            iso: day.iso,
        }
    }

    /// «14:20»
    pub(crate) fn clock(&self, at: Timestamp) -> Moment {
        let zoned = at.in_zone(&self.settings.time_zone);
        Moment {
            iso: self.iso(at),
            text: self.bare(format_args!("{:02}:{:02}", zoned.hour(), zoned.minute())),
        }
    }

    /// «الأحد، 25 سبتمبر 2022 الموافق 29 صفر 1444 هـ»
    pub(crate) fn long(&self, day: Date) -> Moment {
        Moment {
            iso: day.to_string(),
            text: display::long(day, self.style),
        }
    }

    /// «27 نوفمبر، 2026», of a day that is no instant.
    pub(crate) fn civil(&self, day: Date) -> Moment {
        Moment {
            iso: day.to_string(),
            text: display::short(day, self.style),
        }
    }

    /// «سبتمبر»
    pub(crate) fn month_name(&self, month: CivilMonth) -> String {
        display::month(month.month, self.style)
    }

    /// «سبتمبر 2022»
    pub(crate) fn month(&self, month: CivilMonth) -> String {
        format!("{} {}", self.month_name(month), self.bare(month.year))
    }

    /// `2022-09-25T06:00:00+03:00`
    pub(crate) fn iso(&self, at: Timestamp) -> String {
        self.format(at, "%Y-%m-%dT%H:%M:%S%:z")
    }

    /// `Sun, 25 Sep 2022 06:00:00 +0300`, as RSS wants it.
    pub(crate) fn rfc822(&self, at: Timestamp) -> String {
        self.format(at, "%a, %d %b %Y %H:%M:%S %z")
    }

    fn format(&self, at: Timestamp, pattern: &str) -> String {
        let zoned = at.in_zone(&self.settings.time_zone);
        jiff::fmt::strtime::format(pattern, &zoned).unwrap_or_default()
    }

    /// When the paper's day ends: the next midnight after `now` on its wall clocks.
    pub(crate) fn midnight_after(&self, now: Timestamp) -> Option<Timestamp> {
        let tomorrow = self.date(now).tomorrow().ok()?;
        let midnight = tomorrow
            .to_zoned_datetime(self.settings.time_zone.clone())
            .ok()?;
        Some(Timestamp::from_millis(
            midnight.timestamp().as_millisecond(),
        ))
    }

    /// Whole months from `at` to `now`.
    pub(crate) fn months_between(&self, at: Timestamp, now: Timestamp) -> usize {
        let (then, today) = (self.date(at), self.date(now));
        let ordinal = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
        let months = ordinal(today) - ordinal(then) - i32::from(today.day() < then.day());
        usize::try_from(months).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use warraq_text::dates::display::MonthNames;

    /// 25 September 2022, 22:30 UTC: already the 26th in Damascus.
    const LATE: Timestamp = Timestamp::from_millis(1_664_145_000_000);

    fn settings() -> Settings {
        Settings {
            time_zone: TimeZone::get("Asia/Damascus").unwrap(),
            ..Settings::default()
        }
    }

    #[test]
    fn days_are_those_of_the_papers_wall_clocks() {
        let settings = settings();
        let dates = Dates::of(&settings);
        let day = dates.day(LATE);
        assert_eq!(day.text, "26 سبتمبر، 2022");
        assert_eq!(day.iso, "2022-09-26T01:30:00+03:00");
        assert_eq!(dates.clock(LATE).text, "01:30");
        assert_eq!(dates.rfc822(LATE), "Mon, 26 Sep 2022 01:30:00 +0300");
    }

    #[test]
    fn the_day_ends_at_local_midnight() {
        let settings = settings();
        let midnight = Dates::of(&settings).midnight_after(LATE).unwrap();
        assert_eq!(
            Dates::of(&settings).iso(midnight),
            "2022-09-27T00:00:00+03:00"
        );
    }

    #[test]
    fn digits_and_months_are_the_newsrooms() {
        let settings = Settings {
            digits: Digits::ArabicIndic,
            months: MonthNames::Levantine,
            ..settings()
        };
        let dates = Dates::of(&settings);
        assert_eq!(dates.day(LATE).text, "٢٦ أيلول، ٢٠٢٢");
        assert_eq!(dates.clock(LATE).text, "٠١:٣٠");
        assert_eq!(dates.number(71_498), "٧١٬٤٩٨");
    }

    #[test]
    fn months_are_counted_whole() {
        let settings = settings();
        let dates = Dates::of(&settings);
        let day = 86_400_000;
        let later = |days: i64| Timestamp::from_millis(LATE.millis() + days * day);
        assert_eq!(dates.months_between(LATE, later(29)), 0);
        assert_eq!(dates.months_between(LATE, later(30)), 1);
        assert_eq!(dates.months_between(LATE, later(364)), 11);
        assert_eq!(dates.months_between(LATE, later(365)), 12);
        assert_eq!(dates.months_between(later(10), LATE), 0);
    }
}
