//! Writing the comments of an article.

use std::collections::{HashMap, VecDeque};

use warraq_import::record::{Article, Comment, CommentKind, CommentStanding};

use super::prepare::Content;
use super::{IngestError, Writer};
use crate::model::{self, ArticleId, Timestamp};
use crate::store::Conn;
use crate::store::comment::{self, CommentRow};

impl Writer<'_> {
    /// Writes comments; returns how many readers see.
    pub(super) fn write_comments(
        &mut self,
        tx: &mut Conn,
        id: ArticleId,
        article: &Article,
        content: &Content,
        again: bool,
    ) -> Result<usize, IngestError> {
        let mut known: HashMap<i64, VecDeque<i64>> = HashMap::new();
        if again {
            // Comments that readers wrote here have no number in the source and stay.
            let imported = comment::imported(tx, id)?;
            let before = imported.len().min(article.comments.len());
            self.report.kinds.comments.updated += before;
            self.report.kinds.comments.stored += article.comments.len() - before;
            for (external, number) in imported {
                known.entry(external).or_default().push_back(number);
            }
        } else {
            self.report.kinds.comments.stored += article.comments.len();
        }
        let mut numbers: HashMap<i64, i64> = HashMap::new();
        let mut children: Vec<(i64, i64)> = Vec::new();
        for (comment, body) in article.comments.iter().zip(&content.comments) {
            let kind = comment_kind(comment);
            let standing = comment_standing(comment);
            let name = warraq_text::bidi::plain(&warraq_import::clean::title(&comment.author));
            let kept = if comment.meta.is_empty() {
                String::new()
            } else {
                serde_json::to_string(&comment.meta).unwrap_or_default()
            };
            let row = CommentRow {
                external_id: comment.external_id,
                kind,
                standing,
                name: &name,
                url: web_address(&comment.url),
                body: body.as_str(),
                body_source: &comment.body,
                at: comment.at.map(Timestamp::from_millis),
                email: &comment.email,
                ip: &comment.ip,
                kept: &kept,
            };
            let before = known
                .get_mut(&comment.external_id)
                .and_then(VecDeque::pop_front);
            let number = match before {
                // Readers may have answered it here: it keeps its number.
                Some(number) => {
                    comment::replace(tx, number, &row)?;
                    number
                }
                None => comment::add(tx, id, &row)?,
            };
            numbers.entry(comment.external_id).or_insert(number);
            if comment.parent > 0 {
                children.push((number, comment.parent));
            }
        }
        for (number, parent) in children {
            if let Some(parent) = numbers.get(&parent).filter(|parent| **parent != number) {
                comment::answers(tx, number, *parent)?;
            }
        }
        for gone in known.into_values().flatten() {
            comment::delete(tx, gone)?;
        }
        Ok(comment::shown(tx, id)?)
    }
}

fn comment_kind(comment: &Comment) -> i64 {
    match comment.kind {
        CommentKind::Comment => 0,
        CommentKind::Pingback | CommentKind::Trackback => 1,
        CommentKind::Other => 2,
    }
}

fn comment_standing(comment: &Comment) -> i64 {
    let standing = match comment.standing {
        CommentStanding::Held => model::CommentStanding::Held,
        CommentStanding::Approved => model::CommentStanding::Approved,
        CommentStanding::Spam => model::CommentStanding::Spam,
        CommentStanding::Trashed => model::CommentStanding::Trashed,
    };
    standing.key()
}

/// Only addresses that a browser opens as a page are shown.
fn web_address(url: &str) -> &str {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        url
    } else {
        ""
    }
}
