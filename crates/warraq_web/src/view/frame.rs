//! What stands around every page: masthead, menus, footer.

use serde::Serialize;
use warraq_archive::model::{Analytics, Menu, MenuEntry, Section};

use crate::look::{Look, Papers, THEME_STYLE};

/// The name that `assets/wordmark.svg` draws. Papers of other names have theirs set in type.
const DRAWN_NAME: &str = "الورّاق";

/// What stands around every page. The same for all pages until something of it changes.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Frame {
    pub(crate) title: String,
    pub(crate) motto: String,
    pub(crate) home: String,
    pub(crate) language: String,
    pub(crate) direction: &'static str,
    /// Where the drawing of the paper's name is; empty when the name is set in type.
    pub(crate) wordmark: String,
    pub(crate) nav: Vec<NavEntry>,
    pub(crate) footer: Vec<NavEntry>,
    pub(crate) social: Vec<NavEntry>,
    /// What readers are asked to agree to; nothing for a paper that loads nothing of others.
    pub(crate) consent: Option<Consent>,
    pub(crate) legal: String,
    pub(crate) has_video: bool,
    pub(crate) has_newsletter: bool,
    /// Pages of ours that the footer of the paper does not lead to.
    pub(crate) ours: Vec<NavEntry>,
    pub(crate) styles: Styles,
    pub(crate) scripts: Scripts,
    pub(crate) fonts: Vec<String>,
    pub(crate) favicon: String,
    /// What browsers draw around the page.
    pub(crate) papers: Papers,
}

/// Addresses of the style sheets: one for all pages, and one for each kind of page.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Styles {
    pub(crate) core: String,
    pub(crate) front: String,
    pub(crate) article: String,
    pub(crate) list: String,
    pub(crate) archive: String,
    pub(crate) form: String,
    /// The theme's own, after all others; empty without one.
    pub(crate) theme: String,
}

impl Styles {
    fn of(look: &Look) -> Self {
        Self {
            core: look.address("core.css").to_owned(),
            front: look.address("front.css").to_owned(),
            article: look.address("article.css").to_owned(),
            list: look.address("list.css").to_owned(),
            archive: look.address("archive.css").to_owned(),
            form: look.address("form.css").to_owned(),
            theme: look.address(THEME_STYLE).to_owned(),
        }
    }
}

/// Addresses of the scripts, without which every page works.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Scripts {
    /// What must be known before the first paint: the reader's theme and text size.
    pub(crate) before: String,
    /// What pages can do beyond reading.
    pub(crate) page: String,
    /// The list of what the reader's device keeps.
    pub(crate) offline: String,
}

impl Scripts {
    fn of(look: &Look) -> Self {
        Self {
            before: look.address("before.js").to_owned(),
            page: look.address("page.js").to_owned(),
            offline: look.address("offline.js").to_owned(),
        }
    }
}

/// A script of others that is loaded once a reader has agreed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Consent {
    /// Where it comes from, as readers know it.
    pub(crate) host: String,
    pub(crate) script: String,
    /// Its attributes, as JSON: a list of names with their values.
    pub(crate) attributes: String,
    /// Our own script, which asks, and its style.
    pub(crate) code: String,
    pub(crate) style: String,
}

impl Consent {
    /// `None` for a paper that has no such script: it has nothing to ask.
    pub(crate) fn of(analytics: &Analytics, look: &Look) -> Option<Self> {
        Some(Self {
            host: analytics.host()?.to_owned(),
            script: analytics.script.clone(),
            attributes: serde_json::json!(analytics.attributes).to_string(),
            code: look.address("consent.js").to_owned(),
            style: look.address("consent.css").to_owned(),
        })
    }
}

/// A line of a menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct NavEntry {
    pub(crate) label: String,
    pub(crate) href: String,
    pub(crate) is_elsewhere: bool,
    pub(crate) children: Vec<NavEntry>,
}

impl NavEntry {
    fn of(entry: &MenuEntry) -> Self {
        Self {
            label: entry.label.clone(),
            href: entry.href.clone(),
            is_elsewhere: !entry.href.starts_with('/'),
            children: entry.children.iter().map(Self::of).collect(),
        }
    }

    /// A line without lines below it.
    pub(crate) fn plain(label: &str, href: &str) -> Self {
        Self {
            label: label.to_owned(),
            href: href.to_owned(),
            is_elsewhere: !href.starts_with('/'),
            children: Vec::new(),
        }
    }
}

impl Frame {
    /// Lines of a menu.
    pub(crate) fn lines(menu: &Menu) -> Vec<NavEntry> {
        menu.entries.iter().map(NavEntry::of).collect()
    }

    /// Whether a line, or one below it, leads to an address of this kind.
    pub(crate) fn leads(lines: &[NavEntry], to: impl Fn(&str) -> bool + Copy) -> bool {
        let leads = |line: &NavEntry| to(&line.href) || Self::leads(&line.children, to);
        lines.iter().any(leads)
    }

    /// Lines for a paper that has no menu: its sections.
    pub(crate) fn sections(home: &str, sections: &[Section]) -> Vec<NavEntry> {
        /// More do not fit a bar.
        const FIT: usize = 9;
        let section = |section: &Section| NavEntry {
            children: section
                .children
                .iter()
                .map(|child| NavEntry::plain(&child.name, &child.path))
                .collect(),
            ..NavEntry::plain(&section.label.name, &section.label.path)
        };
        let mut lines = vec![NavEntry::plain(home, "/")];
        lines.extend(sections.iter().take(FIT).map(section));
        lines
    }

    /// Whether a paper of this name has it drawn.
    pub(crate) fn has_wordmark(title: &str) -> bool {
        title == DRAWN_NAME
    }

    /// Addresses of style and fonts.
    pub(crate) fn with_assets(mut self, look: &Look) -> Self {
        self.styles = Styles::of(look);
        self.scripts = Scripts::of(look);
        if Self::has_wordmark(&self.title) {
            look.address("wordmark.svg").clone_into(&mut self.wordmark);
        }
        self.fonts = vec![
            look.address("markazi-ar.woff2").to_owned(),
            look.address("markazi-num.woff2").to_owned(),
            look.address("markazi-lat.woff2").to_owned(),
        ];
        look.address("favicon.svg").clone_into(&mut self.favicon);
        self
    }
}
