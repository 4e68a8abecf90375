//! What the archive promises to readers who write, and to the desk that decides.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[macro_use]
mod support;

use support::{Fixture, NOW, Post, import, wxr_file};
use warraq_archive::accounts::{Allowed, right};
use warraq_archive::model::{
    ArticleId, Closed, Comment, CommentId, CommentStanding, Decision, Listing, NewComment,
    Received, Timestamp, WrittenComment,
};
use warraq_archive::store::ChangeKind;
use warraq_archive::verify::verify;
use warraq_archive::{AnswerError, DecideError, SpamOpinion};

promises! {
    a_comment_waits_until_it_is_approved,
    the_same_words_sent_twice_are_stored_once,
    a_reply_stands_under_what_it_answers,
    closed_articles_take_no_comments,
    deciding_twice_does_nothing_more,
    decisions_teach_and_can_be_taken_back,
    a_filled_trap_is_spam_whatever_the_paper_says,
    a_newer_export_leaves_what_was_said_here,
    comments_of_any_age_are_listed_for_the_desk,
    a_decision_on_many_is_undone_as_one,
    undoing_leaves_what_others_decided_since,
    a_queue_is_paged_to_its_end,
    comments_of_the_same_reader_are_told,
    the_desk_answers_what_readers_see,
}

const DAY: i64 = 86_400_000;

fn comment_xml(id: i64, text: &str) -> String {
    format!(
        "<wp:comment><wp:comment_id>{id}</wp:comment_id>\
         <wp:comment_author><![CDATA[قارئ قديم]]></wp:comment_author>\
         <wp:comment_date_gmt>2022-09-26 10:00:00</wp:comment_date_gmt>\
         <wp:comment_content><![CDATA[{text}]]></wp:comment_content>\
         <wp:comment_approved>1</wp:comment_approved>\
         <wp:comment_type>comment</wp:comment_type><wp:comment_parent>0</wp:comment_parent>\
         </wp:comment>"
    )
}

