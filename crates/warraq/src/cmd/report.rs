//! The reconciliation report for people.

use warraq_archive::ingest::Report;

use super::screen::{line, number};

/// Problems that a terminal shows.
const SHOWN: usize = 12;

/// Prints the report.
pub(super) fn print(report: &Report) {
    line(&format!("Source: {}", report.source));
    if report.resumed {
        line("This run completed one that was interrupted.");
    }
    line("");
    line(&format!(
        "{:<14}{:>11}{:>11}{:>11}{:>11}{:>9}{:>9}",
        "", "found", "stored", "updated", "unchanged", "skipped", "failed"
    ));
    for (name, tally) in report.kinds.named() {
        line(&format!(
            "{:<14}{:>11}{:>11}{:>11}{:>11}{:>9}{:>9}{}",
            name.replace('_', " "),
            number(tally.found),
            number(tally.stored),
            number(tally.updated),
            number(tally.unchanged),
            number(tally.skipped),
            number(tally.failed),
            if tally.adds_up() {
                ""
            } else {
                "  DOES NOT ADD UP"
            },
        ));
        for (reason, count) in tally.reasons.iter().take(SHOWN) {
            line(&format!("{:<14}  {} × {reason}", "", number(*count)));
        }
    }
    line("");
    let addresses = &report.addresses;
    line(&format!(
        "Old addresses: {} ({} answer, {} lead there in one step, {} lost)",
        number(addresses.total),
        number(addresses.answering),
        number(addresses.redirected),
        number(addresses.lost),
    ));
    if report.kept_ours > 0 {
        line(&format!(
            "Edited here and changed in the source: {} (ours stay; the source's texts are among their revisions)",
            number(report.kept_ours),
        ));
    }
    let media = &report.media;
    line(&format!(
        "Pictures and files: {} present, {} missing, {} unusable, {} found beside the list, {} named in texts and nowhere",
        number(media.present),
        number(media.missing),
        number(media.unusable),
        number(media.discovered),
        number(media.dangling),
    ));
    for unknown in report.unknown.iter().take(SHOWN) {
        line(&format!(
            "Not shown on pages: {} ({} uses in {} articles), kept in the source",
            unknown.construct,
            number(unknown.uses),
            number(unknown.articles),
        ));
    }
    let problems: usize = report.problem_counts.values().sum();
    if problems > 0 {
        line(&format!("Problems: {}", number(problems)));
    }
    for problem in report.problems.iter().take(SHOWN) {
        let place = &problem.place;
        line(&format!(
            "  {}, byte {}{}{}: {}",
            place.file,
            place.offset,
            if place.item.is_empty() { "" } else { ", " },
            place.item,
            problem.detail,
        ));
    }
    line(if report.explained {
        "Everything in the source is accounted for."
    } else {
        "NOT everything is accounted for."
    });
}
