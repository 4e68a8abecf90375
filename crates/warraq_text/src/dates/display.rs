//! Dates and times as a site shows them.
//!
//! Names of months and weekdays come from CLDR; the order of the parts and their punctuation is the
//! newspaper's: «الثلاثاء، 30 ديسمبر 2025», «25 سبتمبر، 2022».

use crate::digits::{Digits, render};
use icu::calendar::cal::Hijri;
use icu::calendar::cal::hijri::UmmAlQura;
use icu::calendar::{Gregorian, Iso};
use icu::datetime::FixedCalendarDateTimeFormatter as Formatter;
use icu::datetime::fieldsets::{E, M};
use icu::locale::{Locale, locale};
use jiff::civil::{Date, Time};
use std::sync::LazyLock;

/// How a site writes its dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DateStyle {
    /// The language of the page that the date stands in.
    pub lang: Lang,
    /// The row of digits.
    pub digits: Digits,
    /// The names of the months, on Arabic pages.
    pub months: MonthNames,
    /// Whether long dates give the Hijri date as well, on Arabic pages.
    pub hijri: bool,
}

/// A language that pages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Right to left.
    #[default]
    Arabic,
    /// For a left-to-right edition.
    English,
}

/// What Arabic calls the months, by region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MonthNames {
    /// يناير فبراير مارس: Egypt, the Gulf, Libya, Sudan, Yemen.
    #[default]
    International,
    /// كانون الثاني شباط آذار: Syria, Lebanon, Jordan, Palestine, Iraq.
    Levantine,
    /// جانفي فيفري مارس: Tunisia, Algeria.
    Maghrebi,
    /// يناير … يوليوز غشت شتنبر: Morocco.
    Moroccan,
    /// يناير/كانون الثاني: for readers of both.
    Both,
}

/// A date with its weekday: «الثلاثاء، 30 ديسمبر 2025», “Tuesday, 30 December 2025”.
///
/// ```
/// use jiff::civil::date;
/// use warraq_text::dates::display::{DateStyle, long};
///
/// let style = DateStyle { hijri: true, ..DateStyle::default() };
/// assert_eq!(long(date(2022, 9, 25), style), "الأحد، 25 سبتمبر 2022 الموافق 29 صفر 1444 هـ");
/// ```
pub fn long(day: impl Into<Date>, style: DateStyle) -> String {
    let day = day.into();
    let weekday = weekday(day, style.lang);
    let month = month(day.month(), style);
    match style.lang {
        Lang::English => written(
            style,
            format_args!("{weekday}, {} {month} {}", day.day(), day.year()),
        ),
        Lang::Arabic => {
            let twin = if style.hijri {
                format!(" الموافق {}", hijri(day, style))
            } else {
                String::new()
            };
            written(
                style,
                format_args!("{weekday}، {} {month} {}{twin}", day.day(), day.year()),
            )
        }
    }
}

/// A date for bylines and lists: «25 سبتمبر، 2022», “25 September 2022”.
///
/// ```
/// use jiff::civil::date;
/// use warraq_text::dates::display::{DateStyle, short};
///
/// assert_eq!(short(date(2022, 9, 25), DateStyle::default()), "25 سبتمبر، 2022");
/// ```
pub fn short(day: impl Into<Date>, style: DateStyle) -> String {
    let day = day.into();
    let comma = if style.lang == Lang::Arabic { "،" } else { "" };
    let month = month(day.month(), style);
    written(
        style,
        format_args!("{} {month}{comma} {}", day.day(), day.year()),
    )
}

/// The title of a month's page: «سبتمبر 2022».
pub fn month_year(day: impl Into<Date>, style: DateStyle) -> String {
    let day = day.into();
    written(
        style,
        format_args!("{} {}", month(day.month(), style), day.year()),
    )
}

/// The time of day on a twelve-hour clock: «2:05 م», “2:05 PM”.
///
/// ```
/// use jiff::civil::time;
/// use warraq_text::dates::display::{DateStyle, time_of_day};
///
/// assert_eq!(time_of_day(time(0, 5, 0, 0), DateStyle::default()), "12:05 ص");
/// ```
pub fn time_of_day(at: impl Into<Time>, style: DateStyle) -> String {
    let at = at.into();
    let half = match (style.lang, at.hour() < 12) {
        (Lang::Arabic, true) => "ص",
        (Lang::Arabic, false) => "م",
        (Lang::English, true) => "AM",
        (Lang::English, false) => "PM",
    };
    let hour = if at.hour() % 12 == 0 {
        12
    } else {
        at.hour() % 12
    };
    written(style, format_args!("{hour}:{:02} {half}", at.minute()))
}

