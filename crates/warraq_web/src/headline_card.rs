//! The picture of a headline, for whoever shares an article that has no picture of its own.
//!
//! Everything here is pure: the same words give the same picture. The letters are those of the
//! paper's own typeface, joined by `shape`, put in lines by `lines` and filled with ink by `canvas`.

mod canvas;
mod face;
mod letters;
mod lines;
mod shape;

use std::sync::LazyLock;

use canvas::{Canvas, Ink, drawing};
use face::Weight;
use lines::Paragraph;
use shape::Line;

use crate::assets::{Assets, Colour};

pub(crate) use canvas::sign;

/// What sharing sites ask for, in pixels.
pub(crate) const WIDTH: u16 = 1200;
/// What sharing sites ask for, in pixels.
pub(crate) const HEIGHT: u16 = 630;

/// To be raised whenever the same words would come out as another picture.
const RECIPE: &str = "1";

/// Between the ink and the edge of the picture: some sites round or cut the corners.
const MARGIN: f32 = 72.0;
/// The band of the paper's colour along the edge at which lines begin.
const BAND: f32 = 20.0;
/// Where the headline may stand.
const TOP: f32 = 208.0;
const BOTTOM: f32 = 536.0;
/// Line height in sizes of the letters: room for vowel signs above and below.
const LEADING: f32 = 1.16;
/// Sizes of a headline with the lines that fit at each, from the largest.
const SIZES: [(f32, usize); 4] = [(108.0, 2), (92.0, 3), (70.0, 4), (56.0, 5)];

/// The words of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CardText {
    /// The paper's name.
    pub(crate) paper: String,
    /// Whether the name is set as the drawing that the paper's pages carry.
    pub(crate) has_wordmark: bool,
    /// May be empty.
    pub(crate) section: String,
    pub(crate) headline: String,
    pub(crate) date: String,
    /// «من سنة 2022»; empty on a young article.
    pub(crate) age: String,
    /// Whether the paper runs from right to left.
    pub(crate) is_right_to_left: bool,
}

impl CardText {
    /// A name for the picture that changes with anything in it: 32 hexadecimal digits.
    pub(crate) fn key(&self) -> String {
        let mut hash = blake3::Hasher::new();
        let fields = [
            RECIPE,
            &self.paper,
            &self.section,
            &self.headline,
            &self.date,
            &self.age,
            if self.has_wordmark { "drawn" } else { "set" },
            if self.is_right_to_left { "rtl" } else { "ltr" },
        ];
        for field in fields {
            hash.update(field.as_bytes());
            hash.update(&[0]);
        }
        for colour in Palette::of_the_paper().all() {
            hash.update(&colour.0);
        }
        hash.finalize().to_hex()[..32].to_owned()
    }
}

/// The colours of a card, from the paper's design tokens.
struct Palette {
    paper: Colour,
    ink: Colour,
    quiet: Colour,
    rule: Colour,
    rubric: Colour,
    lapis: Colour,
    on_accent: Colour,
}

static PALETTE: LazyLock<Palette> = LazyLock::new(Palette::of_tokens);

impl Palette {
    fn of_the_paper() -> &'static Self {
        &PALETTE
    }

    fn of_tokens() -> Self {
        let colour = Assets::colour;
        Self {
            paper: colour("paper"),
            ink: colour("ink"),
            quiet: colour("ink-3"),
            rule: colour("rule"),
            rubric: colour("rubric"),
            lapis: colour("lapis"),
            on_accent: colour("on-accent"),
        }
    }

    fn all(&self) -> [Colour; 7] {
        [
            self.paper,
            self.ink,
            self.quiet,
            self.rule,
            self.rubric,
            self.lapis,
            self.on_accent,
        ]
    }
}

/// Draws a card: a PNG of [`WIDTH`] × [`HEIGHT`] pixels.
///
/// A headline in letters that the typeface does not have is left out: one with holes would say
/// something else.
pub(crate) fn card(text: &CardText) -> Vec<u8> {
    let colours = Palette::of_the_paper();
    let mut canvas = Canvas::new(WIDTH, HEIGHT, colours.paper);
    let page = Page {
        width: f32::from(WIDTH),
        is_right_to_left: text.is_right_to_left,
    };
    canvas.bar(
        page.span(0.0, BAND),
        (0.0, f32::from(HEIGHT)),
        colours.rubric,
    );
    masthead(&mut canvas, &page, text, colours);
    headline(&mut canvas, &page, &text.headline, colours.ink);
    footer(&mut canvas, &page, text, colours);
    canvas.png()
}

