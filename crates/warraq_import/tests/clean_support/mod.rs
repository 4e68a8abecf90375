//! What the tests of the cleaners share.
#![allow(dead_code, reason = "each test uses its part")]
#![expect(clippy::print_stdout, reason = "a test that cannot run says why")]

use std::path::{Path, PathBuf};
use warraq_import::clean::{Attachment, Attachments, Context};

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
    })
}
