//! Two texts of an article, and what was changed between them.

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::accounts::{Allowed, SignedIn, right};
use warraq_archive::desk::Difference;
use warraq_archive::model::RevisionId;
use warraq_text::difference::Piece;

use super::pens::Pens;
use super::{address_of, id, refused};
use crate::admin::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;
use crate::view::Moment;

#[derive(Serialize)]
struct ComparePage {
    back: String,
    old: Side,
    new: Side,
    fields: Vec<FieldView>,
}

/// One of the two.
#[derive(Serialize)]
struct Side {
    href: String,
    at: Moment,
    who: Option<String>,
}

/// A field that was changed.
#[derive(Serialize)]
pub(super) struct FieldView {
    label: String,
    pieces: Vec<PieceView>,
    /// Whether the words are the same, and their dress is not.
    is_dress: bool,
}

#[derive(Serialize)]
struct PieceView {
    /// `same`, `gone`, `new`
    kind: &'static str,
    text: String,
}

/// `GET /admin/articles/ID/compare?old=&new=`
pub(in crate::admin) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::Write>,
) -> Result<Answer, Error> {
    let pens = Pens::of(who, allowed);
    let id = id(visit);
    let back = format!("{}/revisions", address_of(id));
    let asked = |name| visit.query.text(name).parse().ok().map(RevisionId);
    let (Some(one), Some(other)) = (asked("old"), asked("new")) else {
        // Whoever may not see the article learns nothing of it from here.
        return match visit.archive.desk_article(pens.editing(), id) {
            Ok(_) => visit.problem(who, StatusCode::NOT_FOUND, "not_found"),
            Err(error) => refused(visit, who, error),
        };
    };
    let compared = visit
        .archive
        .compare_revisions(pens.editing(), id, one, other);
    let found = match compared {
        Ok(found) => found,
        Err(error) => return refused(visit, who, error),
    };
    let side = |revision: &warraq_archive::desk::Revision| Side {
        href: format!("{back}/{}", revision.id),
        at: visit.dates().day_and_clock(revision.at),
        who: revision.who.clone(),
    };
    let page = ComparePage {
        old: side(&found.old),
        new: side(&found.new),
        fields: fields(visit, found.differences),
        back: back.clone(),
    };
    let title = visit.say("admin.compare.title");
    visit.page(who, "admin/compare.html", title, page)
}

/// Differences as the page shows them.
pub(super) fn fields(visit: &Visit<'_>, differences: Vec<Difference>) -> Vec<FieldView> {
    let field = |difference: Difference| {
        let is_same = |piece: &Piece| matches!(piece, Piece::Same(_));
        FieldView {
            label: visit
                .words
                .say(&format!("admin.fields.{}", difference.field))
                .to_owned(),
            is_dress: difference.pieces.iter().all(is_same),
            pieces: difference.pieces.into_iter().map(piece).collect(),
        }
    };
    differences.into_iter().map(field).collect()
}

fn piece(piece: Piece) -> PieceView {
    let (kind, text) = match piece {
        Piece::Same(text) => ("same", text),
        Piece::Gone(text) => ("gone", text),
        Piece::New(text) => ("new", text),
    };
    PieceView { kind, text }
}
