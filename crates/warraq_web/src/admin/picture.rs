//! A secret as a picture, for a phone that is held before the screen.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;

/// White modules around the picture, which readers need to find it (ISO/IEC 18004).
const QUIET: i32 = 4;

/// A square of modules as the path of an SVG.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct QrPicture {
    /// Modules of a side, with the white around them; 0 when the text is too long for any picture.
    side: i32,
    path: String,
}

impl QrPicture {
    pub(super) fn of(text: &str) -> Self {
        let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Low) else {
            return Self::default();
        };
        let mut path = String::new();
        for y in 0..code.size() {
            for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
                // Writing into a string does not fail.
                let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
            }
        }
        Self {
            side: code.size() + 2 * QUIET,
            path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_drawn_with_white_around_it() {
        let picture = QrPicture::of("otpauth://totp/a");
        assert_eq!(picture.side, 21 + 8);
        assert!(picture.path.starts_with("M4 4h1v1h-1z"));
    }

    #[test]
    fn what_is_too_long_is_not_drawn() {
        assert_eq!(QrPicture::of(&"ب".repeat(4_000)), QrPicture::default());
    }
}
