//! Colour: from whatever a picture was made in to sRGB, which every screen can show.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::codec::guarded;
use super::pixels::{Channels, Pixels};

/// Brings a picture to sRGB. A profile that does not fit the picture is passed over, as browsers do.
pub(super) fn to_srgb(pixels: Pixels, profile: Option<&[u8]>) -> Pixels {
    let converted = profile.map(|profile| guarded(|| by_profile(&pixels, profile)));
    match converted {
        Some(Ok(converted)) => converted,
        _ if pixels.channels == Channels::Cmyk => without_profile(&pixels),
        _ => pixels,
    }
}

fn by_profile(pixels: &Pixels, profile: &[u8]) -> Result<Pixels, String> {
    let profile = ColorProfile::new_from_slice(profile).map_err(|error| error.to_string())?;
    let (from, to, channels, space) = match pixels.channels {
        Channels::Grey => (
            Layout::Gray,
            Layout::Rgb,
            Channels::Rgb,
            DataColorSpace::Gray,
        ),
        Channels::GreyAlpha => (
            Layout::GrayAlpha,
            Layout::Rgba,
            Channels::Rgba,
            DataColorSpace::Gray,
        ),
        Channels::Rgb => (Layout::Rgb, Layout::Rgb, Channels::Rgb, DataColorSpace::Rgb),
        Channels::Rgba => (
            Layout::Rgba,
            Layout::Rgba,
            Channels::Rgba,
            DataColorSpace::Rgb,
        ),
        // The library keeps four inks where it keeps red, green, blue and alpha.
        Channels::Cmyk => (
            Layout::Rgba,
            Layout::Rgb,
            Channels::Rgb,
            DataColorSpace::Cmyk,
        ),
    };
    if profile.color_space != space {
        return Err("the profile of another kind of colours".to_owned());
    }
    let transform = profile
        .create_transform_8bit(
            from,
            &ColorProfile::new_srgb(),
            to,
            TransformOptions::default(),
        )
        .map_err(|error| error.to_string())?;
    let area = pixels.samples.len() / pixels.channels.count();
    let mut samples = vec![0; area * channels.count()];
    transform
        .transform(&pixels.samples, &mut samples)
        .map_err(|error| error.to_string())?;
    Ok(Pixels {
        channels,
        samples,
        ..*pixels
    })
}

/// Ink on white paper, as browsers reckon it where no profile says better.
fn without_profile(pixels: &Pixels) -> Pixels {
    let samples = pixels
        .samples
        .chunks_exact(4)
        .flat_map(|ink| {
            let paper = u32::from(255 - ink[3]);
            [ink[0], ink[1], ink[2]].map(|ink| {
                u8::try_from((u32::from(255 - ink) * paper + 127) / 255).unwrap_or(u8::MAX)
            })
        })
        .collect();
    Pixels {
        channels: Channels::Rgb,
        samples,
        ..*pixels
    }
}
