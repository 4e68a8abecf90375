//! What the archive promises of sections, tags, people and addresses of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]
#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the methods are not general enough"
)]

#[macro_use]
mod support;

use support::desk::{Desk, HOUR, later, text};
use support::{Fixture, NOW, Post, import, wxr_file};
use warraq_archive::accounts::{Allowed, right};
use warraq_archive::desk::When;
use warraq_archive::model::{Listing, Resolved, SectionId, TagId, Timestamp};
use warraq_archive::store::NameKind;
use warraq_archive::taxonomy::{NameLine, Named, Redirect, SectionEdit, TaxonomyError};

promises! {
    two_tags_become_one,
    what_is_imported_later_finds_the_kept_tag,
    spellings_of_a_tag_lead_to_one_page,
    a_tag_is_called_otherwise,
    two_people_become_one,
    what_the_newsroom_calls_things_stays,
    a_section_is_added_renamed_and_put_first,
    an_address_of_ones_own_leads_and_never_in_a_circle,
}

fn may() -> Allowed<right::ManageTaxonomy> {
    Allowed::by_operator()
}

fn find(fixture: &Fixture, named: Named, name: &str) -> NameLine {
    let page = fixture.archive.names(&may(), named, name, None).unwrap();
    let mut lines = page.lines.into_iter();
    lines.find(|line| line.name == name).unwrap()
}

fn tagged(headline: &str, tags: &[&str]) -> warraq_archive::desk::Manuscript {
    let mut text = text(headline);
    text.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    text
}

fn publish(
    desk: &Desk<'_>,
    text: &warraq_archive::desk::Manuscript,
) -> warraq_archive::model::ArticleId {
    let id = desk.begin(&text.headline);
    desk.save(id, desk.newest(id), text).unwrap();
    desk.publish(id, When::Now).unwrap();
    id
}

fn listed(fixture: &Fixture, list: Listing) -> usize {
    let page = fixture
        .archive
        .read_here(|reading| reading.page_of(list, 1));
    page.unwrap().total
}

fn two_tags_become_one(fixture: &Fixture) {
    let desk = Desk(fixture);
    let archive = &fixture.archive;
    let one = publish(&desk, &tagged("أولى", &["الرياح", "حلب"]));
    let both = publish(&desk, &tagged("ثانية", &["عواصف", "الرياح"]));
    later(fixture, 60 * 24 * HOUR);
    let other = publish(&desk, &tagged("ثالثة", &["عواصف"]));
    let (kept, gone) = (
        find(fixture, Named::Tags, "الرياح"),
        find(fixture, Named::Tags, "عواصف"),
    );
    assert_eq!((kept.articles, gone.articles), (2, 2));
    archive
        .merge(&may(), Named::Tags, gone.id, kept.id)
        .unwrap();
    assert_eq!(listed(fixture, Listing::Tag(TagId(kept.id))), 3);
    assert_eq!(listed(fixture, Listing::Tag(TagId(gone.id))), 0);
    let tags = |id| {
        let tags = desk.seen(id).unwrap().tags;
        tags.into_iter()
            .map(|tag| (tag.name, tag.articles))
            .collect::<Vec<_>>()
    };
    assert_eq!(tags(both), [("الرياح".to_owned(), 3)]);
    assert_eq!(tags(other), [("الرياح".to_owned(), 3)]);
    assert_eq!(tags(one).len(), 2);
    let to = kept.path.clone();
    assert_eq!(desk.resolve(&gone.path), Resolved::Moved { to });
    let named = archive.read_here(|reading| reading.named(NameKind::Tag, "عواصف"));
    assert_eq!(named.unwrap(), [Listing::Tag(TagId(kept.id))]);
    // Who goes on writing the old name means the kept one.
    let later_on = publish(&desk, &tagged("رابعة", &["عَواصف"]));
    assert_eq!(tags(later_on), [("الرياح".to_owned(), 4)]);
    assert_eq!(find(fixture, Named::Tags, "الرياح").aliases, ["عواصف"]);
    let found = archive.names(&may(), Named::Tags, "عواص", None).unwrap();
    assert_eq!(found.lines[0].id, kept.id);
    let again = archive.merge(&may(), Named::Tags, gone.id, kept.id);
    assert!(matches!(again, Err(TaxonomyError::Nothing)));
}

const RIVER: &str = "<category domain=\"post_tag\" nicename=\"river\"><![CDATA[النهر]]></category>";
const STREAM: &str =
    "<category domain=\"post_tag\" nicename=\"stream\"><![CDATA[الجدول]]></category>";

