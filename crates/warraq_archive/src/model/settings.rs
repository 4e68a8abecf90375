use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use warraq_text::dates::display::MonthNames;
use warraq_text::digits::Digits;

use super::analytics::{self, Analytics};
use super::{Closed, EmailAddress, ShareWay, Timestamp};
use crate::accounts::Role;

/// What a newsroom has decided once, for every page.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The paper's name (`site.title`).
    pub title: String,
    /// Its motto (`site.description`).
    pub description: String,
    /// Home address without a closing slash (`site.url`); canonical addresses begin with it.
    pub url: String,
    /// Hosts of the site that was imported (`site.old_hosts`, separated by spaces).
    pub old_hosts: Vec<String>,
    /// The folder of its host in which that site was (`site.old_folder`): `/blog`, or nothing.
    pub old_folder: String,
    /// BCP 47 language tag (`site.language`).
    pub language: String,
    /// Where the paper's wall clocks hang (`site.time_zone`).
    pub time_zone: TimeZone,
    /// Digits (`site.digits`).
    pub digits: Digits,
    /// Month names (`site.months`).
    pub months: MonthNames,
    /// Whether dates carry the Hijri date (`site.hijri`).
    pub hijri: bool,
    /// Profiles elsewhere, `name address` a line (`site.social`).
    pub social: Vec<(String, String)>,
    /// How readers pass articles on, in the order of the page (`site.share`).
    pub share: Vec<ShareWay>,
    /// Text of the footer; empty for the usual one (`site.footer`).
    pub footer: String,
    /// Contact address for readers; may be empty (`site.email`).
    pub email: String,
    /// Lines added to `robots.txt` (`site.robots`).
    pub robots: String,
    /// All of `ads.txt` (`site.ads`); empty for a paper that sells no space to exchanges.
    pub ads: String,
    /// Where a hole in the paper's security is reported: a mail address or a full address
    /// (`site.security`); empty for `site.email`.
    pub security: String,
    /// A script of others that counts readers who agree.
    pub analytics: Analytics,
    /// Whom the paper tells of news.
    pub pings: PingSettings,
    /// Where messages of readers are mailed to (`contact.desk`); `None` for `site.email`.
    pub desk: Option<EmailAddress>,
    /// The desk's public key in OpenPGP's armour; may be empty (`contact.pgp`).
    pub pgp: String,
    /// At which hour of the paper's time zone the newsletter goes out, 0 to 23 (`newsletter.hour`).
    pub newsletter_hour: i8,
    /// On which day the weekly one goes out (`newsletter.weekday`).
    pub newsletter_weekday: Weekday,
    /// What readers may write under articles.
    pub comments: CommentSettings,
    /// Roles that take a second factor (`newsroom.second_factor`, separated by spaces).
    pub second_factor: Vec<Role>,
    /// Months after which readers are told that an article is old; 0 for never
    /// (`articles.old_after`).
    pub old_after: u32,
    /// Whether it is counted how often articles are read (`reads.count`).
    pub counts_reads: bool,
    /// Days for which reads are kept by the day; after that by the month. 0 for ever (`reads.days`).
    pub read_days: u32,
}

/// What readers may write under articles, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentSettings {
    /// Whether the paper takes comments (`comments.open`).
    pub open: bool,
    /// Days after publication from which an article takes none; 0 for never
    /// (`comments.close_after`).
    pub close_after: u32,
    /// Whether a comment needs a name (`comments.name`).
    pub name_required: bool,
    /// Whether the desk reads a comment before readers do (`comments.hold`).
    pub hold: bool,
}

impl Default for CommentSettings {
    fn default() -> Self {
        Self {
            open: true,
            close_after: 0,
            name_required: true,
            hold: true,
        }
    }
}

impl CommentSettings {
    /// When an article that was published at `published` stops taking comments; `None` for never.
    pub fn closes_at(&self, published: Timestamp) -> Option<Timestamp> {
        const DAY: i64 = 86_400_000;
        let days = i64::from(self.close_after);
        (days > 0).then(|| Timestamp::from_millis(published.millis().saturating_add(days * DAY)))
    }

