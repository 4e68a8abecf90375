use super::{EmailAddress, Timestamp};

/// A letter as it leaves the paper: one recipient, the same words as text and as HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Who gets it.
    pub to: EmailAddress,
    /// Who gets the answer, when it is not the paper.
    pub reply_to: Option<EmailAddress>,
    /// One line.
    pub subject: String,
    /// The letter for programs that show no HTML.
    pub plain: String,
    /// The letter as a page of its own.
    pub html: String,
    /// The list that it belongs to, for letters that one can unsubscribe from.
    pub list: Option<MailingList>,
}

/// What a letter says of the list that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailingList {
    /// Name of the list in the form of a host name (RFC 2919).
    pub id: String,
    /// Where a POST takes the recipient off the list, and a GET asks first (RFC 8058).
    pub unsubscribe: String,
}

/// A letter that waits to be sent.
#[derive(Clone, Debug)]
pub struct WaitingLetter {
    /// Number in the outbox.
    pub id: i64,
    /// The letter.
    pub letter: Letter,
    /// When it was written.
    pub written_at: Timestamp,
    /// How often sending it has been tried.
    pub attempts: u32,
}

/// Where a letter of the outbox stands. A letter that was sent is in the outbox no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterStanding {
    /// Will be sent, or tried again.
    Waiting,
    /// The server will not take it, or has put it off for too long.
    Refused,
}

/// A line of the outbox, for the administrator.
#[derive(Clone, Debug)]
pub struct OutboxLine {
    /// Number in the outbox.
    pub id: i64,
    /// Who gets it.
    pub to: String,
    /// What about.
    pub subject: String,
    /// Where it stands.
    pub standing: LetterStanding,
    /// When it was written.
    pub written_at: Timestamp,
    /// When it is tried next.
    pub due_at: Timestamp,
    /// How often sending it has been tried.
    pub attempts: u32,
    /// What the server said last; empty before the first attempt.
    pub trouble: String,
}
