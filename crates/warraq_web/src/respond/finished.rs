//! An answer in its final bytes, ready for any number of requests.

use std::io::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, ETAG, HeaderValue, LAST_MODIFIED,
};
use axum::http::{HeaderMap, Response, StatusCode};
use bytes::Bytes;
use http_body_util::Full;
use warraq_archive::model::{ArticleId, Timestamp};

use super::{Answer, Ask, CachePolicy, House, Memory};

/// Below this many bytes a coding saves nothing that a packet would notice.
const WORTH_COMPRESSING: usize = 860;
/// How long a `Page` may be used past its freshness by whoever keeps it, in milliseconds.
const PAGE_OUTLIVES: i64 = 660_000;

/// A content coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Brotli,
    Gzip,
}

impl Coding {
    /// The name in `Accept-Encoding` and `Content-Encoding`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }
}

/// What a request says of the demand for an answer that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Demand {
    /// It is the second: more will come.
    Second,
    /// It is one of very many.
    Much,
    /// It is any other.
    Other,
}

/// The bytes of an answer in one coding.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    bytes: Bytes,
    etag: HeaderValue,
}

/// An answer in its final bytes.
#[derive(Debug)]
pub(crate) struct Finished {
    status: StatusCode,
    headers: HeaderMap,
    hash: String,
    plain: Variant,
    brotli: Option<Variant>,
    gzip: Option<Variant>,
    compresses: bool,
    policy: CachePolicy,
    pub(crate) memory: Option<Memory>,
    /// The article that is read by whoever gets this.
    pub(crate) article: Option<ArticleId>,
    asked: AtomicU32,
}

impl Finished {
    /// Finishes an answer, without codings.
    pub(crate) fn new(answer: Answer, house: House) -> Self {
        let mut headers = house.headers(&answer);
        if let Some(modified) = answer.modified.and_then(http_date) {
            headers.insert(LAST_MODIFIED, modified);
        }
        let hash = hash(&answer.body);
        Self {
            status: answer.status,
            compresses: answer.kind.compresses() && answer.body.len() >= WORTH_COMPRESSING,
            plain: Variant {
                etag: etag(&hash, ""),
                bytes: answer.body,
            },
            brotli: None,
            gzip: None,
            headers,
            hash,
            policy: answer.policy,
            memory: answer.memory,
            article: answer.article,
            asked: AtomicU32::new(0),
        }
    }

    /// The same answer with brotli of `quality` and gzip beside the plain bytes.
    pub(crate) fn compressed(&self, quality: i32) -> Self {
        let gzip = self.gzip.clone().or_else(|| self.gzipped());
        Self {
            gzip,
            ..self.with_brotli(quality)
        }
    }

    /// The same answer with one coding beside the plain bytes, quickly made.
    pub(crate) fn coded(&self, coding: Coding) -> Self {
        /// A fifth bigger than what the next readers get, in a third of the time.
        const QUICKEST: i32 = 2;
        match coding {
            Coding::Brotli => self.with_brotli(QUICKEST),
            Coding::Gzip => Self {
                gzip: self.gzipped(),
                ..self.again()
            },
        }
    }

    fn with_brotli(&self, quality: i32) -> Self {
        let bytes = self
            .compresses
            .then(|| brotli(&self.plain.bytes, quality))
            .flatten();
        let better = bytes.map(|bytes| self.variant(bytes, &format!("-br{quality}")));
        Self {
            brotli: better.or_else(|| self.brotli.clone()),
            ..self.again()
        }
    }

    fn gzipped(&self) -> Option<Variant> {
        let bytes = self.compresses.then(|| gzip(&self.plain.bytes)).flatten()?;
        Some(self.variant(bytes, "-gz"))
    }

    fn variant(&self, bytes: Bytes, mark: &str) -> Variant {
        Variant {
            etag: etag(&self.hash, mark),
            bytes,
        }
    }

    fn again(&self) -> Self {
        Self {
            status: self.status,
            headers: self.headers.clone(),
            hash: self.hash.clone(),
            plain: self.plain.clone(),
            brotli: self.brotli.clone(),
            gzip: self.gzip.clone(),
            compresses: self.compresses,
            policy: self.policy,
            memory: self.memory.clone(),
            article: self.article,
            asked: AtomicU32::new(self.asked.load(Ordering::Relaxed)),
        }
    }

