//! How old a story is, where readers must be told.

use warraq_archive::model::{ArticleKind, Timestamp};

use crate::edition::Edition;

/// «3 سنوات» or «8 أشهر»; empty for what is young by the paper's own measure, and for what has no
/// date.
pub(crate) fn age(kind: ArticleKind, published: Timestamp, edition: &Edition) -> String {
    let months = edition.dates().months_between(published, edition.now());
    let old = edition.settings().old_after as usize;
    if kind == ArticleKind::Page || old == 0 || months < old {
        String::new()
    } else if months < 12 {
        edition.count("months", months)
    } else {
        edition.count("years", months / 12)
    }
}

/// «من سبتمبر 2022», said of what is old wherever it is shared; else empty.
pub(crate) fn origin(kind: ArticleKind, published: Timestamp, edition: &Edition) -> String {
    if age(kind, published, edition).is_empty() {
        return String::new();
    }
    let dates = edition.dates();
    let month = dates.month(published.month_in(&edition.settings().time_zone));
    edition.words().say_with("article.from", "name", &month)
}
