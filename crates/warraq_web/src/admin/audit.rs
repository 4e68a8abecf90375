//! What was done.

use serde::Serialize;
use warraq_archive::accounts::{Allowed, AuditLine, Role, SignedIn, right};

use super::agent;
use super::shell;
use super::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::view::Moment;

#[derive(Serialize)]
struct AuditPage {
    lines: Vec<Line>,
    older: Option<i64>,
    /// The newest seal: whoever writes it down can prove later that nothing was taken away.
    seal: String,
}

/// A line of the audit in words.
#[derive(Serialize)]
pub(super) struct Line {
    at: Moment,
    who: String,
    deed: String,
    subject: String,
    detail: String,
}

/// `GET /admin/audit`
pub(super) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::ReadAudit>,
) -> Result<Answer, Error> {
    let before = visit.query.text("before").parse().ok();
    let found = visit.archive.audit(allowed, before)?;
    let newest = found.lines.first().filter(|_| before.is_none());
    let page = AuditPage {
        seal: newest.map_or_else(String::new, |line| beginning(&line.seal)),
        older: found.older,
        lines: found.lines.iter().map(|found| line(visit, found)).collect(),
    };
    visit.page(who, "admin/audit.html", visit.say("admin.nav.audit"), page)
}

/// The newest lines.
pub(super) fn newest(
    visit: &Visit<'_>,
    allowed: &Allowed<right::ReadAudit>,
    most: usize,
) -> Result<Vec<Line>, Error> {
    let found = visit.archive.audit(allowed, None)?;
    let newest = found.lines.iter().take(most);
    Ok(newest.map(|found| line(visit, found)).collect())
}

fn line(visit: &Visit<'_>, line: &AuditLine) -> Line {
    let detail = match Role::named(&line.detail) {
        Some(role) => shell::role(visit, role.name()),
        None if line.deed == "signed-in" => agent::name(&line.detail),
        None => line.detail.clone(),
    };
    Line {
        at: visit.dates().day_and_clock(line.at),
        who: line.who.clone(),
        deed: visit
            .words
            .say(&format!("admin.deeds.{}", line.deed))
            .to_owned(),
        subject: line.subject.clone(),
        detail,
    }
}

/// Enough of a seal that nobody makes another that begins so.
fn beginning(seal: &[u8]) -> String {
    let Ok(seal) = <[u8; 32]>::try_from(seal) else {
        return String::new();
    };
    blake3::Hash::from_bytes(seal).to_hex()[..32].to_owned()
}
