use std::process::ExitCode;

use anyhow::{Context as _, bail};
use warraq_archive::Archive;
use warraq_archive::model::{ArticleId, CorrectionId, CorrectionKind, Resolved, Target};

use super::{Place, screen};

/// Tell readers of an article what was wrong in it, or what was added.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Without --text, lists what readers were told: number, time, kind and text, the oldest first.
The article itself is not changed by this.

Examples:
  warraq --archive paper correct 184213 --text 'تأريخ الطبقة السابعة 1410 لا 1401.'
  warraq --archive paper correct /2021/09/25/winds/ --kind update --text 'أُضيف رابط البيانات.'
  warraq --archive paper correct 184213
  warraq --archive paper correct 184213 --take-back 7")]
pub(super) struct Correct {
    /// The article: its number, as in /a/184213, its path or its whole address.
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// What was wrong and what is right, in one paragraph.
    #[arg(long, allow_hyphen_values = true)]
    text: Option<String>,
    /// What it is to readers.
    #[arg(long, value_enum, default_value_t = Kind::Correction, requires = "text")]
    kind: Kind,
    /// Takes the correction with this number back, as if it had never been made.
    #[arg(long, value_name = "ID", conflicts_with = "text")]
    take_back: Option<i64>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Kind {
    /// Something was wrong.
    Correction,
    /// Something could be misunderstood.
    Clarification,
    /// Something was added.
    Update,
}

impl Kind {
    fn name(kind: CorrectionKind) -> &'static str {
        match kind {
            CorrectionKind::Correction => "correction",
            CorrectionKind::Clarification => "clarification",
            CorrectionKind::Update => "update",
        }
    }
}

impl From<Kind> for CorrectionKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Correction => Self::Correction,
            Kind::Clarification => Self::Clarification,
            Kind::Update => Self::Update,
        }
    }
}

impl Correct {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let archive = place.open()?;
        let article = named(&archive, &self.article)?;
        if let Some(id) = self.take_back.map(CorrectionId) {
            let known = archive.corrections_of(article)?;
            if !known.iter().any(|made| made.correction.id == id) {
                bail!("{} has no correction {id}", self.article);
            }
            archive.take_correction_back(id)?;
        } else if let Some(text) = &self.text {
            let id = archive.correct(article, self.kind.into(), text)?;
            screen::line(&id.to_string());
        } else {
            return list(&archive, article);
        }
        // `warraq serve` follows by itself; without it, `warraq verify` would find the index behind.
        archive.index().follow(&archive)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn list(archive: &Archive, article: ArticleId) -> anyhow::Result<ExitCode> {
    let zone = &archive.settings().time_zone;
    let made = archive.corrections_of(article)?;
    for desk in &made {
        let correction = &desk.correction;
        let at = correction.at.in_zone(zone).strftime("%Y-%m-%d %H:%M");
        let kind = Kind::name(correction.kind);
        let standing = if desk.taken_back_at.is_some() {
            "\t(taken back)"
        } else {
            ""
        };
        screen::line(&format!(
            "{}\t{at}\t{kind}\t{}{standing}",
            correction.id, correction.text
        ));
    }
    if made.is_empty() {
        screen::note("No corrections.");
    }
    Ok(ExitCode::SUCCESS)
}

/// The article that somebody means by a number, a path or an address.
fn named(archive: &Archive, name: &str) -> anyhow::Result<ArticleId> {
    if let Ok(number) = name.parse() {
        return Ok(ArticleId(number));
    }
    let path = match name.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |slash| &rest[slash..]),
        None => name,
    };
    if let Some(number) = path.trim_matches('/').strip_prefix("a/")
        && let Ok(number) = number.parse()
    {
        return Ok(ArticleId(number));
    }
    let find = |path: &str| {
        let path = warraq_text::path::canonical(path);
        archive.read_here(|reading| reading.resolve(&path))
    };
    let mut found = find(path)?;
    if let Resolved::Moved { to } = &found {
        found = find(to)?;
    }
    let article = match found {
        Resolved::Here {
            target: Target::Article(id),
            ..
        } => Some(id),
        _ => None,
    };
    article.with_context(|| format!("readers find no article at {name}"))
}
