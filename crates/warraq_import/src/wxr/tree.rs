//! Puts the tokens of one channel child together: an item, an author, a term, a field.
//!
//! The grammar of an export is shallow and known, and so is what a broken one must have meant: a
//! field holds no field, an item holds no item, and the end of an item ends everything in it.

use super::faults::Faults;
use super::markup::{Flaw, Token};
use super::names::{Namespaces, Role, role_of_prefix, split};
use super::node::Node;
use super::unescape::unescape;
use crate::record::ProblemKind;

/// The deepest nesting that is followed. Exports need six levels.
const DEEPEST: usize = 64;

/// What a node costs beside its text, for the limit of an item.
const NODE_COST: usize = 192;

/// Where in the grammar an element stands. A start tag closes whatever is not above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// `item`.
    Item,
    /// `wp:comment`, `wp:postmeta`, `wp:author`, `wp:term`…
    Part,
    /// `wp:commentmeta`, `wp:termmeta`, and elements that are not ours.
    SubPart,
    /// What holds text.
    Field,
}

/// The channel child being read, and those that are finished.
#[derive(Default)]
pub(super) struct Tree {
    root: Namespaces,
    open: Vec<Open>,
    /// Names of the open elements as written, one behind the other.
    names: String,
    finished: Vec<Node>,
    /// Levels open below the deepest that is followed.
    too_deep: usize,
    cost: usize,
}

struct Open {
    /// Where in [`Tree::names`] its own begins, by which its end tag is known.
    name_at: usize,
    rank: Rank,
    namespaces: Namespaces,
    /// Absent for elements that are not ours.
    node: Option<Node>,
    /// Whether its text came in CDATA, so that blanks round it are layout.
    quoted: bool,
    /// Whether mark-up stands in it without CDATA.
    marked: bool,
}

impl Tree {
    /// Takes what the root or the channel declares.
    pub(super) fn declare(&mut self, attributes: &str) {
        self.root.declare(attributes, true);
    }

    /// Whether nothing is being read.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Name, as written, of the field being read.
    pub(super) fn field(&self) -> Option<&str> {
        let last = self.open.last()?;
        (last.rank == Rank::Field).then(|| &self.names[last.name_at..])
    }

    /// Roughly how much memory the element takes.
    pub(super) fn cost(&self) -> usize {
        self.cost
    }

    /// Takes the elements that are complete.
    pub(super) fn take_finished(&mut self) -> Vec<Node> {
        std::mem::take(&mut self.finished)
    }

    /// Gives up what is being read, and hands it out for its name.
    pub(super) fn abandon(&mut self) -> Option<Node> {
        self.close_to(0);
        self.finished.pop()
    }

    /// Takes a token at an offset of the text.
    pub(super) fn take(&mut self, token: &Token<'_>, offset: u64, faults: &mut Faults) {
        match *token {
            Token::Start {
                name,
                attributes,
                empty,
                raw,
            } => {
                let was_too_deep = self.too_deep;
                let level = self.start(name, attributes, raw, offset, faults);
                match level {
                    Some(level) if empty => self.close_to(level),
                    None if empty => self.too_deep = was_too_deep,
                    _ => {}
                }
            }
            Token::End { name, raw } => self.end(name, raw, faults),
            Token::Text { text, stray } => {
                if stray && self.field().is_some() {
                    faults.add(
                        ProblemKind::Malformed,
                        "A bare `<` was kept as text; XML wants `&lt;`.",
                    );
                }
                self.text(text, faults);
            }
            Token::Cdata { text, flaw } => self.quoted(text, flaw, faults),
            Token::Doctype | Token::Nothing | Token::TooLong => {}
        }
    }

