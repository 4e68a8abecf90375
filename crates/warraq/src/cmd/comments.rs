use std::process::ExitCode;

use warraq_archive::DecideError;
use warraq_archive::accounts::Allowed;
use warraq_archive::model::{CommentId, CommentStanding, Decision, DeskComment};
use warraq_text::excerpt::excerpt;

use super::{Place, screen};

/// Comments that are listed at once.
const LISTED: usize = 200;
/// Letters of a comment that are listed; `--whole` lists all.
const EXCERPT: usize = 160;

/// What readers wrote: list it, and decide on it.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Without a decision, lists what waits for one: number, time, article, name and text, the newest first.
Nothing is ever deleted: any decision can be changed by another.

Examples:
  warraq --archive paper comments
  warraq --archive paper comments --spam
  warraq --archive paper comments approve 1204 1207"
)]
pub(super) struct Comments {
    #[command(flatten)]
    list: List,
    #[command(subcommand)]
    decision: Option<Decide>,
}

#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches of a command line, of which one at most is let pass"
)]
struct List {
    /// What waits for a decision; so it is without any of these.
    #[arg(long, group = "standing")]
    held: bool,
    /// What was taken for spam.
    #[arg(long, group = "standing")]
    spam: bool,
    /// What was thrown away.
    #[arg(long, group = "standing")]
    trash: bool,
    /// What readers see.
    #[arg(long, group = "standing")]
    approved: bool,
    /// Whole texts, not their beginnings.
    #[arg(long)]
    whole: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Decide {
    /// Show comments to readers.
    #[command(after_help = "Example:\n  warraq --archive paper comments approve 1204 1207")]
    Approve(Ids),
    /// Call comments spam; others like them will be taken for it.
    #[command(after_help = "Example:\n  warraq --archive paper comments spam 1205")]
    Spam(Ids),
    /// Throw comments away. Nothing is learned from it.
    #[command(after_help = "Example:\n  warraq --archive paper comments trash 1206")]
    Trash(Ids),
    /// Let comments wait again; what their last decision taught is forgotten.
    #[command(after_help = "Example:\n  warraq --archive paper comments hold 1204")]
    Hold(Ids),
}

#[derive(Debug, clap::Args)]
struct Ids {
    /// Numbers of the comments, as the list shows them.
    #[arg(required = true, value_name = "ID")]
    ids: Vec<i64>,
}

impl Comments {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let archive = place.open()?;
        let (decision, ids) = match self.decision {
            None => return self.list.run(&archive),
            Some(Decide::Approve(ids)) => (Decision::Approve, ids),
            Some(Decide::Spam(ids)) => (Decision::Spam, ids),
            Some(Decide::Trash(ids)) => (Decision::Trash, ids),
            Some(Decide::Hold(ids)) => (Decision::Hold, ids),
        };
        let mut code = ExitCode::SUCCESS;
        let mut decided = 0;
        let any = Allowed::by_operator();
        for id in ids.ids {
            match archive.decide_comments(&any, &[CommentId(id)], decision) {
                Ok(more) => decided += more,
                // The others are decided on all the same.
                Err(missing @ DecideError::NoComment(_)) => {
                    screen::note(&missing.to_string());
                    code = ExitCode::FAILURE;
                }
                Err(error) => return Err(error.into()),
            }
        }
        // `warraq serve` follows by itself; without it, `warraq verify` would find the index behind.
        archive.index().follow(&archive)?;
        screen::line(&format!("{} decided.", screen::number(decided)));
        Ok(code)
    }
}

impl List {
    fn run(&self, archive: &warraq_archive::Archive) -> anyhow::Result<ExitCode> {
        let standing = if self.spam {
            CommentStanding::Spam
        } else if self.trash {
            CommentStanding::Trashed
        } else if self.approved {
            CommentStanding::Approved
        } else {
            CommentStanding::Held
        };
        let comments = archive.comments_of(standing, LISTED)?;
        let zone = &archive.settings().time_zone;
        for comment in &comments {
            let DeskComment { id, name, .. } = comment;
            let path = warraq_text::path::canonical(&comment.path);
            let at = comment.at.map_or_else(
                || "—".to_owned(),
                |at| at.in_zone(zone).strftime("%Y-%m-%d %H:%M").to_string(),
            );
            // A terminal obeys control characters; old comments may hold them.
            let text = warraq_text::bidi::plain(&comment.text);
            let text = if self.whole {
                text
            } else {
                excerpt(&text, EXCERPT)
            };
            screen::line(&format!("{id}\t{at}\t{path}\t{name}\t{text}"));
        }
        if comments.is_empty() {
            screen::note("No comments.");
        } else if comments.len() == LISTED {
            screen::note(&format!("The newest {LISTED}; there may be more."));
        }
        Ok(ExitCode::SUCCESS)
    }
}
