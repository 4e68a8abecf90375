//! What is done to many articles at once, stages of a version, and links for somebody outside.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]
#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the methods are not general enough"
)]

#[macro_use]
mod support;

use support::desk::{Desk, HOUR, later, somebody, text};
use support::{Fixture, NOW, Post, import, wxr_file};
use warraq_archive::accounts::{Allowed, Role, right};
use warraq_archive::desk::{
    Bulk, BulkDeed, DeskError, DeskQuery, DeskStanding, Editing, Publishing, Stage, Step, When,
};
use warraq_archive::front::{Arrange, FrontError};
use warraq_archive::model::{ArticleId, BatchId, Key, Resolved, SectionId, Timestamp, Token};

promises! {
    many_are_moved_and_moved_back,
    many_are_tagged_and_untagged,
    many_are_published_and_taken_back,
    many_are_withdrawn_and_return_as_they_were,
    nobody_undoes_what_was_gone_on_from,
    somebody_does_it_to_their_own_only,
    a_version_goes_through_its_stages_while_readers_read,
    an_embargo_holds,
    a_link_shows_one_version_for_a_while,
    what_was_edited_here_stays_when_its_source_changes,
    what_was_withdrawn_here_stays_withdrawn,
    the_front_page_is_arranged,
    a_section_editor_decides_in_their_sections_only,
}

fn bulk(fixture: &Fixture, ids: &[ArticleId], deed: &BulkDeed) -> Bulk {
    let (any, press) = (Allowed::by_operator(), Allowed::by_operator());
    let archive = &fixture.archive;
    let press = Some(Publishing::Any(&press));
    archive.bulk(Editing::Any(&any), press, ids, deed).unwrap()
}

fn undo(fixture: &Fixture, batch: BatchId) -> Result<Bulk, DeskError> {
    let (any, press) = (Allowed::by_operator(), Allowed::by_operator());
    let press = Some(Publishing::Any(&press));
    fixture.archive.undo_bulk(Editing::Any(&any), press, batch)
}

fn done(bulk: Bulk) -> (usize, usize) {
    (bulk.done, bulk.left)
}

fn section(fixture: &Fixture) -> SectionId {
    let file = wxr_file(fixture.folder(), "export.xml", &Post::default().xml());
    import(&fixture.archive, &[file]).unwrap();
    fixture.archive.sections_to_choose().unwrap()[0].0
}

fn many_are_moved_and_moved_back(fixture: &Fixture) {
    let desk = Desk(fixture);
    let city = section(fixture);
    let (draft, out) = (desk.begin("مسودّة"), desk.begin("منشورة"));
    desk.publish(out, When::Now).unwrap();
    let moved = bulk(fixture, &[draft, out], &BulkDeed::Move(city));
    assert_eq!(done(moved), (2, 0));
    let section_of = |id| desk.seen(id).unwrap().section.map(|section| section.id);
    assert_eq!(section_of(out), Some(city), "readers see it there at once");
    assert_eq!(
        done(bulk(fixture, &[draft, out], &BulkDeed::Move(city))),
        (0, 2)
    );
    assert_eq!(done(undo(fixture, moved.id).unwrap()), (2, 0));
    assert_eq!(section_of(out), None);
    let twice = undo(fixture, moved.id);
    assert!(matches!(twice, Err(DeskError::NoBatch)));
}

fn many_are_tagged_and_untagged(fixture: &Fixture) {
    let desk = Desk(fixture);
    let out = desk.begin("منشورة");
    desk.publish(out, When::Now).unwrap();
    let mut ahead = text("منشورة");
    "نصّ لم يُنشر.".clone_into(&mut ahead.body);
    let other = desk.begin("سابقة");
    desk.publish(other, When::Now).unwrap();
    desk.save(other, desk.newest(other), &ahead).unwrap();
    let tag = BulkDeed::Tag("حماة".to_owned());
    let tagged = bulk(fixture, &[out, other, ArticleId(99)], &tag);
    assert_eq!(done(tagged), (2, 1));
    assert_eq!(desk.seen(out).unwrap().tags.len(), 3);
    // What was not to be seen yet does not come out with the tag.
    let seen = desk.seen(other).unwrap();
    assert!(seen.tags.len() == 2 && !seen.body.as_str().contains("لم يُنشر"));
    assert_eq!(done(undo(fixture, tagged.id).unwrap()), (2, 0));
    assert_eq!(desk.seen(out).unwrap().tags.len(), 2);
}

