//! What the tests of the cleaners share.
#![allow(dead_code, reason = "each test uses its part")]
#![expect(clippy::print_stdout, reason = "a test that cannot run says why")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use warraq_import::clean::{self, Attachment, Attachments, Cleaned, Context};

/// Where the data that is not ours to publish lies, if it is on this machine.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let named = std::env::var_os("WARRAQ_SHARED").map(PathBuf::from);
    let places = named
        .into_iter()
        .chain([beside, PathBuf::from("/work/shared")]);
    let found = places
        .map(|place| place.join(path))
        .find(|place| place.exists());
    if found.is_none() {
        println!("skipped: {path} is not on this machine");
    }
    found
}

/// One picture, number 7, with a hostile caption.
pub(crate) struct OnePicture;

impl Attachments for OnePicture {
    fn by_id(&self, id: i64) -> Option<Attachment> {
        (id == 7).then(|| Attachment {
            url: "https://paper.example/wp-content/uploads/2012/05/a-b.jpg".to_owned(),
            alt: "\"><script>alert(1)</script>".to_owned(),
            caption: "<img src=x onerror=alert(1)> صورة".to_owned(),
            mime: "image/jpeg".to_owned(),
            dimensions: Some((600, 400)),
            link: "javascript:alert(1)".to_owned(),
        })
    }
    fn children_of(&self, _: i64) -> Vec<i64> {
        vec![7]
    }
    fn shared_block(&self, _: i64) -> Option<String> {
        None
    }
}

pub(crate) fn hosts() -> [String; 2] {
    ["paper.example".to_owned(), "www.paper.example".to_owned()]
}

pub(crate) fn with_context<T>(run: impl FnOnce(&Context<'_>) -> T) -> T {
    let hosts = hosts();
    run(&Context {
        site_hosts: &hosts,
        attachments: &OnePicture,
        article_external_id: 12,
        footnotes: r#"[{"id":"n-1","content":"حاشية <b>أولى</b>"}]"#,
    })
}

/// A small paper: two pictures of article 12, a sound, notes.
pub(crate) struct Paper(HashMap<i64, Attachment>);

impl Paper {
    pub(crate) fn new() -> Self {
        let picture = |name: &str, caption: &str| Attachment {
            url: format!("https://paper.example/wp-content/uploads/2012/05/{name}.jpg"),
            alt: format!("صورة {name}"),
            caption: caption.to_owned(),
            mime: "image/jpeg".to_owned(),
            dimensions: Some((1200, 800)),
            link: format!("https://paper.example/story/{name}/"),
        };
        let sound = Attachment {
            url: "https://paper.example/wp-content/uploads/2012/05/talk.mp3".to_owned(),
            mime: "audio/mpeg".to_owned(),
            ..Attachment::default()
        };
        Self(
            [
                (7, picture("a", "")),
                (8, picture("b", "تعليق <em>ب</em>")),
                (9, sound),
            ]
            .into(),
        )
    }
}
impl Attachments for Paper {
    fn by_id(&self, id: i64) -> Option<Attachment> {
        self.0.get(&id).cloned()
    }
    fn children_of(&self, article: i64) -> Vec<i64> {
        if article == 12 {
            vec![7, 8, 9]
        } else {
            Vec::new()
        }
    }
    fn shared_block(&self, id: i64) -> Option<String> {
        // The second holds itself.
        let body = ["<p>مشترك</p>", "<p>ن</p><!-- wp:block {\"ref\":2} /-->"];
        let index = usize::try_from(id).ok()?.checked_sub(1)?;
        body.get(index).map(|body| (*body).to_owned())
    }
}
/// What is made of the body of article 12.
pub(crate) fn article(source: &str) -> Cleaned {
    let hosts = ["paper.example".to_owned(), "www.paper.example".to_owned()];
    let paper = Paper::new();
    let cx = Context {
        site_hosts: &hosts,
        attachments: &paper,
        article_external_id: 12,
        footnotes: r#"[{"id":"n-1","content":"حاشية <b>أولى</b>"}]"#,
    };
    clean::article(source, &cx)
}
