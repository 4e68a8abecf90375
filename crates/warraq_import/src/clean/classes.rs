//! The few classes that the paper's style sheet knows, and the names that WordPress gave them.

/// What a class of the source becomes; `None` where it says nothing to us.
#[rustfmt::skip]
pub(super) fn ours(class: &str) -> Option<&'static str> {
    Some(match class {
        "align-left" | "alignleft" | "has-text-align-left" => "align-left",
        "align-right" | "alignright" | "has-text-align-right" => "align-right",
        "align-center" | "aligncenter" | "has-text-align-center" | "has-text-centered" => "align-center",
        "align-wide" | "alignwide" => "align-wide",
        "align-full" | "alignfull" => "align-full",
        "gallery" | "wp-block-gallery" => "gallery",
        "columns" | "wp-block-columns" => "columns",
        "column" | "wp-block-column" => "column",
        "columns-1" | "gallery-columns-1" => "columns-1",
        "columns-2" | "gallery-columns-2" => "columns-2",
        "columns-3" | "gallery-columns-3" => "columns-3",
        "columns-4" | "gallery-columns-4" => "columns-4",
        "columns-5" | "gallery-columns-5" => "columns-5",
        "columns-6" | "gallery-columns-6" => "columns-6",
        "columns-7" | "gallery-columns-7" => "columns-7",
        "columns-8" | "gallery-columns-8" => "columns-8",
        "buttons" | "wp-block-buttons" => "buttons",
        "btn" | "wp-block-button__link" => "btn",
        "cover" | "wp-block-cover" | "wp-block-cover-image" => "cover",
        "media-text" | "wp-block-media-text" => "media-text",
        "pull" | "wp-block-pullquote" => "pull",
        "verse" | "wp-block-verse" => "verse",
        "file" | "wp-block-file" => "file",
        "notes" | "wp-block-footnotes" | "footnotes" => "notes",
        "tweet" | "twitter-tweet" => "tweet",
        "instagram-media" => "instagram-media",
        "tiktok-embed" => "tiktok-embed",
        "playlist" => "playlist",
        "embed" => "embed",
        "external-image" => "external-image",
        "page-break" => "page-break",
        _ => return None,
    })
}
