//! What the archive promises of the library, whichever database holds it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[macro_use]
#[path = "../support/mod.rs"]
mod support;
mod shelves;

use image::ImageFormat;
use shelves::{Shelves, add, draft, picture};
use support::desk::{Desk, HOUR, later, text};
use support::{Fixture, NOW, Post, import, wxr_file};
use warraq_archive::accounts::{Allowed, Attempt, NewAccount, Password, Role, SignedIn, right};
use warraq_archive::desk::{DeskError, Editing, LeadPicture, When};
use warraq_archive::library::{Curating, Description, LibraryError, LibraryQuery, NewMedia, Shelf};
use warraq_archive::media::{Objection, VariantFormat};
use warraq_archive::model::{
    Crop, EmailAddress, Focus, Key, Listing, MediaId, Resolved, Timestamp, Token,
};

promises! {
    one_content_is_kept_once,
    what_no_paper_shows_is_refused_and_leaves_nothing,
    a_file_that_breaks_off_leaves_nothing,
    readers_get_a_picture_when_an_article_shows_it,
    a_scheduled_picture_comes_at_its_second,
    what_a_draft_shows_is_hidden_though_the_article_is_out,
    an_article_says_of_its_picture_what_it_wants,
    markers_become_pictures_films_and_links,
    a_lead_must_be_a_picture,
    only_what_nothing_shows_is_deleted,
    what_came_with_the_old_site_stays,
    an_author_changes_what_they_brought_in,
    what_is_cut_away_is_never_served,
    shelves_are_paged_and_searched,
}

fn one_content_is_kept_once(fixture: &Fixture) {
    let shelves = Shelves(fixture);
    let content = picture(1, ImageFormat::Jpeg);
    let first = shelves.send("ريح.jpg", &content, 1).unwrap();
    assert!(!first.1);
    let second = shelves.send("wind.jpeg", &content, 2).unwrap();
    assert_eq!(second, (first.0, true));
    assert_eq!(shelves.originals(), 1);
    let item = shelves.item(first.0);
    assert_eq!(item.name, "ريح.jpg");
    let path = warraq_text::path::canonical(&item.address);
    assert!(path.starts_with("/uploads/2026/11/") && path.ends_with("/ريح.jpg"));
    assert_eq!(item.sides(), Some((600, 400)));
    let file = item.file.unwrap();
    fixture.archive.media().verify(&file).unwrap();
    let (other, was_known) = shelves
        .send("ريح.jpg", &picture(2, ImageFormat::Jpeg), 3)
        .unwrap();
    assert!(other != first.0 && !was_known);
}

