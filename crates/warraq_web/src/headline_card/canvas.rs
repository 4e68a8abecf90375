//! Ink on paper.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};
use resvg::tiny_skia::{
    Color, FillRule, Paint, PathBuilder, Pixmap, PixmapPaint, PremultipliedColorU8, Rect, Transform,
};
use resvg::usvg;
use skrifa::font::glyph::outline::PathSink;
use skrifa::{DrawMemory, ScalerFont};

use super::face::{Faces, UNITS_PER_EM};
use super::shape::Line;
use crate::assets::{Assets, Colour};

/// A colour and a size of letters in pixels.
pub(super) struct Ink {
    colour: Colour,
    size: f32,
}

impl Ink {
    pub(super) fn new(colour: Colour, size: f32) -> Self {
        Self { colour, size }
    }
}

/// A picture that is being drawn. `None` inside only if it was to have no pixels.
pub(super) struct Canvas(Option<Pixmap>);

impl Canvas {
    /// A sheet of one colour.
    pub(super) fn new(width: u16, height: u16, colour: Colour) -> Self {
        let mut sheet = Pixmap::new(u32::from(width), u32::from(height));
        if let Some(sheet) = &mut sheet {
            sheet.fill(solid(colour));
        }
        Self(sheet)
    }

    /// A filled rectangle, from left to right and from top to bottom.
    pub(super) fn bar(&mut self, across: (f32, f32), down: (f32, f32), colour: Colour) {
        let Some(bar) = Rect::from_ltrb(across.0, down.0, across.1, down.1) else {
            return;
        };
        if let Some(sheet) = &mut self.0 {
            sheet.fill_rect(bar, &paint(colour), Transform::identity(), None);
        }
    }

    /// A line of text with its left end and its baseline at a point.
    pub(super) fn line(&mut self, line: &Line, at: (f32, f32), ink: &Ink) {
        let (Some(sheet), Some(faces)) = (&mut self.0, Faces::of(line.weight)) else {
            return;
        };
        let scale = ink.size / UNITS_PER_EM;
        for glyph in &line.glyphs {
            let scaler = ScalerFont::unhinted(faces.font(glyph.face).clone(), Some(ink.size));
            let Some(outline) = scaler.outline(glyph.id) else {
                continue;
            };
            let mut pen = Pen(PathBuilder::new());
            if outline.draw(DrawMemory::Scratch, &mut pen).is_err() {
                continue;
            }
            if let Some(path) = pen.0.finish() {
                // Fonts measure upwards, pictures downwards.
                let (x, y) = (at.0 + glyph.x * scale, at.1 - glyph.y * scale);
                let place = Transform::from_row(1.0, 0.0, 0.0, -1.0, x, y);
                let paint = paint(ink.colour);
                sheet.fill_path(&path, &paint, FillRule::Winding, place, None);
            }
        }
    }

    /// A drawing, all of it in one colour, with its left upper corner at a point.
    pub(super) fn stamp(&mut self, drawing: &Pixmap, at: (f32, f32), colour: Colour) {
        let mut stamp = drawing.clone();
        let Colour([red, green, blue]) = colour;
        for pixel in stamp.pixels_mut() {
            let alpha = pixel.alpha();
            let part = |channel: u8| {
                // A product of two bytes divided by 255 is a byte.
                u8::try_from(u16::from(channel) * u16::from(alpha) / 255).unwrap_or(u8::MAX)
            };
            let coloured =
                PremultipliedColorU8::from_rgba(part(red), part(green), part(blue), alpha);
            *pixel = coloured.unwrap_or(*pixel);
        }
        if let Some(sheet) = &mut self.0 {
            let place = Transform::from_translate(at.0, at.1);
            sheet.draw_pixmap(0, 0, stamp.as_ref(), &PixmapPaint::default(), place, None);
        }
    }

    /// The picture as a PNG without transparency.
    pub(super) fn png(&self) -> Vec<u8> {
        let Some(sheet) = &self.0 else {
            return Vec::new();
        };
        let pixels: Vec<u8> = sheet
            .pixels()
            .iter()
            .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
            .collect();
        let mut png = Vec::new();
        let encoder =
            PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::Adaptive);
        let (width, height) = (sheet.width(), sheet.height());
        // Writing to memory cannot fail, and the pixels are as many as the sheet has.
        let _ = encoder.write_image(&pixels, width, height, ExtendedColorType::Rgb8);
        png
    }
}

/// One of the paper's own drawings, `height` pixels high.
pub(super) fn drawing(name: &str, height: u32) -> Option<Pixmap> {
    let tree = usvg::Tree::from_data(&Assets::file(name), &usvg::Options::default()).ok()?;
    let size = tree.size().to_int_size().scale_to_height(height)?;
    let mut pixels = Pixmap::new(size.width(), size.height())?;
    let scale = size.width() as f32 / tree.size().width();
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    Some(pixels)
}

/// The paper's sign on its colour, as red, green, blue and opacity of every pixel: no corner shows
/// what lies behind.
pub(crate) fn sign(size: u16) -> Vec<u8> {
    let mut canvas = Canvas::new(size, size, Assets::colour("rubric"));
    let Canvas(Some(sheet)) = &mut canvas else {
        return Vec::new();
    };
    if let Some(sign) = drawing("favicon.svg", u32::from(size)) {
        let whole = PixmapPaint::default();
        sheet.draw_pixmap(0, 0, sign.as_ref(), &whole, Transform::identity(), None);
    }
    sheet.data().to_vec()
}

/// How wide a drawing is.
pub(super) fn width(drawing: &Pixmap) -> f32 {
    drawing.width() as f32
}

fn solid(colour: Colour) -> Color {
    let Colour([red, green, blue]) = colour;
    Color::from_rgba8(red, green, blue, 255)
}

fn paint(colour: Colour) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(solid(colour));
    paint.anti_alias = true;
    paint
}

/// Takes a letter's outline.
struct Pen(PathBuilder);

impl PathSink for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