fn many_are_published_and_taken_back(fixture: &Fixture) {
    let desk = Desk(fixture);
    let (one, two) = (desk.begin("أولى"), desk.begin("ثانية"));
    let published = bulk(fixture, &[one, two], &BulkDeed::Publish);
    assert_eq!((done(published), desk.listed()), ((2, 0), 2));
    assert_eq!(done(bulk(fixture, &[one], &BulkDeed::Publish)), (0, 1));
    undo(fixture, published.id).unwrap();
    assert_eq!(desk.listed(), 0);
    assert_eq!(desk.standing(one), DeskStanding::Draft);
}

fn many_are_withdrawn_and_return_as_they_were(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("منشورة");
    desk.publish(id, When::Now).unwrap();
    let path = desk.path(id);
    let mut ahead = text("منشورة");
    "نصّ لم يُنشر.".clone_into(&mut ahead.body);
    desk.save(id, desk.newest(id), &ahead).unwrap();
    later(fixture, HOUR);
    let withdrawn = bulk(fixture, &[id], &BulkDeed::Withdraw("خطأ".to_owned()));
    assert!(matches!(desk.resolve(&path), Resolved::Gone { .. }));
    undo(fixture, withdrawn.id).unwrap();
    let seen = desk.seen(id).unwrap();
    assert_eq!(seen.published_at, NOW);
    assert!(!seen.body.as_str().contains("لم يُنشر"));
    let any = Allowed::by_operator();
    let article = fixture
        .archive
        .desk_article(Editing::Any(&any), id)
        .unwrap();
    assert!(article.is_ahead);
    assert!(matches!(desk.resolve(&path), Resolved::Here { .. }));
}

fn nobody_undoes_what_was_gone_on_from(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("مسودّة");
    let tagged = bulk(fixture, &[id], &BulkDeed::Tag("حماة".to_owned()));
    desk.save(id, desk.newest(id), &text("مسودّة معدّلة"))
        .unwrap();
    assert_eq!(done(undo(fixture, tagged.id).unwrap()), (0, 1));
    assert_eq!(desk.lines(DeskStanding::Draft, ""), ["مسودّة معدّلة"]);
}

fn somebody_does_it_to_their_own_only(fixture: &Fixture) {
    let desk = Desk(fixture);
    let archive = &fixture.archive;
    let others = desk.begin("لغيرها");
    let rana = somebody(fixture, "rana@example.org", Role::Contributor, 1);
    let writes = rana.claim().unwrap();
    let own = archive.begin_article(&writes, &text("لها")).unwrap();
    let editing = Editing::Own(&writes);
    let tag = BulkDeed::Tag("حماة".to_owned());
    let tagged = archive.bulk(editing, None, &[own, others], &tag).unwrap();
    assert_eq!(done(tagged), (1, 1));
    let published = archive.bulk(editing, None, &[own], &BulkDeed::Publish);
    assert_eq!(done(published.unwrap()), (0, 1));
    let foreign = undo(fixture, tagged.id);
    assert!(matches!(foreign, Err(DeskError::NoBatch)));
}

fn a_version_goes_through_its_stages_while_readers_read(fixture: &Fixture) {
    let desk = Desk(fixture);
    let archive = &fixture.archive;
    let id = desk.begin("منشورة");
    desk.publish(id, When::Now).unwrap();
    let sami = somebody(fixture, "sami@example.org", Role::Editor, 1)
        .account()
        .id;
    let rana = somebody(fixture, "rana@example.org", Role::Author, 2)
        .account()
        .id;
    let any = Allowed::by_operator();
    let editing = Editing::Any(&any);
    let step = |assignee| Step {
        stage: Stage::Review,
        assignee: Some(assignee),
        note: "راجع الأرقام".to_owned(),
        ..Step::default()
    };
    let refused = archive.step(editing, id, &step(rana));
    assert!(matches!(refused, Err(DeskError::NoColleague)));
    archive.step(editing, id, &step(sami)).unwrap();
    assert!(desk.seen(id).is_some());
    let waiting = archive.waiting(editing, Stage::Review).unwrap();
    assert_eq!((waiting.len(), waiting[0].assignee), (1, Some(sami)));
    let review = archive.review(editing, id).unwrap();
    assert_eq!(review.notes[0].note, "راجع الأرقام");
    desk.publish(id, When::Now).unwrap();
    let review = archive.review(editing, id).unwrap();
    assert_eq!((review.stage, review.assignee), (Stage::Writing, None));
    let handed = bulk(fixture, &[id], &BulkDeed::HandOver(sami));
    assert_eq!(archive.review(editing, id).unwrap().assignee, Some(sami));
    undo(fixture, handed.id).unwrap();
    assert_eq!(archive.review(editing, id).unwrap().stage, Stage::Writing);
}

