//! Tells hubs (WebSub) and search engines (IndexNow) of the news that the archive has noted for them.

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use tracing::{info, warn};
use warraq_archive::Archive;
use warraq_archive::model::{DuePings, Settings, Timestamp};
use warraq_archive::store::StoreError;

use crate::caller::{Caller, Reply};

/// Between two looks at what is due.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// After the archive could not be read.
const LOOK_AGAIN: Duration = Duration::from_secs(15);
/// After telling somebody: what is news meanwhile is told at once, and together.
const REST_MS: i64 = 10_000;
const MINUTE_MS: i64 = 60_000;
/// After each failure, the wait before the next attempt, in minutes; the last one repeats.
const WAITS: [i64; 6] = [1, 5, 15, 60, 240, 480];
/// Failures in a row after which what waits is given up, about two days: by then the recipient has
/// looked for itself.
const MOST_ATTEMPTS: u32 = 10;
/// Addresses in one call. IndexNow takes 10,000; a form of this many is read by every hub.
const MOST_AT_ONCE: usize = 500;

/// What one look has done, in addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Taken by their recipients.
    pub taken: usize,
    /// To be tried again.
    pub put_off: usize,
    /// Not to be tried again.
    pub refused: usize,
}

/// Tells whoever has to be told, on a thread of its own, for as long as the program runs.
///
/// # Errors
/// When the system gives no thread.
pub fn tell_in_background(archive: &Archive) -> std::io::Result<()> {
    let archive = archive.clone();
    let work = move || {
        let caller = Caller::new();
        loop {
            std::thread::sleep(match tell(&archive, &caller) {
                Ok(_) => LOOK_EVERY,
                Err(error) => {
                    warn!(%error, "News could not be told; trying again");
                    LOOK_AGAIN
                }
            });
        }
    };
    std::thread::Builder::new()
        .name("warraq-herald".to_owned())
        .spawn(work)?;
    Ok(())
}

/// Tells everybody once what is due.
///
/// # Errors
/// When the archive cannot be read or written. What was told and could not be taken out is told again,
/// which does no harm.
pub fn tell(archive: &Archive, caller: &Caller) -> Result<Told, StoreError> {
    let mut told = Told::default();
    let settings = archive.settings();
    for pings in archive.pings_due(MOST_AT_ONCE)? {
        let Some(call) = Call::of(&pings, &settings) else {
            archive.forget_pings(&pings.recipient)?;
            continue;
        };
        let count = pings.paths.len();
        match caller.post(&pings.recipient, call.kind, &call.body) {
            Reply::Taken => {
                archive.pings_taken(&pings, after(archive, REST_MS))?;
                told.taken += count;
                info!("Told {} of {count} addresses", pings.recipient);
            }
            Reply::PutOff(trouble, wait) if pings.attempts + 1 < MOST_ATTEMPTS => {
                let asked = wait.map_or(0, |wait| {
                    i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)
                });
                let until = after(archive, asked.max(wait_after(pings.attempts)));
                archive.postpone_pings(&pings, until, &trouble)?;
                told.put_off += count;
                warn!("{} could not be told: {trouble}", pings.recipient);
            }
            Reply::PutOff(trouble, _) | Reply::Refused(trouble) => {
                archive.refuse_pings(&pings, &trouble)?;
                told.refused += count;
                warn!("{} does not want to be told: {trouble}", pings.recipient);
            }
        }
    }
    Ok(told)
}

/// What is said to a recipient.
struct Call {
    kind: &'static str,
    body: String,
}

impl Call {
    /// `None` when the settings do not name the recipient any longer.
    fn of(pings: &DuePings, settings: &Settings) -> Option<Self> {
        let addresses = pings
            .paths
            .iter()
            .map(|(path, _)| format!("{}{path}", settings.url));
        let whom = &settings.pings;
        if whom.hubs.contains(&pings.recipient) {
            Some(Self {
                kind: "application/x-www-form-urlencoded",
                body: websub(addresses),
            })
        } else if whom.engine == pings.recipient && !whom.key.is_empty() {
            Some(Self {
                kind: "application/json; charset=utf-8",
                body: indexnow(addresses.collect(), settings),
            })
        } else {
            None
        }
    }
}

/// How publishers tell hubs of several topics at once: each `hub.url` is one (`PubSubHubbub` 0.4, 7.1,
/// which WebSub leaves to the hub).
fn websub(topics: impl Iterator<Item = String>) -> String {
    let mut form = "hub.mode=publish".to_owned();
    for topic in topics {
        form.push_str("&hub.url=");
        form.extend(utf8_percent_encode(&topic, NON_ALPHANUMERIC));
    }
    form
}

fn indexnow(addresses: Vec<String>, settings: &Settings) -> String {
    let (url, key) = (&settings.url, &settings.pings.key);
    let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    json!({
        "host": host,
        "key": key,
        "keyLocation": format!("{url}/{key}.txt"),
        "urlList": addresses,
    })
    .to_string()
}

fn wait_after(attempts: u32) -> i64 {
    let step = usize::try_from(attempts).unwrap_or(usize::MAX);
    WAITS.get(step).or(WAITS.last()).copied().unwrap_or(60) * MINUTE_MS
}

fn after(archive: &Archive, millis: i64) -> Timestamp {
    Timestamp::from_millis(archive.clock().now().millis().saturating_add(millis))
}