/// One article that takes comments, with `comments` from the old site.
fn article(fixture: &Fixture, comments: &str) -> ArticleId {
    let more = format!("<wp:comment_status>open</wp:comment_status>{comments}");
    let post = Post {
        more: Box::leak(more.into_boxed_str()),
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

fn written(fixture: &Fixture, article: ArticleId, answers: Option<i64>, text: &str) -> NewComment {
    let typed = WrittenComment {
        name: "رنا العطّار".to_owned(),
        email: "rana@mail.example".to_owned(),
        text: text.to_owned(),
    };
    typed
        .under(article, answers, &fixture.archive.settings().comments)
        .unwrap()
}

fn send(fixture: &Fixture, article: ArticleId, text: &str) -> CommentId {
    let sent = written(fixture, article, None, text);
    let Received::Stored(id, _) = fixture.archive.receive_comment(&sent).unwrap() else {
        panic!("not stored: {text}");
    };
    id
}

fn decide(fixture: &Fixture, id: CommentId, decision: Decision) {
    let any = Allowed::by_operator();
    let decided = fixture.archive.decide_comments(&any, &[id], decision);
    assert_eq!(decided.unwrap(), 1);
}

fn shown(fixture: &Fixture, article: ArticleId) -> Vec<Comment> {
    fixture
        .archive
        .read_here(|reading| reading.comments(article))
        .unwrap()
}

fn count(fixture: &Fixture, article: ArticleId) -> usize {
    let cards = fixture
        .archive
        .read_here(|reading| reading.cards(&[article]))
        .unwrap();
    cards[0].comment_count
}

fn ids_of(fixture: &Fixture, standing: CommentStanding) -> Vec<CommentId> {
    let comments = fixture.archive.comments_of(standing, 100).unwrap();
    comments.iter().map(|comment| comment.id).collect()
}

fn assert_sound(fixture: &Fixture) {
    fixture.archive.index().follow(&fixture.archive).unwrap();
    let found = verify(&fixture.archive, &|_, _| {}).unwrap();
    assert!(found.is_sound(), "{found:#?}");
}

/// Changes to comments that followers have been told of.
fn changes(fixture: &Fixture, article: ArticleId) -> usize {
    let changes = fixture
        .archive
        .read_here(|reading| reading.changes_since(0, 1_000))
        .unwrap();
    let kind = ChangeKind::Comments(article);
    changes.iter().filter(|change| change.kind == kind).count()
}

fn a_comment_waits_until_it_is_approved(fixture: &Fixture) {
    let article = article(fixture, "");
    let before = changes(fixture, article);
    let id = send(
        fixture,
        article,
        "رأي <b>جريء</b>\nhttps://a.example/?x=1&y=2",
    );
    assert!(shown(fixture, article).is_empty());
    assert_eq!(
        (count(fixture, article), changes(fixture, article)),
        (0, before)
    );
    decide(fixture, id, Decision::Approve);
    let comments = shown(fixture, article);
    assert_eq!(comments.len(), 1);
    assert_eq!((comments[0].anchor, comments[0].at), (id.0, Some(NOW)));
    assert_eq!(
        comments[0].body.as_str(),
        "<p dir=\"auto\">رأي &lt;b&gt;جريء&lt;/b&gt;<br>\n\
         <a href=\"https://a.example/?x=1&amp;y=2\" rel=\"nofollow ugc noopener\">\
         https://a.example/?x=1&amp;y=2</a></p>\n"
    );
    assert!(!format!("{comments:?}").contains("rana@"));
    assert_eq!(
        (count(fixture, article), changes(fixture, article)),
        (1, before + 1)
    );
    decide(fixture, id, Decision::Hold);
    assert!(shown(fixture, article).is_empty());
    assert_eq!(
        (count(fixture, article), changes(fixture, article)),
        (0, before + 2)
    );
    assert_sound(fixture);
}

fn the_same_words_sent_twice_are_stored_once(fixture: &Fixture) {
    let article = article(fixture, "");
    let id = send(fixture, article, "سطر\nوآخر");
    let again = written(fixture, article, None, "سطر\r\nوآخر\n");
    let received = fixture.archive.receive_comment(&again).unwrap();
    assert_eq!(received, Received::Already(id));
    fixture
        .clock
        .set(Timestamp::from_millis(NOW.millis() + 11 * 60_000));
    assert_ne!(send(fixture, article, "سطر\nوآخر"), id);
}

fn a_reply_stands_under_what_it_answers(fixture: &Fixture) {
    let article = article(fixture, &comment_xml(70, "من الموقع القديم"));
    let old = shown(fixture, article)[0].id;
    let held = send(fixture, article, "ينتظر");
    let reply = |anchor, text| {
        let sent = written(fixture, article, Some(anchor), text);
        let Received::Stored(id, _) = fixture.archive.receive_comment(&sent).unwrap() else {
            panic!("not stored");
        };
        decide(fixture, id, Decision::Approve);
        id
    };
    let first = reply(70, "جواب أول");
    let second = reply(first.0, "جواب الجواب");
    // Nobody can have seen a comment that waits, nor one of another article.
    let stray = reply(held.0, "جواب لما لم يُنشر");
    let parents: Vec<_> = shown(fixture, article)
        .iter()
        .map(|comment| (comment.id, comment.parent))
        .collect();
    assert_eq!(
        parents,
        [
            (old, None),
            (first, Some(old)),
            (second, Some(first)),
            (stray, None)
        ]
    );
}

fn closed_articles_take_no_comments(fixture: &Fixture) {
    let article = article(fixture, "");
    let ask = || {
        let sent = written(fixture, article, None, "هل من مجيب؟");
        fixture.archive.receive_comment(&sent).unwrap()
    };
    let set = |key, value| fixture.archive.change_settings(&[(key, value)]).unwrap();
    // The article is of 2022-09-25 10:00.
    let published = Timestamp::from_millis(1_664_100_000_000);
    set("comments.close_after", "14");
    assert_eq!(ask(), Received::Closed(Closed::Age(14)));
    let last = published.millis() + 14 * DAY - 1;
    fixture.clock.set(Timestamp::from_millis(last));
    assert!(matches!(ask(), Received::Stored(..)));
    fixture
        .clock
        .set(Timestamp::from_millis(published.millis() - 1));
    assert_eq!(ask(), Received::NoArticle);
    fixture.clock.set(NOW);
    set("comments.close_after", "0");
    set("comments.open", "no");
    assert_eq!(ask(), Received::Closed(Closed::Paper));
    set("comments.open", "yes");
    let post = Post {
        id: 2,
        slug: "closed",
        date: "2022-10-01 10:00:00",
        more: "<wp:comment_status>closed</wp:comment_status>",
        ..Post::default()
    };
    let file = wxr_file(fixture.folder(), "second.xml", &post.xml());
    import(&fixture.archive, &[file]).unwrap();
    let cards = fixture
        .archive
        .read_here(|reading| reading.newest(Listing::All, 1))
        .unwrap();
    let quiet = written(fixture, cards[0].id, None, "هل من مجيب؟");
    let received = fixture.archive.receive_comment(&quiet).unwrap();
    assert_eq!(received, Received::Closed(Closed::Article));
    let nowhere = written(fixture, ArticleId(999), None, "أين؟");
    let received = fixture.archive.receive_comment(&nowhere).unwrap();
    assert_eq!(received, Received::NoArticle);
}

fn deciding_twice_does_nothing_more(fixture: &Fixture) {
    let article = article(fixture, "");
    let id = send(fixture, article, "رأي");
    decide(fixture, id, Decision::Approve);
    let told = changes(fixture, article);
    decide(fixture, id, Decision::Approve);
    assert_eq!(
        (count(fixture, article), changes(fixture, article)),
        (1, told)
    );
    let nobody = fixture.archive.decide_comments(
        &Allowed::by_operator(),
        &[CommentId(12_345)],
        Decision::Spam,
    );
    assert!(matches!(
        nobody,
        Err(DecideError::NoComment(CommentId(12_345)))
    ));
}

const ADVERTISING: &str = "قروض سريعة بدون ضمانات تواصل واتساب الآن";

/// Ten comments of each kind, decided on.
fn teach(fixture: &Fixture, article: ArticleId) -> Vec<CommentId> {
    let numbers = [
        "واحد",
        "اثنان",
        "ثلاثة",
        "أربعة",
        "خمسة",
        "ستة",
        "سبعة",
        "ثمانية",
        "تسعة",
        "عشرة",
    ];
    let mut spam = Vec::new();
    for number in numbers {
        let good = send(
            fixture,
            article,
            &format!("شكرًا للكاتب على المقال رقم {number} في سلسلته الرصينة"),
        );
        decide(fixture, good, Decision::Approve);
        let bad = send(fixture, article, &format!("{ADVERTISING} {number}"));
        decide(fixture, bad, Decision::Spam);
        spam.push(bad);
    }
    spam
}

fn decisions_teach_and_can_be_taken_back(fixture: &Fixture) {
    let article = article(fixture, "");
    let standing = |text: &str| {
        let sent = written(fixture, article, None, text);
        match fixture.archive.receive_comment(&sent).unwrap() {
            Received::Stored(_, standing) => standing,
            other => panic!("{other:?}"),
        }
    };
    let offer = |day: &str| format!("{ADVERTISING} عرض يوم {day}");
    assert_eq!(standing(&offer("السبت")), CommentStanding::Held);
    let spam = teach(fixture, article);
    assert_eq!(standing(&offer("الأحد")), CommentStanding::Spam);
    assert_eq!(
        standing("مقال عن القروض، شكرًا للكاتب"),
        CommentStanding::Held
    );
    // Whoever was wrong takes it back, twice even.
    for id in spam {
        decide(fixture, id, Decision::Hold);
        decide(fixture, id, Decision::Hold);
    }
    assert_eq!(standing(&offer("الاثنين")), CommentStanding::Held);
    teach_again(fixture);
    assert_eq!(standing(&offer("الثلاثاء")), CommentStanding::Spam);
}

/// Decides that whatever advertises is spam.
fn teach_again(fixture: &Fixture) {
    for comment in fixture
        .archive
        .comments_of(CommentStanding::Held, 100)
        .unwrap()
    {
        if comment.text.starts_with(ADVERTISING) {
            decide(fixture, comment.id, Decision::Spam);
        }
    }
}

fn a_filled_trap_is_spam_whatever_the_paper_says(fixture: &Fixture) {
    let article = article(fixture, "");
    let set = [("comments.hold", "no")];
    fixture.archive.change_settings(&set).unwrap();
    let trapped = written(fixture, article, None, "أنا برنامج").trapped();
    let received = fixture.archive.receive_comment(&trapped).unwrap();
    assert!(matches!(
        received,
        Received::Stored(_, CommentStanding::Spam)
    ));
    assert_eq!(count(fixture, article), 0);
    let told = changes(fixture, article);
    send(fixture, article, "أنا إنسان");
    assert_eq!(
        (count(fixture, article), changes(fixture, article)),
        (1, told + 1)
    );
}

fn a_newer_export_leaves_what_was_said_here(fixture: &Fixture) {
    let article = article(
        fixture,
        &(comment_xml(70, "قديم") + &comment_xml(71, "آخر") + &comment_xml(72, "يُحذف")),
    );
    let reply = written(fixture, article, Some(70), "جواب كُتب هنا");
    let Received::Stored(reply, _) = fixture.archive.receive_comment(&reply).unwrap() else {
        panic!("not stored");
    };
    decide(fixture, reply, Decision::Approve);
    let [old, other] = [0, 1].map(|at| shown(fixture, article)[at].id);
    decide(fixture, other, Decision::Trash);

    self::article(
        fixture,
        &(comment_xml(70, "قديم مصحّح") + &comment_xml(71, "آخر")),
    );
    let comments = shown(fixture, article);
    let threads: Vec<_> = comments
        .iter()
        .map(|comment| (comment.id, comment.parent))
        .collect();
    assert_eq!(threads, [(old, None), (reply, Some(old))]);
    assert!(comments[0].body.as_str().contains("مصحّح"));
    assert_eq!(count(fixture, article), 2);
    assert_eq!(ids_of(fixture, CommentStanding::Trashed), [other]);
    assert_sound(fixture);
}

fn comments_of_any_age_are_listed_for_the_desk(fixture: &Fixture) {
    let article = article(fixture, "");
    let first = send(fixture, article, "الأول");
    fixture
        .clock
        .set(Timestamp::from_millis(NOW.millis() + 1_000));
    let second = send(fixture, article, "الثاني");
    assert_eq!(ids_of(fixture, CommentStanding::Held), [second, first]);
    decide(fixture, first, Decision::Spam);
    assert_eq!(ids_of(fixture, CommentStanding::Held), [second]);
    let spam = fixture
        .archive
        .comments_of(CommentStanding::Spam, 100)
        .unwrap();
    assert_eq!((spam[0].name.as_str(), spam[0].id), ("رنا العطّار", first));
    assert_eq!(spam[0].path, "/2022/09/25/first/");
}

fn any() -> Allowed<right::Moderate> {
    Allowed::by_operator()
}

fn a_decision_on_many_is_undone_as_one(fixture: &Fixture) {
    let archive = &fixture.archive;
    let article = article(fixture, &comment_xml(70, "قديم"));
    let old = shown(fixture, article)[0].id;
    let [first, second] = ["الأول", "الثاني"].map(|text| send(fixture, article, text));
    decide(fixture, first, Decision::Spam);
    let all = [old, first, second, CommentId(12_345), second];
    let decided = archive.decide_comments(&any(), &all, Decision::Approve);
    assert_eq!(decided.unwrap(), 3);
    assert_eq!(count(fixture, article), 3);

    assert_eq!(archive.undo_decision(&any()).unwrap(), 3);
    assert_eq!(ids_of(fixture, CommentStanding::Approved), [old]);
    assert_eq!(ids_of(fixture, CommentStanding::Spam), [first]);
    assert_eq!(ids_of(fixture, CommentStanding::Held), [second]);
    assert_eq!(count(fixture, article), 1);
    // The one before it, and then nothing is left.
    assert_eq!(archive.undo_decision(&any()).unwrap(), 1);
    assert_eq!(ids_of(fixture, CommentStanding::Held).len(), 2);
    let nothing = archive.undo_decision(&any());
    assert!(matches!(nothing, Err(DecideError::NothingToUndo)));
    // Nobody has decided on the old one: its source may still say otherwise.
    let denied = comment_xml(70, "قديم").replace("approved>1<", "approved>0<");
    self::article(fixture, &denied);
    assert_eq!(ids_of(fixture, CommentStanding::Approved), []);
    assert_sound(fixture);
}

fn undoing_leaves_what_others_decided_since(fixture: &Fixture) {
    let archive = &fixture.archive;
    let article = article(fixture, "");
    let [first, second] = ["الأول", "الثاني"].map(|text| send(fixture, article, text));
    let both = [first, second];
    let decided = archive.decide_comments(&any(), &both, Decision::Approve);
    assert_eq!(decided.unwrap(), 2);
    // Two decisions of one person; somebody else would have an account.
    decide(fixture, second, Decision::Spam);
    archive.undo_decision(&any()).unwrap();
    decide(fixture, first, Decision::Trash);
    archive.undo_decision(&any()).unwrap();
    assert_eq!(archive.undo_decision(&any()).unwrap(), 2);
    assert_eq!(ids_of(fixture, CommentStanding::Held), [second, first]);
    assert_sound(fixture);
}

fn a_queue_is_paged_to_its_end(fixture: &Fixture) {
    let undated: String = (1..=90)
        .map(|n| {
            comment_xml(n, &format!("رأي {n}"))
                .replace("approved>1<", "approved>0<")
                .replace(
                    "2022-09-26 10:00:00",
                    if n > 45 { "" } else { "2022-09-26 10:00:00" },
                )
        })
        .collect();
    article(fixture, &undated);
    let held = CommentStanding::Held;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let queue = fixture.archive.comment_queue(&any(), held, after).unwrap();
        assert!(queue.comments.len() <= 40);
        seen.extend(queue.comments.iter().map(|comment| comment.id));
        after = queue.older;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ids_of(fixture, held));
    assert_eq!(seen.len(), 90);
    let waiting = |most| fixture.archive.comments_waiting(&any(), most).unwrap();
    assert_eq!((waiting(100), waiting(7)), (90, 7));
}

fn comments_of_the_same_reader_are_told(fixture: &Fixture) {
    let archive = &fixture.archive;
    let article = article(fixture, &comment_xml(70, "من غيره"));
    let [first, second] = ["الأول", "الثاني"].map(|text| send(fixture, article, text));
    let renamed = WrittenComment {
        name: "اسم آخر".to_owned(),
        email: "rana@mail.example".to_owned(),
        text: "الثالث".to_owned(),
    };
    let renamed = renamed.under(article, None, &archive.settings().comments);
    let Received::Stored(third, _) = archive.receive_comment(&renamed.unwrap()).unwrap() else {
        panic!("not stored");
    };
    let case = archive.comment_case(&any(), first).unwrap().unwrap();
    assert_eq!(case.opinion, SpamOpinion::Silent);
    let history: Vec<_> = case.history.iter().map(|comment| comment.id).collect();
    assert_eq!(history, [third, second]);
    assert!(
        archive
            .comment_case(&any(), CommentId(999))
            .unwrap()
            .is_none()
    );
}

fn the_desk_answers_what_readers_see(fixture: &Fixture) {
    let archive = &fixture.archive;
    let article = article(fixture, "");
    let id = send(fixture, article, "هل من مصدر؟");
    let early = archive.answer_comment(&any(), id, "نعم");
    assert!(matches!(early, Err(AnswerError::NotShown(_))));
    decide(fixture, id, Decision::Approve);
    let empty = archive.answer_comment(&any(), id, " \n ");
    assert!(matches!(empty, Err(AnswerError::Objections(_))));
    let answer = archive
        .answer_comment(&any(), id, "نعم، في الحاشية.")
        .unwrap();
    let threads: Vec<_> = shown(fixture, article)
        .iter()
        .map(|comment| (comment.id, comment.parent))
        .collect();
    assert_eq!(threads, [(id, None), (answer, Some(id))]);
    assert_eq!(count(fixture, article), 2);
    assert_sound(fixture);
}
