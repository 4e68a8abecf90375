//! Which months and days hold articles.

use super::Reading;
use crate::model::{CivilMonth, DayCount, Listing, MonthCount, Timestamp};
use crate::store::StoreError;
use crate::store::db::params;
use crate::store::listing::{self, Span};

impl Reading<'_> {
    /// Months that hold articles, newest first. Months to come are left out.
    pub fn months(&mut self) -> Result<Vec<MonthCount>, StoreError> {
        let mut months = listing::counts(self.conn, Listing::All)?;
        let today = self.now.month_in(&self.settings.time_zone);
        months.retain(|month| month.month <= today);
        Ok(months)
    }

    /// Days of a month that hold articles, in order.
    pub fn days(&mut self, month: CivilMonth) -> Result<Vec<DayCount>, StoreError> {
        const SQL: &str = "select at from listing where kind = 0 and target = 0 \
            and at >= $1 and at < $2 and at <= $3 order by at";
        let zone = &self.settings.time_zone;
        let span = Span::of_month(month, zone);
        let times = self.conn.query(
            SQL,
            params![span.from.millis(), span.until.millis(), self.now.millis()],
            |row| Ok(Timestamp::from_millis(row.int(0)?)),
        )?;
        let mut days: Vec<DayCount> = Vec::new();
        for day in times.into_iter().map(|at| at.in_zone(zone).date()) {
            match days.last_mut().filter(|last| last.day == day) {
                Some(last) => last.articles += 1,
                None => days.push(DayCount { day, articles: 1 }),
            }
        }
        Ok(days)
    }
}