    /// Opens an element, and says at which level; `None` if it is text or too deep.
    fn start(
        &mut self,
        name: &str,
        attributes: &str,
        raw: &str,
        offset: u64,
        faults: &mut Faults,
    ) -> Option<usize> {
        let mut namespaces = Namespaces::default();
        namespaces.declare(attributes, false);
        let (prefix, local) = split(name);
        let role = namespaces.role(prefix).unwrap_or_else(|| self.role(prefix));
        let rank = rank_of(role, local);
        if self.field().is_some() && self.is_markup(role, rank) {
            self.append(raw);
            return None;
        }
        if let Some(rank) = rank {
            self.close_unclosed(role, rank, name, faults);
        }
        if self.open.len() >= DEEPEST || self.too_deep > 0 {
            faults.add(
                ProblemKind::TooLarge,
                "Elements are nested more than 64 deep; the deeper ones were left out.",
            );
            self.too_deep += 1;
            return None;
        }
        let node = rank.map(|_| Node::new(role, local, attributes, offset));
        self.cost += NODE_COST;
        self.open.push(Open {
            name_at: self.names.len(),
            rank: rank.unwrap_or(Rank::SubPart),
            namespaces,
            node,
            quoted: false,
            marked: false,
        });
        self.names.push_str(name);
        Some(self.open.len() - 1)
    }

    fn end(&mut self, name: &str, raw: &str, faults: &mut Faults) {
        if self.too_deep > 0 && split(name).1 != "item" {
            self.too_deep -= 1;
            return;
        }
        match (0..self.open.len())
            .rev()
            .find(|level| self.name_of(*level) == name)
        {
            Some(level) => {
                if level + 1 < self.open.len() {
                    self.report_unclosed(level + 1, faults);
                }
                self.close_to(level);
            }
            // The end of an item that was given up.
            None if name == "item" => {}
            None if self.field().is_none() => faults.add(
                ProblemKind::Malformed,
                format!("The end tag `</{name}>` ends nothing and was ignored."),
            ),
            None if self.is_damaged_end(name) => {
                self.report_unclosed(self.open.len() - 1, faults);
                self.close_to(self.open.len() - 1);
            }
            None => self.append(raw),
        }
    }

    /// Whether an end tag in a field is the field's own, with a damaged name, and no mark-up.
    fn is_damaged_end(&self, name: &str) -> bool {
        const LOOK_BACK: usize = 1024;
        if !matches!(self.role(split(name).0), Role::Rss | Role::Foreign) {
            return true;
        }
        let Some(Open {
            node: Some(node), ..
        }) = self.open.last()
        else {
            return false;
        };
        let start = node.text.len().saturating_sub(LOOK_BACK);
        let near = node.text.as_bytes().get(start..).unwrap_or_default();
        let begins = memchr::memmem::find(near, format!("<{name}").as_bytes()).is_some();
        !begins && !node.holds_html()
    }

