//! The paper as it is printed at one moment: what every page function is given.

use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;
use warraq_archive::model::{ArticleId, Card, Law, Listing, Settings, Timestamp};
use warraq_archive::store::{ChangeKind, Reading, StoreError};

use crate::error::Error;
use crate::locale::Words;
use crate::look::Look;
use crate::readership::Ranking;
use crate::respond::{Answer, CachePolicy, Kind, Memory};
use crate::site::{contact, law, privacy};
use crate::view::{Consent, Dates, FeedLink, Frame, Head, NavEntry, Scripts, Styles};

/// The frame of all pages, with the change up to which it is true, and the settings and the look that
/// it shows: those that another process has changed are read a moment after the change is seen.
#[derive(Debug)]
pub(crate) struct FrameShelf {
    kept: Mutex<Option<KeptFrame>>,
    sends_mail: bool,
}

#[derive(Debug)]
struct KeptFrame {
    seq: i64,
    settings: Arc<Settings>,
    look: Arc<Look>,
    frame: Value,
}

impl FrameShelf {
    /// A shelf for a paper that sends mail, and so has a newsletter, or does not.
    pub(crate) fn new(sends_mail: bool) -> Self {
        Self {
            kept: Mutex::new(None),
            sends_mail,
        }
    }

    fn at(
        &self,
        seq: i64,
        settings: &Arc<Settings>,
        look: &Arc<Look>,
        make: impl FnOnce() -> Result<Frame, StoreError>,
    ) -> Result<Value, StoreError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.as_ref()
            && known.seq == seq
            && Arc::ptr_eq(&known.settings, settings)
            && Arc::ptr_eq(&known.look, look)
        {
            return Ok(known.frame.clone());
        }
        let frame = Value::from(Serde(make()?));
        *kept = Some(KeptFrame {
            seq,
            settings: Arc::clone(settings),
            look: Arc::clone(look),
            frame: frame.clone(),
        });
        Ok(frame)
    }
}

/// The paper at one moment.
#[derive(Debug)]
pub(crate) struct Edition {
    settings: Arc<Settings>,
    words: &'static Words,
    look: Arc<Look>,
    frame: Value,
    now: Timestamp,
    seq: i64,
    next_publication: Option<Timestamp>,
    sends_mail: bool,
    ranking: Arc<Ranking>,
}

impl Edition {
    /// Opens an edition over what `reading` sees.
    pub(crate) fn open(
        reading: &mut Reading<'_>,
        settings: Arc<Settings>,
        shelf: &FrameShelf,
        ranking: Arc<Ranking>,
        look: Arc<Look>,
    ) -> Result<Self, StoreError> {
        // The number is read before anything else: what is read later is at least as new.
        let seq = reading.change_seq()?;
        let words = Words::of(&settings.language);
        let make = || frame(reading, &settings, words, &look, shelf.sends_mail);
        let frame = shelf.at(seq, &settings, &look, make)?;
        Ok(Self {
            words,
            look,
            frame,
            now: reading.now(),
            seq,
            next_publication: reading.next_change_at()?,
            sends_mail: shelf.sends_mail,
            ranking,
            settings,
        })
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn words(&self) -> &'static Words {
        self.words
    }

    /// How the paper looks.
    pub(crate) fn look(&self) -> &Look {
        &self.look
    }

    pub(crate) fn dates(&self) -> Dates<'_> {
        Dates::of(&self.settings)
    }

    /// Whether the paper sends mail: without, it has no newsletter.
    pub(crate) fn sends_mail(&self) -> bool {
        self.sends_mail
    }

    /// What is read most.
    pub(crate) fn ranking(&self) -> &Ranking {
        &self.ranking
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// A number with its noun, such as «3 مواد».
    pub(crate) fn count(&self, noun: &str, n: usize) -> String {
        self.words.count(noun, n, self.dates().digits())
    }

    /// The full address of a path of ours.
    pub(crate) fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') {
            format!("{}{path}", self.settings.url)
        } else {
            path.to_owned()
        }
    }

    /// What machines are told of a list: what the newsroom says of it, or else whose list it is.
    pub(crate) fn described(&self, name: &str, description: &str) -> String {
        if description.trim().is_empty() {
            self.words.say_with("list.about", "name", name)
        } else {
            description.to_owned()
        }
    }

    /// A feed of the thing at `base`, for the head of its page.
    pub(crate) fn feed_link(&self, name: &str, base: &str) -> FeedLink {
        FeedLink {
            title: self.words.say_with("shell.feed", "name", name),
            href: format!("{base}feed/"),
        }
    }

    /// Prints a page.
    pub(crate) fn print(
        &self,
        template: &str,
        mut head: Head,
        page: impl Serialize,
        made_from: MadeFrom,
    ) -> Result<Answer, Error> {
        let dates = self.dates();
        let here = made_from.path.clone();
        head.feeds
            .insert(0, self.feed_link(&self.settings.title, "/"));
        if head.kind.is_empty() {
            head.kind = "website";
        }
        if !head.is_hidden && head.canonical.is_empty() && !here.is_empty() {
            head.canonical = self.absolute(&here);
        }
        let html = self.look.render(
            template,
            context! {
                w => self.words.tree(),
                frame => self.frame.clone(),
                head => Value::from(Serde(&head)),
                page => Value::from(Serde(&page)),
                today => Value::from(Serde(dates.long(dates.date(self.now)))),
                year => dates.bare(dates.date(self.now).year()),
                here => here,
            },
        )?;
        let mut answer = Answer::new(Kind::Html, html, CachePolicy::Page);
        let origins = self.settings.analytics.origins();
        answer.elsewhere = origins.into_iter().map(str::to_owned).collect();
        // The page shows today's date and whatever is published: it is true until either changes.
        let until = [dates.midnight_after(self.now), self.next_publication];
        let memory = made_from.memory(self.seq, until.into_iter().flatten().min());
        Ok(answer.remembered(memory.with_key(ChangeKind::Menus)))
    }

    /// An answer for machines, which shows no date of today.
    pub(crate) fn machine(
        &self,
        kind: Kind,
        body: Vec<u8>,
        modified: Option<Timestamp>,
        made_from: MadeFrom,
    ) -> Answer {
        let mut answer = Answer::new(kind, body, CachePolicy::Page);
        answer.modified = modified;
        answer.remembered(made_from.memory(self.seq, self.next_publication))
    }

    /// An edition over no archive.
    #[cfg(test)]
    pub(crate) fn for_tests(settings: Settings) -> Self {
        Self {
            words: Words::of(&settings.language),
            look: Look::built_in(),
            frame: Value::UNDEFINED,
            now: Timestamp::from_millis(1_700_000_000_000),
            seq: 0,
            next_publication: None,
            sends_mail: false,
            ranking: Arc::default(),
            settings: Arc::new(settings),
        }
    }
}

