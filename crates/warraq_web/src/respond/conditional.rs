//! What a request asks of an answer: which coding, whether it changed, which part of it.

use std::ops::Range;

use axum::http::header::{ACCEPT_ENCODING, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, RANGE};
use axum::http::{HeaderMap, Method};

use super::Coding;

/// The parts of a request that decide how an answer is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask<'a> {
    /// `HEAD`: headers only.
    pub(crate) head: bool,
    headers: &'a HeaderMap,
}

impl<'a> Ask<'a> {
    pub(crate) fn of(method: &Method, headers: &'a HeaderMap) -> Self {
        Self {
            head: method == Method::HEAD,
            headers,
        }
    }

    fn value(&self, name: HeaderName) -> Option<&'a str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The best coding that the client takes.
    pub(crate) fn coding(&self) -> Option<Coding> {
        [Coding::Brotli, Coding::Gzip]
            .into_iter()
            .find(|coding| self.accepts(*coding))
    }

    /// Whether the client takes a coding. A coding with `q=0` is refused.
    pub(super) fn accepts(&self, coding: Coding) -> bool {
        let Some(accepted) = self.value(ACCEPT_ENCODING) else {
            return false;
        };
        accepted.split(',').any(|offer| {
            let mut parts = offer.split(';').map(str::trim);
            parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(coding.name()))
                && !parts.any(is_zero_weight)
        })
    }

    /// Whether the client already holds what `etag` names, in any coding.
    pub(super) fn holds(&self, etag: &str) -> Option<bool> {
        let held = self.value(IF_NONE_MATCH)?;
        Some(held.split(',').map(str::trim).any(|tag| {
            let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
            tag == "*" || tag == etag || is_coding_of(tag, etag)
        }))
    }

    /// The date of the client's copy, as the client wrote it.
    pub(super) fn since(&self) -> Option<&'a str> {
        self.value(IF_MODIFIED_SINCE)
    }

    /// The one range of bytes that is asked for. Several ranges, or none that is understood, ask
    /// for everything; `Err` is a range outside the answer.
    pub(super) fn range(&self, length: usize) -> Option<Result<Range<usize>, ()>> {
        let spec = self.value(RANGE)?.strip_prefix("bytes=")?;
        let (first, last) = spec.split_once('-')?;
        if last.contains(',') {
            return None;
        }
        let range = match (first.trim(), last.trim()) {
            ("", "") => return None,
            ("", suffix) => length.saturating_sub(suffix.parse().ok()?)..length,
            (first, "") => first.parse().ok()?..length,
            (first, last) => {
                let last: usize = last.parse().ok()?;
                first.parse().ok()?..last.saturating_add(1).min(length)
            }
        };
        Some(if range.start < range.end {
            Ok(range)
        } else {
            Err(())
        })
    }
}

/// Whether `tag` is `etag` with the mark of a coding after it.
fn is_coding_of(tag: &str, etag: &str) -> bool {
    let mark = tag.strip_prefix(etag);
    mark.is_some_and(|mark| mark == "-gz" || mark.starts_with("-br"))
}

fn is_zero_weight(parameter: &str) -> bool {
    let weight = parameter
        .strip_prefix("q=")
        .or_else(|| parameter.strip_prefix("Q="));
    weight.is_some_and(|weight| weight.bytes().all(|b| b == b'0' || b == b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: HeaderName, value: &'static str, check: impl Fn(Ask<'_>)) {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        check(Ask::of(&Method::GET, &headers));
    }

    #[test]
    fn a_coding_with_weight_zero_is_refused() {
        with(ACCEPT_ENCODING, "gzip;q=0, br;q=0.5", |ask| {
            assert!(!ask.accepts(Coding::Gzip));
            assert!(ask.accepts(Coding::Brotli));
        });
        with(ACCEPT_ENCODING, "identity", |ask| {
            assert!(!ask.accepts(Coding::Brotli));
        });
    }

    #[test]
    fn one_tag_names_every_coding_of_an_answer() {
        with(IF_NONE_MATCH, "\"a1\", W/\"b2-br5\"", |ask| {
            assert_eq!(ask.holds("b2"), Some(true));
            assert_eq!(ask.holds("a1"), Some(true));
            assert_eq!(ask.holds("c3"), Some(false));
        });
        with(ACCEPT_ENCODING, "br", |ask| {
            assert_eq!(ask.holds("b2"), None);
        });
    }

    #[test]
    fn one_range_is_understood_and_several_ask_for_everything() {
        let check = |value: &'static str, expected: Option<Result<Range<usize>, ()>>| {
            with(RANGE, value, |ask| {
                assert_eq!(ask.range(100), expected, "{value}");
            });
        };
        check("bytes=0-9", Some(Ok(0..10)));
        check("bytes=90-", Some(Ok(90..100)));
        check("bytes=-5", Some(Ok(95..100)));
        check("bytes=50-1000", Some(Ok(50..100)));
        check("bytes=100-", Some(Err(())));
        check("bytes=0-1,5-6", None);
        check("lines=1-2", None);
        check("bytes=99999999999999999999999-", None);
    }
}
