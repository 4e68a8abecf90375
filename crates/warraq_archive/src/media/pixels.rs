//! Pictures in memory: scaling, turning and laying on a ground.

use std::marker::PhantomData;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{GenericImageView, Pixel};

use super::format::swaps_sides;
use crate::model::Crop;

/// Eight-bit samples, row by row from the top.
pub(super) struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) channels: Channels,
    pub(super) samples: Vec<u8>,
}

/// What the samples of a pixel mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channels {
    Grey,
    GreyAlpha,
    Rgb,
    Rgba,
    /// Ink, 255 for full.
    Cmyk,
}

impl Channels {
    pub(super) fn count(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::GreyAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }

    pub(super) fn has_alpha(self) -> bool {
        matches!(self, Self::GreyAlpha | Self::Rgba)
    }

    fn pixel_type(self) -> PixelType {
        match self {
            Self::Grey => PixelType::U8,
            Self::GreyAlpha => PixelType::U8x2,
            Self::Rgb => PixelType::U8x3,
            Self::Rgba | Self::Cmyk => PixelType::U8x4,
        }
    }
}

impl Pixels {
    /// Scales to exactly these sides; what a different ratio leaves over is cut off evenly.
    pub(super) fn scaled(self, width: u32, height: u32) -> Result<Self, String> {
        if (width, height) == (self.width, self.height) {
            return Ok(self);
        }
        let pixel = self.channels.pixel_type();
        let source = ImageRef::new(self.width, self.height, &self.samples, pixel)
            .map_err(|error| error.to_string())?;
        let mut target = Image::new(width, height, pixel);
        let options = ResizeOptions::new()
            .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
            .use_alpha(self.channels.has_alpha())
            .fit_into_destination(Some((0.5, 0.5)));
        Resizer::new()
            .resize(&source, &mut target, &options)
            .map_err(|error| error.to_string())?;
        Ok(Self {
            width,
            height,
            channels: self.channels,
            samples: target.into_vec(),
        })
    }

    /// Turns the picture the way that it is to be seen.
    pub(super) fn upright(self, orientation: Orientation) -> Self {
        if orientation == Orientation::NoTransforms {
            return self;
        }
        let (width, height) = turned((self.width, self.height), orientation);
        let mut samples = Vec::with_capacity(self.samples.len());
        for y in 0..height {
            for x in 0..width {
                samples.extend_from_slice(self.seen_at(x, y, (width, height), orientation));
            }
        }
        Self {
            width,
            height,
            channels: self.channels,
            samples,
        }
    }

    /// The part of an upright picture that is shown; it lies inside.
    pub(super) fn cut(self, crop: Crop) -> Self {
        let size = self.channels.count();
        let (row, length) = (self.width as usize * size, crop.width as usize * size);
        let mut samples = Vec::with_capacity(length * crop.height as usize);
        for y in crop.top..crop.top + crop.height {
            let at = y as usize * row + crop.left as usize * size;
            samples.extend_from_slice(&self.samples[at..at + length]);
        }
        Self {
            width: crop.width,
            height: crop.height,
            channels: self.channels,
            samples,
        }
    }

    /// The pixel that is seen at a place of the turned picture, whose size is given.
    fn seen_at(
        &self,
        x: u32,
        y: u32,
        (width, height): (u32, u32),
        orientation: Orientation,
    ) -> &[u8] {
        let (right, below) = (width - 1 - x, height - 1 - y);
        let (x, y) = match orientation {
            Orientation::NoTransforms => (x, y),
            Orientation::FlipHorizontal => (right, y),
            Orientation::Rotate180 => (right, below),
            Orientation::FlipVertical => (x, below),
            Orientation::Rotate90FlipH => (y, x),
            Orientation::Rotate90 => (y, right),
            Orientation::Rotate270FlipH => (below, right),
            Orientation::Rotate270 => (below, x),
        };
        let size = self.channels.count();
        let at = (y as usize * self.width as usize + x as usize) * size;
        &self.samples[at..at + size]
    }

    /// Lays a transparent picture on white.
    pub(super) fn on_white(self) -> Self {
        let (colours, channels) = match self.channels {
            Channels::GreyAlpha => (1, Channels::Grey),
            Channels::Rgba => (3, Channels::Rgb),
            Channels::Grey | Channels::Rgb | Channels::Cmyk => return self,
        };
        let mut samples = Vec::with_capacity(self.samples.len() / (colours + 1) * colours);
        for pixel in self.samples.chunks_exact(colours + 1) {
            let alpha = u32::from(pixel[colours]);
            samples.extend(pixel[..colours].iter().map(|&sample| {
                let mixed = (u32::from(sample) * alpha + 255 * (255 - alpha) + 127) / 255;
                u8::try_from(mixed).unwrap_or(u8::MAX)
            }));
        }
        Self {
            channels,
            samples,
            ..self
        }
    }

    /// Writes grey as red, green and blue.
    pub(super) fn coloured(self) -> Self {
        let (colours, channels) = match self.channels {
            Channels::Grey => (1, Channels::Rgb),
            Channels::GreyAlpha => (2, Channels::Rgba),
            Channels::Rgb | Channels::Rgba | Channels::Cmyk => return self,
        };
        let samples = self
            .samples
            .chunks_exact(colours)
            .flat_map(|pixel| {
                let grey = pixel[0];
                [grey, grey, grey]
                    .into_iter()
                    .chain(pixel[1..].iter().copied())
            })
            .collect();
        Self {
            channels,
            samples,
            ..self
        }
    }
}

/// A picture as it is seen when it is turned, without a copy of it.
pub(super) struct Turned<'a, P> {
    pixels: &'a Pixels,
    orientation: Orientation,
    size: (u32, u32),
    pixel: PhantomData<P>,
}

impl<'a, P> Turned<'a, P> {
    pub(super) fn new(pixels: &'a Pixels, orientation: Orientation) -> Self {
        let size = turned((pixels.width, pixels.height), orientation);
        Self {
            pixels,
            orientation,
            size,
            pixel: PhantomData,
        }
    }
}

impl<P: Pixel<Subpixel = u8>> GenericImageView for Turned<'_, P> {
    type Pixel = P;

    fn dimensions(&self) -> (u32, u32) {
        self.size
    }

    fn get_pixel(&self, x: u32, y: u32) -> P {
        *P::from_slice(self.pixels.seen_at(x, y, self.size, self.orientation))
    }
}

/// Sides of a picture when it is turned.
fn turned((width, height): (u32, u32), orientation: Orientation) -> (u32, u32) {
    if swaps_sides(orientation) {
        (height, width)
    } else {
        (width, height)
    }
}