/// The Hijri date by the Umm al-Qura calendar: «29 صفر 1444 هـ».
///
/// ```
/// use jiff::civil::date;
/// use warraq_text::dates::display::{DateStyle, hijri};
/// use warraq_text::digits::Digits;
///
/// let style = DateStyle { digits: Digits::ArabicIndic, ..DateStyle::default() };
/// assert_eq!(hijri(date(2022, 9, 25), style), "٢٩ صفر ١٤٤٤ هـ");
/// ```
pub fn hijri(day: impl Into<Date>, style: DateStyle) -> String {
    let (year, month, day) = hijri_parts(day.into());
    let arabic = style.lang == Lang::Arabic;
    let names = if arabic {
        &NAMES.hijri
    } else {
        &NAMES.hijri_english
    };
    let era = if arabic { "هـ" } else { "AH" };
    written(
        style,
        format_args!("{day} {} {year} {era}", name(names, usize::from(month) - 1)),
    )
}

/// Year, month and day of the Umm al-Qura calendar, which is exact for the years 1300 to 1600 AH
/// and arithmetic outside them.
pub fn hijri_parts(day: Date) -> (i32, u8, u8) {
    let Ok(iso) = icu::calendar::Date::try_new_iso(
        i32::from(day.year()),
        day.month().unsigned_abs(),
        day.day().unsigned_abs(),
    ) else {
        // Every civil date is an ISO date: not reached.
        return (1, 1, 1);
    };
    let date = iso.to_calendar(Hijri::new_umm_al_qura());
    (
        date.year().extended_year(),
        date.month().ordinal,
        date.day_of_month().0,
    )
}

/// The name of a month, 1 to 12, as the style has it.
pub fn month(number: i8, style: DateStyle) -> String {
    let at = usize::from(number.unsigned_abs()).saturating_sub(1);
    let of = |region: &[String]| name(region, at).to_owned();
    if style.lang == Lang::English {
        return of(&NAMES.english);
    }
    match style.months {
        MonthNames::International => of(&NAMES.international),
        MonthNames::Levantine => of(&NAMES.levantine),
        MonthNames::Maghrebi => of(&NAMES.maghrebi),
        MonthNames::Moroccan => of(&NAMES.moroccan),
        MonthNames::Both => format!("{}/{}", of(&NAMES.international), of(&NAMES.levantine)),
    }
}

/// The name of a date's weekday.
pub fn weekday(day: Date, lang: Lang) -> &'static str {
    let names = match lang {
        Lang::Arabic => &NAMES.weekdays,
        Lang::English => &NAMES.weekdays_english,
    };
    name(
        names,
        usize::from(day.weekday().to_monday_zero_offset().unsigned_abs()),
    )
}

fn written(style: DateStyle, text: std::fmt::Arguments<'_>) -> String {
    render(&text.to_string(), style.digits)
}

fn name(names: &[String], at: usize) -> &str {
    names.get(at).map_or("", String::as_str)
}

/// Names from CLDR, read once.
struct Names {
    international: Vec<String>,
    levantine: Vec<String>,
    maghrebi: Vec<String>,
    moroccan: Vec<String>,
    english: Vec<String>,
    hijri: Vec<String>,
    hijri_english: Vec<String>,
    weekdays: Vec<String>,
    weekdays_english: Vec<String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| Names {
    international: months(&locale!("ar-EG")),
    levantine: months(&locale!("ar-SY")),
    maghrebi: months(&locale!("ar-TN")),
    moroccan: months(&locale!("ar-MA")),
    english: months(&locale!("en")),
    hijri: hijri_months(&locale!("ar")),
    hijri_english: hijri_months(&locale!("en")),
    weekdays: weekdays(&locale!("ar")),
    weekdays_english: weekdays(&locale!("en")),
});

