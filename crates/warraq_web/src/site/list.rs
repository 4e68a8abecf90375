//! Lists of articles: all of them, a section, a tag, somebody's, films.

use serde::Serialize;
use warraq_archive::model::{Card, CardPage, Listing, PersonId, SectionId, TagId};
use warraq_archive::store::{ChangeKind, Reading};

use super::{home, most_read, newsletter};
use crate::address::page_path;
use crate::cache::MOST_READ;
use crate::edition::{Edition, MadeFrom};
use crate::error::Error;
use crate::params::Name;
use crate::respond::Answer;
use crate::view::{CardView, Head, LabelView, Pager, json_ld};

#[derive(Serialize)]
struct ListPage {
    trail: Vec<LabelView>,
    title: String,
    kicker: String,
    description: String,
    initial: String,
    colour: &'static str,
    total: String,
    feed: String,
    children: Vec<LabelView>,
    lead: Option<CardView>,
    cards: Vec<CardView>,
    pager: Pager,
    page_title: String,
    /// «الأكثر قراءة في علوم»
    popular: String,
    most_read: Vec<CardView>,
    follow: Option<Follow>,
}

/// What stands beside the list.
struct Beside {
    follow: Option<Follow>,
    most_read: Vec<CardView>,
}

/// A small form that asks for the newsletter of a list.
#[derive(Serialize)]
struct Follow {
    title: String,
    field: &'static str,
    id: i64,
    /// The page for choosing more.
    more: String,
}

impl Follow {
    /// `None` for lists that nobody follows, and for a paper that sends no mail.
    fn of(edition: &Edition, listing: Listing, name: &str) -> Option<Self> {
        let (field, parameter, id) = match listing {
            Listing::Section(id) => ("section", Name::Section, id.0),
            Listing::Tag(id) => ("tag", Name::TagNumber, id.0),
            Listing::All | Listing::Person(_) | Listing::Video => return None,
        };
        edition.sends_mail().then(|| Self {
            title: edition.words().say_with("newsletter.follow", "name", name),
            field,
            id,
            more: format!("{}?{}={id}", newsletter::PATH, parameter.text()),
        })
    }
}

/// What is said of a list above it.
struct About {
    base: String,
    title: String,
    kicker: String,
    description: String,
    is_person: bool,
    trail: Vec<LabelView>,
    children: Vec<LabelView>,
    data: Vec<crate::view::JsonLd>,
    keys: Vec<ChangeKind>,
}

/// `GET /page/N/`
pub(crate) fn everything(
    reading: &mut Reading<'_>,
    edition: &Edition,
    page: usize,
) -> Result<Option<Answer>, Error> {
    let about = About::plain(edition, "/", edition.words().say("list.all_articles"));
    show(reading, edition, Listing::All, about, page)
}

/// `GET /video/`
pub(crate) fn films(
    reading: &mut Reading<'_>,
    edition: &Edition,
    page: usize,
) -> Result<Option<Answer>, Error> {
    let about = About::plain(edition, "/video/", edition.words().say("front.video"));
    show(reading, edition, Listing::Video, about, page)
}

/// `GET` the path of a section.
pub(crate) fn section(
    reading: &mut Reading<'_>,
    edition: &Edition,
    id: SectionId,
    page: usize,
) -> Result<Option<Answer>, Error> {
    let Some(section) = reading.section(id)? else {
        return Ok(None);
    };
    let mut about = About::plain(edition, &section.label.path, &section.label.name);
    about
        .trail
        .extend(section.trail.iter().map(LabelView::from));
    about.description = section.description;
    about.children = section.children.iter().map(LabelView::from).collect();
    about.keys = vec![ChangeKind::Section(id)];
    let relatives = section.trail.iter().chain(&section.children);
    about
        .keys
        .extend(relatives.map(|other| ChangeKind::Section(other.id)));
    show(reading, edition, Listing::Section(id), about, page)
}

/// `GET` the path of a tag.
pub(crate) fn tag(
    reading: &mut Reading<'_>,
    edition: &Edition,
    id: TagId,
    page: usize,
) -> Result<Option<Answer>, Error> {
    let Some(tag) = reading.tag(id)? else {
        return Ok(None);
    };
    let mut about = About::plain(edition, &tag.label.path, &tag.label.name);
    edition
        .words()
        .say("list.tag")
        .clone_into(&mut about.kicker);
    about.description = tag.description;
    about.keys = vec![ChangeKind::Tag(id)];
    show(reading, edition, Listing::Tag(id), about, page)
}

