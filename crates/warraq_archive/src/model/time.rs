use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// An instant, in UTC milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From UTC milliseconds.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// UTC milliseconds.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This instant on the wall clocks of `zone`. Instants outside the years that the calendar
    /// library knows (−9999 to 9999) are moved to its nearest end.
    pub fn in_zone(self, zone: &TimeZone) -> jiff::ZonedDateTime {
        let end = if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        };
        jiff::Timestamp::from_millisecond(self.0)
            .unwrap_or(end)
            .to_zoned_datetime(zone.clone())
    }

    /// The calendar month that this instant falls in, on the wall clocks of `zone`.
    pub fn month_in(self, zone: &TimeZone) -> CivilMonth {
        let zoned = self.in_zone(zone);
        CivilMonth {
            year: zoned.year(),
            month: zoned.month(),
        }
    }
}

/// A month of a year, such as September 2022.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CivilMonth {
    /// Gregorian year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl CivilMonth {
    /// Months since the year 0, for keys that sort and add.
    pub fn ordinal(self) -> i64 {
        i64::from(self.year) * 12 + i64::from(self.month) - 1
    }

    /// The month with this [`ordinal`](Self::ordinal).
    pub fn from_ordinal(ordinal: i64) -> Self {
        Self {
            year: i16::try_from(ordinal.div_euclid(12)).unwrap_or(i16::MAX),
            month: i8::try_from(ordinal.rem_euclid(12)).unwrap_or(0) + 1,
        }
    }
}