fn what_is_imported_later_finds_the_kept_tag(fixture: &Fixture) {
    let desk = Desk(fixture);
    let archive = &fixture.archive;
    let post = |id, slug, more| Post {
        id,
        slug,
        more,
        ..Post::default()
    };
    let items = [post(1, "a", RIVER), post(2, "b", STREAM)].map(|post| post.xml());
    let file = wxr_file(fixture.folder(), "export.xml", &items.concat());
    import(archive, &[file]).unwrap();
    let (kept, gone) = (
        find(fixture, Named::Tags, "النهر"),
        find(fixture, Named::Tags, "الجدول"),
    );
    archive
        .merge(&may(), Named::Tags, gone.id, kept.id)
        .unwrap();
    let items = [
        post(1, "a", RIVER),
        post(2, "b", STREAM),
        post(3, "c", STREAM),
    ];
    let items = items.map(|post| post.xml()).concat();
    let file = wxr_file(fixture.folder(), "export.xml", &items);
    import(archive, &[file]).unwrap();
    assert_eq!(listed(fixture, Listing::Tag(TagId(kept.id))), 3);
    let line = find(fixture, Named::Tags, "النهر");
    assert_eq!((line.id, line.articles), (kept.id, 3));
    assert_eq!(desk.resolve(&gone.path), Resolved::Moved { to: kept.path });
}

fn spellings_of_a_tag_lead_to_one_page(fixture: &Fixture) {
    let desk = Desk(fixture);
    let iran = "<category domain=\"post_tag\" nicename=\"iran\"><![CDATA[إيران]]></category>";
    let bare = "<category domain=\"post_tag\" nicename=\"iran-2\"><![CDATA[ايران]]></category>";
    let items = [(1, iran), (2, bare)].map(|(id, more)| {
        let slug = if id == 1 { "a" } else { "b" };
        Post {
            id,
            slug,
            more,
            ..Post::default()
        }
        .xml()
    });
    let file = wxr_file(fixture.folder(), "export.xml", &items.concat());
    import(&fixture.archive, &[file]).unwrap();
    let tag = find(fixture, Named::Tags, "إيران");
    assert_eq!((tag.articles, tag.path.as_str()), (2, "/tag/iran/"));
    let to = tag.path;
    assert_eq!(desk.resolve("/tag/iran-2"), Resolved::Moved { to });
}

fn a_tag_is_called_otherwise(fixture: &Fixture) {
    let desk = Desk(fixture);
    let archive = &fixture.archive;
    let id = publish(&desk, &tagged("أولى", &["الرياح", "حلب"]));
    let tag = find(fixture, Named::Tags, "الرياح");
    let edit = |name: &str, slug: &str| NameLine {
        id: tag.id,
        name: name.to_owned(),
        slug: slug.to_owned(),
        about: "كل ما يهبّ".to_owned(),
        ..NameLine::default()
    };
    let taken = archive.rename(&may(), Named::Tags, &edit("حَلب", ""));
    assert!(matches!(taken, Err(TaxonomyError::Taken { .. })));
    let taken = archive.rename(&may(), Named::Tags, &edit("ريح", "حلب"));
    assert!(matches!(taken, Err(TaxonomyError::PathTaken)));
    let nameless = archive.rename(&may(), Named::Tags, &edit(" ", ""));
    assert!(matches!(nameless, Err(TaxonomyError::NoName)));
    archive
        .rename(&may(), Named::Tags, &edit("الريح", "ريح"))
        .unwrap();
    let seen = desk.seen(id).unwrap();
    assert_eq!(seen.tags[0].name, "الريح");
    let to = seen.tags[0].path.clone();
    assert_eq!(desk.resolve(&tag.path), Resolved::Moved { to });
    publish(&desk, &tagged("ثانية", &["الرياح"]));
    assert_eq!(find(fixture, Named::Tags, "الريح").articles, 2);
}

fn two_people_become_one(fixture: &Fixture) {
    let desk = Desk(fixture);
    let archive = &fixture.archive;
    let mut other = text("أولى");
    other.byline = vec!["ر. العلي".to_owned(), "سامي المرعشلي".to_owned()];
    let id = publish(&desk, &other);
    publish(&desk, &text("ثانية"));
    let (kept, gone) = (
        find(fixture, Named::People, "رنا العلي"),
        find(fixture, Named::People, "ر. العلي"),
    );
    archive
        .merge(&may(), Named::People, gone.id, kept.id)
        .unwrap();
    let byline = desk.seen(id).unwrap().byline;
    assert_eq!(byline[0].name, "رنا العلي");
    assert_eq!(find(fixture, Named::People, "رنا العلي").articles, 2);
    assert!(matches!(desk.resolve(&gone.path), Resolved::Moved { .. }));
}

