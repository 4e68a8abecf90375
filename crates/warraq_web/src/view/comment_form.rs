//! The form under an article.

use serde::Serialize;
use warraq_archive::model::{Objection, WrittenComment};

use crate::edition::Edition;

/// The form as it stands on a page. The page is the same for all readers until one sends it with
/// something wrong.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CommentForm {
    /// Number of the article.
    pub(crate) article: i64,
    /// The comment that is answered.
    pub(crate) answers: Option<Answered>,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) text: String,
    /// What is wrong, a sentence each.
    pub(crate) problems: Vec<String>,
    pub(crate) name_required: bool,
    /// Whether the desk reads before readers do.
    pub(crate) hold: bool,
    pub(crate) longest_name: usize,
    pub(crate) longest_email: usize,
    pub(crate) longest_text: usize,
}

/// A comment that is answered.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Answered {
    pub(crate) anchor: i64,
    pub(crate) name: String,
}

impl CommentForm {
    /// The form under an article, filled with what was `written`.
    pub(crate) fn of(
        article: i64,
        answers: Option<Answered>,
        written: &WrittenComment,
        objections: &[Objection],
        edition: &Edition,
    ) -> Self {
        let settings = &edition.settings().comments;
        Self {
            article,
            answers,
            name: written.name.clone(),
            email: written.email.clone(),
            text: written.text.clone(),
            problems: objections
                .iter()
                .map(|objection| sentence(*objection, edition))
                .collect(),
            name_required: settings.name_required,
            hold: settings.hold,
            longest_name: WrittenComment::LONGEST_NAME,
            longest_email: WrittenComment::LONGEST_EMAIL,
            longest_text: WrittenComment::LONGEST_TEXT,
        }
    }
}

fn sentence(objection: Objection, edition: &Edition) -> String {
    let words = edition.words();
    let (key, bound) = match objection {
        Objection::NoName => ("respond.no_name", 0),
        Objection::LongName => ("respond.long_name", WrittenComment::LONGEST_NAME),
        Objection::WrongEmail => ("respond.wrong_email", 0),
        Objection::NoText => ("respond.no_text", 0),
        Objection::LongText => ("respond.long_text", WrittenComment::LONGEST_TEXT),
    };
    words.say_with(key, "name", &edition.count("letters", bound))
}
