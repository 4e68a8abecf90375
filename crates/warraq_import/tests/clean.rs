//! What readers see of a body, fact by fact.

mod clean_support;

use clean_support::article;
use warraq_import::clean::{self, LinkTarget, UnknownKind};

#[track_caller]
fn check(source: &str, expected: &str) {
    assert_eq!(article(source).html.as_str(), expected);
}
/// Compares what is hidden: kind, name and place.
#[track_caller]
fn check_unknown(source: &str, expected: &[(UnknownKind, &str, usize)]) {
    let cleaned = article(source);
    let found: Vec<_> = cleaned
        .unknown
        .iter()
        .map(|u| (u.kind, u.name.as_str(), u.offset))
        .collect();
    assert_eq!(found, expected);
    for unknown in &cleaned.unknown {
        assert!(source[unknown.offset..].starts_with(&unknown.example));
    }
}
const A: &str = r#"<img src="/wp-content/uploads/2012/05/a.jpg" alt="صورة a" width="1200" height="800" loading="lazy" decoding="async">"#;

#[test]
fn a_classic_body_gets_its_paragraphs_and_says_where_text_begins() {
    check(
        "<strong>وطن</strong>– خبر\n\nسطر\nوسطر \"بين\" «قوسين»...",
        "<p dir=\"auto\"><strong>وطن</strong>– خبر</p>\n\
         <p dir=\"auto\">سطر<br>\nوسطر \"بين\" «قوسين»...</p>",
    );
}
#[test]
fn directions_that_the_author_set_are_kept() {
    check("<p dir=\"LTR\">abc</p>", "<p dir=\"ltr\">abc</p>");
    check(
        "<p style=\"direction: rtl; color: red\">نص</p>",
        "<p dir=\"rtl\">نص</p>",
    );
}
#[test]
fn a_paragraph_that_begins_with_a_foreign_word_runs_from_the_right() {
    check(
        "<p><b>BBC</b> &amp; CNN: الأزمة إلى أين تمضي؟</p><p>Wind, Sand &amp; Memory</p>\
         <blockquote><p>SEM مجهر إلكتروني</p></blockquote>",
        "<p dir=\"rtl\"><b>BBC</b> &amp; CNN: الأزمة إلى أين تمضي؟</p>\n\
         <p dir=\"auto\">Wind, Sand &amp; Memory</p>\n\
         <blockquote dir=\"auto\">\n<p dir=\"rtl\">SEM مجهر إلكتروني</p></blockquote>",
    );
}
#[test]
fn word_processors_leave_nothing_but_words() {
    check(
        "<p class=\"MsoNormal\" style=\"text-align: justify;\"><span lang=\"AR-SA\" \
         style=\"font-size: 14pt\">نص<o:p></o:p></span><![if !mso]><font color=red> أحمر</font></p>",
        "<p dir=\"auto\">نص أحمر</p>",
    );
    check(
        "<b style=\"font-weight:normal\"><p>عادي <span style=\"font-weight:700\">ثقيل</span></p></b>",
        "<p dir=\"auto\">عادي <strong>ثقيل</strong></p>",
    );
}
#[test]
fn what_the_author_hid_stays_hidden() {
    let cleaned = article("<p>ظاهر</p><div style=\"display: none\">إعلان <b>خفي</b></div>");
    assert_eq!(cleaned.html.as_str(), "<p dir=\"auto\">ظاهر</p>");
    assert_eq!(cleaned.text, "ظاهر");
}
#[test]
fn emphasis_that_is_never_closed_ends_with_its_paragraph() {
    check(
        "<p><strong>غير مغلق <em>وسم\n\nالفقرة التالية",
        "<p dir=\"auto\"><strong>غير مغلق <em>وسم</em></strong></p>\n\
         <p dir=\"auto\">الفقرة التالية</p>",
    );
    check(
        "<strong>أولى\n\nثانية</strong>",
        "<p dir=\"auto\"><strong>أولى</strong></p>\n<p dir=\"auto\"><strong>ثانية</strong></p>",
    );
}

