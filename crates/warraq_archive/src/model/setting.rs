//! What can be set, for whoever shows it: every setting of the newsroom with its kind and what holds
//! where nothing is set.

use super::Settings;

/// How a setting is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingKind {
    /// A line that people read.
    Line,
    /// Several such lines.
    Lines,
    /// Letters for machines: addresses, keys, lists of them.
    Code,
    /// Several lines of these.
    CodeLines,
    /// A number that is not negative.
    Number,
    /// `yes` or `no`.
    YesNo,
    /// One of these.
    One(&'static [&'static str]),
    /// Any of these, with spaces between them, in an order that counts.
    Any(&'static [&'static str]),
}

/// Something that can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name: `site.title`.
    pub key: &'static str,
    /// Under which heading it stands.
    pub group: SettingGroup,
    /// How it is filled in.
    pub kind: SettingKind,
    /// What holds where nothing is set.
    pub default: &'static str,
}

/// Headings of settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingGroup {
    /// What the paper is called, and where.
    Paper,
    /// Dates and numbers.
    Dates,
    /// What readers write.
    Comments,
    /// How articles are shown and passed on.
    Articles,
    /// Letters to readers and from them.
    Post,
    /// Who is told of news.
    News,
    /// What is counted of readers.
    Counting,
    /// Texts for machines, and the newsroom's own door.
    Machines,
}

impl SettingGroup {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 8] = [
        Self::Paper,
        Self::Dates,
        Self::Comments,
        Self::Articles,
        Self::Post,
        Self::News,
        Self::Counting,
        Self::Machines,
    ];

    /// How forms call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Dates => "dates",
            Self::Comments => "comments",
            Self::Articles => "articles",
            Self::Post => "post",
            Self::News => "news",
            Self::Counting => "counting",
            Self::Machines => "machines",
        }
    }

    /// The group of a [`name`](Self::name).
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.name() == name)
    }

    /// What can be set in it.
    pub fn settings(self) -> impl Iterator<Item = &'static Setting> {
        SETTINGS.iter().filter(move |known| known.group == self)
    }
}

const fn setting(
    group: SettingGroup,
    key: &'static str,
    kind: SettingKind,
    default: &'static str,
) -> Setting {
    Setting {
        key,
        group,
        kind,
        default,
    }
}

use SettingGroup::{Articles, Comments, Counting, Dates, Machines, News, Paper, Post};
use SettingKind::{Any, Code, CodeLines, Line, Lines, Number, One, YesNo};

const MONTHS: SettingKind = One(&["international", "levantine", "maghrebi", "moroccan", "both"]);
const WAYS: &[&str] = &[
    "whatsapp", "telegram", "facebook", "x", "linkedin", "email", "link", "device",
];
const DAYS: &[&str] = &[
    "saturday",
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
];
const ROLES: &[&str] = &[
    "administrator",
    "editor",
    "section-editor",
    "author",
    "contributor",
    "moderator",
];

/// Everything that the newsroom can set. What an import notes of the old site is not its to change, and
/// which menus are shown is set where menus are made.
pub const SETTINGS: &[Setting] = &[
    setting(Paper, "site.title", Line, "ورّاق"),
    setting(Paper, "site.description", Line, ""),
    setting(Paper, "site.url", Code, "http://127.0.0.1:8080"),
    setting(Paper, "site.language", Code, "ar"),
    setting(Paper, "site.email", Code, ""),
    setting(Paper, "site.footer", Lines, ""),
    setting(Paper, "site.social", CodeLines, ""),
    setting(Dates, "site.time_zone", Code, "UTC"),
    setting(Dates, "site.months", MONTHS, "international"),
    setting(
        Dates,
        "site.digits",
        One(&["latin", "arabic-indic"]),
        "latin",
    ),
    setting(Dates, "site.hijri", YesNo, "no"),
    setting(Comments, "comments.open", YesNo, "yes"),
    setting(Comments, "comments.hold", YesNo, "yes"),
    setting(Comments, "comments.name", YesNo, "yes"),
    setting(Comments, "comments.close_after", Number, "0"),
    setting(Articles, "articles.old_after", Number, "12"),
    setting(
        Articles,
        "site.share",
        Any(WAYS),
        "whatsapp telegram facebook x linkedin email link device",
    ),
    setting(Post, "contact.desk", Code, ""),
    setting(Post, "contact.pgp", CodeLines, ""),
    setting(Post, "newsletter.hour", Number, "7"),
    setting(Post, "newsletter.weekday", One(DAYS), "saturday"),
    setting(News, "site.hub", Code, ""),
    setting(News, "indexnow.key", Code, ""),
    setting(
        News,
        "indexnow.address",
        Code,
        "https://api.indexnow.org/indexnow",
    ),
    setting(Counting, "reads.count", YesNo, "yes"),
    setting(Counting, "reads.days", Number, "400"),
    setting(Counting, "analytics.script", Code, ""),
    setting(Counting, "analytics.data", CodeLines, ""),
    setting(Counting, "analytics.hosts", Code, ""),
    setting(Machines, "newsroom.second_factor", Any(ROLES), ""),
    setting(Machines, "site.robots", CodeLines, ""),
    setting(Machines, "site.ads", CodeLines, ""),
    setting(Machines, "site.security", Code, ""),
];

impl Setting {
    /// Whether a value can be used.
    pub fn takes(&self, value: &str) -> bool {
        Settings::default().apply(self.key, value).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_by_itself_is_what_is_told() {
        let untouched = format!("{:?}", Settings::default());
        for setting in SETTINGS {
            let mut settings = Settings::default();
            settings.apply(setting.key, setting.default).unwrap();
            assert_eq!(format!("{settings:?}"), untouched, "{}", setting.key);
        }
    }

    #[test]
    fn every_setting_sets_something() {
        let untouched = format!("{:?}", Settings::default());
        let values = [
            "yes",
            "no",
            "17",
            "both",
            "arabic-indic",
            "monday",
            "x",
            "editor",
            "+03:00",
            "desk@example.org",
            "https://hub.example.org/",
            "https://in.example.org",
            "abcd-1234-efgh",
            "data-id 7",
            "x https://social.example/x",
            "-----BEGIN PGP PUBLIC KEY BLOCK-----",
        ];
        for setting in SETTINGS {
            let sets = values.iter().any(|value| {
                let mut settings = Settings::default();
                settings.apply(setting.key, value).is_ok() && format!("{settings:?}") != untouched
            });
            assert!(sets, "{}", setting.key);
        }
    }

    #[test]
    fn what_can_be_chosen_can_be_used() {
        for setting in SETTINGS {
            let (One(all) | Any(all)) = setting.kind else {
                continue;
            };
            assert!(
                all.iter().all(|value| setting.takes(value)),
                "{}",
                setting.key
            );
        }
    }
}
