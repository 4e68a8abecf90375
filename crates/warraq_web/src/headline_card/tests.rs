use std::collections::HashSet;

use harfrust::GlyphId;
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8};

use super::face::{Face, Faces};
use super::*;

const MIXED: &str = "اتفاق OPEC+ على 2 مليون برميل";
const QUOTED: &str = "الرئيس: «لن نتراجع عن (الإصلاح)» — وهل من بديل؟";
const VOCALISED: &str = "مُحَمَّدٌ يَكْتُبُ إِلَى صَدِيقِهِ رِسَالَةً طَوِيلَةً عَنِ السَّلَامِ";
const ENGLISH: &str = "The council approves a plan to restore the old bridge";

/// As long as `times` headlines.
fn long(times: usize) -> String {
    "مجلس المدينة يقرّ بعد جلسة طويلة خطة إعادة تأهيل الجسر القديم ".repeat(times)
}

fn text(headline: &str) -> CardText {
    CardText {
        paper: "صحيفة المدينة".to_owned(),
        section: "اقتصاد".to_owned(),
        headline: headline.to_owned(),
        date: "25 سبتمبر، 2022".to_owned(),
        age: "من سنة 2022".to_owned(),
        is_right_to_left: true,
        ..CardText::default()
    }
}

fn line(text: &str) -> Line {
    Line::of(text, Weight::Bold, true).unwrap()
}

/// The form that a letter has by itself.
fn alone(letter: char) -> GlyphId {
    let faces = Faces::of(Weight::Bold).unwrap();
    let face = faces.with(letter).unwrap();
    faces.font(face).charmap().map_unicode(letter).unwrap()
}

fn in_face(line: &Line, face: Face) -> Vec<GlyphId> {
    let own = line.glyphs.iter().filter(|glyph| glyph.face == face);
    own.map(|glyph| glyph.id).collect()
}

#[test]
fn arabic_letters_join() {
    let joined = line("ععع");
    let forms: HashSet<_> = joined.glyphs.iter().map(|glyph| glyph.id).collect();
    assert_eq!(forms.len(), 3, "beginning, middle and end differ");
    assert!(!forms.contains(&alone('ع')));
    // Lam and alef are one form.
    assert_eq!(line("لا").glyphs.len(), 1);
}

#[test]
fn arabic_runs_from_right_to_left() {
    let marked = line("ا،");
    assert_eq!(in_face(&marked, Face::Arabic), [alone('،'), alone('ا')]);
    let joined = line("دار");
    assert_eq!(
        joined.glyphs[2].id,
        alone('د'),
        "the first stands rightmost"
    );
    assert!(joined.glyphs[2].x > joined.glyphs[0].x);
}

#[test]
fn latin_and_numbers_run_from_left_to_right_inside_arabic() {
    let mixed = line(MIXED);
    // What belongs to Arabic stands left of what follows it: «2» left of «OPEC».
    let latin = in_face(&mixed, Face::Latin);
    let expected = ['2', '+', 'O', 'P', 'E', 'C'].map(alone);
    assert_eq!(latin, expected);
    let number = line("في 1.5 مليار");
    assert_eq!(in_face(&number, Face::Latin), ['1', '.', '5'].map(alone));
}

#[test]
fn quotes_and_brackets_open_towards_their_words() {
    // The text opens with «, which in a line from the right has the form of ».
    let quoted = line("«نص»");
    assert_eq!(in_face(&quoted, Face::Latin), [alone('«'), alone('»')]);
    let bracketed = line("(نص)");
    assert_eq!(in_face(&bracketed, Face::Latin), [alone('('), alone(')')]);
}

#[test]
fn vowel_signs_stand_on_their_letters() {
    let faces = Faces::of(Weight::Bold).unwrap();
    let plain = line("محمد").width(100.0);
    let vocalised = line("مُحَمَّدٌ");
    assert!(
        (plain - vocalised.width(100.0)).abs() < 0.01,
        "a sign takes room"
    );
    let shadda = faces.font(Face::Arabic).charmap().map_unicode('ّ').unwrap();
    assert!(vocalised.glyphs.iter().any(|glyph| glyph.id == shadda));
}

#[test]
fn pages_have_the_signs_that_arabic_is_written_with() {
    let fonts = ["markazi-ar.woff2", "markazi-num.woff2"].map(|name| face::open(name).unwrap());
    for sign in "«»؟،؛:()!%…—َُِّْ".chars() {
        let has = |font: &harfrust::Font| font.charmap().map_unicode(sign).is_some();
        assert!(
            fonts.iter().any(has),
            "{sign:?} would be of another typeface"
        );
    }
}

