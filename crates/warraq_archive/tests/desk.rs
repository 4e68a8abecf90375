//! What the archive promises of writing and publishing, whichever database holds it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]
#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the methods are not general enough"
)]

#[macro_use]
mod support;

use support::desk::{Desk, HOUR, later, somebody, text};
use support::{Fixture, NOW, Post, import, wxr_file};
use warraq_archive::accounts::{Allowed, Role};
use warraq_archive::desk::{
    DeskError, DeskQuery, DeskStanding, Editing, Publication, Publishing, When,
};
use warraq_archive::model::{Listing, Resolved, Timestamp};
use warraq_archive::store::NameKind;

promises! {
    a_draft_is_nowhere,
    what_is_published_is_seen_and_listed,
    what_is_scheduled_comes_at_its_second,
    a_saved_change_waits_for_its_publication,
    two_texts_of_one_come_back,
    saving_the_same_twice_saves_once,
    a_withdrawn_article_says_why,
    what_nobody_has_seen_leaves_no_trace,
    a_name_is_nobodys_before_its_first_article,
    a_withdrawn_article_that_will_return_is_gone_until_then,
    a_new_slug_leaves_the_old_address_leading_there,
    an_older_text_is_restored_as_a_new_one,
    an_author_changes_their_own_only,
    an_imported_article_is_edited_in_place,
    lists_are_paged_and_searched,
    lists_are_filtered_and_counted,
}

fn a_draft_is_nowhere(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("خريطة للرياح القديمة");
    assert_eq!(desk.standing(id), DeskStanding::Draft);
    assert!(desk.seen(id).is_none());
    assert_eq!(desk.listed(), 0);
    let archive = &fixture.archive;
    let people = archive.read_here(|reading| reading.people());
    assert!(people.unwrap().is_empty());
    let tags = archive.read_here(|reading| reading.tags_by_use(9));
    assert!(tags.unwrap().is_empty());
    assert_eq!(
        archive.read_here(|reading| reading.change_seq()).unwrap(),
        0
    );
    assert_eq!(desk.path(id), "");
}

fn what_is_published_is_seen_and_listed(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("خريطة للرياح القديمة");
    desk.publish(id, When::Now).unwrap();
    let seen = desk.seen(id).unwrap();
    assert_eq!(seen.kicker, "علوم");
    assert_eq!(seen.byline[0].name, "رنا العلي");
    assert_eq!(seen.tags.len(), 2);
    assert!(seen.body.as_str().contains(">ثم قارنها.</p>"));
    assert_eq!(seen.published_at, NOW);
    assert_eq!(seen.updated_at, None);
    let path = warraq_text::path::canonical(&seen.path);
    assert_eq!(path, "/2026/11/24/خريطة-للرياح-القديمة");
    assert!(matches!(desk.resolve(&path), Resolved::Here { .. }));
    assert_eq!(desk.listed(), 1);
}

fn what_is_scheduled_comes_at_its_second(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("خبر الغد");
    let due = Timestamp::from_millis(NOW.millis() + HOUR);
    let past = desk.publish(id, When::At(NOW));
    assert!(matches!(past, Err(DeskError::Past)));
    desk.publish(id, When::At(due)).unwrap();
    assert_eq!(desk.standing(id), DeskStanding::Scheduled);
    assert_eq!(desk.lines(DeskStanding::Scheduled, ""), ["خبر الغد"]);
    let path = desk.path(id);
    later(fixture, HOUR - 1);
    assert!(desk.seen(id).is_none() && desk.listed() == 0);
    assert_eq!(desk.resolve(&path), Resolved::Unknown);
    later(fixture, HOUR);
    assert_eq!(desk.seen(id).unwrap().published_at, due);
    assert_eq!(desk.listed(), 1);
    assert_eq!(desk.standing(id), DeskStanding::Published);
    let again = desk.publish(id, When::At(Timestamp::from_millis(i64::MAX)));
    assert!(matches!(again, Err(DeskError::AlreadyOut)));
}

