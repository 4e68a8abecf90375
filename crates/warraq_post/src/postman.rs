//! Goes round for as long as the program runs.

use std::time::Duration;

use tracing::{info, warn};
use warraq_archive::Archive;
use warraq_archive::config::Mail;
use warraq_archive::model::Letter;

use crate::carrier::{Carrier, Delivery, Unreachable};
use crate::envelope::sealed;
use crate::round::{Round, go_round};

/// Between two looks into the outbox.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// After the server could not be used: at first, and at most.
const FIRST_REST: Duration = Duration::from_secs(15);
const LONGEST_REST: Duration = Duration::from_mins(10);
/// Rounds between two clearings of what was refused long ago: some hours.
const CLEAR_EVERY: u32 = 5_000;

/// Empties the outbox on a thread of its own, if the archive has a mail server; whether it has.
///
/// # Errors
/// When the system gives no thread.
pub fn go_round_in_background(archive: &Archive) -> std::io::Result<bool> {
    let Some(mail) = archive.mail().cloned() else {
        return Ok(false);
    };
    let archive = archive.clone();
    std::thread::Builder::new()
        .name("warraq-post".to_owned())
        .spawn(move || walk(&archive, &mail))?;
    Ok(true)
}

fn walk(archive: &Archive, mail: &Mail) {
    let mut rest = FIRST_REST;
    let mut rounds = 0_u32;
    loop {
        let pause = match go_round(archive, || Carrier::connect(mail), mail) {
            Ok(Round {
                unreachable: Some(_),
                ..
            }) => {
                let pause = rest;
                rest = (rest * 2).min(LONGEST_REST);
                pause
            }
            Ok(round) => {
                if round != Round::default() {
                    info!(
                        "Mail: {} sent, {} put off, {} refused",
                        round.sent, round.put_off, round.refused
                    );
                }
                rest = FIRST_REST;
                LOOK_EVERY
            }
            Err(error) => {
                warn!(%error, "Outbox could not be read; trying again");
                FIRST_REST
            }
        };
        if rounds.is_multiple_of(CLEAR_EVERY)
            && let Err(error) = archive.forget_refused_letters()
        {
            warn!(%error, "Refused letters could not be forgotten; trying again later");
        }
        rounds = rounds.wrapping_add(1);
        std::thread::sleep(pause);
    }
}

/// Sends one letter now, without the outbox: to try the mail server.
///
/// # Errors
/// When the server cannot be used.
pub fn send_now(archive: &Archive, mail: &Mail, letter: &Letter) -> Result<Delivery, Unreachable> {
    let now = archive.clock().now();
    let paper = archive.settings().title.clone();
    let message = match sealed(letter, 0, now, &mail.from, &paper) {
        Ok(message) => message,
        Err(error) => return Ok(Delivery::Refused(error.to_string())),
    };
    let mut carrier = Carrier::connect(mail)?;
    let delivery = carrier.hand_over(&message)?;
    carrier.leave();
    Ok(delivery)
}