fn an_embargo_holds(fixture: &Fixture) {
    let desk = Desk(fixture);
    let id = desk.begin("محظورة");
    let ends = Timestamp::from_millis(NOW.millis() + HOUR);
    let step = Step {
        not_before: Some(ends),
        ..Step::default()
    };
    let any = Allowed::by_operator();
    fixture.archive.step(Editing::Any(&any), id, &step).unwrap();
    let early = When::At(Timestamp::from_millis(ends.millis() - 1));
    for when in [When::Now, early] {
        let refused = desk.publish(id, when);
        assert!(matches!(refused, Err(DeskError::Embargo(at)) if at == ends));
    }
    assert_eq!(done(bulk(fixture, &[id], &BulkDeed::Publish)), (0, 1));
    desk.publish(id, When::At(ends)).unwrap();
    assert_eq!(desk.standing(id), DeskStanding::Scheduled);
}

fn a_link_shows_one_version_for_a_while(fixture: &Fixture) {
    let desk = Desk(fixture);
    let archive = &fixture.archive;
    let id = desk.begin("مسودّة");
    let any = Allowed::by_operator();
    let editing = Editing::Any(&any);
    let (key, other) = (Key::of([1; 20]), Key::of([2; 20]));
    archive.share(editing, id, &key, HOUR).unwrap();
    archive.share(editing, id, &other, HOUR).unwrap();
    desk.save(id, desk.newest(id), &text("مسودّة أخرى")).unwrap();
    let shown = |key: &Key| {
        archive
            .shared(key)
            .unwrap()
            .map(|shown| shown.text.headline)
    };
    assert_eq!(shown(&key).as_deref(), Some("مسودّة"));
    assert_eq!(shown(&Key::of([3; 20])), None);
    let shares = archive.shares(editing, id).unwrap();
    archive.unshare(editing, id, shares[0].id).unwrap();
    assert_eq!((shown(&other), shown(&key).is_some()), (None, true));
    later(fixture, HOUR);
    assert_eq!(shown(&key), None);
}

fn exported(fixture: &Fixture, body: &'static str) -> usize {
    let post = Post {
        body,
        ..Post::default()
    };
    let file = wxr_file(fixture.folder(), "export.xml", &post.xml());
    import(&fixture.archive, &[file]).unwrap().kept_ours
}

fn what_was_edited_here_stays_when_its_source_changes(fixture: &Fixture) {
    let desk = Desk(fixture);
    assert_eq!(exported(fixture, "نص أول."), 0);
    assert_eq!(exported(fixture, "نص ثان."), 0);
    let id = ArticleId(1);
    assert!(desk.seen(id).unwrap().body.as_str().contains("ثان"));
    desk.save(id, desk.newest(id), &text("عنواننا")).unwrap();
    desk.publish(id, When::Now).unwrap();
    let ours = desk.newest(id);
    assert_eq!(exported(fixture, "نص ثالث."), 1);
    assert_eq!(exported(fixture, "نص ثالث."), 0, "nothing is new");
    assert_eq!(desk.seen(id).unwrap().headline, "عنواننا");
    assert_eq!(desk.newest(id), ours);
    let any = Allowed::by_operator();
    let editing = Editing::Any(&any);
    let archive = &fixture.archive;
    let revisions = archive.revisions(editing, id, None).unwrap().lines;
    let theirs = archive.revision(editing, id, revisions[0].id).unwrap();
    assert!(theirs.who.is_none() && theirs.text.body.contains("ثالث"));
    assert!(!archive.desk_article(editing, id).unwrap().is_ahead);
}

fn what_was_withdrawn_here_stays_withdrawn(fixture: &Fixture) {
    let desk = Desk(fixture);
    exported(fixture, "نص أول.");
    let id = ArticleId(1);
    desk.withdraw(id, "حكم محكمة").unwrap();
    assert_eq!(exported(fixture, "نص ثان."), 1);
    assert!(desk.seen(id).is_none());
}