fn a_saved_change_waits_for_its_publication(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("الخبر الأول");
    desk.publish(id, When::Now).unwrap();
    let mut changed = text("الخبر المصحّح");
    changed.tags = vec!["تصحيح".to_owned()];
    changed.byline = vec!["سامي المرعشلي".to_owned()];
    later(fixture, HOUR);
    desk.save(id, desk.newest(id), &changed).unwrap();
    let seen = desk.seen(id).unwrap();
    assert_eq!(seen.headline, "الخبر الأول");
    assert_eq!(seen.tags.len(), 2);
    assert_eq!(seen.byline[0].name, "رنا العلي");
    assert_eq!(desk.lines(DeskStanding::Published, ""), ["الخبر المصحّح"]);
    desk.publish(id, When::Now).unwrap();
    let seen = desk.seen(id).unwrap();
    assert_eq!(seen.headline, "الخبر المصحّح");
    assert_eq!((seen.published_at, seen.tags.len()), (NOW, 1));
    assert_eq!(seen.byline[0].name, "سامي المرعشلي");
    assert_eq!(
        seen.updated_at.map(Timestamp::millis),
        Some(NOW.millis() + HOUR)
    );
    assert_eq!(desk.listed(), 1);
}

fn two_texts_of_one_come_back(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("الأصل");
    let from = desk.newest(id);
    desk.save(id, from, &text("نص ليلى")).unwrap();
    let refused = desk.save(id, from, &text("نص سامي")).unwrap_err();
    let DeskError::Conflict(conflict) = refused else {
        panic!("{refused}");
    };
    assert_eq!(conflict.yours.headline, "نص سامي");
    assert_eq!(conflict.theirs.text.headline, "نص ليلى");
    assert_eq!(conflict.theirs.id, desk.newest(id));
    desk.save(id, conflict.theirs.id, &text("نص الاثنين"))
        .unwrap();
    let any = Allowed::by_operator();
    let stale = Publication {
        revision: from,
        when: When::Now,
        marks_change: false,
    };
    let refused = fixture
        .archive
        .publish_article(Publishing::Any(&any), id, stale);
    assert!(matches!(refused, Err(DeskError::Newer(_))));
}

fn saving_the_same_twice_saves_once(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("الأصل");
    let from = desk.newest(id);
    desk.save(id, from, &text("المعدّل")).unwrap();
    desk.save(id, from, &text("المعدّل")).unwrap();
    let any = Allowed::by_operator();
    let page = fixture
        .archive
        .revisions(Editing::Any(&any), id, None)
        .unwrap();
    assert_eq!(page.lines.len(), 2);
    let audit = fixture
        .archive
        .audit(&Allowed::by_operator(), None)
        .unwrap();
    let deeds: Vec<_> = audit.lines.iter().map(|line| &*line.deed).collect();
    assert_eq!(deeds, ["article-saved", "article-begun"]);
}

fn a_withdrawn_article_says_why(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("خبر خاطئ");
    let refused = desk.withdraw(id, "");
    assert!(matches!(refused, Err(DeskError::NotOut)));
    desk.publish(id, When::Now).unwrap();
    let path = desk.path(id);
    desk.withdraw(id, "نُشر بالخطأ").unwrap();
    let reason = "نُشر بالخطأ".to_owned();
    assert_eq!(desk.resolve(&path), Resolved::Gone { reason });
    assert!(desk.seen(id).is_none() && desk.listed() == 0);
    assert_eq!(desk.lines(DeskStanding::Withdrawn, ""), ["خبر خاطئ"]);
    desk.publish(id, When::Now).unwrap();
    assert!(matches!(desk.resolve(&path), Resolved::Here { .. }));
    assert_eq!(desk.listed(), 1);
    desk.take_back(id).unwrap();
    assert_eq!(desk.standing(id), DeskStanding::Draft);
    let reason = String::new();
    assert_eq!(desk.resolve(&path), Resolved::Gone { reason });
}

