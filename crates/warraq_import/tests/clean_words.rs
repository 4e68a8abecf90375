//! Titles, lines, plain texts and comments.

use warraq_import::clean;

#[test]
fn a_title_is_what_readers_see() {
    assert_eq!(
        clean::title("a\u{202E}b &amp; <em>c</em> &laquo;"),
        "ab & c «"
    );
}

#[test]
fn titles_keep_everything_that_is_no_markup() {
    assert_eq!(
        clean::title("حلّ..  3 < 5 &#8220;x&#8221; \u{200f}"),
        "حلّ..  3 < 5 “x” \u{200f}"
    );
}

#[test]
fn a_line_keeps_emphasis_and_loses_links_and_paragraphs() {
    assert_eq!(
        clean::inline("<p>أ <em>ب</em></p><p><a href=\"/x\">ج</a></p>").as_str(),
        "أ <em>ب</em> ج"
    );
}

#[test]
fn any_markup_becomes_plain_text() {
    assert_eq!(
        clean::text("<p>أ&nbsp;ب</p><script>x</script><p>ج<br>د</p>"),
        "أ ب\nج\nد"
    );
}

#[test]
fn comments_get_paragraphs_and_links_without_weight() {
    assert_eq!(
        clean::comment("رأيي:\nhttp://a.example/b?c=1&d=2.\n\n<b>قوي</b> <img src=x onerror=y>")
            .as_str(),
        "<p dir=\"auto\">رأيي:<br>\n<a href=\"http://a.example/b?c=1&amp;d=2\" rel=\"nofollow ugc noopener\">\
         http://a.example/b?c=1&amp;d=2</a>.</p>\n<p dir=\"auto\"><b>قوي</b> </p>\n"
    );
}
