//! What must hold for any file and any body.

use warraq_import::clean::{self, Context, NoAttachments};
use warraq_import::{php as serialised, wxr as exports};

/// Reading ends, and says no more than the file could hold.
pub fn wxr(bytes: &[u8]) {
    let read = exports::read("fuzz.xml", bytes).count();
    // The shortest item, and the problems that a byte can be part of.
    assert!(read <= bytes.len() + 16, "{read} out of {}", bytes.len());
}

/// Reading ends; what was read has as many entries as were counted.
pub fn php(bytes: &[u8]) {
    if let Ok(value) = serialised::parse(bytes) {
        value.get("width");
        value.as_int();
        assert!(value.entries().len() <= bytes.len());
    }
}

/// Nothing that runs comes out, and what is clean stays as it is.
pub fn clean(bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    let hosts = ["fajr.example".to_owned()];
    let cx = Context {
        site_hosts: &hosts,
        attachments: &NoAttachments,
        article_external_id: 1,
        footnotes: "",
    };
    let cleaned = clean::article(&source, &cx);
    let html = cleaned.html.as_str();
    let lower = html.to_ascii_lowercase();
    for never in ["<script", "<style", "<base", "<object", "<link", "<meta"] {
        assert!(!lower.contains(never), "{never} in {html}");
    }
    assert_eq!(clean::html(html, &cx).html.as_str(), html);
    clean::inline(&source);
    clean::text(&source);
    clean::title(&source);
}
