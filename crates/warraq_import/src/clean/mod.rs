//! From a body as it was stored to HTML that is safe to show.

mod safe_html;

pub use safe_html::SafeHtml;