/// Which side a line begins at.
struct Page {
    width: f32,
    is_right_to_left: bool,
}

impl Page {
    /// From how far to how far from the side where lines begin, as left and right.
    fn span(&self, from: f32, to: f32) -> (f32, f32) {
        if self.is_right_to_left {
            (self.width - to, self.width - from)
        } else {
            (from, to)
        }
    }

    /// The left end of something `width` wide that begins at the margin.
    fn beginning(&self, width: f32) -> f32 {
        self.span(MARGIN, MARGIN + width).0
    }

    /// The left end of something `width` wide that ends at the other margin.
    fn end(&self, width: f32) -> f32 {
        self.span(self.width - MARGIN - width, self.width - MARGIN)
            .0
    }

    fn measure(&self) -> f32 {
        self.width - 2.0 * MARGIN
    }
}

/// The paper's name above its rules, and the section below them.
fn masthead(canvas: &mut Canvas, page: &Page, text: &CardText, colours: &Palette) {
    const NAME: f32 = 60.0;
    const SECTION: f32 = 44.0;
    let wordmark = text
        .has_wordmark
        .then(|| drawing("wordmark.svg", 56))
        .flatten();
    if let Some(wordmark) = wordmark {
        let width = canvas::width(&wordmark);
        canvas.stamp(&wordmark, (page.beginning(width), 42.0), colours.ink);
    } else if let Some(name) = Line::of(&text.paper, Weight::Bold, page.is_right_to_left) {
        let size = name.fitting(NAME, page.measure());
        let ink = Ink::new(colours.ink, size);
        canvas.line(&name, (page.beginning(name.width(size)), 92.0), &ink);
    }
    let measure = page.span(MARGIN, page.width - MARGIN);
    canvas.bar(measure, (118.0, 121.0), colours.ink);
    canvas.bar(measure, (125.0, 126.0), colours.ink);
    if let Some(section) = Line::of(&text.section, Weight::Bold, page.is_right_to_left) {
        let size = section.fitting(SECTION, page.measure());
        let ink = Ink::new(colours.rubric, size);
        canvas.line(&section, (page.beginning(section.width(size)), 178.0), &ink);
    }
}

/// The headline, as large as fits, in lines of about the same length, in the middle of its room.
fn headline(canvas: &mut Canvas, page: &Page, text: &str, colour: Colour) {
    let Some(paragraph) = Paragraph::of(text, page.is_right_to_left) else {
        return;
    };
    let (size, lines) = paragraph.set(&SIZES, page.measure());
    let leading = size * LEADING;
    let mut height = leading;
    for _ in 1..lines.len() {
        height += leading;
    }
    // Above the letters of the first line is about as much air as below those of the last.
    let mut baseline = f32::midpoint(TOP, BOTTOM) - height / 2.0 + size * 0.82;
    let page = Page {
        is_right_to_left: paragraph.is_right_to_left(),
        ..*page
    };
    for line in lines {
        let size = line.fitting(size, page.measure());
        let ink = Ink::new(colour, size);
        canvas.line(&line, (page.beginning(line.width(size)), baseline), &ink);
        baseline += leading;
    }
}

/// The day, and how old the story is.
fn footer(canvas: &mut Canvas, page: &Page, text: &CardText, colours: &Palette) {
    const SIZE: f32 = 38.0;
    const PADDING: f32 = 18.0;
    let measure = page.span(MARGIN, page.width - MARGIN);
    canvas.bar(measure, (548.0, 549.0), colours.rule);
    if let Some(date) = Line::of(&text.date, Weight::Regular, page.is_right_to_left) {
        let size = date.fitting(SIZE, page.measure() / 2.0);
        let ink = Ink::new(colours.quiet, size);
        canvas.line(&date, (page.beginning(date.width(size)), 592.0), &ink);
    }
    if let Some(age) = Line::of(&text.age, Weight::Bold, page.is_right_to_left) {
        let size = age.fitting(SIZE, page.measure() / 2.0 - 2.0 * PADDING);
        let width = age.width(size) + 2.0 * PADDING;
        let left = page.end(width);
        canvas.bar((left, left + width), (560.0, 606.0), colours.lapis);
        let ink = Ink::new(colours.on_accent, size);
        canvas.line(&age, (left + PADDING, 592.0), &ink);
    }
}

#[cfg(test)]
mod tests;
