//! What stands around every page: masthead, menus, footer.

use serde::Serialize;
use warraq_archive::model::{Analytics, Menu, MenuEntry, Section};

use crate::assets::Assets;

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
    pub(crate) wordmark: &'static str,
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
    pub(crate) fonts: Vec<&'static str>,
    pub(crate) favicon: &'static str,
}

/// Addresses of the style sheets: one for all pages, and one for each kind of page.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Styles {
    pub(crate) core: &'static str,
    pub(crate) front: &'static str,
    pub(crate) article: &'static str,
    pub(crate) list: &'static str,
    pub(crate) archive: &'static str,
    pub(crate) form: &'static str,
}

impl Styles {
    fn of(assets: &'static Assets) -> Self {
        Self {
            core: assets.address("core.css"),
            front: assets.address("front.css"),
            article: assets.address("article.css"),
            list: assets.address("list.css"),
            archive: assets.address("archive.css"),
            form: assets.address("form.css"),
        }
    }
}

/// Addresses of the scripts, without which every page works.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Scripts {
    /// What must be known before the first paint: the reader's theme and text size.
    pub(crate) before: &'static str,
    /// What pages can do beyond reading.
    pub(crate) page: &'static str,
    /// The list of what the reader's device keeps.
    pub(crate) offline: &'static str,
}

impl Scripts {
    fn of(assets: &'static Assets) -> Self {
        Self {
            before: assets.address("before.js"),
            page: assets.address("page.js"),
            offline: assets.address("offline.js"),
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
    pub(crate) code: &'static str,
    pub(crate) style: &'static str,
}

impl Consent {
    /// `None` for a paper that has no such script: it has nothing to ask.
    pub(crate) fn of(analytics: &Analytics) -> Option<Self> {
        let assets = Assets::get();
        Some(Self {
            host: analytics.host()?.to_owned(),
            script: analytics.script.clone(),
            attributes: serde_json::json!(analytics.attributes).to_string(),
            code: assets.address("consent.js"),
            style: assets.address("consent.css"),
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
    pub(crate) fn with_assets(mut self, assets: &'static Assets) -> Self {
        self.styles = Styles::of(assets);
        self.scripts = Scripts::of(assets);
        if Self::has_wordmark(&self.title) {
            self.wordmark = assets.address("wordmark.svg");
        }
        self.fonts = vec![
            assets.address("markazi-ar.woff2"),
            assets.address("markazi-num.woff2"),
            assets.address("markazi-lat.woff2"),
        ];
        self.favicon = assets.address("favicon.svg");
        self
    }
}
