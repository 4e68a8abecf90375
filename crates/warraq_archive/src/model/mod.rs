//! The things that a newspaper is made of, as the rest of Warraq sees them.
//!
//! Everything here that carries a reader's page is *published*: it can only be had from
//! [`Reading`](crate::store::Reading), the one gate to readers.

mod analytics;
mod article;
mod comment;
mod contact;
mod correction;
mod email;
mod guid;
mod ids;
mod law;
mod letter;
mod listing;
mod media;
mod menu;
mod news;
mod newsletter;
mod path;
mod people;
mod reads;
mod secret;
mod setting;
mod settings;
mod share;
mod taxonomy;
mod time;
mod written;

pub use analytics::Analytics;
pub use article::{ArticleKind, Card, Published, PublishedArticle};
pub use comment::{
    AnsweredComment, Closed, Comment, CommentKind, CommentPlace, CommentStanding, Decision,
    DeskComment, Received,
};
pub use contact::{ContactMessage, ContactSubject, KeptMessage};
pub use correction::{Correction, CorrectionKind, DeskCorrection};
pub use email::EmailAddress;
pub use guid::guid_as_address;
pub(crate) use guid::invented_guid;
pub use ids::{
    AccountId, ArticleId, AutosaveId, BatchId, CommentId, CorrectionId, MediaId, PersonId,
    RevisionId, SectionId, SessionId, ShareId, TagId,
};
pub use law::{Law, LawText};
pub use letter::{Letter, LetterStanding, MailingList, OutboxLine, WaitingLetter};
pub use listing::{CardPage, DayCount, Listing, MonthCount, PAGE_SIZE, Period};
pub use media::{Crop, Focus, MediaFile, MediaKind, MediaPage, Picture};
pub use menu::{Menu, MenuEntry};
pub use news::{DuePings, News, NewsArticle, Ping, PingLine};
pub use newsletter::{Choice, KeyPurpose, Rhythm, Subscriber};
pub use path::{Resolved, Target};
pub use people::{Person, PersonLabel, PersonSummary};
pub use reads::{ReadArticle, ReadDay, ReadLine, ReadSource, ReadWindow, Reads};
pub use secret::{Key, Secret, Token};
pub use setting::{SETTINGS, Setting, SettingGroup, SettingKind};
pub use settings::{CommentSettings, PingSettings, Settings, SettingsError};
pub use share::ShareWay;
pub use taxonomy::{Section, SectionLabel, Tag, TagLabel};
pub use time::{CivilMonth, Timestamp};
pub use written::{NewComment, Objection, WrittenComment};