#[test]
fn lines_are_whole_words_of_about_the_same_length() {
    let paragraph = Paragraph::of(&long(3), true).unwrap();
    let measure = f32::from(WIDTH) - 2.0 * MARGIN;
    let (size, lines) = paragraph.set(&SIZES, measure);
    assert!((3..=5).contains(&lines.len()), "{} lines", lines.len());
    let widths: Vec<f32> = lines.iter().map(|line| line.width(size)).collect();
    let longest = widths.iter().copied().fold(0.0, f32::max);
    assert!(longest <= measure);
    for width in widths {
        assert!(width > longest * 0.6, "{width} beside {longest}");
    }
}

#[test]
fn a_text_that_is_too_long_ends_in_dots() {
    let paragraph = Paragraph::of(&long(12), true).unwrap();
    let (_, lines) = paragraph.set(&SIZES, 1000.0);
    assert_eq!(lines.len(), 5);
    let last = lines.last().unwrap();
    assert_eq!(last.glyphs[0].id, alone('…'), "the last sign is leftmost");
    let (_, short) = Paragraph::of(MIXED, true).unwrap().set(&SIZES, 1000.0);
    assert!(
        short
            .iter()
            .all(|line| !in_face(line, Face::Latin).contains(&alone('…')))
    );
}

#[test]
fn a_headline_stands_at_the_side_where_its_script_begins() {
    let (left, right) = ink_of_headline(&card(&text(MIXED)));
    assert!(right > 1120 && left > 72, "{left}–{right}");
    let (left, right) = ink_of_headline(&card(&text(ENGLISH)));
    assert!(left < 80 && right < 1120, "{left}–{right}");
}

#[test]
fn no_ink_leaves_its_frame() {
    let address = format!("https://example.org/{}", "a".repeat(300));
    let long = long(12);
    for headline in [MIXED, QUOTED, VOCALISED, ENGLISH, &long, &address, "خ", ""] {
        let picture = decode(&card(&text(headline)));
        let paper = picture.pixel(40, 300).unwrap();
        let dark = |x: u32, y: u32| picture.pixel(x, y).unwrap() != paper;
        for y in 0..630 {
            // The band stands at the right edge; nothing else comes near an edge.
            assert!((0..60).all(|x| !dark(x, y)), "{headline}: ink at the left");
            assert!(
                (1140..1180).all(|x| !dark(x, y)),
                "{headline}: ink at the right"
            );
        }
        for x in 72..1128 {
            assert!(!dark(x, 544), "{headline}: ink below the headline");
        }
        let has_ink = (210..540).any(|y| (72..1128).any(|x| dark(x, y)));
        assert_eq!(has_ink, !headline.is_empty(), "{headline}");
    }
}

#[test]
fn a_headline_in_letters_that_are_missing_is_left_out() {
    let empty = card(&text(""));
    assert_eq!(card(&text("新聞 في المدينة")), empty);
    assert_ne!(card(&text("في المدينة")), empty);
}

#[test]
fn a_paper_from_left_to_right_is_mirrored() {
    let english = CardText {
        is_right_to_left: false,
        ..text(ENGLISH)
    };
    let picture = decode(&card(&english));
    assert_eq!(
        picture.pixel(5, 300),
        decode(&card(&text(MIXED))).pixel(1195, 300)
    );
    assert_ne!(picture.pixel(5, 300), picture.pixel(1195, 300));
}

#[test]
fn the_key_changes_with_every_word() {
    let words = text(MIXED);
    let other = |change: fn(&mut CardText)| {
        let mut other = words.clone();
        change(&mut other);
        other.key()
    };
    let keys = HashSet::from([
        words.key(),
        other(|text| text.headline.push('!')),
        other(|text| text.section.clear()),
        other(|text| text.age.clear()),
        other(|text| text.has_wordmark = true),
        other(|text| text.is_right_to_left = false),
    ]);
    assert_eq!(keys.len(), 6);
    assert_eq!(words.key(), text(MIXED).key());
}

fn decode(png: &[u8]) -> Pixmap {
    let picture = image::load_from_memory(png).unwrap().to_rgb8();
    assert_eq!(picture.dimensions(), (u32::from(WIDTH), u32::from(HEIGHT)));
    let mut pixels = Pixmap::new(picture.width(), picture.height()).unwrap();
    for (pixel, read) in pixels.pixels_mut().iter_mut().zip(picture.pixels()) {
        let [red, green, blue] = read.0;
        *pixel = PremultipliedColorU8::from_rgba(red, green, blue, 255).unwrap();
    }
    pixels
}

/// The leftmost and the rightmost ink where a headline stands.
fn ink_of_headline(png: &[u8]) -> (u32, u32) {
    let picture = decode(png);
    let paper = picture.pixel(40, 300).unwrap();
    let inked = |x: &u32| (210..540).any(|y| picture.pixel(*x, y).unwrap() != paper);
    let columns: Vec<u32> = (0..1170).filter(inked).collect();
    (columns[0], columns[columns.len() - 1])
}
