//! Cards that lead to what other sites show, and players for the paper's own films and sounds.

use super::super::embeds;
use super::super::entities::{decode, escape_attribute, escape_text};
use super::super::links::{self, Address, Link};
use super::super::scan::{Piece, Pieces, Start, is_void};
use super::{Dresser, pictures};

impl<'a> Dresser<'a, '_, '_> {
    /// What stood in a frame: a card, or a link where it is the paper's own.
    pub(super) fn place(&mut self, url: &str) {
        match links::resolve(url, self.cx) {
            Address::Site(href) => {
                if self.open.iter().any(|frame| frame.tag == "a") {
                    return;
                }
                self.line_content();
                let (plain, target) = links::target(&href);
                let text = pictures::name_of(&plain);
                self.out.push_str("<a href=\"");
                self.out.push_str(&href);
                self.out.push_str("\">");
                escape_text(&text, &mut self.out);
                self.out.push_str("</a>");
                self.text.push(&text);
                self.mark_full();
                self.found.links.push(Link {
                    href: plain,
                    target,
                    text,
                    read_also: false,
                });
            }
            Address::Elsewhere { .. } => self.card(&decode(url)),
            Address::Fragment(_) | Address::Person(_) | Address::Nowhere => {}
        }
    }

    /// A card that leads to what another site shows.
    pub(super) fn card(&mut self, url: &str) {
        let Some((embed, name, shown)) = embeds::card(url) else {
            return;
        };
        self.found.has_video |= embed.video;
        let inside_link = self.open.iter().any(|frame| frame.tag == "a");
        // WordPress has the player of a bare address in its paragraph, or between blocks alone.
        let wrapper = match self.parent_tag() {
            _ if inside_link => "",
            "figure" => "",
            // A division may turn out to be needless, and then not be there to hold another.
            "div" | "details" => "span",
            _ if self.is_in_a_line() => "span",
            _ => "div",
        };
        match wrapper {
            // In a list it stands in an item of its own.
            "div" => drop(self.make_room("div")),
            _ => self.line_content(),
        }
        if !wrapper.is_empty() {
            self.out.push('<');
            self.out.push_str(wrapper);
            self.out.push_str(" class=\"embed\" data-embed=\"");
            self.out.push_str(embed.provider);
            self.out.push_str("\">");
        }
        if inside_link {
            // No card then, but words.
            self.text.push(&shown);
        } else {
            self.out.push_str("<a href=\"");
            escape_attribute(&embed.url, &mut self.out);
            self.out.push_str("\" rel=\"noopener external nofollow\">");
        }
        if !name.is_empty() && !inside_link {
            self.out.push_str("<b>");
            self.out.push_str(name);
            self.out.push_str("</b> ");
        }
        self.out.push_str("<bdi dir=\"ltr\">");
        escape_text(&shown, &mut self.out);
        self.out.push_str("</bdi>");
        if !inside_link {
            self.out.push_str("</a>");
        }
        if !wrapper.is_empty() {
            self.out.push_str("</");
            self.out.push_str(wrapper);
            self.out.push('>');
        }
        self.mark_full();
        self.name_link();
        self.found.embeds.push(embed);
    }

    /// A film or a sound. Those of other sites become cards.
    pub(super) fn player(&mut self, tag: &Start<'a>, pieces: &mut Pieces<'a>) {
        let mut source = tag.get("src");
        let mut depth = 1;
        for piece in pieces.by_ref() {
            match piece {
                Piece::Open(inner) => {
                    if inner.name == "source" && source.is_none() {
                        source = inner.get("src");
                    }
                    depth += usize::from(!is_void(inner.name));
                }
                Piece::Close(_) => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                Piece::Text(_) => {}
            }
        }
        let Some(source) = source else { return };
        match links::resolve(source, self.cx) {
            Address::Site(href) => {
                self.line_content();
                self.found.has_video |= tag.name == "video";
                let (plain, target) = links::target(&href);
                self.found.links.push(Link {
                    href: plain,
                    target,
                    text: String::new(),
                    read_also: false,
                });
                self.out.push('<');
                self.out.push_str(tag.name);
                self.out.push_str(" controls=\"\" preload=\"none\" src=\"");
                self.out.push_str(&href);
                self.out.push('"');
                if tag.name == "video" {
                    pictures::poster(tag, self);
                }
                self.out.push_str("></");
                self.out.push_str(tag.name);
                self.out.push('>');
                self.mark_full();
                self.name_link();
            }
            Address::Elsewhere { url, .. } => self.card(&decode(&url)),
            Address::Fragment(_) | Address::Person(_) | Address::Nowhere => {}
        }
    }
}
