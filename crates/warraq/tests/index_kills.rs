//! The search index agrees with the database, whenever the program that wrote it was killed.
//!
//! `WARRAQ_KILLS=200 cargo test -p warraq --test index_kills` kills as often.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use support::{SENTENCE, export, import, warraq};
use warraq_archive::Archive;
use warraq_archive::clock::SystemClock;
use warraq_archive::model::ArticleId;

/// Kills where nobody says how many.
const KILLS: usize = 20;
/// Articles that an import changes.
const ARTICLES: usize = 120;
/// Numbers that stand in bodies, and nowhere else, begin here: one for each time that they change.
const MARKS: usize = 70_000;

#[test]
fn an_index_whose_writer_is_killed_catches_up_with_the_database() {
    let kills = std::env::var("WARRAQ_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    let file = folder.path().join("export.xml");
    let body = |mark: usize| format!("{} {mark}", SENTENCE.repeat(12));

    // Whole runs first, to learn how long they take.
    let mut mark = MARKS;
    let mut articles = ARTICLES;
    let all = time(&mut import(
        &archive,
        &export(file.clone(), 1..=ARTICLES, &body(mark)),
    ));
    let rebuild = time(warraq(&archive).args(["index", "rebuild"]));
    articles += 1;
    let single = time(&mut import(
        &archive,
        &export(file.clone(), articles..=articles, &body(mark)),
    ));

    let mut moments = Moments(1_258);
    let mut killed = [0; 3];
    let mut disagreements = Vec::new();
    // A run that was over before its kill is no kill; not too many of them.
    for round in 0..kills * 3 {
        if killed.iter().sum::<usize>() == kills {
            break;
        }
        let kind = round % 3;
        mark += 1;
        let (mut command, takes) = match kind {
            0 => {
                let changed = export(file.clone(), 1..=ARTICLES, &body(mark));
                (import(&archive, &changed), all)
            }
            1 => {
                articles += 1;
                let one = export(file.clone(), articles..=articles, &body(mark));
                (import(&archive, &one), single)
            }
            _ => {
                let mut command = warraq(&archive);
                command.args(["index", "rebuild"]);
                (command, rebuild)
            }
        };
        if kill_at(&mut command, moments.next(takes)) {
            killed[kind] += 1;
        }
        let found = disagreements_in(&archive, MARKS..=mark, articles);
        disagreements.extend(found.map(|found| format!("round {round}: {found}")));
    }
    assert!(disagreements.is_empty(), "{disagreements:#?}");
    assert_eq!(killed.iter().sum::<usize>(), kills, "{killed:?}");
    assert!(killed.iter().all(|killed| *killed > 0), "{killed:?}");
}

/// Moments between the start and the end of a run: a fixed sequence, so that a failure can be looked
/// at again.
struct Moments(u64);

impl Moments {
    fn next(&mut self, within: Duration) -> Duration {
        // Knuth's MMIX generator.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        let thousandths = u32::try_from((self.0 >> 33) % 1_000).unwrap();
        within * thousandths / 1_000
    }
}

fn time(command: &mut Command) -> Duration {
    let started = Instant::now();
    assert!(command.status().unwrap().success(), "{command:?}");
    started.elapsed()
}

/// Whether the program was still at work.
fn kill_at(command: &mut Command, moment: Duration) -> bool {
    let mut program = command.spawn().unwrap();
    std::thread::sleep(moment);
    let at_work = program.try_wait().unwrap().is_none();
    if at_work {
        program.kill().unwrap();
    }
    program.wait().unwrap();
    at_work
}

/// Opens the archive as the next program does, catches up, and compares what the index holds and
/// finds with what the database says.
fn disagreements_in(
    archive: &Path,
    marks: std::ops::RangeInclusive<usize>,
    articles: usize,
) -> impl Iterator<Item = String> + use<> {
    let archive = Archive::open(archive, Arc::new(SystemClock)).unwrap();
    archive.index().follow(&archive).unwrap().unwrap();
    let verified = warraq_archive::verify::verify(&archive, &|_, _| {}).unwrap();
    let mut found: Vec<_> = verified
        .faults
        .into_iter()
        .filter(|fault| fault.contains("index"))
        .collect();
    let texts: Vec<_> = archive
        .read_here(|reading| {
            let ids = 1..=i64::try_from(articles).unwrap();
            ids.map(|id| reading.text(ArticleId(id))).collect()
        })
        .unwrap();
    // The first mark, which nothing can have any more but single articles, and the last two.
    let end = *marks.end();
    for mark in [*marks.start(), end.saturating_sub(1), end] {
        let mark = mark.to_string();
        let mut wanted: Vec<_> = (1..)
            .zip(&texts)
            .filter(|(_, text)| text.as_ref().is_some_and(|text| text.contains(&mark)))
            .map(|(id, _)| ArticleId(id))
            .collect();
        let mut held: Vec<_> = archive
            .rank(&mark, articles * 2)
            .unwrap()
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        wanted.sort_unstable();
        held.sort_unstable();
        if wanted != held {
            found.push(format!(
                "{mark}: {wanted:?} in the database, {held:?} found"
            ));
        }
    }
    found.into_iter()
}
