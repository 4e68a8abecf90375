//! No body takes quadratic time.

mod clean_support;

use clean_support::with_context;
use warraq_import::clean;

/// `make` for each number, one behind the other.
fn numbered(many: usize, make: impl Fn(usize) -> String) -> String {
    (0..many).map(make).collect::<Vec<_>>().concat()
}

/// Seconds are not measured; that the test ends at all is the point: quadratic time would take hours.
#[test]
fn depth_and_length_cost_no_more_than_their_size() {
    let many = 8_000;
    let samples = [
        "<div>".repeat(many),
        "<blockquote><p>".repeat(many),
        "<b>".repeat(many),
        numbered(many, |n| format!("<p><font color='{n}'>a")),
        numbered(many, |n| format!("<a href='/{n}'>a<p>")),
        numbered(many, |n| format!("[a{n}]")),
        numbered(many, |n| format!("[a{n} b=c]x[/a{n}]")),
        "[gallery".repeat(many),
        "[caption]".repeat(many),
        "[[embed]".repeat(many),
        "<!-- wp:x {".repeat(many),
        "<!-- wp:group -->".repeat(many),
        "<!--".repeat(many),
        "<a <".repeat(many),
        "<a b=\"".repeat(many),
        format!("<a {}>", numbered(many, |n| format!("a{n} "))),
        "<table><tr><td>".repeat(many),
        "<ul><li>".repeat(many),
        "<li>".repeat(many),
        "<svg>".repeat(many),
        "<iframe>".repeat(many),
        "&".repeat(many),
        "\n \n".repeat(many),
        "<br>\n".repeat(many),
        "<br />".repeat(many),
        "<p>".repeat(many),
        "</p>".repeat(many),
        "<li".repeat(many),
        "<h2>a</h2>".repeat(many),
        "https://youtu.be/a\n".repeat(many),
        "http://a".repeat(many),
        "www.".repeat(many),
        "(".repeat(many),
        "<details><summary>".repeat(many),
        "<strong><div>".repeat(many),
        format!("<b><i><u><s>{}", "<p>a</p>".repeat(many)),
    ];
    for sample in &samples {
        with_context(|cx| {
            let _ = clean::article(sample, cx);
            let _ = clean::html(sample, cx);
        });
        let _ = clean::comment(sample);
        let _ = clean::inline(sample);
        let _ = clean::text(sample);
    }
}
