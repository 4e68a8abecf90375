//! The way of a comment to the disk: one at a time, a few waiting, and readers never among them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tracing::warn;
use warraq_archive::Archive;
use warraq_archive::model::{NewComment, Received};
use warraq_archive::store::StoreError;

/// Comments that may wait: a second's work of a slow disk.
const WAITING: usize = 64;
/// How long one may wait before its sender is told to try again. An import may hold the writer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a comment is not known to be stored.
#[derive(Debug)]
pub(crate) enum NotStored {
    /// Too many wait, or it waited too long. It may still be stored; the same sent again is not
    /// stored twice.
    Busy,
    /// The store refused.
    Store(StoreError),
}

/// One thread that stores comments.
#[derive(Clone, Debug)]
pub(crate) struct Queue(SyncSender<Waiting>);

#[derive(Debug)]
struct Waiting {
    comment: NewComment,
    answer: oneshot::Sender<Result<Received, StoreError>>,
}

impl Queue {
    /// Starts the thread; it ends with the last queue.
    pub(crate) fn start(archive: Archive) -> Self {
        let (sender, waiting) = sync_channel(WAITING);
        let started = thread::Builder::new()
            .name("comments".to_owned())
            .spawn(move || work(&archive, &waiting));
        if let Err(error) = started {
            warn!(%error, "No thread for comments, none is taken");
        }
        Self(sender)
    }

    /// Stores a comment; when this returns what became of it, that is on the disk.
    pub(crate) async fn store(&self, comment: NewComment) -> Result<Received, NotStored> {
        let (answer, answered) = oneshot::channel();
        match self.0.try_send(Waiting { comment, answer }) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                return Err(NotStored::Busy);
            }
        }
        match tokio::time::timeout(PATIENCE, answered).await {
            Ok(Ok(received)) => received.map_err(NotStored::Store),
            // Too late, or the thread is gone.
            Ok(Err(_)) | Err(_) => Err(NotStored::Busy),
        }
    }
}

fn work(archive: &Archive, waiting: &Receiver<Waiting>) {
    for Waiting { comment, answer } in waiting {
        // Nobody waits for the answer any more: the sender was told to try again.
        if answer.is_closed() {
            continue;
        }
        // One that panics must not take the others' way with it; its sender is told to try again.
        let store = || archive.receive_comment(&comment);
        if let Ok(received) = catch_unwind(AssertUnwindSafe(store)) {
            let _ = answer.send(received);
        }
    }
}
