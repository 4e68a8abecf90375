//! Readers' comments as threads.

use std::collections::HashMap;

use serde::Serialize;
use warraq_archive::model::{Comment, CommentId, CommentKind};

use super::{Html, Moment, sign};
use crate::edition::Edition;

/// Replies deeper than this stand beside the one that they answer: a narrow screen has no room, and
/// a hostile thread of thousands of levels has no page.
const DEEPEST: usize = 4;

/// A comment with the replies to it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CommentView {
    /// The number in the anchor `comment-N`.
    pub(crate) anchor: i64,
    pub(crate) name: String,
    /// Address of the commenter; may be empty.
    pub(crate) url: String,
    /// The first letter of the name, for the round sign beside it.
    pub(crate) initial: String,
    /// One of four colours of that sign.
    pub(crate) colour: &'static str,
    pub(crate) at: Option<Moment>,
    pub(crate) body: Html,
    pub(crate) replies: Vec<CommentView>,
}

/// What readers and other sites said of an article.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Thread {
    pub(crate) comments: Vec<CommentView>,
    pub(crate) pingbacks: Vec<CommentView>,
}

impl Thread {
    /// Arranges comments, which come in the order in which they were written.
    pub(crate) fn of(comments: Vec<Comment>, edition: &Edition) -> Self {
        let mut thread = Self::default();
        let mut answers: HashMap<Option<CommentId>, Vec<Comment>> = HashMap::new();
        for comment in comments {
            match comment.kind {
                CommentKind::Pingback => thread.pingbacks.push(view(comment, edition)),
                CommentKind::Comment => answers.entry(comment.parent).or_default().push(comment),
            }
        }
        thread.comments = gather(None, &mut answers, edition);
        // What answers a pingback, or one another in a circle, still is to be read.
        let mut stray: Vec<_> = answers.into_values().flatten().collect();
        stray.sort_by_key(|comment| comment.id);
        thread
            .comments
            .extend(stray.into_iter().map(|comment| view(comment, edition)));
        thread
    }
}

/// The replies to `top` and to one another, without recursion: a thread may be thousands deep.
fn gather(
    top: Option<CommentId>,
    answers: &mut HashMap<Option<CommentId>, Vec<Comment>>,
    edition: &Edition,
) -> Vec<CommentView> {
    let mut open: Vec<(usize, Comment)> = Vec::new();
    let mut flat: Vec<(usize, CommentView)> = Vec::new();
    let push = |parent: Option<CommentId>,
                depth: usize,
                answers: &mut HashMap<_, Vec<Comment>>,
                open: &mut Vec<(usize, Comment)>| {
        let replies = answers.remove(&parent).unwrap_or_default();
        open.extend(replies.into_iter().rev().map(|reply| (depth, reply)));
    };
    push(top, 0, answers, &mut open);
    while let Some((depth, comment)) = open.pop() {
        let id = comment.id;
        flat.push((depth, view(comment, edition)));
        push(Some(id), (depth + 1).min(DEEPEST), answers, &mut open);
    }
    nest(flat)
}

/// From a list in reading order with depths to nested replies.
fn nest(flat: Vec<(usize, CommentView)>) -> Vec<CommentView> {
    let mut levels: Vec<Vec<CommentView>> = vec![Vec::new()];
    for (depth, comment) in flat {
        close(&mut levels, depth);
        levels[depth].push(comment);
        levels.push(Vec::new());
    }
    close(&mut levels, 0);
    levels.swap_remove(0)
}

/// Hands replies deeper than `depth` to the comments that they answer.
fn close(levels: &mut Vec<Vec<CommentView>>, depth: usize) {
    while levels.len() > depth + 1 {
        let replies = levels.pop().unwrap_or_default();
        let parent = levels.last_mut().and_then(|level| level.last_mut());
        if let Some(parent) = parent {
            parent.replies.extend(replies);
        }
    }
}

/// The name of who wrote a comment, or that there is none.
pub(crate) fn named(name: String, edition: &Edition) -> String {
    if name.trim().is_empty() {
        edition.words().say("comments.anonymous").to_owned()
    } else {
        name
    }
}

fn view(comment: Comment, edition: &Edition) -> CommentView {
    let name = named(comment.name, edition);
    CommentView {
        anchor: comment.anchor,
        initial: sign::initial(&name),
        colour: sign::colour(&name),
        name,
        url: comment.url,
        at: comment.at.map(|at| edition.dates().day_and_clock(at)),
        body: comment.body.into(),
        replies: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use warraq_archive::model::Settings;
    use warraq_import::clean::SafeHtml;

    use super::*;

    fn comment(id: i64, parent: Option<i64>) -> Comment {
        Comment {
            id: CommentId(id),
            anchor: id * 10,
            parent: parent.map(CommentId),
            kind: CommentKind::Comment,
            name: "رنا".to_owned(),
            url: String::new(),
            body: SafeHtml::default(),
            at: None,
        }
    }

    fn shape(comments: &[CommentView]) -> String {
        let one = |c: &CommentView| match c.replies.as_slice() {
            [] => (c.anchor / 10).to_string(),
            replies => format!("{}({})", c.anchor / 10, shape(replies)),
        };
        comments.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    fn check(comments: Vec<Comment>, expected: &str) {
        let edition = Edition::for_tests(Settings::default());
        assert_eq!(shape(&Thread::of(comments, &edition).comments), expected);
    }

    #[test]
    fn replies_stand_under_what_they_answer() {
        check(
            vec![
                comment(1, None),
                comment(2, None),
                comment(3, Some(1)),
                comment(4, Some(3)),
            ],
            "1(3(4)) 2",
        );
    }

    #[test]
    fn order_is_that_of_writing() {
        check(
            vec![comment(1, None), comment(2, Some(1)), comment(3, Some(1))],
            "1(2 3)",
        );
    }

    #[test]
    fn deep_threads_are_flattened() {
        let chain = (1..=8)
            .map(|n| comment(n, (n > 1).then_some(n - 1)))
            .collect();
        check(chain, "1(2(3(4(5 6 7 8))))");
    }

    #[test]
    fn thousands_of_levels_are_no_danger() {
        let chain = (1..=5000)
            .map(|n| comment(n, (n > 1).then_some(n - 1)))
            .collect();
        let edition = Edition::for_tests(Settings::default());
        assert_eq!(Thread::of(chain, &edition).comments.len(), 1);
    }

    #[test]
    fn comments_that_answer_each_other_in_a_circle_are_shown() {
        check(
            vec![comment(1, None), comment(2, Some(3)), comment(3, Some(2))],
            "1 2 3",
        );
    }
}