fn what_nobody_has_seen_leaves_no_trace(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("خبر الغد");
    let due = Timestamp::from_millis(NOW.millis() + HOUR);
    desk.publish(id, When::At(due)).unwrap();
    let path = desk.path(id);
    desk.take_back(id).unwrap();
    assert_eq!(desk.standing(id), DeskStanding::Draft);
    later(fixture, HOUR * 2);
    assert_eq!(desk.resolve(&path), Resolved::Unknown);
    assert_eq!(desk.listed(), 0);
}

fn a_name_is_nobodys_before_its_first_article(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("خبر الغد");
    let due = Timestamp::from_millis(NOW.millis() + HOUR);
    desk.publish(id, When::At(due)).unwrap();
    let archive = &fixture.archive;
    let named = |kind, name| {
        archive
            .read_here(|reading| reading.named(kind, name))
            .unwrap()
    };
    let pages = ["/tag/الرياح", "/author/رنا-العلي"];
    for page in pages {
        assert_eq!(desk.resolve(page), Resolved::Unknown, "{page}");
    }
    assert!(named(NameKind::Tag, "الرياح").is_empty());
    assert!(named(NameKind::Person, "رنا العلي").is_empty());
    later(fixture, HOUR);
    for page in pages {
        assert!(
            matches!(desk.resolve(page), Resolved::Here { .. }),
            "{page}"
        );
    }
    assert_eq!(named(NameKind::Tag, "الرياح").len(), 1);
    desk.withdraw(id, "").unwrap();
    let reason = String::new();
    for page in pages {
        assert_eq!(
            desk.resolve(page),
            Resolved::Gone {
                reason: reason.clone()
            }
        );
    }
}

fn a_withdrawn_article_that_will_return_is_gone_until_then(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("خبر يعود");
    desk.publish(id, When::Now).unwrap();
    let path = desk.path(id);
    desk.withdraw(id, "").unwrap();
    let due = Timestamp::from_millis(NOW.millis() + HOUR);
    desk.publish(id, When::At(due)).unwrap();
    assert!(matches!(desk.resolve(&path), Resolved::Gone { .. }));
    later(fixture, HOUR);
    assert!(matches!(desk.resolve(&path), Resolved::Here { .. }));
}

fn a_new_slug_leaves_the_old_address_leading_there(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("عنوان أول");
    desk.publish(id, When::Now).unwrap();
    let old = desk.path(id);
    let mut changed = text("عنوان ثان");
    desk.save(id, desk.newest(id), &changed).unwrap();
    desk.publish(id, When::Now).unwrap();
    assert_eq!(desk.path(id), old, "a new headline moves nothing");
    "عنوان جديد".clone_into(&mut changed.slug);
    desk.save(id, desk.newest(id), &changed).unwrap();
    desk.publish(id, When::Now).unwrap();
    let path = desk.path(id);
    let canonical = warraq_text::path::canonical(&path);
    assert_eq!(canonical, "/2026/11/24/عنوان-جديد");
    assert_eq!(desk.resolve(&old), Resolved::Moved { to: path });
    let other = desk.begin("عنوان جديد");
    desk.publish(other, When::Now).unwrap();
    let numbered = warraq_text::path::canonical(&desk.path(other));
    assert_eq!(numbered, format!("/2026/11/24/عنوان-جديد-{other}"));
}

fn an_older_text_is_restored_as_a_new_one(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("الأول");
    let first = desk.newest(id);
    desk.save(id, first, &text("الثاني")).unwrap();
    let any = Allowed::by_operator();
    let editing = Editing::Any(&any);
    let stale = fixture.archive.restore_revision(editing, id, first, first);
    assert!(matches!(stale, Err(DeskError::Conflict(_))));
    let newest = desk.newest(id);
    let restored = fixture
        .archive
        .restore_revision(editing, id, newest, first)
        .unwrap();
    assert!(restored > newest);
    let found = fixture.archive.revision(editing, id, restored).unwrap();
    assert_eq!(found.text, text("الأول"));
}

