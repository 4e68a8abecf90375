//! Style, fonts and drawings, each under a name that changes with its content.

use std::collections::HashMap;
use std::sync::LazyLock;

use rust_embed::RustEmbed;

use crate::respond::{Answer, CachePolicy, Finished, House, Kind};

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// The style sheet's parts in their order.
const STYLE: [&str; 10] = [
    "tokens", "fonts", "base", "header", "fronts", "article", "lists", "archive", "footer", "modes",
];
const FONTS: [&str; 3] = ["markazi-ar.woff2", "markazi-num.woff2", "markazi-lat.woff2"];

/// All assets in final bytes.
#[derive(Debug)]
pub(crate) struct Assets {
    /// From plain name (`site.css`) to address (`/assets/site-1f….css`).
    addresses: HashMap<&'static str, String>,
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
        let mut assets = Self {
            addresses: HashMap::new(),
            files: HashMap::new(),
        };
        for font in FONTS {
            assets.add(font, Kind::Font, read(&format!("fonts/{font}")));
        }
        assets.add("favicon.svg", Kind::Svg, read("favicon.svg"));
        let style = assets.style();
        assets.add("site.css", Kind::Style, style);
        assets
    }

    /// One sheet of all parts, without comments, that names the fonts by their addresses.
    fn style(&self) -> Vec<u8> {
        let mut style = String::new();
        for part in STYLE {
            style.push_str(&String::from_utf8_lossy(&read(&format!("css/{part}.css"))));
        }
        for font in FONTS {
            style = style.replace(&format!("/assets/{font}"), self.address(font));
        }
        without_comments(&style).into_bytes()
    }

    fn add(&mut self, name: &'static str, kind: Kind, bytes: Vec<u8>) {
        let hash = &blake3::hash(&bytes).to_hex()[..10];
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let file = format!("{stem}-{hash}.{extension}");
        self.addresses.insert(name, format!("/assets/{file}"));
        self.files.insert(file, (kind, bytes));
    }

    /// The address of an asset; empty for one that does not exist.
    pub(crate) fn address(&self, name: &str) -> &str {
        self.addresses.get(name).map_or("", String::as_str)
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

    fn finish(&self, house: House) -> HashMap<String, Finished> {
        /// Assets are compressed once and sent for a year.
        const BEST: i32 = 11;
        let finish = |(name, (kind, bytes)): (&String, &(Kind, Vec<u8>))| {
            let answer = Answer::new(kind.clone(), bytes.clone(), CachePolicy::Immutable);
            (name.clone(), Finished::new(answer, house).compressed(BEST))
        };
        self.files.iter().map(finish).collect()
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
        for name in FONTS.into_iter().chain(["site.css", "favicon.svg"]) {
            let file = assets.address(name).strip_prefix("/assets/").unwrap();
            assert!(!assets.files[file].1.is_empty(), "{name} is empty");
        }
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
        let style = String::from_utf8(Assets::get().style()).unwrap();
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