fn what_the_newsroom_calls_things_stays(fixture: &Fixture) {
    let _desk = Desk(fixture);
    let archive = &fixture.archive;
    let file = wxr_file(fixture.folder(), "export.xml", &Post::default().xml());
    import(archive, &[file]).unwrap();
    let tree = archive.section_tree(&may()).unwrap();
    let arab = tree.iter().find(|line| line.name == "عربي").unwrap();
    assert_eq!((tree[0].name.as_str(), arab.depth), ("سياسة", 1));
    let edit = SectionEdit {
        name: "العالم العربي".to_owned(),
        ..SectionEdit::default()
    };
    archive
        .change_section(&may(), SectionId(arab.id), &edit)
        .unwrap();
    let salma = find(fixture, Named::People, "سلمى الحاج");
    let edit = NameLine {
        name: "سلمى حاج".to_owned(),
        about: "مراسلة".to_owned(),
        ..salma
    };
    archive.rename(&may(), Named::People, &edit).unwrap();
    let renamed = "<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>arab\
        </wp:category_nicename><wp:category_parent></wp:category_parent>\
        <wp:cat_name><![CDATA[شؤون]]></wp:cat_name></wp:category>";
    let items = format!("{renamed}{}", Post::default().xml());
    let file = wxr_file(fixture.folder(), "export.xml", &items);
    import(archive, &[file]).unwrap();
    let tree = archive.section_tree(&may()).unwrap();
    assert!(
        tree.iter()
            .any(|line| line.name == "العالم العربي" && line.depth == 1)
    );
    let person = find(fixture, Named::People, "سلمى حاج");
    assert_eq!((person.about.as_str(), person.articles), ("مراسلة", 1));
}

fn a_section_is_added_renamed_and_put_first(fixture: &Fixture) {
    let desk = Desk(fixture);
    let archive = &fixture.archive;
    let edit = |name: &str, slug: &str| SectionEdit {
        name: name.to_owned(),
        slug: slug.to_owned(),
        description: String::new(),
    };
    let city = archive
        .add_section(&may(), None, &edit("المدينة", ""))
        .unwrap();
    let street = archive
        .add_section(&may(), Some(city), &edit("الشارع", ""))
        .unwrap();
    let sport = archive
        .add_section(&may(), None, &edit("رياضة", "sport"))
        .unwrap();
    let taken = archive.add_section(&may(), None, &edit("رياضة", "sport"));
    assert!(matches!(taken, Err(TaxonomyError::PathTaken)));
    let names = || {
        let tree = archive.section_tree(&may()).unwrap();
        tree.into_iter()
            .map(|line| (line.id, line.depth))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(), [(city.0, 0), (street.0, 1), (sport.0, 0)]);
    archive.shift_section(&may(), sport, true).unwrap();
    assert_eq!(names(), [(sport.0, 0), (city.0, 0), (street.0, 1)]);
    archive
        .change_section(&may(), sport, &edit("الرياضة", "رياضة"))
        .unwrap();
    let Resolved::Moved { to } = desk.resolve("/category/sport") else {
        panic!("the old address leads nowhere")
    };
    assert_eq!(warraq_text::path::canonical(&to), "/category/رياضة");
    let mut text = text("مباراة");
    text.section = Some(street);
    publish(&desk, &text);
    assert_eq!(listed(fixture, Listing::Section(city)), 1);
    assert_eq!(archive.section_tree(&may()).unwrap()[1].articles, 1);
}

fn an_address_of_ones_own_leads_and_never_in_a_circle(fixture: &Fixture) {
    let desk = Desk(fixture);
    let archive = &fixture.archive;
    let id = desk.begin("منشورة");
    desk.publish(id, When::Now).unwrap();
    let path = desk.path(id);
    let to = |to: &str| Redirect::To(to.to_owned());
    let add = |from: &str, does: &Redirect| archive.add_redirect(&may(), from, does);
    add("/قديم", &to(&path)).unwrap();
    assert_eq!(desk.resolve("/قديم"), Resolved::Moved { to: path.clone() });
    add("https://old.example/b/", &to("/قديم")).unwrap();
    add("/gone", &Redirect::Gone).unwrap();
    let reason = String::new();
    assert_eq!(desk.resolve("/gone"), Resolved::Gone { reason });
    for circle in ["/b", "/قديم/"] {
        let refused = add("/قديم", &to(circle));
        assert!(matches!(refused, Err(TaxonomyError::Circle)), "{circle}");
    }
    assert!(matches!(
        add(&path, &to("/gone")),
        Err(TaxonomyError::PathTaken)
    ));
    for wrong in ["", "x", "//evil.example/", "/", "/admin/people"] {
        let refused = add(wrong, &Redirect::Gone);
        assert!(matches!(refused, Err(TaxonomyError::NoAddress)), "{wrong}");
    }
    let page = archive.redirects(&may(), "").unwrap();
    assert_eq!((page.lines.len(), page.further), (3, None));
    assert_eq!(page.lines[0].since, Timestamp::from_millis(NOW.millis()));
    archive.remove_redirect(&may(), "/gone").unwrap();
    assert_eq!(desk.resolve("/gone"), Resolved::Unknown);
}
