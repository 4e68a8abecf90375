use super::Timestamp;

/// What has become different for readers since the last look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Articles that appeared, changed or were withdrawn, each once.
    pub articles: Vec<NewsArticle>,
    /// Paths of articles under which comments came or went, each once.
    pub commented: Vec<String>,
}

/// An article or page that appeared, changed or was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewsArticle {
    /// Its path, percent-encoded.
    pub path: String,
    /// Whether it stands in lists: a page does not.
    pub is_listed: bool,
    /// Whether a film is embedded.
    pub has_video: bool,
    /// Paths of its sections with those above them, of its tags and of its authors.
    pub lists: Vec<String>,
}

/// Something that has to be told to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ping {
    /// Address of the hub or search engine that is to be told.
    pub recipient: String,
    /// Path of the page or feed that is news.
    pub path: String,
}

/// What a recipient has to be told now.
#[derive(Clone, Debug)]
pub struct DuePings {
    /// Who.
    pub recipient: String,
    /// Paths of pages or feeds, those that wait longest first, each with how often it was news since
    /// it was first noted: what is noted while it is being told stays noted.
    pub paths: Vec<(String, i64)>,
    /// How often in a row telling this recipient has failed.
    pub attempts: u32,
}

/// How it stands with a recipient, for the administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PingLine {
    /// Who.
    pub recipient: String,
    /// Addresses that wait.
    pub waiting: usize,
    /// When it is tried next, where that is not at once.
    pub due_at: Option<Timestamp>,
    /// How often in a row telling it has failed.
    pub attempts: u32,
    /// What it said last; empty when it took everything.
    pub trouble: String,
}
