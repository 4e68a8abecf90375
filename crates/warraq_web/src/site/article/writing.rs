//! The place under an article where readers write, or the sentence that says why there is none.

use warraq_archive::model::{
    ArticleKind, Closed, Comment, CommentKind, Objection, PublishedArticle, Timestamp,
    WrittenComment,
};

use crate::edition::Edition;
use crate::view::{Answered, CommentForm, named};

/// What a reader has begun to write.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// The anchor of the comment that is answered.
    answers: Option<i64>,
    written: WrittenComment,
    objections: Vec<Objection>,
}

impl Draft {
    /// An empty answer to the comment at `anchor`.
    pub(super) fn answering(anchor: i64) -> Self {
        Self {
            answers: Some(anchor),
            ..Self::default()
        }
    }

    /// What was sent and cannot be taken as it is.
    pub(crate) fn again(
        answers: Option<i64>,
        written: &WrittenComment,
        objections: Vec<Objection>,
    ) -> Self {
        Self {
            answers,
            written: written.cleaned(),
            objections,
        }
    }
}

/// Where readers write.
#[derive(Debug, Default)]
pub(super) struct Writing {
    pub(super) form: Option<CommentForm>,
    /// Why there is no form; empty where there is one.
    pub(super) closed: String,
    /// The anchor of the comment that the form answers.
    pub(super) answers: Option<i64>,
    /// When the form will be gone.
    pub(super) closes_at: Option<Timestamp>,
}

impl Writing {
    /// The place under an article, with what was begun. Under a page there is none.
    pub(super) fn of(
        article: &PublishedArticle,
        draft: &Draft,
        comments: &[Comment],
        edition: &Edition,
    ) -> Self {
        if article.kind == ArticleKind::Page {
            return Self::default();
        }
        let rules = &edition.settings().comments;
        let published = article.published_at;
        if let Some(closed) = rules.closed(article.comments_open, published, edition.now()) {
            return Self {
                closed: sentence(closed, edition),
                ..Self::default()
            };
        }
        let answered = comments.iter().find(|comment| {
            comment.kind == CommentKind::Comment && draft.answers == Some(comment.anchor)
        });
        let answered = answered.map(|comment| Answered {
            anchor: comment.anchor,
            name: named(comment.name.clone(), edition),
        });
        Self {
            closed: String::new(),
            answers: answered.as_ref().map(|answered| answered.anchor),
            closes_at: rules.closes_at(published),
            form: Some(CommentForm::of(
                article.id.0,
                answered,
                &draft.written,
                &draft.objections,
                edition,
            )),
        }
    }

    /// Whether the form is not the one that all readers get.
    pub(super) fn is_one_readers(&self) -> bool {
        let problems = self.form.as_ref().map(|form| form.problems.len());
        self.answers.is_some() || problems.is_some_and(|problems| problems > 0)
    }
}

fn sentence(closed: Closed, edition: &Edition) -> String {
    let words = edition.words();
    match closed {
        Closed::Paper => words.say("comments.closed_paper").to_owned(),
        Closed::Article => words.say("comments.closed").to_owned(),
        Closed::Age(days) => {
            let days = usize::try_from(days).unwrap_or(usize::MAX);
            words.say_with("comments.closed_age", "name", &edition.count("days", days))
        }
    }
}