fn what_no_paper_shows_is_refused_and_leaves_nothing(fixture: &Fixture) {
    let shelves = Shelves(fixture);
    let good = picture(1, ImageFormat::Jpeg);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    // A PNG that says it is 60,000 pixels wide and high.
    let mut bomb = picture(1, ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let mut crc = flate2::Crc::new();
    crc.update(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    let cases: [(&str, Vec<u8>, Objection); 8] = [
        ("empty.jpg", Vec::new(), Objection::Empty),
        ("drawing.svg", svg.clone(), Objection::NotTaken),
        ("photo.jpg", svg, Objection::NotTaken),
        (
            "photo.jpg",
            b"<!doctype html><script>alert(1)</script>".to_vec(),
            Objection::NotTaken,
        ),
        (
            "a.jpg",
            b"PK\x03\x04rest of it".to_vec(),
            Objection::NotTaken,
        ),
        (
            "cut.jpg",
            good[..good.len() / 2].to_vec(),
            Objection::Broken,
        ),
        ("bomb.png", bomb, Objection::TooLarge),
        (
            "phone.jpg",
            b"\0\0\0\x18ftypheic\0\0\0\0heicmif1".to_vec(),
            Objection::Undecodable,
        ),
    ];
    for (name, content, expected) in cases {
        match shelves.send(name, &content, 9) {
            Err(LibraryError::Objection(objection)) => assert_eq!(objection, expected, "{name}"),
            other => panic!("{name}: {other:?}"),
        }
    }
    assert_eq!(shelves.originals(), 0);
    assert!(shelves.on(Shelf::All, "").is_empty());
    // The bytes decide, not the name.
    let (id, _) = shelves
        .send("page.html", &picture(3, ImageFormat::Png), 3)
        .unwrap();
    assert!(shelves.item(id).address.ends_with("/page.png"));
    let pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>";
    let (id, _) = shelves.send("تقرير.jpg", pdf, 4).unwrap();
    assert!(shelves.item(id).address.contains(".pdf"));
}

fn a_file_that_breaks_off_leaves_nothing(fixture: &Fixture) {
    let shelves = Shelves(fixture);
    let mut arriving = fixture.archive.media().arrive().unwrap();
    arriving.write(&picture(1, ImageFormat::Jpeg)).unwrap();
    assert_eq!(shelves.originals(), 1);
    drop(arriving);
    assert_eq!(shelves.originals(), 0);
    let whole = fixture.archive.media().arrive().unwrap();
    drop(whole.finish().unwrap());
    assert_eq!(shelves.originals(), 0);
}

fn readers_get_a_picture_when_an_article_shows_it(fixture: &Fixture) {
    let (shelves, desk) = (Shelves(fixture), Desk(fixture));
    let lead = shelves.add("ريح.jpg", 1);
    assert!(!shelves.is_shown(lead));
    let id = draft(fixture, lead);
    assert!(!shelves.is_shown(lead));
    assert_eq!(shelves.item(lead).uses, 1);
    desk.publish(id, When::Now).unwrap();
    assert!(shelves.is_shown(lead));
    assert_eq!(desk.seen(id).unwrap().lead.unwrap().id, lead);
    later(fixture, HOUR);
    desk.withdraw(id, "").unwrap();
    let path = warraq_text::path::canonical(&shelves.item(lead).address);
    assert!(!shelves.is_shown(lead));
    assert!(matches!(desk.resolve(&path), Resolved::Gone { .. }));
    desk.publish(id, When::Now).unwrap();
    assert!(shelves.is_shown(lead));
}

fn a_scheduled_picture_comes_at_its_second(fixture: &Fixture) {
    let (shelves, desk) = (Shelves(fixture), Desk(fixture));
    let lead = shelves.add("غد.jpg", 1);
    let id = draft(fixture, lead);
    let due = Timestamp::from_millis(NOW.millis() + HOUR);
    desk.publish(id, When::At(due)).unwrap();
    later(fixture, HOUR - 1);
    assert!(!shelves.is_shown(lead));
    let path = warraq_text::path::canonical(&shelves.item(lead).address);
    assert_eq!(desk.resolve(&path), Resolved::Unknown);
    desk.take_back(id).unwrap();
    later(fixture, 2 * HOUR);
    assert_eq!(desk.resolve(&path), Resolved::Unknown, "nobody saw it");
    let due = Timestamp::from_millis(NOW.millis() + 3 * HOUR);
    desk.publish(id, When::At(due)).unwrap();
    later(fixture, 3 * HOUR);
    assert!(shelves.is_shown(lead));
}

fn what_a_draft_shows_is_hidden_though_the_article_is_out(fixture: &Fixture) {
    let (shelves, desk) = (Shelves(fixture), Desk(fixture));
    let (first, second) = (shelves.add("أولى.jpg", 1), shelves.add("ثانية.jpg", 2));
    let id = draft(fixture, first);
    desk.publish(id, When::Now).unwrap();
    let mut changed = text("خريطة للرياح القديمة");
    changed.lead = Some(LeadPicture::of(second));
    desk.save(id, desk.newest(id), &changed).unwrap();
    assert!(shelves.is_shown(first) && !shelves.is_shown(second));
    // Neither may go: one is shown, the other is about to be.
    for id in [first, second] {
        assert!(matches!(shelves.delete(id), Err(LibraryError::InUse)));
    }
    desk.publish(id, When::Now).unwrap();
    assert!(!shelves.is_shown(first) && shelves.is_shown(second));
    assert_eq!(shelves.item(first).uses, 0);
}

fn an_article_says_of_its_picture_what_it_wants(fixture: &Fixture) {
    let (shelves, desk) = (Shelves(fixture), Desk(fixture));
    let lead = shelves.add("ريح.jpg", 1);
    let id = draft(fixture, lead);
    desk.publish(id, When::Now).unwrap();
    let seen = desk.seen(id).unwrap().lead.unwrap();
    assert_eq!(
        (&*seen.alt, seen.caption.as_str(), &*seen.credit),
        ("نهر", "النهر <b>صباحًا</b>", "سامي المرعشلي")
    );
    let mut changed = text("خريطة للرياح القديمة");
    changed.lead = Some(LeadPicture {
        id: lead,
        alt: "ضفّة".to_owned(),
        caption: "ليلًا <script>alert(1)</script>".to_owned(),
        credit: String::new(),
    });
    desk.save(id, desk.newest(id), &changed).unwrap();
    assert_eq!(desk.seen(id).unwrap().lead.unwrap().alt, "نهر");
    desk.publish(id, When::Now).unwrap();
    let seen = desk.seen(id).unwrap().lead.unwrap();
    assert_eq!(
        (&*seen.alt, seen.caption.as_str(), &*seen.credit),
        ("ضفّة", "ليلًا", "سامي المرعشلي")
    );
    // What the library says is seen at once where the article says nothing.
    let said = Description {
        name: "ريح.jpg".to_owned(),
        credit: "رنا".to_owned(),
        focus: Focus::at(250, 500),
        ..Description::default()
    };
    shelves.describe(lead, &said).unwrap();
    let seen = desk.seen(id).unwrap().lead.unwrap();
    assert_eq!((&*seen.alt, &*seen.credit), ("ضفّة", "رنا"));
    assert_eq!(seen.focus, Focus::at(250, 500));
}

fn markers_become_pictures_films_and_links(fixture: &Fixture) {
    let (shelves, desk) = (Shelves(fixture), Desk(fixture));
    let id = shelves.add("ريح.jpg", 1);
    let (pdf, _) = shelves
        .send("تقرير <i>.pdf", b"%PDF-1.4\ntrailer<</Root 1 0 R>>", 2)
        .unwrap();
    let mut manuscript = text("خريطة");
    manuscript.body = format!("أولًا.\n\n[صورة {id}]\n\n[ملف {pdf}]\n\n[صورة 999]\n\nأخيرًا.");
    let write = support::desk::write();
    let article = fixture.archive.begin_article(&write, &manuscript).unwrap();
    let any = Allowed::by_operator();
    let preview = fixture.archive.preview(Editing::Any(&any), article);
    let preview = preview.unwrap().body;
    let address = shelves.item(id).address;
    let newsroom = format!("src=\"/admin{address}\"");
    assert!(preview.as_str().contains(&newsroom), "{preview:?}");
    assert!(!shelves.is_shown(id) && !shelves.is_shown(pdf));
    desk.publish(article, When::Now).unwrap();
    assert!(shelves.is_shown(id) && shelves.is_shown(pdf));
    let body = desk.seen(article).unwrap().body;
    for shown in [
        &format!("<img src=\"{address}\" alt=\"نهر\" width=\"600\" height=\"400\""),
        "<figcaption dir=\"auto\">النهر <b>صباحًا</b> <cite>سامي المرعشلي</cite></figcaption>",
        &format!("href=\"{}\"", shelves.item(pdf).address),
        "تقرير &lt;i&gt;.pdf",
        "أخيرًا.",
    ] {
        assert!(body.as_str().contains(shown), "{shown} in {body:?}");
    }
    assert!(!body.as_str().contains("999"));
    assert_eq!(shelves.on(Shelf::Unused, ""), Vec::<i64>::new());
}

fn a_lead_must_be_a_picture(fixture: &Fixture) {
    let shelves = Shelves(fixture);
    let (pdf, _) = shelves
        .send("تقرير.pdf", b"%PDF-1.4\ntrailer<</Root 1 0 R>>", 2)
        .unwrap();
    for id in [pdf, MediaId(999)] {
        let mut text = text("خريطة");
        text.lead = Some(LeadPicture::of(id));
        let begun = fixture
            .archive
            .begin_article(&support::desk::write(), &text);
        assert!(matches!(begun, Err(DeskError::NoPicture)));
    }
}

fn only_what_nothing_shows_is_deleted(fixture: &Fixture) {
    let (shelves, desk) = (Shelves(fixture), Desk(fixture));
    let lead = shelves.add("ريح.jpg", 1);
    let id = draft(fixture, lead);
    assert!(matches!(shelves.delete(lead), Err(LibraryError::InUse)));
    let without = text("خريطة للرياح القديمة");
    desk.save(id, desk.newest(id), &without).unwrap();
    assert_eq!(shelves.on(Shelf::Unused, ""), [lead.0]);
    let path = warraq_text::path::canonical(&shelves.item(lead).address);
    shelves.delete(lead).unwrap();
    assert!(matches!(shelves.delete(lead), Err(LibraryError::NoMedia)));
    assert_eq!(shelves.originals(), 0);
    assert_eq!(desk.resolve(&path), Resolved::Unknown);
    let audit = fixture
        .archive
        .audit(&Allowed::by_operator(), None)
        .unwrap();
    let deeds: Vec<&str> = audit.lines.iter().map(|line| &*line.deed).collect();
    assert_eq!(deeds[0], "media-deleted");
    assert!(deeds.contains(&"media-added"));
    // The same content may come again, and what readers saw once stays gone.
    let again = shelves.add("ريح.jpg", 2);
    let path = warraq_text::path::canonical(&shelves.item(again).address);
    let shown = draft(fixture, again);
    desk.publish(shown, When::Now).unwrap();
    desk.save(shown, desk.newest(shown), &without).unwrap();
    desk.publish(shown, When::Now).unwrap();
    shelves.delete(again).unwrap();
    assert!(matches!(desk.resolve(&path), Resolved::Gone { .. }));
}

fn what_came_with_the_old_site_stays(fixture: &Fixture) {
    let item = "<item><title>ريح قديمة</title>\
        <wp:attachment_url>https://old.example/wp-content/uploads/a.jpg</wp:attachment_url>\
        <wp:post_id>12</wp:post_id><wp:post_type>attachment</wp:post_type>\
        <wp:status>inherit</wp:status></item>";
    let file = wxr_file(fixture.folder(), "export.xml", item);
    import(&fixture.archive, &[file]).unwrap();
    let shelves = Shelves(fixture);
    let ids = shelves.on(Shelf::All, "ريح قديمه");
    assert_eq!(ids.len(), 1);
    let refused = shelves.delete(MediaId(ids[0]));
    assert!(
        matches!(refused, Err(LibraryError::OfOldSite)),
        "{refused:?}"
    );
    let found = Desk(fixture).resolve("/wp-content/uploads/a.jpg");
    assert!(
        matches!(found, Resolved::Here { .. }),
        "where it always was"
    );
}

/// Somebody of a role, as they are when they have signed in.
fn somebody(fixture: &Fixture, email: &str, role: Role) -> SignedIn {
    let archive = &fixture.archive;
    let email = EmailAddress::parse(email).unwrap();
    let new = NewAccount {
        name: "رنا العلي".to_owned(),
        email: email.clone(),
        role,
    };
    let key = Key::of([role as u8 + 1; 20]);
    let any = Allowed::by_operator();
    archive.invite(&any, &new, &key, None).unwrap();
    let password = Password::typed("قهوة على سطح الجيران");
    assert!(
        archive
            .set_password_by_link(&key, &password, [1; 16])
            .unwrap()
    );
    let token = Token::of([role as u8 + 1; 32]);
    let attempt = Attempt {
        email: email.as_str(),
        password: &password,
        salt: [9; 16],
        token: &token,
        device: &Token::of([role as u8 + 101; 32]),
        agent: "Firefox",
    };
    archive.sign_in(&attempt).unwrap();
    archive.signed_in(&token).unwrap().unwrap()
}

fn an_author_changes_what_they_brought_in(fixture: &Fixture) {
    let shelves = Shelves(fixture);
    let others = shelves.add("لغيرها.jpg", 1);
    let rana = somebody(fixture, "rana@example.org", Role::Author);
    let may_add = rana.claim::<right::AddMedia>().unwrap();
    assert!(rana.claim::<right::EditMedia>().is_err());
    let curating = Curating::Own(&may_add);
    let archive = &fixture.archive;
    let mut arriving = archive.media().arrive().unwrap();
    arriving.write(&picture(2, ImageFormat::WebP)).unwrap();
    let new = NewMedia {
        arrived: arriving.finish().unwrap(),
        name: "لها.webp".to_owned(),
        alt: String::new(),
        caption: String::new(),
        credit: String::new(),
    };
    let own = archive.add_media(&may_add, &new, [2; 10]).unwrap().id;
    assert_eq!(shelves.item(own).owner_name.as_deref(), Some("رنا العلي"));
    assert_eq!(shelves.on(Shelf::WithoutAlt, ""), [own.0]);
    let said = Description {
        name: "لها".to_owned(),
        alt: "ضفّة".to_owned(),
        ..Description::default()
    };
    for refused in [
        archive.describe_media(curating, others, &said),
        archive.delete_media(curating, others),
    ] {
        assert!(matches!(refused, Err(LibraryError::NotYours)));
    }
    archive.describe_media(curating, own, &said).unwrap();
    assert!(shelves.on(Shelf::WithoutAlt, "").is_empty());
    archive.delete_media(curating, own).unwrap();
}

fn what_is_cut_away_is_never_served(fixture: &Fixture) {
    let shelves = Shelves(fixture);
    let id = shelves.add("ريح.jpg", 1);
    let whole = shelves.item(id).file.unwrap();
    let said = Description {
        crop: Some(Crop {
            left: 320,
            top: 0,
            width: 10_000,
            height: 200,
        }),
        ..Description::default()
    };
    shelves.describe(id, &said).unwrap();
    let item = shelves.item(id);
    assert_eq!(item.sides(), Some((280, 200)));
    let file = item.file.unwrap();
    assert_eq!(
        (file.sha256, file.dimensions),
        (whole.sha256, Some((600, 400)))
    );
    let media = fixture.archive.media();
    media.verify(&file).unwrap();
    for (served, sides) in [
        (media.original(&file), (280, 200)),
        (media.variant(&file, 320, VariantFormat::Webp), (280, 200)),
        (media.variant(&file, 320, VariantFormat::Jpeg), (280, 200)),
        (media.sized(&file, 140, 100), (140, 100)),
    ] {
        let warraq_archive::media::Body::Bytes(bytes) = served.unwrap().body else {
            panic!("a small picture");
        };
        let shown = image::load_from_memory(&bytes).unwrap().into_rgb8();
        assert_eq!(shown.dimensions(), sides);
        assert!(
            shown
                .pixels()
                .all(|pixel| pixel.0[2] > 150 && pixel.0[0] < 90)
        );
    }
    let all = Description::default();
    shelves.describe(id, &all).unwrap();
    assert_eq!(shelves.item(id).sides(), Some((600, 400)));
}

fn shelves_are_paged_and_searched(fixture: &Fixture) {
    let (shelves, desk) = (Shelves(fixture), Desk(fixture));
    for n in 0..70 {
        // Several in the same millisecond.
        later(fixture, i64::from(n) / 7);
        shelves.add(&format!("إعلان {n}.jpg"), n);
    }
    let mut query = LibraryQuery {
        shelf: Shelf::Pictures,
        words: String::new(),
        before: None,
    };
    let first = fixture.archive.library(&add(), &query).unwrap();
    assert_eq!(first.items.len(), 60);
    query.before = first.older;
    let second = fixture.archive.library(&add(), &query).unwrap();
    assert_eq!((second.items.len(), second.older), (10, None));
    let ids = first.items.iter().chain(&second.items).map(|item| item.id);
    assert_eq!(ids.collect::<std::collections::HashSet<_>>().len(), 70);
    assert_eq!(shelves.on(Shelf::All, "اعلان 69").len(), 1);
    assert_eq!(
        shelves.on(Shelf::All, "المَرعشلي").len(),
        60,
        "by their credit"
    );
    assert_eq!(shelves.on(Shelf::All, "%").len(), 0);
    assert!(shelves.on(Shelf::Films, "").is_empty());
    assert_eq!(desk.listed(), 0);
    let cards = fixture
        .archive
        .read_here(|reading| reading.newest(Listing::All, 1));
    assert!(cards.unwrap().is_empty());
    let post = Post::default();
    let file = wxr_file(fixture.folder(), "export.xml", &post.xml());
    import(&fixture.archive, &[file]).unwrap();
    assert_eq!(shelves.on(Shelf::Unused, "").len(), 60);
}
