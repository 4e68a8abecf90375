//! Decoding the first frame of a picture, and encoding what readers get.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::bmp::BmpDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, Luma, Rgb};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::kind::Format;
use super::pixels::{Channels, Pixels, Turned};

/// Decodes the first frame of a picture that has been checked and rid of its metadata.
///
/// A decoder that panics on hostile bytes fails alone.
pub(super) fn decode(clean: &[u8], format: Format) -> Result<Pixels, String> {
    guarded(|| match format {
        Format::Jpeg => decode_jpeg(clean),
        Format::Png => decode_with(PngDecoder::new(Cursor::new(clean))),
        Format::Gif => decode_with(GifDecoder::new(Cursor::new(clean))),
        Format::Webp => decode_with(WebPDecoder::new(Cursor::new(clean))),
        Format::Bmp => decode_with(BmpDecoder::new(Cursor::new(clean))),
        Format::Avif | Format::Heic => Err("a format that is not decoded".to_owned()),
    })
}

/// Runs a codec so that a panic in it is an error of this picture.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err("the decoder could not make sense of it".to_owned()))
}

fn decode_with<D: ImageDecoder>(decoder: image::ImageResult<D>) -> Result<Pixels, String> {
    let picture = decoder
        .and_then(DynamicImage::from_decoder)
        .map_err(|error| error.to_string())?;
    let (width, height) = (picture.width(), picture.height());
    let (channels, samples) = match picture {
        DynamicImage::ImageLuma8(picture) => (Channels::Grey, picture.into_raw()),
        DynamicImage::ImageLumaA8(picture) => (Channels::GreyAlpha, picture.into_raw()),
        DynamicImage::ImageRgb8(picture) => (Channels::Rgb, picture.into_raw()),
        DynamicImage::ImageRgba8(picture) => (Channels::Rgba, picture.into_raw()),
        DynamicImage::ImageLuma16(_) => (Channels::Grey, picture.into_luma8().into_raw()),
        DynamicImage::ImageLumaA16(_) => {
            (Channels::GreyAlpha, picture.into_luma_alpha8().into_raw())
        }
        picture if picture.color().has_alpha() => (Channels::Rgba, picture.into_rgba8().into_raw()),
        picture => (Channels::Rgb, picture.into_rgb8().into_raw()),
    };
    Ok(Pixels {
        width,
        height,
        channels,
        samples,
    })
}

/// Decodes a JPEG, four inks included, which other decoders turn to wrong colours.
fn decode_jpeg(clean: &[u8]) -> Result<Pixels, String> {
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX));
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(clean), options);
    decoder
        .decode_headers()
        .map_err(|error| error.to_string())?;
    let space = decoder.input_colorspace().ok_or("no colour space")?;
    let (asked, channels) = match space {
        ColorSpace::Luma => (ColorSpace::Luma, Channels::Grey),
        // As stored: what the decoder makes of these colours is wrong.
        ColorSpace::CMYK | ColorSpace::YCCK => (space, Channels::Cmyk),
        _ => (ColorSpace::RGB, Channels::Rgb),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(asked));
    let (width, height) = decoder.dimensions().ok_or("no dimensions")?;
    let mut samples = decoder.decode().map_err(|error| error.to_string())?;
    if samples.len() != width * height * channels.count() {
        return Err("components that mean no colour".to_owned());
    }
    match space {
        ColorSpace::YCCK => samples.chunks_exact_mut(4).for_each(ink_from_ycck),
        // Inks are stored inverted, by Adobe's custom, which all have followed.
        ColorSpace::CMYK => samples.iter_mut().for_each(|ink| *ink = 255 - *ink),
        _ => {}
    }
    let side = |side: usize| u32::try_from(side).map_err(|error| error.to_string());
    Ok(Pixels {
        width: side(width)?,
        height: side(height)?,
        channels,
        samples,
    })
}