fn the_front_page_is_arranged(fixture: &Fixture) {
    let desk = Desk(fixture);
    let archive = &fixture.archive;
    let may: Allowed<right::CurateFront> = Allowed::by_operator();
    let [one, two, due] = ["أولى", "ثانية", "الغد"].map(|headline| desk.begin(headline));
    let arrange = |arrange| archive.arrange_front(&may, &arrange);
    let refused = arrange(Arrange::Add(one, None));
    assert!(matches!(refused, Err(FrontError::NotOut)));
    desk.publish(one, When::Now).unwrap();
    desk.publish(two, When::Now).unwrap();
    let at = |hours| Timestamp::from_millis(NOW.millis() + hours * HOUR);
    desk.publish(due, When::At(at(1))).unwrap();
    arrange(Arrange::Add(one, Some(at(3)))).unwrap();
    arrange(Arrange::Add(two, None)).unwrap();
    arrange(Arrange::Add(due, None)).unwrap();
    arrange(Arrange::Lead(due)).unwrap();
    arrange(Arrange::Up(two)).unwrap();
    let front = || {
        let cards = archive.read_here(|reading| reading.front()).unwrap();
        cards.iter().map(|card| card.id).collect::<Vec<_>>()
    };
    assert_eq!(front(), [two, one], "what is to come is not there yet");
    let later_on = archive
        .foresee(&may, at(1), |reading| reading.front())
        .unwrap();
    assert_eq!(later_on[0].id, due);
    assert_eq!(later_on.len(), 3);
    arrange(Arrange::Order(vec![due, one])).unwrap();
    let next = |fixture: &Fixture| {
        let archive = &fixture.archive;
        archive
            .read_here(|reading| reading.next_change_at())
            .unwrap()
    };
    later(fixture, 2 * HOUR);
    assert_eq!(front(), [due, one, two]);
    assert_eq!(
        next(fixture),
        Some(at(3)),
        "pages that show it are made anew then"
    );
    later(fixture, 3 * HOUR);
    assert_eq!(front(), [due, two]);
    exported(fixture, "نص أول.");
    desk.withdraw(due, "").unwrap();
    assert_eq!(front(), [two]);
    desk.publish(due, When::Now).unwrap();
    assert_eq!(front(), [two], "it comes back when somebody puts it there");
}

fn a_section_editor_decides_in_their_sections_only(fixture: &Fixture) {
    let desk = Desk(fixture);
    let archive = &fixture.archive;
    exported(fixture, "نص أول.");
    let sections = archive.sections_to_choose().unwrap();
    let section = |name| sections.iter().find(|(_, known)| known == name).unwrap().0;
    let (politics, arab) = (section("سياسة"), section("عربي"));
    let inside = ArticleId(1);
    let outside = desk.begin("بلا قسم");
    let token = 7;
    let rana = somebody(fixture, "rana@example.org", Role::SectionEditor, token);
    let id = rana.account().id;
    let again = || {
        let token = Token::of([token; 32]);
        archive.signed_in(&token).unwrap().unwrap()
    };
    let may_see = |id| {
        let any = again().claim().unwrap();
        let seen = archive.desk_article(Editing::Any(&any), id);
        !matches!(seen, Err(DeskError::NotYours))
    };
    assert!(
        !may_see(inside) && !may_see(outside),
        "without sections, nothing"
    );
    // What stands below a section belongs to it.
    let manage = Allowed::by_operator();
    archive.set_sections(&manage, id, &[politics]).unwrap();
    assert!(may_see(inside) && !may_see(outside));
    let rana = again();
    let (any, press) = (rana.claim().unwrap(), rana.claim().unwrap());
    let (editing, publishing) = (Editing::Any(&any), Publishing::Any(&press));
    let lines = |standing| {
        let query = DeskQuery {
            standing,
            ..DeskQuery::default()
        };
        archive.desk(editing, &query).unwrap().lines.len()
    };
    assert_eq!(
        (lines(DeskStanding::Published), lines(DeskStanding::Draft)),
        (1, 0)
    );
    assert_eq!(archive.desk_counts(editing).unwrap(), None);
    let away = archive.save_article(editing, inside, desk.newest(inside), &text("بعيدًا"));
    assert!(
        matches!(away, Err(DeskError::NotYours)),
        "not even by moving it away"
    );
    let mut stays = text("هنا");
    stays.section = Some(arab);
    archive
        .save_article(editing, inside, desk.newest(inside), &stays)
        .unwrap();
    let refused = archive.withdraw_article(publishing, outside, "");
    assert!(matches!(refused, Err(DeskError::NotYours)));
    archive.withdraw_article(publishing, inside, "").unwrap();
    let write = rana.claim().unwrap();
    let own = archive.begin_article(&write, &text("لها")).unwrap();
    assert!(may_see(own), "one's own is one's own");
    let moved = archive
        .bulk(editing, None, &[outside, own], &BulkDeed::Move(arab))
        .unwrap();
    assert_eq!(done(moved), (1, 1));
}