/// `GET` the path of somebody who writes.
pub(crate) fn person(
    reading: &mut Reading<'_>,
    edition: &Edition,
    id: PersonId,
    page: usize,
) -> Result<Option<Answer>, Error> {
    let Some(person) = reading.person(id)? else {
        return Ok(None);
    };
    let words = edition.words();
    let mut about = About::plain(edition, &person.label.path, &person.label.name);
    about.trail.push(LabelView {
        name: words.say("shell.writers").to_owned(),
        href: super::writers::PATH.to_owned(),
    });
    let kicker = if person.guest {
        "list.guest"
    } else {
        "list.writer"
    };
    words.say(kicker).clone_into(&mut about.kicker);
    about.data = vec![json_ld::person(&person.label, &person.biography, edition)];
    about.description = person.biography;
    about.is_person = true;
    about.keys = vec![ChangeKind::Person(id)];
    show(reading, edition, Listing::Person(id), about, page)
}

impl About {
    fn plain(edition: &Edition, base: &str, title: &str) -> Self {
        Self {
            base: base.to_owned(),
            title: title.to_owned(),
            kicker: String::new(),
            description: String::new(),
            is_person: false,
            trail: vec![home(edition)],
            children: Vec::new(),
            data: Vec::new(),
            keys: Vec::new(),
        }
    }
}

/// A page of a list; `None` beyond its end.
fn show(
    reading: &mut Reading<'_>,
    edition: &Edition,
    listing: Listing,
    about: About,
    page: usize,
) -> Result<Option<Answer>, Error> {
    let found = reading.page_of(listing, page)?;
    if page > found.pages {
        return Ok(None);
    }
    let path = page_path(&about.base, page);
    let mut made_from = MadeFrom::at(&path).listing(listing);
    for card in &found.cards {
        made_from = made_from.article(card.id);
    }
    for key in &about.keys {
        made_from = made_from.with(*key);
    }
    let mut beside = Beside {
        follow: Follow::of(edition, listing, &about.title),
        most_read: Vec::new(),
    };
    if let (Listing::Section(id), 1) = (listing, page) {
        let read = most_read::cards(reading, edition.ranking().section(id))?;
        made_from = made_from.with(MOST_READ).cards(&read);
        beside.most_read = CardView::all(&read, edition);
    }
    print(edition, about, found, beside, made_from).map(Some)
}

fn print(
    edition: &Edition,
    about: About,
    found: CardPage,
    beside: Beside,
    made_from: MadeFrom,
) -> Result<Answer, Error> {
    let path = page_path(&about.base, found.page);
    let pager = Pager::of_list(&about.base, found.page, found.pages, edition);
    let (lead, rest) = split_lead(&found.cards, found.page == 1 && !about.is_person);
    let numbered = (found.page > 1).then(|| {
        edition
            .words()
            .say_with("list.page", "name", &edition.dates().number(found.page))
    });
    let mut head = head(edition, &about, numbered.as_deref(), &pager);
    head.data.extend(about.data);
    head.data
        .push(json_ld::list(&about.title, &path, &found.cards, edition));
    let page = ListPage {
        initial: if about.is_person {
            crate::view::initial(&about.title)
        } else {
            String::new()
        },
        colour: crate::view::colour(&about.title),
        kicker: about.kicker,
        description: about.description,
        total: edition.count("articles", found.total),
        feed: format!("{}feed/", about.base),
        children: about.children,
        lead: lead.map(|card| CardView::of(card, edition)),
        cards: rest
            .iter()
            .map(|card| CardView::of(card, edition))
            .collect(),
        pager,
        popular: edition
            .words()
            .say_with("list.most_read", "name", &about.title),
        most_read: beside.most_read,
        follow: beside.follow,
        page_title: numbered.unwrap_or_default(),
        trail: about.trail,
        title: about.title,
    };
    edition.print("list.html", head, page, made_from)
}

/// The newest article of a first page stands large, when it has a picture.
fn split_lead(cards: &[Card], may_lead: bool) -> (Option<&Card>, &[Card]) {
    match cards.split_first() {
        Some((first, rest)) if may_lead && first.lead.as_ref().is_some_and(|lead| lead.present) => {
            (Some(first), rest)
        }
        _ => (None, cards),
    }
}

fn head(edition: &Edition, about: &About, numbered: Option<&str>, pager: &Pager) -> Head {
    let title = match numbered {
        Some(numbered) => format!("{} – {numbered}", about.title),
        None => about.title.clone(),
    };
    let mut feeds = Vec::new();
    if about.base != "/" {
        feeds.push(edition.feed_link(&about.title, &about.base));
    }
    Head {
        title,
        description: edition.described(&about.title, &about.description),
        feeds,
        older: pager.older.clone().unwrap_or_default(),
        newer: pager.newer.clone().unwrap_or_default(),
        data: vec![json_ld::trail(&about.trail, &about.title, edition)],
        ..Head::default()
    }
}