#[test]
fn captions_of_both_forms_become_figures() {
    let figure = format!(
        "<figure class=\"align-center\">{A}<figcaption dir=\"auto\">تعليق</figcaption></figure>"
    );
    let img = "<img class=\"wp-image-7\" src=\"https://paper.example/wp-content/uploads/2012/05/a.jpg\" alt=\"صورة a\" />";
    check(
        &format!(
            "[caption id=\"attachment_7\" align=\"aligncenter\" width=\"1200\"]{img} تعليق[/caption]"
        ),
        &figure,
    );
    check(
        &format!("[caption align=\"aligncenter\" width=\"1200\" caption=\"تعليق\"]{img}[/caption]"),
        &figure,
    );
    // WordPress makes no figure without a width or without words.
    check(
        &format!("[caption align=\"aligncenter\"]{img} تعليق[/caption]"),
        A,
    );
    check(&format!("[caption width=\"1200\"]{img}[/caption]"), A);
}

#[test]
fn a_gallery_shows_what_it_names_or_what_belongs_to_the_article() {
    let with_links = "<div class=\"gallery columns-2\">\n<figure><a href=\"/story/b/\">";
    let html = article("[gallery columns=\"2\" ids=\"8,7\"]").html;
    assert!(html.as_str().starts_with(with_links), "{html}");
    assert!(
        html.as_str()
            .contains("<figcaption dir=\"auto\">تعليق <em>ب</em></figcaption>")
    );
    let all = article("[gallery link=\"none\"]").html;
    assert_eq!(all.as_str().matches("<figure>").count(), 2);
    assert!(!all.as_str().contains("<a "));
    let file = article("[gallery link=\"file\" exclude=\"8\"]").html;
    check(
        "[gallery link=\"none\" exclude=\"8\"]",
        &format!("<div class=\"gallery columns-3\">\n<figure>{A}</figure>\n</div>"),
    );
    assert!(
        file.as_str()
            .contains("<a href=\"/wp-content/uploads/2012/05/a.jpg\">")
    );
}

#[test]
fn a_picture_that_a_gallery_names_and_nobody_has_is_listed() {
    let cleaned = article("[gallery ids=\"7,99\"]");
    let missing: Vec<_> = cleaned.images.iter().filter(|i| i.src.is_empty()).collect();
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].attachment, Some(99));
}

#[test]
fn players_play_the_papers_own_files_on_demand() {
    check(
        "[video mp4=\"http://paper.example/wp-content/uploads/v.mp4\" width=\"640\" height=\"360\"][/video]",
        "<video controls=\"\" preload=\"none\" src=\"/wp-content/uploads/v.mp4\" width=\"640\" height=\"360\"></video>",
    );
    check(
        "[audio]",
        "<audio controls=\"\" preload=\"none\" src=\"/wp-content/uploads/2012/05/talk.mp3\"></audio>",
    );
    assert!(article("[video src=\"/v.mp4\"]").has_video);
}

#[test]
fn what_other_sites_show_becomes_a_card_that_loads_nothing() {
    let link = "<a href=\"https://www.youtube.com/watch?v=abc\" rel=\"noopener external nofollow\">\
                <b>YouTube</b> <bdi dir=\"ltr\">youtube.com/watch?v=abc</bdi></a>";
    let in_line =
        format!("<p dir=\"auto\"><span class=\"embed\" data-embed=\"youtube\">{link}</span></p>");
    check("https://www.youtube.com/watch?v=abc", &in_line);
    check(
        "[embed width=\"3\"]https://www.youtube.com/watch?v=abc[/embed]",
        &in_line,
    );
    check(
        "<iframe src=\"//www.youtube.com/embed/abc?rel=0\"></iframe>",
        &in_line,
    );
    check(
        "<object><param name=\"movie\" value=\"http://www.youtube.com/v/abc&fs=1\"></object>",
        &in_line,
    );
    check(
        "<!-- wp:embed {\"url\":\"https://www.youtube.com/watch?v=abc\"} -->\n<figure class=\"wp-block-embed\">\
         <div class=\"wp-block-embed__wrapper\">\nhttps://www.youtube.com/watch?v=abc\n</div>\
         <figcaption>فيلم</figcaption></figure>\n<!-- /wp:embed -->",
        &format!(
            "<figure class=\"embed\" data-embed=\"youtube\">{link}<figcaption dir=\"auto\">فيلم</figcaption></figure>"
        ),
    );
    let cleaned = article("https://vimeo.com/12345");
    assert!(cleaned.has_video);
    assert_eq!(cleaned.embeds[0].provider, "vimeo");
    assert_eq!(cleaned.text, "");
}