    fn text(&mut self, text: &str, faults: &mut Faults) {
        let Some(Open {
            node: Some(node),
            quoted,
            marked,
            rank,
            ..
        }) = self.open.last_mut()
        else {
            return;
        };
        let layout = *quoted || *rank != Rank::Field;
        if layout && text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            return;
        }
        self.cost += text.len();
        if *marked {
            node.text.push_str(text);
        } else {
            unescape(text, &mut node.text, faults);
        }
    }

    fn quoted(&mut self, text: &str, flaw: Option<Flaw>, faults: &mut Faults) {
        match flaw {
            Some(Flaw::BareEnd) => faults.add(
                ProblemKind::Malformed,
                "A CDATA section held a bare `]]>`, which was kept as text; \
                 a correct export splits it over two sections.",
            ),
            Some(Flaw::Unclosed) => faults.add(
                ProblemKind::Malformed,
                "A CDATA section was never closed; it was ended with its field.",
            ),
            None => {}
        }
        let Some(Open {
            node: Some(node),
            quoted,
            ..
        }) = self.open.last_mut()
        else {
            return;
        };
        if !*quoted && node.text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            node.text.clear();
        }
        *quoted = true;
        self.cost += text.len();
        node.text.push_str(text);
    }

    /// Appends mark-up that stands unquoted in a field.
    ///
    /// Its text is then mark-up as a whole, in which `&lt;` must stay what it is.
    fn append(&mut self, raw: &str) {
        let Some(Open {
            node: Some(node),
            quoted,
            marked,
            ..
        }) = self.open.last_mut()
        else {
            return;
        };
        if !*marked && !*quoted {
            node.text = node
                .text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
        }
        *marked = true;
        self.cost += raw.len();
        node.text.push_str(raw);
    }

    /// What a prefix is for where we are.
    fn role(&self, prefix: &str) -> Role {
        let inner = self
            .open
            .iter()
            .rev()
            .find_map(|open| open.namespaces.role(prefix));
        inner
            .or_else(|| self.root.role(prefix))
            .unwrap_or_else(|| role_of_prefix(prefix))
    }

    /// Whether an element inside a field is mark-up of its text.
    fn is_markup(&self, role: Role, rank: Option<Rank>) -> bool {
        let holds_html = self
            .open
            .last()
            .and_then(|open| open.node.as_ref())
            .is_some_and(Node::holds_html);
        match rank {
            None => true,
            // `<title>` and `<link>` are elements of HTML too.
            Some(rank) => holds_html && role == Role::Rss && rank != Rank::Item,
        }
    }

    /// Closes what the start of an element of this rank shows to be over.
    fn close_unclosed(&mut self, role: Role, rank: Rank, name: &str, faults: &mut Faults) {
        // An element that is not ours may hold RSS's, but never WordPress's.
        let over = |open: &Open| open.rank >= rank || (open.node.is_none() && role != Role::Rss);
        let Some(level) = self.open.iter().position(over) else {
            return;
        };
        let first = &self.open[level];
        if first.node.is_some() {
            let written = self.name_of(level);
            faults.add(
                ProblemKind::Malformed,
                format!(
                    "`<{written}>` was not closed before `<{name}>`; it was ended there, so check its end."
                ),
            );
        }
        self.close_to(level);
    }

    /// Closes everything, because what it stands in has ended.
    pub(super) fn close_all(&mut self, faults: &mut Faults) {
        self.report_unclosed(0, faults);
        self.close_to(0);
    }

    fn report_unclosed(&self, level: usize, faults: &mut Faults) {
        if level < self.open.len() {
            faults.add(
                ProblemKind::Malformed,
                format!(
                    "`<{}>` had no end tag of its own; check its end.",
                    self.name_of(level)
                ),
            );
        }
    }

    /// Name, as written, of the element open at a level.
    fn name_of(&self, level: usize) -> &str {
        let end = self
            .open
            .get(level + 1)
            .map_or(self.names.len(), |next| next.name_at);
        &self.names[self.open[level].name_at..end]
    }

    /// Closes everything from a level on, each into its parent.
    fn close_to(&mut self, level: usize) {
        self.too_deep = 0;
        while self.open.len() > level {
            let Some(Open { node, name_at, .. }) = self.open.pop() else {
                return;
            };
            self.names.truncate(name_at);
            let Some(node) = node else { continue };
            match self.open.last_mut() {
                Some(Open {
                    node: Some(parent), ..
                }) => parent.children.push(node),
                // Inside an element that is not ours.
                Some(_) => {}
                None => self.finished.push(node),
            }
        }
        if level == 0 {
            self.cost = 0;
        }
    }
}

/// `None` for elements that are not ours.
fn rank_of(role: Role, name: &str) -> Option<Rank> {
    match (role, name) {
        (Role::Rss, "item") => Some(Rank::Item),
        (Role::Rss, "image" | "textInput" | "cloud") => Some(Rank::Part),
        (
            Role::Rss,
            "title" | "link" | "pubDate" | "guid" | "description" | "category" | "language"
            | "generator" | "author" | "comments" | "enclosure",
        ) => Some(Rank::Field),
        (Role::Rss | Role::Foreign, _) => None,
        (Role::Wp, "author" | "category" | "tag" | "term" | "comment" | "postmeta") => {
            Some(Rank::Part)
        }
        (Role::Wp, "commentmeta" | "termmeta") => Some(Rank::SubPart),
        (Role::Wp | Role::Content | Role::Excerpt | Role::Dc, _) => Some(Rank::Field),
    }
}