    /// Why nobody can write under an article now, if so. `open` is what the article says itself.
    pub fn closed(&self, open: bool, published: Timestamp, now: Timestamp) -> Option<Closed> {
        if !self.open {
            Some(Closed::Paper)
        } else if !open {
            Some(Closed::Article)
        } else {
            let end = self.closes_at(published)?;
            (end <= now).then_some(Closed::Age(self.close_after))
        }
    }
}

/// Whom the paper tells of news: nobody, unless the newsroom says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PingSettings {
    /// Addresses of the WebSub hubs that tell subscribers of feeds (`site.hub`, separated by spaces).
    pub hubs: Vec<String>,
    /// The key under which search engines are told (`indexnow.key`); none are where it is empty. It
    /// is no secret: it is served at `/KEY.txt`, which proves that whoever uses it owns the site.
    pub key: String,
    /// The address at which search engines are told (`indexnow.address`).
    pub engine: String,
}

impl Default for PingSettings {
    fn default() -> Self {
        Self {
            hubs: Vec::new(),
            key: String::new(),
            engine: INDEXNOW.to_owned(),
        }
    }
}

/// Passes what it is told on to all search engines that take part (indexnow.org).
const INDEXNOW: &str = "https://api.indexnow.org/indexnow";

/// A setting's value that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("setting {key}: {value:?} cannot be used; {cure}")]
pub struct SettingsError {
    /// Which setting.
    pub key: &'static str,
    /// The value that was given.
    pub value: String,
    /// What is allowed.
    pub cure: &'static str,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            title: "ورّاق".to_owned(),
            description: String::new(),
            url: "http://127.0.0.1:8080".to_owned(),
            old_hosts: Vec::new(),
            old_folder: String::new(),
            language: "ar".to_owned(),
            time_zone: TimeZone::UTC,
            digits: Digits::default(),
            months: MonthNames::default(),
            hijri: false,
            social: Vec::new(),
            share: ShareWay::ALL.to_vec(),
            footer: String::new(),
            email: String::new(),
            comments: CommentSettings::default(),
            second_factor: Vec::new(),
            old_after: 12,
            counts_reads: true,
            read_days: 400,
            robots: String::new(),
            ads: String::new(),
            security: String::new(),
            analytics: Analytics::default(),
            pings: PingSettings::default(),
            desk: None,
            pgp: String::new(),
            newsletter_hour: 7,
            newsletter_weekday: Weekday::Saturday,
        }
    }
}

