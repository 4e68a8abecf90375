//! A line of text as joined letters in the order in which they stand.

use std::ops::Range;

use harfrust::{Buffer, Direction, GlyphId, Script, ShapeOptions, shape};
use unicode_bidi::{BidiInfo, Level};

use super::face::{Face, Faces, UNITS_PER_EM, Weight};
use super::letters::drawable;

/// A letter's form and where it stands, in units of the font; `y` grows upwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    pub(super) face: Face,
    pub(super) id: GlyphId,
    pub(super) x: f32,
    pub(super) y: f32,
}

/// A line, ready to be drawn in any size: its letters from left to right.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) weight: Weight,
    pub(super) glyphs: Vec<Glyph>,
    /// In units of the font.
    advance: f32,
}

impl Line {
    /// A text on one line. `None` when there is nothing to draw.
    pub(super) fn of(text: &str, weight: Weight, is_right_to_left: bool) -> Option<Self> {
        let text = drawable(text, Faces::of(weight)?)?;
        let base = if is_right_to_left {
            Level::rtl()
        } else {
            Level::ltr()
        };
        let directions = BidiInfo::new(&text, Some(base));
        Self::part(&directions, 0..text.len(), weight).filter(|line| !line.glyphs.is_empty())
    }

    /// A part of a paragraph that stands on a line of its own.
    pub(super) fn part(
        directions: &BidiInfo<'_>,
        part: Range<usize>,
        weight: Weight,
    ) -> Option<Self> {
        let faces = Faces::of(weight)?;
        let mut line = Self {
            weight,
            glyphs: Vec::new(),
            advance: 0.0,
        };
        // Text that is drawable has no line ends: it is one paragraph, or none.
        let Some(paragraph) = directions.paragraphs.first() else {
            return Some(line);
        };
        let (levels, runs) = directions.visual_runs(paragraph, part);
        for run in runs {
            let is_right_to_left = levels.get(run.start).is_some_and(Level::is_rtl);
            let text = directions.text.get(run)?;
            let mut pieces = by_face(text, faces);
            if is_right_to_left {
                pieces.reverse();
            }
            for (face, piece) in pieces {
                line.add(face, piece, is_right_to_left, faces);
            }
        }
        Some(line)
    }

    /// The width in pixels at a size.
    pub(super) fn width(&self, size: f32) -> f32 {
        self.advance * size / UNITS_PER_EM
    }

    /// `size`, or the smaller one at which the line is no wider than `width`.
    pub(super) fn fitting(&self, size: f32, width: f32) -> f32 {
        size.min(size * width / self.width(size).max(1.0))
    }

    fn add(&mut self, face: Face, text: &str, is_right_to_left: bool, faces: &Faces) {
        let mut buffer = Buffer::new();
        buffer.push_str(text);
        buffer.set_direction(if is_right_to_left {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        });
        buffer.set_script(Some(match face {
            Face::Arabic => Script::ARABIC,
            Face::Latin => Script::LATIN,
        }));
        // Only a buffer without a direction is refused.
        if shape(&faces.shaper(face), &mut buffer, ShapeOptions::default()).is_err() {
            return;
        }
        let places = buffer.glyph_positions();
        for (info, place) in buffer.glyph_infos().iter().zip(places) {
            self.glyphs.push(Glyph {
                face,
                id: GlyphId::new(info.glyph_id),
                x: self.advance + units(place.x_offset),
                y: units(place.y_offset),
            });
            self.advance += units(place.x_advance);
        }
    }
}

/// A run in pieces of one face each. Signs without a face of their own stay with their letter.
fn by_face<'a>(text: &'a str, faces: &Faces) -> Vec<(Face, &'a str)> {
    let mut pieces: Vec<(Face, Range<usize>)> = Vec::new();
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        let last = pieces.last_mut();
        match (last, faces.with(letter)) {
            (Some((_, piece)), None) => piece.end = end,
            (Some((face, piece)), Some(own)) if *face == own => piece.end = end,
            (_, own) => pieces.push((own.unwrap_or(Face::Arabic), at..end)),
        }
    }
    let piece = |(face, piece): (Face, Range<usize>)| Some((face, text.get(piece)?));
    pieces.into_iter().filter_map(piece).collect()
}

/// Units of the font, of which a line has some ten thousands.
fn units(count: i32) -> f32 {
    count as f32
}
