//! Forms that bring files: fields are read, files are written to the disk while they arrive.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use multer::{Constraints, Field, Multipart, SizeLimit};
use tracing::error;
use warraq_archive::media::{Arrived, Arriving, LARGEST, MediaError, MediaStore};

use super::{Form, FormSize};

/// Bytes of everything in one form: two of the largest files.
const WHOLE: u64 = 2 * LARGEST;
/// Files in one form.
const MOST: usize = 50;
/// Bytes that are held before they are written.
const CHUNK: usize = 256 * 1024;
/// How long nothing may come.
const SILENCE: Duration = Duration::from_secs(20);
/// How long all of it may take: the largest form over a line of five megabits.
const PATIENCE: Duration = Duration::from_mins(30);

/// A file that came with a form.
#[derive(Debug)]
pub(crate) struct SentFile {
    /// The field that it was chosen in.
    pub(crate) field: String,
    /// What it is called where it came from, in any characters.
    pub(crate) name: String,
    pub(crate) arrived: Arrived,
}

/// Whether a form says that it brings files.
pub(crate) fn are_in(headers: &HeaderMap) -> bool {
    kind(headers).is_some_and(|kind| {
        let essence = kind.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case("multipart/form-data")
    })
}

fn kind(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()
}

/// Reads a form to its end. What had arrived of one that breaks off is gone.
pub(super) async fn read(
    headers: &HeaderMap,
    body: Body,
    media: &MediaStore,
) -> Result<(Form, Vec<SentFile>), StatusCode> {
    let read = tokio::time::timeout(PATIENCE, read_all(headers, body, media));
    read.await.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))
}

async fn read_all(
    headers: &HeaderMap,
    body: Body,
    media: &MediaStore,
) -> Result<(Form, Vec<SentFile>), StatusCode> {
    let boundary = kind(headers).and_then(|kind| multer::parse_boundary(kind).ok());
    let boundary = boundary.ok_or(StatusCode::BAD_REQUEST)?;
    let sizes = SizeLimit::new().whole_stream(WHOLE).per_field(LARGEST);
    let limits = Constraints::new().size_limit(sizes);
    let mut parts = Multipart::with_constraints(body.into_data_stream(), boundary, limits);
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    let mut letters = FormSize::Manuscript.bytes();
    while let Some(mut part) = in_time(parts.next_field()).await? {
        let field = part.name().unwrap_or_default().to_owned();
        let Some(name) = part.file_name().map(str::to_owned) else {
            let value = text(&mut part, &mut letters).await?;
            fields.push((field, value));
            continue;
        };
        let arrived = receive(&mut part, media).await?;
        // A field in which nothing was chosen is sent as a file without a name.
        if name.is_empty() && arrived.bytes() == 0 {
            continue;
        }
        if files.len() == MOST {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        files.push(SentFile {
            field,
            name,
            arrived,
        });
    }
    Ok((Form::of_fields(fields), files))
}

/// Waits for what comes next, not for ever.
async fn in_time<T>(next: impl Future<Output = multer::Result<T>>) -> Result<T, StatusCode> {
    match tokio::time::timeout(SILENCE, next).await {
        Ok(Ok(next)) => Ok(next),
        Ok(Err(
            multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. },
        )) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// Reads a field; all fields together may hold as much as a manuscript.
async fn text(part: &mut Field<'_>, letters: &mut usize) -> Result<String, StatusCode> {
    let mut bytes = Vec::new();
    while let Some(chunk) = in_time(part.chunk()).await? {
        *letters = letters
            .checked_sub(chunk.len())
            .ok_or(StatusCode::PAYLOAD_TOO_LARGE)?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Writes a file to the disk as it arrives.
async fn receive(part: &mut Field<'_>, media: &MediaStore) -> Result<Arrived, StatusCode> {
    let media = media.clone();
    let mut arriving = on_disk(move || media.arrive()).await?;
    let mut held = Vec::new();
    while let Some(chunk) = in_time(part.chunk()).await? {
        held.extend_from_slice(&chunk);
        if held.len() >= CHUNK {
            arriving = written(arriving, std::mem::take(&mut held)).await?;
        }
    }
    let arriving = written(arriving, held).await?;
    on_disk(move || arriving.finish()).await
}

async fn written(mut arriving: Arriving, bytes: Vec<u8>) -> Result<Arriving, StatusCode> {
    on_disk(move || arriving.write(&bytes).map(|()| arriving)).await
}

/// Does something on a thread that may wait for the disk.
async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, MediaError> + Send + 'static,
) -> Result<T, StatusCode> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(cause)) => {
            error!(error = %cause, "A file could not be received: {cause}");
            Err(StatusCode::INSUFFICIENT_STORAGE)
        }
        Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "multipart/form-data; boundary=x";

    async fn send(body: impl Into<Body>) -> (Result<(Form, Vec<SentFile>), StatusCode>, usize) {
        let folder = tempfile::tempdir().unwrap();
        let media = MediaStore::open(folder.path()).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HEAD.parse().unwrap());
        assert!(are_in(&headers));
        let read = read(&headers, body.into(), &media).await;
        let incoming = folder.path().join("media/incoming");
        let left = std::fs::read_dir(incoming).unwrap().count();
        (read, left)
    }

    fn part(head: &str, content: &str) -> String {
        format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
    }

    #[tokio::test]
    async fn fields_and_files_are_told_apart() {
        let body = part("name=\"alt\"", "نهر")
            + &part("name=\"file\"; filename=\"ريح.jpg\"", "bytes")
            + &part("name=\"file\"; filename=\"\"", "")
            + "--x--\r\n";
        let (read, left) = send(body).await;
        let (form, files) = read.unwrap();
        assert_eq!(form.text("alt"), "نهر");
        assert_eq!((files.len(), left), (1, 1));
        assert_eq!((&*files[0].field, &*files[0].name), ("file", "ريح.jpg"));
        assert_eq!(files[0].arrived.bytes(), 5);
    }

    #[tokio::test]
    async fn what_breaks_off_leaves_nothing() {
        let whole = part("name=\"file\"; filename=\"a.jpg\"", &"a".repeat(600_000));
        for cut in [20, 100, 1_000, 300_000, 599_000, whole.len()] {
            let (read, left) = send(whole[..cut].to_owned()).await;
            assert_eq!(read.err(), Some(StatusCode::BAD_REQUEST), "{cut}");
            assert_eq!(left, 0, "{cut}");
        }
    }

    #[tokio::test]
    async fn long_fields_and_many_files_are_too_much() {
        let (read, _) = send(part("name=\"a\"", &"a".repeat(1024 * 1024 + 1)) + "--x--").await;
        assert_eq!(read.err(), Some(StatusCode::PAYLOAD_TOO_LARGE));
        let many = part("name=\"file\"; filename=\"a\"", "a").repeat(MOST + 1);
        let (read, left) = send(many + "--x--").await;
        assert_eq!((read.err(), left), (Some(StatusCode::PAYLOAD_TOO_LARGE), 0));
    }
}
