//! Style, fonts and drawings, each under a name that changes with its content.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use rust_embed::RustEmbed;

use crate::look::THEME_STYLE;
use crate::respond::{Answer, CachePolicy, Finished, House, Kind};
use crate::theme::{Theme, ThemeProblem, with_addresses};

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// Style sheets and their parts in order. Every page has the first and one of the others.
const STYLES: [(&str, &[&str]); 8] = [
    (
        "core.css",
        &["tokens", "fonts", "base", "header", "footer", "modes"],
    ),
    ("front.css", &["cards", "fronts"]),
    ("article.css", &["article"]),
    ("list.css", &["cards", "lists"]),
    ("archive.css", &["lists", "archive"]),
    ("form.css", &["lists", "forms"]),
    // Beside these two, for a paper that asks.
    ("consent.css", &["consent"]),
    (
        "admin.css",
        &[
            "tokens",
            "fonts",
            "admin_tokens",
            "admin_frame",
            "admin",
            "admin_media",
            "editor",
        ],
    ),
];
/// Scripts and their parts in order. Every page has the first two; none needs them.
const SCRIPTS: [(&str, &[&str]); 8] = [
    ("before.js", &["before"]),
    (
        "page.js",
        &["search", "appearance", "menu", "share", "keep"],
    ),
    ("offline.js", &["offline"]),
    ("consent.js", &["consent"]),
    ("film.js", &["film"]),
    // In the library of the newsroom.
    ("library.js", &["library"]),
    ("moderate.js", &["moderate"]),
    ("front.js", &["front"]),
];
const DRAWINGS: [&str; 2] = ["favicon.svg", "wordmark.svg"];
const FONTS: [&str; 3] = ["markazi-ar.woff2", "markazi-num.woff2", "markazi-lat.woff2"];

/// What lies over the form in which articles are written. Empty where it was not built: the form needs
/// none.
const EDITOR: (&str, &[u8]) = (
    "editor.js",
    include_bytes!(concat!(env!("OUT_DIR"), "/editor.js")),
);

/// A colour of the design tokens: red, green and blue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Colour(pub(crate) [u8; 3]);

impl fmt::Display for Colour {
    /// `#971b1e`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// Assets in final bytes: all of this program, or those of a theme.
#[derive(Debug, Default)]
pub(crate) struct Assets {
    /// From plain name (`core.css`) to address (`/assets/core-1f….css`).
    addresses: HashMap<String, String>,
    /// From the last part of the address to the file.
    files: HashMap<String, (Kind, Vec<u8>)>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::collect);
static FINISHED_HTTP: LazyLock<HashMap<String, Finished>> =
    LazyLock::new(|| Assets::get().finish(House::plain()));
static FINISHED_HTTPS: LazyLock<HashMap<String, Finished>> =
    LazyLock::new(|| Assets::get().finish(House::encrypted()));

impl Assets {
    /// The assets of this program.
    pub(crate) fn get() -> &'static Self {
        &ASSETS
    }

    fn collect() -> Self {
        let mut assets = Self::default();
        for font in FONTS {
            assets.add(font, Kind::Font, read(&format!("fonts/{font}")));
        }
        for drawing in DRAWINGS {
            assets.add(drawing, Kind::Svg, read(drawing));
        }
        for (name, parts) in SCRIPTS {
            assets.add(name, Kind::Script, script(parts));
        }
        let (name, bundle) = EDITOR;
        if !bundle.is_empty() {
            assets.add(name, Kind::Script, bundle.to_vec());
        }
        for (name, parts) in STYLES {
            let style = assets.style(parts, "");
            assets.add(name, Kind::Style, style);
        }
        assets
    }

    /// What a theme has beside the built-in assets, or in their place: its files as `assets/NAME`, the
    /// core sheet with its tokens, its own sheet. Files that a sheet names and that are not there
    /// are told.
    pub(crate) fn of_theme(theme: &Theme) -> (Self, Vec<ThemeProblem>) {
        let mut assets = Self::default();
        let mut problems = Vec::new();
        let is_sheet = |kind: &Kind| *kind == Kind::Style;
        let (sheets, others): (Vec<_>, Vec<_>) =
            theme.files.iter().partition(|(_, kind, _)| is_sheet(kind));
        for (name, kind, bytes) in others {
            assets.add_to_theme(name, kind.clone(), bytes.clone());
        }
        for (name, kind, bytes) in sheets {
            let text = String::from_utf8_lossy(bytes);
            let (text, more) = with_addresses(&format!("assets/{name}"), &text, &assets.addresses);
            problems.extend(more);
            assets.add_to_theme(name, kind.clone(), text.into_bytes());
        }
        if !theme.tokens.trim().is_empty() {
            let (tokens, more) = with_addresses("tokens.css", &theme.tokens, &assets.addresses);
            problems.extend(more);
            for (name, parts) in STYLES.iter().filter(|(name, _)| *name == "core.css") {
                assets.add(name, Kind::Style, Self::get().style(parts, &tokens));
            }
        }
        if !theme.style.trim().is_empty() {
            let (style, more) = with_addresses("theme.css", &theme.style, &assets.addresses);
            problems.extend(more);
            assets.add(
                THEME_STYLE,
                Kind::Style,
                without_comments(&style).into_bytes(),
            );
        }
        (assets, problems)
    }