#[test]
fn an_address_in_a_sentence_stays_text() {
    check(
        "شاهد https://youtu.be/abc الآن",
        "<p dir=\"auto\">شاهد https://youtu.be/abc الآن</p>",
    );
    check(
        "https://unknown.example/x",
        "<p dir=\"auto\">https://unknown.example/x</p>",
    );
}

#[test]
fn a_tweet_stays_a_quotation_and_is_known_as_one() {
    let cleaned = article(
        "<blockquote class=\"twitter-tweet\"><p>تغريدة</p>&mdash; فلان \
         <a href=\"https://twitter.com/x/status/1\">التاريخ</a></blockquote>\
         <script async src=\"https://platform.twitter.com/widgets.js\"></script>",
    );
    assert!(
        cleaned
            .html
            .as_str()
            .starts_with("<blockquote class=\"tweet\" dir=\"auto\">")
    );
    assert_eq!(cleaned.embeds[0].url, "https://twitter.com/x/status/1");
}

#[test]
fn an_unknown_shortcode_is_hidden_listed_and_found_in_the_source() {
    let source = "قبل\n\n[wpforms id=\"7\" title=\"نعم\"]\n\nبعد [su_button]";
    check(source, "<p dir=\"auto\">قبل</p>\n<p dir=\"auto\">بعد</p>");
    check_unknown(
        source,
        &[
            (UnknownKind::Shortcode, "wpforms", 8),
            (UnknownKind::Shortcode, "su_button", 48),
        ],
    );
}

#[test]
fn what_an_unknown_shortcode_encloses_stays_visible() {
    let source = "[vc_row][vc_column width=\"1/2\"]نص[/vc_column][/vc_row]";
    check(source, "<p dir=\"auto\">نص</p>");
    assert_eq!(article(source).unknown.len(), 2);
}

#[test]
fn words_in_brackets_are_words() {
    for words in [
        "كما في [1] و[الصورة]",
        "he said [sic] so",
        "[he laughs]",
        "[Reuters] خبر",
        "[…]",
        "a[i] = b[j]",
    ] {
        let cleaned = article(words);
        assert_eq!(cleaned.text, words);
        assert_eq!(cleaned.unknown, []);
    }
}

#[test]
fn a_doubled_shortcode_is_a_word_about_it() {
    check("[[gallery]]", "<p dir=\"auto\">[gallery]</p>");
    check(
        "<code>[acme id=\"1\"]</code>",
        "<p dir=\"auto\"><code>[acme id=\"1\"]</code></p>",
    );
}

#[test]
fn blocks_of_a_running_site_are_hidden_and_blocks_of_plug_ins_show_what_they_stored() {
    let source = "<!-- wp:paragraph -->\n<p>نص</p>\n<!-- /wp:paragraph -->\n\
                  <!-- wp:query {\"queryId\":1} -->\n<div class=\"wp-block-query\"><!-- wp:post-title /--></div>\n<!-- /wp:query -->\n\
                  <!-- wp:acme/box --><div class=\"acme\"><p>صندوق</p></div><!-- /wp:acme/box -->";
    check(source, "<p dir=\"auto\">نص</p>\n<p dir=\"auto\">صندوق</p>");
    let names: Vec<_> = article(source)
        .unknown
        .iter()
        .map(|u| u.name.clone())
        .collect();
    assert_eq!(names, ["post-title", "query", "acme/box"]);
}

#[test]
fn a_block_that_articles_share_is_shown_in_each() {
    check(
        "<!-- wp:block {\"ref\":1} /-->",
        "<p dir=\"auto\">مشترك</p>",
    );
    let own = article("<!-- wp:block {\"ref\":2} /-->");
    assert_eq!(own.text, "ن\nن\nن\nن");
    assert_eq!(
        article("<!-- wp:block {\"ref\":3} /-->").unknown[0].name,
        "block"
    );
}

#[test]
fn footnotes_are_set_under_the_text() {
    let source = "<!-- wp:paragraph -->\n<p>نص<sup data-fn=\"n-1\" class=\"fn\"><a href=\"#n-1\" \
                  id=\"n-1-link\">1</a></sup></p>\n<!-- /wp:paragraph -->\n<!-- wp:footnotes /-->";
    check(
        source,
        "<p dir=\"auto\">نص<sup><a id=\"n-1-link\" href=\"#n-1\">1</a></sup></p>\n\
         <ol class=\"notes\"><li id=\"n-1\" dir=\"auto\">حاشية <b>أولى</b> <a href=\"#n-1-link\">↩</a></li></ol>",
    );
    assert_eq!(article(source).footnotes[0].text, "حاشية أولى");
}