impl Settings {
    /// Takes one stored setting. Keys that nobody knows are left alone, so that an older program
    /// can open a newer archive.
    pub fn apply(&mut self, key: &str, value: &str) -> Result<(), SettingsError> {
        match key {
            "site.title" => self.title = title(value)?,
            "site.description" => value.clone_into(&mut self.description),
            "site.url" => self.url = home(value)?,
            "site.old_hosts" => {
                self.old_hosts = value.split_whitespace().map(str::to_owned).collect();
            }
            "site.old_folder" => self.old_folder = folder(value),
            "site.language" => value.clone_into(&mut self.language),
            "site.time_zone" => self.time_zone = time_zone(value)?,
            "site.digits" => {
                self.digits = match value {
                    "latin" => Digits::Latin,
                    "arabic-indic" => Digits::ArabicIndic,
                    _ => return Err(refuse("site.digits", value, "use latin or arabic-indic")),
                }
            }
            "site.months" => {
                self.months = match value {
                    "international" => MonthNames::International,
                    "levantine" => MonthNames::Levantine,
                    "maghrebi" => MonthNames::Maghrebi,
                    "moroccan" => MonthNames::Moroccan,
                    "both" => MonthNames::Both,
                    _ => {
                        let cure = "use international, levantine, maghrebi, moroccan or both";
                        return Err(refuse("site.months", value, cure));
                    }
                }
            }
            "site.hijri" => self.hijri = yes_or_no("site.hijri", value)?,
            "site.social" => {
                self.social = value
                    .lines()
                    .filter_map(|line| line.trim().split_once(' '))
                    .map(|(name, address)| (name.to_owned(), address.trim().to_owned()))
                    .collect();
            }
            "site.share" => {
                let cure = "use any of whatsapp, telegram, facebook, x, linkedin, email, link, \
                            device, with spaces between them";
                self.share =
                    ShareWay::list(value).ok_or_else(|| refuse("site.share", value, cure))?;
            }
            "site.footer" => value.clone_into(&mut self.footer),
            "site.email" => value.clone_into(&mut self.email),
            "comments.open" => self.comments.open = yes_or_no("comments.open", value)?,
            "comments.name" => self.comments.name_required = yes_or_no("comments.name", value)?,
            "comments.hold" => self.comments.hold = yes_or_no("comments.hold", value)?,
            "comments.close_after" => {
                let cure = "use a number of days, or 0 for never";
                self.comments.close_after = number("comments.close_after", value, cure)?;
            }
            "articles.old_after" => {
                let cure = "use a number of months, or 0 for never";
                self.old_after = number("articles.old_after", value, cure)?;
            }
            "reads.count" => self.counts_reads = yes_or_no("reads.count", value)?,
            "reads.days" => {
                let cure = "use a number of days, or 0 for ever";
                self.read_days = number("reads.days", value, cure)?;
            }
            "site.robots" => value.clone_into(&mut self.robots),
            "site.ads" => value.clone_into(&mut self.ads),
            "site.security" => value.trim().clone_into(&mut self.security),
            "analytics.script" => {
                let cure = "use an address that begins with https://, or nothing";
                let script = analytics::script(value);
                self.analytics.script =
                    script.ok_or_else(|| refuse("analytics.script", value, cure))?;
            }
            "analytics.data" => {
                let cure = "use 'data-name value', one a line";
                let read = analytics::attributes(value);
                self.analytics.attributes =
                    read.ok_or_else(|| refuse("analytics.data", value, cure))?;
            }
            "analytics.hosts" => {
                let cure = "use origins such as https://stats.example.org, separated by spaces";
                let read = analytics::hosts(value);
                self.analytics.hosts =
                    read.ok_or_else(|| refuse("analytics.hosts", value, cure))?;
            }
            "site.hub" => self.pings.hubs = hubs(value)?,
            "indexnow.key" => self.pings.key = indexnow_key(value)?,
            "indexnow.address" => self.pings.engine = engine(value)?,
            "contact.desk" => self.desk = desk(value)?,
            "contact.pgp" => self.pgp = pgp(value)?,
            "newsroom.second_factor" => self.second_factor = roles(value)?,
            "newsletter.hour" => self.newsletter_hour = hour(value)?,
            "newsletter.weekday" => self.newsletter_weekday = weekday(value)?,
            _ => {}
        }
        Ok(())
    }
}

fn number(key: &'static str, value: &str, cure: &'static str) -> Result<u32, SettingsError> {
    value.parse().map_err(|_| refuse(key, value, cure))
}

fn yes_or_no(key: &'static str, value: &str) -> Result<bool, SettingsError> {
    match value {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(refuse(key, value, "use yes or no")),
    }
}

impl Settings {
    /// Where messages of readers are mailed to, if anywhere.
    pub fn desk(&self) -> Option<EmailAddress> {
        let desk = self.desk.clone();
        desk.or_else(|| EmailAddress::parse(&self.email))
    }
}

fn desk(value: &str) -> Result<Option<EmailAddress>, SettingsError> {
    if value.trim().is_empty() {
        return Ok(None);
    }
    let cure = "use one address, such as desk@example.org";
    EmailAddress::parse(value)
        .map(Some)
        .ok_or_else(|| refuse("contact.desk", value, cure))
}

fn pgp(value: &str) -> Result<String, SettingsError> {
    let key = value.trim();
    let is_public = key.starts_with("-----BEGIN PGP PUBLIC KEY BLOCK-----");
    if key.is_empty() || (is_public && !key.contains("PRIVATE KEY")) {
        return Ok(key.to_owned());
    }
    // A private key must not be repeated, not even in an error.
    let cure = "give the armoured public key, from -----BEGIN PGP PUBLIC KEY BLOCK----- to its end";
    Err(refuse("contact.pgp", "…", cure))
}

