//! The row of page numbers under a list.

use serde::Serialize;

use crate::address::page_path;
use crate::edition::Edition;

/// Links to the pages of a list: the first, the last, and those around the one that is open.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Pager {
    pub(crate) pages: Vec<PageLink>,
    pub(crate) newer: Option<String>,
    pub(crate) older: Option<String>,
}

/// A number in the row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PageLink {
    pub(crate) number: String,
    /// Empty on the page that is open and on a gap.
    pub(crate) href: String,
    pub(crate) is_here: bool,
    pub(crate) is_gap: bool,
}

impl Pager {
    /// The pages of the list at `base`, which ends in a slash.
    pub(crate) fn of_list(base: &str, page: usize, pages: usize, edition: &Edition) -> Self {
        Self::new(page, pages, edition, |page| page_path(base, page))
    }

    /// Pages whose addresses `href` gives.
    pub(crate) fn new(
        page: usize,
        pages: usize,
        edition: &Edition,
        href: impl Fn(usize) -> String,
    ) -> Self {
        let mut links = Vec::new();
        if pages > 1 {
            let mut last = 0;
            for number in shown(page, pages) {
                if number > last + 1 {
                    links.push(PageLink {
                        number: "…".to_owned(),
                        href: String::new(),
                        is_here: false,
                        is_gap: true,
                    });
                }
                links.push(PageLink {
                    number: edition.dates().number(number),
                    href: if number == page {
                        String::new()
                    } else {
                        href(number)
                    },
                    is_here: number == page,
                    is_gap: false,
                });
                last = number;
            }
        }
        Self {
            pages: links,
            newer: (page > 1).then(|| href(page - 1)),
            older: (page < pages).then(|| href(page + 1)),
        }
    }
}

/// The first, the last, and two on either side of the open one.
fn shown(page: usize, pages: usize) -> impl Iterator<Item = usize> {
    let around = page.saturating_sub(2).max(1)..=(page + 2).min(pages);
    let first = (*around.start() > 1).then_some(1);
    let last = (*around.end() < pages).then_some(pages);
    first.into_iter().chain(around).chain(last)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn first_last_and_neighbours_are_shown() {
        let row = |page, pages| shown(page, pages).collect::<Vec<_>>();
        assert_eq!(row(1, 1), [1]);
        assert_eq!(row(1, 5000), [1, 2, 3, 5000]);
        assert_eq!(row(2500, 5000), [1, 2498, 2499, 2500, 2501, 2502, 5000]);
        assert_eq!(row(5, 5), [1, 3, 4, 5]);
        assert_eq!(row(3, 5), [1, 2, 3, 4, 5]);
    }
}
