//! How far a long command has come: a moving line on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::screen;

/// Between two plain lines.
const QUIET: Duration = Duration::from_secs(5);

/// The progress of a command.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    plain: Mutex<Plain>,
}

struct Plain {
    began: Instant,
    told: Instant,
}

impl Progress {
    /// For work whose end is not known.
    pub(super) fn spinner() -> Self {
        Self::new(|| {
            ProgressBar::new_spinner().with_style(style("{spinner} {elapsed_precise}  {msg}"))
        })
    }

    /// For work that reads `bytes`.
    pub(super) fn bytes(bytes: u64) -> Self {
        Self::new(|| {
            ProgressBar::new(bytes).with_style(style(
                "{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}, {eta} left  {msg}",
            ))
        })
    }

    fn new(bar: impl FnOnce() -> ProgressBar) -> Self {
        let bar = std::io::stderr().is_terminal().then(bar);
        if let Some(bar) = &bar {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        let now = Instant::now();
        Self {
            bar,
            plain: Mutex::new(Plain {
                began: now,
                told: now,
            }),
        }
    }

    /// Tells how many things of a kind are done.
    pub(super) fn step(&self, what: &str, done: usize) {
        self.tell(&format!("{} {what}", screen::number(done)), done);
    }

    /// Moves the bar.
    pub(super) fn at(&self, bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(bytes);
        }
    }

    fn tell(&self, message: &str, done: usize) {
        if let Some(bar) = &self.bar {
            bar.set_message(message.to_owned());
            return;
        }
        let Ok(mut plain) = self.plain.lock() else {
            return;
        };
        if plain.told.elapsed() >= QUIET {
            plain.told = Instant::now();
            let seconds = plain.began.elapsed().as_secs_f64();
            screen::note(&format!(
                "{message} ({:.0} a second)",
                done as f64 / seconds
            ));
        }
    }

    /// Takes the moving line away.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    // The templates above are constants; a fault in one shows the plain bar.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
