//! Files of the archive as responses: whole, in part, or streamed from the disk.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderValue};
use axum::http::{Response, StatusCode};
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::sync::mpsc;
use warraq_archive::media::{self, Disposition, Served};

use super::{Answer, Ask, CachePolicy, House, Kind};

/// Bytes read from the disk at once, and chunks that wait for a slow reader.
const CHUNK: usize = 128 * 1024;
const WAITING: usize = 2;

/// The response to one request for a file.
pub(crate) fn send_file(served: Served, house: House, ask: Ask<'_>) -> Response<Body> {
    send(served, house, ask, |answer| answer)
}

/// The same for those who work here, before readers may have it: nobody keeps it.
pub(crate) fn send_to_newsroom(served: Served, house: House, ask: Ask<'_>) -> Response<Body> {
    send(served, house, ask, Answer::of_newsroom)
}

fn send(
    served: Served,
    house: House,
    ask: Ask<'_>,
    dress: impl FnOnce(Answer) -> Answer,
) -> Response<Body> {
    let length = match &served.body {
        media::Body::Bytes(bytes) => bytes.len(),
        media::Body::File { len, .. } => usize::try_from(*len).unwrap_or(usize::MAX),
    };
    let saved = served.disposition == Disposition::Attachment;
    let kind = Kind::File {
        mime: served.mime,
        saved,
    };
    let answer = dress(Answer::new(kind, Bytes::new(), CachePolicy::Day));
    let mut response = Response::new(Body::empty());
    let mut headers = house.headers(&answer);
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Ok(etag) = HeaderValue::from_str(&served.etag) {
        headers.insert(ETAG, etag);
    }
    *response.headers_mut() = headers;
    if ask.holds(served.etag.trim_matches('"')) == Some(true) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    let range = match ask.range(length) {
        None => 0..length,
        Some(Ok(range)) => {
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            set(
                &mut response,
                format!("bytes {}-{}/{length}", range.start, range.end - 1),
            );
            range
        }
        Some(Err(())) => {
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            set(&mut response, format!("bytes */{length}"));
            return response;
        }
    };
    if ask.head {
        response
            .headers_mut()
            .insert(CONTENT_LENGTH, HeaderValue::from(range.len()));
        return response;
    }
    *response.body_mut() = match served.body {
        media::Body::Bytes(bytes) => Body::from(bytes.slice(range)),
        media::Body::File { path, .. } => Body::new(FileBody::open(path, range)),
    };
    response
}

fn set(response: &mut Response<Body>, range: String) {
    if let Ok(range) = HeaderValue::try_from(range) {
        response.headers_mut().insert(CONTENT_RANGE, range);
    }
}

/// Part of a file on the disk, read while it is sent.
struct FileBody {
    chunks: mpsc::Receiver<io::Result<Bytes>>,
    left: u64,
}

impl FileBody {
    fn open(path: PathBuf, range: Range<usize>) -> Self {
        let (sender, chunks) = mpsc::channel(WAITING);
        let left = range.len() as u64;
        tokio::spawn(async move {
            if let Err(error) = read(path, range, &sender).await {
                // The reader is told by a body that ends too early; there is no other way.
                let _ = sender.send(Err(error)).await;
            }
        });
        Self { chunks, left }
    }
}

/// Reads a chunk at a time on a thread that may wait, for as long as somebody takes them.
async fn read(
    path: PathBuf,
    range: Range<usize>,
    sender: &mpsc::Sender<io::Result<Bytes>>,
) -> io::Result<()> {
    let mut at = range.start as u64;
    let end = range.end as u64;
    let mut file = blocking(move || File::open(path)).await?;
    while at < end {
        let wanted = (end - at).min(CHUNK as u64);
        let (open, chunk) = blocking(move || {
            file.seek(SeekFrom::Start(at))?;
            let mut chunk = Vec::with_capacity(CHUNK);
            (&mut file).take(wanted).read_to_end(&mut chunk)?;
            Ok((file, chunk))
        })
        .await?;
        file = open;
        if chunk.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        at += chunk.len() as u64;
        if sender.send(Ok(chunk.into())).await.is_err() {
            break;
        }
    }
    Ok(())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}

impl hyper::body::Body for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.chunks.poll_recv(context).map(|chunk| {
            let chunk = chunk?;
            if let Ok(bytes) = &chunk {
                self.left = self.left.saturating_sub(bytes.len() as u64);
            }
            Some(chunk.map(Frame::data))
        })
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::{HeaderMap, IF_NONE_MATCH, RANGE};
    use axum::http::{HeaderName, Method};
    use http_body_util::BodyExt as _;

    use super::*;

    fn film(body: media::Body) -> Served {
        Served {
            body,
            mime: "video/mp4",
            disposition: Disposition::Inline,
            etag: "\"abc-original\"".to_owned(),
        }
    }

    async fn ask(served: Served, name: HeaderName, value: &'static str) -> (StatusCode, Vec<u8>) {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_static(value));
        let response = send_file(served, House::plain(), Ask::of(&Method::GET, &headers));
        let status = response.status();
        (
            status,
            response
                .into_body()
                .collect()
                .await
                .unwrap()
                .to_bytes()
                .to_vec(),
        )
    }

    #[tokio::test]
    async fn a_large_file_is_streamed_in_the_part_that_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("film");
        let content: Vec<u8> = (0..=250).cycle().take(CHUNK * 2 + 77).collect();
        std::fs::write(&path, &content).unwrap();
        let body = || media::Body::File {
            path: path.clone(),
            len: content.len() as u64,
        };
        let (status, part) = ask(film(body()), RANGE, "bytes=131000-131099").await;
        assert_eq!(status, StatusCode::PARTIAL_CONTENT);
        assert_eq!(part, content[131_000..131_100]);
        let (status, whole) = ask(film(body()), RANGE, "pages=1").await;
        assert_eq!((status, whole == content), (StatusCode::OK, true));
    }

    #[tokio::test]
    async fn a_held_file_is_not_sent_again() {
        let body = || media::Body::Bytes(Bytes::from_static(b"film"));
        let (status, sent) = ask(film(body()), IF_NONE_MATCH, "\"abc-original\"").await;
        assert_eq!((status, sent.len()), (StatusCode::NOT_MODIFIED, 0));
        let (status, _) = ask(film(body()), RANGE, "bytes=4-").await;
        assert_eq!(status, StatusCode::RANGE_NOT_SATISFIABLE);
    }
}
