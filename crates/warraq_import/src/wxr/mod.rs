//! WordPress's export format, "WordPress eXtended RSS", as it is found and not as it was meant.
//!
//! [`read`] gives the records of one file, one at a time and in its order; nothing is kept but the
//! item being read, so that memory depends on the largest item alone. Whatever is wrong becomes a
//! [`Problem`] with its place, and reading goes on.
//!
//! The parser is our own (`docs/decisions/010`): real exports break XML where a conforming parser
//! must stop, and only the format tells how to mend it. From outside in, [`crate::source::text`]
//! makes clean text of bytes, `markup` splits it into tokens, `tree` puts an element together,
//! and `item` and `head` turn it into records.

use std::collections::VecDeque;
use std::io::Read;

use jiff::tz::TimeZone;

use crate::record::{Place, Problem, ProblemKind, Record};
use crate::source::text::{Repair, RepairKind};
use date::Clock;
use faults::Faults;
use head::{Channel, People};
use markup::{Markup, Token};
use names::{Role, split};
use node::Node;
use tree::Tree;

pub use inspect::{Inspection, Inspector, Missing, inspect};
pub use permalinks::Permalinks;

mod date;
mod faults;
mod head;
mod inspect;
mod item;
mod markup;
mod meta;
mod names;
mod node;
mod permalinks;
mod tree;
mod unescape;
mod window;

/// An item that takes more memory than this is not read.
const LARGEST_ITEM: usize = 64 << 20;

/// An `<rss>` that does not begin within this many bytes never does.
const LONGEST_PROLOG: u64 = 64 << 10;

/// The site is told before this many people and terms, even if its fields are not complete.
const MOST_WAITING: usize = 20_000;

/// What the file itself does not tell.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The site's time zone, for items that have only a local date.
    pub time_zone: Option<TimeZone>,
}

/// Reads an export.
///
/// `file_name` is only for the places of records and problems.
pub fn read<R: Read>(file_name: &str, input: R) -> Reader<R> {
    read_with(file_name, input, Options::default())
}

/// Reads an export of which something is known.
pub fn read_with<R: Read>(file_name: &str, input: R, options: Options) -> Reader<R> {
    Reader {
        file: file_name.to_owned(),
        markup: Markup::new(input, LARGEST_ITEM),
        tree: Tree::default(),
        faults: Faults::default(),
        stage: Stage::Prolog {
            junk: false,
            element: None,
        },
        channel: Channel::default(),
        root: Place::default(),
        site_told: false,
        people: People::default(),
        clock: Clock::new(options.time_zone),
        is_wordpress: false,
        waiting: Vec::new(),
        ready: VecDeque::new(),
    }
}

/// The records and problems of one export.
pub struct Reader<R> {
    file: String,
    markup: Markup<R>,
    tree: Tree,
    faults: Faults,
    stage: Stage,
    channel: Channel,
    /// Where the root element stands.
    root: Place,
    site_told: bool,
    people: People,
    clock: Clock,
    /// Whether a field of WordPress was seen.
    is_wordpress: bool,
    /// People and terms, until the site has been told.
    waiting: Vec<Record>,
    ready: VecDeque<Result<Record, Problem>>,
}

#[derive(Debug, PartialEq, Eq)]
enum Stage {
    /// Before the root; with text that does not belong there, and the first element.
    Prolog {
        junk: bool,
        element: Option<String>,
    },
    /// In the root.
    Inside,
    /// Behind the root.
    Behind,
    Done,
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Record, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            if self.stage == Stage::Done {
                return None;
            }
            self.step();
        }
    }
}

impl<R: Read> Reader<R> {
    /// How far the uncompressed file has been read, in bytes.
    pub fn offset(&self) -> u64 {
        self.markup.window.origin(self.markup.window.offset())
    }

    /// Distance of the site's clock from UTC in seconds, as the last item with both dates shows it.
    pub fn learnt_offset(&self) -> Option<i32> {
        self.clock.learnt_offset()
    }