    /// Whether a coding would make it smaller and is not there yet.
    pub(crate) fn lacks(&self, coding: Coding) -> bool {
        let has = match coding {
            Coding::Brotli => self.brotli.is_some(),
            Coding::Gzip => self.gzip.is_some(),
        };
        self.compresses && !has
    }

    /// Counts a request after the one that it was made for.
    pub(crate) fn asked_again(&self) -> Demand {
        const MUCH: u32 = 64;
        match self.asked.fetch_add(1, Ordering::Relaxed) {
            0 if self.compresses => Demand::Second,
            MUCH if self.compresses => Demand::Much,
            _ => Demand::Other,
        }
    }

    /// Bytes that keeping this answer costs.
    pub(crate) fn weight(&self) -> u64 {
        /// Headers, keys and the cache's own books, roughly.
        const BOOKS: usize = 2048;
        let coded = [&self.brotli, &self.gzip].into_iter().flatten();
        let bytes =
            self.plain.bytes.len() + coded.map(|variant| variant.bytes.len()).sum::<usize>();
        (bytes + BOOKS) as u64
    }

    /// Whether the answer is still true at `now`.
    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        let until = self.memory.as_ref().and_then(|memory| memory.until);
        until.is_none_or(|until| now < until)
    }

    /// The response to one request.
    pub(crate) fn response(&self, ask: Ask<'_>, now: Timestamp) -> Response<Full<Bytes>> {
        let (variant, coding) = self.best(ask);
        let mut response = Response::new(Full::default());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        let headers = response.headers_mut();
        if let Some(policy) = self.last_minutes(now) {
            headers.insert(CACHE_CONTROL, policy);
        }
        if self.status == StatusCode::OK {
            headers.insert(ETAG, variant.etag.clone());
            if self.is_held(ask) {
                *response.status_mut() = StatusCode::NOT_MODIFIED;
                return response;
            }
        }
        if let Some(coding) = coding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
        }
        if ask.head {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(variant.bytes.len()));
        } else {
            *response.body_mut() = Full::new(variant.bytes.clone());
        }
        response
    }

    fn best(&self, ask: Ask<'_>) -> (&Variant, Option<Coding>) {
        match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if ask.accepts(Coding::Brotli) => (brotli, Some(Coding::Brotli)),
            (_, Some(gzip)) if ask.accepts(Coding::Gzip) => (gzip, Some(Coding::Gzip)),
            _ => (&self.plain, None),
        }
    }

    fn is_held(&self, ask: Ask<'_>) -> bool {
        // A tag is exact, a date is not: where both are given the tag decides (RFC 9110, 13.2.2).
        ask.holds(&self.hash).unwrap_or_else(|| {
            let modified = self
                .headers
                .get(LAST_MODIFIED)
                .and_then(|value| value.to_str().ok());
            modified.is_some() && modified == ask.since()
        })
    }

    /// Near the end of its truth a page must not be kept past it: at midnight the date changes.
    fn last_minutes(&self, now: Timestamp) -> Option<HeaderValue> {
        let until = self.memory.as_ref()?.until?;
        let left = until.millis() - now.millis();
        if self.policy != CachePolicy::Page || left >= PAGE_OUTLIVES {
            return None;
        }
        let seconds = (left / 1000).clamp(0, 60);
        HeaderValue::try_from(format!("public, max-age={seconds}, stale-if-error=86400")).ok()
    }
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..16].to_owned()
}

