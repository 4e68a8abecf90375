//! The listening side: one thread a processor, each with its own socket, runtime and connections.
//!
//! `axum::serve` has no deadline for request heads; here a connection has one for everything. A
//! request that the page cache can answer never leaves its thread.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt as _;
use tracing::{info, warn};
use warraq_archive::Archive;

use crate::forms::Peer;
use crate::press::Press;
use crate::readership::Visit;
use crate::router;

mod door;
mod manners;
mod pulse;

use door::{Door, Guest};
use pulse::{Pulse, Watched};

/// Connections that wait in the system's queue for each socket.
const BACKLOG: i32 = 1024;
/// Lines of a request's head, and its bytes: what is beyond is not read to the end.
const MOST_HEADERS: usize = 64;
const LONGEST_HEAD: usize = 96 * 1024;
/// Requests that one HTTP/2 connection may have open.
const MOST_STREAMS: u32 = 64;
/// Threads of each runtime that may wait for disks.
const WAITING_THREADS: usize = 8;
/// How long open connections may take to finish when the program is asked to stop.
const FAREWELL: Duration = Duration::from_secs(10);
/// Pause after a failed `accept`: the system is out of file handles, and that passes.
const BREATH: Duration = Duration::from_millis(50);

/// How to serve. `ServeOptions::default()` is right for a machine of its own.
#[derive(Debug)]
pub struct ServeOptions {
    /// Threads that serve readers; `None` for one a processor.
    pub threads: Option<usize>,
    /// Bytes that the page cache may take.
    pub cache_bytes: u64,
    /// Connections at the same time, in all.
    pub connections: usize,
    /// Connections at the same time from one address (IPv4) or one /64 (IPv6). Addresses of this
    /// machine are not counted: a proxy may stand there.
    pub connections_per_address: usize,
    /// Proxies before this server that stand on other machines; those on this machine need not be
    /// named. What they say of who sends a form (`X-Forwarded-For`) is believed.
    pub proxies: Vec<IpAddr>,
    /// Folder of the theme; `None` for the one that the archive names or has.
    pub theme: Option<PathBuf>,
    /// Reads the theme again whenever it changes, and keeps no page: for those who work on it.
    pub reload: bool,
    /// Stops the server, when it turns `true` or is dropped. `None` waits for the system's signals
    /// alone.
    pub stop: Option<watch::Receiver<bool>>,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            threads: None,
            cache_bytes: 64 << 20,
            connections: 16_384,
            connections_per_address: 256,
            proxies: Vec::new(),
            theme: None,
            reload: false,
            stop: None,
        }
    }
}

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened at.
    #[error("cannot listen at {address}: {cause}; choose another address with --listen")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        cause: io::Error,
    },
    /// The system gave no thread or no runtime.
    #[error("cannot start serving: {0}")]
    Start(io::Error),
    /// The archive cannot be read.
    #[error(transparent)]
    Archive(#[from] warraq_archive::store::StoreError),
}

/// Serves the paper until the program is told to stop (SIGTERM, SIGINT, or `options.stop`).
///
/// `ready` is called once, with the address that is listened at: `listen` may have port 0.
///
/// # Errors
/// When the address is taken, the system gives no threads, or the archive cannot be read.
pub fn serve(
    archive: Archive,
    listen: SocketAddr,
    options: ServeOptions,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let threads = options.threads.unwrap_or(processors).max(1);
    let refused = |cause| ServeError::Listen {
        address: listen,
        cause,
    };
    let first = socket(listen).map_err(refused)?;
    let address = first.local_addr().map_err(refused)?;
    let mut sockets = vec![first];
    for _ in 1..threads {
        sockets.push(socket(address).map_err(refused)?);
    }

    let press = Press::new(archive, &options);
    // Compressing the assets takes longer than a reader's thread may be held up.
    press.warm();
    let door = Arc::new(Door::new(
        options.connections,
        options.connections_per_address,
    ));
    let (stop, stopped) = watch::channel(false);
    let control = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(ServeError::Start)?;
    let (follower, keeper) = (press.follower(), press.keeper());
    control.block_on(follower.begin())?;

    let mut workers = Vec::with_capacity(threads);
    for (number, socket) in sockets.into_iter().enumerate() {
        let worker = Worker {
            press: press.clone(),
            router: router::over(press.clone()),
            door: Arc::clone(&door),
            stopped: stopped.clone(),
        };
        let work = move || {
            pin_to_processor(number, processors);
            worker.run(socket)
        };
        let name = format!("reader-{number}");
        workers.push(
            thread::Builder::new()
                .name(name)
                .spawn(work)
                .map_err(ServeError::Start)?,
        );
    }
    drop(stopped);
    ready(address);

    control.block_on(async {
        tokio::select! {
            () = follower.run() => {}
            () = keeper.run() => {}
            () = told_to_stop(options.stop) => {}
        }
    });
    info!("Stopping: open connections may finish");
    stop.send_replace(true);
    for worker in workers {
        match worker.join() {
            Ok(Ok(())) => {}
            Ok(Err(error)) => warn!(%error, "A serving thread had failed"),
            Err(_) => warn!("A serving thread had panicked"),
        }
    }
    if let Err(error) = control.block_on(keeper.write()) {
        warn!(%error, "The last reads could not be written");
    }
    Ok(())
}

