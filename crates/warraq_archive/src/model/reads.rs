use jiff::civil::Date;

use super::{ArticleId, SectionId};

/// Where a reader came from, as far as anybody needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReadSource {
    /// From nowhere: typed, kept, or not told.
    Direct,
    /// From another page of the paper.
    OwnSite,
    /// From a search engine.
    Search,
    /// From a place where people share links.
    Social,
    /// From any other site.
    Elsewhere,
}

impl ReadSource {
    /// Every source, in the order in which they are told.
    pub const ALL: [Self; 5] = [
        Self::Direct,
        Self::OwnSite,
        Self::Search,
        Self::Social,
        Self::Elsewhere,
    ];
}

/// What was read since the last batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// How often each article was read.
    pub articles: Vec<(ArticleId, u32)>,
    /// How many of these readers came from where.
    pub sources: Vec<(ReadSource, u32)>,
}

impl Reads {
    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }
}

/// For how long back reads are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadWindow {
    /// The hour that runs and the 23 before it.
    Day,
    /// Today and the six days before it, on the paper's wall clocks.
    Week,
}

/// A published article with the number of its reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadArticle {
    /// The article.
    pub id: ArticleId,
    /// How often it was read.
    pub reads: usize,
    /// Its sections and all above them.
    pub sections: Vec<SectionId>,
}

/// The reads of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadDay {
    /// On the paper's wall clocks.
    pub day: Date,
    /// Of all articles.
    pub reads: usize,
    /// How many of the readers came from each of [`ReadSource::ALL`].
    pub sources: [usize; 5],
}

/// An article in the newsroom's list of what is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadLine {
    /// The article.
    pub id: ArticleId,
    /// How often it was read.
    pub reads: usize,
    /// Its headline; empty when readers do not see it any more.
    pub headline: String,
}
