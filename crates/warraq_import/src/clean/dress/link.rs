//! Links: of the old site, of the page itself, of others.

use super::super::embeds;
use super::super::entities::{decode, escape_attribute};
use super::super::links::{self, Address, Link};
use super::super::scan::Start;
use super::attributes::safe_id;
use super::frame::{Frame, FrameKind, Holds};
use super::{Dresser, LastLink, pictures};

impl<'a> Dresser<'a, '_, '_> {
    pub(super) fn link(&mut self, tag: &Start<'a>) {
        let start = self.out.len();
        let address = tag
            .get("href")
            .map_or(Address::Nowhere, |href| links::resolve(href, self.cx));
        let id = tag.get("id").or_else(|| tag.get("name"));
        let text = self.text.len();
        if address == Address::Nowhere {
            // An old anchor.
            let written = id.and_then(|id| self.id(id)).map(|id| {
                self.out.push_str("<span id=\"");
                self.out.push_str(&id);
                self.out.push_str("\">");
            });
            let tag_name = if written.is_some() { "span" } else { "" };
            let anchor = written.is_some();
            let holds = if anchor {
                Holds::Something
            } else {
                Holds::Nothing
            };
            let inner = self.out.len();
            self.open.push(Frame {
                text,
                holds,
                ..Frame::new(tag.name, tag_name, start, inner)
            });
            return;
        }
        self.out.push_str("<a");
        if let Some(id) = id.and_then(|id| self.id(id)) {
            self.attribute("id", &id);
        }
        let has_class = self.class(tag);
        self.direction(tag);
        let mut found = None;
        self.out.push_str(" href=\"");
        match address {
            Address::Site(href) => {
                self.out.push_str(&href);
                self.out.push('"');
                let (plain, target) = links::target(&href);
                found = Some(self.found.links.len());
                self.found.links.push(Link {
                    href: plain,
                    target,
                    text: String::new(),
                    read_also: false,
                });
                if tag.get("download").is_some() {
                    self.out.push_str(" download=\"\"");
                }
            }
            Address::Fragment(target) => {
                self.out.push('#');
                self.out.push_str(&safe_id(target));
                self.out.push('"');
            }
            Address::Person(url) => {
                self.out.push_str(url);
                self.out.push('"');
            }
            Address::Elsewhere { url, .. } => {
                self.note_quoted_post(&url);
                self.out.push_str(&url);
                self.out.push_str("\" rel=\"noopener external");
                for token in tag.get("rel").unwrap_or("").split_ascii_whitespace() {
                    if matches!(token, "nofollow" | "sponsored" | "ugc") {
                        self.out.push(' ');
                        self.out.push_str(token);
                    }
                }
                self.out.push('"');
            }
            Address::Nowhere => {}
        }
        self.out.push('>');
        let kind = FrameKind::Link {
            found,
            picture: None,
            named: false,
        };
        let inner = self.out.len();
        self.open.push(Frame {
            text,
            has_class,
            kind,
            ..Frame::new(tag.name, "a", start, inner)
        });
    }

    /// A quotation of a post somewhere else names the post in a link.
    fn note_quoted_post(&mut self, url: &str) {
        let quoted = |class: &str| ["tweet", "instagram-media", "tiktok-embed"].contains(&class);
        let inside = self.open.iter().any(|frame| {
            let markup = &self.out[frame.start..frame.inner];
            frame.tag == "blockquote" && markup.split('"').any(quoted)
        });
        let post = ["/status/", "/p/", "/reel/", "/video/"];
        if inside
            && post.iter().any(|part| url.contains(part))
            && let Some((embed, _, _)) = embeds::card(&decode(url))
            && !self.found.embeds.contains(&embed)
        {
            self.found.has_video |= embed.video;
            self.found.embeds.push(embed);
        }
    }

    /// Names a link that holds nothing but a picture without words. Answers whether it is kept.
    pub(super) fn finish_link(&mut self, frame: &Frame<'a>) -> bool {
        let FrameKind::Link {
            found,
            picture,
            named,
        } = &frame.kind
        else {
            return true;
        };
        if let Some(found) = *found {
            let text = self.text.since(frame.text).to_owned();
            let to = self.text.len();
            self.last_link = Some(LastLink {
                from: frame.text,
                to,
                found,
            });
            if let Some(link) = self.found.links.get_mut(found)
                && !text.is_empty()
            {
                link.text = text;
            }
        }
        let (false, Some(picture)) = (*named, picture) else {
            return true;
        };
        let markup = &self.out[frame.start..frame.inner];
        let href = markup
            .split_once("href=\"")
            .and_then(|(_, r)| r.split('"').next())
            .unwrap_or("");
        if pictures::is_same(href, picture) {
            // The picture alone, only bigger.
            self.out.replace_range(frame.start..frame.inner, "");
            return false;
        }
        let label = pictures::name_of(&decode(href));
        let mut attribute = String::from(" aria-label=\"");
        escape_attribute(&label, &mut attribute);
        attribute.push('"');
        self.out.insert_str(frame.start + "<a".len(), &attribute);
        true
    }

    /// The link that is open has something to call it by.
    pub(super) fn name_link(&mut self) {
        for frame in self.open.iter_mut().rev() {
            if let FrameKind::Link { named, .. } = &mut frame.kind {
                *named = true;
            }
        }
    }
}