fn roles(value: &str) -> Result<Vec<Role>, SettingsError> {
    let cure = "use administrator, editor, section-editor, author, contributor or moderator, \
        separated by spaces";
    let roles = value.split_whitespace().map(Role::named);
    let roles: Option<Vec<_>> = roles.collect();
    roles.ok_or_else(|| refuse("newsroom.second_factor", value, cure))
}

fn title(value: &str) -> Result<String, SettingsError> {
    let title = value.trim();
    let cure = "write the paper's name";
    let named = (!title.is_empty()).then(|| title.to_owned());
    named.ok_or_else(|| refuse("site.title", value, cure))
}

fn home(value: &str) -> Result<String, SettingsError> {
    let home = value.trim().trim_end_matches('/');
    let cure = "use a full address without a path, such as https://paper.example";
    let host = home
        .strip_prefix("https://")
        .or_else(|| home.strip_prefix("http://"))
        .filter(|host| !host.is_empty());
    let fits = |c: char| !c.is_whitespace() && !c.is_control() && !r#"/\?#@"'<>"#.contains(c);
    let is_home = host.is_some_and(|host| host.chars().all(fits));
    let home = is_home.then(|| home.to_owned());
    home.ok_or_else(|| refuse("site.url", value, cure))
}

fn hubs(value: &str) -> Result<Vec<String>, SettingsError> {
    let cure = "use full addresses, such as https://hub.example.org/, separated by spaces";
    let hubs: Vec<_> = value.split_whitespace().map(str::to_owned).collect();
    if hubs.iter().all(|hub| is_web_address(hub)) {
        Ok(hubs)
    } else {
        Err(refuse("site.hub", value, cure))
    }
}

/// What IndexNow takes for a key.
fn indexnow_key(value: &str) -> Result<String, SettingsError> {
    let key = value.trim();
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    if key.is_empty() || ((8..=128).contains(&key.len()) && key.bytes().all(fits)) {
        return Ok(key.to_owned());
    }
    let cure = "use 8 to 128 letters a to z, digits and hyphens";
    Err(refuse("indexnow.key", value, cure))
}

fn engine(value: &str) -> Result<String, SettingsError> {
    let address = value.trim();
    if address.is_empty() {
        return Ok(INDEXNOW.to_owned());
    }
    let cure = "use a full address, such as https://api.indexnow.org/indexnow";
    if is_web_address(address) {
        Ok(address.to_owned())
    } else {
        Err(refuse("indexnow.address", value, cure))
    }
}

/// Whether this is the address of a page of the web, in letters that an address is written in.
fn is_web_address(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
        && text
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"\"'<>".contains(&b))
}

fn hour(value: &str) -> Result<i8, SettingsError> {
    let hour = value.parse().ok().filter(|hour| (0..24).contains(hour));
    hour.ok_or_else(|| refuse("newsletter.hour", value, "use 0 to 23"))
}

fn weekday(value: &str) -> Result<Weekday, SettingsError> {
    Ok(match value {
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        _ => {
            let cure = "use saturday, sunday, monday, tuesday, wednesday, thursday or friday";
            return Err(refuse("newsletter.weekday", value, cure));
        }
    })
}

/// One spelling of a folder: `/blog`, and nothing for the root.
fn folder(value: &str) -> String {
    let path = warraq_text::path::canonical(value);
    path.trim_end_matches('/').to_owned()
}

fn time_zone(value: &str) -> Result<TimeZone, SettingsError> {
    let cure =
        "use a name of the time zone database, such as Asia/Damascus, or an offset such as +03:00";
    if let Ok(zone) = TimeZone::get(value) {
        return Ok(zone);
    }
    offset(value)
        .map(TimeZone::fixed)
        .ok_or_else(|| refuse("site.time_zone", value, cure))
}

/// Reads `+03:00`.
fn offset(value: &str) -> Option<jiff::tz::Offset> {
    let (sign, digits) = match value.as_bytes().first()? {
        b'+' => (1, &value[1..]),
        b'-' => (-1, &value[1..]),
        _ => return None,
    };
    let (hours, minutes) = digits.split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    jiff::tz::Offset::from_seconds(sign * seconds).ok()
}

fn refuse(key: &'static str, value: &str, cure: &'static str) -> SettingsError {
    SettingsError {
        key,
        value: value.to_owned(),
        cure,
    }
}