    fn step(&mut self) {
        self.markup.settle();
        let offset = self.markup.window.offset();
        let Some(token) = self.markup.next(self.tree.field()) else {
            return self.end();
        };
        match (&mut self.stage, &token) {
            (_, Token::Doctype) => self.faults.add(
                ProblemKind::DocumentType,
                "The document type declaration was ignored. WordPress writes none: \
                 make sure where this file comes from. What it defines is never expanded.",
            ),
            (_, Token::TooLong) => return self.refuse(),
            (
                Stage::Prolog { junk, element },
                Token::Start {
                    name, attributes, ..
                },
            ) => {
                if split(name).1 == "rss" {
                    self.tree.declare(attributes);
                    self.root = Place {
                        file: self.file.clone(),
                        offset: self.markup.window.origin(offset),
                        item: String::new(),
                    };
                    if *junk || element.is_some() {
                        self.faults.add(
                            ProblemKind::Malformed,
                            "Something stands before the export, probably a message of PHP; \
                             it was skipped.",
                        );
                    }
                    self.stage = Stage::Inside;
                } else {
                    element.get_or_insert_with(|| (*name).to_owned());
                }
            }
            (Stage::Prolog { junk, .. }, Token::Text { text, .. }) => {
                *junk |= !text.trim_start_matches('\u{FEFF}').trim().is_empty();
            }
            (Stage::Prolog { .. }, _) => {}
            (
                stage,
                Token::Start {
                    name: name @ ("rss" | "channel"),
                    attributes,
                    ..
                },
            ) if self.tree.field().is_none() => {
                if *name == "rss" {
                    self.faults.add(
                        ProblemKind::Malformed,
                        "A second `<rss>` begins, as if two exports were joined; both were read.",
                    );
                }
                *stage = Stage::Inside;
                self.tree.declare(attributes);
            }
            (
                stage,
                Token::End {
                    name: name @ ("rss" | "channel"),
                    ..
                },
            ) => {
                if !self.tree.is_empty() {
                    self.tree.close_all(&mut self.faults);
                }
                if *name == "rss" {
                    *stage = Stage::Behind;
                }
            }
            (_, token) => self.tree.take(token, offset, &mut self.faults),
        }
        for node in self.tree.take_finished() {
            self.finish(node);
        }
        if self.tree.cost() > LARGEST_ITEM {
            self.refuse();
        }
        if matches!(self.stage, Stage::Prolog { .. }) && offset > LONGEST_PROLOG {
            self.end();
        }
    }

    /// Turns a complete element into records.
    fn finish(&mut self, node: Node) {
        self.is_wordpress |=
            node.role == Role::Wp || node.children.iter().any(|c| c.role == Role::Wp);
        let label = match (node.role, node.name) {
            (Role::Rss, "item") => item::label(&node),
            (Role::Wp, "author") => format!("author «{}»", node.wp("author_login")),
            _ => String::new(),
        };
        let place = self.place(&node, label);
        let records = match (node.role, node.name) {
            (Role::Rss, "item") => {
                let mut context = item::Context {
                    clock: &mut self.clock,
                    people: &self.people,
                    faults: &mut self.faults,
                };
                let records = item::records(node, place.clone(), &mut context);
                self.tell_site();
                records
            }
            (Role::Wp, "author") => {
                vec![Record::Person(head::author(
                    &node,
                    &mut self.people,
                    place.clone(),
                    &mut self.faults,
                ))]
            }
            (Role::Wp, "category" | "tag" | "term") => {
                let term = head::term(node, place.clone(), &mut self.faults);
                let guest = head::guest_of_term(&term, &self.people).map(Record::Person);
                guest.into_iter().chain([Record::Term(term)]).collect()
            }
            (role, name) => {
                if role == Role::Rss && name == "pubDate" {
                    self.clock.export_made(&node.text);
                }
                self.channel.take(&node);
                Vec::new()
            }
        };
        self.report(&place);
        if self.site_told {
            self.ready.extend(records.into_iter().map(Ok));
        } else {
            self.waiting.extend(records);
            if self.waiting.len() > MOST_WAITING {
                self.tell_site();
            }
        }
    }

    /// Tells of the site, and what had to wait for it.
    fn tell_site(&mut self) {
        if !self.site_told {
            self.site_told = true;
            self.channel.is_news = true;
            self.tell_news();
            self.ready.extend(self.waiting.drain(..).map(Ok));
        }
    }

    fn tell_news(&mut self) {
        let news = self.channel.news(&self.root);
        self.ready.extend(news.map(|site| Ok(Record::Site(site))));
    }

