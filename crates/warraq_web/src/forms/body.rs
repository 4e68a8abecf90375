//! From the bytes of a request to a form.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use percent_encoding::percent_decode_str;

/// How large a form may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FormSize {
    /// A letter of ten thousand Arabic letters.
    Letter,
    /// An article of a hundred and seventy thousand.
    Manuscript,
}

impl FormSize {
    /// In bytes. An Arabic letter is six of them, percent-coded.
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Letter => 64 * 1024,
            Self::Manuscript => 1024 * 1024,
        }
    }
}

/// Fields that are looked at.
const MOST: usize = 128;

/// What somebody filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// Reads `name=value&…`.
    pub(crate) fn of(text: &str) -> Self {
        let pairs = text.split('&').take(MOST).filter(|pair| !pair.is_empty());
        let fields = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), tidy(&decoded(value)))
        });
        Self {
            fields: fields.collect(),
        }
    }

    /// Takes fields as they came.
    pub(super) fn of_fields(fields: Vec<(String, String)>) -> Self {
        let fields = fields.into_iter().take(MOST);
        let fields = fields.map(|(name, value)| (name, tidy(&value)));
        Self {
            fields: fields.collect(),
        }
    }

    /// What was filled in; empty when the field was not sent. The first of a name counts.
    pub(crate) fn text(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(known, _)| known == name);
        field.map_or("", |(_, value)| value)
    }

    /// All values of a field that may be chosen several times.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let of_this_name = self.fields.iter().filter(move |(known, _)| known == name);
        of_this_name.map(|(_, value)| value.as_str())
    }

    /// Whether a program filled in the field that people do not see.
    pub(crate) fn is_trapped(&self) -> bool {
        self.all(super::TRAP).any(|value| !value.is_empty())
    }
}

/// Reads the body of a request.
pub(super) async fn read(
    headers: &HeaderMap,
    body: Body,
    size: FormSize,
) -> Result<Form, StatusCode> {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    if !kind
        .trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
    {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    Ok(Form::of(&String::from_utf8_lossy(
        &bytes(body, size).await?,
    )))
}

/// The bytes of a body that is not too large.
pub(super) async fn bytes(body: Body, size: FormSize) -> Result<Bytes, StatusCode> {
    match Limited::new(body, size.bytes()).collect().await {
        Ok(read) => Ok(read.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}

fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

/// Lines end in `\n`, as everywhere in the archive; nothing else invisible gets in.
fn tidy(value: &str) -> String {
    let lines = value.replace("\r\n", "\n").replace('\r', "\n");
    let visible = lines
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    visible.collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arabic_form_is_read() {
        let form = Form::of("name=%D8%B1%D9%86%D8%A7+%D8%B9&list=1&list=2&empty=&x");
        assert_eq!(form.text("name"), "رنا ع");
        assert_eq!(form.all("list").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(
            (form.text("empty"), form.text("x"), form.text("none")),
            ("", "", "")
        );
    }

    #[test]
    fn lines_are_kept_and_control_characters_are_not() {
        let form = Form::of("body=a%0D%0Ab%0Dc%00%1B%0A&name=a%0Ab");
        assert_eq!(form.text("body"), "a\nb\nc");
        assert_eq!(form.text("name"), "a\nb");
    }

    #[test]
    fn bytes_that_are_no_text_are_no_danger() {
        assert_eq!(Form::of("a=%FF%FE%").text("a"), "\u{fffd}\u{fffd}%");
        assert_eq!(Form::of(&"&".repeat(10_000)), Form::default());
        assert_eq!(Form::of(&"a=1&".repeat(10_000)).fields.len(), MOST);
    }

    #[test]
    fn a_filled_trap_is_seen() {
        assert!(Form::of("name=a&website=http%3A%2F%2Fspam.example").is_trapped());
        assert!(!Form::of("name=a&website=").is_trapped());
    }

    async fn check(kind: &str, body: String, expected: Result<Form, StatusCode>) {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, kind.parse().unwrap());
        let read = read(&headers, Body::from(body), FormSize::Letter);
        assert_eq!(read.await, expected);
    }

    #[tokio::test]
    async fn only_small_forms_are_read() {
        let kind = "application/x-www-form-urlencoded; charset=UTF-8";
        check(kind, "a=1".to_owned(), Ok(Form::of("a=1"))).await;
        let large = format!("a={}", "b".repeat(FormSize::Letter.bytes()));
        check(kind, large, Err(StatusCode::PAYLOAD_TOO_LARGE)).await;
        let other = Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
        check("application/json", "{}".to_owned(), other.clone()).await;
        check("multipart/form-data; boundary=x", String::new(), other).await;
    }
}