    /// One sheet of its parts and of what comes `after` them, without comments, that names the fonts
    /// by their addresses.
    fn style(&self, parts: &[&str], after: &str) -> Vec<u8> {
        let mut style = String::new();
        for part in parts {
            style.push_str(&String::from_utf8_lossy(&read(&format!("css/{part}.css"))));
        }
        style.push_str(after);
        for font in FONTS {
            style = style.replace(&format!("/assets/{font}"), self.address(font));
        }
        without_comments(&style).into_bytes()
    }

    fn add(&mut self, name: &str, kind: Kind, bytes: Vec<u8>) {
        let file = after_content(name, &bytes);
        self.addresses
            .insert(name.to_owned(), format!("/assets/{file}"));
        self.files.insert(file, (kind, bytes));
    }

    /// Adds a file of a theme, which gets a name and an address that no built-in asset has.
    fn add_to_theme(&mut self, name: &str, kind: Kind, bytes: Vec<u8>) {
        let file = after_content(&format!("theme/{name}"), &bytes);
        self.addresses
            .insert(format!("assets/{name}"), format!("/assets/{file}"));
        self.files.insert(file, (kind, bytes));
    }

    /// The addresses of a theme's files, by the names below `assets/` that its templates call them.
    pub(crate) fn of_templates(&self) -> HashMap<String, String> {
        let own = |(name, address): (&String, &String)| {
            Some((name.strip_prefix("assets/")?.to_owned(), address.clone()))
        };
        self.addresses.iter().filter_map(own).collect()
    }

    /// The address of an asset; empty for one that does not exist.
    pub(crate) fn address(&self, name: &str) -> &str {
        self.addresses.get(name).map_or("", String::as_str)
    }

    /// The plain names of all assets that readers may need: those of the newsroom are not among them.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let of_newsroom = [EDITOR.0, "admin.css"];
        let names = self.addresses.keys().map(String::as_str);
        names.filter(move |name| !of_newsroom.contains(name))
    }

    /// The worker's own code, which needs to be told the rest.
    pub(crate) fn worker() -> Vec<u8> {
        script(&["worker"])
    }

    /// An asset ready to be sent, by the last part of its address.
    ///
    /// The first call compresses all of them, which takes a tenth of a second.
    pub(crate) fn finished(name: &str, house: House) -> Option<&'static Finished> {
        if house.is_https() {
            FINISHED_HTTPS.get(name)
        } else {
            FINISHED_HTTP.get(name)
        }
    }

    /// Compresses all assets now.
    pub(crate) fn warm() {
        LazyLock::force(&FINISHED_HTTP);
        LazyLock::force(&FINISHED_HTTPS);
    }

    /// The files ready to be sent, by the last part of their addresses.
    pub(crate) fn finish(&self, house: House) -> HashMap<String, Finished> {
        /// Assets are compressed once and sent for a year.
        const BEST: i32 = 11;
        /// The editor would take a second at its best, and is asked for by a few people only.
        const LARGE: (usize, i32) = (200_000, 5);
        let finish = |(name, (kind, bytes)): (&String, &(Kind, Vec<u8>))| {
            let answer = Answer::new(kind.clone(), bytes.clone(), CachePolicy::Immutable);
            let (size, quality) = LARGE;
            let quality = if bytes.len() < size { BEST } else { quality };
            (
                name.clone(),
                Finished::new(answer, house).compressed(quality),
            )
        };
        self.files.iter().map(finish).collect()
    }

    /// A font as it is packed; empty for one that does not exist.
    pub(crate) fn font(name: &str) -> Vec<u8> {
        read(&format!("fonts/{name}"))
    }

    /// A file as it is; empty for one that does not exist.
    pub(crate) fn file(path: &str) -> Vec<u8> {
        read(path)
    }

    /// A colour of the light design tokens; black for one that does not exist.
    pub(crate) fn colour(name: &str) -> Colour {
        let tokens = read("css/tokens.css");
        Self::colour_in(&String::from_utf8_lossy(&tokens), name).unwrap_or_default()
    }

    /// A colour of the dark design tokens; black for one that does not exist.
    pub(crate) fn dark_colour(name: &str) -> Colour {
        let tokens = read("css/tokens.css");
        Self::dark_colour_in(&String::from_utf8_lossy(&tokens), name).unwrap_or_default()
    }

    /// Reads `--name: #971b1e`; the first is that of the light page.
    pub(crate) fn colour_in(tokens: &str, name: &str) -> Option<Colour> {
        let (_, rest) = tokens.split_once(&format!("--{name}: #"))?;
        let digits = rest.get(..6)?;
        let channel = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Colour([channel(0)?, channel(2)?, channel(4)?]))
    }

    /// The same behind the words by which a reader chooses the dark page.
    pub(crate) fn dark_colour_in(tokens: &str, name: &str) -> Option<Colour> {
        let (_, dark) = tokens.split_once("[data-theme=dark]")?;
        Self::colour_in(dark, name)
    }

    /// The drawing that browsers put beside the page's name.
    pub(crate) fn favicon() -> Answer {
        Answer::new(Kind::Svg, read("favicon.svg"), CachePolicy::Day)
    }
}

