//! Readers whose comments the desk does not want to read any more.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[macro_use]
mod support;

use support::{Fixture, NOW, Post, import, wxr_file};
use warraq_archive::accounts::Allowed;
use warraq_archive::model::{
    ArticleId, CommentId, CommentStanding, Listing, Received, Timestamp, WrittenComment,
};

promises! {
    a_banned_reader_is_taken_for_spam,
}

const DAY: i64 = 86_400_000;

fn article(fixture: &Fixture) -> ArticleId {
    let post = Post {
        more: "<wp:comment_status>open</wp:comment_status>",
        ..Post::default()
    };
    let file = wxr_file(fixture.folder(), "export.xml", &post.xml());
    import(&fixture.archive, &[file]).unwrap();
    let cards = fixture
        .archive
        .read_here(|reading| reading.newest(Listing::All, 1))
        .unwrap();
    cards[0].id
}

fn send(
    fixture: &Fixture,
    article: ArticleId,
    email: &str,
    text: &str,
) -> (CommentId, CommentStanding) {
    let written = WrittenComment {
        name: "رنا العطّار".to_owned(),
        email: email.to_owned(),
        text: text.to_owned(),
    };
    let settings = fixture.archive.settings();
    let comment = written.under(article, None, &settings.comments).unwrap();
    match fixture.archive.receive_comment(&comment).unwrap() {
        Received::Stored(id, standing) => (id, standing),
        other => panic!("not stored: {other:?}"),
    }
}

fn a_banned_reader_is_taken_for_spam(fixture: &Fixture) {
    const RANA: &str = "rana@mail.example";
    let article = article(fixture);
    let operator = Allowed::by_operator();
    let (first, _) = send(fixture, article, RANA, "كلام جارح");
    let tomorrow = Timestamp::from_millis(NOW.millis() + DAY);
    let ban = |until| fixture.archive.ban_writer(&operator, first, until).unwrap();
    let sent = |email: &str, text: &str| send(fixture, article, email, text).1;
    ban(Some(tomorrow));
    let writer = fixture.archive.writer_of(&operator, first).unwrap();
    assert_eq!(writer, Some((RANA.to_owned(), true)));
    assert_eq!(sent("Rana@Mail.example", "كلام آخر"), CommentStanding::Spam);
    assert_eq!(sent("other@mail.example", "غيرها"), CommentStanding::Held);
    fixture.clock.set(tomorrow);
    assert_eq!(sent(RANA, "عدت بعد يوم"), CommentStanding::Held);
    ban(None);
    assert_eq!(sent(RANA, "وهذا أيضًا"), CommentStanding::Spam);
    fixture.archive.unban_writer(&operator, first).unwrap();
    assert_eq!(sent(RANA, "بعد رفع الحظر"), CommentStanding::Held);
}