fn frame(
    reading: &mut Reading<'_>,
    settings: &Settings,
    words: &'static Words,
    look: &Look,
    sends_mail: bool,
) -> Result<Frame, StoreError> {
    let mut nav = Frame::lines(&reading.menu("main")?);
    if nav.is_empty() {
        nav = Frame::sections(words.say("shell.home"), &reading.sections()?);
    }
    let has_video = !reading.newest(Listing::Video, 1)?.is_empty();
    let footer = Frame::lines(&reading.menu("footer")?);
    let mut ours = Vec::new();
    if !Frame::leads(&footer, |href| href == contact::PATH) {
        ours.push(NavEntry::plain(words.say("contact.title"), contact::PATH));
    }
    // The paper's own page may be at WordPress's /privacy-policy/.
    if !Frame::leads(&footer, |href| href.contains("privacy")) {
        ours.push(NavEntry::plain(words.say("privacy.title"), privacy::PATH));
    }
    for law in [Law::Cookies, Law::Terms] {
        let path = law::path(law);
        if !reading.law(law)?.is_empty() && !Frame::leads(&footer, |href| href == path) {
            let label = words.say(law::title_key(law));
            ours.push(NavEntry::plain(label, &path));
        }
    }
    let frame = Frame {
        title: settings.title.clone(),
        motto: settings.description.clone(),
        home: settings.url.clone(),
        language: settings.language.clone(),
        direction: words.direction,
        wordmark: String::new(),
        nav,
        ours,
        footer,
        social: settings
            .social
            .iter()
            .map(|(name, at)| NavEntry::plain(name, at))
            .collect(),
        consent: Consent::of(&settings.analytics, look),
        legal: settings.footer.clone(),
        has_video,
        has_newsletter: sends_mail,
        styles: Styles::default(),
        scripts: Scripts::default(),
        fonts: Vec::new(),
        favicon: String::new(),
        papers: look.papers(),
    };
    Ok(frame.with_assets(look))
}

/// What a page was made from, collected while it is made.
#[derive(Clone, Debug, Default)]
pub(crate) struct MadeFrom {
    path: String,
    keys: Vec<ChangeKind>,
    until: Option<Timestamp>,
}

impl MadeFrom {
    /// A page whose canonical path is `path`.
    pub(crate) fn at(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            keys: Vec::new(),
            until: None,
        }
    }

    pub(crate) fn with(mut self, key: ChangeKind) -> Self {
        self.keys.push(key);
        self
    }

    pub(crate) fn listing(self, listing: Listing) -> Self {
        self.with(ChangeKind::Listing(listing))
    }

    pub(crate) fn article(self, id: ArticleId) -> Self {
        self.with(ChangeKind::Article(id))
    }

    /// Articles that the page shows in a list.
    pub(crate) fn cards<'a, C: std::ops::Deref<Target = Card> + 'a>(
        mut self,
        cards: impl IntoIterator<Item = &'a C>,
    ) -> Self {
        self.keys
            .extend(cards.into_iter().map(|card| ChangeKind::Article(card.id)));
        self
    }

    /// When the page stops being true by itself, apart from the day and what is scheduled.
    pub(crate) fn until(self, until: Option<Timestamp>) -> Self {
        Self { until, ..self }
    }

    fn memory(self, seq: i64, until: Option<Timestamp>) -> Memory {
        Memory {
            path: self.path,
            keys: self.keys,
            seq,
            until: until.into_iter().chain(self.until).min(),
        }
    }
}

impl Memory {
    fn with_key(mut self, key: ChangeKind) -> Self {
        self.keys.push(key);
        self.keys.shrink_to_fit();
        self
    }
}