    /// Gives up an item that is too large, and goes on with the next.
    fn refuse(&mut self) {
        let place = match self.tree.abandon() {
            Some(node) => self.place(&node, item::label(&node)),
            None => self.here(),
        };
        // What else was wrong with it is no news.
        self.faults = Faults::default();
        self.faults.lose(
            ProblemKind::TooLarge,
            format!(
                "The item is larger than {} MB and was left out; import it by hand.",
                LARGEST_ITEM >> 20,
            ),
        );
        self.report(&place);
        self.markup.skip_to_item();
    }

    /// Comes to the end of the file.
    fn end(&mut self) {
        let here = self.here();
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Prolog { junk, element } => {
                let detail = match element {
                    Some(name) => format!("The file begins with `<{name}>` and not with `<rss>`"),
                    None if junk => "The file holds no `<rss>`".to_owned(),
                    None => "The file is empty".to_owned(),
                };
                let detail =
                    format!("{detail}: it is no WordPress export. Make one under Tools → Export.");
                self.faults = Faults::default();
                self.faults.lose(ProblemKind::NotTheFormat, detail);
                return self.report(&Place { offset: 0, ..here });
            }
            Stage::Inside => self.end_inside(here.clone()),
            Stage::Behind | Stage::Done => {}
        }
        if !self.is_wordpress {
            self.faults.add(
                ProblemKind::NotTheFormat,
                "The file is RSS but holds no field of WordPress: it is a feed and no export.",
            );
        }
        self.tell_site();
        // Fields of the channel may stand behind the items.
        self.tell_news();
        self.report(&here);
    }

    /// The file was cut off.
    fn end_inside(&mut self, here: Place) {
        if self.tree.is_empty() {
            self.faults.add(
                ProblemKind::Truncated,
                "The file ends before `</rss>`, so that items may be missing at its end. \
                 Download it again.",
            );
            return self.report(&here);
        }
        // What the cut itself broke is no news.
        self.faults = Faults::default();
        let place = match self.tree.abandon() {
            Some(node) => self.place(&node, item::label(&node)),
            None => here,
        };
        self.faults.lose(
            ProblemKind::Truncated,
            "The file ends inside this item, which was left out; more may be missing behind it. \
             Download it again.",
        );
        self.report(&place);
    }

    fn place(&self, node: &Node, item: String) -> Place {
        let offset = self.markup.window.origin(node.offset);
        Place {
            file: self.file.clone(),
            offset,
            item,
        }
    }

    fn here(&self) -> Place {
        Place {
            file: self.file.clone(),
            offset: self.offset(),
            item: String::new(),
        }
    }

    /// Reports what was wrong at a place, the text itself included.
    fn report(&mut self, place: &Place) {
        let repairs = match self.stage {
            Stage::Done => self.markup.window.last_repairs(),
            _ => self.markup.window.repairs(),
        };
        for repair in repairs {
            self.add_repair(repair);
        }
        self.ready.extend(self.faults.report(place).map(Err));
    }

    fn add_repair(&mut self, repair: Repair) {
        let Repair {
            kind,
            offset,
            count,
        } = repair;
        match kind {
            RepairKind::InvalidBytes => self.faults.add_many(
                ProblemKind::Encoding,
                count,
                "Bytes that are no character of the file's encoding were replaced by U+FFFD; \
                 look for � and write what belongs there.",
            ),
            RepairKind::ControlCharacters => self.faults.add_many(
                ProblemKind::ControlCharacter,
                count,
                "Control characters that XML forbids were dropped.",
            ),
            RepairKind::NotAsDeclared { declared, read_as } => self.faults.add(
                ProblemKind::Encoding,
                format!(
                    "The file is declared to be {declared} but is {read_as}, and was read as such; \
                     look at a few headlines."
                ),
            ),
            RepairKind::Unreadable(std::io::ErrorKind::FileTooLarge) => self.faults.add(
                ProblemKind::TooLarge,
                format!(
                    "The file expands beyond reason and was read to byte {offset} only; \
                     unpack it first if that is wanted."
                ),
            ),
            RepairKind::Unreadable(error) => self.faults.add(
                ProblemKind::Unreadable,
                format!(
                    "The file could not be read beyond byte {offset} ({error}); what follows is \
                     missing."
                ),
            ),
        }
    }
}
