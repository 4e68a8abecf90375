use std::process::ExitCode;

use warraq_archive::model::ReadSource;

use super::{Place, screen};

/// Articles that are listed.
const LISTED: usize = 30;

/// How often articles were read, and where readers came from.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
One line a day: day, reads, and of these direct, from the paper itself, from search, from where people
share links, from elsewhere. Then the articles that were read most: number, reads, headline. An article
counts once a day for each reader; robots do not count. Nothing is known of who read.

Examples:
  warraq --archive paper reads
  warraq --archive paper reads --days 30")]
pub(super) struct Reads {
    /// How many days, today included.
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=3660))]
    days: u32,
}

impl Reads {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let archive = place.open()?;
        let columns = ReadSource::ALL.map(name).join("\t");
        screen::line(&format!("day\treads\t{columns}"));
        for day in archive.reads_by_day(self.days)? {
            let sources = day.sources.map(screen::number).join("\t");
            let reads = screen::number(day.reads);
            screen::line(&format!("{}\t{reads}\t{sources}", day.day));
        }
        let lines = archive.most_read(self.days, LISTED)?;
        if lines.is_empty() {
            screen::note("Nothing was read.");
            return Ok(ExitCode::SUCCESS);
        }
        screen::line("\narticle\treads\theadline");
        for line in lines {
            let headline = if line.headline.is_empty() {
                "(not before readers)"
            } else {
                &line.headline
            };
            let reads = screen::number(line.reads);
            screen::line(&format!("{}\t{reads}\t{headline}", line.id));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn name(source: ReadSource) -> &'static str {
    match source {
        ReadSource::Direct => "direct",
        ReadSource::OwnSite => "own",
        ReadSource::Search => "search",
        ReadSource::Social => "social",
        ReadSource::Elsewhere => "elsewhere",
    }
}
