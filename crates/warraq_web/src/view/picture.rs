//! Pictures in the sizes that pages ask for.

use std::fmt::Write as _;

use serde::Serialize;
use warraq_archive::model::{Focus, Picture};

use super::Html;

/// Widths in which pictures of lists are offered, in pixels.
const IN_LISTS: [u32; 3] = [320, 640, 1200];
/// Widths in which the picture of an article is offered, in pixels.
const IN_ARTICLES: [u32; 4] = [480, 800, 1200, 1600];

/// Whether any page offers pictures in this width.
pub(crate) fn is_offered(width: u32) -> bool {
    IN_LISTS.contains(&width) || IN_ARTICLES.contains(&width)
}

/// An `<img>` with its sources.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PictureView {
    /// The address for browsers that do not know WebP, and the dimensions that all go by.
    pub(crate) src: String,
    /// `srcset` of WebP; empty when only the original is offered.
    pub(crate) webp: String,
    /// Pixels; 0 while unknown.
    pub(crate) width: u32,
    /// Pixels; 0 while unknown.
    pub(crate) height: u32,
    pub(crate) alt: String,
    pub(crate) caption: Html,
    pub(crate) has_caption: bool,
    pub(crate) credit: String,
    /// Classes that say what must stay in sight (`fx1 fy4`); empty for the middle.
    pub(crate) focus: String,
    /// The address for cards on other sites.
    #[serde(skip)]
    pub(crate) largest: String,
}

impl PictureView {
    /// The picture of an article, in a list. `None` when the archive does not hold it: a page shows
    /// no broken frames.
    pub(crate) fn in_list(picture: &Picture) -> Option<Self> {
        Self::of(picture, &IN_LISTS, 640)
    }

    /// The picture at the head of its article.
    pub(crate) fn in_article(picture: &Picture) -> Option<Self> {
        Self::of(picture, &IN_ARTICLES, 1200)
    }

    fn of(picture: &Picture, widths: &[u32], usual: u32) -> Option<Self> {
        if !picture.present {
            return None;
        }
        let (width, height) = picture.dimensions.unwrap_or((0, 0));
        let mut view = Self {
            src: picture.path.clone(),
            webp: String::new(),
            width,
            height,
            alt: picture.alt.clone(),
            caption: picture.caption.clone().into(),
            has_caption: !picture.caption.as_str().trim().is_empty(),
            credit: picture.credit.clone(),
            focus: picture.focus.map_or_else(String::new, focus),
            largest: picture.path.clone(),
        };
        if is_resizable(&picture.path) {
            let offered = widths.iter().copied().filter(|offer| *offer <= width);
            for offer in offered {
                let id = picture.id;
                let comma = if view.webp.is_empty() { "" } else { ", " };
                // Writing to a string cannot fail.
                let _ = write!(view.webp, "{comma}/media/{id}/{offer}.webp {offer}w");
                view.largest = format!("/media/{id}/{offer}.jpg");
                if offer <= usual {
                    view.src.clone_from(&view.largest);
                    view.width = offer;
                    view.height = scaled(height, offer, width);
                }
            }
        }
        Some(view)
    }
}

/// A place in a picture as classes of the style sheet, in quarters of each side.
fn focus(focus: Focus) -> String {
    let quarter = |side: u16| (side + 125) / 250;
    format!("fx{} fy{}", quarter(focus.x), quarter(focus.y))
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
            focus: None,
            alt: String::new(),
            caption: SafeHtml::default(),
            credit: String::new(),
            present: true,
        }
    }

    #[test]
    fn no_width_beyond_the_original_is_offered() {
        let picture = picture("/u/a.jpg", Some((1000, 500)));
        let view = PictureView::in_list(&picture).unwrap();
        assert_eq!(view.webp, "/media/7/320.webp 320w, /media/7/640.webp 640w");
        assert_eq!(
            (view.src.as_str(), view.width, view.height),
            ("/media/7/640.jpg", 640, 320)
        );
        let view = PictureView::in_article(&picture).unwrap();
        assert_eq!(view.webp, "/media/7/480.webp 480w, /media/7/800.webp 800w");
        assert_eq!(view.largest, "/media/7/800.jpg");
    }

    #[test]
    fn small_unknown_and_moving_pictures_are_served_as_they_are() {
        for (path, dimensions) in [
            ("/u/a.jpg", Some((300, 200))),
            ("/u/a.jpg", None),
            ("/u/a.GIF", Some((900, 600))),
        ] {
            let view = PictureView::in_list(&picture(path, dimensions)).unwrap();
            assert_eq!((view.src.as_str(), view.webp.as_str()), (path, ""));
            assert_eq!(view.largest, path);
        }
    }

    #[test]
    fn what_matters_is_said_in_quarters() {
        let said = |x, y| focus(Focus { x, y });
        assert_eq!(said(0, 1000), "fx0 fy4");
        assert_eq!(said(124, 126), "fx0 fy1");
        assert_eq!(said(500, 874), "fx2 fy3");
    }

    #[test]
    fn a_picture_that_is_missing_leaves_no_frame() {
        let missing = Picture {
            present: false,
            ..picture("/u/a.jpg", Some((900, 600)))
        };
        assert!(PictureView::in_article(&missing).is_none());
    }
}
