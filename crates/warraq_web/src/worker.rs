//! The service worker, by which pages are read without a line.

use crate::assets::Assets;
use crate::edition::{Edition, MadeFrom};
use crate::look::Look;
use crate::respond::{Answer, CachePolicy, Kind};
use crate::site::offline;

/// Where the worker is: at the root, because it may answer for what is below it only.
const PATH: &str = "/sw.js";
/// Where plug-ins of WordPress have theirs. A browser that still runs one asks for it again here,
/// and would go on showing the old site from its memory if it found nothing.
const OLD: [&str; 7] = [
    "/OneSignalSDKWorker.js",
    "/firebase-messaging-sw.js",
    "/pwa-amp-sw.js",
    "/pwa-sw.js",
    "/service-worker.js",
    "/superpwa-sw.js",
    "/wp.serviceworker",
];

/// `GET /sw.js`, and the same under the names that a browser may remember from the old site.
pub(crate) fn show(edition: &Edition, path: &str) -> Option<Answer> {
    if path != PATH && !OLD.contains(&path) {
        return None;
    }
    let mut answer = edition.machine(Kind::Script, code(edition.look()), None, MadeFrom::at(path));
    answer.policy = CachePolicy::Asked;
    Some(answer)
}

/// The worker with the names of all assets before it, and a version that changes with any of them.
fn code(look: &Look) -> Vec<u8> {
    let mut shell = look.addresses();
    shell.push(offline::PATH);
    let shell = serde_json::Value::from(shell);
    let code = Assets::worker();
    let version = blake3::hash(&[shell.to_string().as_bytes(), &code].concat()).to_hex();
    let facts = format!(
        "\"use strict\";\nconst VERSION = \"{}\";\nconst SHELL = {shell};\n",
        &version[..10]
    );
    [facts.into_bytes(), code].concat()
}