#[test]
fn all_pages_of_an_article_stand_on_one() {
    check(
        "أولى<!--nextpage-->ثانية",
        "<p dir=\"auto\">أولى</p>\n<hr class=\"page-break\">\n<p dir=\"auto\">ثانية</p>",
    );
    check(
        "أولى\n\n<!--more-->\n\nثانية",
        "<p dir=\"auto\">أولى</p>\n<p dir=\"auto\"><span id=\"more-12\"></span></p>\n<p dir=\"auto\">ثانية</p>",
    );
}

#[test]
fn links_of_the_old_site_come_home_and_keep_their_bytes() {
    let cleaned = article(
        "<p><a href=\"http://www.paper.example/%D8%AE%d8%a8%d8%b1/?utm_source=x\" target=\"_blank\">أ</a> \
         <a href=\"https://paper.example/?p=45\">ب</a> <a href=\"https://other.example/\">ج</a> د</p>",
    );
    assert_eq!(
        cleaned.html.as_str(),
        "<p dir=\"auto\"><a href=\"/%D8%AE%d8%a8%d8%b1/?utm_source=x\">أ</a> <a href=\"/?p=45\">ب</a> \
         <a href=\"https://other.example/\" rel=\"noopener external\">ج</a> د</p>"
    );
    let targets: Vec<_> = cleaned
        .links
        .iter()
        .map(|l| (l.target.clone(), l.text.as_str()))
        .collect();
    assert_eq!(
        targets,
        [
            (LinkTarget::Path("/خبر".to_owned()), "أ"),
            (LinkTarget::Item(45), "ب")
        ]
    );
}

#[test]
fn lists_of_links_and_read_also_lines_are_known_from_links_in_sentences() {
    let list =
        article("<ul>\n<li><a href=\"/a/\">أ</a></li>\n<li>• <a href=\"/b/\">ب</a></li>\n</ul>");
    assert!(list.html.as_str().starts_with("<ul class=\"read-also\">"));
    assert!(list.links.iter().all(|l| l.read_also));
    let line = article("اقرأ أيضاً: <a href=\"/a/\">أ</a>");
    assert!(
        line.html
            .as_str()
            .starts_with("<p class=\"read-also\" dir=\"auto\">")
    );
    assert!(line.links[0].read_also);
    let mixed = article("<ul><li><a href=\"/a/\">أ</a> وشرح</li></ul>قال <a href=\"/b/\">ب</a>");
    assert!(mixed.links.iter().all(|l| !l.read_also));
}

#[test]
fn pictures_of_the_old_site_have_their_size_and_those_of_others_are_links() {
    check(
        "<img class=\"alignleft\" src=\"https://paper.example/wp-content/uploads/x-300x200.jpg\" srcset=\"x 2x\" />",
        "<p dir=\"auto\"><img src=\"/wp-content/uploads/x-300x200.jpg\" alt=\"\" width=\"300\" height=\"200\" \
         class=\"align-left\" loading=\"lazy\" decoding=\"async\"></p>",
    );
    check(
        "<img src=\"https://other.example/x.jpg\" alt=\"منظر\">",
        "<p dir=\"auto\"><a class=\"external-image\" href=\"https://other.example/x.jpg\" \
         rel=\"noopener external nofollow\">منظر</a></p>",
    );
    // A script would have put the true address in its place.
    check(
        "<img src=\"data:image/gif;base64,R0lGOD\" data-src=\"/real.jpg\">",
        "<p dir=\"auto\"><img src=\"/real.jpg\" alt=\"\" loading=\"lazy\" decoding=\"async\"></p>",
    );
}

#[test]
fn words_that_describe_nothing_are_told() {
    for (alt, suspicious) in [
        ("رئيس الوزراء في المطار", false),
        ("", false),
        ("IMG_2041", true),
        ("photo.jpg", true),
        ("رئيس-النظام-السوري-وطن", true),
        ("watanserb.com صورة", false),
        ("https://paper.example/x", true),
    ] {
        let cleaned = article(&format!("<img src=\"/p.jpg\" alt=\"{alt}\">"));
        assert_eq!(cleaned.images[0].alt_suspicious, suspicious, "{alt}");
    }
}