fn months(locale: &Locale) -> Vec<String> {
    let Ok(formatter) = Formatter::<Gregorian, M>::try_new(locale.into(), M::long()) else {
        return Vec::new();
    };
    (1..=12)
        .filter_map(|month| icu::calendar::Date::try_new_gregorian(2025, month, 1).ok())
        .map(|date| formatter.format(&date).to_string())
        .collect()
}

fn hijri_months(locale: &Locale) -> Vec<String> {
    let Ok(formatter) = Formatter::<Hijri<UmmAlQura>, M>::try_new(locale.into(), M::long()) else {
        return Vec::new();
    };
    (1..=12)
        .filter_map(|month| {
            icu::calendar::Date::try_new_hijri_with_calendar(
                1444,
                month,
                1,
                Hijri::new_umm_al_qura(),
            )
            .ok()
        })
        .map(|date| formatter.format(&date).to_string())
        .collect()
}

/// Monday first.
fn weekdays(locale: &Locale) -> Vec<String> {
    let Ok(formatter) = Formatter::<Gregorian, E>::try_new(locale.into(), E::long()) else {
        return Vec::new();
    };
    // 1 September 2025 was a Monday.
    (1..=7)
        .filter_map(|day| icu::calendar::Date::<Iso>::try_new_iso(2025, 9, day).ok())
        .map(|date| formatter.format(&date.to_calendar(Gregorian)).to_string())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{
        DateStyle, Lang, MonthNames, hijri, hijri_parts, long, month, month_year, short,
        time_of_day,
    };
    use crate::digits::Digits;
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    fn style(months: MonthNames) -> DateStyle {
        DateStyle {
            months,
            ..DateStyle::default()
        }
    }

    #[test]
    fn the_paper_writes_its_dates_so() {
        let plain = DateStyle::default();
        assert_eq!(long(date(2025, 12, 30), plain), "الثلاثاء، 30 ديسمبر 2025");
        assert_eq!(short(date(2023, 5, 19), plain), "19 مايو، 2023");
        assert_eq!(month_year(date(2022, 9, 1), plain), "سبتمبر 2022");
        assert_eq!(time_of_day(time(14, 5, 0, 0), plain), "2:05 م");
        assert_eq!(time_of_day(time(12, 0, 0, 0), plain), "12:00 م");
    }

    #[test]
    fn months_have_the_names_of_their_region() {
        let names = |months| {
            (1..=12)
                .map(|n| month(n, style(months)))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            names(MonthNames::International),
            "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
        );
        assert_eq!(
            names(MonthNames::Levantine),
            "كانون الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين الأول تشرين الثاني كانون الأول"
        );
        assert_eq!(
            names(MonthNames::Maghrebi),
            "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر"
        );
        assert_eq!(
            names(MonthNames::Moroccan),
            "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر"
        );
        assert_eq!(month(9, style(MonthNames::Both)), "سبتمبر/أيلول");
    }

    #[test]
    fn english_editions_read_left_to_right() {
        let english = DateStyle {
            lang: Lang::English,
            ..DateStyle::default()
        };
        assert_eq!(
            long(date(2025, 12, 30), english),
            "Tuesday, 30 December 2025"
        );
        assert_eq!(short(date(2025, 12, 30), english), "30 December 2025");
        assert_eq!(time_of_day(time(0, 5, 0, 0), english), "12:05 AM");
        assert_eq!(hijri(date(2022, 9, 25), english), "29 Safar 1444 AH");
    }

    #[test]
    fn digits_follow_the_style() {
        let indic = DateStyle {
            digits: Digits::ArabicIndic,
            ..DateStyle::default()
        };
        assert_eq!(short(date(2022, 9, 25), indic), "٢٥ سبتمبر، ٢٠٢٢");
    }

    #[test]
    fn hijri_dates_follow_umm_al_qura() {
        assert_eq!(hijri_parts(date(2024, 3, 11)), (1445, 9, 1));
        assert_eq!(hijri_parts(date(2023, 7, 19)), (1445, 1, 1));
    }

    proptest! {
        #[test]
        fn every_date_is_written(days in -3_000_000i64..2_000_000) {
            let style = DateStyle { hijri: true, ..DateStyle::default() };
            if let Ok(day) = date(1970, 1, 1).checked_add(jiff::Span::new().days(days)) {
                prop_assert!(!long(day, style).is_empty());
            }
        }
    }
}
