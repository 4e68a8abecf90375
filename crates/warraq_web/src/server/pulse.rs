//! Whether anything happens on a connection. One rule for everything that slow clients do.
//!
//! A request's head must be whole within [`HEAD`]. Otherwise at least [`ENOUGH`] bytes must move, in
//! whichever direction, in every window of [`LOOKS`] looks: a connection that idles, dribbles a body or takes an
//! answer by the byte moves fewer, and is closed.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

/// From the first byte of a request to the last of its head.
const HEAD: Duration = Duration::from_secs(5);
/// Bytes that are enough to be called alive: the head of one small answer.
const ENOUGH: u64 = 1024;
/// How often a connection is looked at; three looks make a window of 15 seconds.
const LOOK: Duration = Duration::from_secs(5);
const LOOKS: usize = 3;

/// What happens on one connection.
#[derive(Debug)]
pub(super) struct Pulse {
    born: Instant,
    /// Bytes read and written.
    moved: AtomicU64,
    /// Requests that are being answered.
    open: AtomicU64,
    /// Milliseconds after birth at which the head that is being read began, plus one; 0 for none.
    head_since: AtomicU64,
}

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct Busy(Arc<Pulse>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Pulse {
    pub(super) fn new() -> Self {
        Self {
            born: Instant::now(),
            moved: AtomicU64::new(0),
            open: AtomicU64::new(0),
            // A client that connects is expected to speak.
            head_since: AtomicU64::new(1),
        }
    }

    /// A head is whole and its request is being answered, until the mark is dropped.
    pub(super) fn busy(self: &Arc<Self>) -> Busy {
        self.open.fetch_add(1, Ordering::Relaxed);
        self.head_since.store(0, Ordering::Relaxed);
        Busy(Arc::clone(self))
    }

    fn read(&self, bytes: usize) {
        self.moved.fetch_add(bytes as u64, Ordering::Relaxed);
        if self.open.load(Ordering::Relaxed) == 0 && self.head_since.load(Ordering::Relaxed) == 0 {
            self.head_since.store(self.age() + 1, Ordering::Relaxed);
        }
    }

    fn wrote(&self, bytes: usize) {
        self.moved.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    fn age(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX - 1)
    }

    /// Returns when nothing is to be expected of the connection any more.
    pub(super) async fn stopped(&self) {
        let mut seen = [0; LOOKS];
        for look in 0.. {
            tokio::time::sleep(LOOK).await;
            let moved = self.moved.load(Ordering::Relaxed);
            let before = std::mem::replace(&mut seen[look % LOOKS], moved);
            let still = look >= LOOKS && moved - before < ENOUGH;
            let answering = self.open.load(Ordering::Relaxed) > 0;
            if (still && !answering) || self.head_is_late() {
                return;
            }
        }
    }

    fn head_is_late(&self) -> bool {
        let since = self.head_since.load(Ordering::Relaxed);
        let limit = u64::try_from(HEAD.as_millis()).unwrap_or(u64::MAX);
        since > 0 && self.age() + 1 >= since + limit
    }
}

/// A stream whose bytes are counted.
#[derive(Debug)]
pub(super) struct Watched<S> {
    stream: S,
    pulse: Arc<Pulse>,
}

impl<S> Watched<S> {
    pub(super) fn new(stream: S, pulse: Arc<Pulse>) -> Self {
        Self { stream, pulse }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        let read = buffer.filled().len() - before;
        if read > 0 {
            self.pulse.read(read);
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(written)) = &polled {
            self.pulse.wrote(*written);
        }
        polled
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        if let Poll::Ready(Ok(written)) = &polled {
            self.pulse.wrote(*written);
        }
        polled
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds after which a connection with this behaviour is given up, on a clock that is
    /// moved by hand.
    async fn given_up_after(mut act: impl FnMut(&Arc<Pulse>, u64)) -> Option<u64> {
        let pulse = Arc::new(Pulse::new());
        let stopped = pulse.stopped();
        tokio::pin!(stopped);
        for second in 0..120 {
            act(&pulse, second);
            let tick = tokio::time::sleep(Duration::from_secs(1));
            tokio::select! {
                biased;
                () = &mut stopped => return Some(pulse.age()),
                () = tick => {}
            }
        }
        None
    }

    #[tokio::test(start_paused = true)]
    async fn who_never_speaks_is_given_up_first() {
        let after = given_up_after(|_, _| {}).await.unwrap();
        assert!(after <= 5_001, "{after}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_dribbles_is_given_up() {
        let after = given_up_after(|pulse, _| pulse.read(10)).await.unwrap();
        assert!(after <= 5_001, "{after}");
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_answered_and_then_idles_is_given_up_in_half_a_minute() {
        let after = given_up_after(|pulse, second| {
            if second == 0 {
                pulse.read(300);
                drop(pulse.busy());
                pulse.wrote(40_000);
            }
        })
        .await
        .unwrap();
        assert!((15_000..=30_001).contains(&after), "{after}");
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_an_answer_by_the_byte_is_given_up() {
        let after = given_up_after(|pulse, second| {
            if second == 0 {
                pulse.read(300);
                drop(pulse.busy());
            }
            pulse.wrote(5);
        })
        .await
        .unwrap();
        assert!(after <= 30_001, "{after}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_line_that_keeps_taking_is_served() {
        let after = given_up_after(|pulse, second| {
            if second == 0 {
                drop(pulse.busy());
            }
            pulse.wrote(2_000);
        })
        .await;
        assert_eq!(after, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_being_answered_is_waited_for() {
        let mut busy = None;
        let after = given_up_after(|pulse, _| {
            busy.get_or_insert_with(|| pulse.busy());
        })
        .await;
        assert_eq!(after, None);
    }
}