#[test]
fn a_link_round_a_picture_has_a_name_or_goes() {
    // The picture alone, only bigger.
    check(
        "<a href=\"/u/x.jpg\"><img src=\"/u/x-30x20.jpg\"></a>",
        "<p dir=\"auto\"><img src=\"/u/x-30x20.jpg\" alt=\"\" width=\"30\" height=\"20\" loading=\"lazy\" decoding=\"async\"></p>",
    );
    let banner = article("<a href=\"https://other.example/offer\"><img src=\"/u/x.jpg\"></a>");
    assert!(banner.html.as_str().contains("aria-label=\"offer\""));
}

#[test]
fn headings_go_down_step_by_step_below_the_pages_own() {
    let cleaned = article("<h1>أ</h1><h3>ب</h3><h3>ب</h3><h2 id=\"x\">ج</h2><h4>&nbsp;</h4>");
    assert_eq!(
        cleaned.html.as_str(),
        "<h2 id=\"أ\" dir=\"auto\">أ</h2>\n<h3 id=\"ب\" dir=\"auto\">ب</h3>\n\
         <h3 id=\"ب-2\" dir=\"auto\">ب</h3>\n<h3 id=\"x\" dir=\"auto\">ج</h3>"
    );
    let levels: Vec<_> = cleaned
        .headings
        .iter()
        .map(|h| (h.level, h.text.as_str()))
        .collect();
    assert_eq!(levels, [(2, "أ"), (3, "ب"), (3, "ب"), (3, "ج")]);
}

#[test]
fn ids_of_the_page_itself_are_not_taken() {
    check(
        "<h2 id=\"comments\">أ</h2>",
        "<h2 id=\"c-comments\" dir=\"auto\">أ</h2>",
    );
    check(
        "<p id=\"a\">أ</p><p id=\"a\">ب</p>",
        "<p id=\"a\" dir=\"auto\">أ</p>\n<p dir=\"auto\">ب</p>",
    );
}

#[test]
fn tables_scroll_in_a_frame_that_has_a_name() {
    check(
        "<table width=\"100%\"><tr><th scope=\"col\">سنة</th><td colspan=\"2\">2012</td></tr></table>",
        "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"سنة 2012\"><table>\n\
         <tbody><tr>\n<th dir=\"auto\" scope=\"col\">سنة</th>\n<td dir=\"auto\" colspan=\"2\">2012</td>\n</tr>\n</tbody></table></div>",
    );
}

#[test]
fn broken_lists_are_mended() {
    check(
        "<ul><li>أ</li><ul><li>ب</li></ul>ج</ul><li>د</li>",
        "<ul>\n<li dir=\"auto\">أ</li>\n<li dir=\"auto\"><ul>\n<li dir=\"auto\">ب</li>\n</ul>\n<p dir=\"auto\">ج</p></li></ul>\n<div dir=\"auto\">د</div>",
    );
}

#[test]
fn code_is_shown_and_not_run() {
    check(
        "<pre>&lt;script&gt;alert(1)&lt;/script&gt;\n\nif (a < b) [x]</pre>",
        "<pre dir=\"auto\" tabindex=\"0\">&lt;script&gt;alert(1)&lt;/script&gt;\n\nif (a &lt; b) [x]</pre>",
    );
}

#[test]
fn the_text_is_what_a_reader_would_read() {
    let cleaned = article(
        "<h2>عنوان</h2>\nنص &amp; <b>نص</b>\nسطر\n<ul><li>أ</li><li>ب</li></ul>\n\
         <table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>[gallery ids=\"8\" link=\"none\"]",
    );
    assert_eq!(cleaned.text, "عنوان\nنص & نص\nسطر\nأ\nب\n1 2\n3\nتعليق ب");
}

#[test]
fn characters_that_turn_a_line_around_are_dropped() {
    check("a\u{202E}b&#8238;c\u{0001}", "<p dir=\"auto\">abc</p>");
    assert_eq!(
        clean::title("a\u{202E}b &amp; <em>c</em> &laquo;"),
        "ab & c «"
    );
}
