//! Pictures in the sizes that pages ask for.

use std::fmt::Write as _;

use serde::Serialize;
use warraq_archive::model::Picture;

use super::Html;

/// Widths in which pictures are offered, in pixels.
pub(crate) const WIDTHS: [u32; 5] = [320, 640, 800, 1200, 1600];
/// The width that a browser without `srcset` takes.
const USUAL: u32 = 800;

/// An `<img>` with its sources.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PictureView {
    /// The address for browsers that know nothing better.
    pub(crate) src: String,
    /// `srcset` of WebP; empty when only the original is offered.
    pub(crate) webp: String,
    /// `srcset` of JPEG; empty when only the original is offered.
    pub(crate) jpeg: String,
    /// Pixels; 0 while unknown.
    pub(crate) width: u32,
    /// Pixels; 0 while unknown.
    pub(crate) height: u32,
    pub(crate) alt: String,
    pub(crate) caption: Html,
    pub(crate) has_caption: bool,
    pub(crate) credit: String,
}

impl PictureView {
    /// `None` when the archive does not hold the picture: a page shows no broken frames.
    pub(crate) fn of(picture: &Picture) -> Option<Self> {
        if !picture.present {
            return None;
        }
        let (width, height) = picture.dimensions.unwrap_or((0, 0));
        let mut view = Self {
            src: picture.path.clone(),
            webp: String::new(),
            jpeg: String::new(),
            width,
            height,
            alt: picture.alt.clone(),
            caption: picture.caption.clone().into(),
            has_caption: !picture.caption.as_str().trim().is_empty(),
            credit: picture.credit.clone(),
        };
        if is_resizable(&picture.path) {
            view.offer_widths(picture, width, height);
        }
        Some(view)
    }

    fn offer_widths(&mut self, picture: &Picture, width: u32, height: u32) {
        let offered = WIDTHS.iter().copied().filter(|offer| *offer <= width);
        for offer in offered {
            let id = picture.id;
            let comma = if self.webp.is_empty() { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = write!(self.webp, "{comma}/media/{id}/{offer}.webp {offer}w");
            let _ = write!(self.jpeg, "{comma}/media/{id}/{offer}.jpg {offer}w");
            if offer <= USUAL {
                self.src = format!("/media/{id}/{offer}.jpg");
                self.width = offer;
                self.height = scaled(height, offer, width);
            }
        }
    }

    /// The address of the largest version, for cards on other sites.
    pub(crate) fn largest(&self) -> &str {
        let last = self
            .jpeg
            .rsplit(", ")
            .next()
            .and_then(|offer| offer.split(' ').next());
        last.filter(|address| !address.is_empty())
            .unwrap_or(&self.src)
    }
}

fn scaled(height: u32, to: u32, from: u32) -> u32 {
    let scaled = u64::from(height) * u64::from(to) / u64::from(from.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

/// Moving pictures and drawings are served as they are.
fn is_resizable(path: &str) -> bool {
    let extension = path.rsplit('.').next().unwrap_or_default();
    !["gif", "svg"]
        .iter()
        .any(|fixed| extension.eq_ignore_ascii_case(fixed))
}

#[cfg(test)]
mod tests {
    use warraq_archive::model::MediaId;
    use warraq_import::clean::SafeHtml;

    use super::*;

    fn picture(path: &str, dimensions: Option<(u32, u32)>) -> Picture {
        Picture {
            id: MediaId(7),
            path: path.to_owned(),
            dimensions,
            alt: String::new(),
            caption: SafeHtml::default(),
            credit: String::new(),
            present: true,
        }
    }

    #[test]
    fn no_width_beyond_the_original_is_offered() {
        let view = PictureView::of(&picture("/u/a.jpg", Some((1000, 500)))).unwrap();
        assert_eq!(
            view.webp,
            "/media/7/320.webp 320w, /media/7/640.webp 640w, /media/7/800.webp 800w"
        );
        assert_eq!(
            (view.src.as_str(), view.width, view.height),
            ("/media/7/800.jpg", 800, 400)
        );
        assert_eq!(view.largest(), "/media/7/800.jpg");
    }

    #[test]
    fn small_unknown_and_moving_pictures_are_served_as_they_are() {
        for (path, dimensions) in [
            ("/u/a.jpg", Some((300, 200))),
            ("/u/a.jpg", None),
            ("/u/a.GIF", Some((900, 600))),
        ] {
            let view = PictureView::of(&picture(path, dimensions)).unwrap();
            assert_eq!((view.src.as_str(), view.webp.as_str()), (path, ""));
            assert_eq!(view.largest(), path);
        }
    }

    #[test]
    fn a_picture_that_is_missing_leaves_no_frame() {
        let missing = Picture {
            present: false,
            ..picture("/u/a.jpg", Some((900, 600)))
        };
        assert!(PictureView::of(&missing).is_none());
    }
}
