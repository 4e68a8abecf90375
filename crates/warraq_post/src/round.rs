//! One round: every letter whose time has come is tried once.

use tracing::{info, warn};
use warraq_archive::Archive;
use warraq_archive::config::Mail;
use warraq_archive::model::{Timestamp, WaitingLetter};
use warraq_archive::store::StoreError;

use crate::carrier::{Carrier, Delivery, Unreachable};
use crate::envelope::sealed;

const MINUTE_MS: i64 = 60_000;
/// After each attempt, the wait before the next, in minutes; the last one repeats.
const WAITS: [i64; 6] = [1, 5, 15, 60, 240, 480];
/// Attempts before a letter that a server keeps putting off is given up: about five days, as
/// RFC 5321 (4.5.4.1) has it.
const MOST_ATTEMPTS: u32 = 18;
/// Letters that are held in memory at a time.
const BATCH: usize = 50;

/// What a round has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Letters that the server has taken.
    pub sent: usize,
    /// Letters that will be tried again.
    pub put_off: usize,
    /// Letters that will not be tried again.
    pub refused: usize,
    /// Why the round ended early, if it did. The letters that were left wait as before.
    pub unreachable: Option<Unreachable>,
}

/// Goes round once.
///
/// # Errors
/// When the archive cannot be read or written. A letter that was sent and could not be taken out
/// is sent again under the same Message-ID.
pub fn go_round(
    archive: &Archive,
    connect: impl Fn() -> Result<Carrier, Unreachable>,
    mail: &Mail,
) -> Result<Round, StoreError> {
    let mut round = Round::default();
    let mut carrier: Option<Carrier> = None;
    loop {
        let letters = archive.letters_due(BATCH)?;
        if letters.is_empty() {
            break;
        }
        for letter in &letters {
            if let Err(trouble) = carry(archive, &connect, mail, letter, &mut carrier, &mut round)?
            {
                warn!("Mail server could not be used: {trouble}");
                round.unreachable = Some(trouble);
                return Ok(round);
            }
        }
    }
    if let Some(carrier) = carrier {
        carrier.leave();
    }
    Ok(round)
}

/// Carries one letter, and notes what became of it. The inner error is the server's.
fn carry(
    archive: &Archive,
    connect: &impl Fn() -> Result<Carrier, Unreachable>,
    mail: &Mail,
    waiting: &WaitingLetter,
    carrier: &mut Option<Carrier>,
    round: &mut Round,
) -> Result<Result<(), Unreachable>, StoreError> {
    let id = waiting.id;
    let paper = archive.settings().title.clone();
    let message = match sealed(&waiting.letter, id, waiting.written_at, &mail.from, &paper) {
        Ok(message) => message,
        Err(error) => {
            round.refused += 1;
            archive.refuse_letter(id, &error.to_string())?;
            return Ok(Ok(()));
        }
    };
    let ready = match carrier.take() {
        Some(open) => Ok(open),
        None => connect(),
    };
    let mut open = match ready {
        Ok(open) => open,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let delivery = match open.hand_over(&message) {
        Ok(delivery) => delivery,
        Err(trouble) => {
            // It may be this letter at which the server breaks: the others go first next time.
            archive.postpone_letter(id, wait(archive, waiting.attempts), &trouble.to_string())?;
            round.put_off += 1;
            return Ok(Err(trouble));
        }
    };
    *carrier = Some(open);
    match delivery {
        Delivery::Taken => {
            archive.letter_sent(id)?;
            round.sent += 1;
            info!(letter.id = id, "Sent letter {id}");
        }
        Delivery::PutOff(trouble) if waiting.attempts + 1 < MOST_ATTEMPTS => {
            archive.postpone_letter(id, wait(archive, waiting.attempts), &trouble)?;
            round.put_off += 1;
        }
        Delivery::PutOff(trouble) | Delivery::Refused(trouble) => {
            archive.refuse_letter(id, &trouble)?;
            round.refused += 1;
            // What the server said may name the recipient: it is in the outbox, not in the log.
            warn!(
                letter.id = id,
                "Letter {id} was refused; see `warraq mail queue`"
            );
        }
    }
    Ok(Ok(()))
}

/// When a letter is tried again.
fn wait(archive: &Archive, attempts: u32) -> Timestamp {
    let step = usize::try_from(attempts).unwrap_or(usize::MAX);
    let minutes = WAITS.get(step).or(WAITS.last()).copied().unwrap_or(60);
    let now = archive.clock().now().millis();
    Timestamp::from_millis(now.saturating_add(minutes * MINUTE_MS))
}