/// A socket that shares its address with those of the other threads.
fn socket(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Keeps a thread on one processor, where its caches are warm. Without that right it runs anywhere.
fn pin_to_processor(number: usize, processors: usize) {
    #[cfg(target_os = "linux")]
    {
        let mut set = rustix::thread::CpuSet::new();
        set.set(number % processors.max(1));
        if let Err(error) = rustix::thread::sched_setaffinity(None, &set) {
            tracing::debug!(%error, "Thread {number} is not kept on a processor");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (number, processors);
}

async fn told_to_stop(stop: Option<watch::Receiver<bool>>) {
    let asked = async {
        match stop {
            Some(mut stop) => {
                // A sender that is gone asks for the end as well.
                let _ = stop.wait_for(|stop| *stop).await;
            }
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = asked => {}
        () = signalled() => {}
    }
}

#[cfg(unix)]
async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    match (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
        _ => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn signalled() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// What one serving thread has.
#[derive(Clone)]
struct Worker {
    press: Press,
    router: Router,
    door: Arc<Door>,
    stopped: watch::Receiver<bool>,
}

impl Worker {
    fn run(self, socket: std::net::TcpListener) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(WAITING_THREADS)
            .build()?;
        runtime.block_on(self.accept(socket))
    }

    async fn accept(mut self, socket: std::net::TcpListener) -> io::Result<()> {
        let listener = TcpListener::from_std(socket)?;
        // Each connection holds a clone: when all are gone, everybody has left.
        let (guests, mut last_left) = tokio::sync::mpsc::channel::<Infallible>(1);
        loop {
            let came = tokio::select! {
                biased;
                _ = self.stopped.wait_for(|stopped| *stopped) => break,
                came = listener.accept() => came,
            };
            match came {
                Ok((stream, from)) => {
                    let Some(guest) = self.door.let_in(from.ip()) else {
                        continue;
                    };
                    let _ = stream.set_nodelay(true);
                    let staying = guests.clone();
                    let worker = self.clone();
                    tokio::spawn(async move {
                        worker.serve(stream, guest).await;
                        drop(staying);
                    });
                }
                Err(error) => {
                    tracing::debug!(%error, "Connection could not be accepted");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
        drop(listener);
        drop(guests);
        let _ = tokio::time::timeout(FAREWELL, last_left.recv()).await;
        Ok(())
    }

    /// Serves one connection to its end, or to the end of patience with it.
    async fn serve(mut self, stream: TcpStream, guest: Guest) {
        let pulse = Arc::new(Pulse::new());
        let peer = stream.peer_addr().ok().map(|address| Peer(address.ip()));
        let io = TokioIo::new(Watched::new(stream, Arc::clone(&pulse)));
        let service = {
            let (press, router, pulse) = (self.press, self.router, Arc::clone(&pulse));
            hyper::service::service_fn(move |mut request: Request<Incoming>| {
                if let Some(peer) = peer {
                    request.extensions_mut().insert(peer);
                }
                answer(press.clone(), router.clone(), pulse.busy(), request)
            })
        };
        let mut builder = auto::Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            // The pulse has the deadline for heads.
            .header_read_timeout(None)
            .max_headers(MOST_HEADERS)
            .max_buf_size(LONGEST_HEAD)
            .pipeline_flush(true);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(MOST_STREAMS)
            .max_header_list_size(u32::try_from(LONGEST_HEAD).unwrap_or(u32::MAX));
        let connection = builder.serve_connection(io, service);
        tokio::pin!(connection);
        let mut leaving = false;
        loop {
            tokio::select! {
                biased;
                // Whatever ended it, the client is gone: nobody is left to tell.
                _ = connection.as_mut() => break,
                () = pulse.stopped() => break,
                _ = self.stopped.wait_for(|stopped| *stopped), if !leaving => {
                    leaving = true;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
        drop(guest);
    }
}

/// Answers one request: from the page cache at once, or through the router.
async fn answer(
    press: Press,
    router: Router,
    _busy: pulse::Busy,
    request: Request<Incoming>,
) -> Result<Response<Either<Full<bytes::Bytes>, Body>>, Infallible> {
    if let Some(status) = manners::objection(&request) {
        return Ok(press.refuse(status).map(Either::Left));
    }
    let uri = request.uri();
    let visit = Visit {
        method: request.method(),
        headers: request.headers(),
        peer: request.extensions().get::<Peer>().copied(),
    };
    let kept = press.at_once(visit, uri.path(), uri.query());
    if let Some(response) = kept {
        return Ok(response.map(Either::Left));
    }
    let answered = router.oneshot(request.map(Body::new)).await;
    answered.map(|response| response.map(Either::Right))
}
