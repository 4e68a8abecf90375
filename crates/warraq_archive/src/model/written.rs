//! What a reader typed into the form under an article, and what is wrong with it.

use super::{ArticleId, CommentSettings};

/// A comment as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenComment {
    /// Name; may be empty where the paper allows it.
    pub name: String,
    /// Address for the desk alone; may be empty.
    pub email: String,
    /// The text, lines and all.
    pub text: String,
}

/// What is wrong with a comment as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objection {
    /// The paper asks for a name.
    NoName,
    /// The name has more than [`WrittenComment::LONGEST_NAME`] letters.
    LongName,
    /// The e-mail address is none.
    WrongEmail,
    /// There is no text.
    NoText,
    /// The text has more than [`WrittenComment::LONGEST_TEXT`] letters.
    LongText,
}

/// A comment that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewComment {
    article: ArticleId,
    answers: Option<i64>,
    written: WrittenComment,
    is_trapped: bool,
}

impl WrittenComment {
    /// Letters of a name: the longest in an archive of 100,000 comments had 60.
    pub const LONGEST_NAME: usize = 80;
    /// Letters of a text: three pages of a book.
    pub const LONGEST_TEXT: usize = 5_000;
    /// Bytes of an e-mail address (RFC 5321, 4.5.3.1.3, without its brackets).
    pub const LONGEST_EMAIL: usize = 254;

    /// The same without control characters and characters that turn the text of others round.
    #[must_use]
    pub fn cleaned(&self) -> Self {
        let line = |text: &str| warraq_text::bidi::plain(text).trim().to_owned();
        Self {
            name: line(&self.name),
            email: line(&self.email),
            text: plain_lines(&self.text),
        }
    }

    /// Makes a comment under `article` of what was typed, cleaned.
    ///
    /// `answers` is the anchor of the comment that it replies to.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn under(
        &self,
        article: ArticleId,
        answers: Option<i64>,
        settings: &CommentSettings,
    ) -> Result<NewComment, Vec<Objection>> {
        let written = self.cleaned();
        let objections = written.objections(settings);
        if objections.is_empty() {
            Ok(NewComment {
                article,
                answers,
                written,
                is_trapped: false,
            })
        } else {
            Err(objections)
        }
    }

    fn objections(&self, settings: &CommentSettings) -> Vec<Objection> {
        let wrong = [
            (
                settings.name_required && !self.name.contains(char::is_alphanumeric),
                Objection::NoName,
            ),
            (
                self.name.chars().count() > Self::LONGEST_NAME,
                Objection::LongName,
            ),
            (
                !self.email.is_empty() && !is_email(&self.email),
                Objection::WrongEmail,
            ),
            (!self.text.contains(is_visible), Objection::NoText),
            (
                self.text.chars().count() > Self::LONGEST_TEXT,
                Objection::LongText,
            ),
        ];
        wrong
            .into_iter()
            .filter_map(|(wrong, objection)| wrong.then_some(objection))
            .collect()
    }
}

impl NewComment {
    /// The same comment, which filled a field that no reader sees.
    #[must_use]
    pub fn trapped(self) -> Self {
        Self {
            is_trapped: true,
            ..self
        }
    }

    /// The article under which it was written.
    pub fn article(&self) -> ArticleId {
        self.article
    }

    /// The anchor of the comment that it answers.
    pub fn answers(&self) -> Option<i64> {
        self.answers
    }

    /// Name, e-mail address and text, made safe.
    pub fn written(&self) -> &WrittenComment {
        &self.written
    }

    /// Whether it filled a field that no reader sees.
    pub fn is_trapped(&self) -> bool {
        self.is_trapped
    }
}

/// Every line made safe by itself; never more than one empty line together.
fn plain_lines(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<String> = Vec::new();
    for line in unified.split('\n') {
        let line = warraq_text::bidi::plain(line.trim_end());
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    lines.join("\n").trim_end().to_owned()
}

/// Whether somebody would see a character. Joiners and direction marks alone are no text.
fn is_visible(c: char) -> bool {
    let silent = matches!(c, '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{200b}'..='\u{200f}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}');
    !c.is_whitespace() && !silent
}

/// Whether this looks like an address; only a letter to it would prove that it is one.
fn is_email(text: &str) -> bool {
    let Some((mailbox, host)) = text.rsplit_once('@') else {
        return false;
    };
    let sound = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace());
    text.len() <= WrittenComment::LONGEST_EMAIL
        && sound(mailbox)
        && sound(host)
        && !mailbox.contains(['<', '>', '"', ',', ';'])
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(name: &str, email: &str, text: &str) -> WrittenComment {
        WrittenComment {
            name: name.to_owned(),
            email: email.to_owned(),
            text: text.to_owned(),
        }
    }

    #[track_caller]
    fn check(typed: &WrittenComment, expected: &[Objection]) {
        let made = typed.under(ArticleId(1), None, &CommentSettings::default());
        assert_eq!(made.err().unwrap_or_default(), expected);
    }

    #[test]
    fn a_name_and_a_text_are_enough() {
        check(&typed("رنا العطّار", "", "مقال جميل"), &[]);
        check(&typed("Omar", "omar@mail.example", "🌹"), &[]);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        check(
            &typed(" \u{200f} ", "رنا", "\u{200b}\n \u{2066}\u{2069}"),
            &[Objection::NoName, Objection::WrongEmail, Objection::NoText],
        );
        check(
            &typed(&"ب".repeat(81), "", &"ب".repeat(5_001)),
            &[Objection::LongName, Objection::LongText],
        );
        check(&typed(&"ب".repeat(80), "", &"ب".repeat(5_000)), &[]);
    }

    #[test]
    fn a_paper_may_do_without_names() {
        let settings = CommentSettings {
            name_required: false,
            ..CommentSettings::default()
        };
        let nameless = typed("", "", "رأي").under(ArticleId(1), None, &settings);
        assert_eq!(nameless.unwrap().written().name, "");
    }

    #[test]
    fn what_would_turn_the_text_of_others_round_is_dropped() {
        let made = typed(
            "\u{202e}سامي\0",
            "",
            "\u{202b}سطر\u{202c}\r\n\r\n\r\n\r\n\u{2067}آخر\u{1b}[31m",
        )
        .under(ArticleId(1), None, &CommentSettings::default())
        .unwrap();
        assert_eq!(made.written().name, "سامي");
        assert_eq!(made.written().text, "سطر\n\n\u{2067}آخر[31m\u{2069}");
    }

    #[test]
    fn addresses_are_believed_but_not_everything_is_one() {
        for good in ["a@b.example", "رنا@موقع.example", "a+b.c@d.e.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["a", "a@b", "@b.c", "a@.c", "a b@c.d", "<a@b.c>", "a@b.c."] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