fn etag(hash: &str, mark: &str) -> HeaderValue {
    // Hex digits and a mark of ours are always a header value.
    HeaderValue::try_from(format!("\"{hash}{mark}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// `Sun, 25 Sep 2022 03:00:00 GMT`
fn http_date(at: Timestamp) -> Option<HeaderValue> {
    let zoned = at.in_zone(&jiff::tz::TimeZone::UTC);
    let text = jiff::fmt::strtime::format("%a, %d %b %Y %H:%M:%S GMT", &zoned).ok()?;
    HeaderValue::try_from(text).ok()
}

/// Brotli; `None` when it would not be smaller.
fn brotli(bytes: &[u8], quality: i32) -> Option<Bytes> {
    let params = brotli::enc::BrotliEncoderParams {
        quality,
        // The encoder clears its whole window, which a page seldom fills.
        lgwin: if bytes.len() < 1 << 16 { 16 } else { 18 },
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::with_capacity(bytes.len() / 3);
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params).ok()?;
    (out.len() < bytes.len()).then(|| out.into())
}

fn gzip(bytes: &[u8]) -> Option<Bytes> {
    let mut encoder = flate2::write::GzEncoder::new(
        Vec::with_capacity(bytes.len() / 3),
        flate2::Compression::new(6),
    );
    encoder.write_all(bytes).ok()?;
    let out = encoder.finish().ok()?;
    (out.len() < bytes.len()).then(|| out.into())
}

#[cfg(test)]
mod tests {
    use axum::http::header::{ACCEPT_ENCODING, IF_MODIFIED_SINCE, IF_NONE_MATCH};
    use axum::http::{HeaderName, Method};

    use super::super::Kind;
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000_000);

    fn page(until: Option<Timestamp>) -> Finished {
        let body = "<p>خبر طويل</p>".repeat(200);
        let answer = Answer::new(Kind::Html, body, CachePolicy::Page).remembered(Memory {
            until,
            ..Memory::default()
        });
        Finished::new(answer, House::of("https://a.example"))
    }

    fn ask(finished: &Finished, name: HeaderName, value: &str) -> Response<Full<Bytes>> {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_str(value).unwrap());
        finished.response(Ask::of(&Method::GET, &headers), NOW)
    }

    #[test]
    fn codings_are_sent_to_those_who_take_them() {
        let page = page(None).compressed(5);
        let brotli = ask(&page, ACCEPT_ENCODING, "gzip, br");
        assert_eq!(brotli.headers()[CONTENT_ENCODING], "br");
        let gzip = ask(&page, ACCEPT_ENCODING, "gzip");
        assert_eq!(gzip.headers()[CONTENT_ENCODING], "gzip");
        let plain = ask(&page, ACCEPT_ENCODING, "zstd");
        assert!(!plain.headers().contains_key(CONTENT_ENCODING));
        let tags = [&brotli, &gzip, &plain].map(|response| response.headers()[ETAG].clone());
        assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2]);
    }

    #[test]
    fn a_held_answer_is_not_sent_again() {
        let page = page(None);
        let tag = ask(&page, ACCEPT_ENCODING, "br").headers()[ETAG].clone();
        let response = ask(&page, IF_NONE_MATCH, tag.to_str().unwrap());
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
        assert!(response.headers().contains_key(CACHE_CONTROL));
        assert_eq!(
            ask(&page, IF_NONE_MATCH, "\"other\"").status(),
            StatusCode::OK
        );
    }

    #[test]
    fn a_feed_is_also_conditional_on_its_date() {
        let mut answer = Answer::new(Kind::Rss, "<rss/>", CachePolicy::Page);
        answer.modified = Some(Timestamp::from_millis(1_664_074_800_000));
        let feed = Finished::new(answer, House::of("https://a.example"));
        let date = "Sun, 25 Sep 2022 03:00:00 GMT";
        assert_eq!(
            ask(&feed, ACCEPT_ENCODING, "br").headers()[LAST_MODIFIED],
            date
        );
        assert_eq!(
            ask(&feed, IF_MODIFIED_SINCE, date).status(),
            StatusCode::NOT_MODIFIED
        );
    }

    #[test]
    fn a_page_is_not_kept_past_midnight() {
        let soon = Timestamp::from_millis(NOW.millis() + 5_000);
        let response = ask(&page(Some(soon)), ACCEPT_ENCODING, "br");
        assert_eq!(
            response.headers()[CACHE_CONTROL],
            "public, max-age=5, stale-if-error=86400"
        );
        assert!(page(Some(soon)).is_fresh(NOW));
        assert!(!page(Some(soon)).is_fresh(soon));
    }
}