fn an_author_changes_their_own_only(fixture: &Fixture) {
    let desk = Desk(fixture);
    let archive = &fixture.archive;
    let others = desk.begin("لغيرها");
    let rana = somebody(fixture, "rana@example.org", Role::Author, 1);
    let (writes, publishes) = (rana.claim().unwrap(), rana.claim().unwrap());
    let (editing, publishing) = (Editing::Own(&writes), Publishing::Own(&publishes));
    let own = archive.begin_article(&writes, &text("لها")).unwrap();
    let from = desk.newest(others);
    let refused = archive.save_article(editing, others, from, &text("لها الآن"));
    assert!(matches!(refused, Err(DeskError::NotYours)));
    let publication = |id| Publication {
        revision: desk.newest(id),
        when: When::Now,
        marks_change: false,
    };
    let refused = archive.publish_article(publishing, others, publication(others));
    assert!(matches!(refused, Err(DeskError::NotYours)));
    for refused in [
        archive.desk_article(editing, others).err(),
        archive.preview(editing, others).err(),
        archive.revisions(editing, others, None).err(),
        archive.revision(editing, others, from).err(),
        archive.restore_revision(editing, others, from, from).err(),
        archive.take_back_article(publishing, others).err(),
        archive.withdraw_article(publishing, others, "").err(),
    ] {
        assert!(matches!(refused, Some(DeskError::NotYours)), "{refused:?}");
    }
    let query = DeskQuery {
        standing: DeskStanding::Draft,
        ..DeskQuery::default()
    };
    let page = archive.desk(editing, &query).unwrap();
    assert_eq!(page.lines.len(), 1);
    assert_eq!(page.lines[0].owner.as_deref(), Some("رنا العلي"));
    archive
        .publish_article(publishing, own, publication(own))
        .unwrap();
    assert!(desk.seen(own).is_some());
}

fn an_imported_article_is_edited_in_place(fixture: &Fixture) {
    let desk = Desk(fixture);
    let post = Post {
        more: "<category domain=\"post_tag\" nicename=\"river\"><![CDATA[النهر]]></category>",
        ..Post::default()
    };
    let file = wxr_file(fixture.folder(), "export.xml", &post.xml());
    import(&fixture.archive, &[file]).unwrap();
    let card = fixture
        .archive
        .read_here(|reading| reading.newest(Listing::All, 1))
        .unwrap()
        .remove(0)
        .into_inner();
    let before = desk.seen(card.id).unwrap();
    let any = Allowed::by_operator();
    let article = fixture
        .archive
        .desk_article(Editing::Any(&any), card.id)
        .unwrap();
    assert_eq!(article.newest.text.tags, ["النهر"]);
    assert!(!article.is_ahead);
    let mut changed = article.newest.text;
    "من الأرشيف".clone_into(&mut changed.kicker);
    desk.save(card.id, article.newest.id, &changed).unwrap();
    assert_eq!(desk.seen(card.id).unwrap().kicker, "");
    desk.publish(card.id, When::Now).unwrap();
    let after = desk.seen(card.id).unwrap();
    assert_eq!(after.kicker, "من الأرشيف");
    assert_eq!(after.path, before.path);
    assert_eq!(after.body, before.body);
    assert_eq!(after.published_at, before.published_at);
    assert_eq!(after.byline, before.byline);
    assert_eq!(after.section, before.section);
    assert_eq!(desk.listed(), 1);
}

fn lists_are_paged_and_searched(fixture: &Fixture) {
    let desk = Desk(fixture);
    for n in 0..60 {
        // Several in the same millisecond.
        later(fixture, n / 7);
        desk.begin(&format!("مسودّة الإعلان {n}"));
    }
    later(fixture, HOUR);
    desk.begin("100% من حماس_");
    let any = Allowed::by_operator();
    let mut query = DeskQuery {
        standing: DeskStanding::Draft,
        ..DeskQuery::default()
    };
    let first = fixture.archive.desk(Editing::Any(&any), &query).unwrap();
    assert_eq!(first.lines.len(), 50);
    query.before = first.older;
    let second = fixture.archive.desk(Editing::Any(&any), &query).unwrap();
    assert_eq!((second.lines.len(), second.older), (11, None));
    let ids = first.lines.iter().chain(&second.lines).map(|line| line.id);
    assert_eq!(ids.collect::<std::collections::HashSet<_>>().len(), 61);
    assert_eq!(desk.lines(DeskStanding::Draft, "اعلان 59").len(), 1);
    assert_eq!(desk.lines(DeskStanding::Draft, "100% من حَماس").len(), 1);
    assert!(desk.lines(DeskStanding::Draft, "%").is_empty());
    assert!(desk.lines(DeskStanding::Published, "").is_empty());
    query.words = "للإعلانات".to_owned();
    query.before = None;
    let first = fixture.archive.desk(Editing::Any(&any), &query).unwrap();
    query.before = first.older;
    let second = fixture.archive.desk(Editing::Any(&any), &query).unwrap();
    assert_eq!((first.lines.len(), second.lines.len()), (50, 10));
    assert_eq!(second.older, None);
}