fn read(path: &str) -> Vec<u8> {
    Files::get(path)
        .map(|file| file.data.into_owned())
        .unwrap_or_default()
}

/// `core.css` with the beginning of its content's hash: `core-1f….css`.
fn after_content(name: &str, bytes: &[u8]) -> String {
    let hash = &blake3::hash(bytes).to_hex()[..10];
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{stem}-{hash}.{extension}")
}

/// One script of its parts, without comments, which have lines of their own. What a part names is its own: only functions of a
/// script of one part are known to others.
fn script(parts: &[&str]) -> Vec<u8> {
    let bare = |part: &&str| {
        let text = read(&format!("js/{part}.js"));
        let text = String::from_utf8_lossy(&text);
        let lines = text.lines().map(str::trim);
        let is_comment = |line: &str| line.starts_with("//") || line.starts_with("/**");
        let kept = lines.filter(|line| !line.is_empty() && !is_comment(line));
        kept.collect::<Vec<_>>().join("\n")
    };
    let parts: Vec<_> = parts.iter().map(bare).collect();
    match parts.as_slice() {
        [only] => only.clone(),
        several => format!("\"use strict\";\n{{\n{}\n}}\n", several.join("\n}\n{\n")),
    }
    .into_bytes()
}

fn without_comments(style: &str) -> String {
    let mut kept = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, rest)| rest);
    }
    kept.push_str(rest);
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_exists_and_is_named_after_its_content() {
        let assets = Assets::get();
        let names = FONTS
            .into_iter()
            .chain(DRAWINGS)
            .chain(SCRIPTS.map(|(name, _)| name))
            .chain(STYLES.map(|(name, _)| name));
        for name in names {
            let file = assets.address(name).strip_prefix("/assets/").unwrap();
            assert!(!assets.files[file].1.is_empty(), "{name} is empty");
        }
    }

    #[test]
    fn colours_are_those_of_the_light_page() {
        assert_eq!(Assets::colour("paper").to_string(), "#fffdf8");
        assert_eq!(
            Assets::colour_in("--a-b: #010203; --b: #fffefd", "b"),
            Some(Colour([255, 254, 253]))
        );
        assert_eq!(Assets::colour_in("--a: #01", "a"), None);
    }

    #[test]
    fn fonts_stay_small() {
        let total: usize = FONTS
            .iter()
            .map(|font| read(&format!("fonts/{font}")).len())
            .sum();
        assert!(total <= 40_000, "{total} bytes of fonts");
    }

    #[test]
    fn the_style_asks_nobody_else_and_has_no_sides() {
        let sheets = STYLES.map(|(_, parts)| Assets::get().style(parts, ""));
        let style = String::from_utf8(sheets.concat()).unwrap();
        assert!(!style.contains("//"), "an address of somebody else");
        assert!(
            !style.contains("letter-spacing"),
            "spacing breaks joined letters"
        );
        for side in [
            "margin-left",
            "margin-right",
            "padding-left",
            "padding-right",
            "float:",
            "text-align: right",
            "text-align: left",
        ] {
            assert!(
                !style.contains(side),
                "{side} does not turn with the script"
            );
        }
        for font in FONTS {
            assert!(
                style.contains(Assets::get().address(font)),
                "{font} is not asked for"
            );
        }
    }
}
