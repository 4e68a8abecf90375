//! What is read most, in the paper and in its sections.

use std::collections::HashMap;

use warraq_archive::model::{ArticleId, ReadArticle, SectionId};

/// Articles below which a list of the most read says nothing, and is not shown.
pub(crate) const FEWEST: usize = 3;
/// More than are shown: one may be withdrawn before the next look.
const KEPT: usize = 8;

/// Articles, the most read first; none where too little is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ranking {
    paper: Vec<ArticleId>,
    sections: HashMap<SectionId, Vec<ArticleId>>,
}

impl Ranking {
    /// A ranking of what was read in two lengths of time. The second, longer one is for where too
    /// little was read in the first.
    pub(super) fn of(short: &[ReadArticle], long: &[ReadArticle]) -> Self {
        let mut ranking = Self::default();
        for read in [short, long] {
            ranking.fill(read);
        }
        ranking
    }

    pub(crate) fn paper(&self) -> &[ArticleId] {
        &self.paper
    }

    pub(crate) fn section(&self, section: SectionId) -> &[ArticleId] {
        self.sections.get(&section).map_or(&[], Vec::as_slice)
    }

    fn fill(&mut self, read: &[ReadArticle]) {
        if self.paper.is_empty() && read.len() >= FEWEST {
            self.paper = read.iter().take(KEPT).map(|article| article.id).collect();
        }
        let mut sections: HashMap<SectionId, Vec<ArticleId>> = HashMap::new();
        for article in read {
            for section in &article.sections {
                let list = sections.entry(*section).or_default();
                if list.len() < KEPT {
                    list.push(article.id);
                }
            }
        }
        for (section, list) in sections {
            if list.len() >= FEWEST {
                self.sections.entry(section).or_insert(list);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: i64, section: i64) -> ReadArticle {
        ReadArticle {
            id: ArticleId(id),
            reads: 9,
            sections: vec![SectionId(section)],
        }
    }

    #[test]
    fn a_week_stands_in_for_a_day_in_which_little_was_read() {
        let day = [article(1, 1), article(2, 2), article(3, 1)];
        let week = [article(3, 1), article(9, 2), article(1, 1), article(5, 1)];
        let ranking = Ranking::of(&day, &week);
        assert_eq!(ranking.paper(), [1, 2, 3].map(ArticleId));
        assert_eq!(ranking.section(SectionId(1)), [3, 1, 5].map(ArticleId));
        assert_eq!(ranking.section(SectionId(2)), [], "too few in both");
        assert_eq!(Ranking::of(&day[..2], &[]), Ranking::default());
    }
}