fn lists_are_filtered_and_counted(fixture: &Fixture) {
    let desk = Desk(fixture);
    let archive = &fixture.archive;
    let file = wxr_file(fixture.folder(), "export.xml", &Post::default().xml());
    import(archive, &[file]).unwrap();
    let sections = archive.sections_to_choose().unwrap();
    let city = sections.iter().find(|(_, name)| name == "عربي").unwrap().0;
    let mut one = text("مدارس الحيّ");
    one.section = Some(city);
    let draft = desk.begin("مدارس المدينة");
    desk.save(draft, desk.newest(draft), &one).unwrap();
    let out = desk.begin("خريطة المدارس");
    desk.publish(out, When::Now).unwrap();
    let due = desk.begin("مدرسة الغد");
    let at = Timestamp::from_millis(NOW.millis() + HOUR);
    desk.publish(due, When::At(at)).unwrap();
    archive.index().follow(archive).unwrap();
    let any = Allowed::by_operator();
    let counts = || archive.desk_counts(Editing::Any(&any)).unwrap().unwrap();
    assert_eq!(counts(), [1, 1, 2, 0]);
    let found = |standing, change: &dyn Fn(&mut DeskQuery)| {
        let mut query = DeskQuery {
            standing,
            ..DeskQuery::default()
        };
        change(&mut query);
        let page = archive.desk(Editing::Any(&any), &query).unwrap();
        page.lines.iter().map(|line| line.id).collect::<Vec<_>>()
    };
    let school = |query: &mut DeskQuery| "المدرسة".clone_into(&mut query.words);
    let rana = |query: &mut DeskQuery| "رنا العلي".clone_into(&mut query.author);
    for (standing, id) in [
        (DeskStanding::Draft, draft),
        (DeskStanding::Published, out),
        (DeskStanding::Scheduled, due),
    ] {
        assert_eq!(found(standing, &school), [id], "{standing:?}");
        assert_eq!(found(standing, &rana), [id], "{standing:?}");
        let both = |query: &mut DeskQuery| {
            school(query);
            rana(query);
        };
        assert_eq!(found(standing, &both), [id], "{standing:?}");
        let nobody = |query: &mut DeskQuery| "فلان".clone_into(&mut query.author);
        assert!(found(standing, &nobody).is_empty());
    }
    let in_city = |query: &mut DeskQuery| query.section = Some(city);
    assert_eq!(found(DeskStanding::Draft, &in_city), [draft]);
    assert_eq!(found(DeskStanding::Published, &in_city).len(), 1);
    let today = |query: &mut DeskQuery| query.from = Some(NOW);
    assert_eq!(found(DeskStanding::Published, &today), [out]);
    let earlier = |query: &mut DeskQuery| query.until = Some(NOW);
    assert_eq!(found(DeskStanding::Published, &earlier).len(), 1);
    desk.withdraw(out, "").unwrap();
    assert_eq!(counts(), [1, 1, 1, 1]);
    assert_eq!(found(DeskStanding::Withdrawn, &school), [out]);
    later(fixture, HOUR);
    archive.index().follow(archive).unwrap();
    assert_eq!(counts(), [1, 0, 2, 1]);
    assert_eq!(found(DeskStanding::Published, &school), [due]);
}