/// Adobe's YCCK: the colours of a YCbCr picture are the inks' complement, inverted like CMYK.
fn ink_from_ycck(pixel: &mut [u8]) {
    let &mut [luma, blue, red, key] = pixel else {
        return;
    };
    let (luma, blue, red) = (
        f32::from(luma),
        f32::from(blue) - 128.0,
        f32::from(red) - 128.0,
    );
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to what a byte holds"
    )]
    let byte = |value: f32| value.round().clamp(0.0, 255.0) as u8;
    // Coefficients of ITU-T T.871, which JPEG uses.
    pixel.copy_from_slice(&[
        byte(luma + 1.402 * red),
        byte(luma - 0.344_136 * blue - 0.714_136 * red),
        byte(luma + 1.772 * blue),
        255 - key,
    ]);
}

/// Encodes as JPEG; a transparent picture is laid on white.
pub(super) fn encode_jpeg(
    pixels: Pixels,
    quality: u8,
    profile: Option<Vec<u8>>,
) -> Result<Vec<u8>, String> {
    guarded(|| {
        let pixels = pixels.on_white();
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
        set_profile(&mut encoder, profile)?;
        write(encoder, &pixels)?;
        Ok(bytes)
    })
}

/// Encodes as JPEG, turning on the way, so that a large picture is held once only.
pub(super) fn encode_jpeg_turned(
    pixels: &Pixels,
    orientation: Orientation,
    quality: u8,
    profile: Option<Vec<u8>>,
) -> Result<Vec<u8>, String> {
    guarded(|| {
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
        set_profile(&mut encoder, profile)?;
        match pixels.channels {
            Channels::Grey => encoder.encode_image(&Turned::<Luma<u8>>::new(pixels, orientation)),
            Channels::Rgb => encoder.encode_image(&Turned::<Rgb<u8>>::new(pixels, orientation)),
            _ => return Err("colours that JPEG does not have".to_owned()),
        }
        .map_err(|error| error.to_string())?;
        Ok(bytes)
    })
}

/// Lays a colour profile beside the pixels to come, where there is one.
fn set_profile(encoder: &mut impl ImageEncoder, profile: Option<Vec<u8>>) -> Result<(), String> {
    match profile {
        Some(profile) => encoder
            .set_icc_profile(profile)
            .map_err(|error| error.to_string()),
        None => Ok(()),
    }
}

fn write(encoder: impl ImageEncoder, pixels: &Pixels) -> Result<(), String> {
    encoder
        .write_image(
            &pixels.samples,
            pixels.width,
            pixels.height,
            colour_type(pixels.channels),
        )
        .map_err(|error| error.to_string())
}

/// Encodes as PNG.
pub(super) fn encode_png(pixels: &Pixels, profile: Option<Vec<u8>>) -> Result<Vec<u8>, String> {
    guarded(|| {
        let mut bytes = Cursor::new(Vec::new());
        let mut encoder = PngEncoder::new_with_quality(
            &mut bytes,
            CompressionType::Default,
            FilterType::Adaptive,
        );
        set_profile(&mut encoder, profile)?;
        write(encoder, pixels)?;
        Ok(bytes.into_inner())
    })
}

/// Encodes as lossy WebP, with transparency if there is any.
pub(super) fn encode_webp(pixels: Pixels, quality: u8) -> Result<Vec<u8>, String> {
    guarded(|| {
        let pixels = pixels.coloured();
        let (width, height) = (pixels.width, pixels.height);
        let encoder = match pixels.channels {
            Channels::Rgba => webp::Encoder::from_rgba(&pixels.samples, width, height),
            _ => webp::Encoder::from_rgb(&pixels.samples, width, height),
        };
        encoder
            .encode_simple(false, quality.into())
            .map(|encoded| encoded.to_vec())
            .map_err(|error| format!("{error:?}"))
    })
}

fn colour_type(channels: Channels) -> ExtendedColorType {
    match channels {
        Channels::Grey => ExtendedColorType::L8,
        Channels::GreyAlpha => ExtendedColorType::La8,
        Channels::Rgb => ExtendedColorType::Rgb8,
        Channels::Rgba => ExtendedColorType::Rgba8,
        Channels::Cmyk => ExtendedColorType::Cmyk8,
    }
}
